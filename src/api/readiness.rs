//! Whether the service can answer: named checks, each with little time.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::web;
use futures_util::future::{BoxFuture, join_all};

use crate::config::ServeSettings;
use crate::error::{ErrorCode, Failure};
use crate::reference::Catalog;
use crate::store::{Objects, Store};

/// Time that a check has.
const PATIENCE: Duration = Duration::from_secs(2);

type Check = Box<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// What must hold for the service to be ready.
#[derive(Default)]
pub(super) struct Readiness {
    checks: Vec<(&'static str, Check)>,
    stopping: AtomicBool,
}

impl std::fmt::Debug for Readiness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.checks.iter().map(|(needed, _)| needed)).finish()
    }
}

impl Readiness {
    /// What answers need.
    pub(super) fn of(
        settings: &ServeSettings,
        catalog: &Arc<Catalog>,
        store: &Arc<dyn Store>,
        files: &Objects,
    ) -> Self {
        let (folder, catalog) = (settings.data_dir.clone(), Arc::clone(catalog));
        let (store, files) = (Arc::clone(store), files.clone());
        Self::default()
            .check("the catalogue holds channels", move || ready(!catalog.channels().is_empty()))
            .check("the data folder can be written (--data-dir)", move || {
                let folder = folder.clone();
                async move { matches!(web::block(move || tempfile::tempfile_in(folder)).await, Ok(Ok(_))) }
            })
            .check("the database answers (--database-url)", move || {
                let store = Arc::clone(&store);
                async move { store.ping().await.is_ok() }
            })
            .check("the store of profiles answers (--object-store)", move || {
                let files = files.clone();
                async move { files.ping().await.is_ok() }
            })
    }

    /// Adds a check; `needed` says what must hold, as "the database answers".
    pub(super) fn check<F>(mut self, needed: &'static str, check: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        self.checks.push((needed, Box::new(move || Box::pin(check()))));
        self
    }

    /// From now on the service is not ready: it was told to stop.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Runs all checks, side by side.
    ///
    /// # Errors
    /// `unavailable`, with all that does not hold.
    pub(super) async fn test(&self) -> Result<(), Failure> {
        if self.stopping.load(Ordering::Relaxed) {
            return Err(Failure::new(ErrorCode::Unavailable, "the service is stopping; ask another one"));
        }
        let tests = self.checks.iter().map(|(needed, check)| async move {
            let holds = tokio::time::timeout(PATIENCE, check()).await;
            (holds != Ok(true)).then_some(*needed)
        });
        let missing: Vec<&str> = join_all(tests).await.into_iter().flatten().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let detail = format!("it does not hold, or not within {} s, that {}", PATIENCE.as_secs(), missing.join("; "));
        tracing::warn!(missing = missing.join("; "), "not ready");
        Err(Failure::new(ErrorCode::Unavailable, detail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_that_does_not_hold_is_named() {
        let readiness = Readiness::default()
            .check("one holds", || async { true })
            .check("two holds", || async { false })
            .check("three answers", std::future::pending);
        let failure = readiness.test().await.expect_err("two checks fail");
        assert_eq!(failure.code, ErrorCode::Unavailable);
        assert!(failure.detail.ends_with("that two holds; three answers"), "{}", failure.detail);
    }

    #[tokio::test]
    async fn a_service_that_stops_is_not_ready() {
        let readiness = Readiness::default().check("all holds", || async { true });
        assert_eq!(readiness.test().await, Ok(()));
        readiness.stop();
        assert!(readiness.test().await.is_err_and(|failure| failure.detail.contains("stopping")));
    }
}
