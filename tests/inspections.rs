//! What a file would be taken for: the command, the endpoint, and the mapping that gives the same reading.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{TestServer, file};

const SURVEY: &str = "tests/data/door/inspection/survey-kr.csv";
const TARGET: &str = r#"{"age":{"min":27,"max":49},"income":{"max_median_ratio":0.75},"country":"KR","year":2024}"#;

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(arguments).args(["--as-of", "2026-11-23"]).current_dir(file("")).output().expect("the binary runs")
}

fn json_of(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn column<'a>(inspection: &'a Value, name: &str) -> &'a Value {
    let columns = inspection["audience"]["columns"].as_array().expect("columns");
    columns.iter().find(|column| column["name"] == name).unwrap_or_else(|| panic!("{name} is listed"))
}

#[test]
fn every_column_is_explained() {
    let inspection = json_of(&["inspect", SURVEY, "--target", TARGET]);
    let audience = &inspection["audience"];
    assert_eq!((&audience["profiles"], &audience["rejected"]), (&json!(240), &json!(0)));
    assert_eq!((&audience["title_rows"], &audience["summary_rows"]), (&json!(1), &json!(1)));
    for (name, field, basis) in [
        ("번호", json!("id"), "name"),
        ("연령대", json!("age"), "name"),
        ("성별", json!("gender"), "name"),
        ("거주지", json!("region"), "name"),
        ("월소득(만원)", Value::Null, "needs_unit"),
        ("가구원수", json!("household_size"), "name"),
        ("팔로우일", json!("followed_at"), "name"),
        ("이메일", Value::Null, "personal_data"),
    ] {
        let column = column(&inspection, name);
        assert_eq!((&column["field"], &column["basis"]), (&field, &json!(basis)), "{name}");
    }
    let ages = column(&inspection, "연령대");
    assert_eq!(ages["forms"], json!(["bands"]));
    assert!(ages["non_answers"].as_u64().is_some_and(|n| n > 10) && ages["unreadable"] == 0, "{ages}");
    assert_eq!(ages["filled"], 240);
    let needs = inspection["target_needs"].as_array().expect("needs");
    assert_eq!(needs[0]["columns"], json!(["연령대"]));
    assert_eq!((&needs[1]["columns"], &needs[1]["unused_columns"]), (&json!([]), &json!(["월소득(만원)"])));
    assert!(!inspection.to_string().contains("@example.org"), "personal data are not shown");
}

#[test]
fn the_unit_of_incomes_is_given_once() {
    let inspection = json_of(&["inspect", SURVEY, "--target", TARGET, "--income", "KRW/month/household"]);
    let incomes = column(&inspection, "월소득(만원)");
    assert_eq!((&incomes["field"], &incomes["factor"]), (&json!("income.amount"), &json!(10_000.0)));
    assert!(incomes["non_answers"].as_u64().is_some_and(|n| n > 10), "{incomes}");
    let refused = run(&["inspect", SURVEY, "--income", "KRW/week/household"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("KRW/month/household"));
}

#[test]
fn the_mapping_it_writes_gives_the_same_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let mapping = folder.path().join("mapping.toml");
    let mapping = mapping.to_str().expect("UTF-8");
    let unit = ["--income", "KRW/month/household"];
    let written = run(&[&["inspect", SURVEY, "--write-mapping", mapping][..], &unit].concat());
    assert_eq!(written.status.code(), Some(0), "{}", String::from_utf8_lossy(&written.stderr));
    let guessed = json_of(&[&["analyze", SURVEY, "--target", TARGET][..], &unit].concat());
    let mapped = json_of(&["analyze", SURVEY, "--target", TARGET, "--mapping", mapping]);
    assert_eq!(guessed["fit"], mapped["fit"]);
    assert_eq!(guessed["segments"], mapped["segments"]);
    assert!(guessed["fit"]["share"]["value"].is_number(), "{}", guessed["fit"]);
    let text = std::fs::read_to_string(mapping).expect("a mapping");
    assert!(text.contains("\"연령대\" = \"age\"") && text.contains("\"income.scope\" = \"household\""), "{text}");
    assert!(text.contains("# \"이메일\""), "a column that is left out is commented: {text}");
}

#[test]
fn a_mapping_for_what_is_no_table_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mapping, lines) = (folder.path().join("mapping.toml"), folder.path().join("a.ndjson"));
    std::fs::write(&mapping, "[columns]\n\"age\" = \"age\"\n").expect("a file");
    std::fs::write(&lines, "{\"age\": 30}\n").expect("a file");
    let [mapping, lines] = [&mapping, &lines].map(|path| path.to_str().expect("UTF-8"));
    let refused = run(&["inspect", lines, "--mapping", mapping]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--mapping is for CSV"));
}

#[test]
fn audience_and_panel_are_compared_value_by_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let panel = folder.path().join("panel.csv");
    std::fs::write(&panel, "나이,성별,거주지\n34,F,서울\n41,M,제주\n29,F,서울\n").expect("a file");
    let inspection = json_of(&["inspect", SURVEY, "--panel", panel.to_str().expect("UTF-8")]);
    let shared = inspection["shared_fields"].as_array().expect("fields");
    let field = |name: &str| shared.iter().find(|field| field["field"] == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(field("gender")["audience_only"], json!([]), "F is 여성");
    assert_eq!(field("region")["panel_only"], json!(["제주"]));
    assert_eq!(field("region")["both"], json!(["서울특별시"]));
}

#[test]
fn the_service_gives_the_same_answer_and_stores_nothing() {
    let server = TestServer::start();
    let bytes = std::fs::read(file(SURVEY)).expect("a file");
    let target: String = form_urlencoded::byte_serialize(TARGET.as_bytes()).collect();
    let path = format!("/v1/inspections?format=csv&as_of=2026-11-23&target={target}");
    let answer = server.post(&path, "application/octet-stream", &bytes);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let by_service = answer.json();
    assert_eq!(by_service, json_of(&["inspect", SURVEY, "--target", TARGET]));
    let stored = server.send("PUT", "/v1/targets/renters", &[("content-type", "application/json")], TARGET.as_bytes());
    assert_eq!(stored.status, 201, "{}", stored.text);
    let named =
        server.post("/v1/inspections?format=csv&as_of=2026-11-23&target=renters", "application/octet-stream", &bytes);
    assert_eq!(named.json()["target_needs"], by_service["target_needs"], "a stored target is known by its name");
    assert_eq!(server.get("/v1/audiences").json()["items"], json!([]));
    let wrong = server.post("/v1/inspections?role=friend&income=KRW", "text/csv", b"age\n1\n");
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    let parameters: Vec<Value> =
        wrong.json()["errors"].as_array().expect("errors").iter().map(|e| e["parameter"].clone()).collect();
    assert_eq!(parameters, [json!("role"), json!("income")]);
}

#[test]
fn a_form_may_bring_a_panel_to_compare_with() {
    let server = TestServer::start();
    let folder = tempfile::tempdir().expect("a folder");
    let panel = "나이,성별,거주지\n34,F,서울\n41,M,제주\n29,F,서울\n";
    let path = folder.path().join("panel.csv");
    std::fs::write(&path, panel).expect("a file");
    let audience = std::fs::read_to_string(file(SURVEY)).expect("a file");
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}.csv\"\r\n\r\n{text}\r\n")
    };
    let send = |parts: &str| {
        server.post("/v1/inspections?as_of=2026-11-23", "multipart/form-data; boundary=b", format!("{parts}--b--\r\n"))
    };
    let both = send(&format!("{}{}", part("file", &audience), part("panel", panel)));
    assert_eq!(both.status, 200, "{}", both.text);
    let by_command = json_of(&["inspect", SURVEY, "--panel", path.to_str().expect("UTF-8")]);
    assert_eq!(both.json(), by_command);
    assert_ne!(both.json()["shared_fields"], json!([]));
    assert_eq!(send(&part("file", &audience)).json()["panel"], Value::Null);
    for wrong in [
        part("file", &audience) + &part("other", panel),
        part("file", &audience) + &part("panel", panel) + &part("panel", panel),
    ] {
        let refused = send(&wrong);
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.text.contains("one named panel"), "{}", refused.text);
    }
    let unreadable = send(&format!("{}{}", part("file", &audience), part("panel", "<html><table></table></html>")));
    assert_eq!(unreadable.status, 400, "{}", unreadable.text);
}

#[test]
fn personal_columns_of_an_upload_are_left_out_unless_they_are_named() {
    let server = TestServer::start();
    let csv = "id,age,Email,Phone,note\n1,30,a@example.org,010-1234-5678,x\n2,40,b@example.org,010-1234-5679,y\n";
    let stored = server.post("/v1/audiences?format=csv", "application/octet-stream", csv).json();
    let used = |answer: &Value, name: &str| {
        let columns = answer["columns"].as_array().expect("columns").clone();
        columns.into_iter().find(|column| column["name"] == name).expect("it is listed")["field"].clone()
    };
    assert_eq!((used(&stored, "Email"), used(&stored, "Phone")), (Value::Null, Value::Null));
    assert!(stored["warnings"].to_string().contains("personal_data_left_out"), "{stored}");
    let kept = server.post("/v1/audiences?format=csv&keep_columns=Phone", "application/octet-stream", csv).json();
    assert_eq!((used(&kept, "Email"), used(&kept, "Phone")), (Value::Null, json!("attributes.Phone")));
}
