//! What a web page in a browser on the same machine may have of the service: nothing; and what browsers and caches may do
//! with responses.

use audience_fit::store::Scope;
use serde_json::json;

use crate::support::access::{guarded, key};
use crate::support::{Answer, TestServer};

const PEOPLE: &str = "{\"age\": 31, \"in_target\": true}\n{\"age\": 58, \"in_target\": false}\n";

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn names_that_lead_here_are_no_names_of_this_machine() {
    let server = TestServer::start();
    let kept = server.post("/v1/audiences", "application/x-ndjson", PEOPLE);
    let path = format!("/v1/audiences/{}", kept.json()["id"].as_str().expect("an id"));
    for (method, path) in [("GET", "/v1/audiences"), ("DELETE", &*path), ("GET", "/metrics"), ("POST", "/v1/analyses")]
    {
        let answer = server.send(method, path, &[("host", "evil.example")], b"");
        assert_eq!(code(&answer), (421, "misdirected_request".to_owned()), "{method} {path}");
    }
    for host in ["localhost", "127.0.0.1:1", "[::1]:8080"] {
        assert_eq!(server.send("GET", &path, &[("host", host)], b"").status, 200, "{host}");
    }
    let named = TestServer::start_with(|settings| settings.hosts = vec!["fit.example".to_owned()]);
    assert_eq!(named.send("GET", "/v1/audiences", &[("host", "fit.example:80")], b"").status, 200);
    assert_eq!(named.send("GET", "/v1/audiences", &[("host", "evil.example")], b"").status, 421);
    let guarded = guarded();
    let key = key(&guarded, "housing", Scope::Read);
    let bearer = format!("Bearer {}", key.text);
    let headers = [("host", "fit.example"), ("authorization", &*bearer), ("origin", "https://other.example")];
    assert_eq!(guarded.send("GET", "/v1/audiences", &headers, b"").status, 200, "a key is what no other page has");
}

#[test]
fn pages_of_other_sites_change_nothing() {
    let server = TestServer::start();
    let analysis = json!({"profiles": [{"age": 31, "in_target": true}], "target": {"labelled": true}}).to_string();
    for foreign in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        let headers = [foreign, ("content-type", "application/json")];
        let answer = server.send("POST", "/v1/analyses", &headers, analysis.as_bytes());
        assert_eq!(code(&answer), (403, "forbidden".to_owned()), "{foreign:?}");
    }
    // What a page may send without asking first has no type, or one that is not taken.
    let outcomes = json!({"outcomes": [{"channel": "radio", "at": "2026-01-15", "delivered": 24, "responded": 3}]});
    for (path, body) in [
        ("/v1/analyses", analysis),
        ("/v1/outcomes", outcomes.to_string()),
        ("/v1/audiences?format=ndjson", PEOPLE.to_owned()),
    ] {
        let answer = server.send("POST", path, &[], body.as_bytes());
        assert_eq!(code(&answer), (415, "unsupported_media_type".to_owned()), "{path}: {}", answer.text);
    }
    for path in ["/v1/analyses", "/v1/outcomes", "/v1/audiences"] {
        assert_eq!(server.get(path).json()["items"].as_array().map(Vec::len), Some(0), "{path}");
    }
    let own = format!("http://{}", server.address());
    let headers = [("origin", &*own), ("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
    let asked = json!({"target": {"age": {"min": 20}, "country": "US"}}).to_string();
    assert_eq!(server.send("POST", "/v1/recommendations", &headers, asked.as_bytes()).status, 200, "Swagger UI");
}

#[test]
fn people_are_not_cached_framed_or_taken_for_scripts() {
    let server = TestServer::start();
    let body = json!({"profiles": [{"age": 31, "in_target": true}], "target": {"labelled": true}});
    let analysis = server.create_analysis(&body);
    let path = analysis.header("location").to_owned();
    let report = server.get(&format!("{path}/report"));
    assert_eq!(report.media_type, "text/html; charset=utf-8");
    for answer in [&analysis, &report, &server.get("/v1/audiences"), &server.get("/v1/audiences/none")] {
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let (docs, problems) = (server.get("/docs/"), server.get("/docs/problems"));
    assert_eq!((docs.status, problems.status), (200, 200));
    for answer in [&analysis, &report, &docs, &problems, &server.get("/health/live"), &server.get("/none")] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.ends_with("frame-ancestors 'none'"), "{policy}");
    }
    // The pages work: their scripts and styles are those of this service, none of them in the page.
    assert!(docs.header("content-security-policy").contains("script-src 'self';"));
    assert!(!report.header("content-security-policy").contains("script-src"));
    let scripts: Vec<&str> = docs.text.split("<script").skip(1).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        let (attributes, rest) = script.split_once('>').expect("an end");
        assert!(attributes.contains("src=\"./") || attributes.contains("src=\"/"), "{attributes}");
        assert!(rest.trim_start().starts_with("</script>"), "a script in the page: {rest}");
    }
}

#[test]
fn a_compressed_response_has_an_entity_tag_of_its_own() {
    let server = TestServer::start();
    let tag = |encoding: &str| {
        // Written by hand: the client would unpack it and leave the header out.
        let answer = crate::support::wire::ask(
            server.address(),
            &format!("GET /v1/channels HTTP/1.1\naccept-encoding: {encoding}"),
        );
        crate::support::wire::header(&answer, "etag").expect("a tag").to_owned()
    };
    let (plain, gzip) = (tag("identity"), tag("gzip"));
    assert_ne!(plain, gzip);
    assert_eq!(gzip, format!("{}-gzip\"", plain.trim_end_matches('"')));
    for known in [&plain, &gzip] {
        let answer = server.send("GET", "/v1/channels", &[("if-none-match", known)], b"");
        assert_eq!((answer.status, answer.header("etag")), (304, known.as_str()));
    }
    let put = |condition: Option<&str>| {
        let headers: Vec<(&str, &str)> =
            [("content-type", "application/json")].into_iter().chain(condition.map(|tag| ("if-match", tag))).collect();
        server.send("PUT", "/v1/targets/a", &headers, b"{\"age\": {\"min\": 27}, \"country\": \"KR\"}")
    };
    let tag = put(None).header("etag").to_owned();
    let inner = tag.trim_matches('"');
    assert_eq!(put(Some(&format!("\"{inner}-gzip\""))).status, 200, "it was read compressed");
    assert_eq!(put(Some("\"other\"")).status, 412);
}
