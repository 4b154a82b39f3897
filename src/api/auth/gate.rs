//! Who a key belongs to, and whether one is asked for.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard};

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::api::caller::Caller;
use crate::api::server::ServeError;
use crate::config::Auth;
use crate::error::{ErrorCode, Failure};
use crate::store::{ApiKey, Credential, KeyHash, Store, StoreError};

/// Milliseconds for which a key that was found valid is held so without asking the database again, and for which it is
/// held that there are none. A key that is revoked is good for so long at most.
const HELD: i64 = 5000;

/// Tells who asks.
#[derive(Debug)]
pub(in crate::api) struct Gate {
    auth: Auth,
    /// Whether keys are asked for. It may become so, and never ceases to be.
    guarded: AtomicBool,
    /// When it was last looked whether there are keys.
    looked_at: AtomicI64,
    valid: Mutex<HashMap<KeyHash, Held>>,
}

/// A key that was found valid.
#[derive(Debug, Clone)]
struct Held {
    key: ApiKey,
    until: i64,
}

impl Gate {
    /// The gate of a service that listens at `listen`.
    ///
    /// # Errors
    /// [`ServeError::Unguarded`] where others than this machine could reach a service that asks for no keys.
    pub(in crate::api) async fn new(
        auth: Auth,
        listen: SocketAddr,
        store: &dyn Store,
        now: i64,
    ) -> Result<Self, ServeError> {
        let is_loopback = listen.ip().is_loopback();
        let guarded = match auth {
            Auth::On => true,
            Auth::Off if is_loopback => false,
            Auth::Off => return Err(ServeError::Unguarded { listen }),
            Auth::Auto => !is_loopback || store.has_keys().await?,
        };
        let (guarded, looked_at) = (AtomicBool::new(guarded), AtomicI64::new(now));
        Ok(Self { auth, guarded, looked_at, valid: Mutex::default() })
    }

    /// Whether keys are asked for at `now`. Where none is because there is none, one that is created closes the gate
    /// within seconds.
    pub(in crate::api) async fn is_guarded(&self, store: &dyn Store, now: i64) -> Result<bool, StoreError> {
        if self.guarded.load(Ordering::Relaxed) || self.auth == Auth::Off {
            return Ok(self.guarded.load(Ordering::Relaxed));
        }
        let looked_at = self.looked_at.load(Ordering::Relaxed);
        if now - looked_at >= HELD && store.has_keys().await? {
            tracing::warn!("a key was created: from now on every request needs one");
            self.guarded.store(true, Ordering::Relaxed);
            return Ok(true);
        }
        if now - looked_at >= HELD {
            self.looked_at.store(now, Ordering::Relaxed);
        }
        Ok(false)
    }

    /// Who sends `headers`.
    ///
    /// # Errors
    /// `unauthorized` without a valid key where one is asked for.
    pub(in crate::api) async fn identify(
        &self,
        store: &dyn Store,
        headers: &HeaderMap,
        now: i64,
    ) -> Result<Caller, Failure> {
        if !self.is_guarded(store, now).await? {
            return Ok(Caller::local());
        }
        let credential = credential(headers)?;
        let hash = credential.hash();
        if let Some(key) = self.held(hash, now) {
            return refuse_ended(&key, now).map(|()| Caller::from(&key));
        }
        // A key that isn't there is compared as one that is, so that the time of the answer does not tell which ids are.
        let (key, kept) = store.key(credential.id()).await?.map_or((None, KeyHash::NONE), |(key, h)| (Some(key), h));
        let is_right = kept == hash;
        let Some(key) = key.filter(|_| is_right) else {
            return Err(unauthorized("there is no such key; check that it was copied whole"));
        };
        refuse_ended(&key, now)?;
        self.hold(hash, &key, now);
        Ok(Caller::from(&key))
    }

    fn valid(&self) -> MutexGuard<'_, HashMap<KeyHash, Held>> {
        self.valid.lock().expect("nothing panics while it is locked")
    }

    fn held(&self, hash: KeyHash, now: i64) -> Option<ApiKey> {
        self.valid().get(&hash).filter(|held| now < held.until).map(|held| held.key.clone())
    }

    /// Only whole, valid keys are held: there are no more of them than there are keys.
    fn hold(&self, hash: KeyHash, key: &ApiKey, now: i64) {
        let mut valid = self.valid();
        valid.retain(|_, held| now < held.until);
        valid.insert(hash, Held { key: key.clone(), until: now + HELD });
    }
}

/// The key in `Authorization: Bearer`, the only place for it.
fn credential(headers: &HeaderMap) -> Result<Credential, Failure> {
    let mut given = headers.get_all(AUTHORIZATION);
    let missing = "send a key as `Authorization: Bearer afk_...`; `audience-fit keys create` makes one";
    let value = given.next().ok_or_else(|| unauthorized(missing))?;
    if given.next().is_some() {
        return Err(unauthorized("there is more than one Authorization header; send one"));
    }
    let parts = value.to_str().ok().and_then(|text| text.split_once(' '));
    let (_, key) = parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).ok_or_else(|| {
        unauthorized("the Authorization header is of another scheme; accepted: `Authorization: Bearer afk_...`")
    })?;
    let malformed = "this is not written as a key; accepted: afk_, 32 digits, _ and 64 digits, hexadecimal";
    Credential::parse(key.trim()).ok_or_else(|| unauthorized(malformed))
}

/// Only who has the right secret is told this.
fn refuse_ended(key: &ApiKey, now: i64) -> Result<(), Failure> {
    if key.revoked_at.is_some() {
        return Err(unauthorized("the key was revoked; ask for another"));
    }
    if key.expires_at.is_some_and(|moment| moment <= now) {
        return Err(unauthorized("the key has expired; ask for another"));
    }
    Ok(())
}

fn unauthorized(detail: &str) -> Failure {
    Failure::new(ErrorCode::Unauthorized, detail)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_web::http::header::HeaderValue;

    use super::*;
    use crate::store::{Keys, Scope, SqlStore};

    const LOOPBACK: &str = "127.0.0.1:8080";

    async fn store() -> (tempfile::TempDir, Arc<SqlStore>) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqlStore::embedded(folder.path()).await.expect("SQLite");
        (folder, Arc::new(store))
    }

    async fn insert_key(store: &SqlStore, expires_at: Option<i64>) -> (Credential, HeaderMap) {
        let credential = Credential::generate();
        let key = ApiKey {
            id: credential.id().to_owned(),
            agency: store.get_or_create_agency("housing", 0).await.expect("an agency"),
            label: "test".to_owned(),
            scopes: vec![Scope::Read, Scope::Write],
            created_at: 0,
            expires_at,
            revoked_at: None,
        };
        store.insert_key(&key, credential.hash()).await.expect("kept");
        let headers = bearer(&credential.reveal());
        (credential, headers)
    }

    fn bearer(key: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {key}")).expect("ASCII"));
        headers
    }

    #[tokio::test]
    async fn a_revoked_key_is_good_for_seconds_and_an_expired_one_not_for_a_moment() {
        let (_folder, store) = store().await;
        let gate = Gate::new(Auth::On, LOOPBACK.parse().expect("an address"), &*store, 0).await.expect("a gate");
        let (credential, headers) = insert_key(&store, None).await;
        let caller = gate.identify(&*store, &headers, 10).await.expect("it is valid");
        assert_eq!((caller.key.as_deref(), caller.scope), (Some(credential.id()), Scope::Write));
        store.revoke_key(credential.id(), 11).await.expect("revoked");
        assert!(gate.identify(&*store, &headers, 10 + HELD - 1).await.is_ok(), "it is held");
        let refused = gate.identify(&*store, &headers, 10 + HELD).await.expect_err("it is asked again");
        assert_eq!(refused.code, ErrorCode::Unauthorized);
        let (_, headers) = insert_key(&store, Some(100)).await;
        assert!(gate.identify(&*store, &headers, 99).await.is_ok());
        assert!(gate.identify(&*store, &headers, 100).await.is_err(), "it is held, and has expired");
        assert!(gate.identify(&*store, &headers, 9999).await.is_err());
        assert!(gate.valid().len() <= 2);
    }

    #[tokio::test]
    async fn the_first_key_closes_the_gate_of_a_running_service() {
        let (_folder, store) = store().await;
        let gate = Gate::new(Auth::Auto, LOOPBACK.parse().expect("an address"), &*store, 0).await.expect("a gate");
        let nobody = HeaderMap::new();
        assert_eq!(gate.identify(&*store, &nobody, 0).await.expect("no key is asked for"), Caller::local());
        let (credential, headers) = insert_key(&store, None).await;
        assert!(gate.identify(&*store, &nobody, HELD).await.is_err());
        assert!(gate.identify(&*store, &headers, HELD).await.is_ok());
        store.revoke_key(credential.id(), HELD).await.expect("revoked");
        assert!(gate.identify(&*store, &nobody, 9 * HELD).await.is_err(), "it doesn't open again");
        let again = Gate::new(Auth::Auto, LOOPBACK.parse().expect("an address"), &*store, 0).await.expect("a gate");
        assert!(again.identify(&*store, &nobody, 0).await.is_err(), "nor does the next one");
    }

    #[tokio::test]
    async fn a_service_that_others_reach_asks_for_keys() {
        let (_folder, store) = store().await;
        for listen in ["0.0.0.0:80", "192.0.2.7:80", "[::]:80", "[::ffff:127.0.0.1]:80"] {
            let listen = listen.parse().expect("an address");
            let refused = Gate::new(Auth::Off, listen, &*store, 0).await.expect_err("it would be open").to_string();
            assert!(refused.contains("--auth") && refused.contains("127.0.0.1"), "{refused}");
            let gate = Gate::new(Auth::Auto, listen, &*store, 0).await.expect("a gate");
            assert!(gate.is_guarded(&*store, 0).await.expect("asked"));
        }
        for listen in [LOOPBACK, "[::1]:80", "127.9.9.9:80"] {
            let listen = listen.parse().expect("an address");
            let gate = Gate::new(Auth::Off, listen, &*store, 0).await.expect("a gate");
            assert!(!gate.is_guarded(&*store, 0).await.expect("asked"));
        }
    }

    #[test]
    fn a_key_is_taken_from_one_bearer_header_only() {
        let text = Credential::generate().reveal();
        assert!(credential(&bearer(&text)).is_ok());
        let mut headers = HeaderMap::new();
        assert!(credential(&headers).is_err(), "none");
        for wrong in [text.clone(), format!("Basic {text}"), format!("Bearer{text}"), "Bearer ".to_owned()] {
            headers.insert(AUTHORIZATION, HeaderValue::try_from(wrong.clone()).expect("ASCII"));
            let refused = credential(&headers).expect_err(&wrong);
            assert!(!refused.detail.contains(&text[40..]), "the secret is told in {}", refused.detail);
        }
        let mut twice = bearer(&text);
        twice.append(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {text}")).expect("ASCII"));
        assert!(credential(&twice).is_err(), "two");
    }
}
