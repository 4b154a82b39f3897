//! An audience that is read in parts: the same figures as of one that is held as a whole, however it is parted.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::builder::{BooleanBuilder, Float64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use audience_fit::analysis::{
    AnalysisOptions, AnalysisRequest, Contribution, ContributionError, Question, analyze, gather, resolve_target,
};
use audience_fit::api::contract::AnalysisBody;
use audience_fit::engine::{Dataset, Engine, EngineError, LocalEngine};
use audience_fit::ingest::{ReadOptions, ReadOutcome, Role, read_parquet};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::Target;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::Value;
use time::macros::{date, datetime};

const DAY: time::Date = date!(2026 - 06 - 30);

/// One made-up follower.
#[derive(Clone)]
pub(crate) struct Row {
    id: String,
    age: Option<f64>,
    gender: Option<&'static str>,
    region: Option<&'static str>,
    education: Option<&'static str>,
    hours: Option<f64>,
    uses_facebook: Option<bool>,
    created: i64,
    followed: i64,
    counts: [f64; 4],
}

/// Followers of whom the young follow most and state least, with a delivery of bought accounts in one week.
pub(crate) fn rows(count: usize, seed: u64) -> Vec<Row> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let begin = datetime!(2015-01-01 0:00 UTC).unix_timestamp();
    let row = |i: usize, rng: &mut Xoshiro256PlusPlus| {
        let is_bought = rng.gen_bool(0.06);
        let age: f64 = (18.0 + 60.0 * rng.r#gen::<f64>().powf(1.6)).floor();
        let stated = |rng: &mut Xoshiro256PlusPlus, share: f64| rng.gen_bool(share);
        let young = age < 40.0;
        let educations = ["school", "college", "college", "university"];
        let regions = ["Seoul", "서울", "KR-26", "Busan", "Daejeon", "KR-41"];
        let followed = begin + rng.gen_range(0..86_400 * 3_000);
        let sold = begin + 86_400 * 1_500 + rng.gen_range(0..86_400 * 6);
        let lognormal =
            |rng: &mut Xoshiro256PlusPlus, median: f64| (median * (3.0 * (rng.r#gen::<f64>() - 0.5)).exp()).round();
        Row {
            id: format!("u{i:08}"),
            age: stated(rng, if young { 0.35 } else { 0.6 }).then_some(age),
            gender: stated(rng, 0.8).then(|| if rng.gen_bool(0.55) { "F" } else { "male" }),
            region: stated(rng, 0.5).then(|| *regions.choose(rng).expect("some")),
            education: stated(rng, 0.7).then(|| educations[(rng.gen_range(0..3) + usize::from(young)).min(3)]),
            hours: stated(rng, 0.6).then(|| (20.0 + 25.0 * rng.r#gen::<f64>() + if young { 8.0 } else { 0.0 }).round()),
            uses_facebook: stated(rng, 0.4).then(|| rng.gen_bool(if young { 0.3 } else { 0.6 })),
            created: if is_bought { sold - 86_400 * 20 } else { begin - rng.gen_range(0..86_400 * 2_000) },
            followed: if is_bought { sold } else { followed },
            counts: if is_bought {
                [lognormal(rng, 6.0), lognormal(rng, 900.0), lognormal(rng, 2.0), 0.0]
            } else {
                [lognormal(rng, 120.0), lognormal(rng, 200.0), lognormal(rng, 300.0), lognormal(rng, 40.0)]
            },
        }
    };
    (0..count).map(|i| row(i, &mut rng)).collect()
}

fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

fn numbers(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    let mut builder = Float64Builder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

fn moments(values: impl Iterator<Item = i64>) -> ArrayRef {
    let text = |seconds: i64| {
        let at = time::OffsetDateTime::from_unix_timestamp(seconds).expect("a time");
        at.format(&time::format_description::well_known::Rfc3339).expect("a text")
    };
    texts(values.map(|seconds| Some(text(seconds))))
}

/// Writes rows as one Parquet file with row groups of so many rows.
pub(crate) fn write(path: &Path, rows: &[Row], group: usize) {
    let mut flags = BooleanBuilder::new();
    rows.iter().for_each(|row| flags.append_option(row.uses_facebook));
    let own = |text: Option<&str>| text.map(str::to_owned);
    let count = |i: usize| numbers(rows.iter().map(move |row| Some(row.counts[i])));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", texts(rows.iter().map(|row| Some(row.id.clone())))),
        ("age", numbers(rows.iter().map(|row| row.age))),
        ("gender", texts(rows.iter().map(|row| own(row.gender)))),
        ("region", texts(rows.iter().map(|row| own(row.region)))),
        ("education", texts(rows.iter().map(|row| own(row.education)))),
        ("attributes.hours", numbers(rows.iter().map(|row| row.hours))),
        ("channels.facebook", Arc::new(flags.finish())),
        ("account.created_at", moments(rows.iter().map(|row| row.created))),
        ("followed_at", moments(rows.iter().map(|row| row.followed))),
        ("account.followers", count(0)),
        ("account.following", count(1)),
        ("account.posts", count(2)),
        ("account.likes", count(3)),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)));
    let batch = batch.expect("columns of one length");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let file = File::create(path).expect("a file");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("rows");
    writer.close().expect("a file");
}

fn target(catalog: &Catalog) -> Target {
    let spec = serde_json::json!({"age": {"min": 27, "max": 49}, "region": ["KR-11"], "country": "KR"});
    resolve_target(serde_json::from_value(spec).expect("a target"), catalog).expect("a target that is known")
}

/// A panel of people like the followers, who state all.
fn panel(folder: &Path) -> ReadOutcome {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(99);
    let mut people = rows(1_500, 7);
    for row in &mut people {
        row.age = Some(row.age.unwrap_or_else(|| rng.gen_range(18.0f64..70.0).floor()));
        row.region = Some(row.region.unwrap_or("Busan"));
        row.uses_facebook = None;
    }
    let path = folder.join("panel.parquet");
    write(&path, &people, 10_000);
    read_parquet(File::open(path).expect("a file"), &ReadOptions::new(Role::Panel, DAY), &mut |_| ()).expect("a panel")
}

fn request<'a>(audience: &'a ReadOutcome, panel: &'a ReadOutcome, catalog: &'a Catalog) -> AnalysisRequest<'a> {
    AnalysisRequest {
        audience,
        panel: Some(panel),
        target: target(catalog),
        catalog,
        options: AnalysisOptions { min_share: Some(0.2), ..AnalysisOptions::default() },
        as_of: DAY,
        input_hash: String::new(),
    }
}

/// The answer as people get it.
fn body(analysis: &audience_fit::analysis::Analysis) -> Value {
    serde_json::to_value(AnalysisBody::new(analysis, Language::English)).expect("plain data")
}

/// The answer of an engine about the files at `path`.
pub(crate) fn of_engine(engine: &dyn Engine, path: &Path) -> Result<Value, EngineError> {
    let catalog = Catalog::embedded();
    let panel = panel(path.parent().expect("a folder"));
    let dataset = Dataset::open(path)?;
    let read = ReadOptions::new(Role::Audience, DAY);
    let question = Question::new(dataset.head()?, dataset.rows(), read, target(&catalog), 0);
    let options = AnalysisOptions::default();
    let gathered = gather(question, &options, &catalog, |question| engine.accumulate(&dataset, question))?;
    Ok(body(&gathered.analyze(request(&gathered.audience, &panel, &catalog)).expect("an answer")))
}

/// The answer about a file that is held as a whole.
fn of_whole(path: &Path) -> Value {
    let catalog = Catalog::embedded();
    let panel = panel(path.parent().expect("a folder"));
    let source = File::open(path).expect("a file");
    let audience = read_parquet(source, &ReadOptions::new(Role::Audience, DAY), &mut |_| ()).expect("an audience");
    body(&analyze(request(&audience, &panel, &catalog)).expect("an answer"))
}

/// The first place where two answers differ by more than 1e-9 of a number.
pub(crate) fn difference(path: &str, a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) if x.len() == y.len() => {
            x.iter().find_map(|(key, value)| difference(&format!("{path}/{key}"), value, y.get(key)?))
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            let pairs = x.iter().zip(y).enumerate();
            pairs.into_iter().find_map(|(i, (a, b))| difference(&format!("{path}/{i}"), a, b))
        }
        (Value::Number(x), Value::Number(y)) => {
            let (x, y) = (x.as_f64().expect("a number"), y.as_f64().expect("a number"));
            ((x - y).abs() > 1e-9 * x.abs().max(1.0)).then(|| format!("{path}: {x} and {y}"))
        }
        (a, b) => (a != b).then(|| format!("{path}: {a} and {b}")),
    }
}

/// Parts of shuffled rows in files of several sizes.
pub(crate) fn write_parts(folder: &Path, mut rows: Vec<Row>) {
    fs::create_dir_all(folder).expect("a folder");
    rows.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(3));
    let ends = [0, rows.len() / 10, rows.len() / 3, rows.len() / 3 + 1, rows.len()];
    for (i, part) in ends.windows(2).enumerate() {
        write(&folder.join(format!("part-{i}.parquet")), &rows[part[0]..part[1]], 700 * (i + 1));
    }
}

#[test]
fn parts_give_the_figures_of_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = rows(9_000, 1);
    let whole = folder.path().join("whole.parquet");
    write(&whole, &rows, 100_000);
    let expected = of_whole(&whole);
    let share = &expected["fit"]["share"];
    println!("fit {share}, cohorts {}", expected["acquisition"]["cohorts"].as_array().expect("a list").len());
    assert_eq!(expected["fit"]["status"], "estimated");
    assert_eq!(expected["acquisition"]["cohorts"].as_array().map(Vec::len), Some(1));
    let one = of_engine(&LocalEngine::new(1), &whole).expect("an answer");
    assert_eq!(difference("", &one, &expected), None);
    let parts = folder.path().join("parts");
    write_parts(&parts, rows);
    let many = of_engine(&LocalEngine::new(3), &parts).expect("an answer");
    let without_names = |body: &Value| {
        // Texts of one category are called by the first that stands there.
        let mut body = body.clone();
        body["segments"].as_array_mut().into_iter().flatten().for_each(|segment| segment["traits"] = Value::Null);
        body
    };
    assert_eq!(difference("", &without_names(&many), &without_names(&expected)), None);
}

#[test]
fn of_more_followers_than_the_audit_looks_at_all_else_is_that_of_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = rows(130_000, 2);
    let whole = folder.path().join("whole.parquet");
    write(&whole, &rows, 50_000);
    let expected = of_whole(&whole);
    let one = of_engine(&LocalEngine::new(2), &whole).expect("an answer");
    for part in ["status", "share", "count", "method", "evidence", "sensitivity", "hypotheses"] {
        assert_eq!(difference(part, &one["fit"][part], &expected["fit"][part]), None);
    }
    for part in ["segments", "verdict"] {
        assert_eq!(difference(part, &one[part], &expected[part]), None);
    }
    let suspected = |body: &Value| body["acquisition"]["suspected"]["value"].as_f64().expect("a share");
    println!("suspected: {} of a sample, {} of all", suspected(&one), suspected(&expected));
    assert!((suspected(&one) - suspected(&expected)).abs() < 0.01);
    let parts = folder.path().join("parts");
    write_parts(&parts, rows);
    let many = of_engine(&LocalEngine::new(3), &parts).expect("an answer");
    for part in ["audience", "fit", "verdict", "acquisition", "warnings", "plan", "channels"] {
        assert_eq!(difference(part, &many[part], &one[part]), None);
    }
}

#[test]
fn what_cannot_be_sampled_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |name: &str, rows: &[Row]| {
        let path = folder.path().join(name);
        write(&path, rows, 1_000);
        of_engine(&LocalEngine::new(1), &path).expect_err("a refusal")
    };
    let mut twice = rows(3_000, 4);
    twice.push(twice[5].clone());
    let error = refused("twice.parquet", &twice);
    assert!(matches!(error, EngineError::Contribution(ContributionError::RepeatedIds { ids: 1, .. })), "{error}");
    let mut nameless = rows(3_000, 4);
    nameless[17].id.clear();
    let error = refused("nameless.parquet", &nameless);
    assert!(matches!(error, EngineError::Contribution(ContributionError::NoIds { rows: 1 })), "{error}");
}

/// An engine that counts how often it is asked.
struct Counted(LocalEngine, AtomicUsize);

impl Engine for Counted {
    fn accumulate(&self, dataset: &Dataset, question: &Question) -> Result<Contribution, EngineError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.accumulate(dataset, question)
    }
}

#[test]
fn samples_are_whole_where_most_rows_are_rejected() {
    let folder = tempfile::tempdir().expect("a folder");
    let asked = |name: &str, rejected: usize| {
        let mut rows = rows(72_000, 5);
        let too_long = |row: &mut Row| row.id = row.id.repeat(40);
        rows.iter_mut().enumerate().filter(|(i, _)| i % 10 < rejected).for_each(|(_, row)| too_long(row));
        let path = folder.path().join(name);
        write(&path, &rows, 10_000);
        let engine = Counted(LocalEngine::new(2), AtomicUsize::new(0));
        let (found, expected) = (of_engine(&engine, &path).expect("an answer"), of_whole(&path));
        assert_eq!(found["audience"]["profiles"], 7_200 * (10 - rejected), "{name}");
        assert_eq!(found["audience"]["rejected"], expected["audience"]["rejected"], "{name}");
        for part in ["fit", "segments", "verdict", "acquisition"] {
            assert_eq!(difference(part, &found[part], &expected[part]), None, "{name}");
        }
        engine.1.into_inner()
    };
    // A survey and the sums; and a survey more where seven of ten rows are rejected, so that samples of the first are short.
    assert_eq!((asked("few.parquet", 2), asked("most.parquet", 7)), (2, 3));
}
