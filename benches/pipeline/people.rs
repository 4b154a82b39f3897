//! Made-up followers, the same on every run: their covariates hang on age and income as real ones do.

use std::io::{self, Write};

use rand::distributions::{Distribution, WeightedIndex};
use rand::{Rng, SeedableRng};
use rand_distr::{LogNormal, Normal};
use rand_xoshiro::Xoshiro256PlusPlus;

const SEED: u64 = 20_260_630;
/// Share of followers whose age and income are known.
const DECLARED: f64 = 0.3;
const REGIONS: [&str; 10] = ["US-CA", "US-TX", "US-FL", "US-NY", "US-PA", "US-IL", "US-OH", "US-GA", "US-NC", "US-MI"];
const EDUCATIONS: [&str; 5] = ["primary", "secondary", "some_college", "college", "postgraduate"];

/// Who the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Followers with what a platform tells: eight covariates, about 250 bytes a JSON object.
    Followers,
    /// Followers with what a platform and a survey tell: twelve covariates.
    SurveyedFollowers,
    /// Labelled people with the same twelve covariates, age and income always known.
    Panel,
}

/// One made-up person.
#[derive(Debug)]
pub struct Person {
    number: u64,
    age_and_income: Option<(u32, u32)>,
    household_size: u32,
    gender: &'static str,
    region: &'static str,
    education: &'static str,
    created: Day,
    followers: u32,
    following: u32,
    posts: u32,
    followed: Day,
    survey: Option<Survey>,
}

#[derive(Debug)]
struct Survey {
    employment: &'static str,
    tenure: &'static str,
    hours_online: u32,
    children: u32,
}

#[derive(Debug, Clone, Copy)]
struct Day {
    year: u32,
    month: u32,
    day: u32,
}

/// An endless row of people; the same for the same `rows`.
pub struct People {
    rng: Xoshiro256PlusPlus,
    rows: Rows,
    number: u64,
    age: Normal<f64>,
    income: LogNormal<f64>,
    count: LogNormal<f64>,
    regions: WeightedIndex<u32>,
}

impl People {
    /// The people of `rows`.
    pub fn new(rows: Rows) -> Self {
        Self {
            rng: Xoshiro256PlusPlus::seed_from_u64(SEED + rows as u64),
            rows,
            number: 0,
            age: Normal::new(41.0, 14.0).expect("the deviation is positive"),
            income: LogNormal::new(0.0, 0.6).expect("the deviation is positive"),
            count: LogNormal::new(5.0, 1.4).expect("the deviation is positive"),
            regions: WeightedIndex::new((1..=REGIONS.len() as u32).rev()).expect("the weights are positive"),
        }
    }

    fn survey(&mut self, age: f64, income: f64) -> Survey {
        let rng = &mut self.rng;
        Survey {
            employment: match age {
                a if a >= 66.0 => "retired",
                a if a < 23.0 && rng.gen_bool(0.6) => "student",
                _ if rng.gen_bool((0.95 - income / 400_000.0).clamp(0.5, 1.0)) => "employed",
                _ => "unemployed",
            },
            tenure: if rng.gen_bool((income / 150_000.0 + age / 200.0).clamp(0.05, 0.95)) { "own" } else { "rent" },
            hours_online: rng.gen_range(1..6) + u32::from(age < 35.0) * 2,
            children: if (25.0..55.0).contains(&age) { rng.gen_range(0..4) } else { 0 },
        }
    }
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        self.number += 1;
        let rng = &mut self.rng;
        let age = self.age.sample(rng).clamp(16.0, 90.0);
        let schooling = rng.gen_range(0..EDUCATIONS.len());
        let prime = 1.0 - (age - 48.0).abs() / 80.0;
        let income = 42_000.0 * self.income.sample(rng) * prime * (0.6 + 0.25 * schooling as f64);
        let declared = self.rows == Rows::Panel || rng.gen_bool(DECLARED);
        let young = (60.0 - age).max(5.0) / 30.0;
        let created = 2025 - rng.gen_range(1..15).min(age as u32 - 12);
        let person = Person {
            number: self.number,
            age_and_income: declared.then_some((age as u32, income as u32)),
            household_size: rng.gen_range(1..6),
            gender: if rng.gen_bool(0.52) { "female" } else { "male" },
            region: REGIONS[self.regions.sample(rng)],
            education: EDUCATIONS[schooling],
            created: Day::in_year(created, rng),
            followers: (self.count.sample(rng) * young) as u32,
            following: (self.count.sample(rng) * 1.5) as u32,
            posts: (self.count.sample(rng) * young * 2.0) as u32,
            followed: Day::in_year(rng.gen_range(created..=2025), rng),
            survey: None,
        };
        let survey = (self.rows != Rows::Followers).then(|| self.survey(age, income));
        Some(Person { survey, ..person })
    }
}

impl Day {
    fn in_year(year: u32, rng: &mut impl Rng) -> Self {
        Self { year, month: rng.gen_range(1..=12), day: rng.gen_range(1..=28) }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Person {
    /// The person as one JSON object.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, r#"{{"id":"u{:07}""#, self.number)?;
        if let Some((age, income)) = self.age_and_income {
            write!(out, r#","age":{age},"income":{{"amount":{income},"currency":"USD","period":"year""#)?;
            write!(out, r#","scope":"household"}}"#)?;
        }
        let Self { household_size, gender, region, education, created, followed, .. } = self;
        write!(out, r#","household_size":{household_size},"gender":"{gender}","region":"{region}""#)?;
        write!(out, r#","education":"{education}","account":{{"created_at":"{created}""#)?;
        write!(out, r#","followers":{},"following":{}"#, self.followers, self.following)?;
        write!(out, r#","posts":{}}},"followed_at":"{followed}T08:15:30Z""#, self.posts)?;
        if let Some(Survey { employment, tenure, hours_online, children }) = &self.survey {
            write!(out, r#","employment":"{employment}","tenure":"{tenure}""#)?;
            write!(out, r#","attributes":{{"hours_online":{hours_online},"children":{children}}}"#)?;
        }
        write!(out, "}}")
    }

    /// The header above [`Person::write_csv`].
    pub const CSV_HEADER: &str = "id,age,income.amount,income.currency,income.period,income.scope,household_size,\
        gender,region,education,account.created_at,account.followers,account.following,account.posts,followed_at";

    /// The person as one row of CSV; a survey's answers are left out.
    pub fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "u{:07},", self.number)?;
        match self.age_and_income {
            Some((age, income)) => write!(out, "{age},{income},USD,year,household")?,
            None => write!(out, ",,,,")?,
        }
        let Self { household_size, gender, region, education, created, followed, .. } = self;
        write!(out, ",{household_size},{gender},{region},{education},{created}")?;
        write!(out, ",{},{},{},{followed}T08:15:30Z", self.followers, self.following, self.posts)
    }
}
