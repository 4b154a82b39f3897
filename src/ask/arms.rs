//! What two random arms, of which one is offered a prize, tell of those who do not answer.
//!
//! **Who is who.** Whoever answers without a prize answers with one too: the prize keeps nobody from answering. Then the
//! plain arm shows those who always answer, and the difference of the arms those who answer for the prize alone; a
//! randomised response instrument (Bailey 2025, Countering non-ignorable nonresponse, Political Analysis; Sun, Liu, Miao, Wirth, Robins and Tchetgen Tchetgen
//! 2018, Statistica Sinica 28). Of those who never answer nothing is seen.
//!
//! **Model.** People differ in how eager they are to answer, `e ~ N(0, 1)`: the eagerest answer without a prize, the next
//! with one. Membership has the log odds `a + b e`, with `a ~ N(0, 1.8^2)` and `b ~ N(0, 1.8^2)`: a selection model
//! (Heckman 1979) that the instrument identifies, for the two arms show the share at two ranges of eagerness. Where the
//! arms hardly differ in their answers, they say little of `b`, and the interval is as wide as its prior makes it.
//! Response rates have the posterior of Jeffreys' prior.
//!
//! **Cautions** (Lohr's comment on Bailey, A new paradigm for polling, Harvard Data Science Review). Given their eagerness
//! the prize must draw members no more than others: that the instrument's effect on response does not hang on the outcome
//! is assumed, and no answer shows it. That the line goes on to people who never answer is assumed too. A prize must not
//! change what people say of themselves. The audience is taken to be large beside the sample.

use statrs::distribution::{Beta, ContinuousCDF, Normal};

use crate::prevalence::{Estimate, ShareDistribution};
use crate::stats::logistic;
use serde::{Deserialize, Serialize};

/// Counts of the arm without a prize, then of that with one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmCounts {
    /// People asked.
    pub asked: [u64; 2],
    /// Those who answered.
    pub answered: [u64; 2],
    /// Members among these.
    pub members: [u64; 2],
}

/// Shares of the target among people by how they answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Nonresponse {
    /// Among those who answer without a prize.
    pub always: Estimate,
    /// Among those who answer for the prize alone.
    pub prize_only: Estimate,
    /// Among those who never answer: extrapolated.
    pub never: Estimate,
    /// Among all of whom the asked are a sample.
    pub whole: Estimate,
    /// Part of the people that each of the first three is, added up to one.
    pub parts: [f64; 3],
    /// Whether the prize moved too few people for the arms to tell who does not answer.
    pub is_weak: bool,
}

/// Standard deviations of the priors of `a` and `b`. With 1.5 to 2 intervals of .90 covered .93 to .99 of simulated shares
/// for `b` from -1 to 1, with .7 from .75 on.
const PRIOR: [f64; 2] = [1.8, 1.8];
/// Grids of `a` and `b`.
const A: (f64, usize) = (5.0, 41);
const B: (f64, usize) = (4.0, 33);
/// Pairs of response rates, and points of eagerness in each range.
const DRAWS: usize = 12;
const POINTS: usize = 6;
/// Standard errors that the response rates must differ by: with fewer the instrument is weak.
const MIN_DIFFERENCE: f64 = 2.0;

/// The shares that `counts` show, with intervals of `level`; none where an arm has no answer.
pub fn nonresponse(counts: &ArmCounts, level: f64) -> Option<Nonresponse> {
    let ArmCounts { asked, answered, .. } = *counts;
    if answered.contains(&0) {
        return None;
    }
    let rate = |arm: usize| answered[arm] as f64 / asked[arm] as f64;
    let variance = |arm: usize| {
        let p = (answered[arm] as f64 + 0.5) / (asked[arm] as f64 + 1.0);
        p * (1.0 - p) / asked[arm] as f64
    };
    let difference = rate(1) - rate(0);
    let posterior = Posterior::new(counts);
    let n = (answered[0] + answered[1]) as f64;
    let estimate = |of: fn(&Point) -> f64| posterior.share(of).estimate(level, "prize_arms", n);
    let (plain, with) = (rate(0), rate(1).max(rate(0)));
    Some(Nonresponse {
        always: estimate(|point| point.shares[0]),
        prize_only: estimate(|point| point.shares[1]),
        never: estimate(|point| point.shares[2]),
        whole: estimate(|point| point.whole),
        parts: [plain, with - plain, 1.0 - with],
        is_weak: difference < MIN_DIFFERENCE * (variance(0) + variance(1)).sqrt(),
    })
}

/// One point of the posterior.
struct Point {
    weight: f64,
    shares: [f64; 3],
    whole: f64,
}

struct Posterior {
    points: Vec<Point>,
}

impl Posterior {
    fn new(counts: &ArmCounts) -> Self {
        let mut points = Vec::with_capacity(DRAWS * A.1 * B.1);
        for (plain, with) in response_rates(counts) {
            let ranges = [(0.0, plain), (plain, with), (with, 1.0)].map(eagerness);
            for (a, b) in grid() {
                let shares =
                    [0, 1, 2].map(|i| ranges[i].iter().map(|e| logistic(a + b * e)).sum::<f64>() / POINTS as f64);
                let of_prize = (plain * shares[0] + (with - plain) * shares[1]) / with;
                let of_arms = [shares[0], of_prize];
                let log_likelihood = of_arms.iter().enumerate().map(|(arm, share)| {
                    let (n, k) = (counts.answered[arm] as f64, counts.members[arm] as f64);
                    k * share.ln() + (n - k) * (1.0 - share).ln()
                });
                let log_prior = -0.5 * ((a / PRIOR[0]).powi(2) + (b / PRIOR[1]).powi(2));
                let whole = with * of_prize + (1.0 - with) * shares[2];
                points.push(Point { weight: log_prior + log_likelihood.sum::<f64>(), shares, whole });
            }
        }
        let top = points.iter().map(|point| point.weight).fold(f64::NEG_INFINITY, f64::max);
        points.iter_mut().for_each(|point| point.weight = (point.weight - top).exp());
        Self { points }
    }

    fn share(&self, of: impl Fn(&Point) -> f64) -> ShareDistribution {
        let mut sorted: Vec<(f64, f64)> = self.points.iter().map(|point| (of(point), point.weight)).collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut below = 0.0;
        for (_, weight) in &mut sorted {
            below += *weight;
            *weight = below;
        }
        ShareDistribution::from_quantiles(|p| {
            let place = sorted.partition_point(|(_, mass)| *mass < p * below);
            sorted[place.min(sorted.len() - 1)].0
        })
    }
}

/// Response rates of both arms, evenly over their posteriors (Jeffreys), with that of the prize above the other.
fn response_rates(counts: &ArmCounts) -> Vec<(f64, f64)> {
    let quantile = |arm: usize, p: f64| {
        let (n, r) = (counts.asked[arm] as f64, counts.answered[arm] as f64);
        Beta::new(r + 0.5, n - r + 0.5).expect("both parameters are positive").inverse_cdf(p)
    };
    // The golden ratio's multiples are spread evenly, whatever their number (Kronecker's sequence).
    let golden = |i: usize| (0.5 + (i + 1) as f64 * 0.618_033_988_749_895).fract();
    let pair = |i: usize| (quantile(0, (i as f64 + 0.5) / DRAWS as f64), quantile(1, golden(i)));
    // Where all pairs are the other way round, the prize moved nobody that is seen: they count as alike but for a trace.
    let ordered = |(plain, with): (f64, f64)| (plain, with.max(plain + 1e-3 * (1.0 - plain)));
    let pairs: Vec<(f64, f64)> = (0..DRAWS).map(pair).collect();
    let right: Vec<(f64, f64)> = pairs.iter().copied().filter(|(plain, with)| with > plain).collect();
    if right.is_empty() { pairs.into_iter().map(ordered).collect() } else { right }
}

/// Eagerness of evenly spread people of a range of ranks, the eagerest of rank 0.
fn eagerness((from, to): (f64, f64)) -> [f64; POINTS] {
    let normal = Normal::standard();
    std::array::from_fn(|i| -normal.inverse_cdf(from + (to - from) * (i as f64 + 0.5) / POINTS as f64))
}

fn grid() -> impl Iterator<Item = (f64, f64)> {
    let at = |(reach, n): (f64, usize), i: usize| reach * (2.0 * i as f64 / (n - 1) as f64 - 1.0);
    (0..A.1).flat_map(move |i| (0..B.1).map(move |j| (at(A, i), at(B, j))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    /// People whose log odds of membership hang on their eagerness by `b`, of whom the rates of `answer` answer without and
    /// with a prize: the counts of both arms, and the shares of all and of those who answer for the prize alone.
    fn simulated(b: f64, answer: [f64; 2], asked: u64, rng: &mut Xoshiro256PlusPlus) -> (ArmCounts, f64, f64) {
        let share = |from: f64, to: f64| {
            let points = 4_000;
            let normal = Normal::standard();
            let at = |i: i32| from + (to - from) * (f64::from(i) + 0.5) / f64::from(points);
            (0..points).map(|i| logistic(-1.0 - b * normal.inverse_cdf(at(i)))).sum::<f64>() / f64::from(points)
        };
        let mut counts = ArmCounts { asked: [asked; 2], ..ArmCounts::default() };
        for (arm, rate) in answer.iter().enumerate() {
            for _ in 0..asked {
                let rank: f64 = rng.r#gen();
                if rank < *rate {
                    counts.answered[arm] += 1;
                    let eager = -Normal::standard().inverse_cdf(rank.max(1e-9));
                    counts.members[arm] += u64::from(rng.r#gen::<f64>() < logistic(-1.0 + b * eager));
                }
            }
        }
        (counts, share(0.0, 1.0), share(answer[0], answer[1]))
    }

    #[test]
    fn intervals_hold_whoever_answers_where_the_share_of_those_who_answered_does_not() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
        let (mut all_held, mut regimes) = (0.0, 0.0);
        for answer in [[0.2, 0.4], [0.3, 0.6]] {
            for b in [-1.0, 0.0, 1.0] {
                let (mut held, mut prize_held, mut error, mut naive, mut width) = (0.0, 0.0, 0.0, 0.0, 0.0);
                let runs = 25;
                for _ in 0..runs {
                    let (counts, truth, of_prize) = simulated(b, answer, 300, &mut rng);
                    let found = nonresponse(&counts, 0.9).expect("both arms answered");
                    let holds = |e: &Estimate, truth: f64| f64::from(u8::from(e.lower <= truth && truth <= e.upper));
                    held += holds(&found.whole, truth) / f64::from(runs);
                    prize_held += holds(&found.prize_only, of_prize) / f64::from(runs);
                    error += (found.whole.value - truth).abs() / f64::from(runs);
                    width += (found.whole.upper - found.whole.lower) / f64::from(runs);
                    let all = |both: [u64; 2]| (both[0] + both[1]) as f64;
                    naive += (all(counts.members) / all(counts.answered) - truth).abs() / f64::from(runs);
                }
                println!(
                    "rates {answer:?}, slope {b}: covered {held:.2} (prize only {prize_held:.2}), width {width:.2}, error \
                     {error:.3} beside {naive:.3} of those who answered"
                );
                assert!(held >= 0.8 && prize_held >= 0.8, "rates {answer:?}, slope {b}: {held}, {prize_held}");
                all_held += held;
                regimes += 1.0;
                assert!(b == 0.0 || error < 0.75 * naive, "rates {answer:?}, slope {b}: {error}, {naive}");
            }
        }
        assert!(all_held >= 0.9 * regimes, "{}", all_held / regimes);
    }

    #[test]
    fn a_prize_that_moves_nobody_tells_nothing_and_says_so() {
        let same = ArmCounts { asked: [200, 200], answered: [60, 58], members: [20, 20] };
        let found = nonresponse(&same, 0.9).expect("both arms answered");
        assert!(found.is_weak && found.whole.upper - found.whole.lower > 0.4, "{found:?}");
        let strong = ArmCounts { asked: [200, 200], answered: [60, 120], members: [20, 50] };
        assert!(!nonresponse(&strong, 0.9).expect("both arms answered").is_weak);
        assert_eq!(nonresponse(&ArmCounts { answered: [0, 5], ..same }, 0.9), None);
    }
}
