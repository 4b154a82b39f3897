//! What panel and audience share: categories in any spelling, values that do not meet, weights, and rows in bulk.

use std::process::{Command, Output, Stdio};

use audience_fit::analysis::{Analysis, AnalysisError, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::api::contract::AnalysisBody;
use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::prevalence::{FitWarning, Status};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::TargetSpec;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use time::macros::date;

use crate::support::{TestServer, file};

/// Share of the audience of the case `panel-other-labels` that is aged 27 to 49.
const TRUTH: f64 = 0.654;
const AUDIENCE: &str = "panel-other-labels/lm_a.csv";

fn target() -> Value {
    json!({"age": {"min": 27, "max": 49}})
}

fn case(name: &str) -> String {
    std::fs::read_to_string(file("tests/data/door").join(name)).expect("a case")
}

fn read(csv: &str, role: Role) -> ReadOutcome {
    let options = ReadOptions::new(role, date!(2026 - 11 - 01));
    let reading = read_profiles(Format::Csv, csv.as_bytes(), &options, &mut |_| {}).expect("a CSV");
    assert_eq!(reading.rejected.rows, 0);
    reading
}

fn ask(audience: &str, panel: Option<&str>, target: &Value) -> Result<Analysis, AnalysisError> {
    let catalog = Catalog::embedded();
    let spec: TargetSpec = serde_json::from_value(target.clone()).expect("a target");
    let panel = panel.map(|csv| read(csv, Role::Panel));
    analyze(AnalysisRequest {
        audience: &read(audience, Role::Audience),
        panel: panel.as_ref(),
        target: resolve_target(spec, &catalog).expect("a sound target"),
        catalog: &catalog,
        options: AnalysisOptions { min_share: Some(0.5), ..AnalysisOptions::default() },
        as_of: date!(2026 - 11 - 01),
        input_hash: "test".to_owned(),
    })
}

fn answer(audience: &str, panel: Option<&str>, target: &Value) -> Value {
    let analysis = ask(audience, panel, target).expect("an answer");
    serde_json::to_value(AnalysisBody::new(&analysis, Language::English)).expect("plain data")
}

/// The figures of an answer: all of its fit but the levels by which panel and audience are compared, in the panel's words.
fn figures(answer: &Value) -> Value {
    let mut fit = answer["fit"].clone();
    fit.as_object_mut().expect("a fit").remove("overlap");
    fit
}

fn warning<'a>(answer: &'a Value, code: &str) -> &'a str {
    let warnings = answer["warnings"].as_array().expect("a list");
    let found = warnings.iter().find(|warning| warning["code"] == code);
    found.unwrap_or_else(|| panic!("no {code} among {warnings:?}"))["detail"].as_str().expect("a sentence")
}

fn has_warning(answer: &Value, code: &str) -> bool {
    answer["warnings"].as_array().expect("a list").iter().any(|warning| warning["code"] == code)
}

fn share(answer: &Value) -> [f64; 3] {
    ["value", "lower", "upper"].map(|end| answer["fit"]["share"][end].as_f64().expect("an estimate"))
}

fn assert_holds(answer: &Value, truth: f64) {
    let [value, lower, upper] = share(answer);
    assert!(lower <= truth && truth <= upper, "{truth} in {value} ({lower} to {upper})");
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).current_dir(file("tests/data/door")).stdin(Stdio::null());
    command.output().expect("the binary runs")
}

#[test]
fn a_panel_in_other_words_is_not_used_and_both_lists_are_named() {
    let answer = answer(&case(AUDIENCE), Some(&case("panel-other-labels/lm_p2.csv")), &target());
    assert_eq!(answer["fit"]["status"], "not_identified");
    assert_eq!(answer["verdict"]["outcome"], "inconclusive");
    let detail = warning(&answer, "covariate_left_out");
    assert!(detail.contains("Panel: Secondary or lower, Degree or higher. Audience: degree, school."), "{detail}");
    assert!(warning(&answer, "panel_not_comparable").contains("education, tenure"));
    let first = answer["fit"]["required_data"][0].as_str().expect("a sentence");
    assert!(first.contains("education, tenure in the same words"), "{first}");
}

#[test]
fn the_panel_in_the_audiences_words_is_used() {
    let panel = case("panel-other-labels/lm_p.csv");
    let straight = answer(&case(AUDIENCE), Some(&panel), &target());
    let [value, lower, upper] = share(&straight);
    assert!((value - 0.66).abs() < 0.01 && (lower - 0.56).abs() < 0.01 && (upper - 0.73).abs() < 0.01);
    assert_holds(&straight, TRUTH);
    // Case, width, spaces and synonyms change nothing.
    let respelt = panel
        .replace(",M,", ",남성,")
        .replace(",F,", ", Woman ,")
        .replace("degree", "ＤＥＧＲＥＥ")
        .replace("own", "Owner");
    assert_eq!(figures(&answer(&case(AUDIENCE), Some(&respelt), &target())), figures(&straight));
}

#[test]
fn one_field_in_other_words_is_left_out_and_the_rest_is_right() {
    let panel = case("panel-other-labels/lm_p.csv");
    for (field, respelt) in [
        ("education", panel.replace("school", "Secondary").replace("degree", "Tertiary")),
        ("tenure", panel.replace(",own\n", ",Proprietor\n").replace(",rent\n", ",Tenant\n")),
        ("gender", panel.replace(",M,", ",1,").replace(",F,", ",2,")),
    ] {
        let answer = answer(&case(AUDIENCE), Some(&respelt), &target());
        assert_holds(&answer, TRUTH);
        assert!(warning(&answer, "covariate_left_out").starts_with(field), "{field}");
        let covariates = answer["fit"]["evidence"]["covariates"].as_array().expect("a list");
        assert!(covariates.len() == 2 && !covariates.contains(&json!(field)), "{covariates:?}");
        assert!(answer["fit"]["evidence"]["hidden"].as_array().expect("a list").contains(&json!(field)));
    }
}

/// A person of a country where the young are renters and less often rich.
struct Person {
    age: u32,
    income: f64,
    renter: bool,
}

fn people(n: usize, young: f64, rng: &mut Xoshiro256PlusPlus) -> Vec<Person> {
    let one = |_| {
        let age = if rng.r#gen::<f64>() < young { rng.gen_range(20..45) } else { rng.gen_range(45..80) };
        let noise: f64 = (0..12).map(|_| rng.r#gen::<f64>()).sum::<f64>() - 6.0;
        let income = 300.0 * (0.5 * noise - 0.01 * f64::from(age)).exp();
        Person { age, income, renter: rng.r#gen::<f64>() < if age < 45 { 0.7 } else { 0.3 } }
    };
    (0..n).map(one).collect()
}

fn panel_csv(people: &[Person], income_factor: f64, weight: impl Fn(usize) -> Option<f64>) -> String {
    let mut csv = "age,attributes.earnings,tenure,weight\n".to_owned();
    for (i, p) in people.iter().enumerate() {
        let (weight, tenure) =
            (weight(i).map_or(String::new(), |w| w.to_string()), if p.renter { "rent" } else { "own" });
        csv += &format!("{},{},{tenure},{weight}\n", p.age, p.income * income_factor);
    }
    if weight(0).is_none() { csv.replace(",weight\n", "\n").replace(",\n", "\n") } else { csv }
}

fn audience_csv(people: &[Person]) -> String {
    people.iter().enumerate().fold("id,attributes.earnings,tenure\n".to_owned(), |csv, (i, p)| {
        csv + &format!("f{i},{},{}\n", p.income, if p.renter { "rent" } else { "own" })
    })
}

#[test]
fn numbers_on_another_scale_are_left_out() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
    let (panel, audience) = (people(600, 0.5, &mut rng), people(600, 0.6, &mut rng));
    let truth = audience.iter().filter(|p| (27..=49).contains(&p.age)).count() as f64 / 600.0;
    let straight = answer(&audience_csv(&audience), Some(&panel_csv(&panel, 1.0, |_| None)), &target());
    assert!(!has_warning(&straight, "covariate_left_out"), "{}", straight["warnings"]);
    assert_holds(&straight, truth);
    for (factor, said) in [(1e-4, "10000 times"), (0.1, "10 times"), (1000.0, "0.001 times")] {
        let answer = answer(&audience_csv(&audience), Some(&panel_csv(&panel, factor, |_| None)), &target());
        let detail = warning(&answer, "covariate_left_out");
        assert!(detail.starts_with("earnings") && detail.contains(said), "{detail}");
        assert_holds(&answer, truth);
    }
}

#[test]
fn spellings_of_one_gender_are_one_and_codes_are_named() {
    let answer = answer(&case("missing-words-as-categories/g_mixed.csv"), None, &json!({"gender": ["Female"]}));
    assert_eq!(answer["fit"]["evidence"]["labelled"], 175, "seven spellings of 25 each");
    let detail = warning(&answer, "value_unmatched");
    assert!(detail.contains("2 (25)"), "{detail}");
    assert!(share(&answer)[0] > 0.95, "as many as among those whose gender is known");
}

#[test]
fn any_spelling_and_order_give_the_same_figures() {
    let spellings = [["F", "female", "여성", " Woman"], ["M", "Male", "남", "MAN"], ["x", "X", "ｘ", " x "]];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let genders: Vec<usize> = (0..400).map(|_| [0, 0, 1, 1, 1, 2][rng.gen_range(0..6)]).collect();
    let csv = |spell: &mut dyn FnMut() -> usize, reversed: bool| {
        let mut rows: Vec<String> =
            genders.iter().enumerate().map(|(i, g)| format!("p{i},{},{}\n", spellings[*g][spell()], i % 7)).collect();
        if reversed {
            rows.reverse();
        }
        "id,gender,attributes.x\n".to_owned() + &rows.concat()
    };
    let plain = answer(&csv(&mut || 0, false), None, &json!({"gender": ["f"]}));
    let women = genders.iter().filter(|g| **g == 0).count() as f64 / 400.0;
    assert!((share(&plain)[0] - women).abs() < 1e-6 && plain["fit"]["method"] == "all_labelled");
    for reversed in [false, true] {
        let other = answer(&csv(&mut || rng.gen_range(0..4), reversed), None, &json!({"gender": ["여자"]}));
        assert_eq!(figures(&other), figures(&plain));
    }
}

#[test]
fn a_value_that_nobody_has_is_never_a_count_of_zero() {
    let rows = |header: &str, values: &[&str]| {
        (0..200).fold(format!("id,{header}\n"), |csv, i| csv + &format!("p{i},{}\n", values[i % values.len()]))
    };
    for (header, values, target) in [
        ("region", vec!["Gangnam", "Mapo"], json!({"region": ["KR-11"]})),
        ("region", vec!["부산광역시", "대구"], json!({"region": ["KR-11"]})),
        ("gender", vec!["1", "2"], json!({"gender": ["Female"]})),
        ("education", vec!["13", "16"], json!({"education": ["college"]})),
        ("attributes.plan", vec!["basic", "plus"], json!({"attributes": [{"name": "plan", "in": ["premium"]}]})),
    ] {
        let answer = answer(&rows(header, &values), None, &target);
        assert_eq!(answer["fit"]["status"], "not_identified", "{header}");
        let detail = warning(&answer, "value_missing");
        assert!(values.iter().all(|value| detail.contains(value)), "{detail}");
    }
    let seoul = answer(&rows("region", &["서울특별시", "부산", "Seoul", "KR-26"]), None, &json!({"region": ["KR-11"]}));
    assert!((share(&seoul)[0] - 0.5).abs() < 1e-9 && !has_warning(&seoul, "value_missing"), "{seoul}");
    let mixed = answer(&rows("gender", &["F", "M", "F", "Femail"]), None, &json!({"gender": ["F"]}));
    assert!(warning(&mixed, "value_unmatched").contains("Femail (50)"));
    assert_eq!(mixed["fit"]["evidence"]["labelled"], 150);
}

#[test]
fn weights_of_some_rows_only_are_refused_by_binary_and_service() {
    let panel = "panel-weight-blank/pan_wpopNA.csv";
    let target = target().to_string();
    let output = run(&["analyze", "panel-weight-blank/aud.csv", "--panel", panel, "--target", &target]);
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(printed.contains("160 of 400 panel rows have no weight"), "{printed}");
    let rows = |weight: &dyn Fn(u32) -> Value| -> Vec<Value> {
        (0..40)
            .map(|i| json!({"age": 20 + i, "tenure": if i % 3 == 0 { "own" } else { "rent" }, "weight": weight(i)}))
            .collect()
    };
    let profiles: Vec<Value> = (0..40).map(|i| json!({"tenure": if i % 2 == 0 { "own" } else { "rent" }})).collect();
    let some = rows(&|i| if i % 4 == 0 { Value::Null } else { json!(3) });
    let body = json!({"profiles": profiles, "panel": some, "target": {"age": {"min": 27, "max": 49}}});
    let problem = TestServer::start().create_analysis(&body);
    assert_eq!(problem.status, 422);
    assert!(problem.text.contains("10 of 40 panel rows have no weight"), "{}", problem.text);
}

#[test]
fn equal_weights_are_no_weights() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(6);
    let (panel, audience) = (people(300, 0.5, &mut rng), people(300, 0.6, &mut rng));
    let of =
        |weight: Option<f64>| answer(&audience_csv(&audience), Some(&panel_csv(&panel, 1.0, |_| weight)), &target());
    let plain = of(None);
    for weight in [1.0, 40_000.0, 0.3] {
        assert_eq!(figures(&of(Some(weight))), figures(&plain), "{weight}");
    }
}

#[test]
fn weights_are_worth_what_kish_says() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let (panel, audience) = (people(400, 0.5, &mut rng), people(400, 0.6, &mut rng));
    let of = |weight: &dyn Fn(usize) -> Option<f64>| {
        ask(&audience_csv(&audience), Some(&panel_csv(&panel, 1.0, weight)), &target()).expect("an answer").fit
    };
    // One row of 400 with a fifth of all weight: it is told, and the panel is worth 1 / (1/25 + .64/400) = 24 rows.
    let one = of(&|i| Some(if i == 0 { 99.75 } else { 1.0 }));
    assert!(
        one.warnings.contains(&FitWarning::DominantWeight { percent: 20, effective_rows: 24 }),
        "{:?}",
        one.warnings
    );
    assert_eq!(one.status, Status::Estimated);
    // With 400 times its weight it is half of everything, and the panel worth 4 rows.
    let refused = of(&|i| Some(if i == 0 { 400.0 } else { 1.0 }));
    let few = FitWarning::FewEffectiveRows { rows: 400, effective_rows: 3, needed: 10 };
    assert!(refused.warnings.contains(&few), "{:?}", refused.warnings);
    assert_eq!(refused.status, Status::NotIdentified);
}

#[test]
fn a_panel_repeated_ten_times_is_the_panel() {
    let (once, tenfold) = (case("duplicated-panel/lm_p100.csv"), case("duplicated-panel/lm_p100x10.csv"));
    let of = |panel: &str| answer(&case(AUDIENCE), Some(panel), &target());
    let (once, tenfold) = (of(&once), of(&tenfold));
    assert_eq!(figures(&once), figures(&tenfold));
    assert!(!has_warning(&once, "rows_duplicated"));
    let detail = warning(&tenfold, "rows_duplicated");
    assert!(detail.contains("1,000 panel rows are 100 rows, repeated up to 10 times"), "{detail}");
    assert!(!has_warning(&of(&case("panel-other-labels/lm_p.csv")), "rows_duplicated"), "an honest panel");
}

#[test]
fn labels_repeated_tenfold_gain_nothing() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let rows: Vec<String> = people(300, 0.5, &mut rng)
        .iter()
        .map(|p| {
            let age = if rng.r#gen::<f64>() < 0.3 { p.age.to_string() } else { String::new() };
            format!("{age},{},{}\n", (p.income / 10.0).round(), if p.renter { "rent" } else { "own" })
        })
        .collect();
    let csv = |copies: usize| "age,attributes.earnings,tenure\n".to_owned() + &rows.concat().repeat(copies);
    let (once, tenfold) = (answer(&csv(1), None, &target()), answer(&csv(10), None, &target()));
    let width = |answer: &Value| share(answer)[2] - share(answer)[1];
    assert!((width(&once) - width(&tenfold)).abs() < 0.002, "{} {}", width(&once), width(&tenfold));
    assert!((share(&once)[0] - share(&tenfold)[0]).abs() < 0.002);
    assert!(warning(&tenfold, "rows_duplicated").contains("3,000 profiles are 300 profiles"));
    assert!(!has_warning(&once, "rows_duplicated"));
}
