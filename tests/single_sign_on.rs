//! Signing in to the pages with an account of an OpenID Connect provider.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use audience_fit::config::RETURN_PATH;
use audience_fit::store::{Keys, Scope};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use ureq::Agent;
use url::Url;

use crate::support::access::{key, with_store};
use crate::support::browser::{Browser, is_page};
use crate::support::identity::{CLIENT_SECRET, FakeProvider, SigningKey, settings, unsigned};
use crate::support::{Answer, TestServer, file, send};

/// A service with a provider that says what a test wants.
struct World {
    server: TestServer,
    provider: FakeProvider,
    key: SigningKey,
    _secret: tempfile::NamedTempFile,
}

fn world() -> World {
    let provider = FakeProvider::start();
    let secret = tempfile::NamedTempFile::new().expect("a file");
    let server = TestServer::start_with(|serve| {
        serve.oidc = Some(settings(&provider.issuer, "openid groups", secret.path()));
    });
    let key = SigningKey::new("k1");
    provider.said.lock().expect("free").keys = json!({"keys": [key.public(), {"kty": "new", "kid": "k0"}]});
    World { server, provider, key, _secret: secret }
}

fn query(url: &str) -> impl Fn(&str) -> String + use<> {
    let url = Url::parse(url).unwrap_or_else(|error| panic!("{error}: {url}"));
    move |name| url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

impl World {
    /// Claims that are right.
    fn claims(&self, nonce: &str, groups: &[&str]) -> Value {
        json!({
            "iss": self.provider.issuer, "aud": "audience-fit", "sub": "248289761001", "nonce": nonce,
            "exp": seconds() + 300, "iat": seconds(), "preferred_username": "kim@housing.example", "groups": groups,
        })
    }

    /// Begins to sign in; where the provider is asked, and with what.
    fn begin(&self, browser: &mut Browser<'_>, next: &str) -> String {
        let begun = browser.get(&format!("/sign-in/provider?next={next}"));
        assert_eq!(begun.status, 303, "{}", begun.text);
        begun.header("location").to_owned()
    }

    /// Signs in with a token that `token` makes of the nonce.
    fn sign_in(&self, browser: &mut Browser<'_>, token: impl FnOnce(&str) -> String) -> Answer {
        let asked = query(&self.begin(browser, "/plan"));
        self.provider.said.lock().expect("free").tokens = (200, json!({"id_token": token(&asked("nonce"))}));
        browser.get(&format!("{RETURN_PATH}?code=c&state={}", asked("state")))
    }

    fn sign_in_as(&self, browser: &mut Browser<'_>, groups: &[&str]) -> Answer {
        self.sign_in(browser, |nonce| self.key.sign(&self.claims(nonce, groups)))
    }
}

#[test]
fn groups_become_an_agency_and_scopes() {
    let world = world();
    let mut browser = Browser::new(&world.server);
    assert_eq!(browser.get("/").header("location"), "/sign-in?next=%2F", "nobody is let in without");
    let form = browser.get("/sign-in");
    is_page(&form);
    assert!(form.text.contains("href=\"/sign-in/provider?next=%2F\">Sign in with your work account"), "{}", form.text);
    let address = world.begin(&mut browser, "/plan");
    assert!(address.starts_with(&format!("{}/authorize?tenant=1&response_type=code", world.provider.issuer)));
    let asked = query(&address);
    assert_eq!((&*asked("client_id"), &*asked("scope")), ("audience-fit", "openid groups"));
    let token = world.key.sign(&world.claims(&asked("nonce"), &["analysts", "owners", "elsewhere"]));
    world.provider.said.lock().expect("free").tokens = (200, json!({"id_token": token}));
    let done = browser.get(&format!("{RETURN_PATH}?code=c1&state={}", asked("state")));
    is_page(&done);
    assert_eq!((done.status, done.header("refresh")), (200, "0; url=/plan"));
    let cookies = done.header("set-cookie").to_owned();
    assert!(cookies.contains("session=key_") && cookies.contains("SameSite=Strict"), "{cookies}");
    assert!(cookies.contains("sign-in-provider=; Path=/; Max-Age=0"), "an attempt is good once: {cookies}");

    // The provider was asked as the standard has it: with the secret, and with what only the one who began can know.
    let request = world.provider.said.lock().expect("free").asked.clone();
    let sent = query(&format!("http://x/?{}", request.split("\r\n\r\n").nth(1).expect("a body")));
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, sent("code_verifier").as_bytes()));
    assert_eq!((asked("code_challenge"), &*asked("code_challenge_method")), (challenge, "S256"));
    assert_eq!((&*sent("grant_type"), &*sent("code")), ("authorization_code", "c1"));
    let secret: String = form_urlencoded::byte_serialize(CLIENT_SECRET.as_bytes()).collect();
    let basic = base64::prelude::BASE64_STANDARD.encode(format!("audience-fit:{secret}"));
    assert!(request.contains(&format!("Basic {basic}")), "{request}");

    // The session is one like any other: it may write, its figures are exact, and the audit log has it.
    assert_eq!(browser.get("/plan").status, 200);
    assert_eq!(browser.get("/audiences/new").status, 200, "who may write sees the form");
    let admin = key(&world.server, "housing", Scope::Admin);
    let keys = world.server.ask(&admin, "GET", "/v1/keys", "").json();
    let own = keys["items"].as_array().expect("keys").iter().find(|key| key["label"] == "kim@housing.example");
    let own = own.unwrap_or_else(|| panic!("{keys}")).clone();
    assert_eq!(own["scopes"], json!(["read", "write", "exact"]));
    let log = world.server.ask(&admin, "GET", "/v1/audit", "").json();
    let entry = log["items"].as_array().expect("entries").iter().find(|entry| entry["action"] == "sign_in");
    assert_eq!(entry.unwrap_or_else(|| panic!("{log}"))["key_id"], own["id"], "{log}");

    // Another visit has the same key, with what the groups allow then; revoked, it ends for good.
    assert_eq!(world.sign_in_as(&mut browser, &["readers"]).status, 200);
    let keys = world.server.ask(&admin, "GET", "/v1/keys", "").json();
    let again = keys["items"].as_array().expect("keys").iter().filter(|key| key["label"] == "kim@housing.example");
    let again: Vec<_> = again.collect();
    assert_eq!((again.len(), &again[0]["id"], &again[0]["scopes"]), (1, &own["id"], &json!(["read"])));
    assert_eq!(browser.get("/audiences/new").status, 403, "sessions that are open follow");
    with_store(&world.server, async |store| {
        store.revoke_key(own["id"].as_str().expect("an id"), 1).await.expect("revoked")
    });
    assert_eq!(browser.get("/plan").status, 303);
    let barred = world.sign_in_as(&mut browser, &["analysts"]);
    assert_eq!(barred.status, 403);
    assert!(barred.text.contains("Your access was withdrawn"), "{}", barred.text);
}

#[test]
fn tokens_that_are_not_to_be_believed_begin_no_session() {
    let world = world();
    let thief = SigningKey::new("k1");
    let with = |claim: &str, value: Value| {
        let key = &world.key;
        let world = &world;
        let claim = claim.to_owned();
        move |nonce: &str| {
            let mut claims = world.claims(nonce, &["analysts"]);
            claims[&claim] = value.clone();
            key.sign(&claims)
        }
    };
    let right = |nonce: &str| world.claims(nonce, &["analysts"]);
    let public = world.key.public().to_string();
    type Token<'t> = Box<dyn Fn(&str) -> String + 't>;
    let cases: Vec<(&str, Token<'_>, &str)> = vec![
        ("another key of the same name", Box::new(|nonce| thief.sign(&right(nonce))), "its signature is wrong"),
        (
            "changed claims",
            Box::new(|nonce| {
                let token = world.key.sign(&right(nonce));
                let mut forged = right(nonce);
                forged["groups"] = json!(["analysts", "owners"]);
                let signature = token.rsplit('.').next().expect("a signature").to_owned();
                format!("{}.{signature}", unsigned(&json!({"alg": "ES256", "kid": "k1"}), &forged))
            }),
            "its signature is wrong",
        ),
        (
            "no signature",
            Box::new(|nonce| format!("{}.", unsigned(&json!({"alg": "none"}), &right(nonce)))),
            "cannot be trusted",
        ),
        (
            "the public key as a shared secret",
            Box::new(|nonce| {
                let message = unsigned(&json!({"alg": "HS256", "kid": "k1"}), &right(nonce));
                let shared = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public.as_bytes());
                let tag = ring::hmac::sign(&shared, message.as_bytes());
                format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref()))
            }),
            "it is not signed as it must be",
        ),
        (
            "an algorithm that the key is not of",
            Box::new(|nonce| format!("{}.AAAA", unsigned(&json!({"alg": "RS256", "kid": "k1"}), &right(nonce)))),
            "a key that the service does not have",
        ),
        (
            "an unknown key",
            Box::new(|nonce| SigningKey::new("k9").sign(&right(nonce))),
            "a key that the service does not have",
        ),
        ("another issuer", Box::new(with("iss", json!("http://127.0.0.1:1"))), "it comes from another service"),
        (
            "the issuer with a slash",
            Box::new(with("iss", json!(format!("{}/", world.provider.issuer)))),
            "another service",
        ),
        ("another audience", Box::new(with("aud", json!("other"))), "it is meant for another site"),
        ("two audiences", Box::new(with("aud", json!(["audience-fit", "other"]))), "it is meant for another site"),
        ("another party", Box::new(with("azp", json!("other"))), "it is meant for another site"),
        ("another nonce", Box::new(with("nonce", json!("1"))), "it belongs to another sign-in"),
        ("no nonce", Box::new(with("nonce", Value::Null)), "it belongs to another sign-in"),
        ("expired", Box::new(with("exp", json!(seconds() - 61))), "it has expired, or is not valid yet"),
        ("no end", Box::new(with("exp", Value::Null)), "it is incomplete"),
        ("an end that is a text", Box::new(with("exp", json!("later"))), "it is incomplete"),
        ("not yet valid", Box::new(with("nbf", json!(seconds() + 120))), "it has expired, or is not valid yet"),
        ("nobody", Box::new(with("sub", json!(""))), "it is incomplete"),
        ("no token", Box::new(|_| "not.a.token".to_owned()), "it is incomplete"),
    ];
    for (what, token, said) in &cases {
        let mut browser = Browser::new(&world.server);
        let answer = world.sign_in(&mut browser, token);
        assert_eq!(answer.status, 401, "{what}: {}", answer.text);
        is_page(&answer);
        assert!(answer.text.contains(said), "{what}: {}", answer.text);
        assert!(!answer.header("set-cookie").contains("session="), "{what}: {:?}", answer.headers);
    }
    // The same with nothing wrong, so that it was the fault each time.
    let mut browser = Browser::new(&world.server);
    assert_eq!(world.sign_in(&mut browser, |nonce| world.key.sign(&right(nonce))).status, 200);
}

#[test]
fn groups_without_a_use_are_refused_by_name() {
    let world = world();
    let cases: [(&[&str], &str); 3] = [
        (&["visitors"], "You are signed in as kim@housing.example, but none of your groups may use audience-fit"),
        (&[], "none of your groups may use audience-fit"),
        (&["analysts", "health"], "your groups belong to more than one agency: health, housing"),
    ];
    for (groups, said) in cases {
        let mut browser = Browser::new(&world.server);
        let answer = world.sign_in_as(&mut browser, groups);
        assert_eq!(answer.status, 403, "{}", answer.text);
        assert!(answer.text.contains(said), "{}", answer.text);
        assert_eq!(browser.get("/").status, 303);
    }
    // One group need not be a list; the claim may be missing.
    let mut browser = Browser::new(&world.server);
    let one = world.sign_in(&mut browser, |nonce| {
        let mut claims = world.claims(nonce, &[]);
        claims["groups"] = json!("readers");
        world.key.sign(&claims)
    });
    assert_eq!(one.status, 200, "{}", one.text);
}

#[test]
fn answers_that_nobody_asked_for_begin_no_session() {
    let world = world();
    let mut browser = Browser::new(&world.server);
    let not_begun = "This sign-in was not begun here";
    let refused = |answer: Answer, status: u16, said: &str| {
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(answer.text.contains(said), "{}", answer.text);
        assert!(!answer.header("set-cookie").contains("session="), "{:?}", answer.headers);
    };
    refused(browser.get(&format!("{RETURN_PATH}?code=c&state=s")), 403, not_begun);
    let asked = query(&world.begin(&mut browser, "/"));
    let mut other = Browser::new(&world.server);
    let of_other = query(&world.begin(&mut other, "/"));
    refused(browser.get(&format!("{RETURN_PATH}?code=c&state={}", of_other("state"))), 403, not_begun);
    let own = query(&world.begin(&mut browser, "/"));
    let attempt = browser.cookies["sign-in-provider"].clone();
    let changed = attempt.replacen(attempt.split('.').next().expect("an id"), &"0".repeat(64), 1);
    browser.cookies.insert("sign-in-provider".to_owned(), changed);
    refused(browser.get(&format!("{RETURN_PATH}?code=c&state={}", own("state"))), 403, not_begun);
    assert_ne!(asked("state"), own("state"));

    let own = query(&world.begin(&mut browser, "//evil.example"));
    refused(
        browser.get(&format!("{RETURN_PATH}?error=access_denied&state={}", own("state"))),
        401,
        "You were not signed in",
    );
    let own = query(&world.begin(&mut browser, "/"));
    let foreign = format!("{RETURN_PATH}?code=c&iss=http%3A%2F%2Fother&state={}", own("state"));
    refused(browser.get(&foreign), 401, "it comes from another service");
    let own = query(&world.begin(&mut browser, "/"));
    world.provider.said.lock().expect("free").tokens = (400, json!({"error": "invalid_grant"}));
    refused(browser.get(&format!("{RETURN_PATH}?code=c&state={}", own("state"))), 401, "did not accept the sign-in");
    // What was asked for before is no address elsewhere.
    let own = query(&world.begin(&mut browser, "//evil.example"));
    let token = world.key.sign(&world.claims(&own("nonce"), &["readers"]));
    world.provider.said.lock().expect("free").tokens = (200, json!({"id_token": token}));
    let done = browser.get(&format!("{RETURN_PATH}?code=c&state={}", own("state")));
    assert_eq!((done.status, done.header("refresh")), (200, "0; url=/"));
}

#[test]
fn a_provider_that_is_away_or_another_is_said_and_keys_still_work() {
    let world = world();
    world.provider.said.lock().expect("free").discovery["issuer"] = json!("http://127.0.0.1:1");
    let mut browser = Browser::new(&world.server);
    let away = browser.get("/sign-in/provider?next=/plan");
    assert_eq!(away.status, 503, "{}", away.text);
    assert!(away.text.contains("The sign-in service does not answer as it should"), "{}", away.text);
    let key = key(&world.server, "housing", Scope::Read);
    assert_eq!(browser.sign_in(&key.text, "/plan").header("location"), "/plan");
    // A service without a provider has no such pages.
    let server = TestServer::start();
    for path in ["/sign-in/provider", RETURN_PATH] {
        assert_eq!(Browser::new(&server).get(path).status, 404);
    }
}

#[test]
fn new_keys_of_the_provider_are_asked_for_once_in_a_while() {
    let world = world();
    let mut browser = Browser::new(&world.server);
    assert_eq!(world.sign_in_as(&mut browser, &["readers"]).status, 200);
    let next = SigningKey::new("k2");
    world.provider.said.lock().expect("free").keys = json!({"keys": [next.public()]});
    for _ in 0..5 {
        let answer = world.sign_in(&mut Browser::new(&world.server), |nonce| {
            SigningKey::new("made up").sign(&world.claims(nonce, &["readers"]))
        });
        assert_eq!(answer.status, 401);
    }
    assert_eq!(world.provider.said.lock().expect("free").key_requests, 1, "they were asked for less than 30 s ago");
}

/// A certified provider that is made of nothing here.
struct RealProvider {
    process: Child,
    issuer: String,
}

impl RealProvider {
    fn start(redirect_url: &str) -> Self {
        let modules = file("target/tools/oidc");
        assert!(modules.is_dir(), "run .ci/tools first, which brings the provider");
        let mut process = Command::new("node")
            .arg(file("tests/support/oidc/provider.mjs"))
            .arg(modules)
            .args([CLIENT_SECRET, redirect_url])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let issuer = lines.find(|line| line.starts_with("http://")).expect("its issuer");
        // What it says later goes somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, issuer }
    }
}

impl Drop for RealProvider {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A person at the provider, with the cookies that it sets.
#[derive(Default)]
struct AtProvider(BTreeMap<String, String>);

impl AtProvider {
    fn send(&mut self, method: &str, url: &str, body: &str) -> Answer {
        let agent: Agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let cookies: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let headers = [("cookie", cookies.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let answer = send(&agent, method, url, &headers, body.as_bytes());
        for pair in answer.headers.get("set-cookie").iter().flat_map(|all| all.split(", ")) {
            // The days of their ends have a comma and no equals sign before the next semicolon.
            if let Some((name, value)) = pair.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
        self.0.retain(|_, value| !value.is_empty());
        answer
    }

    /// Signs in as `name` and consents, from the address that the service leads to, to the one that leads back to it.
    fn sign_in(&mut self, address: &str, name: &str) -> String {
        let origin = Url::parse(address).expect("a URL");
        let mut next = address.to_owned();
        for _ in 0..10 {
            let mut answer = self.send("GET", &next, "");
            if answer.status == 200 {
                let (_, form) = answer.text.split_once("<form").expect("a form to sign in or to consent");
                let (_, action) = form.split_once("action=\"").expect("where it goes");
                let action = origin.join(action.split('"').next().expect("a value")).expect("a URL");
                let prompt = if form.contains("name=\"login\"") { "login" } else { "consent" };
                answer = self.send("POST", action.as_str(), &format!("prompt={prompt}&login={name}&password=x"));
            }
            next = origin.join(answer.header("location")).expect("a URL").to_string();
            if next.contains(RETURN_PATH) {
                return next;
            }
        }
        panic!("the provider leads in circles: {next}");
    }
}

#[test]
#[ignore = "needs node and what .ci/tools brings"]
fn people_sign_in_at_a_certified_provider() {
    let secret = tempfile::NamedTempFile::new().expect("a file");
    let provider = RealProvider::start(&settings("", "openid", secret.path()).redirect_url);
    let server = TestServer::start_with(|serve| {
        serve.oidc = Some(settings(&provider.issuer, "openid groups profile", secret.path()));
    });
    let go = |name: &str| {
        let mut browser = Browser::new(&server);
        let begun = browser.get("/sign-in/provider?next=/plan");
        let back = AtProvider::default().sign_in(begun.header("location"), name);
        let back = back.strip_prefix("http://127.0.0.1:9").expect("the address of the settings").to_owned();
        let answer = browser.get(&back);
        let again = browser.get(&back);
        assert_eq!(again.status, 403, "a code is good once: {}", again.text);
        (browser, answer)
    };
    let (mut browser, done) = go("kim");
    assert_eq!((done.status, done.header("refresh")), (200, "0; url=/plan"), "{}", done.text);
    assert_eq!((browser.get("/plan").status, browser.get("/audiences/new").status), (200, 200));
    let admin = key(&server, "housing", Scope::Admin);
    let keys = server.ask(&admin, "GET", "/v1/keys", "").json().to_string();
    assert!(keys.contains("\"label\":\"kim@agency.example\""), "{keys}");
    for (name, said) in
        [("lee", "none of your groups may use audience-fit"), ("park", "more than one agency: health, housing")]
    {
        let (mut browser, refused) = go(name);
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert!(refused.text.contains(&format!("You are signed in as {name}@agency.example, but")), "{}", refused.text);
        assert!(refused.text.contains(said), "{}", refused.text);
        assert_eq!(browser.get("/").status, 303);
    }
    // A secret that is not the client's gets nobody in.
    let wrong = TestServer::start_with(|serve| {
        serve.oidc = Some(settings(&provider.issuer, "openid groups profile", secret.path()));
        std::fs::write(secret.path(), "another").expect("written");
    });
    let mut browser = Browser::new(&wrong);
    let begun = browser.get("/sign-in/provider");
    let back = AtProvider::default().sign_in(begun.header("location"), "kim");
    let answer = browser.get(back.strip_prefix("http://127.0.0.1:9").expect("the address of the settings"));
    assert_eq!(answer.status, 401, "{}", answer.text);
    assert!(answer.text.contains("did not accept the sign-in"), "{}", answer.text);
}
