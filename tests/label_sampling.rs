//! How labels came and when the panel was asked, through every door.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Answer, TestServer, file, wait_for};

const MEMBERS: [&str; 2] = ["own", "rent"];

/// Followers who state a tenure, of whom the first `labelled` say whether they are in the target.
fn followers(n: usize, labelled: usize) -> Vec<Value> {
    let one = |i: usize| {
        let mut row = json!({"tenure": MEMBERS[usize::from(i.is_multiple_of(3))]});
        if i < labelled {
            row["in_target"] = json!(i.is_multiple_of(4));
        }
        row
    };
    (0..n).map(one).collect()
}

fn panel(n: usize) -> Vec<Value> {
    let one = |i: usize| json!({"tenure": MEMBERS[usize::from(i.is_multiple_of(2))], "in_target": i % 5 < 2 || i.is_multiple_of(2)});
    (0..n).map(one).collect()
}

fn question(profiles: &[Value], more: &Value) -> Value {
    let mut body = json!({"profiles": profiles, "target": {"labelled": true}, "retain": false, "as_of": "2026-11-01"});
    let more = more.as_object().expect("fields").clone();
    body.as_object_mut().expect("a body").extend(more);
    body
}

fn evidence(answer: &Answer) -> Value {
    assert!(answer.status < 300, "{}", answer.text);
    answer.json()["fit"]["evidence"].clone()
}

/// The one fault of a problem: its pointer and code, and what it says.
fn fault(answer: &Answer) -> (String, String, String) {
    assert_eq!(answer.status, 422, "{}", answer.text);
    let problem = answer.json();
    let faults = problem["errors"].as_array().expect("faults");
    assert_eq!(faults.len(), 1, "{}", answer.text);
    let text = |name: &str| faults[0][name].as_str().expect("a text").to_owned();
    (text("pointer"), text("code"), text("detail"))
}

#[test]
fn a_request_says_how_labels_came_and_the_answer_repeats_it() {
    let server = TestServer::start();
    let of = |more: Value| evidence(&server.create_analysis(&question(&followers(200, 60), &more)));
    assert_eq!(of(json!({}))["labels_how"], "self_declared");
    assert_eq!(of(json!({"labels": {"how": "self_declared"}}))["labels_how"], "self_declared");
    let random = of(json!({"labels": {"how": "random_sample"}}));
    assert_eq!((&random["labels_how"], &random["panel_age_years"]), (&json!("random_sample"), &Value::Null));
    let answer = server.create_analysis(&question(&followers(20, 20), &json!({"labels": {"how": "luck"}})));
    let (pointer, _, detail) = fault(&answer);
    assert!(pointer == "/labels/how" && detail.contains("random_sample"), "{pointer} {detail}");
}

#[test]
fn label_weights_are_for_random_samples_and_for_every_labelled_profile() {
    let server = TestServer::start();
    let mut profiles = followers(200, 60);
    for row in &mut profiles[..60] {
        row["label_weight"] = json!(3.5);
    }
    let (pointer, code, detail) = fault(&server.create_analysis(&question(&profiles, &json!({}))));
    assert_eq!((pointer.as_str(), code.as_str()), ("/labels/how", "conflict"), "{detail}");
    let random = json!({"labels": {"how": "random_sample"}});
    evidence(&server.create_analysis(&question(&profiles, &random)));
    profiles[7]["label_weight"] = Value::Null;
    let (pointer, code, detail) = fault(&server.create_analysis(&question(&profiles, &random)));
    assert_eq!((pointer.as_str(), code.as_str()), ("/profiles", "missing"));
    assert!(detail.starts_with("1 of 60 labelled profiles have no label_weight"), "{detail}");
    for (wrong, code) in [(json!(0), "out_of_range"), (json!(-2), "out_of_range"), (json!("3"), "wrong_type")] {
        profiles[7]["label_weight"] = wrong;
        let answer = server.create_analysis(&question(&profiles, &random)).json();
        let rejected = &answer["audience"]["rejections"][0];
        assert_eq!((&rejected["field"], &rejected["code"]), (&json!("label_weight"), &json!(code)), "{answer}");
    }
    let mut rows = panel(40);
    rows[3]["label_weight"] = json!(2);
    let answer = server.create_analysis(&question(&followers(200, 0), &json!({"panel": rows}))).json();
    assert_eq!(answer["audience"]["panel_rejections"][0]["code"], "conflict");
}

#[test]
fn a_panel_has_the_date_that_it_was_given_with() {
    let server = TestServer::start();
    let with = |more: Value| {
        let mut more = more;
        more["panel"] = json!(panel(100));
        server.create_analysis(&question(&followers(200, 0), &more))
    };
    let assumed = evidence(&with(json!({})));
    assert_eq!((&assumed["panel_age_years"], &assumed["panel_age_assumed"]), (&json!(2.0), &json!(true)));
    let dated = evidence(&with(json!({"panel_as_of": "2023-11-02"})));
    assert_eq!(dated["panel_age_assumed"], false);
    assert!((dated["panel_age_years"].as_f64().expect("years") - 3.0).abs() < 0.01, "{dated}");
    for (day, word) in [("2026-11-02", "up to 2026-11-01"), ("1901-01-01", "100 years")] {
        let (pointer, code, detail) = fault(&with(json!({"panel_as_of": day})));
        assert_eq!((pointer.as_str(), code.as_str()), ("/panel_as_of", "out_of_range"));
        assert!(detail.contains(word), "{detail}");
    }
    let alone = server.create_analysis(&question(&followers(200, 60), &json!({"panel_as_of": "2024-01-01"})));
    let (pointer, code, _) = fault(&alone);
    assert_eq!((pointer.as_str(), code.as_str()), ("/panel_as_of", "conflict"));
}

/// A person born in 1990 is 33 when asked in 2023: the panel's ages are those of its own day.
#[test]
fn birth_years_of_a_panel_are_judged_against_its_day() {
    let server = TestServer::start();
    let born = |year: i32| json!({"birth_year": year, "tenure": MEMBERS[usize::from(year % 2 == 0)]});
    let rows: Vec<Value> = (0..60).map(|i| born(1960 + i % 40)).collect();
    let ask = |day: Option<&str>| {
        let body = json!({"profiles": followers(100, 0), "target": {"age": {"min": 27, "max": 49}}, "panel": rows,
            "panel_as_of": day, "as_of": "2026-11-01", "retain": false});
        server.create_analysis(&body).json()["fit"]["share"].clone()
    };
    assert_ne!(ask(Some("2016-11-01")), ask(None));
    assert_eq!(ask(None), ask(None));
}

#[test]
fn stored_panels_keep_their_date_and_fits_and_jobs_use_it() {
    let server = TestServer::start();
    let upload =
        |path: &str, rows: &[Value]| server.post(path, "application/json", Value::from(rows.to_vec()).to_string());
    let stored = upload("/v1/panels?format=json&panel_as_of=2024-05-01", &panel(100));
    assert_eq!(stored.status, 201, "{}", stored.text);
    let stored = stored.json();
    assert_eq!((&stored["panel_as_of"], &stored["as_of"]), (&json!("2024-05-01"), &json!("2024-05-01")));
    let panel_id = stored["id"].as_str().expect("an id").to_owned();
    assert_eq!(server.get(&format!("/v1/panels/{panel_id}")).json()["panel_as_of"], "2024-05-01");
    let audience = upload("/v1/audiences?format=json&as_of=2026-05-01", &followers(200, 0)).json();
    let id = audience["id"].as_str().expect("an id");
    assert_eq!(audience["panel_as_of"], Value::Null);
    let fit = |query: &str| {
        server.get(&format!("/v1/audiences/{id}/fit?target=%7B%22labelled%22%3Atrue%7D&panel_id={panel_id}{query}"))
    };
    let found = evidence(&fit("&labels_how=random_sample"));
    assert_eq!((&found["panel_age_years"], &found["panel_age_assumed"]), (&json!(1.998631), &json!(false)));
    assert_eq!(found["labels_how"], "random_sample");
    assert_eq!(fault(&fit("&panel_as_of=2024-05-02")).1, "conflict");
    let job = json!({"audience_id": id, "panel": panel(100), "panel_as_of": "2025-05-01", "target": {"labelled": true},
        "labels": {"how": "random_sample"}});
    let job = server.post("/v1/jobs", "application/json", job.to_string());
    assert_eq!(job.status, 202, "{}", job.text);
    let path = format!("/v1/jobs/{}", job.json()["id"].as_str().expect("an id"));
    let analysis = wait_for("the job", || server.get(&path).json()["analysis"].as_str().map(str::to_owned));
    let found = evidence(&server.get(&analysis));
    assert_eq!((&found["panel_age_years"], &found["labels_how"]), (&json!(0.999316), &json!("random_sample")));
    for (path, word) in [
        ("/v1/audiences?format=json&panel_as_of=2024-05-01", "no such parameter"),
        ("/v1/panels?format=json&panel_as_of=2999-01-01", "not after today"),
        ("/v1/panels?format=json&panel_as_of=May", "not after today"),
    ] {
        let refused = upload(path, &panel(20));
        assert!(refused.status == 422 && refused.text.contains(word), "{path}: {}", refused.text);
    }
}

#[test]
fn the_command_line_says_it_too_and_a_column_gives_the_weights() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let lines = |head: &str, line: &dyn Fn(usize) -> String, n: usize| {
        std::iter::once(format!("{head}\n")).chain((0..n).map(|i| line(i) + "\n")).collect::<String>()
    };
    let of = |i: usize| MEMBERS[i % 2];
    let audience = lines(
        "tenure,in_target,Label weight",
        &|i| if i < 60 { format!("{},{},{}", of(i), i % 3 / 2, 2 + i % 2) } else { format!("{},,", of(i)) },
        200,
    );
    let panel = lines("tenure,in_target,label_weight", &|i| format!("{},{},1", of(i), i / 3 % 2), 100);
    std::fs::write(path("a.csv"), audience).expect("a file");
    std::fs::write(path("p.csv"), panel).expect("a file");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
        command.args(arguments).current_dir(file("tests/data")).stdin(Stdio::null());
        command.output().expect("the binary runs")
    };
    let (a, p) = (path("a.csv"), path("p.csv"));
    let common = ["--target", "{\"labelled\": true}", "--as-of", "2026-11-01"];
    let ask = |more: &[&str]| run(&[&["analyze", &a, "--format", "json"], &common[..], more].concat());
    let refused = ask(&[]);
    let said = String::from_utf8(refused.stderr).expect("UTF-8");
    assert!(refused.status.code() == Some(2) && said.contains("label_weight"), "{said}");
    let answered = ask(&["--labels", "random-sample", "--panel", &p, "--panel-date", "2021-11-01"]);
    assert!(answered.status.success(), "{}", String::from_utf8_lossy(&answered.stderr));
    let answer: Value = serde_json::from_slice(&answered.stdout).expect("JSON");
    let found = &answer["fit"]["evidence"];
    assert_eq!((&found["labels_how"], &found["panel_age_years"]), (&json!("random_sample"), &json!(4.999316)));
    let column = |side: &str| answer["audience"][side].as_array().expect("columns")[2].clone();
    assert_eq!(column("columns")["field"], "label_weight");
    assert_eq!(column("panel_columns")["basis"], "label_weight_of_panel");
    let undated = ask(&["--panel-date", "2021-11-01"]);
    assert!(String::from_utf8_lossy(&undated.stderr).contains("--panel <FILE>"), "clap names what is missing");
    let inspected = run(&["inspect", &a, "--format", "json"]);
    let inspected: Value = serde_json::from_slice(&inspected.stdout).expect("JSON");
    assert_eq!(inspected["audience"]["columns"][2]["field"], "label_weight", "{inspected}");
    let mapping = "[columns]\ntenure = \"tenure\"\n\"Label weight\" = \"label_weight\"\nin_target = \"in_target\"\n";
    std::fs::write(path("m.toml"), mapping).expect("a file");
    let mapped = ask(&["--labels", "random-sample", "--mapping", &path("m.toml")]);
    let mapped: Value = serde_json::from_slice(&mapped.stdout).expect("JSON");
    assert_eq!(mapped["audience"]["columns"][2]["field"], "label_weight");
}
