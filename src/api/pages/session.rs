//! Sessions of people who signed in, with a key or at a provider, which gives each of them a key of their own.
//!
//! A session is a cookie that the service signed with a secret of the key's agency: any replica on the same database takes
//! it, and nothing is stored. It names the key, so what the key may do, the session may, for as long as neither ends: a key
//! that is revoked ends its sessions at once. Where no keys are required there is no session, and
//! [`check_origin`](crate::api::browsers::check_origin) keeps the pages of others away.

use actix_web::http::header::{COOKIE, HOST, HeaderMap};
use rand::RngCore;
use rand::rngs::OsRng;

use crate::api::auth::check_in_force;
use crate::api::browsers::{check_origin, is_own};
use crate::api::extract::Caller;
use crate::api::oidc::MAX_ATTEMPT_MS;
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::report::messages::Messages;
use crate::store::{AgencyId, AgencySecret, KeyHash, hex};

/// Names of the cookies of a session and of a form to sign in.
const SESSION: &str = "session";
const SIGN_IN: &str = "sign-in";
/// Name of the cookie of an attempt to sign in at a provider.
const PROVIDER: &str = "sign-in-provider";
/// What the name of a cookie begins with that only this host can have set, over TLS (RFC 6265bis, section 4.1.3.2).
const OF_THIS_HOST: &str = "__Host-";
/// Name of the field, and of the button, that carries a form's token.
pub(super) const TOKEN: &str = "csrf";

/// What a page knows of the session that it is asked in.
#[derive(Debug, Clone)]
pub(in crate::api) struct Session {
    /// The token that its forms carry, so that no other site can send them.
    pub(super) token: String,
    /// Whether there is one to end.
    pub(super) is_signed_in: bool,
}

impl Session {
    fn of(secret: &AgencySecret, id: &str, is_signed_in: bool) -> Self {
        Self { token: blake3::keyed_hash(&secret.key("forms"), id.as_bytes()).to_hex().to_string(), is_signed_in }
    }

    /// Checks the token of a form.
    ///
    /// # Errors
    /// `forbidden` where it is another or none.
    pub(super) fn check(&self, m: &Messages, token: Option<&str>) -> Result<(), Failure> {
        // Hashes are compared in constant time.
        let own = blake3::hash(self.token.as_bytes());
        if token.is_some_and(|token| blake3::hash(token.as_bytes()) == own) {
            return Ok(());
        }
        Err(Failure::new(ErrorCode::Forbidden, m.label("pages-form-foreign")))
    }
}

/// Who asks for a page, and in which session.
///
/// # Errors
/// `unauthorized` without a session where keys are required.
pub(in crate::api) async fn identify(
    state: &State,
    headers: &HeaderMap,
    now: i64,
) -> Result<(Caller, Session), Failure> {
    if !state.authenticator.requires_key(&*state.store, now).await? {
        check_origin(headers, &state.settings.hosts)?;
        let secret = state.store.agency_secret(&AgencyId::local()).await?;
        return Ok((Caller::local(), Session::of(&secret, "local", false)));
    }
    let text = cookie(headers, SESSION).ok_or_else(|| unauthorized("Sign in to see this page."))?;
    let ended = || unauthorized("Your session has ended. Sign in again.");
    let signed = Signed::parse(text).filter(|signed| now < signed.until).ok_or_else(ended)?;
    let (key, hash) = state.store.key(signed.key).await?.ok_or_else(ended)?;
    let secret = state.store.agency_secret(&key.agency).await?;
    if blake3::Hash::from_hex(signed.seal).ok() != Some(signed.seal_by(&secret, hash)) {
        return Err(ended());
    }
    check_in_force(&key, now)?;
    Ok((Caller::from(&key), Session::of(&secret, signed.nonce, true)))
}

/// What the cookie of a session says.
struct Signed<'a> {
    key: &'a str,
    until: i64,
    nonce: &'a str,
    seal: &'a str,
}

impl<'a> Signed<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split('.');
        let (key, until, nonce, seal) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
        parts.next().is_none().then_some(Self { key, until, nonce, seal })
    }

    fn seal_by(&self, secret: &AgencySecret, hash: KeyHash) -> blake3::Hash {
        let Self { key, until, nonce, .. } = self;
        blake3::keyed_hash(&secret.key("session"), format!("{key} {until} {nonce} {}", hash.to_hex()).as_bytes())
    }
}

/// The cookie of a new session of a key, until `until`.
pub(super) fn begin(
    secret: &AgencySecret,
    key: &str,
    hash: KeyHash,
    until: i64,
    headers: &HeaderMap,
    now: i64,
) -> String {
    let nonce = nonce();
    let signed = Signed { key, until, nonce: &nonce, seal: "" };
    let seal = signed.seal_by(secret, hash).to_hex();
    set_cookie(headers, SESSION, &format!("{key}.{until}.{nonce}.{seal}"), (until - now) / 1000)
}

/// The cookie that ends a session.
pub(super) fn end(headers: &HeaderMap) -> String {
    set_cookie(headers, SESSION, "", 0)
}

/// Whether the browser has a session, in force or ended.
pub(super) fn has_cookie(headers: &HeaderMap) -> bool {
    cookie(headers, SESSION).is_some()
}

/// A form to sign in: the cookie that goes with it, and its token. Whoever makes somebody else's browser sign in would
/// have to know both.
pub(super) fn sign_in_form(secret: &AgencySecret, headers: &HeaderMap) -> (String, Session) {
    const MINUTES: i64 = 60;
    let nonce = nonce();
    (set_cookie(headers, SIGN_IN, &nonce, 60 * MINUTES), Session::of(secret, &format!("sign-in {nonce}"), false))
}

/// The session of a form to sign in that comes back; none where its cookie does not.
pub(super) fn sign_in_session(secret: &AgencySecret, headers: &HeaderMap) -> Option<Session> {
    Some(Session::of(secret, &format!("sign-in {}", cookie(headers, SIGN_IN)?), false))
}

/// The cookie of an attempt to sign in at a provider. Unlike that of a session it comes back from there, so it is `Lax`: the
/// answer of the provider is a link to this service.
pub(super) fn begin_at_provider(headers: &HeaderMap, attempt: &str) -> String {
    write_cookie(headers, PROVIDER, attempt, MAX_ATTEMPT_MS / 1000, "Lax")
}

/// The attempt of a browser that comes back from the provider.
pub(super) fn at_provider(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, PROVIDER)
}

/// The cookie that ends an attempt.
pub(super) fn end_at_provider(headers: &HeaderMap) -> String {
    write_cookie(headers, PROVIDER, "", 0, "Lax")
}

fn nonce() -> String {
    let mut bits = [0; 16];
    OsRng.fill_bytes(&mut bits);
    hex(&bits)
}

/// A cookie that no script sees, that no other site makes a browser send and, but on the machine itself, that travels
/// over TLS alone.
pub(super) fn set_cookie(headers: &HeaderMap, name: &str, value: &str, seconds: i64) -> String {
    write_cookie(headers, name, value, seconds, "Strict")
}

fn write_cookie(headers: &HeaderMap, name: &str, value: &str, seconds: i64, same_site: &str) -> String {
    let (mark, secure) = if is_on_this_machine(headers) { ("", "") } else { (OF_THIS_HOST, "; Secure") };
    format!("{mark}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}")
}

fn is_on_this_machine(headers: &HeaderMap) -> bool {
    headers.get(HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| is_own(host, &[]))
}

/// The cookie of a name.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mark = if is_on_this_machine(headers) { "" } else { OF_THIS_HOST };
    let all = headers.get_all(COOKIE).filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, value)| own.strip_prefix(mark) == Some(name) && !value.is_empty()).map(|(_, value)| value)
}

fn unauthorized(detail: &str) -> Failure {
    Failure::new(ErrorCode::Unauthorized, detail)
}
