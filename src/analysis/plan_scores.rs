//! What stored plans said, against the results of campaigns that name them.

use super::track_record::{Forecast, ForecastKind, PlanForecast, Registered, ScoredForecast, Scores, beside};
use crate::channel::CampaignOutcome;
use crate::prevalence::Estimate;

/// What is known of a number of people: bounds, the last day it is of, and the doubts of its parts below and above.
#[derive(Debug, Clone, Copy)]
struct Known {
    at_least: f64,
    at_most: f64,
    last: time::Date,
    doubt: (f64, f64),
}

impl Known {
    /// What two results say together: they may be of the same people.
    fn with(self, other: Self) -> Self {
        Self {
            at_least: self.at_least.max(other.at_least),
            at_most: self.at_most + other.at_most,
            last: self.last.max(other.last),
            doubt: (beside(self.doubt.0, other.doubt.0), beside(self.doubt.1, other.doubt.1)),
        }
    }

    fn of(result: &CampaignOutcome, level: f64) -> Option<Self> {
        let people = result.people_of_target(level)?;
        let (value, last) = (people.value, result.at);
        Some(Self { at_least: value, at_most: value, last, doubt: (value - people.lower, people.upper - value) })
    }

    /// A forecast against it; `None` where the bounds leave open whether it held.
    fn score(self, kind: ForecastKind, subject: &str, made: time::Date, people: &Estimate) -> Option<ScoredForecast> {
        let forecast = Estimate {
            lower: (people.value - beside(people.value - people.lower, self.doubt.1)).max(0.0),
            upper: people.value + beside(people.upper - people.value, self.doubt.0),
            ..people.clone()
        };
        let within = |number: f64| (forecast.lower..=forecast.upper).contains(&number);
        let held = within(self.at_least) && within(self.at_most);
        if !held && self.at_most >= forecast.lower && self.at_least <= forecast.upper {
            return None;
        }
        Some(ScoredForecast {
            kind,
            subject: subject.to_owned(),
            made,
            scored: self.last,
            forecast,
            truth: self.at_least,
            truth_at_most: self.at_most,
            held,
        })
    }
}

/// Each plan, and each of its channels, against the results that name it and are not from before it.
pub(super) fn score_plans(registered: &[Registered], outcomes: &[CampaignOutcome]) -> Scores {
    let (mut plans, mut channels, mut scored) = (0, 0, Vec::new());
    for answer in registered {
        for forecast in &answer.forecasts {
            let Forecast::Plan(plan) = forecast else { continue };
            plans += 1;
            channels += plan.channels.len();
            scored.extend(score_plan(&answer.id, plan, outcomes));
        }
    }
    Scores { registered: vec![(ForecastKind::Plan, plans), (ForecastKind::Reach, channels)], scored }
}

fn score_plan(id: &str, plan: &PlanForecast, outcomes: &[CampaignOutcome]) -> Vec<ScoredForecast> {
    let results = || outcomes.iter().filter(|result| result.plan.as_deref() == Some(id) && result.at >= plan.day);
    let known = |channel: &str| {
        let own = results().filter(|result| result.channel == channel);
        // A result that does not say how many of the target it met leaves the number open.
        own.map(|result| Known::of(result, plan.people.level)).reduce(|a, b| Some(a?.with(b?))).flatten()
    };
    let by_channel: Vec<Option<Known>> = plan.channels.iter().map(|(channel, _)| known(channel)).collect();
    let reach = plan
        .channels
        .iter()
        .zip(&by_channel)
        .filter_map(|((channel, people), known)| (*known)?.score(ForecastKind::Reach, channel, plan.day, people));
    let whole = by_channel.iter().copied().reduce(|a, b| Some(a?.with(b?))).flatten();
    let whole = whole.and_then(|known| known.score(ForecastKind::Plan, id, plan.day, &plan.people));
    reach.chain(whole).collect()
}

#[cfg(test)]
mod tests {
    use time::Date;
    use time::macros::date;

    use super::super::track_record::track_record;
    use super::*;
    use crate::channel::KnownMembership;

    const MADE: Date = date!(2026 - 06 - 01);

    fn people(value: f64) -> Estimate {
        Estimate { value, lower: 0.8 * value, upper: 1.2 * value, level: 0.9, method: "simulation", n: 0.0 }
    }

    fn plan() -> Registered {
        let channels = vec![("x".to_owned(), people(300.0)), ("radio".to_owned(), people(100.0))];
        let forecast = Forecast::Plan(PlanForecast { day: MADE, people: people(380.0), channels });
        Registered { id: "rec_1".to_owned(), made_at: 1, forecasts: vec![forecast] }
    }

    /// A result on a channel of which `in_target` of all that it was delivered to are known to be in the target.
    fn result(channel: &str, at: Date, in_target: u64) -> CampaignOutcome {
        CampaignOutcome {
            channel: channel.to_owned(),
            at,
            delivered: Some(1_000),
            responded: Some(1),
            delivered_known: Some(KnownMembership { people: 1_000, in_target }),
            responded_known: None,
            target: None,
            country: None,
            task: None,
            event: None,
            plan: Some("rec_1".to_owned()),
        }
    }

    /// Subject, truth from and to, and whether it held, of the scores of plans.
    fn scores(outcomes: &[CampaignOutcome]) -> Vec<(String, f64, f64, bool)> {
        let record = track_record(&[plan()], outcomes);
        let of_plans = record.forecasts.into_iter().filter(|score| score.kind != ForecastKind::Response);
        let mut scores: Vec<_> =
            of_plans.map(|score| (score.subject, score.truth, score.truth_at_most, score.held)).collect();
        scores.sort_by(|a, b| a.0.cmp(&b.0));
        scores
    }

    #[test]
    fn a_plan_is_scored_by_the_results_that_name_it() {
        let day = date!(2026 - 06 - 20);
        assert_eq!(scores(&[]), []);
        let x = result("x", day, 310);
        assert_eq!(scores(std::slice::from_ref(&x)), [("x".to_owned(), 310.0, 310.0, true)], "radio is not known");
        let others = [
            CampaignOutcome { plan: None, ..x.clone() },
            CampaignOutcome { plan: Some("rec_2".to_owned()), ..x.clone() },
            CampaignOutcome { at: date!(2026 - 05 - 31), ..x.clone() },
            CampaignOutcome { delivered_known: None, ..x.clone() },
        ];
        for other in others {
            assert_eq!(scores(&[other]), []);
        }
        // 310 and 100 people may be the same or not: 310 to 410, all within 304 to 456.
        let both = [x.clone(), result("radio", day, 100)];
        let expected = [
            ("radio".to_owned(), 100.0, 100.0, true),
            ("rec_1".to_owned(), 310.0, 410.0, true),
            ("x".to_owned(), 310.0, 310.0, true),
        ];
        assert_eq!(scores(&both), expected);
        assert_eq!(scores(&both), expected, "asked again");
    }

    #[test]
    fn what_bounds_leave_open_is_not_scored() {
        let day = |d: u8| Date::from_calendar_date(2026, time::Month::June, d).expect("a day");
        // Two weeks of the same channel: 200 to 400 people, where 240 to 360 were forecast.
        assert_eq!(scores(&[result("x", day(7), 200), result("x", day(14), 200)]), []);
        let many = scores(&[result("x", day(7), 500), result("x", day(14), 100)]);
        assert_eq!(many, [("x".to_owned(), 500.0, 600.0, false)]);
        let record = track_record(&[plan()], &[]);
        let open = |kind| record.kinds.iter().find(|one| one.kind == kind).map(|one| (one.scored, one.open));
        assert_eq!((open(ForecastKind::Plan), open(ForecastKind::Reach)), (Some((0, 1)), Some((0, 2))));
    }

    #[test]
    fn a_sample_of_those_reached_leaves_a_doubt() {
        // 38 of 100 asked of 1,000 are in the target: 380, give or take 75, where 300 give or take 60 were forecast.
        let asked = CampaignOutcome {
            delivered_known: Some(KnownMembership { people: 100, in_target: 38 }),
            ..result("x", date!(2026 - 06 - 20), 0)
        };
        let estimate = asked.people_of_target(0.9).expect("people");
        assert!(
            (estimate.value - 380.0).abs() < 3.0 && estimate.lower > 290.0 && estimate.upper < 470.0,
            "{estimate:?}"
        );
        assert_eq!(scores(&[asked]).first().map(|score| score.3), Some(true));
        assert_eq!(scores(&[result("x", date!(2026 - 06 - 20), 380)]).first().map(|score| score.3), Some(false));
    }
}
