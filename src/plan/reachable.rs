//! How many people of the target an agency can really reach on a channel, and how many of each segment: draws of both.
//!
//! With N people reached there (followers, visitors; contacts over contacts per person), of whom a share q is in the
//! target, and T people in the target, `N q / T` of the target can be reached. They are spread over the segments as the
//! channel's users are (evenly where nothing is published of them), and no segment holds more of them than it has people.

use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;
use statrs::distribution::{ContinuousCDF, Normal};

use super::candidates::PlanContext;
use super::constraints::{Faults, MAX_PEOPLE};
use super::own_reach::{OwnReach, ReachOf, ReachUnit, TargetShare};
use super::reason::TargetShareBasis;
use super::segments::Segments;
use super::uncertainty::SCENARIOS;
use crate::channel::{AudienceHint, ChannelFigure};
use crate::message::message;
use crate::prevalence::{Estimate, ShareDistribution};
use crate::stats::{logistic, logit};

/// Logit standard deviation between an agency's own followers and the users of their channel, as to membership: who
/// follows an agency is no random user. That of campaigns (see `channel::learn`) is the same, for the same reason.
const SELECTION_SD: f64 = 0.5;
/// Most of a segment that is held to be reachable.
const MAX_REACH: f64 = 1.0 - 1e-9;
const METHOD: &str = "own reach times the share of the target";

/// The people whom an agency can reach on one channel.
#[derive(Debug, Clone)]
pub(super) struct Reachable {
    pub(super) own: OwnReach,
    pub(super) basis: TargetShareBasis,
    /// Share of the target among them.
    pub(super) share: Estimate,
    /// People of the target among them, at the end of the plan.
    pub(super) people: Estimate,
    /// Draws of the share of each segment that can be reached, draw by draw.
    pub(super) shares: Vec<f64>,
    /// Whether there are as many of them as people who use the channel, or more.
    pub(super) exceeds_users: bool,
}

impl PlanContext<'_> {
    /// What the agency can reach on a channel: as given, or the followers of its account where other channels are given.
    pub(super) fn own_reach(&self, channel: &str) -> Option<OwnReach> {
        if let Some(own) = self.constraints.of(channel).and_then(|given| given.own_reach.as_ref()) {
            return Some(own.clone());
        }
        let hint = self.account(channel).filter(|_| self.constraints.is_scaled())?;
        hint.fit.as_ref()?;
        let number = Some(hint.followers).filter(|n| (1.0..=MAX_PEOPLE).contains(n))?;
        Some(OwnReach { number: Some(number), unit: Some(ReachUnit::Followers), ..OwnReach::default() })
    }

    /// What is known of the agency's account, where it is on this channel.
    pub(super) fn account(&self, channel: &str) -> Option<&AudienceHint> {
        self.query.audience.as_ref().filter(|hint| hint.account_channel.as_deref() == Some(channel))
    }

    /// The share of the target among the people reached, and how it is known; `None` where nothing tells it.
    fn target_share(
        &self,
        own: &OwnReach,
        channel: &str,
        figure: Option<&ChannelFigure>,
    ) -> Option<(TargetShareBasis, Estimate)> {
        let level = self.answer.level;
        let exact = |method| Estimate { value: 1.0, lower: 1.0, upper: 1.0, level, method, n: 0.0 };
        if own.of == ReachOf::Target {
            return Some((TargetShareBasis::Counted, exact("counted")));
        }
        if let Some(TargetShare { value, lower, upper }) = own.target_share {
            return Some((TargetShareBasis::Given, Estimate { value, lower, upper, ..exact("given") }));
        }
        if let Some(fit) = self.account(channel).and_then(|hint| hint.fit.clone()) {
            return Some((TargetShareBasis::Audience, fit));
        }
        let figure = figure?;
        if let Some(share) = figure.learned.as_ref().and_then(|learned| learned.in_target.clone()) {
            return Some((TargetShareBasis::Campaigns, share));
        }
        if !self.answer.ignored_conditions.is_empty() {
            return None;
        }
        let of_users = figure.lift.map(|lift| (lift * self.answer.target_share_of_adults).min(1.0));
        let (mean, sd) = on_logit_scale(&of_users);
        let z = Normal::standard().inverse_cdf(0.5 + level / 2.0);
        let sd = sd.hypot(SELECTION_SD);
        let at = |z: f64| logistic(mean + z * sd);
        Some((TargetShareBasis::Published, Estimate { value: at(0.0), lower: at(-z), upper: at(z), ..of_users }))
    }

    /// The people whom the agency can reach on a channel; `None` where it says nothing of them. `pattern` is the draws of
    /// the channel's users by segment, where figures are published.
    pub(super) fn reachable(
        &self,
        channel: &str,
        figure: Option<&ChannelFigure>,
        segments: &Segments,
        pattern: Option<&[f64]>,
    ) -> Option<Reachable> {
        let own = self.own_reach(channel)?;
        let (basis, share) = self.target_share(&own, channel, figure)?;
        let place = own.place.as_ref().and_then(|name| self.constraints.places.iter().position(|p| p.name == *name));
        let inside = |s: usize| place.is_none_or(|place| segments.place_of(s) == place);
        let weights = &segments.weights;
        let held: f64 = (0..weights.len()).filter(|s| inside(*s)).map(|s| weights[s]).sum();
        let people_there = self.target_people(segments)? * held;
        let (logit_share, sd) = on_logit_scale(&share);
        let seed = channel
            .bytes()
            .fold(self.query.seed ^ 0x006f_776e, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (mut parts, mut shares) = (Vec::with_capacity(SCENARIOS), Vec::with_capacity(SCENARIOS * weights.len()));
        let mut beyond = 0;
        for draw in 0..SCENARIOS {
            let gained = own.people_gained() * rng.gen_range(0.0..2.0);
            let z: f64 = rng.sample(StandardNormal);
            let in_target = if basis == TargetShareBasis::Counted { 1.0 } else { logistic(logit_share + sd * z) };
            let reachable = (own.people() + gained) * in_target;
            let used = |s: usize| pattern.map_or(1.0, |pattern| pattern[draw * weights.len() + s]);
            let users: f64 =
                (0..weights.len()).filter(|s| inside(*s)).map(|s| weights[s] * used(s)).sum::<f64>() / held;
            let part = reachable / (people_there * users);
            beyond += usize::from(part >= 1.0);
            shares.extend(
                (0..weights.len()).map(|s| if inside(s) { (used(s) * part.min(1.0)).min(MAX_REACH) } else { 0.0 }),
            );
            parts.push((part * users).min(users));
        }
        let tail = (1.0 - self.answer.level) / 2.0;
        let value = parts.iter().sum::<f64>() / parts.len() as f64;
        let drawn = ShareDistribution::from_draws(parts);
        let (lower, upper) = (drawn.quantile(tail).min(value), drawn.quantile(1.0 - tail).max(value));
        let held_there = Estimate { value, lower, upper, level: self.answer.level, method: METHOD, n: share.n };
        let people = held_there.map(|part| part * people_there);
        Some(Reachable { own, basis, share, people, shares, exceeds_users: 2 * beyond >= SCENARIOS })
    }

    /// People in the target where the agency is responsible.
    pub(super) fn target_people(&self, segments: &Segments) -> Option<f64> {
        self.people().map(|people| people * segments.per_adult)
    }

    /// What is wrong with the agency's own numbers beside what is known of the people and the channels.
    pub(super) fn own_reach_faults(&self, segments: &Segments, faults: &mut Faults) {
        if !self.constraints.is_scaled() {
            return;
        }
        let (Some(adults), Some(target)) = (self.people(), self.target_people(segments)) else {
            return faults.add("/people", "missing", message!["fault-people-missing"]);
        };
        for (i, given) in self.constraints.channels.iter().enumerate() {
            let Some(own) = &given.own_reach else { continue };
            let at = format!("/channels/{i}/own_reach");
            let part = own.place.as_ref().and_then(|name| self.constraints.places.iter().find(|p| p.name == *name));
            let part = part.map_or(1.0, |place| place.people / adults);
            let (most, who) = match own.of {
                ReachOf::Everyone => (adults * part, "everyone"),
                ReachOf::Target => (target * part, "target"),
            };
            if own.people() > most {
                let (received, most) = (own.people(), format!("{most:.0}"));
                let detail = message!["fault-reach-above-people", received = received, most = most, of = who];
                faults.add(&format!("{at}/number"), "out_of_range", detail);
            }
            let figure = self.answer.channels.iter().find(|figure| figure.channel == given.channel);
            if self.target_share(own, &given.channel, figure).is_none() {
                faults.add(&format!("{at}/target_share"), "missing", message!["fault-target-share"]);
            }
        }
        if let Some(goal) = self.constraints.reach_at_least.filter(|goal| *goal > target) {
            let detail = message!["fault-goal-above-target", received = goal, most = format!("{target:.0}")];
            faults.add("/reach_at_least", "out_of_range", detail);
        }
    }
}

/// Mean and standard deviation of the logit that an estimated share stands for.
fn on_logit_scale(share: &Estimate) -> (f64, f64) {
    let inside = |share: f64| logit(share.clamp(1e-6, 1.0 - 1e-6));
    let z = Normal::standard().inverse_cdf(0.5 + share.level / 2.0);
    (inside(share.value), (inside(share.upper) - inside(share.lower)) / (2.0 * z))
}
