//! What the constraints mean for one channel: whether it must, may or cannot be taken up, and between which amounts.

use crate::message::{Message, MessageArgument, message};
use crate::reference::{Catalog, Effort};
use crate::target::SpecFault;

use super::constraints::{ChannelConstraint, Constraints};
use super::program::{Amounts, HOURS, MONEY, RESOURCES};

/// Part by which a sum may exceed what there is through rounding alone.
const ROUNDING: f64 = 1e-9;

/// A channel under the constraints.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChannelBounds {
    pub(super) given: ChannelConstraint,
    pub(super) effort: Option<Effort>,
    /// Amounts below which it is not worth doing; for hours, not staffed.
    pub(super) threshold: Amounts,
    /// Minimum where it is taken up.
    pub(super) min: Amounts,
    /// Maximum, no less than the minimum.
    pub(super) max: Amounts,
    pub(super) availability: Availability,
}

/// Whether a channel is taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Availability {
    /// A minimum or a hold asks for it.
    Must,
    /// It is if it pays.
    May,
    /// The hold leaves it nothing.
    HeldAtZero,
    /// The most it may get of this resource is less than its threshold.
    TooLittle(usize),
}

impl ChannelBounds {
    /// The bounds of a channel.
    pub(super) fn new(catalog: &Catalog, constraints: &Constraints, channel: &str) -> Self {
        let unnamed = || ChannelConstraint { channel: channel.to_owned(), ..ChannelConstraint::default() };
        let given = constraints.of(channel).cloned().unwrap_or_else(unnamed);
        let effort = catalog.responses().effort(channel, constraints.task);
        let staffed = effort.map_or(0.0, |effort| effort.post_hours + effort.answer_hours);
        let threshold = [given.threshold.hours.unwrap_or(staffed), given.threshold.money.unwrap_or(0.0)];
        let (hold, given_min, given_max) = (given.hold.by_resource(), given.min(), given.max());
        let limits = constraints.limits();
        let min = RESOURCES.map(|k| hold[k].unwrap_or(given_min[k].unwrap_or(0.0).max(threshold[k])));
        let max = RESOURCES.map(|k| hold[k].unwrap_or(given_max[k].unwrap_or(limits[k]).min(limits[k]).max(min[k])));
        let asks = |x: Option<f64>| x.is_some_and(|x| x > 0.0);
        let must = RESOURCES.into_iter().any(|k| asks(hold[k]) || asks(given_min[k]));
        let too_little =
            |k: usize| hold[k].is_none() && given_max[k].unwrap_or(limits[k]).min(limits[k]) < threshold[k];
        let held_below = |k: usize| hold[k].is_some_and(|held| held < threshold[k]);
        let availability = if must {
            Availability::Must
        } else if held_below(HOURS) || held_below(MONEY) || hold == [Some(0.0), Some(0.0)] {
            Availability::HeldAtZero
        } else if let Some(k) = RESOURCES.into_iter().find(|k| too_little(*k)) {
            Availability::TooLittle(k)
        } else {
            Availability::May
        };
        Self { given, effort, threshold, min, max, availability }
    }

    /// Whether a hold keeps it on with fewer hours than posting and answering take.
    pub(super) fn is_understaffed(&self) -> bool {
        self.availability == Availability::Must && self.min[HOURS] < self.threshold[HOURS]
    }

    /// Where the minimum of a resource comes from.
    fn origin_of_minimum(&self, k: usize) -> Message {
        let held = self.given.hold.by_resource()[k].is_some();
        let given = self.given.min()[k].filter(|min| *min > 0.0);
        let origin = match given {
            Some(_) | None if held => "hold",
            Some(min) if min < self.min[k] => "raised",
            Some(_) => "min",
            None => "least",
        };
        message![
            "fault-origin-of-minimum",
            channel = self.given.channel,
            taken = amount(self.min[k]),
            origin = origin,
            resource = ["hours", "money"][k],
            min = amount(given.unwrap_or(0.0))
        ]
    }
}

/// Constraints that cannot hold together, with pointers below the constraints.
pub(super) fn conflicts(catalog: &Catalog, constraints: &Constraints) -> Vec<SpecFault> {
    let mut faults = Vec::new();
    let limits = constraints.limits();
    let all: Vec<ChannelBounds> =
        constraints.channels.iter().map(|c| ChannelBounds::new(catalog, constraints, &c.channel)).collect();
    let must: Vec<(usize, &ChannelBounds)> =
        all.iter().enumerate().filter(|(_, bounds)| bounds.availability == Availability::Must).collect();
    for (i, bounds) in &must {
        for k in RESOURCES {
            let name = ["hours", "money"][k];
            let Some(max) = bounds.given.max()[k].filter(|max| *max < bounds.min[k]) else { continue };
            let detail = message![
                "fault-kept-on",
                channel = bounds.given.channel,
                min = amount(bounds.min[k]),
                resource = name,
                max = amount(max)
            ];
            faults.push(SpecFault::new(format!("/channels/{i}/max_{name}"), "infeasible", detail));
        }
    }
    for (k, (name, pointer)) in
        [("hours_per_week", "/hours_per_week"), ("budget.amount", "/budget/amount")].iter().enumerate()
    {
        let taken: f64 = must.iter().map(|(_, bounds)| bounds.min[k]).sum();
        if taken <= limits[k] * (1.0 + ROUNDING) {
            continue;
        }
        let parts: Vec<Message> = must
            .iter()
            .filter(|(_, bounds)| bounds.min[k] > 0.0)
            .map(|(_, bounds)| bounds.origin_of_minimum(k))
            .collect();
        let detail = message![
            "fault-minimums",
            taken = amount(taken),
            excess = amount(taken - limits[k]),
            limit = amount(limits[k]),
            name = name
        ]
        .and("parts", MessageArgument::List(parts));
        faults.push(SpecFault::new(*pointer, "infeasible", detail));
    }
    faults
}

/// `6.5`, `1200000`, as a request has numbers: at most two decimals, none that say nothing.
fn amount(x: f64) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
