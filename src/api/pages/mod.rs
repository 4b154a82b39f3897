//! The pages for people: the API's use cases in a browser.
//!
//! A page is an endpoint like any other, with a scope, a rate limit and a line in the audit log; only its caller is known by
//! the session that a key began ([`session`]) in place of the key itself. Handlers render a template into the
//! [`frame`]. Everything works without scripts: `assets/pages.js` only saves time.

mod account;
mod analysis;
mod ask;
mod asked;
mod assets;
mod audience;
mod build;
mod campaign;
mod choose;
mod columns;
mod demo;
mod draft;
mod form;
mod frame;
mod home;
mod ledger;
mod plan;
mod problem;
mod provider;
mod question;
mod session;
mod sign_in;
mod stored;
mod target;
mod viewer;

use actix_web::http::Method;

use super::endpoint::{AuditLevel, Endpoint};
use crate::config::RETURN_PATH;
use crate::store::Scope;

pub(super) use choose::chosen_language;
pub(super) use problem::{PageRequest, problem_page};
pub(super) use session::identify;
pub(super) use sign_in::to_sign_in;

const NEW_AUDIENCE: &str = "/audiences/new";
const DRAFT: &str = "/audiences/drafts/{id}";
const AUDIENCE: &str = "/audiences/{id}";
const ANALYSE: &str = "/audiences/{id}/analyse";
const ANALYSIS: &str = "/analyses/{id}";
const ASK_OF: &str = "/audiences/{id}/ask";
const ASK: &str = "/asks/{id}";
const LEDGER: &str = "/campaigns/results";
const RESULT: &str = "/campaigns/results/{id}";
const STORED: &str = "/stored/{id}";

/// The pages, those with fixed paths before those with an id in their place.
pub(super) static ENDPOINTS: [Endpoint; 41] = [
    Endpoint::page(Method::GET, "/", "show_home", Scope::Read, AuditLevel::Read, |r| r.to(home::show_home)),
    Endpoint::page(Method::POST, "/demo", "create_demo", Scope::Write, AuditLevel::Change, |r| r.to(demo::create_demo)),
    Endpoint::page(Method::GET, NEW_AUDIENCE, "show_upload", Scope::Write, AuditLevel::None, |r| {
        r.to(draft::show_upload)
    }),
    Endpoint::page(Method::POST, NEW_AUDIENCE, "create_draft", Scope::Write, AuditLevel::Change, |r| {
        r.to(draft::create_draft)
    }),
    Endpoint::page(Method::GET, DRAFT, "show_draft", Scope::Write, AuditLevel::Read, |r| r.to(draft::show_draft)),
    Endpoint::page(Method::POST, DRAFT, "keep_draft", Scope::Write, AuditLevel::Change, |r| r.to(draft::keep_draft)),
    Endpoint::page(Method::GET, AUDIENCE, "show_audience", Scope::Read, AuditLevel::Read, |r| {
        r.to(audience::show_audience)
    }),
    Endpoint::page(Method::POST, AUDIENCE, "delete_audience_page", Scope::Write, AuditLevel::Change, |r| {
        r.to(audience::delete_audience_page)
    }),
    Endpoint::page(Method::GET, ANALYSE, "show_question", Scope::Write, AuditLevel::None, |r| {
        r.to(target::show_question)
    }),
    Endpoint::page(Method::POST, ANALYSE, "create_analysis_page", Scope::Write, AuditLevel::Change, |r| {
        r.to(target::create_analysis_page)
    }),
    Endpoint::page(Method::GET, ASK_OF, "show_ask_form", Scope::Write, AuditLevel::None, |r| r.to(ask::show_ask_form)),
    Endpoint::page(Method::POST, ASK_OF, "create_ask_page", Scope::Write, AuditLevel::Change, |r| {
        r.to(ask::create_ask_page)
    }),
    Endpoint::page(Method::GET, ASK, "show_ask", Scope::Read, AuditLevel::Read, |r| r.to(asked::show_ask)),
    Endpoint::page(Method::POST, ASK, "change_ask", Scope::Write, AuditLevel::Change, |r| r.to(asked::change_ask)),
    Endpoint::page(Method::GET, "/asks/{id}/list", "get_ask_list", Scope::Write, AuditLevel::Read, |r| {
        r.to(asked::get_ask_list)
    }),
    Endpoint::page(Method::GET, "/asks/{id}/questionnaire", "get_questionnaire", Scope::Read, AuditLevel::Read, |r| {
        r.to(asked::get_questionnaire)
    }),
    Endpoint::page(Method::POST, "/asks/{id}/answers", "create_answers_page", Scope::Write, AuditLevel::Change, |r| {
        r.to(asked::create_answers_page)
    }),
    Endpoint::page(Method::GET, ANALYSIS, "show_analysis", Scope::Read, AuditLevel::Read, |r| {
        r.to(analysis::show_analysis)
    }),
    Endpoint::page(Method::POST, ANALYSIS, "delete_analysis_page", Scope::Write, AuditLevel::Change, |r| {
        r.to(analysis::delete_analysis_page)
    }),
    Endpoint::page(Method::GET, "/analyses/{id}/report", "show_report", Scope::Read, AuditLevel::Read, |r| {
        r.to(build::show_report)
    }),
    Endpoint::page(Method::GET, "/analyses/{id}/build", "show_builder", Scope::Read, AuditLevel::Read, |r| {
        r.to(build::show_builder)
    }),
    Endpoint::page(Method::GET, "/accounts", "show_account", Scope::Read, AuditLevel::Read, |r| {
        r.to(account::show_account)
    }),
    Endpoint::page(Method::GET, "/plan", "show_plan", Scope::Read, AuditLevel::None, |r| r.to(plan::show_plan)),
    Endpoint::page(Method::POST, "/plan", "store_plan", Scope::Write, AuditLevel::Change, |r| r.to(plan::store_plan)),
    Endpoint::page(Method::GET, STORED, "show_stored", Scope::Read, AuditLevel::Read, |r| r.to(stored::show_stored)),
    Endpoint::page(Method::GET, "/stored/{id}/report", "show_stored_report", Scope::Read, AuditLevel::Read, |r| {
        r.to(stored::show_stored_report)
    }),
    Endpoint::page(Method::POST, STORED, "delete_stored_page", Scope::Write, AuditLevel::Change, |r| {
        r.to(stored::delete_stored_page)
    }),
    Endpoint::page(Method::GET, "/campaigns", "show_campaign", Scope::Read, AuditLevel::None, |r| {
        r.to(campaign::show_campaign)
    }),
    Endpoint::page(Method::POST, "/campaigns", "judge_campaign", Scope::Read, AuditLevel::None, |r| {
        r.to(campaign::judge_campaign)
    }),
    Endpoint::page(Method::POST, "/campaigns/stored", "store_effect", Scope::Write, AuditLevel::Change, |r| {
        r.to(campaign::store_effect)
    }),
    Endpoint::page(Method::GET, LEDGER, "show_ledger", Scope::Read, AuditLevel::Read, |r| r.to(ledger::show_ledger)),
    Endpoint::page(Method::POST, LEDGER, "create_result", Scope::Write, AuditLevel::Change, |r| {
        r.to(ledger::create_result)
    }),
    Endpoint::page(Method::GET, RESULT, "show_result", Scope::Write, AuditLevel::Read, |r| r.to(ledger::show_result)),
    Endpoint::page(Method::POST, RESULT, "change_result", Scope::Write, AuditLevel::Change, |r| {
        r.to(ledger::change_result)
    }),
    Endpoint::page(Method::POST, "/sign-out", "sign_out", Scope::Read, AuditLevel::Read, |r| r.to(sign_in::sign_out)),
    Endpoint::public_page(Method::GET, "/sign-in", "show_sign_in", |r| r.to(sign_in::show_sign_in)),
    Endpoint::public_page(Method::POST, "/sign-in", "sign_in", |r| r.to(sign_in::sign_in)),
    Endpoint::public_page(Method::GET, "/sign-in/provider", "begin_at_provider", |r| r.to(provider::begin_at_provider)),
    Endpoint::public_page(Method::GET, RETURN_PATH, "return_from_provider", |r| r.to(provider::return_from_provider)),
    Endpoint::public_page(Method::POST, "/language", "choose_language", |r| r.to(choose::choose_language)),
    Endpoint::public_page(Method::GET, "/assets/{name}", "get_asset", |r| r.to(assets::get_asset)),
];
