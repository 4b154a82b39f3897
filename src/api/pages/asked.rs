//! The page of an ask: whom to ask, what, their answers, and what these say.

use std::io::{Cursor, Read};

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use super::audience::title;
use super::form::{Fields, Form, see_other};
use super::frame::{ErrorList, Place, page};
use super::session::TOKEN;
use super::viewer::Viewer;
use crate::api::analyses::{create_from_page, report_for_page};
use crate::api::asks::{AskDesign, kept, store_answers, stored_body, target_of};
use crate::api::contract::StoredAskBody;
use crate::api::disclosure::check_single_rows;
use crate::api::problem::{not_found, unreadable_form};
use crate::api::server::State;
use crate::ask::Questionnaire;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{ContainerLimits, Opened, Role};
use crate::message::message;
use crate::report::ask::outlook_words;
use crate::report::messages::{Messages, args};
use crate::report::target::target_words;
use crate::report::{AnswerTable, Language, ReportParts, answer_table_fault, questionnaire_form, questionnaire_text};
use crate::store::{Dataset, Page, StoredAsk};

/// The longest table of answers, packed or not: those of 100,000 people.
const MAX_ANSWER_BYTES: usize = 16 << 20;
/// Asks that are looked through for those of an audience.
const MAX_ASKS: u32 = 200;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-ask-title") }}</h1>
<p class="intro">{{ audience }}</p>
{{- problems|safe }}
<div class="said"><p class="lead">{{ target }}</p>
{%- for sentence in size %}
<p>{{ sentence }}</p>
{%- endfor %}
</div>
<h2>1. {{ m.label("pages-ask-send") }}</h2>
<p>{{ m.label("pages-ask-send-how") }}</p>
<ul>
{%- if viewer.may_ask() %}
<li><a href="/asks/{{ id }}/list">{{ m.label("pages-ask-list") }}</a></li>
{%- endif %}
{%- for (query, words) in questionnaires %}
<li><a href="/asks/{{ id }}/questionnaire?{{ query }}">{{ words }}</a></li>
{%- endfor %}
</ul>
<details><summary>{{ m.label("ask-questions-heading") }}</summary><p class="letter">{{ questionnaire }}</p></details>
<h2>2. {{ m.label("pages-ask-answers") }}</h2>
<p>{{ counts }}</p>
{%- if viewer.may_ask() %}
<form method="post" action="/asks/{{ id }}/answers" enctype="multipart/form-data">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<div class="field">
<label for="answers">{{ m.label("pages-ask-paste") }}</label>
<p class="hint" id="answers-hint">{{ columns }}</p>
<textarea id="answers" name="answers" rows="6" aria-describedby="answers-hint">{{ pasted }}</textarea>
</div>
<div class="field">
<label for="file">{{ m.label("pages-ask-file") }}</label>
<input type="file" id="file" name="file">
</div>
<button>{{ m.label("pages-ask-add") }}</button>
</form>
{%- endif %}
<h2>3. {{ m.label("pages-ask-figure") }}</h2>
{%- if let Some(figure) = figure %}
<article>
{{ figure|safe }}
</article>
{%- else %}
<p>{{ none }}</p>
{%- endif %}
{%- if viewer.may_write() %}
<div class="actions">
{%- if figure.is_some() %}
<form method="post" action="/asks/{{ id }}"><input type="hidden" name="csrf" value="{{ viewer.session.token }}"><button name="do" value="analyse">{{ m.label("pages-ask-keep") }}</button></form>
{%- endif %}
{%- if viewer.may_ask() %}
<a class="button second" href="/audiences/{{ audience_id }}/ask?after={{ id }}">{{ m.label("pages-ask-more") }}</a>
{%- endif %}
</div>
<details class="no-print"><summary>{{ m.label("pages-ask-delete") }}</summary>
<form method="post" action="/asks/{{ id }}">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<p>{{ m.label("pages-ask-delete-what") }}</p>
<button class="danger" name="do" value="delete">{{ m.label("pages-ask-delete-button") }}</button>
</form></details>
{%- endif %}"##
)]
struct AskPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    audience: String,
    audience_id: &'a str,
    target: String,
    size: Vec<String>,
    questionnaires: Vec<(String, String)>,
    questionnaire: String,
    counts: String,
    columns: String,
    pasted: &'a str,
    figure: Option<String>,
    none: String,
    problems: ErrorList<'a>,
}

async fn find(viewer: &Viewer, state: &State, id: &str) -> Result<StoredAsk, Failure> {
    state.store.ask(&viewer.caller.agency, id).await?.ok_or_else(|| not_found("ask"))
}

/// An ask.
pub(super) async fn show_ask(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let ask = find(&viewer, &state, &id).await?;
    ask_page(&request, &viewer, &state, &ask, "", None).await
}

/// An ask, with what was pasted and what is wrong with it.
async fn ask_page(
    request: &HttpRequest,
    viewer: &Viewer,
    state: &State,
    ask: &StoredAsk,
    pasted: &str,
    problem: Option<String>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let design: AskDesign = kept(&ask.design)?;
    let body = stored_body(ask)?;
    let target = target_of(state, ask)?;
    let questionnaire = Questionnaire::new(&target).map_err(|error| refused(&error.to_string()))?;
    let audience = state.store.dataset(&viewer.caller.agency, Role::Audience, &ask.audience).await?;
    let (figure, none) = match figure(request, viewer, state, ask, &design, &body).await {
        Ok(figure) => (figure, m.label("pages-ask-no-answers")),
        // Such as that the answers are of another file.
        Err(failure) if failure.code.status() == 422 => {
            let first = failure.faults.first().map(|fault| fault.say(m));
            (None, first.unwrap_or(failure.detail))
        }
        Err(failure) => return Err(failure),
    };
    let keys: Vec<&str> = questionnaire.questions.iter().map(|question| question.key.as_str()).collect();
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let problems = problem.map(|problem| ("answers", m.capital(&problem))).into_iter().collect();
    let page_body = AskPage {
        m,
        viewer,
        id: &ask.id,
        audience: audience.as_ref().map_or_else(|| m.label("pages-home-unnamed"), |audience| title(m, audience)),
        audience_id: &ask.audience,
        target: m.text("pages-target-sentence", args![target = target_words(m, &target)]),
        size: size(m, &design),
        questionnaires: questionnaires(m, design.arms),
        questionnaire: questionnaire_text(&questionnaire, viewer.language, false),
        counts: counts(m, &body),
        columns: m.text("pages-ask-paste-hint", args![columns = m.list(&keys)]),
        pasted,
        figure,
        none,
        problems: ErrorList { m, problems },
    };
    Ok(page(viewer, Place::Followers, &m.label("pages-ask-title"), status, &page_body))
}

fn refused(detail: &str) -> Failure {
    Failure::new(ErrorCode::InvalidRequest, detail)
}

/// How many were drawn, and what their answers will tell.
fn size(m: &Messages, design: &AskDesign) -> Vec<String> {
    let lead = m.text("ask-lead", args![people = design.asked, frame = design.frame]);
    let needed = design.needed.map(|needed| {
        let id = if design.is_enough { "ask-needed" } else { "pages-ask-needed-more" };
        m.text(id, args![n = needed])
    });
    let outlook = design.outlook.iter().map(|of| outlook_words(m, *of, design.min_share));
    let looks = design.sequential.then(|| m.label("ask-sequential"));
    let prize = design.arms.then(|| m.label("ask-arms"));
    [lead].into_iter().chain(needed).chain(outlook).chain(looks).chain(prize).collect()
}

/// The questionnaires there are: the query of each, and its words.
fn questionnaires(m: &Messages, with_prize: bool) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for language in Language::ALL {
        let name = m.label(if language == Language::Korean { "pages-language-ko" } else { "pages-language-en" });
        let mut add = |query: &str, id: &str| {
            let words = m.text(id, args![language = name.as_str()]);
            all.push((format!("language={}&{query}", language.tag()), words));
        };
        add("format=text", "pages-ask-form-text");
        if with_prize {
            add("format=text&prize=yes", "pages-ask-form-text-prize");
        }
        add("format=csv", "pages-ask-form-csv");
    }
    all
}

/// How many answered.
fn counts(m: &Messages, ask: &StoredAskBody) -> String {
    m.text("pages-ask-counts", args![answered = ask.answers.answered, asked = ask.answers.asked])
}

/// The request of the contract for what the answers say, those of earlier asks included.
fn question(ask: &StoredAsk, design: &AskDesign) -> Value {
    let ids: Vec<&str> = design.after.iter().map(String::as_str).chain([ask.id.as_str()]).collect();
    let mut body = json!({"audience_id": ask.audience, "target": design.target, "ask_ids": ids});
    if let Some(share) = design.min_share {
        body["min_share"] = Value::from(share);
    }
    if design.sequential {
        body["labels"] = json!({"sequential": true});
    }
    body
}

/// What the answers say, as the report says it; none where nobody answered.
async fn figure(
    request: &HttpRequest,
    viewer: &Viewer,
    state: &State,
    ask: &StoredAsk,
    design: &AskDesign,
    counts: &StoredAskBody,
) -> Result<Option<String>, Failure> {
    if counts.answers.answered == 0 && design.after.is_empty() {
        return Ok(None);
    }
    let body = question(ask, design).to_string().into_bytes();
    let html = report_for_page(request, state, &viewer.caller, body).await?;
    let parts = ReportParts::of(&html).map(|parts| parts.sections).unwrap_or_default();
    let of_answers = viewer.m.label("ask-answers-heading");
    let shown = parts.iter().enumerate().filter(|(i, section)| *i == 0 || section.title == of_answers);
    let shown = shown.map(|(_, section)| format!("<h3 id=\"{}\">{}</h3>\n{}", section.id, section.title, section.body));
    Ok(Some(shown.collect::<Vec<_>>().join("\n")))
}

/// The list of whom to ask.
pub(super) async fn get_ask_list(
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let ask = find(&viewer, &state, &id).await?;
    check_single_rows(&viewer.caller)?;
    Ok(download("text/csv; charset=utf-8", &format!("{id}-list.csv"), ask.people))
}

/// The questionnaire, in a language and a form.
pub(super) async fn get_questionnaire(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let fields = Fields::parse(request.query_string().as_bytes());
    let ask = find(&viewer, &state, &id).await?;
    let language = Language::ALL.into_iter().find(|own| fields.is("language", own.tag())).unwrap_or(viewer.language);
    let questionnaire = Questionnaire::new(&target_of(&state, &ask)?).map_err(|error| refused(&error.to_string()))?;
    let name = format!("{id}-questionnaire-{}", language.tag());
    Ok(match fields.text("format") {
        // The mark is what spreadsheets know UTF-8 by.
        Some("csv") => {
            let form = format!("\u{feff}{}", questionnaire_form(&questionnaire, language));
            download("text/csv; charset=utf-8", &format!("{name}.csv"), form)
        }
        Some("text") | None => {
            let text = questionnaire_text(&questionnaire, language, fields.is("prize", "yes"));
            download("text/plain; charset=utf-8", &format!("{name}.txt"), text)
        }
        Some(_) => return Err(not_found("format")),
    })
}

fn download(media_type: &'static str, name: &str, text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(text)
}

/// What the form of answers sends.
struct Sent {
    pasted: String,
    file: Vec<u8>,
}

/// Stores answers that were pasted or sent as a file.
pub(super) async fn create_answers_page(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let ask = find(&viewer, &state, &id).await?;
    let Sent { pasted, file } = receive(&request, &viewer, &state, payload).await?;
    let m = viewer.m;
    let bytes = if file.is_empty() { pasted.clone().into_bytes() } else { file };
    if bytes.trim_ascii().is_empty() {
        return ask_page(&request, &viewer, &state, &ask, "", Some(m.label("pages-ask-nothing"))).await;
    }
    let table = tokio::task::spawn_blocking(move || table(m, bytes)).await;
    let table = match table.map_err(|error| Failure::new(ErrorCode::Internal, error.to_string()))? {
        Ok(text) => AnswerTable::read(&text).map_err(|fault| m.say(&answer_table_fault(&fault))),
        Err(problem) => Err(problem),
    };
    let stored = match table {
        Ok(table) => {
            let add = |answers: &mut _, target: &_, asked: &_| add(m, &table, answers, target, asked);
            store_answers(&state, &viewer.caller, &ask, add).await
        }
        Err(problem) => Err(refused(&problem)),
    };
    match stored {
        Ok(_) => Ok(see_other(&format!("/asks/{id}"))),
        Err(failure) if failure.code == ErrorCode::InvalidRequest => {
            ask_page(&request, &viewer, &state, &ask, &pasted, Some(failure.detail)).await
        }
        Err(failure) => Err(failure),
    }
}

fn add(
    m: &Messages,
    table: &AnswerTable,
    answers: &mut crate::api::asks::StoredAnswers,
    target: &crate::target::Target,
    asked: &[crate::ask::AskedPerson],
) -> Result<(), Failure> {
    answers.add_table(table, target, asked).map_err(|fault| refused(&m.say(&answer_table_fault(&fault))))
}

/// The text of a table out of whatever it is packed in.
fn table(m: &Messages, bytes: Vec<u8>) -> Result<String, String> {
    let limits = ContainerLimits {
        sheet: None,
        unpacked_bytes: MAX_ANSWER_BYTES as u64,
        scratch: &|| Ok(Box::new(Cursor::new(Vec::new()))),
    };
    let mut text = String::new();
    let opened = Opened::open(Cursor::new(bytes), &limits);
    let mut opened = opened.map_err(|error| m.say(&error.message()))?;
    opened.read_to_string(&mut text).map_err(|error| error.to_string())?;
    Ok(text)
}

async fn receive(
    request: &HttpRequest,
    viewer: &Viewer,
    state: &State,
    payload: web::Payload,
) -> Result<Sent, Failure> {
    let late = |_| Failure::of(ErrorCode::BodyTimeout, message!["failure-form-late"]);
    let mut form = Multipart::new(request.headers(), payload);
    let mut sent = Sent { pasted: String::new(), file: Vec::new() };
    let mut is_own = false;
    loop {
        let part = tokio::time::timeout(state.settings.body_timeout, form.try_next()).await.map_err(late)?;
        let Some(part) = part.map_err(|error| unreadable_form(&error))? else { break };
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = bytes(part, state).await?;
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            TOKEN => {
                viewer.session.check(viewer.m, Some(&text()))?;
                is_own = true;
            }
            "answers" if is_own => sent.pasted = text(),
            "file" if is_own => sent.file = bytes,
            _ => break,
        }
    }
    if !is_own {
        viewer.session.check(viewer.m, None)?;
    }
    Ok(sent)
}

async fn bytes(part: Field, state: &State) -> Result<Vec<u8>, Failure> {
    let mut part = part;
    let read = tokio::time::timeout(state.settings.body_timeout, part.bytes(MAX_ANSWER_BYTES)).await;
    let late = || Failure::of(ErrorCode::BodyTimeout, message!["failure-form-late"]);
    let long = |_| Failure::of(ErrorCode::BodyTooLarge, message!["failure-answers-bytes", max = MAX_ANSWER_BYTES]);
    let bytes = read.map_err(|_| late())?.map_err(long)?.map_err(|error| unreadable_form(&error))?;
    Ok(bytes.to_vec())
}

/// Keeps what the answers say as an analysis, or deletes the ask.
pub(super) async fn change_ask(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let ask = find(&viewer, &state, &id).await?;
    if fields.is("do", "delete") {
        let audience = format!("/audiences/{}", ask.audience);
        return match state.write_with_reserve(async || state.store.delete_ask(&viewer.caller.agency, &id).await).await?
        {
            true => Ok(see_other(&audience)),
            false => Err(not_found("ask")),
        };
    }
    let design: AskDesign = kept(&ask.design)?;
    let body = question(&ask, &design).to_string().into_bytes();
    let analysis = create_from_page(&request, &state, &viewer.caller, body).await?;
    Ok(see_other(&format!("/analyses/{analysis}")))
}

/// An ask as lists have it.
pub(super) struct ListedAsk {
    pub(super) id: String,
    pub(super) day: String,
    pub(super) target: String,
    pub(super) counts: String,
}

/// The newest asks of some audiences.
pub(super) async fn asks_of(viewer: &Viewer, state: &State, audiences: &[Dataset]) -> Result<Vec<ListedAsk>, Failure> {
    let newest = Page { after: None, limit: MAX_ASKS };
    let asks = state.store.asks(&viewer.caller.agency, &newest).await?.items;
    let own = asks.iter().filter(|ask| audiences.iter().any(|audience| audience.id == ask.audience));
    let listed = |ask: &StoredAsk| {
        Ok(ListedAsk {
            id: ask.id.clone(),
            day: viewer.moment(ask.created_at),
            target: target_words(viewer.m, &target_of(state, ask)?),
            counts: counts(viewer.m, &stored_body(ask)?),
        })
    };
    own.map(listed).collect()
}

/// A table of asks; nothing where there are none.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"
{%- if !asks.is_empty() %}
<h2>{{ m.label("pages-asks") }}</h2>
<table class="records">
<caption class="visually-hidden">{{ m.label("pages-asks") }}</caption>
<thead><tr><th scope="col">{{ m.label("ask-target") }}</th><th scope="col">{{ m.label("pages-asks-day") }}</th><th scope="col">{{ m.label("ask-answers-heading") }}</th></tr></thead>
<tbody>
{%- for ask in asks %}
<tr><th scope="row"><a href="/asks/{{ ask.id }}">{{ ask.target }}</a></th><td data-name="{{ m.label("pages-asks-day") }}">{{ ask.day }}</td><td data-name="{{ m.label("ask-answers-heading") }}">{{ ask.counts }}</td></tr>
{%- endfor %}
</tbody>
</table>
{%- endif %}"##
)]
pub(super) struct AskTable<'a> {
    pub(super) m: &'a Messages,
    pub(super) asks: Vec<ListedAsk>,
}
