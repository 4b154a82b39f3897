//! A first figure from published data: what it says of an account that nothing else is known of, and where it gives way.

use audience_fit::analysis::{Analysis, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::channel::{KnownOf, PublishedPeople, PublishedShare};
use audience_fit::ingest::{Format, ReadOptions, Role, read_profiles};
use audience_fit::prevalence::{LabelSampling, Outcome, Status};
use audience_fit::reference::Catalog;
use audience_fit::report::{self, Language};
use audience_fit::target::TargetSpec;
use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use time::macros::date;

use crate::story::target_of_cell;
use crate::support::file;

/// Normal quantile of the ends of a 90 % interval.
const Z: f64 = 1.645;
/// Part of the spread by which accounts differ that are closer to their platform than it allows for.
const LESS: f64 = 0.85;
/// Accounts drawn for each platform and target.
const ACCOUNTS: usize = 400;

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Ages, incomes and use of one cell of the survey, with its share of the adults.
struct Cell {
    channel: String,
    ages: String,
    incomes: String,
    used: f64,
}

/// The joint cells of Pew's survey of January 2018: people of each age and income who use each platform.
fn cells(catalog: &Catalog) -> Vec<Cell> {
    let people = catalog.population("US", 2018).expect("a table");
    let text =
        std::fs::read_to_string(file("tests/fixtures/channel/us-2018-pew-core-trends-cells.csv")).expect("cells");
    let cell = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let of_cell = |band: &&audience_fit::reference::PopulationCell| {
            let income = band.income.as_ref().map(ToString::to_string);
            band.age.to_string() == cells[2] && income.as_deref() == Some(cells[3])
        };
        let share = people.cells.iter().find(of_cell).unwrap_or_else(|| panic!("{line}")).share;
        let used = share * cells[4].parse::<f64>().expect("a share");
        Cell { channel: cells[0].to_owned(), ages: cells[2].to_owned(), incomes: cells[3].to_owned(), used }
    };
    text.lines().skip(1).filter(|line| line.contains(",uses,")).map(cell).collect()
}

#[test]
fn an_interval_holds_the_share_of_as_many_accounts_as_its_spread_says() {
    let catalog = Catalog::embedded();
    let cells = cells(&catalog);
    let mut channels: Vec<&str> = cells.iter().map(|cell| cell.channel.as_str()).collect();
    channels.dedup();
    assert!(channels.len() >= 8, "{channels:?}");
    let targets = [
        ("27-49", "<40000 USD/year"),
        ("18-26", "<40000 USD/year"),
        ("50-64", "75000+ USD/year"),
        ("65+", "<40000 USD/year"),
    ];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(21);
    let (mut runs, mut covered, mut width, mut off) = (0.0, [0.0, 0.0], 0.0, 0.0);
    for channel in &channels {
        let people = PublishedPeople::new(&catalog, "US", Some(2018), Some(channel)).expect("figures");
        assert_eq!(people.channel, Some(*channel));
        for (ages, incomes) in targets {
            let of = |cell: &&Cell| cell.channel == *channel;
            let users: f64 = cells.iter().filter(of).map(|cell| cell.used).sum();
            let is_target = |cell: &&Cell| cell.ages == ages && cell.incomes == incomes;
            let truth = cells.iter().filter(of).find(is_target).expect("a cell").used / users;
            let Some(PublishedShare::Uncertain { logit, sd }) =
                people.share(&target_of_cell(ages, incomes), KnownOf::default())
            else {
                panic!("{channel} {ages} {incomes}")
            };
            let (lower, upper) = (logistic(logit - Z * sd), logistic(logit + Z * sd));
            off += (logistic(logit) - truth).abs();
            width += upper - lower;
            for _ in 0..ACCOUNTS {
                let account: f64 = rng.sample(StandardNormal);
                for (covered, spread) in covered.iter_mut().zip([people.spread, LESS * people.spread]) {
                    let share = logistic((truth / (1.0 - truth)).ln() + spread * account);
                    *covered += f64::from(u8::from((lower..=upper).contains(&share)));
                }
                runs += 1.0;
            }
        }
    }
    let pairs = (channels.len() * targets.len()) as f64;
    let [coverage, of_closer] = covered.map(|covered: f64| covered / runs);
    let (width, off) = (width / pairs, off / pairs);
    println!(
        "accounts of {} platforms: users' share off by {off:.3}; {coverage:.3} covered at a width of {width:.3}, \
         {of_closer:.3} where accounts differ by {LESS} of the spread",
        channels.len()
    );
    assert!((0.88..=0.93).contains(&coverage) && of_closer >= 0.93, "{coverage} {of_closer}");
    assert!(width <= 0.26 && off <= 0.02, "{width} {off}");
}

/// Followers of whom `fields` are known, analysed for people of 27 to 49 below 40,000 dollars.
fn ask(profiles: &Value, target: Value, options: AnalysisOptions) -> Analysis {
    let catalog = Catalog::embedded();
    let read = ReadOptions::new(Role::Audience, date!(2018 - 11 - 01));
    let audience = read_profiles(Format::Json, profiles.to_string().as_bytes(), &read, &mut |_| {}).expect("an array");
    let spec: TargetSpec = serde_json::from_value(target).expect("a target");
    let target = resolve_target(spec, &catalog).expect("a target");
    let request = AnalysisRequest {
        audience: &audience,
        panel: None,
        target,
        catalog: &catalog,
        options,
        as_of: date!(2018 - 11 - 01),
        input_hash: String::new(),
    };
    analyze(request).expect("an answer")
}

fn followers(n: usize) -> Vec<Value> {
    (0..n).map(|i| json!({"id": i, "account": {"followers": 10 + i % 90}})).collect()
}

fn poorer(country: Option<&str>, year: Option<i32>) -> Value {
    let income = json!({"max_amount": 40000, "currency": "USD", "period": "year", "scope": "household"});
    let mut target = json!({"age": {"min": 27, "max": 49}, "income": income});
    if let Some(country) = country {
        target["country"] = json!(country);
    }
    if let Some(year) = year {
        target["year"] = json!(year);
    }
    target
}

fn on_facebook() -> AnalysisOptions {
    AnalysisOptions { account_channel: Some("facebook".to_owned()), ..AnalysisOptions::default() }
}

#[test]
fn an_export_without_anything_else_gets_an_assumed_figure_and_no_verdict() {
    let profiles = Value::from(followers(1000));
    for (min_share, text) in [(0.01, "passes what is far below"), (0.95, "fails what is far above")] {
        let options = AnalysisOptions { min_share: Some(min_share), ..on_facebook() };
        let analysis = ask(&profiles, poorer(Some("US"), Some(2018)), options);
        let fit = &analysis.fit;
        assert_eq!((fit.status, fit.method.map(|m| m.as_str())), (Status::Assumed, Some("platform_users")), "{text}");
        let share = fit.share.as_ref().expect("a share");
        assert!((0.12..0.28).contains(&share.value) && share.upper - share.lower > 0.2, "{share:?}");
        assert_eq!(fit.evidence.bounds, (0.0, 1.0));
        let verdict = analysis.verdict.as_ref().expect("a verdict");
        assert_eq!(verdict.outcome, Outcome::Inconclusive, "{min_share}");
        assert!(verdict.labels_needed.is_some_and(|n| n < 1000), "{verdict:?}");
        assert!(analysis.segments.iter().all(|segment| segment.fit.is_none()));
        assert!(analysis.acquisition.fit_without_suspected.is_none());
    }
    let analysis = ask(&profiles, poorer(Some("US"), Some(2018)), on_facebook());
    let reports = [
        report::text(&analysis, Language::English, 100),
        report::markdown(&analysis, Language::English),
        report::html(&analysis, Language::English),
    ];
    for report in reports {
        let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
        let figure = words.find(" of 1,000 followers match").expect("the figure");
        let lead = words.find("Assumed, not measured: about ").expect("said as an assumption");
        assert!(lead < figure && figure - lead < 100, "{report}");
        assert!(words.contains("the people who use Facebook in United States (2018)"), "{report}");
    }
}

#[test]
fn without_platform_the_population_stands_in_wider_and_what_is_missing_is_asked_for() {
    let profiles = Value::from(followers(1000));
    let width =
        |analysis: &Analysis| analysis.fit.share.as_ref().map(|share| share.upper - share.lower).expect("a share");
    let needs = |analysis: &Analysis| {
        let m = report::text(analysis, Language::English, 10_000);
        m.lines().filter(|line| line.contains("published figures then")).collect::<String>()
    };
    let on_platform = ask(&profiles, poorer(Some("US"), Some(2018)), on_facebook());
    assert_eq!(needs(&on_platform), "");
    let population = ask(&profiles, poorer(Some("US"), None), AnalysisOptions::default());
    assert_eq!(population.fit.method.map(|m| m.as_str()), Some("population_share"));
    assert!(needs(&population).contains("--account-channel, --year"), "{}", needs(&population));
    let population = ask(&profiles, poorer(Some("US"), Some(2018)), AnalysisOptions::default());
    assert!(width(&population) > 1.15 * width(&on_platform), "{} {}", width(&population), width(&on_platform));
    let nowhere = ask(&profiles, poorer(None, None), on_facebook());
    assert_eq!(nowhere.fit.status, Status::NotIdentified);
    assert!(needs(&nowhere).contains("--country, --year"), "{}", needs(&nowhere));
}

#[test]
fn what_profiles_state_narrows_an_assumed_figure() {
    // Half state an age, a third of them one outside the target's: these are counted.
    let mut profiles = followers(900);
    for (i, profile) in profiles.iter_mut().enumerate().filter(|(i, _)| i % 2 == 0) {
        profile["age"] = json!(if i % 3 == 0 { 60 } else { 35 });
    }
    let some = ask(&Value::from(profiles), poorer(Some("US"), Some(2018)), on_facebook());
    assert_eq!(some.fit.status, Status::Assumed);
    assert_eq!(some.fit.evidence.labelled, Some(150));
    let share = some.fit.share.as_ref().expect("a share");
    // By the published figures about 42 % of those of 27 to 49 are below the limit, and 19 % of all.
    assert!(share.upper < 0.6, "{share:?}");
    // With everybody's age the rest is income.
    let aged: Vec<Value> = (0..900).map(|i| json!({"id": i, "age": if i % 3 == 0 { 60 } else { 35 }})).collect();
    let aged = ask(&Value::from(aged), poorer(Some("US"), Some(2018)), on_facebook());
    let share = aged.fit.share.as_ref().expect("a share");
    assert!(
        aged.fit.status == Status::Assumed && share.upper <= 2.0 / 3.0 && (0.2..0.35).contains(&share.value),
        "{share:?}"
    );
}

#[test]
fn a_figure_that_labels_identify_stays() {
    let mut profiles = followers(1000);
    for (i, profile) in profiles.iter_mut().enumerate().filter(|(i, _)| i % 10 == 0) {
        profile["in_target"] = json!(i % 20 == 0);
    }
    let spec: TargetSpec = serde_json::from_value(poorer(Some("US"), Some(2018))).expect("a target");
    let catalog = Catalog::embedded();
    let target = resolve_target(spec, &catalog).expect("a target").with_labels();
    let read = ReadOptions::new(Role::Audience, date!(2018 - 11 - 01));
    let text = Value::from(profiles).to_string();
    let audience = read_profiles(Format::Json, text.as_bytes(), &read, &mut |_| {}).expect("an array");
    let options = AnalysisOptions { labels: LabelSampling::RandomSample, ..on_facebook() };
    let (as_of, input_hash) = (date!(2018 - 11 - 01), String::new());
    let analysis = analyze(AnalysisRequest {
        audience: &audience,
        panel: None,
        target,
        catalog: &catalog,
        options,
        as_of,
        input_hash,
    })
    .expect("an answer");
    assert_eq!(analysis.fit.method.map(|m| m.as_str()), Some("random_sample"));
    assert_eq!(analysis.fit.status, Status::Estimated);
}

#[test]
fn a_few_labels_do_not_show_through_an_assumed_figure() {
    let figure = |members: usize| {
        let mut profiles = followers(200);
        for profile in profiles.iter_mut().take(members) {
            profile["age"] = json!(70);
        }
        ask(&Value::from(profiles), poorer(Some("US"), Some(2018)), on_facebook()).fit.share
    };
    let all: Vec<_> = [0, 1, 5, 9].into_iter().map(figure).collect();
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]) && all[0].is_some(), "{all:?}");
    assert_ne!(figure(100), all[0]);
}

#[test]
fn conditions_of_which_nothing_is_published_leave_the_share_open() {
    let mut target = poorer(Some("US"), Some(2018));
    target["education"] = json!(["bachelor"]);
    let analysis = ask(&Value::from(followers(500)), target, on_facebook());
    assert_eq!(analysis.fit.status, Status::NotIdentified);
}
