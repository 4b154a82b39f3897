//! The engine of this machine: its cores share the groups of rows, and nobody holds more than the contributions.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Dataset, Engine, EngineError};
use crate::analysis::{Contribution, Question};

/// The engine that works on threads of this machine.
#[derive(Debug, Clone, Copy)]
pub struct LocalEngine {
    threads: usize,
}

impl LocalEngine {
    /// An engine of so many threads, at least one.
    pub fn new(threads: usize) -> Self {
        Self { threads: threads.max(1) }
    }
}

impl Default for LocalEngine {
    /// One thread for each core.
    fn default() -> Self {
        Self::new(thread::available_parallelism().map_or(1, usize::from))
    }
}

impl Engine for LocalEngine {
    fn accumulate(&self, dataset: &Dataset, question: &Question) -> Result<Contribution, EngineError> {
        let (groups, next) = (dataset.groups(), AtomicUsize::new(0));
        let part = || {
            let mut contribution = Contribution::none(question)?;
            while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                for rows in dataset.read(*group)? {
                    let path = || dataset.path(*group).to_owned();
                    contribution.add(&rows.map_err(|error| EngineError::File { path: path(), error })?)?;
                }
            }
            Ok::<_, EngineError>(contribution)
        };
        thread::scope(|scope| {
            let threads = self.threads.min(groups.len()).max(1);
            let parts: Vec<_> = (0..threads).map(|_| scope.spawn(part)).collect();
            let mut all = Contribution::none(question)?;
            for one in parts {
                all.merge(one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?)?;
            }
            Ok(all)
        })
    }
}
