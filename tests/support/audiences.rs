//! Audiences of known truth: accounts, made up or read from a file, that follow in an order simulated here.

use std::path::Path;

use audience_fit::disclosure::MinCell;
use audience_fit::follower_audit::{Follower, FollowerAudit, Followers, FollowersBuilder};
use audience_fit::reference::Catalog;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Exp, Gamma, LogNormal, Normal};
use rand_xoshiro::Xoshiro256PlusPlus;
use time::macros::{date, format_description};
use time::{Date, Time};

pub(crate) const DAY: f64 = 86_400.0;

/// An account that may follow.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// Seconds since 1970.
    pub(crate) created: f64,
    /// Followers, following, posts, likes, listed.
    pub(crate) counts: [f32; 5],
    pub(crate) bought: bool,
}

/// People and accounts to be bought.
pub(crate) struct Accounts {
    pub(crate) people: Vec<Account>,
    pub(crate) for_sale: Vec<Account>,
}

fn seconds(day: Date) -> f64 {
    day.with_time(Time::MIDNIGHT).assume_utc().unix_timestamp() as f64
}

/// Made-up accounts: the people's medians are near those of verified people of 2013 (99 followers, 215 followed, 950
/// posts; Cresci et al. 2015, set E13), the others' near those of one vendor (18, 336, 35, no likes, no list), made
/// within days but for one in seven.
pub(crate) fn made_up(people: usize, for_sale: usize, seed: u64) -> Accounts {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let first = seconds(date!(2008 - 01 - 01));
    let spread = Normal::new(0.0, 1.0).expect("a deviation");
    let person = |rng: &mut Xoshiro256PlusPlus| {
        let active: f64 = spread.sample(rng);
        let mut count = |median: f64, own: f64, shared: f64| {
            let log = own * spread.sample(rng) + shared * active;
            (median * log.exp()).round() as f32
        };
        let (followers, following) = (count(99.0, 0.8, 1.0), count(215.0, 0.8, 0.5));
        let (posts, likes, listed) = (count(950.0, 1.0, 1.2), count(27.0, 1.6, 1.6), count(1.0, 0.9, 1.0));
        let age: f64 = rng.r#gen::<f64>().sqrt();
        let created = first + age * 1_900.0 * DAY;
        Account { created, counts: [followers, following, posts, likes, listed], bought: false }
    };
    let people = (0..people).map(|_| person(&mut rng)).collect();
    let batch = seconds(date!(2012 - 06 - 20));
    let sold = |rng: &mut Xoshiro256PlusPlus| {
        let odd = rng.gen_bool(1.0 / 7.0);
        let away = if odd { rng.gen_range(-30.0..240.0) } else { 4.0 * spread.sample(rng) };
        let mut count = |middle: f64, sd: f64| (middle + sd * spread.sample(rng)).max(0.0).round() as f32;
        let counts = [count(18.0, 5.0), count(336.0, 110.0), count(35.0, 14.0), 0.0, 0.0];
        Account { created: batch + away * DAY, counts, bought: true }
    };
    let for_sale = (0..for_sale).map(|_| sold(&mut rng)).collect();
    Accounts { people, for_sale }
}

/// Accounts of a CSV file with the columns of the set of Cresci et al. 2015.
pub(crate) fn read(path: &Path) -> Accounts {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file of accounts");
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let counts = ["followers_count", "friends_count", "statuses_count", "favourites_count", "listed_count"].map(place);
    let (created, bought) = (place("created_date"), place("is_fake"));
    let day = format_description!("[year]-[month]-[day]");
    let accounts = reader.records().map(|row| {
        let row = row.expect("a row");
        Account {
            created: seconds(Date::parse(&row[created], &day).expect("a date")),
            counts: counts.map(|i| row[i].parse().expect("a count")),
            bought: &row[bought] == "1",
        }
    });
    let (for_sale, people) = accounts.partition(|account| account.bought);
    Accounts { people, for_sale }
}

/// How people come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Growth {
    Steady,
    Weekly,
    Viral,
}

/// What is bought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Purchase {
    Nothing,
    In48Hours,
    Over4Weeks,
    /// Of three vendors at three times.
    ThreeVendors,
    /// Of two vendors within the same four weeks.
    TwoVendors,
}

/// What is known of the following.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Known {
    Time,
    Order,
    Neither,
}

/// One audience to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) growth: Growth,
    pub(crate) purchase: Purchase,
    pub(crate) known: Known,
    pub(crate) followers: usize,
    pub(crate) share: f64,
}

const START: Date = date!(2013 - 05 - 01);
const DAYS: usize = 365;

/// Times at which `n` people follow.
pub(crate) fn arrivals(growth: Growth, n: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<f64> {
    const WEEK: [f64; 7] = [1.0, 1.1, 1.2, 1.1, 0.9, 0.4, 0.3];
    let noise = Gamma::new(6.0, 1.0 / 6.0).expect("a shape");
    let day = |d: usize, rng: &mut Xoshiro256PlusPlus| match growth {
        Growth::Steady => 1.0,
        Growth::Weekly => WEEK[d % 7] * noise.sample(rng),
        Growth::Viral => noise.sample(rng),
    };
    let mut weights: Vec<f64> = (0..DAYS).map(|d| day(d, rng)).collect();
    if growth == Growth::Viral {
        let total: f64 = weights.iter().sum();
        for _ in 0..rng.gen_range(1..=3) {
            let (at, lasting) = (rng.gen_range(0..DAYS - 5), rng.gen_range(0.7..4.0));
            let decay: Vec<f64> = (at..DAYS).map(|d| (-((d - at) as f64) / lasting).exp()).collect();
            let share = rng.gen_range(0.05..0.35) * total / decay.iter().sum::<f64>();
            weights[at..].iter_mut().zip(&decay).for_each(|(w, x)| *w += share * x);
        }
    }
    for d in 1..DAYS {
        weights[d] += weights[d - 1];
    }
    let start = seconds(START);
    let time = |rng: &mut Xoshiro256PlusPlus| {
        let drawn = rng.r#gen::<f64>() * weights[DAYS - 1];
        let day = weights.partition_point(|w| *w < drawn).min(DAYS - 1);
        start + (day as f64 + rng.r#gen::<f64>()) * DAY
    };
    (0..n).map(|_| time(rng)).collect()
}

/// `n` of `pool`, each once while there are enough.
pub(crate) fn draw(pool: &[Account], n: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<Account> {
    if n <= pool.len() {
        return pool.choose_multiple(rng, n).cloned().collect();
    }
    (0..n).map(|_| pool[rng.gen_range(0..pool.len())].clone()).collect()
}

/// Accounts of another vendor: made at another time, filled otherwise.
fn of_vendor(which: usize, mut accounts: Vec<Account>) -> Vec<Account> {
    let (earlier, following, posts) = [(0.0, 1.0, 1.0), (200.0, 2.2, 0.1), (95.0, 0.6, 3.0)][which];
    for account in &mut accounts {
        account.created -= earlier * DAY;
        account.counts[1] = (account.counts[1] * following).round();
        account.counts[2] = (account.counts[2] * posts).round();
    }
    accounts
}

/// Who followed when, by the plan.
pub(crate) fn followed(plan: &Plan, accounts: &Accounts, rng: &mut Xoshiro256PlusPlus) -> Vec<(f64, Account)> {
    let share = if plan.purchase == Purchase::Nothing { 0.0 } else { plan.share };
    let bought = (share * plan.followers as f64).round() as usize;
    let people = draw(&accounts.people, plan.followers - bought, rng);
    let times = arrivals(plan.growth, people.len(), rng);
    let mut all: Vec<(f64, Account)> = times.into_iter().zip(people).collect();
    let mut buy = |which: usize, n: usize, days: f64, from: Option<f64>, rng: &mut Xoshiro256PlusPlus| {
        let last = DAYS as f64 - days;
        let start = from.unwrap_or_else(|| seconds(START) + rng.gen_range(0.0..last) * DAY);
        for account in of_vendor(which, draw(&accounts.for_sale, n, rng)) {
            all.push((start + rng.r#gen::<f64>() * days * DAY, account));
        }
        start
    };
    let part = |of: usize, which: usize| bought / of + usize::from(which < bought % of);
    match plan.purchase {
        Purchase::Nothing => {}
        Purchase::In48Hours => drop(buy(0, bought, 2.0, None, rng)),
        Purchase::Over4Weeks => drop(buy(0, bought, 28.0, None, rng)),
        Purchase::ThreeVendors => {
            for (which, days) in [2.0, 14.0, 5.0].into_iter().enumerate() {
                buy(which, part(3, which), days, None, rng);
            }
        }
        Purchase::TwoVendors => {
            let start = buy(0, part(2, 0), 28.0, None, rng);
            buy(1, part(2, 1), 28.0, Some(start), rng);
        }
    }
    all
}

/// An audience in any order, and which of its rows were bought.
pub(crate) struct Audience {
    pub(crate) rows: Vec<Follower>,
    pub(crate) bought: Vec<bool>,
}

pub(crate) fn audience(mut all: Vec<(f64, Account)>, known: Known, rng: &mut Xoshiro256PlusPlus) -> Audience {
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let row = |(i, (time, account)): (usize, &(f64, Account))| {
        let follower = Follower {
            followed_at: (known == Known::Time).then_some(*time as i64),
            follow_order: (known == Known::Order).then_some(i as i64 + 1),
            created_at: Some(account.created as i64),
            counts: account.counts.map(Some),
            engaged: None,
            key: i as u64,
        };
        (follower, account.bought)
    };
    let mut rows: Vec<(Follower, bool)> = all.iter().enumerate().map(row).collect();
    rows.shuffle(rng);
    let (rows, bought) = rows.into_iter().unzip();
    Audience { rows, bought }
}

/// How an audit of an audience compares with the truth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    /// Cohorts told.
    pub(crate) cohorts: usize,
    /// Part of the bought who came within a cohort.
    pub(crate) inside: f64,
    /// Part of the bought who are suspected themselves.
    pub(crate) flagged: f64,
    /// Part of the suspected who were bought.
    pub(crate) right: f64,
    /// Estimated share of the audience less the true one.
    pub(crate) error: f64,
    /// Whether the interval of the share holds the true one.
    pub(crate) covered: bool,
}

pub(crate) fn followers(rows: &[Follower]) -> Followers {
    let catalog = Catalog::embedded();
    let mut collector = FollowersBuilder::new(catalog.signs());
    rows.iter().for_each(|row| collector.push(row));
    collector.finish()
}

/// Audits an audience and compares.
pub(crate) fn score(audience: &Audience) -> Score {
    let found = FollowerAudit::of(&followers(&audience.rows), 0.9, 1, MinCell::OFF);
    let bought = audience.bought.iter().filter(|b| **b).count() as f64;
    let mark = |row: &Follower| row.followed_at.or(row.follow_order);
    let spans: Vec<(i64, i64)> = found.cohorts.iter().filter_map(|cohort| cohort.span).collect();
    let within = |row: &Follower| mark(row).is_some_and(|m| spans.iter().any(|(from, to)| (*from..=*to).contains(&m)));
    let rows = audience.rows.iter().zip(&audience.bought);
    let inside = rows.filter(|(row, bought)| **bought && within(row)).count() as f64;
    let hits = found.patterns.iter().filter(|seen| audience.bought[seen.position as usize]).count() as f64;
    let share = bought / audience.rows.len() as f64;
    Score {
        cohorts: found.cohorts.len(),
        inside: inside / bought.max(1.0),
        flagged: hits / bought.max(1.0),
        right: hits / (found.patterns.len() as f64).max(1.0),
        error: found.suspected.as_ref().map_or(0.0, |s| s.value) - share,
        covered: found.suspected.as_ref().is_some_and(|s| s.lower <= share && share <= s.upper),
    }
}

pub(crate) fn exponential(mean: f64, rng: &mut Xoshiro256PlusPlus) -> f64 {
    Exp::new(1.0 / mean).expect("a mean").sample(rng)
}

pub(crate) fn lognormal(median: f64, sigma: f64, rng: &mut Xoshiro256PlusPlus) -> f64 {
    LogNormal::new(median.ln(), sigma).expect("a deviation").sample(rng)
}
