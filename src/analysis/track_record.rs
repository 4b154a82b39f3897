//! How often forecasts held, once what they were of was known.
//!
//! Forecasts are registered with the stored answer that makes them ([`Forecast`]) and scored against what came later. A
//! score follows from what is stored, so that it is the same however often it is asked for, follows a correction, and goes
//! with what it rests on. The truth is often an estimate as well; its own half of the interval is then added to the
//! forecast's, by squares.
//!
//! - *Fit*: an analysis of an account's followers, and the next analysis of a later snapshot of the same account for the same
//!   target.
//! - *Reach* and *plan*: the people of the target that a stored plan says are met on a channel and in all, and the results of
//!   campaigns that name the plan. Several results may be of the same people, so only bounds are known: the most of one, and
//!   their sum. Where the bounds leave open whether the forecast held, it is not scored.
//! - *Effect*: what an account's counts would come to without an event, on which every effect rests. It is scored by the next
//!   stored effect of the account whose series has all of a period that the design of a next event was asked for, with no
//!   event in it.
//! - *Response*: each campaign against what is forecast of it from those before ([`replay_responses`]), which nobody needs to
//!   register.

use std::collections::BTreeMap;

use statrs::distribution::{Beta, ContinuousCDF};
use time::Date;

use super::plan_scores::score_plans;
use crate::channel::{CampaignOutcome, replay_responses};
use crate::effect::{EffectAnalysis, Series};
use crate::plan::Plan;
use crate::prevalence::Estimate;
use crate::vocabulary::vocabulary;

/// Nominal level of forecasts of responses, and of the interval of how often forecasts held.
const LEVEL: f64 = 0.9;
const METHOD: &str = "jeffreys";
/// Fewer scored forecasts than this tell little of how often they hold: with 20, eighteen or so of nine in ten, the interval
/// still is a quarter wide.
pub const FEW_FORECASTS: usize = 20;
/// Newest counts of each metric that are kept to score forecasts: more than the longest period that is forecast.
const MAX_COUNTS: usize = 400;

vocabulary! {
    /// What is forecast, and scored once the truth is known.
    pub enum ForecastKind {
        /// The share of the target among an account's followers, at the next snapshot.
        Fit = "fit",
        /// People of the target met on a channel.
        Reach = "reach",
        /// People of the target met by a plan.
        Plan = "plan",
        /// Counts of an account without an event.
        Effect = "effect",
        /// The share of those delivered to who respond to a campaign.
        Response = "response",
    }
}

/// What a stored answer forecasts.
#[derive(Debug, Clone, PartialEq)]
pub enum Forecast {
    /// The share of an account's followers.
    Fit(FitSnapshot),
    /// The people that a plan meets.
    Plan(PlanForecast),
    /// The counts of an account.
    Counts(CountForecast),
}

/// The forecasts of a stored answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Registered {
    /// Id of the answer.
    pub id: String,
    /// When it was stored, in milliseconds.
    pub made_at: i64,
    /// What it forecasts.
    pub forecasts: Vec<Forecast>,
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

impl FitSnapshot {
    /// Whether a share is a forecast: it has a doubt, and is published as a figure and not as a range.
    pub fn is_forecast(share: &Estimate) -> bool {
        share.method != Estimate::RANGE && share.lower < share.upper
    }
}

/// The people of the target that a plan says are met.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanForecast {
    /// The day that it was made.
    pub day: Date,
    /// On any channel.
    pub people: Estimate,
    /// On each channel.
    pub channels: Vec<(String, Estimate)>,
}

impl PlanForecast {
    /// What a plan forecasts; `None` where it is an order and no number of people.
    pub fn of(plan: &Plan, day: Date) -> Option<Self> {
        let channels = plan.allocations.iter();
        let channels = channels.filter_map(|channel| Some((channel.channel.clone(), channel.people.clone()?)));
        Some(Self { day, people: plan.people.clone()?, channels: channels.collect() })
    }
}

/// What an account's counts come to, and what they were.
#[derive(Debug, Clone, PartialEq)]
pub struct CountForecast {
    /// The account.
    pub account: String,
    /// Length of a period.
    pub frequency: String,
    /// The last day that was counted.
    pub last: Date,
    /// What is expected after it without an event, by metric and length.
    pub windows: Vec<CountWindow>,
    /// What was counted, to score earlier forecasts.
    pub counts: Vec<Counted>,
    /// First and last day of each event.
    pub events: Vec<(Date, Date)>,
}

/// What is expected of a metric in some periods without an event.
#[derive(Debug, Clone, PartialEq)]
pub struct CountWindow {
    /// The metric.
    pub metric: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Number of periods.
    pub periods: usize,
    /// What is expected in all of them.
    pub expected: Estimate,
}

/// What was counted of a metric, by the first day of each period.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// The metric.
    pub metric: String,
    /// Days and counts.
    pub periods: Vec<(Date, f64)>,
}

impl CountForecast {
    /// What an answer says of an account's counts.
    pub fn of(answer: &EffectAnalysis, account: &str) -> Self {
        let series = &answer.series;
        let end = series.periods();
        let of_metric = |plan: &crate::effect::MetricPlan| {
            let windows = plan.windows.iter().map(|window| CountWindow {
                metric: plan.metric.as_str().to_owned(),
                from: series.date(end),
                to: series.last_day(end + window.periods - 1),
                periods: window.periods,
                expected: window.expected.clone(),
            });
            windows.collect::<Vec<_>>()
        };
        let plan = answer.plan.iter().flat_map(|plan| &plan.metrics);
        let open = |to: Option<Date>| to.unwrap_or(Date::MAX);
        Self {
            account: account.to_owned(),
            frequency: series.frequency().as_str().to_owned(),
            last: series.last_day(end.saturating_sub(1)),
            windows: plan.flat_map(of_metric).collect(),
            counts: series.metrics().into_iter().map(|metric| counted(series, metric)).collect(),
            events: answer.events.iter().map(|answer| (answer.event.from, open(answer.event.to))).collect(),
        }
    }

    /// What was counted in a window; `None` unless all of it was, and no event touched it.
    fn truth(&self, window: &CountWindow) -> Option<f64> {
        let (from, to) = (window.from, window.to);
        if self.events.iter().any(|(first, last)| *first <= to && from <= *last) {
            return None;
        }
        let counted = self.counts.iter().find(|counted| counted.metric == window.metric)?;
        let within = counted.periods.iter().filter(|(day, _)| (from..=to).contains(day));
        let counts: Vec<f64> = within.map(|(_, count)| *count).collect();
        (counts.len() == window.periods).then(|| counts.iter().sum())
    }
}

fn counted(series: &Series, metric: crate::effect::Metric) -> Counted {
    let values = series.values(metric);
    let first = values.len().saturating_sub(MAX_COUNTS);
    let known = values.iter().enumerate().skip(first);
    let periods = known.filter_map(|(period, value)| Some((series.date(period), (*value)?)));
    Counted { metric: metric.as_str().to_owned(), periods: periods.collect() }
}

/// A forecast, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredForecast {
    /// What was forecast.
    pub kind: ForecastKind,
    /// Of what: an account, a channel, or a plan.
    pub subject: String,
    /// The day that it was made of; of a response that of the day before the result.
    pub made: Date,
    /// The day that the truth is of.
    pub scored: Date,
    /// The forecast.
    pub forecast: Estimate,
    /// The truth, as far as it is known; at least this, where `truth_at_most` is more.
    pub truth: f64,
    /// The most that the truth can be; where it is a number, the same.
    pub truth_at_most: f64,
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
    /// Forecasts that are registered and could not be scored yet.
    pub open: usize,
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

impl TrackRecord {
    /// Whether any forecast was scored.
    pub fn is_empty(&self) -> bool {
        self.forecasts.is_empty()
    }
}

/// Scores what is registered, and what came of campaigns.
pub fn track_record(registered: &[Registered], outcomes: &[CampaignOutcome]) -> TrackRecord {
    let mut of_kind: BTreeMap<ForecastKind, usize> = BTreeMap::new();
    let mut forecasts = Vec::new();
    let mut add = |scores: Scores| {
        for (kind, registered) in scores.registered {
            *of_kind.entry(kind).or_default() += registered;
        }
        forecasts.extend(scores.scored);
    };
    add(score_fits(registered));
    add(score_plans(registered, outcomes));
    add(score_counts(registered));
    forecasts.extend(replay_responses(outcomes, LEVEL).into_iter().map(|response| {
        let held = (response.forecast.lower..=response.forecast.upper).contains(&response.observed);
        ScoredForecast {
            kind: ForecastKind::Response,
            subject: response.channel,
            made: response.at.previous_day().unwrap_or(response.at),
            scored: response.at,
            forecast: response.forecast,
            truth: response.observed,
            truth_at_most: response.observed,
            held,
        }
    }));
    let kinds = ForecastKind::ALL.map(|kind| kind_record(kind, of_kind.get(&kind).copied(), &forecasts));
    forecasts.sort_by(|a, b| b.scored.cmp(&a.scored).then(a.kind.cmp(&b.kind)).then(a.subject.cmp(&b.subject)));
    TrackRecord { kinds: kinds.into(), forecasts }
}

/// Forecasts of some kinds: how many are registered, and those that are scored.
pub(super) struct Scores {
    pub(super) registered: Vec<(ForecastKind, usize)>,
    pub(super) scored: Vec<ScoredForecast>,
}

/// Halves of intervals added by squares.
pub(super) fn beside(own: f64, other: f64) -> f64 {
    own.hypot(other)
}

/// Each snapshot of an account against the one before, where that was analysed before.
fn score_fits(registered: &[Registered]) -> Scores {
    let mut series: BTreeMap<(&str, &str), Vec<(i64, &FitSnapshot)>> = BTreeMap::new();
    for answer in registered {
        for forecast in &answer.forecasts {
            if let Forecast::Fit(fit) = forecast {
                series.entry((&fit.account, &fit.target)).or_default().push((answer.made_at, fit));
            }
        }
    }
    let (mut all, mut scored) = (0, Vec::new());
    for ((account, _), mut fits) in series {
        // Of several analyses of one snapshot the first is the forecast.
        fits.sort_by(|(a_at, a), (b_at, b)| (a.day, &a.audience, a_at).cmp(&(b.day, &b.audience, b_at)));
        fits.dedup_by(|(_, later), (_, earlier)| later.audience == earlier.audience);
        all += fits.len();
        for pair in fits.windows(2) {
            let [(made_at, now), (known_at, next)] = [pair[0], pair[1]];
            if now.day >= next.day || made_at >= known_at {
                continue;
            }
            let (share, truth) = (&now.share, &next.share);
            let forecast = Estimate {
                lower: (share.value - beside(share.value - share.lower, truth.upper - truth.value)).max(0.0),
                upper: (share.value + beside(share.upper - share.value, truth.value - truth.lower)).min(1.0),
                ..share.clone()
            };
            scored.push(ScoredForecast {
                kind: ForecastKind::Fit,
                subject: account.to_owned(),
                made: now.day,
                scored: next.day,
                held: (forecast.lower..=forecast.upper).contains(&truth.value),
                forecast,
                truth: truth.value,
                truth_at_most: truth.value,
            });
        }
    }
    Scores { registered: vec![(ForecastKind::Fit, all)], scored }
}

/// What was expected of an account's counts against what the next stored answer counted: of each metric the longest period
/// that can be told.
fn score_counts(registered: &[Registered]) -> Scores {
    let mut accounts: BTreeMap<(&str, &str), Vec<(i64, &CountForecast)>> = BTreeMap::new();
    for answer in registered {
        for forecast in &answer.forecasts {
            if let Forecast::Counts(counts) = forecast {
                accounts.entry((&counts.account, &counts.frequency)).or_default().push((answer.made_at, counts));
            }
        }
    }
    let (mut all, mut scored) = (0, Vec::new());
    for ((account, _), mut answers) in accounts {
        answers.sort_by_key(|(made_at, _)| *made_at);
        for (i, (_, made)) in answers.iter().enumerate() {
            let mut metrics: Vec<&str> = made.windows.iter().map(|window| window.metric.as_str()).collect();
            metrics.dedup();
            all += metrics.len();
            for metric in metrics {
                let mut windows: Vec<&CountWindow> = made.windows.iter().filter(|w| w.metric == metric).collect();
                windows.sort_by_key(|window| std::cmp::Reverse(window.periods));
                let known = windows.iter().find_map(|window| {
                    let later = answers[i + 1..].iter().find_map(|(_, later)| later.truth(window))?;
                    Some((*window, later))
                });
                let Some((window, truth)) = known else { continue };
                scored.push(ScoredForecast {
                    kind: ForecastKind::Effect,
                    subject: format!("{account}, {metric}"),
                    made: made.last,
                    scored: window.to,
                    held: (window.expected.lower..=window.expected.upper).contains(&truth),
                    forecast: window.expected.clone(),
                    truth,
                    truth_at_most: truth,
                });
            }
        }
    }
    Scores { registered: vec![(ForecastKind::Effect, all)], scored }
}

fn kind_record(kind: ForecastKind, registered: Option<usize>, forecasts: &[ScoredForecast]) -> KindRecord {
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
    KindRecord { kind, scored, held, open: registered.map_or(0, |all| all.saturating_sub(scored)), share }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn fit(audience: &str, day: Date, share: [f64; 3], made_at: i64) -> Registered {
        let [value, lower, upper] = share;
        let share = Estimate { value, lower, upper, level: 0.9, method: "panel", n: 100.0 };
        let (account, target) = ("@housing".to_owned(), "young".to_owned());
        let fit = FitSnapshot { account, target, audience: audience.to_owned(), day, share };
        Registered { id: format!("an_{audience}{made_at}"), made_at, forecasts: vec![Forecast::Fit(fit)] }
    }

    const JUNE: Date = date!(2026 - 06 - 01);
    const JULY: Date = date!(2026 - 07 - 01);
    const AUGUST: Date = date!(2026 - 08 - 01);

    #[test]
    fn a_share_is_scored_by_the_next_snapshot_of_the_same_account_and_target() {
        let mut other = fit("d", JULY, [0.9, 0.8, 0.95], 2);
        if let Forecast::Fit(fit) = &mut other.forecasts[0] {
            fit.account = "@transport".to_owned();
        }
        let fits = [
            fit("c", AUGUST, [0.6, 0.55, 0.65], 9),
            other,
            fit("a", JUNE, [0.3, 0.25, 0.35], 1),
            fit("b", JULY, [0.36, 0.3, 0.42], 4),
            fit("b", JULY, [0.1, 0.05, 0.15], 5),
        ];
        let record = track_record(&fits, &[]);
        let held: Vec<(Date, bool)> = record.forecasts.iter().map(|f| (f.scored, f.held)).collect();
        // 0.36 lies outside of 0.25 to 0.35, but within what both estimates leave open.
        assert_eq!(held, [(AUGUST, false), (JULY, true)]);
        let of = |kind| record.kinds.iter().find(|record| record.kind == kind).expect("every kind");
        let (fit, response) = (of(ForecastKind::Fit), of(ForecastKind::Response));
        assert_eq!((fit.scored, fit.held, fit.open, response.scored), (2, 1, 2, 0));
        assert!(response.share.is_none());
        let share = fit.share.as_ref().expect("a share");
        assert!(share.lower < 0.2 && share.value == 0.5 && share.upper > 0.8, "{share:?}");
    }

    #[test]
    fn what_was_said_after_the_truth_was_known_is_no_forecast() {
        let fits = [fit("a", JUNE, [0.3, 0.25, 0.35], 7), fit("b", JULY, [0.36, 0.3, 0.42], 4)];
        assert_eq!(track_record(&fits, &[]).forecasts, []);
    }

    /// An account's counts from `first` on, with what is expected of `windows` periods after them.
    fn counts(first: Date, values: &[f64], windows: &[usize], events: &[(Date, Date)], made_at: i64) -> Registered {
        let day = |i: usize| first + time::Duration::days(i as i64);
        let likes = || "likes".to_owned();
        let window = |n: &usize| CountWindow {
            metric: likes(),
            from: day(values.len()),
            to: day(values.len() + n - 1),
            periods: *n,
            expected: Estimate {
                value: 10.0 * *n as f64,
                lower: 8.0 * *n as f64,
                upper: 12.0 * *n as f64,
                level: 0.9,
                method: "state_space",
                n: 30.0,
            },
        };
        let periods = values.iter().enumerate().map(|(i, count)| (day(i), *count)).collect();
        let forecast = CountForecast {
            account: "@housing".to_owned(),
            frequency: "day".to_owned(),
            last: day(values.len() - 1),
            windows: windows.iter().map(window).collect(),
            counts: vec![Counted { metric: likes(), periods }],
            events: events.to_vec(),
        };
        Registered { id: format!("eff_{made_at}"), made_at, forecasts: vec![Forecast::Counts(forecast)] }
    }

    #[test]
    fn counts_are_scored_on_the_longest_period_that_no_event_touches() {
        let made = counts(JUNE, &[10.0; 30], &[3, 7, 14], &[], 1);
        let day = |i: i64| JUNE + time::Duration::days(i);
        let later = |values: &[f64], events: &[(Date, Date)]| {
            let record = track_record(&[made.clone(), counts(JUNE, values, &[], events, 2)], &[]);
            record.forecasts.first().map(|score| (score.scored, score.truth, score.held))
        };
        // Forty days: 7 of the 14 are not enough for the longest.
        let mut values = vec![10.0; 40];
        values[30] = 31.0;
        assert_eq!(later(&values, &[]), Some((day(36), 91.0, false)));
        assert_eq!(later(&[10.0; 44], &[]), Some((day(43), 140.0, true)));
        assert_eq!(
            later(&[10.0; 44], &[(day(34), day(36))]),
            Some((day(32), 30.0, true)),
            "the first three days are free"
        );
        assert_eq!(later(&[10.0; 44], &[(day(32), Date::MAX)]), None);
        assert_eq!(later(&[10.0; 31], &[]), None);
        let open = track_record(std::slice::from_ref(&made), &[]);
        let effect = open.kinds.iter().find(|kind| kind.kind == ForecastKind::Effect).expect("a kind");
        assert_eq!((effect.scored, effect.open), (0, 1), "one metric");
    }
}
