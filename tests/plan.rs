//! What to do in a week: the plan keeps to every bound, says what conflicts, and tells how sure it is.

use std::sync::LazyLock;

use audience_fit::channel::{AudienceHint, ChannelCost, ChannelQuery, fit_and_rank};
use audience_fit::plan::{
    Allocation, AllocationReason, Budget, ChannelConstraint, Constraints, Exclusion, HalfSaturationBasis, PerResource,
    Plan, PlanAssumption, PlanError, Resource, Staffing, Task, plan,
};
use audience_fit::prevalence::Estimate;
use audience_fit::reference::Catalog;
use audience_fit::target::{AgeRange, IncomeLimits, SpecFault, TargetSpec};
use proptest::prelude::*;

fn query(country: &str, year: i32) -> ChannelQuery {
    ChannelQuery {
        target: TargetSpec {
            age: Some(AgeRange { min: Some(27.0), max: Some(49.0) }),
            income: Some(IncomeLimits { max_median_ratio: Some(0.75), ..IncomeLimits::default() }),
            ..TargetSpec::default()
        },
        country: country.to_owned(),
        year: Some(year),
        channels: None,
        measure: None,
        donor_country: None,
        level: 0.9,
        seed: 7,
        audience: None,
        costs: Vec::new(),
        learning: None,
    }
}

fn hours(hours: f64) -> Constraints {
    Constraints { hours_per_week: Some(hours), ..Constraints::default() }
}

fn budget(amount: f64, currency: &str) -> Option<Budget> {
    Some(Budget { amount: Some(amount), currency: Some(currency.to_owned()) })
}

fn bound(channel: &str) -> ChannelConstraint {
    ChannelConstraint { channel: channel.to_owned(), ..ChannelConstraint::default() }
}

fn held(channel: &str, hours: f64) -> ChannelConstraint {
    ChannelConstraint { hold: PerResource { hours: Some(hours), money: None }, ..bound(channel) }
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);

fn ask(query: &ChannelQuery, constraints: &Constraints) -> Result<Plan, PlanError> {
    let fitted = fit_and_rank(&CATALOG, query).expect("an answer");
    plan(&CATALOG, query, &fitted, constraints)
}

fn planned(query: &ChannelQuery, constraints: &Constraints) -> Plan {
    ask(query, constraints).expect("a plan")
}

fn faults(query: &ChannelQuery, constraints: &Constraints) -> Vec<SpecFault> {
    match ask(query, constraints) {
        Err(PlanError::Invalid(faults)) => faults,
        other => panic!("no fault was found: {other:?}"),
    }
}

fn allocation<'a>(plan: &'a Plan, channel: &str) -> Option<&'a Allocation> {
    plan.allocations.iter().find(|allocation| allocation.channel == channel)
}

fn has_warning(plan: &Plan, code: &str) -> bool {
    plan.warnings.iter().any(|warning| warning.code() == code)
}

/// How it is known what reaches half of a channel's users, where a reason says so.
fn basis(reason: &AllocationReason) -> Option<&HalfSaturationBasis> {
    if let AllocationReason::HalfSaturation(_, _, basis) = reason { Some(basis) } else { None }
}

fn excluded<'a>(plan: &'a Plan, channel: &str) -> (&'a str, &'a Exclusion) {
    let excluded = plan.excluded.iter().find(|excluded| excluded.channel == channel);
    excluded.map(|d| (d.reason.code(), &d.reason)).unwrap_or_else(|| panic!("{channel} in {:?}", plan.excluded))
}

#[test]
fn korea_2012_speaks_through_press_and_website_and_korea_2024_through_the_portal() {
    let share = |plan: &Plan, channel: &str| allocation(plan, channel).map_or(0.0, |a| a.hours);
    let then = planned(&query("KR", 2012), &hours(12.0));
    assert!(share(&then, "press") + share(&then, "website") > 11.0, "{:?}", then.allocations);
    assert_eq!(excluded(&then, "social_media").0, "better_elsewhere");
    let now = planned(&query("KR", 2024), &hours(12.0));
    assert!(share(&now, "website") > share(&now, "social_media"), "{:?}", now.allocations);
    assert!(share(&now, "website") > share(&now, "press"), "{:?}", now.allocations);
}

#[test]
fn an_account_is_staffed_or_dropped_with_the_reason() {
    let two = planned(&query("US", 2018), &hours(2.0));
    assert!(two.allocations.is_empty() && two.reach.value == 0.0 && two.hours_left == 2.0, "{two:?}");
    let (code, reason) = excluded(&two, "facebook");
    assert_eq!(code, "unstaffed");
    let staffing = Staffing::Account { post_hours: 2.0, answer_hours: 1.0 };
    let below = Exclusion::BelowThreshold { resource: Resource::Hours, threshold: 3.0, max: 2.0, staffing };
    assert_eq!(*reason, below);
    let more =
        Constraints { channels: vec![ChannelConstraint { max_hours: Some(2.5), ..bound("facebook") }], ..hours(9.0) };
    assert_eq!(excluded(&planned(&query("US", 2018), &more), "facebook").0, "unstaffed");
    let task = Constraints { task: Task::Application, ..hours(5.0) };
    assert_eq!(excluded(&planned(&query("US", 2018), &task), "facebook").0, "unstaffed", "helping takes more hours");
    let many = planned(&query("US", 2018), &hours(12.0));
    let (code, reason) = excluded(&many, "linkedin");
    let loses = matches!(reason, Exclusion::BetterElsewhere { needs: Some(_), loss } if *loss > 0.0);
    assert!(code == "better_elsewhere" && loses, "{code}: {reason:?}");
}

#[test]
fn a_hold_is_kept_to_the_last_digit_and_said_where_it_leaves_an_account_unstaffed() {
    let constraints = Constraints { channels: vec![held("facebook", 1.234_567_89)], ..hours(10.0) };
    let plan = planned(&query("US", 2018), &constraints);
    assert_eq!(allocation(&plan, "facebook").map(|a| a.hours), Some(1.234_567_89));
    assert!(has_warning(&plan, "understaffed"), "{:?}", plan.warnings);
    let kept = Constraints { channels: vec![held("facebook", 0.0)], ..hours(10.0) };
    let plan = planned(&query("US", 2018), &kept);
    assert_eq!((allocation(&plan, "facebook"), excluded(&plan, "facebook").0), (None, "held"));
}

#[test]
fn constraints_in_conflict_are_named() {
    let us = query("US", 2018);
    let least = |channel: &str, hours: f64| ChannelConstraint { min_hours: Some(hours), ..bound(channel) };
    let constraints =
        Constraints { channels: vec![held("facebook", 12.0), least("youtube", 2.0), least("x", 7.5)], ..hours(20.0) };
    let found = faults(&us, &constraints);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].pointer.as_str(), found[0].code), ("/hours_per_week", "infeasible"));
    for part in
        ["24.5, 4.5 more than the 20", "facebook 12 (hold)", "youtube 5 (min_hours 2, raised", "x 7.5 (min_hours)"]
    {
        assert!(found[0].detail.contains(part), "{part}: {}", found[0].detail);
    }
    let squeezed = ChannelConstraint { max_hours: Some(2.0), ..least("facebook", 1.0) };
    let found = faults(&us, &Constraints { channels: vec![squeezed], ..hours(20.0) });
    assert_eq!(found[0].pointer, "/channels/0/max_hours");
    assert!(found[0].detail.contains("takes at least 3 hours"), "{found:?}");
    let money = ChannelConstraint { min_money: Some(600.0), response: money(500.0), ..bound("facebook") };
    let found = faults(&us, &Constraints { budget: budget(500.0, "USD"), channels: vec![money], ..hours(20.0) });
    assert_eq!(found[0].pointer, "/budget/amount");
}

fn money(amount: f64) -> PerResource {
    PerResource { hours: None, money: Some(amount) }
}

#[test]
fn all_faults_are_found_at_once_and_say_what_to_do() {
    let channels = vec![
        bound("pigeon"),
        ChannelConstraint { min_hours: Some(5.0), max_hours: Some(4.0), ..bound("facebook") },
        ChannelConstraint { max_hours: Some(3.0), ..held("youtube", 4.0) },
        ChannelConstraint { min_hours: Some(5.0), ..held("x", 4.0) },
        ChannelConstraint { min_money: Some(3.0), max_hours: Some(-1.0), ..bound("instagram") },
        ChannelConstraint { response: PerResource { hours: Some(0.0), money: None }, ..bound("tiktok") },
        bound("facebook"),
        ChannelConstraint { threshold: PerResource { hours: Some(f64::INFINITY), money: None }, ..bound("tv") },
    ];
    let constraints =
        Constraints { hours_per_week: Some(0.0), people: Some(f64::NAN), channels, ..Constraints::default() };
    let found = faults(&query("US", 2018), &constraints);
    let pointers: Vec<(&str, &str)> = found.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
    assert_eq!(
        pointers,
        [
            ("/hours_per_week", "out_of_range"),
            ("/people", "out_of_range"),
            ("/channels/0/channel", "unknown_channel"),
            ("/channels/1/min_hours", "conflict"),
            ("/channels/2/hold/hours", "conflict"),
            ("/channels/3/hold/hours", "conflict"),
            ("/channels/4/max_hours", "out_of_range"),
            ("/channels/4/min_money", "missing_budget"),
            ("/channels/5/response/hours", "out_of_range"),
            ("/channels/6/channel", "conflict"),
            ("/channels/7/threshold/hours", "out_of_range"),
        ]
    );
    let none = faults(&query("US", 2018), &Constraints { budget: Some(Budget::default()), ..Constraints::default() });
    let pointers: Vec<&str> = none.iter().map(|f| f.pointer.as_str()).collect();
    assert_eq!(pointers, ["/hours_per_week", "/budget/amount", "/budget/currency"]);
}

#[test]
fn a_budget_needs_costs_in_its_currency() {
    let of = |country, year, constraints: &Constraints| {
        let found = faults(&query(country, year), constraints);
        (found[0].pointer.clone(), found[0].code, found[0].detail.clone())
    };
    let won = Constraints { budget: budget(3e6, "KRW"), ..hours(20.0) };
    let (pointer, code, detail) = of("KR", 2024, &won);
    assert!(pointer == "/budget/currency" && code == "not_comparable", "{pointer} {code}");
    assert!(detail.contains("USD") && detail.contains("response.money"), "{detail}");
    let dollars = Constraints { budget: budget(2000.0, "USD"), ..hours(20.0) };
    let country = planned(&query("US", 2018), &dollars);
    assert!(
        country.people.is_some()
            && country.assumptions.iter().any(|a| matches!(a, PlanAssumption::WholeCountry { .. }))
    );
    let quoted = ChannelQuery {
        costs: vec![ChannelCost { channel: "linkedin".to_owned(), per_thousand: 1.0, currency: "USD".to_owned() }],
        ..query("US", 2018)
    };
    let here = Constraints { people: Some(50_000.0), ..dollars.clone() };
    let linkedin = |query: &ChannelQuery| allocation(&planned(query, &here), "linkedin").map_or(0.0, |a| a.money);
    assert!(linkedin(&quoted) > 0.0 && linkedin(&query("US", 2018)) == 0.0, "a given cost opens a channel to money");
    let short = planned(&query("US", 2018), &Constraints { hours_per_week: Some(1.0), ..dollars.clone() });
    assert!(short.money_left == 2000.0 && has_warning(&short, "money_left"), "nobody can staff an account: {short:?}");
    let only = ChannelQuery { channels: Some(vec!["linkedin".to_owned()]), ..query("US", 2018) };
    assert_eq!(faults(&only, &dollars)[0].code, "no_costs");
    let said = ChannelConstraint { response: money(4e6), ..bound("tv") };
    let plan = planned(&query("KR", 2024), &Constraints { channels: vec![said], ..won });
    let tv = allocation(&plan, "tv").expect("television is worth its money");
    assert!(tv.money > 0.0 && tv.hours == 2.0, "somebody places it: {tv:?}");
    assert_eq!(excluded(&plan, "radio").0, "no_costs");
    let free = planned(&query("KR", 2024), &hours(20.0));
    assert_eq!(excluded(&free, "tv").0, "no_budget");
}

#[test]
fn costs_and_hours_of_one_s_own_are_laid_over_those_of_the_catalogue() {
    let folder = tempfile::tempdir().expect("a folder");
    let cost = "[[cost]]\nchannel = \"tv\"\ncurrency = \"KRW\"\nper_thousand = 9000\nasked_as = \"own contracts\"\n\
                source = \"kpf-media-2024\"\n";
    std::fs::create_dir(folder.path().join("responses")).expect("a folder");
    std::fs::write(folder.path().join("responses/own.toml"), cost).expect("a file");
    let catalog = Catalog::load_dir(folder.path()).expect("a sound catalogue");
    let query = query("KR", 2024);
    let fitted = fit_and_rank(&catalog, &query).expect("an answer");
    let constraints = Constraints { budget: budget(3e7, "KRW"), people: Some(300_000.0), ..hours(20.0) };
    let plan = plan(&catalog, &query, &fitted, &constraints).expect("a plan");
    let tv = allocation(&plan, "tv").expect("television is worth its money");
    let is_own_contract = |basis: &HalfSaturationBasis| matches!(basis, HalfSaturationBasis::Price { per_thousand: 9000.0, source: Some((priced, _)), .. } if priced == "own contracts");
    assert!(tv.reasons.iter().any(|r| basis(r).is_some_and(is_own_contract)), "{tv:?}");
    let faults = |text: &str| {
        std::fs::write(folder.path().join("responses/own.toml"), text).expect("a file");
        Catalog::load_dir(folder.path()).expect_err("a fault").to_string()
    };
    let twice = faults(&cost.replace("KRW", "USD"));
    assert!(twice.contains("responses/own.toml:1: a second cost of `tv` in USD"), "{twice}");
    assert!(faults("log_sd = 0.1\n").contains("responses/own.toml:1: a second log_sd"));
}

#[test]
fn what_is_not_comparable_or_contained_is_never_counted() {
    let now = query("US", 2025);
    let plan = planned(&now, &hours(15.0));
    assert_eq!(plan.measures, ["uses"]);
    assert_eq!(excluded(&plan, "tv").0, "not_comparable");
    let by_news = planned(&ChannelQuery { measure: Some("news_often".to_owned()), ..now.clone() }, &hours(15.0));
    assert_eq!(by_news.measures, ["news_often"]);
    assert!(by_news.allocations.iter().all(|a| !["facebook", "youtube"].contains(&a.channel.as_str())));
    let named = planned(&now, &Constraints { channels: vec![bound("tv"), bound("radio")], ..hours(15.0) });
    assert_eq!(named.measures, ["news_often"], "the constraints say which channels are meant");

    let kr = query("KR", 2012);
    let inside = planned(&kr, &hours(15.0));
    assert_eq!(excluded(&inside, "press_print").0, "contained");
    let kept = planned(&kr, &Constraints { channels: vec![held("press_print", 5.0)], ..hours(15.0) });
    let print = allocation(&kept, "press_print").expect("the hold is kept");
    assert_eq!((print.hours, print.reached.as_ref(), print.adds), (5.0, None, 0.0));
    assert!(has_warning(&kept, "not_counted"));
    let fewer = planned(&kr, &hours(10.0));
    assert!((kept.reach.value - fewer.reach.value).abs() < 1e-9, "its hours are gone and its reach is not counted");
}

#[test]
fn shadow_prices_are_what_the_best_plan_would_gain() {
    let us = query("US", 2018);
    let of = |hours_per_week: f64, amount: f64| Constraints {
        budget: budget(amount, "USD"),
        people: Some(400_000.0),
        ..hours(hours_per_week)
    };
    let base = planned(&us, &of(14.0, 3000.0));
    let price = |resource| base.shadow_prices.iter().find(|p| p.resource == resource).expect("a price");
    let (hour, sum) = (price(Resource::Hours), price(Resource::Money));
    assert_eq!((hour.per, sum.per), (1.0, 100.0));
    let gained = |more: Constraints| planned(&us, &more).reach.value - base.reach.value;
    // Both plans are rounded to tenths of an hour.
    assert!((gained(of(15.0, 3000.0)) - hour.adds).abs() < 2e-4, "{} {}", gained(of(15.0, 3000.0)), hour.adds);
    assert!((gained(of(14.0, 3100.0)) - sum.adds).abs() < 2e-4, "{} {}", gained(of(14.0, 3100.0)), sum.adds);
    assert!(hour.adds > 0.0, "{hour:?}");
    let people = hour.people.expect("people are given");
    assert!((people / (base.people.as_ref().expect("people").value / base.reach.value) - hour.adds).abs() < 1e-9);
    let krw = Constraints {
        budget: budget(5e6, "KRW"),
        channels: vec![ChannelConstraint { response: money(4e6), ..bound("tv") }],
        ..hours(20.0)
    };
    assert_eq!(planned(&query("KR", 2024), &krw).shadow_prices[1].per, 10_000.0);
}

#[test]
fn own_responses_take_the_place_of_what_is_assumed() {
    let us = query("US", 2018);
    let slow = ChannelConstraint { response: PerResource { hours: Some(60.0), money: None }, ..bound("youtube") };
    let quick = ChannelConstraint { response: PerResource { hours: Some(1.0), money: None }, ..bound("youtube") };
    let with = |channel| planned(&us, &Constraints { channels: vec![channel], ..hours(12.0) });
    let (slow, quick) = (with(slow), with(quick));
    assert_eq!(allocation(&slow, "youtube"), None);
    let youtube = allocation(&quick, "youtube").expect("it reaches most at once");
    assert!(youtube.reached.as_ref().is_some_and(|r| r.value > 0.7), "{youtube:?}");
    assert!(youtube.reasons.iter().any(|r| basis(r) == Some(&HalfSaturationBasis::Given)), "{:?}", youtube.reasons);
}

#[test]
fn followers_who_match_count_where_the_people_are_given() {
    let account = |followers, share| {
        let fit = Estimate { value: share, lower: share, upper: share, level: 0.9, method: "all_labelled", n: 100.0 };
        let hint = AudienceHint {
            account_channel: Some("facebook".to_owned()),
            fit: Some(fit),
            followers,
            observed: Vec::new(),
        };
        ChannelQuery { audience: Some(hint), ..query("US", 2018) }
    };
    let here = Constraints { people: Some(100_000.0), ..hours(6.0) };
    let none = planned(&query("US", 2018), &here);
    let many = planned(&account(20_000.0, 0.3), &here);
    let few = planned(&account(20_000.0, 0.005), &here);
    assert!(many.reach.value > none.reach.value + 0.05, "{} {}", many.reach.value, none.reach.value);
    assert!(few.reach.value < none.reach.value + 0.02, "followers who do not match bring nothing");
    let facebook = allocation(&many, "facebook").expect("the account is worth keeping");
    assert!(facebook.reasons.iter().any(|r| matches!(r, AllocationReason::OwnFollowers(_))), "{:?}", facebook.reasons);
    let nowhere =
        ChannelQuery { country: "NZ".to_owned(), donor_country: Some("US".to_owned()), ..account(20_000.0, 0.3) };
    assert!(has_warning(&planned(&nowhere, &hours(6.0)), "followers_not_counted"), "how many live there is not known");
    let village = Constraints { people: Some(500.0), ..hours(6.0) };
    assert!(has_warning(&planned(&account(20_000.0, 0.3), &village), "followers_exceed_users"));
}

#[test]
fn regret_and_hedge_tell_what_the_uncertainty_costs() {
    let plan = planned(&query("KR", 2024), &hours(20.0));
    let regret = &plan.regret;
    assert!(0.0 < regret.expected && regret.expected < 0.15 && regret.upper >= regret.expected, "{regret:?}");
    assert!((0.0..=1.0).contains(&regret.p_optimal));
    let runner_up = plan.runner_up.as_ref().expect("with these responses another choice may be better");
    assert!(!runner_up.added.is_empty() || !runner_up.removed.is_empty());
    assert!((0.05..=1.0 - regret.p_optimal + 1e-9).contains(&runner_up.probability), "{runner_up:?}");
    assert!(runner_up.reach.value <= plan.reach.value + 1e-3, "the plan is the best on average: {runner_up:?}");
    let spent: f64 = runner_up.allocations.iter().map(|(_, _, hours, _)| hours).sum();
    assert!(spent <= 20.0 + 1e-9 && runner_up.gain > 0.0);
    let known = ChannelConstraint { response: PerResource { hours: Some(0.5), money: None }, ..bound("website") };
    let only = ChannelQuery { channels: Some(vec!["website".to_owned()]), ..query("KR", 2024) };
    assert_eq!(planned(&only, &Constraints { channels: vec![known], ..hours(20.0) }).runner_up, None);
}

#[test]
fn the_same_seed_gives_the_same_plan_and_more_hours_never_reach_less() {
    let us = query("US", 2018);
    assert_eq!(format!("{:?}", planned(&us, &hours(13.0))), format!("{:?}", planned(&us, &hours(13.0))));
    let mut before = 0.0;
    for h in [1.0, 2.5, 3.0, 4.0, 7.0, 12.0, 25.0, 60.0, 400.0] {
        let plan = planned(&us, &hours(h));
        assert!(plan.reach.value >= before - 1e-6, "{h} hours: {} after {before}", plan.reach.value);
        assert!(plan.optimality_gap < 1e-3, "{h}: {}", plan.optimality_gap);
        before = plan.reach.value;
    }
    assert!(before > 0.9, "everybody uses something: {before}");
}

const CHANNELS: [&str; 9] =
    ["facebook", "youtube", "instagram", "x", "tv", "press", "social_media", "website", "messenger"];

prop_compose! {
    fn any_bounds()(
        channel in prop::sample::select(CHANNELS.to_vec()),
        numbers in prop::collection::vec(prop::option::weighted(0.3, 0.0f64..12.0), 3),
        sums in prop::collection::vec(prop::option::weighted(0.2, 0.0f64..3000.0), 3),
        half_hours in prop::option::weighted(0.3, 0.1f64..40.0),
        half_money in prop::option::weighted(0.6, 10.0f64..1e5),
        least in prop::option::weighted(0.3, 0.0f64..6.0),
    ) -> ChannelConstraint {
        ChannelConstraint {
            channel: channel.to_owned(),
            min_hours: numbers[0].map(|x| x / 3.0),
            max_hours: numbers[1],
            min_money: sums[0].map(|x| x / 5.0),
            max_money: sums[1],
            hold: PerResource { hours: numbers[2].filter(|_| numbers[0].is_none()), money: sums[2].filter(|_| sums[0].is_none()) },
            response: PerResource { hours: half_hours, money: half_money },
            threshold: PerResource { hours: least, money: None },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_plan_keeps_every_bound(
        (country, year) in prop::sample::select(vec![("KR", 2012), ("KR", 2024), ("US", 2018), ("US", 2025)]),
        hours_per_week in 0.5f64..60.0,
        amount in prop::option::of(0.0f64..20_000.0),
        people in prop::option::of(1e3f64..1e7),
        mut channels in prop::collection::vec(any_bounds(), 0..5),
        task in prop::sample::select(vec![Task::Awareness, Task::Eligibility, Task::Application]),
        seed: u64,
    ) {
        channels.sort_by(|a, b| a.channel.cmp(&b.channel));
        channels.dedup_by(|a, b| a.channel == b.channel);
        let budget = amount.map(|amount| Budget { amount: Some(amount), currency: Some("USD".to_owned()) });
        let constraints = Constraints { hours_per_week: Some(hours_per_week), budget, people, task, channels };
        let query = ChannelQuery { seed, ..query(country, year) };
        let plan = match ask(&query, &constraints) {
            Ok(plan) => plan,
            Err(PlanError::Invalid(faults)) => {
                prop_assert!(!faults.is_empty() && faults.iter().all(|f| !f.detail.is_empty()));
                return Ok(());
            }
            Err(PlanError::Channel(error)) => return Err(TestCaseError::fail(error.to_string())),
        };
        let hours: f64 = plan.allocations.iter().map(|a| a.hours).sum();
        let money: f64 = plan.allocations.iter().map(|a| a.money).sum();
        prop_assert!(hours <= hours_per_week * (1.0 + 1e-12), "{hours} of {hours_per_week}");
        prop_assert!(money <= amount.unwrap_or(0.0) * (1.0 + 1e-12), "{money} of {amount:?}");
        prop_assert!((hours + plan.hours_left - hours_per_week).abs() < 1e-6);
        for given in &constraints.channels {
            let got = allocation(&plan, &given.channel);
            let (h, m) = got.map_or((0.0, 0.0), |a| (a.hours, a.money));
            prop_assert!(h >= given.min_hours.unwrap_or(0.0) && m >= given.min_money.unwrap_or(0.0), "{given:?} {h} {m}");
            prop_assert!(h <= given.max_hours.unwrap_or(f64::INFINITY), "{given:?} {h}");
            prop_assert!(m <= given.max_money.unwrap_or(f64::INFINITY), "{given:?} {m}");
            let forced = [given.hold.hours, given.hold.money, given.min_hours, given.min_money];
            let forced = forced.iter().flatten().any(|x| *x > 0.0);
            prop_assert!(got.is_some() || !forced, "{given:?} was left");
            if got.is_some() {
                prop_assert!(given.hold.hours.is_none_or(|held| h == held), "{given:?} {h}");
                prop_assert!(given.hold.money.is_none_or(|held| m == held), "{given:?} {m}");
            }
        }
        for a in &plan.allocations {
            let given = constraints.channels.iter().find(|c| c.channel == a.channel);
            let effort = CATALOG.responses().effort(&a.channel, task).expect("hours are assumed");
            let least = given.and_then(|c| c.threshold.hours).unwrap_or(effort.post_hours + effort.answer_hours);
            let held = given.is_some_and(|c| c.hold.hours.is_some());
            prop_assert!(held || a.hours >= least, "{} gets {} of {least}", a.channel, a.hours);
            prop_assert!(!a.reasons.is_empty() && a.adds >= 0.0);
            prop_assert!(!plan.excluded.iter().any(|d| d.channel == a.channel));
        }
        let reaches = plan.allocations.iter().filter_map(|a| a.reached.as_ref()).chain([&plan.reach]);
        for reach in reaches.chain(plan.segments.iter().map(|s| &s.reach)) {
            prop_assert!(0.0 <= reach.lower && reach.lower <= reach.value && reach.value <= reach.upper);
            prop_assert!(reach.upper <= 1.0);
        }
        let best = plan.allocations.iter().filter_map(|a| Some(a.reached.as_ref()?.value)).fold(0.0, f64::max);
        let sum: f64 = plan.allocations.iter().filter_map(|a| Some(a.reached.as_ref()?.value)).sum();
        prop_assert!(best - 1e-9 <= plan.reach.value && plan.reach.value <= sum + 1e-9);
        prop_assert!(plan.optimality_gap < 0.01, "{}", plan.optimality_gap);
    }
}
