//! People whom an agency can really reach on a channel: its followers, subscribers, visitors, readers, or those whom past
//! campaigns met; as the contract writes it, and what can be wrong with it.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::constraints::{Constraints, Faults, MAX_PEOPLE};
use crate::ingest::excerpt;

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
            None => faults.add(&format!("{at}/number"), "missing", "give how many people the agency reaches there"),
            Some(x) if !(0.0..=MAX_PEOPLE).contains(&x) => {
                let detail = format!("received {x}; accepted: 0 to {MAX_PEOPLE}: how many the agency reaches there");
                faults.add(&format!("{at}/number"), "out_of_range", detail);
            }
            Some(x) if x + self.growth.unwrap_or(0.0) <= 0.0 => {
                let detail = "received 0 and no growth: nobody is reached there; leave own_reach out, or give growth, \
                              how many you expect to gain";
                faults.add(&format!("{at}/number"), "out_of_range", detail);
            }
            Some(_) => {}
        }
        if let Some(x) = self.growth.filter(|x| !(0.0..=MAX_PEOPLE).contains(x)) {
            let detail = format!("received {x}; accepted: 0 to {MAX_PEOPLE}: how many more by the end of the plan");
            faults.add(&format!("{at}/growth"), "out_of_range", detail);
        }
        self.check_unit(at, faults);
        self.check_share(&format!("{at}/target_share"), faults);
        if let Some(name) = self.place.as_ref().filter(|name| !places.iter().any(|place| place.name == **name)) {
            let known: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
            let accepted = if known.is_empty() { "none: give places".to_owned() } else { known.join(", ") };
            let detail = format!("received {}; accepted: a name of places: {accepted}", excerpt(name));
            faults.add(&format!("{at}/place"), "unknown_place", detail);
        }
    }

    fn check_unit(&self, at: &str, faults: &mut Faults) {
        let Some(unit) = self.unit else {
            let detail = format!("say what the number counts: {UNITS}");
            return faults.add(&format!("{at}/unit"), "missing", detail);
        };
        let field = format!("{at}/per_person");
        match self.per_person {
            None if unit == ReachUnit::Visits => {
                let detail = "visits are not people: give per_person, the visits of one visitor in a week; or count \
                              visitors";
                faults.add(&field, "missing", detail);
            }
            Some(_) if !unit.counts_contacts() => {
                let detail = format!("{} are people already; leave per_person out", unit.as_str());
                faults.add(&field, "conflict", detail);
            }
            Some(x) if !(MIN_PER_PERSON..=MAX_PER_PERSON).contains(&x) => {
                let detail = format!("received {x}; accepted: {MIN_PER_PERSON} to {MAX_PER_PERSON}");
                faults.add(&field, "out_of_range", detail);
            }
            Some(_) | None => {}
        }
    }

    fn check_share(&self, at: &str, faults: &mut Faults) {
        let Some(TargetShare { value, lower, upper }) = self.target_share else { return };
        if self.of == ReachOf::Target {
            return faults.add(at, "conflict", "the number counts the target alone (of); leave target_share out");
        }
        if !(0.0 <= lower && lower <= value && value <= upper && upper <= 1.0) {
            let detail =
                format!("received {lower} to {upper} around {value}; accepted: shares of 0 to 1 in that order");
            faults.add(at, "out_of_range", detail);
        }
    }
}

/// Everything that is wrong with the places.
pub(super) fn check_places(constraints: &Constraints, faults: &mut Faults) {
    let places = &constraints.places;
    if places.len() > MAX_PLACES {
        let detail = format!("{} places received; at most {MAX_PLACES} are accepted; join some", places.len());
        return faults.add("/places", "too_many", detail);
    }
    for (i, place) in places.iter().enumerate() {
        if place.name.is_empty() || place.name.chars().count() > MAX_PLACE_NAME {
            let detail = format!("names of 1 to {MAX_PLACE_NAME} characters are accepted");
            faults.add(&format!("/places/{i}/name"), "out_of_range", detail);
        }
        if places[..i].iter().any(|other| other.name == place.name) {
            let detail = format!("{} is given twice; give each place once", excerpt(&place.name));
            faults.add(&format!("/places/{i}/name"), "conflict", detail);
        }
        if !(1.0..=MAX_PEOPLE).contains(&place.people) {
            let detail = format!("received {}; accepted: 1 or more: the adults living there", place.people);
            faults.add(&format!("/places/{i}/people"), "out_of_range", detail);
        }
    }
    let sum: f64 = places.iter().map(|place| place.people).sum();
    if let Some(people) = constraints.people.filter(|people| !places.is_empty() && (sum - people).abs() > 0.5) {
        let detail = format!("people is {people} and those of places add up to {sum}; leave people out");
        faults.add("/people", "conflict", detail);
    }
    if !places.is_empty() && !constraints.is_scaled() {
        faults.add("/places", "missing_own_reach", needs_own_reach("places are of people"));
    }
}

/// What to do where something is asked for that only the agency's own numbers tell.
pub(super) fn needs_own_reach(why: &str) -> String {
    format!(
        "{why}, and how many people the agency can reach is not known: give channels[].own_reach, as {{\"number\": \
         12000, \"unit\": \"followers\"}}"
    )
}
