//! What would have been forecast of each campaign from those before it, and what came of it.

use rand::SeedableRng;
use rand_distr::{Binomial, Distribution};
use rand_xoshiro::Xoshiro256PlusPlus;
use time::Date;

use super::beta::{BetaShare, Counts};
use super::posteriors::discounted;
use super::response::pool;
use super::{CAMPAIGN_SD, CampaignOutcome, HALF_LIFE_DAYS, Learning};
use crate::prevalence::Estimate;
use crate::stats::quantile_of_draws;

/// How the forecast of a response is called.
const METHOD: &str = "beta_binomial";
/// Draws of a forecast.
const DRAWS: usize = 1000;

/// The response to a campaign as it was forecast the day before, and as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseForecast {
    /// Channel id.
    pub channel: String,
    /// The day that the result is of.
    pub at: Date,
    /// Responses per person delivered to, as forecast: the interval is of this campaign's share, not of the mean.
    pub forecast: Estimate,
    /// Responses per person delivered to, as counted.
    pub observed: f64,
}

/// A forecast for each campaign that others of the same task went before, in order of time. Each is made of the results up
/// to the day before, with the code of today.
pub fn replay_responses(outcomes: &[CampaignOutcome], level: f64) -> Vec<ResponseForecast> {
    let mut order: Vec<&CampaignOutcome> = outcomes.iter().filter(|outcome| outcome.response().is_some()).collect();
    order.sort_unstable_by(|a, b| a.at.cmp(&b.at).then_with(|| a.cmp(b)));
    let judged = order.iter().filter_map(|outcome| {
        let (delivered, responded) = outcome.response().filter(|(delivered, _)| *delivered > 0)?;
        let earlier: Vec<&CampaignOutcome> =
            order.iter().copied().filter(|other| other.at < outcome.at && is_alike(other, outcome)).collect();
        let forecast = forecast(outcome, delivered, &earlier, level)?;
        let observed = responded as f64 / delivered as f64;
        Some(ResponseForecast { channel: outcome.channel.clone(), at: outcome.at, forecast, observed })
    });
    judged.collect()
}

/// Whether the responses to one campaign tell of those to another.
fn is_alike(a: &CampaignOutcome, b: &CampaignOutcome) -> bool {
    a.task == b.task && a.country == b.country
}

fn forecast(outcome: &CampaignOutcome, delivered: u64, earlier: &[&CampaignOutcome], level: f64) -> Option<Estimate> {
    if earlier.is_empty() {
        return None;
    }
    let as_of = outcome.at.previous_day()?;
    let learning =
        Learning { outcomes: Vec::new(), as_of, half_life_days: HALF_LIFE_DAYS, exploration: 0.0, task: None };
    let mut channels: Vec<&str> = earlier.iter().map(|other| other.channel.as_str()).collect();
    channels.sort_unstable();
    channels.dedup();
    let counts = |channel: &str| -> Counts {
        let own = earlier.iter().filter(|other| other.channel == channel);
        let own: Vec<(Date, Counts)> =
            own.filter_map(|other| other.response().map(|(n, k)| (other.at, Counts::new(n, k)))).collect();
        discounted(&own, &learning)
    };
    let all: Vec<Counts> = channels.iter().map(|channel| counts(channel)).collect();
    let mean = pool(&all).after(counts(&outcome.channel));
    // One campaign is a draw from the spread around its channel's mean.
    let campaign = BetaShare::of_logit(mean.logit(), mean.logit_variance() + CAMPAIGN_SD.powi(2));
    let mut random = Xoshiro256PlusPlus::seed_from_u64(0);
    let draw = |_| {
        let share = campaign.draw(&mut random).clamp(0.0, 1.0);
        Binomial::new(delivered, share).map_or(share, |binomial| binomial.sample(&mut random) as f64 / delivered as f64)
    };
    let mut draws: Vec<f64> = (0..DRAWS).map(draw).collect();
    draws.sort_by(f64::total_cmp);
    let at = |p: f64| quantile_of_draws(&draws, p);
    let tail = (1.0 - level) / 2.0;
    let (value, lower, upper) = (at(0.5), at(tail), at(1.0 - tail));
    Some(Estimate { value, lower, upper, level, method: METHOD, n: earlier.len() as f64 })
}

#[cfg(test)]
mod tests {
    use rand::Rng;
    use rand_distr::StandardNormal;
    use time::Duration;
    use time::macros::date;

    use super::*;
    use crate::stats::logistic;

    fn outcome(channel: &str, at: Date, delivered: u64, responded: u64) -> CampaignOutcome {
        CampaignOutcome {
            channel: channel.to_owned(),
            at,
            delivered: Some(delivered),
            responded: Some(responded),
            delivered_known: None,
            responded_known: None,
            target: None,
            country: None,
            task: None,
            event: None,
            plan: None,
        }
    }

    #[test]
    fn intervals_hold_about_nine_in_ten_campaigns_of_channels_that_differ() {
        let (mut held, mut all) = (0, 0);
        for run in 0..30 {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(run);
            let mut outcomes = Vec::new();
            for channel in ["facebook", "x", "radio"] {
                let mean = -3.9 + 0.8 * random.sample::<f64, _>(StandardNormal);
                for i in 0..8 {
                    let share = logistic(mean + CAMPAIGN_SD * random.sample::<f64, _>(StandardNormal));
                    let delivered = random.gen_range(500..20_000);
                    let responded = Binomial::new(delivered, share).expect("a share").sample(&mut random);
                    let at = date!(2026 - 01 - 05) + Duration::days(14 * i + channel.len() as i64);
                    outcomes.push(outcome(channel, at, delivered, responded));
                }
            }
            let forecasts = replay_responses(&outcomes, 0.9);
            assert_eq!(forecasts.len(), 23, "all but the first");
            all += forecasts.len();
            held += forecasts.iter().filter(|f| (f.forecast.lower..=f.forecast.upper).contains(&f.observed)).count();
        }
        let share = held as f64 / all as f64;
        println!("{share:.3} of {all} campaigns lay within their 90 % intervals");
        assert!((0.86..=0.96).contains(&share), "{share}");
    }

    #[test]
    fn a_forecast_is_made_of_earlier_days_and_the_same_task_only() {
        let (one, two) = (date!(2026 - 01 - 05), date!(2026 - 02 - 05));
        let mut other_task = outcome("x", one, 1000, 20);
        other_task.task = Some("application".to_owned());
        assert!(replay_responses(&[outcome("x", one, 1000, 20), outcome("x", one, 900, 9)], 0.9).is_empty());
        assert!(replay_responses(&[other_task, outcome("x", two, 1000, 20)], 0.9).is_empty());
        let mut given = vec![outcome("x", two, 1000, 20), outcome("radio", one, 1000, 10)];
        let forecasts = replay_responses(&given, 0.9);
        assert_eq!((forecasts.len(), forecasts[0].observed), (1, 0.02));
        given.reverse();
        assert_eq!(replay_responses(&given, 0.9), forecasts, "the order of storage does not matter");
    }
}
