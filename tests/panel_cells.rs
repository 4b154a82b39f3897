//! A panel that is a cross table: it says as much as the people behind it, whatever the number of its cells.

use std::collections::BTreeMap;
use std::process::Command;

use audience_fit::analysis::{Analysis, AnalysisError, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::ingest::{Format, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::profile::{Field, Kind};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::TargetSpec;
use serde_json::{Value, json};
use time::macros::date;

use crate::accuracy::{Person, people, read};
use crate::support::TestServer;

/// Sex, schooling and working hours of a person, and membership: the cells of the table.
fn cell(person: &Person) -> (String, &'static str, &'static str, bool) {
    let profile = person.profile(true);
    let attribute = |name: &str| profile["attributes"][name].clone();
    let years = attribute("education_num").as_f64().expect("years");
    let schooling = if years < 9.0 {
        "short"
    } else if years < 13.0 {
        "school"
    } else {
        "college"
    };
    let hours = if attribute("hours").as_f64().expect("hours") < 40.0 { "part" } else { "full" };
    (attribute("sex").as_str().expect("a sex").to_owned(), schooling, hours, person.in_target())
}

fn row(cell: &(String, &str, &str, bool), labelled: bool) -> Value {
    let (sex, schooling, hours, member) = cell;
    let mut row = json!({"gender": sex, "attributes": {"schooling": schooling, "hours": hours}});
    if labelled {
        row["in_target"] = json!(member);
    }
    row
}

/// The table of `people` by cells, with the number of people as weights.
fn table(people: &[Person]) -> ReadOutcome {
    let mut cells: BTreeMap<_, u64> = BTreeMap::new();
    for person in people {
        *cells.entry(cell(person)).or_default() += 1;
    }
    let weighted = cells.iter().map(|(cell, n)| {
        let mut row = row(cell, true);
        row["weight"] = json!(n);
        row
    });
    read(weighted.collect(), Role::Panel)
}

fn ask(audience: &ReadOutcome, panel: &ReadOutcome, panel_size: Option<u64>) -> Result<Analysis, AnalysisError> {
    let catalog = Catalog::embedded();
    let target = resolve_target(TargetSpec { labelled: true, ..TargetSpec::default() }, &catalog).expect("a target");
    let options = AnalysisOptions { panel_size, ..AnalysisOptions::default() };
    let (as_of, input_hash) = (date!(2026 - 11 - 01), String::new());
    analyze(AnalysisRequest { audience, panel: Some(panel), target, catalog: &catalog, options, as_of, input_hash })
}

#[test]
fn a_cross_table_with_its_size_says_what_the_rows_behind_it_say() {
    let people = people();
    let audience = read(people[..600].iter().map(|p| row(&cell(p), false)).collect(), Role::Audience);
    let asked = &people[1000..2000];
    let rows = read(asked.iter().map(|p| row(&cell(p), true)).collect(), Role::Panel);
    let cells = table(asked);
    assert!(cells.profiles.len() <= 24, "{}", cells.profiles.len());
    let figure = |panel: &ReadOutcome, size| {
        let analysis = ask(&audience, panel, size).expect("an answer");
        let rows = analysis.fit.evidence.panel_rows;
        let share = analysis.fit.share.expect("a share");
        (share.value, share.upper - share.lower, rows)
    };
    let (of_rows, of_cells) = (figure(&rows, None), figure(&cells, Some(1000)));
    println!("1,000 rows: {of_rows:?}; their cross table: {of_cells:?}");
    assert!((of_rows.0 - of_cells.0).abs() < 0.01, "{of_rows:?} {of_cells:?}");
    assert!((of_cells.1 / of_rows.1 - 1.0).abs() < 0.02, "{of_rows:?} {of_cells:?}");
    assert_eq!((of_rows.2, of_cells.2), (1000, 1000));
    // Weights on any scale, and fewer people behind the same table.
    let few = figure(&cells, Some(100));
    assert!(few.1 > 1.2 * of_cells.1 && few.2 == 100, "{few:?} {of_cells:?}");
}

#[test]
fn a_size_without_a_table_of_weighted_cells_is_a_fault() {
    let people = people();
    let audience = read(people[..100].iter().map(|p| row(&cell(p), false)).collect(), Role::Audience);
    let rows = read(people[1000..1200].iter().map(|p| row(&cell(p), true)).collect(), Role::Panel);
    let fault = |panel: &ReadOutcome, size| match ask(&audience, panel, Some(size)) {
        Err(AnalysisError::Invalid(faults)) => faults[0].detail.in_language(Language::English),
        other => panic!("{other:?}"),
    };
    assert!(fault(&rows, 1000).contains("the panel has no weights"));
    assert!(fault(&table(&people[1000..1200]), 3).contains("at least one for each cell"));
}

/// A cross table as CSV with the number of people of each cell, and with weights where `weights` says.
fn csv(people: &[Person], weights: bool) -> String {
    let mut cells: BTreeMap<_, u64> = BTreeMap::new();
    for person in people {
        *cells.entry(cell(person)).or_default() += 1;
    }
    let mut text = format!("gender,schooling,hours,in_target,n{}\n", if weights { ",weight" } else { "" });
    for ((sex, schooling, hours, member), n) in &cells {
        // Shares of a population in which women are twice as many for each that was asked.
        let weight = *n as f64 * if sex == "Female" { 2.0 } else { 1.0 };
        let weight = if weights { format!(",{weight}") } else { String::new() };
        text += &format!("{sex},{schooling},{hours},{member},{n}{weight}\n");
    }
    text
}

fn read_csv(text: &str) -> ReadOutcome {
    let options = ReadOptions::new(Role::Panel, date!(2026 - 11 - 01));
    read_profiles(Format::Csv, text.as_bytes(), &options, &mut |_| ()).expect("a panel")
}

#[test]
fn a_column_of_people_alone_makes_a_panel_of_its_cells() {
    let people = people();
    let audience = read(people[..600].iter().map(|p| row(&cell(p), false)).collect(), Role::Audience);
    let asked = &people[1000..2000];
    let figure = |panel: &ReadOutcome, size| {
        let analysis = ask(&audience, panel, size).expect("an answer");
        let share = analysis.fit.share.expect("a share");
        (share.value, share.lower, share.upper, analysis.fit.evidence.panel_rows)
    };
    let of_rows = figure(&read(asked.iter().map(|p| row(&cell(p), true)).collect(), Role::Panel), None);
    let counted = read_csv(&csv(asked, false));
    let of_cells = figure(&counted, None);
    println!("1,000 rows: {of_rows:?}; their cross table with n: {of_cells:?}");
    assert!((of_rows.0 - of_cells.0).abs() < 0.01 && of_cells.3 == 1000, "{of_rows:?} {of_cells:?}");
    assert!(((of_cells.2 - of_cells.1) / (of_rows.2 - of_rows.1) - 1.0).abs() < 0.02, "{of_rows:?} {of_cells:?}");
    // The size may be said as well, if it is the same.
    assert_eq!(figure(&counted, Some(1000)), of_cells);
    match ask(&audience, &counted, Some(900)) {
        Err(AnalysisError::Invalid(faults)) => {
            let detail = faults[0].detail.in_language(Language::English);
            assert!(detail.replace(',', "").contains("adds up to 1000"), "{detail}");
        }
        other => panic!("{other:?}"),
    }
    // With weights these are the shares of the cells, and n is how many were asked: as each person with its weight.
    let weighted: Vec<Value> = asked
        .iter()
        .map(|person| {
            let mut row = row(&cell(person), true);
            row["weight"] = json!(if row["gender"] == "Female" { 2.0 } else { 1.0 });
            row
        })
        .collect();
    let (of_rows, of_cells) = (figure(&read(weighted, Role::Panel), None), figure(&read_csv(&csv(asked, true)), None));
    println!("weighted: {of_rows:?}; their cross table with n and weight: {of_cells:?}");
    assert!((of_rows.0 - of_cells.0).abs() < 0.01, "{of_rows:?} {of_cells:?}");
    assert!(((of_cells.2 - of_cells.1) / (of_rows.2 - of_rows.1) - 1.0).abs() < 0.02, "{of_rows:?} {of_cells:?}");
}

#[test]
fn a_column_n_of_people_makes_no_cells_of_them() {
    let people = people();
    let rows: String =
        people[..40].iter().enumerate().map(|(i, p)| format!("p{i},{},{}\n", cell(p).0, i % 7)).collect();
    let panel = read_csv(&format!("id,gender,n\n{rows}"));
    assert!(panel.profiles.find(&Field::Attribute("cell_size".into()), Kind::Number).is_none());
    assert!(panel.profiles.find(&Field::Attribute("n".into()), Kind::Number).is_some());
}

#[test]
fn a_stored_cross_table_gives_the_figure_of_the_command_line() {
    let people = people();
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let audience: String = people[..600].iter().map(|p| format!("{}\n", row(&cell(p), false))).collect();
    let (counted, weighted) =
        (csv(&people[1000..2000], false), csv(&people[1000..2000], false).replace(",n\n", ",weight\n"));
    std::fs::write(at("audience.ndjson"), &audience).expect("written");
    let server = TestServer::start();
    let stored = server.post("/v1/audiences", "application/x-ndjson", &audience);
    for (table, size) in [(&counted, None), (&weighted, Some(1000))] {
        std::fs::write(at("panel.csv"), table).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
        command.args(["analyze", &at("audience.ndjson"), "--panel", &at("panel.csv"), "--format", "json"]);
        command.args(["--target", r#"{"labelled":true}"#]);
        if let Some(size) = size {
            command.args(["--panel-size", &size.to_string()]);
        }
        let output = command.output().expect("the binary runs");
        let own: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        let query = size.map_or(String::new(), |size| format!("?panel_size={size}"));
        let panel = server.post(&format!("/v1/panels{query}"), "text/csv", table);
        assert_eq!((panel.status, &panel.json()["panel_size"]), (201, &json!(size)), "{}", panel.text);
        let body =
            json!({"audience_id": stored.json()["id"], "panel_id": panel.json()["id"], "target": {"labelled": true}});
        let answer = server.post("/v1/analyses", "application/json", body.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text);
        let [own, stored] =
            [&own, &answer.json()].map(|answer| answer["fit"]["share"]["value"].as_f64().expect("a share"));
        println!("command line {own}, service {stored}");
        assert!((own - stored).abs() < 0.03, "{own} {stored}");
    }
    let refused = server.post("/v1/panels", "text/csv", "age,gender,share\n18-24,f,3\n25-34,f,4\n35-44,f,5\n");
    assert!(refused.text.contains("or the number of people of each group in a column n"), "{}", refused.text);
}
