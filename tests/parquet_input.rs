//! Profiles from Parquet files: flat and nested, of every type, odd and hostile.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, MapBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array,
    Float64Array, Int8Array, Int32Array, Int64Array, ListArray, NullArray, RecordBatch, StringArray, StructArray,
    Time64MicrosecondArray, TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    UInt64Array,
};
use arrow_schema::{Field as ArrowField, Fields, Schema};
use audience_fit::ingest::{
    ColumnBasis, ColumnForm, Format, Note, ReadError, ReadOptions, ReadOutcome, Reading, ReadingNote, RejectCode, Role,
    read_profiles,
};
use audience_fit::profile::{Field, Kind, Profiles};
use audience_fit::report::Language;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::{BrotliLevel, Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;
use serde_json::Value;
use time::macros::date;

use crate::profile_properties::{as_csv, facts, table};
use crate::support::file;

fn options() -> ReadOptions {
    ReadOptions { max_row_bytes: 4096, ..ReadOptions::new(Role::Panel, date!(2026 - 06 - 30)) }
}

fn try_read(bytes: &[u8]) -> Result<ReadOutcome, ReadError> {
    read_profiles(Format::Parquet, bytes, &options(), &mut |_| ())
}

fn read(columns: Vec<(&str, ArrayRef)>) -> ReadOutcome {
    try_read(&written(columns)).expect("profiles")
}

/// What is wrong with a file of these columns.
fn rejected(columns: Vec<(&str, ArrayRef)>) -> String {
    detail(&written(columns))
}

fn detail(bytes: &[u8]) -> String {
    match try_read(bytes) {
        Err(ReadError::Format { expected: "file-format-parquet", detail }) => detail.in_language(Language::English),
        other => panic!("{other:?}"),
    }
}

fn written(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let fields: Vec<ArrowField> =
        columns.iter().map(|(name, values)| ArrowField::new(*name, values.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, values)| values).collect();
    let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("columns of one length");
    written_with(&rows, WriterProperties::builder())
}

fn written_with(rows: &RecordBatch, properties: WriterPropertiesBuilder) -> Vec<u8> {
    let mut writer =
        ArrowWriter::try_new(Vec::new(), rows.schema(), Some(properties.build())).expect("a schema that is written");
    writer.write(rows).expect("memory does not fail");
    writer.into_inner().expect("memory does not fail")
}

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn structs(members: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let fields: Fields =
        members.iter().map(|(name, values)| ArrowField::new(*name, values.data_type().clone(), true)).collect();
    Arc::new(StructArray::new(fields, members.into_iter().map(|(_, values)| values).collect(), None))
}

fn moments(profiles: &Profiles, field: &Field) -> Vec<Option<i64>> {
    let column = profiles.find(field, Kind::Moment).expect("a column of times");
    (0..profiles.len()).map(|row| profiles.chunks()[0].moment(column, row)).collect()
}

fn numbers(profiles: &Profiles, field: &Field) -> Vec<Option<f32>> {
    let column = profiles.find(field, Kind::Number).expect("a column of numbers");
    (0..profiles.len()).map(|row| profiles.chunks()[0].number(column, row)).collect()
}

/// Row, field and code of every fault.
fn faults(reading: &ReadOutcome) -> Vec<(u64, &str, &str)> {
    reading.rejected.listed.iter().map(|fault| (fault.row, fault.field.as_str(), fault.code.as_str())).collect()
}

type Facts = BTreeMap<String, Value>;

/// A column of the values that rows have under `name`; they are of one type.
fn column(rows: &[Facts], name: &str) -> ArrayRef {
    let values = || rows.iter().map(|row| row.get(name));
    if values().flatten().all(Value::is_boolean) {
        Arc::new(values().map(|value| value.and_then(Value::as_bool)).collect::<BooleanArray>())
    } else if values().flatten().all(Value::is_i64) {
        Arc::new(values().map(|value| value.and_then(Value::as_i64)).collect::<Int64Array>())
    } else if values().flatten().all(Value::is_number) {
        Arc::new(values().map(|value| value.and_then(Value::as_f64)).collect::<Float64Array>())
    } else {
        Arc::new(values().map(|value| value.and_then(Value::as_str)).collect::<StringArray>())
    }
}

fn names(rows: &[Facts]) -> BTreeSet<&str> {
    rows.iter().flatten().map(|(name, _)| name.as_str()).collect()
}

/// A column is of one type: where kinds mix, or whole numbers and others, all become texts or all have a fraction.
fn of_one_type(mut rows: Vec<Facts>) -> Vec<Facts> {
    for name in names(&rows.clone()) {
        let values: Vec<&mut Value> = rows.iter_mut().filter_map(|row| row.get_mut(name)).collect();
        let all_numbers = values.iter().all(|value| value.is_number());
        let all_whole = values.iter().all(|value| value.is_i64());
        let one_kind = all_numbers || values.iter().all(|value| value.is_string() || value.is_null());
        for value in values.into_iter().filter(|value| !value.is_boolean()) {
            if !one_kind && value.is_number() {
                *value = Value::from(value.to_string());
            } else if all_numbers && !all_whole {
                *value = Value::from(value.as_f64());
            }
        }
    }
    rows
}

fn flat(rows: &[Facts]) -> Vec<u8> {
    // The first column keeps the number of rows where there is nothing else.
    let nothing: (&str, ArrayRef) = ("nothing", Arc::new(StringArray::new_null(rows.len())));
    written(std::iter::once(nothing).chain(names(rows).into_iter().map(|name| (name, column(rows, name)))).collect())
}

/// The same with a struct for every object.
fn nested(rows: &[Facts]) -> Vec<u8> {
    let nothing: (&str, ArrayRef) = ("nothing", Arc::new(StringArray::new_null(rows.len())));
    let paths: Vec<Vec<&str>> = names(rows).into_iter().map(|name| name.split('.').collect()).collect();
    written(std::iter::once(nothing).chain(tree(rows, &paths, 0)).collect())
}

fn tree<'a>(rows: &[Facts], paths: &[Vec<&'a str>], depth: usize) -> Vec<(&'a str, ArrayRef)> {
    let branches = paths.chunk_by(|one, next| one[depth] == next[depth]);
    branches
        .map(|paths| match paths {
            [path] if path.len() == depth + 1 => (path[depth], column(rows, &path.join("."))),
            _ => (paths[0][depth], structs(tree(rows, paths, depth + 1))),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parquet_reads_as_csv(rows in prop::collection::vec(facts(), 1..12)) {
        let rows = of_one_type(rows);
        let csv = read_profiles(Format::Csv, as_csv(&rows).as_bytes(), &options(), &mut |_| ());
        for bytes in [flat(&rows), nested(&rows)] {
            let parquet = try_read(&bytes);
            // A table of which no cell can be read is rejected as a whole.
            prop_assert_eq!(parquet.is_ok(), csv.is_ok());
            let (Ok(parquet), Ok(csv)) = (parquet, &csv) else { continue };
            prop_assert_eq!(table(&parquet.profiles), table(&csv.profiles));
            prop_assert_eq!(parquet.profiles.row_keys(), csv.profiles.row_keys());
            prop_assert_eq!(sorted_faults(&parquet), sorted_faults(csv));
            prop_assert_eq!(parquet.reading.notes(&parquet.non_answers), csv.reading.notes(&csv.non_answers));
        }
    }
}

/// Row, field and code of every fault, whatever the order of the columns.
fn sorted_faults(reading: &ReadOutcome) -> Vec<(u64, &str, &str)> {
    let mut faults = faults(reading);
    faults.sort_unstable();
    faults
}

/// A CSV file as Parquet of texts.
fn as_texts(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let names: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    let column = |at: usize| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(&row[at]).filter(|cell| !cell.is_empty())).collect::<StringArray>())
    };
    Some(written(names.iter().enumerate().map(|(at, name)| (name.as_str(), column(at))).collect()))
}

/// That a table reads the same as CSV and as Parquet: its profiles, what its columns were taken for, its notes.
fn assert_same_table(csv: &ReadOutcome, bytes: &[u8], options: &ReadOptions, name: &str) {
    let parquet = read_profiles(Format::Parquet, bytes, options, &mut |_| ());
    let parquet = parquet.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(table(&parquet.profiles), table(&csv.profiles), "{name}");
    assert_eq!(parquet.profiles.row_keys(), csv.profiles.row_keys(), "{name}");
    assert_eq!(parquet.rejected, csv.rejected, "{name}");
    let reading = Reading { delimiter: csv.reading.delimiter, ..parquet.reading };
    assert_eq!(reading, csv.reading, "{name}");
    assert_eq!(reading.notes(&parquet.non_answers), csv.reading.notes(&csv.non_answers), "{name}");
}

const SURVEY: &str = "\
id,sex,나이,월소득(만원),팔로우일,E-mail,거주지,household_size,in_target,점수
1,여성,25-34,300,13/02/2024,a@example.org,서울,2,예,1.5
2,남성,34,450,01/03/2024,b@example.org,부산,NA,아니오,2
3,여성,30대,NA,28/12/2023,c@example.org,서울,99,예,
4,NA,65+,280,05/01/2024,,모름,3,,3
5,남,NA,,30/01/2024,d@example.org,서울,1,예,4
6,여,200,1200,,e@example.org,서울,4,예,5
Total,,,,,,,,,
";

#[test]
fn columns_are_guessed_and_values_read_as_in_csv() {
    for income in [None, Some("KRW/month/household".parse().expect("a unit"))] {
        for keep_columns in [Vec::new(), vec!["E-mail".to_owned()]] {
            let options = ReadOptions { income: income.clone(), keep_columns, inspect: true, ..options() };
            let csv = read_profiles(Format::Csv, SURVEY.as_bytes(), &options, &mut |_| ()).expect("CSV");
            let fields: Vec<Option<&str>> = csv.reading.columns.iter().map(|own| own.field.as_deref()).collect();
            assert_eq!(fields[1..3], [Some("gender"), Some("age")]);
            assert_eq!((fields[3].is_some(), fields[4]), (income.is_some(), Some("followed_at")));
            assert_eq!(fields[5], options.keep_columns.first().map(|_| "attributes.E-mail"));
            assert_eq!((csv.profiles.len(), csv.reading.summary_rows), (6, 1));
            let unreadable: u64 = csv.reading.columns.iter().map(|column| column.unreadable).sum();
            assert_eq!(unreadable, 2, "an age of 200 and a household of 99");
            let texts = as_texts(SURVEY.as_bytes()).expect("a table");
            assert_same_table(&csv, &texts, &options, "texts");
            assert_same_table(&csv, &converted(SURVEY.as_bytes()), &options, "of their types");
        }
    }
}

fn csv_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            csv_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "csv") {
            found.push(path);
        }
    }
}

#[test]
fn every_csv_file_of_the_tests_reads_the_same_as_parquet() {
    let mut paths = Vec::new();
    csv_files(&file("tests/data"), &mut paths);
    let mut compared = 0;
    for path in paths {
        let bytes = std::fs::read(&path).expect("a file");
        let Ok(csv) = read_profiles(Format::Csv, bytes.as_slice(), &options(), &mut |_| ()) else { continue };
        // What is only of text: other delimiters, titles, and more than the first rows that decide.
        let is_plain = csv.reading.delimiter == Some(',') && csv.reading.title_rows == 0;
        let name = path.display().to_string();
        if let Some(texts) = as_texts(&bytes).filter(|_| is_plain && csv.profiles.len() < 1_000) {
            assert_same_table(&csv, &texts, &options(), &name);
            compared += 1;
        }
    }
    assert!(compared >= 10, "{compared}");
}

/// A CSV file as Parquet, each column of the type that its cells agree on.
pub(crate) fn converted(bytes: &[u8]) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(bytes);
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let typed = |at: usize| -> ArrayRef {
        let cells = || rows.iter().map(|row| Some(&row[at]).filter(|cell| !cell.is_empty()));
        if cells().flatten().all(|cell| cell.parse::<bool>().is_ok()) {
            Arc::new(cells().map(|cell| cell.map(|cell| cell == "true")).collect::<BooleanArray>())
        } else if cells().flatten().all(|cell| cell.parse::<f64>().is_ok()) {
            Arc::new(cells().map(|cell| cell.and_then(|cell| cell.parse().ok())).collect::<Float64Array>())
        } else {
            let words: DictionaryArray<Int32Type> = cells().collect();
            Arc::new(words)
        }
    };
    written(names.iter().enumerate().map(|(at, name)| (name.as_str(), typed(at))).collect())
}

const AUDIENCE: &str = "tests/data/uci-adult/audience.csv";
const PANEL: &str = "tests/data/uci-adult/panel.csv";
const FOLLOWERS: &str = "tests/data/made-up-followers/followers.csv";

#[test]
fn the_files_of_examples_read_the_same_as_parquet() {
    for path in [AUDIENCE, PANEL, FOLLOWERS] {
        let bytes = std::fs::read(file(path)).expect("a file");
        let csv = read_profiles(Format::Csv, bytes.as_slice(), &options(), &mut |_| ()).expect("CSV");
        let parquet = try_read(&converted(&bytes)).expect("Parquet");
        assert!(parquet.profiles.len() > 500 && csv.rejected.is_empty(), "{path}");
        assert_eq!(table(&parquet.profiles), table(&csv.profiles), "{path}");
        assert_eq!(parquet.profiles.row_keys(), csv.profiles.row_keys(), "{path}");
    }
}

/// What `analyze` prints for a file of followers or standard input, without what says which bytes they were.
fn analyzed(path: &str, input: &[u8]) -> Value {
    let mut child = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
        .args(["analyze", path, "--target", r#"{"labelled":true}"#, "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // A command that is given a file does not read its input.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the binary ends");
    assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let printed: Value = serde_json::from_str(&text).expect("JSON");
    let which = |pointer: &str| printed.pointer(pointer).and_then(Value::as_str).expect("it is there").to_owned();
    let (id, hash) = (which("/id"), which("/provenance/input_hash"));
    assert!(!id.is_empty() && hash.len() == 64, "{id}, {hash}");
    serde_json::from_str(&text.replace(&hash, "").replace(&id, "")).expect("JSON")
}

#[test]
fn the_binary_reads_parquet_and_what_is_compressed() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let csv = std::fs::read(file(FOLLOWERS)).expect("a file");
    let parquet = converted(&csv);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&csv).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let expected = analyzed(&file(FOLLOWERS).display().to_string(), b"");
    let packed_parquet = zstd::encode_all(parquet.as_slice(), 1).expect("memory");
    for (name, bytes) in [
        ("a.parquet", &parquet),
        ("without a known name", &parquet),
        ("a.csv.gz", &gzip),
        ("a.csv.zst", &zstd::encode_all(csv.as_slice(), 1).expect("memory")),
        ("a.parquet.zst", &packed_parquet),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        assert_eq!(analyzed(&path.display().to_string(), b""), expected, "{name}");
        assert_eq!(analyzed("-", bytes), expected, "{name} from standard input");
    }
}

#[test]
fn times_of_every_unit_and_zone_are_read() {
    let second = 1_556_668_800;
    let columns: Vec<(ArrayRef, i64)> = vec![
        (Arc::new(TimestampMillisecondArray::from(vec![second * 1_000 + 999])), second),
        (Arc::new(TimestampMicrosecondArray::from(vec![second * 1_000_000 + 1]).with_timezone("Asia/Seoul")), second),
        (Arc::new(TimestampNanosecondArray::from(vec![second * 1_000_000_000]).with_timezone("+00:00")), second),
        (Arc::new(Date32Array::from(vec![18_017])), 1_556_668_800),
        (texts(&["2019-05-01T09:00:00+09:00"]), second),
    ];
    for (values, expected) in columns {
        let kind = values.data_type().clone();
        let reading = read(vec![("account.created_at", values)]);
        assert_eq!(moments(&reading.profiles, &Field::AccountCreatedAt), [Some(expected)], "{kind}");
    }
    let times = TimestampMicrosecondArray::from(vec![Some(i64::MAX), Some(0), Some(i64::MIN), None, Some(1 << 50)]);
    let reading = read(vec![("followed_at", Arc::new(times) as ArrayRef)]);
    assert_eq!((reading.profiles.len(), faults(&reading)), (5, vec![]));
    let column = &reading.reading.columns[0];
    assert_eq!((column.filled, column.empty, column.unreadable), (4, 1, 3));
    assert_eq!(column.unreadable_examples[1], "1970-01-01T00:00:00Z");
    assert_eq!(column.forms, [ColumnForm::UtcAssumed]);
}

#[test]
fn numbers_of_every_width_are_read() {
    let decimals = Decimal128Array::from(vec![Some(123_450), Some(-5), None]).with_precision_and_scale(9, 3);
    let reading = read(vec![
        ("attributes.decimal", Arc::new(decimals.expect("a decimal"))),
        ("attributes.byte", Arc::new(Int8Array::from(vec![Some(-7), None, Some(0)]))),
        ("attributes.float", Arc::new(Float32Array::from(vec![0.1, -0.0, 3.4e38]))),
        ("follow_order", Arc::new(UInt64Array::from(vec![16_777_217, 1, 2]))),
        ("id", Arc::new(Int64Array::from(vec![i64::MAX, i64::MAX - 1, 3]))),
    ]);
    let attribute = |name: &str| numbers(&reading.profiles, &Field::Attribute(name.into()));
    assert_eq!(attribute("decimal"), [Some(123.45), Some(-0.005), None]);
    assert_eq!(attribute("byte"), [Some(-7.0), None, Some(0.0)]);
    assert_eq!(attribute("float"), [Some(0.1), Some(0.0), Some(3.4e38)]);
    assert_eq!(moments(&reading.profiles, &Field::FollowOrder)[0], Some(16_777_217));
    let lines = br#"{"id": "9223372036854775807"}"#;
    let text = read_profiles(Format::Ndjson, &lines[..], &options(), &mut |_| ()).expect("a line");
    assert_eq!(reading.profiles.row_keys()[0], text.profiles.row_keys()[0], "a number is the id as it is written");
}

#[test]
fn a_value_out_of_range_costs_the_field_and_a_faulty_id_the_row() {
    let account = structs(vec![("followers", Arc::new(Int64Array::from(vec![Some(5), Some(-1), None])))]);
    let reading = read(vec![
        ("age", Arc::new(Float64Array::from(vec![f64::INFINITY, 30.0, 131.5]))),
        ("account", account),
        ("income.amount", Arc::new(Int32Array::from(vec![None, None, Some(1)]))),
        ("id", Arc::new(Float64Array::from(vec![Some(1.5), None, None]))),
        ("gender", texts(&["f", "", "m"])),
    ]);
    assert_eq!(faults(&reading), [(1, "id", "wrong_type")]);
    let columns = &reading.reading.columns;
    let counted: Vec<_> =
        columns.iter().map(|own| (own.name.as_str(), own.filled, own.empty, own.unreadable)).collect();
    let expected = [
        ("age", 3, 0, 2),
        ("account.followers", 2, 1, 1),
        ("income.amount", 1, 2, 0),
        ("id", 1, 2, 0),
        ("gender", 2, 1, 0),
    ];
    assert_eq!(counted, expected);
    assert_eq!(columns[0].unreadable_examples, ["inf", "131.5"]);
    assert_eq!(columns[1].unreadable_examples, ["-1"]);
    assert!(matches!(columns[2].basis, ColumnBasis::NeedsUnit { .. }), "{:?}", columns[2].basis);
}

#[test]
fn maps_and_nulls_are_read() {
    let mut map = MapBuilder::new(None, StringBuilder::new(), Float64Builder::new());
    for entries in [Some(vec![("x", Some(1.5)), ("y", None)]), None, Some(vec![("x", Some(2.0)), ("x", Some(3.0))])] {
        for (name, value) in entries.iter().flatten() {
            map.keys().append_value(name);
            map.values().append_option(*value);
        }
        map.append(entries.is_some()).expect("as many names as values");
    }
    // What stands under a null is not said.
    let fields: Fields = vec![ArrowField::new("tv", arrow_schema::DataType::Boolean, false)].into();
    let watched: ArrayRef = Arc::new(BooleanArray::from(vec![true, true, false]));
    let channels = StructArray::new(fields, vec![watched], Some(vec![true, false, true].into()));
    let reading = read(vec![
        ("attributes", Arc::new(map.finish())),
        ("channels", Arc::new(channels)),
        ("region", Arc::new(NullArray::new(3))),
    ]);
    assert_eq!(faults(&reading), [(3, "attributes.x", "conflict")]);
    assert_eq!(numbers(&reading.profiles, &Field::Attribute("x".into())), [Some(1.5), None]);
    let tv = reading.profiles.find(&Field::Channel("tv".into()), Kind::Flag).expect("a channel");
    assert_eq!([0, 1].map(|row| reading.profiles.chunks()[0].flag(tv, row)), [Some(true), None]);
}

#[test]
fn attributes_that_hold_personal_data_by_name_are_left_out_of_every_format() {
    let one = |text: &str| texts(&[text]);
    let members = || vec![("e_mail", one("a@example.org")), ("Phone", one("7")), ("hobby", one("chess"))];
    let mut map = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for (name, value) in [("e_mail", "a@example.org"), ("Phone", "7"), ("hobby", "chess")] {
        map.keys().append_value(name);
        map.values().append_value(value);
    }
    map.append(true).expect("as many names as values");
    let row = r#"{"attributes":{"e_mail":"a@example.org","e_mail":["b@example.org"],"Phone":7,"hobby":"chess"}}"#;
    let sources = [
        (Format::Json, format!("[{row}]").into_bytes()),
        (Format::Ndjson, row.as_bytes().to_vec()),
        (Format::Csv, b"attributes.e_mail,attributes.Phone,attributes.hobby\na@example.org,7,chess\n".to_vec()),
        (Format::Parquet, written(vec![("attributes", structs(members()))])),
        (Format::Parquet, written(vec![("attributes", Arc::new(map.finish()) as ArrayRef)])),
    ];
    for (format, bytes) in &sources {
        let read = |keep_columns: &[&str]| {
            let keep_columns = keep_columns.iter().map(|name| (*name).to_owned()).collect();
            let options = ReadOptions { keep_columns, ..options() };
            read_profiles(*format, bytes.as_slice(), &options, &mut |_| ()).expect("a row")
        };
        let reading = read(&[]);
        assert_eq!((reading.profiles.len(), reading.rejected.rows), (1, 0), "{format:?}");
        assert_eq!(table(&reading.profiles)[0].keys().collect::<Vec<_>>(), ["attributes.hobby Level"], "{format:?}");
        let names = ["attributes.e_mail", "attributes.Phone"].map(str::to_owned).to_vec();
        assert!(
            reading.reading.notes(&[]).contains(&ReadingNote::PersonalDataLeftOut(names)),
            "{format:?}: {:?}",
            reading.reading
        );
        assert!(!format!("{reading:?}").contains("example.org"), "{format:?}: {reading:?}");
        for name in ["Phone", "attributes.Phone"] {
            assert_eq!(table(&read(&[name]).profiles)[0].len(), 2, "{format:?} {name}");
        }
    }
}

#[test]
fn columns_that_no_field_needs_never_block_a_file() {
    let one = || -> ArrayRef { Arc::new(Int32Array::from(vec![1])) };
    let list = || -> ArrayRef { Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])])) };
    let deep = structs(vec![("deep", structs(vec![("er", one())]))]);
    let reading = read(vec![
        ("hobbies", list()),
        ("photo", Arc::new(BinaryArray::from(vec![&b"x"[..]]))),
        ("wakes", Arc::new(Time64MicrosecondArray::from(vec![1]))),
        ("profile", structs(vec![("url", texts(&["https://example.org"]))])),
        ("attributes", deep),
        ("channels", list()),
        ("account", structs(vec![("folowers", one()), ("posts", one())])),
        ("", one()),
        ("a\nb", one()),
        ("__index_level_0__", one()),
        ("age", one()),
    ]);
    assert_eq!(numbers(&reading.profiles, &Field::AgeMin), [Some(1.0)]);
    assert_eq!(numbers(&reading.profiles, &Field::AccountPosts), [Some(1.0)]);
    assert_eq!(table(&reading.profiles)[0].len(), 3, "the ends of the age, and the posts");
    let [Note::ColumnsLeftOut { columns, more: 1 }] = reading.notes.as_slice() else { panic!("{:?}", reading.notes) };
    assert_eq!(
        columns.iter().map(|column| column.in_language(Language::English)).collect::<Vec<_>>(),
        [
            "hobbies (lists)",
            "photo (bytes)",
            "wakes (times of the day)",
            "profile (structs)",
            "attributes.deep (structs)",
            "channels (lists)",
            "account.folowers (no such field)",
            "a\\nb (a name with control characters)",
        ]
    );
    assert_eq!(reading.reading.columns[1].basis, ColumnBasis::Unnamed);
}

#[test]
fn rejects_columns_that_cannot_give_their_field() {
    let one = || -> ArrayRef { Arc::new(Int32Array::from(vec![1])) };
    let list: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])]));
    let cases: Vec<(Vec<(&str, ArrayRef)>, &str)> = vec![
        (vec![("age", list.clone())], "the column age holds lists; accepted: a text, a number"),
        (vec![("hobbies", list)], "it has no column that is read; there are: hobbies (lists)"),
        (
            vec![("account", structs(vec![("posts", one())])), ("account.posts", one())],
            "the column account.posts is there twice",
        ),
        (vec![("channels.TikTok!", one())], "a channel id of 1 to 64 characters"),
    ];
    for (columns, part) in cases {
        let detail = rejected(columns);
        assert!(detail.contains(part), "{detail}");
    }
}

#[test]
fn files_of_every_usual_codec_are_read() {
    for (name, profiles, known) in [("c_gzip", 60, 60), ("nan_not_null", 60, 0)] {
        let bytes = std::fs::read(file("tests/data/door/parquet").join(format!("{name}.parquet"))).expect("a fixture");
        let reading = try_read(&bytes).expect("Parquet");
        assert_eq!((reading.profiles.len(), reading.rejected.rows), (profiles, 0), "{name}");
        let ages = numbers(&reading.profiles, &Field::AgeMin).iter().flatten().count();
        assert!(if known > 0 { ages == known } else { (1..60).contains(&ages) }, "{name}: {ages}");
    }
    let fields = Schema::new(vec![ArrowField::new("age", arrow_schema::DataType::Int32, true)]);
    let ages: ArrayRef = Arc::new(Int32Array::from((0..3000).map(|row| 18 + row % 60).collect::<Vec<_>>()));
    let rows = RecordBatch::try_new(Arc::new(fields), vec![ages]).expect("one column");
    let expected = table(&try_read(&written_with(&rows, WriterProperties::builder())).expect("Parquet").profiles);
    for codec in [
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::BROTLI(BrotliLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::SNAPPY,
    ] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            let properties = WriterProperties::builder().set_compression(codec).set_writer_version(version);
            let reading = try_read(&written_with(&rows, properties)).expect("Parquet");
            assert_eq!(table(&reading.profiles), expected, "{codec}");
        }
    }
}

#[test]
fn a_page_that_unpacks_to_more_than_it_says_is_rejected() {
    let text = "a".repeat(20 << 20);
    let fields = Schema::new(vec![ArrowField::new("gender", arrow_schema::DataType::Utf8, false)]);
    let rows = RecordBatch::try_new(Arc::new(fields), vec![texts(&[&text])]).expect("one column");
    // The size of the page, with that of the text before it, as Thrift writes it; then one of as many bytes.
    let varint = |size: u64, length: usize| -> Vec<u8> {
        let more = |i: usize| if i + 1 < length { 0x80 } else { 0 };
        (0..length).map(|i| ((2 * size) >> (7 * i)) as u8 & 0x7F | more(i)).collect()
    };
    let honest = varint(text.len() as u64 + 4, 4);
    for codec in [Compression::GZIP(GzipLevel::default()), Compression::BROTLI(BrotliLevel::default())] {
        let properties = WriterProperties::builder().set_compression(codec).set_dictionary_enabled(false);
        let mut bytes = written_with(&rows, properties);
        assert!(try_read(&bytes).is_ok(), "{codec}: the text is too long for its field, but the file is sound");
        let at = bytes.windows(4).position(|part| part == honest).expect("the page says its size");
        bytes[at..at + 4].copy_from_slice(&varint(1000, 4));
        assert_eq!(detail(&bytes), "a page unpacks to more than it says", "{codec}");
    }
}

#[test]
fn a_page_of_brotli_cannot_ask_for_a_window_of_any_size() {
    let ages: ArrayRef = Arc::new(Int32Array::from(vec![30; 100]));
    let rows = RecordBatch::try_from_iter([("age", ages)]).expect("one column");
    let properties = WriterProperties::builder()
        .set_compression(Compression::BROTLI(BrotliLevel::default()))
        .set_dictionary_enabled(false)
        .set_writer_version(WriterVersion::PARQUET_1_0);
    let mut bytes = written_with(&rows, properties);
    let reader = SerializedFileReader::new(Bytes::from(bytes.clone())).expect("a file");
    let column = reader.metadata().row_group(0).column(0).clone();
    let end = column.data_page_offset() as usize + column.compressed_size() as usize;
    // The page ends with the column; its packed bytes begin after a header of a few bytes.
    let packed = page_size(&bytes[column.data_page_offset() as usize..]);
    bytes[end - packed] = 0x11;
    assert!(detail(&bytes).contains("a window of more than 16 MiB"), "{}", detail(&bytes));
}

/// Bytes that a page's header says it is packed to: its third field, each number in bytes of seven bits.
fn page_size(header: &[u8]) -> usize {
    let mut numbers = [0_usize; 3];
    let mut at = 0;
    for number in &mut numbers {
        at += 1;
        for shift in (0..).step_by(7) {
            *number |= usize::from(header[at] & 0x7F) << shift;
            at += 1;
            if header[at - 1] < 0x80 {
                break;
            }
        }
    }
    numbers[2] / 2
}

#[test]
fn numbers_stand_for_flags_and_whole_floats_for_ids() {
    let reading = read(vec![
        ("id", Arc::new(Float64Array::from(vec![1.0, 2.0, 1e18]))),
        ("account.verified", Arc::new(Float64Array::from(vec![1.0, f64::NAN, 0.0]))),
        ("account.protected", Arc::new(Int8Array::from(vec![0, 7, 0]))),
        ("channels.youtube", Arc::new(Int64Array::from(vec![1, 0, 1]))),
        ("in_target", Arc::new(Int64Array::from(vec![1, 0, 1]))),
    ]);
    assert_eq!(faults(&reading), [(3, "id", "wrong_type")]);
    assert_eq!(reading.reading.columns[2].unreadable_examples, ["7"]);
    let verified = reading.profiles.find(&Field::AccountVerified, Kind::Flag).expect("flags");
    assert_eq!(reading.profiles.chunks()[0].flag(verified, 0), Some(true));
    let line = read_profiles(Format::Ndjson, &br#"{"id": "1"}"#[..], &options(), &mut |_| ()).expect("a line");
    assert_eq!(reading.profiles.row_keys()[0], line.profiles.row_keys()[0]);
}

#[test]
fn rejects_what_is_not_parquet() {
    let whole = written(vec![("age", Arc::new(Int32Array::from(vec![30])) as ArrayRef)]);
    for (bytes, part) in [
        (&b""[..], "shorter than any"),
        (&b"id,age\n1,2,3,4,5,6,7\n"[..], "its last four bytes are not PAR1"),
        (&whole[..whole.len() - 1], "its last four bytes are not PAR1"),
        (&whole[whole.len() - 20..], "shorter than it says"),
        (&b"PAR1\xFF\xFF\xFF\xFFPAR1"[..], "longer than 16 MiB"),
    ] {
        let detail = detail(bytes);
        assert!(detail.contains(part), "{detail}");
    }
    let none = RecordBatch::try_new_with_options(
        Arc::new(Schema::empty()),
        Vec::new(),
        &arrow_array::RecordBatchOptions::new().with_row_count(Some(3)),
    );
    assert_eq!(
        detail(&written_with(&none.expect("rows of nothing"), WriterProperties::builder())),
        "it has no columns"
    );
}

#[test]
fn rows_beyond_the_limit_are_rejected_as_a_whole() {
    let bytes = written(vec![("age", Arc::new(Int32Array::from(vec![30; 9_000])) as ArrayRef)]);
    let limited = |max_rows| {
        read_profiles(Format::Parquet, bytes.as_slice(), &ReadOptions { max_rows, ..options() }, &mut |_| ())
    };
    assert!(matches!(limited(8_999), Err(ReadError::TooManyRows { max: 8_999 })));
    assert_eq!(limited(9_000).expect("as many as allowed").profiles.len(), 9_000);
}

#[test]
fn progress_goes_up_to_the_length() {
    let mut reported = Vec::new();
    let bytes = written(vec![("age", Arc::new(Int32Array::from(vec![30; 20_000])) as ArrayRef)]);
    read_profiles(Format::Parquet, bytes.as_slice(), &options(), &mut |bytes| reported.push(bytes)).expect("profiles");
    assert!(reported.len() > 3 && reported.is_sorted(), "{reported:?}");
    assert_eq!(reported.last(), Some(&(bytes.len() as u64)));
}

#[test]
fn a_long_text_that_every_row_refers_to_is_not_copied() {
    // A megabyte in each of 2,000 rows would be 2 GB.
    let long = "x".repeat(1 << 20);
    let words: DictionaryArray<Int32Type> =
        DictionaryArray::new(Int32Array::from(vec![0; 2_000]), texts(&[long.as_str()]));
    let rows = RecordBatch::try_from_iter([("word", Arc::new(words) as ArrayRef)]).expect("one column");
    let compressed = || WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let reading = try_read(&written_with(&rows, compressed().set_dictionary_page_size_limit(2 << 20))).expect("texts");
    assert_eq!((reading.rejected.rows, reading.rejected.listed[0].code), (2_000, RejectCode::TooLarge));

    // Each text told by how it differs from the one before.
    let texts: ArrayRef =
        Arc::new(StringArray::from_iter_values((0..9_000).map(|i| format!("{}{i}", "y".repeat(900)))));
    let rows = RecordBatch::try_from_iter([("word", texts)]).expect("one column");
    let delta = compressed().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BYTE_ARRAY);
    let reading = try_read(&written_with(&rows, delta)).expect("texts");
    assert_eq!((reading.profiles.len(), reading.rejected.rows), (9_000, 0));
}

/// Thrift's compact protocol, as far as a footer takes it.
fn footer_of_columns(children: &[u8]) -> Vec<u8> {
    let mut footer = vec![0x15, 2, 0x19, 0xF0 | 0x0C];
    let mut count = children.len();
    while count >= 0x80 {
        footer.push(count as u8 | 0x80);
        count >>= 7;
    }
    footer.push(count as u8);
    for children in children {
        // The name "a" as field 4, and the number of children as field 5.
        footer.extend([0x48, 1, b'a', 0x15, children << 1, 0]);
    }
    footer.extend([0x16, 0, 0x19, 0x0C, 0]);
    let length = (footer.len() as u32).to_le_bytes();
    [b"PAR1", footer.as_slice(), &length, b"PAR1"].concat()
}

#[test]
fn claims_are_rejected_before_they_cost_anything() {
    assert!(detail(&footer_of_columns(&vec![1; 1_000])).contains("nested too deeply"));
    assert!(detail(&footer_of_columns(&vec![1; 2_000_000])).contains("more than 2,048 columns"));
    let mut groups = footer_of_columns(&[0]);
    let end = groups.len() - 8;
    groups.splice(end - 2..end, [0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 7, 0]);
    let length = (groups.len() - 12) as u32;
    let end = groups.len() - 8;
    groups[end..end + 4].copy_from_slice(&length.to_le_bytes());
    assert!(detail(&groups).contains("more than 16,384 row groups"));

    // Pages that claim more than they are.
    let text = "z".repeat(2 << 20);
    let column = || texts(&[text.as_str()]);
    let rows = RecordBatch::try_from_iter([("a", column()), ("b", column()), ("c", column())]).expect("columns");
    let mut bytes = written_with(&rows, WriterProperties::builder().set_dictionary_enabled(false));
    let reader = SerializedFileReader::new(Bytes::from(bytes.clone())).expect("a file");
    let pages = reader.metadata().row_group(0).columns().iter().map(|column| column.data_page_offset() as usize);
    for page in pages.collect::<Vec<_>>() {
        assert_eq!((bytes[page], bytes[page + 2], bytes[page + 6] < 0x80), (0x15, 0x15, true), "a size of four bytes");
        bytes[page + 3..page + 7].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0x7F]);
    }
    assert!(detail(&bytes).contains("more than 256 MiB"));

    // Small pages that unpack to much, of rows that are read at a time.
    let text = "q".repeat(1 << 20);
    let rows = RecordBatch::try_from_iter([("a", texts(&[text.as_str(); 30]))]).expect("a column");
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(1)
        .set_write_batch_size(1);
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), Some(properties.build())).expect("a schema");
    (0..10).for_each(|_| writer.write(&rows).expect("memory does not fail"));
    let bomb = writer.into_inner().expect("memory does not fail");
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert!(detail(&bomb).contains("more than 256 MiB"));
}

#[test]
fn rejects_damaged_files_without_panic() {
    let account = structs(vec![("followers", Arc::new(Int64Array::from(vec![Some(5), None, Some(7)])))]);
    let mut map = MapBuilder::new(None, StringBuilder::new(), Float64Builder::new());
    for name in ["x", "y", "x"] {
        map.keys().append_value(name);
        map.values().append_value(1.0);
        map.append(true).expect("as many names as values");
    }
    let bytes = written(vec![
        ("id", texts(&["a", "b", "c"])),
        ("age", Arc::new(Float64Array::from(vec![30.0, 31.0, 32.0]))),
        ("account", account),
        ("attributes", Arc::new(map.finish())),
        ("in_target", Arc::new(BooleanArray::from(vec![true, false, true]))),
    ]);
    assert_eq!(try_read(&bytes).expect("a sound file").profiles.len(), 3);
    let mut reported = 0;
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xFF] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            reported += usize::from(try_read(&damaged).is_err());
        }
        reported += usize::from(try_read(&bytes[..at]).is_err());
    }
    assert!(reported > bytes.len() * 3 / 2, "{reported} of {}", bytes.len() * 4);
}

#[test]
fn rows_that_take_no_bytes_are_not_decoded() {
    let rows = |n: usize| written(vec![("age", Arc::new(arrow_array::Float32Array::from(vec![31.0; n])) as ArrayRef)]);
    let many = rows(1_000_001);
    assert!(many.len() < 60_000, "{} bytes", many.len());
    let refused = detail(&many);
    assert!(refused.contains("it has 1000001 rows in"), "{refused}");
    assert!(refused.contains("accepted: up to 1000000 rows, or 16 for each byte"), "{refused}");
    // Rows that differ take bytes.
    let ages: ArrayRef = Arc::new((0..1_000_001).map(|i| (i % 97) as f32).collect::<arrow_array::Float32Array>());
    let read = read(vec![("age", ages)]);
    assert_eq!(read.profiles.len(), 1_000_001);
}
