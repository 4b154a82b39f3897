//! Properties of the whole answer: order does not matter, the same seed gives the same bytes, nothing panics.

use audience_fit::analysis::{Analysis, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::catalog::Catalog;
use audience_fit::profile::{Format, ReadOptions, Reading, Role, read_profiles};
use audience_fit::target::TargetSpec;
use audience_fit::wire::AnalysisBody;
use proptest::prelude::*;
use serde_json::{Value, json};
use time::macros::date;

use crate::support::adult;

fn read(rows: &[Value], role: Role) -> Reading {
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
    serde_json::to_string_pretty(&AnalysisBody::from(analysis)).expect("plain data")
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
                let (least, most) = analysis.fit.evidence.certain;
                prop_assert!(least <= share.lower + 1e-6 && share.upper <= most + 1e-6);
            }
            prop_assert!(!bytes(&analysis).contains("null,\n    \"lower\""));
        }
    }
}
