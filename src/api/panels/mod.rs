//! Stored panels: labelled people from elsewhere.

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

use super::conditional::Representation;
use super::datasets::{self, ListParameters, UploadParameters};
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::Caller;
use super::idempotency::{IdempotencyKey, JsonResponse};
use super::problem::BodyProblem;
use super::server::State;
use crate::api::contract::{DatasetBody, DatasetList, ProblemBody, UploadFile};
use crate::api::language::speak;
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::Language;
use crate::store::Scope;

#[derive(OpenApi)]
#[openapi(
    paths(create_panel, list_panels, get_panel, delete_panel, list_panel_rejections),
    tags((name = "panels", description = "Stored labelled people from elsewhere"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/panels";
const ONE: &str = "/v1/panels/{id}";
const REJECTIONS: &str = "/v1/panels/{id}/rejections";

pub(super) static ENDPOINTS: [Endpoint; 5] = [
    Endpoint::new(Method::POST, PATH, "create_panel", Scope::Write, AuditLevel::Change, |r| r.to(create_panel)),
    Endpoint::new(Method::GET, PATH, "list_panels", Scope::Read, AuditLevel::Read, |r| r.to(list_panels)),
    Endpoint::new(Method::GET, ONE, "get_panel", Scope::Read, AuditLevel::Read, |r| r.to(get_panel)),
    Endpoint::new(Method::DELETE, ONE, "delete_panel", Scope::Write, AuditLevel::Change, |r| r.to(delete_panel)),
    Endpoint::new(Method::GET, REJECTIONS, "list_panel_rejections", Scope::Read, AuditLevel::Read, |r| {
        r.to(list_panel_rejections)
    }),
];

/// Upload a panel
///
/// Stores labelled people from elsewhere. The body is the file: NDJSON, CSV, Parquet, a JSON array or a platform's
/// pages, as `format` says, compressed or not. A form (`multipart/form-data`) with the file as its only part is
/// accepted too. It is read as a stream: rows in error are listed and the rest are stored. The panel is visible only
/// once it is complete. A cross table (one row a cell, with a column `n` or with `weight` and `panel_size`) is a panel, too.
#[utoipa::path(
    post, path = "/v1/panels", tag = "panels", operation_id = "create_panel",
    params(
        UploadParameters,
        ("panel_as_of" = Option<String>, Query, format = Date, example = "2024-05-01", description = "The day on which the panel was asked; birth years and dates are judged against it unless `as_of` says otherwise. A panel without one is taken to be two years old"),
        ("panel_size" = Option<u64>, Query, minimum = 1, example = 1200, description = "How many people were asked, where the panel is a cross table: one row a cell, with its `weight`. A column `n` with the number of people of each cell says it as well"),
        ("Content-Encoding" = Option<String>, Header, pattern = "^(identity|gzip|zstd)$", description = "How the body is compressed; `identity` by default"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and request give the same response again")
    ),
    request_body(
        content = UploadFile,
        content_type = "application/octet-stream",
        description = "The file, in the format that `format` says; spreadsheets (xlsx, xls, ods), Parquet and a zip archive of one file are recognised",
        example = json!("id,age,region\nf1,31,KR-11\n")
    ),
    responses(
        (status = 201, body = DatasetBody, description = "The panel was stored"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is in progress"),
        BodyProblem
    )
)]
async fn create_panel(
    request: HttpRequest,
    caller: Caller,
    key: IdempotencyKey,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<JsonResponse, Failure> {
    datasets::create(&request, &caller, key, payload, &state, Role::Panel).await
}

/// List panels
///
/// Newest first.
#[utoipa::path(
    get, path = "/v1/panels", tag = "panels", operation_id = "list_panels",
    params(ListParameters),
    responses(
        (status = 200, body = DatasetList, description = "A page of panels"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_panels(request: HttpRequest, caller: Caller, state: web::Data<State>) -> Result<Representation, Failure> {
    datasets::list(&request, &caller, &state, Role::Panel).await
}

/// Get a panel
///
/// Its counts and properties; nothing about single people.
#[utoipa::path(
    get, path = "/v1/panels/{id}", tag = "panels", operation_id = "get_panel",
    params(("id" = String, Path, description = "Id of the panel")),
    responses(
        (status = 200, body = DatasetBody, description = "The panel"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn get_panel(
    caller: Caller,
    id: web::Path<String>,
    language: Language,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    datasets::get(&caller, &state, Role::Panel, &id, language).await
}

/// Delete a panel
///
/// With its files.
#[utoipa::path(
    delete, path = "/v1/panels/{id}", tag = "panels", operation_id = "delete_panel",
    params(
        ("id" = String, Path, description = "Id of the panel"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the panel to delete")
    ),
    responses(
        (status = 204, description = "The panel was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It is not the one that If-Match names")
    )
)]
async fn delete_panel(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    datasets::delete_on_condition(&request, &caller, &state, Role::Panel, &id).await
}

/// List rejected rows
///
/// Every reason why a row of the upload was rejected, as NDJSON. The values received (`received`) are shown to keys with
/// the scope `write` alone.
#[utoipa::path(
    get, path = "/v1/panels/{id}/rejections", tag = "panels", operation_id = "list_panel_rejections",
    params(("id" = String, Path, description = "Id of the panel")),
    responses(
        (status = 200, body = String, content_type = "application/x-ndjson", description = "One `Rejection` a line"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn list_panel_rejections(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    datasets::list_rejections(&caller, &state, Role::Panel, &id, speak(&request)).await
}
