//! Results that are kept for whoever asks the same again: a bounded number of them, each made once however many ask at
//! the same time.
//!
//! A result must follow from its key alone. The key is a hash of everything that the result depends on, so nobody gets
//! a result that was made from what another agency sent, unless both sent exactly the same.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt::{self, Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Names a result by all that it depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

/// Collects what a result depends on.
#[derive(Debug, Default)]
pub(crate) struct KeyParts(String);

impl KeyParts {
    /// Adds `value` as its `Debug` form has it, which names every field and gives numbers in full.
    pub(crate) fn with(mut self, value: &impl Debug) -> Self {
        writeln!(self.0, "{value:?}").expect("a string takes all");
        self
    }

    /// Adds numbers, bit for bit.
    pub(crate) fn with_numbers(mut self, numbers: &[f64]) -> Self {
        write!(self.0, "{} numbers", numbers.len()).expect("a string takes all");
        numbers.iter().for_each(|number| write!(self.0, " {:x}", number.to_bits()).expect("a string takes all"));
        self.0.push('\n');
        self
    }

    /// The key of all parts, in their order.
    pub(crate) fn key(&self) -> Key {
        Key(*blake3::hash(self.0.as_bytes()).as_bytes())
    }
}

/// Values that are derived from something and kept with it, by their types. A copy of that something has none.
#[derive(Default)]
pub(crate) struct Derived(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Derived {
    /// What is kept as a `T`; empty at first. It may hold only what follows from that which it is kept with, and from keys.
    pub(crate) fn of<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let value = kept.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        Arc::clone(value).downcast().expect("it is kept by its type")
    }
}

impl Clone for Derived {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What follows from the same is the same.
impl PartialEq for Derived {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Derived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derived").finish_non_exhaustive()
    }
}

/// How often a cache had what was asked for, and how much it holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheCounts {
    /// Times that a result was there, or being made.
    pub hits: u64,
    /// Times that it had to be made.
    pub misses: u64,
    /// Results that are held.
    pub entries: usize,
    /// Their size, in the unit of the cache's capacity.
    pub size: usize,
}

/// Results by their keys. The one that was not used for longest leaves first.
#[derive(Debug)]
pub(crate) struct Cache<V> {
    held: Mutex<Held<V>>,
    /// Sizes of all results together that are held at most.
    capacity: usize,
    /// The size of a result.
    size_of: fn(&V) -> usize,
    hits: AtomicU64,
    misses: AtomicU64,
}

#[derive(Debug)]
struct Held<V> {
    entries: HashMap<Key, Entry<V>>,
    size: usize,
    /// Counts the uses.
    uses: u64,
}

#[derive(Debug)]
struct Entry<V> {
    /// Empty while the result is being made.
    result: Arc<OnceLock<V>>,
    /// What it counts for; nothing while it is being made.
    size: usize,
    last_use: u64,
}

impl<V: Clone> Cache<V> {
    /// A cache for results whose sizes add up to `capacity` at most.
    pub(crate) fn new(capacity: usize, size_of: fn(&V) -> usize) -> Self {
        let held = Held { entries: HashMap::new(), size: 0, uses: 0 };
        Self { held: Mutex::new(held), capacity, size_of, hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }

    /// The result of `key`, made by `make` unless it is held. Whoever asks while it is being made waits for it, so `make`
    /// must not ask for the same key, nor share its thread with others who may.
    pub(crate) fn get_or_make(&self, key: Key, make: impl FnOnce() -> V) -> V {
        let cell = self.cell(key);
        let mut is_new = false;
        let result = cell.get_or_init(|| {
            is_new = true;
            make()
        });
        let counter = if is_new { &self.misses } else { &self.hits };
        counter.fetch_add(1, Ordering::Relaxed);
        if is_new {
            self.weigh(key, &cell, (self.size_of)(result));
        }
        result.clone()
    }

    /// The same for what is made on several threads: a thread that waits for others may meanwhile serve another who asks
    /// for the same, so nobody waits; who asks while it is being made makes it too.
    pub(crate) fn get_or_make_too(&self, key: Key, make: impl FnOnce() -> V) -> V {
        let cell = self.cell(key);
        if let Some(result) = cell.get() {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return result.clone();
        }
        let result = make();
        self.misses.fetch_add(1, Ordering::Relaxed);
        if cell.set(result.clone()).is_ok() {
            self.weigh(key, &cell, (self.size_of)(&result));
        }
        result
    }

    /// How it is used.
    pub(crate) fn counts(&self) -> CacheCounts {
        let held = self.held();
        CacheCounts {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            entries: held.entries.len(),
            size: held.size,
        }
    }

    fn cell(&self, key: Key) -> Arc<OnceLock<V>> {
        let mut held = self.held();
        held.uses += 1;
        let last_use = held.uses;
        let new = || Entry { result: Arc::default(), size: 0, last_use };
        let entry = held.entries.entry(key).or_insert_with(new);
        entry.last_use = last_use;
        Arc::clone(&entry.result)
    }

    /// Counts the size of a new result, and lets go of others until there is room for it.
    fn weigh(&self, key: Key, cell: &Arc<OnceLock<V>>, size: usize) {
        let mut held = self.held();
        let Some(entry) = held.entries.get_mut(&key).filter(|entry| Arc::ptr_eq(&entry.result, cell)) else { return };
        entry.size = size.max(1);
        let size = entry.size;
        held.size += size;
        // Whoever made those without a size has given up.
        held.entries.retain(|_, entry| entry.size > 0 || Arc::strong_count(&entry.result) > 1);
        while held.size > self.capacity {
            let made = held.entries.iter().filter(|(_, entry)| entry.size > 0);
            let Some(oldest) = made.min_by_key(|(_, entry)| entry.last_use).map(|(key, _)| *key) else { return };
            held.size -= held.entries.remove(&oldest).map_or(0, |entry| entry.size);
        }
    }

    fn held(&self) -> MutexGuard<'_, Held<V>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn key(name: &str) -> Key {
        KeyParts::default().with(&name).key()
    }

    #[test]
    fn many_who_ask_at_once_get_what_was_made_once() {
        const ASKING: usize = 16;
        let (cache, made, start) = (Cache::new(8, |_: &usize| 1), AtomicUsize::new(0), Barrier::new(ASKING));
        std::thread::scope(|scope| {
            for _ in 0..ASKING {
                scope.spawn(|| {
                    start.wait();
                    for name in ["a", "b", "c"] {
                        let make = || made.fetch_add(1, Ordering::SeqCst);
                        assert!(cache.get_or_make(key(name), make) < 3);
                    }
                });
            }
        });
        assert_eq!(made.load(Ordering::SeqCst), 3);
        let hits = (3 * ASKING - 3) as u64;
        assert_eq!(cache.counts(), CacheCounts { hits, misses: 3, entries: 3, size: 3 });
    }

    #[test]
    fn the_result_that_was_not_used_for_longest_leaves_first() {
        let cache = Cache::new(3, |value: &usize| *value);
        let get = |name, value| cache.get_or_make(key(name), || value);
        assert_eq!([get("a", 1), get("b", 1), get("c", 1), get("a", 9)], [1, 1, 1, 1]);
        get("d", 1);
        assert_eq!(get("a", 9), 1, "it was used since");
        assert_eq!(get("b", 2), 2, "it had left");
        assert!(cache.counts().size <= 3, "{:?}", cache.counts());
        assert_eq!(get("large", 4), 4, "what is larger than the cache is given and not held");
        assert_eq!(cache.counts().size, 0, "{:?}", cache.counts());
    }

    #[test]
    fn a_result_that_could_not_be_made_is_made_by_the_next_who_asks() {
        let cache = Cache::new(3, |_: &usize| 1);
        for name in ["a", "b"] {
            let failed = catch_unwind(AssertUnwindSafe(|| cache.get_or_make(key(name), || panic!("on purpose"))));
            assert!(failed.is_err());
        }
        assert_eq!(cache.get_or_make(key("a"), || 7), 7);
        assert_eq!(cache.counts().entries, 1, "nothing is held of the other");
    }

    #[test]
    fn a_result_that_is_made_while_another_asks_for_it_is_made_by_both() {
        let cache = Cache::new(3, |_: &usize| 1);
        let outer = cache.get_or_make_too(key("a"), || 1 + cache.get_or_make_too(key("a"), || 1));
        assert_eq!((outer, cache.get_or_make_too(key("a"), || 9)), (2, 1), "the first that was done is kept");
        assert_eq!(cache.counts(), CacheCounts { hits: 1, misses: 2, entries: 1, size: 1 });
    }

    #[test]
    fn what_is_derived_stays_with_what_it_is_kept_with() {
        let derived = Derived::default();
        derived.of::<AtomicUsize>().store(7, Ordering::SeqCst);
        assert_eq!(derived.of::<AtomicUsize>().load(Ordering::SeqCst), 7);
        assert_eq!(derived.clone().of::<AtomicUsize>().load(Ordering::SeqCst), 0);
    }

    #[test]
    fn whatever_differs_has_another_key() {
        let of = |text: &str, numbers: &[f64]| KeyParts::default().with(&text).with_numbers(numbers).key();
        let keys =
            [of("a", &[1.0]), of("a\n", &[1.0]), of("a", &[1.0 + f64::EPSILON]), of("a", &[]), of("", &[1.0, 0.0])];
        for (i, a) in keys.iter().enumerate() {
            assert!(keys[..i].iter().all(|b| a != b), "{i}");
        }
        assert_ne!(of("", &[0.0]), of("", &[-0.0]));
        assert_ne!(KeyParts::default().with(&("a", "b")).key(), KeyParts::default().with(&("a\", \"b",)).key());
    }
}
