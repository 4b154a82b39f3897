//! How many requests a caller may make, and how that is said.

use audience_fit::config::Auth;
use audience_fit::store::Scope;

use crate::support::access::{Key, key};
use crate::support::{Answer, TestServer};

/// A server with a quota that does not come back while a test runs.
fn limited(auth: Auth, burst: u32) -> TestServer {
    TestServer::start_with(|settings| {
        settings.auth = auth;
        settings.rate_per_minute = 1;
        settings.rate_burst = burst;
    })
}

fn too_many(answer: &Answer) {
    assert_eq!((answer.status, &*answer.media_type), (429, "application/problem+json"), "{}", answer.text);
    assert_eq!(answer.json()["code"], "too_many_requests");
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(answer.header("ratelimit"), format!("\"requests\";r=0;t={wait}"));
}

#[test]
fn each_key_has_its_own_quota_in_the_headers_of_every_response() {
    let server = limited(Auth::On, 3);
    let (one, other) = (key(&server, "housing", Scope::Read), key(&server, "housing", Scope::Read));
    for (path, status, left) in [("/v1/channels", 200, 2), ("/v1/nothing", 404, 1), ("/v1/keys", 403, 0)] {
        let answer = server.ask(&one, "GET", path, "");
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(answer.header("ratelimit-policy"), "\"requests\";q=3;w=180");
        let reported = answer.header("ratelimit");
        assert!(reported.starts_with(&format!("\"requests\";r={left};t=")), "{reported}");
        assert!(!answer.headers.contains_key("retry-after"));
    }
    too_many(&server.ask(&one, "GET", "/v1/channels", ""));
    too_many(&server.ask(&one, "POST", "/v1/outcomes", "{}"));
    assert_eq!(server.ask(&other, "GET", "/v1/channels", "").status, 200, "it has not asked before");
}

#[test]
fn counts_requests_without_a_valid_key_by_address() {
    let server = limited(Auth::On, 2);
    let good = key(&server, "housing", Scope::Read);
    let guess = Key { id: String::new(), text: format!("afk_{}_{}", "0".repeat(32), "0".repeat(64)) };
    for _ in 0..2 {
        assert_eq!(server.ask(&guess, "GET", "/v1/channels", "").status, 401);
    }
    too_many(&server.ask(&guess, "GET", "/v1/channels", ""));
    too_many(&server.get("/v1/channels"));
    assert_eq!(server.ask(&good, "GET", "/v1/channels", "").status, 200);
    for _ in 0..5 {
        assert_eq!(server.get("/health/ready").status, 200, "who watches over it is not counted");
    }
}

#[test]
fn counts_by_address_where_no_key_is_required() {
    let server = limited(Auth::Off, 2);
    assert_eq!(server.get("/v1/channels").header("ratelimit-policy"), "\"requests\";q=2;w=120");
    assert_eq!(server.get("/v1/sources").status, 200);
    too_many(&server.get("/v1/channels"));
    let unlimited = TestServer::start();
    assert!((0..300).all(|_| !unlimited.get("/v1/channels").headers.contains_key("ratelimit")));
}
