//! Whether the service can answer: named checks, each with a short timeout.

use std::future::ready;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::web;
use futures_util::future::{BoxFuture, join_all};
use tokio::sync::Mutex;

use crate::config::ServeSettings;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::reference::Catalog;
use crate::report::messages::args;
use crate::store::{Objects, Store};

/// Time that a check has.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// How often the database is written to at most.
const WRITE_INTERVAL: Duration = Duration::from_secs(1);
/// What must find room in the data folder.
static ROOM: [u8; 1 << 16] = [0; 1 << 16];

/// Writes to a file that is gone at once.
fn write_in(folder: &Path) -> std::io::Result<()> {
    tempfile::tempfile_in(folder)?.write_all(&ROOM)
}

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
    /// Everything that the service needs to answer.
    pub(super) fn of(
        settings: &ServeSettings,
        catalog: &Arc<Catalog>,
        store: &Arc<dyn Store>,
        files: &Objects,
    ) -> Self {
        let (folder, catalog) = (settings.data_dir.clone(), Arc::clone(catalog));
        let (store, files) = (Arc::clone(store), files.clone());
        let written_at = Arc::new(Mutex::new(None));
        Self::default()
            .check("the catalogue holds channels", move || ready(!catalog.channels().is_empty()))
            .check("the data folder is writable (--data-dir)", move || {
                let folder = folder.clone();
                async move { matches!(web::block(move || write_in(&folder)).await, Ok(Ok(()))) }
            })
            .check("the database takes what is written to it (--database-url)", move || {
                let (store, written_at) = (Arc::clone(&store), Arc::clone(&written_at));
                async move {
                    // Anybody may ask, so that asking must not cost a commit each time.
                    let mut written_at = written_at.lock().await;
                    if written_at.is_some_and(|at: Instant| at.elapsed() < WRITE_INTERVAL) {
                        return true;
                    }
                    let is_written = store.ping().await.is_ok();
                    *written_at = is_written.then(Instant::now);
                    is_written
                }
            })
            .check("the store of profiles answers (--object-store)", move || {
                let files = files.clone();
                async move { files.ping().await.is_ok() }
            })
    }

    /// Adds a check; `needed` says what must hold, for example "the database answers".
    pub(super) fn check<F>(mut self, needed: &'static str, check: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        self.checks.push((needed, Box::new(move || Box::pin(check()))));
        self
    }

    /// From now on the service is not ready: it is stopping.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Runs all checks, side by side.
    ///
    /// # Errors
    /// `unavailable`, with every check that failed.
    pub(super) async fn test(&self) -> Result<(), Failure> {
        if self.stopping.load(Ordering::Relaxed) {
            return Err(Failure::said(ErrorCode::Unavailable, "problem-stopping", args![]));
        }
        let tests = self.checks.iter().map(|(needed, check)| async move {
            let holds = tokio::time::timeout(CHECK_TIMEOUT, check()).await;
            (holds != Ok(true)).then_some(*needed)
        });
        let missing: Vec<&str> = join_all(tests).await.into_iter().flatten().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let (seconds, all) = (CHECK_TIMEOUT.as_secs(), missing.join("; "));
        tracing::warn!(missing = missing.join("; "), "not ready");
        Err(Failure::of(ErrorCode::Unavailable, message!["failure-not-ready", seconds = seconds, missing = all]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn names_every_failed_check() {
        let readiness = Readiness::default()
            .check("one holds", || async { true })
            .check("two holds", || async { false })
            .check("three answers", std::future::pending);
        let failure = readiness.test().await.expect_err("two checks fail");
        assert_eq!(failure.code, ErrorCode::Unavailable);
        assert!(failure.detail.ends_with(": two holds; three answers."), "{}", failure.detail);
    }

    #[tokio::test]
    async fn is_not_ready_while_stopping() {
        let readiness = Readiness::default().check("all holds", || async { true });
        assert_eq!(readiness.test().await, Ok(()));
        readiness.stop();
        assert!(readiness.test().await.is_err_and(|failure| failure.detail.contains("stopping")));
    }
}
