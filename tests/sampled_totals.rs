//! The platform's page statistics beside answers of people drawn at random: what they gain where who answers hangs on age,
//! and that they cost nothing where it does not.

use audience_fit::analysis::{Analysis, AnalysisOptions, AnalysisRequest, analyze, apply_answers, resolve_target};
use audience_fit::ask::{AnswerTally, PersonKey, Response, unlisted};
use audience_fit::disclosure::MinCell;
use audience_fit::ingest::totals::{TotalRow, Totals, TotalsField, TotalsOf};
use audience_fit::ingest::{ReadOutcome, Role};
use audience_fit::prevalence::{LabelSampling, Method};
use audience_fit::reference::Catalog;
use audience_fit::target::{Target, TargetSpec};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde_json::json;
use time::macros::date;

use crate::accuracy::{Person, people, read};
use crate::totals::{Tally, age_totals};

const AUDIENCES: u64 = 40;
const FOLLOWERS: usize = 600;

fn target() -> Target {
    let spec = json!({"age": {"min": 27, "max": 49}, "attributes": [{"name": "over_50k", "max": 0.5}]});
    let spec: TargetSpec = serde_json::from_value(spec).expect("a target");
    resolve_target(spec, &Catalog::embedded()).expect("a target")
}

fn answer(audience: &ReadOutcome, target: Target, options: AnalysisOptions) -> Analysis {
    let catalog = Catalog::embedded();
    let (as_of, input_hash) = (date!(2026 - 11 - 01), String::new());
    analyze(AnalysisRequest { audience, panel: None, target, catalog: &catalog, options, as_of, input_hash })
        .expect("an answer")
}

/// 600 people of UCI Adult who say nothing of themselves. Of 100 who are asked, each answers with the probability
/// `answers`: their age and their income. The figure without and with totals of ages, and the truth.
fn asked(all: &[Person], seed: u64, answers: impl Fn(&Person) -> f64) -> ([Analysis; 2], f64) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let followers: Vec<&Person> = all.choose_multiple(&mut rng, FOLLOWERS).collect();
    let truth = followers.iter().filter(|p| p.in_target()).count() as f64 / FOLLOWERS as f64;
    let mut audience = read(followers.iter().map(|p| p.profile(false)).collect(), Role::Audience);
    let target = target();
    let (mut rows, mut responses) = (Vec::new(), Vec::new());
    for (i, person) in followers.iter().enumerate().take(100) {
        if rng.r#gen::<f64>() < answers(person) {
            let of_age = (27.0..=49.0).contains(&person.age);
            // Income is asked of everybody; who is of age and no member earns more.
            let met = vec![Some(of_age), if of_age { Some(person.in_target()) } else { None }];
            let row = i as u64 + 1;
            rows.push(row);
            responses.push(Response { person: PersonKey::Row(row), in_target: Some(person.in_target()), met });
        }
    }
    let tally = AnswerTally::new(&unlisted(&rows, FOLLOWERS as u64), &responses);
    let (target, summary) =
        apply_answers(&mut audience.profiles, target, &tally, (0.9, MinCell::OFF)).expect("answers of these people");
    let options = AnalysisOptions {
        min_cell: MinCell::OFF,
        labels: LabelSampling::RandomSample,
        answers: Some(summary),
        ..AnalysisOptions::default()
    };
    let without = answer(&audience, target.clone(), options.clone());
    let totals = Some(age_totals(&followers));
    let with = answer(&audience, target, AnalysisOptions { totals, ..options });
    ([without, with], truth)
}

fn compare(name: &str, answers: impl Fn(&Person) -> f64 + Sync) -> [[f64; 3]; 2] {
    let people = people();
    let all: Vec<([Analysis; 2], f64)> =
        (0..AUDIENCES).into_par_iter().map(|seed| asked(&people, seed, &answers)).collect();
    let mut tallies = [Tally::default(); 2];
    let mut used = 0;
    for (both, truth) in &all {
        tallies.iter_mut().zip(both).for_each(|(tally, analysis)| tally.add(analysis, *truth));
        let width = |analysis: &Analysis| analysis.fit.share.as_ref().map_or(1.0, |s| s.upper - s.lower);
        assert!(width(&both[1]) <= 1.05 * width(&both[0]) + 1e-9);
        match both[1].fit.method {
            Some(Method::RandomSampleAndTotals) => used += 1,
            _ => assert!(both[1].warnings.iter().any(|warning| warning.code().as_str() == "totals_not_used")),
        }
    }
    let [without, with] = tallies.map(Tally::means);
    println!(
        "{name}: error {:.3} -> {:.3}, covered {:.2} -> {:.2}, width {:.3} -> {:.3}; totals used in {used} of {AUDIENCES}",
        without[0], with[0], without[1], with[1], without[2], with[2]
    );
    assert!(used as f64 >= 0.8 * AUDIENCES as f64, "{used}");
    [without, with]
}

#[test]
fn totals_correct_answers_that_the_older_give_less_often() {
    let [without, with] = compare("the older answer less often", |p| 1.0 / (1.0 + (0.15 * (p.age - 45.0)).exp()));
    assert!(with[0] <= 0.85 * without[0] && with[1] >= 0.86, "{without:?} {with:?}");
}

#[test]
fn totals_narrow_answers_that_all_give_alike() {
    let [without, with] = compare("all answer alike", |_| 0.9);
    assert!(with[0] <= without[0] && with[1] >= 0.86 && with[2] <= 0.97 * without[2], "{without:?} {with:?}");
}

/// Followers whose profiles state their age where they answered: the cells of the totals are the strata.
#[test]
fn ages_that_profiles_state_are_the_cells_of_the_totals() {
    let all = people();
    let mut tallies = [Tally::default(); 2];
    for seed in 0..AUDIENCES {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let followers: Vec<&Person> = all.choose_multiple(&mut rng, FOLLOWERS).collect();
        let truth = followers.iter().filter(|p| p.in_target()).count() as f64 / FOLLOWERS as f64;
        let audience = read(followers.iter().enumerate().map(|(i, p)| p.profile(i < 100)).collect(), Role::Audience);
        let random = AnalysisOptions {
            min_cell: MinCell::OFF,
            labels: LabelSampling::RandomSample,
            ..AnalysisOptions::default()
        };
        let totals = Some(age_totals(&followers));
        let target = target().with_labels();
        tallies[0].add(&answer(&audience, target.clone(), random.clone()), truth);
        tallies[1].add(&answer(&audience, target, AnalysisOptions { totals, ..random }), truth);
    }
    let [without, with] = tallies.map(Tally::means);
    println!("ages stated: {without:?} -> {with:?}");
    assert!(with[0] <= 1.02 * without[0] && with[1] >= 0.85 && with[2] <= 0.95 * without[2], "{without:?} {with:?}");
}

#[test]
fn totals_without_answers_about_their_field_are_named() {
    let all = people();
    let followers: Vec<&Person> = all.iter().take(FOLLOWERS).collect();
    let mut audience = read(followers.iter().map(|p| p.profile(false)).collect(), Role::Audience);
    let person = |i: usize| Response {
        person: PersonKey::Row(i as u64 + 1),
        in_target: Some(followers[i].in_target()),
        met: Vec::new(),
    };
    let responses: Vec<Response> = (0..80).map(person).collect();
    let rows: Vec<u64> = (1..=80).collect();
    let tally = AnswerTally::new(&unlisted(&rows, FOLLOWERS as u64), &responses);
    let (target, summary) =
        apply_answers(&mut audience.profiles, target(), &tally, (0.9, MinCell::OFF)).expect("answers of these people");
    let row = |field, value: &str, share| TotalRow {
        field,
        band: None,
        value: Some(value.to_owned()),
        share,
        half_step: None,
    };
    let genders = [row(TotalsField::Gender, "female", 0.4), row(TotalsField::Gender, "male", 0.6)];
    for totals in [age_totals(&followers), Totals::new(&genders, TotalsOf::Followers).expect("sound")] {
        let options = AnalysisOptions {
            labels: LabelSampling::RandomSample,
            answers: Some(summary.clone()),
            totals: Some(totals),
            ..AnalysisOptions::default()
        };
        let analysis = answer(&audience, target.clone(), options);
        assert_eq!(analysis.fit.method, Some(Method::RandomSample));
        assert!(analysis.warnings.iter().any(|warning| warning.code().as_str() == "totals_not_used"));
    }
}
