//! The question to an audience: who its target is, and what is known of the labels.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::{Value, json};

use super::audience::title;
use super::form::{Fields, Form, see_other};
use super::frame::{ErrorList, Place, page};
use super::question::{Meaning, meaning, number, problems, target, target_fields};
use super::viewer::Viewer;
use crate::api::analyses::create_from_page;
use crate::api::datasets::find;
use crate::api::server::State;
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::messages::Messages;
use crate::store::{Dataset, Page};

/// Panels that the menu has.
const MAX_PANELS: u32 = 50;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<ol class="steps"><li>{{ m.label("pages-step-file") }}</li><li>{{ m.label("pages-step-columns") }}</li><li aria-current="step">{{ m.label("pages-step-target") }}</li></ol>
<h1>{{ m.label("pages-question-title") }}</h1>
<p class="intro">{{ audience }}</p>
{{- problems|safe }}
<form method="get" action="/audiences/{{ id }}/analyse" data-live="meaning">
{{ target|safe }}
<div class="said" id="meaning" role="status">
{%- if let Some(problem) = meaning.problem %}
<p>{{ problem }}</p>
{%- else %}
<p class="lead">{{ meaning.sentence }}</p>
{%- for sentence in meaning.more %}
<p>{{ sentence }}</p>
{%- endfor %}
{%- endif %}
</div>
<fieldset>
<legend>{{ m.label("pages-question-more") }}</legend>
<div class="field">
<label for="min_share">{{ m.label("pages-question-minimum") }}</label>
<p class="hint" id="min_share-hint">{{ m.label("pages-question-minimum-hint") }}</p>
<input type="number" id="min_share" name="min_share" min="0" max="100" step="any" aria-describedby="min_share-hint" value="{{ fields.shown("min_share") }}">
</div>
<div class="check"><input type="checkbox" id="of_target" name="of_target" value="yes"{% if fields.is("of_target", "yes") %} checked{% endif %}><label for="of_target">{{ m.label("pages-question-of-target") }}</label><p class="hint">{{ m.label("pages-question-of-target-hint") }}</p></div>
<div class="check"><input type="checkbox" id="random" name="random" value="yes"{% if fields.is("random", "yes") %} checked{% endif %}><label for="random">{{ m.label("pages-question-random") }}</label></div>
{%- if !panels.is_empty() %}
<div class="field">
<label for="panel">{{ m.label("pages-question-panel") }}</label>
<select id="panel" name="panel">
<option value="">{{ m.label("pages-question-no-panel") }}</option>
{%- for (panel, name) in panels %}
<option value="{{ panel }}"{% if fields.is("panel", panel) %} selected{% endif %}>{{ name }}</option>
{%- endfor %}
</select>
</div>
{%- endif %}
<div class="field">
<label for="hours">{{ m.label("pages-question-hours") }}</label>
<p class="hint" id="hours-hint">{{ m.label("pages-question-hours-hint") }}</p>
<input type="number" id="hours" name="hours" min="0" step="any" aria-describedby="hours-hint" value="{{ fields.shown("hours") }}">
</div>
</fieldset>
<div class="actions">
<button class="second">{{ m.label("pages-question-check") }}</button>
<button name="csrf" value="{{ viewer.session.token }}" formmethod="post">{{ m.label("pages-question-ask") }}</button>
</div>
</form>"##
)]
struct QuestionPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    audience: String,
    fields: &'a Fields,
    target: String,
    meaning: Meaning,
    panels: Vec<(String, String)>,
    problems: ErrorList<'a>,
}

/// The form of a question, and what it means as far as it is filled in.
pub(super) async fn show_question(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let fields = Fields::parse(request.query_string().as_bytes());
    let audience = find(&viewer.caller, &state, Role::Audience, &id).await?;
    question_page(&viewer, &state, &audience, &fields, None).await
}

async fn question_page(
    viewer: &Viewer,
    state: &web::Data<State>,
    audience: &Dataset,
    fields: &Fields,
    failure: Option<&Failure>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let newest = Page { after: None, limit: MAX_PANELS };
    let panels = state.store.datasets(&viewer.caller.agency, Role::Panel, None, &newest).await?.items;
    let status = failure.and_then(|failure| StatusCode::from_u16(failure.code.status()).ok());
    let body = QuestionPage {
        m,
        viewer,
        id: &audience.id,
        audience: title(m, audience),
        fields,
        target: target_fields(viewer, state, fields, true).await?,
        meaning: meaning(viewer, state, fields).await?,
        panels: panels.iter().map(|panel| (panel.id.clone(), title(m, panel))).collect(),
        problems: ErrorList { m, problems: failure.map(|failure| problems(m, failure)).unwrap_or_default() },
    };
    Ok(page(viewer, Place::Followers, &m.label("pages-question-title"), status.unwrap_or(StatusCode::OK), &body))
}

/// Asks the question, and leads to its answer.
pub(super) async fn create_analysis_page(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let audience = find(&viewer.caller, &state, Role::Audience, &id).await?;
    let body = question(&audience.id, &fields).to_string().into_bytes();
    match create_from_page(&request, &state, &viewer.caller, body).await {
        Ok(id) => Ok(see_other(&format!("/analyses/{id}"))),
        Err(failure) if failure.code.status() == 422 => {
            question_page(&viewer, &state, &audience, &fields, Some(&failure)).await
        }
        Err(failure) => Err(failure),
    }
}

/// The request of the contract that the fields make.
fn question(audience: &str, fields: &Fields) -> Value {
    let how = if fields.is("random", "yes") { "random_sample" } else { "self_declared" };
    let mut question = json!({
        "audience_id": audience,
        "target": target(fields),
        "labels": {"of_target": fields.is("of_target", "yes"), "how": how}
    });
    if let Some(percent) = fields.text("min_share") {
        let share = number(percent);
        question["min_share"] = share.as_f64().map_or(share, |percent| Value::from(percent / 100.0));
    }
    if let Some(panel) = fields.text("panel") {
        question["panel_id"] = Value::from(panel);
    }
    if let Some(hours) = fields.text("hours").map(number).filter(|hours| hours.as_f64() != Some(0.0)) {
        question["constraints"] = json!({"hours_per_week": hours, "task": "eligibility"});
    }
    question
}
