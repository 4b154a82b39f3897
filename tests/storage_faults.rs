//! What the storage may do: be full, locked, damaged, or hold what a process left that died.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use audience_fit::profile::CHUNK_ROWS;
use serde_json::json;

use crate::support::wire::connect;
use crate::support::{Answer, Process, TestServer, wait_for};

/// Waits until something holds.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    wait_for(what, || holds().then_some(()));
}

const PEOPLE: &str = "{\"age\": 31, \"in_target\": true}\n{\"age\": 58, \"in_target\": false}\n";
const DATABASE: &str = "audience-fit.sqlite3";

fn upload(server: &TestServer) -> String {
    let answer = server.post("/v1/audiences", "application/x-ndjson", PEOPLE);
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

/// Every file and folder under `folder`.
fn all_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(all_in(&path));
        }
        found.push(path);
    }
    found
}

fn parts_in(folder: &Path) -> Vec<PathBuf> {
    let all = all_in(folder);
    all.into_iter().filter(|path| path.to_string_lossy().ends_with(".parquet")).collect()
}

#[test]
fn damaged_and_missing_files_are_said_and_not_to_be_tried_again() {
    let server = TestServer::start();
    let fit = |id: &str| server.get(&format!("/v1/audiences/{id}/fit?target=%7B%22labelled%22%3Atrue%7D"));
    // Nobody asked for it yet: what was read lately stays in memory.
    let damaged = upload(&server);
    let part = parts_in(&server.data_dir().join("objects")).pop().expect("a part");
    let mut bytes = fs::read(&part).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&part, bytes).expect("written");
    let answer = fit(&damaged);
    assert_eq!(code(&answer), (500, "stored_data_damaged".to_owned()), "{}", answer.text);
    assert!(!answer.headers.contains_key("retry-after"));
    fs::remove_file(&part).expect("removed");
    assert_eq!(code(&fit(&damaged)), (500, "stored_data_damaged".to_owned()));
    assert_eq!(server.delete(&format!("/v1/audiences/{damaged}")).status, 204, "what is damaged can be deleted");
    assert_eq!(fit(&damaged).status, 404);
    assert_eq!(fit(&upload(&server)).status, 200, "others are as they were");
}

#[test]
fn a_damaged_database_is_named_when_the_service_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join(DATABASE),
        b"this is no database, and never was one; it has some more bytes".repeat(90),
    )
    .expect("written");
    let began = Instant::now();
    let ended = Command::new(env!("CARGO_BIN_EXE_audience-fit"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success());
    assert!(said.contains("file is not a database; it is damaged, restore a backup"), "{said}");
    assert!(began.elapsed() < Duration::from_secs(9), "it does not wait for a connection: {:?}", began.elapsed());
}

#[test]
fn a_locked_database_is_said_and_the_service_is_not_ready() {
    let server = TestServer::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    let path = server.data_dir().join(DATABASE);
    runtime.block_on(async {
        use sqlx::{Connection, Executor};
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", path.display());
        let mut other = sqlx::AnyConnection::connect(&url).await.expect("the database");
        other.execute("BEGIN EXCLUSIVE").await.expect("the lock");
        let ask = |path: &'static str| {
            let url = server.url(path);
            tokio::task::spawn_blocking(move || {
                let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
                crate::support::send(&agent, "GET", &url, &[], &[])
            })
        };
        let (ready, listed) = tokio::join!(ask("/health/ready"), ask("/v1/audiences"));
        let (ready, listed) = (ready.expect("an answer"), listed.expect("an answer"));
        assert_eq!(ready.status, 503);
        assert!(ready.text.contains("the database takes what is written to it"), "{}", ready.text);
        assert_eq!(code(&listed), (503, "unavailable".to_owned()));
        assert!(listed.text.contains("Another process has locked the database"), "{}", listed.text);
        other.execute("ROLLBACK").await.expect("released");
    });
    wait_until("the service to be ready", || server.get("/health/ready").status == 200);
    assert_eq!(server.get("/v1/audiences").status, 200);
}

#[test]
fn only_the_owner_may_read_what_is_stored() {
    let server = TestServer::start();
    upload(&server);
    let folder = server.data_dir();
    assert_eq!(fs::metadata(&folder).expect("a folder").permissions().mode() & 0o777, 0o700);
    let all = all_in(&folder);
    assert!(all.iter().any(|path| path.ends_with(DATABASE)) && !parts_in(&folder).is_empty(), "{all:?}");
    for path in all {
        let mode = fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}: {mode:o}", path.display());
    }
}

/// Begins an upload and leaves it before its end, when its first part is complete: a column that comes later begins
/// another.
fn begin(server: &Process) -> TcpStream {
    let address = server.url("").trim_start_matches("http://").parse().expect("an address");
    let mut stream = connect(address, Duration::from_secs(20));
    let head = "POST /v1/audiences HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n\
                content-length: 1000000000\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("sent");
    let row = |i: usize| {
        let region = if i < CHUNK_ROWS { "" } else { ", \"region\": \"KR-11\"" };
        format!("{{\"id\": \"f{i}\", \"age\": {}{region}}}\n", 20 + i % 60)
    };
    // Rows are read some blocks ahead of those that are kept.
    let rows: String = (0..8 * CHUNK_ROWS).map(row).collect();
    stream.write_all(rows.as_bytes()).expect("sent");
    stream
}

#[test]
fn nothing_of_a_cut_upload_outlives_a_start_after_its_lease() {
    let folder = tempfile::tempdir().expect("a folder");
    let objects = folder.path().join("objects");
    let server = Process::start(folder.path());
    let kept = server.send("POST", "/v1/audiences", &[("content-type", "application/x-ndjson")], PEOPLE.as_bytes());
    assert_eq!(kept.status, 201, "{}", kept.text);
    let kept = kept.json()["id"].as_str().expect("an id").to_owned();
    let upload = begin(&server);
    wait_until("a part of the upload", || all_in(&objects).len() > 4);
    server.kill();
    drop(upload);
    let left: Vec<PathBuf> = all_in(&objects);
    // What a version before this one left: a folder of no row, with a staged file that no list shows.
    let orphan = objects.join("agency/aud_00000000000000000000000000000000");
    fs::create_dir_all(&orphan).expect("a folder");
    fs::write(orphan.join("part-00001.parquet#1"), b"rows").expect("written");
    // The lease of the upload runs out.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    runtime.block_on(async {
        use sqlx::{Connection, Executor};
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", folder.path().join(DATABASE).display());
        let mut database = sqlx::AnyConnection::connect(&url).await.expect("the database");
        let done = database.execute("UPDATE datasets SET lease_until = 0 WHERE state = 'uploading'").await;
        assert_eq!(done.expect("updated").rows_affected(), 1, "the upload is there, with {left:?}");
        database.close().await.expect("closed");
    });
    let server = Process::start(folder.path());
    wait_until("what was left to go", || {
        let folders: Vec<PathBuf> = all_in(&objects).into_iter().filter(|path| path.is_dir()).collect();
        folders
            .iter()
            .filter(|path| path.parent().is_some_and(|above| above != objects))
            .all(|path| path.ends_with(&kept))
    });
    assert_eq!(parts_in(&objects).len(), 1, "that of the upload that was acknowledged");
    assert_eq!(server.get(&format!("/v1/audiences/{kept}")).status, 200);
    server.kill();
}

/// A small disk: mounted where only the service sees it, which runs in a namespace of its own.
#[test]
#[ignore = "needs user namespaces (unshare -rm) and tmpfs"]
fn a_full_disk_leaves_reading_and_deleting() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().expect("a folder");
    let script = format!(
        "mount -t tmpfs -o size=20m tmpfs {0} && exec {1} --log off serve --listen 127.0.0.1:0 --rate-per-minute 0 \
         --data-dir {0}/data",
        folder.path().display(),
        env!("CARGO_BIN_EXE_audience-fit")
    );
    let mut child = Command::new("unshare")
        .args(["-rm", "sh", "-c", &script])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("unshare runs");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("listens on")).expect("it listens");
    std::thread::spawn(move || lines.for_each(drop));
    let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("its address");
    let url = url.trim_end_matches(';').to_owned();
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let send = |method: &str, path: &str, body: &[u8]| {
        let headers: &[(&str, &str)] = if body.is_empty() { &[] } else { &[("content-type", "application/x-ndjson")] };
        crate::support::send(&agent, method, &format!("{url}{path}"), headers, body)
    };
    // Ids do not compress: a megabyte or so each.
    let rows = |n: u64| -> Vec<u8> {
        (0..60_000_u64)
            .flat_map(|i| {
                let id = (n * 1_000_000 + i).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                format!("{{\"id\": \"{id:x}\", \"age\": {}, \"in_target\": {}}}\n", 20 + id % 60, id.is_multiple_of(3))
                    .into_bytes()
            })
            .collect()
    };
    let mut kept = Vec::new();
    let full = (0..40).find_map(|n| {
        let answer = send("POST", "/v1/audiences", &rows(n));
        if answer.status == 201 {
            kept.push(answer.json()["id"].as_str().expect("an id").to_owned());
            return None;
        }
        Some(answer)
    });
    let full = full.expect("the disk is full in the end");
    assert_eq!(code(&full), (507, "storage_full".to_owned()), "{}", full.text);
    assert!(kept.len() >= 2, "{} audiences fit", kept.len());
    // Small ones take the last bytes, so that nothing but the reserve is left.
    let last = (0..2000).map(|_| send("POST", "/v1/audiences", PEOPLE.as_bytes())).find(|answer| answer.status != 201);
    assert_eq!(last.map(|answer| code(&answer)), Some((507, "storage_full".to_owned())));
    for _ in 0..300 {
        let listed = send("GET", "/v1/audiences", b"");
        assert_eq!(listed.status, 200, "{}", listed.text);
    }
    let fit = send("GET", &format!("/v1/audiences/{}/fit?target=%7B%22labelled%22%3Atrue%7D", kept[0]), b"");
    assert_eq!(fit.status, 200, "{}", fit.text);
    for id in &kept {
        assert_eq!(send("DELETE", &format!("/v1/audiences/{id}"), b"").status, 204);
    }
    wait_until("room", || send("POST", "/v1/audiences", &rows(99)).status == 201);
    wait_until("ready", || send("GET", "/health/ready", b"").status == 200);
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

#[test]
fn a_request_begun_by_a_process_that_died_works_again_once_its_lease_is_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let headers = [("content-type", "application/x-ndjson"), ("idempotency-key", "k-1")];
    let server = Process::start(folder.path());
    let address = server.url("").trim_start_matches("http://").parse().expect("an address");
    let mut stream = connect(address, Duration::from_secs(20));
    let head = "POST /v1/audiences HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n\
                idempotency-key: k-1\r\ncontent-length: 100000\r\n\r\n{\"age\": 31}\n";
    stream.write_all(head.as_bytes()).expect("sent");
    wait_until("the upload to begin", || {
        with_database(folder.path(), async |database| {
            sqlx::query("SELECT token FROM idempotency")
                .fetch_optional(&mut *database)
                .await
                .expect("a table")
                .is_some()
        })
    });
    let second = server.send("POST", "/v1/audiences", &headers, PEOPLE.as_bytes());
    assert_eq!(code(&second), (409, "idempotency_under_way".to_owned()));
    server.kill();
    let lease_until = with_database(folder.path(), async |database| {
        use sqlx::Row;
        let row = sqlx::query("SELECT lease_until FROM idempotency").fetch_one(&mut *database).await.expect("a row");
        let lease_until: i64 = row.get("lease_until");
        // Two minutes go by.
        sqlx::query("UPDATE idempotency SET lease_until = lease_until - 120000, created_at = created_at - 120000")
            .execute(&mut *database)
            .await
            .expect("updated");
        lease_until
    });
    let now = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
    assert!(lease_until - now <= 120_000, "the key is free again within two minutes");
    let server = Process::start(folder.path());
    let answer = server.send("POST", "/v1/audiences", &headers, PEOPLE.as_bytes());
    assert_eq!(answer.status, 201, "{}", answer.text);
    let again = server.send("POST", "/v1/audiences", &headers, PEOPLE.as_bytes());
    assert_eq!((again.status, again.json()["id"].clone()), (201, answer.json()["id"].clone()));
    assert_eq!(
        server.get("/v1/audiences").json()["items"].as_array().map(Vec::len),
        Some(1),
        "{}",
        json!(again.status)
    );
    server.kill();
}

#[test]
#[ignore = "needs an S3-compatible store, which .ci/tools installs"]
fn what_a_cut_upload_sent_to_a_bucket_is_aborted() {
    use crate::support::s3::bucket;
    let folder = tempfile::tempdir().expect("a folder");
    let bucket = bucket();
    let (store, environment) = (bucket.folder(), bucket.environment());
    let server = Process::start_in(folder.path(), &["--object-store", &store], &environment);
    let upload = begin(&server);
    wait_until("a part of the upload", || !bucket.keys().is_empty());
    server.kill();
    drop(upload);
    let key = bucket.keys().pop().expect("the part");
    // The next part was on its way: begun and not completed, as the service notes it before it sends anything.
    let name = "part-00002.parquet";
    let id = bucket.begin_upload(&key.replace("part-00001.parquet", name));
    assert_eq!(bucket.uploads(), std::slice::from_ref(&id));
    with_database(folder.path(), async |database| {
        use sqlx::Row;
        let row = sqlx::query("SELECT details FROM datasets").fetch_one(&mut *database).await.expect("a row");
        let mut details: serde_json::Value = serde_json::from_str(row.get("details")).expect("JSON");
        let noted = details["uploads"].as_array_mut().expect("what was begun is noted");
        assert_eq!(noted[0][0], "part-00001.parquet");
        noted.push(json!([name, id]));
        sqlx::query("UPDATE datasets SET lease_until = 0, details = $1")
            .bind(details.to_string())
            .execute(&mut *database)
            .await
            .expect("updated");
    });
    let server = Process::start_in(folder.path(), &["--object-store", &store], &environment);
    wait_until("all to go", || bucket.keys().is_empty() && bucket.uploads().is_empty());
    server.kill();
}

fn with_database<T>(folder: &Path, work: impl AsyncFnOnce(&mut sqlx::AnyConnection) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    runtime.block_on(async {
        use sqlx::Connection;
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", folder.join(DATABASE).display());
        let mut database = sqlx::AnyConnection::connect(&url).await.expect("the database");
        let done = work(&mut database).await;
        database.close().await.expect("closed");
        done
    })
}
