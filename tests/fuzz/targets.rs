//! What must hold of every reader, whatever the bytes: one function a reader, which panics where it does not hold.
//!
//! `tests/fuzzing.rs` runs them on a corpus and on inputs made from it; `tests/fuzz` gives them to libFuzzer.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::sync::LazyLock;

use audience_fit::analysis::resolve_target;
use audience_fit::api::contract::{
    AnalysisRequestBody, Context, read_effect, read_outcomes, read_page, read_recommendation,
};
use audience_fit::disclosure::MinCell;
use audience_fit::error::{ErrorCode, Failure};
use audience_fit::ingest::{
    Format, Import, ImportFormat, Mapping, Platform, ReadError, ReadOptions, ReadOutcome, Rejections, Role,
    WriteFormat, read_profiles,
};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::store::outcome_json;
use audience_fit::target::TargetSpec;
use time::Date;
use time::macros::date;

/// What tries a reader on some bytes.
pub type Reader = fn(&[u8]);

/// The readers by name.
pub const TARGETS: [(&str, Reader); 13] = [
    ("json", json),
    ("ndjson", ndjson),
    ("csv", csv),
    ("x_v2", x_v2),
    ("mastodon", mastodon),
    ("bluesky", bluesky),
    ("mapping", mapping),
    ("analysis", analysis),
    ("recommendation", recommendation),
    ("effect", effect),
    ("outcomes", outcomes),
    ("target", target),
    ("page", page),
];

const TODAY: Date = date!(2026 - 06 - 30);
/// Most characters of a received value that are shown, each escaped as `\u{10ffff}` at worst, and the ellipsis.
const LONGEST_SHOWN: usize = 40 * 10 + 1;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);

fn options() -> ReadOptions {
    ReadOptions { max_rows: 10_000, max_row_bytes: 4096, ..ReadOptions::new(Role::Panel, TODAY) }
}

/// A JSON array of profiles.
pub fn json(bytes: &[u8]) {
    let reading = profiles(Format::Json, bytes, &options());
    let elements = serde_json::from_slice::<Vec<&serde_json::value::RawValue>>(bytes);
    if let (Some(reading), Ok(elements)) = (reading, elements) {
        assert_eq!(rows(&reading), elements.len() as u64, "rows of a well-formed array");
    }
}

/// A profile a line.
pub fn ndjson(bytes: &[u8]) {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace)).count();
    if let Some(reading) = profiles(Format::Ndjson, bytes, &options()) {
        assert_eq!(rows(&reading), lines as u64, "rows of lines");
    }
}

/// CSV by its header.
pub fn csv(bytes: &[u8]) {
    imported(Format::Csv, ImportFormat::Csv, bytes, &options());
}

/// Pages of X API v2.
pub fn x_v2(bytes: &[u8]) {
    platform(Platform::XV2, bytes);
}

/// Pages of Mastodon.
pub fn mastodon(bytes: &[u8]) {
    platform(Platform::Mastodon, bytes);
}

/// Pages of Bluesky.
pub fn bluesky(bytes: &[u8]) {
    platform(Platform::Bluesky, bytes);
}

fn platform(platform: Platform, bytes: &[u8]) {
    imported(Format::Platform(platform), ImportFormat::Platform(platform), bytes, &options());
}

/// A mapping of CSV columns, and a CSV read by it.
pub fn mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Mapping::parse(text) {
        Ok(mapping) => {
            let table = b"id,Alter,Geschlecht,Einkommen,PLZ\n1,31,w,2400,10115\n2,,m,,\n";
            imported(Format::Csv, ImportFormat::Csv, table, &ReadOptions { mapping: Some(mapping), ..options() });
        }
        Err(faults) => assert!(!faults.is_empty() && faults.iter().all(|f| !f.detail.is_empty())),
    }
}

/// What requests are read against: an agency that keeps nothing.
fn context() -> Context<'static> {
    let min_cell = MinCell::default();
    Context { catalog: &CATALOG, today: TODAY, max_rows: 10_000, min_cell, outcomes: &[], targets: &[] }
}

/// The body of an analysis.
pub fn analysis(bytes: &[u8]) {
    // Stored people are fetched before the body is read.
    let parsed = AnalysisRequestBody::parse(bytes);
    if parsed.is_ok_and(|parsed| parsed.value.audience_id.is_some() || parsed.value.panel_id.is_some()) {
        return;
    }
    let read = || AnalysisRequestBody::parse(bytes).and_then(|parsed| parsed.check(context(), None, None));
    match (read(), read()) {
        (Ok(one), Ok(other)) => {
            assert!(!one.audience.profiles.is_empty() || one.audience.rejected.is_empty());
            same(&one.audience, &other.audience);
        }
        (Err(one), Err(other)) => rejected(&one, &other),
        (one, other) => panic!("two readings of the same bytes differ: {:?} {:?}", one.err(), other.err()),
    }
}

/// The body of a recommendation.
pub fn recommendation(bytes: &[u8]) {
    let read = || read_recommendation(bytes, context());
    if let (Err(one), Err(other)) = (read(), read()) {
        rejected(&one, &other);
    }
}

/// The body of a question about effects.
pub fn effect(bytes: &[u8]) {
    let read = || read_effect(bytes, &CATALOG);
    if let (Err(one), Err(other)) = (read(), read()) {
        rejected(&one, &other);
    }
}

/// Results of campaigns; those accepted can be stored.
pub fn outcomes(bytes: &[u8]) {
    match read_outcomes(bytes, &CATALOG, TODAY) {
        Ok(outcomes) => {
            outcomes.iter().for_each(|outcome| assert!(outcome_json(outcome).starts_with('{')));
        }
        Err(failure) => rejected(&failure, &failure),
    }
}

/// A target; one that resolves is the same written out and read again.
pub fn target(bytes: &[u8]) {
    let Ok(spec) = serde_json::from_slice::<TargetSpec>(bytes) else { return };
    match resolve_target(spec, &CATALOG) {
        Ok(target) => {
            let written = serde_json::to_string(target.spec()).expect("a target is plain data");
            let again: TargetSpec = serde_json::from_str(&written).expect("a target reads what it wrote");
            let again = resolve_target(again, &CATALOG).expect("a resolved target resolves");
            assert_eq!(again.spec(), target.spec());
            assert_eq!(again.conditions(), target.conditions());
        }
        Err(faults) => assert!(!faults.is_empty()),
    }
}

/// The query of a page.
pub fn page(bytes: &[u8]) {
    let Ok(query) = std::str::from_utf8(bytes) else { return };
    match read_page(query) {
        Ok((_, limit)) => assert!((1..=1000).contains(&limit), "a page of {limit}"),
        Err(failure) => rejected(&failure, &failure),
    }
}

/// Reads `bytes` at once, again, and byte by byte: all three must come to the same.
fn profiles(format: Format, bytes: &[u8], options: &ReadOptions) -> Option<ReadOutcome> {
    let at_once = read_profiles(format, bytes, options, &mut |_| ());
    let again = read_profiles(format, bytes, options, &mut |_| ());
    let in_pieces = read_profiles(format, BufReader::with_capacity(1, bytes), options, &mut |_| ());
    for other in [again, in_pieces] {
        match (&at_once, &other) {
            (Ok(one), Ok(other)) => same(one, other),
            (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
            (one, other) => panic!("{:?} and {:?} of the same bytes", one.as_ref().err(), other.as_ref().err()),
        }
    }
    match at_once {
        Ok(reading) => {
            // A user who is in several pages is one row, with the number of the first.
            let last = if matches!(format, Format::Platform(_)) { u64::MAX } else { rows(&reading) };
            reported(&reading.rejected, last);
            Some(reading)
        }
        Err(ReadError::Io(error)) => panic!("memory does not fail: {error}"),
        Err(error) => {
            assert!(error.to_string().chars().count() < 2_000, "{error}");
            None
        }
    }
}

/// Reads `bytes`, and writes them as profiles: as many must be kept and rejected, and what was written be accepted.
fn imported(format: Format, from: ImportFormat, bytes: &[u8], options: &ReadOptions) {
    let Some(reading) = profiles(format, bytes, options) else { return };
    let mut written = Vec::new();
    let mut import = Import::new(from, options, WriteFormat::Ndjson, &mut written);
    import.add(bytes, &mut |_| ()).expect("what can be read can be imported");
    let imported = import.finish().expect("memory takes what is written");
    assert_eq!(imported.profiles, reading.profiles.len() as u64, "profiles written and read");
    assert_eq!(imported.rejected, reading.rejected);
    let plain = ReadOptions { mapping: None, max_row_bytes: 1 << 20, ..options.clone() };
    let again = read_profiles(Format::Ndjson, &*written, &plain, &mut |_| ()).expect("profiles were written");
    assert_eq!(again.rejected, Rejections::default(), "{}", String::from_utf8_lossy(&written));
    assert_eq!(again.profiles.len(), reading.profiles.len());
}

fn rows(reading: &ReadOutcome) -> u64 {
    reading.profiles.len() as u64 + reading.rejected.rows
}

fn same(one: &ReadOutcome, other: &ReadOutcome) {
    assert_eq!(one.rejected, other.rejected);
    assert_eq!(one.dropped_values, other.dropped_values);
    assert_eq!(one.notes, other.notes);
    assert_eq!(one.profiles.row_keys(), other.profiles.row_keys());
    assert_eq!(cells(one), cells(other));
}

/// Every value of every row.
fn cells(reading: &ReadOutcome) -> Vec<String> {
    let profiles = &reading.profiles;
    let mut all = Vec::new();
    for chunk in profiles.chunks() {
        for row in 0..chunk.rows() {
            for (column, field, kind) in profiles.columns().filter(|(column, ..)| chunk.has(*column, row)) {
                let level = chunk.level(column, row).map(|code| &profiles.dictionary(column).levels()[code as usize]);
                let value = (chunk.number(column, row), level, chunk.flag(column, row), chunk.moment(column, row));
                all.push(format!("{field} {kind:?} {value:?}"));
            }
        }
    }
    all
}

/// Rejected rows are rows that there were, each is counted, and no more of them is shown than may be.
fn reported(rejected: &Rejections, rows: u64) {
    let listed: BTreeSet<u64> = rejected.listed.iter().map(|r| r.row).collect();
    assert!(listed.len() as u64 <= rejected.rows, "{} rows listed of {}", listed.len(), rejected.rows);
    for rejection in &rejected.listed {
        assert!((1..=rows).contains(&rejection.row), "row {} of {rows}", rejection.row);
        let received = rejection.received.in_language(Language::English);
        assert!(received.chars().count() <= LONGEST_SHOWN, "{received}");
        assert!(!received.chars().any(char::is_control), "{received:?}");
        assert!(!rejection.accepted.is_empty());
    }
}

/// A rejection says the same again, is the caller's fault, and points into the request.
fn rejected(one: &Failure, other: &Failure) {
    assert_eq!(one, other);
    assert_ne!(one.code, ErrorCode::Internal, "{one}");
    assert!(!one.detail.is_empty());
    for fault in &one.faults {
        assert!(fault.pointer.is_empty() || fault.pointer.starts_with(['/', '?']), "{fault:?}");
        assert!(!fault.code.is_empty() && !fault.detail.in_language(Language::English).is_empty(), "{fault:?}");
    }
}
