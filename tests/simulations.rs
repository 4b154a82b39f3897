//! `simulate`: what a panel can tell, from the command line.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::file;

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).current_dir(file("tests/data")).stdin(Stdio::null());
    command.output().expect("the binary runs")
}

/// A panel of 300: membership follows the number x and the category tenure.
fn panel(folder: &tempfile::TempDir) -> String {
    let line = |i: usize| {
        let (x, tenure) = ((i * 37 % 101) as f64 / 10.0, ["own", "rent"][i * 13 % 7 % 2]);
        let member = x + if tenure == "rent" { 2.0 } else { 0.0 } + (i * 71 % 19) as f64 / 4.0 > 8.5;
        format!("{x},{tenure},{}\n", u8::from(member))
    };
    let path = folder.path().join("panel.csv");
    let text: String = std::iter::once("x,tenure,in_target\n".to_owned()).chain((0..300).map(line)).collect();
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

#[test]
fn simulate_prints_a_table_by_regime_that_the_seed_decides() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = panel(&folder);
    let common =
        ["simulate", "--panel", &path, "--target", "{\"labelled\": true}", "--audiences", "3", "--size", "200"];
    let printed = |more: &[&str]| {
        let output = run(&[&common[..], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let regimes =
        ["--regime", "none", "--regime", "random-labels-alone", "--panel-date", "2026-01-01", "--as-of", "2026-11-01"];
    let json = printed(&[&regimes[..], &["--format", "json"]].concat());
    assert_eq!(json, printed(&[&regimes[..], &["--format", "json"]].concat()));
    let reported: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&reported["rows"], &reported["audiences"], &reported["seed"]), (&300.into(), &3.into(), &0.into()));
    assert_eq!(reported["covariates"], serde_json::json!(["tenure", "x"]));
    let by_regime = reported["regimes"].as_array().expect("a list");
    let names: Vec<&str> = by_regime.iter().filter_map(|regime| regime["regime"].as_str()).collect();
    assert_eq!(names, ["none", "random_labels_alone"]);
    for regime in by_regime {
        let width = regime["width"].as_f64().expect("a width");
        assert!(width > 0.01 && width < 0.9 && regime["refused"] == 0, "{regime}");
    }
    assert_ne!(json, printed(&[&regimes[..], &["--format", "json", "--seed", "1"]].concat()));
    let text = printed(&regimes);
    for words in ["300 labelled rows", "in nothing", "the same labels, no panel", "Covered", "seed 0"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn what_cannot_be_simulated_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = panel(&folder);
    let common = ["simulate", "--panel", &path, "--target", "{\"labelled\": true}"];
    let said = |arguments: &[&str]| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    let nothing = said(&[&common[..], &["--without", "attributes.x", "--without", "tenure"]].concat());
    assert!(nothing.contains("no field that differs between people"), "{nothing}");
    let regime = said(&[&common[..], &["--regime", "luck"]].concat());
    assert!(regime.contains("Accepted: none, label, covariates"), "{regime}");
    let size = said(&[&common[..], &["--size", "5"]].concat());
    assert!(size.contains("from 50 to 20000"), "{size}");
    let later = said(&[&common[..], &["--panel-date", "2026-12-01", "--as-of", "2026-11-01"]].concat());
    assert!(later.contains("--panel-date: received 2026-12-01"), "{later}");
    let unlabelled = said(&["simulate", "--panel", &path, "--target", "{\"age\": {\"min\": 27, \"max\": 49}}"]);
    assert!(unlabelled.contains("the panel has 0 labelled rows"), "{unlabelled}");
}
