//! Channels and a plan: where the target is, and what to do with the hours and the money of a week.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::{Value, json};

use super::form::{Fields, Form, see_other};
use super::frame::{ErrorList, Place, page};
use super::question::{Meaning, country, number, problems, size_and_figures, target, target_fields, who};
use super::viewer::Viewer;
use crate::api::analyses::load_agency_data;
use crate::api::contract::read_recommendation;
use crate::api::documents::insert;
use crate::api::recommendations::document;
use crate::api::server::State;
use crate::api::targets::own_targets;
use crate::api::today;
use crate::channel::{ChannelFigure, Recommendation, Stance, fit_and_rank};
use crate::error::Failure;
use crate::plan::plan;
use crate::reference::Catalog;
use crate::report::messages::{Messages, args};
use crate::report::{self, ReportParts};
use crate::store::DocumentKind;

/// Most hours of the slider, and those that it begins with.
const MAX_HOURS: &str = "80";
const HOURS: &str = "20";

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-plan-title") }}</h1>
{{- problems|safe }}
<form method="get" action="/plan" data-live="answer">
{{ target|safe }}
<fieldset>
<legend>{{ m.label("pages-plan-means") }}</legend>
<div class="field"><label for="hours">{{ m.label("pages-plan-hours") }} <output for="hours">{{ hours }}</output></label><input type="range" id="hours" name="hours" min="1" max="{{ max_hours }}" step="1" value="{{ hours }}"></div>
{%- if let Some(currency) = currency %}
<div class="field"><label for="money">{{ m.label("pages-plan-money") }} ({{ currency }})</label><input type="number" id="money" name="money" min="0" step="any" value="{{ fields.shown("money") }}"></div>
{%- endif %}
<div class="field"><label for="task">{{ m.label("plan-task") }}</label>
<select id="task" name="task">
{%- for (task, message) in tasks %}
<option value="{{ task }}"{% if fields.is("task", task) %} selected{% endif %}>{{ m.capital(m.label(message).as_str()) }}</option>
{%- endfor %}
</select></div>
</fieldset>
<fieldset>
<legend>{{ m.label("pages-plan-own") }}</legend>
<p class="hint">{{ m.label("pages-plan-own-hint") }}</p>
{%- for row in own %}
<div class="pair">
<div class="field"><label for="channel{{ row.n }}">{{ m.label("channel-column") }} {{ row.n }}</label>
<select id="channel{{ row.n }}" name="channel{{ row.n }}"><option value="">{{ m.label("pages-plan-own-none") }}</option>
{%- for (id, name) in channels %}
<option value="{{ id }}"{% if row.channel == id.as_str() %} selected{% endif %}>{{ name }}</option>
{%- endfor %}
</select></div>
<div class="field"><label for="number{{ row.n }}">{{ m.label("pages-plan-own-number") }} {{ row.n }}</label><input type="number" id="number{{ row.n }}" name="number{{ row.n }}" min="0" value="{{ row.number }}"></div>
<div class="field"><label for="unit{{ row.n }}">{{ m.label("pages-plan-own-unit") }} {{ row.n }}</label>
<select id="unit{{ row.n }}" name="unit{{ row.n }}">
{%- for (unit, message) in units %}
<option value="{{ unit }}"{% if row.unit == *unit %} selected{% endif %}>{{ m.capital(m.label(message).as_str()) }}</option>
{%- endfor %}
</select></div>
</div>
{%- endfor %}
</fieldset>
<div class="actions"><button>{{ m.label("pages-plan-button") }}</button></div>
</form>
<div id="answer">
{%- if let Some(answer) = answer %}
<div class="said">
<p class="lead">{{ meaning.sentence }}</p>
{%- for sentence in meaning.more %}
<p>{{ sentence }}</p>
{%- endfor %}
</div>
{%- for group in answer.groups %}
<h2 id="{{ group.id }}">{{ group.title }}</h2>
<p>{{ group.measured }}</p>
<p class="key"><span><svg viewBox="0 0 24 16" aria-hidden="true" class="dots"><circle class="target" cx="12" cy="8" r="6"/></svg> {{ m.label("pages-plan-key-target") }}</span> <span><svg viewBox="0 0 24 16" aria-hidden="true" class="dots"><circle class="everyone" cx="12" cy="8" r="5"/></svg> {{ m.label("pages-plan-key-everyone") }}</span></p>
<table class="records">
<caption class="visually-hidden">{{ group.title }}</caption>
<thead><tr><th scope="col">{{ m.label("channel-column") }}</th><th scope="col">{{ m.label("pages-plan-scale") }}</th><th scope="col">{{ m.label("pages-plan-target") }}</th><th scope="col">{{ m.label("pages-plan-everyone") }}</th><th scope="col">{{ m.label("channel-stance") }}</th></tr></thead>
<tbody>
{%- for channel in group.channels %}
<tr><th scope="row">{{ channel.name }}</th>
<td><svg class="dots" viewBox="0 0 208 24" aria-hidden="true"><line class="axis" x1="4" y1="12" x2="204" y2="12"/><line class="range" x1="{{ channel.lower }}" y1="12" x2="{{ channel.upper }}" y2="12"/><circle class="everyone" cx="{{ channel.everyone_at }}" cy="12" r="5"/><circle class="target" cx="{{ channel.target_at }}" cy="12" r="5"/></svg></td>
<td class="figure" data-name="{{ m.label("pages-plan-target") }}">{{ channel.target }}</td>
<td class="figure" data-name="{{ m.label("pages-plan-everyone") }}">{{ channel.everyone }}</td>
<td data-name="{{ m.label("channel-stance") }}">{{ channel.stance }}</td></tr>
{%- endfor %}
</tbody>
</table>
{%- endfor %}
{%- if let Some((title, body)) = answer.plan %}
<h2 id="part-plan">{{ title|safe }}</h2>
{{ body|safe }}
{%- if viewer.may_write() %}
<form method="post" action="/plan" class="no-print">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
{%- for (name, value) in fields.sent() %}
<input type="hidden" name="{{ name }}" value="{{ value }}">
{%- endfor %}
<p class="hint">{{ m.label("pages-plan-store-what") }}</p>
<button>{{ m.label("pages-plan-store") }}</button>
</form>
{%- endif %}
{%- endif %}
{%- for (id, title, body) in answer.more %}
<details class="fold" id="fold-{{ id }}"><summary><h2 id="{{ id }}">{{ title|safe }}</h2></summary>
{{ body|safe }}
</details>
{%- endfor %}
{%- else if let Some(problem) = meaning.problem %}
<div class="said"><p>{{ problem }}</p></div>
{%- endif %}
</div>"##
)]
struct PlanPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    fields: &'a Fields,
    target: String,
    hours: &'a str,
    max_hours: &'static str,
    currency: Option<String>,
    tasks: [(&'static str, &'static str); 3],
    own: Vec<OwnRow<'a>>,
    channels: Vec<(String, String)>,
    units: [(&'static str, &'static str); 5],
    meaning: Meaning,
    answer: Option<Answer>,
    problems: ErrorList<'a>,
}

/// People whom the agency can reach itself on one channel, as the form has them.
struct OwnRow<'a> {
    n: usize,
    channel: &'a str,
    number: &'a str,
    unit: &'a str,
}

/// The rows of the form.
fn own_rows(fields: &Fields) -> Vec<OwnRow<'_>> {
    let row = |n: usize| {
        let shown = |name: &str| fields.shown(&format!("{name}{n}"));
        OwnRow { n, channel: shown("channel"), number: shown("number"), unit: shown("unit") }
    };
    (1..=OWN_ROWS).map(row).collect()
}

/// What is known of the channels, and the plan.
struct Answer {
    groups: Vec<Group>,
    plan: Option<(String, String)>,
    /// Id, title and body of what else the report says.
    more: Vec<(String, String, String)>,
}

/// Channels whose figures may be compared.
struct Group {
    id: String,
    title: String,
    measured: String,
    channels: Vec<Dots>,
}

/// One channel: everyone against the target.
struct Dots {
    name: String,
    target: String,
    everyone: String,
    stance: String,
    lower: String,
    upper: String,
    target_at: String,
    everyone_at: String,
}

/// Channels on which the form asks whom the agency can reach itself.
const OWN_ROWS: usize = 3;
/// What is counted of them: the units of the contract that need no more than a number.
const UNITS: [(&str, &str); 5] = [
    ("followers", "pages-plan-followers"),
    ("subscribers", "pages-plan-subscribers"),
    ("visitors", "pages-plan-visitors"),
    ("recipients", "pages-plan-recipients"),
    ("reached", "pages-plan-reached"),
];

const TASKS: [(&str, &str); 3] = [
    ("eligibility", "plan-task-eligibility"),
    ("awareness", "plan-task-awareness"),
    ("application", "plan-task-application"),
];

/// The channels of a target, and a plan for its hours and money.
pub(super) async fn show_plan(
    request: HttpRequest,
    viewer: Viewer,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let fields = Fields::parse(request.query_string().as_bytes());
    let own = own_targets(&state, &viewer.caller.agency).await?;
    let mut meaning = who(&viewer, &state, &fields, &own);
    let currency = currency(&state.catalog, country(&fields));
    let (answer, problems) = match &meaning.problem {
        Some(_) => (None, Vec::new()),
        None => match answer(&viewer, &state, &fields, currency.as_deref()).await {
            Ok((answer, more)) => {
                meaning.more = more;
                (Some(answer), Vec::new())
            }
            Err(failure) if failure.code.status() == 422 => (None, problems(viewer.m, &failure)),
            Err(failure) => return Err(failure),
        },
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let body = PlanPage {
        m,
        viewer: &viewer,
        fields: &fields,
        target: target_fields(&viewer, &state, &fields, false).await?,
        hours: fields.text("hours").unwrap_or(HOURS),
        max_hours: MAX_HOURS,
        currency,
        tasks: TASKS,
        own: own_rows(&fields),
        channels: state.catalog.channels().iter().map(|own| (own.id.clone(), own.name.clone())).collect(),
        units: UNITS,
        meaning,
        answer,
        problems: ErrorList { m, problems },
    };
    Ok(page(&viewer, Place::Plan, &m.label("pages-plan-title"), status, &body))
}

/// Stores the plan that the fields ask for, and registers what it forecasts.
pub(super) async fn store_plan(
    viewer: Viewer,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let currency = currency(&state.catalog, country(&fields));
    let data = load_agency_data(&state, &viewer.caller.agency).await?;
    let (body, catalog) = (question(&fields, currency.as_deref()).to_string(), state.catalog.clone());
    let work = move || {
        let question = read_recommendation(body.as_bytes(), data.context(&catalog, today(), 0))?;
        document(&catalog, &question, &data)
    };
    let plan = state.workers.run(state.workers.permit(&viewer.caller)?, work).await?;
    insert(&state, &viewer.caller, DocumentKind::Recommendation, &plan).await?;
    Ok(see_other(&format!("/stored/{}", plan.head.id)))
}

/// The currency of a country, where the catalogue knows its incomes.
fn currency(catalog: &Catalog, country: &str) -> Option<String> {
    catalog.medians(country, None).first().map(|median| median.currency.clone())
}

/// The request of the contract that the fields make.
fn question(fields: &Fields, currency: Option<&str>) -> Value {
    let mut constraints = json!({
        "hours_per_week": number(fields.text("hours").unwrap_or(HOURS)),
        "task": fields.text("task").unwrap_or(TASKS[0].0)
    });
    if let Some((money, currency)) = fields.text("money").map(number).zip(currency)
        && money.as_f64() != Some(0.0)
    {
        constraints["budget"] = json!({"amount": money, "currency": currency});
    }
    let given = own_rows(fields).into_iter().filter(|row| !row.channel.is_empty() && !row.number.is_empty());
    let own: Vec<Value> = given
        .map(|row| {
            let unit = if row.unit.is_empty() { UNITS[0].0 } else { row.unit };
            json!({"channel": row.channel, "own_reach": {"number": number(row.number), "unit": unit}})
        })
        .collect();
    if !own.is_empty() {
        constraints["channels"] = Value::from(own);
        constraints["curve"] = Value::Bool(true);
    }
    json!({"target": target(fields), "constraints": constraints})
}

/// What is known of the channels, and how many people the target is.
async fn answer(
    viewer: &Viewer,
    state: &State,
    fields: &Fields,
    currency: Option<&str>,
) -> Result<(Answer, Vec<String>), Failure> {
    let data = load_agency_data(state, &viewer.caller.agency).await?;
    let (body, catalog, language) = (question(fields, currency).to_string(), state.catalog.clone(), viewer.language);
    let work = move || {
        let question = read_recommendation(body.as_bytes(), data.context(&catalog, today(), 0))?;
        let fitted = fit_and_rank(&catalog, &question.query)?;
        let plan = question.constraints.as_ref().map(|c| plan(&catalog, &question.query, &fitted, c)).transpose()?;
        let html = report::recommendation_html(&fitted.recommendation, plan.as_ref(), language);
        Ok((fitted.recommendation, html))
    };
    let permit = state.workers.permit(&viewer.caller)?;
    let (recommendation, html) = state.workers.run(permit, work).await?;
    let sections = ReportParts::of(&html).map(|parts| parts.sections).unwrap_or_default();
    let heading = viewer.m.label("plan-heading");
    let planned = sections.iter().find(|section| section.title == heading);
    let plan = planned.map(|section| {
        // The tables name the heading above them.
        let body = section.body.replace(&format!("\"{}\"", section.id), "\"part-plan\"");
        (section.title.to_owned(), body)
    });
    let more = sections.iter().filter(|section| section.title != heading);
    let more = more.map(|section| (section.id.to_owned(), section.title.to_owned(), section.body.to_owned()));
    let answer = Answer { groups: groups(viewer.m, &recommendation), plan, more: more.collect() };
    Ok((answer, size_and_figures(viewer.m, &recommendation)))
}

fn groups(m: &Messages, recommendation: &Recommendation) -> Vec<Group> {
    let several = recommendation.groups.len() > 1;
    let group = |(n, group): (usize, &crate::channel::MeasureGroup)| {
        let measures: Vec<String> =
            group.measures.iter().map(|id| m.name(&report::format::readable(id)).to_owned()).collect();
        let channels = recommendation.channels.iter().filter(|channel| channel.group == group.id);
        let title = if several { m.text("pages-plan-group", args![n = n]) } else { m.label("channel-heading") };
        Group {
            id: format!("group-{n}"),
            title,
            measured: m.text("pages-plan-measured", args![measures = m.list(&measures)]),
            channels: channels.map(|channel| dots(m, channel)).collect(),
        }
    };
    (1..).zip(&recommendation.groups).map(group).filter(|group| !group.channels.is_empty()).collect()
}

fn dots(m: &Messages, channel: &ChannelFigure) -> Dots {
    let x = |share: f64| format!("{:.1}", 4.0 + 200.0 * share.clamp(0.0, 1.0));
    Dots {
        name: m.capital(m.name(&channel.name)),
        target: m.percent_interval(&channel.reach),
        everyone: m.percent(channel.reach_everyone.value),
        stance: m.label(match channel.stance {
            Stance::Favour => "channel-favour",
            Stance::Keep => "channel-keep",
            Stance::Reduce => "channel-reduce",
        }),
        lower: x(channel.reach.lower),
        upper: x(channel.reach.upper),
        target_at: x(channel.reach.value),
        everyone_at: x(channel.reach_everyone.value),
    }
}
