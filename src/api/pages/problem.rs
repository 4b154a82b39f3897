//! A failure as a page.

use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::frame::{Place, open_page, page};
use super::session::Session;
use super::viewer::{Viewer, language_of};
use crate::api::extract::Caller;
use crate::error::{ErrorCode, Failure};
use crate::report::messages::Messages;
use crate::report::problem::problem_title;

/// Marks a request for a page, so that its failures are pages too.
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct PageRequest;

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<h1>{{ title }}</h1>
<p class="intro">{{ detail }}</p>
{%- if !failure.faults.is_empty() %}
<ul>
{%- for fault in failure.faults %}
<li>{{ fault.pointer }}: {{ fault.say(m) }}</li>
{%- endfor %}
</ul>
{%- endif %}
<p><a href="/">{{ m.label("pages-problem-home") }}</a></p>
<p class="hint">{{ m.label("pages-problem-id") }} <code>{{ id }}</code></p>"##
)]
struct Problem<'a> {
    m: &'a Messages,
    title: &'a str,
    detail: &'a str,
    failure: &'a Failure,
    id: &'a str,
}

/// The page of a failure.
pub(in crate::api) fn problem_page(request: &HttpRequest, failure: &Failure, id: &str) -> HttpResponse {
    let language = language_of(request);
    let m = Messages::of(language);
    let status = StatusCode::from_u16(failure.code.status()).expect("the table holds valid statuses");
    let title = problem_title(m, failure.code.as_str(), failure.code.title());
    let failure = &failure.clone().in_language(language);
    // Addresses of the API are for programs.
    let is_no_page = failure.code == ErrorCode::NotFound && request.match_pattern().is_none();
    let detail = if is_no_page { m.label("pages-problem-no-page") } else { failure.detail.clone() };
    let body = Problem { m, title: &title, detail: &detail, failure, id };
    let extensions = request.extensions();
    let viewer = extensions.get::<Caller>().zip(extensions.get::<Session>());
    let viewer =
        viewer.map(|(caller, session)| Viewer { caller: caller.clone(), session: session.clone(), language, m });
    match viewer {
        Some(viewer) => page(&viewer, Place::Elsewhere, &title, status, &body),
        None => open_page(m, &title, status, &body),
    }
}
