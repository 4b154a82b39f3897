//! A bounded pool of threads for the work of use cases.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::{ErrorCode, Failure};
use crate::telemetry::{Metrics, WorkLoad};

/// Threads for CPU work, and the places in the queue before them.
#[derive(Debug, Clone)]
pub(super) struct Workers {
    pool: Arc<ThreadPool>,
    places: Places,
    /// One request a thread: a thread that waits for its helpers would else take up a stranger's whole request.
    running: Arc<Semaphore>,
    /// Threads there are, and places in the queue.
    size: (usize, usize),
    metrics: Arc<Metrics>,
}

/// Places in a queue. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Places(Arc<Semaphore>);

/// A place in the queue, to be had before a body is read, so that waiting bodies are bounded too.
pub(super) struct Place(OwnedSemaphorePermit);

impl Places {
    pub(super) fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places)))
    }

    /// Places that nobody has.
    fn free(&self) -> usize {
        self.0.available_permits()
    }

    /// A place.
    ///
    /// # Errors
    /// `busy` at once where all are taken.
    pub(super) fn place(&self) -> Result<Place, Failure> {
        let place = Arc::clone(&self.0).try_acquire_owned();
        place.map(Place).map_err(|_| Failure::new(ErrorCode::Busy, "The queue is full; try again in a few seconds."))
    }
}

impl Workers {
    /// `threads` threads, `queue` requests at most waiting for them or on them.
    pub(super) fn new(threads: usize, queue: usize, metrics: Arc<Metrics>) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("worker-{i}")).build()?;
        Ok(Self {
            pool: Arc::new(pool),
            places: Places::new(queue),
            running: Arc::new(Semaphore::new(threads)),
            size: (threads, queue),
            metrics,
        })
    }

    /// A place in the queue.
    ///
    /// # Errors
    /// `busy` at once where the queue is full.
    pub(super) fn place(&self) -> Result<Place, Failure> {
        self.places.place()
    }

    /// How much there is to do.
    pub(super) fn load(&self) -> WorkLoad {
        let (workers, queue_size) = self.size;
        WorkLoad {
            queue_used: queue_size - self.places.free(),
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
        place: Place,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let came = Instant::now();
        let Ok(running) = Arc::clone(&self.running).acquire_owned().await else { return Err(failed()) };
        self.metrics.count_wait(came.elapsed());
        let (sender, receiver) = oneshot::channel();
        let span = tracing::Span::current();
        self.pool.spawn(move || {
            let _entered = span.enter();
            let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(failed()));
            drop((place.0, running));
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
        let workers = Workers::new(1, 1, Arc::new(Metrics::new("test"))).expect("threads");
        let place = workers.place().expect("a place");
        assert!(workers.place().is_err_and(|failure| failure.code == ErrorCode::Busy), "the only place is taken");
        let panicked = workers.run::<()>(place, || panic!("on purpose")).await;
        assert_eq!(panicked.expect_err("the work panicked").code, ErrorCode::Internal);
        let place = workers.place().expect("the place is free again");
        let load = |queue_used| WorkLoad { queue_used, queue_size: 1, workers_busy: 0, workers: 1 };
        assert_eq!(workers.load(), load(1));
        assert_eq!(workers.run(place, || Ok(7)).await, Ok(7));
    }
}
