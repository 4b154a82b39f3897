//! What past campaigns teach of the hours that reach half of the people an agency can reach on a channel.
//!
//! A campaign of H staff hours that was delivered to a part y of them is explained by `y = 1 - 2^(-H / half)`, so it
//! observes the logarithm of `half`. That of a channel is normal around what is assumed; campaigns differ from their
//! channel's, so that what they teach of the next never falls below the spread between them.

use super::candidates::PlanContext;
use super::own_reach::{OwnReach, ReachOf};

/// Standard deviation of the logarithm between campaigns of one channel: a factor of two.
const CAMPAIGN_LOG_SD: f64 = std::f64::consts::LN_2;
/// Parts delivered to that say something of the rate: nearly nobody and nearly everybody are as well explained by any.
const PART: (f64, f64) = (0.001, 0.98);

/// Hours that reach half, as learnt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LearntHours {
    pub(super) hours: f64,
    pub(super) log_sd: f64,
    pub(super) campaigns: usize,
}

impl PlanContext<'_> {
    /// The hours that reach half of `own`, from the campaigns of the channel whose hours and delivery are known; `None`
    /// without any. `assumed` is what is taken for true before them.
    pub(super) fn learnt_hours(&self, channel: &str, own: &OwnReach, assumed: f64) -> Option<LearntHours> {
        let learning = self.query.learning.as_ref().filter(|_| own.of == ReachOf::Everyone)?;
        let task = self.constraints.task.as_str();
        let counts = learning.outcomes.iter().filter(|o| {
            o.channel == channel
                && o.at <= learning.as_of
                && o.country.as_ref().is_none_or(|country| *country == self.query.country)
                && o.task.as_deref().is_none_or(|of| of == task)
        });
        let observed = counts.filter_map(|o| {
            let hours = o.event.as_ref()?.hours.filter(|hours| *hours > 0.0)?;
            let part = (o.delivered? as f64 / own.people()).clamp(PART.0, PART.1);
            let days = (learning.as_of - o.at).whole_days().max(0) as f64;
            Some((hours / -(1.0 - part).log2(), (-days / learning.half_life_days).exp2()))
        });
        let observed: Vec<(f64, f64)> = observed.collect();
        combined(assumed, self.catalog.responses().log_sd(), &observed)
    }
}

/// The normal posterior of the logarithm for the next campaign; `observed` are hours that reach half, with weights.
fn combined(assumed: f64, log_sd: f64, observed: &[(f64, f64)]) -> Option<LearntHours> {
    if observed.is_empty() {
        return None;
    }
    let between = CAMPAIGN_LOG_SD.powi(2);
    let prior = 1.0 / (log_sd.powi(2) - between).max(0.01 * between);
    let (mut precision, mut sum) = (prior, prior * assumed.ln());
    for (hours, weight) in observed {
        precision += weight / between;
        sum += weight / between * hours.ln();
    }
    let log_sd = (1.0 / precision + between).sqrt();
    Some(LearntHours { hours: (sum / precision).exp(), log_sd, campaigns: observed.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn campaigns_move_the_hours_and_never_make_them_surer_than_campaigns_differ() {
        let of = |observed: &[(f64, f64)]| combined(6.0, 1.4, observed).expect("observed");
        let (one, many) = (of(&[(24.0, 1.0)]), of(&[(24.0, 1.0); 50]));
        assert!(6.0 < one.hours && one.hours < many.hours && many.hours < 24.0, "{one:?} {many:?}");
        assert!((many.hours - 24.0).abs() < 1.0 && one.log_sd < 1.0, "{one:?} {many:?}");
        assert!(CAMPAIGN_LOG_SD < many.log_sd && many.log_sd < 0.72, "{many:?}");
        let old = of(&[(24.0, 0.1)]);
        assert!(old.hours < one.hours && old.log_sd > one.log_sd, "an old campaign teaches less: {old:?}");
        assert_eq!(combined(6.0, 1.4, &[]), None);
    }
}
