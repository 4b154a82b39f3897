//! Where the target is: the reach of each channel among the people of a target, from published margins, and the
//! ranking of the channels by it.
//!
//! One channel's figures of all near years are fitted together (`fit`, `prior`) on a grid of ages and incomes
//! (`grid`); `select` decides which figures and which measure count; `rank` compares channels of one group of
//! measures; `reasons` says it in words.

#[cfg(test)]
mod calibration;
mod cholesky;
mod fit;
mod grid;
mod prior;
mod prospects;
mod rank;
mod reach;
mod reasons;
mod recommend;
mod select;
mod warnings;
mod who;

pub(crate) use cholesky::Cholesky;
pub use prospects::{Prospect, Prospects, TargetSegment, prospects};
pub(crate) use reasons::percent;
pub use recommend::recommend;

use crate::estimate::Estimate;
use crate::target::TargetSpec;

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
    pub borrow_from: Option<String>,
    /// Level of the intervals, above 0.5 and below 1.
    pub level: f64,
    /// Seed of the simulation.
    pub seed: u64,
    /// What is known of the agency's own followers.
    pub audience: Option<AudienceHint>,
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
}

/// The channels, ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommendation {
    /// Country the answer is for.
    pub country: String,
    /// Year the answer is for.
    pub year_used: i32,
    /// The target in words, as far as it entered.
    pub target_in_words: String,
    /// Groups of measures within which channels were compared, the largest first.
    pub groups: Vec<MeasureGroup>,
    /// The channels: by group, then by rank; a channel that stands outside the ranking follows its group.
    pub channels: Vec<ChannelFigure>,
    /// Conditions of the target that no published figure speaks of, and which were therefore left out.
    pub ignored_conditions: Vec<String>,
    /// What the answer rests on without evidence.
    pub assumptions: Vec<String>,
    /// What a reader should know before relying on it.
    pub warnings: Vec<Warning>,
    /// Level of the intervals.
    pub level: f64,
    /// Seed of the simulation.
    pub seed: u64,
    /// Content hash of the catalogue.
    pub catalog_version: String,
}

/// A caveat, for programs and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is, snake_case.
    pub code: &'static str,
    /// What it means here.
    pub detail: String,
}

/// Channels whose figures may be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureGroup {
    /// Id of the group.
    pub id: String,
    /// Ids of the measures in it that were used, the one of most channels first.
    pub measures: Vec<String>,
    /// Ids of the channels in it, in order of rank.
    pub channels: Vec<String>,
}

/// One channel's answer.
#[derive(Debug, Clone, PartialEq)]
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
    /// Place among the contenders of its group, from 1; `None` outside the ranking.
    pub rank: Option<usize>,
    /// Contenders that can't be told from it at the asked level.
    pub tied_with: Vec<String>,
    /// What to do with it.
    pub stance: Stance,
    /// Why, in plain words with source and year.
    pub reasons: Vec<String>,
    /// Ids of the sources, nearest year first.
    pub sources: Vec<String>,
    /// Whether the figures are another country's.
    pub borrowed: bool,
}

/// What to do with a channel. The rule looks at reach alone, as a part of the best contender's reach:
/// `favour` where it is likely (at least 50 %) to reach three quarters of the best contender's reach or more,
/// `reduce` where it is likely (at least 75 %) to reach less than a third of it, `keep` otherwise and where there is
/// nothing to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// Speak here first.
    Favour,
    /// Go on as it is.
    Keep,
    /// Spend less here.
    Reduce,
}

/// Why there is no recommendation.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChannelError {
    /// A country without figures.
    #[error(
        "country `{given}` has no published figures here: accepted are {accepted}; to use another country's figures \
         in its place, say so with `borrow_from`"
    )]
    UnknownCountry {
        /// What was asked for.
        given: String,
        /// Codes with figures.
        accepted: String,
    },
    /// A year too far from every figure.
    #[error("no figures of {country} near {given}: years with figures are {accepted}")]
    UnknownYear {
        /// What was asked for.
        given: i32,
        /// Country.
        country: String,
        /// Years with figures.
        accepted: String,
    },
    /// Channels that the catalogue doesn't know.
    #[error("unknown channel(s) {given}: accepted are {accepted}")]
    UnknownChannels {
        /// What was asked for.
        given: String,
        /// Channel ids.
        accepted: String,
    },
    /// A measure that the catalogue doesn't know, or that is only an upper bound.
    #[error("unknown measure `{given}`: accepted are {accepted}")]
    UnknownMeasure {
        /// What was asked for.
        given: String,
        /// Ids of measures and groups.
        accepted: String,
    },
    /// Known channels, country and year, but no figure of them together.
    #[error(
        "no figures of {channels} in {country} near {year}: leave `channels` and `measure` out to see what there is"
    )]
    NoFigures {
        /// Country.
        country: String,
        /// Year.
        year: i32,
        /// Channel ids asked for.
        channels: String,
    },
    /// Income limits in a currency that the country's medians are not in.
    #[error("income limits in {given} can't be compared with the median income of {country}, which is in {accepted}")]
    Currency {
        /// Currency of the limits.
        given: String,
        /// Country.
        country: String,
        /// Currency of the medians.
        accepted: String,
    },
    /// A target that nobody in the population tables is in.
    #[error("nobody in the population table of {country} is {target}: ages run from {youngest} to 94")]
    EmptyTarget {
        /// Country.
        country: String,
        /// The target in words.
        target: String,
        /// Youngest age in the table.
        youngest: u8,
    },
    /// A level that is none.
    #[error("level {0} is not above 0.5 and below 1")]
    Level(f64),
    /// Tables that don't fit together.
    #[error("the catalogue can't answer for {country}: {detail}")]
    Catalog {
        /// Country.
        country: String,
        /// What doesn't fit.
        detail: String,
    },
}
