//! Inspections: what a file would be taken for, without storing anything of it.

pub(crate) mod body;

use actix_web::http::Method;
use actix_web::{HttpRequest, web};
use utoipa::{IntoParams, OpenApi};

use super::datasets::{FileParameters, Pace, Parts, UploadedFile, open, rejected_upload, stream_body, take_place};
use super::endpoint::{AuditLevel, Endpoint};
use super::extract::Caller;
use super::problem::BodyProblem;
use super::server::State;
use super::targets::own_targets;
use crate::analysis::Inspection;
use crate::api::contract::{InspectionBody, Query, UploadFile, UploadFormat, read_target_parameter};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{FileInspection, ReadError, Role};
use crate::report::Language;
use crate::store::{FileReading, Scope, UploadError, inspect_file};
use crate::target::{Target, TargetSpec};

#[derive(OpenApi)]
#[openapi(
    paths(create_inspection),
    tags((name = "inspections", description = "What a file would be taken for"))
)]
pub(super) struct Document;

pub(super) static ENDPOINTS: [Endpoint; 1] =
    [Endpoint::new(Method::POST, "/v1/inspections", "create_inspection", Scope::Read, AuditLevel::Read, |r| {
        r.to(create_inspection)
    })];

/// The parameters of an inspection.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameters that `read_question` reads")]
struct InspectionParameters {
    /// The format of the file; by its media type, name or first bytes otherwise.
    #[param(inline, example = "csv")]
    format: Option<UploadFormat>,
    /// The day that birth years and dates are judged against, for example `2026-11-01`; today by default.
    as_of: Option<String>,
    /// Name of a stored target or preset, or the definition of a target as JSON, whose needs are compared with the columns.
    target: Option<String>,
    /// Whether the rows are followers or labelled people from elsewhere; `audience` by default.
    #[param(inline)]
    role: Option<RoleName>,
    /// The sheet that is read of a spreadsheet, by its name or its number from 1; the first with a table by default.
    sheet: Option<String>,
    /// Currency, period and scope of the incomes of a table, where it does not say them.
    #[param(example = "KRW/month/household")]
    income: Option<String>,
    /// Columns of a table to keep although they look like personal data, separated by commas.
    keep_columns: Option<String>,
}

/// What the rows are.
#[derive(Debug, Clone, Copy, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it documents the values that `read_question` reads")]
enum RoleName {
    Audience,
    Panel,
}

/// Inspect a file
///
/// What a file would be taken for: how it is written, what each column stands for and why, which cells could not be read,
/// which rows would be rejected, what the target needs and which column gives it, and a mapping file that gives the same
/// reading. The body is the file, as for `POST /v1/audiences`; a form may have a second part named `panel`, with labelled
/// people from elsewhere: then the answer says field by field what both have. Nothing of it is stored or logged.
#[utoipa::path(
    post, path = "/v1/inspections", tag = "inspections", operation_id = "create_inspection",
    params(
        InspectionParameters,
        ("Content-Encoding" = Option<String>, Header, pattern = "^(identity|gzip|zstd)$", description = "How the body is compressed; `identity` by default")
    ),
    request_body(
        content = UploadFile,
        content_type = "application/octet-stream",
        description = "The file, in the format that `format` says; spreadsheets (xlsx, xls, ods), Parquet and a zip archive of one file are recognised",
        example = json!("id,age,region\nf1,31,KR-11\n")
    ),
    responses(
        (status = 200, body = InspectionBody, description = "What the file would be taken for"),
        BodyProblem
    )
)]
async fn create_inspection(
    request: HttpRequest,
    caller: Caller,
    payload: web::Payload,
    language: Language,
    state: web::Data<State>,
) -> Result<web::Json<InspectionBody>, Failure> {
    // The agency's own targets count only where one is asked about.
    let asks_target = request.query_string().contains("target=");
    let targets = if asks_target { own_targets(&state, &caller.agency).await? } else { Vec::new() };
    let question = read_question(&request, &state, &targets)?;
    let Question { target, role, file: parameters } = question;
    let (mut file, reading) = open(&request, payload, &state, role, parameters, Parts::FileAndPanel).await?;
    let _place = take_place(&caller, &state).await?;
    let rest = file.take_rest();
    let audience = inspect(file, reading.clone(), &state).await?;
    let panel = match UploadedFile::panel(rest) {
        Some(panel) => {
            let format = panel.format.clone()?;
            let reading = FileReading { role: Role::Panel, format, is_format_given: false, sheet: None, ..reading };
            Some(inspect(panel, reading, &state).await?)
        }
        None => None,
    };
    let inspection = Inspection::new(audience, panel, target.as_ref());
    Ok(web::Json(InspectionBody::new(&inspection, language)))
}

async fn inspect(file: UploadedFile, reading: FileReading, state: &State) -> Result<FileInspection, Failure> {
    let (sender, mut reader) = stream_body(file, Pace::of(&state.settings));
    let objects = state.objects.clone();
    let inspected = tokio::task::spawn_blocking(move || {
        let inspected = inspect_file(&objects, &reading, &mut reader)?;
        // What a format leaves unread stands before the next part of a form.
        std::io::copy(&mut reader, &mut std::io::sink()).map_err(ReadError::Io)?;
        Ok(inspected)
    });
    let (sent, inspected) = tokio::join!(sender.send(), inspected);
    let inspected = inspected.map_err(|error| Failure::new(ErrorCode::Internal, error.to_string()))?;
    match (sent, inspected) {
        (Ok(()), Ok(inspected)) => Ok(inspected),
        (Ok(()), Err(error)) | (Err(_), Err(error @ UploadError::TooLarge(_))) => Err(rejected_upload(error)),
        (Err(failure), _) => Err(failure),
    }
}

/// What is asked of a file.
struct Question {
    target: Option<Target>,
    role: Role,
    file: FileParameters,
}

fn read_question(request: &HttpRequest, state: &State, targets: &[(String, TargetSpec)]) -> Result<Question, Failure> {
    let mut query = Query::new(request.query_string());
    let roles = [("audience", Role::Audience), ("panel", Role::Panel)];
    let question = Question {
        target: read_target_parameter(&mut query, targets, &state.catalog),
        role: query.choice("role", &roles).unwrap_or(Role::Audience),
        file: FileParameters::read(&mut query, None),
    };
    query.finish()?;
    Ok(question)
}
