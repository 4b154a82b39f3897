//! The account's own baseline of arrivals, and bursts against it.

use std::ops::{Range, RangeInclusive};

use super::tail_bounds::ln_count;

/// Days before and after a window from which its arrivals are predicted, and the fewest that suffice.
const REFERENCE: usize = 84;
const MIN_REFERENCE: usize = 21;
/// Median of a squared standard normal deviate.
const CHI_SQUARED_MEDIAN: f64 = 0.455;
/// Corrects the mean of the lowest 90 % of squared normal deviates, with a margin for heavier tails.
const TRIMMED_MEAN_FACTOR: f64 = 2.0;
/// Lengths in days of the windows scanned.
const LENGTHS: [usize; 9] = [1, 2, 3, 5, 7, 10, 14, 21, 28];
/// Days are clipped at this many standard deviations above their neighbours, so that earlier bursts do not raise the
/// baseline (Farrington et al. 1996).
const CLIP: f64 = 2.5;
/// A higher limit where the dispersion is measured, because clipping lowers it.
const CLIP_OF_SPREAD: f64 = 5.0;
/// The lowest ratio of a burst to its expectation, and the fewest arrivals above it.
const MIN_RATIO: f64 = 1.25;
const MIN_EXCESS: f64 = 8.0;

/// More arrivals in some days than the baseline has.
#[derive(Debug, Clone, PartialEq)]
pub struct Burst {
    /// First and last day since the first arrival.
    pub days: (usize, usize),
    /// Arrivals.
    pub observed: f64,
    /// Expected arrivals.
    pub expected: f64,
    /// Variance of the arrivals over that of a Poisson distribution.
    pub dispersion: f64,
    /// Logarithm of the p-value: in these days, or after a scan, in any window.
    pub ln_p: f64,
}

impl Burst {
    /// Whether the effect is large enough, whatever its p-value.
    pub fn is_burst(&self) -> bool {
        is_burst(self.observed, self.expected)
    }
}

fn is_burst(observed: f64, expected: f64) -> bool {
    observed >= MIN_RATIO * expected && observed - expected >= MIN_EXCESS
}

/// Counts of a window and its prediction.
struct WindowCounts {
    days: (usize, usize),
    references: [Range<usize>; 2],
    observed: f64,
    expected: f64,
}

/// Arrivals by day, with a level and weekday factors.
pub struct ArrivalBaseline {
    first: u16,
    counts: Vec<f64>,
    /// Cumulative counts and weekday factors by day.
    count_sums: Vec<f64>,
    factor_sums: Vec<f64>,
    /// Clipped counts over the weekday's factor, and their cumulative sums.
    level: Vec<f64>,
    level_sums: Vec<f64>,
    /// Counts clipped at the higher limit, over the weekday's factor.
    spread: Vec<f64>,
    weekday: [f64; 7],
}

impl ArrivalBaseline {
    /// The first day of following and the number of days to the last; none for a history of less than three weeks.
    fn history(days: &[u16]) -> Option<(u16, usize)> {
        let (first, last) = (*days.iter().min()?, *days.iter().max()?);
        let span = usize::from(last - first) + 1;
        (span >= MIN_REFERENCE).then_some((first, span))
    }

    /// Whether a history is long enough for a baseline.
    pub fn is_known(days: &[u16]) -> bool {
        Self::history(days).is_some()
    }

    /// From the days of following of those not `assigned`; none for a history of less than three weeks.
    pub fn new(days: &[u16], assigned: &[bool]) -> Option<Self> {
        let (first, span) = Self::history(days)?;
        let mut counts = vec![0.0; span];
        for (day, assigned) in days.iter().zip(assigned) {
            counts[usize::from(day - first)] += f64::from(u8::from(!assigned));
        }
        let (level, count_sums, spread) = (counts.clone(), prefix(counts.iter().copied()), counts.clone());
        let (level_sums, factor_sums) = (count_sums.clone(), Vec::new());
        let mut baseline =
            Self { first, counts, count_sums, factor_sums, level, level_sums, spread, weekday: [1.0; 7] };
        for _ in 0..3 {
            baseline.clip();
            baseline.fit_weekdays();
        }
        baseline.factor_sums = prefix((0..span).map(|day| baseline.factor(day)));
        Some(baseline)
    }

    /// The day since the first arrival.
    pub fn index(&self, day: u16) -> usize {
        usize::from(day.saturating_sub(self.first)).min(self.counts.len() - 1)
    }

    /// Days since 1990 of a burst.
    pub fn dates(&self, burst: &Burst) -> (u16, u16) {
        (self.first + burst.days.0 as u16, self.first + burst.days.1 as u16)
    }

    fn factor(&self, day: usize) -> f64 {
        self.weekday[(usize::from(self.first) + day) % 7]
    }

    /// Clips days that exceed the four weeks around them; the dispersion is from the median of squared deviations.
    fn clip(&mut self) {
        let around = |d: usize| d.saturating_sub(14)..(d + 15).min(self.level.len());
        let expected: Vec<f64> = (0..self.counts.len()).map(|d| self.mean_level(&around(d)) * self.factor(d)).collect();
        let pairs = self.counts.iter().zip(&expected);
        let mut deviations: Vec<f64> = pairs.map(|(observed, e)| (observed - e).powi(2) / e.max(0.5)).collect();
        let middle = deviations.len() / 2;
        let (_, median, _) = deviations.select_nth_unstable_by(middle, f64::total_cmp);
        let dispersion = (*median / CHI_SQUARED_MEDIAN).max(1.0);
        for (d, (observed, e)) in self.counts.iter().zip(&expected).enumerate() {
            let sd = (dispersion * e.max(0.5)).sqrt();
            let factor = self.factor(d);
            self.level[d] = observed.min(e + CLIP * sd) / factor;
            self.spread[d] = observed.min(e + CLIP_OF_SPREAD * sd) / factor;
        }
        self.level_sums = prefix(self.level.iter().copied());
    }

    /// Mean level of a range of days.
    fn mean_level(&self, days: &Range<usize>) -> f64 {
        (self.level_sums[days.end] - self.level_sums[days.start]) / days.len() as f64
    }

    fn fit_weekdays(&mut self) {
        if self.counts.len() < 4 * 7 {
            return;
        }
        let (mut observed, mut level) = ([0.0; 7], [0.0; 7]);
        for d in 0..self.level.len() {
            let around = d.saturating_sub(10)..(d + 11).min(self.level.len());
            let k = (usize::from(self.first) + d) % 7;
            observed[k] += self.level[d] * self.factor(d);
            level[k] += self.mean_level(&around);
        }
        // Four pseudo-arrivals shrink the factors of accounts with few arrivals.
        let mut factors = [1.0; 7];
        for k in 0..7 {
            factors[k] = (observed[k] + 4.0) / (level[k] + 4.0);
        }
        let mean = factors.iter().sum::<f64>() / 7.0;
        self.weekday = factors.map(|f| (f / mean).clamp(0.1, 5.0));
    }

    /// Tests the arrivals of `days` against the prediction from the days around them.
    pub fn test(&self, days: RangeInclusive<usize>) -> Option<Burst> {
        self.count(days).map(|counts| self.test_counts(counts))
    }

    /// Observed and expected arrivals, which cost a fraction of the test.
    fn count(&self, days: RangeInclusive<usize>) -> Option<WindowCounts> {
        let (a, b) = (*days.start(), (*days.end()).min(self.counts.len() - 1));
        let left = a.saturating_sub(REFERENCE + 1)..a.saturating_sub(1);
        let right = (b + 2).min(self.counts.len())..(b + 2 + REFERENCE).min(self.counts.len());
        if left.len() + right.len() < MIN_REFERENCE {
            return None;
        }
        let mean = |days| self.mean_level(days);
        let level = match (left.len() >= 7, right.len() >= 7) {
            (true, true) => 0.5 * (mean(&left) + mean(&right)),
            (true, false) => extrapolated(mean(&middle(&left, true)), mean(&middle(&left, false))),
            _ => extrapolated(mean(&middle(&right, false)), mean(&middle(&right, true))),
        };
        let of_days = |sums: &[f64]| sums[b + 1] - sums[a];
        let (observed, factors) = (of_days(&self.count_sums), of_days(&self.factor_sums));
        Some(WindowCounts { days: (a, b), references: [left, right], observed, expected: (level * factors).max(0.5) })
    }

    fn test_counts(&self, counts: WindowCounts) -> Burst {
        let WindowCounts { days, references, observed, expected } = counts;
        let dispersion = self.dispersion(&references, days.1 - days.0 + 1).max(1.0);
        Burst { days, observed, expected, dispersion, ln_p: ln_count(observed, expected, dispersion) }
    }

    /// Variance over mean of sums over `length` days or of single days, whichever is higher, from the lowest 90 % of
    /// squared deviations, so that earlier bursts do not count.
    fn dispersion(&self, references: &[Range<usize>; 2], length: usize) -> f64 {
        let of = |length: usize| {
            let mut chi: Vec<f64> = Vec::new();
            for reference in references {
                let blocks = 0..reference.len() / length;
                let days = |i: usize| reference.start + i * length..reference.start + (i + 1) * length;
                let sum = |i: usize| days(i).map(|d| (self.spread[d] * self.factor(d), self.factor(d)));
                let sums = blocks.map(|i| sum(i).fold((0.0, 0.0), |sum, x| (sum.0 + x.0, sum.1 + x.1)));
                let sums: Vec<(f64, f64)> = sums.collect();
                let (observed, factors) = sums.iter().fold((0.0, 1e-9), |sum, x| (sum.0 + x.0, sum.1 + x.1));
                let level = observed / factors;
                chi.extend(sums.iter().map(|(observed, f)| (observed - level * f).powi(2) / (level * f).max(0.25)));
            }
            if chi.len() < 4 {
                return 1.0;
            }
            let kept = (chi.len() * 9).div_ceil(10);
            chi.select_nth_unstable_by(kept - 1, f64::total_cmp);
            TRIMMED_MEAN_FACTOR * chi[..kept].iter().sum::<f64>() / (kept - 1) as f64
        };
        of(1).max(of(length))
    }

    /// The bursts with a p-value of at most `alpha` over all windows, the lowest first, without overlap.
    pub fn scan(&self, alpha: f64, most: usize) -> Vec<Burst> {
        let lengths: Vec<usize> = LENGTHS.into_iter().filter(|n| 3 * n <= self.counts.len()).collect();
        let ln_tests = ((lengths.len() * self.counts.len()).max(1) as f64).ln();
        let windows = lengths.iter().flat_map(|n| (0..=self.counts.len() - n).map(move |a| a..=a + n - 1));
        let counts = windows.filter_map(|w| self.count(w)).filter(|counts| is_burst(counts.observed, counts.expected));
        let mut found: Vec<Burst> = counts.map(|counts| self.test_counts(counts)).collect();
        found.iter_mut().for_each(|b| b.ln_p = (b.ln_p + ln_tests).min(0.0));
        found.retain(|b| b.ln_p <= alpha.ln());
        found.sort_by(|a, b| a.ln_p.total_cmp(&b.ln_p).then_with(|| a.days.cmp(&b.days)));
        let mut out: Vec<Burst> = Vec::new();
        for burst in found {
            let apart = |other: &Burst| burst.days.1 < other.days.0 || other.days.1 < burst.days.0;
            if out.len() < most && out.iter().all(apart) {
                out.push(burst);
            }
        }
        out
    }
}

/// The half of `range` that is later, or the earlier one.
fn middle(range: &Range<usize>, later: bool) -> Range<usize> {
    let half = range.start + range.len() / 2;
    if later { half..range.end } else { range.start..half }
}

/// The trend from `far` to `near`, continued; growth is extrapolated, decline is not.
fn extrapolated(near: f64, far: f64) -> f64 {
    near * (near / far.max(1e-9)).clamp(1.0, 1.5)
}

fn prefix(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = values.map(|value| {
        sum += value;
        sum
    });
    std::iter::once(0.0).chain(sums).collect()
}
