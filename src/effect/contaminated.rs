//! Series that something other than the event disturbed: how often that is taken for an effect, and how often intervals
//! hold an effect that is there.

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use time::macros::date;
use time::{Date, Duration};

use super::*;

const FIRST: Date = date!(2025 - 01 - 06);
const RUNS: u64 = 160;
const HISTORY: usize = 75;
const LENGTH: usize = 7;
const LIFT: f64 = 0.4;
/// New followers a day that the event adds.
const ADDED_FOLLOWERS: f64 = 8.0;

/// What disturbs.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Disturbed {
    /// 3 % of all days, those of the event too: a few times as much, or next to nothing.
    AnyDay,
    /// One of the last two days.
    LastDays,
    /// The level, in the last two weeks.
    Level,
    /// A burst of six days that ends shortly before the event.
    Burst,
    /// Followers deleted by the platform over one to three days, in the last ten.
    Purge,
    /// A burst of 6 to 14 days that ends with the event's first day or within the two before.
    BurstToTheEvent,
    /// A burst that begins up to six days before the event and fades by 15 % a day, through the event.
    FadingBurst,
    /// Bursts of three to six days that begin on 3 % of all days, those of the event too.
    Bursts,
}

fn count(mean: f64, dispersion: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    let rate = Gamma::new(1.0 / dispersion, dispersion * mean).expect("a positive mean").sample(random);
    Poisson::new(rate.max(1e-9)).expect("a positive rate").sample(random)
}

/// Adds `size` to the first day, and to each further one what `keep` leaves of it.
fn burst(days: &mut [f64], mut size: f64, keep: f64) {
    for day in days {
        *day += size;
        size *= keep;
    }
}

/// What each day's logarithm is away from the ordinary.
fn away(kind: Disturbed, random: &mut Xoshiro256PlusPlus) -> Vec<f64> {
    let mut away = vec![0.0; HISTORY + LENGTH];
    let sign = if random.r#gen::<bool>() { 1.0 } else { -1.0 };
    match kind {
        Disturbed::AnyDay => {
            let size = |random: &mut Xoshiro256PlusPlus| if sign > 0.0 { random.gen_range(1.0..2.2) } else { -2.0 };
            away.iter_mut().filter(|_| random.r#gen::<f64>() < 0.03).for_each(|day| *day = 1.0);
            away.iter_mut().filter(|day| **day > 0.0).for_each(|day| *day = size(random));
        }
        Disturbed::LastDays => away[HISTORY - 1 - random.gen_range(0..2)] = random.gen_range(1.0..2.5),
        Disturbed::Level => {
            let (at, size) = (random.gen_range(HISTORY - 14..HISTORY - 3), sign * random.gen_range(0.3..0.8));
            away[at..].iter_mut().for_each(|day| *day += size);
        }
        Disturbed::Burst => {
            let (at, size) = (random.gen_range(HISTORY - 12..HISTORY - 5), random.gen_range(0.9..2.0));
            burst(&mut away[at..(at + 6).min(HISTORY)], size, 0.75);
        }
        Disturbed::Purge => {
            let (at, days) = (random.gen_range(HISTORY - 10..HISTORY - 3), random.gen_range(1..4usize));
            away[at..at + days].fill(-random.gen_range(50.0..600.0) / days as f64);
        }
        Disturbed::BurstToTheEvent => {
            let (end, days) = (HISTORY - random.gen_range(0..3usize), random.gen_range(6..15usize));
            away[end - days..end].fill(random.gen_range(0.5..1.3));
        }
        Disturbed::FadingBurst => {
            let at = HISTORY - random.gen_range(1..7usize);
            burst(&mut away[at..], random.gen_range(0.9..2.0), 0.85);
        }
        Disturbed::Bursts => {
            let mut at = 0;
            while at < away.len() {
                let days = if random.r#gen::<f64>() < 0.03 { random.gen_range(3..7usize) } else { 0 };
                let end = (at + days).min(HISTORY + LENGTH);
                burst(&mut away[at..end], random.gen_range(0.7..1.8), 0.8);
                at += days.max(1);
            }
        }
    }
    away
}

/// Two series that differ by the event alone, and what it added.
fn draw(kind: Disturbed, run: u64) -> ([Series; 2], Metric, f64) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(run.wrapping_mul(7_919) + kind as u64 * 1_000_003);
    let away = away(kind, &mut random);
    let metric = if kind == Disturbed::Purge { Metric::Followers } else { Metric::Likes };
    let (mean, dispersion) = ([8.0, 40.0, 300.0][(run % 3) as usize], [0.02, 0.08][(run / 3 % 2) as usize]);
    let (mut stocks, mut added) = ([5_000.0, 5_000.0], 0.0);
    let mut rows: [Vec<SeriesRow>; 2] = Default::default();
    for (t, away) in away.into_iter().enumerate() {
        let during = t >= HISTORY;
        let both = if metric == Metric::Followers {
            let change = 5.0 + 3.0 * random.sample::<f64, _>(StandardNormal) + away;
            let more = if during { ADDED_FOLLOWERS } else { 0.0 };
            added += more;
            stocks = [stocks[0] + change, stocks[1] + change + more];
            stocks
        } else {
            let wave = 0.2 * (std::f64::consts::TAU * (t % 7) as f64 / 7.0).sin();
            let mean = mean * f64::exp(wave + away);
            let without = count(mean, dispersion, &mut random);
            let more = if during { count(LIFT * mean, 1e-6, &mut random) } else { 0.0 };
            added += more;
            [without, without + more]
        };
        for (rows, count) in rows.iter_mut().zip(both) {
            let mut counts = [None; 6];
            counts[metric as usize] = Some(count.round() as u64);
            rows.push(SeriesRow { date: FIRST + Duration::days(t as i64), counts });
        }
    }
    (rows.map(|rows| Series::new(&rows, Some(Frequency::Day)).expect("a series")), metric, added)
}

/// Whether nothing was taken for an effect, and whether the interval held the effect that was there.
fn judged(kind: Disturbed, run: u64) -> (bool, bool) {
    let ([without, with], metric, added) = draw(kind, run);
    let from = FIRST + Duration::days(HISTORY as i64);
    let event = [super::tests::event("event", from, Some(from + Duration::days(LENGTH as i64 - 1)))];
    let options = Options { seed: run, ..Options::default() };
    let finding = |series: &Series| assess(series, &event, &[metric], &options).events[0].findings[0].clone();
    let effect = finding(&with).during.expect("an effect").effect;
    (finding(&without).is_shown(), effect.lower <= added && added <= effect.upper)
}

/// Each kind within what its runs can tell of 13 % false positives at a nominal 10 %, and of a coverage of 87 to 95 %.
#[test]
fn disturbances_before_an_event_are_rarely_taken_for_its_effect() {
    let kinds = [
        (Disturbed::AnyDay, RUNS, 0.104),
        (Disturbed::LastDays, RUNS, 0.275),
        (Disturbed::Level, RUNS, 0.250),
        (Disturbed::Burst, RUNS, 0.292),
        (Disturbed::Purge, RUNS, 0.287),
        (Disturbed::BurstToTheEvent, RUNS / 2, 0.62),
        (Disturbed::FadingBurst, RUNS / 2, 0.30),
        (Disturbed::Bursts, RUNS / 2, 0.17),
    ];
    let (mut all_false, mut all_held, mut all_runs) = (0, 0, 0);
    for (kind, runs, before) in kinds {
        let outcomes: Vec<(bool, bool)> = (0..runs).into_par_iter().map(|run| judged(kind, run)).collect();
        let mistaken = outcomes.iter().filter(|outcome| outcome.0).count();
        let held = outcomes.iter().filter(|outcome| outcome.1).count();
        let (false_positives, coverage) = (mistaken as f64 / runs as f64, held as f64 / runs as f64);
        println!("{kind:?}: false positives {false_positives:.3} (unmodelled {before:.3}), coverage {coverage:.3}");
        let slack = 1.6 * f64::sqrt(0.13 * 0.87 / runs as f64);
        assert!(false_positives <= 0.13 + slack, "{kind:?}: {false_positives}");
        assert!((0.83..=0.98).contains(&coverage), "{kind:?}: {coverage}");
        (all_false, all_held, all_runs) = (all_false + mistaken, all_held + held, all_runs + runs);
    }
    let runs = all_runs as f64;
    let (false_positives, coverage) = (all_false as f64 / runs, all_held as f64 / runs);
    println!("all: false positives {false_positives:.3}, coverage {coverage:.3}");
    assert!(false_positives <= 0.13 && (0.87..=0.95).contains(&coverage), "{false_positives} {coverage}");
}
