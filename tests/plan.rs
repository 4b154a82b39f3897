//! What to do in a week: the plan keeps to every bound, says what conflicts, and tells how sure it is.

use std::sync::LazyLock;

use audience_fit::channel::{
    AudienceHint, CampaignOutcome, ChannelCost, ChannelQuery, EventResult, Learning, MetricEffect, fit_and_rank,
};
use audience_fit::plan::{
    Allocation, AllocationReason, Budget, ChannelConstraint, Constraints, Exclusion, HalfSaturationBasis, OwnReach,
    PerResource, Place, Plan, PlanAssumption, PlanError, ReachOf, ReachUnit, Resource, Scale, Staffing, TargetShare,
    TargetShareBasis, Task, plan,
};
use audience_fit::prevalence::Estimate;
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::{AgeRange, IncomeLimits, SpecFault, TargetSpec};
use proptest::prelude::*;

fn query(country: &str, year: i32) -> ChannelQuery {
    let target = TargetSpec {
        age: Some(AgeRange { min: Some(27.0), max: Some(49.0) }),
        income: Some(IncomeLimits { max_median_ratio: Some(0.75), ..IncomeLimits::default() }),
        ..TargetSpec::default()
    };
    ChannelQuery { year: Some(year), seed: 7, ..ChannelQuery::new(target, country) }
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

/// What is wrong, in English.
fn said(fault: &SpecFault) -> String {
    fault.detail.in_language(Language::English)
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

fn own(channel: &str, number: f64) -> ChannelConstraint {
    let own = OwnReach { number: Some(number), unit: Some(ReachUnit::Followers), ..OwnReach::default() };
    ChannelConstraint { own_reach: Some(own), ..bound(channel) }
}

/// Share of the target that a plan of people reaches.
fn reach(plan: &Plan) -> f64 {
    plan.reach.as_ref().expect("a plan of people").value
}

/// An agency of a city of 400,000 adults with three accounts.
fn city(hours_per_week: f64) -> Constraints {
    let channels = vec![own("facebook", 18_000.0), own("youtube", 2_500.0), own("instagram", 6_000.0)];
    Constraints { people: Some(400_000.0), channels, ..hours(hours_per_week) }
}

fn people(plan: &Plan) -> f64 {
    plan.people.as_ref().expect("a plan of people").value
}

fn has_warning(plan: &Plan, code: &str) -> bool {
    plan.warnings.iter().any(|warning| warning.code().as_str() == code)
}

/// How it is known what reaches half of a channel's users, where a reason says so.
fn basis(reason: &AllocationReason) -> Option<&HalfSaturationBasis> {
    if let AllocationReason::HalfSaturation(_, _, basis) = reason { Some(basis) } else { None }
}

fn excluded<'a>(plan: &'a Plan, channel: &str) -> (&'a str, &'a Exclusion) {
    let excluded = plan.excluded.iter().find(|excluded| excluded.channel == channel);
    excluded
        .map(|d| (d.reason.code().as_str(), &d.reason))
        .unwrap_or_else(|| panic!("{channel} in {:?}", plan.excluded))
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
    assert!(two.allocations.is_empty() && two.reach.is_none() && two.hours_left == 2.0, "{two:?}");
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
        let detail = said(&found[0]);
        assert!(detail.contains(part), "{part}: {detail}");
    }
    let squeezed = ChannelConstraint { max_hours: Some(2.0), ..least("facebook", 1.0) };
    let found = faults(&us, &Constraints { channels: vec![squeezed], ..hours(20.0) });
    assert_eq!(found[0].pointer, "/channels/0/max_hours");
    assert!(said(&found[0]).contains("takes at least 3 hours"), "{found:?}");
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
        (found[0].pointer.clone(), found[0].code, said(&found[0]))
    };
    let won = Constraints { budget: budget(3e6, "KRW"), ..hours(20.0) };
    let (pointer, code, detail) = of("KR", 2024, &won);
    assert!(pointer == "/budget/currency" && code == "not_comparable", "{pointer} {code}");
    assert!(detail.contains("USD") && detail.contains("response.money"), "{detail}");
    let dollars = Constraints { budget: budget(2000.0, "USD"), ..hours(20.0) };
    let country = planned(&query("US", 2018), &Constraints { channels: vec![own("facebook", 1e6)], ..dollars.clone() });
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
    assert_eq!(plan.measures[0], "uses", "the measure of most channels comes first");
    assert_eq!(excluded(&plan, "tv").0, "not_comparable");
    let by_news = planned(&ChannelQuery { measure: Some("news_often".to_owned()), ..now.clone() }, &hours(15.0));
    assert_eq!(by_news.measures, ["news_often"]);
    assert!(by_news.allocations.iter().all(|a| !["facebook", "youtube"].contains(&a.channel.as_str())));
    let named = planned(&now, &Constraints { channels: vec![bound("tv")], ..hours(15.0) });
    assert_eq!(named.measures, ["news_often"], "the constraints say which channels are meant");

    let kr = query("KR", 2012);
    let inside = planned(&kr, &hours(15.0));
    assert_eq!(excluded(&inside, "press_print").0, "contained");
    let kept = planned(&kr, &Constraints { channels: vec![held("press_print", 5.0)], ..hours(15.0) });
    let print = allocation(&kept, "press_print").expect("the hold is kept");
    assert_eq!((print.hours, print.reached.as_ref(), print.adds), (5.0, None, 0.0));
    assert!(has_warning(&kept, "not_counted"));
    let fewer = planned(&kr, &hours(10.0));
    let counted = |plan: &Plan| -> Vec<(String, f64)> {
        let counted = plan.allocations.iter().filter(|a| a.best_hours.is_some());
        counted.map(|a| (a.channel.clone(), a.hours)).collect()
    };
    assert_eq!(counted(&kept), counted(&fewer), "its hours are gone and its reach is not counted");
}

#[test]
fn shadow_prices_are_what_the_best_plan_would_gain() {
    let us = query("US", 2018);
    let of = |hours_per_week: f64, amount: f64| Constraints { budget: budget(amount, "USD"), ..city(hours_per_week) };
    let base = planned(&us, &of(14.0, 3000.0));
    let price = |resource| base.shadow_prices.iter().find(|p| p.resource == resource).expect("a price");
    let (hour, sum) = (price(Resource::Hours), price(Resource::Money));
    assert_eq!((hour.per, sum.per), (1.0, 100.0));
    let gained = |more: Constraints| reach(&planned(&us, &more)) - reach(&base);
    // Both plans are rounded to tenths of an hour.
    assert!((gained(of(15.0, 3000.0)) - hour.adds).abs() < 2e-4, "{} {}", gained(of(15.0, 3000.0)), hour.adds);
    assert!((gained(of(14.0, 3100.0)) - sum.adds).abs() < 2e-4, "{} {}", gained(of(14.0, 3100.0)), sum.adds);
    assert!(hour.adds > 0.0 && sum.adds > 0.0, "{hour:?} {sum:?}");
    let reported = hour.people.expect("a scale");
    assert!((reported / (people(&base) / reach(&base)) - hour.adds).abs() < 1e-9);
    let krw = Constraints {
        budget: budget(5e6, "KRW"),
        channels: vec![ChannelConstraint { response: money(4e6), ..bound("tv") }],
        ..hours(20.0)
    };
    let order = planned(&query("KR", 2024), &krw);
    assert_eq!((order.shadow_prices[1].per, order.shadow_prices[1].people), (10_000.0, None));
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
    assert!(youtube.adds > 0.3, "a part of what the plan brings: {youtube:?}");
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
    let many = planned(&account(20_000.0, 0.3), &here);
    let facebook = allocation(&many, "facebook").expect("the account is worth keeping");
    assert!(facebook.reasons.iter().any(|r| matches!(r, AllocationReason::OwnFollowers(_))), "{:?}", facebook.reasons);
    let few = planned(&account(20_000.0, 0.005), &here);
    let met_at_once = |plan: &Plan| {
        let reasons = allocation(plan, "facebook").map(|a| a.reasons.clone()).unwrap_or_default();
        let shares = reasons.iter().map(|r| if let AllocationReason::OwnFollowers(share) = r { *share } else { 0.0 });
        shares.fold(0.0, f64::max)
    };
    assert!(met_at_once(&many) > 0.2 && met_at_once(&few) < 0.02, "followers who do not match bring nothing");
    let nowhere =
        ChannelQuery { country: "NZ".to_owned(), donor_country: Some("US".to_owned()), ..account(20_000.0, 0.3) };
    assert!(has_warning(&planned(&nowhere, &hours(6.0)), "followers_not_counted"), "how many live there is not known");
    let village = Constraints { people: Some(500.0), ..hours(6.0) };
    assert!(has_warning(&planned(&account(20_000.0, 0.3), &village), "followers_exceed_users"));

    // With a scale the followers are those of the account, with its fit, beside what is given of other channels.
    let scaled = Constraints { channels: vec![own("youtube", 900.0)], ..here };
    let plan = planned(&account(20_000.0, 0.3), &scaled);
    let facebook = allocation(&plan, "facebook").and_then(|a| a.own.clone()).expect("its own followers");
    assert_eq!((facebook.given.number, facebook.basis), (Some(20_000.0), TargetShareBasis::Audience));
    assert!((facebook.people.value - 6_000.0).abs() < 60.0, "{facebook:?}");
}

#[test]
fn without_numbers_of_the_agency_a_plan_is_an_order_and_no_number_of_people() {
    for (country, year, hours_per_week) in
        [("US", 2018, 2.0), ("US", 2018, 16.0), ("KR", 2024, 20.0), ("KR", 2024, 2.0)]
    {
        let plan = planned(&query(country, year), &Constraints { people: Some(4e5), ..hours(hours_per_week) });
        assert_eq!(plan.scale, Scale::Order);
        assert!(plan.reach.is_none() && plan.people.is_none() && plan.target_people.is_none(), "{plan:?}");
        assert!(plan.segments.is_empty() && plan.runner_up.as_ref().is_none_or(|r| r.reach.is_none()));
        assert!(plan.shadow_prices.iter().all(|price| price.people.is_none()));
        for a in &plan.allocations {
            assert!(a.reached.is_none() && a.people.is_none() && a.own.is_none(), "{a:?}");
            let (from, to) = a.best_hours.expect("counted");
            assert!(from <= a.hours && a.hours <= to && (0.0..=1.0).contains(&a.p_used), "{a:?}");
            assert!((0.0..=1.0).contains(&a.adds), "{a:?}");
        }
        if plan.allocations.len() > 1 {
            assert!(plan.allocations.iter().any(|a| a.best_hours.is_some_and(|(from, to)| to > from)), "{plan:?}");
        }
    }
}

#[test]
fn two_hours_a_week_reach_followers_and_never_a_country() {
    let us = ChannelQuery { channels: Some(vec!["website".to_owned()]), ..query("KR", 2024) };
    let constraints = Constraints { channels: vec![own("website", 3_000.0)], ..hours(2.0) };
    let plan = planned(&us, &constraints);
    assert_eq!(plan.scale, Scale::People);
    let reported = plan.people.as_ref().expect("a scale");
    assert!(reported.upper <= 3_000.0 && reported.value < 600.0 && reported.lower >= 0.0, "{reported:?}");
    let own_people = allocation(&plan, "website").and_then(|a| a.own.clone()).expect("own reach");
    assert_eq!(own_people.basis, TargetShareBasis::Published);
    assert!(own_people.share.lower < own_people.share.value && own_people.share.value < own_people.share.upper);
    assert!(plan.assumptions.iter().any(|a| matches!(a, PlanAssumption::HalfSaturation { factor } if *factor > 4.0)));
    let many = planned(&us, &Constraints { hours_per_week: Some(4000.0), ..constraints });
    assert!(people(&many) > 0.9 * own_people.people.value && people(&many) <= own_people.people.value * 1.001);
}

#[test]
fn more_followers_reach_more_and_growth_is_allowed_for() {
    let us = query("US", 2018);
    let base = planned(&us, &city(12.0));
    assert!(
        base.reach.as_ref().is_some_and(|r| r.upper < 0.1),
        "18,000 followers are few of 400,000: {:?}",
        base.reach
    );
    let with = |change: &dyn Fn(&mut OwnReach)| {
        let mut constraints = city(12.0);
        constraints.channels.iter_mut().filter_map(|c| c.own_reach.as_mut()).for_each(change);
        planned(&us, &constraints)
    };
    let twice = with(&|own| own.number = own.number.map(|n| 2.0 * n));
    assert!((people(&twice) / people(&base) - 2.0).abs() < 0.1, "{} {}", people(&twice), people(&base));
    let growing = with(&|own| own.growth = own.number);
    assert!((people(&growing) / people(&twice) - 1.0).abs() < 0.05, "{} {}", people(&growing), people(&twice));
    let width = |plan: &Plan| plan.people.as_ref().map_or(0.0, |p| (p.upper - p.lower) / p.value);
    assert!(width(&growing) > width(&twice), "growth is not sure");
    let counted = with(&|own| own.of = ReachOf::Target);
    assert!(people(&counted) > 2.0 * people(&base), "all of them are in the target");
    let known = with(&|own| own.target_share = Some(TargetShare { value: 0.12, lower: 0.1, upper: 0.14 }));
    let basis = |plan: &Plan| allocation(plan, "facebook").and_then(|a| Some(a.own.as_ref()?.basis));
    assert_eq!((basis(&known), basis(&counted)), (Some(TargetShareBasis::Given), Some(TargetShareBasis::Counted)));
    assert_eq!(excluded(&base, "x").0, "no_own_reach");
    let mut bought = Constraints { budget: budget(500.0, "USD"), ..city(12.0) };
    bought.channels.push(ChannelConstraint { response: money(150.0), ..bound("x") });
    let plan = planned(&us, &bought);
    let x = allocation(&plan, "x").expect("what its money reaches is given, of all its users");
    assert!(x.money > 0.0 && x.own.is_none() && people(&plan) > people(&base), "{x:?}");
    assert!(base.assumptions.iter().any(|a| matches!(a, PlanAssumption::OwnOverlap { at_least } if *at_least > 0.0)));
}

#[test]
fn people_whom_no_published_figure_knows_are_planned_for_by_the_agency_s_numbers() {
    // Nothing is published of these channels here: they stand for counters, letters and resident centres.
    let of = |channel: &str, own: OwnReach, hours: f64| ChannelConstraint {
        own_reach: Some(own),
        response: PerResource { hours: Some(hours), money: None },
        ..bound(channel)
    };
    let counter = OwnReach {
        number: Some(18_000.0),
        unit: Some(ReachUnit::Visits),
        per_person: Some(1.5),
        target_share: Some(TargetShare { value: 0.4, lower: 0.3, upper: 0.5 }),
        ..OwnReach::default()
    };
    let letters = OwnReach {
        number: Some(5_000.0),
        unit: Some(ReachUnit::Recipients),
        of: ReachOf::Target,
        ..OwnReach::default()
    };
    let channels = vec![of("messenger", counter.clone(), 10.0), of("tv", letters, 8.0)];
    let constraints = Constraints { people: Some(120_000.0), channels, ..hours(20.0) };
    let us = query("US", 2018);
    let plan = planned(&us, &constraints);
    assert_eq!(plan.scale, Scale::People);
    let counted = |channel: &str| allocation(&plan, channel).and_then(|a| Some(a.own.as_ref()?.people.value));
    assert!(counted("messenger").is_some_and(|n| (n - 4_800.0).abs() < 200.0), "{:?}", plan.allocations);
    assert!(counted("tv").is_some_and(|n| (n - 5_000.0).abs() < 50.0), "{:?}", plan.allocations);
    assert!(people(&plan) < 9_800.0 && people(&plan) > 1_000.0, "{:?}", plan.people);
    let unknown = OwnReach { target_share: None, ..counter };
    let found = faults(&us, &Constraints { channels: vec![of("messenger", unknown, 10.0)], ..constraints });
    assert_eq!((found[0].pointer.as_str(), found[0].code), ("/channels/0/own_reach/target_share", "missing"));
    assert!(said(&found[0]).contains("target_share") && said(&found[0]).contains("of: target"), "{found:?}");
}

#[test]
fn every_fault_of_the_agency_s_numbers_says_what_to_do() {
    let us = query("US", 2018);
    let with = |change: &dyn Fn(&mut Constraints, &mut OwnReach)| {
        let mut constraints = city(10.0);
        let mut own = constraints.channels[0].own_reach.clone().expect("own reach");
        change(&mut constraints, &mut own);
        constraints.channels[0].own_reach = Some(own);
        let found = faults(&us, &constraints);
        assert_eq!(found.len(), 1, "one cause, one fault: {found:?}");
        (found[0].pointer.clone(), found[0].code, said(&found[0]))
    };
    type Change<'a> = &'a dyn Fn(&mut Constraints, &mut OwnReach);
    let expected: [(Change, &str, &str, &str); 16] = [
        (&|_, own| own.unit = None, "/channels/0/own_reach/unit", "missing", "followers, subscribers"),
        (&|_, own| own.number = None, "/channels/0/own_reach/number", "missing", "how many people"),
        (&|_, own| own.number = Some(-4.0), "/channels/0/own_reach/number", "out_of_range", "received -4"),
        (&|_, own| own.number = Some(0.0), "/channels/0/own_reach/number", "out_of_range", "nobody is reached"),
        (&|_, own| own.number = Some(500_000.0), "/channels/0/own_reach/number", "out_of_range", "400000 adults"),
        (&|_, own| own.growth = Some(-1.0), "/channels/0/own_reach/growth", "out_of_range", "received -1"),
        (&|_, own| own.per_person = Some(2.0), "/channels/0/own_reach/per_person", "conflict", "people already"),
        (&|_, own| own.unit = Some(ReachUnit::Visits), "/channels/0/own_reach/per_person", "missing", "not people"),
        (&|_, own| own.place = Some("Mapo".to_owned()), "/channels/0/own_reach/place", "unknown_place", "give places"),
        (
            &|_, own| own.target_share = Some(TargetShare { value: 0.5, lower: 0.6, upper: 0.7 }),
            "/channels/0/own_reach/target_share",
            "out_of_range",
            "in that order",
        ),
        (&|all, _| all.weeks = Some(0), "/weeks", "out_of_range", "1 to 52"),
        (&|all, _| all.fatigue = Some(1.0), "/fatigue", "out_of_range", "0 to 0.9"),
        (&|all, _| all.reach_at_least = Some(0.0), "/reach_at_least", "out_of_range", "above 0"),
        (&|all, _| all.reach_at_least = Some(390_000.0), "/reach_at_least", "out_of_range", "people of the target"),
        (
            &|all, _| (all.reach_at_least, all.hours_per_week) = (Some(20_000.0), None),
            "/reach_at_least",
            "unreachable",
            "at most",
        ),
        (
            &|all, _| all.places = vec![Place { name: "Mapo".to_owned(), people: 5_000.0 }],
            "/people",
            "conflict",
            "add up to 5000",
        ),
    ];
    for (change, pointer, code, detail) in expected {
        let found = with(change);
        assert_eq!((found.0.as_str(), found.1), (pointer, code), "{found:?}");
        assert!(found.2.contains(detail), "{detail}: {found:?}");
    }
    let unscaled = Constraints { reach_at_least: Some(10.0), curve: true, ..hours(9.0) };
    let found = faults(&us, &unscaled);
    let pointers: Vec<(&str, &str)> = found.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
    assert_eq!(pointers, [("/reach_at_least", "missing_own_reach"), ("/curve", "missing_own_reach")]);
    let nowhere = ChannelQuery { country: "NZ".to_owned(), donor_country: Some("US".to_owned()), ..us };
    let found = faults(&nowhere, &Constraints { people: None, ..city(9.0) });
    assert_eq!((found[0].pointer.as_str(), found[0].code), ("/people", "missing"));
}

#[test]
fn a_goal_takes_the_least_hours_that_reach_it() {
    let us = query("US", 2018);
    let sought = planned(&us, &Constraints { reach_at_least: Some(900.0), hours_per_week: None, ..city(1.0) });
    let goal = sought.goal.as_ref().expect("a goal");
    let least = goal.least_hours.expect("reachable");
    assert!(goal.is_reached && people(&sought) >= 900.0, "{goal:?} {:?}", sought.people);
    assert_eq!(sought.hours_per_week, least);
    assert!(people(&planned(&us, &city(least - 0.3))) < 900.0, "{least} hours are the least");
    assert!((0.2..0.8).contains(&goal.probability), "{goal:?}");
    assert!(goal.at_most.value > people(&sought), "{goal:?}");

    let beyond = planned(&us, &Constraints { reach_at_least: Some(20_000.0), ..city(12.0) });
    let goal = beyond.goal.as_ref().expect("a goal");
    assert!(!goal.is_reached && goal.least_hours.is_none() && goal.at_most.value < 20_000.0, "{goal:?}");
    assert!((people(&beyond) - people(&planned(&us, &city(12.0)))).abs() < 1e-6, "the plan is that of its hours");

    let bought = Constraints { budget: budget(300.0, "USD"), reach_at_least: Some(6_000.0), ..city(12.0) };
    let goal = planned(&us, &bought).goal.expect("a goal");
    let money = goal.least_money.expect("contacts can be bought");
    let with = |amount: f64| people(&planned(&us, &Constraints { budget: budget(amount, "USD"), ..bought.clone() }));
    assert!(with(money) >= 6_000.0 && with(0.98 * money) < 6_000.0, "{money}: {} {}", with(money), with(0.98 * money));
}

#[test]
fn the_curve_rises_from_nobody_and_passes_through_the_plan() {
    let us = query("US", 2018);
    let plan = planned(&us, &Constraints { curve: true, budget: budget(400.0, "USD"), ..city(16.0) });
    let resources: Vec<Resource> = plan.curves.iter().map(|curve| curve.resource).collect();
    assert_eq!(resources, [Resource::Hours, Resource::Money]);
    for curve in &plan.curves {
        let of = |p: &audience_fit::plan::CurvePoint| if curve.resource == Resource::Hours { p.hours } else { p.money };
        assert!(curve.points.len() > 8 && of(&curve.points[0]) == 0.0, "{curve:?}");
        for pair in curve.points.windows(2) {
            let [a, b] = pair else { unreachable!("windows of two") };
            assert!(of(a) < of(b) && a.people.value <= b.people.value * (1.0 + 1e-3), "{a:?} {b:?}");
            assert!(b.people.lower <= b.people.value && b.people.value <= b.people.upper);
            assert!(b.spent[0] <= b.hours + 1e-9 && b.spent[1] <= b.money + 1e-9, "{b:?}");
        }
        let here = curve.points.iter().find(|p| p.hours == 16.0 && p.money == 400.0).expect("the plan's own point");
        assert!((here.people.value - people(&plan)).abs() < 1e-6 * people(&plan), "{here:?} {:?}", plan.people);
    }
    assert_eq!(plan.curves[0].points[0].people.value, 0.0, "without hours nobody posts or places anything");
    assert!(planned(&us, &city(16.0)).curves.is_empty());
}

#[test]
fn weeks_add_up_with_fatigue() {
    let us = query("US", 2018);
    let weeks =
        |weeks: u32, fatigue: Option<f64>| planned(&us, &Constraints { weeks: Some(weeks), fatigue, ..city(10.0) });
    let (one, six) = (weeks(1, None), weeks(6, None));
    assert!(one.by_week.is_empty() && six.by_week.len() == 6);
    let reported: Vec<f64> = six.by_week.iter().map(|week| week.people.value).collect();
    assert!(reported.windows(2).all(|pair| pair[1] > pair[0]), "{reported:?}");
    let gains: Vec<f64> = reported.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gains.windows(2).all(|pair| pair[1] < pair[0]), "each week brings less: {gains:?}");
    assert!((reported[5] - people(&six)).abs() < 1e-9 * reported[5] && people(&six) > 1.5 * people(&one));
    assert!(people(&weeks(6, Some(0.5))) < people(&six) && people(&six) < people(&weeks(6, Some(0.0))));
    // Two weeks without fatigue are one week of twice the hours, but for what accounts take at least.
    let channels = ["facebook", "youtube", "instagram"].map(|id| ChannelConstraint {
        threshold: PerResource { hours: Some(0.0), money: None },
        ..city(1.0).channels.into_iter().find(|c| c.channel == id).expect("given")
    });
    let free = |hours_per_week, weeks| Constraints {
        channels: channels.to_vec(),
        weeks: Some(weeks),
        fatigue: Some(0.0),
        ..city(hours_per_week)
    };
    let (twice, double) = (people(&planned(&us, &free(8.0, 2))), people(&planned(&us, &free(16.0, 1))));
    assert!((twice / double - 1.0).abs() < 2e-3, "{twice} {double}");
    assert!(six.assumptions.iter().any(|a| matches!(a, PlanAssumption::Fatigue { weeks: 6, is_given: false, .. })));
    let met = |plan: &Plan| {
        let reasons = plan.allocations.iter().flat_map(|a| &a.reasons);
        reasons
            .filter_map(|r| if let AllocationReason::Frequency { contacts, .. } = r { Some(*contacts) } else { None })
            .fold(0.0, f64::max)
    };
    assert!(met(&six) > met(&one) && met(&one) >= 1.0, "{} {}", met(&six), met(&one));
}

#[test]
fn places_share_the_reach_as_their_people_and_what_is_theirs_alone_stays_there() {
    let us = query("US", 2018);
    let place = |name: &str, people| Place { name: name.to_owned(), people };
    let places = vec![place("North", 300_000.0), place("South", 100_000.0)];
    let everywhere = Constraints { people: None, places: places.clone(), ..city(12.0) };
    let plan = planned(&us, &everywhere);
    let whole = planned(&us, &city(12.0));
    assert!((people(&plan) / people(&whole) - 1.0).abs() < 0.01, "{} {}", people(&plan), people(&whole));
    let sum: f64 = plan.places.iter().map(|place| place.people.value).sum();
    assert!((sum / people(&plan) - 1.0).abs() < 1e-9 && plan.segments.is_empty());
    assert!((plan.places[0].people.value / sum - 0.75).abs() < 1e-6, "{:?}", plan.places);
    assert!(plan.assumptions.contains(&PlanAssumption::EvenPlaces));
    let mut local = everywhere;
    local.channels.iter_mut().filter_map(|c| c.own_reach.as_mut()).for_each(|own| own.place = Some("South".to_owned()));
    let south = planned(&us, &local);
    assert_eq!(south.places[0].people.value, 0.0);
    assert!((south.places[1].people.value - people(&south)).abs() < 1e-6, "{:?}", south.places);
    local.channels[0] = ChannelConstraint {
        own_reach: own("facebook", 150_000.0).own_reach.map(|own| OwnReach { place: Some("South".to_owned()), ..own }),
        ..bound("facebook")
    };
    let found = faults(&us, &local);
    assert!(said(&found[0]).contains("100000 adults"), "{found:?}");
}

#[test]
fn campaigns_teach_what_hours_bring() {
    let day = |text: &str| {
        let format = time::macros::format_description!("[year]-[month]-[day]");
        time::Date::parse(text, &format).expect("a day")
    };
    let effect = MetricEffect { metric: "likes".to_owned(), value: 1.0, lower: 0.0, upper: 2.0, level: 0.9 };
    let campaign = |delivered: u64| CampaignOutcome {
        channel: "facebook".to_owned(),
        at: day("2026-03-01"),
        delivered: Some(delivered),
        responded: Some(delivered / 50),
        delivered_known: None,
        responded_known: None,
        target: None,
        country: None,
        task: None,
        event: Some(EventResult {
            name: "quiz".to_owned(),
            hours: Some(6.0),
            money: None,
            effects: vec![effect.clone()],
        }),
        plan: None,
    };
    let learning = |outcomes: Vec<CampaignOutcome>| Learning {
        outcomes,
        as_of: day("2026-03-08"),
        half_life_days: 365.0,
        exploration: 0.0,
        task: None,
    };
    let of = |delivered: &[u64]| {
        let outcomes = delivered.iter().map(|n| campaign(*n)).collect();
        planned(&ChannelQuery { learning: Some(learning(outcomes)), ..query("US", 2018) }, &city(12.0))
    };
    let half = |plan: &Plan| {
        let reasons = allocation(plan, "facebook").expect("kept").reasons.iter();
        reasons
            .filter_map(|r| {
                if let AllocationReason::HalfSaturation(Resource::Hours, hours, basis) = r {
                    Some((*hours, basis.clone()))
                } else {
                    None
                }
            })
            .next()
    };
    let (few, many) = (of(&[700, 650, 800]), of(&[14_000, 15_000, 13_500]));
    let (slow, quick) = (half(&few).expect("hours"), half(&many).expect("hours"));
    assert!(slow.0 > 20.0 && quick.0 < 6.0, "{slow:?} {quick:?}");
    assert!(matches!(slow.1, HalfSaturationBasis::Learnt { campaigns: 3, factor } if factor < 2.4), "{slow:?}");
    let width = |plan: &Plan| plan.people.as_ref().map_or(0.0, |p| (p.upper - p.lower) / p.value);
    let unlearnt = planned(&query("US", 2018), &city(12.0));
    assert!(width(&many) < width(&unlearnt), "{} {}", width(&many), width(&unlearnt));
}

#[test]
fn a_plan_that_the_next_beats_more_often_says_why() {
    let mut reported = 0;
    for (country, year) in [("KR", 2024), ("KR", 2012), ("US", 2018), ("US", 2025)] {
        for hours_per_week in [6.0, 9.0, 14.0, 20.0, 30.0] {
            let plan = planned(&query(country, year), &hours(hours_per_week));
            let Some(runner_up) = &plan.runner_up else { continue };
            if runner_up.is_more_probable(&plan.regret) {
                reported += 1;
                assert!(runner_up.shortfall >= 0.0 && runner_up.lead > -0.05, "{hours_per_week}: {runner_up:?}");
            }
        }
    }
    assert!(reported > 0, "such plans are met");
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
        let plan = planned(&us, &city(h));
        assert!(reach(&plan) >= before - 1e-6, "{h} hours: {} after {before}", reach(&plan));
        assert!(plan.optimality_gap < 1e-4, "{h}: {}", plan.optimality_gap);
        before = reach(&plan);
    }
    let most: f64 =
        planned(&us, &city(400.0)).allocations.iter().filter_map(|a| Some(a.own.as_ref()?.people.value)).sum();
    let all = people(&planned(&us, &city(5000.0)));
    assert!(all <= most && all > 0.9 * most, "everybody who follows: {all} of {most}");
}

/// What leads is within what counts as equal of the best, by the plan's own figures too: .058 less when it was compared over
/// the scenarios alone.
#[test]
fn an_order_is_led_by_a_choice_that_brings_nearly_as_much_as_the_best() {
    let at_least = ChannelConstraint { min_hours: Some(2.213_630_205_624_393_7), ..bound("instagram") };
    let constraints = Constraints { task: Task::Eligibility, channels: vec![at_least], ..hours(9.240_165_046_659_088) };
    let plan = planned(&ChannelQuery { seed: 1_757_972_510_472_529_893, ..query("KR", 2024) }, &constraints);
    assert_eq!(plan.scale, Scale::Order);
    assert!(plan.optimality_gap < 0.03, "{}", plan.optimality_gap);
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
        followers in prop::option::weighted(0.2, 1.0f64..900.0),
    ) -> ChannelConstraint {
        ChannelConstraint {
            channel: channel.to_owned(),
            min_hours: numbers[0].map(|x| x / 3.0),
            max_hours: numbers[1],
            min_money: sums[0].map(|x| x / 5.0),
            max_money: sums[1],
            hold: PerResource { hours: numbers[2].filter(|_| numbers[0].is_none()), money: sums[2].filter(|_| sums[0].is_none()) },
            own_reach: followers.map(|number| OwnReach { number: Some(number.round()), unit: Some(ReachUnit::Followers), of: ReachOf::Target, ..OwnReach::default() }),
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
        weeks in prop::option::weighted(0.3, 1u32..20),
        seed: u64,
    ) {
        channels.sort_by(|a, b| a.channel.cmp(&b.channel));
        channels.dedup_by(|a, b| a.channel == b.channel);
        let budget = amount.map(|amount| Budget { amount: Some(amount), currency: Some("USD".to_owned()) });
        let constraints = Constraints { hours_per_week: Some(hours_per_week), budget, people, task, weeks, channels, ..Constraints::default() };
        let query = ChannelQuery { seed, ..query(country, year) };
        let plan = match ask(&query, &constraints) {
            Ok(plan) => plan,
            Err(PlanError::Invalid(faults)) => {
                prop_assert!(!faults.is_empty() && faults.iter().all(|f| !said(f).is_empty()));
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
        let reaches = plan.allocations.iter().filter_map(|a| a.reached.as_ref()).chain(&plan.reach);
        for reach in reaches.chain(plan.segments.iter().map(|s| &s.reach)) {
            prop_assert!(0.0 <= reach.lower && reach.lower <= reach.value && reach.value <= reach.upper);
            prop_assert!(reach.upper <= 1.0);
        }
        if let Some(reach) = &plan.reach {
            let best = plan.allocations.iter().filter_map(|a| Some(a.reached.as_ref()?.value)).fold(0.0, f64::max);
            let sum: f64 = plan.allocations.iter().filter_map(|a| Some(a.reached.as_ref()?.value)).sum();
            prop_assert!(best - 1e-9 <= reach.value && reach.value <= sum + 1e-9);
        }
        // An order may be led by a choice that is more often the best and brings nearly as much on average.
        let most = if plan.scale == Scale::Order { 0.03 } else { 0.01 };
        prop_assert!(plan.optimality_gap < most, "{}", plan.optimality_gap);
    }
}
