//! Windows of the order of following in which a binary trait is more frequent than around them.

use std::ops::Range;

use super::tail_bounds::ln_excess;
use super::windows::Blocks;

/// The fewest followers with the trait, the lowest ratio to the expectation, and the lowest excess as a share of the
/// window.
const MIN_SEEN: f64 = 8.0;
const MIN_RATIO: f64 = 2.0;
const MIN_SHARE: f64 = 0.1;

/// A window in which the trait is frequent.
#[derive(Debug, Clone, PartialEq)]
pub struct RateCluster {
    /// Indices in the order.
    pub window: Range<usize>,
    /// Followers with the trait.
    pub observed: f64,
    /// Followers for whom the trait is known.
    pub judged: f64,
    /// Expected followers with the trait, by the comparison that expects most.
    pub expected: f64,
    /// Logarithm of the p-value over all windows.
    pub ln_p: f64,
}

/// Cumulative counts of the trait along the order.
pub struct RateScan {
    blocks: Blocks,
    observed: Vec<u32>,
    judged: Vec<u32>,
}

impl RateScan {
    /// From the trait of each index; `None` if unknown.
    pub fn new(indices: usize, known: impl Fn(usize) -> Option<bool>) -> Self {
        let blocks = Blocks::new(indices);
        let (mut observed, mut judged) = (vec![0], vec![0]);
        let (mut a, mut b) = (0, 0);
        for block in 0..blocks.len() {
            for index in blocks.followers(&(block..block + 1)) {
                a += u32::from(known(index) == Some(true));
                b += u32::from(known(index).is_some());
            }
            observed.push(a);
            judged.push(b);
        }
        Self { blocks, observed, judged }
    }

    /// The windows with a p-value of at most `alpha` over all windows, the lowest first, without overlap.
    pub fn scan(&self, alpha: f64, most: usize) -> Vec<RateCluster> {
        let windows: Vec<Range<usize>> = self.blocks.windows().collect();
        let ln_tests = (windows.len().max(1) as f64).ln();
        let mut found: Vec<RateCluster> =
            windows.iter().filter_map(|w| self.test(w).filter(RateCluster::is_common)).collect();
        found.iter_mut().for_each(|e| e.ln_p = (e.ln_p + ln_tests).min(0.0));
        found.retain(|e| e.ln_p <= alpha.ln());
        found.sort_by(|a, b| a.ln_p.total_cmp(&b.ln_p).then_with(|| a.window.start.cmp(&b.window.start)));
        let mut out: Vec<RateCluster> = Vec::new();
        for one in found {
            let apart =
                |other: &RateCluster| one.window.end <= other.window.start || other.window.end <= one.window.start;
            if out.len() < most && out.iter().all(apart) {
                out.push(one);
            }
        }
        out
    }

    /// The test of one window; none if there is nothing to compare with.
    pub fn at(&self, indices: &Range<usize>) -> Option<RateCluster> {
        self.test(&self.blocks.around(indices))
    }

    fn test(&self, window: &Range<usize>) -> Option<RateCluster> {
        let count = |blocks: &Range<usize>| {
            let of = |sums: &[u32]| f64::from(sums[blocks.end] - sums[blocks.start]);
            (of(&self.observed), of(&self.judged))
        };
        let (observed, judged) = count(window);
        let (all_seen, all_judged) = count(&(0..self.blocks.len()));
        let [left, right] = self.blocks.flanks(window);
        let others = [(all_seen - observed, all_judged - judged), count(&left), count(&right)];
        let (mut expected, mut ln_p) = (0.0f64, f64::NEG_INFINITY);
        for (k, n) in others.into_iter().filter(|(_, n)| *n > 0.0) {
            expected = expected.max(judged * k / n);
            ln_p = ln_p.max(ln_excess(observed, judged, k, n));
        }
        let window = self.blocks.followers(window);
        ln_p.is_finite().then_some(RateCluster { window, observed, judged, expected, ln_p })
    }
}

impl RateCluster {
    /// Whether the effect is large enough, whatever its p-value.
    pub fn is_common(&self) -> bool {
        let beyond = self.observed - self.expected;
        self.observed >= MIN_SEEN && self.observed >= MIN_RATIO * self.expected && beyond >= MIN_SHARE * self.judged
    }
}
