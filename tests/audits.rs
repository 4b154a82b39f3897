//! The accuracy of the follower audit, on simulated audiences.
//!
//! Seeds are fixed. `AUDIENCE_FIT_FOLLOWERS=FILE cargo test -- audits --nocapture` measures the same on the accounts of
//! a file with the columns of Cresci et al. 2015, which cannot be part of this repository.

use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

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
    println!("{:52} found inside flagged right error cover", format!("{followers} followers, {share} bought"));
    let (mut clean, mut bought) = (Vec::new(), Vec::new());
    for known in [Known::Time, Known::Order] {
        for growth in GROWTHS {
            let plan = |purchase| Plan { growth, purchase, known, followers, share };
            clean.extend(scores(&plan(Purchase::Nothing), accounts, 2 * seeds));
            for purchase in PURCHASES {
                let found = scores(&plan(purchase), accounts, seeds);
                let label = format!("{growth:?}, {purchase:?}, by {known:?}");
                let (inside, right) = (mean(&found, |s| s.inside), mean(&found, |s| s.right));
                let (hit, error) = (part(&found, |s| s.inside >= 0.5), mean(&found, |s| s.error.abs()));
                let (flagged, covered) = (mean(&found, |s| s.flagged), part(&found, |s| s.covered));
                println!("{label:52} {hit:5.2} {inside:6.3} {flagged:7.3} {right:5.3} {error:5.4} {covered:5.2}");
                assert!(inside >= 0.9, "{label}: {inside} of the bought came within a cohort");
                assert!(flagged >= 0.75, "{label}: {flagged} of the bought are among the suspected");
                assert!(right >= 0.9, "{label}: {right} of the suspected were bought");
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
fn finds_purchases_without_false_alarms() {
    let accounts = audiences::made_up(1_500, 800, 11);
    measure(&accounts, 1_000, 0.05, 6);
    measure(&accounts, 600, 0.2, 3);
}

/// The real accounts to measure on.
fn real() -> Accounts {
    let path = std::env::var("AUDIENCE_FIT_FOLLOWERS").expect("AUDIENCE_FIT_FOLLOWERS names a file of accounts");
    audiences::read(Path::new(&path))
}

#[test]
#[ignore = "needs real accounts, which are not ours to ship: give AUDIENCE_FIT_FOLLOWERS=FILE"]
fn finds_purchases_among_real_accounts() {
    let accounts = real();
    for (followers, share) in [(500, 0.05), (750, 0.05), (750, 0.2), (3_000, 0.05)] {
        measure(&accounts, followers, share, 40);
    }
}

#[test]
#[ignore = "needs real accounts, which are not ours to ship: give AUDIENCE_FIT_FOLLOWERS=FILE"]
fn finds_real_accounts_by_creation_dates_alone() {
    let accounts = real();
    measure_without_order(&accounts, 750, 0.05, 40);
    measure_without_order(&accounts, 750, 0.1, 40);
}

#[test]
#[ignore = "needs real accounts, which are not ours to ship: give AUDIENCE_FIT_FOLLOWERS=FILE"]
fn finds_real_accounts_without_creation_dates() {
    let accounts = real();
    measure_without_dates(&accounts, 600, 0.05, 40);
    measure_without_dates(&accounts, 600, 0.15, 40);
}

/// Measures creation dates alone, weaker evidence: they miss accounts that a vendor made on other days.
fn measure_without_order(accounts: &Accounts, followers: usize, share: f64, seeds: u64) {
    let plan = |purchase| Plan { growth: Growth::Steady, purchase, known: Known::Neither, followers, share };
    let clean = scores(&plan(Purchase::Nothing), accounts, 4 * seeds);
    let found = scores(&plan(Purchase::In48Hours), accounts, seeds);
    let (flagged, right) = (mean(&found, |s| s.flagged), mean(&found, |s| s.right));
    let (hit, alarms) = (part(&found, |s| s.flagged >= 0.5), part(&clean, |s| s.cohorts > 0));
    let (error, covered) = (mean(&found, |s| s.error.abs()), part(&found, |s| s.covered));
    println!(
        "{followers} followers, {share} bought, no order: found {hit:.3}, flagged {flagged:.3}, right {right:.3}, \
         error {error:.4}, covered {covered:.2}, false alarms {alarms:.3}"
    );
    assert!(hit >= 0.95 && flagged >= 0.75, "{hit} found, {flagged} of the bought are among the suspected");
    assert!(right >= 0.9, "{right} of the suspected were bought");
    assert!(error <= 0.03 && covered >= 0.8, "off by {error}, {covered} of the intervals hold the share");
    assert!(alarms <= 0.02, "{alarms} of clean audiences have a cohort");
}

#[test]
fn finds_one_vendor_by_creation_dates_alone() {
    let accounts = audiences::made_up(1_500, 800, 13);
    measure_without_order(&accounts, 1_000, 0.1, 12);
    measure_without_order(&accounts, 800, 0.15, 12);
}

/// Measures arrivals and profiles alone, of platforms without creation dates, likes or lists: fewer purchases are
/// found, and none where nothing was bought.
fn measure_without_dates(accounts: &Accounts, followers: usize, share: f64, seeds: u64) {
    let one = |purchase: Purchase, seed: u64| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let plan = Plan { growth: GROWTHS[seed as usize % 3], purchase, known: Known::Time, followers, share };
        let mut audience = audience(followed(&plan, accounts, &mut rng), Known::Time, &mut rng);
        for row in &mut audience.rows {
            row.created_at = None;
            row.counts[3..].fill(None);
        }
        score(&audience)
    };
    let of = |purchase, n| -> Vec<Score> { (0..n).into_par_iter().map(|seed| one(purchase, seed)).collect() };
    let clean = of(Purchase::Nothing, 4 * seeds);
    let alarms = part(&clean, |s| s.cohorts > 0);
    for (purchase, least) in [(Purchase::In48Hours, 0.75), (Purchase::Over4Weeks, 0.1)] {
        let all = of(purchase, seeds);
        let hit = part(&all, |s| s.inside >= 0.5);
        let found: Vec<Score> = all.into_iter().filter(|s| s.cohorts > 0).collect();
        let (inside, right) = (mean(&found, |s| s.inside), mean(&found, |s| s.right));
        let error = mean(&found, |s| s.error.abs());
        println!(
            "{followers} followers, {share} bought, {purchase:?}, no dates: found {hit:.3}; of these inside {inside:.3}, \
             right {right:.3}, error {error:.4}; false alarms {alarms:.3}"
        );
        assert!(hit >= least, "{purchase:?}: {hit} found");
        assert!(inside >= 0.9, "{purchase:?}: {inside} of the bought within a cohort, where one is found");
        assert!(right >= 0.9 && error <= 0.03, "{purchase:?}: {right} right, off by {error}");
    }
    assert!(alarms <= 0.02, "{alarms} of clean audiences have a cohort");
}

#[test]
fn finds_purchases_without_creation_dates() {
    measure_without_dates(&audiences::made_up(1_500, 800, 14), 800, 0.1, 12);
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

fn with_wave(wave: Wave, accounts: &Accounts, known: Known, seed: u64) -> Audience {
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

fn measure_waves(accounts: &Accounts, seeds: u64) {
    let mut alarms = Vec::new();
    for wave in WAVES {
        for known in [Known::Time, Known::Order, Known::Neither] {
            let one = |seed| score(&with_wave(wave, accounts, known, seed)).cohorts > 0;
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
fn waves_of_other_people_are_no_false_alarms() {
    measure_waves(&audiences::made_up(1_500, 0, 12), 12);
}

#[test]
#[ignore = "needs real accounts, which are not ours to ship: give AUDIENCE_FIT_FOLLOWERS=FILE"]
fn waves_of_real_accounts_are_no_false_alarms() {
    let accounts = real();
    measure_waves(&accounts, 40);
}
