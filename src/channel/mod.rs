//! Where the target is: the reach of each channel among the people of a target, from published margins, and the
//! ranking of the channels by it.
//!
//! One channel's figures of all near years are fitted together (`fit`, `prior`) on a grid of ages and incomes
//! (`grid`); `select` decides which figures and which measure count; `rank` compares channels of one group of
//! measures; `observed` moves a reach by use that was seen among followers and panel; `account` tells what a channel
//! could bring from what the agency's account brings; `learn` moves reach by the results of campaigns; `reasons` says
//! it in words; `segment_reach` draws the reach by segment of the target, for plans.

mod account;
#[cfg(test)]
mod calibration;
mod compare;
mod error;
mod fit;
#[cfg(test)]
mod forecasts;
mod grid;
mod kept;
pub mod learn;
mod observed;
mod prior;
mod published;
mod rank;
mod reach;
mod reason;
mod recommend;
mod segment_reach;
mod select;
mod target_grid;
mod volatility;
mod warnings;
mod whom;

pub use error::ChannelError;
pub use kept::cache_counts;
pub use learn::{
    CampaignOutcome, EventResult, HALF_LIFE_DAYS, KnownMembership, Learned, Learning, MetricEffect, NextExperiment,
    PastEvent, ResponseForecast, ThompsonShare, replay_responses,
};
pub use published::{ACCOUNT_SD, KnownOf, POPULATION_SD, PublishedPeople, PublishedShare};
pub use reason::{Assumption, Breakdown, Reason, StanceReason};
pub use recommend::{fit_and_rank, recommend};
pub use segment_reach::{
    ChannelReachDraws, FittedRecommendation, SegmentReachDraws, TargetSegment, segment_reach_draws,
};
pub use warnings::ChannelWarning;
pub use whom::{IncomeBand, SegmentBounds, TargetGroup, UsePhrase};

use std::sync::Arc;

use crate::cache::Derived;
use crate::prevalence::Estimate;
use crate::reference::Source;
use crate::target::TargetSpec;
use crate::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};

/// What is asked: which channels reach a target.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelQuery {
    /// The target, its preset resolved.
    pub target: TargetSpec,
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Year to answer for; the newest with figures by default.
    pub year: Option<i32>,
    /// Ids of the channels to compare; all that have figures by default.
    pub channels: Option<Vec<String>>,
    /// A measure or group of measures to rank by; by default each channel's measure is chosen (see `models/README.md`).
    pub measure: Option<String>,
    /// A country whose figures stand in for one without figures of its own.
    pub donor_country: Option<String>,
    /// Level of the intervals, above 0.5 and below 1.
    pub level: f64,
    /// Seed of the simulation.
    pub seed: u64,
    /// What is known of the agency's own followers.
    pub audience: Option<AudienceHint>,
    /// What it costs to reach people on channels, all in one currency.
    pub costs: Vec<ChannelCost>,
    /// Results of campaigns to learn from, and how much to try; nothing by default.
    pub learning: Option<Learning>,
}

impl ChannelQuery {
    /// The question where `target` is reached in `country` (ISO 3166-1 alpha-2), at the usual level of 90 %, with nothing
    /// else known or chosen.
    pub fn new(target: TargetSpec, country: &str) -> Self {
        Self {
            target,
            country: country.to_owned(),
            year: None,
            channels: None,
            measure: None,
            donor_country: None,
            level: 0.9,
            seed: 0,
            audience: None,
            costs: Vec::new(),
            learning: None,
        }
    }
}

/// What it costs to reach a thousand users of a channel, whoever they are.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelCost {
    /// Channel id.
    pub channel: String,
    /// Cost of reaching a thousand people.
    pub per_thousand: f64,
    /// ISO 4217 code.
    pub currency: String,
}

/// The agency's own account.
#[derive(Debug, Clone, PartialEq)]
pub struct AudienceHint {
    /// Channel the account is on.
    pub account_channel: Option<String>,
    /// Share of its followers that are in the target.
    pub fit: Option<Estimate>,
    /// Number of its followers.
    pub followers: f64,
    /// Use of channels that was seen among matched followers and matched people of the panel.
    pub observed: Vec<ObservedUse>,
}

/// Use of one channel that was seen among people who match the target.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedUse {
    /// Who was seen.
    pub among: Among,
    /// Channel id.
    pub channel: String,
    /// Sum of the weights of those who use it.
    pub users: f64,
    /// Sum of the weights of those who don't.
    pub others: f64,
    /// Number of people of equal weight that would tell as much.
    pub effective_people: f64,
}

impl ObservedUse {
    /// Share of users among the people seen.
    pub fn share(&self) -> f64 {
        self.users / (self.users + self.others)
    }
}

vocabulary! {
    /// Whose use of a channel was observed.
    pub enum Among as ObservedPopulation {
        /// The profiles of the audience.
        Followers = "followers",
        /// The rows of the panel.
        Panel = "panel",
    }
}

/// The channels, ranked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Country the answer is for.
    pub country: String,
    /// Year the answer is for.
    pub year_used: i32,
    /// The target, as far as it entered.
    pub target_group: TargetGroup,
    /// Groups of measures within which channels were compared, the largest first.
    pub groups: Vec<MeasureGroup>,
    /// The channels: by group, then by rank; a channel that stands outside the ranking follows its group.
    pub channels: Vec<ChannelFigure>,
    /// Whether any figure speaks of the target's income limits; true where it has none. Where it is false, reach is that of
    /// the target's ages, and `target_group` leaves income out.
    pub income_entered: bool,
    /// The target by the other of the two income limits in use for the middle class, where it has one of them.
    pub other_limit: Option<OtherLimit>,
    /// Share of the adults that is in the target, as far as its conditions entered.
    pub target_share_of_adults: f64,
    /// Number of people in the target, as far as its conditions entered; `None` where the catalogue doesn't know how many
    /// people there are.
    pub target_people: Option<f64>,
    /// Conditions of the target that no published figure speaks of, and which were therefore left out.
    pub ignored_conditions: Vec<String>,
    /// What the answer rests on without evidence.
    pub assumptions: Vec<Assumption>,
    /// What a reader should know before relying on it.
    pub warnings: Vec<ChannelWarning>,
    /// What to try next to learn most; `None` where no exploration was asked for.
    pub next_experiment: Option<NextExperiment>,
    /// What events brought on channels, among the outcomes; engagements, which move no reach.
    pub events: Vec<PastEvent>,
    /// Level of the intervals.
    pub level: f64,
    /// Seed of the simulation.
    pub seed: u64,
    /// The sources of its figures, population and incomes, by id.
    pub cited: Vec<Source>,
    /// Content hash of the catalogue.
    pub catalog_version: String,
    #[serde(skip)]
    pub(crate) derived: Derived,
}

impl Recommendation {
    /// What was made of it and is kept with it, for instance its part of a report.
    pub(crate) fn derived<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.derived.of()
    }
}

/// A target with the other income limit: three quarters of the median is the OECD's line below the middle class, a half
/// was that of Korea's statistics. The choice about doubles or halves the number of people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OtherLimit {
    /// The other limit, as a multiple of the median.
    pub max_median_ratio: f64,
    /// Share of the adults that is in the target with it.
    pub share_of_adults: f64,
    /// Number of people; `None` where the catalogue doesn't know how many people there are.
    pub people: Option<f64>,
}

/// Channels whose figures may be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureGroup {
    /// Id of the group.
    pub id: String,
    /// Ids of the measures in it that were used, the one of most channels first.
    pub measures: Vec<String>,
    /// Ids of the channels in it, in order of rank.
    pub channels: Vec<String>,
}

/// One channel's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelFigure {
    /// Channel id.
    pub channel: String,
    /// Name for people to read.
    pub name: String,
    /// Channel that contains it; never to be added to it.
    pub parent: Option<String>,
    /// Measure: what reaching means here.
    pub measure: String,
    /// Group of measures within which it was compared.
    pub group: String,
    /// Share of the target that it reaches.
    pub reach: Estimate,
    /// Share of all adults that it reaches.
    pub reach_everyone: Estimate,
    /// Reach in the target over reach among all adults.
    pub lift: Estimate,
    /// Probability of reaching most of the target among the contenders of its group; `None` outside the ranking.
    pub p_best: Option<f64>,
    /// Rank among the contenders of its group, from 1; `None` outside the ranking.
    pub rank: Option<usize>,
    /// Contenders that cannot be distinguished from it at the asked level.
    pub tied_with: Vec<String>,
    /// For every other contender of its group, best first, the probability of reaching more of the target than it.
    pub pairwise: Vec<PairwiseWin>,
    /// What to do with it.
    pub stance: Stance,
    /// Why, the key reasons first.
    pub reasons: Vec<Reason>,
    /// Ids of the sources, nearest year first.
    pub sources: Vec<String>,
    /// Whether the figures are another country's.
    pub borrowed: bool,
    /// The upper bound that it was drawn from, where it has no figures of its own.
    pub ceiling: Option<CeilingFigure>,
    /// What use that was seen did to its reach.
    pub observed: Vec<ObservedUpdate>,
    /// Number of people of the target that it could reach.
    pub potential_people: Option<Estimate>,
    /// What the agency's own account brings today; on the account's channel alone.
    pub account: Option<AccountReach>,
    /// What a reached person of the target costs, where a cost is known.
    pub cost: Option<CostFigure>,
    /// What the results of campaigns changed; `None` without any of this channel.
    pub learned: Option<Learned>,
}

impl ChannelFigure {
    /// The reasons that no reader should miss: the reach itself, the ceiling it was drawn from, what the account brings,
    /// what a person costs, what use was observed. The other reasons follow them.
    pub fn key_reasons(&self) -> &[Reason] {
        let end = self.reasons.iter().position(|reason| !reason.is_key()).unwrap_or(self.reasons.len());
        &self.reasons[..end]
    }
}

/// One comparison of two channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairwiseWin {
    /// The other channel.
    pub channel: String,
    /// Probability of reaching more of the target than it.
    pub probability: f64,
}

/// An upper bound of a channel's reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CeilingFigure {
    /// Measure of the bound.
    pub measure: String,
    /// Share of the target within the bound.
    pub reach: Estimate,
}

/// How far use that was seen moved a reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObservedUpdate {
    /// Who was seen.
    pub among: Among,
    /// People seen whose use is known, by weight.
    pub people: f64,
    /// Share of users among them.
    pub share: f64,
    /// Reach before.
    pub before: f64,
    /// Reach after.
    pub after: f64,
    /// Number of people of a random sample of the target that would have said as much.
    pub effective_n: f64,
}

/// What the agency's own account brings, beside what its channel could bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountReach {
    /// Number of followers.
    pub followers: f64,
    /// Share of them in the target.
    pub fit: Estimate,
    /// Followers in the target.
    pub people: Estimate,
    /// Share of the target that follows; `None` where it is not known how many people the target is.
    pub of_target: Option<Estimate>,
    /// Share of the target among the channel's adult users: the fit of an account that gathers them at random. `None`
    /// where the target has conditions that published figures don't speak of.
    pub expected_fit: Option<Estimate>,
}

/// What a reached person of the target costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostFigure {
    /// Cost of one person of the target.
    pub per_person: Estimate,
    /// Cost of a thousand people, whoever they are.
    pub per_thousand: f64,
    /// ISO 4217 code.
    pub currency: String,
}

vocabulary! {
    /// What to do with a channel, by its reach alone, as a part of the best contender's: `favour` where it is likely (at
    /// least 50 %) to be three quarters of it or more, `reduce` where it is likely (at least 75 %) to be less than a third,
    /// `keep` otherwise and where there is nothing to compare with. On the agency's own channel `favour` becomes `keep`
    /// where its followers match less often than the channel's users do: the channel reaches the target, the account does
    /// not.
    pub enum Stance {
        /// Put more into it.
        Favour = "favour",
        /// Leave it as it is.
        Keep = "keep",
        /// Put less into it.
        Reduce = "reduce",
    }
}
