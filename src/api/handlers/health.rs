//! Health and the OpenAPI document.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::respond;
use crate::api::openapi::openapi_json;
use crate::api::server::State;
use crate::wire::ProblemBody;

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
pub struct HealthBody {
    /// `ok`.
    pub status: String,
    /// Version of audience-fit.
    pub version: String,
    /// Content hash of the catalogue.
    pub catalog_version: String,
}

fn health(state: &State) -> HealthBody {
    HealthBody {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        catalog_version: state.catalog.version().to_owned(),
    }
}

/// Tells that the process is alive.
#[utoipa::path(
    get, path = "/health/live", tag = "operations", operation_id = "get_liveness",
    responses((status = 200, body = HealthBody, description = "It is alive"))
)]
pub(in crate::api) async fn get_liveness(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(health(&state))
}

/// Tells that the service can answer: the catalogue is loaded, the data folder can be written, the stores answer, and
/// nobody told it to stop.
#[utoipa::path(
    get, path = "/health/ready", tag = "operations", operation_id = "get_readiness",
    responses(
        (status = 200, body = HealthBody, description = "It can answer"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "It cannot answer")
    )
)]
pub(in crate::api) async fn get_readiness(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    respond(&request, state.readiness.test().await.map(|()| health(&state)))
}

/// The OpenAPI document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "operations", operation_id = "get_openapi",
    responses((status = 200, body = Object, content_type = "application/json", description = "The document"))
)]
pub(in crate::api) async fn get_openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(openapi_json())
}
