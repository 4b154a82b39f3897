//! What operations have in common, said once: problems, headers and parameters as components of the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// A problem of a status: its component, its description, and the headers that come with it.
type Problem = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// The problems of every status that operations document.
const PROBLEMS: [Problem; 13] = [
    ("400", "MalformedBody", "The request or its body is not readable.", &[]),
    ("401", "Unauthorized", "A valid key is required.", &["WWW-Authenticate"]),
    ("403", "Forbidden", "The scope of the key is insufficient.", &[]),
    ("404", "NotFound", "There is no such resource, or it was deleted.", &[]),
    ("406", "NotAcceptable", "The resource has no representation that is accepted.", &[]),
    ("408", "BodyTimeout", "The body did not arrive in time.", &["Retry-After"]),
    ("409", "Conflict", "The request conflicts with the current state.", &["Retry-After"]),
    ("412", "PreconditionFailed", "The resource changed, so that the precondition does not hold.", &[]),
    ("413", "BodyTooLarge", "The body is too large.", &[]),
    ("415", "UnsupportedMediaType", "The media type or encoding of the body is not accepted.", &[]),
    ("422", "InvalidRequest", "The request is invalid; `errors` lists every fault.", &[]),
    ("429", "TooManyRequests", "Too many requests.", &["Retry-After"]),
    ("503", "Unavailable", "The service is busy or not ready.", &["Retry-After"]),
];

/// A header: its name, its component, its description and its type.
type Header = (&'static str, &'static str, &'static str, &'static str);

/// The headers of responses.
const HEADERS: [Header; 7] = [
    ("x-request-id", "RequestId", "Names the request in the log of the service.", "string"),
    ("ETag", "ETag", "Tag of this representation, for `If-None-Match` and `If-Match`.", "string"),
    ("Location", "Location", "Path of the resource that was created.", "string"),
    ("RateLimit", "RateLimit", "Requests that remain, and seconds until the quota is whole again.", "string"),
    ("RateLimit-Policy", "RateLimitPolicy", "Requests of the quota, and its window in seconds.", "string"),
    ("Retry-After", "RetryAfter", "Seconds to wait before retrying.", "integer"),
    ("WWW-Authenticate", "WwwAuthenticate", "Authentication challenge.", "string"),
];

/// Says once what operations have in common.
pub(super) fn share(document: &mut Value) {
    document["servers"] = json!([{"url": "/", "description": "This service"}]);
    document["info"]["contact"] = json!({"name": "The operator of this service"});
    for_each_operation(document, &mut |method, path, operation| {
        let is_open = operation.get("security").is_none();
        if is_open {
            operation["security"] = json!([]);
            operation["responses"]["400"] = json!({"$ref": "#/components/responses/MalformedBody"});
        }
        add_headers(method, path, operation, is_open);
        refer_to_problems(operation);
    });
    share_parameters(document);
    require_sent_fields(document);
    open_shared_schemas(&mut document["components"]["schemas"]);
    raise_descriptions(&mut document["components"]["schemas"]);
    add_components(document);
}

/// A schema that is a part of another (`allOf`) cannot forbid the fields of the rest.
fn open_shared_schemas(schemas: &mut Value) {
    let parts: Vec<&Value> =
        schemas.as_object().into_iter().flatten().filter_map(|(_, schema)| schema.get("allOf")).collect();
    let references = parts.into_iter().filter_map(Value::as_array).flatten().filter_map(|part| part["$ref"].as_str());
    let names: Vec<String> = references.filter_map(|path| path.rsplit('/').next()).map(str::to_owned).collect();
    for name in names {
        if let Some(schema) = schemas[name].as_object_mut() {
            schema.remove("additionalProperties");
        }
    }
}

/// A field that is null or of a schema is described beside the choice, not inside it, where many readers lose it.
fn raise_descriptions(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(raise_descriptions);
            let choices = object.get_mut("oneOf").and_then(Value::as_array_mut);
            let mut choices = choices.into_iter().flatten().filter_map(Value::as_object_mut);
            let referring = choices.find(|choice| choice.contains_key("$ref"));
            if let Some(description) = referring.and_then(|choice| choice.remove("description")) {
                object.entry("description").or_insert(description);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(raise_descriptions),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Schemas that requests have no part in, and of which a field may be missing all the same.
const PARTIAL: [&str; 1] = ["Fault"];

/// What only answers have is always sent, as null where there is nothing: it is required.
fn require_sent_fields(document: &mut Value) {
    let mut received = BTreeSet::new();
    for_each_operation(document, &mut |_, _, operation| {
        operation.get("requestBody").into_iter().for_each(|body| collect_references(body, &mut received));
    });
    let mut pending: Vec<String> = received.iter().cloned().collect();
    while let Some(name) = pending.pop() {
        let mut inner = BTreeSet::new();
        collect_references(&document["components"]["schemas"][name.as_str()], &mut inner);
        pending.extend(inner.into_iter().filter(|name| received.insert(name.clone())));
    }
    let schemas = document["components"]["schemas"].as_object_mut().expect("the document has schemas");
    for (name, schema) in schemas {
        let Some(properties) = schema["properties"].as_object() else { continue };
        if !received.contains(name) && !PARTIAL.contains(&name.as_str()) {
            schema["required"] = properties.keys().cloned().collect();
        }
    }
}

/// Collects the names of the schemas that a value refers to.
fn collect_references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(name) = object.get("$ref").and_then(Value::as_str) {
                names.extend(name.strip_prefix("#/components/schemas/").map(str::to_owned));
            }
            object.values().for_each(|inner| collect_references(inner, names));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_references(inner, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Calls `change` with the method, the path and each operation.
fn for_each_operation(document: &mut Value, change: &mut impl FnMut(&str, &str, &mut Value)) {
    let paths = document["paths"].as_object_mut().expect("the document has paths");
    for (path, operations) in paths {
        for (method, operation) in operations.as_object_mut().expect("a path has operations") {
            change(method, path, operation);
        }
    }
}

fn header_reference(name: &str) -> Value {
    let (_, component, ..) = HEADERS.iter().find(|(other, ..)| *other == name).expect("a header of the table");
    json!({"$ref": format!("#/components/headers/{component}")})
}

/// The headers of an operation's successes.
fn add_headers(method: &str, path: &str, operation: &mut Value, is_open: bool) {
    let creates = operation["responses"].get("201").is_some() || operation["responses"].get("202").is_some();
    for (status, response) in operation["responses"].as_object_mut().expect("an operation has responses") {
        if !(status.starts_with('2') || status.starts_with('3')) {
            continue;
        }
        let is_json = response.pointer("/content/application~1json").is_some();
        let mut names = vec!["x-request-id"];
        if !is_open {
            names.extend(["RateLimit", "RateLimit-Policy"]);
        }
        if method == "get" && path.starts_with("/v1/") && (is_json || status == "304") {
            names.push("ETag");
        }
        if method == "post" && creates {
            names.push("Location");
        }
        for name in names {
            response["headers"][name] = header_reference(name);
        }
    }
}

/// Problems stand in the components: an operation refers to the one of its status.
fn refer_to_problems(operation: &mut Value) {
    for (status, response) in operation["responses"].as_object_mut().expect("an operation has responses") {
        if response.pointer("/content/application~1problem+json").is_none() {
            continue;
        }
        if let Some((_, name, ..)) = PROBLEMS.iter().find(|(other, ..)| other == status) {
            *response = json!({"$ref": format!("#/components/responses/{name}")});
        }
    }
}

/// Parameters that several operations have stand in the components.
fn share_parameters(document: &mut Value) {
    let mut uses: BTreeMap<String, (Value, usize)> = BTreeMap::new();
    for_each_operation(document, &mut |_, _, operation| {
        for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            uses.entry(parameter.to_string()).or_insert_with(|| (parameter.clone(), 0)).1 += 1;
        }
    });
    let mut components: Map<String, Value> = Map::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (text, (parameter, _)) in uses.into_iter().filter(|(_, (_, count))| *count > 1) {
        let name = parameter_name(&parameter);
        let before = components.insert(name.clone(), parameter);
        assert_eq!(before, None, "two parameters {name}: describe both in the same words, or as the one of something");
        names.insert(text, name);
    }
    for_each_operation(document, &mut |_, _, operation| {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(name) = names.get(&parameter.to_string()) {
                *parameter = json!({"$ref": format!("#/components/parameters/{name}")});
            }
        }
    });
    document["components"]["parameters"] = Value::Object(components);
}

/// `AudienceId` of what is described as "Id of the audience", `ReportFormat` of "The format of the report", `AccountFilter` of
/// "Of this account only."; else the parameter's own name.
fn parameter_name(parameter: &Value) -> String {
    let own = component_name(parameter["name"].as_str().expect("a parameter has a name"));
    let description = parameter["description"].as_str().unwrap_or_default();
    let words: Vec<&str> = description.trim_start_matches("The ").split([' ', ';', '.']).collect();
    match words[..] {
        [what, "of", "the", owner, ..] if what.eq_ignore_ascii_case(&own) => component_name(owner) + &own,
        [.., "only", ""] => own + "Filter",
        _ => own,
    }
}

/// `If-None-Match` as `IfNoneMatch`.
fn component_name(name: &str) -> String {
    let parts = name.split(['-', '_']).filter(|part| !part.is_empty());
    parts.map(|part| part[..1].to_ascii_uppercase() + &part[1..]).collect()
}

fn add_components(document: &mut Value) {
    let components = &mut document["components"];
    for (_, name, description, kind) in HEADERS {
        components["headers"][name] = json!({"description": description, "schema": {"type": kind}});
    }
    for (_, name, description, headers) in PROBLEMS {
        let headers = headers.iter().copied().chain(["x-request-id"]);
        let headers: Map<String, Value> = headers.map(|name| (name.to_owned(), header_reference(name))).collect();
        components["responses"][name] = json!({
            "description": description,
            "headers": headers,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        });
    }
}
