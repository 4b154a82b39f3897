//! A provider of identities that says what a test wants it to say, true or not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use audience_fit::config::{Group, OidcSettings, RETURN_PATH};
use audience_fit::store::Scope;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// The client's secret at every provider of the tests.
pub(crate) const CLIENT_SECRET: &str = "between the two of them alone";

/// What the provider answers, and what it was asked.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) discovery: Value,
    pub(crate) keys: Value,
    /// Status and body for a code.
    pub(crate) tokens: (u16, Value),
    /// The last request for a token: headers and body.
    pub(crate) asked: String,
    /// How often its keys were asked for.
    pub(crate) key_requests: usize,
}

/// A provider on a free port, for as long as the process runs.
pub(crate) struct FakeProvider {
    pub(crate) issuer: String,
    pub(crate) said: Arc<Mutex<Said>>,
}

impl FakeProvider {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("its address"));
        let discovery = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize?tenant=1"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
        });
        let said = Arc::new(Mutex::new(Said { discovery, keys: json!({"keys": []}), ..Said::default() }));
        let answers = Arc::clone(&said);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &answers);
            }
        });
        Self { issuer, said }
    }
}

fn answer(stream: TcpStream, said: &Mutex<Said>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|read| read > 0) {}
    let lower = head.to_ascii_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("a whole body");
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, answer) = {
        let mut said = said.lock().expect("no test panics while it holds it");
        match path {
            "/.well-known/openid-configuration" => (200, said.discovery.clone()),
            "/keys" => {
                said.key_requests += 1;
                (200, said.keys.clone())
            }
            "/token" => {
                said.asked = format!("{head}{}", String::from_utf8_lossy(&body));
                said.tokens.clone()
            }
            _ => (404, Value::Null),
        }
    };
    let text = answer.to_string();
    let response = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}", text.len());
    drop(reader.into_inner().write_all(response.as_bytes()));
}

/// A key to sign tokens with.
pub(crate) struct SigningKey {
    pub(crate) id: String,
    pair: EcdsaKeyPair,
}

impl SigningKey {
    pub(crate) fn new(id: &str) -> Self {
        let random = SystemRandom::new();
        let bytes = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes.as_ref(), &random);
        Self { id: id.to_owned(), pair: pair.expect("its own key") }
    }

    /// What the provider publishes of it.
    pub(crate) fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let encoded = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": self.id, "x": encoded(&point[1..33]), "y": encoded(&point[33..])})
    }

    /// A token that it signed.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let message = unsigned(&json!({"alg": "ES256", "kid": self.id}), claims);
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature");
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

/// Header and claims of a token, without a signature.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// Settings of a provider, with a file for the secret, which must outlive the server's start.
pub(crate) fn settings(issuer: &str, scopes: &str, secret: &std::path::Path) -> OidcSettings {
    std::fs::write(secret, format!("{CLIENT_SECRET}\n")).expect("a file");
    let group = |name: &str, agency: &str, scopes: &[Scope]| Group {
        name: name.to_owned(),
        agency: agency.to_owned(),
        scopes: scopes.to_vec(),
    };
    OidcSettings {
        issuer: issuer.to_owned(),
        client_id: "audience-fit".to_owned(),
        client_secret_file: secret.to_owned(),
        redirect_url: format!("http://127.0.0.1:9{RETURN_PATH}"),
        scopes: scopes.to_owned(),
        groups_claim: "groups".to_owned(),
        groups: vec![
            group("analysts", "housing", &[Scope::Write]),
            group("owners", "housing", &[Scope::Read, Scope::Exact]),
            group("readers", "housing", &[Scope::Read]),
            group("health", "health", &[Scope::Read]),
        ],
    }
}
