//! Profiles that flow into parts chunk by chunk, and come back as they were.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use audience_fit::analysis::{AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::api::contract::AnalysisBody;
use audience_fit::ingest::{
    Format, MAX_LISTED, Platform, ProfileSink, ReadError, ReadOptions, ReadOutcome, Rejection, Rejections, Role,
    read_profiles, stream_profiles,
};
use audience_fit::profile::{Batch, CHUNK_ROWS, Columns, Field, Kind, MAX_LEVELS, Profiles};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::store::{IdSet, Part, PartError, PartStore, PartsReader, PartsWriter};
use audience_fit::target::TargetSpec;
use bytes::Bytes;
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;
use time::macros::date;

use crate::profile_properties::{as_array, as_csv, as_lines, facts, table};

fn options() -> ReadOptions {
    ReadOptions::new(Role::Panel, date!(2026 - 06 - 30))
}

type Stored = (Bytes, Part);

/// The parts of a set, in memory.
#[derive(Debug, Default)]
struct Parts(Vec<Stored>);

impl PartStore for Parts {
    type Out = Vec<u8>;

    fn open(&mut self, number: u32) -> io::Result<Vec<u8>> {
        assert_eq!(number as usize, self.0.len() + 1);
        Ok(Vec::new())
    }

    fn close(&mut self, _: u32, out: Vec<u8>, part: Part) -> io::Result<()> {
        assert_eq!(part.bytes, out.len() as u64);
        self.0.push((out.into(), part));
        Ok(())
    }
}

impl Parts {
    fn read(&self) -> Result<Profiles, PartError> {
        let mut reader = PartsReader::new();
        for (number, (bytes, part)) in self.0.iter().enumerate() {
            reader.add(&format!("part {}", number + 1), bytes.clone(), &part.digest)?;
        }
        Ok(reader.finish())
    }
}

/// What a store does with an upload.
struct Upload {
    ids: IdSet,
    parts: PartsWriter<Parts>,
    rejected: Vec<Rejection>,
}

impl ProfileSink for Upload {
    fn claim_id(&mut self, hash: u64) -> io::Result<bool> {
        self.ids.claim(hash)
    }

    fn take(&mut self, columns: &Columns, batch: Batch) -> io::Result<()> {
        self.parts.write(columns, &batch)
    }

    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()> {
        self.rejected.extend_from_slice(reasons);
        Ok(())
    }
}

/// Streams into parts and reads them back, as an inline reading would be; every rejection beside it, and the parts.
fn stored(format: Format, bytes: &[u8]) -> (ReadOutcome, Vec<Rejection>, Parts) {
    let folder = TempDir::new().expect("a folder");
    let ids = IdSet::new(folder.path());
    let mut upload = Upload { ids, parts: PartsWriter::new(Parts::default()), rejected: Vec::new() };
    let streamed = stream_profiles(format, bytes, &options(), &mut upload, &mut |_| ()).expect("of the format");
    let parts = upload.parts.finish().expect("memory does not fail");
    let profiles = parts.read().expect("the parts just written");
    assert_eq!(streamed.profiles, profiles.len() as u64);
    assert_eq!(streamed.profiles, parts.0.iter().map(|(_, part)| part.profiles).sum::<u64>());
    let listed = upload.rejected.iter().take(MAX_LISTED).cloned().collect();
    let rejected = Rejections { rows: streamed.rejected, listed };
    let reading = ReadOutcome {
        profiles,
        rejected,
        dropped_values: streamed.dropped_values,
        notes: streamed.notes,
        reading: streamed.reading,
        non_answers: streamed.non_answers,
        files: Vec::new(),
    };
    (reading, upload.rejected, parts)
}

fn inline(format: Format, bytes: &[u8]) -> ReadOutcome {
    read_profiles(format, bytes, &options(), &mut |_| ()).expect("of the format")
}

/// Everything that can be asked of profiles.
fn same(one: &Profiles, other: &Profiles) -> Result<(), TestCaseError> {
    let columns = |p: &Profiles| p.columns().map(|(id, field, kind)| (id, field.clone(), kind)).collect::<Vec<_>>();
    prop_assert_eq!(columns(one), columns(other));
    for (id, ..) in columns(one) {
        prop_assert_eq!(one.dictionary(id).levels(), other.dictionary(id).levels());
        prop_assert_eq!(one.dictionary(id).overflowed(), other.dictionary(id).overflowed());
    }
    prop_assert_eq!(one.row_keys(), other.row_keys());
    let rows = |p: &Profiles| (0..p.len()).map(|position| p.row_number(position)).collect::<Vec<_>>();
    prop_assert_eq!(rows(one), rows(other));
    let chunks = |p: &Profiles| p.chunks().iter().map(|chunk| chunk.rows()).collect::<Vec<_>>();
    prop_assert_eq!(chunks(one), chunks(other));
    prop_assert!(table(one) == table(other), "the values differ");
    Ok(())
}

/// StreamOutcome, stored and read back, a document gives what reading it at once gives.
fn comes_back(format: Format, bytes: &[u8]) -> Result<Parts, TestCaseError> {
    let (again, _, parts) = stored(format, bytes);
    let at_once = inline(format, bytes);
    same(&again.profiles, &at_once.profiles)?;
    prop_assert_eq!(again.rejected, at_once.rejected);
    prop_assert_eq!(again.dropped_values, at_once.dropped_values);
    prop_assert_eq!(again.notes, at_once.notes);
    Ok(parts)
}

/// Rows of a few shapes, many of each, with ids of which some come again.
fn documents() -> impl Strategy<Value = Vec<BTreeMap<String, Value>>> {
    prop::collection::vec((facts(), 1usize..10_000), 1..7).prop_map(|blocks| {
        let row = |i: usize, facts: &BTreeMap<String, Value>| {
            let mut row = facts.clone();
            row.entry("id".to_owned()).and_modify(|id| *id = Value::from(format!("{}-{}", id, i % 6_000)));
            row
        };
        blocks.iter().flat_map(|(facts, times)| (0..*times).map(|i| row(i, facts))).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_stored_comes_back(rows in documents(), format in 0usize..3) {
        let (format, text) = match format {
            0 => (Format::Json, as_array(&rows)),
            1 => (Format::Ndjson, as_lines(&rows)),
            _ => (Format::Csv, as_csv(&rows)),
        };
        // A table of which no cell can be read is refused as a whole.
        let read = read_profiles(format, text.as_bytes(), &options(), &mut |_| {});
        prop_assume!(!matches!(read, Err(ReadError::Format { ref detail, .. }) if detail.outline().starts_with("file-nothing-readable")));
        let parts = comes_back(format, text.as_bytes())?;
        prop_assert!(rows.len() < 3 * CHUNK_ROWS || !parts.0.is_empty());
    }
}

/// Followers with everything that may be hard to keep: kinds that mix, columns that come late, open bands, rows
/// rejected, ids missing.
fn followers(rows: usize) -> String {
    let mut text = String::new();
    for i in 0..rows {
        match i % 7 {
            0 => writeln!(text, r#"{{"id":"f{i}","age":{},"education":{},"follow_order":{}}}"#, i % 90, i % 20, i + 1),
            1 => writeln!(text, r#"{{"education":"college {}","followed_at":"2024-03-0{}"}}"#, i % 3, 1 + i % 9),
            2 => writeln!(
                text,
                r#"{{"id":{i},"income":{{"band":{{"min":{}.5}},"currency":"KRW","period":"month","scope":"household"}}}}"#,
                i % 1000
            ),
            3 => writeln!(text, r#"{{"id":"f{i}","age":"old","in_target":1}}"#),
            4 => writeln!(text, r#"{{"channels":{{"tv":{}}},"attributes":{{"x":0.1,"y":"가 {}"}}}}"#, i % 2 == 0, i % 5),
            5 if i > 40_000 => writeln!(text, r#"{{"attributes":{{"late":{i}}},"in_target":true}}"#),
            5 => writeln!(text, r#"{{"id":"f0","in_target":false}}"#),
            _ => writeln!(text, r#"{{"account":{{"created_at":"2019-05-01T09:00:00+09:00"}},"in_target":{}}}"#, i % 3 == 0),
        }
        .expect("memory does not fail");
    }
    text
}

#[test]
fn hard_values_come_back_over_several_parts() {
    let text = followers(70_000);
    let parts = comes_back(Format::Ndjson, text.as_bytes()).expect("the same");
    let profiles: Vec<u64> = parts.0.iter().map(|(_, part)| part.profiles).collect();
    assert_eq!(profiles.len(), 2, "a column comes late: {profiles:?}");
    assert_eq!(profiles[0] % CHUNK_ROWS as u64, 0, "a part ends with a chunk: {profiles:?}");
}

#[test]
fn every_rejection_reaches_the_sink() {
    // Each in full until many rows are rejected, then by its first fault.
    let rows = MAX_LISTED + 500;
    let text = "{\"age\": 200}\n{\"gender\": [], \"weight\": 0}\n".repeat(rows / 2);
    let (reading, rejected, _) = stored(Format::Ndjson, text.as_bytes());
    assert_eq!((reading.rejected.rows, rejected.len()), (rows as u64, MAX_LISTED / 2 * 3 + 500));
    let last = rejected.last().expect("many");
    assert_eq!((last.row, last.field.as_str(), last.received.clone()), (rows as u64, "gender", "[]".into()));
}

#[test]
fn pages_of_a_platform_flow_the_same_way() {
    let users = |range: std::ops::Range<u32>| {
        let user = |i| format!(r#"{{"id":"{i}","username":"u","public_metrics":{{"followers_count":{}}}}}"#, i % 50);
        range.map(user).collect::<Vec<_>>().join(",")
    };
    let text = format!(
        "{{\"data\":[{}],\"meta\":{{}}}}\n{{\"data\":[{},{{\"id\":5,\"username\":[]}}],\"meta\":{{}}}}",
        users(0..20_000),
        users(19_000..30_000)
    );
    comes_back(Format::Platform(Platform::XV2), text.as_bytes()).expect("the same");
    assert_eq!(inline(Format::Platform(Platform::XV2), text.as_bytes()).profiles.len(), 30_000);
}

#[test]
fn a_column_of_too_many_texts_comes_back_as_one() {
    let text: String = (0..MAX_LEVELS + 2_000).fold("age,word\n".to_owned(), |mut text, i| {
        writeln!(text, "{},w{i}", i % 90).expect("memory does not fail");
        text
    });
    comes_back(Format::Csv, text.as_bytes()).expect("the same");
    let (reading, ..) = stored(Format::Csv, text.as_bytes());
    let column = reading.profiles.find(&Field::Attribute("word".into()), Kind::Level).expect("the words");
    assert!(reading.profiles.dictionary(column).overflowed());
    assert_eq!(reading.dropped_values, [("attributes.word".to_owned(), 2_000)]);
}

#[test]
fn nothing_is_no_part() {
    let (reading, rejected, parts) = stored(Format::Ndjson, b"");
    assert_eq!((reading.profiles.len(), rejected.len(), parts.0.len()), (0, 0, 0));
}

#[test]
fn a_stored_audience_is_answered_as_an_inline_one() {
    let mut text = followers(3_000);
    for i in 0..600 {
        writeln!(text, r#"{{"in_target":{},"attributes":{{"x":{}}}}}"#, i % 3 == 0, i % 11).expect("memory");
    }
    let catalog = Catalog::embedded();
    let spec = TargetSpec { name: Some("t".to_owned()), labelled: true, ..TargetSpec::default() };
    let answer = |audience: &ReadOutcome| {
        let request = AnalysisRequest {
            audience,
            panel: None,
            target: resolve_target(spec.clone(), &catalog).expect("a sound target"),
            catalog: &catalog,
            options: AnalysisOptions { seed: 1, ..AnalysisOptions::default() },
            as_of: date!(2026 - 06 - 30),
            input_hash: "the same".to_owned(),
        };
        serde_json::to_string(&AnalysisBody::new(&analyze(request).expect("an answer"), Language::English))
            .expect("JSON")
    };
    let (stored, ..) = stored(Format::Ndjson, text.as_bytes());
    let answered = answer(&stored);
    assert!(answered.contains("\"estimated\""), "{answered}");
    assert_eq!(answered, answer(&inline(Format::Ndjson, text.as_bytes())));
}

#[test]
fn names_a_damaged_part() {
    let (_, _, parts) = stored(Format::Ndjson, followers(60_000).as_bytes());
    assert_eq!(parts.0.len(), 2);
    let damage = |change: &dyn Fn(&mut Vec<Stored>)| {
        let mut damaged = Parts(parts.0.clone());
        change(&mut damaged.0);
        match damaged.read() {
            Err(PartError::Corrupt { part, detail }) => (part, detail),
            other => panic!("{other:?}"),
        }
    };
    let length = parts.0[1].0.len();
    for at in (0..length).step_by(length / 200) {
        for bit in [1, 128] {
            let (part, detail) = damage(&|parts| {
                let mut bytes = parts[1].0.to_vec();
                bytes[at] ^= bit;
                parts[1].0 = bytes.into();
            });
            assert_eq!(part, "part 2");
            assert!(detail.contains("digest"), "{detail}");
        }
        let (part, _) = damage(&|parts| drop(parts[1].0.split_off(at)));
        assert_eq!(part, "part 2");
    }
    let (part, detail) = damage(&|parts| drop(parts.remove(0)));
    assert_eq!((part.as_str(), detail.contains("profiles come before it")), ("part 1", true), "{detail}");
    let (part, _) = damage(&|parts| parts.swap(0, 1));
    assert_eq!(part, "part 1");
    let foreign = Bytes::from_static(b"no parquet at all");
    let digest = blake3::hash(&foreign);
    let error = PartsReader::new().add("a stranger", foreign, &digest).expect_err("no part");
    assert!(error.to_string().starts_with("a stranger is damaged: "), "{error}");
}

#[test]
fn a_sink_that_fails_ends_the_reading() {
    struct Full(usize);
    impl ProfileSink for Full {
        fn claim_id(&mut self, _: u64) -> io::Result<bool> {
            Ok(true)
        }
        fn take(&mut self, _: &Columns, _: Batch) -> io::Result<()> {
            self.0 += 1;
            if self.0 > 2 { Err(io::Error::new(io::ErrorKind::StorageFull, "the disk is full")) } else { Ok(()) }
        }
        fn reject(&mut self, _: &[Rejection]) -> io::Result<()> {
            Ok(())
        }
    }
    for rows in [2 * CHUNK_ROWS + 1, 10 * CHUNK_ROWS] {
        let mut sink = Full(0);
        let text = "{\"age\": 30}\n".repeat(rows);
        let failed = stream_profiles(Format::Ndjson, text.as_bytes(), &options(), &mut sink, &mut |_| ());
        let Err(ReadError::Sink(error)) = failed else { panic!("it went on") };
        assert_eq!((error.kind(), sink.0), (io::ErrorKind::StorageFull, 3));
    }
}
