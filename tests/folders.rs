//! Parquet files of one table, read where they lie: a folder, a pattern, a bucket.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{file, s3};

const REGIONS: [&str; 3] = ["KR-11", "KR-26", "KR-28"];
const ROWS: usize = 120;
const TARGET: [&str; 4] = ["--target", r#"{"age": {"min": 27, "max": 49}}"#, "--format", "json"];

/// Rows of one region; a third states no age.
fn people(region: usize) -> Vec<(&'static str, ArrayRef)> {
    let rows = || (0..ROWS).map(move |i| region * ROWS + i);
    let ids = StringArray::from_iter_values(rows().map(|i| format!("f{i}")));
    let ages: Float64Array = rows().map(|i| (i % 3 > 0).then_some((18 + i * 7 % 60) as f64)).collect();
    let followers = Int64Array::from_iter_values(rows().map(|i| (i * 37 % 900) as i64));
    vec![("id", Arc::new(ids)), ("age", Arc::new(ages)), ("account.followers", Arc::new(followers))]
}

fn parquet(columns: Vec<(&'static str, ArrayRef)>) -> Vec<u8> {
    let table = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut writer = ArrowWriter::try_new(Vec::new(), table.schema(), None).expect("a writer");
    writer.write(&table).expect("rows");
    writer.into_inner().expect("a file")
}

/// The files of the table by their names, and all rows in one file.
fn table() -> (Vec<(String, Vec<u8>)>, Vec<u8>) {
    let part = |region: usize| (format!("region={}/part-0.parquet", REGIONS[region]), parquet(people(region)));
    let all: Vec<_> = (0..REGIONS.len()).map(people).collect();
    let joined = |column: usize| {
        let arrays: Vec<ArrayRef> = all.iter().map(|part| part[column].1.clone()).collect();
        let arrays: Vec<&dyn arrow_array::Array> = arrays.iter().map(AsRef::as_ref).collect();
        arrow_select(&arrays)
    };
    let regions = StringArray::from_iter_values(REGIONS.iter().flat_map(|region| [*region; ROWS]));
    let mut columns: Vec<(&'static str, ArrayRef)> =
        ["id", "age", "account.followers"].into_iter().zip((0..3).map(joined)).collect();
    columns.push(("region", Arc::new(regions)));
    ((0..REGIONS.len()).map(part).collect(), parquet(columns))
}

/// One array out of several.
fn arrow_select(arrays: &[&dyn arrow_array::Array]) -> ArrayRef {
    if let Some(texts) = arrays.iter().map(|a| a.as_any().downcast_ref::<StringArray>()).collect::<Option<Vec<_>>>() {
        return Arc::new(texts.into_iter().flatten().collect::<StringArray>());
    }
    if let Some(ages) = arrays.iter().map(|a| a.as_any().downcast_ref::<Float64Array>()).collect::<Option<Vec<_>>>() {
        return Arc::new(ages.into_iter().flatten().collect::<Float64Array>());
    }
    let counts = arrays.iter().map(|a| a.as_any().downcast_ref::<Int64Array>().expect("a known type"));
    Arc::new(counts.flatten().collect::<Int64Array>())
}

fn analyze(place: &str, environment: &[(&str, String)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_audience-fit"));
    command.args(["analyze", place]).args(TARGET).current_dir(file("")).stdin(Stdio::null());
    command.envs(environment.iter().map(|(name, value)| (*name, value))).output().expect("the binary runs")
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, bytes).expect("a file");
}

/// What `place` is answered says what the one file is answered, and names the files that were read.
fn hold(place: &str, environment: &[(&str, String)], names: &[String], whole: &Value) {
    let answer = json(&analyze(place, environment));
    for part in ["fit", "segments", "acquisition"] {
        assert_eq!(answer[part], whole[part], "{part} of {place}");
    }
    let files = answer["provenance"]["files"].as_array().expect("the files");
    let read: Vec<&str> = files.iter().filter_map(|file| file["name"].as_str()).collect();
    assert_eq!(read, names, "{place}");
    assert!(files.iter().all(|file| file["bytes"].as_u64() > Some(0) && file["etag"] != ""), "{files:?}");
}

#[test]
fn a_folder_of_parquet_is_one_table() {
    let folder = TempDir::new().expect("a folder");
    let (parts, whole) = table();
    for (name, bytes) in &parts {
        write(folder.path(), &format!("followers/{name}"), bytes);
    }
    write(folder.path(), "followers/_SUCCESS", b"");
    write(folder.path(), "followers/_temporary/part-9.parquet", b"half");
    write(folder.path(), "whole.parquet", &whole);
    let whole = json(&analyze(&folder.path().join("whole.parquet").display().to_string(), &[]));
    assert_eq!(whole["provenance"]["files"], serde_json::json!([]), "one file is named by its hash");
    let names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
    let at = |place: &str| folder.path().join(place).display().to_string();
    hold(&at("followers"), &[], &names, &whole);
    hold(&at("followers/region=*/*.parquet"), &[], &names, &whole);
    let one = json(&analyze(&at("followers/region=KR-2*/*.parquet"), &[]));
    assert_eq!(one["audience"]["profiles"], 2 * ROWS);
    let other = parquet(people(0).into_iter().take(2).collect());
    for (name, bytes, said) in [
        ("region=KR-30/part-0.parquet", &other[..], "columns of region=KR-30/part-0.parquet are not those of"),
        ("_delta_log/00000000000000000000.json", b"{}", "Delta table"),
    ] {
        write(folder.path(), &format!("followers/{name}"), bytes);
        let output = analyze(&at("followers"), &[]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && error.contains(said), "{:?} {error}", output.status);
        std::fs::remove_file(folder.path().join("followers").join(name)).expect("it is there");
        let _ = std::fs::remove_dir(folder.path().join("followers/_delta_log"));
    }
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    let empty = analyze(&at("empty"), &[]);
    assert!(String::from_utf8_lossy(&empty.stderr).contains("holds no Parquet file"), "{empty:?}");
}

#[test]
#[ignore = "needs an S3-compatible store: run `bash .ci/tools`, then `cargo test -- --ignored`"]
fn a_prefix_of_a_bucket_is_one_table() {
    let bucket = s3::bucket();
    let folder = TempDir::new().expect("a folder");
    let (parts, whole) = table();
    for (name, bytes) in &parts {
        bucket.put(&format!("kept/{name}"), bytes);
    }
    write(folder.path(), "whole.parquet", &whole);
    let whole = json(&analyze(&folder.path().join("whole.parquet").display().to_string(), &[]));
    let names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
    let environment = bucket.environment();
    hold(&bucket.folder(), &environment, &names, &whole);
    hold(&format!("{}/region=*/*.parquet", bucket.folder()), &environment, &names, &whole);
    let nobody = analyze(&format!("{}/nothing", bucket.folder()), &environment);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("holds no Parquet file"), "{nobody:?}");
}
