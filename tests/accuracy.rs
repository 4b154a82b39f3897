//! Error, coverage and width of the fit on audiences of known share, drawn from real people (UCI Adult).
//!
//! Seeds are fixed, so the figures printed are the same at every run; the bounds leave room for a better estimator to
//! trade a little of one column for another, not for a broken one.

use audience_fit::analysis::{AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::reference::Catalog;
use audience_fit::target::TargetSpec;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde_json::{Value, json};
use time::macros::date;

use crate::support::file;

/// Audiences a protocol.
const AUDIENCES: u64 = 12;
/// Profiles an audience.
const PROFILES: usize = 500;
/// Labelled panel rows.
const PANEL: usize = 500;

struct Person {
    age: f64,
    over_50k: bool,
    education: f64,
    hours: f64,
    attributes: Value,
}

impl Person {
    fn in_target(&self) -> bool {
        (27.0..=49.0).contains(&self.age) && !self.over_50k
    }

    fn profile(&self, tells: bool) -> Value {
        let mut profile = json!({"attributes": self.attributes});
        if tells {
            profile["age"] = json!(self.age);
            profile["attributes"]["over_50k"] = json!(self.over_50k);
            profile["in_target"] = json!(self.in_target());
        }
        profile
    }
}

fn people() -> Vec<Person> {
    let mut reader = csv::Reader::from_path(file("tests/data/uci-adult/people.csv")).expect("people.csv");
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let number = |i: usize| row[i].parse::<f64>().expect("a number");
        let cells = header.iter().zip(&row).skip(2);
        let value = |cell: &str| cell.parse::<f64>().map_or_else(|_| json!(cell), |x| json!(x));
        let attributes = cells.map(|(name, cell)| (name.to_owned(), value(cell))).collect();
        Person { age: number(0), over_50k: &row[1] == "1", education: number(2), hours: number(3), attributes }
    });
    rows.collect()
}

fn read(rows: Vec<Value>, role: Role) -> ReadOutcome {
    let text = Value::from(rows).to_string();
    read_profiles(Format::Json, text.as_bytes(), &ReadOptions::new(role, date!(2026 - 11 - 01)), &mut |_| {})
        .expect("an array")
}

/// How one audience is drawn and what is told of it.
struct Protocol {
    name: &'static str,
    /// Log weight of a person, given the size of the tilt.
    tilt: fn(&Person, f64) -> f64,
    panel: bool,
    declared: f64,
    most_error: f64,
    least_coverage: f64,
    greatest_width: f64,
}

const PROTOCOLS: [Protocol; 5] = [
    Protocol {
        name: "share alone differs, panel",
        tilt: |p, a| if p.in_target() { 2.0 * a } else { 0.0 },
        panel: true,
        declared: 0.0,
        most_error: 0.09,
        least_coverage: 0.75,
        greatest_width: 0.35,
    },
    Protocol {
        name: "two covariates differ, panel",
        tilt: |p, a| 0.3 * a * (p.education - 10.0) - 0.04 * a * (p.hours - 40.0),
        panel: true,
        declared: 0.0,
        most_error: 0.07,
        least_coverage: 0.80,
        greatest_width: 0.30,
    },
    Protocol {
        name: "hidden age differs, panel",
        tilt: |p, a| -0.04 * a * (p.age - 38.0),
        panel: true,
        declared: 0.0,
        most_error: 0.07,
        least_coverage: 0.75,
        greatest_width: 0.30,
    },
    Protocol {
        name: "a fifth declare at random",
        tilt: |_, _| 0.0,
        panel: false,
        declared: 0.2,
        most_error: 0.05,
        least_coverage: 0.80,
        greatest_width: 0.20,
    },
    Protocol {
        name: "a fifth declare, and a panel",
        tilt: |p, a| -0.04 * a * (p.age - 38.0),
        panel: true,
        declared: 0.2,
        most_error: 0.045,
        least_coverage: 0.80,
        greatest_width: 0.20,
    },
];

/// One audience: its truth and the interval found.
fn one(protocol: &Protocol, people: &[Person], catalog: &Catalog, seed: u64) -> (f64, f64, f64, f64) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let size = 2.0 * rng.r#gen::<f64>() - 1.0;
    let weights: Vec<f64> = people.iter().map(|p| (protocol.tilt)(p, size).exp()).collect();
    let mut sums = weights;
    for i in 1..sums.len() {
        sums[i] += sums[i - 1];
    }
    let total = sums[sums.len() - 1];
    let audience: Vec<&Person> = (0..PROFILES)
        .map(|_| {
            let drawn = rng.r#gen::<f64>() * total;
            &people[sums.partition_point(|s| *s < drawn).min(people.len() - 1)]
        })
        .collect();
    let truth = audience.iter().filter(|p| p.in_target()).count() as f64 / PROFILES as f64;
    let rows = audience.iter().map(|p| p.profile(rng.r#gen::<f64>() < protocol.declared)).collect();
    let panel = (0..PANEL).map(|_| people[rng.gen_range(0..people.len())].profile(true)).collect();
    let panel = protocol.panel.then(|| read(panel, Role::Panel));
    let spec = TargetSpec { labelled: true, ..TargetSpec::default() };
    let analysis = analyze(AnalysisRequest {
        audience: &read(rows, Role::Audience),
        panel: panel.as_ref(),
        target: resolve_target(spec, catalog).expect("a target"),
        catalog,
        options: AnalysisOptions { seed, ..AnalysisOptions::default() },
        as_of: date!(2026 - 11 - 01),
        input_hash: String::new(),
    })
    .expect("an answer");
    let share = analysis.fit.share.expect("an estimate");
    (truth, share.value, share.lower, share.upper)
}

#[test]
fn error_coverage_and_width_on_real_people() {
    let (people, catalog) = (people(), Catalog::embedded());
    println!("{:32} {:>6} {:>6} {:>6}", "protocol", "error", "cover", "width");
    for protocol in &PROTOCOLS {
        let found: Vec<_> = (0..AUDIENCES).into_par_iter().map(|i| one(protocol, &people, &catalog, 100 + i)).collect();
        let (mut error, mut coverage, mut width) = (0.0, 0.0, 0.0);
        for (truth, value, lower, upper) in found {
            error += (value - truth).abs() / AUDIENCES as f64;
            coverage += f64::from(u8::from(lower <= truth && truth <= upper)) / AUDIENCES as f64;
            width += (upper - lower) / AUDIENCES as f64;
        }
        println!("{:32} {error:6.3} {coverage:6.2} {width:6.3}", protocol.name);
        assert!(error <= protocol.most_error, "{}: error {error}", protocol.name);
        assert!(coverage >= protocol.least_coverage, "{}: coverage {coverage}", protocol.name);
        assert!(width <= protocol.greatest_width, "{}: width {width}", protocol.name);
    }
}
