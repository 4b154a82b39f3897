//! Error, coverage and width of the fit on audiences of known share, drawn from real people (UCI Adult).
//!
//! Seeds are fixed, so the figures printed are the same at every run; the bounds leave room for a better estimator to
//! trade a little of one column for another, not for a broken one.

use audience_fit::analysis::{AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::prevalence::{Estimate, FitWarning, LabelSampling};
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

pub(crate) struct Person {
    pub(crate) age: f64,
    over_50k: bool,
    education: f64,
    hours: f64,
    attributes: Value,
}

impl Person {
    pub(crate) fn in_target(&self) -> bool {
        (27.0..=49.0).contains(&self.age) && !self.over_50k
    }

    pub(crate) fn earns_more(&self) -> bool {
        self.over_50k
    }

    pub(crate) fn profile(&self, tells: bool) -> Value {
        let mut profile = json!({"attributes": self.attributes});
        if tells {
            profile["age"] = json!(self.age);
            profile["attributes"]["over_50k"] = json!(self.over_50k);
            profile["in_target"] = json!(self.in_target());
        }
        profile
    }
}

pub(crate) fn people() -> Vec<Person> {
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

pub(crate) fn read(rows: Vec<Value>, role: Role) -> ReadOutcome {
    let text = Value::from(rows).to_string();
    read_profiles(Format::Json, text.as_bytes(), &ReadOptions::new(role, date!(2026 - 11 - 01)), &mut |_| {})
        .expect("an array")
}

/// How one audience is drawn and what is told of it.
struct Protocol {
    name: &'static str,
    /// Log weight of a person, given the size of the tilt and two signs.
    tilt: fn(&Person, f64, [f64; 2]) -> f64,
    panel: bool,
    labelled: f64,
    how: LabelSampling,
    most_error: f64,
    least_coverage: f64,
    greatest_width: f64,
    /// Of the bounds at a Gamma of 2.
    least_bounds_coverage: f64,
}

const NOTHING_DIFFERS: Protocol = Protocol {
    name: "nothing differs, panel",
    tilt: |_, _, _| 0.0,
    panel: true,
    labelled: 0.0,
    how: LabelSampling::SelfDeclared,
    most_error: 0.05,
    least_coverage: 0.80,
    greatest_width: 0.25,
    least_bounds_coverage: 0.9,
};

fn member(p: &Person) -> f64 {
    f64::from(u8::from(p.in_target()))
}

/// Both covariates and the target's share, by odds of `exp(b)`.
fn joint(p: &Person, b: f64, signs: [f64; 2]) -> f64 {
    b * (signs[0] * member(p) + signs[1] * (0.25 * (p.education - 10.0) - 0.03 * (p.hours - 40.0)))
}

const PROTOCOLS: [Protocol; 11] = [
    Protocol {
        name: "share alone differs, panel",
        tilt: |p, a, _| 2.0 * a * member(p),
        most_error: 0.09,
        least_coverage: 0.65,
        greatest_width: 0.35,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "two covariates differ, panel",
        tilt: |p, a, _| 0.3 * a * (p.education - 10.0) - 0.04 * a * (p.hours - 40.0),
        most_error: 0.07,
        greatest_width: 0.35,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "hidden age differs, panel",
        tilt: |p, a, _| -0.04 * a * (p.age - 38.0),
        most_error: 0.07,
        least_coverage: 0.75,
        greatest_width: 0.35,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "a fifth declare at random",
        panel: false,
        labelled: 0.2,
        greatest_width: 0.20,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "a fifth declare, and a panel",
        tilt: |p, a, _| -0.04 * a * (p.age - 38.0),
        labelled: 0.2,
        most_error: 0.045,
        greatest_width: 0.22,
        ..NOTHING_DIFFERS
    },
    NOTHING_DIFFERS,
    Protocol {
        name: "joint, odds 1.65, panel",
        tilt: |p, _, signs| joint(p, 0.5, signs),
        most_error: 0.13,
        least_coverage: 0.6,
        greatest_width: 0.35,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "joint, odds 2.7, panel",
        tilt: |p, _, signs| joint(p, 1.0, signs),
        most_error: 0.2,
        least_coverage: 0.4,
        greatest_width: 0.42,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "joint, odds 2.7, 100 random labels",
        tilt: |p, _, signs| joint(p, 1.0, signs),
        labelled: 0.2,
        how: LabelSampling::RandomSample,
        most_error: 0.05,
        least_coverage: 0.50,
        greatest_width: 0.16,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "nothing differs, 100 random labels",
        labelled: 0.2,
        how: LabelSampling::RandomSample,
        most_error: 0.045,
        least_coverage: 0.70,
        greatest_width: 0.16,
        ..NOTHING_DIFFERS
    },
    Protocol {
        name: "a field and the rates drift, panel",
        tilt: |p, _, signs| signs[1] * 0.2 * (p.education - 10.0) + signs[0] * 0.25 * member(p),
        most_error: 0.09,
        greatest_width: 0.32,
        ..NOTHING_DIFFERS
    },
];

/// What was found of one audience.
struct Found {
    truth: f64,
    share: Estimate,
    /// The bounds at a Gamma of 2.
    bounds: (f64, f64),
}

/// None where the panel is said not to reach the audience's share.
fn one(protocol: &Protocol, people: &[Person], catalog: &Catalog, seed: u64) -> Option<Found> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let size = 2.0 * rng.r#gen::<f64>() - 1.0;
    let signs = [0, 1].map(|bit| if seed >> bit & 1 == 0 { 1.0 } else { -1.0 });
    let weights: Vec<f64> = people.iter().map(|p| (protocol.tilt)(p, size, signs).exp()).collect();
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
    let rows = audience.iter().map(|p| p.profile(rng.r#gen::<f64>() < protocol.labelled)).collect();
    let panel = (0..PANEL).map(|_| people[rng.gen_range(0..people.len())].profile(true)).collect();
    let panel = protocol.panel.then(|| read(panel, Role::Panel));
    let spec = TargetSpec { labelled: true, ..TargetSpec::default() };
    let analysis = analyze(AnalysisRequest {
        audience: &read(rows, Role::Audience),
        panel: panel.as_ref(),
        target: resolve_target(spec, catalog).expect("a target"),
        catalog,
        options: AnalysisOptions { seed, labels: protocol.how, ..AnalysisOptions::default() },
        as_of: date!(2026 - 11 - 01),
        input_hash: String::new(),
    })
    .expect("an answer");
    let bounds = analysis.fit.sensitivity.iter().find(|b| b.gamma == 2.0).map_or((0.0, 1.0), |b| (b.lower, b.upper));
    let is_refused = analysis.fit.warnings.iter().any(|warning| matches!(warning, FitWarning::ShareOutOfReach { .. }));
    assert_eq!(analysis.fit.share.is_none(), is_refused, "nothing else keeps an estimate back");
    analysis.fit.share.map(|share| Found { truth, share, bounds })
}

#[test]
fn error_coverage_and_width_on_real_people() {
    let (people, catalog) = (people(), Catalog::embedded());
    println!("{:36} {:>6} {:>6} {:>6} {:>12}", "protocol", "error", "cover", "width", "cover, bounds");
    for protocol in &PROTOCOLS {
        let found: Vec<Found> =
            (0..AUDIENCES).into_par_iter().filter_map(|i| one(protocol, &people, &catalog, 100 + i)).collect();
        assert!(found.len() as u64 + 2 >= AUDIENCES, "{}: {} of {AUDIENCES} answered", protocol.name, found.len());
        let mean = |of: &dyn Fn(&Found) -> f64| found.iter().map(of).sum::<f64>() / found.len() as f64;
        let within = |truth: f64, (lower, upper): (f64, f64)| f64::from(u8::from(lower <= truth && truth <= upper));
        let error = mean(&|f| (f.share.value - f.truth).abs());
        let coverage = mean(&|f| within(f.truth, (f.share.lower, f.share.upper)));
        let width = mean(&|f| f.share.upper - f.share.lower);
        let bounds = mean(&|f| within(f.truth, f.bounds));
        println!("{:36} {error:6.3} {coverage:6.2} {width:6.3} {bounds:12.2}", protocol.name);
        assert!(error <= protocol.most_error, "{}: error {error}", protocol.name);
        assert!(coverage >= protocol.least_coverage, "{}: coverage {coverage}", protocol.name);
        assert!(width <= protocol.greatest_width, "{}: width {width}", protocol.name);
        assert!(bounds >= protocol.least_bounds_coverage, "{}: bounds cover {bounds}", protocol.name);
    }
}
