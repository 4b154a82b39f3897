//! How often forecasts held, once what they were of was known.
//!
//! Two kinds are scored. *Fit*: an analysis of an account's followers, and the next analysis of a later snapshot of the same
//! account for the same target. The later share is itself an estimate, so its own half of the interval is added to the
//! earlier one's, by squares. *Response*: each campaign against what was forecast of it from those before
//! ([`replay_responses`]). Effects and plans are not kept by the service, and so not scored.

use std::collections::BTreeMap;

use statrs::distribution::{Beta, ContinuousCDF};
use time::Date;

use crate::channel::{CampaignOutcome, replay_responses};
use crate::prevalence::Estimate;

/// Nominal level of forecasts of responses, and of the interval of how often forecasts held.
const LEVEL: f64 = 0.9;
const METHOD: &str = "jeffreys";

/// What is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ForecastKind {
    /// The share of the target among an account's followers, at the next snapshot.
    Fit,
    /// The response to a campaign.
    Response,
}

impl ForecastKind {
    /// Its name in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            ForecastKind::Fit => "fit",
            ForecastKind::Response => "response",
        }
    }
}

/// A share that an analysis published.
#[derive(Debug, Clone, PartialEq)]
pub struct FitSnapshot {
    /// The account whose followers were analysed.
    pub account: String,
    /// The target, as it was resolved.
    pub target: String,
    /// The stored audience.
    pub audience: String,
    /// The day that the audience is of.
    pub day: Date,
    /// The share.
    pub share: Estimate,
}

/// A forecast, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredForecast {
    /// What was forecast.
    pub kind: ForecastKind,
    /// Of what: an account, or a channel.
    pub subject: String,
    /// The day that it was made of; of a response that of the day before the result.
    pub made: Date,
    /// The day that the truth is of.
    pub scored: Date,
    /// The forecast.
    pub forecast: Estimate,
    /// The truth, as far as it is known.
    pub truth: f64,
    /// Whether the forecast held.
    pub held: bool,
}

/// How often forecasts of one kind held.
#[derive(Debug, Clone, PartialEq)]
pub struct KindRecord {
    /// The kind.
    pub kind: ForecastKind,
    /// Forecasts that were scored.
    pub scored: usize,
    /// Those that held.
    pub held: usize,
    /// Share that held, with an interval of 90 % (Jeffreys); none without any forecast.
    pub share: Option<Estimate>,
}

/// How often forecasts held.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackRecord {
    /// One entry for each kind.
    pub kinds: Vec<KindRecord>,
    /// Every forecast that was scored, newest first.
    pub forecasts: Vec<ScoredForecast>,
}

/// Scores what was published of accounts and what came of campaigns.
pub fn track_record(fits: Vec<FitSnapshot>, outcomes: &[CampaignOutcome]) -> TrackRecord {
    let mut forecasts = score_fits(fits);
    forecasts.extend(replay_responses(outcomes, LEVEL).into_iter().map(|response| {
        let held = (response.forecast.lower..=response.forecast.upper).contains(&response.observed);
        ScoredForecast {
            kind: ForecastKind::Response,
            subject: response.channel,
            made: response.at.previous_day().unwrap_or(response.at),
            scored: response.at,
            forecast: response.forecast,
            truth: response.observed,
            held,
        }
    }));
    let kinds = [ForecastKind::Fit, ForecastKind::Response].map(|kind| kind_record(kind, &forecasts));
    forecasts.sort_by(|a, b| b.scored.cmp(&a.scored).then(a.kind.cmp(&b.kind)).then(a.subject.cmp(&b.subject)));
    TrackRecord { kinds: kinds.into(), forecasts }
}

/// Each snapshot of an account against the one before.
fn score_fits(fits: Vec<FitSnapshot>) -> Vec<ScoredForecast> {
    let mut series: BTreeMap<(String, String), Vec<FitSnapshot>> = BTreeMap::new();
    for fit in fits {
        series.entry((fit.account.clone(), fit.target.clone())).or_default().push(fit);
    }
    let mut scored = Vec::new();
    for ((account, _), mut fits) in series {
        fits.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.audience.cmp(&b.audience)));
        // Of several analyses of one snapshot the first is the forecast.
        fits.dedup_by(|later, earlier| later.audience == earlier.audience);
        for pair in fits.windows(2).filter(|pair| pair[0].day < pair[1].day) {
            let (now, next) = (&pair[0].share, &pair[1].share);
            let beside = |own: f64, other: f64| (own * own + other * other).sqrt();
            let forecast = Estimate {
                lower: (now.value - beside(now.value - now.lower, next.upper - next.value)).max(0.0),
                upper: (now.value + beside(now.upper - now.value, next.value - next.lower)).min(1.0),
                ..now.clone()
            };
            let held = (forecast.lower..=forecast.upper).contains(&next.value);
            scored.push(ScoredForecast {
                kind: ForecastKind::Fit,
                subject: account.clone(),
                made: pair[0].day,
                scored: pair[1].day,
                forecast,
                truth: next.value,
                held,
            });
        }
    }
    scored
}

fn kind_record(kind: ForecastKind, forecasts: &[ScoredForecast]) -> KindRecord {
    let of_kind = || forecasts.iter().filter(|forecast| forecast.kind == kind);
    let (scored, held) = (of_kind().count(), of_kind().filter(|forecast| forecast.held).count());
    let beta = Beta::new(held as f64 + 0.5, (scored - held) as f64 + 0.5).ok().filter(|_| scored > 0);
    let share = beta.map(|beta| {
        let value = held as f64 / scored as f64;
        let (lower, upper) = (beta.inverse_cdf(0.5 - LEVEL / 2.0), beta.inverse_cdf(0.5 + LEVEL / 2.0));
        Estimate {
            value,
            lower: lower.min(value),
            upper: upper.max(value),
            level: LEVEL,
            method: METHOD,
            n: scored as f64,
        }
    });
    KindRecord { kind, scored, held, share }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn fit(audience: &str, day: Date, share: [f64; 3]) -> FitSnapshot {
        let [value, lower, upper] = share;
        let share = Estimate { value, lower, upper, level: 0.9, method: "panel", n: 100.0 };
        let (account, target) = ("@housing".to_owned(), "young".to_owned());
        FitSnapshot { account, target, audience: audience.to_owned(), day, share }
    }

    #[test]
    fn a_share_is_scored_by_the_next_snapshot_of_the_same_account_and_target() {
        let (june, july, august) = (date!(2026 - 06 - 01), date!(2026 - 07 - 01), date!(2026 - 08 - 01));
        let mut other = fit("d", july, [0.9, 0.8, 0.95]);
        other.account = "@transport".to_owned();
        let fits = vec![
            fit("c", august, [0.6, 0.55, 0.65]),
            other,
            fit("a", june, [0.3, 0.25, 0.35]),
            fit("b", july, [0.36, 0.3, 0.42]),
            fit("b", july, [0.1, 0.05, 0.15]),
        ];
        let record = track_record(fits, &[]);
        let held: Vec<(Date, bool)> = record.forecasts.iter().map(|f| (f.scored, f.held)).collect();
        // 0.36 lies outside of 0.25 to 0.35, but within what both estimates leave open.
        assert_eq!(held, [(august, false), (july, true)]);
        let [fit, response] = &record.kinds[..] else { panic!("two kinds") };
        assert_eq!((fit.scored, fit.held, response.scored), (2, 1, 0));
        assert!(response.share.is_none());
        let share = fit.share.as_ref().expect("a share");
        assert!(share.lower < 0.2 && share.value == 0.5 && share.upper > 0.8, "{share:?}");
    }
}
