//! The home page: what can be asked, and what was answered lately.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::frame::{Place, page};
use super::viewer::{Viewer, day};
use crate::api::server::State;
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::format::{percent, percent_range};
use crate::report::messages::{Messages, args};
use crate::store::{Page, StoredAnalysisHead};

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
<td>{{ question.trend|safe }}</td>
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
    target: String,
    share: String,
    outcome: Option<String>,
    trend: String,
    day: String,
}

/// What the page reads of a stored analysis.
#[derive(Deserialize)]
struct Answer {
    target: Target,
    fit: Fit,
    verdict: Option<Verdict>,
}

#[derive(Deserialize)]
struct Target {
    summary: String,
}

#[derive(Deserialize)]
struct Fit {
    share: Option<Share>,
}

#[derive(Deserialize, Clone, Copy)]
struct Share {
    value: Option<f64>,
    lower: f64,
    upper: f64,
}

#[derive(Deserialize)]
struct Verdict {
    outcome: String,
}

/// The home page.
pub(super) async fn show_home(viewer: Viewer, state: web::Data<State>) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let latest = Page { after: None, limit: MAX_ANALYSES };
    let heads = state.store.analyses(&viewer.caller.agency, &latest).await?.items;
    let mut answers = Vec::new();
    let mut names = BTreeMap::new();
    for head in heads {
        let Some(stored) = state.store.analysis(&viewer.caller.agency, &head.id).await? else { continue };
        // An analysis of an earlier version may lack what this one reads.
        let Ok(answer) = serde_json::from_str::<Answer>(&stored.json) else { continue };
        if let Some(id) = head.audience.as_ref().filter(|id| !names.contains_key(*id)) {
            let dataset = state.store.dataset(&viewer.caller.agency, Role::Audience, id).await?;
            names.insert(id.clone(), dataset.and_then(|dataset| dataset.account.or(dataset.name)));
        }
        let name = head.audience.as_ref().and_then(|id| names.get(id).cloned().flatten());
        answers.push((name.unwrap_or_else(|| m.label("pages-home-unnamed")), head, answer));
    }
    let body = Home { m, viewer: &viewer, asked: questions(m, answers) };
    Ok(page(&viewer, Place::Home, &m.label("pages-home-title"), StatusCode::OK, &body))
}

/// Each question once, with its answers in time; the newest answer first.
fn questions(m: &Messages, answers: Vec<(String, StoredAnalysisHead, Answer)>) -> Vec<Asked> {
    let mut questions: Vec<(String, Vec<(StoredAnalysisHead, Answer)>)> = Vec::new();
    for (audience, head, answer) in answers {
        let same = questions.iter_mut().find(|(own, answers)| {
            *own == audience && answers.first().is_some_and(|(_, first)| first.target.summary == answer.target.summary)
        });
        match same {
            Some((_, answers)) => answers.push((head, answer)),
            None => questions.push((audience, vec![(head, answer)])),
        }
    }
    questions.into_iter().take(MAX_LISTED).filter_map(|(audience, answers)| asked(m, audience, &answers)).collect()
}

fn asked(m: &Messages, audience: String, answers: &[(StoredAnalysisHead, Answer)]) -> Option<Asked> {
    let (head, newest) = answers.first()?;
    let shares: Vec<(String, Share)> =
        answers.iter().rev().filter_map(|(head, answer)| Some((day(m, head.created_at), answer.fit.share?))).collect();
    let outcome = newest.verdict.as_ref().map(|verdict| {
        m.label(match verdict.outcome.as_str() {
            "pass" => "report-pass",
            "fail" => "report-fail",
            _ => "report-inconclusive",
        })
    });
    Some(Asked {
        id: head.id.clone(),
        audience,
        target: newest.target.summary.clone(),
        share: newest.fit.share.map_or_else(|| m.label("pages-home-no-share"), |share| share_words(m, share)),
        outcome,
        trend: trend(m, &shares[shares.len().saturating_sub(MAX_DRAWN)..]),
        day: day(m, head.created_at),
    })
}

/// `about 45%, 40 to 50%`.
fn share_words(m: &Messages, share: Share) -> String {
    let range = percent_range(share.lower, share.upper, 0);
    match share.value {
        Some(value) if share.upper - share.lower < 0.005 => percent(value),
        Some(value) => m.text("pages-share", args![share = percent(value), range = range]),
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
