//! Health, metrics and the OpenAPI document.

mod metrics;
mod problem_pages;

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::conditional::FixedRepresentation;
use super::endpoint::{Access, Endpoint};
use super::openapi::{openapi_3_0_json, openapi_json};
use super::server::State;
use crate::api::contract::ProblemBody;
use crate::error::Failure;

#[derive(OpenApi)]
#[openapi(
    paths(get_liveness, get_readiness, metrics::get_metrics, get_openapi, get_openapi_3_0),
    tags((name = "operations", description = "Health, metrics and this document"))
)]
pub(super) struct Document;

pub(super) static ENDPOINTS: [Endpoint; 4] = [
    Endpoint::open("/health/live", "get_liveness", Access::Public, |r| r.to(get_liveness)),
    Endpoint::open("/health/ready", "get_readiness", Access::Public, |r| r.to(get_readiness)),
    Endpoint::open("/openapi.json", "get_openapi", Access::Public, |r| r.to(get_openapi)),
    Endpoint::open("/openapi-3.0.json", "get_openapi_3_0", Access::Public, |r| r.to(get_openapi_3_0)),
];

/// The metrics, which may have an address of their own.
pub(super) static METRICS: Endpoint =
    Endpoint::open("/metrics", "get_metrics", Access::KeylessOnly, |r| r.to(metrics::get_metrics));

/// Pages about problems, which are no operations of the document.
pub(super) fn problem_pages(config: &mut web::ServiceConfig) {
    config
        .route(PROBLEMS[0], web::get().to(problem_pages::list_problem_pages))
        .route(PROBLEMS[1], web::get().to(problem_pages::get_problem_page));
}

/// The paths of the pages about problems.
pub(super) const PROBLEMS: [&str; 2] = ["/docs/problems", "/docs/problems/{code}"];

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
pub(super) struct HealthBody {
    /// `ok`.
    status: String,
    /// Version of audience-fit.
    version: String,
    /// Content hash of the catalogue.
    catalog_version: String,
}

fn health(state: &State) -> web::Json<HealthBody> {
    web::Json(HealthBody {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        catalog_version: state.catalog.version().to_owned(),
    })
}

/// Check liveness
///
/// Answers while the process is alive.
#[utoipa::path(
    get, path = "/health/live", tag = "operations", operation_id = "get_liveness",
    responses((status = 200, body = HealthBody, description = "The process is alive"))
)]
async fn get_liveness(state: web::Data<State>) -> web::Json<HealthBody> {
    health(&state)
}

/// Check readiness
///
/// The service is ready while the catalogue is loaded, the data folder is writable, the stores answer, and no shutdown
/// was requested.
#[utoipa::path(
    get, path = "/health/ready", tag = "operations", operation_id = "get_readiness",
    responses(
        (status = 200, body = HealthBody, description = "The service is ready"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "The service is not ready")
    )
)]
async fn get_readiness(state: web::Data<State>) -> Result<web::Json<HealthBody>, Failure> {
    state.readiness.test().await?;
    Ok(health(&state))
}

/// Get the OpenAPI document
///
/// This document, as JSON.
#[utoipa::path(
    get, path = "/openapi.json", tag = "operations", operation_id = "get_openapi",
    responses((status = 200, body = Object, content_type = "application/json", description = "The document"))
)]
async fn get_openapi(request: HttpRequest) -> HttpResponse {
    static DOCUMENT: LazyLock<FixedRepresentation> =
        LazyLock::new(|| FixedRepresentation::of("application/json", openapi_json().to_owned()));
    DOCUMENT.response(&request)
}

/// Get the document in OpenAPI 3.0
///
/// The same document for generators and gateways that do not read OpenAPI 3.1.
#[utoipa::path(
    get, path = "/openapi-3.0.json", tag = "operations", operation_id = "get_openapi_3_0",
    responses((status = 200, body = Object, content_type = "application/json", description = "The document"))
)]
async fn get_openapi_3_0(request: HttpRequest) -> HttpResponse {
    static DOCUMENT: LazyLock<FixedRepresentation> =
        LazyLock::new(|| FixedRepresentation::of("application/json", openapi_3_0_json().to_owned()));
    DOCUMENT.response(&request)
}
