//! Input at the edge of what can be answered: each case has one decided answer.

use audience_fit::analysis::{Analysis, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::api::contract::AnalysisBody;
use audience_fit::disclosure::MinCell;
use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::prevalence::{Method, Status};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::{Target, TargetSpec};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde_json::{Value, json};
use time::macros::date;

fn read(rows: &[Value], role: Role) -> ReadOutcome {
    let text = Value::from(rows.to_vec()).to_string();
    let options = ReadOptions::new(role, date!(2026 - 11 - 01));
    let reading = read_profiles(Format::Json, text.as_bytes(), &options, &mut |_| {}).expect("an array");
    assert_eq!(reading.rejected.rows, 0, "{:?}", reading.rejected.listed.first());
    reading
}

fn labelled() -> Target {
    let spec = TargetSpec { name: Some("t".to_owned()), labelled: true, ..TargetSpec::default() };
    resolve_target(spec, &Catalog::embedded()).expect("a sound target")
}

fn request<'a>(audience: &'a ReadOutcome, panel: Option<&'a ReadOutcome>, catalog: &'a Catalog) -> AnalysisRequest<'a> {
    AnalysisRequest {
        audience,
        panel,
        target: labelled(),
        catalog,
        options: AnalysisOptions { seed: 1, min_cell: MinCell::OFF, ..AnalysisOptions::default() },
        as_of: date!(2026 - 11 - 01),
        input_hash: "test".to_owned(),
    }
}

fn answer(rows: &[Value], panel: Option<&[Value]>) -> Analysis {
    let panel = panel.map(|rows| read(rows, Role::Panel));
    analyze(request(&read(rows, Role::Audience), panel.as_ref(), &Catalog::embedded())).expect("an answer")
}

/// `n` people: a number, a category, an age only the panel may tell, and a membership that hangs on them. `base` moves
/// the log odds of membership.
fn people(n: usize, seed: u64, base: f64) -> Vec<(Value, bool, f64)> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut one = || {
        let x = rng.gen_range(-2.0..2.0_f64);
        let job = ["clerk", "driver", "teacher"][rng.gen_range(0..3)];
        let age = rng.gen_range(18..80);
        let log_odds = base + x - f64::from(age - 45) / 20.0 + f64::from(u8::from(job == "driver"));
        let member = rng.r#gen::<f64>() < 1.0 / (1.0 + (-log_odds).exp());
        (json!({"attributes": {"x": x, "job": job}}), member, f64::from(age))
    };
    (0..n).map(|_| one()).collect()
}

fn panel(n: usize, seed: u64, base: f64) -> Vec<Value> {
    let tell = |(mut profile, member, age): (Value, bool, f64)| {
        profile["in_target"] = json!(member);
        profile["age"] = json!(age);
        profile
    };
    people(n, seed, base).into_iter().map(tell).collect()
}

fn audience(n: usize, seed: u64) -> Vec<Value> {
    people(n, seed, -1.0).into_iter().map(|p| p.0).collect()
}

fn interval(analysis: &Analysis) -> (f64, f64) {
    let share = analysis.fit.share.as_ref().expect("an estimate");
    assert!(0.0 <= share.lower && share.lower <= share.value && share.value <= share.upper && share.upper <= 1.0);
    (share.lower, share.upper)
}

fn warned(analysis: &Analysis, code: &str) -> Option<String> {
    AnalysisBody::new(analysis, Language::English)
        .warnings
        .into_iter()
        .find(|w| w.code.as_str() == code)
        .map(|w| w.detail)
}

#[test]
fn a_panel_of_one_class_teaches_nothing() {
    for member in [true, false] {
        let mut rows = panel(300, 1, -1.0);
        rows.iter_mut().for_each(|row| row["in_target"] = json!(member));
        let analysis = answer(&audience(300, 2), Some(&rows));
        assert_eq!(analysis.fit.status, Status::NotIdentified);
        assert!(warned(&analysis, "panel_one_class").is_some());
        assert!(!analysis.fit.required_data.is_empty());
    }
}

#[test]
fn a_panel_without_common_covariates_is_refused_with_both_lists() {
    let other: Vec<Value> =
        (0..300).map(|i| json!({"attributes": {"colour": i % 7}, "in_target": i % 3 == 0})).collect();
    let analysis = answer(&audience(300, 2), Some(&other));
    assert_eq!(analysis.fit.status, Status::NotIdentified);
    let detail = warned(&analysis, "no_overlap").expect("a warning");
    assert!(detail.contains("Panel: colour.") && detail.contains("Audience: job, x."), "{detail}");
}

#[test]
fn one_covariate_and_perfect_separation_have_an_answer() {
    let mut analyses = Vec::new();
    for keep in ["x", "job"] {
        let only = |mut rows: Vec<Value>| {
            for row in &mut rows {
                row["attributes"].as_object_mut().expect("attributes").retain(|name, _| name == keep);
            }
            rows
        };
        analyses.push(answer(&only(audience(400, 3)), Some(&only(panel(400, 4, -1.0)))));
    }
    let mut separated = panel(400, 5, -1.0);
    separated.iter_mut().for_each(|row| row["in_target"] = json!(row["attributes"]["x"].as_f64().expect("x") > 1.0));
    let followers = audience(400, 6);
    let truth = followers.iter().filter(|row| row["attributes"]["x"].as_f64().expect("x") > 1.0).count() as f64 / 400.0;
    let separation = answer(&followers, Some(&separated));
    let (lower, upper) = interval(&separation);
    println!("perfect separation: {lower:.3} to {upper:.3}, truth {truth:.3}");
    assert!(lower <= truth && truth <= upper && upper - lower < 0.15);
    for analysis in &analyses {
        let (lower, upper) = interval(analysis);
        assert!(lower < upper);
    }
}

#[test]
fn all_and_none_declared() {
    let stated = people(250, 7, -1.0);
    let members = stated.iter().filter(|p| p.1).count() as f64 / 250.0;
    let rows: Vec<Value> = stated
        .iter()
        .map(|(profile, member, _)| {
            let mut profile = profile.clone();
            profile["in_target"] = json!(member);
            profile
        })
        .collect();
    for panel in [None, Some(panel(300, 8, 1.0))] {
        let analysis = answer(&rows, panel.as_deref());
        assert_eq!(interval(&analysis), (members, members), "counted, not estimated");
        assert_eq!(analysis.fit.method, Some(Method::AllLabelled));
    }
    let none = answer(&audience(250, 7), None);
    assert_eq!((none.fit.status, none.fit.share), (Status::NotIdentified, None));
}

#[test]
fn an_audience_of_one_is_answered_and_flagged() {
    let analysis = answer(&audience(1, 9), Some(&panel(400, 10, -1.0)));
    let (lower, upper) = interval(&analysis);
    println!("an audience of one: {lower:.3} to {upper:.3}");
    assert!(upper - lower > 0.4, "one profile says little");
    assert!(warned(&analysis, "small_audience").is_some());
    let count = analysis.fit.count.expect("a count");
    assert!(count.upper <= 1.0);
}

#[test]
fn levels_that_the_panel_never_saw_and_constant_columns_do_no_harm() {
    let mut followers = audience(400, 11);
    for (i, row) in followers.iter_mut().enumerate() {
        row["attributes"]["same"] = json!("always");
        if i % 4 == 0 {
            row["attributes"]["job"] = json!(format!("job {}", i % 5));
        }
    }
    let mut rows = panel(400, 12, -1.0);
    rows.iter_mut().for_each(|row| row["attributes"]["same"] = json!("always"));
    let (lower, upper) = interval(&answer(&followers, Some(&rows)));
    assert!(lower < upper && upper - lower < 0.6);
}

#[test]
fn a_target_of_one_in_a_hundred_is_not_lost() {
    let followers = people(1_000, 13, -5.5);
    let truth = followers.iter().filter(|p| p.1).count() as f64 / 1_000.0;
    let rows: Vec<Value> = followers.into_iter().map(|p| p.0).collect();
    let (lower, upper) = interval(&answer(&rows, Some(&panel(1_000, 14, -5.5))));
    println!("truth {truth:.4}: {lower:.4} to {upper:.4}");
    assert!((0.005..0.02).contains(&truth), "the case is the one that is meant");
    assert!(lower <= truth && truth <= upper && upper < 0.2);
}

#[test]
fn a_panel_of_a_hundred_thousand_rows_is_sampled_and_said_in_full() {
    let rows = panel(100_000, 15, -1.0);
    let followers = people(500, 16, -1.0);
    let truth = followers.iter().filter(|p| p.1).count() as f64 / 500.0;
    let profiles: Vec<Value> = followers.into_iter().map(|p| p.0).collect();
    let analysis = answer(&profiles, Some(&rows));
    let (lower, upper) = interval(&analysis);
    println!("truth {truth:.3}: {lower:.3} to {upper:.3}");
    assert_eq!(analysis.fit.evidence.panel_rows, 100_000);
    assert!(lower <= truth && truth <= upper && upper - lower < 0.3);
}

#[test]
fn a_hidden_category_is_a_hypothesis_like_any_number() {
    let tell = |(mut profile, member, age): (Value, bool, f64)| {
        profile["in_target"] = json!(member);
        profile["tenure"] = json!(if age < 40.0 { "rent" } else { "own" });
        profile
    };
    let rows: Vec<Value> = people(600, 17, -1.0).into_iter().map(tell).collect();
    let analysis = answer(&audience(500, 18), Some(&rows));
    let body = serde_json::to_value(AnalysisBody::new(&analysis, Language::English)).expect("plain data");
    let hypotheses = body["fit"]["shift"]["hypotheses"].as_array().expect("hypotheses");
    let tenure = hypotheses.iter().find(|h| h["field"] == "tenure").expect("tenure is hidden from the audience");
    assert_eq!((&tenure["kind"], &tenure["level"]), (&json!("hidden"), &json!("own")));
    assert!(tenure["summary"].as_str().expect("words").contains("tenure `own`"), "{tenure}");
}

/// Declared members alone: how often intervals hold the truth where declaring does not depend on membership.
#[test]
fn intervals_from_the_declared_alone_hold_the_truth_as_often_as_they_say() {
    const AUDIENCES: u64 = 120;
    let levels = [0.5, 0.8, 0.9, 0.95, 0.99];
    let one = |seed: u64| -> [bool; 5] {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (n, part, base) = (rng.gen_range(150..400), rng.gen_range(0.05..0.5), rng.gen_range(-3.0..1.5));
        let mut members = 0;
        let rows: Vec<Value> = people(n, 1_000 + seed, base)
            .into_iter()
            .map(|(mut profile, member, _)| {
                members += usize::from(member);
                if rng.r#gen::<f64>() < part {
                    profile["in_target"] = json!(member);
                }
                profile
            })
            .collect();
        let analysis = answer(&rows, None);
        let truth = members as f64 / n as f64;
        let Some(belief) = analysis.fit.distribution else { return [true; 5] };
        levels.map(|level| {
            let tail = (1.0 - level) / 2.0;
            belief.quantile(tail) <= truth && truth <= belief.quantile(1.0 - tail)
        })
    };
    let held: Vec<[bool; 5]> = (0..AUDIENCES).into_par_iter().map(one).collect();
    let covered: Vec<f64> = (0..5).map(|i| held.iter().filter(|h| h[i]).count() as f64 / AUDIENCES as f64).collect();
    println!("declared alone, {AUDIENCES} audiences: coverage at {levels:?}: {covered:.3?}");
    for (level, covered) in levels.into_iter().zip(&covered) {
        let slack = 3.0 * (level * (1.0 - level) / AUDIENCES as f64).sqrt() + 0.03;
        assert!(*covered >= level - slack, "{covered} at {level}");
    }
    assert!(covered[0] <= 0.75 && covered.is_sorted());
}
