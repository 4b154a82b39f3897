//! The acquisition audit on audiences of known truth, and its surface.
//!
//! Seeds are fixed. `AUDIENCE_FIT_FOLLOWERS=FILE cargo test -- acquisition --nocapture` measures the same on the
//! accounts of a file with the columns of Cresci et al. 2015, which cannot be part of this repository.

use std::path::Path;

use audience_fit::acquisition::{Acquisition, Basis, Finding, Kind, Status};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::audiences::{
    self, Account, Accounts, Audience, DAY, Growth, Known, Plan, Purchase, Score, arrivals, audience, draw,
    exponential, followed, lognormal, score,
};

const GROWTHS: [Growth; 3] = [Growth::Steady, Growth::Weekly, Growth::Viral];
const PURCHASES: [Purchase; 4] =
    [Purchase::In48Hours, Purchase::Over4Weeks, Purchase::ThreeVendors, Purchase::TwoVendors];

fn scores(plan: &Plan, accounts: &Accounts, seeds: u64) -> Vec<Score> {
    let one = |seed: u64| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let all = followed(plan, accounts, &mut rng);
        score(&audience(all, plan.known, &mut rng))
    };
    (0..seeds).into_par_iter().map(one).collect()
}

fn part(scores: &[Score], holds: impl Fn(&Score) -> bool) -> f64 {
    scores.iter().filter(|score| holds(score)).count() as f64 / scores.len() as f64
}

fn mean(scores: &[Score], of: impl Fn(&Score) -> f64) -> f64 {
    scores.iter().map(of).sum::<f64>() / scores.len() as f64
}

/// Measures every way to grow and to buy, prints it, and holds it to the goals.
fn measure(accounts: &Accounts, followers: usize, share: f64, seeds: u64) {
    println!("{:52} found inside right error cover", format!("{followers} followers, {share} bought"));
    let (mut clean, mut bought) = (Vec::new(), Vec::new());
    for known in [Known::Time, Known::Order] {
        for growth in GROWTHS {
            let plan = |purchase| Plan { growth, purchase, known, followers, share };
            clean.extend(scores(&plan(Purchase::Nothing), accounts, 2 * seeds));
            for purchase in PURCHASES {
                let found = scores(&plan(purchase), accounts, seeds);
                let told = format!("{growth:?}, {purchase:?}, by {known:?}");
                let (inside, right) = (mean(&found, |s| s.inside), mean(&found, |s| s.right));
                let (hit, error) = (part(&found, |s| s.inside >= 0.5), mean(&found, |s| s.error.abs()));
                let covered = part(&found, |s| s.covered);
                println!("{told:52} {hit:5.2} {inside:6.3} {right:5.3} {error:5.4} {covered:5.2}");
                assert!(inside >= 0.9, "{told}: {inside} of the bought came within a cohort");
                assert!(right >= 0.9, "{told}: {right} of the suspected were bought");
                bought.extend(found);
            }
        }
    }
    let (alarms, found) = (part(&clean, |s| s.cohorts > 0), part(&bought, |s| s.inside >= 0.5));
    let (near, covered) = (part(&bought, |s| s.error.abs() <= 0.03), part(&bought, |s| s.covered));
    println!("found {found:.3}, share within 3 points {near:.3}, covered {covered:.2}, false alarms {alarms:.3}");
    assert!(found >= 0.95, "{found} of the purchases were found");
    assert!(near >= 0.95, "{near} of the shares are within 3 points");
    assert!(covered >= 0.7, "{covered} of the intervals hold the share");
    assert!(alarms <= 0.02, "{alarms} of clean audiences have a cohort");
}

#[test]
fn purchases_are_found_and_clean_growth_is_not_accused() {
    let accounts = audiences::made_up(1_500, 800, 11);
    measure(&accounts, 1_000, 0.05, 6);
    measure(&accounts, 600, 0.2, 3);
}

#[test]
fn purchases_among_real_accounts_are_found() {
    let Ok(path) = std::env::var("AUDIENCE_FIT_FOLLOWERS") else {
        println!("SKIPPED: give AUDIENCE_FIT_FOLLOWERS=FILE to measure the audit on real accounts");
        return;
    };
    let accounts = audiences::read(Path::new(&path));
    for (followers, share) in [(500, 0.05), (750, 0.05), (750, 0.2), (3_000, 0.05)] {
        measure(&accounts, followers, share, 40);
    }
}

/// People who come in a wave and differ from the others, none of them bought.
#[derive(Debug, Clone, Copy)]
enum Wave {
    /// From a country where accounts are two years younger and have three times the followers.
    OtherCountry,
    /// Like the others, their accounts a year older.
    OtherYear,
    /// Open an account in order to follow.
    Fresh,
    /// Read and never post.
    Silent,
    /// Have hardly begun: few followers.
    Newcomers,
    /// Their accounts were opened in one week of a campaign of the platform, whenever they followed.
    OneWeek,
    /// The same accounts twice.
    Twice,
}

const WAVES: [Wave; 7] =
    [Wave::OtherCountry, Wave::OtherYear, Wave::Fresh, Wave::Silent, Wave::Newcomers, Wave::OneWeek, Wave::Twice];

fn waved(wave: Wave, accounts: &Accounts, known: Known, seed: u64) -> Audience {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let n = rng.gen_range(60..400);
    let people = draw(&accounts.people, 600, &mut rng);
    let growth = GROWTHS[seed as usize % 3];
    let mut all: Vec<(f64, Account)> = arrivals(growth, 600, &mut rng).into_iter().zip(people).collect();
    let times: Vec<f64> = all.iter().map(|(time, _)| *time).collect();
    let peak = times[rng.gen_range(0..times.len())];
    let guests = draw(&accounts.people, n, &mut rng);
    for (i, mut guest) in guests.into_iter().enumerate() {
        let mut time = peak + exponential(2.0, &mut rng) * DAY;
        match wave {
            Wave::OtherCountry => {
                guest.created += 730.0 * DAY;
                guest.counts[0] *= 3.0;
            }
            Wave::OtherYear => guest.created -= 365.0 * DAY,
            Wave::Fresh => {
                guest.created = time - rng.gen_range(0.0..3.0) * DAY;
                let following = lognormal(25.0, 0.6, &mut rng).min(90.0).round() as f32;
                guest.counts = [rng.gen_range(0..8) as f32, following, rng.gen_range(0..5) as f32, 0.0, 0.0];
            }
            Wave::Silent => guest.counts[2..].fill(0.0),
            Wave::Newcomers => guest.counts[0] = (guest.counts[0] / 3.0).round(),
            Wave::OneWeek => {
                time = times[(7 * i) % times.len()];
                if i % 3 == 0 {
                    guest.created = 1_330_000_000.0 + rng.gen_range(0.0..7.0) * DAY;
                }
            }
            Wave::Twice => guest = all[i].1.clone(),
        }
        all.push((time, guest));
    }
    audience(all, known, &mut rng)
}

fn alarms_of_waves(accounts: &Accounts, seeds: u64) {
    let mut alarms = Vec::new();
    for wave in WAVES {
        for known in [Known::Time, Known::Order, Known::Neither] {
            let one = |seed| score(&waved(wave, accounts, known, seed)).cohorts > 0;
            let found: Vec<bool> = (0..seeds).into_par_iter().map(one).collect();
            let rate = found.iter().filter(|alarm| **alarm).count() as f64 / seeds as f64;
            println!("{:40} false alarms {rate:.3}", format!("{wave:?}, by {known:?}"));
            assert!(rate <= 0.1, "{wave:?} by {known:?}: {rate}");
            alarms.extend(found);
        }
    }
    let rate = alarms.iter().filter(|alarm| **alarm).count() as f64 / alarms.len() as f64;
    println!("in all {rate:.4} of {}", alarms.len());
    assert!(rate <= 0.02, "{rate}");
}

#[test]
fn waves_of_other_people_are_not_accused() {
    alarms_of_waves(&audiences::made_up(1_500, 0, 12), 12);
}

#[test]
fn waves_of_other_real_people_are_not_accused() {
    let Ok(path) = std::env::var("AUDIENCE_FIT_FOLLOWERS") else {
        println!("SKIPPED: give AUDIENCE_FIT_FOLLOWERS=FILE to measure false alarms on real accounts");
        return;
    };
    alarms_of_waves(&audiences::read(Path::new(&path)), 40);
}

fn planned(purchase: Purchase, known: Known, seed: u64) -> Audience {
    let accounts = audiences::made_up(1_500, 800, 11);
    let plan = Plan { growth: Growth::Weekly, purchase, known, followers: 800, share: 0.1 };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    audience(followed(&plan, &accounts, &mut rng), known, &mut rng)
}

#[test]
fn creation_dates_alone_are_weaker_evidence_and_never_a_burst() {
    let audience = planned(Purchase::In48Hours, Known::Neither, 3);
    let found = Acquisition::of(&audiences::followers(&audience.rows), 0.9, 1);
    assert_eq!((found.basis, found.status), (Basis::CreationDate, Status::PartlyExamined));
    assert!(found.limits.iter().any(|limit| limit.code == "no_follow_order"), "{:?}", found.limits);
    let [cohort] = found.cohorts.as_slice() else { panic!("{:?}", found.cohorts) };
    assert!(cohort.by_creation_alone && cohort.span.is_none() && cohort.created.is_some());
    assert!(matches!(cohort.evidence[0].finding, Finding::NotExamined(_)), "{:?}", cohort.evidence[0]);
    assert_eq!(cohort.evidence[0].kind, Kind::ArrivalBurst);
    assert!(found.timeline.is_empty());
    let score = score(&audience);
    assert!(score.right >= 0.9 && score.error.abs() <= 0.03, "{score:?}");
}

#[test]
fn an_order_tells_no_burst_and_bounds_the_time_from_below() {
    let audience = planned(Purchase::In48Hours, Known::Order, 3);
    let found = Acquisition::of(&audiences::followers(&audience.rows), 0.9, 1);
    let [cohort] = found.cohorts.as_slice() else { panic!("{:?}", found.cohorts) };
    assert!(matches!(cohort.evidence[0].finding, Finding::NotExamined(_)));
    let (first, last) = cohort.span.expect("places in the order");
    assert!(first >= 1 && last <= 800 && last - first < 200, "{first} to {last}");
    let bound = cohort.not_before.expect("a day");
    let before = audience.rows.iter().filter(|row| row.follow_order.is_some_and(|order| order <= first));
    let latest = before.filter_map(|row| row.created_at).max().expect("somebody came before");
    assert_eq!(bound, latest.div_euclid(86_400) * 86_400, "nobody follows before the account exists");
}

#[test]
fn without_dates_and_counts_nothing_is_suspected_and_the_status_says_why() {
    let mut audience = planned(Purchase::In48Hours, Known::Time, 3);
    audience.rows.iter_mut().for_each(|row| (row.created_at, row.counts) = (None, [None; 5]));
    let found = Acquisition::of(&audiences::followers(&audience.rows), 0.9, 1);
    assert_eq!(found.status, Status::NotExamined);
    assert!(found.cohorts.is_empty() && found.suspected.is_none());
    let codes: Vec<&str> = found.limits.iter().map(|limit| limit.code).collect();
    assert_eq!(codes, ["no_creation_date", "no_counts", "no_engagement", "one_kind_only"]);
    assert_eq!(found.single_signs.len(), 1, "the burst is told: {:?}", found.single_signs);
    assert_eq!(found.single_signs[0].kind, Kind::ArrivalBurst);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let audience = planned(Purchase::ThreeVendors, Known::Time, 4);
    let mut rows = audience.rows.clone();
    // Days only, so that many tie.
    rows.iter_mut().for_each(|row| row.followed_at = row.followed_at.map(|t| t.div_euclid(86_400) * 86_400));
    let found = Acquisition::of(&audiences::followers(&rows), 0.9, 1);
    rows.reverse();
    let reversed = Acquisition::of(&audiences::followers(&rows), 0.9, 1);
    assert!(!found.cohorts.is_empty());
    assert_eq!((&found.cohorts, &found.suspected), (&reversed.cohorts, &reversed.suspected));
}

#[test]
fn any_followers_are_audited_without_panic() {
    for seed in 0..60 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let n = [0, 1, 2, 7, 49, 50, 51, 130, 400][seed as usize % 9];
        let sometimes = |rng: &mut Xoshiro256PlusPlus, p: f64, x: i64| rng.gen_bool(p).then_some(x);
        let (timed, ordered, dated, counted) =
            (f64::from(seed as u32 % 2), f64::from(seed as u32 / 2 % 2), rng.r#gen(), rng.r#gen());
        let span = [1, 3_600, 86_400 * 3, 86_400 * 9_000][seed as usize % 4];
        let row = |i: usize, rng: &mut Xoshiro256PlusPlus| {
            let time = 1_300_000_000 + rng.gen_range(0..span);
            let (made, order) = (700_000_000 + rng.gen_range(0..900_000_000), rng.gen_range(1..1_000_000_000));
            let made = sometimes(rng, dated, made);
            let mut count = || rng.gen_bool(counted).then(|| [0.0, 1.0, 120.0, 3e38][rng.gen_range(0..4)]);
            let counts = [count(), count(), count(), count(), count()];
            audience_fit::acquisition::Follower {
                followed_at: sometimes(rng, timed * 0.9, time),
                follow_order: sometimes(rng, ordered * 0.9, order),
                created_at: made,
                counts,
                engaged: sometimes(rng, 0.5, 1).map(|_| rng.gen_bool(0.5)),
                key: i as u64 % 5,
            }
        };
        let rows: Vec<_> = (0..n).map(|i| row(i, &mut rng)).collect();
        let found = Acquisition::of(&audiences::followers(&rows), 0.9, seed);
        for cohort in &found.cohorts {
            let share = &cohort.suspected;
            assert!(0.0 <= share.lower && share.lower <= share.value && share.value <= share.upper, "{share:?}");
            assert!(share.upper <= 1.0, "{share:?}");
        }
    }
}

/// Profiles of an audience as JSON.
fn profiles(audience: &Audience) -> Vec<Value> {
    let rows = audience.rows.iter().zip(&audience.bought).enumerate();
    rows.map(|(i, (row, bought))| {
        let time = |seconds: i64| {
            let time = time::OffsetDateTime::from_unix_timestamp(seconds).expect("a time");
            time.format(&time::format_description::well_known::Rfc3339).expect("RFC 3339")
        };
        let [followers, following, posts, likes, listed] = row.counts.map(|count| count.map(|n| n as u64));
        let mut profile = json!({
            "id": format!("u{i}"),
            "account": {"created_at": row.created_at.map(time), "followers": followers, "following": following,
                        "posts": posts, "likes": likes, "listed": listed},
            "followed_at": row.followed_at.map(time), "follow_order": row.follow_order,
        });
        if !bought && i % 4 != 0 {
            profile["in_target"] = json!(i % 3 == 0);
        }
        if *bought && i % 2 == 0 {
            profile["in_target"] = json!(false);
        }
        profile
    })
    .collect()
}

#[test]
fn an_analysis_tells_cohorts_with_their_fit_and_the_fit_without_them() {
    let server = TestServer::start();
    let audience = planned(Purchase::In48Hours, Known::Time, 5);
    let ask = json!({"profiles": profiles(&audience), "target": {"labelled": true}});
    let answer = server.create_analysis(&ask);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let analysis = answer.json();
    let told = &analysis["acquisition"];
    assert_eq!((&told["status"], &told["basis"]), (&json!("examined"), &json!("follow_time")));
    let cohort = &told["cohorts"][0];
    assert_eq!(told["cohorts"].as_array().map(Vec::len), Some(1));
    let (from, to) = (cohort["from"].as_str().expect("a time"), cohort["to"].as_str().expect("a time"));
    assert!(from.ends_with('Z') && from < to && from.starts_with("201"), "{from} {to}");
    let share = number(&told["suspected"]["value"]);
    println!("10 % bought: suspected {share} ({} to {})", told["suspected"]["lower"], told["suspected"]["upper"]);
    assert!((share - 0.1).abs() <= 0.03);
    for kind in ["arrival_burst", "creation_burst", "profile_pattern"] {
        let evidence = cohort["evidence"].as_array().expect("evidence").iter().find(|e| e["kind"] == kind);
        let evidence = evidence.unwrap_or_else(|| panic!("no {kind}"));
        assert_eq!(evidence["finding"], "seen", "{evidence}");
        assert!(number(&evidence["observed"]) > 2.0 * number(&evidence["expected"]), "{evidence}");
    }
    let (all, without) = (number(&told["fit"]["value"]), number(&told["fit_without_suspected"]["value"]));
    assert_eq!(all, number(&analysis["fit"]["share"]["value"]));
    let suspected = number(&told["fit_of_suspected"]["value"]);
    assert!(suspected < all && all < without, "the bought are not in the target: {suspected} {all} {without}");
    assert!(number(&cohort["fit"]["value"]) < all);
    let arrived: f64 = told["timeline"].as_array().expect("buckets").iter().map(|b| number(&b["followers"])).sum();
    assert_eq!(arrived, 800.0);
    assert_eq!(told["profile_patterns"], Value::Null, "only on request");
}

#[test]
fn patterns_of_single_profiles_are_told_on_request_by_row() {
    let server = TestServer::start();
    let audience = planned(Purchase::In48Hours, Known::Time, 5);
    let mut rows = profiles(&audience);
    // A refused row moves all after it.
    rows.insert(10, json!({"age": 999}));
    let ask = json!({"profiles": rows, "target": {"labelled": true}, "profile_patterns": true});
    let told = server.create_analysis(&ask).json()["acquisition"]["profile_patterns"].clone();
    let told = told.as_array().expect("a list");
    let bought = |row: usize| audience.bought[if row > 11 { row - 2 } else { row - 1 }];
    let right = told.iter().filter(|seen| bought(number(&seen["row"]) as usize)).count();
    assert!(told.len() > 60 && right as f64 >= 0.95 * told.len() as f64, "{right} of {}", told.len());
    assert!(told.iter().all(|seen| seen["finding"] == "pattern_seen" && seen["cohort"] == "A"));
    let wrong = json!({"profiles": [{}], "target": {"labelled": true}, "profile_patterns": "yes"});
    assert_eq!(server.create_analysis(&wrong).json()["errors"][0]["pointer"], "/profile_patterns");
}

#[test]
fn where_nothing_can_be_examined_the_answer_says_so() {
    let server = TestServer::start();
    let profiles: Vec<Value> = (0..120).map(|i| json!({"in_target": i % 4 == 0})).collect();
    let analysis = server.create_analysis(&json!({"profiles": profiles, "target": {"labelled": true}})).json();
    let told = &analysis["acquisition"];
    assert_eq!((&told["status"], &told["cohorts"]), (&json!("not_examined"), &json!([])));
    assert_eq!((&told["suspected"], &told["fit_of_suspected"]), (&Value::Null, &Value::Null));
    assert_eq!(told["fit_without_suspected"], analysis["fit"]["share"], "nobody is suspected");
    let codes: Vec<&Value> = told["limits"].as_array().expect("limits").iter().map(|limit| &limit["code"]).collect();
    assert_eq!(codes, ["no_follow_order", "no_creation_date", "no_counts", "no_engagement"]);
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}
