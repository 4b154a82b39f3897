//! What the results of campaigns teach the next recommendation.
//!
//! An [`CampaignOutcome`] tells how many people a campaign was delivered to on a channel and how many responded; and, where
//! that is known, how many of either are in the target.
//!
//! **Reach.** Let q be the share of the target among the people that a channel delivers to. If they were a random
//! sample of its users, q = t · R / E by Bayes' rule, where t is the target's share of the adults, R the channel's reach
//! of the target and E its reach of everyone. The published figures give R and E as a bivariate normal on the logit
//! scale, hence logit q as a normal of variance v (first order), to which s² (s = 0.5) is added: campaigns
//! choose whom they are delivered to, by an amount that more of them don't average away. That normal is written as a
//! Beta prior with 1/α + 1/β equal to its variance, so that its effective sample size follows from the model's doubt.
//! Delivered people who are known to be in the target or not update it by conjugacy; what was learnt goes back to R and
//! E by the regression of their logits on logit q, whose denominator holds s². So no number of outcomes makes R surer
//! than the selection allows.
//!
//! **Response.** A channel's rate of response per person delivered to, the mean over its campaigns, has a Beta prior that
//! all channels with outcomes are pooled into (empirical Bayes): the mean and the spread of the channels' rates on the logit scale are averaged
//! over a grid by the Beta-binomial likelihood of all outcomes times a weak prior. Where a task is asked for, responses to another task don't count, for a click is
//! no application.
//!
//! **Worth.** A contact is worth the rate of response times the share of the target among those who respond. The latter
//! starts from q with variance 0.7² added and is updated by responders whose membership is known. It does
//! not flow back to reach, since who responds is no sample of who was reached.
//!
//! **Discounts.** Before an update an outcome's counts are scaled, their ratio unchanged. By age: half as much every
//! half-life ([`HALF_LIFE_DAYS`]). By over-dispersion: n people of one campaign count as
//! n / (1 + n p (1 - p) (exp(d²) - 1)), the variance of a log-normal rate, where d (0.5) is the standard deviation
//! between a channel's campaigns on the logit scale and p the channel's pooled share: one campaign, however large, tells no more than one draw from that spread.
//!
//! **Events.** An outcome may carry what an event added to engagement, as [`momentum`](crate::effect) judged it, and what
//! it took. Engagements are not people: they are listed beside the channels and move no reach. Whom an event was delivered
//! to is often not known; without `delivered` and `responded` an outcome teaches nothing else.
//!
//! **What can't be known from outcomes.** Whether a campaign that found the target did so because the channel holds it
//! or because it was aimed well; who was reached and not counted; whether those whose membership is known are like the
//! others; people reached by two channels count twice. Where a target has conditions that no published figure speaks of,
//! or where an outcome is of another target, membership teaches nothing of reach.
//!
//! The standard deviations are judgements, not estimates from data. The updates are those of Gelman et al., "Bayesian
//! Data Analysis" (3rd ed., 2013), chapters 2 and 5; the choice of what to try follows Russo, "Simple Bayesian Algorithms for Best-Arm Identification" (2020).

mod beta;
mod event;
mod outcome;
mod posteriors;
mod replay;
mod response;
#[cfg(test)]
mod tests;
mod thompson;

use time::Date;

use crate::message::{Message, message};
use crate::prevalence::Estimate;
use crate::reference::Task;
use crate::target::SpecFault;
use serde::{Deserialize, Serialize};

pub(super) use event::past_events;
pub use event::{EventResult, MetricEffect, PastEvent};
pub use outcome::{CampaignOutcome, KnownMembership};
pub(super) use posteriors::{CampaignPosterior, CampaignPosteriors};
pub use replay::{ResponseForecast, replay_responses};
pub(super) use thompson::{Arm, next_experiment};

/// Days after which an outcome counts half, unless the caller says otherwise.
pub const HALF_LIFE_DAYS: f64 = 365.0;
/// Logit standard deviation between the people a campaign is delivered to and the users of its channel.
pub(super) const SELECTION_SD: f64 = 0.5;
/// Logit standard deviation between the people who respond and the people delivered to, as to membership.
pub(super) const RESPONDER_SD: f64 = 0.7;
/// Logit standard deviation between the campaigns of one channel.
pub(super) const CAMPAIGN_SD: f64 = 0.5;

/// Outcomes, and how to learn from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Learning {
    /// Results of campaigns, in any order.
    pub outcomes: Vec<CampaignOutcome>,
    /// The day that the age of an outcome is counted to.
    pub as_of: Date,
    /// Days after which an outcome counts half, above 0.
    pub half_life_days: f64,
    /// Share of the effort that is given to learning, 0 to 1.
    pub exploration: f64,
    /// What the next campaign is to bring about: how people responded to another task tells nothing of this one. `None`
    /// where that is not asked, and responses to all tasks count.
    pub task: Option<Task>,
}

impl Learning {
    /// Whether there is nothing to learn from and nothing to try.
    pub fn is_idle(&self) -> bool {
        self.outcomes.is_empty() && self.exploration == 0.0
    }

    /// What is wrong with the parameters, with pointers to them; the outcomes have their own [`CampaignOutcome::faults`].
    pub fn faults(&self) -> Vec<SpecFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, detail: Message| faults.push(SpecFault::new(pointer, "out_of_range", detail));
        if !(0.0..=1.0).contains(&self.exploration) {
            fault("/exploration", message!["fault-share", received = self.exploration]);
        }
        if !(self.half_life_days > 0.0 && self.half_life_days.is_finite()) {
            fault("/half_life_days", message!["fault-above-0", received = self.half_life_days]);
        }
        faults
    }
}

/// What outcomes changed in a channel's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Number of outcomes of the channel that entered.
    pub outcomes: usize,
    /// Reach of the target before them.
    pub reach_before: f64,
    /// Reach of the target after them.
    pub reach_after: f64,
    /// Responses per person delivered to.
    pub response_rate: Estimate,
    /// Share of the target among the people delivered to; `None` where the outcomes don't tell.
    pub in_target: Option<Estimate>,
    /// People delivered to, over all outcomes.
    pub delivered: u64,
    /// Whether any of them asked for the task at hand.
    pub is_of_task: bool,
    /// Whether membership is of the target as published figures cover it, so that the reach learns from it.
    pub is_comparable: bool,
}

/// What to try next to learn most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextExperiment {
    /// Channel id.
    pub channel: String,
    /// The channel that is best by expectation.
    pub leader: String,
    /// Share of the effort to give it, 0 to 1: the exploration asked for.
    pub exploration_share: f64,
    /// For every channel compared the probability that a contact on it is worth most; they add up to 1.
    pub shares: Vec<ThompsonShare>,
}

/// The share that Thompson sampling would give a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThompsonShare {
    /// Channel id.
    pub channel: String,
    /// Probability that a contact on it is worth most.
    pub share: f64,
}
