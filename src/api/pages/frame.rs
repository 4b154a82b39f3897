//! What all pages have around them: the head, the way to the other pages, the foot.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use askama::Template;

use super::assets;
use super::build::LANGUAGES;
use super::viewer::Viewer;
use crate::report::ReportParts;
use crate::report::messages::Messages;

/// Scripts, styles and pictures of this service alone, none of them in the page, and forms that this service alone gets.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The pages that the head of each leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Followers,
    Plan,
    Campaigns,
    /// None of them.
    Elsewhere,
}

/// What is wrong with a form, each with the field that it leads to; nothing where nothing is.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"
{%- if !problems.is_empty() %}
<div class="errors" role="alert"><h2>{{ m.label("pages-errors") }}</h2><ul>
{%- for (field, problem) in problems %}
<li><a href="#{{ field }}">{{ problem }}</a></li>
{%- endfor %}
</ul></div>
{%- endif %}"##
)]
pub(super) struct ErrorList<'a> {
    pub(super) m: &'a Messages,
    pub(super) problems: Vec<(&'static str, String)>,
}

/// The parts of a report after its first, each to unfold, and what it was made from.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"
{%- for section in parts.sections.iter().skip(1) %}
<details class="fold" id="fold-{{ section.id }}">
<summary><h2 id="{{ section.id }}">{{ section.title|safe }}</h2></summary>
{{ section.body|safe }}
</details>
{%- endfor %}
<p class="hint">{{ parts.provenance|safe }}</p>"##
)]
pub(super) struct Folds<'a> {
    pub(super) parts: &'a ReportParts<'a>,
}

/// What deletes the thing of a page, folded away, in its words.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"
<details class="no-print"><summary>{{ summary }}</summary>
<form method="post" action="{{ action }}">
<input type="hidden" name="csrf" value="{{ viewer.session.token }}">
<p>{{ what }}</p>
<button class="danger">{{ button }}</button>
</form></details>"##
)]
pub(super) struct DeleteForm<'a> {
    pub(super) viewer: &'a Viewer,
    pub(super) action: String,
    pub(super) summary: String,
    pub(super) what: String,
    pub(super) button: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<!doctype html>
<html lang="{{ m.language().tag() }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{ title }} - audience-fit</title>
<link rel="icon" href="{{ assets::ICON.address() }}">
<link rel="stylesheet" href="{{ assets::STYLE.address() }}">
<script src="{{ assets::SCRIPT.address() }}" defer></script>
</head>
<body>
<a class="skip" href="#main">{{ m.label("pages-skip") }}</a>
<header class="site"><div>
<a class="brand" href="/">audience-fit</a>
{%- if let Some(viewer) = viewer %}
<nav aria-label="{{ m.label("pages-nav") }}"><ul>
<li><a href="/"{% if place == Place::Home %} aria-current="page"{% endif %}>{{ m.label("pages-nav-home") }}</a></li>
{%- if viewer.may_write() %}
<li><a href="/audiences/new"{% if place == Place::Followers %} aria-current="page"{% endif %}>{{ m.label("pages-nav-followers") }}</a></li>
{%- endif %}
<li><a href="/plan"{% if place == Place::Plan %} aria-current="page"{% endif %}>{{ m.label("pages-nav-plan") }}</a></li>
<li><a href="/campaigns"{% if place == Place::Campaigns %} aria-current="page"{% endif %}>{{ m.label("pages-nav-campaigns") }}</a></li>
</ul></nav>
{%- endif %}
<div class="who">
<form method="post" action="/language"><button class="plain" name="language" value="{{ other.0 }}" lang="{{ other.0 }}">{{ other.1 }}</button></form>
{%- if let Some(viewer) = viewer %}
{%- if viewer.session.is_signed_in %}
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="{{ viewer.session.token }}"><button class="plain">{{ m.label("pages-sign-out") }}</button></form>
{%- endif %}
{%- endif %}
</div>
</div></header>
<main id="main" tabindex="-1">
{{ body|safe }}
</main>
<footer class="foot"><ul>
<li><a href="/docs/">{{ m.label("pages-foot-api") }}</a></li>
<li><a href="/v1/sources">{{ m.label("pages-foot-sources") }}</a></li>
</ul></footer>
</body>
</html>
"##
)]
struct Frame<'a> {
    m: &'a Messages,
    viewer: Option<&'a Viewer>,
    place: Place,
    title: &'a str,
    body: &'a str,
    /// The tag and the name of the language that the page is not in.
    other: (&'static str, &'static str),
}

/// A page.
pub(super) fn page(
    viewer: &Viewer,
    place: Place,
    title: &str,
    status: StatusCode,
    body: &impl Template,
) -> HttpResponse {
    respond(viewer.m, Some(viewer), place, title, status, body)
}

/// A page for somebody who has not signed in.
pub(super) fn open_page(m: &Messages, title: &str, status: StatusCode, body: &impl Template) -> HttpResponse {
    respond(m, None, Place::Elsewhere, title, status, body)
}

fn respond(
    m: &Messages,
    viewer: Option<&Viewer>,
    place: Place,
    title: &str,
    status: StatusCode,
    body: &impl Template,
) -> HttpResponse {
    const FITS: &str = "writing to a string does not fail and no value of a page fails to display";
    let body = body.render().expect(FITS);
    let other = LANGUAGES.into_iter().find(|(tag, _)| *tag != m.language().tag()).unwrap_or(LANGUAGES[0]);
    let html = Frame { m, viewer, place, title, body: &body, other }.render().expect(FITS);
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        // Under `no-referrer` browsers hide where a form comes from, even from the service itself.
        .insert_header((REFERRER_POLICY, "same-origin"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(html)
}
