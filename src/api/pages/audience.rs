//! The page of a stored audience: what was kept of it, and what was answered of it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::asked::{AskTable, asks_of};
use super::columns::field_name;
use super::form::{Form, see_other};
use super::frame::{Place, page};
use super::viewer::Viewer;
use crate::api::contract::DatasetBody;
use crate::api::datasets::{dataset_body, delete, find};
use crate::api::server::State;
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::format::count;
use crate::report::messages::{Messages, args};
use crate::store::{Dataset, DocumentHead, DocumentKind, Page};

/// Analyses that are looked through for those of the audience.
const MAX_ANALYSES: u32 = 200;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ title }}</h1>
<p class="intro">{{ kept }}</p>
<div class="actions">
{%- if viewer.may_write() %}
<a class="button" href="/audiences/{{ id }}/analyse">{{ m.label("pages-audience-analyse") }}</a>
{%- if viewer.may_ask() %}
<a class="button second" href="/audiences/{{ id }}/ask">{{ m.label("pages-ask-title") }}</a>
{%- endif %}
{%- endif %}
</div>
{%- if !body.warnings.is_empty() %}
<h2>{{ m.label("pages-audience-notes") }}</h2>
<ul>
{%- for warning in body.warnings %}
<li>{{ warning.detail }}</li>
{%- endfor %}
</ul>
{%- endif %}
{%- if !body.columns.is_empty() %}
<h2>{{ m.label("pages-audience-columns") }}</h2>
<table class="records">
<caption class="visually-hidden">{{ m.label("pages-audience-columns") }}</caption>
<thead><tr><th scope="col">{{ m.label("pages-draft-column") }}</th><th scope="col">{{ m.label("pages-draft-meaning") }}</th></tr></thead>
<tbody>
{%- for column in body.columns %}
<tr><th scope="row">{{ column.name }}</th><td data-name="{{ m.label("pages-draft-meaning") }}">{% if let Some(field) = column.field %}{{ self.meaning(field) }}{% else %}{{ m.label("pages-draft-not-kept") }}{% endif %}</td></tr>
{%- endfor %}
</tbody>
</table>
{%- endif %}
{%- if !body.rejections.is_empty() %}
<h2>{{ m.label("pages-audience-rejected") }}</h2>
<ul>
{%- for rejection in body.rejections %}
<li>{{ self.rejected(rejection) }}</li>
{%- endfor %}
</ul>
{%- endif %}
<h2>{{ m.label("pages-audience-analyses") }}</h2>
{%- if analyses.is_empty() %}
<p>{{ m.label("pages-audience-no-analyses") }}</p>
{%- else %}
<ul>
{%- for analysis in analyses %}
<li><a href="/analyses/{{ analysis.id }}">{{ viewer.moment(*analysis.created_at) }}</a></li>
{%- endfor %}
</ul>
{%- endif %}
{{- asks|safe }}
{%- if viewer.may_write() %}
<details><summary>{{ m.label("pages-audience-delete") }}</summary>
<form method="post" action="/audiences/{{ id }}">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<p>{{ m.label("pages-audience-delete-what") }}</p>
<button class="danger">{{ m.label("pages-audience-delete-button") }}</button>
</form></details>
{%- endif %}"##
)]
struct AudiencePage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    title: &'a str,
    kept: String,
    body: DatasetBody,
    analyses: Vec<DocumentHead>,
    asks: AskTable<'a>,
}

impl AudiencePage<'_> {
    fn meaning(&self, field: &str) -> String {
        field_name(self.m, field)
    }

    fn rejected(&self, rejection: &crate::api::contract::RejectionBody) -> String {
        let row = count(rejection.row);
        let args = args![row = row, field = &rejection.field, accepted = &rejection.accepted];
        self.m.text("pages-audience-rejected-row", args)
    }
}

/// What people call an audience.
pub(super) fn title(m: &Messages, audience: &Dataset) -> String {
    match (&audience.account, &audience.name) {
        (Some(account), Some(name)) => m.text("pages-audience-title", args![account = account, name = name]),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => m.label("pages-home-unnamed"),
    }
}

/// An audience.
pub(super) async fn show_audience(
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let audience = find(&viewer.caller, &state, Role::Audience, &id).await?;
    let latest = Page { after: None, limit: MAX_ANALYSES };
    let mut analyses = state.store.documents(&viewer.caller.agency, DocumentKind::Analysis, &latest).await?.items;
    analyses.retain(|analysis| analysis.audience.as_deref() == Some(&id));
    let title = title(m, &audience);
    let kept = m.text(
        "pages-audience-kept",
        args![
            n = audience.summary.profiles,
            rejected = audience.summary.rejected,
            day = viewer.moment(audience.created_at)
        ],
    );
    let mut body = dataset_body(&audience, viewer.may_write(), viewer.language)?;
    // The table says these, in words of this page.
    body.warnings.retain(|warning| !["columns_guessed", "personal_data_left_out"].contains(&warning.code.as_str()));
    let asks = AskTable { m, asks: asks_of(&viewer, &state, std::slice::from_ref(&audience)).await? };
    let body = AudiencePage { m, viewer: &viewer, id: &id, title: &title, kept, body, analyses, asks };
    Ok(page(&viewer, Place::Followers, &title, StatusCode::OK, &body))
}

/// Deletes an audience.
pub(super) async fn delete_audience_page(
    viewer: Viewer,
    id: web::Path<String>,
    Form(_): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    delete(&viewer.caller, &state, Role::Audience, &id).await?;
    Ok(see_other("/"))
}
