//! A bounded pool of threads for the work of use cases.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::{Semaphore, oneshot};

use crate::error::{ErrorCode, Failure};

/// Threads for CPU work, and the places in the queue before them.
#[derive(Debug, Clone)]
pub(super) struct Workers {
    pool: Arc<ThreadPool>,
    places: Arc<Semaphore>,
}

impl Workers {
    /// `threads` threads, `queue` requests at most waiting for them or on them.
    pub(super) fn new(threads: usize, queue: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("worker-{i}")).build()?;
        Ok(Self { pool: Arc::new(pool), places: Arc::new(Semaphore::new(queue)) })
    }

    /// Runs `work` on the pool.
    ///
    /// # Errors
    /// `busy` at once where the queue is full; `internal` where the work panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(Failure::new(ErrorCode::Busy, "The queue is full; try again in a few seconds."));
        };
        let (sender, receiver) = oneshot::channel();
        let span = tracing::Span::current();
        self.pool.spawn(move || {
            let _entered = span.enter();
            let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(failed()));
            drop(place);
            // The caller may have gone; the work is then for nobody.
            drop(sender.send(outcome));
        });
        receiver.await.unwrap_or_else(|_| Err(failed()))
    }
}

fn failed() -> Failure {
    tracing::error!("a use case panicked");
    Failure::new(ErrorCode::Internal, "The request could not be answered; the log names the cause under request_id.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_failure_and_a_full_queue_says_so() {
        let workers = Workers::new(1, 1).expect("threads");
        let panicked = workers.run::<()>(|| panic!("on purpose")).await;
        assert_eq!(panicked.expect_err("the work panicked").code, ErrorCode::Internal);
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let busy = workers.clone();
        let first = tokio::spawn(async move { busy.run(move || Ok(wait.recv().is_err())).await });
        while workers.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(workers.run(|| Ok(())).await.expect_err("no place is left").code, ErrorCode::Busy);
        drop(release);
        first.await.expect("the task ends").expect("the first was answered");
    }
}
