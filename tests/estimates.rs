//! Properties of the whole answer: order does not matter, the same seed gives the same bytes, nothing panics.

use audience_fit::analysis::{Analysis, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::api::contract::AnalysisBody;
use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::TargetSpec;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use time::macros::date;

use crate::support::adult;

fn read(rows: &[Value], role: Role) -> ReadOutcome {
    let text = Value::from(rows.to_vec()).to_string();
    let options = ReadOptions::new(role, date!(2026 - 11 - 01));
    read_profiles(Format::Json, text.as_bytes(), &options, &mut |_| {}).expect("an array")
}

fn answer(rows: &[Value], panel: Option<&[Value]>, target: &Value, seed: u64) -> Analysis {
    let catalog = Catalog::embedded();
    let spec: TargetSpec = serde_json::from_value(target.clone()).expect("a target");
    let target = resolve_target(spec, &catalog).expect("a sound target");
    let panel = panel.map(|rows| read(rows, Role::Panel));
    analyze(AnalysisRequest {
        audience: &read(rows, Role::Audience),
        panel: panel.as_ref(),
        target,
        catalog: &catalog,
        options: AnalysisOptions { seed, min_share: Some(0.3), ..AnalysisOptions::default() },
        as_of: date!(2026 - 11 - 01),
        input_hash: "test".to_owned(),
    })
    .expect("an answer")
}

fn bytes(analysis: &Analysis) -> String {
    serde_json::to_string_pretty(&AnalysisBody::new(analysis, Language::English)).expect("plain data")
}

#[test]
fn permuting_the_profiles_changes_nothing() {
    let (mut profiles, mut panel, target) = adult();
    let straight = bytes(&answer(&profiles, Some(&panel), &target, 3));
    profiles.reverse();
    profiles.rotate_left(137);
    panel.reverse();
    assert_eq!(straight, bytes(&answer(&profiles, Some(&panel), &target, 3)));
    for profile in &mut profiles {
        profile.as_object_mut().expect("an object").remove("id");
    }
    let nameless = bytes(&answer(&profiles, None, &target, 3));
    profiles.rotate_left(411);
    assert_eq!(nameless, bytes(&answer(&profiles, None, &target, 3)));
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let (profiles, panel, target) = adult();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| bytes(&answer(&profiles, Some(&panel), &target, 3)))
    };
    let one = on(1);
    assert_eq!(one, on(4));
    assert_ne!(one, bytes(&answer(&profiles, Some(&panel), &target, 4)), "another seed draws otherwise");
}

#[test]
fn known_conditions_of_the_undeclared_are_not_forgotten() {
    // Everyone states an age, half an income. Half are of the target's age; of those, 40 % are poor. The declared
    // include all who are too old, whatever their income: counting them alone would give 13 %.
    let rows: Vec<Value> = (0..1000)
        .map(|i| {
            let mut row = json!({"age": if i % 2 == 0 { 35 } else { 70 }});
            if i % 4 < 2 {
                row["income"] = json!({"median_ratio": if i % 20 < 8 { 0.5 } else { 1.5 }});
            }
            row
        })
        .collect();
    let target = json!({"age": {"min": 27, "max": 49}, "income": {"max_median_ratio": 0.75}});
    let fit = answer(&rows, None, &target, 0).fit;
    let share = fit.share.expect("an estimate");
    println!("expected 0.20: {:.3} ({:.3} to {:.3})", share.value, share.lower, share.upper);
    assert!((share.value - 0.2).abs() < 0.03 && share.lower < 0.2 && 0.2 < share.upper);
}

/// A person of a made-up country: women are members more often than men, and so are the young.
struct Citizen {
    age: f64,
    poor: bool,
    woman: bool,
    education: f64,
}

fn citizens(n: usize, seed: u64) -> Vec<Citizen> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut one = || {
        let age = rng.gen_range(18.0..80.0f64).floor();
        let education = rng.gen_range(0.0..16.0f64).floor();
        let poor = rng.r#gen::<f64>() < 1.0 / (1.0 + (0.25 * (education - 8.0)).exp());
        Citizen { age, poor, woman: rng.r#gen(), education }
    };
    (0..n).map(|_| one()).collect()
}

/// Which fields a row states, each with a chance of its own.
fn row(c: &Citizen, stated: f64, bands: bool, rng: &mut Xoshiro256PlusPlus) -> Value {
    let mut row = json!({"attributes": {"education_years": c.education}});
    let mut tells = || rng.r#gen::<f64>() < stated;
    if tells() && bands {
        let low = (c.age / 5.0).floor() * 5.0;
        row["age_band"] = json!({"min": low, "max": low + 4.0});
    } else if tells() {
        row["age"] = json!(c.age);
    }
    if tells() {
        row["income"] = json!({"median_ratio": if c.poor { 0.5 } else { 1.5 }});
    }
    if tells() {
        row["gender"] = json!(if c.woman { "f" } else { "m" });
    }
    row
}

#[test]
fn fields_stated_by_a_part_of_the_audience_do_not_bend_the_share() {
    let target = json!({"age": {"min": 27, "max": 49}, "income": {"max_median_ratio": 0.75}, "gender": ["f"]});
    let in_target = |c: &Citizen| (27.0..50.0).contains(&c.age) && c.poor && c.woman;
    for (stated, bands, with_panel) in
        [(0.7, false, false), (0.7, false, true), (0.85, false, false), (0.85, true, false), (0.7, true, true)]
    {
        let (mut covered, mut error) = (0, 0.0);
        for seed in 0..6 {
            let people = citizens(1500, seed);
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(100 + seed);
            let truth = people.iter().filter(|c| in_target(c)).count() as f64 / people.len() as f64;
            let rows: Vec<Value> = people.iter().map(|c| row(c, stated, bands, &mut rng)).collect();
            let panel: Vec<Value> = citizens(800, 50 + seed).iter().map(|c| row(c, 1.0, false, &mut rng)).collect();
            let share = answer(&rows, with_panel.then_some(&panel), &target, seed).fit.share.expect("an estimate");
            covered += usize::from(share.lower <= truth && truth <= share.upper);
            error += (share.value - truth).abs() / 6.0;
        }
        println!("stated {stated}, bands {bands}, panel {with_panel}: error {error:.3}, {covered} of 6 covered");
        assert!(error < 0.03 && covered >= 4, "stated {stated}, bands {bands}, panel {with_panel}: {error} {covered}");
    }
}

#[test]
fn a_category_that_the_panel_always_states_may_be_missing_in_the_audience() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(9);
    let draw = |rng: &mut Xoshiro256PlusPlus| {
        let woman = rng.r#gen::<bool>();
        (woman, rng.r#gen::<f64>() < if woman { 0.6 } else { 0.15 })
    };
    let gender = |woman: bool| json!(if woman { "f" } else { "m" });
    let panel: Vec<Value> = (0..1500)
        .map(|_| draw(&mut rng))
        .map(|(woman, member)| json!({"gender": gender(woman), "in_target": member}))
        .collect();
    let rows: Vec<Value> =
        (0..2000).map(|i| if i % 10 < 3 { json!({}) } else { json!({"gender": gender(draw(&mut rng).0)}) }).collect();
    let share = answer(&rows, Some(&panel), &json!({"labelled": true}), 1).fit.share.expect("an estimate");
    println!("expected about 0.375: {:.3} ({:.3} to {:.3})", share.value, share.lower, share.upper);
    assert!((share.value - 0.375).abs() < 0.06, "{share:?}");
}

#[test]
fn bands_are_never_certainties() {
    let rows = vec![json!({"age_band": {"min": 25, "max": 34}}); 10];
    let target = json!({"age": {"min": 27, "max": 49}});
    let fit = answer(&rows, None, &target, 0).fit;
    assert_eq!(fit.evidence.bounds, (0.0, 1.0));
    assert_eq!(fit.method.map(|m| m.as_str()), Some("labelled_bands"));
    let share = fit.share.expect("an estimate");
    assert!(share.lower < 0.75 && share.upper > 0.85, "{share:?}");
    let hidden = vec![json!({"age_band": {"min": 20, "max": 29}}); 200];
    let target = json!({"age": {"min": 27, "max": 49}, "income": {"max_median_ratio": 0.75}});
    assert_eq!(answer(&hidden, None, &target, 0).fit.evidence.bounds, (0.0, 1.0));
}

#[test]
fn a_category_with_too_many_texts_is_the_same_in_any_order() {
    let mut rows: Vec<Value> = (0..66_000).map(|i| json!({"region": format!("place {i}")})).collect();
    rows.extend((0..4000).map(|_| json!({"region": "KR-11"})));
    let target = json!({"region": ["KR-11"]});
    let status = |rows: &[Value]| {
        (answer(rows, None, &target, 0).fit.status, answer(rows, None, &target, 0).fit.evidence.labelled)
    };
    let straight = status(&rows);
    rows.reverse();
    assert_eq!(straight, status(&rows));
    assert_eq!(straight.1, Some(0), "the field is no category, so nobody is declared by it");
}

#[test]
fn a_target_that_nobody_can_meet_is_pointed_out() {
    let codes = |analysis: &Analysis| analysis.warnings.iter().map(|w| w.code().as_str()).collect::<Vec<_>>();
    let rows = vec![json!({"region": "KR-11"}); 120];
    let typo = answer(&rows, None, &json!({"region": ["KR-12"]}), 0);
    assert!(codes(&typo).contains(&"value_missing"), "{:?}", typo.warnings);
    let absent = answer(&rows, None, &json!({"age": {"min": 20}}), 0);
    assert!(codes(&absent).contains(&"field_missing"), "{:?}", absent.warnings);
    let lookalike = vec![json!({"attributes": {"income": 3}}); 120];
    let confused = answer(&lookalike, None, &json!({"income": {"max_median_ratio": 0.75}, "country": "KR"}), 0);
    assert!(codes(&confused).contains(&"column_is_attribute"), "{:?}", confused.warnings);
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-10i64..200).prop_map(Value::from),
        any::<f32>().prop_filter("JSON has no infinities", |x| x.is_finite()).prop_map(|x| json!(x)),
        prop_oneof!["a", "b", "c", "1", ""].prop_map(Value::from),
    ]
}

fn profile() -> impl Strategy<Value = Value> {
    let attributes = prop::collection::btree_map("[xyz]", value(), 0..3);
    let in_target = prop::option::of(any::<bool>());
    let age = prop::option::of(0u8..121);
    let region = prop::option::of(prop_oneof!["r1", "r2", "r3"]);
    (attributes, in_target, age, region).prop_map(|(attributes, in_target, age, region)| {
        json!({"attributes": attributes, "in_target": in_target, "age": age, "region": region})
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_audience_is_answered_with_ordered_intervals(
        rows in prop::collection::vec(profile(), 1..80),
        panel in prop::collection::vec(profile(), 0..60),
        copies in 1usize..5,
    ) {
        let rows: Vec<Value> = std::iter::repeat_n(rows, copies).flatten().collect();
        if !read(&rows, Role::Audience).profiles.is_empty() {
            let analysis = answer(&rows, Some(&panel), &json!({"labelled": true}), 1);
            if let Some(share) = &analysis.fit.share {
                prop_assert!(0.0 <= share.lower && share.lower <= share.value + 1e-9);
                prop_assert!(share.value <= share.upper + 1e-9 && share.upper <= 1.0);
                let (least, most) = analysis.fit.evidence.bounds;
                prop_assert!(least <= share.lower + 1e-6 && share.upper <= most + 1e-6);
            }
            let body: Value = serde_json::from_str(&bytes(&analysis)).expect("JSON");
            let share = &body["fit"]["share"];
            prop_assert!(share.is_null() || share["lower"].is_number(), "{share}");
        }
    }
}
