//! A bounded pool of threads for the work of use cases.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::{ErrorCode, Failure};
use crate::telemetry::{Metrics, WorkLoad};

/// Threads for CPU work, and the queue before them.
#[derive(Debug, Clone)]
pub(super) struct Workers {
    pool: Arc<ThreadPool>,
    queue: Limiter,
    /// One request a thread: a thread that waits for its helpers would otherwise take up another whole request.
    running: Arc<Semaphore>,
    /// The number of threads, and the length of the queue.
    size: (usize, usize),
    metrics: Arc<Metrics>,
}

/// Bounds how many requests are in progress at once. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Limiter(Arc<Semaphore>);

/// The right to be one of them, taken before a body is read, so that waiting bodies are bounded too.
pub(super) struct Permit(OwnedSemaphorePermit);

impl Limiter {
    pub(super) fn new(permits: usize) -> Self {
        Self(Arc::new(Semaphore::new(permits)))
    }

    /// Permits that are left.
    fn free(&self) -> usize {
        self.0.available_permits()
    }

    /// A permit.
    ///
    /// # Errors
    /// `busy` at once where all are taken.
    pub(super) fn permit(&self) -> Result<Permit, Failure> {
        let permit = Arc::clone(&self.0).try_acquire_owned();
        permit.map(Permit).map_err(|_| Failure::new(ErrorCode::Busy, "The queue is full. Try again in a few seconds."))
    }
}

impl Workers {
    /// `threads` threads, `queue` requests at most waiting for them or on them.
    pub(super) fn new(threads: usize, queue: usize, metrics: Arc<Metrics>) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("worker-{i}")).build()?;
        Ok(Self {
            pool: Arc::new(pool),
            queue: Limiter::new(queue),
            running: Arc::new(Semaphore::new(threads)),
            size: (threads, queue),
            metrics,
        })
    }

    /// A permit of the queue.
    ///
    /// # Errors
    /// `busy` at once where the queue is full.
    pub(super) fn permit(&self) -> Result<Permit, Failure> {
        self.queue.permit()
    }

    /// The current load.
    pub(super) fn load(&self) -> WorkLoad {
        let (workers, queue_size) = self.size;
        WorkLoad {
            queue_used: queue_size - self.queue.free(),
            queue_size,
            workers_busy: workers - self.running.available_permits(),
            workers,
        }
    }

    /// Runs `work` on the pool.
    ///
    /// # Errors
    /// `internal` where the work panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        permit: Permit,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let enqueued = Instant::now();
        let Ok(running) = Arc::clone(&self.running).acquire_owned().await else { return Err(failed()) };
        self.metrics.count_wait(enqueued.elapsed());
        let (sender, receiver) = oneshot::channel();
        let span = tracing::Span::current();
        self.pool.spawn(move || {
            let _entered = span.enter();
            let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(failed()));
            drop((permit.0, running));
            // The client may have disconnected; nobody waits for the result then.
            drop(sender.send(outcome));
        });
        receiver.await.unwrap_or_else(|_| Err(failed()))
    }
}

fn failed() -> Failure {
    tracing::error!("a use case panicked");
    Failure::new(ErrorCode::Internal, "The request failed. The log has the cause under the request_id.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn reports_a_panic_and_a_full_queue() {
        let workers = Workers::new(1, 1, Arc::new(Metrics::new("test"))).expect("threads");
        let permit = workers.permit().expect("a permit");
        assert!(workers.permit().is_err_and(|failure| failure.code == ErrorCode::Busy), "the only permit is taken");
        let panicked = workers.run::<()>(permit, || panic!("on purpose")).await;
        assert_eq!(panicked.expect_err("the work panicked").code, ErrorCode::Internal);
        let permit = workers.permit().expect("the permit is free again");
        let load = |queue_used| WorkLoad { queue_used, queue_size: 1, workers_busy: 0, workers: 1 };
        assert_eq!(workers.load(), load(1));
        assert_eq!(workers.run(permit, || Ok(7)).await, Ok(7));
    }
}
