//! Delta tables at a version, held to the rows that another reader finds in it. `tests/data/delta/make.py` made them.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Process, file, s3};

const TARGET: [&str; 4] = ["--target", r#"{"age": {"min": 27, "max": 49}}"#, "--format", "json"];

fn analyze(arguments: &[&str], environment: &[(&str, String)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.arg("analyze").args(arguments).args(TARGET).current_dir(file("tests/data/delta")).stdin(Stdio::null());
    command.envs(environment.iter().map(|(name, value)| (*name, value))).output().expect("the binary runs")
}

fn answer(arguments: &[&str], environment: &[(&str, String)]) -> Value {
    let output = analyze(arguments, environment);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn refusal(arguments: &[&str]) -> String {
    let output = analyze(arguments, &[]);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A table is answered what its rows as CSV are, whatever the order in which it has them.
fn hold(table: &Value, rows: &str) {
    let whole = answer(&[rows], &[]);
    assert_eq!(table["audience"]["profiles"], whole["audience"]["profiles"], "{rows}");
    assert_eq!(table["audience"]["rejected"], json!(0), "{rows}");
    assert_eq!(table["fit"]["counts"], whole["fit"]["counts"], "{rows}");
    for end in ["value", "lower", "upper"] {
        let share = |answer: &Value| answer["fit"]["share"][end].as_f64().expect("a share");
        assert!((share(table) - share(&whole)).abs() < 1e-9, "{end} of {rows}: {} {}", share(table), share(&whole));
    }
    let sizes = |answer: &Value| -> Vec<u64> {
        answer["segments"].as_array().expect("segments").iter().filter_map(|s| s["count"].as_u64()).collect()
    };
    assert_eq!(sizes(table), sizes(&whole), "{rows}");
}

/// Rows of a CSV.
fn lines(rows: &str) -> usize {
    std::fs::read_to_string(file("tests/data/delta").join(rows)).expect("a file").lines().count() - 1
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a file");
        }
    }
}

#[test]
fn every_version_holds_the_rows_that_its_log_says() {
    for version in 0..=4 {
        let number = version.to_string();
        let table = answer(&["followers", "--table-version", &number], &[]);
        hold(&table, &format!("followers-{number}.csv"));
        let files = table["provenance"]["files"].as_array().expect("files");
        assert_eq!(files[0]["name"], format!("_delta_log/{version:020}.json"), "the version is part of the provenance");
    }
    let newest = answer(&["followers"], &[]);
    assert_eq!(newest["id"], answer(&["followers", "--table-version", "4"], &[])["id"]);
    assert_ne!(newest["id"], answer(&["followers", "--table-version", "3"], &[])["id"]);
    let said = newest.to_string();
    assert!(said.contains("version 4 of the table was read; 13 rows of its files were deleted"), "{said}");
}

#[test]
fn columns_have_the_names_of_the_table_and_not_of_its_files() {
    hold(&answer(&["renamed"], &[]), "renamed-0.csv");
}

#[test]
fn a_version_that_is_not_there_and_a_damaged_table_are_said() {
    let said = refusal(&["followers", "--table-version", "9"]);
    assert!(said.contains("no version 9; the newest is 4"), "{said}");
    let said = refusal(&["followers-0.csv", "--table-version", "1"]);
    assert!(said.contains("is not a Delta table. Leave out the version"), "{said}");
    let said = refusal(&["followers/region=KR-11/*.parquet", "--table-version", "1"]);
    assert!(said.contains("is not a Delta table"), "{said}");
    let said = refusal(&["."]);
    assert!(said.contains("is not the folder of one Delta table"), "{said}");
    let folder = TempDir::new().expect("a folder");
    let table = folder.path().join("followers");
    copied(&file("tests/data/delta/followers"), &table);
    let table = table.display().to_string();
    std::fs::remove_dir_all(folder.path().join("followers/region=KR-11")).expect("it is there");
    let said = refusal(&[&table]);
    assert!(said.contains("region=KR-11/") && said.contains("is not there"), "{said}");
    std::fs::write(folder.path().join("followers/_delta_log/00000000000000000004.json"), b"{\"add\": 3")
        .expect("a file");
    let said = refusal(&[&table]);
    assert!(said.contains("The log of the Delta table"), "{said}");
}

#[test]
fn tables_that_are_not_read_are_said_to_be_so() {
    let entry = "_delta_log/00000000000000000000.json";
    for (from, to, said) in [
        (r#""delta.columnMapping.mode": "name""#, r#""delta.columnMapping.mode": "id""#, "column mapping by id"),
        (r#""path": "part-0.parquet""#, r#""path": "file:///elsewhere/part-0.parquet""#, "files outside of its folder"),
        (r#""path": "part-0.parquet""#, r#""path": "../part-0.parquet""#, "files outside of its folder"),
    ] {
        let folder = TempDir::new().expect("a folder");
        copied(&file("tests/data/delta/renamed"), folder.path());
        let log = std::fs::read_to_string(folder.path().join(entry)).expect("an entry");
        assert!(log.contains(from), "{log}");
        std::fs::write(folder.path().join(entry), log.replace(from, to)).expect("a file");
        let refused = refusal(&[&folder.path().display().to_string()]);
        assert!(refused.contains(said), "{to}: {refused}");
    }
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn a_table_in_a_bucket_is_read_at_its_version() {
    let bucket = s3::bucket();
    let place = file("tests/data/delta/followers");
    let mut folders = vec![place.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&place).expect("it is below").display().to_string();
                bucket.put(&format!("kept/{name}"), &std::fs::read(&path).expect("a file"));
            }
        }
    }
    let environment = bucket.environment();
    for version in ["1", "4"] {
        hold(
            &answer(&[&bucket.folder(), "--table-version", version], &environment),
            &format!("followers-{version}.csv"),
        );
    }
    let (kept, sources) = (TempDir::new().expect("a folder"), format!("local={}", bucket.folder()));
    let server = Process::start_in(kept.path(), &["--sources", &sources], &environment);
    let post = |body: Value| {
        server.send("POST", "/v1/audiences", &[("content-type", "application/json")], body.to_string().as_bytes())
    };
    for (version, read, profiles) in [(json!(0), 0, 120), (json!(null), 4, lines("followers-4.csv"))] {
        let stored = post(json!({"source": bucket.folder(), "version": version}));
        assert_eq!(stored.status, 201, "{}", stored.text);
        let stored = stored.json();
        assert_eq!((&stored["source"]["version"], &stored["profiles"]), (&json!(read), &json!(profiles)), "{stored}");
    }
    let refused = post(json!({"source": bucket.folder(), "version": 9}));
    assert!(refused.status == 422 && refused.text.contains("no version 9; the newest is 4"), "{}", refused.text);
    // What a bucket or a log says is for the log of the service alone.
    bucket.put("kept/_delta_log/00000000000000000005.json", b"{\"add\": 3");
    let refused = post(json!({"source": bucket.folder()}));
    let detail = refused.json()["detail"].as_str().expect("a detail").to_owned();
    assert!(refused.status == 422 && detail.contains("cannot be read by the service. Check the table"), "{detail}");
    server.kill();
}
