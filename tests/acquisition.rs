//! The follower audit and its JSON. `audits.rs` measures its accuracy.

use audience_fit::disclosure::MinCell;
use audience_fit::follower_audit::{AuditStatus, Basis, EvidenceKind, Finding, FollowerAudit};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::audiences::{self, Audience, Growth, Known, Plan, Purchase, audience, followed, score};

fn simulated(purchase: Purchase, known: Known, seed: u64) -> Audience {
    let accounts = audiences::made_up(1_500, 800, 11);
    let plan = Plan { growth: Growth::Weekly, purchase, known, followers: 800, share: 0.1 };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    audience(followed(&plan, &accounts, &mut rng), known, &mut rng)
}

#[test]
fn audits_by_creation_dates_alone_without_arrivals() {
    let audience = simulated(Purchase::In48Hours, Known::Neither, 3);
    let found = FollowerAudit::of(&audiences::followers(&audience.rows), 0.9, 1, MinCell::OFF);
    assert_eq!((found.basis, found.status), (Basis::CreationDate, AuditStatus::PartlyExamined));
    assert!(
        found.limitations.iter().any(|limit| limit.code().as_str() == "no_follow_order"),
        "{:?}",
        found.limitations
    );
    let [cohort] = found.cohorts.as_slice() else { panic!("{:?}", found.cohorts) };
    assert!(cohort.by_creation_alone && cohort.span.is_none() && cohort.created.is_some());
    assert!(matches!(cohort.evidence[0].finding, Finding::NotExamined(_)), "{:?}", cohort.evidence[0]);
    assert_eq!(cohort.evidence[0].kind, EvidenceKind::ArrivalBurst);
    assert!(found.timeline.is_empty());
    let score = score(&audience);
    assert!(score.right >= 0.9 && score.error.abs() <= 0.03, "{score:?}");
}

#[test]
fn bounds_the_time_from_below_if_only_the_order_is_known() {
    let audience = simulated(Purchase::In48Hours, Known::Order, 3);
    let found = FollowerAudit::of(&audiences::followers(&audience.rows), 0.9, 1, MinCell::OFF);
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
fn suspects_nothing_without_dates_and_counts() {
    let mut audience = simulated(Purchase::In48Hours, Known::Time, 3);
    audience.rows.iter_mut().for_each(|row| (row.created_at, row.counts) = (None, [None; 5]));
    let found = FollowerAudit::of(&audiences::followers(&audience.rows), 0.9, 1, MinCell::OFF);
    assert_eq!(found.status, AuditStatus::NotExamined);
    assert!(found.cohorts.is_empty() && found.suspected.is_none());
    let codes: Vec<&str> = found.limitations.iter().map(|limit| limit.code().as_str()).collect();
    assert_eq!(codes, ["no_creation_date", "no_counts", "no_engagement", "single_value"]);
    assert_eq!(found.uncorroborated.len(), 1, "the burst is reported: {:?}", found.uncorroborated);
    assert_eq!(found.uncorroborated[0].kind, EvidenceKind::ArrivalBurst);
}

#[test]
fn does_not_depend_on_the_order_of_rows() {
    let audience = simulated(Purchase::ThreeVendors, Known::Time, 4);
    let mut rows = audience.rows.clone();
    // Days only, so that many tie.
    rows.iter_mut().for_each(|row| row.followed_at = row.followed_at.map(|t| t.div_euclid(86_400) * 86_400));
    let found = FollowerAudit::of(&audiences::followers(&rows), 0.9, 1, MinCell::OFF);
    rows.reverse();
    let reversed = FollowerAudit::of(&audiences::followers(&rows), 0.9, 1, MinCell::OFF);
    assert!(!found.cohorts.is_empty());
    assert_eq!((&found.cohorts, &found.suspected), (&reversed.cohorts, &reversed.suspected));
}

#[test]
fn audits_arbitrary_followers_without_panic() {
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
            audience_fit::follower_audit::Follower {
                followed_at: sometimes(rng, timed * 0.9, time),
                follow_order: sometimes(rng, ordered * 0.9, order),
                created_at: made,
                counts,
                engaged: sometimes(rng, 0.5, 1).map(|_| rng.gen_bool(0.5)),
                key: i as u64 % 5,
            }
        };
        let rows: Vec<_> = (0..n).map(|i| row(i, &mut rng)).collect();
        let found = FollowerAudit::of(&audiences::followers(&rows), 0.9, seed, MinCell::OFF);
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
fn analysis_has_cohorts_with_fits_and_the_fit_without_them() {
    let server = TestServer::start_with(|settings| settings.min_cell = 1);
    let audience = simulated(Purchase::In48Hours, Known::Time, 5);
    let ask = json!({"profiles": profiles(&audience), "target": {"labelled": true}});
    let answer = server.create_analysis(&ask);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let analysis = answer.json();
    let acquisition = &analysis["acquisition"];
    assert_eq!((&acquisition["status"], &acquisition["basis"]), (&json!("examined"), &json!("follow_time")));
    let cohort = &acquisition["cohorts"][0];
    assert_eq!(acquisition["cohorts"].as_array().map(Vec::len), Some(1));
    let (from, to) = (cohort["from"].as_str().expect("a time"), cohort["to"].as_str().expect("a time"));
    assert!(from.ends_with('Z') && from < to && from.starts_with("201"), "{from} {to}");
    let share = number(&acquisition["suspected"]["value"]);
    println!(
        "10 % bought: suspected {share} ({} to {})",
        acquisition["suspected"]["lower"], acquisition["suspected"]["upper"]
    );
    assert!((share - 0.1).abs() <= 0.03);
    for kind in ["arrival_burst", "creation_burst", "profile_pattern"] {
        let evidence = cohort["evidence"].as_array().expect("evidence").iter().find(|e| e["kind"] == kind);
        let evidence = evidence.unwrap_or_else(|| panic!("no {kind}"));
        assert_eq!(evidence["finding"], "present", "{evidence}");
        assert!(number(&evidence["observed"]) > 2.0 * number(&evidence["expected"]), "{evidence}");
    }
    let (all, without) = (number(&acquisition["fit"]["value"]), number(&acquisition["fit_without_suspected"]["value"]));
    assert_eq!(all, number(&analysis["fit"]["share"]["value"]));
    let suspected = number(&acquisition["fit_of_suspected"]["value"]);
    assert!(suspected < all && all < without, "the bought are not in the target: {suspected} {all} {without}");
    assert!(number(&cohort["fit"]["value"]) < all);
    let arrived: f64 =
        acquisition["timeline"].as_array().expect("buckets").iter().map(|b| number(&b["followers"])).sum();
    assert_eq!(arrived, 800.0);
    assert_eq!(acquisition["profile_patterns"], Value::Null, "only on request");
}

#[test]
fn lists_profile_patterns_by_row_on_request() {
    let server = TestServer::start();
    let audience = simulated(Purchase::In48Hours, Known::Time, 5);
    let mut rows = profiles(&audience);
    // A rejected row shifts all after it.
    rows.insert(10, json!({"age": 999}));
    let ask = json!({"profiles": rows, "target": {"labelled": true}, "profile_patterns": true});
    let acquisition = server.create_analysis(&ask).json()["acquisition"]["profile_patterns"].clone();
    let acquisition = acquisition.as_array().expect("a list");
    let bought = |row: usize| audience.bought[if row > 11 { row - 2 } else { row - 1 }];
    let right = acquisition.iter().filter(|seen| bought(number(&seen["row"]) as usize)).count();
    assert!(
        acquisition.len() > 60 && right as f64 >= 0.95 * acquisition.len() as f64,
        "{right} of {}",
        acquisition.len()
    );
    assert!(acquisition.iter().all(|seen| seen["finding"] == "pattern_present" && seen["cohort"] == "A"));
    let wrong = json!({"profiles": [{}], "target": {"labelled": true}, "profile_patterns": "yes"});
    assert_eq!(server.create_analysis(&wrong).json()["errors"][0]["pointer"], "/profile_patterns");
}

#[test]
fn status_is_not_examined_without_usable_fields() {
    let server = TestServer::start();
    let profiles: Vec<Value> = (0..120).map(|i| json!({"in_target": i % 4 == 0})).collect();
    let analysis = server.create_analysis(&json!({"profiles": profiles, "target": {"labelled": true}})).json();
    let acquisition = &analysis["acquisition"];
    assert_eq!((&acquisition["status"], &acquisition["cohorts"]), (&json!("not_examined"), &json!([])));
    assert_eq!((&acquisition["suspected"], &acquisition["fit_of_suspected"]), (&Value::Null, &Value::Null));
    assert_eq!(acquisition["fit_without_suspected"], analysis["fit"]["share"], "nobody is suspected");
    let codes: Vec<&Value> =
        acquisition["limits"].as_array().expect("limits").iter().map(|limit| &limit["code"]).collect();
    assert_eq!(codes, ["no_follow_order", "no_creation_date", "no_counts", "no_engagement"]);
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}
