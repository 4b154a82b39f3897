//! Campaigns: what an event did to daily or weekly counts, pasted out of a table.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::{Value, json};

use super::form::{Fields, Form, see_other};
use super::frame::{ErrorList, Place, page};
use super::question::countries;
use super::viewer::Viewer;
use crate::api::documents::{id, insert};
use crate::api::effects::answer::EffectReportBody;
use crate::api::effects::document;
use crate::api::effects::request::{EffectQuestion, read_effect, series_of};
use crate::api::server::State;
use crate::api::today;
use crate::effect::{EffectAnalysis, assess};
use crate::error::{Failure, Fault};
use crate::ingest::{CountFault, CountTable};
use crate::report::messages::{Messages, args};
use crate::report::{self, Language, ReportParts};
use crate::store::DocumentKind;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-campaign-title") }}</h1>
{{- problems|safe }}
{%- if let Some(answer) = answer %}
<article>
<div class="summary">
{{ answer.about|safe }}
{%- if let Some((id, title, body)) = answer.sections.first() %}
<h2 id="{{ id }}">{{ title|safe }}</h2>
{{ body|safe }}
{%- endif %}
<div class="actions">
<button type="button" class="second" data-print hidden>{{ m.label("pages-analysis-print") }}</button>
{%- if viewer.may_write() %}
<button form="campaign" formaction="/campaigns/stored">{{ m.label("pages-campaign-store") }}</button>
{%- endif %}
</div>
</div>
{%- for (id, title, body) in answer.sections.iter().skip(1) %}
<details class="fold" id="fold-{{ id }}"><summary><h2 id="{{ id }}">{{ title|safe }}</h2></summary>
{{ body|safe }}
</details>
{%- endfor %}
<p class="hint">{{ answer.provenance|safe }}</p>
</article>
<h2 class="no-print">{{ m.label("pages-campaign-again") }}</h2>
{%- else %}
<p class="intro">{{ m.label("pages-campaign-intro") }}</p>
<p><a href="/campaigns/results">{{ m.label("pages-ledger-title") }}</a></p>
{%- endif %}
<form method="post" action="/campaigns" id="campaign" class="no-print">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<div class="field">
<label for="counts">{{ m.label("pages-campaign-counts") }}</label>
<p class="hint" id="counts-hint">{{ m.label("pages-campaign-counts-hint") }}</p>
<textarea id="counts" name="counts" rows="8" required spellcheck="false" aria-describedby="counts-hint">{{ fields.shown("counts") }}</textarea>
</div>
<fieldset>
<legend>{{ m.label("pages-campaign-event") }}</legend>
<div class="field"><label for="event">{{ m.label("pages-campaign-name") }}</label><input type="text" id="event" name="event" maxlength="200" required value="{{ fields.shown("event") }}"></div>
<div class="pair">
<div class="field"><label for="from">{{ m.label("pages-campaign-from") }}</label><input type="date" id="from" name="from" required value="{{ fields.shown("from") }}"></div>
<div class="field"><label for="to">{{ m.label("pages-campaign-to") }}</label><input type="date" id="to" name="to" value="{{ fields.shown("to") }}"></div>
</div>
<div class="field"><label for="country">{{ m.label("pages-campaign-country") }}</label>
<select id="country" name="country">
<option value="">{{ m.label("pages-campaign-no-country") }}</option>
{%- for (code, name) in countries %}
<option value="{{ code }}"{% if fields.is("country", code) %} selected{% endif %}>{{ name }}</option>
{%- endfor %}
</select></div>
</fieldset>
<button>{{ m.label("pages-campaign-button") }}</button>
<p class="hint">{{ m.label("pages-campaign-not-kept") }}</p>
</form>"##
)]
struct CampaignPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    fields: &'a Fields,
    countries: Vec<(String, String)>,
    answer: Option<Answer>,
    problems: ErrorList<'a>,
}

/// The parts of the report, each section with id, title and body.
struct Answer {
    about: String,
    sections: Vec<(String, String, String)>,
    provenance: String,
}

/// The form for counts and an event.
pub(super) async fn show_campaign(viewer: Viewer, state: web::Data<State>) -> HttpResponse {
    campaign_page(&viewer, &state, &Fields::default(), Ok(None))
}

/// What the event did.
pub(super) async fn judge_campaign(
    viewer: Viewer,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    match judge(&viewer, &state, &fields).await {
        Ok(answer) => Ok(campaign_page(&viewer, &state, &fields, Ok(Some(answer)))),
        Err(failure) if failure.code.status() == 422 => Ok(campaign_page(&viewer, &state, &fields, Err(failure))),
        Err(failure) => Err(failure),
    }
}

fn campaign_page(
    viewer: &Viewer,
    state: &State,
    fields: &Fields,
    judged: Result<Option<Answer>, Failure>,
) -> HttpResponse {
    let m = viewer.m;
    let (answer, failure) = match judged {
        Ok(answer) => (answer, None),
        Err(failure) => (None, Some(failure)),
    };
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let problems = failure.map(|failure| problems(m, &failure)).unwrap_or_default();
    let countries = countries(m, &state.catalog);
    let body = CampaignPage { m, viewer, fields, countries, answer, problems: ErrorList { m, problems } };
    page(viewer, Place::Campaigns, &m.label("pages-campaign-title"), status, &body)
}

/// What is wrong, each with the field to go to.
fn problems(m: &Messages, failure: &Failure) -> Vec<(&'static str, String)> {
    let problem = |fault: &Fault| {
        let field = match fault.pointer.as_str() {
            pointer if pointer.starts_with("/events/0/name") => "event",
            pointer if pointer.starts_with("/events/0/to") => "to",
            pointer if pointer.starts_with("/events") => "from",
            pointer if pointer.starts_with("/country") => "country",
            _ => "counts",
        };
        let line = fault.pointer.strip_prefix("line ").filter(|_| field == "counts");
        match line {
            Some(line) => (field, m.text("pages-campaign-line", args![line = line, problem = fault.say(m)])),
            None => (field, fault.say(m)),
        }
    };
    if failure.faults.is_empty() {
        return vec![("counts", failure.detail.clone())];
    }
    failure.faults.iter().map(problem).collect()
}

async fn judge(viewer: &Viewer, state: &State, fields: &Fields) -> Result<Answer, Failure> {
    let (catalog, language, asked) = (state.catalog.clone(), viewer.language, Asked::of(fields));
    let work = move || {
        let question = read_effect(asked.question()?.to_string().as_bytes(), &catalog)?;
        Ok(report::effect_html(&answer_of(&question), language))
    };
    let html = state.workers.run(state.workers.permit(&viewer.caller)?, work).await?;
    let parts = ReportParts::of(&html).expect("a report was made just now");
    let section = |section: &report::ReportSection<'_>| {
        (section.id.to_owned(), section.title.to_owned(), section.body.to_owned())
    };
    Ok(Answer {
        about: parts.about.to_owned(),
        sections: parts.sections.iter().map(section).collect(),
        provenance: parts.provenance.to_owned(),
    })
}

/// Stores what the event did, as the form has it now.
pub(super) async fn store_effect(
    viewer: Viewer,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let secret = state.store.agency_secret(&viewer.caller.agency).await?;
    let (catalog, asked) = (state.catalog.clone(), Asked::of(&fields));
    let work = move || {
        let body = asked.question()?.to_string();
        let question = read_effect(body.as_bytes(), &catalog)?;
        let id = id("eff", &secret, &[today().to_string().as_bytes(), b"page", body.as_bytes()].concat());
        let answer = answer_of(&question);
        let json = |language: Language| {
            let body = EffectReportBody::new(&answer, Some(id.clone()), language);
            serde_json::to_string(&body).expect("the body is plain data")
        };
        Ok(document(id.clone(), &question, &answer, &json))
    };
    match state.workers.run(state.workers.permit(&viewer.caller)?, work).await {
        Ok(effect) => {
            insert(&state, &viewer.caller, DocumentKind::Effect, &effect).await?;
            Ok(see_other(&format!("/stored/{}", effect.head.id)))
        }
        Err(failure) if failure.code.status() == 422 => Ok(campaign_page(&viewer, &state, &fields, Err(failure))),
        Err(failure) => Err(failure),
    }
}

fn answer_of(question: &EffectQuestion) -> EffectAnalysis {
    assess(&question.series, &question.events, &question.metrics, &question.options)
}

/// What the form asks.
struct Asked {
    counts: String,
    event: Value,
    country: Option<String>,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        let country = fields.text("country").map(str::to_owned);
        Self { counts: fields.shown("counts").to_owned(), event: event(fields), country }
    }

    /// The request of the contract.
    ///
    /// # Errors
    /// Every fault of the table.
    fn question(&self) -> Result<Value, Failure> {
        let table = CountTable::read(self.counts.as_bytes(), &[]).map_err(|error| {
            Failure::invalid(vec![Fault {
                pointer: "/series".to_owned(),
                code: "table".to_owned(),
                detail: error.to_string().into(),
            }])
        })?;
        if !table.faults.is_empty() {
            let fault = |fault: &CountFault| Fault {
                pointer: format!("line {}", fault.line),
                code: "table".to_owned(),
                detail: fault.detail.clone(),
            };
            return Err(Failure::invalid(table.faults.iter().map(fault).collect()));
        }
        let mut question = json!({"series": series_of(&table), "events": [self.event]});
        if let Some(country) = &self.country {
            question["country"] = Value::from(country.as_str());
        }
        Ok(question)
    }
}

/// The event of the contract that the fields make.
fn event(fields: &Fields) -> Value {
    let mut event = json!({"name": fields.shown("event"), "from": fields.shown("from")});
    if let Some(to) = fields.text("to") {
        event["to"] = Value::from(to);
    }
    event
}
