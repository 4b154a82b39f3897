//! Why a plan is as it is, what it assumes and what to know of it: codes and numbers, whose sentences `report` makes.

use serde::{Deserialize, Serialize};

use super::Resource;
use super::own_reach::ReachUnit;
use crate::prevalence::Estimate;
use crate::vocabulary::vocabulary;
use crate::warning_code::WarningCode;

/// What a channel takes before it reaches anybody.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Staffing {
    /// An own account: somebody posts and somebody answers.
    Account {
        /// Hours a week of posting.
        post_hours: f64,
        /// Hours a week of answering.
        answer_hours: f64,
    },
    /// Somebody places what is printed or bought.
    Placement,
    /// The threshold is the one that the constraints give.
    Given,
}

/// Why a channel gets what it gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AllocationReason {
    /// People whom the agency can reach there, and how much of the target they are.
    OwnReach {
        /// As given.
        number: f64,
        /// What it counts.
        unit: ReachUnit,
        /// More of them expected by the end of the plan.
        growth: f64,
        /// Share of the target among them.
        share: Estimate,
        /// How that is known.
        basis: TargetShareBasis,
        /// People of the target among them.
        people: Estimate,
    },
    /// How often a person who is reached is met, over all weeks, if the response is as assumed.
    Frequency {
        /// Contacts.
        contacts: f64,
        /// Weeks.
        weeks: u32,
    },
    /// What it reaches.
    Reaches {
        /// Share of its users.
        share_of_users: f64,
        /// Share of the target.
        share_of_target: f64,
        /// By how much the plan's reach would fall without it.
        adds: f64,
    },
    /// A hold keeps it at this amount.
    Held(Resource, f64),
    /// More would help, but this amount is its maximum.
    AtMaximum(Resource, f64),
    /// This amount is its minimum.
    AtMinimum(Resource, f64),
    /// This amount is its threshold.
    AtThreshold(Resource, f64, Staffing),
    /// This amount reaches half of its users.
    HalfSaturation(Resource, f64, HalfSaturationBasis),
    /// This share of its users in the target follow the agency's account already.
    OwnFollowers(f64),
    /// It is kept on as asked and not counted, for this reason.
    NotCounted(Exclusion),
}

/// How it is known which amount reaches half of a channel's users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum HalfSaturationBasis {
    /// The constraints give it.
    Given,
    /// The catalogue assumes it.
    Assumed,
    /// Past campaigns of the agency taught it.
    Learnt {
        /// Number of them.
        campaigns: usize,
        /// It may be off by this factor.
        factor: f64,
    },
    /// It follows from the price of contacts.
    Price {
        /// Price of a thousand contacts, in the budget's currency.
        per_thousand: f64,
        /// Contacts that it takes to reach a person, assumed.
        contacts: f64,
        /// What was priced, and the source; none where the request gives the price.
        source: Option<(String, String)>,
    },
}

vocabulary! {
    /// How the share of the target among the people whom an agency can reach is known.
    pub enum TargetShareBasis {
        /// They are counted in the target alone.
        Counted = "counted",
        /// The request gives it.
        Given = "given",
        /// It is the fit of the agency's account.
        Audience = "audience",
        /// Known from past campaigns of the agency.
        Campaigns = "campaigns",
        /// It is that of all users of the channel by published figures, give or take.
        Published = "published",
    }
}

vocabulary! {
    /// Why a plan excludes a channel.
    pub enum ExclusionCode {
        /// It needs more hours than there are.
        Unstaffed = "unstaffed",
        /// Its hours or money reach more people elsewhere.
        BetterElsewhere = "better_elsewhere",
        /// What its bounds leave reaches nobody.
        TooLittle = "too_little",
        /// The constraints hold it at zero.
        Held = "held",
        /// How many people the agency can reach there is not given.
        NoOwnReach = "no_own_reach",
        /// Only money reaches people here, and there is no budget.
        NoBudget = "no_budget",
        /// What it costs is not known.
        NoCosts = "no_costs",
        /// The number of people is not known, so that bought contacts cannot be counted.
        NoPeople = "no_people",
        /// It overlaps with another channel of the plan; counting both would double-count people.
        Contained = "contained",
        /// Its figures measure something else than those of the plan.
        NotComparable = "not_comparable",
        /// No published figures exist for it.
        NoFigures = "no_figures",
    }
}

/// Why a channel gets nothing, or is not counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Exclusion {
    /// Its hold leaves it less than it needs.
    Held,
    /// The most that it may get is below its threshold.
    BelowThreshold {
        /// The resource.
        resource: Resource,
        /// Threshold.
        threshold: f64,
        /// The most it may get.
        max: f64,
        /// What the threshold is for.
        staffing: Staffing,
    },
    /// How many people the agency can reach there is not given, in a plan of people.
    NoOwnReach,
    /// Only money reaches people there, and there is no budget.
    NoBudget,
    /// Money is not known to reach people there.
    NotBuyable {
        /// Currency of the budget.
        currency: String,
    },
    /// Its cost is not known in the currency of the budget.
    NoCosts {
        /// Currency of the budget.
        currency: String,
        /// Currencies in which it is known.
        known_in: Vec<String>,
    },
    /// Its cost depends on the number of people, which is not known.
    NoPeople {
        /// Currency of the budget.
        currency: String,
    },
    /// It and a channel of the plan contain one another.
    Overlaps {
        /// Name of that channel.
        with: Option<String>,
    },
    /// It is measured otherwise than the channels of the plan.
    NotComparable {
        /// Its measure.
        measure: String,
        /// Title of that.
        title: String,
        /// Title of the plan's measure.
        planned: String,
    },
    /// What it reaches is not known.
    NoFigures {
        /// Whether it is among the channels asked for.
        requested: bool,
    },
    /// What it takes reaches more elsewhere.
    BetterElsewhere {
        /// Hours a week that it takes at least, and for what; none where it takes nothing.
        needs: Option<(f64, Staffing)>,
        /// How much less the best plan with it reaches.
        loss: f64,
    },
    /// The fixed commitments leave less than it takes.
    Unaffordable {
        /// Hours a week that it takes.
        hours: f64,
    },
}

impl Exclusion {
    /// Its code, for programs.
    pub fn code(&self) -> ExclusionCode {
        match self {
            Self::Held => ExclusionCode::Held,
            Self::BelowThreshold { resource: Resource::Hours, .. } | Self::Unaffordable { .. } => {
                ExclusionCode::Unstaffed
            }
            Self::BelowThreshold { resource: Resource::Money, .. } => ExclusionCode::TooLittle,
            Self::NoOwnReach => ExclusionCode::NoOwnReach,
            Self::NoBudget => ExclusionCode::NoBudget,
            Self::NotBuyable { .. } | Self::NoCosts { .. } => ExclusionCode::NoCosts,
            Self::NoPeople { .. } => ExclusionCode::NoPeople,
            Self::Overlaps { .. } => ExclusionCode::Contained,
            Self::NotComparable { .. } => ExclusionCode::NotComparable,
            Self::NoFigures { .. } => ExclusionCode::NoFigures,
            Self::BetterElsewhere { .. } => ExclusionCode::BetterElsewhere,
        }
    }
}

/// What a plan rests on without evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PlanAssumption {
    /// Among people of like age and income the channels' audiences overlap by chance.
    IndependentOverlap,
    /// What reaches half of a channel's users reaches half of the rest when it is spent again.
    Saturation,
    /// The hours that reach half of a channel's users are assumed; they are uncertain by this factor.
    HalfSaturation {
        /// Factor up or down.
        factor: f64,
    },
    /// Overlap is by chance, though those who follow an agency on one channel often do on another: then the plan reaches
    /// fewer, and at least those of its largest channel.
    OwnOverlap {
        /// People of the target that the largest channel reaches.
        at_least: f64,
    },
    /// The same is done each week, and brings less in each.
    Fatigue {
        /// Weeks.
        weeks: u32,
        /// Part lost in each further week.
        fatigue: f64,
        /// Whether the request gives it.
        is_given: bool,
    },
    /// The target lives in all places alike.
    EvenPlaces,
    /// The agency is responsible for the whole country.
    WholeCountry {
        /// Adults of the country.
        adults: f64,
    },
    /// A published cost of contacts is an average, and contacts meet everyone.
    AverageCosts,
    /// Own posts and bought contacts on one channel add up.
    AdditiveEffort,
}

/// What to know of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PlanWarning {
    /// A hold keeps a channel below the hours that it takes.
    Understaffed {
        /// Channel id.
        channel: String,
        /// Hours a week that it gets.
        hours: f64,
        /// Hours a week that posting and answering take.
        needed: f64,
    },
    /// A channel gets money, and what money reaches there is not known.
    MoneyWithoutEffect {
        /// Channel id.
        channel: String,
        /// Money a week.
        money: f64,
    },
    /// An account has about as many followers in the target as people there use the channel.
    FollowersExceedUsers {
        /// Channel id.
        channel: String,
    },
    /// The account's followers are not counted, for the number of people is not known.
    FollowersNotCounted {
        /// Channel id.
        channel: String,
    },
    /// A channel is kept on as asked and not counted.
    NotCounted {
        /// Channel id.
        channel: String,
        /// Why.
        reason: Exclusion,
    },
    /// Hours that no channel can use.
    HoursLeft {
        /// Hours a week.
        hours: f64,
    },
    /// Money that no channel can use.
    MoneyLeft {
        /// Money a week.
        money: f64,
    },
}

impl PlanWarning {
    /// Its code, for programs.
    pub fn code(&self) -> WarningCode {
        match self {
            Self::Understaffed { .. } => WarningCode::Understaffed,
            Self::MoneyWithoutEffect { .. } => WarningCode::MoneyWithoutEffect,
            Self::FollowersExceedUsers { .. } => WarningCode::FollowersExceedUsers,
            Self::FollowersNotCounted { .. } => WarningCode::FollowersNotCounted,
            Self::NotCounted { .. } => WarningCode::NotCounted,
            Self::HoursLeft { .. } => WarningCode::HoursLeft,
            Self::MoneyLeft { .. } => WarningCode::MoneyLeft,
        }
    }
}
