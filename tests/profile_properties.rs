//! Properties of the readers of profiles that hold for any input.

use std::collections::BTreeMap;
use std::io::BufReader;

use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};

use audience_fit::profile::Profiles;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use time::macros::date;

const FORMATS: [Format; 3] = [Format::Json, Format::Ndjson, Format::Csv];

fn options() -> ReadOptions {
    ReadOptions { max_row_bytes: 4096, ..ReadOptions::new(Role::Panel, date!(2026 - 06 - 30)) }
}

fn read_by(format: Format, bytes: &[u8], capacity: usize) -> Option<ReadOutcome> {
    let source = BufReader::with_capacity(capacity, bytes);
    read_profiles(format, source, &options(), &mut |_| ()).ok()
}

fn read(format: Format, bytes: &[u8]) -> Option<ReadOutcome> {
    read_profiles(format, bytes, &options(), &mut |_| ()).ok()
}

/// Every value of every row, by field.
pub(crate) fn table(profiles: &Profiles) -> Vec<BTreeMap<String, String>> {
    let mut rows = Vec::new();
    for chunk in profiles.chunks() {
        for row in 0..chunk.rows() {
            let mut cells = BTreeMap::new();
            for (column, field, kind) in profiles.columns().filter(|(column, ..)| chunk.has(*column, row)) {
                let level =
                    chunk.level(column, row).map(|code| profiles.dictionary(column).levels()[code as usize].clone());
                let cell = (chunk.number(column, row), level, chunk.flag(column, row), chunk.moment(column, row));
                cells.insert(format!("{field} {kind:?}"), format!("{cell:?}"));
            }
            rows.push(cells);
        }
    }
    rows
}

fn same(one: Option<ReadOutcome>, other: Option<ReadOutcome>) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.is_some(), other.is_some());
    if let (Some(one), Some(other)) = (one, other) {
        prop_assert_eq!(table(&one.profiles), table(&other.profiles));
        prop_assert_eq!(one.profiles.row_keys(), other.profiles.row_keys());
        prop_assert_eq!(one.rejected, other.rejected);
    }
    Ok(())
}

/// Some facts of one profile, by the dotted names of CSV.
pub(crate) fn facts() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let number = prop_oneof![(-1000i32..1000).prop_map(Value::from), (0.0..100.0f64).prop_map(Value::from)];
    let word = "[a-zA-Z가-힣][a-zA-Z가-힣 ,;\"'\\\\]{0,8}[a-z]".prop_map(Value::from);
    let flag = any::<bool>().prop_map(Value::from);
    let any_value = prop_oneof![number.clone(), word.clone()];
    let fact = prop_oneof![
        (Just("id"), word.clone()),
        (Just("age"), number.clone()),
        (Just("birth_year"), (1900i32..2030).prop_map(Value::from)),
        (Just("age_band.min"), number.clone()),
        (Just("age_band.max"), number.clone()),
        (Just("income.amount"), number.clone()),
        (Just("income.band.min"), number.clone()),
        (Just("income.currency"), Just(json!("KRW"))),
        (Just("income.period"), Just(json!("month"))),
        (Just("income.scope"), Just(json!("household"))),
        (Just("income.median_ratio"), number.clone()),
        (Just("household_size"), number.clone()),
        (Just("region"), any_value.clone()),
        (Just("account.followers"), number.clone()),
        (Just("account.created_at"), Just(json!("2020-01-01T00:00:00Z"))),
        (Just("followed_at"), Just(json!("2027-01-01"))),
        (Just("channels.tv"), flag.clone()),
        (Just("attributes.x"), any_value.clone()),
        (Just("attributes.y z"), any_value),
        (Just("in_target"), flag),
        (Just("weight"), number),
    ];
    prop::collection::vec(fact, 0..6)
        .prop_map(|facts| facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn as_object(facts: &BTreeMap<String, Value>) -> Value {
    let mut row = Map::new();
    for (path, value) in facts {
        let mut inner = &mut row;
        let mut names: Vec<_> = path.split('.').collect();
        let last = names.pop().expect("a path has a name");
        for name in names {
            inner = inner.entry(name).or_insert_with(|| json!({})).as_object_mut().expect("an object");
        }
        inner.insert(last.to_owned(), value.clone());
    }
    Value::Object(row)
}

pub(crate) fn as_array(rows: &[BTreeMap<String, Value>]) -> String {
    Value::Array(rows.iter().map(as_object).collect()).to_string()
}

pub(crate) fn as_lines(rows: &[BTreeMap<String, Value>]) -> String {
    rows.iter().map(|row| as_object(row).to_string() + "\n").collect()
}

pub(crate) fn as_csv(rows: &[BTreeMap<String, Value>]) -> String {
    // The first column keeps a row without any fact from being a blank line.
    let names: std::collections::BTreeSet<&str> = rows.iter().flatten().map(|(name, _)| name.as_str()).collect();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let header = line(std::iter::once(quoted("nothing")).chain(names.iter().map(|name| quoted(name))).collect());
    let rows = rows.iter().map(|row| {
        let cells = names.iter().map(|name| match row.get(*name) {
            Some(Value::String(text)) => quoted(text),
            Some(value) => value.to_string(),
            None => String::new(),
        });
        line(std::iter::once(quoted("")).chain(cells).collect())
    });
    std::iter::once(header).chain(rows).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_panic_whatever_the_buffer(
        bytes in prop::collection::vec(any::<u8>(), 0..200), capacity in 1usize..50,
    ) {
        for format in FORMATS {
            for start in [&b""[..], b"[", b"{\"age\":", b"id,age\n"] {
                let bytes = [start, &bytes].concat();
                same(read(format, &bytes), read_by(format, &bytes, capacity))?;
            }
        }
    }

    #[test]
    fn mutated_documents_are_read_without_panic_whatever_the_buffer(
        rows in prop::collection::vec(facts(), 1..5),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&b"\"\\{}[],:\n\r;. 0-e\xFF\0x"[..])), 1..6),
        insert in any::<bool>(), capacity in 1usize..50,
    ) {
        for (format, text) in [(Format::Json, as_array(&rows)), (Format::Ndjson, as_lines(&rows)), (Format::Csv, as_csv(&rows))] {
            let mut bytes = text.into_bytes();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                if insert { bytes.insert(at, *byte) } else { bytes[at] = *byte }
            }
            same(read(format, &bytes), read_by(format, &bytes, capacity))?;
        }
    }

    #[test]
    fn every_line_is_kept_or_rejected(lines in prop::collection::vec("[^\n]{0,30}", 0..10), rows in prop::collection::vec(facts(), 0..5)) {
        let text = lines.join("\n") + "\n" + &as_lines(&rows);
        // A byte order mark counts only at the very beginning.
        let marked = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let expected = marked.lines().filter(|line| !line.bytes().all(|byte| byte.is_ascii_whitespace()));
        let reading = read(Format::Ndjson, text.as_bytes()).expect("NDJSON is read whatever it is");
        prop_assert_eq!(reading.profiles.len() as u64 + reading.rejected.rows, expected.count() as u64);
        prop_assert!(reading.rejected.listed.iter().all(|fault| fault.row > 0 && !fault.accepted.is_empty()));
    }

    #[test]
    fn the_format_makes_no_difference(rows in prop::collection::vec(facts(), 0..8)) {
        // A value that JSON rejects with its row costs a table only the field: rows that JSON accepts are the same in all.
        let accepted = |row: &BTreeMap<String, Value>| {
            read(Format::Json, as_array(std::slice::from_ref(row)).as_bytes()).expect("an array").rejected.is_empty()
        };
        let rows: Vec<_> = rows.into_iter().filter(accepted).collect();
        let array = read(Format::Json, as_array(&rows).as_bytes()).expect("an array");
        let lines = read(Format::Ndjson, as_lines(&rows).as_bytes()).expect("lines");
        let csv = read(Format::Csv, as_csv(&rows).as_bytes()).expect("CSV");
        prop_assert_eq!(array.profiles.len() as u64 + array.rejected.rows, rows.len() as u64);
        prop_assert_eq!(table(&array.profiles), table(&csv.profiles));
        prop_assert_eq!(array.profiles.row_keys(), csv.profiles.row_keys());
        prop_assert_eq!(array.rejected.rows, csv.rejected.rows);
        same(Some(array), Some(lines))?;
    }
}
