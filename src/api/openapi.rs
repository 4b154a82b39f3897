//! The OpenAPI document, generated from the handlers and the types of the contract.

mod components;
mod downgrade;

use std::sync::LazyLock;

use actix_web::http::Method;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::link::Link;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{Object, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, Header, Ref, RefOr};

use super::demo::DEMO;
use super::endpoint::{Access, Found, find};
use super::{
    access, analyses, asks, audiences, catalog, effects, inspections, jobs, operations, outcomes, panels,
    recommendations, targets, track_record,
};

#[derive(OpenApi)]
#[openapi(info(
    title = "audience-fit",
    description = "Estimates whether the people who follow a public agency are the people it exists for, and where to \
                   reach those who do not follow it. Every figure is an interval with its method and assumption.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Document;

/// The documents of the resources, in the order of their tags.
fn resources() -> [utoipa::openapi::OpenApi; 14] {
    [
        analyses::Document::openapi(),
        audiences::Document::openapi(),
        asks::Document::openapi(),
        panels::Document::openapi(),
        jobs::Document::openapi(),
        recommendations::Document::openapi(),
        outcomes::Document::openapi(),
        track_record::Document::openapi(),
        effects::Document::openapi(),
        inspections::Document::openapi(),
        targets::Document::openapi(),
        catalog::Document::openapi(),
        access::Document::openapi(),
        operations::Document::openapi(),
    ]
}

/// The paths of the document.
pub(super) fn documented_paths() -> &'static [String] {
    static PATHS: LazyLock<Vec<String>> = LazyLock::new(|| openapi().paths.paths.into_keys().collect());
    &PATHS
}

/// The OpenAPI document.
fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    resources().into_iter().for_each(|resource| document.merge(resource));
    for (path, item) in &mut document.paths.paths {
        let operations = [
            (Method::GET, &mut item.get),
            (Method::POST, &mut item.post),
            (Method::PUT, &mut item.put),
            (Method::PATCH, &mut item.patch),
            (Method::DELETE, &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            fix_header_types(operation);
            add_links(operation);
            if let Found::Endpoint(endpoint) = find(&method, path) {
                add_security(operation, endpoint.access);
            }
        }
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("afk_<id>_<secret>").description(Some(
        "A key of the agency, created by `audience-fit keys create`. A service on loopback without any keys requires none.",
    ));
    document.components.get_or_insert_default().add_security_scheme(SCHEME, SecurityScheme::Http(bearer.build()));
    document
}

/// Name of the security scheme.
const SCHEME: &str = "bearer";

/// Adds the key that an operation requires, and how it is refused without one.
fn add_security(operation: &mut Operation, access: Access) {
    let Access::Scope(scope) = access else { return };
    operation.security = Some(vec![SecurityRequirement::new(SCHEME, Vec::<String>::new())]);
    let scope_note = format!("Requires the scope `{}`.", scope.as_str());
    operation.description = Some(match operation.description.take() {
        Some(text) => format!("{text}\n\n{scope_note}"),
        None => scope_note,
    });
    let seconds = || header("Seconds to wait before retrying", Type::Integer);
    let refusals = [
        (
            "401",
            refusal("A valid key is required")
                .header("WWW-Authenticate", header("Authentication challenge", Type::String)),
        ),
        ("403", refusal(&format!("Insufficient scope; `{}` is required", scope.as_str()))),
        ("429", refusal("Too many requests").header("Retry-After", seconds())),
    ];
    for (status, response) in refusals {
        operation.responses.responses.insert(status.to_owned(), RefOr::T(response.build()));
    }
    let unavailable = refusal("The store of the service is not available").header("Retry-After", seconds());
    operation.responses.responses.entry("503".to_owned()).or_insert(RefOr::T(unavailable.build()));
}

/// Lets what names one thing be tried: by made-up data, or by a target that is there or may be.
fn add_demo(document: &mut Value) {
    let items = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let operations = items.flat_map(|item| item.as_object_mut().into_iter().flatten());
    for (method, operation) in operations {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] == "path") {
            if parameter["name"] == "name" {
                let target = if method == "get" { "under-middle-class-late-20s-to-40s" } else { "example" };
                parameter["example"] = Value::from(target);
            } else {
                let what = parameter["description"].as_str().unwrap_or_default();
                let note = format!("{what}; `{DEMO}` is made up, for everybody to try: changes to it are not kept");
                parameter["description"] = Value::from(note);
                parameter["example"] = Value::from(DEMO);
            }
        }
    }
}

/// A header has a text or is absent: it is never null, unlike an optional value in a body.
fn fix_header_types(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(Parameter { parameter_in: ParameterIn::Header, schema, .. }) = parameter else { continue };
        if let Some(RefOr::T(Schema::Object(object))) = schema {
            object.schema_type = SchemaType::Type(Type::String);
        }
    }
}

/// An operation, the status of its response, the parameter and expression of the id in it, and the operations that take it.
type LinkSpec = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

/// Which operations take the id that another one returns.
const LINKS: [LinkSpec; 9] = [
    (
        "create_audience",
        "201",
        "id",
        "$response.body#/id",
        &["get_audience", "get_audience_fit", "list_audience_rejections", "delete_audience"],
    ),
    ("create_panel", "201", "id", "$response.body#/id", &["get_panel", "list_panel_rejections", "delete_panel"]),
    ("create_analysis", "200", "id", "$response.body#/id", &["get_analysis", "get_analysis_report", "delete_analysis"]),
    (
        "create_recommendation",
        "200",
        "id",
        "$response.body#/id",
        &["get_recommendation", "get_recommendation_report", "delete_recommendation"],
    ),
    ("create_effect", "200", "id", "$response.body#/id", &["get_effect", "get_effect_report", "delete_effect"]),
    ("create_analysis", "202", "id", "$response.body#/id", &["get_job", "cancel_job"]),
    ("create_job", "202", "id", "$response.body#/id", &["get_job", "cancel_job"]),
    ("get_job", "200", "id", "$response.body#/analysis_id", &["get_analysis", "get_analysis_report"]),
    ("put_target", "201", "name", "$request.path.name", &["get_target", "delete_target"]),
];

/// Adds links to the operations that take what this one returns.
fn add_links(operation: &mut Operation) {
    let links = LINKS.iter().filter(|(making, ..)| operation.operation_id.as_deref() == Some(*making));
    for (_, status, parameter, expression, taking) in links {
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(*status) {
            for taker in *taking {
                let link = Link::builder().operation_id(*taker).parameter(*parameter, *expression).build();
                response.links.insert((*taker).to_owned(), RefOr::T(link));
            }
        }
    }
}

fn refusal(description: &str) -> ResponseBuilder {
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(description).content("application/problem+json", problem)
}

fn header(description: &str, kind: Type) -> Header {
    HeaderBuilder::new().schema(Some(Object::with_type(kind))).description(Some(description)).build()
}

/// The OpenAPI document as it is served and committed: indented JSON with a line end.
pub fn openapi_json() -> &'static str {
    static JSON: LazyLock<String> = LazyLock::new(|| indented(&document()));
    &JSON
}

/// The same document in OpenAPI 3.0.
pub fn openapi_3_0_json() -> &'static str {
    static JSON: LazyLock<String> = LazyLock::new(|| indented(&downgrade::to_3_0(document())));
    &JSON
}

fn document() -> Value {
    let mut document = serde_json::to_value(openapi()).expect("the document is plain data");
    add_demo(&mut document);
    components::share(&mut document);
    document
}

fn indented(document: &Value) -> String {
    let mut json = String::new();
    write_indented(document, 0, &mut json);
    json.push('\n');
    json
}

/// Most characters of a value that stands on one line.
const MAX_LINE: usize = 90;

/// Writes a value as indented JSON; what is short stands on one line.
fn write_indented(value: &Value, depth: usize, out: &mut String) {
    let (open, close, items): (char, char, Vec<(Option<&String>, &Value)>) = match value {
        Value::Object(fields) => ('{', '}', fields.iter().map(|(name, value)| (Some(name), value)).collect()),
        Value::Array(items) => ('[', ']', items.iter().map(|value| (None, value)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return out.push_str(&value.to_string()),
    };
    let line = value.to_string();
    if line.len() <= MAX_LINE {
        return out.push_str(&line);
    }
    out.push(open);
    for (i, (name, item)) in items.iter().enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(name) = name {
            out.push_str(&format!("{}: ", Value::from(name.as_str())));
        }
        write_indented(item, depth + 1, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::endpoint::endpoints;

    #[test]
    fn documents_exactly_the_endpoints_that_are_served() {
        let document = serde_json::to_value(openapi()).expect("plain data");
        let mut documented = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().expect("paths") {
            for (method, operation) in operations.as_object().expect("operations") {
                let id = operation["operationId"].as_str().expect("an id").to_owned();
                assert!(documented.insert((method.to_uppercase(), path.clone(), id)), "{method} {path}");
            }
        }
        let served: BTreeSet<_> = endpoints()
            .filter(|endpoint| !endpoint.is_page)
            .chain([&operations::METRICS])
            .map(|e| (e.method.to_string(), e.path.to_owned(), e.operation_id.to_owned()))
            .collect();
        assert_eq!(documented, served);
    }

    #[test]
    fn links_name_operations_and_their_path_parameters() {
        let document = serde_json::to_value(openapi()).expect("plain data");
        let operations: Vec<_> = document["paths"]
            .as_object()
            .expect("paths")
            .values()
            .flat_map(|path| path.as_object().expect("one").values())
            .collect();
        let one = |id: &str| *operations.iter().find(|operation| operation["operationId"] == id).expect(id);
        for (making, status, parameter, expression, taking) in LINKS {
            for taker in taking {
                let link = &one(making)["responses"][status]["links"][*taker];
                assert_eq!(link["parameters"][parameter], expression, "{making} to {taker}: {link}");
                let parameters = one(taker)["parameters"].as_array().expect("parameters");
                assert!(parameters.iter().any(|p| p["name"] == parameter && p["in"] == "path"), "{taker}");
            }
        }
    }

    #[test]
    fn operations_that_require_a_key_say_so() {
        let document = serde_json::to_value(openapi()).expect("plain data");
        let outcomes = &document["paths"]["/v1/outcomes"]["post"];
        assert_eq!(outcomes["security"], serde_json::json!([{"bearer": []}]));
        assert!(outcomes["responses"]["403"]["description"].as_str().is_some_and(|d| d.contains("write")));
        let live = &document["paths"]["/health/live"]["get"];
        assert!(live.get("security").is_none() && live["responses"].get("401").is_none(), "{live}");
        assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    }
}
