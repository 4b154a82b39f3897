//! What follows from a catalogue and is costly to find, kept beside it by those who find it.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::Catalog;

/// Values by their types. They go with the catalogue that they were made from: a copy of it has none.
#[derive(Default)]
pub(super) struct Derived(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Clone for Derived {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl fmt::Debug for Derived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derived").finish_non_exhaustive()
    }
}

impl Catalog {
    /// What is kept beside this catalogue as a `T`; empty at first. Only what follows from the catalogue and from keys
    /// that name the rest belongs there.
    pub(crate) fn derived<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut kept = self.derived.0.lock().unwrap_or_else(PoisonError::into_inner);
        let value = kept.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        Arc::clone(value).downcast().expect("it is kept by its type")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    #[test]
    fn what_is_kept_stays_with_its_catalogue() {
        let catalog = Catalog::embedded();
        catalog.derived::<AtomicU8>().store(7, Ordering::SeqCst);
        assert_eq!(catalog.derived::<AtomicU8>().load(Ordering::SeqCst), 7);
        assert_eq!(catalog.clone().derived::<AtomicU8>().load(Ordering::SeqCst), 0);
    }
}
