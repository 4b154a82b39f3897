//! The table of endpoints: what each one requires of its caller, what the audit log says of it, and its handler. Each
//! resource lists its own; a request for anything else is refused.

use std::future::ready;
use std::sync::LazyLock;

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError, Route, web};

use super::openapi::documented_paths;
use super::swagger::get_docs;
use super::{
    access, analyses, asks, audiences, catalog, effects, inspections, jobs, operations, outcomes, pages, panels,
    recommendations, targets, track_record,
};
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::messages::args;
use crate::store::Scope;

/// What an endpoint requires of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Nothing: it is not rate-limited either.
    Public,
    /// That the service requires no keys: the answer covers all agencies together.
    KeylessOnly,
    /// A key with this scope, or one above it.
    Scope(Scope),
}

/// What the audit log says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AuditLevel {
    /// Nothing: the endpoint is about nobody, and stores nothing.
    None,
    /// That something was stored, where the request asks for that; the handler begins the entry before it stores.
    Kept,
    /// That it was answered; written before the answer is sent.
    Read,
    /// That it began, written before anything is done, and how it was answered.
    Change,
}

/// A method on a path.
pub(super) struct Endpoint {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) operation_id: &'static str,
    pub(super) access: Access,
    pub(super) audit: AuditLevel,
    /// Whether it is a page, whose caller is known by a session.
    pub(super) is_page: bool,
    /// Gives a route its handler.
    handler: fn(Route) -> Route,
}

impl Endpoint {
    /// An endpoint that needs a key with `scope`.
    pub(super) const fn new(
        method: Method,
        path: &'static str,
        operation_id: &'static str,
        scope: Scope,
        audit: AuditLevel,
        handler: fn(Route) -> Route,
    ) -> Self {
        Self { method, path, operation_id, access: Access::Scope(scope), audit, is_page: false, handler }
    }

    /// A page for a session whose key has `scope`.
    pub(super) const fn page(
        method: Method,
        path: &'static str,
        operation_id: &'static str,
        scope: Scope,
        audit: AuditLevel,
        handler: fn(Route) -> Route,
    ) -> Self {
        Self { method, path, operation_id, access: Access::Scope(scope), audit, is_page: true, handler }
    }

    /// A page for everybody.
    pub(super) const fn public_page(
        method: Method,
        path: &'static str,
        operation_id: &'static str,
        handler: fn(Route) -> Route,
    ) -> Self {
        let access = Access::Public;
        Self { method, path, operation_id, access, audit: AuditLevel::None, is_page: true, handler }
    }

    /// An endpoint to `GET` that needs no key and leaves no trace.
    pub(super) const fn open(
        path: &'static str,
        operation_id: &'static str,
        access: Access,
        handler: fn(Route) -> Route,
    ) -> Self {
        Self { method: Method::GET, path, operation_id, access, audit: AuditLevel::None, is_page: false, handler }
    }
}

/// The endpoints of each resource.
static RESOURCES: [&[Endpoint]; 15] = [
    &analyses::ENDPOINTS,
    &jobs::ENDPOINTS,
    &audiences::ENDPOINTS,
    &asks::ENDPOINTS,
    &panels::ENDPOINTS,
    &recommendations::ENDPOINTS,
    &outcomes::ENDPOINTS,
    &track_record::ENDPOINTS,
    &effects::ENDPOINTS,
    &inspections::ENDPOINTS,
    &targets::ENDPOINTS,
    &catalog::ENDPOINTS,
    &access::ENDPOINTS,
    &operations::ENDPOINTS,
    &pages::ENDPOINTS,
];

/// Pages about the service itself: Swagger UI, and what problems mean.
const PAGES: [&str; 5] = ["/docs", "/docs/", "/docs/{_:.*}", operations::PROBLEMS[0], operations::PROBLEMS[1]];

/// Every endpoint but [`PAGES`] and the metrics.
pub(super) fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    RESOURCES.iter().copied().flatten()
}

/// What is served for a request.
pub(super) enum Found {
    /// This endpoint.
    Endpoint(&'static Endpoint),
    /// A page for people.
    Page,
    /// Others on the path, with these methods.
    Methods(String),
    /// Nothing.
    Nothing,
}

/// Methods in the order that messages list them.
const METHODS: [Method; 6] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The endpoint of a method on the path with this template.
pub(super) fn find(method: &Method, path: &str) -> Found {
    let on_path = |method: &Method| {
        let all = endpoints().chain([&operations::METRICS]);
        all.into_iter().find(|endpoint| endpoint.path == path && endpoint.method == served_as(method))
    };
    if let Some(endpoint) = on_path(method) {
        return Found::Endpoint(endpoint);
    }
    if PAGES.contains(&path) {
        return if served_as(method) == Method::GET { Found::Page } else { Found::Methods("GET, HEAD".to_owned()) };
    }
    let allowed: Vec<&str> =
        METHODS.iter().filter(|method| on_path(method).is_some()).map(|method| method.as_str()).collect();
    if allowed.is_empty() { Found::Nothing } else { Found::Methods(allowed.join(", ")) }
}

/// Whoever may `GET` may ask for the headers alone.
fn served_as(method: &Method) -> Method {
    if *method == Method::HEAD { Method::GET } else { method.clone() }
}

/// Registers every endpoint but the metrics, and Swagger UI.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&str> = endpoints().map(|endpoint| endpoint.path).collect();
    paths.dedup();
    for path in paths {
        config.service(resource(path, endpoints().filter(|endpoint| endpoint.path == path)));
    }
    config
        .configure(operations::problem_pages)
        .service(web::redirect("/docs", "/docs/"))
        .service(web::resource("/docs/{_:.*}").route(web::get().to(get_docs)).route(web::head().to(get_docs)));
}

/// `/metrics`, which may have an address of its own.
pub(super) fn metrics_resource() -> Resource {
    resource(operations::METRICS.path, [&operations::METRICS])
}

/// The endpoints on one path; any other method is a problem document that lists the right ones.
fn resource(path: &'static str, endpoints: impl IntoIterator<Item = &'static Endpoint>) -> Resource {
    let mut resource = web::resource(path);
    for endpoint in endpoints {
        resource = resource.route((endpoint.handler)(web::method(endpoint.method.clone())));
        if endpoint.method == Method::GET {
            resource = resource.route((endpoint.handler)(web::head()));
        }
    }
    resource.default_service(web::to(move |request: HttpRequest| {
        ready(match find(request.method(), path) {
            Found::Methods(allowed) => method_not_allowed(request.method(), &allowed),
            Found::Endpoint(_) | Found::Page | Found::Nothing => not_found().error_response(),
        })
    }))
}

/// No such path.
pub(super) fn not_found() -> Failure {
    static PATHS: LazyLock<String> = LazyLock::new(|| documented_paths().join(", "));
    Failure::of(ErrorCode::NotFound, message!["failure-no-path", paths = *PATHS])
}

/// No such method on the path; `Allow` lists the methods there are.
pub(super) fn method_not_allowed(method: &Method, allowed: &str) -> HttpResponse {
    let args = args![method = method.to_string(), allowed = allowed];
    let mut response = Failure::said(ErrorCode::MethodNotAllowed, "problem-method", args).error_response();
    let allowed = HeaderValue::from_str(allowed).expect("methods are ASCII letters");
    response.headers_mut().insert(ALLOW, allowed);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_endpoints_share_method_and_path() {
        let mut seen: Vec<_> = endpoints().map(|endpoint| (endpoint.method.as_str(), endpoint.path)).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn finds_only_what_the_table_lists() {
        let found = |method: Method, path| match find(&method, path) {
            Found::Endpoint(endpoint) => endpoint.operation_id.to_owned(),
            Found::Page => "a page".to_owned(),
            Found::Methods(methods) => methods,
            Found::Nothing => "nothing".to_owned(),
        };
        assert_eq!(found(Method::GET, "/v1/outcomes"), "list_outcomes");
        assert_eq!(found(Method::HEAD, "/v1/outcomes"), "list_outcomes");
        assert_eq!(found(Method::DELETE, "/v1/outcomes"), "GET, HEAD, POST");
        assert_eq!(found(Method::PUT, "/v1/jobs/{id}"), "GET, HEAD, DELETE");
        assert_eq!(found(Method::HEAD, "/v1/inspections"), "POST");
        assert_eq!(found(Method::GET, "/docs/"), "a page");
        assert_eq!(found(Method::GET, "/v1/secrets"), "nothing");
    }
}
