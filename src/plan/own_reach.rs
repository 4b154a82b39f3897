//! People whom an agency can really reach on a channel: its followers, subscribers, visitors, readers, or those whom past
//! campaigns met; as the contract writes it, and what can be wrong with it.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::constraints::{Constraints, Faults, MAX_PEOPLE};
use crate::ingest::excerpt;
use crate::message::message;

/// Most times that one person is counted in a week: every waking quarter of an hour.
const MAX_PER_PERSON: f64 = 500.0;
/// Least: a paper that a hundred people read.
const MIN_PER_PERSON: f64 = 0.01;
/// Most places; each multiplies the segments that a plan is solved over.
const MAX_PLACES: usize = 12;
const MAX_PLACE_NAME: usize = 100;
/// What the accepted units are called, in the order of [`ReachUnit`].
const UNITS: &str = "followers, subscribers, visits, visitors, circulation, recipients or reached";

/// People whom the agency can really reach on a channel.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnReach {
    /// How many there are today; of visits, in an ordinary week.
    #[schema(required = true, value_type = f64, minimum = 0.0)]
    #[serde(default)]
    pub number: Option<f64>,
    /// What the number counts.
    #[schema(required = true, value_type = ReachUnit)]
    #[serde(default)]
    pub unit: Option<ReachUnit>,
    /// Whom it counts; `everyone` by default.
    #[schema(value_type = Option<ReachOf>)]
    #[serde(default, deserialize_with = "or_default")]
    pub of: ReachOf,
    /// How often one person is counted: visits of one visitor in a week; copies for each reader (0.5 where two read one
    /// copy). Needed for visits.
    #[schema(minimum = 0.01, maximum = 500.0)]
    #[serde(default)]
    pub per_person: Option<f64>,
    /// How many are expected to be gained by the end of the plan; anything from none to twice as many is allowed for.
    #[schema(minimum = 0.0)]
    #[serde(default)]
    pub growth: Option<f64>,
    /// Share of the target among them, where it is known; otherwise from the fit of the account, past campaigns or
    /// published profiles of the channel's users.
    #[serde(default)]
    pub target_share: Option<TargetShare>,
    /// The place of `places` that all of them live in; by default they live in all places alike.
    #[serde(default)]
    pub place: Option<String>,
}

/// What `own_reach.number` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReachUnit {
    /// Followers of an account.
    Followers,
    /// Subscribers of a list or a channel.
    Subscribers,
    /// Visits in a week; give `per_person`.
    Visits,
    /// People who visit in a week, as at a counter or a resident centre.
    Visitors,
    /// Copies of a print.
    Circulation,
    /// People who receive letters or messages.
    Recipients,
    /// People whom a past campaign reached.
    Reached,
}

impl ReachUnit {
    /// As it stands in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Followers => "followers",
            Self::Subscribers => "subscribers",
            Self::Visits => "visits",
            Self::Visitors => "visitors",
            Self::Circulation => "circulation",
            Self::Recipients => "recipients",
            Self::Reached => "reached",
        }
    }

    /// Whether one person may be counted more or less than once.
    fn counts_contacts(self) -> bool {
        matches!(self, Self::Visits | Self::Circulation)
    }
}

/// Whom `own_reach.number` counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReachOf {
    /// Everyone, in the target or not.
    #[default]
    Everyone,
    /// People in the target alone.
    Target,
}

/// A share of the target with its interval, at the level of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetShare {
    /// Point estimate, 0 to 1.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub value: f64,
    /// Lower end of its interval.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub lower: f64,
    /// Upper end of its interval.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub upper: f64,
}

/// A part of the area that the agency is responsible for.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// What it is called.
    pub name: String,
    /// Adults living there.
    #[schema(minimum = 1.0)]
    pub people: f64,
}

/// A value, or the default where there is null.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl OwnReach {
    /// People counted, everyone or of the target, without growth.
    pub(super) fn people(&self) -> f64 {
        self.number.unwrap_or(0.0) / self.per_person.unwrap_or(1.0)
    }

    /// People expected to be gained.
    pub(super) fn people_gained(&self) -> f64 {
        self.growth.unwrap_or(0.0) / self.per_person.unwrap_or(1.0)
    }

    /// Everything that is wrong with it, at the pointer `at`.
    pub(super) fn check(&self, at: &str, places: &[Place], faults: &mut Faults) {
        match self.number {
            None => faults.add(&format!("{at}/number"), "missing", message!["fault-reach-missing"]),
            Some(x) if !(0.0..=MAX_PEOPLE).contains(&x) => {
                let detail = message!["fault-reach", received = x, max = MAX_PEOPLE];
                faults.add(&format!("{at}/number"), "out_of_range", detail);
            }
            Some(x) if x + self.growth.unwrap_or(0.0) <= 0.0 => {
                faults.add(&format!("{at}/number"), "out_of_range", message!["fault-reach-nobody"]);
            }
            Some(_) => {}
        }
        if let Some(x) = self.growth.filter(|x| !(0.0..=MAX_PEOPLE).contains(x)) {
            let detail = message!["fault-growth", received = x, max = MAX_PEOPLE];
            faults.add(&format!("{at}/growth"), "out_of_range", detail);
        }
        self.check_unit(at, faults);
        self.check_share(&format!("{at}/target_share"), faults);
        if let Some(name) = self.place.as_ref().filter(|name| !places.iter().any(|place| place.name == **name)) {
            let known: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
            let detail = if known.is_empty() {
                message!["fault-no-places", received = excerpt(name)]
            } else {
                message!["fault-place", received = excerpt(name), accepted = known.join(", ")]
            };
            faults.add(&format!("{at}/place"), "unknown_place", detail);
        }
    }

    fn check_unit(&self, at: &str, faults: &mut Faults) {
        let Some(unit) = self.unit else {
            let detail = message!["fault-reach-unit", accepted = UNITS];
            return faults.add(&format!("{at}/unit"), "missing", detail);
        };
        let field = format!("{at}/per_person");
        match self.per_person {
            None if unit == ReachUnit::Visits => {
                faults.add(&field, "missing", message!["fault-visits"]);
            }
            Some(_) if !unit.counts_contacts() => {
                let detail = message!["fault-per-person", unit = unit.as_str()];
                faults.add(&field, "conflict", detail);
            }
            Some(x) if !(MIN_PER_PERSON..=MAX_PER_PERSON).contains(&x) => {
                let detail = message!["fault-range", received = x, min = MIN_PER_PERSON, max = MAX_PER_PERSON];
                faults.add(&field, "out_of_range", detail);
            }
            Some(_) | None => {}
        }
    }

    fn check_share(&self, at: &str, faults: &mut Faults) {
        let Some(TargetShare { value, lower, upper }) = self.target_share else { return };
        if self.of == ReachOf::Target {
            return faults.add(at, "conflict", message!["fault-share-of-target"]);
        }
        if !(0.0 <= lower && lower <= value && value <= upper && upper <= 1.0) {
            let detail = message!["fault-shares-in-order", lower = lower, upper = upper, value = value];
            faults.add(at, "out_of_range", detail);
        }
    }
}

/// Everything that is wrong with the places.
pub(super) fn check_places(constraints: &Constraints, faults: &mut Faults) {
    let places = &constraints.places;
    if places.len() > MAX_PLACES {
        let detail = message!["fault-places", received = places.len(), max = MAX_PLACES];
        return faults.add("/places", "too_many", detail);
    }
    for (i, place) in places.iter().enumerate() {
        if place.name.is_empty() || place.name.chars().count() > MAX_PLACE_NAME {
            let detail = message!["fault-name-length", max = MAX_PLACE_NAME];
            faults.add(&format!("/places/{i}/name"), "out_of_range", detail);
        }
        if places[..i].iter().any(|other| other.name == place.name) {
            let detail = message!["fault-place-twice", place = excerpt(&place.name)];
            faults.add(&format!("/places/{i}/name"), "conflict", detail);
        }
        if !(1.0..=MAX_PEOPLE).contains(&place.people) {
            let detail = message!["fault-place-people", received = place.people];
            faults.add(&format!("/places/{i}/people"), "out_of_range", detail);
        }
    }
    let sum: f64 = places.iter().map(|place| place.people).sum();
    if let Some(people) = constraints.people.filter(|people| !places.is_empty() && (sum - people).abs() > 0.5) {
        let detail = message!["fault-people-of-places", people = people, sum = sum];
        faults.add("/people", "conflict", detail);
    }
    if !places.is_empty() && !constraints.is_scaled() {
        faults.add("/places", "missing_own_reach", message!["fault-places-own-reach"]);
    }
}
