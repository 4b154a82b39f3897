//! `recommend`.

use std::process::ExitCode;

use time::OffsetDateTime;

use super::analyze::{json, print_figures, target_faults, target_spec, width};
use super::arg_values::OutputFormat;
use super::args::RecommendArgs;
use super::constraints::constraints;
use super::learning::learning;
use super::print;
use crate::analysis::resolve_with_donor;
use crate::api::contract::{AccountHintBody, FitHintBody, RecommendationBody};
use crate::channel::{AudienceHint, ChannelQuery, fit_and_rank};
use crate::error::{ErrorCode, Failure, Fault};
use crate::message::message;
use crate::plan::plan;
use crate::reference::Catalog;
use crate::report::{self, Language};

/// Ranks channels for a target, plans a week if asked to, and prints both.
pub(super) fn recommend(args: &RecommendArgs, catalog: &Catalog, language: Language) -> Result<ExitCode, Failure> {
    let spec = target_spec(&args.target, args.country.as_deref(), args.year)?;
    let (target, country) = resolve_with_donor(spec, args.borrow_from.as_deref(), catalog).map_err(target_faults)?;
    let Some(country) = country else {
        return Err(Failure::of(ErrorCode::InvalidRequest, message!["command-country"]));
    };
    let constraints = constraints(&args.plan, catalog)?;
    let as_of = args.as_of.unwrap_or_else(|| OffsetDateTime::now_utc().date());
    let query = ChannelQuery {
        target: target.spec().clone(),
        country,
        year: target.spec().year,
        channels: (!args.channels.is_empty()).then(|| args.channels.clone()),
        measure: args.measure.clone(),
        donor_country: args.borrow_from.clone(),
        level: args.level,
        seed: args.seed,
        audience: account(args, catalog)?,
        costs: args.costs.clone(),
        learning: learning(&args.learning, as_of, constraints.as_ref().map(|c| c.task), catalog)?,
    };
    let fitted = fit_and_rank(catalog, &query)?;
    let plan = constraints.map(|c| plan(catalog, &query, &fitted, &c)).transpose()?;
    let (recommendation, plan) = (&fitted.recommendation, plan.as_ref());
    print(&match args.format {
        OutputFormat::Text => report::recommendation_text(recommendation, plan, language, width()),
        OutputFormat::Html => report::recommendation_html(recommendation, plan, language),
        OutputFormat::Markdown => report::recommendation_markdown(recommendation, plan, language),
        OutputFormat::Json => json(&RecommendationBody::new(recommendation, plan, None, language)),
        OutputFormat::Parquet | OutputFormat::Arrow => {
            return print_figures(&RecommendationBody::new(recommendation, plan, None, language), args.format);
        }
    })
}

/// The account of the arguments, checked as the service checks it.
fn account(args: &RecommendArgs, catalog: &Catalog) -> Result<Option<AudienceHint>, Failure> {
    let (Some(channel), Some(followers), Some(value)) = (&args.account_channel, args.followers, args.fit) else {
        return Ok(None);
    };
    let fit = FitHintBody { value, lower: None, upper: None };
    let hint = AccountHintBody { channel: channel.clone(), followers: followers as f64, fit };
    let argument = |pointer: &str| match pointer {
        "/channel" => "--account-channel".to_owned(),
        other => format!("--{}", other.trim_start_matches('/')),
    };
    hint.check(catalog, args.level).map(Some).map_err(|faults| {
        let fault = |f: crate::target::SpecFault| Fault { pointer: argument(&f.pointer), ..Fault::from(f) };
        Failure::invalid(faults.into_iter().map(fault).collect())
    })
}
