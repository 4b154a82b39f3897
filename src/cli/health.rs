//! `health`, for images without an HTTP client.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use super::args::HealthArgs;
use super::print;
use crate::error::{ErrorCode, Failure};
use crate::message::message;

const TIMEOUT: Duration = Duration::from_secs(4);

/// Asks `/health/ready` of a service over plain HTTP and prints its answer.
pub(super) fn health(args: &HealthArgs) -> Result<ExitCode, Failure> {
    let Some(authority) = args.url.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or_default())
    else {
        let detail = message!["command-health-url", received = crate::ingest::excerpt(&args.url)];
        return Err(Failure::of(ErrorCode::InvalidRequest, detail));
    };
    let answer = ask(authority)
        .map_err(|e| Failure::of(ErrorCode::Unavailable, message!["command-health-gone", url = args.url, error = e]))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
    if head.split(' ').nth(1) == Some("200") {
        return print(&format!("{}\n", body.trim_end()));
    }
    let answer = head.lines().next().unwrap_or("-");
    Err(Failure::of(ErrorCode::Unavailable, message!["command-health-not-ready", answer = answer]))
}

fn ask(authority: &str) -> io::Result<String> {
    let address = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
    let address = address.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("no such host"))?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(stream, "GET /health/ready HTTP/1.0\r\nHost: {authority}\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(1 << 16).read_to_string(&mut answer)?;
    Ok(answer)
}
