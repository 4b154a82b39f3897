//! What a plan must keep to, as the contract writes it, and what can be wrong with it.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::reference::{Catalog, Task};
use crate::target::SpecFault;

use super::bounds::conflicts;
use super::own_reach::{OwnReach, Place, check_places};
use super::program::{HOURS, MONEY};

/// Most channels that constraints may name.
const MAX_CHANNELS: usize = 64;
/// Most hours, and most money, of a week.
const MAX_HOURS: f64 = 100_000.0;
const MAX_MONEY: f64 = 1e15;
/// Least that reaches half of a channel's users.
const MIN_HALF_SATURATION: f64 = 0.001;
/// Most people of an area.
pub(super) const MAX_PEOPLE: f64 = 1e10;
/// Most weeks of a plan: a year, after which followers and habits are others.
const MAX_WEEKS: u32 = 52;
/// Part of a week's effect that is lost in each further week of the same, by default: an assumption.
const FATIGUE: f64 = 0.1;
const MAX_FATIGUE: f64 = 0.9;
/// Most hours of a week that a goal is sought with: 250 people at 40 hours.
pub(super) const MAX_GOAL_HOURS: f64 = 10_000.0;

/// What a plan must keep to. All amounts are of one week.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Constraints {
    /// Staff hours a week, above 0. Needed, unless `reach_at_least` asks how many it takes.
    #[schema(exclusive_minimum = 0.0)]
    #[serde(default)]
    pub hours_per_week: Option<f64>,
    /// Money a week; none by default.
    #[serde(default)]
    pub budget: Option<Budget>,
    /// What the plan is to bring about; `awareness` by default.
    #[schema(value_type = Option<Task>)]
    #[serde(default, deserialize_with = "or_default")]
    pub task: Task,
    /// Adults living where the agency is responsible, for figures in people and for what bought contacts cost; those of
    /// the whole country by default.
    #[schema(minimum = 1.0)]
    #[serde(default)]
    pub people: Option<f64>,
    /// Weeks that the plan is kept up, the same each week; 1 by default.
    #[schema(minimum = 1, maximum = 52)]
    #[serde(default)]
    pub weeks: Option<u32>,
    /// Part of a week's effect that is lost in each further week of the same; 0.1 by default, which is an assumption.
    #[schema(minimum = 0.0, maximum = 0.9)]
    #[serde(default)]
    pub fatigue: Option<f64>,
    /// People of the target to reach: the answer tells the least hours, and the least money, that do. Needs `own_reach`.
    #[schema(exclusive_minimum = 0.0)]
    #[serde(default)]
    pub reach_at_least: Option<f64>,
    /// Whether to tell the people reached against hours, and against money where there is a budget. Needs `own_reach`.
    #[schema(value_type = Option<bool>)]
    #[serde(default, deserialize_with = "or_default")]
    pub curve: bool,
    /// The parts of the area, with the adults of each. Needs `own_reach`.
    #[schema(value_type = Option<Vec<Place>>, max_items = 12)]
    #[serde(default, deserialize_with = "or_default")]
    pub places: Vec<Place>,
    /// Bounds of single channels; a channel that is not named has none.
    #[schema(value_type = Option<Vec<ChannelConstraint>>, max_items = 64)]
    #[serde(default, deserialize_with = "or_default")]
    pub channels: Vec<ChannelConstraint>,
}

/// Money a week.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Amount a week.
    #[schema(required = true, value_type = f64, minimum = 0.0)]
    #[serde(default)]
    pub amount: Option<f64>,
    /// ISO 4217 code.
    #[schema(required = true, value_type = String, pattern = "^[A-Z]{3}$")]
    #[serde(default)]
    pub currency: Option<String>,
}

/// Bounds of one channel.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelConstraint {
    /// Channel id.
    pub channel: String,
    /// Least hours that it must get.
    #[schema(minimum = 0.0)]
    #[serde(default)]
    pub min_hours: Option<f64>,
    /// Most hours that it may get.
    #[schema(minimum = 0.0)]
    #[serde(default)]
    pub max_hours: Option<f64>,
    /// Least money that it must get.
    #[schema(minimum = 0.0)]
    #[serde(default)]
    pub min_money: Option<f64>,
    /// Most money that it may get.
    #[schema(minimum = 0.0)]
    #[serde(default)]
    pub max_money: Option<f64>,
    /// People whom the agency can really reach there. Without any, a plan is an order and a split of hours, and no number
    /// of people.
    #[serde(default)]
    pub own_reach: Option<OwnReach>,
    /// Kept exactly; what is left out here stays free.
    #[schema(value_type = Option<PerResource>)]
    #[serde(default, deserialize_with = "or_default")]
    pub hold: PerResource,
    /// What reaches half of those who use the channel (of `own_reach`, where it is given), by hours alone and by money
    /// alone, in place of what is assumed.
    #[schema(value_type = Option<PerResource>)]
    #[serde(default, deserialize_with = "or_default")]
    pub response: PerResource,
    /// The channel gets nothing or at least this, in place of the hours that posting and answering take.
    #[schema(value_type = Option<PerResource>)]
    #[serde(default, deserialize_with = "or_default")]
    pub threshold: PerResource,
}

/// Hours and money, each where given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HoursAndMoney)]
pub struct PerResource {
    /// Hours a week.
    #[serde(default)]
    #[schema(minimum = 0.0)]
    pub hours: Option<f64>,
    /// Money a week, in the budget's currency.
    #[serde(default)]
    #[schema(minimum = 0.0)]
    pub money: Option<f64>,
}

/// A value, or the default where there is null.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl PerResource {
    /// By position of the resource.
    pub(super) fn by_resource(self) -> [Option<f64>; 2] {
        [self.hours, self.money]
    }
}

impl ChannelConstraint {
    /// Least amounts, by position of the resource.
    pub(super) fn min(&self) -> [Option<f64>; 2] {
        [self.min_hours, self.min_money]
    }

    /// Most amounts, by position of the resource.
    pub(super) fn max(&self) -> [Option<f64>; 2] {
        [self.max_hours, self.max_money]
    }
}

impl Constraints {
    /// What there is of each resource.
    pub(super) fn limits(&self) -> [f64; 2] {
        let money = self.budget.as_ref().and_then(|budget| budget.amount);
        let sought = self.reach_at_least.map_or(0.0, |_| MAX_GOAL_HOURS);
        [self.hours_per_week.unwrap_or(sought), money.unwrap_or(0.0)]
    }

    /// Whether the agency says how many people it can reach on any channel.
    pub(super) fn is_scaled(&self) -> bool {
        self.channels.iter().any(|channel| channel.own_reach.is_some())
    }

    /// Weeks that the plan is kept up.
    pub(super) fn weeks(&self) -> u32 {
        self.weeks.unwrap_or(1)
    }

    /// Part of a week's effect that is lost in each further week.
    pub(super) fn fatigue(&self) -> f64 {
        self.fatigue.unwrap_or(FATIGUE)
    }

    /// Weeks without fatigue that bring as much as the first `weeks` do with it.
    pub(super) fn effective_weeks(&self, weeks: u32) -> f64 {
        (0..weeks).scan(1.0, |left, _| Some(std::mem::replace(left, *left * (1.0 - self.fatigue())))).sum()
    }

    /// Adults living where the agency is responsible, where they are given.
    pub(super) fn people(&self) -> Option<f64> {
        let of_places: f64 = self.places.iter().map(|place| place.people).sum();
        self.people.or(Some(of_places).filter(|sum| *sum > 0.0))
    }

    /// The currency of the budget.
    pub(super) fn currency(&self) -> Option<&str> {
        self.budget.as_ref()?.currency.as_deref()
    }

    /// The bounds of a channel.
    pub(super) fn of(&self, channel: &str) -> Option<&ChannelConstraint> {
        self.channels.iter().find(|c| c.channel == channel)
    }

    /// Everything that is wrong, with pointers below the constraints: values out of range, unknown channels, and
    /// minimums and holds that take more than there is.
    pub fn faults(&self, catalog: &Catalog) -> Vec<SpecFault> {
        let mut faults = Faults(Vec::new());
        self.check_resources(&mut faults);
        self.check_scale(&mut faults);
        check_places(self, &mut faults);
        if self.channels.len() > MAX_CHANNELS {
            let detail = message!["fault-channels", received = self.channels.len(), max = MAX_CHANNELS];
            faults.add("/channels", "too_many", detail);
            return faults.0;
        }
        for (i, channel) in self.channels.iter().enumerate() {
            let at = format!("/channels/{i}");
            if let Some(detail) = catalog.unknown_channel(&channel.channel) {
                faults.add(&format!("{at}/channel"), "unknown_channel", detail);
            }
            if self.channels[..i].iter().any(|other| other.channel == channel.channel) {
                let detail = message!["fault-channel-twice", channel = excerpt(&channel.channel)];
                faults.add(&format!("{at}/channel"), "conflict", detail);
            }
            self.check_channel(&at, channel, &mut faults);
            if let Some(own) = &channel.own_reach {
                own.check(&format!("{at}/own_reach"), &self.places, &mut faults);
            }
        }
        if faults.0.is_empty() {
            faults.0 = conflicts(catalog, self);
        }
        faults.0
    }

    fn check_scale(&self, faults: &mut Faults) {
        if let Some(weeks) = self.weeks.filter(|weeks| !(1..=MAX_WEEKS).contains(weeks)) {
            let detail = message!["fault-weeks", received = weeks, max = MAX_WEEKS];
            faults.add("/weeks", "out_of_range", detail);
        }
        if let Some(fatigue) = self.fatigue.filter(|fatigue| !(0.0..=MAX_FATIGUE).contains(fatigue)) {
            let detail = message!["fault-fatigue", received = fatigue, max = MAX_FATIGUE];
            faults.add("/fatigue", "out_of_range", detail);
        }
        if let Some(goal) = self.reach_at_least {
            if !(goal > 0.0 && goal <= MAX_PEOPLE) {
                let detail = message!["fault-goal", received = goal];
                faults.add("/reach_at_least", "out_of_range", detail);
            } else if !self.is_scaled() {
                faults.add("/reach_at_least", "missing_own_reach", message!["fault-goal-own-reach"]);
            }
        }
        if self.curve && !self.is_scaled() {
            faults.add("/curve", "missing_own_reach", message!["fault-curve-own-reach"]);
        }
    }

    fn check_resources(&self, faults: &mut Faults) {
        match self.hours_per_week {
            None if self.reach_at_least.is_some() => {}
            None => faults.add("/hours_per_week", "missing", message!["fault-hours-missing"]),
            Some(hours) if !(hours > 0.0 && hours <= MAX_HOURS) => {
                let detail = message!["fault-hours", received = hours, max = MAX_HOURS];
                faults.add("/hours_per_week", "out_of_range", detail);
            }
            Some(_) => {}
        }
        if let Some(people) = self.people.filter(|p| !(1.0..=MAX_PEOPLE).contains(p)) {
            let detail = message!["fault-people", received = people];
            faults.add("/people", "out_of_range", detail);
        }
        let Some(budget) = &self.budget else { return };
        match budget.amount {
            None => faults.add("/budget/amount", "missing", message!["fault-money-missing"]),
            Some(amount) if !(0.0..=MAX_MONEY).contains(&amount) => {
                let detail = message!["fault-money", received = amount];
                faults.add("/budget/amount", "out_of_range", detail);
            }
            Some(_) => {}
        }
        match &budget.currency {
            None => faults.add("/budget/currency", "missing", message!["fault-currency-missing"]),
            Some(code) if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) => {
                let detail = message!["fault-currency", received = excerpt(code)];
                faults.add("/budget/currency", "out_of_range", detail);
            }
            Some(_) => {}
        }
    }

    fn check_channel(&self, at: &str, channel: &ChannelConstraint, faults: &mut Faults) {
        let (hold, response) = (channel.hold.by_resource(), channel.response.by_resource());
        let threshold = channel.threshold.by_resource();
        let (min, max) = (channel.min(), channel.max());
        for (k, (name, most)) in [("hours", MAX_HOURS), ("money", MAX_MONEY)].into_iter().enumerate() {
            let before = faults.0.len();
            let amounts = [
                (min[k], format!("min_{name}")),
                (max[k], format!("max_{name}")),
                (hold[k], format!("hold/{name}")),
                (threshold[k], format!("threshold/{name}")),
            ];
            for (amount, field) in amounts {
                if let Some(x) = amount.filter(|x| !(0.0..=most).contains(x)) {
                    let detail = message!["fault-range", received = x, min = 0, max = most];
                    faults.add(&format!("{at}/{field}"), "out_of_range", detail);
                }
            }
            if let Some(x) = response[k].filter(|x| !(MIN_HALF_SATURATION..=most).contains(x)) {
                let detail = message!["fault-half", received = x, min = MIN_HALF_SATURATION, resource = name];
                faults.add(&format!("{at}/response/{name}"), "out_of_range", detail);
            }
            if faults.0.len() > before {
                continue;
            }
            let mut conflict = |field: &str, detail: Message| faults.add(&format!("{at}/{field}"), "conflict", detail);
            if let (Some(min), Some(max)) = (min[k], max[k])
                && min > max
            {
                conflict(
                    &format!("min_{name}"),
                    message!["fault-min-above-max", resource = name, min = min, max = max],
                );
            }
            if let (Some(hold), Some(max)) = (hold[k], max[k])
                && hold > max
            {
                let detail = message!["fault-hold-above-max", resource = name, hold = hold, max = max];
                conflict(&format!("hold/{name}"), detail);
            }
            if let (Some(hold), Some(min)) = (hold[k], min[k])
                && hold < min
            {
                let detail = message!["fault-hold-below-min", resource = name, hold = hold, min = min];
                conflict(&format!("hold/{name}"), detail);
            }
        }
        let asked = [(min[MONEY], "min_money"), (hold[MONEY], "hold/money")];
        for (_, field) in asked.iter().filter(|(x, _)| self.budget.is_none() && x.is_some_and(|x| x > 0.0)) {
            faults.add(&format!("{at}/{field}"), "missing_budget", message!["fault-no-budget"]);
        }
        debug_assert_eq!([HOURS, MONEY], [0, 1], "amounts are checked in this order");
    }
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Faults(Vec<SpecFault>);

impl Faults {
    pub(super) fn into_inner(self) -> Vec<SpecFault> {
        self.0
    }

    pub(super) fn add(&mut self, pointer: &str, code: &'static str, detail: Message) {
        self.0.push(SpecFault::new(pointer, code, detail));
    }
}
