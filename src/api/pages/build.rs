//! The report builder: which parts, in which language, under which title; then to print, to keep or to calculate with.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use askama::Template;

use super::analysis::find;
use super::form::Fields;
use super::frame::{Place, page};
use super::viewer::{Viewer, day};
use crate::api::documents::{Reports, json_in, spreadsheet};
use crate::api::problem::not_found;
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::messages::{Messages, args};
use crate::report::{Language, Rebuilt, ReportParts, WorkbookTitle, XLSX};
use crate::store::DocumentKind;

/// The longest title and name of an agency, in letters.
const MAX_LETTERS: usize = 200;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ m.label("pages-build-title") }}</h1>
<p class="intro">{{ about }}</p>
<form method="get" action="/analyses/{{ id }}/report">
<input type="hidden" name="built" value="yes">
<div class="field"><label for="title">{{ m.label("pages-build-name") }}</label><input type="text" id="title" name="title" maxlength="200"></div>
<div class="field"><label for="agency">{{ m.label("pages-build-agency") }}</label><input type="text" id="agency" name="agency" maxlength="200" autocomplete="organization"></div>
<div class="field"><label for="language">{{ m.label("pages-build-language") }}</label>
<select id="language" name="language">
{%- for (tag, name) in languages %}
<option value="{{ tag }}"{% if *tag == m.language().tag() %} selected{% endif %}>{{ name }}</option>
{%- endfor %}
</select></div>
<fieldset>
<legend>{{ m.label("pages-build-parts") }}</legend>
{%- if let Some(answer) = parts.first() %}
<p class="hint">{{ always }}</p>
{%- endif %}
{%- for part in parts.iter().skip(1) %}
<div class="check"><input type="checkbox" id="{{ part.0 }}" name="part" value="{{ part.0 }}" checked><label for="{{ part.0 }}">{{ part.1|safe }}</label></div>
{%- endfor %}
{%- if is_arranged %}
<p class="hint">{{ m.label("pages-build-arranged") }}</p>
{%- endif %}
</fieldset>
<div class="actions">
<button name="format" value="print">{{ m.label("pages-build-print") }}</button>
<button class="second" name="format" value="html">HTML</button>
<button class="second" name="format" value="markdown">Markdown</button>
<button class="second" name="format" value="xlsx">{{ m.label("pages-build-xlsx") }}</button>
</div>
</form>
<p><a href="/analyses/{{ id }}">{{ m.label("pages-build-back") }}</a></p>"##
)]
struct BuildPage<'a> {
    m: &'a Messages,
    id: &'a str,
    about: String,
    languages: [(&'static str, &'static str); 2],
    /// Id and title of each part.
    parts: Vec<(&'a str, &'a str)>,
    always: String,
    /// Whether its Markdown has other parts.
    is_arranged: bool,
}

/// The languages of reports, each in its own words.
pub(super) const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("ko", "한국어")];

/// The form of a report.
pub(super) async fn show_builder(
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let m = viewer.m;
    let document = find(&viewer, &state, &id).await?;
    let head = document.head.clone();
    let Reports { html, markdown } = Reports::of(&state, &viewer.caller, document, viewer.language).await?;
    let sections = ReportParts::of(&html).ok_or_else(unreadable)?.sections;
    let parts: Vec<(&str, &str)> = sections.iter().map(|section| (section.id, section.title)).collect();
    let first = parts.first().map_or("", |part| part.1);
    let body = BuildPage {
        m,
        id: &id,
        about: m.text("pages-build-of", args![day = day(m, head.created_at)]),
        languages: LANGUAGES,
        always: m.text("pages-build-always", args![part = first]),
        is_arranged: markdown.matches("\n## ").count() != parts.len(),
        parts,
    };
    Ok(page(&viewer, Place::Elsewhere, &m.label("pages-build-title"), StatusCode::OK, &body))
}

fn unreadable() -> Failure {
    Failure::of(ErrorCode::Internal, message!["failure-report"])
}

/// A line of a form, shortened.
fn line(fields: &Fields, name: &str) -> String {
    fields.shown(name).chars().filter(|c| !c.is_control()).take(MAX_LETTERS).collect()
}

/// The response that a report is sent as: a page where no format is asked for, otherwise a file.
///
/// # Errors
/// Another format than `json`, `xlsx`, `html` and `markdown`.
pub(super) fn report_response(id: &str, format: Option<&str>) -> Result<HttpResponseBuilder, Failure> {
    let (media_type, end) = match format {
        Some("json") => ("application/json", Some("json")),
        Some("xlsx") => (XLSX, Some("xlsx")),
        Some("html") => ("text/html; charset=utf-8", Some("html")),
        Some("markdown") => ("text/markdown; charset=utf-8", Some("md")),
        None => ("text/html; charset=utf-8", None),
        Some(_) => return Err(not_found("format")),
    };
    let mut response = HttpResponse::Ok();
    response.content_type(media_type).insert_header((CACHE_CONTROL, "no-store"));
    if let Some(end) = end {
        response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.{end}\"")));
    }
    Ok(response)
}

/// The report as it is sent to others, whole or as the builder's form has it: a page, or a file to keep.
pub(super) async fn show_report(
    request: HttpRequest,
    viewer: Viewer,
    id: web::Path<String>,
    state: web::Data<State>,
) -> Result<HttpResponse, Failure> {
    let document = find(&viewer, &state, &id).await?;
    let head = document.head.clone();
    let fields = Fields::parse(request.query_string().as_bytes());
    let language = Language::ALL.into_iter().find(|own| fields.is("language", own.tag())).unwrap_or(viewer.language);
    let (title, agency) = (line(&fields, "title"), line(&fields, "agency"));
    let by = if agency.is_empty() {
        String::new()
    } else {
        format!("{agency}, {}", day(Messages::of(language), head.created_at))
    };
    let parts: Vec<&str> = fields.all("part").collect();
    let rebuilt = fields.is("built", "yes").then_some(Rebuilt { title: &title, by: &by, parts: &parts });
    let format = fields.text("format").filter(|format| *format != "print");
    let mut response = report_response(&id, format)?;
    match format {
        Some("json") => return Ok(response.body(json_in(&document, language)?.into_owned())),
        Some("xlsx") => {
            let title = WorkbookTitle { title, agency: by };
            return Ok(response.body(spreadsheet(
                &json_in(&document, language)?,
                DocumentKind::Analysis,
                &title,
                language,
            )?));
        }
        _ => {}
    }
    let Reports { html, markdown } = Reports::of(&state, &viewer.caller, document, language).await?;
    let text = match (format, rebuilt) {
        (Some("markdown"), None) => markdown,
        (Some("markdown"), Some(rebuilt)) => rebuilt.markdown(&markdown, &html).ok_or_else(unreadable)?,
        (_, None) => html,
        (_, Some(rebuilt)) => rebuilt.html(&html).ok_or_else(unreadable)?,
    };
    Ok(response.body(text))
}
