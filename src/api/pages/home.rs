//! The home page: what can be asked, and what was answered lately.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::frame::{Place, page};
use super::viewer::{Viewer, day};
use crate::api::documents::json_in;
use crate::api::server::State;
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::messages::{Messages, args};
use crate::store::{Dataset, DocumentHead, DocumentKind, Page};

/// Analyses that the page looks back on.
const MAX_ANALYSES: u32 = 40;
/// Questions that it lists.
const MAX_LISTED: usize = 12;
/// Answers to one question that its picture shows.
const MAX_DRAWN: usize = 8;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-home-title") }}</h1>
<ul class="cards">
{%- if viewer.may_write() %}
<li><h2><a href="/audiences/new">{{ m.label("pages-home-fit") }}</a></h2><p>{{ m.label("pages-home-fit-how") }}</p></li>
{%- endif %}
<li><h2><a href="/plan">{{ m.label("pages-home-plan") }}</a></h2><p>{{ m.label("pages-home-plan-how") }}</p></li>
<li><h2><a href="/campaigns">{{ m.label("pages-home-effect") }}</a></h2><p>{{ m.label("pages-home-effect-how") }}</p></li>
</ul>
{%- if viewer.may_write() %}
<form class="box" method="post" action="/demo">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<p>{{ m.label("pages-home-demo") }}</p>
<button class="second">{{ m.label("pages-home-demo-button") }}</button>
</form>
{%- endif %}
<h2>{{ m.label("pages-home-latest") }}</h2>
{%- if asked.is_empty() %}
<p>{{ m.label("pages-home-none") }}</p>
{%- else %}
<table class="records">
<caption class="visually-hidden">{{ m.label("pages-home-latest") }}</caption>
<thead><tr>
<th scope="col">{{ m.label("pages-home-column-question") }}</th>
<th scope="col">{{ m.label("pages-home-column-share") }}</th>
<th scope="col">{{ m.label("pages-home-column-trend") }}</th>
<th scope="col">{{ m.label("pages-home-column-day") }}</th>
</tr></thead>
<tbody>
{%- for question in asked %}
<tr>
<th scope="row"><a href="/analyses/{{ question.id }}">{{ question.audience }}</a><p class="why">{{ question.target }}</p></th>
<td data-name="{{ m.label("pages-home-column-share") }}"><span class="figure">{{ question.share }}</span>{% if let Some(outcome) = question.outcome %} <span>({{ outcome }})</span>{% endif %}</td>
<td>{{ question.trend|safe }}{% if let Some(account) = question.account %}<a href="{{ account }}">{{ m.label("pages-home-over-time") }}<span class="visually-hidden">: {{ question.audience }}, {{ question.target }}</span></a>{% endif %}</td>
<td class="figure" data-name="{{ m.label("pages-home-column-day") }}">{{ question.day }}</td>
</tr>
{%- endfor %}
</tbody>
</table>
{%- endif %}"##
)]
struct Home<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    asked: Vec<Asked>,
}

/// A question with its newest answer.
struct Asked {
    id: String,
    audience: String,
    /// The address of the account over time.
    account: Option<String>,
    target: String,
    share: String,
    outcome: Option<String>,
    trend: String,
    day: String,
}

/// What the page reads of a stored analysis.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) target: Target,
    pub(super) fit: Fit,
    verdict: Option<Verdict>,
}

#[derive(Deserialize)]
pub(super) struct Target {
    pub(super) summary: String,
}

#[derive(Deserialize)]
pub(super) struct Fit {
    pub(super) share: Option<Share>,
}

#[derive(Deserialize, Clone, Copy)]
pub(super) struct Share {
    pub(super) value: Option<f64>,
    pub(super) lower: f64,
    pub(super) upper: f64,
}

#[derive(Deserialize)]
pub(super) struct Verdict {
    outcome: String,
}

/// A stored analysis with the audience that it is of, where that is stored still.
pub(super) struct Answered {
    pub(super) audience: Option<Dataset>,
    pub(super) head: DocumentHead,
    pub(super) answer: Answer,
}

/// A question with its answers, the newest first.
pub(super) struct Question {
    /// What people call the account or the audience.
    name: Option<String>,
    pub(super) answers: Vec<Answered>,
}

impl Question {
    /// The target in words.
    pub(super) fn target(&self) -> &str {
        self.answers.first().map_or("", |first| &first.answer.target.summary)
    }
}

/// The home page.
pub(super) async fn show_home(viewer: Viewer, state: web::Data<State>) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let questions = by_question(answers(&viewer, &state, MAX_ANALYSES).await?);
    let asked = questions.into_iter().take(MAX_LISTED).filter_map(|question| asked(m, &question)).collect();
    let body = Home { m, viewer: &viewer, asked };
    Ok(page(&viewer, Place::Home, &m.label("pages-home-title"), StatusCode::OK, &body))
}

/// The newest analyses, at most so many.
pub(super) async fn answers(viewer: &Viewer, state: &State, most: u32) -> Result<Vec<Answered>, Failure> {
    let agency = &viewer.caller.agency;
    let heads = state.store.documents(agency, DocumentKind::Analysis, &Page { after: None, limit: most }).await?.items;
    let mut audiences: BTreeMap<String, Option<Dataset>> = BTreeMap::new();
    let mut answers = Vec::new();
    for head in heads {
        let Some(stored) = state.store.document(agency, DocumentKind::Analysis, &head.id).await? else { continue };
        // An analysis of an earlier version may lack what this one reads.
        let Ok(json) = json_in(&stored, viewer.language) else { continue };
        let Ok(answer) = serde_json::from_str::<Answer>(&json) else { continue };
        if let Some(id) = head.audience.as_ref().filter(|id| !audiences.contains_key(*id)) {
            audiences.insert(id.clone(), state.store.dataset(agency, Role::Audience, id).await?);
        }
        let audience = head.audience.as_ref().and_then(|id| audiences.get(id).cloned().flatten());
        answers.push(Answered { audience, head, answer });
    }
    Ok(answers)
}

/// Each question once: the same account or audience, and the same target.
pub(super) fn by_question(answers: Vec<Answered>) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for answered in answers {
        let name = answered.audience.as_ref().and_then(|audience| audience.account.clone().or(audience.name.clone()));
        let same = questions
            .iter_mut()
            .find(|question| question.name == name && question.target() == answered.answer.target.summary);
        match same {
            Some(question) => question.answers.push(answered),
            None => questions.push(Question { name, answers: vec![answered] }),
        }
    }
    questions
}

fn asked(m: &Messages, question: &Question) -> Option<Asked> {
    let Answered { audience, head, answer } = question.answers.first()?;
    let dated = |answered: &Answered| Some((day(m, answered.head.created_at), answered.answer.fit.share?));
    let shares: Vec<(String, Share)> = question.answers.iter().rev().filter_map(dated).collect();
    let outcome = answer.verdict.as_ref().map(|verdict| {
        m.label(match verdict.outcome.as_str() {
            "pass" => "report-pass",
            "fail" => "report-fail",
            _ => "report-inconclusive",
        })
    });
    let account = audience.as_ref().and_then(|audience| audience.account.as_deref());
    Some(Asked {
        id: head.id.clone(),
        audience: question.name.clone().unwrap_or_else(|| m.label("pages-home-unnamed")),
        account: account.map(address_of_account),
        target: question.target().to_owned(),
        share: answer.fit.share.map_or_else(|| m.label("pages-home-no-share"), |share| share_words(m, share)),
        outcome,
        trend: trend(m, &shares[shares.len().saturating_sub(MAX_DRAWN)..]),
        day: day(m, head.created_at),
    })
}

/// The address of the page of an account.
pub(super) fn address_of_account(account: &str) -> String {
    let account: String = form_urlencoded::byte_serialize(account.as_bytes()).collect();
    format!("/accounts?account={account}")
}

/// `about 45%, 40 to 50%`.
pub(super) fn share_words(m: &Messages, share: Share) -> String {
    let range = m.percent_range(share.lower, share.upper, 0);
    match share.value {
        Some(value) if share.upper - share.lower < 0.005 => m.percent(value),
        Some(value) => m.text("pages-share", args![share = m.percent(value), range = range]),
        None => range,
    }
}

/// The answers to one question in time, as a picture with its words.
fn trend(m: &Messages, shares: &[(String, Share)]) -> String {
    if shares.len() < 2 {
        return String::new();
    }
    let words: Vec<String> = shares
        .iter()
        .map(|(day, share)| m.text("pages-home-then", args![day = day, share = share_words(m, *share)]))
        .collect();
    let (lowest, highest) =
        shares.iter().fold((1.0_f64, 0.0_f64), |(low, high), (_, s)| (low.min(s.lower), high.max(s.upper)));
    let y = |share: f64| 36.0 - 32.0 * (share - lowest) / (highest - lowest).max(0.05);
    let step = 150.0 / (shares.len() - 1) as f64;
    let points = (0_u8..).zip(shares).map(|(i, (_, share))| Point {
        x: format!("{:.1}", 5.0 + step * f64::from(i)),
        lower: format!("{:.1}", y(share.lower)),
        upper: format!("{:.1}", y(share.upper)),
        value: share.value.map(|value| format!("{:.1}", y(value))),
    });
    let spark = Spark { words: words.join("; "), points: points.collect() };
    spark.render().expect("writing to a string does not fail")
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<svg class="spark" viewBox="0 0 160 40" role="img" aria-label="{{ words }}">
{%- for point in points %}<line class="range" x1="{{ point.x }}" y1="{{ point.lower }}" x2="{{ point.x }}" y2="{{ point.upper }}"/>
{%- if let Some(y) = point.value %}<circle class="target" cx="{{ point.x }}" cy="{{ y }}" r="3.5"/>{% endif %}{% endfor %}</svg>"#
)]
struct Spark {
    words: String,
    points: Vec<Point>,
}

/// One answer in the picture.
struct Point {
    x: String,
    lower: String,
    upper: String,
    value: Option<String>,
}
