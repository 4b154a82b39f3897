//! What the service keeps: audiences, panels, targets, analyses, jobs.

use std::io::Write;

use serde_json::{Value, json};

use crate::parquet_input::converted;
use crate::support::{Answer, Database, TestServer, adult, on_each_database, wait_for};

const NDJSON: (&str, &str) = ("content-type", "application/x-ndjson");
const JSON: (&str, &str) = ("content-type", "application/json");

/// Runs `test` on a server that keeps its rows in `database`.
fn on(database: Database, test: impl Fn(&TestServer)) {
    test(&TestServer::start_with(|settings| {
        settings.database_url = database.url().map(audience_fit::config::Secret::new);
    }));
}

fn lines(profiles: &[Value]) -> Vec<u8> {
    profiles.iter().flat_map(|profile| format!("{profile}\n").into_bytes()).collect()
}

fn created(answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text);
    let body = answer.json();
    assert!(answer.header("location").ends_with(body["id"].as_str().expect("an id")), "{:?}", answer.headers);
    body
}

fn ok(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    let body = answer.json();
    assert_eq!(body["code"], code, "{body}");
    body
}

/// Without what a stored audience's analysis may have of its own.
fn bare(mut analysis: Value) -> Value {
    analysis["id"] = Value::Null;
    analysis["provenance"]["input_hash"] = Value::Null;
    analysis["summary"]["provenance"] = Value::Null;
    analysis
}

fn a_stored_audience_is_analysed_as_the_same_profiles_in_the_request(database: Database) {
    on(database, |server| {
        let (audience, panel, target) = adult();
        let (body, panel_body) = (lines(&audience), lines(&panel));
        let stored = created(&server.send("POST", "/v1/audiences?account=%40housing&name=autumn", &[NDJSON], &body));
        assert_eq!((stored["profiles"].as_u64(), &stored["rejected"]), (Some(audience.len() as u64), &json!(0)));
        assert_eq!((&stored["account"], &stored["name"]), (&json!("@housing"), &json!("autumn")));
        let stored_panel = created(&server.send("POST", "/v1/panels", &[NDJSON], &panel_body));
        let options = json!({"target": target, "min_share": 0.2, "seed": 3});
        let ask = |more: Value| {
            let mut body = options.clone();
            body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            ok(&server.create_analysis(&body))
        };
        let inline = ask(json!({"profiles": audience, "panel": panel}));
        let by_id = ask(json!({"audience_id": stored["id"], "panel_id": stored_panel["id"]}));
        assert_eq!(bare(by_id.clone()), bare(inline));
        let fit = ok(&server.get(&format!(
            "/v1/audiences/{}/fit?target={}&panel_id={}&min_share=0.2&seed=3",
            stored["id"].as_str().expect("an id"),
            form(&target.to_string()),
            stored_panel["id"].as_str().expect("an id"),
        )));
        assert_eq!((&fit["fit"], &fit["verdict"]), (&by_id["fit"], &by_id["verdict"]));
        let kept = server.get(&format!("/v1/analyses/{}", by_id["id"].as_str().expect("an id")));
        assert_eq!(ok(&kept), by_id);
        let listed = ok(&server.get("/v1/analyses"));
        assert!(listed["items"].as_array().expect("items").iter().any(|entry| entry["audience_id"] == stored["id"]));
    });
}

fn form(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn uploads_list_rejected_rows_and_store_the_rest(database: Database) {
    on(database, |server| {
        let rows: Vec<String> = (0..5000)
            .map(|i| match i % 5 {
                0 => format!("{{\"id\": \"f{i}\", \"age\": \"old\"}}"),
                1 => format!("{{\"id\": \"f{i}\", \"colour\": \"red\", \"age\": 200}}"),
                _ => format!("{{\"id\": \"f{i}\", \"age\": {}}}", 20 + i % 50),
            })
            .collect();
        let stored = created(&server.send("POST", "/v1/audiences", &[NDJSON], rows.join("\n").as_bytes()));
        assert_eq!((&stored["profiles"], &stored["rejected"]), (&json!(3000), &json!(2000)));
        assert_eq!(stored["rejections"].as_array().map(Vec::len), Some(20));
        let path = format!("/v1/audiences/{}", stored["id"].as_str().expect("an id"));
        let all = server.get(&format!("{path}/rejections"));
        assert_eq!(all.media_type, "application/x-ndjson");
        let all: Vec<Value> = all.text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(all.len(), 3000, "one reason for every fifth row, two for the next");
        assert_eq!(
            (&all[0]["row"], &all[0]["field"], &all[0]["code"]),
            (&json!(1), &json!("age"), &json!("wrong_type"))
        );
        assert_eq!(stored["rejections"][0], all[0]);
        let again = ok(&server.get(&path));
        assert_eq!(again, stored);
        let strict = server.send("POST", "/v1/audiences?on_error=reject_all", &[NDJSON], rows.join("\n").as_bytes());
        let strict = problem(&strict, 422, "rows_rejected");
        assert_eq!(strict["errors"].as_array().map(Vec::len), Some(20));
        problem(&server.send("POST", "/v1/audiences", &[NDJSON], b"{\"age\": -1}\n"), 422, "no_profiles");
        assert_eq!(
            ok(&server.get("/v1/audiences"))["items"].as_array().map(Vec::len),
            Some(1),
            "nothing of the refused"
        );
    });
}

#[test]
fn accepts_compressed_uploads_of_every_format_within_limits() {
    let server = TestServer::start_with(|settings| {
        settings.max_upload_bytes = 1 << 20;
        settings.max_decompressed_bytes = 4 << 20;
        settings.max_upload_rows = 50_000;
        settings.max_row_bytes = 4096;
    });
    let csv =
        "id,age,region\n".to_owned() + &(0..2000).map(|i| format!("f{i},{},KR-11\n", 20 + i % 60)).collect::<String>();
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    };
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).expect("memory");
    let csv_type = ("content-type", "text/csv");
    for (encoding, body) in
        [("identity", csv.clone().into_bytes()), ("gzip", gzip(csv.as_bytes())), ("zstd", zstd(csv.as_bytes()))]
    {
        let stored = created(&server.send("POST", "/v1/audiences", &[csv_type, ("content-encoding", encoding)], &body));
        assert_eq!(stored["profiles"], 2000, "{encoding}");
        assert_eq!(stored["bytes"], body.len());
    }
    // The same followers in any format match the same target.
    let fit = |stored: &Value| {
        let path = format!("/v1/audiences/{}/fit?target=", stored["id"].as_str().expect("an id"));
        ok(&server.get(&(path + &form(r#"{"age":{"min":27,"max":49}}"#))))["fit"].clone()
    };
    let parquet = ("content-type", "application/vnd.apache.parquet");
    let columns = created(&server.send("POST", "/v1/audiences", &[parquet], &converted(csv.as_bytes())));
    let rows = created(&server.send("POST", "/v1/audiences", &[csv_type], csv.as_bytes()));
    assert_eq!((&columns["profiles"], fit(&columns)), (&json!(2000), fit(&rows)));
    problem(&server.send("POST", "/v1/audiences", &[parquet], csv.as_bytes()), 400, "malformed_body");
    let array = b"[{\"id\": \"a\"}, {\"id\": \"a\"}, {\"age\": 3}]";
    let stored = created(&server.send("POST", "/v1/audiences", &[JSON], array));
    assert_eq!((&stored["profiles"], &stored["rejected"]), (&json!(2), &json!(1)));
    let page = json!([{"id": "1", "acct": "a", "username": "a", "followers_count": 3, "following_count": 1, "statuses_count": 0,
        "created_at": "2020-01-01T00:00:00.000Z", "url": "https://example.org/@a", "display_name": "A", "locked": false}]);
    let stored = server.send("POST", "/v1/audiences?format=mastodon", &[JSON], page.to_string().as_bytes());
    assert_eq!(created(&stored)["profiles"], 1);

    let many = "{}\n".repeat(60_000);
    problem(&server.send("POST", "/v1/audiences", &[NDJSON], many.as_bytes()), 413, "too_many_rows");
    let large = vec![b' '; (1 << 20) + 1];
    problem(&server.send("POST", "/v1/audiences", &[NDJSON], &large), 413, "body_too_large");
    let bomb = zstd(&vec![b' '; 64 << 20]);
    let bomb = server.send("POST", "/v1/audiences", &[NDJSON, ("content-encoding", "zstd")], &bomb);
    assert!((400..500).contains(&bomb.status) && bomb.text.contains("larger than 4194304 bytes"), "{}", bomb.text);
    let long = format!("{{\"id\": \"{}\"}}\n{{\"id\": \"b\"}}\n", "x".repeat(5000));
    assert_eq!(created(&server.send("POST", "/v1/audiences", &[NDJSON], long.as_bytes()))["rejected"], 1);
    problem(
        &server.send("POST", "/v1/audiences", &[("content-type", "image/png")], b""),
        415,
        "unsupported_media_type",
    );
    problem(
        &server.send("POST", "/v1/audiences", &[NDJSON, ("content-encoding", "br")], b""),
        415,
        "unsupported_media_type",
    );
    let refused =
        server.send("POST", "/v1/audiences?on_error=no&taken_at=now&as_of=1&x=1&format=xml", &[NDJSON], b"{}");
    assert_eq!(problem(&refused, 422, "invalid_request")["errors"].as_array().map(Vec::len), Some(5));
}

#[test]
fn a_deleted_audience_is_gone_with_its_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let server = TestServer::start_with(|settings| settings.data_dir = data.clone());
    let stored = created(&server.send("POST", "/v1/audiences", &[NDJSON], b"{\"id\": \"a\"}\n"));
    let files = || walk(&data.join("objects"));
    assert_eq!(files().len(), 2, "{:?}", files());
    let path = format!("/v1/audiences/{}", stored["id"].as_str().expect("an id"));
    problem(&server.delete(&path.replace("audiences", "panels")), 404, "not_found");
    assert_eq!(server.delete(&path).status, 204);
    assert_eq!(files(), Vec::<std::path::PathBuf>::new());
    for gone in [server.get(&path), server.get(&format!("{path}/rejections")), server.delete(&path)] {
        problem(&gone, 404, "not_found");
    }
    let target = json!({"labelled": true, "name": "known"});
    let unknown = problem(
        &server.create_analysis(&json!({"audience_id": stored["id"], "target": target})),
        422,
        "invalid_request",
    );
    assert_eq!(unknown["errors"][0]["pointer"], "/audience_id");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { files.extend(walk(&entry.path())) } else { files.push(entry.path()) }
    }
    files
}

fn repeats_the_response_to_an_idempotent_request(database: Database) {
    on(database, |server| {
        let upload =
            |key: &str, body: &[u8]| server.send("POST", "/v1/audiences", &[NDJSON, ("idempotency-key", key)], body);
        let first = created(&upload("\"one\"", b"{\"id\": \"a\"}\n"));
        assert_eq!(created(&upload("one", b"{\"id\": \"a\"}\n")), first);
        problem(&upload("one", b"{\"id\": \"b\"}\n"), 422, "idempotency_mismatch");
        assert_ne!(created(&upload("two", b"{\"id\": \"a\"}\n"))["id"], first["id"]);
        assert_eq!(ok(&server.get("/v1/audiences"))["items"].as_array().map(Vec::len), Some(2));
        problem(&upload("three", b"{\"age\": -1}\n"), 422, "no_profiles");
        created(&upload("three", b"{\"id\": \"a\"}\n"));
        problem(&upload("not visible: \u{fc}", b"{}"), 422, "invalid_request");
        let ask = |seed: u64| json!({"profiles": [{"in_target": true}], "target": {"labelled": true, "name": "x"}, "seed": seed});
        let analyse = |seed: u64| {
            server.send("POST", "/v1/analyses", &[JSON, ("idempotency-key", "four")], ask(seed).to_string().as_bytes())
        };
        let answer = ok(&analyse(1));
        assert_eq!(ok(&analyse(1)), answer);
        problem(&analyse(2), 422, "idempotency_mismatch");
        let outcomes = json!({"outcomes": [{"channel": "radio", "at": "2026-01-15", "delivered": 5, "responded": 1}]});
        for _ in 0..3 {
            let headers = [JSON, ("idempotency-key", "five")];
            assert_eq!(server.send("POST", "/v1/outcomes", &headers, outcomes.to_string().as_bytes()).status, 201);
        }
        assert_eq!(ok(&server.get("/v1/outcomes"))["items"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn stores_nothing_of_an_analysis_that_is_not_retained() {
    let server = TestServer::start();
    let body = json!({"profiles": [{"in_target": true}], "target": {"labelled": true, "name": "x"}, "retain": false});
    let answer = ok(&server.create_analysis(&body));
    problem(&server.get(&format!("/v1/analyses/{}", answer["id"].as_str().expect("an id"))), 404, "not_found");
    assert_eq!(ok(&server.get("/v1/analyses"))["items"], json!([]));
    let later = server.send("POST", "/v1/analyses", &[JSON, ("prefer", "respond-async")], body.to_string().as_bytes());
    problem(&later, 422, "invalid_request");
}

#[test]
fn negotiates_the_format_of_an_analysis_and_its_etag() {
    let server = TestServer::start();
    let (audience, _, target) = adult();
    let answer = server.create_analysis(&json!({"profiles": audience, "target": target}));
    let path = answer.header("location").to_owned();
    let page = server.send("GET", &path, &[("accept", "text/html")], b"");
    assert!(
        page.status == 200 && page.media_type.starts_with("text/html") && page.text.starts_with("<!"),
        "{}",
        page.media_type
    );
    let markdown = server.send("GET", &path, &[("accept", "text/markdown")], b"");
    assert!(markdown.text.starts_with('#') && markdown.header("etag") != page.header("etag"));
    problem(&server.send("GET", &path, &[("accept", "image/png")], b""), 406, "not_acceptable");
    let json = server.get(&path);
    assert_eq!(json.text, answer.text);
    let fresh = server.send("GET", &path, &[("if-none-match", json.header("etag"))], b"");
    assert_eq!((fresh.status, fresh.text.as_str(), fresh.header("etag")), (304, "", json.header("etag")));
    assert_eq!(server.delete(&path).status, 204);
    problem(&server.get(&path), 404, "not_found");
}

#[test]
fn a_report_is_a_page_or_markdown() {
    let server = TestServer::start();
    let body = json!({"profiles": [{"age": 31, "in_target": true}, {"age": 4}], "target": {"labelled": true}});
    let made = server.create_analysis(&body);
    let path = format!("{}/report", made.header("location"));
    assert!(server.get(&path).text.contains("<html"), "a page by default");
    let markdown = server.get(&format!("{path}?format=markdown"));
    assert!(markdown.header("content-type").starts_with("text/markdown") && markdown.text.starts_with('#'));
    let again = server.send("GET", &path, &[("if-none-match", server.get(&path).header("etag"))], b"");
    assert_eq!(again.status, 304);
    problem(&server.get(&format!("{path}?format=pdf")), 422, "invalid_request");
    problem(&server.send("GET", &path, &[("accept", "application/json")], b""), 406, "not_acceptable");
}

#[test]
fn a_job_is_created_by_its_own_operation() {
    let server = TestServer::start();
    let body = json!({"profiles": [{"age": 31, "in_target": true}, {"age": 4}], "target": {"labelled": true}});
    let queued = server.post("/v1/jobs", "application/json", body.to_string());
    assert_eq!(queued.status, 202, "{}", queued.text);
    assert!(queued.header("retry-after").parse::<u64>().is_ok());
    let job = ended(&server, queued.header("location"));
    let id = job["analysis_id"].as_str().expect("an id");
    ok(&server.get(&format!("/v1/analyses/{id}")));
    let unstored = json!({"profiles": [{"age": 4}], "target": {"labelled": true}, "retain": false});
    problem(&server.post("/v1/jobs", "application/json", unstored.to_string()), 422, "invalid_request");
}

#[test]
fn a_form_with_one_file_is_an_upload() {
    let server = TestServer::start();
    let part = |name: &str, rows: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{rows}\r\n")
    };
    let form = ("content-type", "multipart/form-data; boundary=x");
    let csv = part("followers.csv", "id,age\nf1,31\nf2,58\n");
    let stored = server.send("POST", "/v1/audiences?name=form", &[form], format!("{csv}--x--\r\n").as_bytes());
    assert_eq!((&created(&stored)["profiles"], &stored.json()["name"]), (&json!(2), &json!("form")));
    let two = server.send("POST", "/v1/audiences", &[form], format!("{csv}{csv}--x--\r\n").as_bytes());
    assert!(
        problem(&two, 400, "malformed_body")["detail"].as_str().expect("text").contains("one part"),
        "{}",
        two.text
    );
    problem(&server.send("POST", "/v1/audiences", &[form], b"--x--\r\n"), 400, "malformed_body");
    let unnamed = part("followers", "id,age\nf1,31\n") + "--x--\r\n";
    problem(&server.send("POST", "/v1/audiences", &[form], unnamed.as_bytes()), 415, "unsupported_media_type");
    let named = server.send("POST", "/v1/audiences?format=csv", &[form], unnamed.as_bytes());
    assert_eq!(created(&named)["profiles"], 1);
    let octets = ("content-type", "application/octet-stream");
    assert_eq!(created(&server.send("POST", "/v1/panels?format=csv", &[octets], b"id,age\nf1,31\n"))["profiles"], 1);
    let unnamed = server.send("POST", "/v1/panels", &[octets], b"id,age\nf1,31\n");
    let fault = problem(&unnamed, 422, "invalid_request")["errors"][0].clone();
    assert_eq!((&fault["parameter"], &fault["code"]), (&json!("format"), &json!("missing")));
    assert_eq!(ok(&server.get("/v1/audiences"))["items"].as_array().map(Vec::len), Some(2), "nothing else was stored");
}

#[test]
fn each_problem_has_a_page() {
    let server = TestServer::start();
    let list = server.get("/docs/problems");
    assert!(list.text.contains("/docs/problems/not_found") && list.header("content-type").starts_with("text/html"));
    assert!(server.get("/docs/problems/not_found").text.contains("<h1>"));
    problem(&server.get("/docs/problems/nothing"), 404, "not_found");
}

#[test]
fn presets_are_targets_by_name_and_a_target_can_be_put_as_it_was_got() {
    let server = TestServer::start();
    let preset = ok(&server.get("/v1/targets/older-adults-65-plus"));
    assert_eq!(preset["updated_at"], Value::Null);
    let copy = server.send("PUT", "/v1/targets/copy", &[JSON], preset.to_string().as_bytes());
    assert_eq!((copy.status, &copy.json()["definition"]), (201, &preset["definition"]), "{}", copy.text);
    let path = "/v1/targets/copy";
    problem(&server.send("DELETE", path, &[("if-match", "\"another\"")], b""), 412, "precondition_failed");
    assert_eq!(server.send("DELETE", path, &[("if-match", server.get(path).header("etag"))], b"").status, 204);
    let channels = server.get("/v1/channels");
    let again = server.send("GET", "/v1/channels", &[("if-none-match", channels.header("etag"))], b"");
    assert_eq!((again.status, again.text.as_str()), (304, ""));
}

fn stores_targets_by_name_with_preconditions(database: Database) {
    on(database, |server| {
        let put = |name: &str, headers: &[(&str, &str)], body: &Value| {
            let headers = [&[JSON], headers].concat();
            server.send("PUT", &format!("/v1/targets/{name}"), &headers, body.to_string().as_bytes())
        };
        let renters = json!({"age": {"min": 27, "max": 49}, "tenure": ["rent"]});
        let first = put("renters", &[("if-none-match", "*")], &renters);
        assert_eq!(first.status, 201, "{}", first.text);
        problem(&put("renters", &[("if-none-match", "*")], &renters), 412, "precondition_failed");
        let tag = first.header("etag").to_owned();
        assert_eq!(server.get("/v1/targets/renters").header("etag"), tag);
        let second = put("renters", &[("if-match", &tag)], &json!({"age": {"min": 30}, "tenure": ["rent"]}));
        assert_eq!(second.status, 200, "{}", second.text);
        problem(&put("renters", &[("if-match", &tag)], &renters), 412, "precondition_failed");
        let profiles: Vec<Value> = (0..200).map(|i| json!({"age": 20 + i % 20, "tenure": "rent"})).collect();
        let answer = ok(&server.create_analysis(&json!({"profiles": profiles, "target": {"preset": "renters"}})));
        assert_eq!(answer["target"]["definition"]["age"]["min"], 30.0);
        assert_eq!(answer["fit"]["share"]["value"], 0.5, "20 to 39, half of them from 30 on");
        let listed = ok(&server.get("/v1/targets"));
        assert_eq!((&listed["items"][0]["name"], &listed["items"][0]["custom"]), (&json!("renters"), &json!(true)));
        let bad = put("under-middle-class-late-20s-to-40s", &[], &json!({"age": {"min": 60, "max": 20}}));
        assert_eq!(problem(&bad, 422, "invalid_request")["errors"].as_array().map(Vec::len), Some(2));
        problem(&put("A%20b", &[], &renters), 422, "invalid_request");
        problem(&put("x", &[], &json!({"colour": "red"})), 422, "invalid_request");
        assert_eq!(server.delete("/v1/targets/renters").status, 204);
        problem(&server.get("/v1/targets/renters"), 404, "not_found");
    });
}

/// Waits for a job to end.
fn ended(server: &TestServer, path: &str) -> Value {
    wait_for("the end of a job", || Some(ok(&server.get(path))).filter(|job| job["finished_at"].is_string()))
}

fn a_job_makes_the_requested_analysis(database: Database) {
    on(database, |server| {
        let (audience, panel, target) = adult();
        let body = json!({"profiles": audience, "panel": panel, "target": target, "min_share": 0.2});
        let at_once = ok(&server.create_analysis(&body));
        let queued =
            server.send("POST", "/v1/analyses", &[JSON, ("prefer", "respond-async")], body.to_string().as_bytes());
        assert_eq!(queued.status, 202, "{}", queued.text);
        let path = queued.header("location").to_owned();
        let job = ended(server, &path);
        assert_eq!((&job["state"], &job["progress"], &job["attempts"]), (&json!("succeeded"), &json!(1.0), &json!(1)));
        let made = ok(&server.get(job["analysis"].as_str().expect("a path")));
        assert_eq!(bare(made), bare(at_once));
        assert_eq!(ok(&server.get("/v1/audiences"))["items"], json!([]), "the people of a job are shown to nobody");
        problem(&server.delete(&path), 409, "conflict");
        assert_eq!(ok(&server.get("/v1/jobs"))["items"].as_array().map(Vec::len), Some(1));
        let mut wrong = body;
        wrong["level"] = json!(7);
        let wrong =
            server.send("POST", "/v1/analyses", &[JSON, ("prefer", "respond-async")], wrong.to_string().as_bytes());
        problem(&wrong, 422, "invalid_request");
    });
}

#[test]
fn two_audiences_of_an_account_are_compared() {
    let server = TestServer::start();
    let profile = |i: usize| json!({"id": format!("f{i}"), "in_target": i.is_multiple_of(4)});
    let earlier: Vec<Value> = (0..200).map(profile).collect();
    let later: Vec<Value> = (100..400).map(|i| json!({"id": format!("f{i}"), "in_target": i % 2 == 0})).collect();
    let id = |profiles: &[Value]| {
        created(&server.send("POST", "/v1/audiences?account=a", &[NDJSON], &lines(profiles)))["id"].clone()
    };
    let (earlier, later) = (id(&earlier), id(&later));
    let target = form("{\"labelled\": true, \"name\": \"known\"}");
    let path = format!(
        "/v1/audiences/{}/fit?target={target}&compare={}",
        later.as_str().expect("id"),
        earlier.as_str().expect("id")
    );
    let answer = ok(&server.get(&path));
    let comparison = &answer["comparison"];
    assert_eq!(comparison["followers"], json!({"stayed": 100, "came": 200, "went": 100}));
    assert_eq!(comparison["difference"]["value"], 0.25);
    assert_eq!((&answer["fit"]["share"]["value"], &comparison["fit"]["share"]["value"]), (&json!(0.5), &json!(0.25)));
    let missing = format!("/v1/audiences/{}/fit?target={target}&compare=aud_none", later.as_str().expect("id"));
    problem(&server.get(&missing), 404, "not_found");
}

#[test]
fn deletes_expired_data_with_its_files() {
    use audience_fit::store::{Objects, SqlStore, collect_garbage, expire};
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let server = TestServer::start_with(|settings| settings.data_dir = data.clone());
    created(&server.send("POST", "/v1/audiences", &[NDJSON], b"{\"id\": \"a\"}\n"));
    ok(&server.create_analysis(&json!({"profiles": [{"in_target": true}], "target": {"labelled": true, "name": "x"}})));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(async {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let store = SqlStore::embedded(&data).await.expect("SQLite");
        let objects = Objects::folder(&data.join("objects")).expect("a folder");
        let now = time::OffsetDateTime::now_utc().unix_timestamp() * 1000;
        assert_eq!(expire(&store, 30, now + 29 * DAY).await.expect("swept"), 0);
        assert_eq!(expire(&store, 30, now + 31 * DAY).await.expect("swept"), 2);
        assert_eq!(collect_garbage(&store, &objects, now).await.expect("swept"), 1);
    });
    assert_eq!(walk(&data.join("objects")), Vec::<std::path::PathBuf>::new());
    assert_eq!(ok(&server.get("/v1/audiences"))["items"], json!([]));
    assert_eq!(ok(&server.get("/v1/analyses"))["items"], json!([]));
}

on_each_database!(
    a_stored_audience_is_analysed_as_the_same_profiles_in_the_request,
    uploads_list_rejected_rows_and_store_the_rest,
    repeats_the_response_to_an_idempotent_request,
    stores_targets_by_name_with_preconditions,
    a_job_makes_the_requested_analysis,
);

#[test]
fn nothing_is_deleted_that_if_match_does_not_name() {
    let server = TestServer::start();
    let (audience, panel, target) = adult();
    let contract = ok(&server.get("/openapi.json"));
    let example = |path: &str| {
        let content = &contract["paths"][path]["post"]["requestBody"]["content"]["application/json"];
        let mut body = content["example"].clone();
        body["retain"] = json!(true);
        server.send("POST", path, &[JSON], body.to_string().as_bytes())
    };
    let audience_path = format!(
        "/v1/audiences/{}",
        created(&server.send("POST", "/v1/audiences", &[NDJSON], &lines(&audience)))["id"].as_str().expect("an id")
    );
    let panel_path = format!(
        "/v1/panels/{}",
        created(&server.send("POST", "/v1/panels", &[NDJSON], &lines(&panel)))["id"].as_str().expect("an id")
    );
    let analysis = server.create_analysis(&json!({"profiles": audience[..50], "panel": panel, "target": target}));
    let ask = json!({"people": 20, "target": {"age": {"min": 27, "max": 49}, "country": "KR"}});
    let ask = server.send("POST", &format!("{audience_path}/asks"), &[JSON], ask.to_string().as_bytes());
    assert_eq!(example("/v1/outcomes").status, 201);
    let outcome = ok(&server.get("/v1/outcomes"))["items"][0]["id"].as_str().expect("an id").to_owned();
    let located = |answer: &Answer| {
        assert!((200..300).contains(&answer.status), "{}", answer.text);
        answer.header("location").to_owned()
    };
    let recommendation = located(&example("/v1/recommendations"));
    let effect = located(&example("/v1/effects"));
    let paths = [
        located(&analysis),
        recommendation,
        effect,
        located(&ask),
        format!("/v1/outcomes/{outcome}"),
        panel_path,
        audience_path,
    ];
    for path in paths {
        let tag = server.get(&path).header("etag").to_owned();
        let delete = |tag: &str| server.send("DELETE", &path, &[("if-match", tag)], b"");
        problem(&delete("\"another\""), 412, "precondition_failed");
        assert_eq!(server.get(&path).status, 200, "{path}");
        assert_eq!(delete(&tag).status, 204, "{path}");
        problem(&delete(&tag), 404, "not_found");
    }
}

#[test]
fn faults_of_headers_name_the_header() {
    let server = TestServer::start();
    let (audience, _, target) = adult();
    let body = json!({"profiles": audience[..20], "target": target}).to_string();
    let answer = server.send("POST", "/v1/analyses", &[JSON, ("idempotency-key", "with space")], body.as_bytes());
    let fault = &problem(&answer, 422, "invalid_request")["errors"][0];
    assert_eq!((&fault["header"], &fault["pointer"]), (&json!("Idempotency-Key"), &Value::Null), "{fault}");
    let body = json!({"profiles": audience[..20], "target": target, "retain": false}).to_string();
    let answer = server.send("POST", "/v1/jobs", &[JSON], body.as_bytes());
    assert_eq!(problem(&answer, 422, "invalid_request")["errors"][0]["pointer"], "/retain");
}
