//! Files as people have them: spreadsheets, archives, other encodings, and what no reader takes.

use std::io::{self, Cursor, Write};
use std::process::{Command, Output, Stdio};

use audience_fit::ingest::{
    ContainerLimits, ContainerNote, ContentKind, Format, Note, Opened, OtherFile, ReadError, ReadOptions, ReadOutcome,
    Refusal, Role, followers_file, read_profiles,
};
use audience_fit::report::Language;
use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_1252};
use proptest::prelude::*;
use time::macros::date;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::profile_properties::table;
use crate::support::{TestServer, file};

const UNPACKED: u64 = 64 << 20;

fn open(bytes: &[u8]) -> Result<Opened<'_>, ReadError> {
    open_within(bytes, UNPACKED)
}

fn open_within(bytes: &[u8], unpacked_bytes: u64) -> Result<Opened<'_>, ReadError> {
    let room = || Ok(Box::new(Cursor::new(Vec::new())) as Box<dyn audience_fit::ingest::Scratch>);
    Opened::open(bytes, &ContainerLimits { unpacked_bytes, sheet: None, scratch: &room })
}

/// The text of a source and what was decided about it.
fn text(bytes: &[u8]) -> (String, Vec<ContainerNote>) {
    let mut opened = open(bytes).expect("it is read");
    let text = io::read_to_string(&mut opened).expect("UTF-8");
    (text, opened.notes())
}

fn english(refusal: &Refusal) -> String {
    refusal.message().in_language(Language::English)
}

fn english_note(note: &ContainerNote) -> String {
    note.message().in_language(Language::English)
}

fn refusal(bytes: &[u8]) -> Refusal {
    match open(bytes) {
        Err(ReadError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn profiles(bytes: &[u8]) -> ReadOutcome {
    let mut opened = open(bytes).expect("it is read");
    let options = ReadOptions::new(Role::Audience, date!(2026 - 06 - 30));
    let mut reading = read_profiles(Format::Csv, &mut opened, &options, &mut |_| ()).expect("CSV");
    reading.notes.splice(..0, opened.notes().iter().cloned().map(Note::Container));
    reading
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(file("tests/data/door/boxes").join(name)).expect("a fixture")
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).current_dir(file("")).stdin(Stdio::null()).output().expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("memory");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

#[test]
fn one_table_gives_the_same_profiles_from_every_spreadsheet_and_encoding() {
    let expected = table(&profiles(&fixture("people.csv")).profiles);
    assert_eq!(expected.len(), 12);
    // SheetJS 0.18.5 wrote people_short.xlsb from people.csv; in people.xlsb its cells state their columns, as Excel writes them.
    for name in ["people.xls", "people.xlsb", "people.ods", "people_cp949.csv", "people_korean_name.zip"] {
        let reading = profiles(&fixture(name));
        assert_eq!(table(&reading.profiles), expected, "{name}");
        assert!(reading.rejected.is_empty(), "{name}");
    }
    assert_eq!(refusal(&fixture("people_short.xlsb")), Refusal::ShortCells, "most of its cells would be left out");
    let notes = profiles(&fixture("people_korean_name.zip")).notes;
    let decoded = ContainerNote::Decoded { encoding: "EUC-KR (CP949)".into(), undecodable: 0, first_line: None };
    assert_eq!(
        english_note(&decoded),
        "the text was read as EUC-KR (CP949); if letters look wrong, save the file as UTF-8"
    );
    let unzipped = ContainerNote::Unzipped { file: "팔로워.csv".to_owned() };
    assert_eq!(english_note(&unzipped), "read from 팔로워.csv in the zip archive");
    assert_eq!(notes, [unzipped, decoded].map(Note::Container));
}

#[test]
fn a_sheet_with_a_table_is_found_behind_a_cover_and_its_cells_read_as_they_are_meant() {
    for name in ["people.xlsx", "people_1904.xlsx"] {
        let bytes = fixture(name);
        let (csv, notes) = text(&bytes);
        let others = vec!["표지".to_owned(), "Notes".to_owned()];
        let note = ContainerNote::Sheet { name: "Followers".to_owned(), others, is_named: false, uncalculated: 0 };
        assert_eq!(notes, [note], "{name}");
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "id,age,gender,region,followed_at,account.verified,attributes.score", "{name}");
        assert_eq!(lines[1], "f1,20,남성,서울,2024-03-01,true,0.5", "{name}");
        assert_eq!(lines[6], "f6,35,여성,부산,2024-03-26,false,", "an error is no value");
        assert_eq!(lines.len(), 13, "{name}");
    }
    assert_eq!(refusal(&fixture("people_protected.xlsx")), Refusal::EncryptedSpreadsheet);
}

#[test]
fn formulas_that_were_never_calculated_are_said() {
    let row = |at: usize, age: &str| format!("<row r=\"{at}\"><c r=\"A{at}\"><v>{at}</v></c>{age}</row>");
    let header = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>age</t></is></c></row>";
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{header}{}{}{}{}</sheetData></worksheet>",
        row(2, "<c r=\"B2\"><f>2026-1990</f></c>"),
        row(3, "<c r=\"B3\"><f>2026-1980</f><v>46</v></c>"),
        row(4, "<c r=\"B4\"><v>31</v></c>"),
        row(5, "<c r=\"B5\" t=\"str\"><f>IF(A5=1,1,\"\")</f><v></v></c>"),
    );
    let reading = profiles(&xlsx_of(&sheet));
    let notes = format!("{:?}", reading.notes);
    assert!(notes.contains("uncalculated: 1"), "{notes}");
}

#[test]
fn what_is_merged_over_rows_counts_for_each_of_them_below_the_header() {
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |at: usize, cells: &[String]| format!("<row r=\"{at}\">{}</row>", cells.concat());
    let decades = ["10대", "20대", "30대"];
    let people = (4..22).map(|at| {
        let decade = (at - 4) % 6 == 0;
        let decade = decade.then(|| cell(&format!("A{at}"), decades[(at - 4) / 6]));
        let gender = cell(&format!("B{at}"), if at % 2 == 0 { "여" } else { "남" });
        row(at, &decade.into_iter().chain([gender]).collect::<Vec<_>>())
    });
    let title = row(1, &[cell("A1", "구독자 현황")]);
    // The header's first cell is merged with the one below it, in which nothing stands.
    let header = row(2, &[cell("A2", "연령대"), cell("B2", "성별")]);
    let merged: String = ["A1:B1", "A2:A3", "A4:A9", "A10:A15", "A16:A21"]
        .iter()
        .map(|cells| format!("<mergeCell ref=\"{cells}\"/>"))
        .collect();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{title}{header}{}</sheetData>\
         <mergeCells>{merged}</mergeCells></worksheet>",
        people.collect::<String>()
    );
    let bytes = xlsx_of(&sheet);
    let (csv, notes) = text(&bytes);
    for decade in decades {
        assert_eq!(csv.lines().filter(|line| line.starts_with(decade)).count(), 6, "{csv}");
    }
    assert!(notes.contains(&ContainerNote::Merged { cells: 15 }), "{notes:?}");
    let reading = profiles(&bytes);
    let column = &reading.reading.columns[0];
    assert_eq!((reading.profiles.len(), column.field.as_deref(), column.empty), (18, Some("age"), 0));
}

#[test]
fn the_command_line_reads_a_spreadsheet_and_names_its_sheet() {
    let path = "tests/data/door/boxes/people.xlsx";
    let target = r#"{"age":{"min":27,"max":49}}"#;
    let output = run(&["analyze", path, "--target", target, "--format", "json", "--min-cell", "0"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let answer: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(answer["fit"]["share"]["value"], 0.583_333, "{answer}");
    let notes = answer["warnings"].to_string();
    assert!(
        notes.contains(
            "read from the sheet \\\"Followers\\\", the first with a table; not read: \\\"표지\\\", \\\"Notes\\\""
        ),
        "{notes}"
    );
    let output = run(&["analyze", path, "--target", target, "--input-format", "ndjson"]);
    assert!(stderr(&output).contains("this is a spreadsheet, which is read as CSV; leave out --input-format"));
    let output = run(&["import", "--from", "csv", path]);
    assert_eq!(stdout(&output).lines().count(), 12, "{}", stderr(&output));
}

/// A spreadsheet of these sheets, each of rows of cells.
fn ods_of_sheets(sheets: &[(&str, &str)]) -> Vec<u8> {
    let cell = |cell: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>", escaped(cell))
    };
    let row =
        |line: &str| format!("<table:table-row>{}</table:table-row>", line.split(',').map(cell).collect::<String>());
    let sheet = |(name, csv): &(&str, &str)| {
        format!("<table:table table:name=\"{name}\">{}</table:table>", csv.lines().map(row).collect::<String>())
    };
    ods_of_tables(&sheets.iter().map(sheet).collect::<String>())
}

const FIRST: &str = "id,age\na1,30\na2,60\na3,61";
const SECOND: &str = "id,age\nb1,30\nb2,31";

#[test]
fn a_sheet_is_read_by_its_name_or_number_and_an_unknown_one_is_refused_with_the_list() {
    let book =
        ods_of_sheets(&[("Notes", "made by hand"), ("2023", FIRST), ("Plan", "week,posts\n1,2\n3,4"), ("Feb", SECOND)]);
    let room = || Ok(Box::new(Cursor::new(Vec::new())) as Box<dyn audience_fit::ingest::Scratch>);
    let open = |sheet| {
        let limits = ContainerLimits { unpacked_bytes: UNPACKED, sheet: Some(sheet), scratch: &room };
        let mut opened =
            Opened::open(book.as_slice(), &limits).map_err(|error| error.message().in_language(Language::English))?;
        let text = io::read_to_string(&mut opened).expect("UTF-8");
        Ok::<_, String>((text.lines().count(), english_note(&opened.notes()[0])))
    };
    let others = |names: &str| format!("; not read: {names}");
    for (sheet, lines, name, rest) in [
        ("Feb", 3, "Feb", "\"Notes\", \"2023\", \"Plan\""),
        (" feb ", 3, "Feb", "\"Notes\", \"2023\", \"Plan\""),
        ("2023", 4, "2023", "\"Notes\", \"Plan\", \"Feb\""),
        ("3", 3, "Plan", "\"Notes\", \"2023\", \"Feb\""),
    ] {
        assert_eq!(open(sheet), Ok((lines, format!("read from the sheet \"{name}\"{}", others(rest)))), "{sheet}");
    }
    let list = "there is no sheet March; there are: \"Notes\", \"2023\", \"Plan\", \"Feb\"";
    assert_eq!(open("March"), Err(list.to_owned()));
    assert_eq!(open("9").map_err(|error| error.contains("there is no sheet 9")), Err(true));
    // None is named: two have the same columns, and nothing says which is meant.
    let same = Refusal::SameColumns { sheets: vec!["2023".to_owned(), "Feb".to_owned()] };
    assert_eq!(refusal(&book), same);
    let other = ods_of_sheets(&[("Plan", "week,posts\n1,2\n3,4"), ("Feb", SECOND)]);
    let (_, notes) = text(&other);
    let note = "read from the sheet \"Plan\", the first with a table; not read: \"Feb\"; name another sheet with --sheet or sheet";
    assert_eq!(english_note(&notes[0]), note);
    let csv = Opened::open(&b"id,age\n"[..], &ContainerLimits { unpacked_bytes: 9, sheet: Some("2"), scratch: &room });
    let error = csv.expect_err("no spreadsheet").message().in_language(Language::English);
    assert_eq!(error, "this is no spreadsheet, so it has no sheet 2; leave the sheet out");
}

#[test]
fn commands_mappings_uploads_and_inspections_take_a_sheet() {
    let folder = tempfile::tempdir().expect("a folder");
    let (book, mapping) = (folder.path().join("book.ods"), folder.path().join("mapping.toml"));
    let bytes = ods_of_sheets(&[("A", FIRST), ("B", SECOND)]);
    std::fs::write(&book, &bytes).expect("written");
    let book = book.to_str().expect("a path");
    let target = r#"{"age":{"min":27,"max":49}}"#;
    let ask = |more: &[&str]| {
        let output =
            run(&[&["analyze", book, "--target", target, "--format", "json", "--min-cell", "0"], more].concat());
        let answer: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap_or_default();
        (answer["fit"]["share"]["value"].as_f64(), stderr(&output))
    };
    assert_eq!(ask(&["--sheet", "B"]).0, Some(1.0));
    assert_eq!(ask(&["--sheet", "1"]).0, Some(0.333_333));
    let (share, error) = ask(&[]);
    assert!(
        share.is_none() && error.contains("several sheets have tables of the same columns: \"A\", \"B\""),
        "{error}"
    );
    std::fs::write(&mapping, "sheet = \"B\"\n[columns]\nid = \"id\"\nage = \"age\"\n").expect("written");
    let mapping = mapping.to_str().expect("a path");
    assert_eq!(ask(&["--mapping", mapping]).0, Some(1.0));
    assert_eq!(ask(&["--mapping", mapping, "--sheet", "A"]).0, Some(0.333_333), "what is said last counts");
    let error = ask(&["--sheet", "C"]).1;
    assert!(error.contains("there is no sheet C; there are: \"A\", \"B\""), "{error}");
    let server = TestServer::start();
    let ods = [("content-type", "application/vnd.oasis.opendocument.spreadsheet")];
    for path in ["/v1/audiences", "/v1/inspections"] {
        let read = server.send("POST", &format!("{path}?sheet=B"), &ods, &bytes);
        let body = read.json();
        let profiles = if body["audience"].is_null() { &body["profiles"] } else { &body["audience"]["profiles"] };
        assert_eq!(profiles, &serde_json::json!(2), "{path}: {}", read.text);
        let wrong = server.send("POST", &format!("{path}?sheet=C"), &ods, &bytes);
        assert!(
            wrong.status == 400 && wrong.text.contains("there is no sheet C"),
            "{path}: {} {}",
            wrong.status,
            wrong.text
        );
    }
}

#[test]
fn an_upload_may_be_a_spreadsheet_or_an_archive() {
    let server = TestServer::start();
    for (name, media_type) in [
        ("people.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("people.xls", "application/vnd.ms-excel"),
        ("people.xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        ("people.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("people_korean_name.zip", "application/zip"),
        ("people_cp949.csv", "text/csv"),
    ] {
        let stored = server.send("POST", "/v1/audiences", &[("content-type", media_type)], &fixture(name));
        assert_eq!((stored.status, &stored.json()["profiles"]), (201, &12.into()), "{name}: {}", stored.text);
    }
    let form = ("content-type", "multipart/form-data; boundary=x");
    let mut body = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"p.xlsx\"\r\n\r\n".to_vec();
    body.extend(fixture("people.xlsx"));
    body.extend(b"\r\n--x--\r\n");
    assert_eq!(server.send("POST", "/v1/audiences", &[form], &body).json()["profiles"], 12);
    let refused = server.send("POST", "/v1/audiences", &[("content-type", "text/csv")], b"%PDF-1.7\n...");
    assert_eq!((refused.status, &refused.json()["code"]), (400, &"malformed_body".into()));
    assert_eq!(refused.json()["detail"], "this is a PDF; give the table itself, as CSV or xlsx");
}

#[test]
fn other_encodings_are_recognised_however_short() {
    let cases: [(&str, &'static Encoding, &str); 8] = [
        ("나이,성별,지역\r\n31,,\r\n", EUC_KR, "EUC-KR (CP949)"),
        ("id,카드\na,네\n", EUC_KR, "EUC-KR (CP949)"),
        ("id,gender\na,여\nb,남\n", EUC_KR, "EUC-KR (CP949)"),
        ("id,region\na,서울특별시 강남구\n", EUC_KR, "EUC-KR (CP949)"),
        ("id,性別,住所\na,女性,東京都しんじゅく\nb,おとこ,カタカナ\n", SHIFT_JIS, "Shift_JIS"),
        ("id,性别,地区\na,男,北京市朝阳区\nb,女,上海市\n", GBK, "gb18030"),
        ("id,性別,地區\na,男,臺北市信義區\nb,女,高雄市的這個\n", BIG5, "Big5"),
        ("id,region\na,Orléans\nb,Besançon\n", WINDOWS_1252, "Windows-1252 (Latin-1)"),
    ];
    for (expected, encoding, name) in cases {
        let (bytes, ..) = encoding.encode(expected);
        let note = ContainerNote::Decoded { encoding: name.into(), undecodable: 0, first_line: None };
        assert_eq!(text(&bytes), (expected.to_owned(), vec![note]), "{name}");
        // The same far behind text that is ASCII.
        let before = "x,30,padding\n".repeat(40_000);
        let late = [before.as_bytes(), &bytes].concat();
        assert_eq!(text(&late).0, before + expected, "{name}");
    }
}

#[test]
fn utf_8_always_wins_and_damaged_utf_8_is_left_to_its_rows() {
    for sound in ["id,age\na,31\n", "\u{FEFF}id,age\na,31\n", "나이,성별\n31,여\n", "id,name\na,café\n"] {
        assert_eq!(text(sound.as_bytes()), (sound.to_owned(), Vec::new()));
    }
    let mut damaged = "id,region\na,서울\nb,부산\nc,".to_owned().into_bytes();
    damaged.extend(b"\xE9\nd,\xEB\xB6\n");
    let reading = profiles(&damaged);
    assert_eq!((reading.profiles.len(), reading.rejected.rows, reading.notes.len()), (2, 2, 0));
}

#[test]
fn what_does_not_decode_is_counted_with_its_line() {
    let (mut bytes, ..) = EUC_KR.encode("id,region\na,서울특별시\nb,부산광역시\nc,x");
    bytes.to_mut().extend(b"\xFF\xFF\n");
    let (text, notes) = text(&bytes);
    assert!(text.ends_with("c,x\u{FFFD}\u{FFFD}\n"), "{text}");
    let note = ContainerNote::Decoded { encoding: "EUC-KR (CP949)".into(), undecodable: 2, first_line: Some(4) };
    assert_eq!(notes, [note]);
}

#[test]
fn utf_16_is_read_with_and_without_its_mark() {
    let expected = "id,나이,지역\r\na,31,대구\r\n";
    for mark in [true, false] {
        let units = mark.then_some(0xFEFF).into_iter().chain(expected.encode_utf16());
        let little: Vec<u8> = units.clone().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [(little, "UTF-16LE"), (big, "UTF-16BE")] {
            let note = ContainerNote::Decoded { encoding: encoding.into(), undecodable: 0, first_line: None };
            assert_eq!(text(&bytes), (expected.to_owned(), vec![note]), "{encoding}, mark: {mark}");
        }
    }
}

#[test]
fn archives_of_several_files_name_what_to_take() {
    let csv: &[u8] = b"id,age\na,31\n";
    let one = zip_of(&[("a/", b""), ("a/p.csv", csv), ("__MACOSX/a/._p.csv", b"x"), (".DS_Store", b"x")]);
    assert_eq!(text(&one).0.as_bytes(), csv);
    let within = zip_of(&[("inner.zip", &one)]);
    assert_eq!(open(&within).expect("two layers").name(), Some("a/p.csv"));
    let deep = (0..4).fold(one, |inner, _| zip_of(&[("inner.zip", &inner)]));
    assert_eq!(refusal(&deep), Refusal::TooManyLayers);
    let several = english(&refusal(&zip_of(&[("a.csv", csv), ("b.xlsx", b"x"), ("readme.pdf", b"x")])));
    assert_eq!(several, "the zip archive holds 3 files, of which may hold profiles: a.csv, b.xlsx; give one of them");
    let archive =
        refusal(&zip_of(&[("data/tweets.js", b"x"), ("data/follower.js", b"x"), ("Your archive.html", b"x")]));
    assert!(english(&archive).contains("take data/follower.js out of it"), "{archive}");
    assert_eq!(refusal(&zip_of(&[])), Refusal::NoFile);
    let instagram = "connections/followers_and_following/followers_1.json";
    assert_eq!(followers_file(["media/x.jpg", instagram, "connections/contacts/synced.json"]), Some(instagram));
}

#[test]
fn what_no_reader_takes_is_refused_by_its_name() {
    let mut tar = vec![b'a'; 257];
    tar.extend(b"ustar\x0000");
    tar[100] = 0;
    let cases: Vec<(&[u8], OtherFile)> = vec![
        (b"$FL2@(#) IBM SPSS STATISTICS", OtherFile::Spss),
        (b"<stata_dta><header>", OtherFile::Stata),
        (b"\x73\x02\x01\x00rest", OtherFile::Stata),
        (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", OtherFile::Sas),
        (b"RDX3\nX\n", OtherFile::R),
        (b"%PDF-1.4", OtherFile::Pdf),
        (b"\x89PNG\r\n\x1a\n", OtherFile::Image),
        (b"\xFF\xD8\xFF\xE0", OtherFile::Image),
        (b"\n<!DOCTYPE html><html><body>Sign in", OtherFile::Html),
        (b"<html><table><tr><td>age</td></tr></table>", OtherFile::HtmlTable),
        (
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
            OtherFile::SpreadsheetXml,
        ),
        (b"\xEF\xBB\xBF<?xml version=\"1.0\"?><a/>", OtherFile::Xml),
        (b"SQLite format 3\0", OtherFile::Sqlite),
        (b"{\\rtf1\\ansi", OtherFile::TextDocument),
        (b"\x80\x04\x95\x10\0\0\0\0\0\0\0}", OtherFile::Pickle),
        (b"\x93NUMPY\x01\0", OtherFile::Numpy),
        (b"\x89HDF\r\n\x1a\n", OtherFile::Hdf5),
        (b"ARROW1\0\0", OtherFile::Arrow),
        (b"Obj\x01\x04", OtherFile::Avro),
        (b"7z\xBC\xAF\x27\x1C", OtherFile::Archive),
        (&tar, OtherFile::Archive),
        (b"\xFF\xFE\0\0a\0\0\0", OtherFile::Utf32),
        (b"\x01\x02\x03\x04\x05\x06some bytes", OtherFile::Binary),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refusal(bytes), Refusal::Other(expected), "{bytes:?}");
    }
    assert_eq!(refusal(b""), Refusal::Empty);
    let word = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    assert_eq!(refusal(&word), Refusal::Other(OtherFile::TextDocument));
    let hwpx = zip_of(&[("mimetype", b"application/hwp+zip"), ("Contents/section0.xml", b"<s/>")]);
    assert_eq!(refusal(&hwpx), Refusal::Other(OtherFile::Hwp));
    // Words that only look like the beginning of another file.
    for csv in [
        "PARENT,age\n1,2\n",
        "ORC,age\n1,2\n",
        "age,ftyp\n1,2\n",
        "PAR1,PAR2\n1,2\n",
        "BM,age\n1,2\n",
        "<18,>65\n1,2\n",
    ] {
        assert_eq!(text(csv.as_bytes()).0, csv);
    }
}

/// A workbook with one sheet of rows, written as little as Excel reads.
pub(crate) fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let mut sheet =
        String::from("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
    for (row, cells) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", row + 1);
        for (column, cell) in cells.iter().enumerate() {
            let at = format!("{}{}", char::from(b'A' + column as u8), row + 1);
            sheet += &match cell.parse::<f64>() {
                Ok(number) => format!("<c r=\"{at}\"><v>{number:?}</v></c>"),
                Err(_) => format!(
                    "<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    escaped(cell)
                ),
            };
        }
        sheet += "</row>";
    }
    xlsx_of(&(sheet + "</sheetData></worksheet>"))
}

fn xlsx_of(sheet: &str) -> Vec<u8> {
    zip_of(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        (
            "_rels/.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn ods(rows: &[Vec<String>]) -> Vec<u8> {
    let mut content = String::new();
    for cells in rows {
        content += "<table:table-row>";
        for cell in cells {
            content += &match cell.parse::<f64>() {
                Ok(number) => format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"/>"),
                Err(_) if cell.is_empty() => "<table:table-cell/>".to_owned(),
                Err(_) => format!(
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escaped(cell)
                ),
            };
        }
        content += "</table:table-row>";
    }
    ods_of(&content)
}

fn ods_of(rows: &str) -> Vec<u8> {
    ods_of_tables(&format!("<table:table table:name=\"S\">{rows}</table:table>"))
}

fn ods_of_tables(tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn csv(rows: &[Vec<String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("memory"));
    String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_is_the_same_in_every_container_and_encoding(
        people in prop::collection::vec((18u8..90, "(서울|부산|경기|)", "[a-z]{1,6}([,;|\"]가나 다)?", any::<bool>()), 2..20)
    ) {
        let header = ["id", "age", "region", "attributes.memo", "account.verified"].map(str::to_owned).to_vec();
        let people = people.into_iter().enumerate().map(|(i, (age, region, memo, verified))| {
            vec![format!("f{i}"), age.to_string(), region, memo, verified.to_string()]
        });
        let rows: Vec<Vec<String>> = std::iter::once(header).chain(people).collect();
        let plain = csv(&rows, b',');
        let expected = table(&profiles(plain.as_bytes()).profiles);
        prop_assert_eq!(expected.len(), rows.len() - 1);
        let utf_16: Vec<u8> = "\u{FEFF}".encode_utf16().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let others = [
            csv(&rows, b';').into_bytes(),
            csv(&rows, b'\t').into_bytes(),
            format!("\u{FEFF}{plain}").into_bytes(),
            utf_16,
            EUC_KR.encode(&plain).0.into_owned(),
            zip_of(&[("p.csv", plain.as_bytes())]),
            xlsx(&rows),
            ods(&rows),
            zip_of(&[("p.xlsx", &xlsx(&rows))]),
        ];
        for (i, bytes) in others.iter().enumerate() {
            prop_assert_eq!(&table(&profiles(bytes).profiles), &expected, "the {}th", i);
        }
    }

    #[test]
    fn nothing_that_is_damaged_panics(at in 0usize..6000, byte in any::<u8>(), cut in 0usize..6000) {
        for name in ["people.xlsx", "people.xls", "people.ods", "people_korean_name.zip"] {
            let mut bytes = fixture(name);
            let length = bytes.len();
            bytes[at % length] = byte;
            for bytes in [&bytes[..], &bytes[..cut % length]] {
                if let Ok(mut opened) = open(bytes) {
                    let _ = io::copy(&mut opened, &mut io::sink());
                }
            }
        }
    }
}

/// The reader of old spreadsheets makes room for as many cells as a sheet claims to have.
#[test]
fn a_sheet_that_claims_more_rows_than_there_can_be_is_refused_before_it_is_read() {
    let mut bytes = fixture("people.xls");
    let claim = bytes.windows(4).position(|four| four == [0x00, 0x02, 0x0E, 0x00]).expect("the dimensions of a sheet");
    let (bottom, right) = (claim + 8, claim + 14);
    assert_eq!((bytes[bottom], bytes[right]), (13, 5), "rows and columns");
    bytes[bottom..bottom + 4].copy_from_slice(&65_536_u32.to_le_bytes());
    assert!(open(&bytes).is_ok(), "a sheet may be formatted to its end");
    for rows in [65_537, u32::MAX] {
        bytes[bottom..bottom + 4].copy_from_slice(&rows.to_le_bytes());
        assert!(matches!(open(&bytes), Err(ReadError::Format { .. })), "{rows} rows");
    }
}

#[test]
fn a_bomb_costs_an_error_and_no_memory() {
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("p.csv", packed).expect("memory");
    for _ in 0..100 {
        zip.write_all(&vec![b'a'; 1 << 20]).expect("memory");
    }
    let bomb = zip.finish().expect("memory").into_inner();
    assert!(bomb.len() < 1 << 18, "{}", bomb.len());
    assert!(matches!(open(&bomb), Err(ReadError::TooManyBytes { max: UNPACKED })));
    let corners = xlsx_of(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>",
    );
    assert_eq!(english(&refusal(&corners)), "the sheet has more than 2,048 columns; save it as CSV");
    let repeated = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    assert!(matches!(refusal(&ods_of(repeated)), Refusal::TooLargeSheet { .. }));
    let wide = repeated.replace("1000000", "1").repeat(1000);
    assert!(matches!(refusal(&ods_of(&wide)), Refusal::TooLargeSheet { .. }));
    // Rows that are repeated without end below the last filled one are nothing.
    let empty_below = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row><table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    assert_eq!(open(&ods_of(empty_below)).expect("one cell").kind(), ContentKind::Table);
    assert!(matches!(open_within(&fixture("people.xlsx"), 100), Err(ReadError::TooManyBytes { max: 100 })));
}

/// Each of these once made room for what it claims, of which there is none in the world.
#[test]
fn a_spreadsheet_that_claims_more_than_it_holds_costs_no_memory() {
    let rows = |formula: &str, at: &str| {
        format!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>age</t></is></c><c r=\"B1\" \
             t=\"inlineStr\"><is><t>region</t></is></c></row><row r=\"2\"><c r=\"A2\"><v>33</v></c><c r=\"B2\" \
             t=\"inlineStr\"><is><t>KR-11</t></is></c>{formula}</row>{at}</sheetData></worksheet>"
        )
    };
    let mut zip = ZipWriter::new_append(Cursor::new(xlsx_of(&rows("", "")))).expect("an archive");
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).expect("memory");
    zip.write_all(b"<sst count=\"4000000000\" uniqueCount=\"4000000000\"><si><t>a</t></si></sst>").expect("memory");
    let texts = zip.finish().expect("memory").into_inner();
    assert!(matches!(refusal(&texts), Refusal::TooLargeSheet { .. }));
    let shared = "<c r=\"C2\"><f t=\"shared\" ref=\"C2:C3\" si=\"4000000000\">A2</f></c>";
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><f>A2</f></c></row>";
    for (formula, at, uncalculated) in [(shared, "", 1), (shared, far, 2)] {
        let bytes = xlsx_of(&rows(formula, at));
        assert_eq!(profiles(&bytes).profiles.len(), 1);
        let (_, notes) = text(&bytes);
        let found = notes.iter().find_map(|note| match note {
            ContainerNote::Sheet { uncalculated, .. } => Some(*uncalculated),
            ContainerNote::Unzipped { .. }
            | ContainerNote::Merged { .. }
            | ContainerNote::EncodedTwice
            | ContainerNote::JsonTable { .. }
            | ContainerNote::Decoded { .. } => None,
        });
        assert_eq!(found, Some(uncalculated));
    }
}
