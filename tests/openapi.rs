//! The OpenAPI document: committed, served, and true of the running server.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{TestServer, file};

#[test]
fn the_committed_document_is_the_generated_one_byte_for_byte() {
    let committed = std::fs::read_to_string(file("openapi/openapi.json")).expect("openapi/openapi.json");
    assert!(
        committed == audience_fit::api::openapi_json(),
        "openapi/openapi.json is out of date; run `cargo run -- openapi > openapi/openapi.json`"
    );
}

/// Operations whose example cannot succeed in a service that nobody has used, each with the reason.
const NOT_AT_FIRST: [(&str, &str); 0] = [];

#[test]
fn every_example_of_every_operation_succeeds_untouched() {
    let server = TestServer::start();
    let document = server.get("/openapi.json").json();
    let all = document["paths"].as_object().expect("paths").iter();
    let all = all.flat_map(|(path, item)| item.as_object().expect("operations").iter().map(move |(m, o)| (path, m, o)));
    let all: Vec<(&String, &String, &Value)> = all.collect();
    let ids: BTreeSet<String> = all.iter().map(|(_, _, operation)| operation["operationId"].to_string()).collect();
    assert_eq!(ids.len(), all.len(), "an operationId stands twice");
    let (mut succeeded, mut failed) = (Vec::new(), Vec::new());
    // What is put is there to be got, and to be deleted at the end.
    for method in ["post", "put", "get", "delete"] {
        for (path, _, operation) in all.iter().filter(|(_, own, _)| *own == method) {
            let (media_type, body) = example_body(operation);
            let to = with_examples(&document, path, operation);
            let answer = server.send(&method.to_uppercase(), &to, &[("content-type", &media_type)], body.as_bytes());
            let id = operation["operationId"].as_str().expect("an id").to_owned();
            let documented = operation["responses"].as_object().expect("responses");
            if (200..300).contains(&answer.status) && documented.contains_key(&answer.status.to_string()) {
                succeeded.push(id);
            } else {
                failed.push((id, format!("{method} {to}: {} {}", answer.status, answer.text)));
            }
        }
    }
    println!("{} of {} operations succeed untouched; not: {failed:#?}", succeeded.len(), all.len());
    let unexpected: Vec<_> = failed.iter().filter(|(id, _)| NOT_AT_FIRST.iter().all(|(own, _)| own != id)).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert!(succeeded.len() > 50, "{} operations", succeeded.len());
    let kept = server.get("/v1/outcomes").json();
    assert_eq!(kept["items"], serde_json::json!([]), "no later recommendation learns from made-up campaigns");
    for (list, kept) in
        [("audiences", 1), ("panels", 1), ("asks", 0), ("recommendations", 0), ("effects", 0), ("analyses", 1)]
    {
        let listed = server.get(&format!("/v1/{list}")).json();
        // What the examples themselves store, a job's analysis included, and nothing of the made-up data.
        let count = listed["items"].as_array().map_or(0, Vec::len);
        assert!(count >= kept && count <= kept + 1, "{list}: {listed}");
    }
}

/// Media type and text of the example of a body; empty where an operation takes none.
fn example_body(operation: &Value) -> (String, String) {
    let Some(content) = operation["requestBody"]["content"].as_object() else {
        return ("application/json".to_owned(), String::new());
    };
    let given = content.iter().find(|(_, content)| !content["example"].is_null());
    let (media_type, content) = given.unwrap_or_else(|| panic!("{} has no example", operation["operationId"]));
    let example = &content["example"];
    (media_type.clone(), example.as_str().map_or_else(|| example.to_string(), str::to_owned))
}

/// The path with the examples of its parameters, and the query parameters that have one.
fn with_examples(document: &Value, path: &str, operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let resolved = parameters.iter().map(|parameter| match parameter["$ref"].as_str() {
        Some(reference) => &document["components"]["parameters"][reference.rsplit('/').next().unwrap_or_default()],
        None => parameter,
    });
    let (mut to, mut pairs) = (path.to_owned(), Vec::new());
    for parameter in resolved {
        let example = match &parameter["example"] {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => other.to_string(),
        };
        let name = parameter["name"].as_str().expect("a name");
        match parameter["in"].as_str() {
            Some("path") => to = to.replace(&format!("{{{name}}}"), &example),
            Some("query") => pairs.push(format!("{name}={example}")),
            _ => {}
        }
    }
    if pairs.is_empty() { to } else { format!("{to}?{}", pairs.join("&")) }
}

#[test]
fn the_schema_of_an_analysis_names_every_field_that_is_sent() {
    let server = TestServer::start();
    let document = server.get("/openapi.json").json();
    let operation = &document["paths"]["/v1/analyses"]["post"];
    let example = &operation["requestBody"]["content"]["application/json"]["example"];
    let analysis = server.create_analysis(example).json();
    assert!(analysis["plan"]["allocations"][0].is_object(), "{analysis}");
    // It rests on the followers themselves, not on published figures of others.
    let fit = &analysis["fit"];
    assert_eq!(fit["status"], "estimated", "{fit}");
    assert!(!["platform_users", "totals"].contains(&fit["method"].as_str().expect("a method")), "{fit}");
    let end = |name: &str| fit["share"][name].as_f64().expect("a share");
    assert!(0.0 < end("lower") && end("lower") < end("upper") && end("upper") < 1.0, "{fit}");
    check(&document, &document["components"]["schemas"]["Analysis"], &analysis, "Analysis");
}

#[test]
fn the_schema_of_a_recommendation_names_every_field_that_is_sent() {
    let server = TestServer::start();
    let document = server.get("/openapi.json").json();
    let operation = &document["paths"]["/v1/recommendations"]["post"];
    let example = &operation["requestBody"]["content"]["application/json"]["example"];
    let answer = server.create_recommendation(example).json();
    assert!(answer["plan"]["budget"].is_object() && answer["plan"]["runner_up"].is_object(), "{answer}");
    check(&document, &document["components"]["schemas"]["Recommendation"], &answer, "Recommendation");
}

#[test]
fn the_schema_of_effects_names_every_field_that_is_sent() {
    let server = TestServer::start();
    let document = server.get("/openapi.json").json();
    let operation = &document["paths"]["/v1/effects"]["post"];
    let example = &operation["requestBody"]["content"]["application/json"]["example"];
    let answer = server.post("/v1/effects", "application/json", example.to_string()).json();
    assert!(answer["events"][0]["outcome"]["event"].is_object(), "{answer}");
    assert!(answer["events"][0]["metrics"][0]["during"]["effect"]["lower"].as_f64() > Some(0.0), "{answer}");
    check(&document, &document["components"]["schemas"]["EffectReport"], &answer, "EffectReport");
}

/// Walks `value` along `schema`: every field sent is named, every field required is sent.
fn check(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().expect("a name");
        return check(document, &document["components"]["schemas"][name], value, name);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        if let Some(choice) = choices.iter().find(|c| c["$ref"].is_string()).filter(|_| !value.is_null()) {
            check(document, choice, value, at);
        }
        return;
    }
    if let Some(values) = schema["enum"].as_array().filter(|_| !value.is_null()) {
        assert!(values.contains(value), "{at} is {value}, which is none of {values:?}");
    }
    if let Some(items) = value.as_array() {
        items.iter().for_each(|item| check(document, &schema["items"], item, at));
    }
    let Some(fields) = value.as_object() else { return };
    let properties = schema["properties"].as_object().unwrap_or_else(|| panic!("{at} has no properties: {schema}"));
    for (name, field) in fields {
        let schema = properties.get(name).unwrap_or_else(|| panic!("{at}.{name} is sent and not in the schema"));
        check(document, schema, field, &format!("{at}.{name}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(fields.contains_key(name.as_str().expect("a name")), "{at}.{name} is required and not sent");
    }
}

#[test]
fn every_operation_has_a_short_summary_a_description_and_its_security() {
    let document: Value = serde_json::from_str(audience_fit::api::openapi_json()).expect("JSON");
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!((1..=80).contains(&summary.chars().count()), "{method} {path}: {summary:?}");
            assert!(operation["description"].is_string(), "{method} {path} has no description");
            assert!(operation["security"].is_array(), "{method} {path} says nothing of keys");
        }
    }
}

#[test]
fn the_document_in_openapi_3_0_uses_nothing_of_3_1() {
    let text = audience_fit::api::openapi_3_0_json();
    let document: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(document["openapi"], "3.0.3");
    for word in ["\"type\": [", "\"null\"", "\"const\"", "\"identifier\""] {
        assert!(!text.contains(word), "{word}");
    }
    let server = TestServer::start();
    assert_eq!(server.get("/openapi-3.0.json").text, text);
}

#[test]
fn swagger_ui_is_served_from_the_binary() {
    let server = TestServer::start();
    let page = server.get("/docs");
    assert_eq!(page.status, 200);
    assert!(page.text.contains("swagger-ui"), "{}", page.text);
    assert_eq!(server.get("/docs/swagger-ui-bundle.js").status, 200);
    assert!(server.get("/docs/swagger-initializer.js").text.contains("/openapi.json"));
}

#[test]
fn health_tells_the_version_and_the_catalogue() {
    let server = TestServer::start();
    for path in ["/health/live", "/health/ready"] {
        let body = server.get(path).json();
        assert_eq!(body["status"], "ok");
        assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(body["catalog_version"].as_str().map(str::len), Some(12));
    }
}

/// The names of the schemas that a source file declares: of types that derive one, and of vocabularies.
fn schema_names(source: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let after = |text: &str, mark: &str| text.split(mark).nth(1).map(word);
    let (mut names, mut attributes, mut in_vocabulary) = (Vec::new(), String::new(), false);
    for line in source.lines() {
        let declared = ["enum ", "struct "].into_iter().find_map(|kind| {
            let (visibility, rest) = line.trim_start().split_once(kind)?;
            (visibility.is_empty() || visibility.starts_with("pub")).then(|| word(rest))
        });
        if let Some(name) = declared {
            if in_vocabulary || attributes.contains("ToSchema") {
                names.push(after(&attributes, "schema(as = ").or_else(|| after(line, " as ")).unwrap_or(name));
            }
            attributes.clear();
        } else if line.trim_start().starts_with("#[") {
            attributes.push_str(line);
        } else if line.starts_with('}') {
            (in_vocabulary, attributes) = (false, String::new());
        }
        in_vocabulary |= line == "vocabulary! {";
    }
    names
}

#[test]
fn no_two_types_have_a_schema_of_the_same_name() {
    let mut names: Vec<String> = Vec::new();
    let mut folders = vec![file("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                names.extend(schema_names(&std::fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    names.sort();
    assert!(names.len() > 200 && names.contains(&"KeyScope".to_owned()), "{names:?}");
    // The files of the catalogue have schemas of their own, beside the document's.
    let of_files = ["Channel", "Preset", "Source"];
    let alike = names.chunk_by(|a, b| a == b).filter(|alike| alike.len() > 1);
    let twice: Vec<&[String]> = alike.filter(|alike| !of_files.contains(&alike[0].as_str())).collect();
    assert!(twice.is_empty(), "the document has only one of each: {twice:?}");
}
