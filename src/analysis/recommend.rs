//! Where to reach the target, and the plan of a week, from published figures and what may be published of the audience.

use std::sync::Arc;

use super::analyze::AnalysisError;
use super::request::AnalysisRequest;
use super::warning::AnalysisWarning;
use crate::channel::{AudienceHint, ChannelError, ChannelQuery, Recommendation, fit_and_rank};
use crate::plan::{Plan, plan};

/// Channels and a plan, where there are figures of them.
#[derive(Default)]
pub(super) struct ChannelAnswer {
    pub(super) channels: Option<Arc<Recommendation>>,
    pub(super) plan: Option<Plan>,
    pub(super) warnings: Vec<AnalysisWarning>,
}

/// Ranks the channels of the target's country and, with constraints, plans a week. Nothing is known of the agency's own
/// audience where there is no `audience`.
pub(super) fn recommend(
    request: &AnalysisRequest<'_>,
    audience: Option<AudienceHint>,
) -> Result<ChannelAnswer, AnalysisError> {
    let Some(query) = query(request, audience) else {
        return Ok(without_channels(AnalysisWarning::NoCountry));
    };
    match fit_and_rank(request.catalog, &query) {
        Ok(fitted) => {
            let constraints = request.options.constraints.as_ref();
            let plan = constraints.map(|c| plan(request.catalog, &query, &fitted, c)).transpose()?;
            Ok(ChannelAnswer { channels: Some(fitted.recommendation), plan, warnings: Vec::new() })
        }
        Err(
            error @ (ChannelError::UnknownChannels { .. }
            | ChannelError::UnknownMeasure { .. }
            | ChannelError::Cost { .. }),
        ) => Err(error.into()),
        // Missing publications are no reason to withhold the rest of the answer.
        Err(error) => Ok(without_channels(AnalysisWarning::NoChannels(error.to_string()))),
    }
}

fn without_channels(warning: AnalysisWarning) -> ChannelAnswer {
    ChannelAnswer { warnings: vec![warning], ..ChannelAnswer::default() }
}

fn query(request: &AnalysisRequest<'_>, audience: Option<AudienceHint>) -> Option<ChannelQuery> {
    let (spec, options) = (request.target.spec(), &request.options);
    Some(ChannelQuery {
        year: spec.year,
        channels: options.channels.clone(),
        level: options.level,
        seed: options.seed,
        audience,
        costs: options.costs.clone(),
        learning: options.learning.clone(),
        ..ChannelQuery::new(spec.clone(), spec.country.as_deref()?)
    })
}
