//! The ledger of campaigns: their results, each to be corrected or deleted, and how often forecasts held.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::{Value, json};

use super::form::{Fields, Form, see_other};
use super::frame::{ErrorList, Place, page};
use super::question::{countries, number};
use super::stored::{Stored, newest};
use super::viewer::Viewer;
use crate::analysis::KindRecord;
use crate::api::contract::{StoredOutcomeBody, read_correction, read_outcomes};
use crate::api::outcomes::{check_plans, stored};
use crate::api::problem::not_found;
use crate::api::quota::check_quota;
use crate::api::server::State;
use crate::api::track_record::record_of;
use crate::api::{now, today};
use crate::channel::CampaignOutcome;
use crate::error::{ErrorCode, Failure};
use crate::report::format::count;
use crate::report::messages::{Messages, args};
use crate::report::track_record_summary;
use crate::store::{DocumentKind, Stored as Kept};

/// Results that the page lists: the newest.
const MAX_LISTED: usize = 200;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-ledger-title") }}</h1>
{{- problems|safe }}
<p class="intro">{{ m.label("pages-ledger-intro") }}</p>
<h2>{{ m.label("pages-ledger-record") }}</h2>
<ul>
{%- for sentence in record %}
<li>{{ sentence }}</li>
{%- endfor %}
</ul>
<h2>{{ m.label("pages-ledger-results") }}</h2>
{%- if results.is_empty() %}
<p>{{ m.label("pages-ledger-none") }}</p>
{%- else %}
<table class="records">
<caption class="visually-hidden">{{ m.label("pages-ledger-results") }}</caption>
<thead><tr><th scope="col">{{ m.label("channel-column") }}</th><th scope="col">{{ m.label("pages-ledger-day") }}</th><th scope="col">{{ m.label("pages-ledger-delivered") }}</th><th scope="col">{{ m.label("pages-ledger-responded") }}</th></tr></thead>
<tbody>
{%- for result in results %}
<tr><th scope="row">{% if viewer.may_write() %}<a href="/campaigns/results/{{ result.id }}">{{ result.channel }}</a>{% else %}{{ result.channel }}{% endif %}</th>
<td data-name="{{ m.label("pages-ledger-day") }}">{{ result.day }}</td>
<td class="figure" data-name="{{ m.label("pages-ledger-delivered") }}">{{ result.delivered }}</td>
<td class="figure" data-name="{{ m.label("pages-ledger-responded") }}">{{ result.responded }}</td></tr>
{%- endfor %}
</tbody>
</table>
{%- endif %}
{%- for (title, stored) in stored %}
{%- if !stored.is_empty() %}
<h2>{{ m.label(title) }}</h2>
<ul>
{%- for one in stored.iter() %}
<li><a href="/stored/{{ one.id }}">{{ one.title }}</a>, {{ one.day }}</li>
{%- endfor %}
</ul>
{%- endif %}
{%- endfor %}
{%- if viewer.may_write() %}
<form method="post" action="/campaigns/results">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
{{ form|safe }}
<button>{{ m.label("pages-ledger-add") }}</button>
</form>
{%- endif %}"##
)]
struct LedgerPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    record: Vec<String>,
    results: Vec<Listed>,
    stored: [(&'static str, Vec<Stored>); 2],
    form: String,
    problems: ErrorList<'a>,
}

/// A result as the page lists it.
struct Listed {
    id: String,
    channel: String,
    day: String,
    delivered: String,
    responded: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<fieldset>
<legend>{{ legend }}</legend>
<div class="field"><label for="channel">{{ m.label("channel-column") }}</label>
<select id="channel" name="channel">
{%- for (id, name) in channels %}
<option value="{{ id }}"{% if fields.is("channel", id) %} selected{% endif %}>{{ name }}</option>
{%- endfor %}
</select></div>
<div class="field"><label for="at">{{ m.label("pages-ledger-day") }}</label><input type="date" id="at" name="at" required value="{{ fields.shown("at") }}"></div>
<div class="pair">
<div class="field"><label for="delivered">{{ m.label("pages-ledger-delivered") }}</label><input type="number" id="delivered" name="delivered" min="0" required value="{{ fields.shown("delivered") }}"></div>
<div class="field"><label for="responded">{{ m.label("pages-ledger-responded") }}</label><input type="number" id="responded" name="responded" min="0" required value="{{ fields.shown("responded") }}"></div>
</div>
<div class="field"><label for="country">{{ m.label("pages-target-country") }}</label>
<select id="country" name="country">
<option value="">{{ m.label("pages-ledger-any-country") }}</option>
{%- for (code, name) in countries %}
<option value="{{ code }}"{% if fields.is("country", code) %} selected{% endif %}>{{ name }}</option>
{%- endfor %}
</select></div>
<div class="pair">
<div class="field"><label for="known">{{ m.label("pages-ledger-known") }}</label><input type="number" id="known" name="known" min="0" value="{{ fields.shown("known") }}"></div>
<div class="field"><label for="in_target">{{ m.label("pages-ledger-in-target") }}</label><input type="number" id="in_target" name="in_target" min="0" value="{{ fields.shown("in_target") }}"></div>
</div>
<div class="field"><label for="plan_id">{{ m.label("pages-ledger-plan") }}</label>
<select id="plan_id" name="plan_id">
<option value="">{{ m.label("pages-ledger-no-plan") }}</option>
{%- for plan in plans %}
<option value="{{ plan.id }}"{% if fields.is("plan_id", plan.id) %} selected{% endif %}>{{ plan.title }}, {{ plan.day }}</option>
{%- endfor %}
</select></div>
</fieldset>"##
)]
struct ResultFields<'a> {
    m: &'a Messages,
    legend: String,
    fields: &'a Fields,
    channels: Vec<(String, String)>,
    countries: Vec<(String, String)>,
    plans: Vec<Stored>,
}

async fn result_fields(viewer: &Viewer, state: &State, legend: &str, fields: &Fields) -> Result<String, Failure> {
    let m = viewer.m;
    let mut plans = newest(viewer, state, DocumentKind::Recommendation).await?;
    // A plan that is older than those, or part of an analysis, stays chosen.
    let chosen = fields.shown("plan_id");
    if !chosen.is_empty() && !plans.iter().any(|plan| plan.id == chosen) {
        plans.push(Stored { id: chosen.to_owned(), title: chosen.to_owned(), day: fields.shown("at").to_owned() });
    }
    let channels = state.catalog.channels().iter().map(|channel| (channel.id.clone(), channel.name.clone()));
    let (channels, countries) = (channels.collect(), countries(m, &state.catalog));
    let part = ResultFields { m, legend: m.label(legend), fields, channels, countries, plans };
    Ok(part.render().expect("writing to a string does not fail"))
}

/// The ledger.
pub(super) async fn show_ledger(viewer: Viewer, state: web::Data<State>) -> Result<HttpResponse, Failure> {
    ledger_page(&viewer, &state, &Fields::default(), None).await
}

async fn ledger_page(
    viewer: &Viewer,
    state: &State,
    fields: &Fields,
    failure: Option<Failure>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let stored = state.store.outcomes(&viewer.caller.agency, 0, u32::MAX).await?;
    let listed = |(position, outcome): &(u64, CampaignOutcome)| {
        let body = json!(StoredOutcomeBody::new(*position, outcome));
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let number = |name: &str| body[name].as_u64().map_or_else(|| m.label("pages-ledger-unknown"), count);
        let id = text("channel");
        Listed {
            id: text("id"),
            channel: state.catalog.channel(&id).map_or(id, |channel| m.name(&channel.name).to_owned()),
            day: m.date(outcome.at),
            delivered: number("delivered"),
            responded: number("responded"),
        }
    };
    let record = record_of(state, &viewer.caller).await?;
    let status = failure.as_ref().and_then(|failure| StatusCode::from_u16(failure.code.status()).ok());
    let body = LedgerPage {
        m,
        viewer,
        record: record_sentences(m, &record.kinds),
        results: stored.iter().rev().take(MAX_LISTED).map(listed).collect(),
        form: result_fields(viewer, state, "pages-ledger-new", fields).await?,
        stored: [
            ("pages-ledger-plans", newest(viewer, state, DocumentKind::Recommendation).await?),
            ("pages-ledger-effects", newest(viewer, state, DocumentKind::Effect).await?),
        ],
        problems: ErrorList { m, problems: failure.map(|failure| problems(m, &failure)).unwrap_or_default() },
    };
    Ok(page(viewer, Place::Campaigns, &m.label("pages-ledger-title"), status.unwrap_or(StatusCode::OK), &body))
}

/// How often forecasts held, by kind; one sentence where none was scored yet.
fn record_sentences(m: &Messages, kinds: &[KindRecord]) -> Vec<String> {
    if kinds.iter().all(|kind| kind.scored == 0) {
        let open: usize = kinds.iter().map(|kind| kind.open).sum();
        return vec![m.text("pages-ledger-no-record", args![open = open])];
    }
    kinds.iter().map(|kind| track_record_summary(m, kind)).collect()
}

/// What is wrong with a result, each with the field to go to.
fn problems(m: &Messages, failure: &Failure) -> Vec<(&'static str, String)> {
    const FIELDS: [&str; 7] = ["channel", "at", "delivered", "responded", "country", "in_target", "plan_id"];
    if failure.faults.is_empty() {
        return vec![("channel", failure.detail.clone())];
    }
    let field = |pointer: &str| match pointer.ends_with("/people") {
        true => "known",
        false => FIELDS.into_iter().find(|name| pointer.ends_with(name)).unwrap_or("channel"),
    };
    failure.faults.iter().map(|fault| (field(&fault.pointer), fault.say(m))).collect()
}

/// The fields of the contract that a form fills in.
fn result(fields: &Fields) -> Value {
    let mut result = json!({"channel": fields.shown("channel"), "at": fields.shown("at")});
    for name in ["delivered", "responded"] {
        let whole = |text: &str| text.parse::<u64>().map_or_else(|_| number(text), Value::from);
        result[name] = fields.text(name).map_or(Value::Null, whole);
    }
    for name in ["country", "plan_id"] {
        result[name] = fields.text(name).map_or(Value::Null, Value::from);
    }
    let whole =
        |name: &str| fields.text(name).map(|text| text.parse::<u64>().map_or_else(|_| number(text), Value::from));
    result["delivered_known"] = match (whole("known"), whole("in_target")) {
        (None, None) => Value::Null,
        (known, in_target) => json!({"people": known.unwrap_or(json!(0)), "in_target": in_target.unwrap_or(json!(0))}),
    };
    result
}

/// Stores a result.
pub(super) async fn create_result(
    viewer: Viewer,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let (catalog, body) = (state.catalog.clone(), json!({"outcomes": [result(&fields)]}).to_string());
    match read_outcomes(body.as_bytes(), &catalog, today()) {
        Ok(outcomes) => {
            if let Err(failure) = check_plans(&state, &viewer.caller, &outcomes, |_| "/plan_id".to_owned()).await {
                return ledger_page(&viewer, &state, &fields, Some(failure)).await;
            }
            check_quota(&state, &viewer.caller.agency, Kept::Outcomes, outcomes.len() as u64).await?;
            state.store.append_outcomes(&viewer.caller.agency, &outcomes, now(), None).await?;
            Ok(see_other("/campaigns/results"))
        }
        Err(failure) => ledger_page(&viewer, &state, &fields, Some(failure)).await,
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-ledger-correct") }}</h1>
{{- problems|safe }}
<form method="post" action="/campaigns/results/{{ id }}">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
{{ form|safe }}
<div class="actions"><button>{{ m.label("pages-ledger-save") }}</button><a href="/campaigns/results">{{ m.label("pages-ledger-back") }}</a></div>
</form>
<form method="post" action="/campaigns/results/{{ id }}">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<button class="danger" name="delete" value="yes">{{ m.label("pages-ledger-delete") }}</button>
<p class="hint">{{ m.label("pages-ledger-delete-what") }}</p>
</form>"##
)]
struct ResultPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    form: String,
    problems: ErrorList<'a>,
}

/// A result, to be corrected.
pub(super) async fn show_result(
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let (position, outcome) = stored(&state, &viewer.caller, &id).await?;
    let body = json!(StoredOutcomeBody::new(position, &outcome));
    let field = |name: &str| {
        let value = match &body[name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
        };
        (name.to_owned(), value)
    };
    let known = |name: &str, of: &str| {
        let number = body["delivered_known"][of].as_u64();
        (name.to_owned(), number.map(|number| number.to_string()).unwrap_or_default())
    };
    let named = ["channel", "at", "delivered", "responded", "country", "plan_id"].map(field);
    let fields = Fields::of(named.into_iter().chain([known("known", "people"), known("in_target", "in_target")]));
    result_page(&viewer, &state, &id, &fields, None).await
}

async fn result_page(
    viewer: &Viewer,
    state: &State,
    id: &str,
    fields: &Fields,
    failure: Option<Failure>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let form = result_fields(viewer, state, "pages-ledger-one", fields).await?;
    let problems = failure.map(|failure| problems(viewer.m, &failure)).unwrap_or_default();
    let body = ResultPage { m, viewer, id, form, problems: ErrorList { m, problems } };
    Ok(page(viewer, Place::Campaigns, &m.label("pages-ledger-correct"), status, &body))
}

/// Corrects or deletes a result.
pub(super) async fn change_result(
    viewer: Viewer,
    id: web::Path<String>,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let agency = &viewer.caller.agency;
    let (position, before) = stored(&state, &viewer.caller, &id).await?;
    if fields.is("delete", "yes") {
        return match state.write_with_reserve(async || state.store.delete_outcome(agency, position).await).await? {
            true => Ok(see_other("/campaigns/results")),
            false => Err(not_found("outcome")),
        };
    }
    // What the form does not show stays as it is.
    let mut body = json!(StoredOutcomeBody::new(position, &before));
    if let (Value::Object(body), Value::Object(changed)) = (&mut body, result(&fields)) {
        body.extend(changed);
    }
    let after = match read_correction(body.to_string().as_bytes(), &state.catalog, today()) {
        Ok(after) => after,
        Err(failure) => return result_page(&viewer, &state, &id, &fields, Some(failure)).await,
    };
    let one = std::slice::from_ref(&after);
    if let Err(failure) = check_plans(&state, &viewer.caller, one, |_| "/plan_id".to_owned()).await {
        return result_page(&viewer, &state, &id, &fields, Some(failure)).await;
    }
    match state.store.replace_outcome(agency, position, &before, &after).await? {
        true => Ok(see_other("/campaigns/results")),
        false => Err(Failure::new(ErrorCode::Conflict, viewer.m.label("pages-ledger-changed"))),
    }
}
