//! Finds the caller of a request by its API key, and whether one is required.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard};

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::api::extract::Caller;
use crate::api::server::ServeError;
use crate::config::Auth;
use crate::error::{ErrorCode, Failure};
use crate::message::{Message, message};
use crate::report::messages::args;
use crate::store::{ApiKey, Credential, KeyHash, Store, StoreError};

/// Milliseconds for which a valid key is cached without a query to the database, as is the fact that there are no keys.
/// A revoked key stays valid for at most as long.
const KEY_CACHE_TTL_MS: i64 = 5000;

/// Finds who sends a request.
#[derive(Debug)]
pub(in crate::api) struct Authenticator {
    auth: Auth,
    /// Whether keys are required. Once true, it stays so.
    key_required: AtomicBool,
    /// When the store was last asked whether there are keys.
    checked_at: AtomicI64,
    cache: Mutex<HashMap<KeyHash, CachedKey>>,
}

/// A key that was valid when it was last read from the store.
#[derive(Debug, Clone)]
struct CachedKey {
    key: ApiKey,
    until: i64,
}

impl Authenticator {
    /// The authenticator of a service that listens at `listen`.
    ///
    /// # Errors
    /// [`ServeError::Unguarded`] where other machines could reach a service that requires no keys.
    pub(in crate::api) async fn new(
        auth: Auth,
        listen: SocketAddr,
        store: &dyn Store,
        now: i64,
    ) -> Result<Self, ServeError> {
        let is_loopback = listen.ip().is_loopback();
        let key_required = match auth {
            Auth::On => true,
            Auth::Off if is_loopback => false,
            Auth::Off => return Err(ServeError::Unguarded { listen }),
            Auth::Auto => !is_loopback || store.has_keys().await?,
        };
        let (key_required, checked_at) = (AtomicBool::new(key_required), AtomicI64::new(now));
        Ok(Self { auth, key_required, checked_at, cache: Mutex::default() })
    }

    /// Whether keys are required at `now`. Where none is because there are none, the first key that is created makes keys
    /// required within seconds.
    pub(in crate::api) async fn requires_key(&self, store: &dyn Store, now: i64) -> Result<bool, StoreError> {
        if self.key_required.load(Ordering::Relaxed) || self.auth == Auth::Off {
            return Ok(self.key_required.load(Ordering::Relaxed));
        }
        let checked_at = self.checked_at.load(Ordering::Relaxed);
        if now - checked_at >= KEY_CACHE_TTL_MS && store.has_keys().await? {
            tracing::warn!("an API key was created: every request needs one from now on");
            self.key_required.store(true, Ordering::Relaxed);
            return Ok(true);
        }
        if now - checked_at >= KEY_CACHE_TTL_MS {
            self.checked_at.store(now, Ordering::Relaxed);
        }
        Ok(false)
    }

    /// The caller who sends `headers`.
    ///
    /// # Errors
    /// `unauthorized` without a valid key where one is required.
    pub(in crate::api) async fn identify(
        &self,
        store: &dyn Store,
        headers: &HeaderMap,
        now: i64,
    ) -> Result<Caller, Failure> {
        if !self.requires_key(store, now).await? {
            return Ok(Caller::local());
        }
        let credential = credential(headers)?;
        let hash = credential.hash();
        if let Some(key) = self.cached(hash, now) {
            return check_in_force(&key, now).map(|()| Caller::from(&key));
        }
        // An unknown key is compared like a known one, so that the time of the response does not reveal which ids exist.
        let (key, stored) = store.key(credential.id()).await?.map_or((None, KeyHash::NONE), |(key, h)| (Some(key), h));
        let is_right = stored == hash;
        let Some(key) = key.filter(|_| is_right) else {
            return Err(unauthorized(message!["failure-key-unknown"]));
        };
        check_in_force(&key, now)?;
        self.add_to_cache(hash, &key, now);
        Ok(Caller::from(&key))
    }

    fn cached_keys(&self) -> MutexGuard<'_, HashMap<KeyHash, CachedKey>> {
        self.cache.lock().expect("nothing panics while it is locked")
    }

    fn cached(&self, hash: KeyHash, now: i64) -> Option<ApiKey> {
        self.cached_keys().get(&hash).filter(|cached| now < cached.until).map(|cached| cached.key.clone())
    }

    /// Only valid keys are cached, so the cache never holds more than there are keys.
    fn add_to_cache(&self, hash: KeyHash, key: &ApiKey, now: i64) {
        let mut keys = self.cached_keys();
        keys.retain(|_, cached| now < cached.until);
        keys.insert(hash, CachedKey { key: key.clone(), until: now + KEY_CACHE_TTL_MS });
    }
}

/// The key in `Authorization: Bearer`, the only place for it.
fn credential(headers: &HeaderMap) -> Result<Credential, Failure> {
    let mut given = headers.get_all(AUTHORIZATION);
    let value = given.next().ok_or_else(|| unauthorized(message!["failure-key-missing"]))?;
    if given.next().is_some() {
        return Err(unauthorized(message!["failure-keys-several"]));
    }
    let parts = value.to_str().ok().and_then(|text| text.split_once(' '));
    let (_, key) = parts
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .ok_or_else(|| unauthorized(message!["failure-key-scheme"]))?;
    Credential::parse(key.trim()).ok_or_else(|| unauthorized(message!["failure-key-malformed"]))
}

/// Only a caller with the right secret gets to know this.
pub(in crate::api) fn check_in_force(key: &ApiKey, now: i64) -> Result<(), Failure> {
    if key.revoked_at.is_some() {
        return Err(Failure::said(ErrorCode::Unauthorized, "problem-key-revoked", args![]));
    }
    if key.expires_at.is_some_and(|moment| moment <= now) {
        return Err(Failure::said(ErrorCode::Unauthorized, "problem-key-expired", args![]));
    }
    Ok(())
}

fn unauthorized(message: Message) -> Failure {
    Failure::of(ErrorCode::Unauthorized, message)
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
        store.insert_key(&key, credential.hash()).await.expect("stored");
        let headers = bearer(&credential.reveal());
        (credential, headers)
    }

    fn bearer(key: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {key}")).expect("ASCII"));
        headers
    }

    #[tokio::test]
    async fn accepts_a_revoked_key_while_it_is_cached_and_an_expired_key_never() {
        let (_folder, store) = store().await;
        let authenticator = Authenticator::new(Auth::On, LOOPBACK.parse().expect("an address"), &*store, 0)
            .await
            .expect("an authenticator");
        let (credential, headers) = insert_key(&store, None).await;
        let caller = authenticator.identify(&*store, &headers, 10).await.expect("it is valid");
        assert_eq!((caller.key.as_deref(), caller.scope), (Some(credential.id()), Scope::Write));
        store.revoke_key(credential.id(), 11).await.expect("revoked");
        assert!(authenticator.identify(&*store, &headers, 10 + KEY_CACHE_TTL_MS - 1).await.is_ok(), "it is cached");
        let refused = authenticator
            .identify(&*store, &headers, 10 + KEY_CACHE_TTL_MS)
            .await
            .expect_err("the store is asked again");
        assert_eq!(refused.code, ErrorCode::Unauthorized);
        let (_, headers) = insert_key(&store, Some(100)).await;
        assert!(authenticator.identify(&*store, &headers, 99).await.is_ok());
        assert!(authenticator.identify(&*store, &headers, 100).await.is_err(), "it is cached, and has expired");
        assert!(authenticator.identify(&*store, &headers, 9999).await.is_err());
        assert!(authenticator.cached_keys().len() <= 2);
    }

    #[tokio::test]
    async fn requires_keys_once_the_first_key_is_created() {
        let (_folder, store) = store().await;
        let authenticator = Authenticator::new(Auth::Auto, LOOPBACK.parse().expect("an address"), &*store, 0)
            .await
            .expect("an authenticator");
        let nobody = HeaderMap::new();
        assert_eq!(authenticator.identify(&*store, &nobody, 0).await.expect("no key is required"), Caller::local());
        let (credential, headers) = insert_key(&store, None).await;
        assert!(authenticator.identify(&*store, &nobody, KEY_CACHE_TTL_MS).await.is_err());
        assert!(authenticator.identify(&*store, &headers, KEY_CACHE_TTL_MS).await.is_ok());
        store.revoke_key(credential.id(), KEY_CACHE_TTL_MS).await.expect("revoked");
        assert!(authenticator.identify(&*store, &nobody, 9 * KEY_CACHE_TTL_MS).await.is_err(), "it doesn't open again");
        let again = Authenticator::new(Auth::Auto, LOOPBACK.parse().expect("an address"), &*store, 0)
            .await
            .expect("an authenticator");
        assert!(again.identify(&*store, &nobody, 0).await.is_err(), "nor does the next one");
    }

    #[tokio::test]
    async fn requires_keys_unless_bound_to_loopback() {
        let (_folder, store) = store().await;
        for listen in ["0.0.0.0:80", "192.0.2.7:80", "[::]:80", "[::ffff:127.0.0.1]:80"] {
            let listen = listen.parse().expect("an address");
            let refused =
                Authenticator::new(Auth::Off, listen, &*store, 0).await.expect_err("it would be open").to_string();
            assert!(refused.contains("--auth") && refused.contains("127.0.0.1"), "{refused}");
            let authenticator = Authenticator::new(Auth::Auto, listen, &*store, 0).await.expect("an authenticator");
            assert!(authenticator.requires_key(&*store, 0).await.expect("asked"));
        }
        for listen in [LOOPBACK, "[::1]:80", "127.9.9.9:80"] {
            let listen = listen.parse().expect("an address");
            let authenticator = Authenticator::new(Auth::Off, listen, &*store, 0).await.expect("an authenticator");
            assert!(!authenticator.requires_key(&*store, 0).await.expect("asked"));
        }
    }

    #[test]
    fn accepts_a_key_only_from_one_bearer_header() {
        let text = Credential::generate().reveal();
        assert!(credential(&bearer(&text)).is_ok());
        let mut headers = HeaderMap::new();
        assert!(credential(&headers).is_err(), "none");
        for wrong in [text.clone(), format!("Basic {text}"), format!("Bearer{text}"), "Bearer ".to_owned()] {
            headers.insert(AUTHORIZATION, HeaderValue::try_from(wrong.clone()).expect("ASCII"));
            let refused = credential(&headers).expect_err(&wrong);
            assert!(!refused.detail.contains(&text[40..]), "the secret is in {}", refused.detail);
        }
        let mut twice = bearer(&text);
        twice.append(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {text}")).expect("ASCII"));
        assert!(credential(&twice).is_err(), "two");
    }
}
