//! What each operation asks of its caller, in one table. An operation that is not in it is refused.

use actix_web::http::Method;

use crate::store::Scope;

/// What an operation asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Need {
    /// Nothing.
    Nothing,
    /// That no keys are asked for at all: it tells of all agencies together.
    NoKeys,
    /// A key with this scope, or one above it.
    Scope(Scope),
}

/// What the audit log says of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Trace {
    /// Nothing: it is about nobody, and keeps nothing.
    None,
    /// That it was answered; before the answer is sent.
    Answer,
    /// That it was begun, before anything is done, and how it was answered.
    Change,
}

/// One operation.
#[derive(Debug)]
pub(in crate::api) struct Rule {
    pub(in crate::api) method: &'static str,
    pub(in crate::api) path: &'static str,
    /// Its `operationId`.
    pub(in crate::api) operation: &'static str,
    pub(in crate::api) need: Need,
    pub(in crate::api) trace: Trace,
}

const fn rule(method: &'static str, path: &'static str, operation: &'static str, scope: Scope, trace: Trace) -> Rule {
    Rule { method, path, operation, need: Need::Scope(scope), trace }
}

const fn open(path: &'static str, operation: &'static str) -> Rule {
    Rule { method: "GET", path, operation, need: Need::Nothing, trace: Trace::None }
}

use Scope::{Admin, Read, Write};
use Trace::{Answer, Change};

/// Every operation.
pub(in crate::api) const RULES: [Rule; 38] = [
    rule("POST", "/v1/analyses", "create_analysis", Write, Change),
    rule("GET", "/v1/analyses", "list_analyses", Read, Answer),
    rule("GET", "/v1/analyses/{id}", "get_analysis", Read, Answer),
    rule("DELETE", "/v1/analyses/{id}", "delete_analysis", Write, Change),
    rule("GET", "/v1/jobs", "list_jobs", Read, Answer),
    rule("GET", "/v1/jobs/{id}", "get_job", Read, Answer),
    rule("DELETE", "/v1/jobs/{id}", "cancel_job", Write, Change),
    rule("POST", "/v1/audiences", "create_audience", Write, Change),
    rule("GET", "/v1/audiences", "list_audiences", Read, Answer),
    rule("GET", "/v1/audiences/{id}", "get_audience", Read, Answer),
    rule("DELETE", "/v1/audiences/{id}", "delete_audience", Write, Change),
    rule("GET", "/v1/audiences/{id}/rejections", "list_audience_rejections", Read, Answer),
    rule("GET", "/v1/audiences/{id}/fit", "get_audience_fit", Read, Answer),
    rule("POST", "/v1/panels", "create_panel", Write, Change),
    rule("GET", "/v1/panels", "list_panels", Read, Answer),
    rule("GET", "/v1/panels/{id}", "get_panel", Read, Answer),
    rule("DELETE", "/v1/panels/{id}", "delete_panel", Write, Change),
    rule("GET", "/v1/panels/{id}/rejections", "list_panel_rejections", Read, Answer),
    rule("POST", "/v1/recommendations", "create_recommendation", Read, Trace::None),
    rule("POST", "/v1/outcomes", "create_outcomes", Write, Change),
    rule("GET", "/v1/outcomes", "list_outcomes", Read, Answer),
    rule("POST", "/v1/effects", "create_effect", Read, Trace::None),
    rule("GET", "/v1/targets", "list_targets", Read, Answer),
    rule("GET", "/v1/targets/{name}", "get_target", Read, Answer),
    rule("PUT", "/v1/targets/{name}", "put_target", Write, Change),
    rule("DELETE", "/v1/targets/{name}", "delete_target", Write, Change),
    rule("GET", "/v1/channels", "list_channels", Read, Trace::None),
    rule("GET", "/v1/sources", "list_sources", Read, Trace::None),
    rule("GET", "/v1/keys", "list_keys", Admin, Trace::None),
    rule("GET", "/v1/audit", "list_audit_entries", Admin, Trace::None),
    Rule { method: "GET", path: "/metrics", operation: "get_metrics", need: Need::NoKeys, trace: Trace::None },
    open("/health/live", "get_liveness"),
    open("/health/ready", "get_readiness"),
    open("/openapi.json", "get_openapi"),
    open("/", "get_root"),
    open("/docs", "get_docs"),
    open("/docs/", "get_docs"),
    open("/docs/{_:.*}", "get_docs"),
];

/// What there is for a request.
#[derive(Debug)]
pub(in crate::api) enum Found {
    /// This operation.
    Operation(&'static Rule),
    /// Others on the path, with these methods.
    Methods(String),
    /// Nothing.
    Nothing,
}

/// Methods in the order they are told.
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// The operation of a method on the path with this template.
pub(in crate::api) fn find(method: &Method, path: &str) -> Found {
    let on_path = |method: &str| RULES.iter().find(|rule| rule.path == path && rule.method == served_as(method));
    if let Some(rule) = on_path(method.as_str()) {
        return Found::Operation(rule);
    }
    let allowed: Vec<&str> = METHODS.into_iter().filter(|method| on_path(method).is_some()).collect();
    if allowed.is_empty() { Found::Nothing } else { Found::Methods(allowed.join(", ")) }
}

/// Whoever may `GET` may ask for the headers alone.
fn served_as(method: &str) -> &str {
    if method == "HEAD" { "GET" } else { method }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_one_rule() {
        let mut seen: Vec<_> = RULES.iter().map(|rule| (rule.method, rule.path)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), RULES.len());
    }

    #[test]
    fn what_is_not_in_the_table_is_not_found() {
        let found = |method: Method, path| match find(&method, path) {
            Found::Operation(rule) => rule.operation.to_owned(),
            Found::Methods(methods) => methods,
            Found::Nothing => "nothing".to_owned(),
        };
        assert_eq!(found(Method::GET, "/v1/outcomes"), "list_outcomes");
        assert_eq!(found(Method::HEAD, "/v1/outcomes"), "list_outcomes");
        assert_eq!(found(Method::DELETE, "/v1/outcomes"), "GET, HEAD, POST");
        assert_eq!(found(Method::PUT, "/v1/jobs/{id}"), "GET, HEAD, DELETE");
        assert_eq!(found(Method::HEAD, "/v1/effects"), "POST");
        assert_eq!(found(Method::GET, "/v1/secrets"), "nothing");
    }
}
