//! Channels on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::analysis::WarningBody;
use super::figure::{EstimateBody, round};
use super::plan::PlanBody;
use crate::channel::{ChannelFigure, Recommendation, Stance};
use crate::plan::Plan;

/// Which channels reach a target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recommendation)]
pub struct RecommendationBody {
    /// The target in words, as far as it entered.
    pub target: String,
    /// Country the answer is for.
    pub country: String,
    /// Year the answer is for.
    pub year: i32,
    /// Groups of measures within which channels were compared.
    pub groups: Vec<MeasureGroupBody>,
    /// The channels: by group, then by rank.
    pub channels: Vec<ChannelBody>,
    /// What to do in a week; null without constraints.
    pub plan: Option<PlanBody>,
    /// Conditions of the target that no published figure speaks of, and which were left out.
    pub ignored_conditions: Vec<String>,
    /// What the answer rests on without evidence.
    pub assumptions: Vec<String>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
    /// Level of the intervals.
    pub level: f64,
    /// Seed of the simulation.
    pub seed: u64,
    /// Content hash of the catalogue.
    pub catalog_version: String,
}

/// Channels whose figures may be compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeasureGroup)]
pub struct MeasureGroupBody {
    /// Id of the group.
    pub id: String,
    /// Measures used, the one of most channels first.
    pub measures: Vec<String>,
    /// Channels in it, in order of rank.
    pub channels: Vec<String>,
}

/// One channel's answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChannelFigure)]
pub struct ChannelBody {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// Channel that contains it; never to be added to it.
    pub parent: Option<String>,
    /// What reaching means here.
    pub measure: String,
    /// Group of measures within which it was compared.
    pub group: String,
    /// Share of the target that it reaches.
    pub reach: EstimateBody,
    /// Share of all adults that it reaches.
    pub reach_everyone: EstimateBody,
    /// Reach in the target over reach among all adults.
    pub lift: EstimateBody,
    /// Probability of reaching most of the target in its group; null outside the ranking.
    pub p_best: Option<f64>,
    /// Place in its group, from 1; null outside the ranking.
    pub rank: Option<usize>,
    /// Channels that can't be told from it at this level.
    pub tied_with: Vec<String>,
    /// `favour`, `keep` or `reduce`.
    pub stance: String,
    /// Why, with source and year.
    pub reasons: Vec<String>,
    /// Ids of the sources.
    pub sources: Vec<String>,
    /// Whether the figures are another country's.
    pub borrowed: bool,
}

/// A stance on the wire.
pub(crate) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Favour => "favour",
        Stance::Keep => "keep",
        Stance::Reduce => "reduce",
    }
}

impl From<&ChannelFigure> for ChannelBody {
    fn from(c: &ChannelFigure) -> Self {
        Self {
            channel: c.channel.clone(),
            name: c.name.clone(),
            parent: c.parent.clone(),
            measure: c.measure.clone(),
            group: c.group.clone(),
            reach: EstimateBody::from(&c.reach),
            reach_everyone: EstimateBody::from(&c.reach_everyone),
            lift: EstimateBody::from(&c.lift),
            p_best: c.p_best.map(round),
            rank: c.rank,
            tied_with: c.tied_with.clone(),
            stance: stance(c.stance).to_owned(),
            reasons: c.reasons.clone(),
            sources: c.sources.clone(),
            borrowed: c.borrowed,
        }
    }
}

impl RecommendationBody {
    /// The answer with its plan, if constraints asked for one.
    pub fn new(r: &Recommendation, plan: Option<&Plan>) -> Self {
        let groups = r.groups.iter().map(|g| MeasureGroupBody {
            id: g.id.clone(),
            measures: g.measures.clone(),
            channels: g.channels.clone(),
        });
        Self {
            target: r.target_in_words.clone(),
            country: r.country.clone(),
            year: r.year_used,
            groups: groups.collect(),
            channels: r.channels.iter().map(ChannelBody::from).collect(),
            plan: plan.map(PlanBody::from),
            ignored_conditions: r.ignored_conditions.clone(),
            assumptions: r.assumptions.clone(),
            warnings: r.warnings.iter().map(WarningBody::from).collect(),
            level: r.level,
            seed: r.seed,
            catalog_version: r.catalog_version.clone(),
        }
    }
}
