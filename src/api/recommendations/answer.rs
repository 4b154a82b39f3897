//! Channels in the contract.

use std::sync::OnceLock;

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::analyses::answer::WarningBody;
use crate::api::contract::figure::{EstimateBody, round, rounded};
use crate::api::outcomes::body::{LearnedBody, NextExperimentBody};
use crate::api::outcomes::event_result::PastEventBody;
use crate::api::recommendations::plan::PlanBody;
use crate::channel::{
    AccountReach, Among, CeilingFigure, ChannelFigure, ChannelWarning, CostFigure, MeasureGroup, ObservedUpdate,
    PairwiseWin, Recommendation, Stance,
};
use crate::plan::Plan;
use crate::report::messages::Messages;
use crate::report::target::group_words;
use crate::report::{Language, channel_assumption, channel_reason, channel_warning};

/// Which channels reach a target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recommendation)]
pub struct RecommendationBody {
    /// Its id; null where it is not stored.
    pub id: Option<String>,
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
    /// Share of the adults that is in the target, as far as its conditions entered.
    #[serde(serialize_with = "rounded")]
    pub target_share_of_adults: f64,
    /// Number of people in the target, as far as its conditions entered; null where that isn't known.
    pub target_people: Option<f64>,
    /// Conditions of the target that no published figure speaks of, and which were left out.
    pub ignored_conditions: Vec<String>,
    /// What the answer rests on without evidence.
    pub assumptions: Vec<String>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
    /// What to try next to learn most; null where no exploration was asked for.
    pub next_experiment: Option<NextExperimentBody>,
    /// What events brought on channels, among the outcomes; engagements, which move no reach.
    pub events: Vec<PastEventBody>,
    /// Level of the intervals.
    pub level: f64,
    /// Seed of the simulation.
    pub seed: u64,
    /// Content hash of the catalogue.
    pub catalog_version: String,
}

/// Channels whose figures may be compared.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    /// Channels that cannot be distinguished from it at this level.
    pub tied_with: Vec<String>,
    /// For every other ranked channel of its group the probability of reaching more of the target than it.
    pub pairwise: Vec<PairwiseBody>,
    /// `favour`, `keep` or `reduce`.
    pub stance: Stance,
    /// Why, with source and year.
    pub reasons: Vec<String>,
    /// Ids of the sources.
    pub sources: Vec<String>,
    /// Whether the figures are another country's.
    pub borrowed: bool,
    /// The upper bound that it was drawn from, where it has no figures of its own; otherwise null.
    pub ceiling: Option<CeilingBody>,
    /// What use that was seen among followers and panel did to its reach.
    pub observed: Vec<ObservedBody>,
    /// Potential reach: people of the target who use it; null where it isn't known how many people the target is.
    pub potential_people: Option<EstimateBody>,
    /// Present reach: what the agency's account brings; null on other channels than the account's.
    pub account: Option<AccountReachBody>,
    /// What a reached person of the target costs; null where no cost was given.
    pub cost: Option<CostBody>,
    /// What the results of campaigns changed; null without any of this channel.
    pub learned: Option<LearnedBody>,
}

/// One comparison of two channels.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PairwiseProbability)]
pub struct PairwiseBody {
    /// The other channel.
    pub channel: String,
    /// Probability of reaching more of the target than it.
    #[serde(serialize_with = "rounded")]
    pub probability: f64,
}

/// An upper bound of a channel's reach.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Ceiling)]
pub struct CeilingBody {
    /// Measure of the bound.
    pub measure: String,
    /// Share of the target within it.
    pub reach: EstimateBody,
}

/// How far use that was seen moved a reach.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ObservedUse)]
pub struct ObservedBody {
    /// `followers` or `panel`.
    pub population: Among,
    /// Matched people whose use is known, by weight.
    #[serde(serialize_with = "rounded")]
    pub people: f64,
    /// Share of users among them.
    #[serde(serialize_with = "rounded")]
    pub share: f64,
    /// Reach before.
    #[serde(serialize_with = "rounded")]
    pub before: f64,
    /// Reach after.
    #[serde(serialize_with = "rounded")]
    pub after: f64,
    /// Number of people asked at random that would have said as much.
    #[serde(serialize_with = "rounded")]
    pub effective_n: f64,
}

/// What the agency's own account brings, beside what its channel could bring.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AccountReach)]
pub struct AccountReachBody {
    /// Number of followers.
    pub followers: f64,
    /// Share of them in the target.
    pub fit: EstimateBody,
    /// Followers in the target.
    pub people: EstimateBody,
    /// Share of the target that follows; null where it isn't known how many people the target is.
    pub share_of_target: Option<EstimateBody>,
    /// Share of the target among the channel's adult users, which an account that gathers them at random would have.
    pub expected_fit: Option<EstimateBody>,
}

/// What a reached person of the target costs.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CostFigure)]
pub struct CostBody {
    /// Cost of one person of the target.
    pub per_person: EstimateBody,
    /// Cost of a thousand people, whoever they are.
    pub per_thousand: f64,
    /// ISO 4217 code.
    pub currency: String,
}

impl From<&PairwiseWin> for PairwiseBody {
    fn from(b: &PairwiseWin) -> Self {
        Self { channel: b.channel.clone(), probability: b.probability }
    }
}

impl From<&CeilingFigure> for CeilingBody {
    fn from(c: &CeilingFigure) -> Self {
        Self { measure: c.measure.clone(), reach: EstimateBody::from(&c.reach) }
    }
}

impl From<&ObservedUpdate> for ObservedBody {
    fn from(u: &ObservedUpdate) -> Self {
        Self {
            population: u.among,
            people: u.people,
            share: u.share,
            before: u.before,
            after: u.after,
            effective_n: u.effective_n,
        }
    }
}

impl From<&AccountReach> for AccountReachBody {
    fn from(a: &AccountReach) -> Self {
        Self {
            followers: a.followers,
            fit: EstimateBody::from(&a.fit),
            people: EstimateBody::from(&a.people),
            share_of_target: a.of_target.as_ref().map(EstimateBody::from),
            expected_fit: a.expected_fit.as_ref().map(EstimateBody::from),
        }
    }
}

impl From<&CostFigure> for CostBody {
    fn from(c: &CostFigure) -> Self {
        Self {
            per_person: EstimateBody::from(&c.per_person),
            per_thousand: c.per_thousand,
            currency: c.currency.clone(),
        }
    }
}

/// A stance in the contract.
/// The bodies of a recommendation's channels in each language, kept with it.
#[derive(Default)]
struct Kept([OnceLock<Vec<ChannelBody>>; Language::ALL.len()]);

impl ChannelBody {
    /// The channels of a recommendation.
    pub(crate) fn all(r: &Recommendation, language: Language) -> Vec<Self> {
        let made = || r.channels.iter().map(|c| Self::new(c, language)).collect();
        let place = Language::ALL.iter().position(|known| *known == language);
        place.map_or_else(made, |place| r.derived::<Kept>().0[place].get_or_init(made).clone())
    }

    /// The channel with its sentences in a language.
    fn new(c: &ChannelFigure, language: Language) -> Self {
        Self {
            channel: c.channel.clone(),
            name: Messages::of(language).name(&c.name).to_owned(),
            parent: c.parent.clone(),
            measure: c.measure.clone(),
            group: c.group.clone(),
            reach: EstimateBody::from(&c.reach),
            reach_everyone: EstimateBody::from(&c.reach_everyone),
            lift: EstimateBody::from(&c.lift),
            p_best: c.p_best.map(round),
            rank: c.rank,
            tied_with: c.tied_with.clone(),
            pairwise: c.pairwise.iter().map(PairwiseBody::from).collect(),
            stance: c.stance,
            reasons: c.reasons.iter().map(|reason| channel_reason(Messages::of(language), c, reason)).collect(),
            sources: c.sources.clone(),
            borrowed: c.borrowed,
            ceiling: c.ceiling.as_ref().map(CeilingBody::from),
            observed: c.observed.iter().map(ObservedBody::from).collect(),
            potential_people: c.potential_people.as_ref().map(EstimateBody::from),
            account: c.account.as_ref().map(AccountReachBody::from),
            cost: c.cost.as_ref().map(CostBody::from),
            learned: c.learned.as_ref().map(|learned| LearnedBody::new(learned, language)),
        }
    }
}

impl From<&MeasureGroup> for MeasureGroupBody {
    fn from(g: &MeasureGroup) -> Self {
        Self { id: g.id.clone(), measures: g.measures.clone(), channels: g.channels.clone() }
    }
}

impl RecommendationBody {
    /// The answer with its plan, if constraints asked for one, and its id, if it is stored.
    pub fn new(r: &Recommendation, plan: Option<&Plan>, id: Option<String>, language: Language) -> Self {
        let messages = Messages::of(language);
        let warning = |w: &ChannelWarning| WarningBody { code: w.code(), detail: channel_warning(messages, w) };
        Self {
            id,
            target: group_words(messages, &r.target_group),
            country: r.country.clone(),
            year: r.year_used,
            groups: r.groups.iter().map(MeasureGroupBody::from).collect(),
            channels: ChannelBody::all(r, language),
            plan: plan.map(|plan| PlanBody::new(plan, language)),
            target_share_of_adults: r.target_share_of_adults,
            target_people: r.target_people.map(f64::round),
            ignored_conditions: r.ignored_conditions.clone(),
            assumptions: r.assumptions.iter().map(|a| channel_assumption(messages, a)).collect(),
            warnings: r.warnings.iter().map(warning).collect(),
            next_experiment: r.next_experiment.as_ref().map(|next| NextExperimentBody::new(r, next, language)),
            events: r.events.iter().map(|event| PastEventBody::new(event, language)).collect(),
            level: r.level,
            seed: r.seed,
            catalog_version: r.catalog_version.clone(),
        }
    }
}
