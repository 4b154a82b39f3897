//! What a plan must keep to, as the contract writes it, and what can be wrong with it.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::ingest::excerpt;
use crate::reference::{Catalog, Task};
use crate::target::SpecFault;

use super::bounds::conflicts;
use super::program::{HOURS, MONEY};

/// Most channels that constraints may name.
const MAX_CHANNELS: usize = 64;
/// Most hours, and most money, of a week.
const MAX_HOURS: f64 = 100_000.0;
const MAX_MONEY: f64 = 1e15;
/// Least that reaches half of a channel's users.
const MIN_HALF_SATURATION: f64 = 0.001;
/// Most people of an area.
const MAX_PEOPLE: f64 = 1e10;

/// What a plan must keep to. All amounts are of one week.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Constraints {
    /// Staff hours a week, above 0.
    #[schema(required = true, value_type = f64, exclusive_minimum = 0.0)]
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
    /// Kept exactly; what is left out here stays free.
    #[schema(value_type = Option<PerResource>)]
    #[serde(default, deserialize_with = "or_default")]
    pub hold: PerResource,
    /// What reaches half of those who use the channel, by hours alone and by money alone, in place of what is assumed.
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
        [self.hours_per_week.unwrap_or(0.0), money.unwrap_or(0.0)]
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
        if self.channels.len() > MAX_CHANNELS {
            let detail = format!("{} channels received; at most {MAX_CHANNELS} are accepted", self.channels.len());
            faults.add("/channels", "too_many", detail);
            return faults.0;
        }
        for (i, channel) in self.channels.iter().enumerate() {
            let at = format!("/channels/{i}");
            if let Some(detail) = catalog.unknown_channel(&channel.channel) {
                faults.add(&format!("{at}/channel"), "unknown_channel", detail);
            }
            if self.channels[..i].iter().any(|other| other.channel == channel.channel) {
                let detail = format!("{} is given twice; give its bounds once", excerpt(&channel.channel));
                faults.add(&format!("{at}/channel"), "conflict", detail);
            }
            self.check_channel(&at, channel, &mut faults);
        }
        if faults.0.is_empty() {
            faults.0 = conflicts(catalog, self);
        }
        faults.0
    }

    fn check_resources(&self, faults: &mut Faults) {
        match self.hours_per_week {
            None => faults.add("/hours_per_week", "missing", "give the staff hours that there are in a week"),
            Some(hours) if !(hours > 0.0 && hours <= MAX_HOURS) => {
                let detail = format!(
                    "received {hours}; accepted: above 0, up to {MAX_HOURS}: every channel takes somebody who posts, \
                     places or answers; give the staff hours that there are in a week"
                );
                faults.add("/hours_per_week", "out_of_range", detail);
            }
            Some(_) => {}
        }
        if let Some(people) = self.people.filter(|p| !(1.0..=MAX_PEOPLE).contains(p)) {
            let detail =
                format!("received {people}; accepted: 1 or more: the adults living where the agency is responsible");
            faults.add("/people", "out_of_range", detail);
        }
        let Some(budget) = &self.budget else { return };
        match budget.amount {
            None => faults.add("/budget/amount", "missing", "give the money that there is in a week"),
            Some(amount) if !(0.0..=MAX_MONEY).contains(&amount) => {
                let detail = format!("received {amount}; accepted: 0 or more; leave the budget out if there is none");
                faults.add("/budget/amount", "out_of_range", detail);
            }
            Some(_) => {}
        }
        match &budget.currency {
            None => faults.add("/budget/currency", "missing", "give the currency as USD or KRW (ISO 4217)"),
            Some(code) if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) => {
                let detail =
                    format!("received {}; accepted: three capital letters as USD or KRW (ISO 4217)", excerpt(code));
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
                    let detail = format!("received {x}; accepted: 0 to {most}");
                    faults.add(&format!("{at}/{field}"), "out_of_range", detail);
                }
            }
            if let Some(x) = response[k].filter(|x| !(MIN_HALF_SATURATION..=most).contains(x)) {
                let detail = format!(
                    "received {x}; accepted: {MIN_HALF_SATURATION} or more: the {name} that reach half of its users"
                );
                faults.add(&format!("{at}/response/{name}"), "out_of_range", detail);
            }
            if faults.0.len() > before {
                continue;
            }
            let mut conflict = |field: &str, detail: String| faults.add(&format!("{at}/{field}"), "conflict", detail);
            if let (Some(min), Some(max)) = (min[k], max[k])
                && min > max
            {
                conflict(
                    &format!("min_{name}"),
                    format!("min_{name} {min} is above max_{name} {max}; lower one of them"),
                );
            }
            if let (Some(hold), Some(max)) = (hold[k], max[k])
                && hold > max
            {
                let detail = format!("hold keeps {hold}, above max_{name} {max}; lower the hold or raise max_{name}");
                conflict(&format!("hold/{name}"), detail);
            }
            if let (Some(hold), Some(min)) = (hold[k], min[k])
                && hold < min
            {
                let detail =
                    format!("hold keeps {hold}, below min_{name} {min}; raise the hold or leave out min_{name}");
                conflict(&format!("hold/{name}"), detail);
            }
        }
        let asked = [(min[MONEY], "min_money"), (hold[MONEY], "hold/money")];
        for (_, field) in asked.iter().filter(|(x, _)| self.budget.is_none() && x.is_some_and(|x| x > 0.0)) {
            let detail = "money is asked for and there is no budget; give budget with amount and currency".to_owned();
            faults.add(&format!("{at}/{field}"), "missing_budget", detail);
        }
        debug_assert_eq!([HOURS, MONEY], [0, 1], "amounts are checked in this order");
    }
}

struct Faults(Vec<SpecFault>);

impl Faults {
    fn add(&mut self, pointer: &str, code: &'static str, detail: impl Into<String>) {
        self.0.push(SpecFault { pointer: pointer.to_owned(), code, detail: detail.into() });
    }
}
