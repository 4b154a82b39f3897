//! Forecasts as the database holds them: one JSON array for a document.

use serde::{Deserialize, Serialize};
use time::Date;
use time::format_description::well_known::Iso8601;

use super::{RegisteredForecasts, StoreError};
use crate::analysis::{CountForecast, CountWindow, Counted, FitSnapshot, Forecast, PlanForecast, Registered};
use crate::prevalence::Estimate;

/// How a figure is called that was read from the register.
const REGISTERED: &str = "registered";

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum ForecastRecord {
    Fit {
        account: String,
        target: String,
        audience: String,
        day: String,
        share: Figure,
    },
    Plan {
        day: String,
        people: Figure,
        channels: Vec<(String, Figure)>,
    },
    Counts {
        account: String,
        frequency: String,
        last: String,
        windows: Vec<WindowRecord>,
        counts: Vec<CountsRecord>,
        events: Vec<(String, String)>,
    },
}

/// Value, lower and upper end, level and `n`.
type Figure = [f64; 5];

/// Metric, first and last day, periods, and what is expected.
type WindowRecord = (String, String, String, usize, Figure);

/// A metric, and the count of each period by its first day.
type CountsRecord = (String, Vec<(String, f64)>);

fn figure(estimate: &Estimate) -> Figure {
    [estimate.value, estimate.lower, estimate.upper, estimate.level, estimate.n]
}

fn estimate([value, lower, upper, level, n]: Figure) -> Estimate {
    Estimate { value, lower, upper, level, method: REGISTERED, n }
}

/// Forecasts as they are stored; empty where there are none.
pub fn forecasts_json(forecasts: &[Forecast]) -> String {
    if forecasts.is_empty() {
        return String::new();
    }
    let records: Vec<ForecastRecord> = forecasts.iter().map(record).collect();
    serde_json::to_string(&records).expect("forecasts are plain data")
}

fn record(forecast: &Forecast) -> ForecastRecord {
    match forecast {
        Forecast::Fit(fit) => ForecastRecord::Fit {
            account: fit.account.clone(),
            target: fit.target.clone(),
            audience: fit.audience.clone(),
            day: fit.day.to_string(),
            share: figure(&fit.share),
        },
        Forecast::Plan(plan) => ForecastRecord::Plan {
            day: plan.day.to_string(),
            people: figure(&plan.people),
            channels: plan.channels.iter().map(|(channel, people)| (channel.clone(), figure(people))).collect(),
        },
        Forecast::Counts(counts) => ForecastRecord::Counts {
            account: counts.account.clone(),
            frequency: counts.frequency.clone(),
            last: counts.last.to_string(),
            windows: counts
                .windows
                .iter()
                .map(|w| (w.metric.clone(), w.from.to_string(), w.to.to_string(), w.periods, figure(&w.expected)))
                .collect(),
            counts: counts
                .counts
                .iter()
                .map(|all| {
                    let periods = all.periods.iter().map(|(day, count)| (day.to_string(), *count));
                    (all.metric.clone(), periods.collect())
                })
                .collect(),
            events: counts.events.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect(),
        },
    }
}

/// Reads what [`forecasts_json`] wrote.
///
/// # Errors
/// [`StoreError::Corrupt`] where it is not that.
pub fn read_forecasts(registered: &RegisteredForecasts) -> Result<Registered, StoreError> {
    let corrupt = |detail: String| StoreError::Corrupt(format!("the forecasts of {}: {detail}", registered.id));
    let records: Vec<ForecastRecord> =
        serde_json::from_str(&registered.forecasts).map_err(|error| corrupt(error.to_string()))?;
    let day = |text: &str| Date::parse(text, &Iso8601::DATE).map_err(|error| corrupt(error.to_string()));
    let forecast = |record: ForecastRecord| match record {
        ForecastRecord::Fit { account, target, audience, day: of, share } => {
            Ok(Forecast::Fit(FitSnapshot { account, target, audience, day: day(&of)?, share: estimate(share) }))
        }
        ForecastRecord::Plan { day: of, people, channels } => {
            let channels = channels.into_iter().map(|(channel, people)| (channel, estimate(people))).collect();
            Ok(Forecast::Plan(PlanForecast { day: day(&of)?, people: estimate(people), channels }))
        }
        ForecastRecord::Counts { account, frequency, last, windows, counts, events } => {
            let window = |(metric, from, to, periods, expected): WindowRecord| {
                let (from, to) = (day(&from)?, day(&to)?);
                Ok(CountWindow { metric, from, to, periods, expected: estimate(expected) })
            };
            let counted = |(metric, periods): CountsRecord| {
                let periods = periods.into_iter().map(|(of, count)| Ok((day(&of)?, count)));
                Ok(Counted { metric, periods: periods.collect::<Result<_, StoreError>>()? })
            };
            let events = events.iter().map(|(from, to)| Ok((day(from)?, day(to)?)));
            Ok(Forecast::Counts(CountForecast {
                account,
                frequency,
                last: day(&last)?,
                windows: windows.into_iter().map(window).collect::<Result<_, StoreError>>()?,
                counts: counts.into_iter().map(counted).collect::<Result<_, StoreError>>()?,
                events: events.collect::<Result<_, StoreError>>()?,
            }))
        }
    };
    let forecasts = records.into_iter().map(forecast).collect::<Result<_, StoreError>>()?;
    Ok(Registered { id: registered.id.clone(), made_at: registered.created_at, forecasts })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn forecasts_are_read_back_as_they_were_registered() {
        let people = |value: f64| Estimate {
            value,
            lower: value / 2.0,
            upper: value * 2.0,
            level: 0.9,
            method: REGISTERED,
            n: 0.0,
        };
        let (first, last) = (date!(2026 - 03 - 01), date!(2026 - 03 - 28));
        let forecasts = vec![
            Forecast::Fit(FitSnapshot {
                account: "@housing \"서울\"".to_owned(),
                target: "aged 27-49".to_owned(),
                audience: "aud_1".to_owned(),
                day: first,
                share: people(0.1 + 0.2),
            }),
            Forecast::Plan(PlanForecast {
                day: first,
                people: people(1234.5),
                channels: vec![("x".to_owned(), people(1.0 / 3.0))],
            }),
            Forecast::Counts(CountForecast {
                account: "@housing".to_owned(),
                frequency: "day".to_owned(),
                last,
                windows: vec![CountWindow {
                    metric: "likes".to_owned(),
                    from: first,
                    to: last,
                    periods: 28,
                    expected: people(80.0),
                }],
                counts: vec![Counted { metric: "likes".to_owned(), periods: vec![(first, 3.0), (last, 4.0)] }],
                events: vec![(first, last)],
            }),
        ];
        let registered =
            RegisteredForecasts { id: "an_1".to_owned(), created_at: 5, forecasts: forecasts_json(&forecasts) };
        let read = read_forecasts(&registered).expect("forecasts");
        assert_eq!(read, Registered { id: "an_1".to_owned(), made_at: 5, forecasts });
        assert_eq!(forecasts_json(&[]), "");
        let cut = RegisteredForecasts { forecasts: registered.forecasts[..40].to_owned(), ..registered };
        assert!(matches!(read_forecasts(&cut), Err(StoreError::Corrupt(_))));
    }
}
