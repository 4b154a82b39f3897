//! Whom to ask of an audience: the form, and the draw.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::{Value, json};

use super::audience::title;
use super::form::{Fields, Form, see_other};
use super::frame::{ErrorList, Place, page};
use super::question::{number, problems, target, target_fields};
use super::viewer::Viewer;
use crate::api::asks::{AskDesign, draw_ask, kept, target_of};
use crate::api::contract::AskRequestBody;
use crate::api::datasets::find;
use crate::api::problem::not_found;
use crate::api::server::State;
use crate::error::Failure;
use crate::ingest::Role;
use crate::report::messages::{Messages, args};
use crate::report::target::target_words;
use crate::store::{Dataset, StoredAsk};

/// Percentage points to which the form begins to want the share.
const WITHIN: &str = "5";

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-ask-title") }}</h1>
<p class="intro">{{ audience }}</p>
<p>{{ m.label("pages-ask-intro") }}</p>
{{- problems|safe }}
<form method="post" action="/audiences/{{ id }}/ask">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
{%- if let Some((after, sentence)) = after %}
<input type="hidden" name="after" value="{{ after }}">
<div class="said"><p class="lead">{{ sentence }}</p><p>{{ m.label("pages-ask-more-intro") }}</p></div>
{%- else %}
{{ target|safe }}
{%- endif %}
<fieldset>
<legend>{{ m.label("pages-ask-size") }}</legend>
<p class="hint">{{ m.label("pages-ask-size-hint") }}</p>
<div class="pair">
<div class="field"><label for="people">{{ m.label("pages-ask-people") }}</label><input type="number" id="people" name="people" min="1" max="1000000" value="{{ fields.shown("people") }}"></div>
<div class="field"><label for="within">{{ m.label("pages-ask-within") }}</label><input type="number" id="within" name="within" min="0.1" max="50" step="any" value="{{ within }}"></div>
</div>
<div class="field">
<label for="min_share">{{ m.label("pages-question-minimum") }}</label>
<p class="hint" id="min_share-hint">{{ m.label("pages-ask-minimum-hint") }}</p>
<input type="number" id="min_share" name="min_share" min="0" max="100" step="any" aria-describedby="min_share-hint" value="{{ fields.shown("min_share") }}">
</div>
<div class="field">
<label for="response_rate">{{ m.label("pages-ask-rate") }}</label>
<p class="hint" id="response_rate-hint">{{ m.label("pages-ask-rate-hint") }}</p>
<input type="number" id="response_rate" name="response_rate" min="0.1" max="100" step="any" aria-describedby="response_rate-hint" value="{{ fields.shown("response_rate") }}">
</div>
<div class="field">
<label for="looks">{{ m.label("pages-ask-looks") }}</label>
<select id="looks" name="looks">
<option value="many">{{ m.label("pages-ask-looks-many") }}</option>
<option value="once"{% if fields.is("looks", "once") %} selected{% endif %}>{{ m.label("pages-ask-looks-once") }}</option>
</select>
</div>
<div class="check"><input type="checkbox" id="arms" name="arms" value="yes"{% if fields.is("arms", "yes") %} checked{% endif %}><label for="arms">{{ m.label("pages-ask-prize") }}</label><p class="hint">{{ m.label("pages-ask-prize-hint") }}</p></div>
</fieldset>
<div class="actions"><button>{{ m.label("pages-ask-draw") }}</button></div>
</form>"##
)]
struct AskFormPage<'a> {
    m: &'a Messages,
    viewer: &'a Viewer,
    id: &'a str,
    audience: String,
    fields: &'a Fields,
    within: &'a str,
    target: String,
    /// The ask that this goes on from, and its target in a sentence.
    after: Option<(String, String)>,
    problems: ErrorList<'a>,
}

/// The form.
pub(super) async fn show_ask_form(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let mut fields = Fields::parse(request.query_string().as_bytes());
    let audience = find(&viewer.caller, &state, Role::Audience, &id).await?;
    let before = before(&viewer, &state, &audience, &fields).await?;
    if let Some(before) = &before {
        fields = as_before(before)?;
    }
    form_page(&viewer, &state, &audience, &fields, before.as_ref(), None).await
}

/// The ask that a form goes on from.
async fn before(
    viewer: &Viewer,
    state: &State,
    audience: &Dataset,
    fields: &Fields,
) -> Result<Option<StoredAsk>, Failure> {
    let Some(id) = fields.text("after") else { return Ok(None) };
    let ask = state.store.ask(&viewer.caller.agency, id).await?.filter(|ask| ask.audience == audience.id);
    ask.map(Some).ok_or_else(|| not_found("ask"))
}

/// The fields of a form that goes on as before.
fn as_before(ask: &StoredAsk) -> Result<Fields, Failure> {
    let design: AskDesign = kept(&ask.design)?;
    let yes_if = |is: bool, yes: &str| if is { yes.to_owned() } else { String::new() };
    Ok(Fields::of([
        ("after".to_owned(), ask.id.clone()),
        ("people".to_owned(), design.asked.to_string()),
        ("within".to_owned(), String::new()),
        ("min_share".to_owned(), design.min_share.map_or(String::new(), |share| (100.0 * share).to_string())),
        ("looks".to_owned(), yes_if(!design.sequential, "once")),
        ("arms".to_owned(), yes_if(design.arms, "yes")),
    ]))
}

async fn form_page(
    viewer: &Viewer,
    state: &State,
    audience: &Dataset,
    fields: &Fields,
    before: Option<&StoredAsk>,
    failure: Option<&Failure>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let sentence = |ask: &StoredAsk| {
        let words = target_words(m, &target_of(state, ask)?);
        Ok::<_, Failure>((ask.id.clone(), m.text("pages-target-sentence", args![target = words])))
    };
    let is_first = before.is_none() && failure.is_none();
    let body = AskFormPage {
        m,
        viewer,
        id: &audience.id,
        audience: title(m, audience),
        fields,
        within: fields.text("within").unwrap_or(if is_first { WITHIN } else { "" }),
        target: target_fields(viewer, state, fields, false).await?,
        after: before.map(sentence).transpose()?,
        problems: ErrorList { m, problems: failure.map(|failure| problems(m, failure)).unwrap_or_default() },
    };
    let status = failure.and_then(|failure| StatusCode::from_u16(failure.code.status()).ok());
    Ok(page(viewer, Place::Followers, &m.label("pages-ask-title"), status.unwrap_or(StatusCode::OK), &body))
}

/// Draws whom to ask, and leads to the ask.
pub(super) async fn create_ask_page(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    Form(fields): Form,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let audience = find(&viewer.caller, &state, Role::Audience, &id).await?;
    let before = before(&viewer, &state, &audience, &fields).await?;
    match draw(&request, &viewer, &state, &audience, &fields, before.as_ref()).await {
        Ok(ask) => Ok(see_other(&format!("/asks/{}", ask.id))),
        Err(failure) if failure.code.status() == 422 => {
            form_page(&viewer, &state, &audience, &fields, before.as_ref(), Some(&failure)).await
        }
        Err(failure) => Err(failure),
    }
}

async fn draw(
    request: &HttpRequest,
    viewer: &Viewer,
    state: &State,
    audience: &Dataset,
    fields: &Fields,
    before: Option<&StoredAsk>,
) -> Result<StoredAsk, Failure> {
    let body = wanted(fields, before)?.to_string().into_bytes();
    let asked = AskRequestBody::read(&body)?;
    let permit = state.workers.permit(&viewer.caller)?;
    let (ask, _) = draw_ask(request, state, &viewer.caller, permit, &asked, audience, &body).await?;
    Ok(ask)
}

/// The request of the contract that the fields make.
fn wanted(fields: &Fields, before: Option<&StoredAsk>) -> Result<Value, Failure> {
    let mut body = json!({"sequential": !fields.is("looks", "once"), "arms": fields.is("arms", "yes")});
    match before {
        Some(ask) => {
            let design: AskDesign = kept(&ask.design)?;
            body["target"] = serde_json::to_value(&design.target).expect("a target is plain data");
            body["after"] = design.after.into_iter().chain([ask.id.clone()]).collect();
        }
        None => body["target"] = target(fields),
    }
    let whole = |text: &str| text.parse::<u64>().map_or_else(|_| number(text), Value::from);
    if let Some(people) = fields.text("people") {
        body["people"] = whole(people);
    }
    for name in ["within", "min_share", "response_rate"] {
        if let Some(percent) = fields.text(name).map(number) {
            body[name] = percent.as_f64().map_or(percent, |percent| Value::from(percent / 100.0));
        }
    }
    Ok(body)
}
