//! From outcomes to what they teach of each channel.

use std::collections::BTreeMap;

use time::Date;

use super::beta::{BetaShare, Counts};
use super::response::pool;
use super::{CAMPAIGN_SD, CampaignOutcome, Learned, Learning, RESPONDER_SD, SELECTION_SD};
use crate::channel::ChannelQuery;
use crate::channel::reach::Reach;
use crate::stats::{logistic, logit};

const RESPONSE: &str = "beta-binomial, partially pooled over channels";
const IN_TARGET: &str = "beta-binomial, prior from published reach";

/// The discounted counts of one channel.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CampaignCounts {
    pub(super) outcomes: usize,
    pub(super) delivered: u64,
    pub(super) response: Counts,
    pub(super) delivered_known: Counts,
    pub(super) responded_known: Counts,
}

/// What all outcomes teach.
#[derive(Debug)]
pub(crate) struct CampaignPosteriors {
    share_of_adults: f64,
    /// Whether membership speaks of the target as the published figures do.
    comparable: bool,
    pool: BetaShare,
    by_channel: BTreeMap<String, CampaignCounts>,
    level: f64,
}

/// What outcomes teach of one channel.
#[derive(Debug, Clone)]
pub(crate) struct CampaignPosterior {
    /// `None` without outcomes.
    pub(crate) learned: Option<Learned>,
    /// Responses per person delivered to.
    pub(crate) response: BetaShare,
    /// Share of the target among those who respond.
    pub(crate) responders: BetaShare,
}

impl CampaignPosteriors {
    /// `share_of_adults`: the target's share of the adults; `comparable`: whether no condition of the target was left out.
    pub(crate) fn new(query: &ChannelQuery, learning: &Learning, share_of_adults: f64, comparable: bool) -> Self {
        let by_channel = counts_by_channel(query, learning);
        let counts: Vec<Counts> = by_channel.values().map(|counts| counts.response).collect();
        Self { share_of_adults, comparable, pool: pool(&counts), by_channel, level: query.level }
    }

    /// Moves a channel's reach by its outcomes.
    pub(crate) fn update(&self, channel: &str, reach: &mut Reach) -> CampaignPosterior {
        let counts = self.by_channel.get(channel).copied().unwrap_or_default();
        let response = self.pool.after(counts.response);
        let reach_before = logistic(reach.target);
        let members = self.members(&counts, reach);
        let doubt = members.logit_variance() + RESPONDER_SD.powi(2);
        let responders = BetaShare::of_logit(members.logit(), doubt).after(counts.responded_known);
        let learned = (counts.outcomes > 0).then(|| {
            let has_membership = counts.delivered_known.people > 0.0;
            let in_target =
                has_membership.then(|| members.estimate(self.level, IN_TARGET, counts.delivered_known.people));
            let response_rate = response.estimate(self.level, RESPONSE, counts.response.people);
            Learned {
                outcomes: counts.outcomes,
                reach_before,
                reach_after: logistic(reach.target),
                response_rate,
                in_target,
                delivered: counts.delivered,
                is_of_task: counts.response.people > 0.0 || counts.delivered == 0,
                is_comparable: self.comparable,
            }
        });
        CampaignPosterior { learned, response, responders }
    }

    /// The share of the target among those delivered to; the reach learns from it.
    fn members(&self, counts: &CampaignCounts, reach: &mut Reach) -> BetaShare {
        let delta = DeltaMethod::new(reach, self.share_of_adults);
        let prior = BetaShare::of_logit(delta.logit, delta.variance + SELECTION_SD.powi(2));
        if counts.delivered_known.people <= 0.0 {
            return prior;
        }
        if !self.comparable {
            // The prior speaks of a wider target: half a person on either side instead.
            return BetaShare { alpha: 0.5, beta: 0.5 }.after(counts.delivered_known);
        }
        let posterior = prior.after(counts.delivered_known);
        delta.regress(reach, prior, posterior);
        posterior
    }
}

/// The logit of the share of the target among a channel's users, as a linear function of the reach's two logits.
struct DeltaMethod {
    logit: f64,
    variance: f64,
    /// Covariances of it with the logits of target and everyone.
    with_target: f64,
    with_everyone: f64,
}

/// Largest share of the target among a channel's users that is believed.
const MAX_SHARE_OF_USERS: f64 = 0.99;

impl DeltaMethod {
    fn new(reach: &Reach, share_of_adults: f64) -> Self {
        let (target, everyone) = (logistic(reach.target), logistic(reach.everyone));
        let share = (share_of_adults * target / everyone).clamp(1e-9, MAX_SHARE_OF_USERS);
        let by_target = (1.0 - target) / (1.0 - share);
        let by_everyone = -(1.0 - everyone) / (1.0 - share);
        let both = reach.correlation * reach.target_sd * reach.everyone_sd;
        let with_target = by_target * reach.target_sd.powi(2) + by_everyone * both;
        let with_everyone = by_target * both + by_everyone * reach.everyone_sd.powi(2);
        let variance = by_target * with_target + by_everyone * with_everyone;
        Self { logit: logit(share), variance: variance.max(0.0), with_target, with_everyone }
    }

    /// Takes what was learnt of the share back to the reach, by the regression of its logits on that of the share.
    fn regress(&self, reach: &mut Reach, prior: BetaShare, posterior: BetaShare) {
        let doubt = prior.logit_variance();
        let (by_target, by_everyone) = (self.with_target / doubt, self.with_everyone / doubt);
        let step = posterior.logit() - prior.logit();
        let gained = (doubt - posterior.logit_variance()).max(0.0);
        let target = reach.target_sd.powi(2) - by_target.powi(2) * gained;
        let everyone = reach.everyone_sd.powi(2) - by_everyone.powi(2) * gained;
        let both = reach.correlation * reach.target_sd * reach.everyone_sd - by_target * by_everyone * gained;
        reach.target += by_target * step;
        reach.everyone += by_everyone * step;
        reach.target_sd = target.max(f64::MIN_POSITIVE).sqrt();
        reach.everyone_sd = everyone.max(f64::MIN_POSITIVE).sqrt();
        reach.correlation = (both / (reach.target_sd * reach.everyone_sd)).clamp(-1.0, 1.0);
    }
}

/// The outcomes of the asked country by channel, in an order of their own, so that sums don't depend on the order given.
fn counts_by_channel(query: &ChannelQuery, learning: &Learning) -> BTreeMap<String, CampaignCounts> {
    let counts = |o: &&CampaignOutcome| o.response().is_some() && o.counts_for(query, learning.as_of);
    let mut outcomes: Vec<&CampaignOutcome> = learning.outcomes.iter().filter(counts).collect();
    outcomes.sort_unstable();
    let mut by_channel: BTreeMap<String, Vec<&CampaignOutcome>> = BTreeMap::new();
    for outcome in outcomes {
        by_channel.entry(outcome.channel.clone()).or_default().push(outcome);
    }
    by_channel.into_iter().map(|(channel, outcomes)| (channel, campaign_counts(&outcomes, query, learning))).collect()
}

fn campaign_counts(outcomes: &[&CampaignOutcome], query: &ChannelQuery, learning: &Learning) -> CampaignCounts {
    let names = [query.target.name.as_deref(), query.target.preset.as_deref()];
    let is_asked = |o: &CampaignOutcome| o.target.is_none() || names.contains(&o.target.as_deref());
    let is_of_task =
        |o: &CampaignOutcome| learning.task.is_none_or(|task| o.task.as_deref().is_none_or(|t| t == task.as_str()));
    let discounted = |counts: &dyn Fn(&CampaignOutcome) -> Option<Counts>| {
        let all: Vec<(Date, Counts)> = outcomes.iter().filter_map(|o| Some((o.at, counts(o)?))).collect();
        discounted(&all, learning)
    };
    CampaignCounts {
        outcomes: outcomes.len(),
        delivered: outcomes.iter().filter_map(|o| o.delivered).sum(),
        response: discounted(&|o| {
            o.response().filter(|_| is_of_task(o)).map(|(delivered, responded)| Counts::new(delivered, responded))
        }),
        delivered_known: discounted(&|o| {
            o.delivered_known.filter(|_| is_asked(o)).map(|known| Counts::new(known.people, known.in_target))
        }),
        responded_known: discounted(&|o| {
            o.responded_known
                .filter(|_| is_asked(o) && is_of_task(o))
                .map(|known| Counts::new(known.people, known.in_target))
        }),
    }
}

/// The sum of counts after the discounts for age and over-dispersion.
pub(super) fn discounted(all: &[(Date, Counts)], learning: &Learning) -> Counts {
    let mut pooled = Counts::default();
    all.iter().for_each(|(_, counts)| pooled.add(*counts));
    let share = pooled.share();
    let dispersion = share * (1.0 - share) * CAMPAIGN_SD.powi(2).exp_m1();
    let mut sum = Counts::default();
    for (at, counts) in all {
        sum.add(counts.times(weight(*at, learning) / (1.0 + counts.people * dispersion)));
    }
    sum
}

/// What an outcome of a day counts: half as much every half-life.
fn weight(at: Date, learning: &Learning) -> f64 {
    let days = (learning.as_of - at).whole_days().max(0) as f64;
    (-days / learning.half_life_days).exp2()
}
