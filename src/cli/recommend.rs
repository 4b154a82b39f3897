//! `recommend`.

use std::process::ExitCode;

use super::analyze::{json, target, width};
use super::args::{OutputFormat, RecommendArgs};
use super::constraints::constraints;
use super::print;
use crate::catalog::Catalog;
use crate::channel::{self, ChannelQuery};
use crate::error::{ErrorCode, Failure};
use crate::plan::plan;
use crate::report;
use crate::wire::RecommendationBody;

/// Ranks channels for a target, plans a week if asked to, and prints both.
pub(super) fn recommend(args: &RecommendArgs, catalog: &Catalog) -> Result<ExitCode, Failure> {
    let target = target(&args.target, args.country.as_deref(), args.year, catalog)?;
    let Some(country) = target.spec().country.clone() else {
        return Err(Failure::new(ErrorCode::InvalidRequest, "channels need a country: give --country KR or US"));
    };
    let constraints = constraints(&args.plan, catalog)?;
    let query = ChannelQuery {
        target: target.spec().clone(),
        country,
        year: target.spec().year,
        channels: (!args.channels.is_empty()).then(|| args.channels.clone()),
        measure: args.measure.clone(),
        borrow_from: args.borrow_from.clone(),
        level: args.level,
        seed: args.seed,
        audience: None,
    };
    let recommendation = channel::recommend(catalog, &query)?;
    let plan = constraints.map(|c| plan(catalog, &query, &recommendation, &c)).transpose()?;
    let plan = plan.as_ref();
    print(&match args.format {
        OutputFormat::Text => report::recommendation_text(&recommendation, plan, width()),
        OutputFormat::Html => report::recommendation_html(&recommendation, plan),
        OutputFormat::Markdown => report::recommendation_markdown(&recommendation, plan),
        OutputFormat::Json => json(&RecommendationBody::new(&recommendation, plan)),
    })
}
