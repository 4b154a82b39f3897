//! Counts as a file, CSV or a spreadsheet, with the rest of a request in its query or in the fields of a form.

use std::borrow::Cow;
use std::io::{BufRead, Cursor};

use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::{TryStreamExt, stream};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::request::{EffectQuestion, TablePlace, event_of, read_effect_table};
use crate::api::contract::{Query, UploadFile};
use crate::api::problem::unreadable_form;
use crate::effect::Frequency;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{ContainerLimits, ContainerNote, ContentKind, CountTable, Format, Opened, ReadError, excerpt};
use crate::message::{Message, message};
use crate::reference::Catalog;

/// What a file of counts may be sent as; its content says the rest.
const MEDIA_TYPES: [&str; 7] = [
    "text/csv",
    "text/tab-separated-values",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/octet-stream",
];

/// Bytes that a file may have once it is unpacked: a table of counts has at most 32 MiB.
const MAX_UNPACKED: u64 = 64 << 20;

/// A file of counts in a form, and what is asked of it; a JSON body has the same inside.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the fields that `parameters` reads")]
pub(super) struct CountsForm {
    /// The counts, as CSV or a spreadsheet.
    file: UploadFile,
    /// An event of a file of counts: `quiz:2026-03-16:2026-03-22` (no last day: it goes on), or a JSON object as in `events`.
    /// May be given several times.
    event: Option<Vec<String>>,
    /// Metric to judge; all that have counts by default. May be given several times.
    metric: Option<Vec<String>>,
    /// Column that is a control series. May be given several times.
    control: Option<Vec<String>>,
    /// Country whose public holidays are allowed for.
    #[schema(pattern = "^[A-Z]{2}$")]
    country: Option<String>,
    /// Length of a period; by the dates otherwise.
    frequency: Option<Frequency>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[schema(minimum = 0.5, maximum = 0.99)]
    level: Option<f64>,
    /// Seed of every draw; 0 by default.
    seed: Option<u64>,
    /// Whether to ask what the series would show of a next event; false by default.
    plan: Option<bool>,
    /// Lift that the plan is for, as a share; 0.2 by default.
    #[schema(minimum = 0.01, maximum = 10.0)]
    lift: Option<f64>,
    /// The account whose counts these are.
    account: Option<String>,
    /// Whether to store the answer; false by default.
    retain: Option<bool>,
}

/// A file of counts, and what is asked of it.
pub(super) struct CountsFile {
    bytes: Bytes,
    body: Map<String, Value>,
    controls: Vec<String>,
}

impl CountsFile {
    /// The file of a request: its body, or the file of a form, whose other fields are parameters.
    ///
    /// # Errors
    /// Where it is of another type, a form has no file or several, or a parameter is at fault.
    pub(super) async fn open(request: &HttpRequest, media_type: &str, bytes: Bytes) -> Result<Self, Failure> {
        let query = form_urlencoded::parse(request.query_string().as_bytes());
        let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = query.collect();
        let bytes = match media_type {
            "multipart/form-data" => {
                let (file, fields) = read_form(request, bytes).await?;
                pairs.extend(fields.into_iter().map(|(name, value)| (Cow::from(name), Cow::from(value))));
                file
            }
            known if MEDIA_TYPES.contains(&known) => bytes,
            other => {
                let (received, accepted) = (excerpt(other), MEDIA_TYPES.join(", "));
                let message = message!["failure-counts-media-type", received = received, accepted = accepted];
                return Err(Failure::of(ErrorCode::UnsupportedMediaType, message));
            }
        };
        let (body, controls) = parameters(Query::of(pairs))?;
        Ok(Self { bytes, body, controls })
    }

    /// Refuses parameters beside a JSON body, which has all inside.
    ///
    /// # Errors
    /// Each of them.
    pub(super) fn without(request: &HttpRequest) -> Result<(), Failure> {
        Query::new(request.query_string()).finish()
    }

    /// The question that it asks, and what had to be decided to read its table.
    ///
    /// # Errors
    /// Every fault of the table and of the parameters.
    pub(super) fn question(self, catalog: &Catalog) -> Result<(EffectQuestion, Vec<Message>), Failure> {
        let limits = ContainerLimits {
            unpacked_bytes: MAX_UNPACKED,
            sheet: None,
            scratch: &|| Ok(Box::new(Cursor::new(Vec::new()))),
        };
        let mut source = Opened::open(Cursor::new(self.bytes), &limits).map_err(unreadable)?;
        let format = Format::by_beginning(source.fill_buf().map_err(|error| unreadable(error.into()))?);
        if source.kind() == ContentKind::Parquet || (source.kind() == ContentKind::Text && format == Format::Ndjson) {
            return Err(Failure::of(ErrorCode::UnsupportedMediaType, message!["failure-no-counts"]));
        }
        let table = CountTable::read(&mut source, &self.controls).map_err(|error| unreadable(ReadError::Io(error)))?;
        let of_table = table.notes.iter().cloned();
        let notes = source.notes().iter().map(ContainerNote::message).chain(of_table).collect();
        let question = read_effect_table(self.body, &table, catalog, |place| match place {
            TablePlace::Cell(line, column) => format!("row {line}, {column}"),
            TablePlace::Table => "row 1, ".to_owned(),
            TablePlace::Field(pointer) => format!("?{}", parameter_of(pointer)),
        })?;
        Ok((question, notes))
    }
}

/// The file of a form, and its other fields.
async fn read_form(request: &HttpRequest, bytes: Bytes) -> Result<(Bytes, Vec<(String, String)>), Failure> {
    let malformed = |message: Message| Failure::of(ErrorCode::MalformedBody, message);
    let unreadable = |error: MultipartError| unreadable_form(&error);
    let body = stream::iter([Ok::<_, PayloadError>(bytes)]);
    let mut form = Multipart::new(request.headers(), body);
    let (mut file, mut fields) = (None, Vec::new());
    while let Some(part) = form.try_next().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.content_disposition().is_some_and(|disposition| disposition.get_filename().is_some());
        let content: Vec<Bytes> = part.try_collect().await.map_err(unreadable)?;
        let content = content.concat();
        if is_file || name == "file" {
            if file.replace(Bytes::from(content)).is_some() {
                return Err(malformed(message!["failure-form-files"]));
            }
        } else {
            let text = String::from_utf8(content);
            fields.push((name, text.map_err(|_| malformed(message!["failure-form-field-utf8"]))?));
        }
    }
    let file = file.ok_or_else(|| malformed(message!["failure-form-no-file"]))?;
    Ok((file, fields))
}

/// The fields of a request that the parameters give, and the control columns.
fn parameters(mut query: Query<'_>) -> Result<(Map<String, Value>, Vec<String>), Failure> {
    let mut body = Map::new();
    let mut events = Vec::new();
    for text in query.texts("event") {
        match event_of(&text) {
            Ok(event) => events.push(event),
            Err(problem) => {
                query.refuse("event", message!["fault-event", received = excerpt(&text)].saying("why", problem));
            }
        }
    }
    body.insert("events".to_owned(), Value::Array(events));
    let metrics = query.texts("metric");
    if !metrics.is_empty() {
        body.insert("metrics".to_owned(), json!(metrics));
    }
    let controls = query.texts("control");
    for name in ["country", "frequency", "account"] {
        if let Some(text) = query.text(name) {
            body.insert(name.to_owned(), json!(text));
        }
    }
    let level: Option<f64> = query.parse("level", message!["accepts-within", min = 0.5, max = 0.99]);
    let seed: Option<u64> = query.parse("seed", message!["accepts-count"]);
    let lift: Option<f64> = query.parse("lift", message!["accepts-within", min = 0.01, max = 10]);
    let truth = [("true", true), ("false", false)];
    let (plan, retain) = (query.choice("plan", &truth), query.choice("retain", &truth));
    query.finish()?;
    body.extend(level.map(|level| ("level".to_owned(), json!(level))));
    body.extend(seed.map(|seed| ("seed".to_owned(), json!(seed))));
    body.extend(retain.map(|retain| ("retain".to_owned(), json!(retain))));
    if plan.unwrap_or(lift.is_some()) {
        body.insert("plan".to_owned(), lift.map_or_else(|| json!({}), |lift| json!({"lift": lift})));
    }
    Ok((body, controls))
}

/// The parameter that gives a field of the request.
fn parameter_of(pointer: &str) -> &str {
    match pointer.trim_start_matches('/') {
        field if field.starts_with("events") => "event",
        field if field.starts_with("metrics") => "metric",
        "plan/lift" => "lift",
        field => field,
    }
}

fn unreadable(error: ReadError) -> Failure {
    let code = match &error {
        ReadError::TooManyBytes { .. } => ErrorCode::BodyTooLarge,
        ReadError::Io(_)
        | ReadError::Sink(_)
        | ReadError::TooManyRows { .. }
        | ReadError::Format { .. }
        | ReadError::OtherFormat { .. }
        | ReadError::Refused(_) => ErrorCode::InvalidRequest,
    };
    Failure::of(code, error.message())
}
