//! Health and the OpenAPI document.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::respond;
use crate::error::{ErrorCode, Failure};
use crate::http::openapi::openapi_json;
use crate::http::problem::ProblemBody;
use crate::http::server::State;

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
pub(in crate::http) async fn get_liveness(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(health(&state))
}

/// Tells that the service can answer: the catalogue is loaded and the data folder can be written.
#[utoipa::path(
    get, path = "/health/ready", tag = "operations", operation_id = "get_readiness",
    responses(
        (status = 200, body = HealthBody, description = "It can answer"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "It cannot answer")
    )
)]
pub(in crate::http) async fn get_readiness(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let folder = state.settings.data_dir.clone();
    let writable = web::block(move || tempfile_in(&folder)).await;
    let outcome = match writable {
        Ok(Ok(())) => Ok(health(&state)),
        Ok(Err(_)) | Err(_) => Err(Failure::new(
            ErrorCode::Unavailable,
            "the data folder cannot be written; check that --data-dir is there and writable",
        )),
    };
    respond(&request, outcome)
}

/// Writes and removes a file of its own in `folder`.
fn tempfile_in(folder: &std::path::Path) -> std::io::Result<()> {
    let path = folder.join(format!(".ready-{}", std::process::id()));
    std::fs::write(&path, b"ready")?;
    std::fs::remove_file(path)
}

/// The OpenAPI document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "operations", operation_id = "get_openapi",
    responses((status = 200, body = Object, content_type = "application/json", description = "The document"))
)]
pub(in crate::http) async fn get_openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(openapi_json())
}
