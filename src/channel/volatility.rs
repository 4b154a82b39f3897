//! How far the channels of a country move between waves, and how much calmer or wilder that is than elsewhere.
//!
//! Use of social media in the United States moves by a few points in years; in Korea a kind of channel doubles in two.
//! What all channels of a kind did in a country says how wide the interval of one of them is. It does not move the
//! estimate itself: forecasts were no better by it.

use std::ops::RangeInclusive;

use crate::reference::{Catalog, Margin, Prior};

use super::kept::{Kept, key_of_volatility};
use super::prior::{Trend, WAVE_SD};
use super::reach::{ASSUMED_N, DESIGN_EFFECT};
use crate::stats::logit;

/// Number of moves that a variance as in all countries counts for beside a country's own.
const TYPICAL_MOVES: f64 = 2.0;
/// Most that one move counts for, as a multiple of its typical variance: one method break that nobody knows of is no
/// habit.
const MAX_RATIO: f64 = 10.0;
/// Least volatility: a country whose few waves happened to agree may move all the same.
const MIN_VOLATILITY: f64 = 0.25;

/// From a wave of a series to its next, the mean over the people that both tell of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Move {
    /// Logits.
    pub(super) step: f64,
    pub(super) years: f64,
    /// Sampling variance of the step.
    pub(super) noise: f64,
}

/// Variances of moves as multiples of those of all countries, for channels that take the internet and for the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Volatility {
    online: f64,
    offline: f64,
}

impl Volatility {
    /// Learnt from a country's figures of some years.
    pub(super) fn learnt(catalog: &Catalog, country: &str, years: &RangeInclusive<i32>) -> Self {
        let made = || {
            let of_kind = |online| ratio(online, &moves_of_kind(catalog, country, years, online));
            Self { online: of_kind(true), offline: of_kind(false) }
        };
        catalog.derived::<Kept>().volatilities.get_or_make(key_of_volatility(country, years), made)
    }

    pub(super) fn of(&self, online: bool) -> f64 {
        if online { self.online } else { self.offline }
    }
}

/// Variance of moves over its typical one. A move counts by how little of it is sampling.
fn ratio(online: bool, moves: &[Move]) -> f64 {
    let typical = Trend::typical(online);
    let (mut sum, mut weights) = (TYPICAL_MOVES, TYPICAL_MOVES);
    for seen in moves {
        let (variance, noise) = (typical.variance(seen.years), seen.noise + 2.0 * WAVE_SD.powi(2));
        let excess = (seen.step - typical.yearly * seen.years).powi(2) - noise;
        let weight = (variance / (variance + noise)).powi(2);
        sum += weight * (excess / variance).min(MAX_RATIO);
        weights += weight;
    }
    (sum / weights).max(MIN_VOLATILITY)
}

fn moves_of_kind(catalog: &Catalog, country: &str, years: &RangeInclusive<i32>, online: bool) -> Vec<Move> {
    let is_fitted = |p: &&Prior| {
        years.contains(&p.year)
            && !matches!(p.margin, Margin::Group(_))
            && catalog.channel(&p.channel).is_some_and(|channel| channel.online == online)
            && catalog.measure(&p.measure).is_some_and(|measure| !measure.shown_only)
    };
    let mut figures: Vec<&Prior> = catalog.priors(country, None).filter(is_fitted).collect();
    figures.sort_by_key(|p| (&p.channel, &p.measure));
    let histories = figures.chunk_by(|a, b| (&a.channel, &a.measure) == (&b.channel, &b.measure));
    histories.flat_map(|history| moves(catalog, history)).collect()
}

/// The moves of one channel and measure.
pub(super) fn moves(catalog: &Catalog, priors: &[&Prior]) -> Vec<Move> {
    let series = |prior: &Prior| catalog.source(&prior.source).map(|source| source.series());
    let mut moves = Vec::new();
    let mut waves: Vec<(Option<&str>, i32)> = priors.iter().map(|prior| (series(prior), prior.year)).collect();
    waves.sort_unstable();
    waves.dedup();
    for pair in waves.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let is_of = |prior: &&&Prior, wave: (Option<&str>, i32)| (series(prior), prior.year) == wave;
        let later = |from: &Prior| priors.iter().find(|to| is_of(to, pair[1]) && to.margin == from.margin);
        let earlier = priors.iter().filter(|from| is_of(from, pair[0]));
        let both: Vec<(&Prior, &Prior)> = earlier.filter_map(|from| Some((*from, *later(from)?))).collect();
        if both.is_empty() {
            continue;
        }
        let inner = |share: f64| share.clamp(0.005, 0.995);
        let n = both.len() as f64;
        let step = both.iter().map(|(a, b)| logit(inner(b.share)) - logit(inner(a.share))).sum::<f64>() / n;
        let share = both.iter().map(|(a, _)| inner(a.share)).sum::<f64>() / n;
        let asked = |prior: &Prior| {
            let source = catalog.source(&prior.source).and_then(|source| source.n);
            prior.n.unwrap_or(source.unwrap_or(ASSUMED_N) / DESIGN_EFFECT)
        };
        let people = both.iter().map(|(a, _)| asked(a)).fold(1.0, f64::max);
        let years = f64::from(pair[1].1 - pair[0].1);
        moves.push(Move { step, years, noise: 2.0 / (people * share * (1.0 - share)) });
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_whose_channels_move_further_is_more_volatile() {
        let catalog = Catalog::embedded();
        let [us, kr] = ["US", "KR"].map(|country| Volatility::learnt(&catalog, country, &(2009..=2025)));
        println!("volatility: US {us:?}, KR {kr:?}");
        assert!(us.of(true) < 0.6 && kr.of(true) > 1.2, "{us:?} {kr:?}");
        let unknown = Volatility::learnt(&catalog, "NZ", &(2009..=2025));
        assert_eq!((unknown.of(true), unknown.of(false)), (1.0, 1.0));
    }

    #[test]
    fn one_wild_move_counts_for_no_more_than_a_limit_and_calm_ones_leave_a_least() {
        let at = |step| Move { step, years: 2.0, noise: 0.001 };
        let wild = ratio(true, &[at(9.0)]);
        assert!(wild > 2.0 && wild < MAX_RATIO && (wild - ratio(true, &[at(90.0)])).abs() < 1e-12, "{wild}");
        assert!((ratio(true, &[at(0.16); 400]) - MIN_VOLATILITY).abs() < 1e-12);
    }
}
