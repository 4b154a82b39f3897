//! Uploads of profiles: what the query and the headers say of one, and its way into the store.

use std::io::Read;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use time::Date;
use utoipa::IntoParams;

use super::body::{Pace, Parts, UploadedFile, check_content_length, encoding, nothing_came, stream_body};
use super::{dataset_body, noun, source};
use crate::api::contract::{OnError, Query, UploadFormat, parse_day};
use crate::api::extract::Caller;
use crate::api::idempotency::{Idempotency, IdempotencyKey, JsonResponse};
use crate::api::language::speak;
use crate::api::quota::{check_room, keep_within_quota};
use crate::api::server::State;
use crate::api::shares::Share;
use crate::api::{now, today};
use crate::error::{ErrorCode, Failure, Fault, why_unread};
use crate::ingest::{IncomeUnit, ReadError, Role};
use crate::message::{MessageArgument, message};
use crate::store::{
    Dataset, FileReading, LakeError, Upload, UploadError, UploadLimits, collect_garbage, ingest, is_full,
};

/// The parameters of an upload.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameters that `read_parameters` reads")]
pub(in crate::api) struct UploadParameters {
    /// A name for people to recognise it by.
    name: Option<String>,
    /// The account whose followers these are.
    account: Option<String>,
    /// When they were fetched, for example `2026-11-01T09:30:00Z`.
    taken_at: Option<String>,
    /// The day that birth years and dates are judged against, for example `2026-11-01`; today by default.
    as_of: Option<String>,
    /// The format of the file; by its content, media type or name otherwise.
    #[param(inline, example = "csv")]
    format: Option<UploadFormat>,
    /// The sheet that is read of a spreadsheet, by its name or its number from 1; the first with a table by default.
    sheet: Option<String>,
    /// Currency, period and scope of the incomes of a table, where it does not say them.
    #[param(example = "KRW/month/household")]
    income: Option<String>,
    /// Columns of a table to keep although they look like personal data, separated by commas.
    keep_columns: Option<String>,
    /// What to do where rows are rejected; `reject_rows` by default.
    #[param(inline)]
    on_error: Option<OnError>,
}

/// Stores an upload.
pub(in crate::api) async fn create(
    request: &HttpRequest,
    caller: &Caller,
    key: IdempotencyKey,
    payload: web::Payload,
    state: &State,
    role: Role,
) -> Result<JsonResponse, Failure> {
    let parameters = read_parameters(request, role)?;
    let (mut file, reading) = open(request, payload, state, role, parameters.file, Parts::File).await?;
    let named = source::named(&mut file, &reading, caller, state).await?;
    let upload = Upload {
        agency: caller.agency.clone(),
        hidden: false,
        name: parameters.name,
        account: parameters.account,
        taken_at: parameters.taken_at,
        panel_as_of: parameters.panel_as_of,
        panel_size: parameters.panel_size,
        reject_all: parameters.reject_all,
        compares_ids: caller.exact,
        file: reading,
    };
    // The bytes of an upload are not kept in memory, so its fingerprint has none of them; see `same_bytes`.
    let fingerprint = named.as_ref().map_or_else(String::new, |table| format!("{table:?}"));
    let lease = match key.begin(request, caller, state, fingerprint.as_bytes()).await? {
        Idempotency::Proceed(lease) => lease,
        Idempotency::Replay(response) if named.is_some() => return Ok(response),
        Idempotency::Replay(response) => return same_bytes(caller, file, state, response).await,
    };
    lease
        .run(state, async {
            let dataset = match named {
                Some(table) => source::receive(caller, table, state, upload).await?,
                None => receive(caller, file, state, upload).await?,
            };
            let location = format!("/v1/{}s/{}", noun(role), dataset.id);
            Ok(JsonResponse::new(StatusCode::CREATED, Some(location), &dataset_body(&dataset, true, speak(request))?))
        })
        .await
}

/// The query of an upload.
struct Parameters {
    name: Option<String>,
    account: Option<String>,
    taken_at: Option<i64>,
    panel_as_of: Option<Date>,
    panel_size: Option<u64>,
    reject_all: bool,
    file: FileParameters,
}

fn read_parameters(request: &HttpRequest, role: Role) -> Result<Parameters, Failure> {
    let mut query = Query::new(request.query_string());
    let panel_as_of = (role == Role::Panel).then(|| panel_as_of(&mut query)).flatten();
    let parameters = Parameters {
        name: query.label("name"),
        account: query.label("account"),
        taken_at: query.time("taken_at"),
        panel_as_of,
        panel_size: match role {
            Role::Panel => query.parse::<u64>("panel_size", message!["accepts-panel-size"]),
            Role::Audience => None,
        },
        file: FileParameters::read(&mut query, panel_as_of),
        reject_all: query.choice("on_error", &[("reject_rows", false), ("reject_all", true)]).unwrap_or(false),
    };
    query.finish()?;
    Ok(parameters)
}

/// The day on which a panel was asked.
fn panel_as_of(query: &mut Query<'_>) -> Option<Date> {
    query.read("panel_as_of", |text| {
        let asked = parse_day(text).ok().filter(|day| *day <= today());
        asked.ok_or_else(|| message!["accepts-panel-day"])
    })
}

/// What a query says of the file beside it.
pub(in crate::api) struct FileParameters {
    as_of: Option<Date>,
    format: Option<UploadFormat>,
    sheet: Option<String>,
    income: Option<IncomeUnit>,
    keep_columns: Vec<String>,
}

impl FileParameters {
    /// Reads them; `day` is that against which birth years are judged, unless the query says another.
    pub(in crate::api) fn read(query: &mut Query<'_>, day: Option<Date>) -> Self {
        let columns = query.text("keep_columns").unwrap_or_default();
        let columns = columns.split(',').map(str::trim).filter(|name| !name.is_empty());
        Self {
            as_of: query.read("as_of", |text| parse_day(text).map_err(|_| message!["accepts-day"])).or(day),
            format: query.choice("format", &UploadFormat::NAMES),
            sheet: query.text("sheet").filter(|sheet| !sheet.trim().is_empty()),
            income: query.read("income", |text| text.parse().map_err(|_: &str| message!["accepts-income-unit"])),
            keep_columns: columns.map(str::to_owned).collect(),
        }
    }
}

/// Opens the file of a request, with how it is read.
pub(in crate::api) async fn open(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
    role: Role,
    parameters: FileParameters,
    parts: Parts,
) -> Result<(UploadedFile, FileReading), Failure> {
    let compression = encoding(request)?;
    if !request.headers().contains_key(CONTENT_TYPE) {
        return Err(Failure::of(ErrorCode::UnsupportedMediaType, message!["failure-upload-no-media-type"]));
    }
    check_content_length(request, state.settings.max_upload_bytes)?;
    let opened = tokio::time::timeout(state.settings.body_timeout, UploadedFile::open(request, payload, parts)).await;
    let file = opened.unwrap_or_else(|_| Err(nothing_came(state.settings.body_timeout)))?;
    let format = match parameters.format {
        Some(format) => Some(format.into()),
        None => file.format.clone()?,
    };
    let reading = FileReading {
        role,
        as_of: parameters.as_of.unwrap_or_else(today),
        format,
        is_format_given: parameters.format.is_some(),
        compression,
        sheet: parameters.sheet,
        income: parameters.income,
        keep_columns: parameters.keep_columns,
        mapping: None,
        takes_json_tables: parameters.format.is_none() && !is_sent_as_json(request),
        limits: upload_limits(state),
    };
    Ok((file, reading))
}

/// Whether the body itself is said to be JSON, and not a form or bytes.
fn is_sent_as_json(request: &HttpRequest) -> bool {
    let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.to_ascii_lowercase().contains("json")
}

/// A place among the uploads; those beyond wait for theirs, with their bodies still at the senders.
pub(in crate::api) async fn take_place(caller: &Caller, state: &State) -> Result<Share, Failure> {
    state.uploads.take(caller, 1, message!["failure-busy-uploads"]).await
}

async fn receive(caller: &Caller, file: UploadedFile, state: &State, upload: Upload) -> Result<Dataset, Failure> {
    check_room(state, &caller.agency).await?;
    let _place = take_place(caller, state).await?;
    let (sender, reader) = stream_body(file, Pace::of(&state.settings));
    let stored = ingest(state.store.as_ref(), &state.objects, upload, reader, now);
    let (sent, stored) = tokio::join!(sender.send(), stored);
    match (sent, stored) {
        (Ok(()), Ok(dataset)) => {
            let dataset = keep_within_quota(state, dataset, 0).await?;
            state.metrics.count_rows(dataset.summary.profiles, dataset.summary.rejected, []);
            Ok(dataset)
        }
        (Ok(()), Err(error)) | (Err(_), Err(error @ (UploadError::Store(_) | UploadError::TooLarge(_)))) => {
            Err(rejected_upload(error))
        }
        (Err(failure), Err(_)) => Err(failure),
        (Err(failure), Ok(dataset)) => {
            // The body was cut, and only happened to read as a whole one.
            state.store.mark_dataset_deleted(&dataset.agency, dataset.role, &dataset.id).await?;
            collect_garbage(state.store.as_ref(), &state.objects, now()).await?;
            Err(failure)
        }
    }
}

/// The response given before, where the upload has the same bytes as before.
async fn same_bytes(
    caller: &Caller,
    file: UploadedFile,
    state: &State,
    response: JsonResponse,
) -> Result<JsonResponse, Failure> {
    let _place = take_place(caller, state).await?;
    let (sender, mut reader) = stream_body(file, Pace::of(&state.settings));
    let max = state.settings.max_upload_bytes;
    let hash = tokio::task::spawn_blocking(move || {
        let mut hasher = blake3::Hasher::new();
        std::io::copy(&mut (&mut reader).take(max + 1), &mut hasher).map(|_| hasher.finalize().to_hex().to_string())
    });
    let (sent, hash) = tokio::join!(sender.send(), hash);
    sent?;
    let hash = hash.ok().and_then(Result::ok).unwrap_or_default();
    let stored: serde_json::Value = serde_json::from_str(&response.json).unwrap_or_default();
    if stored["content_hash"] == hash.as_str() {
        return Ok(response);
    }
    Err(Failure::of(ErrorCode::IdempotencyMismatch, message!["failure-other-bytes"]))
}

/// The limits of an upload.
pub(in crate::api) fn upload_limits(state: &State) -> UploadLimits {
    let settings = &state.settings;
    UploadLimits {
        rows: settings.max_upload_rows,
        row_bytes: settings.max_row_bytes,
        bytes: settings.max_upload_bytes,
        unpacked_bytes: settings.max_decompressed_bytes,
    }
}

/// Why an upload was not stored.
pub(in crate::api) fn rejected_upload(error: UploadError) -> Failure {
    match error {
        UploadError::Store(error) => error.into(),
        UploadError::Source(LakeError::Read(error)) => rejected_upload(UploadError::Read(error)),
        UploadError::Source(error) => {
            tracing::warn!(%error, "a table in a bucket was not read");
            error.into_failure()
        }
        UploadError::TooLarge(max) => Failure::of(ErrorCode::BodyTooLarge, message!["failure-upload-bytes", max = max]),
        UploadError::Rejected { accepted, rows, first } => {
            let code = if accepted == 0 { ErrorCode::NoProfiles } else { ErrorCode::RowsRejected };
            let fault = |r: &crate::ingest::Rejection| Fault {
                pointer: format!("row {}, {}", r.row, r.field),
                code: r.code.as_str().to_owned(),
                detail: r.detail(),
            };
            let message = message!["failure-upload-rows"].and("rows", MessageArgument::Number(rows as f64));
            Failure::of(code, message).with_faults(first.iter().map(fault).collect())
        }
        UploadError::Read(error) => {
            let code = match &error {
                ReadError::Io(error) | ReadError::Sink(error) if is_full(error) => ErrorCode::StorageFull,
                ReadError::TooManyRows { .. } => ErrorCode::TooManyRows,
                ReadError::TooManyBytes { .. } => ErrorCode::BodyTooLarge,
                ReadError::Io(_) | ReadError::Format { .. } | ReadError::OtherFormat { .. } | ReadError::Refused(_) => {
                    ErrorCode::MalformedBody
                }
                ReadError::Sink(_) => ErrorCode::Unavailable,
            };
            let instead = match &error {
                ReadError::OtherFormat { platform, .. } => platform.map(|platform| format!("format={platform}")),
                ReadError::Io(_)
                | ReadError::Format { .. }
                | ReadError::Refused(_)
                | ReadError::Sink(_)
                | ReadError::TooManyBytes { .. }
                | ReadError::TooManyRows { .. } => None,
            };
            Failure::of(code, why_unread(&error, instead))
        }
    }
}
