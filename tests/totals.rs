//! The platform's page statistics: what they gain where declaring hangs on age, and what they say without any profile.

use audience_fit::analysis::{Analysis, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::disclosure::MinCell;
use audience_fit::ingest::totals::{TotalRow, Totals, TotalsField, TotalsOf};
use audience_fit::ingest::{ReadOutcome, Role};
use audience_fit::prevalence::{Method, Status};
use audience_fit::reference::Catalog;
use audience_fit::target::TargetSpec;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde_json::{Value, json};
use time::macros::date;

use crate::accuracy::{Person, people, read};
use crate::support::TestServer;

/// Bands as Meta has them.
const BANDS: [(&str, f64, f64); 6] = [
    ("18-24", 0.0, 24.0),
    ("25-34", 25.0, 34.0),
    ("35-44", 35.0, 44.0),
    ("45-54", 45.0, 54.0),
    ("55-64", 55.0, 64.0),
    ("65+", 65.0, 120.0),
];
/// Audiences drawn, and their followers.
const AUDIENCES: u64 = 14;
const FOLLOWERS: usize = 600;

pub(crate) fn age_totals(people: &[&Person]) -> Totals {
    let row = |(band, from, to): &(&str, f64, f64)| {
        let n = people.iter().filter(|p| (*from..=*to).contains(&p.age)).count() as f64;
        let share = (1000.0 * n / people.len() as f64).round() / 1000.0;
        TotalRow { field: TotalsField::Age, band: Some((*band).to_owned()), value: None, share, half_step: None }
    };
    Totals::new(&BANDS.iter().map(row).collect::<Vec<_>>(), TotalsOf::Followers).expect("sound")
}

fn answer(audience: &ReadOutcome, panel: Option<&ReadOutcome>, spec: Value, options: AnalysisOptions) -> Analysis {
    let catalog = Catalog::embedded();
    let spec: TargetSpec = serde_json::from_value(spec).expect("a target");
    let target = resolve_target(spec, &catalog).expect("a target").with_labels();
    let (as_of, input_hash) = (date!(2026 - 11 - 01), String::new());
    let request = AnalysisRequest { audience, panel, target, catalog: &catalog, options, as_of, input_hash };
    analyze(request).expect("an answer")
}

/// Error, coverage and width of one way of asking.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    runs: f64,
    error: f64,
    covered: f64,
    width: f64,
}

impl Tally {
    pub(crate) fn add(&mut self, analysis: &Analysis, truth: f64) {
        let share = analysis.fit.share.as_ref().expect("a share");
        self.runs += 1.0;
        self.error += (share.value - truth).abs();
        self.covered += f64::from(u8::from((share.lower..=share.upper).contains(&truth)));
        self.width += share.upper - share.lower;
    }

    pub(crate) fn means(self) -> [f64; 3] {
        [self.error, self.covered, self.width].map(|sum| sum / self.runs)
    }
}

/// People of UCI Adult who follow: `weight` of each, and who of them states age and income: `declares`. Without and with
/// totals of ages.
fn compare(
    weight: impl Fn(&Person, f64) -> f64 + Sync,
    declares: impl Fn(&Person) -> f64 + Sync,
    with_panel: bool,
) -> [[f64; 3]; 2] {
    let people = people();
    let target = json!({"age": {"min": 27, "max": 49}, "attributes": [{"name": "over_50k", "max": 0.5}]});
    let one = |seed: u64| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let size = rng.gen_range(-1.0..1.0);
        let mut order: Vec<&Person> = people.iter().collect();
        order.shuffle(&mut rng);
        let (panel, pool) = order.split_at(600);
        let followers: Vec<&Person> = pool
            .choose_multiple_weighted(&mut rng, FOLLOWERS, |p| weight(p, size))
            .expect("weights")
            .copied()
            .collect();
        let truth = followers.iter().filter(|p| p.in_target()).count() as f64 / FOLLOWERS as f64;
        let profiles = followers.iter().map(|p| p.profile(rng.r#gen::<f64>() < declares(p))).collect();
        let audience = read(profiles, Role::Audience);
        let panel = with_panel.then(|| read(panel.iter().map(|p| p.profile(true)).collect(), Role::Panel));
        let options = AnalysisOptions { min_cell: MinCell(1), ..AnalysisOptions::default() };
        let without = answer(&audience, panel.as_ref(), target.clone(), options.clone());
        let options = AnalysisOptions { totals: Some(age_totals(&followers)), ..options };
        let with = answer(&audience, panel.as_ref(), target.clone(), options);
        assert_eq!(with.fit.evidence.totals, ["age"]);
        ([without, with], truth)
    };
    let answers: Vec<([Analysis; 2], f64)> = (0..AUDIENCES).into_par_iter().map(one).collect();
    let mut tallies = [Tally::default(); 2];
    for (both, truth) in &answers {
        tallies.iter_mut().zip(both).for_each(|(tally, analysis)| tally.add(analysis, *truth));
    }
    tallies.map(Tally::means)
}

fn print(name: &str, [without, with]: [[f64; 3]; 2]) {
    println!(
        "{name}: error {:.3} -> {:.3}, covered {:.2} -> {:.2}, width {:.3} -> {:.3}",
        without[0], with[0], without[1], with[1], without[2], with[2]
    );
}

#[test]
fn totals_correct_labels_that_the_young_give_more_often() {
    let young = |p: &Person| 0.3 / (1.0 + (0.3 * (p.age - 48.0)).exp());
    let figures = compare(|_, _| 1.0, young, false);
    print("labels given less often by the older", figures);
    let [without, with] = figures;
    assert!(with[0] <= 0.75 * without[0] && with[1] >= without[1] + 0.1 && with[1] >= 0.8, "{figures:?}");
}

#[test]
fn totals_cost_nothing_where_labels_are_given_at_random() {
    let figures = compare(|_, _| 1.0, |_| 0.15, false);
    print("labels given at random", figures);
    let [without, with] = figures;
    assert!(with[0] <= 1.05 * without[0] && with[1] >= 0.85 && with[2] <= without[2], "{figures:?}");
}

#[test]
fn totals_show_a_panel_the_ages_that_followers_do_not() {
    let figures = compare(|p, size| (0.05 * size * (p.age - 40.0)).exp(), |_| 0.0, true);
    print("panel, followers of other ages", figures);
    let [without, with] = figures;
    assert!(with[0] <= 0.95 * without[0] && with[2] <= without[2] && with[1] >= 0.9, "{figures:?}");
}

#[test]
fn totals_alone_tell_a_share_of_ages_and_narrow_an_assumed_one() {
    let shares = [("13-17", 0.02), ("18-24", 0.2), ("25-34", 0.38), ("35-44", 0.25), ("45+", 0.15)];
    let totals: Vec<Value> =
        shares.iter().map(|(band, share)| json!({"field": "age", "band": band, "share": share})).collect();
    let server = TestServer::start();
    let ask = |extra: Value| {
        let mut body = json!({"followers": 1200, "totals": totals, "min_share": 0.5});
        body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        let answer = server.create_analysis(&body);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    let ages = ask(json!({"target": {"age": {"min": 25, "max": 44}}}));
    assert_eq!((&ages["fit"]["status"], &ages["fit"]["method"]), (&json!("estimated"), &json!("totals")));
    assert_eq!((&ages["verdict"]["outcome"], &ages["audience"]["profiles"]), (&json!("pass"), &json!(1200)));
    let share = |answer: &Value, end: &str| answer["fit"]["share"][end].as_f64().expect("a share");
    assert!((share(&ages, "value") - 0.63).abs() < 0.002 && share(&ages, "upper") - share(&ages, "lower") < 0.1);
    assert!((ages["fit"]["count"]["value"].as_f64().expect("a count") - 756.0).abs() < 3.0);
    // A limit within a band: nothing tells how many of it are younger.
    let across = ask(json!({"target": {"age": {"min": 30, "max": 44}}}));
    assert_eq!(across["fit"]["status"], "assumed");
    assert!(share(&across, "lower") > 0.25 && share(&across, "upper") < 0.63, "{}", across["fit"]["share"]);
    assert_eq!(across["verdict"]["outcome"], "inconclusive");
    // With an income the published shares of it at these ages stand in.
    let income = json!({"max_amount": 40000, "currency": "USD", "period": "year", "scope": "household"});
    let target = json!({"age": {"min": 25, "max": 44}, "income": income, "country": "US", "year": 2018});
    let poorer = ask(json!({"target": target, "account_channel": "facebook"}));
    assert_eq!((&poorer["fit"]["status"], &poorer["fit"]["method"]), (&json!("assumed"), &json!("platform_users")));
    assert_eq!(poorer["fit"]["evidence"]["totals"], json!(["age"]));
    assert!(share(&poorer, "upper") < 0.63, "{}", poorer["fit"]["share"]);
    let mut other = json!({"target": target, "account_channel": "facebook"});
    other["totals"] =
        json!([{"field": "age", "band": "18-24", "share": 0.9}, {"field": "age", "band": "25+", "share": 0.1}]);
    assert!(share(&ask(other), "value") < 0.25 * share(&poorer, "value"));
    // Women of an age by two margins, and by cells.
    let mut women = json!({"target": {"age": {"min": 25, "max": 44}, "gender": ["female"]}});
    women["totals"] = Value::from(
        totals
            .iter()
            .cloned()
            .chain([
                json!({"field": "gender", "value": "F", "share": 0.6}),
                json!({"field": "gender", "value": "male", "share": 0.4}),
            ])
            .collect::<Vec<_>>(),
    );
    assert!((share(&ask(women), "value") - 0.378).abs() < 0.005);
}

/// A stored audience of which nothing is known but its platform and page statistics.
#[test]
fn stored_audiences_take_the_platform_and_totals() {
    let server = TestServer::start();
    let rows: String = (0..400).map(|i| format!("{{\"id\": \"p{i}\"}}\n")).collect();
    let stored = server.post("/v1/audiences?as_of=2026-11-01", "application/x-ndjson", rows);
    assert_eq!(stored.status, 201, "{}", stored.text);
    let stored = stored.json();
    let id = stored["id"].as_str().expect("an id");
    let fit = |query: &str| {
        let target = "under-middle-class-late-20s-to-40s";
        let answer = server.get(&format!("/v1/audiences/{id}/fit?target={target}&country=KR&year=2025{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["fit"].clone()
    };
    assert_eq!(fit("")["method"], "population_share");
    let on_x = fit("&account_channel=x");
    assert_eq!((&on_x["status"], &on_x["method"]), (&json!("assumed"), &json!("platform_users")), "{on_x}");
    let query = "target=under-middle-class-late-20s-to-40s&country=KR&account_channel=no_such_platform";
    let unknown = server.get(&format!("/v1/audiences/{id}/fit?{query}"));
    assert!(unknown.status == 422 && unknown.text.contains("no_such_platform"), "{}", unknown.text);
    let target = json!({"preset": "under-middle-class-late-20s-to-40s", "country": "KR", "year": 2025});
    let totals =
        json!([{"field": "age", "band": "18-24", "share": 0.7}, {"field": "age", "band": "25+", "share": 0.3}]);
    let with = json!({"audience_id": id, "target": target, "account_channel": "x", "totals": totals});
    let with = server.create_analysis(&with).json();
    assert_eq!(with["fit"]["evidence"]["totals"], json!(["age"]), "{with}");
    assert!(with["fit"]["share"]["value"].as_f64() < on_x["share"]["value"].as_f64());
}

#[test]
fn faults_of_totals_are_said_one_by_one() {
    let server = TestServer::start();
    let faults = |body: Value| {
        let answer = server.create_analysis(&body);
        assert_eq!(answer.status, 422, "{}", answer.text);
        answer.json()["errors"].clone()
    };
    let target = json!({"age": {"min": 25, "max": 44}});
    let percent = json!([{"field": "age", "band": "18-24", "share": 40}, {"field": "age", "band": "25+", "share": 60},
        {"field": "gender", "value": "female", "share": 0.3}]);
    let errors = faults(json!({"followers": 100, "totals": percent, "target": target}));
    assert_eq!(errors.as_array().map(Vec::len), Some(2), "{errors}");
    assert!(
        errors[0]["pointer"] == "/totals/0/share"
            && errors[0]["detail"].as_str().is_some_and(|d| d.contains("percent"))
    );
    assert!(
        errors[1]["pointer"] == "/totals/2/share" && errors[1]["detail"].as_str().is_some_and(|d| d.contains("0.300"))
    );
    let errors = faults(json!({"followers": 100, "profiles": [{"age": 3}], "target": target}));
    assert_eq!(errors[0]["pointer"], "/followers", "{errors}");
    let language = json!([{"field": "language", "value": "ko", "share": 1.0}]);
    let answer = server.create_analysis(&json!({"followers": 100, "totals": language, "target": target}));
    assert!(
        answer.json()["errors"][0]["pointer"] == "/totals/0/field" && answer.text.contains("age_gender"),
        "{}",
        answer.text
    );
}

#[test]
fn totals_that_cannot_help_are_named() {
    let people = people();
    let people: Vec<&Person> = people.iter().take(300).collect();
    // Everybody states an age.
    let audience = read(people.iter().map(|p| p.profile(true)).collect(), Role::Audience);
    let options = AnalysisOptions { totals: Some(age_totals(&people)), ..AnalysisOptions::default() };
    let target = json!({"age": {"min": 27, "max": 49}, "attributes": [{"name": "over_50k", "max": 0.5}]});
    let analysis = answer(&audience, None, target, options);
    assert_eq!((analysis.fit.status, analysis.fit.method), (Status::Estimated, Some(Method::AllLabelled)));
    assert!(
        analysis.warnings.iter().any(|warning| warning.code().as_str() == "totals_not_used"),
        "{:?}",
        analysis.warnings
    );
}
