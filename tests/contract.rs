//! What a caller of the last release relies on still holds: `openapi/openapi.json` breaks nothing of it.

mod compare;
mod rules;

use serde_json::Value;

use crate::support::file;
use compare::breaks;

/// The document of the last release, by version.
fn released() -> (Vec<u64>, Value) {
    let entries = std::fs::read_dir(file("openapi/released")).expect("the documents of releases");
    let documents = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let version = name.strip_prefix("openapi-").and_then(|rest| rest.strip_suffix(".json"));
        let version = version.unwrap_or_else(|| panic!("{name} is not named openapi-VERSION.json"));
        let version: Vec<u64> = version.split('.').map(|part| part.parse().expect("a version")).collect();
        let text = std::fs::read_to_string(&path).expect("a document");
        (version, serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}")))
    });
    documents.max_by(|(one, _), (other, _)| one.cmp(other)).expect("at least one release")
}

#[test]
fn nothing_of_the_last_release_is_broken() {
    let (version, old) = released();
    let new = serde_json::from_str(audience_fit::api::openapi_json()).expect("the document");
    let broken = breaks(&old, &new);
    assert!(broken.is_empty(), "since {version:?}, for callers:\n{}", broken.join("\n"));
}
