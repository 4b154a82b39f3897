//! People drawn at random beside a panel: what their answers are worth, and what choosing whom to ask gains.

use audience_fit::analysis::{
    Analysis, AnalysisOptions, AnalysisRequest, AskOptions, analyze, apply_answers, ask, resolve_target,
};
use audience_fit::ask::{AnswerTally, AskBy, AskedPerson, CodeKey, PersonKey, Response};
use audience_fit::disclosure::MinCell;
use audience_fit::ingest::{ReadOutcome, Role};
use audience_fit::prevalence::LabelSampling;
use audience_fit::reference::Catalog;
use audience_fit::target::{Target, TargetSpec};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde_json::{Value, json};
use time::macros::date;

use crate::accuracy::{Person, people, read};
use crate::totals::Tally;

const FOLLOWERS: usize = 600;
const PANEL: usize = 600;
/// Two-sided standard normal quantile of 90 % intervals.
const Z: f64 = 1.645;

fn target(spec: Value) -> Target {
    let spec: TargetSpec = serde_json::from_value(spec).expect("a target");
    resolve_target(spec, &Catalog::embedded()).expect("a target")
}

/// A panel, and followers of whom members are drawn with odds of `odds`.
fn drawn(
    all: &[Person],
    seed: u64,
    odds: f64,
    is_member: fn(&Person) -> bool,
) -> (ReadOutcome, ReadOutcome, Vec<bool>) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut order: Vec<&Person> = all.iter().collect();
    order.shuffle(&mut rng);
    let (panel, pool) = order.split_at(PANEL);
    let weight = |person: &&Person| if is_member(person) { odds } else { 1.0 };
    let followers: Vec<&Person> =
        pool.choose_multiple_weighted(&mut rng, FOLLOWERS, weight).expect("weights").copied().collect();
    let labelled = |person: &&Person| {
        let mut profile = person.profile(true);
        profile["in_target"] = json!(is_member(person));
        profile
    };
    let panel = read(panel.iter().map(labelled).collect(), Role::Panel);
    let audience = read(followers.iter().map(|p| p.profile(false)).collect(), Role::Audience);
    (audience, panel, followers.iter().map(|p| is_member(p)).collect())
}

fn request<'a>(
    audience: &'a ReadOutcome,
    panel: Option<&'a ReadOutcome>,
    target: Target,
    catalog: &'a Catalog,
    options: AnalysisOptions,
) -> AnalysisRequest<'a> {
    let (as_of, input_hash) = (date!(2026 - 11 - 01), String::new());
    AnalysisRequest { audience, panel, target, catalog, options, as_of, input_hash }
}

/// The figure of an audience after those on the list answered.
fn answered(
    audience: &ReadOutcome,
    panel: &ReadOutcome,
    asked: &[AskedPerson],
    members: &[bool],
    target: &Target,
) -> Analysis {
    let said = |person: &AskedPerson| Response {
        person: PersonKey::Row(person.row),
        in_target: Some(members[person.row as usize - 1]),
        met: Vec::new(),
    };
    let tally = AnswerTally::new(asked, &asked.iter().map(said).collect::<Vec<_>>());
    let mut audience = audience.clone();
    let (target, summary) = apply_answers(&mut audience.profiles, target.clone(), &tally, (0.9, MinCell::OFF))
        .expect("answers of these people");
    let options = AnalysisOptions {
        min_cell: MinCell::OFF,
        labels: LabelSampling::RandomSample,
        answers: Some(summary),
        ..AnalysisOptions::default()
    };
    let catalog = Catalog::embedded();
    analyze(request(&audience, Some(panel), target, &catalog, options)).expect("an answer")
}

fn whom(audience: &ReadOutcome, panel: &ReadOutcome, target: &Target, by: AskBy, seed: u64) -> Vec<AskedPerson> {
    let catalog = Catalog::embedded();
    let key = CodeKey::new(b"test");
    let options = AskOptions {
        by,
        people: Some(60),
        half_width: None,
        response_rate: 1.0,
        arms: false,
        sequential: false,
        before: Vec::new(),
        group_seed: key.seed(),
        key,
    };
    let of = AnalysisOptions { seed, min_cell: MinCell::OFF, ..AnalysisOptions::default() };
    // Chance asks nothing of a panel.
    let panel = Some(panel).filter(|_| by == AskBy::Uncertainty);
    ask(request(audience, panel, target.clone(), &catalog, of), options).expect("people to ask").people
}

/// Wilson's figure and the width of its interval.
fn wilson(members: f64, n: f64) -> (f64, f64) {
    let p = members / n;
    (p, 2.0 * Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n))
}

/// 50 answers beside a panel, where members are drawn with these odds: error and coverage, Wilson's error, and the widest
/// interval beside Wilson's.
fn worth(odds: f64, audiences: u64) -> ([f64; 3], f64, f64) {
    let spec = target(json!({"age": {"min": 27, "max": 49}, "attributes": [{"name": "over_50k", "max": 0.5}]}));
    let everybody = people();
    let one = |seed: u64| {
        let (audience, panel, members) = drawn(&everybody, seed, odds, Person::in_target);
        let truth = members.iter().filter(|member| **member).count() as f64 / FOLLOWERS as f64;
        let people = whom(&audience, &panel, &spec, AskBy::Chance, seed);
        let asked = &people[..50.min(people.len())];
        let of_asked = asked.iter().filter(|person| members[person.row as usize - 1]).count() as f64;
        (answered(&audience, &panel, asked, &members, &spec), truth, wilson(of_asked, asked.len() as f64))
    };
    let all: Vec<_> = (0..audiences).into_par_iter().map(one).collect();
    let (mut tally, mut error, mut widest) = (Tally::default(), 0.0, 0.0f64);
    for (analysis, truth, (figure, width)) in &all {
        tally.add(analysis, *truth);
        error += (figure - truth).abs() / audiences as f64;
        let share = analysis.fit.share.as_ref().expect("a share");
        widest = widest.max((share.upper - share.lower) / width);
    }
    (tally.means(), error, widest)
}

#[test]
fn fifty_answers_beside_a_panel_are_worth_more_and_never_less() {
    for (odds, least) in [(1.0, 90.0), (2.7, 40.0)] {
        let ([error, covered, width], wilsons, widest) = worth(odds, 8);
        let worth = 50.0 * (wilsons / error).powi(2);
        println!(
            "odds {odds}: error {error:.3}, covered {covered:.2}, width {width:.3}; Wilson's error {wilsons:.3}: worth \
             {worth:.0}; widest beside Wilson's {widest:.2}"
        );
        assert!(widest <= 1.05 && error <= wilsons + 0.004 && covered >= 0.8, "{odds}");
        assert!(worth >= least, "{odds}: {worth}");
    }
}

/// What 60 answers tell of who earns over 50,000 dollars, which the panel tells of some far better than of others, by how
/// people are chosen.
fn by_choice(audiences: u64) -> [[f64; 3]; 3] {
    let spec = target(json!({"name": "over 50,000", "attributes": [{"name": "over_50k", "min": 0.5}]}));
    let everybody = people();
    let one = |seed: u64| {
        let (audience, panel, members) =
            drawn(&everybody, seed, [0.5, 1.0, 2.0][seed as usize % 3], Person::earns_more);
        let truth = members.iter().filter(|member| **member).count() as f64 / FOLLOWERS as f64;
        let figure = |by| {
            let asked = whom(&audience, &panel, &spec, by, seed);
            answered(&audience, &panel, &asked, &members, &spec)
        };
        (AskBy::ALL.map(figure), truth)
    };
    let all: Vec<_> = (0..audiences).into_par_iter().map(one).collect();
    let mut tallies = [Tally::default(); 3];
    for (figures, truth) in &all {
        tallies.iter_mut().zip(figures).for_each(|(tally, analysis)| tally.add(analysis, *truth));
    }
    let means = tallies.map(Tally::means);
    for (by, [error, covered, width]) in AskBy::ALL.iter().zip(means) {
        println!("60 people by {}: error {error:.4}, covered {covered:.2}, width {width:.4}", by.as_str());
    }
    means
}

#[test]
fn asking_where_the_panel_is_unsure_narrows_the_interval() {
    let [chance, _, uncertainty] = by_choice(4);
    assert!(uncertainty[2] <= chance[2], "{uncertainty:?} {chance:?}");
}

#[test]
#[ignore = "takes minutes: 150 audiences, so that errors can be told apart"]
fn asking_where_the_panel_is_unsure_errs_less() {
    let [chance, _, uncertainty] = by_choice(150);
    assert!(uncertainty[0] <= chance[0] && uncertainty[2] <= chance[2] && uncertainty[1] >= 0.86);
}
