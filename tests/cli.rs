//! The real binary.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::file;

const TARGET: &str = "@tests/data/uci-adult/target.json";
const AUDIENCE: &str = "tests/data/uci-adult/audience.csv";
const PANEL: &str = "tests/data/uci-adult/panel.csv";

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the binary runs")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).current_dir(file("")).stdin(Stdio::null());
    command
}

fn run_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = command(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("input is taken");
    child.wait_with_output().expect("the binary ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn analyze_prints_each_format() {
    for (format, sign) in [("text", "%"), ("html", "<!doctype html>"), ("markdown", "# "), ("json", "{")] {
        let output = run(&["analyze", AUDIENCE, "--panel", PANEL, "--target", TARGET, "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let printed = text(&output.stdout);
        assert!(printed.to_lowercase().contains(sign), "{format}: {printed}");
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    }
}

#[test]
fn the_binary_and_the_service_answer_alike() {
    let output = run(&["analyze", AUDIENCE, "--panel", PANEL, "--target", TARGET, "--format", "json", "--seed", "1"]);
    let printed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let server = crate::support::TestServer::start();
    let (profiles, panel, target) = crate::support::adult();
    let body = serde_json::json!({"profiles": profiles, "panel": panel, "target": target, "seed": 1});
    let answered = server.create_analysis(&body).json();
    for part in ["fit", "segments", "channels", "verdict"] {
        assert_eq!(printed[part], answered[part], "{part}");
    }
    assert_eq!(printed["audience"]["profiles"], answered["audience"]["profiles"]);
}

#[test]
fn check_exits_by_the_verdict() {
    let check = |share: &str, more: &[&str]| {
        let mut arguments = vec!["check", AUDIENCE, "--panel", PANEL, "--target", TARGET, "--min-share", share];
        arguments.extend(more);
        let output = run(&arguments);
        println!("{}", text(&output.stdout));
        output.status.code()
    };
    assert_eq!(check("0.2", &[]), Some(0));
    assert_eq!(check("0.7", &[]), Some(1));
    assert_eq!(check("0.42", &[]), Some(3));
    assert_eq!(check("0.42", &["--inconclusive", "pass"]), Some(0));
    assert_eq!(check("0.42", &["--inconclusive", "fail"]), Some(1));
    assert_eq!(check("42", &[]), Some(2));
}

#[test]
fn check_writes_junit_and_sarif() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (junit, sarif) = (path("junit.xml"), path("out.sarif"));
    let output = run(&[
        "check",
        AUDIENCE,
        "--panel",
        PANEL,
        "--target",
        TARGET,
        "--min-share",
        "0.7",
        "--junit",
        &junit,
        "--sarif",
        &sarif,
    ]);
    assert_eq!(output.status.code(), Some(1));
    let junit = std::fs::read_to_string(junit).expect("a JUnit file");
    assert!(junit.contains("<failure"), "{junit}");
    let sarif: Value = serde_json::from_slice(&std::fs::read(sarif).expect("a SARIF file")).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn standard_input_is_read_in_every_format() {
    let labelled = r#"{"labelled": true}"#;
    let arguments = ["analyze", "-", "--target", labelled, "--format", "json", "--min-cell", "1"];
    let json = r#"[{"in_target": true, "age": 30}, {"in_target": false, "age": 60}]"#;
    let ndjson = "{\"in_target\": true, \"age\": 30}\n{\"in_target\": false, \"age\": 60}\n";
    let csv = "in_target,age\ntrue,30\nfalse,60\n";
    for input in [json, ndjson, csv] {
        let output = run_with_input(&arguments, input.as_bytes());
        let analysis: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {input}"));
        assert_eq!(analysis["fit"]["count"]["value"], 1.0);
    }
}

#[test]
fn bad_usage_and_bad_input_exit_with_two_and_say_why() {
    let cases: [(&[&str], &str); 7] = [
        (&["analyze", "no-such-file.csv", "--target", "{\"labelled\":true}"], "no-such-file.csv"),
        (&["analyze", AUDIENCE, "--target", "no-such-preset"], "under-middle-class-late-20s-to-40s"),
        (&["analyze", AUDIENCE, "--target", "{\"age\":"], "--target"),
        (&["analyze", AUDIENCE, "--target", "@no-such-target.json"], "no-such-target.json"),
        (&["analyze", AUDIENCE, "--target", TARGET, "--level", "7"], "0.5 to 0.99"),
        (&["recommend", "--target", "{\"age\":{\"min\":30}}"], "--country"),
        (&["frobnicate"], "frobnicate"),
    ];
    for (arguments, sign) in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(sign), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    let output = run_with_input(&["analyze", "-", "--target", "{\"labelled\":true}"], b"age\n250\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("age: received 250"), "{}", text(&output.stderr));
}

#[test]
fn recommend_prints_each_format() {
    for (format, sign) in [("text", "newspaper"), ("html", "<!doctype html>"), ("markdown", "|"), ("json", "reach")] {
        let output = run(&[
            "recommend",
            "--target",
            "under-middle-class-late-20s-to-40s",
            "--country",
            "KR",
            "--year",
            "2012",
            "--format",
            format,
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(text(&output.stdout).to_lowercase().contains(sign), "{format}: {}", text(&output.stdout));
    }
}

#[test]
fn recommend_plans_a_week_from_flags_and_a_file() {
    let question = ["recommend", "--target", "under-middle-class-late-20s-to-40s", "--country", "US", "--year", "2018"];
    let ask = |more: &[&str]| run(&[&question, more].concat());
    let planned = |more: &[&str]| -> Value {
        let output = ask(&[more, &["--format", "json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["plan"].clone()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("constraints.json");
    std::fs::write(&file, r#"{"hours_per_week": 5, "channels": [{"channel": "facebook", "hold": {"hours": 3}}]}"#)
        .expect("a file");
    let file = file.display().to_string();
    let by_file = planned(&["--constraints", &file]);
    assert_eq!(by_file["hours_per_week"], 5.0);
    let both = planned(&["--constraints", &file, "--hours", "12", "--task", "eligibility"]);
    assert_eq!((&both["hours_per_week"], &both["task"]), (&12.0.into(), &"eligibility".into()));
    let flags = planned(&["--hours", "12", "--budget", "800", "--currency", "USD", "--people", "90000"]);
    assert_eq!(flags["budget"]["amount"], 800.0);
    for (format, sign) in
        [("text", "What to do in a week"), ("html", "What to do in a week"), ("markdown", "## Scoring")]
    {
        let printed = text(&ask(&["--hours", "12", "--format", format]).stdout);
        assert!(printed.contains(sign), "{format}: {printed}");
    }
    let own = ["--people", "400000", "--own-reach", "facebook=18000followers", "--own-reach", "x=2500 followers"];
    let goal = planned(&[&own[..], &["--reach-at-least", "400", "--weeks", "2", "--curve"]].concat());
    assert_eq!((&goal["scale"], &goal["goal"]["status"]), (&"people".into(), &"reachable".into()), "{goal}");
    assert!(goal["people"]["value"].as_f64() >= Some(400.0) && goal["curves"][0]["points"].is_array(), "{goal}");
    let page = text(&ask(&[&own[..], &["--hours", "9", "--curve", "--format", "html"]].concat()).stdout);
    assert!(
        page.contains("<figure class=\"course\"") && page.contains("People of the target reached, by hours a week"),
        "the curve is drawn: {page}"
    );
    let refused: [(&[&str], &str); 8] = [
        (&["--hours", "9", "--own-reach", "facebook=12000"], "for example facebook=12000followers"),
        (&["--hours", "9", "--weeks", "0", "--own-reach", "facebook=12000followers"], "1 to 52"),
        (&["--hours", "9", "--reach-at-least", "5000"], "channels[].own_reach"),
        (&["--hours", "0"], "hours_per_week"),
        (&["--task", "awareness"], "give the staff hours"),
        (&["--hours", "9", "--budget", "5"], "currency"),
        (&["--constraints", "no-such-file.json"], "no-such-file.json"),
        (&["--constraints", &file, "--hours", "2"], "facebook 3 (hold)"),
    ];
    for (arguments, sign) in refused {
        let output = ask(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(sign), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn analyze_plans_a_week_with_what_the_account_reaches() {
    let output = run(&[
        "analyze",
        AUDIENCE,
        "--panel",
        PANEL,
        "--target",
        TARGET,
        "--country",
        "US",
        "--hours",
        "10",
        "--people",
        "20000",
        "--account-channel",
        "facebook",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let analysis: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let allocations = analysis["plan"]["allocations"].as_array().expect("a plan");
    let facebook = allocations.iter().find(|a| a["channel"] == "facebook").expect("its followers match");
    assert!(facebook["reasons"].to_string().contains("as soon as it is staffed"), "{facebook}");
}

#[test]
fn recommend_prints_the_account_and_the_cost() {
    let target = "under-middle-class-late-20s-to-40s";
    let ask = |more: &[&str]| {
        let mut arguments = vec!["recommend", "--target", target, "--country", "US", "--year", "2018"];
        arguments.extend(more);
        run(&arguments)
    };
    let output = ask(&["--account-channel", "x", "--followers", "12000", "--fit", "0.05", "--cost", "x=7.5USD"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["Potential reach: ", "Present reach: 600 people", "At 7.50 USD per thousand people reached"] {
        assert!(printed.contains(said), "{said} in\n{printed}");
    }
    for (wrong, said) in [
        (
            &["--account-channel", "pigeon", "--followers", "1", "--fit", "0.5"][..],
            "--account-channel: received pigeon",
        ),
        (&["--account-channel", "x", "--followers", "1", "--fit", "5"][..], "--fit: received 5"),
        (&["--account-channel", "x"][..], "--followers"),
        (&["--cost", "x=cheap"][..], "for example facebook=9.5USD"),
        (&["--cost", "x=1USD", "--cost", "facebook=1EUR"][..], "give all in one currency"),
    ] {
        let output = ask(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(text(&output.stderr).contains(said), "{wrong:?}: {}", text(&output.stderr));
    }
}

#[test]
fn schemas_are_written_into_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(&["schemas", folder.path().to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let written = std::fs::read_to_string(folder.path().join("priors-row.schema.json")).expect("a schema");
    assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON")["title"], "a row of priors/*.csv");
}

#[test]
fn openapi_is_printed() {
    assert_eq!(text(&run(&["openapi"]).stdout), audience_fit::api::openapi_json());
}

#[test]
fn health_exits_by_readiness() {
    let server = crate::support::TestServer::start();
    let ready = run(&["health", "--url", &server.url("")]);
    assert_eq!(ready.status.code(), Some(0), "{}", text(&ready.stderr));
    assert!(text(&ready.stdout).contains("catalog_version"));
    assert_eq!(run(&["health", "--url", "http://127.0.0.1:1"]).status.code(), Some(4));
    assert_eq!(run(&["health", "--url", "ftp://x"]).status.code(), Some(2));
}

#[test]
fn check_gives_no_verdict_on_a_broken_file() {
    let mut csv = String::from("id,gender,in_target\n");
    for i in 0..1000 {
        let quote = if i == 150 { "\"" } else { "" };
        csv.push_str(&format!("p{i},{quote}female,{}\n", i < 150));
    }
    let arguments = ["check", "-", "--target", "{\"labelled\":true}", "--min-share", "0.3"];
    let output = run_with_input(&arguments, csv.as_bytes());
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("850 of 1,000 rows were rejected"), "{}", text(&output.stderr));
    let whole = run_with_input(&arguments, csv.replace('"', "").as_bytes());
    assert_eq!(whole.status.code(), Some(1), "{}", text(&whole.stderr));
}

#[test]
fn headers_are_known_in_any_case() {
    let input = b"Age,Gender\n31,f\n70,f\n";
    let target = "{\"age\":{\"min\":27,\"max\":49}}";
    let output = run_with_input(&["analyze", "-", "--target", target, "--format", "json", "--min-cell", "1"], input);
    let analysis: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(analysis["fit"]["share"]["value"], 0.5);
}
