//! Stored audiences: the followers of an account.

mod fit;
pub(crate) mod fit_answer;

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

pub(super) use fit::followers_change;

#[derive(OpenApi)]
#[openapi(
    paths(create_audience, list_audiences, get_audience, delete_audience, list_audience_rejections, fit::get_audience_fit),
    tags((name = "audiences", description = "Stored followers of an account"))
)]
pub(super) struct Document;

const PATH: &str = "/v1/audiences";
const ONE: &str = "/v1/audiences/{id}";
const REJECTIONS: &str = "/v1/audiences/{id}/rejections";

pub(super) static ENDPOINTS: [Endpoint; 6] = [
    Endpoint::new(Method::POST, PATH, "create_audience", Scope::Write, AuditLevel::Change, |r| r.to(create_audience)),
    Endpoint::new(Method::GET, PATH, "list_audiences", Scope::Read, AuditLevel::Read, |r| r.to(list_audiences)),
    Endpoint::new(Method::GET, ONE, "get_audience", Scope::Read, AuditLevel::Read, |r| r.to(get_audience)),
    Endpoint::new(Method::DELETE, ONE, "delete_audience", Scope::Write, AuditLevel::Change, |r| r.to(delete_audience)),
    Endpoint::new(Method::GET, REJECTIONS, "list_audience_rejections", Scope::Read, AuditLevel::Read, |r| {
        r.to(list_audience_rejections)
    }),
    Endpoint::new(Method::GET, "/v1/audiences/{id}/fit", "get_audience_fit", Scope::Read, AuditLevel::Read, |r| {
        r.to(fit::get_audience_fit)
    }),
];

/// Upload an audience
///
/// Stores the followers of an account. The body is the file: NDJSON, CSV, Parquet, a JSON array or a platform's pages,
/// as `format` says, compressed or not. A form (`multipart/form-data`) with the file as its only part is accepted too.
/// It is read as a stream: rows in error are listed and the rest are stored. The audience is visible only once it is
/// complete.
///
/// With the body `{"source": "s3://bucket/followers/*.parquet"}` (`application/json`) the service reads the Parquet files of a
/// bucket instead, below a place that the setting `sources` allows the agency, and stores their profiles as those of an
/// upload. `source` of the audience lists the files that were read. A service built with the feature `delta` also reads Delta
/// tables, at the `version` that the body names, by default the newest.
#[utoipa::path(
    post, path = "/v1/audiences", tag = "audiences", operation_id = "create_audience",
    params(
        UploadParameters,
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
        (status = 201, body = DatasetBody, description = "The audience was stored"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is in progress, or files of the source changed while they were read"),
        BodyProblem
    )
)]
async fn create_audience(
    request: HttpRequest,
    caller: Caller,
    key: IdempotencyKey,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<JsonResponse, Failure> {
    datasets::create(&request, &caller, key, payload, &state, Role::Audience).await
}

/// List audiences
///
/// Newest first.
#[utoipa::path(
    get, path = "/v1/audiences", tag = "audiences", operation_id = "list_audiences",
    params(ListParameters),
    responses(
        (status = 200, body = DatasetList, description = "A page of audiences"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "A parameter is invalid")
    )
)]
async fn list_audiences(
    request: HttpRequest,
    caller: Caller,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    datasets::list(&request, &caller, &state, Role::Audience).await
}

/// Get an audience
///
/// Its counts and properties; nothing about single people.
#[utoipa::path(
    get, path = "/v1/audiences/{id}", tag = "audiences", operation_id = "get_audience",
    params(("id" = String, Path, description = "Id of the audience")),
    responses(
        (status = 200, body = DatasetBody, description = "The audience"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn get_audience(
    caller: Caller,
    id: web::Path<String>,
    language: Language,
    state: web::Data<State>,
) -> Result<Representation, Failure> {
    datasets::get(&caller, &state, Role::Audience, &id, language).await
}

/// Delete an audience
///
/// With its files.
#[utoipa::path(
    delete, path = "/v1/audiences/{id}", tag = "audiences", operation_id = "delete_audience",
    params(
        ("id" = String, Path, description = "Id of the audience"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the audience to delete")
    ),
    responses(
        (status = 204, description = "The audience was deleted"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found"),
        (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "It is not the one that If-Match names")
    )
)]
async fn delete_audience(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    datasets::delete_on_condition(&request, &caller, &state, Role::Audience, &id).await
}

/// List rejected rows
///
/// Every reason why a row of the upload was rejected, as NDJSON. The values received (`received`) are shown to keys with
/// the scope `write` alone.
#[utoipa::path(
    get, path = "/v1/audiences/{id}/rejections", tag = "audiences", operation_id = "list_audience_rejections",
    params(("id" = String, Path, description = "Id of the audience")),
    responses(
        (status = 200, body = String, content_type = "application/x-ndjson", description = "One `Rejection` a line"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Not found")
    )
)]
async fn list_audience_rejections(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    datasets::list_rejections(&caller, &state, Role::Audience, &id, speak(&request)).await
}
