//! The OpenAPI document, generated from the handlers and the wire types.

use actix_web::http::Method;
use utoipa::OpenApi;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::link::Link;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{Object, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, Header, Ref, RefOr};

use super::auth::{Found, Need, find};
use super::handlers;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "audience-fit",
        description = "Tells a public agency whether the people who follow it are the people it exists for, and where \
                       to reach the ones who are not. Every figure is an interval with its method and assumption.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        handlers::create_analysis,
        handlers::list_analyses,
        handlers::get_analysis,
        handlers::delete_analysis,
        handlers::create_audience,
        handlers::list_audiences,
        handlers::get_audience,
        handlers::delete_audience,
        handlers::list_audience_rejections,
        handlers::get_audience_fit,
        handlers::create_panel,
        handlers::list_panels,
        handlers::get_panel,
        handlers::delete_panel,
        handlers::list_panel_rejections,
        handlers::list_jobs,
        handlers::get_job,
        handlers::cancel_job,
        handlers::create_recommendation,
        handlers::create_outcomes,
        handlers::list_outcomes,
        handlers::create_effect,
        handlers::list_targets,
        handlers::get_target,
        handlers::put_target,
        handlers::delete_target,
        handlers::list_channels,
        handlers::list_sources,
        handlers::list_keys,
        handlers::list_audit_entries,
        handlers::get_liveness,
        handlers::get_readiness,
        handlers::get_metrics,
        handlers::get_openapi
    ),
    tags(
        (name = "analyses", description = "How many followers match, who they are, where the target is"),
        (name = "audiences", description = "Stored followers of an account"),
        (name = "panels", description = "Stored labelled people from elsewhere"),
        (name = "jobs", description = "Analyses that are made after the answer"),
        (name = "recommendations", description = "Which channels reach a target"),
        (name = "outcomes", description = "Results of campaigns, to learn from"),
        (name = "effects", description = "What an event did to engagement"),
        (name = "catalogue", description = "Presets, channels and sources"),
        (name = "access", description = "Keys, and who did what"),
        (name = "operations", description = "Health and this document")
    )
)]
struct Document;

/// The OpenAPI document.
pub(super) fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
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
            tell_header_types(operation);
            link(operation);
            if let Found::Operation(rule) = find(&method, path) {
                guard(operation, rule.need);
            }
        }
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("afk_<id>_<secret>").description(Some(
        "A key of the agency, made by `audience-fit keys create`. A service on loopback without any key asks for none.",
    ));
    document.components.get_or_insert_default().add_security_scheme(SCHEME, SecurityScheme::Http(bearer.build()));
    document
}

/// Name of the way in.
const SCHEME: &str = "bearer";

/// Says of an operation what the table of rules asks of its callers, and how they may be refused.
fn guard(operation: &mut Operation, need: Need) {
    let Need::Scope(scope) = need else { return };
    operation.security = Some(vec![SecurityRequirement::new(SCHEME, Vec::<String>::new())]);
    let seconds = || header("Seconds after which to come again", Type::Integer);
    let refusals = [
        ("401", refusal("A valid key is needed").header("WWW-Authenticate", header("How to come back", Type::String))),
        ("403", refusal(&format!("The key lacks the scope `{}`", scope.as_str()))),
        ("429", refusal("There were too many requests").header("Retry-After", seconds())),
    ];
    for (status, response) in refusals {
        operation.responses.responses.insert(status.to_owned(), RefOr::T(response.build()));
    }
    let unavailable = refusal("What the service keeps cannot be reached").header("Retry-After", seconds());
    operation.responses.responses.entry("503".to_owned()).or_insert(RefOr::T(unavailable.build()));
}

/// A header has a text or is not there: it is never null, as a value that may be missing would be in a body.
fn tell_header_types(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(Parameter { parameter_in: ParameterIn::Header, schema, .. }) = parameter else { continue };
        if let Some(RefOr::T(Schema::Object(object))) = schema {
            object.schema_type = SchemaType::Type(Type::String);
        }
    }
}

/// What an operation makes, the status it answers with, where that is named, and the operations that take the name.
type Making = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

/// Which operations take what another one makes.
const LINKS: [Making; 5] = [
    (
        "create_audience",
        "201",
        "id",
        "$response.body#/id",
        &["get_audience", "get_audience_fit", "list_audience_rejections", "delete_audience"],
    ),
    ("create_panel", "201", "id", "$response.body#/id", &["get_panel", "list_panel_rejections", "delete_panel"]),
    ("create_analysis", "200", "id", "$response.body#/id", &["get_analysis", "delete_analysis"]),
    ("create_analysis", "202", "id", "$response.body#/id", &["get_job", "cancel_job"]),
    ("put_target", "201", "name", "$request.path.name", &["get_target", "delete_target"]),
];

/// Says of an operation which others take what it made.
fn link(operation: &mut Operation) {
    let made = LINKS.iter().filter(|(making, ..)| operation.operation_id.as_deref() == Some(*making));
    for (_, status, parameter, expression, taking) in made {
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
pub fn openapi_json() -> String {
    let mut json = openapi().to_pretty_json().expect("the document is plain data");
    json.push('\n');
    json
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::auth::RULES;

    #[test]
    fn the_document_and_the_table_of_rules_hold_the_same_operations() {
        let document = serde_json::to_value(openapi()).expect("plain data");
        let mut documented = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().expect("paths") {
            for (method, operation) in operations.as_object().expect("operations") {
                let id = operation["operationId"].as_str().expect("an id").to_owned();
                assert!(documented.insert((method.to_uppercase(), path.clone(), id)), "{method} {path}");
            }
        }
        let ruled: BTreeSet<_> = RULES
            .iter()
            .map(|rule| (rule.method.to_owned(), rule.path.to_owned(), rule.operation.to_owned()))
            .collect();
        let without_rule: Vec<_> = documented.difference(&ruled).collect();
        assert!(without_rule.is_empty(), "these would be refused to everyone: {without_rule:?}");
        let stale: Vec<_> = ruled.difference(&documented).filter(|(_, path, _)| path.starts_with("/v1")).collect();
        assert!(stale.is_empty(), "these are nowhere: {stale:?}");
    }

    #[test]
    fn what_is_made_is_linked_to_what_takes_it() {
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
    fn operations_that_ask_for_a_key_say_so() {
        let document = serde_json::to_value(openapi()).expect("plain data");
        let outcomes = &document["paths"]["/v1/outcomes"]["post"];
        assert_eq!(outcomes["security"], serde_json::json!([{"bearer": []}]));
        assert!(outcomes["responses"]["403"]["description"].as_str().is_some_and(|d| d.contains("write")));
        let live = &document["paths"]["/health/live"]["get"];
        assert!(live.get("security").is_none() && live["responses"].get("401").is_none(), "{live}");
        assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    }
}
