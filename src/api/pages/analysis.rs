//! The page of an analysis: the answer first, on one sheet, and what it rests on below, folded.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::{Form, see_other};
use super::frame::{DeleteForm, Folds, Place, page};
use super::home;
use super::viewer::Viewer;
use crate::api::documents::Reports;
use crate::api::problem::not_found;
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::ingest::Role;
use crate::message::message;
use crate::report::ReportParts;
use crate::report::messages::Messages;
use crate::store::{Dataset, DocumentKind, StoredDocument};

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
<a class="button second" href="/analyses/{{ id }}/report">{{ m.label("pages-analysis-report") }}</a>
<a class="button second" href="/analyses/{{ id }}/build">{{ m.label("pages-build-link") }}</a>
</div>
{%- if let Some(audience) = audience %}
<ul class="next no-print">
{%- if viewer.may_write() %}
<li><a href="/audiences/{{ audience.id }}/analyse">{{ m.label("pages-analysis-again") }}</a></li>
{%- if viewer.may_ask() %}
<li><a href="/audiences/{{ audience.id }}/ask">{{ m.label("pages-ask-title") }}</a></li>
{%- endif %}
{%- endif %}
{%- if let Some(account) = audience.account %}
<li><a href="{{ home::address_of_account(account) }}">{{ m.label("pages-analysis-account") }}</a></li>
{%- endif %}
<li><a href="/audiences/{{ audience.id }}">{{ m.label("pages-analysis-audience") }}</a></li>
</ul>
{%- endif %}
</div>
{{ folds|safe }}
</article>
<p class="no-print">{{ m.label("pages-analysis-download") }} <a href="/analyses/{{ id }}/report?format=markdown">Markdown</a>, <a href="/analyses/{{ id }}/report?format=json">JSON</a>, <a href="/analyses/{{ id }}/report?format=xlsx">{{ m.label("pages-build-xlsx") }}</a></p>
{%- if viewer.may_write() %}
{{- delete|safe }}
{%- endif %}"##
)]
struct AnalysisPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    title: &'a str,
    day: String,
    parts: &'a ReportParts<'a>,
    folds: Folds<'a>,
    delete: DeleteForm<'a>,
    audience: Option<Dataset>,
}

pub(super) async fn find(viewer: &Viewer, state: &State, id: &str) -> Result<StoredDocument, Failure> {
    let analysis = state.store.document(&viewer.caller.agency, DocumentKind::Analysis, id).await?;
    analysis.ok_or_else(|| not_found("analysis"))
}

/// An analysis.
pub(super) async fn show_analysis(
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let document = find(&viewer, &state, &id).await?;
    let head = document.head.clone();
    let audience = match &head.audience {
        Some(audience) => state.store.dataset(&viewer.caller.agency, Role::Audience, audience).await?,
        None => None,
    };
    let Reports { html, .. } = Reports::of(&state, &viewer.caller, document, viewer.language).await?;
    let parts = ReportParts::of(&html).ok_or_else(|| Failure::of(ErrorCode::Internal, message!["failure-report"]))?;
    let name = audience.as_ref().and_then(|audience| audience.account.clone().or_else(|| audience.name.clone()));
    let title = name.unwrap_or_else(|| m.label("pages-home-unnamed"));
    let delete = DeleteForm {
        viewer: &viewer,
        action: format!("/analyses/{id}"),
        summary: m.label("pages-analysis-delete"),
        what: m.label("pages-analysis-delete-what"),
        button: m.label("pages-analysis-delete-button"),
    };
    let body = AnalysisPage {
        m,
        viewer: &viewer,
        id: &id,
        title: &title,
        day: viewer.moment(head.created_at),
        parts: &parts,
        folds: Folds { parts: &parts },
        delete,
        audience,
    };
    Ok(page(&viewer, Place::Elsewhere, &title, StatusCode::OK, &body))
}

/// Deletes an analysis.
pub(super) async fn delete_analysis_page(
    viewer: Viewer,
    id: web::Path<String>,
    Form(_): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    match state
        .write_with_reserve(async || {
            state.store.delete_document(&viewer.caller.agency, DocumentKind::Analysis, &id).await
        })
        .await?
    {
        true => Ok(see_other("/")),
        false => Err(not_found("analysis")),
    }
}
