//! A bounded pool of threads for the work of use cases.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::oneshot;

use super::extract::Caller;
use super::shares::{Share, Shares};
use super::turns::{LANES, Turn, Turns};
use crate::error::{ErrorCode, Failure};
use crate::report::messages::args;
use crate::store::AgencyId;
use crate::telemetry::{Metrics, WorkLoad};

/// Threads for CPU work, and the queue before them.
#[derive(Debug, Clone)]
pub(super) struct Workers {
    pools: Arc<Pools>,
    queue: Arc<Shares>,
    /// One request a thread: a thread that waits for its helpers would otherwise take up another whole request.
    turns: Arc<Turns>,
    threads: usize,
    metrics: Arc<Metrics>,
}

/// The threads.
#[derive(Debug)]
struct Pools {
    /// A pool for each lane, so that the work of one agency does not wait for threads until another's has been done.
    lanes: Vec<ThreadPool>,
    /// A pool of one thread for each request that may run: small work is done there, where nothing of it waits for another
    /// thread to wake up.
    single: Vec<ThreadPool>,
    /// Those of `single` that have no work.
    idle: Mutex<Vec<usize>>,
}

impl Pools {
    fn new(threads: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = |threads: usize, name: String| {
            ThreadPoolBuilder::new().num_threads(threads).thread_name(move |i| format!("{name}-{i}")).build()
        };
        Ok(Self {
            lanes: (0..LANES).map(|lane| pool(threads, format!("worker-{lane}"))).collect::<Result<_, _>>()?,
            single: (0..threads).map(|i| pool(1, format!("single-{i}"))).collect::<Result<_, _>>()?,
            idle: Mutex::new((0..threads).collect()),
        })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<usize>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue, and the memory that goes with it, until the work is done.
#[derive(Debug)]
pub(super) struct Permit {
    agency: AgencyId,
    held: Vec<Share>,
    /// Nobody waits for a job's answer, so it waits for memory however long that takes.
    is_of_job: bool,
}

impl Permit {
    /// Holds memory until the work is done.
    pub(super) fn hold(&mut self, memory: Share) {
        self.held.push(memory);
    }

    /// Waits for so many bytes of `memory` and holds them until the work is done.
    ///
    /// # Errors
    /// `busy` where others hold them for too long.
    pub(super) async fn draw(&mut self, memory: &Shares, caller: &Caller, bytes: u64) -> Result<(), Failure> {
        self.agency = caller.agency.clone();
        let share = loop {
            match memory.take_bytes(caller, bytes).await {
                Err(failure) if self.is_of_job && failure.code == ErrorCode::Busy => {}
                taken => break taken?,
            }
        };
        self.held.push(share);
        Ok(())
    }
}

/// A thread that waits for work.
#[derive(Debug)]
pub(super) struct Place {
    pools: Arc<Pools>,
    held: (Permit, Turn),
    is_small: bool,
}

impl Workers {
    /// `threads` threads, `queue` requests at most waiting for them or on them.
    pub(super) fn new(threads: usize, queue: usize, metrics: Arc<Metrics>) -> Result<Self, ThreadPoolBuildError> {
        Ok(Self {
            pools: Arc::new(Pools::new(threads)?),
            queue: Arc::new(Shares::new(queue)),
            turns: Turns::new(threads),
            threads,
            metrics,
        })
    }

    /// A place in the queue.
    ///
    /// # Errors
    /// `busy` at once where the queue is full, or the agency has its part of it.
    pub(super) fn permit(&self, caller: &Caller) -> Result<Permit, Failure> {
        let place = self.queue.try_take(caller).ok_or_else(full)?;
        Ok(Permit { agency: caller.agency.clone(), held: vec![place], is_of_job: false })
    }

    /// A place in the queue for a job, which counts for no agency: one job runs at a time.
    ///
    /// # Errors
    /// `busy` at once where the queue is full.
    pub(super) fn permit_for_job(&self) -> Result<Permit, Failure> {
        let place = self.queue.try_take_own().ok_or_else(full)?;
        Ok(Permit { agency: AgencyId::local(), held: vec![place], is_of_job: true })
    }

    /// The current load.
    pub(super) fn load(&self) -> WorkLoad {
        WorkLoad {
            queue_used: self.queue.size() - self.queue.free(),
            queue_size: self.queue.size(),
            workers_busy: self.threads - self.turns.free(),
            workers: self.threads,
        }
    }

    /// Waits for a thread. What the work needs is read once there is one, so that no more of it is in memory than is
    /// worked on.
    pub(super) async fn start(&self, permit: Permit) -> Place {
        let enqueued = Instant::now();
        let turn = self.turns.next(&permit.agency).await;
        self.metrics.count_wait(enqueued.elapsed());
        Place { pools: Arc::clone(&self.pools), held: (permit, turn), is_small: false }
    }

    /// Waits for a thread and runs `work` on it.
    ///
    /// # Errors
    /// `internal` where the work panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        permit: Permit,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.start(permit).await.run(work).await
    }
}

impl Place {
    /// The same for work that is too small to be shared out among threads.
    pub(super) fn for_small_work(self) -> Self {
        Self { is_small: true, ..self }
    }

    /// Runs `work` on the thread.
    ///
    /// # Errors
    /// `internal` where the work panics.
    pub(super) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (sender, receiver) = oneshot::channel();
        let span = tracing::Span::current();
        let Self { pools, held, is_small } = self;
        // There is one for every turn.
        let single = if is_small { pools.idle().pop() } else { None };
        let all = Arc::clone(&pools);
        let pool = single.map_or(&pools.lanes[held.1.lane()], |i| &pools.single[i]);
        pool.spawn(move || {
            let _entered = span.enter();
            let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(failed()));
            all.idle().extend(single);
            drop(held);
            // The client may have disconnected; nobody waits for the result then.
            drop(sender.send(outcome));
        });
        receiver.await.unwrap_or_else(|_| Err(failed()))
    }
}

fn full() -> Failure {
    Failure::said(ErrorCode::Busy, "problem-busy", args![])
}

fn failed() -> Failure {
    tracing::error!("a use case panicked");
    Failure::said(ErrorCode::Internal, "problem-failed", args![])
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::store::Scope;

    /// Work of one agency that takes all threads, and waits for a word, and work of another meanwhile.
    #[tokio::test]
    async fn the_work_of_an_agency_waits_for_no_other_s() {
        let workers = Workers::new(2, 64, Arc::new(Metrics::new("test"))).expect("threads");
        let caller = |agency: &str| Caller {
            agency: AgencyId(agency.to_owned()),
            key: Some("key".to_owned()),
            scope: Scope::Read,
            exact: false,
        };
        let word = Arc::new(AtomicBool::new(false));
        let busy = (0..4).map(|_| {
            let (workers, word) = (workers.clone(), Arc::clone(&word));
            let permit = workers.permit(&caller("large")).expect("a permit");
            let wait = move || {
                while !word.load(Ordering::Relaxed) {
                    std::thread::yield_now()
                }
            };
            tokio::spawn(async move {
                let work = move || {
                    rayon::join(wait.clone(), wait);
                    Ok(())
                };
                workers.run(permit, work).await
            })
        });
        let busy: Vec<_> = busy.collect();
        // All threads of the large agency's work are taken before the other comes.
        while workers.turns.free() > 0 {
            tokio::task::yield_now().await;
        }
        for i in 0..3 {
            let permit = workers.permit(&caller("small")).expect("a permit");
            let answer = tokio::time::timeout(Duration::from_secs(20), workers.run(permit, move || Ok(i))).await;
            assert_eq!(answer, Ok(Ok(i)), "it waits for the other's work");
        }
        word.store(true, Ordering::Relaxed);
        for done in busy {
            assert_eq!(done.await.expect("no panic"), Ok(()));
        }
    }

    #[tokio::test]
    async fn reports_a_panic_and_a_full_queue() {
        let workers = Workers::new(1, 1, Arc::new(Metrics::new("test"))).expect("threads");
        let permit = workers.permit(&Caller::local()).expect("a permit");
        assert!(
            workers.permit(&Caller::local()).is_err_and(|failure| failure.code == ErrorCode::Busy),
            "the only permit is taken"
        );
        let panicked = workers.run::<()>(permit, || panic!("on purpose")).await;
        assert_eq!(panicked.expect_err("the work panicked").code, ErrorCode::Internal);
        let permit = workers.permit(&Caller::local()).expect("the permit is free again");
        let load = |queue_used| WorkLoad { queue_used, queue_size: 1, workers_busy: 0, workers: 1 };
        assert_eq!(workers.load(), load(1));
        assert_eq!(workers.run(permit, || Ok(7)).await, Ok(7));
    }

    #[tokio::test]
    async fn small_work_has_a_thread_of_its_own_even_after_a_panic() {
        let workers = Workers::new(2, 8, Arc::new(Metrics::new("test"))).expect("threads");
        let small = async |work: fn() -> usize| {
            let permit = workers.permit(&Caller::local()).expect("a permit");
            workers.start(permit).await.for_small_work().run(move || Ok(work())).await
        };
        for _ in 0..6 {
            small(|| panic!("on purpose")).await.expect_err("the work panicked");
            assert_eq!(small(rayon::current_num_threads).await, Ok(1));
        }
        assert_eq!(workers.pools.idle().len(), 2);
        let permit = workers.permit(&Caller::local()).expect("a permit");
        assert_eq!(workers.run(permit, || Ok(rayon::current_num_threads())).await, Ok(2));
    }
}
