//! An account over time: its audiences, who stayed, came and went, and the answers to each question.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::asked::{AskTable, asks_of};
use super::form::Fields;
use super::frame::{Place, page};
use super::home::{Answered, Question, answers, by_question, share_words};
use super::viewer::Viewer;
use crate::api::audiences::followers_change;
use crate::api::contract::FollowersChangeBody;
use crate::api::problem::not_found;
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::ingest::Role;
use crate::report::format;
use crate::report::messages::{Messages, args};
use crate::store::{Dataset, Page};

/// Audiences, and analyses of the agency, that are looked at: the newest.
const MAX_AUDIENCES: u32 = 50;
const MAX_ANALYSES: u32 = 200;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ title }}</h1>
{%- if let Some(change) = change %}
<p class="intro">{{ change }}</p>
{%- endif %}
{%- for question in questions %}
<h2>{{ question.target }}</h2>
{%- if let Some(newest) = question.answers.first() %}
<p><a href="/analyses/{{ newest.id }}/build">{{ m.label("pages-build-link") }} <span class="visually-hidden">{{ newest.of }}, {{ question.target }}</span></a></p>
{%- endif %}
<table class="records">
<caption class="visually-hidden">{{ question.target }}</caption>
<thead><tr><th scope="col">{{ m.label("pages-account-file") }}</th><th scope="col">{{ m.label("pages-plan-scale") }}</th><th scope="col">{{ m.label("pages-home-column-share") }}</th></tr></thead>
<tbody>
{%- for answer in question.answers %}
<tr><th scope="row"><a href="/analyses/{{ answer.id }}">{{ answer.of }}</a></th>
<td>{% if let Some(bar) = answer.bar %}<svg class="dots" viewBox="0 0 208 24" aria-hidden="true"><line class="axis" x1="4" y1="12" x2="204" y2="12"/><line class="range" x1="{{ bar.0 }}" y1="12" x2="{{ bar.1 }}" y2="12"/>{% if let Some(x) = bar.2 %}<circle class="target" cx="{{ x }}" cy="12" r="5"/>{% endif %}</svg>{% endif %}</td>
<td class="figure" data-name="{{ m.label("pages-home-column-share") }}">{{ answer.share }}</td></tr>
{%- endfor %}
</tbody>
</table>
{%- endfor %}
{{- asks|safe }}
<h2>{{ m.label("pages-account-files") }}</h2>
<table class="records">
<caption class="visually-hidden">{{ m.label("pages-account-files") }}</caption>
<thead><tr><th scope="col">{{ m.label("pages-account-file") }}</th><th scope="col">{{ m.label("pages-account-day") }}</th><th scope="col">{{ m.label("pages-account-followers") }}</th></tr></thead>
<tbody>
{%- for audience in audiences %}
<tr><th scope="row"><a href="/audiences/{{ audience.id }}">{{ audience.name.as_deref().unwrap_or(account) }}</a></th><td data-name="{{ m.label("pages-account-day") }}">{{ viewer.moment(*audience.created_at) }}</td><td class="figure" data-name="{{ m.label("pages-account-followers") }}">{{ format::count(*audience.summary.profiles) }}</td></tr>
{%- endfor %}
</tbody>
</table>"##
)]
struct AccountPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    account: &'a str,
    title: &'a str,
    change: Option<String>,
    questions: Vec<OverTime>,
    asks: AskTable<'a>,
    audiences: Vec<Dataset>,
}

/// One question in time.
struct OverTime {
    target: String,
    answers: Vec<Dated>,
}

/// One answer.
struct Dated {
    id: String,
    of: String,
    share: String,
    /// Lower and upper end of its interval on the scale, and its middle.
    bar: Option<(String, String, Option<String>)>,
}

/// An account of the agency.
pub(super) async fn show_account(
    request: HttpRequest,
    viewer: Viewer,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let fields = Fields::parse(request.query_string().as_bytes());
    let account = fields.text("account").ok_or_else(|| not_found("account"))?;
    let newest = Page { after: None, limit: MAX_AUDIENCES };
    let audiences = state.store.datasets(&viewer.caller.agency, Role::Audience, Some(account), &newest).await?.items;
    if audiences.is_empty() {
        return Err(not_found("account"));
    }
    let change = match audiences.as_slice() {
        [this, before, ..] => {
            let change = match followers_change(&viewer.caller, &state, this, before).await {
                // The rest of the page takes no question.
                Err(failure) if matches!(failure.code, ErrorCode::TooManyTargets | ErrorCode::Forbidden) => None,
                change => change?,
            };
            change.and_then(|change| change_sentence(m, &change, before))
        }
        _ => None,
    };
    let mut answered = answers(&viewer, &state, MAX_ANALYSES).await?;
    answered.retain(|answered| answered.audience.as_ref().is_some_and(|own| own.account.as_deref() == Some(account)));
    let questions = by_question(answered).into_iter().map(|question| over_time(m, &viewer, &question)).collect();
    let title = m.text("pages-account-title", args![account = account]);
    let asks = AskTable { m, asks: asks_of(&viewer, &state, &audiences).await? };
    let body = AccountPage { m, viewer: &viewer, account, title: &title, change, questions, asks, audiences };
    Ok(page(&viewer, Place::Elsewhere, &title, StatusCode::OK, &body))
}

fn over_time(m: &Messages, viewer: &Viewer, question: &Question) -> OverTime {
    let x = |share: f64| format!("{:.1}", 4.0 + 200.0 * share.clamp(0.0, 1.0));
    let dated = |answered: &Answered| {
        let share = answered.answer.fit.share;
        let day = viewer.moment(answered.head.created_at);
        let name = answered.audience.as_ref().and_then(|audience| audience.name.clone());
        Dated {
            id: answered.head.id.clone(),
            of: match name {
                Some(name) => m.text("pages-account-answer", args![name = name, day = day]),
                None => day,
            },
            share: share.map_or_else(|| m.label("pages-home-no-share"), |share| share_words(m, share)),
            bar: share.map(|share| (x(share.lower), x(share.upper), share.value.map(x))),
        }
    };
    OverTime { target: question.target().to_owned(), answers: question.answers.iter().map(dated).collect() }
}

/// `Since spring 500 followers stayed, 120 came and 40 went.`
fn change_sentence(m: &Messages, change: &FollowersChangeBody, before: &Dataset) -> Option<String> {
    let FollowersChangeBody { stayed: Some(stayed), came: Some(came), went: Some(went) } = *change else { return None };
    Some(match &before.name {
        Some(name) => {
            m.text("pages-account-change-since", args![name = name, stayed = stayed, came = came, went = went])
        }
        None => m.text("pages-account-change", args![stayed = stayed, came = came, went = went]),
    })
}
