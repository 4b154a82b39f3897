//! A panel that is a cross table: it says as much as the people behind it, whatever the number of its cells.

use std::collections::BTreeMap;

use audience_fit::analysis::{Analysis, AnalysisError, AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::ingest::{ReadOutcome, Role};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use audience_fit::target::TargetSpec;
use serde_json::{Value, json};
use time::macros::date;

use crate::accuracy::{Person, people, read};

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
    assert!((of_cells.1 / of_rows.1 - 1.0).abs() < 0.1, "{of_rows:?} {of_cells:?}");
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
