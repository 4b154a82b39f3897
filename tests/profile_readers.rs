//! What the readers of profiles make of good, odd and broken input.

use std::io::{self, BufReader, Read};

use audience_fit::ingest::{
    ColumnBasis, Format, LeftOut, ReadError, ReadOptions, ReadOutcome, ReadingNote, RejectCode, Role, read_profiles,
};
use audience_fit::message::Message;
use audience_fit::report::Language;

use audience_fit::profile::{Field, Kind, Profiles};
use time::macros::date;

fn options(role: Role) -> ReadOptions {
    ReadOptions::new(role, date!(2026 - 06 - 30))
}

fn try_read(format: Format, bytes: &[u8]) -> Result<ReadOutcome, ReadError> {
    read_profiles(format, bytes, &options(Role::Audience), &mut |_| ())
}

fn read(format: Format, bytes: &[u8]) -> ReadOutcome {
    try_read(format, bytes).expect("the bytes are of the format")
}

fn lines(text: &str) -> ReadOutcome {
    read(Format::Ndjson, text.as_bytes())
}

fn csv(text: &str) -> ReadOutcome {
    read(Format::Csv, text.as_bytes())
}

fn english(message: &Message) -> String {
    message.in_language(Language::English)
}

/// The first fault as `field code received`.
fn fault(reading: &ReadOutcome) -> String {
    match reading.rejected.listed.first() {
        Some(first) => format!("{} {} {}", first.field, first.code.as_str(), english(&first.received)),
        None => "nothing".to_owned(),
    }
}

fn number(profiles: &Profiles, field: &Field, row: usize) -> Option<f32> {
    profiles.chunks()[0].number(profiles.find(field, Kind::Number)?, row)
}

fn moment(profiles: &Profiles, field: &Field, row: usize) -> Option<i64> {
    profiles.chunks()[0].moment(profiles.find(field, Kind::Moment)?, row)
}

fn flag(profiles: &Profiles, field: &Field, row: usize) -> Option<bool> {
    profiles.chunks()[0].flag(profiles.find(field, Kind::Flag)?, row)
}

fn level<'p>(profiles: &'p Profiles, field: &Field, row: usize) -> Option<&'p str> {
    let column = profiles.find(field, Kind::Level)?;
    let code = profiles.chunks()[0].level(column, row)?;
    Some(&profiles.dictionary(column).levels()[code as usize])
}

fn attribute(name: &str) -> Field {
    Field::Attribute(name.into())
}

#[test]
fn every_field_finds_its_column() {
    let row = r#"{"id": "a", "age": 34.9, "income": {"amount": 3200000, "currency": "KRW", "period": "month",
        "scope": "household"}, "household_size": 3, "gender": "f", "region": "KR-11", "education": 13,
        "employment": "self-employed", "tenure": "rent", "account": {"created_at": "2019-05-01T09:00:00+09:00",
        "followers": 12, "following": 340, "posts": 5, "likes": 99, "listed": 0, "verified": false, "protected": true,
        "has_avatar": true, "has_bio": false, "last_active_at": "2026-06-30"}, "followed_at": "2024-01-01",
        "follow_order": 16777217, "engagement": {"likes": 1, "replies": 2, "reposts": 3, "clicks": 4},
        "channels": {"instagram": true, "tv": false}, "attributes": {"hours": 40.5, "occupation": "Sales", "vip": true},
        "in_target": true}"#
        .replace('\n', " ");
    let reading = lines(&row);
    assert!(reading.rejected.is_empty(), "{:?}", reading.rejected.listed);
    let profiles = &reading.profiles;
    let numbers = [
        (Field::AgeMin, 34.0),
        (Field::AgeMax, 34.0),
        (Field::IncomeMin, 3_200_000.0),
        (Field::IncomeMax, 3_200_000.0),
        (Field::HouseholdSize, 3.0),
        (Field::Education, 13.0),
        (Field::AccountFollowers, 12.0),
        (Field::AccountFollowing, 340.0),
        (Field::AccountPosts, 5.0),
        (Field::AccountLikes, 99.0),
        (Field::AccountListed, 0.0),
        (Field::EngagementLikes, 1.0),
        (Field::EngagementReplies, 2.0),
        (Field::EngagementReposts, 3.0),
        (Field::EngagementClicks, 4.0),
        (attribute("hours"), 40.5),
        (attribute("vip"), 1.0),
    ];
    for (field, expected) in numbers {
        assert_eq!(number(profiles, &field, 0), Some(expected), "{field}");
    }
    let levels = [
        (Field::IncomeUnit, "KRW/month/household"),
        (Field::Gender, "f"),
        (Field::Region, "KR-11"),
        (Field::Employment, "self-employed"),
        (Field::Tenure, "rent"),
        (attribute("occupation"), "Sales"),
    ];
    for (field, expected) in levels {
        assert_eq!(level(profiles, &field, 0), Some(expected), "{field}");
    }
    let flags = [
        (Field::AccountVerified, false),
        (Field::AccountProtected, true),
        (Field::AccountHasAvatar, true),
        (Field::AccountHasBio, false),
        (Field::Channel("instagram".into()), true),
        (Field::Channel("tv".into()), false),
        (Field::InTarget, true),
    ];
    for (field, expected) in flags {
        assert_eq!(flag(profiles, &field, 0), Some(expected), "{field}");
    }
    let moments = [
        (Field::AccountCreatedAt, 1_556_668_800),
        (Field::AccountLastActiveAt, 1_782_777_600),
        (Field::FollowedAt, 1_704_067_200),
        (Field::FollowOrder, 16_777_217),
    ];
    for (field, expected) in moments {
        assert_eq!(moment(profiles, &field, 0), Some(expected), "{field}");
    }
    assert_eq!(profiles.columns().count(), 34);
}

#[test]
fn ages_and_incomes_become_bands() {
    let reading = lines(
        r#"{"birth_year": 1990}
{"birth_year": 2026}
{"birth_year": 1906}
{"age_band": {"min": 20}}
{"age_band": {"max": 29.5}}
{"age_band": {}, "age": null, "birth_year": 2000}
{"income": {"band": {"min": 100}, "currency": "USD", "period": "year", "scope": "personal"}}
{"income": {"band": {"max": 100}, "currency": "USD", "period": "year", "scope": "personal"}}
{"income": {"median_ratio": 0.5}}
{"income": {"amount": null, "currency": "USD"}, "age": -0.0}
"#,
    );
    assert!(reading.rejected.is_empty(), "{:?}", reading.rejected.listed);
    let band = |min: &Field, max: &Field, row| {
        Some((number(&reading.profiles, min, row)?, number(&reading.profiles, max, row)?))
    };
    let ages: Vec<_> = (0..6).map(|row| band(&Field::AgeMin, &Field::AgeMax, row)).collect();
    let expected = [(35.0, 36.0), (0.0, 0.0), (119.0, 120.0), (20.0, 120.0), (0.0, 29.0), (25.0, 26.0)];
    assert_eq!(ages, expected.map(Some));
    let incomes: Vec<_> = (6..10).map(|row| band(&Field::IncomeMin, &Field::IncomeMax, row)).collect();
    assert_eq!(incomes, [Some((100.0, f32::INFINITY)), Some((0.0, 100.0)), None, None]);
    assert_eq!(number(&reading.profiles, &Field::MedianRatio, 8), Some(0.5));
    assert_eq!(level(&reading.profiles, &Field::IncomeUnit, 9), None);
    assert!(number(&reading.profiles, &Field::AgeMin, 9).is_some_and(f32::is_sign_positive));
}

#[test]
fn nonsense_is_rejected_by_name() {
    let cases = [
        (r#"{"age": 250}"#, "age out_of_range 250"),
        (r#"{"age": -1}"#, "age out_of_range -1"),
        (r#"{"age": 120.5}"#, "age out_of_range 120.5"),
        (r#"{"age": "30"}"#, "age wrong_type \"30\""),
        (r#"{"age": 1e999}"#, "age out_of_range 1e999"),
        (r#"{"age": NaN}"#, " syntax NaN}"),
        (r#"{"age": -Infinity}"#, " syntax Infinity}"),
        (r#"{"age": 30, "birth_year": 1996}"#, "age conflict age and birth_year"),
        (r#"{"age_band": {"min": 40, "max": 30}}"#, "age_band conflict min 40, max 30"),
        (r#"{"age_band": {"min": 40, "max": 130}}"#, "age_band.max out_of_range 130"),
        (r#"{"age_band": "30-39"}"#, "age_band wrong_type \"30-39\""),
        (r#"{"birth_year": 2027}"#, "birth_year out_of_range 2027"),
        (r#"{"birth_year": 1905}"#, "birth_year out_of_range 1905"),
        (r#"{"birth_year": 1990.5}"#, "birth_year out_of_range 1990.5"),
        (r#"{"income": 100}"#, "income wrong_type 100"),
        (r#"{"income": {"amount": 1, "currency": "KRW", "period": "month"}}"#, "income.scope conflict nothing"),
        (r#"{"income": {"amount": -1}}"#, "income.amount out_of_range -1"),
        (r#"{"income": {"amount": 1, "median_ratio": 1}}"#, "income conflict amount and median_ratio"),
        (r#"{"income": {"currency": "krw"}}"#, "income.currency out_of_range \"krw\""),
        (r#"{"income": {"period": "week"}}"#, "income.period out_of_range \"week\""),
        (
            r#"{"income": {"band": {"min": 5, "max": 4}, "currency": "KRW", "period": "year", "scope": "personal"}}"#,
            "income.band conflict min 5, max 4",
        ),
        (r#"{"income": {"band": [1, 2]}}"#, "income.band wrong_type [1, 2]"),
        (r#"{"household_size": 0}"#, "household_size out_of_range 0"),
        (r#"{"household_size": 2.5}"#, "household_size out_of_range 2.5"),
        (r#"{"household_size": 31}"#, "household_size out_of_range 31"),
        (r#"{"gender": true}"#, "gender wrong_type true"),
        (r#"{"education": 1e39}"#, "education out_of_range 1e39"),
        (r#"{"account": {"followers": -1}}"#, "account.followers out_of_range -1"),
        (r#"{"account": {"followers": 1.5}}"#, "account.followers out_of_range 1.5"),
        (r#"{"account": {"verified": 1}}"#, "account.verified wrong_type 1"),
        (r#"{"account": {"created_at": "2026-07-02"}}"#, "account.created_at out_of_range \"2026-07-02\""),
        (r#"{"account": {"created_at": "1989-12-31"}}"#, "account.created_at out_of_range \"1989-12-31\""),
        (r#"{"account": {"created_at": "2026-02-30"}}"#, "account.created_at wrong_type \"2026-02-30\""),
        (r#"{"account": {"created_at": 1556668800}}"#, "account.created_at wrong_type 1556668800"),
        (r#"{"account": {"age": 3}}"#, "account.age unknown_field 3"),
        (r#"{"followed_at": "2024-01-01T00:00:00"}"#, "followed_at wrong_type \"2024-01-01T00:00:00\""),
        (r#"{"follow_order": 0}"#, "follow_order out_of_range 0"),
        (r#"{"engagement": {"likes": "many"}}"#, "engagement.likes wrong_type \"many\""),
        (r#"{"channels": {"X": true}}"#, "channels.X out_of_range \"X\""),
        (r#"{"channels": {"tv": "yes"}}"#, "channels.tv wrong_type \"yes\""),
        (r#"{"channels": ["tv"]}"#, "channels wrong_type [\"tv\"]"),
        (r#"{"attributes": {"a": {"b": 1}}}"#, "attributes.a wrong_type {\"b\": 1}"),
        (r#"{"attributes": {"a": 1e300}}"#, "attributes.a out_of_range 1e300"),
        (r#"{"attributes": {"": 1}}"#, "attributes. out_of_range \"\""),
        (r#"{"attributes": {"a": 1, "a": 2}}"#, "attributes.a conflict 2"),
        (r#"{"in_target": "true"}"#, "in_target wrong_type \"true\""),
        (r#"{"weight": 1.5}"#, "weight conflict 1.5"),
        (r#"{"id": 1.5}"#, "id wrong_type 1.5"),
        (r#"{"id": true}"#, "id wrong_type true"),
        (r#"{"age": 1, "age": 2}"#, "age conflict 2"),
        (r#"{"account": {}, "account": {}}"#, "account conflict null"),
        (r#"{"agee": 3}"#, "agee unknown_field 3"),
        (r#"{"age": 3"#, " syntax the end of the row"),
        (r#"{"age": 3,}"#, " syntax }"),
        (r#"{'age': 3}"#, " syntax 'age': 3}"),
        (r#"{"age": 3} {"age": 4}"#, " syntax {\"age\": 4}"),
        (r#"{"gender": "\ud800"}"#, " syntax \\\\ud800\"}"),
        (r#"[{"age": 3}]"#, " wrong_type [{\"age\": 3}]"),
        ("42", " wrong_type 42"),
        ("null", " wrong_type null"),
        ("id,age", " syntax id,age"),
    ];
    for (row, expected) in cases {
        let reading = lines(row);
        assert_eq!(fault(&reading), expected, "{row}");
        assert_eq!((reading.rejected.rows, reading.profiles.len()), (1, 0), "{row}");
        assert_eq!(reading.profiles.columns().count(), 0, "a rejected row leaves no column: {row}");
        let array = read(Format::Json, format!("[{row}]").as_bytes());
        if expected.starts_with(' ') {
            assert!(array.profiles.is_empty() && !array.rejected.is_empty(), "{row}");
        } else {
            assert_eq!(array.rejected, reading.rejected, "{row}");
        }
    }
}

#[test]
fn reports_all_faults_of_a_row_and_reads_the_next() {
    let reading =
        lines("{\"age\": 250, \"agee\": 1, \"account\": {\"followers\": -3}, \"weight\": 1}\n{\"age\": 30}\n");
    let fields: Vec<_> = reading.rejected.listed.iter().map(|fault| (fault.row, fault.field.as_str())).collect();
    assert_eq!(fields, [(1, "age"), (1, "agee"), (1, "account.followers"), (1, "weight")]);
    assert_eq!((reading.rejected.rows, reading.profiles.len()), (1, 1));
    let first = &reading.rejected.listed[0];
    assert_eq!([&first.received, &first.accepted].map(english), ["250", "a number from 0 to 120"]);
    let three = lines(r#"{"income": {"amount": 1}}"#);
    assert_eq!(three.rejected.listed.len(), 3, "currency, period and scope are missing");
}

#[test]
fn the_faults_of_a_row_are_limited_but_not_its_rejection() {
    let names: Vec<_> = (0..20_000).map(|n| format!("\"field{n}\": 1")).collect();
    let reading = lines(&format!("{{{}}}\n{{\"age\": 30}}", names.join(",")));
    assert_eq!((reading.rejected.listed.len(), reading.rejected.rows, reading.profiles.len()), (64, 1, 1));
}

#[test]
fn nothing_counts_as_missing() {
    let reading = lines(
        r#"{"id": null, "age": null, "gender": "", "income": null, "account": {"followers": null}, "channels": {"tv": null}, "attributes": {"a": null, "b": ""}, "weight": null}
{}"#,
    );
    assert!(reading.rejected.is_empty(), "{:?}", reading.rejected.listed);
    assert_eq!((reading.profiles.len(), reading.profiles.columns().count()), (2, 0));
}

#[test]
fn ids_are_unique_among_the_rows_kept() {
    let reading = lines("{\"id\": \"7\", \"age\": 999}\n{\"id\": 7}\n{\"id\": \"7\"}\n{\"id\": 8}\n{}\n{}\n");
    let faults: Vec<_> = reading.rejected.listed.iter().map(|fault| (fault.row, fault.code)).collect();
    assert_eq!(faults, [(1, RejectCode::OutOfRange), (3, RejectCode::Duplicate)]);
    assert_eq!(reading.profiles.len(), 4);
    let long = lines(&format!("{{\"id\": \"{}\"}}", "x".repeat(257)));
    assert_eq!(long.rejected.listed[0].code, RejectCode::TooLarge);
}

#[test]
fn a_panel_has_weights() {
    let read = |text: &str| {
        read_profiles(Format::Ndjson, text.as_bytes(), &options(Role::Panel), &mut |_| ()).expect("NDJSON")
    };
    assert_eq!(number(&read(r#"{"weight": 1.5}"#).profiles, &Field::Weight, 0), Some(1.5));
    for weight in ["0", "-1", "1e-300", "1e39", "\"1\""] {
        assert_eq!(read(&format!("{{\"weight\": {weight}}}")).rejected.rows, 1, "{weight}");
    }
}

#[test]
fn attributes_are_limited_and_rejected_rows_use_none_up() {
    let many = |from: usize, to: usize| {
        let names: Vec<_> = (from..to).map(|n| format!("\"a{n}\": {n}")).collect();
        format!("{{\"attributes\": {{{}}}}}\n", names.join(","))
    };
    let reading = lines(&(many(0, 513) + &many(1000, 1512) + &many(1000, 1001) + &many(2000, 2001)));
    let rejected: Vec<_> = reading.rejected.listed.iter().map(|fault| (fault.row, fault.code)).collect();
    assert_eq!(rejected, [(1, RejectCode::TooLarge), (4, RejectCode::TooLarge)]);
    assert_eq!((reading.profiles.len(), reading.profiles.columns().count()), (2, 512));
}

#[test]
fn long_texts_are_rejected() {
    let reading =
        lines(&format!("{{\"region\": \"{}\"}}\n{{\"region\": \"{}\"}}", "가".repeat(1000), "x".repeat(1001)));
    assert_eq!((reading.profiles.len(), reading.rejected.listed[0].code), (1, RejectCode::TooLarge));
}

#[test]
fn ndjson_lines_may_be_odd() {
    let reading = read(Format::Ndjson, b"\xEF\xBB\xBF{\"age\": 1}\r\n\r\n  \n{\"age\": \xFF}\n\t{\"age\": 2}");
    assert_eq!(reading.profiles.len(), 2);
    let fault = &reading.rejected.listed[0];
    assert_eq!((fault.row, fault.code, english(&fault.accepted)), (2, RejectCode::Syntax, "UTF-8 text".to_owned()));
    assert_eq!(lines("").profiles.len(), 0);
    assert_eq!(lines("{\"age\": 1}\n{\"age\": 2").rejected.listed[0].row, 2);
}

#[test]
fn long_rows_are_skipped_whatever_the_buffer() {
    let long = "x".repeat(300);
    let options = ReadOptions { max_row_bytes: 100, ..options(Role::Audience) };
    let ndjson = format!("{{\"age\": 1}}\n{{\"gender\": \"{long}\"}}\n{{\"age\": 2}}\n");
    let array = format!("[{{\"age\": 1}}, {{\"gender\": \"{long}\"}}, {{\"age\": 2}}]");
    let csv = format!("age,gender\n1,\n,{long}\n2,\n");
    for (format, text) in [(Format::Ndjson, &ndjson), (Format::Json, &array), (Format::Csv, &csv)] {
        for capacity in [1, 7, 64, 1000] {
            let source = BufReader::with_capacity(capacity, text.as_bytes());
            let reading = read_profiles(format, source, &options, &mut |_| ()).expect("of the format");
            let fault = &reading.rejected.listed[0];
            assert_eq!((fault.row, fault.code), (2, RejectCode::TooLarge), "{format:?} by {capacity}");
            assert_eq!((reading.profiles.len(), reading.rejected.rows), (2, 1), "{format:?} by {capacity}");
            assert_eq!(number(&reading.profiles, &Field::AgeMin, 1), Some(2.0));
        }
    }
}

#[test]
fn arrays_go_on_after_broken_rows() {
    let reading =
        read(Format::Json, b"\xEF\xBB\xBF [{\"age\": 1}, {\"age\": }, 5, {\"a\": [1}, {\"age\": 2},, {\"age\": 3}]\n");
    let faults: Vec<_> = reading.rejected.listed.iter().map(|fault| (fault.row, fault.code)).collect();
    let expected =
        [(2, RejectCode::Syntax), (3, RejectCode::WrongType), (4, RejectCode::Syntax), (6, RejectCode::Syntax)];
    assert_eq!(faults, expected);
    assert_eq!(reading.profiles.len(), 3);
    assert_eq!(read(Format::Json, b"[ ]").profiles.len(), 0);
}

#[test]
fn arrays_that_end_early_keep_their_rows() {
    let cases = [
        ("[", 0, 1),
        ("[{\"age\": 1}", 1, 2),
        ("[{\"age\": 1},", 1, 2),
        ("[{\"age\": 1}, {\"age\": 2", 1, 2),
        ("[{\"age\": 1}, {\"gender\": \"", 1, 2),
        ("[{\"age\": 1},]", 1, 2),
        ("[{\"age\": 1}] x", 1, 2),
        ("[{\"age\": 1}][{\"age\": 2}]", 1, 2),
    ];
    for (text, kept, rejected) in cases {
        let reading = read(Format::Json, text.as_bytes());
        let fault = &reading.rejected.listed[0];
        assert_eq!((reading.profiles.len(), fault.row, fault.code), (kept, rejected, RejectCode::Syntax), "{text}");
        assert_eq!(reading.rejected.rows, 1, "{text}");
    }
}

#[test]
fn distinguishes_what_is_not_an_array() {
    for (bytes, part) in [
        (&b"{\"age\": 1}"[..], "NDJSON"),
        (b"", "there is nothing"),
        (b"id,age", "it begins with id,age"),
        (b"\xFF\xFE[\0", "UTF-16"),
        (b"\x1F\x8B", "compressed"),
    ] {
        let Err(ReadError::Format { detail, .. }) = try_read(Format::Json, bytes) else { panic!("{part}") };
        assert!(english(&detail).contains(part), "{}", english(&detail));
    }
}

#[test]
fn nesting_does_not_exhaust_the_stack() {
    for open in ["[", "{\"a\":"] {
        let bomb = open.repeat(200_000);
        let attribute = format!("{{\"attributes\": {{\"a\": {bomb}");
        assert_eq!(lines(&attribute).rejected.listed[0].code, RejectCode::TooLarge);
        assert_eq!(lines(&bomb).rejected.rows, 1);
        assert_eq!(read(Format::Json, format!("[{bomb}").as_bytes()).rejected.rows, 1);
    }
}

#[test]
fn reads_csv_headers_as_fields_or_attributes() {
    let reading = csv(concat!(
        "id,birth_year,income.band.min,income.currency,income.period,income.scope,account.verified,channels.tv,",
        "followed_at,occupation,attributes.hours,Ages,zip,in_target\n",
        "a,1990,100,USD,year,personal,YES,0,2024-01-01, Sales ,40,\"x,\"\"y\"\"\",007,true\n",
        "b,,,,,,,,,,,,,\n",
    ));
    assert!(reading.rejected.is_empty(), "{:?}", reading.rejected.listed);
    let profiles = &reading.profiles;
    assert_eq!(profiles.len(), 2);
    assert_eq!(number(profiles, &Field::AgeMin, 0), Some(35.0));
    assert_eq!(number(profiles, &Field::IncomeMax, 0), Some(f32::INFINITY));
    assert_eq!(level(profiles, &Field::IncomeUnit, 0), Some("USD/year/personal"));
    assert_eq!(flag(profiles, &Field::AccountVerified, 0), Some(true));
    assert_eq!(flag(profiles, &Field::Channel("tv".into()), 0), Some(false));
    assert_eq!(moment(profiles, &Field::FollowedAt, 0), Some(1_704_067_200));
    assert_eq!(level(profiles, &attribute("occupation"), 0), Some("Sales"));
    assert_eq!(number(profiles, &attribute("hours"), 0), Some(40.0));
    assert_eq!(level(profiles, &attribute("Ages"), 0), Some("x,\"y\""));
    assert_eq!(level(profiles, &attribute("zip"), 0), Some("007"));
}

#[test]
fn rejects_csv_rows_one_by_one() {
    let cases = [
        ("age,gender\n1\n2,f\n", " syntax 1 cells"),
        ("age,gender\n1,f,x\n2,f\n", " syntax 3 cells"),
        ("age,gender\n\"1\"x,f\n2,f\n", " syntax \"1\"x,f"),
        ("age,x\n1,1e300\n2,1\n", "attributes.x out_of_range 1e300"),
    ];
    for (text, expected) in cases {
        let reading = csv(text);
        assert_eq!(fault(&reading), expected, "{text}");
        assert_eq!((reading.profiles.len(), reading.rejected.rows), (1, 1), "{text}");
    }
    let swallowed = csv("age,gender\n2,f\n1,\"f\n3,m\n");
    assert_eq!(english(&swallowed.rejected.listed[0].received), "1,\"f\\n3,m");
    assert_eq!((swallowed.profiles.len(), swallowed.rejected.rows), (1, 2), "no row is lost without a word");
    let reading = read(Format::Csv, b"age,gender\n1,\xB3\xB2\n\xC3,\xA9\n2,f\n");
    assert_eq!((reading.profiles.len(), reading.rejected.rows), (1, 2));
    assert!(english(&reading.rejected.listed[0].accepted).contains("UTF-8"));
}

#[test]
fn a_cell_that_cannot_be_read_costs_the_field_and_is_counted() {
    let cases = [
        ("age,gender\nthirty,f\n2,f\n", "age", 1, "thirty"),
        ("age,gender\ninf,f\n2,f\n", "age", 1, "inf"),
        ("age,gender\n999,f\n2,f\n", "age", 1, "999"),
        ("age,account.verified\n1,maybe\n2,yes\n", "account.verified", 1, "maybe"),
        ("followed_at,age\n2024-13-01,1\n2024-03-01,2\n", "followed_at", 1, "2024-13-01"),
    ];
    for (text, field, unreadable, example) in cases {
        let outcome = csv(text);
        let column = outcome.reading.columns.iter().find(|column| column.field.as_deref() == Some(field));
        let column = column.unwrap_or_else(|| panic!("{field} is read: {text}"));
        assert_eq!((column.unreadable, column.unreadable_examples.as_slice()), (unreadable, &[example.to_owned()][..]));
        assert!(column.accepted.as_ref().is_some_and(|accepted| !accepted.is_empty()), "{text}");
        assert_eq!((outcome.profiles.len(), outcome.rejected.rows), (2, 0), "{text}");
    }
    let outcome = csv("age,gender\n25-34,f\n25-999,m\n");
    assert_eq!(outcome.reading.columns[0].unreadable, 1);
    assert_eq!(number(&outcome.profiles, &Field::AgeMin, 0), Some(25.0));
    assert_eq!(number(&outcome.profiles, &Field::AgeMin, 1), None, "no half of a bracket is kept");
    let followers = csv("age,weight\n1,2\n2,\n");
    assert_eq!(followers.profiles.len(), 2);
    assert_eq!(followers.reading.columns[1].basis, ColumnBasis::WeightOfFollowers);
}

#[test]
fn reads_every_csv_dialect() {
    let cases = [
        "\u{FEFF}age,gender\r\n30,f\r\n",
        "age;gender\n30;f",
        "age\tgender\n30\tf\n",
        "age|gender\n30|f\n",
        "sep=;\r\nage;gender\r\n30;f\r\n",
        "sep=\t\nage\tgender\n30\tf\n",
        "SEP=|\n\nage|gender|a,b,c\n30|f|\n",
        "\n\"age\",\"gender\"\n\n\"30\",\"f\"\n\n",
        "age , gender\n 30 , f \n",
    ];
    for text in cases {
        let reading = csv(text);
        assert_eq!((reading.profiles.len(), reading.rejected.rows), (1, 0), "{text:?}");
        assert_eq!(number(&reading.profiles, &Field::AgeMin, 0), Some(30.0), "{text:?}");
        assert_eq!(level(&reading.profiles, &Field::Gender, 0), Some("f"), "{text:?}");
    }
    assert_eq!(csv("age,gender\n").profiles.len(), 0);
    assert_eq!(level(&csv("age,note\n1,\"a\nb\"\n").profiles, &attribute("note"), 0), Some("a\nb"));
    let Err(ReadError::Format { detail, .. }) = try_read(Format::Csv, b"a:b\n1:2\n") else { panic!("one column") };
    assert!(english(&detail).contains("only one column"), "{}", english(&detail));
}

#[test]
fn leaves_out_csv_columns_without_a_name_and_says_so() {
    let reading = csv(",age,,gender\n0,30,,f\n1,31,x,m\n");
    assert_eq!((reading.profiles.len(), reading.rejected.rows), (2, 0));
    assert_eq!(number(&reading.profiles, &Field::AgeMin, 1), Some(31.0));
    assert_eq!(reading.profiles.columns().count(), 3, "both ends of the age, and the gender");
    assert_eq!(csv("\tage\tgender\n0\t30\tf\n").profiles.len(), 1);
    let left_out = [1, 3].map(|position| (String::new(), LeftOut::Unnamed(position)));
    assert_eq!(reading.reading.notes(&[]), [ReadingNote::ColumnsLeftOut(left_out.to_vec())]);
}

#[test]
fn rejects_csv_headers_that_cannot_be_used() {
    let many: Vec<_> = (0..513).map(|n| format!("a{n}")).collect();
    let many = many.join(",");
    for (bytes, part) in [
        (&b""[..], "there is nothing"),
        (b",,\n1,2,3\n", "no column has a name"),
        (b"age,age\n", "column 2 has a name that came before"),
        (b"channels.My Blog\n", "a channel id"),
        (b"age,\xB3\xB2\n", "UTF-8"),
        (b"\xFF\xFEa\0", "UTF-16"),
        (b"age,\"gender\n1,f\n", "quotes"),
        (b"id\x01,age\n", "control characters"),
        (many.as_bytes(), "at most 512"),
    ] {
        let Err(ReadError::Format { detail, .. }) = try_read(Format::Csv, bytes) else { panic!("{part}") };
        assert!(english(&detail).contains(part), "{}", english(&detail));
    }
}

#[test]
fn too_many_rows_reject_the_whole() {
    let options = ReadOptions { max_rows: 2, ..options(Role::Audience) };
    for (format, good, bad) in [
        (Format::Ndjson, "{}\n{}\n\n", "{}\n{}\n5\n"),
        (Format::Json, "[{},{}]", "[{},{},5]"),
        (Format::Csv, "age\n1\n2\n", "age\n1\n2\n3\n"),
    ] {
        let read = |text: &str| read_profiles(format, text.as_bytes(), &options, &mut |_| ());
        assert_eq!(read(good).expect("two rows").profiles.len(), 2);
        assert!(matches!(read(bad), Err(ReadError::TooManyRows { max: 2 })));
    }
}

#[test]
fn too_many_texts_of_a_field_are_dropped_and_counted() {
    let rows: String = (0..65_540).map(|n| format!("{{\"region\": \"r{n}\"}}\n")).collect();
    let reading = lines(&rows);
    assert_eq!((reading.profiles.len(), reading.rejected.rows), (65_540, 0));
    assert_eq!(reading.dropped_values, [("region".to_owned(), 4)]);
}

#[test]
fn reports_progress_and_the_failure_of_a_source() {
    let rows = "{\"age\": 30}\n".repeat(300_000);
    let mut reported = Vec::new();
    read_profiles(Format::Ndjson, rows.as_bytes(), &options(Role::Audience), &mut |bytes| reported.push(bytes))
        .expect("NDJSON");
    assert_eq!(reported.last(), Some(&(rows.len() as u64)));
    assert!(reported.len() >= 3 && reported.is_sorted());

    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    for format in [Format::Json, Format::Ndjson, Format::Csv] {
        let source = BufReader::new("[{}".as_bytes().chain(Failing));
        let read = read_profiles(format, source, &options(Role::Audience), &mut |_| ());
        assert!(matches!(read, Err(ReadError::Io(_))), "{format:?}");
    }
}
