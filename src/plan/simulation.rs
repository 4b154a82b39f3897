//! What plans promise against what comes true: agencies whose own numbers, channels and responses are made up, with the
//! response of every channel off by a factor of two from what is assumed, and by more of its own.
//!
//! A truth is one world: the share of the target among the people reached, whom the channels' users are, and what hours
//! bring. The world's factor is two, up or down, in common to all channels; what is left of the spread of 1.4 is each
//! channel's own. What is reported is the plan's interval and the regret's upper limit, both at 90 %; what is measured is how
//! often the plan's true reach lies in the first, and how often the shortfall against the best plan of that world
//! (found by the whole search, not among the alternatives that the plan looked at) stays within the second.

use std::f64::consts::LN_2;

use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::branch::best;
use super::curve::ResponseCurve;
use super::outlook::Setting;
use super::own_reach::{OwnReach, ReachUnit};
use super::program::Choice;
use super::segments::Segments;
use super::uncertainty::SCENARIOS;
use super::{ChannelConstraint, Constraints, Plan, plan};
use crate::channel::{ChannelQuery, FittedRecommendation, fit_and_rank, segment_reach_draws};
use crate::plan::candidates::PlanContext;
use crate::reference::Catalog;
use crate::target::{AgeRange, TargetSpec};

/// Worlds for each agency: the truths of which the share within the limits is counted.
const WORLDS: usize = 40;
const AGENCIES: usize = 15;

fn query(country: &str, year: i32, seed: u64) -> ChannelQuery {
    let target = TargetSpec { age: Some(AgeRange { min: Some(25.0), max: Some(49.0) }), ..TargetSpec::default() };
    ChannelQuery { year: Some(year), seed, ..ChannelQuery::new(target, country) }
}

/// An agency with accounts on some channels, of very different sizes.
fn agency(channels: &[&str], rng: &mut Xoshiro256PlusPlus) -> Constraints {
    let mut given = Vec::new();
    for channel in channels {
        if rng.gen_bool(0.3) && given.len() + 2 < channels.len() {
            continue;
        }
        let number = Some(10f64.powf(rng.gen_range(2.7..4.8)).round());
        let own = OwnReach { number, unit: Some(ReachUnit::Followers), ..OwnReach::default() };
        given.push(ChannelConstraint {
            channel: (*channel).to_owned(),
            own_reach: Some(own),
            ..ChannelConstraint::default()
        });
    }
    Constraints {
        hours_per_week: Some(rng.gen_range(4.0..40.0)),
        people: Some(400_000.0),
        channels: given,
        ..Constraints::default()
    }
}

/// The plan's amounts by candidate.
fn choice(plan: &Plan, channels: &[String]) -> Choice {
    let of = |id: &String| plan.allocations.iter().find(|a| a.channel == *id).map(|a| [a.hours, a.money]);
    channels.iter().map(of).collect()
}

struct Tally {
    covered: usize,
    within: usize,
    reported_regret: f64,
    regret: f64,
    bias: f64,
    worlds: usize,
}

fn simulate(
    fitted: &FittedRecommendation,
    catalog: &Catalog,
    of: &ChannelQuery,
    constraints: &Constraints,
    tally: &mut Tally,
) {
    let reported = plan(catalog, of, fitted, constraints).expect("a plan");
    let context = PlanContext { catalog, query: of, answer: &fitted.recommendation, constraints };
    let ids: Vec<&str> = constraints.channels.iter().map(|c| c.channel.as_str()).collect();
    // Draws of another seed than the plan's: truths that it has not seen.
    let other = ChannelQuery { seed: of.seed ^ 0x5eed, ..of.clone() };
    let draws = segment_reach_draws(catalog, &other, fitted, &ids, SCENARIOS).expect("draws");
    let segments = Segments::new(&draws, &[]);
    let truth = Setting { context: PlanContext { query: &other, ..context }, group: "", segments: &segments };
    let candidates = truth.candidates();
    let program = truth.program(&candidates);
    let channels: Vec<String> = candidates.list.iter().map(|candidate| candidate.channel.clone()).collect();
    let choice = choice(&reported, &channels);
    let reach = reported.reach.as_ref().expect("a scale");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(of.seed ^ 0x7707);
    let own_log_sd = (catalog.responses().log_sd().powi(2) - LN_2 * LN_2).sqrt();
    for world in 0..WORLDS {
        let off = if world % 2 == 0 { LN_2 } else { -LN_2 };
        let mut known = program.clone();
        for (term, candidate) in known.terms.iter_mut().zip(&candidates.list) {
            let own: f64 = rng.sample(StandardNormal);
            let of_segments = segments.weights.len();
            term.pools[0].reach = candidate.draws[0].shares[world * of_segments..(world + 1) * of_segments].to_vec();
            term.pools[0].curve = ResponseCurve::with_rate((off + own_log_sd * own).exp());
        }
        let reached = known.reach(&choice);
        let most = best(&known).expect("affordable").reach;
        let regret = (most - reached).max(0.0);
        tally.worlds += 1;
        tally.covered += usize::from((reach.lower..=reach.upper).contains(&reached));
        tally.within += usize::from(regret <= reported.regret.upper + 1e-12);
        // As parts of what the plan is expected to reach, so that agencies large and small count alike.
        tally.reported_regret += reported.regret.expected / reach.value;
        tally.regret += regret / reach.value;
        tally.bias += reached / reach.value - 1.0;
    }
}

#[test]
fn intervals_and_regret_hold_where_responses_are_off_by_a_factor_of_two() {
    let catalog = Catalog::embedded();
    let mut tally = Tally { covered: 0, within: 0, reported_regret: 0.0, regret: 0.0, bias: 0.0, worlds: 0 };
    let cases = [
        ("US", 2018, ["facebook", "youtube", "instagram", "x", "linkedin"]),
        ("KR", 2024, ["website", "social_media", "video_platform", "messenger", "press"]),
    ];
    for (country, year, channels) in cases {
        let fitted = fit_and_rank(&catalog, &query(country, year, 1)).expect("figures");
        for seed in 0..AGENCIES as u64 {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(9_000 + seed);
            let constraints = agency(&channels, &mut rng);
            simulate(&fitted, &catalog, &query(country, year, 100 + seed), &constraints, &mut tally);
        }
    }
    let part = |n: usize| n as f64 / tally.worlds as f64;
    let mean = |sum: f64| sum / tally.worlds as f64;
    println!(
        "{} worlds with responses off by a factor of 2: interval covers {:.3}, regret within its limit {:.3}; regret reported \
         {:.3} and true {:.3} of the plan's reach, reach off by {:+.3}",
        tally.worlds,
        part(tally.covered),
        part(tally.within),
        mean(tally.reported_regret),
        mean(tally.regret),
        mean(tally.bias)
    );
    assert!((0.88..=0.95).contains(&part(tally.covered)), "{}", part(tally.covered));
    assert!((0.87..=0.95).contains(&part(tally.within)), "{}", part(tally.within));
    assert!((mean(tally.reported_regret) / mean(tally.regret) - 1.0).abs() < 0.25);
    assert!(mean(tally.bias).abs() < 0.05);
}
