//! Files of kinds that agencies have: exports of survey tools, mailing services and offices, tables as JSON, damaged texts. Each
//! gives the figure of the plain table, or says why it gives none.

use std::process::Command;

use audience_fit::ingest::{
    ContainerLimits, Format, Note, Opened, ReadError, ReadOptions, ReadOutcome, Role, read_profiles,
};
use audience_fit::report::Language;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use time::macros::date;

use crate::door_tables::{Person, aged_27_to_49, answer, answer_of, people, share, shared_by};

/// What is read of a source as a command reads it: out of what it is packed in, in the format that it shows.
fn read(bytes: &[u8]) -> Result<ReadOutcome, ReadError> {
    let limits =
        ContainerLimits { unpacked_bytes: u64::MAX, sheet: None, scratch: &|| Ok(Box::new(tempfile::tempfile()?)) };
    let mut opened = Opened::open(bytes, &limits)?;
    let format = Format::by_beginning(std::io::BufRead::fill_buf(&mut opened)?);
    let options = ReadOptions { takes_json_tables: true, ..ReadOptions::new(Role::Audience, date!(2026 - 11 - 01)) };
    let mut outcome = read_profiles(format, &mut opened, &options, &mut |_| {})?;
    outcome.notes.extend(opened.notes().into_iter().map(Note::Container));
    Ok(outcome)
}

fn gender(person: &Person, words: [&'static str; 2]) -> &'static str {
    words[usize::from(person.is_woman)]
}

/// How a cell of a person's row is written.
type Spelling<'s> = &'s dyn Fn(usize, &Person) -> String;

/// A table of all people below `header`.
fn table(header: &str, row: impl Fn(usize, &Person) -> String) -> String {
    let rows: String = people().iter().enumerate().map(|(at, person)| row(at + 1, person) + "\n").collect();
    format!("{header}\n{rows}")
}

fn ensure_figure(name: &str, answer: &Value) {
    let expected = shared_by(|person| (27..=49).contains(&person.age));
    let [value, lower, upper] = share(answer);
    let rows = answer["audience"]["profiles"].as_u64();
    assert!((value - expected).abs() < 1e-6 && (lower, upper) == (value, value), "{name}: {expected} {answer}");
    assert_eq!((rows, &answer["audience"]["rejected"]), (Some(people().len() as u64), &json!(0)), "{name}: {answer}");
}

#[test]
fn exports_of_survey_tools_and_offices_give_the_figure_of_the_plain_table() {
    let plain = |at: usize, p: &Person| format!("{at},{},{},서울", p.age, gender(p, ["남", "여"]));
    let header = "연번,나이,성별,거주지";
    let body = table("", plain);
    let lines: Vec<&str> = body.trim_start().lines().collect();
    let with_each_page = |between: &str| {
        lines.chunks(40).map(|page| format!("{header}\n{}\n{between}", page.join("\n"))).collect::<String>()
    };
    for (name, table) in [
        ("a header on every page", with_each_page("")),
        ("subtotals on every page", with_each_page("소계,40,,\n")),
        ("files put one behind the other", with_each_page("\u{feff}").trim_end_matches('\u{feff}').to_owned()),
        ("a header in two languages", format!("{header}\nNo,Age,Gender,Region{body}")),
        ("units below the header", format!("{header}\n,(세),,(시도){body}")),
        ("columns numbered above the header", format!("1,2,3,4\n{header}{body}")),
        ("columns lettered above the header", format!("A,B,C,D\n{header}{body}")),
        ("remarks below the table", format!("{header}{body}작성자: 홍길동,,,\n담당: 홍보과,,,\n총 200명,,,\n")),
        ("a mean below its column", format!("{header}{body},45.3,,\n")),
        ("another table below", format!("{header}{body}\n구분,인원,,\n남,100,,\n여,100,,\n")),
        (
            "SurveyMonkey",
            table(
                "Respondent ID,Collector ID,What is your age?,What is your gender?,Which do you use?,,\n\
                 ,,Open-Ended Response,Response,Facebook,X,Instagram",
                |at, p| {
                    let used = if at % 2 == 0 { "Facebook,," } else { ",X,Instagram" };
                    format!("{},4,{},{},{used}", 10_000 + at, p.age, gender(p, ["Male", "Female"]))
                },
            ),
        ),
        (
            "a form that asks in a sentence",
            table("타임스탬프,나이를 적어 주세요,관심 분야를 모두 골라 주세요", |at, p| {
                format!("2024/03/{:02} 9:12:33 오전 GMT+9,{}세,\"일자리, 주거\"", 1 + at % 28, p.age)
            }),
        ),
        ("formulas that keep texts", table("id,age,gender", |at, p| format!("=\"{at:04}\",=\"{}\",=\"f\"", p.age))),
        (
            "each line in quotes as a whole",
            table("\"id,age,note\"", |at, p| format!("\"{at},{},\"\"a, b\"\"\"", p.age)),
        ),
    ] {
        ensure_figure(name, &answer(&table, &aged_27_to_49()));
    }
}

#[test]
fn groups_with_their_ages_in_brackets_or_a_comma_between_them_are_bands() {
    let expected = shared_by(|person| (27..=49).contains(&person.age));
    let of = |p: &Person, groups: [&'static str; 4]| match p.age {
        ..27 => groups[0],
        27..50 => groups[1],
        50..65 => groups[2],
        65.. => groups[3],
    };
    for groups in [
        ["청소년(9~26세)", "청년·중년(27~49세)", "장년(50~64세)", "노년(65세 이상)"],
        ["\"9,26\"", "\"27,49\"", "\"50,64\"", "\"65,100\""],
    ] {
        let answer = answer(&table("연번,연령구분", |at, p| format!("{at},{}", of(p, groups))), &aged_27_to_49());
        assert!((share(&answer)[0] - expected).abs() < 1e-6, "{groups:?}: {answer}");
    }
    // A fraction behind a decimal comma is no end of a band.
    let fractions = table("연번;나이", |at, p| format!("{at};{},{:02}", p.age, at % 100));
    ensure_figure("decimal commas", &answer(&fractions, &aged_27_to_49()));
}

#[test]
fn years_of_birth_in_any_column_are_never_ages() {
    let expected = |least: f64, most: f64| (least - 0.05, most + 0.05);
    let (from, to) = expected(
        shared_by(|person| (28..=49).contains(&person.age)),
        shared_by(|person| (27..=50).contains(&person.age)),
    );
    let year = |p: &Person| 2026 - p.age;
    let spellings: [(&str, &str, Spelling<'_>); 10] = [
        ("born under the name of ages", "나이", &|_, p| format!("{:02}년생", year(p) % 100)),
        ("born in full", "나이", &|_, p| format!("{}년생", year(p))),
        ("two digits", "출생년도", &|_, p| format!("{:02}", year(p) % 100)),
        ("dots", "생년월일", &|at, p| format!("{:02}.{:02}.{:02}", year(p) % 100, 1 + at % 12, 1 + at % 28)),
        ("dots and spaces", "생년월일", &|at, p| {
            format!("{:02}. {}. {}.", year(p) % 100, 1 + at % 12, 1 + at % 28)
        }),
        ("American", "DOB", &|at, p| format!("{}/{}/{:02}", 1 + at % 12, 1 + at % 28, year(p) % 100)),
        ("year and month", "생년월", &|at, p| format!("{}.{}", year(p), 1 + at % 12)),
        ("day not known", "생년월일", &|_, p| format!("{}-00-00", year(p))),
        ("with the code of the century", "생년월일", &|at, p| {
            let code = if year(p) < 2000 { 1 } else { 3 };
            format!("{:02}{:02}{:02}-{code}", year(p) % 100, 1 + at % 12, 1 + at % 28)
        }),
        ("born in", "Born in", &|_, p| year(p).to_string()),
    ];
    for (name, header, cell) in spellings {
        let answer =
            answer(&table(&format!("연번,{header}"), |at, p| format!("{at},{}", cell(at, p))), &aged_27_to_49());
        let [value, lower, upper] = share(&answer);
        assert!((from..=to).contains(&value) && lower < upper, "{name}: {from}-{to} {answer}");
    }
}

#[test]
fn dates_of_birth_that_a_program_writes_for_none_count_as_missing() {
    let cell = |at: usize, p: &Person| match at % 4 {
        0 => "1970-01-01".to_owned(),
        _ => format!("{}-{:02}-{:02}", 2026 - p.age, 1 + at % 12, 2 + at % 26),
    };
    let reading = read(table("연번,생년월일", |at, p| format!("{at},{}", cell(at, p))).as_bytes()).expect("a table");
    let column = &reading.reading.columns[1];
    assert_eq!((column.field.as_deref(), column.non_answers, column.unreadable), (Some("birth_year"), 50, 0));
    let answer = answer_of(&reading, &aged_27_to_49());
    let expected = shared_by(|person| (27..=49).contains(&person.age));
    assert!((share(&answer)[0] - expected).abs() < 0.08, "{expected} {answer}");
    assert!(answer.to_string().contains("non_answers"), "{answer}");
}

#[test]
fn a_text_that_was_encoded_twice_is_read_as_it_was_meant() {
    let plain = table("번호,나이,성별", |at, p| format!("{at},{},{}", p.age, gender(p, ["남성", "여성"])));
    let (doubled, ..) = encoding_rs::WINDOWS_1252.decode(plain.as_bytes());
    let reading = read(doubled.as_bytes()).expect("a table");
    assert!(
        reading
            .notes
            .iter()
            .any(|note| matches!(note, Note::Container(audience_fit::ingest::ContainerNote::EncodedTwice)))
    );
    ensure_figure("encoded twice", &answer_of(&reading, &aged_27_to_49()));
    let french = "id;âge;région\n1;34;Île-de-France\n2;51;Genève\n3;40;Köln\n";
    assert!(read(french.as_bytes()).expect("a table").notes.is_empty());
}

#[test]
fn a_line_out_of_place_in_aligned_text_costs_its_row() {
    let row = |at: usize, p: &Person| match at {
        50 => "somebody-with-a-very-long-name 34 f".to_owned(),
        _ => format!("{at:<6} {:<4} {}", p.age, gender(p, ["m", "f"])),
    };
    let reading = read(table("id     age  gender", row).as_bytes()).expect("a table");
    assert_eq!((reading.profiles.len(), reading.rejected.rows), (people().len() - 1, 1));
    let rejection = &reading.rejected.listed[0];
    assert_eq!(
        (rejection.row, rejection.received.in_language(Language::English)),
        (50, "1 cells".to_owned()),
        "{rejection:?}"
    );
    let answer = answer_of(&reading, &aged_27_to_49());
    let [value, lower, upper] = share(&answer);
    let expected = shared_by(|person| (27..=49).contains(&person.age));
    assert!((value - expected).abs() < 0.01 && lower <= expected + 1e-6 && expected <= upper + 1e-6, "{answer}");
}

/// The people as cells by name, numbers as texts where `is_text`.
fn records(names: [&str; 4], is_text: bool) -> Vec<Map<String, Value>> {
    let number = |n: u32| if is_text { json!(n.to_string()) } else { json!(n) };
    let record = |(at, p): (usize, &Person)| {
        let id = Value::from(format!("u{at}"));
        let missing = if at % 9 == 0 { Value::Null } else { json!(gender(p, ["male", "female"])) };
        let values = [id, number(p.age), missing, json!(format!("{}, \"quoted\"", p.day % 5))];
        names.map(str::to_owned).into_iter().zip(values).collect()
    };
    people().iter().enumerate().map(record).collect()
}

/// A table in an orientation of pandas, or one like these.
fn oriented(names: [&str; 4], records: &[Map<String, Value>], orientation: &str) -> String {
    let rows: Vec<Vec<&Value>> = records.iter().map(|r| names.iter().map(|name| &r[*name]).collect()).collect();
    let column = |name: &str| -> Vec<&Value> { records.iter().map(|record| &record[name]).collect() };
    let labelled = |values: Vec<&Value>| -> Value {
        values.iter().enumerate().map(|(at, v)| (at.to_string(), (*v).clone())).collect::<Map<_, _>>().into()
    };
    let table = match orientation {
        "records" => json!(records),
        "lines" => return records.iter().map(|record| format!("{}\n", json!(record))).collect(),
        "split" => json!({"columns": names, "index": (0..rows.len()).collect::<Vec<_>>(), "data": rows}),
        "table" => json!({"schema": {"fields": [{"name": names[0], "type": "string"}]}, "data": records}),
        "columns" => {
            names.iter().map(|name| ((*name).to_owned(), labelled(column(name)))).collect::<Map<_, _>>().into()
        }
        "index" => records.iter().enumerate().map(|(at, r)| (at.to_string(), json!(r))).collect::<Map<_, _>>().into(),
        "lists" => names.iter().map(|name| ((*name).to_owned(), json!(column(name)))).collect::<Map<_, _>>().into(),
        _ => {
            let header = names.iter().map(|name| json!(name)).collect::<Vec<_>>();
            let rows = rows.iter().map(|row| json!(row));
            std::iter::once(json!(header)).chain(rows).collect()
        }
    };
    table.to_string()
}

fn as_csv(names: [&str; 4], records: &[Map<String, Value>]) -> String {
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    let row = |r: &Map<String, Value>| names.map(|name| cell(&r[name])).join(",") + "\n";
    names.join(",") + "\n" + &records.iter().map(row).collect::<String>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_table_is_the_same_in_every_orientation_of_json(
        names in prop::sample::select(vec![
            ["id", "age", "gender", "town"],
            ["번호", "나이", "성별", "비고"],
            ["Response ID", "What is your age?", "Gender", "account.listed_as"],
        ]),
        orientation in prop::sample::select(vec![
            "records", "lines", "split", "table", "columns", "index", "lists", "rows",
        ]),
        is_text in any::<bool>(),
        kept in 20usize..200,
        is_pretty in any::<bool>(),
    ) {
        let records = &records(names, is_text)[..kept];
        let mut text = oriented(names, records, orientation);
        if is_pretty && orientation != "lines" {
            let value: Value = serde_json::from_str(&text).expect("JSON");
            text = format!("\u{feff}{}\n", serde_json::to_string_pretty(&value).expect("JSON"));
        }
        let target = json!({"age": {"min": 27, "max": 49}, "gender": ["female"]});
        let [of_json, of_csv] = [text.as_bytes(), as_csv(names, records).as_bytes()].map(|bytes| {
            let reading = read(bytes).unwrap_or_else(|error| panic!("{error}: {text:.300}"));
            let answer = answer_of(&reading, &target);
            (reading.profiles.len(), reading.rejected.rows, answer["fit"].clone(), reading.reading.columns.len())
        });
        prop_assert_eq!(of_json, of_csv, "{}", text);
    }
}

#[test]
fn the_command_reads_a_table_as_json_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("followers.json");
    let names = ["번호", "나이", "성별", "비고"];
    std::fs::write(&file, oriented(names, &records(names, true), "split")).expect("written");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
        command.args(arguments).arg(&file);
        let output = command.output().expect("the binary runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let target = aged_27_to_49().to_string();
    let answer = run(&["analyze", "--target", &target, "--format", "json"]);
    ensure_figure("split", &serde_json::from_str(&answer).expect("JSON"));
    assert!(run(&["analyze", "--target", &target]).contains("Read as a table of JSON (split)"));
    assert!(run(&["inspect"]).contains("나이"));
}
