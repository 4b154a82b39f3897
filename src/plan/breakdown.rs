//! A plan's reach by segment, place and week, and what more of a resource would add.

use super::branch::best;
use super::constraints::{Budget, Constraints};
use super::program::Choice;
use super::solve::PlanBuilder;
use super::uncertainty::Scenarios;
use super::{PlaceReach, Resource, SegmentReach, ShadowPrice, WeekReach};

impl PlanBuilder<'_> {
    pub(super) fn segments(&self, choice: &Choice, scenarios: &Scenarios) -> Vec<SegmentReach> {
        let expected = self.program.reach_by_segment(choice);
        let segments = self.segments.iter().zip(&self.program.weights).zip(expected).enumerate();
        let reported = segments.map(|(s, ((bounds, weight), value))| SegmentReach {
            bounds: bounds.clone(),
            weight: *weight,
            reach: self.estimate(scenarios.reaches_of(choice, &(s..s + 1), 1.0), value, choice),
        });
        reported.collect()
    }

    pub(super) fn places(&self, choice: &Choice, scenarios: &Scenarios) -> Vec<PlaceReach> {
        let (segments, expected) = (self.setting.segments, self.program.reach_by_segment(choice).collect::<Vec<_>>());
        let reported = self.setting.context.constraints.places.iter().enumerate().map(|(i, place)| {
            let of_place = i * segments.in_a_place..(i + 1) * segments.in_a_place;
            let weights = &segments.weights[of_place.clone()];
            let value = expected[of_place.clone()].iter().zip(weights).map(|(r, w)| r * w).sum::<f64>()
                / weights.iter().sum::<f64>();
            let reach = self.estimate(scenarios.reaches_of(choice, &of_place, 1.0), value, choice);
            let target_people = place.people * segments.per_adult;
            let people = reach.map(|share| share * target_people);
            PlaceReach { name: place.name.clone(), target_people, reach, people }
        });
        reported.collect()
    }

    /// People reached by the end of each week; none for a plan of one week, or without a scale.
    pub(super) fn by_week(&self, choice: &Choice, scenarios: &Scenarios) -> Vec<WeekReach> {
        let constraints = self.setting.context.constraints;
        let (weeks, Some(people)) = (constraints.weeks(), self.target_people()) else { return Vec::new() };
        if weeks < 2 || !self.is_scaled() {
            return Vec::new();
        }
        let all = 0..self.program.weights.len();
        let whole = constraints.effective_weeks(weeks);
        let reported = (1..=weeks).map(|week| {
            let done = constraints.effective_weeks(week) / whole;
            let value = self.program.after(done).reach(choice);
            let reach = self.estimate(scenarios.reaches_of(choice, &all, done), value, choice);
            WeekReach { week, people: reach.map(|share| share * people) }
        });
        reported.collect()
    }

    pub(super) fn shadow_prices(&self, reach: f64, unit: f64) -> Vec<ShadowPrice> {
        let mut prices = Vec::new();
        let constraints = self.setting.context.constraints;
        let mut more = constraints.clone();
        more.hours_per_week = constraints.hours_per_week.map(|hours| hours + 1.0);
        prices.push(self.shadow_price(Resource::Hours, 1.0, &more, reach, unit));
        if let Some(Budget { amount: Some(amount), .. }) = &constraints.budget {
            let per = 10f64.powf(amount.max(1.0).log10().floor() - 2.0).max(100.0);
            let mut more = constraints.clone();
            more.budget = constraints.budget.clone().map(|budget| Budget { amount: Some(amount + per), ..budget });
            prices.push(self.shadow_price(Resource::Money, per, &more, reach, unit));
        }
        prices
    }

    /// By how much the best plan under `more` reaches more.
    fn shadow_price(&self, resource: Resource, per: f64, more: &Constraints, reach: f64, unit: f64) -> ShadowPrice {
        let setting = self.setting.under(more);
        let richer = best(&setting.program(&setting.candidates())).map_or(reach, |solution| solution.reach);
        let adds = (richer - reach).max(0.0);
        let people = self.target_people().filter(|_| self.is_scaled()).map(|people| people * adds);
        ShadowPrice { resource, per, adds: adds * unit, people }
    }
}
