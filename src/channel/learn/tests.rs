//! The updates against integration and simulation.

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use time::Duration;
use time::macros::date;

use super::beta::{BetaShare, Counts};
use super::posteriors::discounted;
use super::thompson::thompson_shares;
use super::*;
use crate::channel::reach::Reach;
use crate::channel::{ChannelQuery, Recommendation, recommend};
use crate::reference::{Catalog, Task};
use crate::stats::{logistic, logit};
use crate::target::{AgeRange, IncomeLimits, TargetSpec};

const TODAY: Date = date!(2026 - 11 - 01);

fn learning(outcomes: Vec<CampaignOutcome>, exploration: f64) -> Learning {
    Learning { outcomes, as_of: TODAY, half_life_days: HALF_LIFE_DAYS, exploration, task: None }
}

fn query(learning: Option<Learning>) -> ChannelQuery {
    let income = IncomeLimits { max_median_ratio: Some(0.75), ..IncomeLimits::default() };
    let target = TargetSpec {
        name: Some("ours".to_owned()),
        age: Some(AgeRange { min: Some(27.0), max: Some(49.0) }),
        income: Some(income),
        ..TargetSpec::default()
    };
    ChannelQuery { year: Some(2018), seed: 7, learning, ..ChannelQuery::new(target, "US") }
}

fn ask(learning: Option<Learning>) -> Recommendation {
    recommend(&Catalog::embedded(), &query(learning)).expect("an answer")
}

fn learned(answer: &Recommendation, channel: &str) -> Learned {
    let figure = answer.channels.iter().find(|c| c.channel == channel).expect("the channel");
    figure.learned.clone().expect("something learnt")
}

fn outcome(channel: &str, days: i64, counts: (u64, u64), known: Option<(u64, u64)>) -> CampaignOutcome {
    CampaignOutcome {
        channel: channel.to_owned(),
        at: TODAY - Duration::days(days),
        delivered: Some(counts.0),
        responded: Some(counts.1),
        delivered_known: known.map(|(people, in_target)| KnownMembership { people, in_target }),
        responded_known: None,
        target: None,
        country: None,
        task: None,
        event: None,
        plan: None,
    }
}

fn reach() -> Reach {
    Reach {
        target: logit(0.5),
        everyone: logit(0.35),
        target_sd: 0.45,
        everyone_sd: 0.3,
        correlation: 0.6,
        n: 500.0,
        updates: Vec::new(),
    }
}

/// Mean of `value` under an unnormalised density on an even grid.
fn integrated(values: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (total, sum) = values.fold((0.0, 0.0), |(total, sum), (w, x)| (total + w, sum + w * x));
    sum / total
}

#[test]
fn the_beta_update_is_bayes_rule() {
    let prior = BetaShare::of_logit(logit(0.14), 0.3);
    let counts = Counts { people: 61.5, with: 20.25 };
    let posterior = prior.after(counts);
    let density = |x: f64| {
        let prior = (prior.alpha - 1.0) * x.ln() + (prior.beta - 1.0) * (1.0 - x).ln();
        (prior + counts.with * x.ln() + (counts.people - counts.with) * (1.0 - x).ln() + 45.0).exp()
    };
    let grid = || (1..200_000).map(|i| f64::from(i) / 200_000.0);
    let mean = integrated(grid().map(|x| (density(x), x)));
    assert!((posterior.mean() - mean).abs() < 1e-9, "{} {mean}", posterior.mean());
    let estimate = posterior.estimate(0.9, "", 0.0);
    let below = |end: f64| integrated(grid().map(|x| (density(x), f64::from(u8::from(x < end)))));
    assert!((below(estimate.lower) - 0.05).abs() < 1e-4 && (below(estimate.upper) - 0.95).abs() < 1e-4);
}

#[test]
fn the_prior_has_the_doubt_of_the_model() {
    let prior = BetaShare::of_logit(-1.3, 0.4);
    assert!((prior.logit() + 1.3).abs() < 1e-12 && (prior.logit_variance() - 0.4).abs() < 1e-12);
}

/// Reach after outcomes by integrating over both reaches and the selection, without Beta priors and linear steps.
fn exact(reach: &Reach, share_of_adults: f64, counts: Counts) -> f64 {
    let steps = |n: i32| (-n..=n).map(move |i| 4.0 * f64::from(i) / f64::from(n));
    let rest = (1.0 - reach.correlation.powi(2)).sqrt();
    let mut cells = Vec::new();
    for (a, b) in steps(60).flat_map(|a| steps(60).map(move |b| (a, b))) {
        let target = reach.target + reach.target_sd * a;
        let everyone = reach.everyone + reach.everyone_sd * (reach.correlation * a + rest * b);
        let share = logit((share_of_adults * logistic(target) / logistic(everyone)).min(0.99));
        for d in steps(30) {
            let q = logistic(share + SELECTION_SD * d);
            let likelihood = counts.with * q.ln() + (counts.people - counts.with) * (1.0 - q).ln();
            cells.push((likelihood - (a * a + b * b + d * d) / 2.0, target));
        }
    }
    let top = cells.iter().map(|c| c.0).fold(f64::NEG_INFINITY, f64::max);
    integrated(cells.into_iter().map(|(ln, target)| ((ln - top).exp(), target)))
}

#[test]
fn reach_moves_as_integration_says() {
    let expected = 0.14 * 0.5 / 0.35;
    for (people, in_target) in [(40, 8), (40, 16), (400, 160), (400, 30)] {
        let all = learning(vec![outcome("tv", 0, (1000, 10), Some((people, in_target)))], 0.0);
        let mut moved = reach();
        CampaignPosteriors::new(&query(None), &all, 0.14, true).update("tv", &mut moved);
        let counts = discounted(&[(TODAY, Counts::new(people, in_target))], &all);
        let exact = exact(&reach(), 0.14, counts);
        let share = in_target as f64 / people as f64;
        println!("{in_target} of {people} where {expected:.2} is expected: {:+.3}, exactly {exact:+.3}", moved.target);
        assert!((moved.target - exact).abs() < 0.05, "{share}: {} {exact}", moved.target);
        assert!((moved.target - reach().target) * (share - expected) >= 0.0);
        assert!(moved.target_sd <= reach().target_sd && moved.everyone_sd <= reach().everyone_sd);
    }
}

#[test]
fn what_was_expected_moves_nothing_but_the_doubt() {
    let all = learning(vec![outcome("tv", 0, (1000, 10), Some((500, 100)))], 0.0);
    let mut moved = reach();
    CampaignPosteriors::new(&query(None), &all, 0.14, true).update("tv", &mut moved);
    assert!((moved.target - reach().target).abs() < 1e-3 && moved.target_sd < reach().target_sd);
}

#[test]
fn without_outcomes_the_answer_is_the_same() {
    assert_eq!(ask(Some(learning(Vec::new(), 0.0))), ask(None));
    let untouched = ask(Some(learning(Vec::new(), 0.2)));
    assert_eq!(untouched.channels, ask(None).channels, "what to try is beside the ranking");
    let elsewhere = CampaignOutcome { country: Some("KR".to_owned()), ..outcome("tv", 3, (900, 90), Some((500, 400))) };
    assert_eq!(ask(Some(learning(vec![elsewhere], 0.0))), ask(None));
    let response_only = ask(Some(learning(vec![outcome("facebook", 3, (900, 90), None)], 0.0)));
    for (with, without) in response_only.channels.iter().zip(&ask(None).channels) {
        assert_eq!((&with.channel, &with.reach, with.rank), (&without.channel, &without.reach, without.rank));
    }
}

#[test]
fn the_order_of_outcomes_does_not_matter() {
    let mut outcomes = Vec::new();
    for (i, channel) in ["facebook", "youtube", "facebook", "x", "facebook", "x"].into_iter().enumerate() {
        let i = i as u64;
        let known = i.is_multiple_of(2).then_some((300 + 7 * i, 40 + 13 * i));
        outcomes.push(outcome(channel, 31 * i as i64, (1000 + 77 * i, 9 + i * i), known));
    }
    let first = ask(Some(learning(outcomes.clone(), 0.1)));
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    for _ in 0..5 {
        for i in (1..outcomes.len()).rev() {
            outcomes.swap(i, rng.gen_range(0..=i));
        }
        assert_eq!(ask(Some(learning(outcomes.clone(), 0.1))), first);
    }
}

#[test]
fn an_outcome_counts_half_after_a_half_life() {
    let all = learning(Vec::new(), 0.0);
    let at = |days: i64| discounted(&[(TODAY - Duration::days(days), Counts::new(20, 1))], &all).people;
    assert!((at(0) - 2.0 * at(365)).abs() < 1e-9 && (at(0) - 4.0 * at(730)).abs() < 1e-9);
    let moved = |days: i64| {
        let learned = learned(&ask(Some(learning(vec![outcome("x", days, (900, 20), Some((200, 120)))], 0.0))), "x");
        learned.reach_after - learned.reach_before
    };
    let (fresh, old, ancient) = (moved(0), moved(730), moved(7300));
    println!("moved by {fresh:.4} fresh, {old:.4} after two years, {ancient:.6} after twenty");
    assert!(fresh > old && old > ancient && ancient.abs() < 1e-3);
}

#[test]
fn one_huge_campaign_does_not_silence_the_prior() {
    let of = |people: u64| {
        let answer =
            ask(Some(learning(vec![outcome("x", 0, (people, people / 100), Some((people, people / 2)))], 0.0)));
        learned(&answer, "x")
    };
    let (large, huge) = (of(100_000), of(10_000_000));
    let moved = |l: &Learned| l.reach_after - l.reach_before;
    assert!(moved(&huge) > 0.0 && (moved(&huge) - moved(&large)).abs() < 1e-3);
    let rate = &huge.response_rate;
    assert!(rate.upper / rate.lower > 2.0, "{} to {}: one campaign is one draw", rate.lower, rate.upper);
    let many = (0..40).map(|_| outcome("x", 0, (100_000, 1_000), Some((100_000, 50_000)))).collect();
    let many = learned(&ask(Some(learning(many, 0.0))), "x");
    assert!(many.response_rate.upper / many.response_rate.lower < rate.upper / rate.lower / 1.4);
    assert!(many.reach_after < 0.98, "aimed campaigns alone don't make everyone of the target a user");
}

#[test]
fn responses_to_another_task_tell_nothing_of_this_one() {
    let of =
        |task: &str| CampaignOutcome { task: Some(task.to_owned()), ..outcome("x", 3, (9000, 900), Some((500, 200))) };
    let asked = |outcomes: Vec<CampaignOutcome>| Learning { task: Some(Task::Application), ..learning(outcomes, 0.0) };
    let none = learned(&ask(Some(asked(vec![of("awareness")]))), "x");
    let same = learned(&ask(Some(asked(vec![of("application")]))), "x");
    let unspecified = learned(&ask(Some(asked(vec![outcome("x", 3, (9000, 900), Some((500, 200)))]))), "x");
    assert_eq!(none.response_rate.n, 0.0);
    assert!(same.response_rate.value > 2.0 * none.response_rate.value, "{same:?} {none:?}");
    assert!(!none.is_of_task && same.is_of_task);
    assert_eq!(same, unspecified, "an outcome that doesn't say counts");
    assert_eq!(
        (none.reach_after, &none.in_target),
        (same.reach_after, &same.in_target),
        "who was met is no matter of task"
    );
    let all = learned(&ask(Some(learning(vec![of("awareness")], 0.0))), "x");
    assert_eq!(all, same, "without a task all count");
}

#[test]
fn membership_of_another_target_teaches_response_alone() {
    let of = |target: &str| {
        let other = CampaignOutcome { target: Some(target.to_owned()), ..outcome("x", 0, (900, 9), Some((400, 300))) };
        learned(&ask(Some(learning(vec![other], 0.0))), "x")
    };
    let (other, own) = (of("theirs"), of("ours"));
    assert_eq!((other.reach_after, &other.in_target), (other.reach_before, &None));
    assert!(own.reach_after > own.reach_before && own.in_target.is_some());
    assert_eq!(other.response_rate, own.response_rate);
}

fn normal(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

fn binomial(n: u64, p: f64, rng: &mut impl Rng) -> u64 {
    rand_distr::Binomial::new(n, p).expect("a probability").sample(rng)
}

/// The rate of a channel over all its campaigns, which scatter around a logit.
fn mean_rate(rate: f64) -> f64 {
    let z = || (-400..=400).map(|i| f64::from(i) / 80.0);
    integrated(z().map(|z| ((-z * z / 2.0f64).exp(), logistic(rate + CAMPAIGN_SD * z))))
}

/// Worlds drawn from the model: intervals must hold the truth as often as they say, and close in on it.
#[test]
fn intervals_hold_the_truth_of_simulated_campaigns() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let channels = ["tv", "radio", "x", "facebook", "youtube"];
    let (mut widths, mut coverages) = (Vec::new(), Vec::new());
    for campaigns in [1, 4, 40] {
        let (mut held, mut reached, mut errors, mut n) = (0, 0, 0.0, 0);
        for _ in 0..120 {
            let (mut outcomes, mut truths) = (Vec::new(), Vec::new());
            let typical = logit(0.02) + normal(&mut rng);
            for channel in channels {
                let prior = reach();
                let (a, b) = (normal(&mut rng), normal(&mut rng));
                let rest = (1.0 - prior.correlation.powi(2)).sqrt();
                let target = prior.target + prior.target_sd * a;
                let everyone = prior.everyone + prior.everyone_sd * (prior.correlation * a + rest * b);
                let users = (0.14 * logistic(target) / logistic(everyone)).min(0.99);
                let aimed = logit(users) + SELECTION_SD * normal(&mut rng);
                let rate = typical + 0.8 * normal(&mut rng);
                truths.push((mean_rate(rate), target));
                for _ in 0..campaigns {
                    let delivered = rng.gen_range(300..20_000);
                    let spread = |rng: &mut Xoshiro256PlusPlus, mean: f64| logistic(mean + CAMPAIGN_SD * normal(rng));
                    let (p, q) = (spread(&mut rng, rate), spread(&mut rng, aimed));
                    let known = (delivered / 5, binomial(delivered / 5, q, &mut rng));
                    let responded = binomial(delivered, p, &mut rng);
                    outcomes.push(outcome(channel, 0, (delivered, responded), Some(known)));
                }
            }
            let posteriors = CampaignPosteriors::new(&query(None), &learning(outcomes, 0.0), 0.14, true);
            for (channel, (rate, target)) in channels.iter().zip(truths) {
                let mut moved = reach();
                let posterior = posteriors.update(channel, &mut moved);
                let interval = posterior.learned.expect("outcomes").response_rate;
                held += usize::from(interval.lower <= rate && rate <= interval.upper);
                reached += usize::from((target - moved.target).abs() <= 1.6449 * moved.target_sd);
                errors += (interval.value / rate).ln().abs();
                n += 1;
            }
        }
        let share = |count: usize| count as f64 / f64::from(n);
        println!(
            "{campaigns} campaigns a channel: response covered {:.3}, off by a factor of {:.2}; reach covered {:.3}",
            share(held),
            (errors / f64::from(n)).exp(),
            share(reached)
        );
        coverages.extend([share(held), share(reached)]);
        widths.push(errors / f64::from(n));
    }
    assert!(coverages.iter().all(|c| (0.85..=0.96).contains(c)), "{coverages:?}");
    assert!(widths[2] < 0.12 && widths[0] > 2.0 * widths[2], "{widths:?}");
}

#[test]
fn exploration_is_asked_for_or_absent() {
    let outcomes = vec![outcome("facebook", 10, (9000, 300), None), outcome("youtube", 10, (9000, 90), None)];
    assert_eq!(ask(Some(learning(outcomes.clone(), 0.0))).next_experiment, None);
    let answer = ask(Some(learning(outcomes.clone(), 0.25)));
    let next = answer.next_experiment.clone().expect("something to try");
    assert_eq!(next.exploration_share, 0.25);
    assert!((next.shares.iter().map(|s| s.share).sum::<f64>() - 1.0).abs() < 1e-12);
    let mut contenders = answer.groups[0].channels.clone();
    contenders.sort_unstable();
    let mut shared: Vec<String> = next.shares.iter().map(|s| s.channel.clone()).collect();
    shared.sort_unstable();
    assert_eq!(shared, contenders);
    assert_ne!(next.channel, "facebook", "what is known to be best teaches least");
    assert_ne!(next.channel, "youtube", "what is known to be worse is not worth a try");
    let only = ChannelQuery { channels: Some(vec!["facebook".to_owned()]), ..query(Some(learning(outcomes, 0.25))) };
    assert_eq!(recommend(&Catalog::embedded(), &only).expect("an answer").next_experiment, None);
}

#[test]
fn thompson_shares_are_the_probabilities_of_being_best() {
    let posterior = |alpha: f64, beta: f64| posteriors::CampaignPosterior {
        learned: None,
        response: BetaShare { alpha, beta },
        responders: BetaShare { alpha: 1e6, beta: 1e6 },
    };
    // For integers P(A > B) of two Betas is a finite sum (Evan Miller, 2014): Beta(3, 5) over Beta(2, 6) is 0.7448.
    let (a, b) = (posterior(3.0, 5.0), posterior(2.0, 6.0));
    let arm = |channel: &'static str, posterior| Arm { channel, posterior };
    let shares = thompson_shares(&[arm("a", &a), arm("b", &b)], 3);
    let steps = 2000;
    let grid = |i: i32| (f64::from(i) + 0.5) / f64::from(steps);
    let density = |share: BetaShare, x: f64| x.powf(share.alpha - 1.0) * (1.0 - x).powf(share.beta - 1.0);
    let pairs = (0..steps).flat_map(|i| (0..steps).map(move |j| (i, j)));
    let exact = integrated(pairs.map(|(i, j)| {
        let (x, y) = (grid(i), grid(j));
        (density(a.response, x) * density(b.response, y), f64::from(u8::from(x > y)))
    }));
    assert!((shares[0] - exact).abs() < 0.025, "{shares:?} {exact}");
    assert_eq!(shares[0] + shares[1], 1.0);
}
