//! Rows that are read apart, in blocks of any size, make the set that rows read one after another make: the same values,
//! names, counts and rejections.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use time::macros::date;

use super::blocks::{TEST_BLOCK_BYTES, TEST_THREADS, last_record_end};
use super::csv_records::{Found, Record, Records};
use super::{Format, ReadError, ReadOptions, ReadOutcome, Role, inspect_profiles, read_parquet, read_profiles};
use crate::profile::Kind;

/// All there is of what was read, in words.
fn everything(outcome: &Result<ReadOutcome, ReadError>) -> String {
    let read = match outcome {
        Ok(read) => read,
        Err(error) => return format!("{error:?}"),
    };
    let profiles = &read.profiles;
    let mut text = format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n",
        read.rejected, read.dropped_values, read.notes, read.reading, read.non_answers
    );
    for (column, field, kind) in profiles.columns() {
        let dictionary = profiles.dictionary(column);
        text += &format!("{field} {kind:?} {:?} {:?}\n", dictionary.levels(), dictionary.overflowed());
    }
    for (i, chunk) in profiles.chunks().iter().enumerate() {
        text += &format!("chunk of {}\n", chunk.rows());
        for row in 0..chunk.rows() {
            let position = i * crate::profile::CHUNK_ROWS + row;
            text += &format!("{} {}:", profiles.row_number(position), profiles.row_keys()[position]);
            for (column, _, kind) in profiles.columns() {
                text += &match kind {
                    Kind::Number => format!(" {:?}", chunk.number(column, row).map(f32::to_bits)),
                    Kind::Level => format!(" {:?}", chunk.level(column, row)),
                    Kind::Flag => format!(" {:?}", chunk.flag(column, row)),
                    Kind::Moment => format!(" {:?}", chunk.moment(column, row)),
                };
            }
            text.push('\n');
        }
    }
    text
}

/// What `read` makes with blocks of so many bytes on two threads, and one row after another.
fn apart_and_in_turn(block_bytes: usize, read: impl Fn() -> Result<ReadOutcome, ReadError>) -> [String; 2] {
    [Some(2), Some(1)].map(|threads| {
        TEST_THREADS.set(threads);
        TEST_BLOCK_BYTES.set(block_bytes);
        let read = everything(&read());
        TEST_THREADS.set(None);
        read
    })
}

fn options(rng: &mut Xoshiro256PlusPlus) -> ReadOptions {
    let mut options = ReadOptions::new(Role::Audience, date!(2026 - 06 - 30));
    options.max_row_bytes = *[200, 1 << 20].choose(rng).expect("two");
    if rng.gen_bool(0.1) {
        options.max_rows = rng.gen_range(1..60);
    }
    options
}

fn json_row(rng: &mut Xoshiro256PlusPlus, names: usize) -> String {
    let mut fields = vec![format!("\"id\": \"{}\"", rng.gen_range(0..400))];
    let mut maybe = |chance: f64, field: &dyn Fn(&mut Xoshiro256PlusPlus) -> String| {
        if rng.gen_bool(chance) {
            fields.push(field(rng));
        }
    };
    maybe(0.7, &|rng| format!("\"age\": {}", rng.gen_range(15..125)));
    maybe(0.5, &|rng| format!("\"gender\": \"{}\"", ["f", "Female", "male", "x", "N/A"].choose(rng).expect("some")));
    maybe(0.4, &|rng| format!("\"region\": \"R{}\"", rng.gen_range(0..9)));
    maybe(0.4, &|rng| format!("\"channels\": {{\"c{}\": {}}}", rng.gen_range(0..9), rng.gen_bool(0.9)));
    maybe(0.6, &|rng| {
        let one = |rng: &mut Xoshiro256PlusPlus| {
            let value = ["1", "2.5", "\"a\"", "\"NA\"", "null", "true", "[1]"].choose(rng).expect("some");
            let name = if rng.gen_bool(0.2) { "email".to_owned() } else { format!("n{}", rng.gen_range(0..names)) };
            format!("\"{name}\": {value}")
        };
        format!("\"attributes\": {{{}, {}}}", one(rng), one(rng))
    });
    maybe(0.05, &|_| "\"agee\": 3".to_owned());
    maybe(0.02, &|rng| format!("\"tenure\": \"{}\"", "x".repeat(rng.gen_range(100..1200))));
    format!("{{{}}}", fields.join(", "))
}

#[test]
fn lines_of_json_read_apart_are_those_read_in_turn() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    for case in 0..150 {
        let names = *[4, 40, 700].choose(&mut rng).expect("some");
        let mut text = if rng.gen_bool(0.2) { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        for _ in 0..rng.gen_range(0..900) {
            match rng.gen_range(0..40) {
                0 => text.extend_from_slice(b"  "),
                1 => text.extend_from_slice(b"{\"id\": "),
                2 => text.extend_from_slice(b"{\"id\": \"\xFF\"}"),
                3 => text.extend_from_slice(b"[1]"),
                _ => text.extend_from_slice(json_row(&mut rng, names).as_bytes()),
            }
            text.extend_from_slice(if rng.gen_bool(0.1) { b"\r\n" } else { b"\n" });
        }
        if rng.gen_bool(0.5) {
            text.pop();
        }
        let options = options(&mut rng);
        let block_bytes = *[3, 64, 300, 5000].choose(&mut rng).expect("some");
        let read = || read_profiles(Format::Ndjson, text.as_slice(), &options, &mut |_| ());
        let [apart, in_turn] = apart_and_in_turn(block_bytes, read);
        assert!(apart == in_turn, "case {case}, blocks of {block_bytes}:\n{apart}\n{in_turn}");
    }
}

/// What stands between the elements of an array, or in their place, rightly and wrongly.
fn json_array(rng: &mut Xoshiro256PlusPlus, names: usize) -> Vec<u8> {
    let mut text = if rng.gen_bool(0.2) { b"\xEF\xBB\xBF [".to_vec() } else { b"[\n".to_vec() };
    let rows = rng.gen_range(0..900);
    for row in 0..rows {
        match rng.gen_range(0..60) {
            0 => text.extend_from_slice(b"  "),
            1 => text.extend_from_slice(b"{\"id\": [1}"),
            2 => text.extend_from_slice(b"{\"id\": \"\xFF, ]\"}"),
            3 => text.extend_from_slice(b"[1, {\"id\": 2}]"),
            4 => text.extend_from_slice(b"{\"id\": \"a\\\", ]\\\\\", \"age\": 30}}"),
            5 => text.extend_from_slice(" ".repeat(rng.gen_range(0..900)).as_bytes()),
            _ => text.extend_from_slice(json_row(rng, names).as_bytes()),
        }
        let after: &[u8] = match rng.gen_range(0..3000) {
            0 => b"]",
            1 => b"\"",
            2 => b"",
            _ if row + 1 == rows => b"",
            3..300 => b" ,",
            _ => b",\n ",
        };
        text.extend_from_slice(after);
    }
    match rng.gen_range(0..8) {
        0 => {}
        1 => text.extend_from_slice(b", ]"),
        2 => text.extend_from_slice(b"] [{\"id\": 7}]"),
        3 => text.extend_from_slice(b", {\"id\": 7"),
        4 => text.extend_from_slice(b",   "),
        _ => text.extend_from_slice(b"]\n"),
    }
    text
}

#[test]
fn elements_of_an_array_read_apart_are_those_read_in_turn() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut seen = [0; 3];
    for case in 0..250 {
        let names = *[4, 40, 700].choose(&mut rng).expect("some");
        let text = json_array(&mut rng, names);
        let options = options(&mut rng);
        let block_bytes = *[3, 64, 300, 5000].choose(&mut rng).expect("some");
        let read = || read_profiles(Format::Json, text.as_slice(), &options, &mut |_| ());
        let [apart, in_blocks] = apart_and_in_turn(block_bytes, read);
        // In one block, so that each element is read off the text by itself.
        let [_, in_turn] = apart_and_in_turn(1 << 22, read);
        assert!(apart == in_blocks, "case {case}, blocks of {block_bytes}:\n{apart}\n{in_blocks}");
        assert!(apart == in_turn, "case {case}, blocks of {block_bytes}:\n{apart}\n{in_turn}");
        for (times, mark) in seen.iter_mut().zip(["TooLarge", "accepts-array-whole-row", "accepts-array-end"]) {
            *times += usize::from(in_turn.contains(mark));
        }
    }
    assert!(seen.iter().all(|times| *times > 5), "{seen:?}");
}

#[test]
fn an_inspection_on_all_cores_is_that_on_one() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    for case in 0..40 {
        let mut text = "id,age,gender,region,notes,score,email\n".to_owned();
        let different = *[3, 40, 3_000].choose(&mut rng).expect("some");
        for row in 0..rng.gen_range(20..2_500) {
            let notes = rng.gen_range(0..different);
            let rest = [csv_cell(&mut rng), csv_cell(&mut rng), csv_cell(&mut rng)].join(",");
            text += &format!("{row},{rest},note {notes},{},a{row}@b.c\n", notes % 7);
        }
        let options = ReadOptions::new(Role::Audience, date!(2026 - 06 - 30));
        let inspected = [Some(2), Some(1)].map(|threads| {
            TEST_THREADS.set(threads);
            TEST_BLOCK_BYTES.set(700);
            let inspected = inspect_profiles(Format::Csv, text.as_bytes(), &options, &mut |_| ());
            TEST_THREADS.set(None);
            format!("{inspected:?}")
        });
        assert!(inspected[0] == inspected[1], "case {case}:\n{}\n{}", inspected[0], inspected[1]);
    }
}

fn csv_cell(rng: &mut Xoshiro256PlusPlus) -> String {
    let cells = [
        "31",
        "",
        "NA",
        "200",
        "서울",
        "\"a \"\"b\"\", c\"",
        "\"two\nlines\"",
        "x\"y",
        "\"\"",
        "\"a\" b",
        "25-34",
        "1,5",
        "\"1,234\"",
        "2024-01-31",
        "f",
        "Total",
    ];
    (*cells.choose(rng).expect("some")).to_owned()
}

#[test]
fn records_of_csv_read_apart_are_those_read_in_turn() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(2);
    for case in 0..150 {
        let mut text = "id,age,gender,region,notes,score,email\n".to_owned();
        for row in 0..rng.gen_range(0..900) {
            let id = if rng.gen_bool(0.02) { 0 } else { row };
            let more: Vec<String> = match rng.gen_range(0..30) {
                0 => (0..rng.gen_range(0..9)).map(|_| csv_cell(&mut rng)).collect(),
                1 => vec!["x".repeat(rng.gen_range(100..400))],
                _ => vec![
                    rng.gen_range(15..90).to_string(),
                    ["f", "m", "NA", ""].choose(&mut rng).map_or(String::new(), |cell| (*cell).to_owned()),
                    format!("R{}", rng.gen_range(0..5)),
                    csv_cell(&mut rng),
                    rng.gen_range(0..9).to_string(),
                    "a@b.c".to_owned(),
                ],
            };
            text += &format!("{id},{}", more.join(","));
            text += if rng.gen_bool(0.1) { "\r\n" } else { "\n" };
        }
        if rng.gen_bool(0.2) {
            text += "7,\"never closed\n8,30,f\n9,31,m\n";
        }
        let options = options(&mut rng);
        let block_bytes = *[7, 64, 300, 5000].choose(&mut rng).expect("some");
        let read = || read_profiles(Format::Csv, text.as_bytes(), &options, &mut |_| ());
        let [apart, in_turn] = apart_and_in_turn(block_bytes, read);
        assert!(apart == in_turn, "case {case}, blocks of {block_bytes}:\n{apart}\n{in_turn}");
    }
}

#[test]
fn rows_of_parquet_read_apart_are_those_read_in_turn() {
    let rows = 40_000;
    let ids: Vec<String> = (0..rows).map(|row| (if row % 1000 == 7 { 3 } else { row }).to_string()).collect();
    let ages = Float64Array::from_iter((0..rows).map(|row| (row % 7 != 0).then_some(f64::from(15 + row % 120))));
    let texts: Vec<String> = (0..rows).map(|row| format!("t{}", row % 70_000 / 2)).collect();
    let columns: [(&str, ArrayRef); 3] = [
        ("id", Arc::new(StringArray::from(ids))),
        ("age", Arc::new(ages)),
        ("notes", Arc::new(StringArray::from(texts))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    let bytes = Bytes::from(bytes);
    let options = ReadOptions::new(Role::Audience, date!(2026 - 06 - 30));
    let [apart, in_turn] = apart_and_in_turn(0, || read_parquet(bytes.clone(), &options, &mut |_| ()));
    assert!(apart.contains("Duplicate") && apart.contains("unreadable: "), "{}", &apart[..2000]);
    assert!(apart == in_turn);
}

#[test]
fn more_texts_than_a_field_holds_are_dropped_alike() {
    let text: String = (0..70_000).map(|row| format!("{{\"id\": {row}, \"region\": \"r{}\"}}\n", row * 7)).collect();
    let options = ReadOptions::new(Role::Audience, date!(2026 - 06 - 30));
    let read = || read_profiles(Format::Ndjson, text.as_bytes(), &options, &mut |_| ());
    let [apart, in_turn] = apart_and_in_turn(1 << 16, read);
    assert!(apart == in_turn);
    assert!(in_turn.contains("(\"region\", 4464)"), "{}", &in_turn[..500]);
}

#[test]
fn blocks_of_csv_end_where_a_record_does() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    for _ in 0..3000 {
        let parts = ["a", "\"", "\"\"", ",", "\n", "\r\n", " "];
        let text: String = (0..rng.gen_range(0..25)).map(|_| *parts.choose(&mut rng).expect("some")).collect();
        // Where the reader of the whole text has a record end, the last of those that a line end closes.
        let mut progress = |_| ();
        let mut reader = super::counting_reader::CountingReader::new(text.as_bytes(), &mut progress);
        let (mut records, mut record) = (Records::new(b',', 1000), Record::default());
        let mut ends = vec![];
        loop {
            let found = records.next(&mut reader, &mut record).expect("memory does not fail");
            if found == Found::End {
                break;
            }
            let at = text.len() - reader.peek().expect("memory does not fail").len();
            if found != Found::Unclosed && text.as_bytes()[at - 1] == b'\n' {
                ends.push(at);
            }
        }
        let end = last_record_end(text.as_bytes(), b',');
        let lines_after = |at: usize| text[at..].bytes().all(|byte| byte == b'\n' || byte == b'\r');
        match (end, ends.last()) {
            (Some(end), Some(last)) => {
                assert!(end >= *last && text[*last..end].trim().is_empty(), "{text:?} {end} {last}")
            }
            (Some(end), None) => assert!(text[..end].trim().is_empty(), "{text:?} {end}"),
            (None, last) => assert!(last.is_none_or(|last| lines_after(*last)) && last.is_none(), "{text:?} {last:?}"),
        }
    }
}
