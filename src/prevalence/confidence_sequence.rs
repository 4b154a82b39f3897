//! Intervals that hold however often one looks: confidence sequences by betting, for draws without replacement.
//!
//! Of N people n were drawn at random and k of these are members. Against each number M of members that there may be
//! among the N one bets on every answer, at the odds of M: the bettor expects the next answer to be a member's with the
//! probability (k + 1) / (n + 2), as who takes all shares to be alike. If M is the truth no bet is in his favour, so his
//! wealth exceeds 1 / alpha at any time with a probability of at most alpha (Ville's inequality); every M against which he
//! has won that much is ruled out. After n answers the wealth is the prior over the posterior probability of M,
//! whatever the order in which they came: `1 / ((n + 1) h)`, with `h` the hypergeometric probability of k members.
//!
//! Waudby-Smith and Ramdas 2020, Confidence sequences for sampling without replacement, NeurIPS 33 (the
//! prior-posterior-ratio martingale), and 2024, Estimating means of bounded random variables by betting, JRSS B 86.

use statrs::function::gamma::ln_gamma;

use super::ShareDistribution;

/// Below this tail the interval is the sequence's own. Nobody asks for less than half of the probability; the middle only
/// says which share is likeliest.
const MIDDLE: f64 = 0.25;

/// A sample that is looked at whenever one likes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ConfidenceSequence {
    /// People of whom the sample is drawn.
    pub people: f64,
    /// Those drawn so far.
    pub drawn: f64,
    /// Members among these.
    pub members: f64,
}

impl ConfidenceSequence {
    /// The logarithm of the wealth that was won against so many `members` among the people; infinite where there cannot be
    /// so many.
    fn log_wealth(&self, members: f64) -> f64 {
        let Self { people, drawn, members: seen } = *self;
        if members < seen || people - members < drawn - seen {
            return f64::INFINITY;
        }
        let choose = |n: f64, k: f64| ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0);
        let log_probability = choose(members, seen) + choose(people - members, drawn - seen) - choose(people, drawn);
        -(drawn + 1.0).ln() - log_probability
    }

    /// The likeliest number of members.
    fn likeliest(&self) -> f64 {
        let most = self.people - self.drawn + self.members;
        if self.drawn <= 0.0 {
            return (self.people / 2.0).floor();
        }
        (self.members * (self.people + 1.0) / self.drawn).floor().clamp(self.members, most)
    }

    /// Whether so many members are ruled out at `alpha`.
    pub(super) fn rules_out(&self, members: f64, alpha: f64) -> bool {
        self.log_wealth(members) >= -alpha.ln()
    }

    /// Whether fewer than `needed` members are ruled out.
    pub(super) fn reaches(&self, needed: f64, alpha: f64) -> bool {
        let least = needed.ceil();
        least <= self.members || least - 1.0 < self.likeliest() && self.rules_out(least - 1.0, alpha)
    }

    /// Whether `needed` members and more are ruled out.
    pub(super) fn misses(&self, needed: f64, alpha: f64) -> bool {
        let least = needed.ceil();
        least > self.people || least > self.likeliest() && self.rules_out(least, alpha)
    }

    /// The least and the greatest number of members that are not ruled out at `alpha`.
    pub(super) fn interval(&self, alpha: f64) -> (f64, f64) {
        let likeliest = self.likeliest();
        let end = |limit: f64| {
            // Between a number that may be ruled out and one that is not, the wealth falls.
            let (mut out, mut inside) = (limit, likeliest);
            if !self.rules_out(limit, alpha) {
                return limit;
            }
            while (out - inside).abs() > 1.0 {
                let middle = ((out + inside) / 2.0).floor();
                *(if self.rules_out(middle, alpha) { &mut out } else { &mut inside }) = middle;
            }
            inside
        };
        (end(self.members), end(self.people - self.drawn + self.members))
    }

    /// The share of members among those not drawn: between the quantiles `p` and `1 - p` lies the interval of the level
    /// `1 - 2 p`, for `p` up to a quarter.
    pub(super) fn share_of_rest(&self) -> ShareDistribution {
        let rest = (self.people - self.drawn).max(1.0);
        let of_rest = |members: f64| (members - self.members) / rest;
        let likeliest = of_rest(self.likeliest());
        ShareDistribution::from_quantiles(|p| {
            let tail = p.min(1.0 - p);
            let (lower, upper) = self.interval(2.0 * tail.min(MIDDLE));
            let end = of_rest(if p < 0.5 { lower } else { upper });
            end + (likeliest - end) * ((tail - MIDDLE) / (0.5 - MIDDLE)).max(0.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use rand::seq::SliceRandom;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::super::random_sample::share_of_rest;
    use super::*;

    const PEOPLE: usize = 1_000;
    /// Twenty looks, fifteen answers apart.
    const LOOKS: usize = 20;
    const BETWEEN: usize = 15;

    fn after(drawn: usize, members: usize) -> ConfidenceSequence {
        ConfidenceSequence { people: PEOPLE as f64, drawn: drawn as f64, members: members as f64 }
    }

    /// The interval of the share of all at .90 by a sample of a size that was fixed before.
    fn fixed(drawn: usize, members: usize) -> (f64, f64) {
        let rest = (PEOPLE - drawn) as f64;
        let share = share_of_rest(drawn as f64, members as f64, rest as u64);
        let of_all = |p: f64| (members as f64 + share.quantile(p) * rest) / PEOPLE as f64;
        (of_all(0.05), of_all(0.95))
    }

    /// The members among the first so many of a random order of people, one entry a person and one before them.
    fn order(share: f64, rng: &mut Xoshiro256PlusPlus) -> Vec<usize> {
        let mut people: Vec<bool> = (0..PEOPLE).map(|i| (i as f64) < share * PEOPLE as f64).collect();
        people.shuffle(rng);
        let mut seen = 0;
        std::iter::once(0)
            .chain(people.into_iter().map(|member| {
                seen += usize::from(member);
                seen
            }))
            .collect()
    }

    #[test]
    fn ends_are_the_last_numbers_that_are_not_ruled_out() {
        for (drawn, members) in [(0, 0), (1, 1), (40, 0), (60, 20), (999, 300), (1_000, 250)] {
            let sequence = after(drawn, members);
            for alpha in [0.02, 0.1, 0.4] {
                let all: Vec<usize> = (0..=PEOPLE).filter(|m| !sequence.rules_out(*m as f64, alpha)).collect();
                let ends = (all[0] as f64, all[all.len() - 1] as f64);
                assert_eq!(sequence.interval(alpha), ends, "{drawn} {members} {alpha}");
                assert!(sequence.reaches(ends.0, alpha) && !sequence.reaches(ends.0 + 1.0, alpha));
                assert!(sequence.misses(ends.1 + 1.0, alpha) && !sequence.misses(ends.1, alpha));
            }
        }
    }

    #[test]
    fn all_of_twenty_looks_hold_as_often_as_the_level_says() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
        for share in [0.05, 0.2, 0.5] {
            let runs = 1_000;
            let mut always = [0, 0];
            for _ in 0..runs {
                let seen = order(share, &mut rng);
                let looks = (1..=LOOKS).map(|look| look * BETWEEN);
                let holds = |(lower, upper): (f64, f64)| lower <= share + 1e-9 && share <= upper + 1e-9;
                let by_betting = |n: usize| {
                    let (lower, upper) = after(n, seen[n]).interval(0.1);
                    (lower / PEOPLE as f64, upper / PEOPLE as f64)
                };
                always[0] += i32::from(looks.clone().all(|n| holds(by_betting(n))));
                always[1] += i32::from(looks.clone().step_by(3).all(|n| holds(fixed(n, seen[n]))));
            }
            let [betting, naive] = always.map(|n| f64::from(n) / f64::from(runs));
            println!(
                "share {share}: all of 20 looks hold in {betting:.3}; by a fixed size's interval, 7 looks, {naive:.3}"
            );
            assert!(betting >= 0.9, "share {share}: {betting}");
            assert!(naive < 0.85, "the test is no test where looking often costs nothing: {naive}");
        }
    }

    #[test]
    fn stopping_when_decided_asks_hardly_more_than_the_best_fixed_size() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(9);
        for (share, minimum) in [(0.2, 0.3), (0.45, 0.3), (0.15, 0.25), (0.35, 0.25), (0.5, 0.3)] {
            let runs = 400;
            let orders: Vec<Vec<usize>> = (0..runs).map(|_| order(share, &mut rng)).collect();
            let decides = |(lower, upper): (f64, f64)| lower >= minimum || upper < minimum;
            let best = (1..=60).map(|i| 5 * i).find(|n| {
                let decided = orders.iter().filter(|seen| decides(fixed(*n, seen[*n]))).count();
                decided * 10 >= 9 * runs
            });
            let best = best.expect("three hundred answers decide nine times in ten");
            let needed = minimum * PEOPLE as f64;
            let (mut asked, mut right) = (0, 0);
            for seen in &orders {
                let stops =
                    |n: &usize| after(*n, seen[*n]).reaches(needed, 0.1) || after(*n, seen[*n]).misses(needed, 0.1);
                let stop = (1..=LOOKS).map(|look| look * BETWEEN).find(stops);
                asked += stop.unwrap_or(LOOKS * BETWEEN);
                right += usize::from(stop.is_none_or(|n| after(n, seen[n]).reaches(needed, 0.1) == (share >= minimum)));
            }
            let ratio = asked as f64 / runs as f64 / best as f64;
            println!("share {share}, minimum {minimum}: {ratio:.2} x {best}, the size that decides nine times in ten");
            assert!(ratio <= 1.3, "share {share}, minimum {minimum}: {ratio}");
            assert!(right * 20 >= 19 * runs, "{right} of {runs}");
        }
    }

    #[test]
    fn the_distribution_has_the_intervals_as_its_quantiles() {
        let sequence = after(60, 20);
        let found = sequence.share_of_rest().estimate(0.9, "", 0.0);
        let (lower, upper) = sequence.interval(0.1);
        assert!((found.lower - (lower - 20.0) / 940.0).abs() < 2e-3, "{found:?} {lower}");
        assert!((found.upper - (upper - 20.0) / 940.0).abs() < 2e-3, "{found:?} {upper}");
        assert!((found.value - 1.0 / 3.0).abs() < 2e-3, "{found:?}");
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let known = after(PEOPLE, rng.gen_range(0..PEOPLE)).interval(0.1);
        assert_eq!(known.0, known.1);
    }
}
