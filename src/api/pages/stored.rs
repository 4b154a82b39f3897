//! The page of a stored plan or effect: its report, how often forecasts held, and a way to delete it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::build::report_response;
use super::form::{Fields, Form, see_other};
use super::frame::{DeleteForm, Folds, Place, page};
use super::viewer::Viewer;
use crate::api::documents::{Reports, json_in, spreadsheet};
use crate::api::problem::not_found;
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::messages::Messages;
use crate::report::{ReportParts, WorkbookTitle};
use crate::store::{DocumentKind, Page};

/// Stored plans, and stored effects, that the ledger lists.
const MAX_LISTED: u32 = 20;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<article>
<div class="summary">
<h1>{{ title }}</h1>
<p class="hint">{{ day }}</p>
{{ parts.about|safe }}
{%- if let Some(answer) = parts.sections.first() %}
<h2 id="{{ answer.id }}">{{ answer.title|safe }}</h2>
{{ answer.body|safe }}
{%- endif %}
<div class="actions">
<button type="button" class="second" data-print hidden>{{ m.label("pages-analysis-print") }}</button>
<a class="button second" href="/stored/{{ id }}/report">{{ m.label("pages-analysis-report") }}</a>
<a class="button second" href="/stored/{{ id }}/report?format=xlsx">{{ m.label("pages-build-xlsx") }}</a>
<a href="/campaigns/results">{{ m.label("pages-ledger-title") }}</a>
</div>
</div>
{{ folds|safe }}
</article>
<p class="no-print">{{ m.label("pages-analysis-download") }} <a href="/stored/{{ id }}/report?format=html">HTML</a>, <a href="/stored/{{ id }}/report?format=markdown">Markdown</a>, <a href="/stored/{{ id }}/report?format=json">JSON</a></p>
{%- if viewer.may_write() %}
{{- delete|safe }}
{%- endif %}"##
)]
struct StoredPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    title: &'a str,
    day: String,
    parts: &'a ReportParts<'a>,
    folds: Folds<'a>,
    delete: DeleteForm<'a>,
}

/// What an id names, by its beginning.
fn kind(id: &str) -> DocumentKind {
    if id.starts_with("eff_") { DocumentKind::Effect } else { DocumentKind::Recommendation }
}

/// A stored plan or effect.
pub(super) async fn show_stored(
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let (m, kind) = (viewer.m, kind(&id));
    let document = state.store.document(&viewer.caller.agency, kind, &id).await?;
    let document = document.ok_or_else(|| not_found(kind.as_str()))?;
    let head = document.head.clone();
    let Reports { html, .. } = Reports::of(&state, &viewer.caller, document, viewer.language).await?;
    let parts =
        ReportParts::of(&html).ok_or_else(|| Failure::of(ErrorCode::Internal, message!["failure-stored-report"]))?;
    let (title, day) = (head.title.take(viewer.language), viewer.moment(head.created_at));
    let delete = DeleteForm {
        viewer: &viewer,
        action: format!("/stored/{id}"),
        summary: m.label("pages-stored-delete"),
        what: m.label("pages-stored-delete-what"),
        button: m.label("pages-stored-delete-button"),
    };
    let folds = Folds { parts: &parts };
    let body = StoredPage { m, viewer: &viewer, id: &id, title: &title, day, parts: &parts, folds, delete };
    Ok(page(&viewer, Place::Campaigns, &title, StatusCode::OK, &body))
}

/// The report of a stored plan or effect as it is sent to others: a page, or a file to keep or to calculate with.
pub(super) async fn show_stored_report(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let kind = kind(&id);
    let document = state.store.document(&viewer.caller.agency, kind, &id).await?;
    let document = document.ok_or_else(|| not_found(kind.as_str()))?;
    let fields = Fields::parse(request.query_string().as_bytes());
    let language = viewer.language;
    let format = fields.text("format");
    let mut response = report_response(&id, format)?;
    match format {
        Some("json") => return Ok(response.body(json_in(&document, language)?.into_owned())),
        Some("xlsx") => {
            let title = WorkbookTitle { title: document.head.title.clone().take(language), agency: String::new() };
            return Ok(response.body(spreadsheet(&json_in(&document, language)?, kind, &title, language)?));
        }
        _ => {}
    }
    let reports = Reports::of(&state, &viewer.caller, document, language).await?;
    Ok(response.body(if format == Some("markdown") { reports.markdown } else { reports.html }))
}

/// Deletes a stored plan or effect.
pub(super) async fn delete_stored_page(
    viewer: Viewer,
    id: web::Path<String>,
    Form(_): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let kind = kind(&id);
    let delete = async || state.store.delete_document(&viewer.caller.agency, kind, &id).await;
    match state.write_with_reserve(delete).await? {
        true => Ok(see_other("/campaigns/results")),
        false => Err(not_found(kind.as_str())),
    }
}

/// A stored plan or effect as a list shows it.
pub(super) struct Stored {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) day: String,
}

/// The newest of a kind.
pub(super) async fn newest(viewer: &Viewer, state: &State, kind: DocumentKind) -> Result<Vec<Stored>, Failure> {
    let latest = Page { after: None, limit: MAX_LISTED };
    let listed = state.store.documents(&viewer.caller.agency, kind, &latest).await?;
    let stored = listed.items.into_iter().map(|head| Stored {
        id: head.id,
        title: head.title.take(viewer.language),
        day: viewer.moment(head.created_at),
    });
    Ok(stored.collect())
}
