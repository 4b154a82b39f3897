//! Stored people that were read lately stay in memory for the next question about them, with what was found of them
//! (`analysis`). Many who ask at once share one reading.
//!
//! Nothing is given to anybody whose request did not find the data set in the database just now. A set leaves memory when it
//! is deleted here, within a minute when another replica deleted it, and when nobody asked for it for ten minutes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use actix_web::web;

use super::server::State;
use crate::cache::CacheCounts;
use crate::error::Failure;
use crate::ingest::Role;
use crate::store::{AgencyId, Dataset, StoredProfiles};

/// Time after which a set that nobody asks for leaves memory.
const MAX_IDLE: Duration = Duration::from_secs(600);
/// Time between looks for sets that were deleted.
const WATCH_INTERVAL: Duration = Duration::from_secs(60);

/// The sets that are in memory, by their ids.
#[derive(Debug)]
pub(super) struct KeptSets {
    sets: Mutex<HashMap<String, KeptSet>>,
    /// Bytes that are kept at most.
    capacity: u64,
    hits: AtomicU64,
    misses: AtomicU64,
}

#[derive(Debug)]
struct KeptSet {
    agency: AgencyId,
    role: Role,
    /// Held by whoever reads it.
    reading: Arc<tokio::sync::Mutex<()>>,
    /// What others work on, whether or not it is kept.
    shared: Weak<StoredProfiles>,
    kept: Option<Arc<StoredProfiles>>,
    bytes: u64,
    last_use: Instant,
}

impl KeptSets {
    /// Keeps sets of so many bytes together.
    pub(super) fn of_bytes(capacity: u64) -> Self {
        Self { sets: Mutex::default(), capacity, hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }

    /// The people of a data set, which take so many `bytes`; read by `read` unless they are in memory.
    ///
    /// # Errors
    /// Those of `read`.
    pub(super) async fn get_or_read(
        &self,
        dataset: &Dataset,
        bytes: u64,
        read: impl Future<Output = Result<StoredProfiles, Failure>>,
    ) -> Result<Arc<StoredProfiles>, Failure> {
        let reading = self.reading(dataset);
        let _reading = reading.lock().await;
        if let Some(people) = self.find(&dataset.id) {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(people);
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        let people = Arc::new(read.await?);
        self.keep(&dataset.id, &people, bytes);
        Ok(people)
    }

    /// Lets go of a set.
    pub(super) fn forget(&self, id: &str) {
        self.sets().remove(id);
    }

    /// How often a set was in memory.
    pub(super) fn counts(&self) -> CacheCounts {
        let sets = self.sets();
        let kept = sets.values().filter(|set| set.kept.is_some());
        CacheCounts {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            entries: kept.clone().count(),
            size: usize::try_from(kept.map(|set| set.bytes).sum::<u64>()).unwrap_or(usize::MAX),
        }
    }

    fn reading(&self, dataset: &Dataset) -> Arc<tokio::sync::Mutex<()>> {
        let new = || KeptSet {
            agency: dataset.agency.clone(),
            role: dataset.role,
            reading: Arc::default(),
            shared: Weak::new(),
            kept: None,
            bytes: 0,
            last_use: Instant::now(),
        };
        Arc::clone(&self.sets().entry(dataset.id.clone()).or_insert_with(new).reading)
    }

    fn find(&self, id: &str) -> Option<Arc<StoredProfiles>> {
        let mut sets = self.sets();
        let set = sets.get_mut(id)?;
        set.last_use = Instant::now();
        set.shared.upgrade()
    }

    /// Keeps what was read, unless the set was let go of meanwhile. Those that were not asked for longest make room.
    fn keep(&self, id: &str, people: &Arc<StoredProfiles>, bytes: u64) {
        let mut sets = self.sets();
        let Some(set) = sets.get_mut(id) else { return };
        (set.shared, set.last_use) = (Arc::downgrade(people), Instant::now());
        if bytes > self.capacity {
            return;
        }
        (set.kept, set.bytes) = (Some(Arc::clone(people)), bytes);
        let kept = |sets: &HashMap<String, KeptSet>| -> u64 {
            sets.values().filter(|set| set.kept.is_some()).map(|set| set.bytes).sum()
        };
        while kept(&sets) > self.capacity {
            let oldest = sets.values_mut().filter(|set| set.kept.is_some()).min_by_key(|set| set.last_use);
            let Some(oldest) = oldest else { return };
            oldest.kept = None;
        }
    }

    /// Lets go of what nobody asked for lately; the others are given.
    fn forget_idle(&self) -> Vec<(String, AgencyId, Role)> {
        let mut sets = self.sets();
        sets.retain(|_, set| set.last_use.elapsed() < MAX_IDLE);
        sets.iter().map(|(id, set)| (id.clone(), set.agency.clone(), set.role)).collect()
    }

    fn sets(&self) -> MutexGuard<'_, HashMap<String, KeptSet>> {
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets go of sets that were deleted or are not asked for, for as long as the service runs.
pub(super) async fn watch_kept_sets(state: web::Data<State>) {
    let mut times = tokio::time::interval(WATCH_INTERVAL);
    loop {
        times.tick().await;
        for (id, agency, role) in state.kept_sets.forget_idle() {
            match state.store.dataset(&agency, role, &id).await {
                Ok(Some(_)) => {}
                Ok(None) => state.kept_sets.forget(&id),
                Err(error) => tracing::error!(%error, "failed to look whether a data set was deleted"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::join_all;
    use time::macros::date;

    use super::*;
    use crate::ingest::ReadOutcome;
    use crate::store::{DatasetState, UploadSummary};

    fn dataset(id: &str) -> Dataset {
        Dataset {
            id: id.to_owned(),
            agency: AgencyId::local(),
            role: Role::Audience,
            state: DatasetState::Ready,
            hidden: false,
            name: None,
            account: None,
            people_of: None,
            taken_at: None,
            as_of: "2026-11-01".to_owned(),
            created_at: 0,
            lease_until: 0,
            summary: UploadSummary::default(),
        }
    }

    /// Asks for a set, and counts whether it was read.
    async fn ask(sets: &KeptSets, id: &str, bytes: u64, readings: &AtomicUsize) -> Arc<StoredProfiles> {
        let read = async {
            readings.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            let reading = Arc::new(ReadOutcome::default());
            Ok(StoredProfiles { reading, as_of: date!(2026 - 11 - 01), panel_as_of: None, panel_size: None })
        };
        sets.get_or_read(&dataset(id), bytes, read).await.expect("it was read")
    }

    #[tokio::test]
    async fn many_who_ask_at_once_share_one_reading_even_of_a_set_too_large_to_keep() {
        let (sets, readings) = (KeptSets::of_bytes(10), AtomicUsize::new(0));
        for (id, bytes) in [("small", 4), ("large", 11)] {
            let all = join_all((0..60).map(|_| ask(&sets, id, bytes, &readings))).await;
            assert!(all.iter().all(|people| Arc::ptr_eq(people, &all[0])), "{id}");
        }
        assert_eq!(readings.load(Ordering::SeqCst), 2);
        ask(&sets, "small", 4, &readings).await;
        assert_eq!(readings.load(Ordering::SeqCst), 2, "it is kept");
        ask(&sets, "large", 11, &readings).await;
        assert_eq!(readings.load(Ordering::SeqCst), 3, "nobody works on it any more");
        let counts = sets.counts();
        assert_eq!((counts.hits, counts.misses, counts.entries, counts.size), (119, 3, 1, 4));
    }

    #[tokio::test]
    async fn a_set_that_is_let_go_of_is_gone_even_while_it_is_read() {
        let (sets, readings) = (KeptSets::of_bytes(10), AtomicUsize::new(0));
        let people = Arc::downgrade(&ask(&sets, "a", 4, &readings).await);
        assert!(people.upgrade().is_some());
        sets.forget("a");
        assert!(people.upgrade().is_none(), "nothing of it is in memory");
        let deleted_meanwhile = async {
            sets.forget("b");
            let reading = Arc::new(ReadOutcome::default());
            Ok(StoredProfiles { reading, as_of: date!(2026 - 11 - 01), panel_as_of: None, panel_size: None })
        };
        let people = Arc::downgrade(&sets.get_or_read(&dataset("b"), 4, deleted_meanwhile).await.expect("it was read"));
        assert!(people.upgrade().is_none());
        assert_eq!(sets.counts().entries, 0);
    }

    #[tokio::test]
    async fn sets_that_were_not_asked_for_longest_make_room() {
        let (sets, readings) = (KeptSets::of_bytes(10), AtomicUsize::new(0));
        for id in ["a", "b", "a", "c"] {
            ask(&sets, id, 4, &readings).await;
        }
        assert_eq!((readings.load(Ordering::SeqCst), sets.counts().size), (3, 8));
        ask(&sets, "a", 4, &readings).await;
        assert_eq!(readings.load(Ordering::SeqCst), 3);
        ask(&sets, "b", 4, &readings).await;
        assert_eq!(readings.load(Ordering::SeqCst), 4);
    }
}
