//! What keeps the pages of others away from a service that requires no keys: a browser on the same machine would send
//! their requests, under a name of theirs that leads here (DNS rebinding) or to here outright.

use std::net::{Ipv4Addr, Ipv6Addr};

use actix_web::http::header::{self, HeaderMap, HeaderName};

use crate::error::{ErrorCode, Failure};
use crate::ingest::excerpt;
use crate::message::message;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks that a request is for this machine and comes from no page of another site; `hosts` are more names of it.
///
/// # Errors
/// `misdirected_request` for another host, `forbidden` for a page of another site.
pub(super) fn check_origin(headers: &HeaderMap, hosts: &[String]) -> Result<(), Failure> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text(header::HOST).unwrap_or_default();
    if !is_own(host, hosts) {
        return Err(Failure::of(ErrorCode::MisdirectedRequest, message!["failure-host", received = excerpt(host)]));
    }
    let origin = text(header::ORIGIN);
    let is_foreign = origin.is_some_and(|origin| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority.is_none_or(|authority| !authority.eq_ignore_ascii_case(host))
    });
    if is_foreign || text(SEC_FETCH_SITE) == Some("cross-site") {
        return Err(Failure::of(ErrorCode::Forbidden, message!["failure-foreign-page"]));
    }
    Ok(())
}

/// Whether a host, with or without a port, is this machine.
pub(super) fn is_own(host: &str, hosts: &[String]) -> bool {
    if let Some((address, rest)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return is_port(rest) && address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback());
    }
    let (name, port) = host.find(':').map_or((host, ""), |colon| host.split_at(colon));
    let is_named = name.eq_ignore_ascii_case("localhost") || hosts.iter().any(|own| own.eq_ignore_ascii_case(name));
    is_port(port) && (is_named || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()))
}

fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        let hosts = ["fit.example".to_owned()];
        let own = [
            "127.0.0.1",
            "127.0.0.1:8080",
            "127.9.9.9",
            "localhost:1",
            "LOCALHOST",
            "[::1]",
            "[::1]:80",
            "Fit.Example:9",
        ];
        for host in own {
            assert!(is_own(host, &hosts), "{host}");
        }
        let others = [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.168.0.1",
            "[::2]",
            "[::1]x",
            "localhost:",
            "localhost:1:2",
            "fit.example.evil",
            "0.0.0.0",
            "[::1",
            "2130706433",
        ];
        for host in others {
            assert!(!is_own(host, &hosts), "{host}");
        }
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let code = |headers: &[(&'static str, &'static str)]| {
            let request = headers.iter().fold(TestRequest::default(), |request, header| request.insert_header(*header));
            check_origin(request.to_http_request().headers(), &[]).err().map(|failure| failure.code)
        };
        let host = ("host", "127.0.0.1:80");
        assert_eq!(code(&[host]), None);
        assert_eq!(code(&[host, ("origin", "http://127.0.0.1:80"), ("sec-fetch-site", "same-origin")]), None);
        assert_eq!(code(&[host, ("sec-fetch-site", "none")]), None);
        for foreign in ["http://evil.example", "http://127.0.0.1:81", "null", ""] {
            assert_eq!(code(&[host, ("origin", foreign)]), Some(ErrorCode::Forbidden), "{foreign}");
        }
        assert_eq!(code(&[host, ("sec-fetch-site", "cross-site")]), Some(ErrorCode::Forbidden));
        assert_eq!(code(&[("host", "evil.example")]), Some(ErrorCode::MisdirectedRequest));
        assert_eq!(code(&[]), Some(ErrorCode::MisdirectedRequest));
    }
}
