//! Rows that were copied in bulk: a panel whose every row stands in it ten times tells no more than a tenth of it.
//!
//! Honest rows repeat as well, the more the fewer and coarser their fields, so repetition itself says nothing. What no
//! sampling makes is *equal* repetition. Let rows be drawn independently from any distribution whatever. Given the
//! number of rows (Poissonised), the count of each distinct row is Poisson, and whatever its mean, it is divisible by k
//! with a probability of at most `q = min(1/2, 1/sqrt(2 pi k) + 1.1 / k^2)` (found
//! numerically; also among counts above 1 where k is at least 3). So of D distinct rows a share f has counts
//! divisible by k with a probability of at most `exp(-D KL(f, q))` (Chernoff), times `e sqrt(n)` for the Poissonisation.
//! The rows count as copied where this, added up over all k, is below [`MAX_FALSE_ALARM`], in three cases:
//!
//! - nearly all counts are divisible by k: the whole was copied;
//! - most counts above 1 are divisible by k, at least 3: a part was copied several times;
//! - there are far fewer rows that occur three times than those that occur once and twice imply: a part was copied
//!   once. Of any mixture of Poisson counts, `k! f_k` is log-convex in k, with f_k the rows that occur k times, so that
//!   `f_3 >= 2 f_2^2 / (3 f_1)`.
//!
//! Rows that fill all combinations of their values alike are a designed sample (quotas), and are not accused.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::profile::{Chunk, ColumnId, Kind, Profiles};
use crate::segments::{RowIndex, mix};

/// Chance that honest rows are taken for copies.
const MAX_FALSE_ALARM: f64 = 1e-6;
/// Share of the distinct rows whose counts must be divisible where all were copied, and of those that occur more than
/// once where a part was.
const DIVISIBLE: (f64, f64) = (0.9, 0.5);
/// Copies that make up a lower share of the rows are left alone: they hardly narrow an interval.
const MIN_COPIED_SHARE: f64 = 0.05;
/// Standard deviations by which counts of rows may err where a part was copied once.
const SLACK: f64 = 5.0;
/// Multiplicities tried.
const MAX_COPIES: u64 = 1_000;

/// Rows that were copied in bulk.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {
    /// Rows in all.
    pub rows: u64,
    /// Times that rows were copied.
    pub copies: u64,
    /// Rows that are left when each is counted once.
    pub left: u64,
    keep: Vec<bool>,
}

impl Duplicates {
    /// Looks for copies among `profiles`; their ids are not compared.
    pub fn find(profiles: &Profiles) -> Option<Self> {
        let keys = row_hashes(profiles);
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        let same: Vec<&[u64]> = sorted.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).collect();
        let singles = sorted.len() - same.iter().map(|same| same.len()).sum::<usize>();
        let histogram = Histogram::new(singles as u64, same.iter().map(|same| same.len() as u64));
        let copies = histogram.copies()?;
        if is_factorial(profiles, &histogram) {
            return None;
        }
        // Of identical rows it does not matter which are kept.
        let copied = same.iter().filter(|same| same.len() as u64 >= copies);
        let mut left_of: HashMap<u64, u64> =
            copied.map(|same| (same[0], (same.len() as u64).div_ceil(copies))).collect();
        let keep: Vec<bool> = keys
            .iter()
            .map(|key| {
                let Some(left) = left_of.get_mut(key) else { return true };
                let keep = *left > 0;
                *left = left.saturating_sub(1);
                keep
            })
            .collect();
        let left = keep.iter().filter(|keep| **keep).count() as u64;
        let rows = keys.len() as u64;
        let copied = (rows - left) as f64 >= MIN_COPIED_SHARE * rows as f64;
        copied.then_some(Self { rows, copies, left, keep })
    }

    /// Whether a row is one of those left.
    pub fn keeps(&self, at: RowIndex) -> bool {
        self.keep[at.position()]
    }
}

/// How many distinct rows occur how often.
struct Histogram {
    /// Distinct rows by count.
    distinct: BTreeMap<u64, u64>,
    rows: u64,
}

impl Histogram {
    /// Of so many rows that occur once, and the counts of the others.
    fn new(singles: u64, counts: impl Iterator<Item = u64>) -> Self {
        let (mut distinct, mut rows) = (BTreeMap::new(), singles);
        if singles > 0 {
            distinct.insert(1, singles);
        }
        for count in counts {
            *distinct.entry(count).or_default() += 1;
            rows += count;
        }
        Self { distinct, rows }
    }

    fn of(&self, count: u64) -> f64 {
        self.distinct.get(&count).map_or(0.0, |n| *n as f64)
    }

    /// The greatest number of copies whose pattern sampling rules out.
    fn copies(&self) -> Option<u64> {
        let most = self.distinct.keys().next_back().copied()?.min(MAX_COPIES);
        let whole = (2..=most).rev().find(|k| self.is_divisible(*k, 1, DIVISIBLE.0));
        let part = (3..=most).rev().find(|k| self.is_divisible(*k, 2, DIVISIBLE.1));
        let pairs = self.has_too_few_triples().then_some(2);
        whole.or(part).or(pairs)
    }

    /// Whether the counts from `least` on are divisible by `k` more often than sampling explains.
    fn is_divisible(&self, k: u64, least: u64, share: f64) -> bool {
        let counted = || self.distinct.range(least..);
        let distinct = counted().map(|(_, n)| *n).sum::<u64>() as f64;
        let divisible = counted().filter(|(count, _)| *count % k == 0).map(|(_, n)| *n).sum::<u64>() as f64;
        if distinct == 0.0 || divisible < share * distinct {
            return false;
        }
        let k = k as f64;
        let q = ((std::f64::consts::TAU * k).sqrt().recip() + 1.1 / (k * k)).min(0.5);
        let f = divisible / distinct;
        let part = |share: f64, of: f64| if share > 0.0 { share * (share / of).ln() } else { 0.0 };
        let divergence = part(f, q) + part(1.0 - f, 1.0 - q);
        // The sum over all k of 1 / k^2 is below 1.
        let needed = self.needed() + 2.0 * k.ln();
        f > q && distinct * divergence >= needed
    }

    /// Whether rows that occur twice are too many for those that occur once and three times.
    fn has_too_few_triples(&self) -> bool {
        let [once, twice, thrice] = [1, 2, 3].map(|count| self.of(count));
        let twice = twice - SLACK * twice.sqrt();
        let once = once + SLACK * once.sqrt();
        if twice <= 0.0 || once <= 0.0 {
            return false;
        }
        let expected = 2.0 * twice * twice / (3.0 * once);
        let tail = if thrice > 0.0 { thrice - thrice * (thrice / expected).ln() } else { 0.0 };
        thrice < expected && expected - tail >= self.needed()
    }

    fn needed(&self) -> f64 {
        1.0 + 0.5 * (self.rows.max(1) as f64).ln() - MAX_FALSE_ALARM.ln()
    }
}

/// Whether every combination of the values there are occurs, and all equally often: a sample by quotas.
fn is_factorial(profiles: &Profiles, histogram: &Histogram) -> bool {
    if histogram.distinct.len() != 1 {
        return false;
    }
    let combinations = profiles.columns().map(|(id, _, kind)| {
        let rows = profiles.chunks().iter().flat_map(|chunk| (0..chunk.rows()).map(move |row| (chunk, row)));
        rows.map(|(chunk, row)| bits(chunk, id, kind, row)).collect::<HashSet<_>>().len() as f64
    });
    histogram.distinct.values().sum::<u64>() as f64 == combinations.product::<f64>()
}

/// A hash of all values of each row.
fn row_hashes(profiles: &Profiles) -> Vec<u64> {
    let mut hashes = Vec::with_capacity(profiles.len());
    for chunk in profiles.chunks() {
        let mut of_chunk = vec![0u64; chunk.rows()];
        for (column, (id, _, kind)) in (1u64..).zip(profiles.columns()) {
            for (row, hash) in of_chunk.iter_mut().enumerate() {
                if let Some(bits) = bits(chunk, id, kind, row) {
                    *hash = mix(*hash ^ mix(bits ^ mix(column)));
                }
            }
        }
        hashes.extend(of_chunk);
    }
    hashes
}

fn bits(chunk: &Chunk, column: ColumnId, kind: Kind, row: usize) -> Option<u64> {
    match kind {
        Kind::Number => chunk.number(column, row).map(|x| u64::from(x.to_bits())),
        Kind::Level => chunk.level(column, row).map(u64::from),
        Kind::Flag => chunk.flag(column, row).map(u64::from),
        Kind::Moment => chunk.moment(column, row).map(|x| x as u64),
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;

    use super::*;
    use crate::profile::{Cell, Field};

    /// Rows of the given numbers.
    fn profiles(rows: &[Vec<u32>]) -> Profiles {
        let mut profiles = Profiles::new();
        let width = rows.first().map_or(0, Vec::len);
        let columns: Vec<ColumnId> =
            (0..width).map(|i| profiles.column(&Field::Attribute(format!("x{i}").into()), Kind::Number)).collect();
        for row in rows {
            let cells: Vec<_> = columns.iter().zip(row).map(|(id, x)| (*id, Cell::Number(*x as f32))).collect();
            profiles.push(&cells, None);
        }
        profiles
    }

    /// Honest rows: fields of `levels` values each, of which the first are `skew` times as frequent as even.
    fn honest(n: usize, levels: &[u32], skew: f64, rng: &mut Xoshiro256Plus) -> Vec<Vec<u32>> {
        let one = |levels: u32, rng: &mut Xoshiro256Plus| (f64::from(levels) * rng.r#gen::<f64>().powf(skew)) as u32;
        (0..n).map(|_| levels.iter().map(|levels| one(*levels, rng)).collect()).collect()
    }

    fn lm_like(n: usize, rng: &mut Xoshiro256Plus) -> Vec<Vec<u32>> {
        honest(n, &[58, 2, 2, 2], 1.0, rng)
    }

    #[test]
    fn honest_rows_of_few_categories_are_never_accused() {
        let mut rng = Xoshiro256Plus::seed_from_u64(17);
        let fields: [&[u32]; 7] = [&[2], &[2, 2], &[2, 3, 2], &[17, 2], &[6, 2, 2, 2], &[58, 2, 2, 2], &[1000, 40, 2]];
        for fields in fields {
            for n in [20, 60, 200, 1_000, 3_000] {
                for skew in [1.0, 2.0, 4.0] {
                    for _ in 0..20 {
                        let rows = profiles(&honest(n, fields, skew, &mut rng));
                        assert_eq!(Duplicates::find(&rows), None, "{n} rows of {fields:?}, skew {skew}");
                    }
                }
            }
        }
    }

    #[test]
    fn copies_of_the_whole_are_found_in_any_order() {
        let mut rng = Xoshiro256Plus::seed_from_u64(1);
        for copies in [2, 3, 5, 10, 40] {
            let rows = lm_like(100, &mut rng);
            let mut all: Vec<Vec<u32>> = rows.iter().flat_map(|row| vec![row.clone(); copies]).collect();
            let found = Duplicates::find(&profiles(&all)).expect("copies");
            assert_eq!((found.copies, found.left), (copies as u64, 100));
            all.rotate_left(33);
            all.reverse();
            assert_eq!(Duplicates::find(&profiles(&all)).expect("copies").left, 100);
            // A few rows more change nothing.
            all.extend(lm_like(3, &mut rng));
            let found = Duplicates::find(&profiles(&all)).expect("copies");
            assert!((100..=103).contains(&found.left), "{} of {copies}", found.left);
        }
    }

    #[test]
    fn kept_rows_are_those_before_copying() {
        let mut rng = Xoshiro256Plus::seed_from_u64(2);
        let rows = lm_like(100, &mut rng);
        let all: Vec<Vec<u32>> = (0..10).flat_map(|_| rows.clone()).collect();
        let found = Duplicates::find(&profiles(&all)).expect("copies");
        let mut kept: Vec<Vec<u32>> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| found.keeps(RowIndex::new(*at)))
            .map(|(_, row)| row.clone())
            .collect();
        let mut before = rows;
        kept.sort();
        before.sort();
        assert_eq!(kept, before);
    }

    #[test]
    fn copies_of_a_part_are_found() {
        let mut rng = Xoshiro256Plus::seed_from_u64(3);
        for (copies, levels) in [(3, 40), (10, 2)] {
            let mut rows = honest(500, &[1_000, levels, 2], 1.0, &mut rng);
            let some: Vec<Vec<u32>> = rows[..60].iter().flat_map(|row| vec![row.clone(); copies - 1]).collect();
            rows.extend(some);
            let found = Duplicates::find(&profiles(&rows)).expect("copies of some");
            assert!((480..=520).contains(&found.left), "{} of {copies}", found.left);
        }
        let mut rows = honest(800, &[1_000, 40, 2], 1.0, &mut rng);
        rows.extend(rows[..400].to_vec());
        let found = Duplicates::find(&profiles(&rows)).expect("half was pasted twice");
        assert!((780..=820).contains(&found.left), "{}", found.left);
    }

    #[test]
    fn quotas_that_fill_every_combination_are_no_copies() {
        let cells = (0..48).map(|i| vec![i % 2, i / 2 % 4, i / 8]);
        let rows: Vec<Vec<u32>> = cells.flat_map(|cell| vec![cell; 25]).collect();
        assert_eq!(Duplicates::find(&profiles(&rows)), None);
    }
}
