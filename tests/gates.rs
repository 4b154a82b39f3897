//! One rule for gates: the same people and the same question come to the same verdict wherever they are asked.

use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::{TestServer, file, wait_for};

/// People, a question, and what it comes to.
struct Case {
    name: &'static str,
    profiles: Vec<Value>,
    panel: Option<Vec<Value>>,
    target: Value,
    labels_of_target: bool,
    min_share: f64,
    outcome: &'static str,
    reason: Option<&'static str>,
    exit: i32,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            name: "",
            profiles: Vec::new(),
            panel: None,
            target: json!({"age": {"min": 27, "max": 49}}),
            labels_of_target: false,
            min_share: 0.5,
            outcome: "pass",
            reason: None,
            exit: 0,
        }
    }
}

/// `inside` people of the target's age, `outside` others and `rejected` rows that no reader takes.
fn ages(inside: usize, outside: usize, rejected: usize) -> Vec<Value> {
    let known = (0..inside).map(|_| json!({"age": 30})).chain((0..outside).map(|_| json!({"age": 70})));
    known.chain((0..rejected).map(|_| json!({"age": []}))).collect()
}

/// 60 people of the target's age and 40 others, labelled as `label` has it.
fn labelled(label: impl Fn(bool) -> bool) -> Vec<Value> {
    (0..100).map(|i| json!({"age": if i < 60 { 30 } else { 70 }, "in_target": label(i < 60)})).collect()
}

/// A panel whose members have a larger x, `rejected` of its rows unreadable, and an audience with x alone.
fn with_panel(rejected: usize) -> (Vec<Value>, Option<Vec<Value>>) {
    let row = |i: usize| {
        let is_member = i.is_multiple_of(3);
        json!({"age": if is_member { 30 } else { 70 }, "attributes": {"x": (i % 5) + 3 * usize::from(is_member)}})
    };
    let panel = (0..400).map(row).chain((0..rejected).map(|_| json!({"age": []})));
    let audience = (0..300).map(|i| json!({"attributes": {"x": i % 8}}));
    (audience.collect(), Some(panel.collect()))
}

fn cases() -> Vec<Case> {
    let (audience, panel) = with_panel(100);
    vec![
        Case { name: "counted", profiles: ages(60, 40, 0), ..Case::default() },
        Case {
            name: "counted and too few",
            profiles: ages(60, 40, 0),
            min_share: 0.7,
            outcome: "fail",
            exit: 1,
            ..Case::default()
        },
        Case { name: "rejected rows that could not turn it", profiles: ages(60, 40, 3), ..Case::default() },
        Case {
            name: "rejected rows that could turn a pass",
            profiles: ages(60, 40, 3),
            min_share: 0.59,
            outcome: "inconclusive",
            reason: Some("rejected_rows"),
            exit: 2,
            ..Case::default()
        },
        Case {
            name: "rejected rows that could turn a failure",
            profiles: ages(60, 40, 3),
            min_share: 0.605,
            outcome: "inconclusive",
            reason: Some("rejected_rows"),
            exit: 2,
            ..Case::default()
        },
        Case {
            name: "many rejected rows",
            profiles: ages(60, 0, 40),
            min_share: 0.2,
            outcome: "inconclusive",
            reason: Some("rejected_rows"),
            exit: 2,
            ..Case::default()
        },
        Case {
            name: "many rejected rows of the panel",
            profiles: audience,
            panel,
            min_share: 0.01,
            outcome: "inconclusive",
            reason: Some("rejected_rows"),
            exit: 2,
            ..Case::default()
        },
        Case { name: "labels of another target", profiles: labelled(|inside| !inside), ..Case::default() },
        Case {
            name: "labels of this target",
            profiles: labelled(|inside| inside),
            labels_of_target: true,
            ..Case::default()
        },
        Case {
            name: "labels said to be of this target that contradict it",
            profiles: labelled(|inside| !inside),
            labels_of_target: true,
            min_share: 0.2,
            outcome: "inconclusive",
            reason: Some("labels_contradict"),
            exit: 3,
            ..Case::default()
        },
        Case {
            name: "a labelled target",
            profiles: labelled(|inside| !inside),
            target: json!({"labelled": true}),
            outcome: "fail",
            exit: 1,
            ..Case::default()
        },
        Case {
            name: "the target's field in a column that was not recognised",
            profiles: (0..100).map(|i| json!({"attributes": {"sex": if i % 2 == 0 { "f" } else { "m" }}})).collect(),
            target: json!({"gender": ["f"]}),
            outcome: "inconclusive",
            reason: Some("field_not_recognised"),
            exit: 2,
            ..Case::default()
        },
    ]
}

fn lines(profiles: &[Value]) -> Vec<u8> {
    profiles.iter().flat_map(|profile| format!("{profile}\n").into_bytes()).collect()
}

fn run(arguments: &[String]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).current_dir(file("")).stdin(Stdio::null()).env_remove("AUDIENCE_FIT_KEY");
    command.output().expect("the binary runs")
}

/// A case on disk, with the arguments that ask for it.
fn written(case: &Case, folder: &std::path::Path) -> Vec<String> {
    let write = |name: &str, people: &[Value]| {
        let path = folder.join(name);
        std::fs::write(&path, lines(people)).expect("a file");
        path.display().to_string()
    };
    let mut arguments = vec![write("followers.ndjson", &case.profiles)];
    arguments.extend(["--target".to_owned(), case.target.to_string()]);
    arguments.extend(["--min-share".to_owned(), case.min_share.to_string()]);
    if let Some(panel) = &case.panel {
        arguments.extend(["--panel".to_owned(), write("panel.ndjson", panel)]);
    }
    if case.labels_of_target {
        arguments.push("--labels-of-target".to_owned());
    }
    arguments
}

fn body(case: &Case) -> Value {
    let mut body = json!({"profiles": case.profiles, "target": case.target, "min_share": case.min_share});
    if let Some(panel) = &case.panel {
        body["panel"] = json!(panel);
    }
    if case.labels_of_target {
        body["labels"] = json!({"of_target": true});
    }
    body
}

fn ok(answer: &crate::support::Answer) -> Value {
    assert!((200..300).contains(&answer.status), "{}", answer.text);
    answer.json()
}

fn of_job(server: &TestServer, body: &Value) -> Value {
    let queued = server.post("/v1/jobs", "application/json", body.to_string());
    let path = queued.header("location").to_owned();
    let job = wait_for("the job", || Some(ok(&server.get(&path))).filter(|job| job["state"] == "succeeded"));
    ok(&server.get(job["analysis"].as_str().expect("a path")))
}

fn of_stored(server: &TestServer, case: &Case) -> Value {
    let stored = |path: &str, people: &[Value]| {
        let stored = server.send("POST", path, &[("content-type", "application/x-ndjson")], &lines(people));
        ok(&stored)["id"].as_str().expect("an id").to_owned()
    };
    let mut query = format!(
        "/v1/audiences/{}/fit?min_share={}&labels_of_target={}&target=",
        stored("/v1/audiences", &case.profiles),
        case.min_share,
        case.labels_of_target
    );
    query.extend(form_urlencoded::byte_serialize(case.target.to_string().as_bytes()));
    if let Some(panel) = &case.panel {
        query.push_str(&format!("&panel_id={}", stored("/v1/panels", panel)));
    }
    ok(&server.get(&query))
}

#[test]
fn every_gate_comes_to_the_same_verdict() {
    let server = TestServer::start();
    for case in cases() {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = written(&case, folder.path());
        let with = |command: &str, more: &[&str]| {
            let all = std::iter::once(command.to_owned()).chain(arguments.iter().cloned());
            run(&all.chain(more.iter().map(|text| (*text).to_owned())).collect::<Vec<_>>())
        };
        let printed = with("analyze", &["--format", "json"]);
        let printed: Value = serde_json::from_slice(&printed.stdout)
            .unwrap_or_else(|_| panic!("{}: {}", case.name, String::from_utf8_lossy(&printed.stderr)));
        let posted = ok(&server.create_analysis(&body(&case)));
        let answers = [printed, posted, of_stored(&server, &case), of_job(&server, &body(&case))];
        for (answer, surface) in answers.iter().zip(["analyze", "POST /v1/analyses", "GET fit", "a job"]) {
            let verdict = &answer["verdict"];
            assert_eq!(
                (&verdict["outcome"], &verdict["reason"]),
                (&json!(case.outcome), &json!(case.reason)),
                "{} by {surface}: {answer}",
                case.name
            );
            assert_eq!(answer["fit"], answers[0]["fit"], "{} by {surface}", case.name);
            assert_eq!(answer["caveats"], answers[0]["caveats"], "{} by {surface}", case.name);
        }
        let url = server.url("");
        for more in [&[][..], &["--server", &url]] {
            let junit = folder.path().join("junit.xml");
            let output = with("check", &[more, &["--junit", junit.to_str().expect("UTF-8")]].concat());
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(case.exit), "{} {more:?}: {said}", case.name);
            let report = std::fs::read_to_string(&junit).expect("a report");
            assert_eq!(report.contains("<error"), case.reason.is_some(), "{}: {report}", case.name);
            // Nothing that has to be corrected first is ever let through.
            let lenient = with("check", &[more, &["--inconclusive", "pass"]].concat());
            assert_eq!(lenient.status.code() == Some(0), case.exit == 0, "{} {more:?}", case.name);
        }
    }
}

fn analyze(path: &str, more: &[&str]) -> Value {
    let arguments = ["analyze", path, "--target", r#"{"age":{"min":27,"max":49}}"#, "--format", "json"];
    let output = run(&arguments.iter().chain(more).map(|text| (*text).to_owned()).collect::<Vec<_>>());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|entry| entry["code"].as_str()).collect()
}

#[test]
fn labels_that_contradict_every_profile_are_neither_used_nor_exact() {
    let path = "tests/data/door/labels-contradict/conflict.csv";
    let by_age = analyze(path, &[]);
    assert_eq!((&by_age["fit"]["method"], &by_age["fit"]["share"]["value"]), (&json!("all_labelled"), &json!(0.5)));
    assert_eq!(codes(&by_age["caveats"]), ["labels_not_used"]);
    let caveat = by_age["caveats"][0]["detail"].as_str().expect("a sentence");
    assert!(caveat.contains("say so when you ask for the analysis: the warnings say how"), "{caveat}");
    assert!(by_age["warnings"].to_string().contains("--labels-of-target"), "{}", by_age["warnings"]);
    assert!(by_age["warnings"].to_string().contains("200 of 200 labels contradict"), "{}", by_age["warnings"]);
    let by_label = analyze(path, &["--labels-of-target", "--min-share", "0.3"]);
    assert_eq!(by_label["fit"]["method"], "contradicted_labels");
    assert_eq!((&by_label["fit"]["share"]["lower"], &by_label["fit"]["share"]["upper"]), (&json!(0.0), &json!(1.0)));
    assert_eq!(by_label["verdict"]["reason"], "labels_contradict");
    let warned = by_label["warnings"].to_string();
    assert!(warned.contains("200 of 200 labels contradict"), "{warned}");
}

#[test]
fn a_few_contradictions_are_counted_and_leave_the_verdict() {
    let mut profiles = labelled(|inside| inside);
    (0..400).for_each(|i| profiles.push(json!({"age": if i % 2 == 0 { 30 } else { 70 }, "in_target": i % 2 == 0})));
    profiles[0]["in_target"] = json!(false);
    let server = TestServer::start();
    let body = json!({"profiles": profiles, "target": {"age": {"min": 27, "max": 49}}, "labels": {"of_target": true}, "min_share": 0.3});
    let answer = ok(&server.create_analysis(&body));
    assert_eq!((&answer["verdict"]["outcome"], &answer["verdict"]["reason"]), (&json!("pass"), &Value::Null));
    assert!(codes(&answer["warnings"]).contains(&"labels_contradict"), "{}", answer["warnings"]);
    // One person is too few to be counted aloud.
    assert!(answer["warnings"].to_string().contains("fewer than 10 of 500"), "{}", answer["warnings"]);
}

#[test]
fn heaped_end_codes_are_named_with_the_share_without_them() {
    let heaped = analyze("tests/data/door/sentinel-ages/age_9899.csv", &[]);
    assert_eq!(heaped["fit"]["share"]["value"], 0.255);
    assert_eq!(heaped["caveats"][0]["code"], "end_codes");
    let sentence = heaped["caveats"][0]["detail"].as_str().expect("a sentence");
    for part in ["40 people", "98 and 99", "32 % (29-35 %"] {
        assert!(sentence.contains(part), "{part} is not in: {sentence}");
    }
    let without = analyze("tests/data/door/sentinel-ages/age_true.csv", &[]);
    let shift = without["fit"]["share"]["value"].as_f64().expect("a share") - 0.255;
    assert!((heaped["caveats"][0]["shift"].as_f64().expect("a shift") - shift).abs() < 1e-6);
    assert!(!codes(&without["warnings"]).contains(&"end_codes"));
}

#[test]
fn rejected_people_widen_what_would_have_been_counted() {
    let server = TestServer::start();
    let ask = |rejected| {
        ok(&server
            .create_analysis(&json!({"profiles": ages(60, 40, rejected), "target": {"age": {"min": 27, "max": 49}}})))
    };
    let (counted, in_part) = (ask(0), ask(25));
    assert_eq!((&counted["fit"]["method"], &counted["caveats"]), (&json!("all_labelled"), &json!([])));
    let fit = &in_part["fit"];
    assert_eq!(fit["method"], "counted_in_part");
    let ends = ["lower", "value", "upper"].map(|end| fit["share"][end].as_f64().expect("a share"));
    assert_eq!(ends, [0.48, 0.6, 0.68]);
    assert_eq!((&fit["evidence"]["lower_bound"], &fit["evidence"]["upper_bound"]), (&json!(0.48), &json!(0.68)));
    assert_eq!((&fit["count"]["lower"], &fit["count"]["upper"]), (&json!(60.0), &json!(85.0)));
    assert_eq!(codes(&in_part["caveats"]), ["rows_rejected"]);
    assert!(!fit["assumption"].as_str().expect("a sentence").contains("every profile"), "{fit}");
}

#[test]
fn a_report_never_overwrites_the_profiles() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("followers.csv");
    let name = path.to_str().expect("UTF-8");
    std::fs::write(&path, "age\n30\n").expect("a file");
    let target = ["--target", r#"{"labelled":true}"#, "--min-share", "0.3"];
    // The second lacks the file, because its name was taken for the report's.
    for arguments in [&["check", name, "--junit", name][..], &["check", "--junit", name], &["check", "--sarif", name]] {
        let all = [arguments, &target].concat();
        assert_eq!(
            run(&all.into_iter().map(str::to_owned).collect::<Vec<_>>()).status.code(),
            Some(2),
            "{arguments:?}"
        );
        assert_eq!(std::fs::read_to_string(&path).expect("the profiles"), "age\n30\n", "{arguments:?}");
    }
}

#[test]
fn a_check_that_fails_leaves_reports_of_the_failure_and_no_older_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let (junit, sarif) = (folder.path().join("j.xml"), folder.path().join("s.sarif"));
    let (j, s) = (junit.to_str().expect("UTF-8"), sarif.to_str().expect("UTF-8"));
    let hostile = "tests/data/door/gate-report-missing/ctl2.csv";
    let labelled = r#"{"labelled":true}"#;
    let nowhere = ["--server", "http://127.0.0.1:1", "--timeout", "1"];
    let good = "tests/data/door/sentinel-ages/age_true.csv";
    let cases: [(&str, Vec<&str>, i32); 7] = [
        ("rows with control characters", vec![hostile, "--target", labelled, "--min-share", "0.3"], 2),
        ("no such file", vec!["no-such.csv", "--target", labelled, "--min-share", "0.3"], 2),
        ("no such target", vec![good, "--target", "nobody", "--min-share", "0.3"], 2),
        ("a share of 30", vec![good, "--target", labelled, "--min-share", "30"], 2),
        ("an unknown flag", vec![good, "--bogus", "--target", labelled, "--min-share", "0.3"], 2),
        ("no minimum", vec![good, "--target", labelled], 2),
        ("no service", [&[good, "--target", labelled, "--min-share", "0.3"][..], &nowhere].concat(), 4),
    ];
    for (name, arguments, exit) in cases {
        for path in [&junit, &sarif] {
            std::fs::write(path, "an older report").expect("a file");
        }
        let all = [&["check"][..], &arguments, &["--junit", j, "--sarif", s]].concat();
        let output = run(&all.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(exit), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let report = std::fs::read_to_string(&junit).expect("a JUnit report");
        assert!(report.contains("errors=\"1\"") && report.contains("<error "), "{name}: {report}");
        assert!(
            !report.contains("]]>") && !report.contains(|c: char| c.is_control() && c != '\n'),
            "{name}: {report:?}"
        );
        let document: Value = serde_json::from_slice(&std::fs::read(&sarif).expect("a SARIF report")).expect("JSON");
        assert_eq!(document["runs"][0]["results"][0]["level"], "error", "{name}");
    }
}
