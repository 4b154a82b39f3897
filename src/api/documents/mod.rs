//! Stored documents as resources: analyses, recommendations and effects are stored, listed, represented and deleted alike.

pub(crate) mod body;

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

use super::analyses::json;
use super::auth::begin_change;
use super::conditional::{Preconditions, Representation, respond_with};
use super::extract::Caller;
use super::language::speak;
use super::negotiate::{Format, figures, prefer};
use super::problem::not_found;
use super::quota::check_quota;
use super::server::State;
use super::track_record::record_of;
use crate::analysis::Analysis;
use crate::api::contract::{DocumentList, Query};
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::{
    Language, Tables, WorkbookTitle, XLSX, html_and_markdown, html_with_record, markdown_with_record, workbook,
};
use crate::store::{AgencySecret, DocumentKind, Page, Scope, Stored, StoredDocument};

/// Stores what a request asks to be stored, within the quota, once the audit log has it.
///
/// # Errors
/// Where the caller may not store, the quota is used up, or the log or the store cannot be written.
pub(super) async fn keep(
    state: &web::Data<State>,
    request: &HttpRequest,
    caller: &Caller,
    kind: DocumentKind,
    document: &StoredDocument,
) -> Result<(), Failure> {
    caller.require(Scope::Write)?;
    begin_change(state, request, &format!("create_{}", kind.as_str()), caller).await?;
    insert(state, caller, kind, document).await
}

/// Stores a document within the quota, for a request that the audit log has.
///
/// # Errors
/// Where the quota is used up, or the store cannot be written.
pub(super) async fn insert(
    state: &State,
    caller: &Caller,
    kind: DocumentKind,
    document: &StoredDocument,
) -> Result<(), Failure> {
    let quota = match kind {
        DocumentKind::Recommendation => Some(Stored::Recommendations),
        DocumentKind::Effect => Some(Stored::Effects),
        DocumentKind::Analysis => None,
    };
    if let Some(stored) = quota {
        check_quota(state, &caller.agency, stored, 1).await?;
    }
    Ok(state.store.insert_document(&caller.agency, kind, document).await?)
}

/// The id of what `named` names. Two agencies that send the same get different ids, and nobody outside can test what was sent.
pub(super) fn id(prefix: &str, secret: &AgencySecret, named: &[u8]) -> String {
    format!("{prefix}_{}", &blake3::keyed_hash(&secret.key("documents"), named).to_hex()[..20])
}

/// A page of the documents of a kind.
pub(super) async fn list(
    state: &State,
    caller: &Caller,
    kind: DocumentKind,
    page: &Page,
    language: Language,
) -> Result<Representation, Failure> {
    let listed = state.store.documents(&caller.agency, kind, page).await?;
    Ok(Representation::json(&DocumentList::new(listed, language)))
}

/// A stored document in the format that `Accept` prefers.
pub(super) async fn get(
    request: &HttpRequest,
    state: &State,
    caller: &Caller,
    kind: DocumentKind,
    id: &str,
) -> Result<HttpResponse, Failure> {
    let formats = [Format::Json, Format::Html, Format::Markdown, Format::Xlsx, Format::Arrow, Format::Parquet];
    let format = prefer(request, &formats)?;
    represent(request, state, caller, kind, id, format).await
}

/// The report of a stored document, in the format that the query names or `Accept` prefers.
pub(super) async fn get_report(
    request: &HttpRequest,
    state: &State,
    caller: &Caller,
    kind: DocumentKind,
    id: &str,
) -> Result<HttpResponse, Failure> {
    let mut query = Query::new(request.query_string());
    let formats = [("html", Format::Html), ("markdown", Format::Markdown), ("xlsx", Format::Xlsx)];
    let named = query.choice("format", &formats);
    query.finish()?;
    let format = match named {
        Some(format) => format,
        None => prefer(request, &formats.iter().map(|(_, format)| *format).collect::<Vec<_>>())?,
    };
    represent(request, state, caller, kind, id, format).await
}

/// Formats of a report.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it documents the choices that `get_report` reads")]
pub(super) enum ReportFormat {
    /// A page.
    Html,
    /// Markdown.
    Markdown,
    /// All tables as a spreadsheet.
    Xlsx,
}

async fn represent(
    request: &HttpRequest,
    state: &State,
    caller: &Caller,
    kind: DocumentKind,
    id: &str,
    format: Format,
) -> Result<HttpResponse, Failure> {
    let language = speak(request);
    let document = state.store.document(&caller.agency, kind, id).await?;
    let document = document.ok_or_else(|| not_found(kind.as_str()))?;
    let (media_type, bytes) = match format {
        Format::Json => ("application/json", json_in(&document, language)?.into_owned().into_bytes()),
        Format::Arrow | Format::Parquet => {
            (format.media_type(), figures(format, &json_in(&document, language)?).unwrap_or_default())
        }
        Format::Html => {
            let reports = Reports::of(state, caller, document, language).await?;
            ("text/html; charset=utf-8", reports.html.into_bytes())
        }
        Format::Markdown => {
            let reports = Reports::of(state, caller, document, language).await?;
            ("text/markdown; charset=utf-8", reports.markdown.into_bytes())
        }
        Format::Xlsx => {
            let title = WorkbookTitle::default();
            (XLSX, spreadsheet(&json_in(&document, language)?, kind, &title, language)?)
        }
    };
    let mut response = respond_with(request, StatusCode::OK, media_type, bytes);
    if format == Format::Xlsx {
        let name = HeaderValue::from_str(&format!("attachment; filename=\"{id}.xlsx\""));
        let name = name.expect("the id of a stored document is of letters and digits");
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The answer of a stored document in a language, as JSON: as it was sent, or written now.
///
/// # Errors
/// Where the answer has to be written and the stored analysis cannot be read.
pub(super) fn json_in(document: &StoredDocument, language: Language) -> Result<Cow<'_, str>, Failure> {
    if let Some(sent) = document.json.get(language) {
        return Ok(Cow::Borrowed(sent));
    }
    Ok(Cow::Owned(match analysis_of(document)? {
        Some(analysis) => json(&analysis, language),
        None => document.json.clone().take(language),
    }))
}

/// The analysis that a document is written from, where it was not written at once.
fn analysis_of(document: &StoredDocument) -> Result<Option<Analysis>, Failure> {
    let Some(bytes) = &document.analysis else { return Ok(None) };
    Analysis::from_bytes(bytes).map(Some).map_err(|error| {
        tracing::error!(%error, document = document.head.id, "failed to read a stored analysis");
        Failure::of(ErrorCode::Internal, message!["failure-stored-analysis"])
    })
}

/// The reports of a stored document for people to read: beside what is forecast stands how often forecasts held, as of now.
pub(super) struct Reports {
    pub(super) html: String,
    pub(super) markdown: String,
}

impl Reports {
    /// The reports in a language.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(super) async fn of(
        state: &State,
        caller: &Caller,
        document: StoredDocument,
        language: Language,
    ) -> Result<Self, Failure> {
        let analysis = analysis_of(&document)?;
        let StoredDocument { html, markdown, forecasts, .. } = document;
        let (html, markdown) = match analysis {
            Some(analysis) => html_and_markdown(&analysis, language),
            None => (html.take(language), markdown.take(language)),
        };
        if forecasts.is_empty() {
            return Ok(Self { html, markdown });
        }
        let record = record_of(state, caller).await?;
        let (html, markdown) =
            (html_with_record(html, &record, language), markdown_with_record(markdown, &record, language));
        Ok(Self { html, markdown })
    }
}

/// The tables of a stored answer as a spreadsheet.
pub(super) fn spreadsheet(
    json: &str,
    kind: DocumentKind,
    title: &WorkbookTitle,
    language: Language,
) -> Result<Vec<u8>, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, kind = kind.as_str(), "failed to write the spreadsheet of a stored document");
        Failure::of(ErrorCode::Internal, message!["failure-spreadsheet"])
    };
    let tables = match kind {
        DocumentKind::Analysis => Tables::Analysis,
        DocumentKind::Recommendation => Tables::Recommendation,
        DocumentKind::Effect => Tables::Effect,
    };
    let answer = serde_json::from_str(json).map_err(|error| failed(&error))?;
    workbook(&answer, tables, title, language).map_err(|error| failed(&error))
}

/// Deletes a document, with its reports and forecasts, where the request's conditions hold for it in the format that
/// `Accept` prefers.
pub(super) async fn delete(
    request: &HttpRequest,
    state: &State,
    caller: &Caller,
    kind: DocumentKind,
    id: &str,
) -> Result<HttpResponse, Failure> {
    let conditions = Preconditions::of(request);
    if conditions.any() {
        conditions.check_response(&get(request, state, caller, kind, id).await?)?;
    }
    let delete = async || state.store.delete_document(&caller.agency, kind, id).await;
    deleted(state.write_with_reserve(delete).await?, kind.as_str())
}

/// The response to a deletion; `404` where there was nothing to delete.
pub(super) fn deleted(was_there: bool, what: &str) -> Result<HttpResponse, Failure> {
    if was_there { Ok(HttpResponse::NoContent().finish()) } else { Err(not_found(what)) }
}
