//! A sketch of the ids of a data set: enough to see that two sets hold the same people, whatever they were stored under.

use std::collections::BTreeSet;

use super::AccountKey;

/// Hashes that a sketch keeps: sets whose sizes differ by a factor of 20 still have some 25 to compare.
const MAX_HASHES: usize = 512;
/// Fewer hashes in the range of both sketches, of sets that are not known whole, say nothing of an overlap.
const MIN_COMPARED: usize = 16;
/// From this part of the smaller set on, those in both are the same people.
const MIN_OVERLAP: f64 = 0.5;

/// The smallest hashes of the ids of a data set (bottom-k sketch, Cohen and Kaplan 2007). Of another set's, as many below a
/// bound are the same as of all ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdSketch(BTreeSet<u64>);

impl IdSketch {
    /// Takes the hash of an id.
    pub fn note(&mut self, hash: u64) {
        if self.0.len() < MAX_HASHES || self.0.last().is_some_and(|largest| hash < *largest) {
            self.0.insert(hash);
            if self.0.len() > MAX_HASHES {
                self.0.pop_last();
            }
        }
    }

    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    /// What [`Self::to_bytes`] made.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let (hashes, _) = bytes.as_chunks::<8>();
        Self(hashes.iter().map(|hash| u64::from_le_bytes(*hash)).collect())
    }

    /// The largest hash up to which all of the set's are here.
    fn bound(&self) -> u64 {
        self.0.last().copied().filter(|_| self.0.len() >= MAX_HASHES).unwrap_or(u64::MAX)
    }

    /// The share of the smaller set whose ids the larger has, too; none where too few can be compared.
    pub fn overlap(&self, other: &Self) -> Option<f64> {
        let bound = self.bound().min(other.bound());
        let within = |sketch: &Self| sketch.0.range(..=bound).count();
        let smaller = within(self).min(within(other));
        let is_known = smaller >= MIN_COMPARED || (bound == u64::MAX && smaller > 0);
        let shared = self.0.range(..=bound).filter(|hash| other.0.contains(hash)).count();
        is_known.then(|| shared as f64 / smaller as f64)
    }
}

/// A data set that is stored already.
#[derive(Debug, Clone)]
pub struct SketchedSet {
    /// The account that it was stored with.
    pub account: AccountKey,
    /// The account that its people count for.
    pub people_of: AccountKey,
    /// Of its ids.
    pub sketch: IdSketch,
}

/// The account that the people of a new set count for: that of a stored set with the same people, rather one of the same
/// name; else that of sets with the same name; else its own. `stored` are sets of the same agency and role, newest first.
pub fn account_of_people(account: AccountKey, sketch: &IdSketch, stored: &[SketchedSet]) -> AccountKey {
    let is_same = |set: &&SketchedSet| sketch.overlap(&set.sketch).is_some_and(|overlap| overlap > MIN_OVERLAP);
    let same: Vec<&SketchedSet> = stored.iter().filter(is_same).collect();
    let found = same.iter().find(|set| set.account == account).or(same.first()).copied();
    let by_name = || stored.iter().find(|set| !account.is_unnamed() && set.account == account);
    found.or_else(by_name).map_or(account.clone(), |set| set.people_of.clone())
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    fn sketch(ids: impl IntoIterator<Item = u64>) -> IdSketch {
        let mut sketch = IdSketch::default();
        ids.into_iter().for_each(|id| sketch.note(hash(id)));
        sketch
    }

    fn hash(id: u64) -> u64 {
        Xoshiro256PlusPlus::seed_from_u64(id).r#gen()
    }

    #[test]
    fn the_overlap_of_sets_is_that_of_their_sketches() {
        for (size, other, shared) in [(100, 80, 40), (50_000, 40_000, 30_000), (20_000, 2_000, 1_500), (3, 3, 3)] {
            let [one, two] = [sketch(0..size), sketch(size - shared..size - shared + other)];
            let truth = shared as f64 / other.min(size) as f64;
            let overlap = one.overlap(&two).expect("comparable");
            assert!((overlap - truth).abs() < 0.15, "{size} {other}: {overlap} of {truth}");
            assert_eq!(two.overlap(&one), Some(overlap));
            assert_eq!(IdSketch::of_bytes(&one.to_bytes()), one);
        }
        assert_eq!(sketch(0..1_000_000).overlap(&sketch(0..1_000)), None, "too few to be compared");
        assert_eq!(sketch([]).overlap(&sketch(0..100)), None, "no ids");
    }

    #[test]
    fn people_count_for_the_account_that_they_were_stored_with_first() {
        let key = AccountKey::of;
        let set = |account, people_of, ids| SketchedSet {
            account: key(Some(account)),
            people_of: key(Some(people_of)),
            sketch: sketch(ids),
        };
        let stored = [set("@b", "@b", 5_000..6_000), set("@a in June", "@a", 100..1_100), set("@a", "@a", 0..1_000)];
        let of = |account, ids| account_of_people(key(account), &sketch(ids), &stored);
        assert_eq!(of(Some("@a in July"), 200..1_200), key(Some("@a")), "another name");
        assert_eq!(of(Some("@b"), 200..1_200), key(Some("@a")), "the name of another account");
        assert_eq!(of(None, 200..1_200), key(Some("@a")), "no name");
        assert_eq!(of(Some(" @B "), 9_000..9_100), key(Some("@b")), "others of the same account");
        assert_eq!(of(Some("@a in June"), 9_000..9_100), key(Some("@a")), "the same name once more");
        assert_eq!(of(Some("@c"), 700..2_700), key(Some("@c")), "fewer than half of the smaller set");
        assert_eq!(of(None, 9_000..9_100), key(None));
    }
}
