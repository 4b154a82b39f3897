//! The pages that the `type` of a problem document leads to: one for each error code.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;

use crate::api::conditional::Representation;
use crate::api::problem::not_found;
use crate::error::{ErrorCode, Failure};
use crate::report::Language;
use crate::report::messages::{Messages, args};
use crate::report::problem::{problem_advice, problem_title};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="{{ m.language().tag() }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ title }} - audience-fit</title>
</head>
<body>
<main>
<h1>{{ title }}</h1>
{%- if let Some(problem) = problem %}
<p>{{ problem.status }} <code>{{ problem.name }}</code></p>
<p>{{ problem.advice }}</p>
<p>{{ problem.retry }}</p>
<p>{{ m.label("problem-page-more") }}</p>
<p><a href="/docs/problems">{{ m.label("problem-page-all") }}</a></p>
{%- else %}
<ul>
{%- for (name, title, status) in list %}
<li><a href="/docs/problems/{{ name }}">{{ title }}</a> ({{ status }}, <code>{{ name }}</code>)</li>
{%- endfor %}
</ul>
{%- endif %}
</main>
</body>
</html>
"#
)]
struct ProblemPage<'a> {
    m: &'a Messages,
    title: String,
    problem: Option<Problem>,
    list: Vec<(&'static str, String, u16)>,
}

/// What is said of one problem.
struct Problem {
    name: &'static str,
    status: String,
    advice: String,
    retry: String,
}

/// The page of one problem.
pub(super) async fn get_problem_page(code: web::Path<String>, language: Language) -> Result<Representation, Failure> {
    let code = ErrorCode::all().find(|known| known.as_str() == *code).ok_or_else(|| not_found("problem"))?;
    let m = Messages::of(language);
    let status = StatusCode::from_u16(code.status()).expect("the table holds valid statuses").to_string();
    let problem = Problem {
        name: code.as_str(),
        status: m.text("problem-page-status", args![status = status]),
        advice: problem_advice(m, code.as_str()),
        retry: m.label(if code.retry() { "problem-page-retry" } else { "problem-page-no-retry" }),
    };
    let title = problem_title(m, code.as_str(), code.title());
    Ok(page(&ProblemPage { m, title, problem: Some(problem), list: Vec::new() }))
}

/// The list of all problems.
pub(super) async fn list_problem_pages(language: Language) -> Representation {
    let m = Messages::of(language);
    let listed = |code: ErrorCode| (code.as_str(), problem_title(m, code.as_str(), code.title()), code.status());
    let list = ErrorCode::all().map(listed).collect();
    page(&ProblemPage { m, title: m.label("problem-page-list"), problem: None, list })
}

fn page(page: &ProblemPage<'_>) -> Representation {
    let html = page.render().expect("writing to a string does not fail and no value of a page fails to display");
    Representation::of("text/html; charset=utf-8", html)
}
