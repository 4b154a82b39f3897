//! Windows of the order of following in which a trait is commoner than in their surroundings.

use std::ops::Range;

use super::tail::ln_excess;
use super::windows::Blocks;

/// Fewest followers with the trait that count, how many times the expected they are, and the part of the window that
/// they make up beyond it.
const LEAST_SEEN: f64 = 8.0;
const LEAST_RATIO: f64 = 2.0;
const LEAST_SHARE: f64 = 0.1;

/// A window in which a trait is common.
#[derive(Debug, Clone, PartialEq)]
pub struct Excess {
    /// Places in the order.
    pub window: Range<usize>,
    /// Followers of it with the trait, and those of whom it is known.
    pub seen: f64,
    /// Followers of whom it is known.
    pub judged: f64,
    /// Followers with the trait that the surroundings expect, by the account that expects most.
    pub expected: f64,
    /// Logarithm of the chance of such a window anywhere.
    pub ln_chance: f64,
}

/// A trait along the order, summed up.
pub struct Shares {
    blocks: Blocks,
    seen: Vec<u32>,
    judged: Vec<u32>,
}

impl Shares {
    /// From what is known of each place: the trait, or `None`.
    pub fn new(places: usize, known: impl Fn(usize) -> Option<bool>) -> Self {
        let blocks = Blocks::new(places);
        let (mut seen, mut judged) = (vec![0], vec![0]);
        let (mut a, mut b) = (0, 0);
        for block in 0..blocks.len() {
            for place in blocks.followers(&(block..block + 1)) {
                a += u32::from(known(place) == Some(true));
                b += u32::from(known(place).is_some());
            }
            seen.push(a);
            judged.push(b);
        }
        Self { blocks, seen, judged }
    }

    /// The windows whose chance is at most `alpha` anywhere, the least probable first, without overlap.
    pub fn scan(&self, alpha: f64, most: usize) -> Vec<Excess> {
        let windows: Vec<Range<usize>> = self.blocks.windows().collect();
        let ln_tests = (windows.len().max(1) as f64).ln();
        let mut found: Vec<Excess> = windows.iter().filter_map(|w| self.test(w).filter(Excess::is_common)).collect();
        found.iter_mut().for_each(|e| e.ln_chance = (e.ln_chance + ln_tests).min(0.0));
        found.retain(|e| e.ln_chance <= alpha.ln());
        found.sort_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance).then_with(|| a.window.start.cmp(&b.window.start)));
        let mut out: Vec<Excess> = Vec::new();
        for one in found {
            let apart = |other: &Excess| one.window.end <= other.window.start || other.window.end <= one.window.start;
            if out.len() < most && out.iter().all(apart) {
                out.push(one);
            }
        }
        out
    }

    /// What is to be expected of a window of places; none where there is nothing to compare with.
    pub fn close(&self, places: &Range<usize>) -> Option<Excess> {
        self.test(&self.blocks.around(places))
    }

    fn test(&self, window: &Range<usize>) -> Option<Excess> {
        let count = |blocks: &Range<usize>| {
            let of = |sums: &[u32]| f64::from(sums[blocks.end] - sums[blocks.start]);
            (of(&self.seen), of(&self.judged))
        };
        let (seen, judged) = count(window);
        let (all_seen, all_judged) = count(&(0..self.blocks.len()));
        let [left, right] = self.blocks.flanks(window);
        let others = [(all_seen - seen, all_judged - judged), count(&left), count(&right)];
        let (mut expected, mut ln_chance) = (0.0f64, f64::NEG_INFINITY);
        for (k, n) in others.into_iter().filter(|(_, n)| *n > 0.0) {
            expected = expected.max(judged * k / n);
            ln_chance = ln_chance.max(ln_excess(seen, judged, k, n));
        }
        let window = self.blocks.followers(window);
        ln_chance.is_finite().then_some(Excess { window, seen, judged, expected, ln_chance })
    }
}

impl Excess {
    /// Whether the trait is so common that it matters, however improbable.
    pub fn is_common(&self) -> bool {
        let beyond = self.seen - self.expected;
        self.seen >= LEAST_SEEN && self.seen >= LEAST_RATIO * self.expected && beyond >= LEAST_SHARE * self.judged
    }
}
