//! The names of the contract: which fields stand under which object, and what each of them accepts.

use std::fmt;

use super::excerpt;
use crate::message::{Message, message};
use crate::profile::Field;

/// How the value of a named field is judged and where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldType {
    Id,
    Age,
    BirthYear,
    AgeBandMin,
    AgeBandMax,
    IncomeAmount,
    IncomeBandMin,
    IncomeBandMax,
    IncomeCurrency,
    IncomePeriod,
    IncomeScope,
    MedianRatio,
    HouseholdSize,
    FollowOrder,
    Weight,
    LabelWeight,
    /// A text or a number, for the fixed field of this place.
    Category(u8),
    /// A whole number of 0 or more.
    Count(u8),
    /// Yes or no.
    Flag(u8),
    /// A time or a date.
    Timestamp(u8),
}

/// A field of fixed name.
#[derive(Debug, PartialEq)]
pub(super) struct FieldSpec {
    /// The name with those of the objects around it, as in `account.created_at`.
    pub(super) path: &'static str,
    /// The last part of the path, which is the name within its object.
    name: &'static str,
    /// Its place in the sets of fields that a row has named or given.
    pub(super) bit: u8,
    pub(super) field_type: FieldType,
}

/// An object of fixed fields.
#[derive(Debug)]
pub(super) struct FieldGroup {
    /// What stands before the names of its members, with the final dot.
    prefix: &'static str,
    name: &'static str,
    /// Its place in the set of names that a row has given.
    pub(super) bit: u8,
    members: &'static [FieldSpec],
    groups: &'static [FieldGroup],
}

/// An object whose names the sender chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FreeFormObject {
    /// `channels`
    Channels,
    /// `attributes`
    Attributes,
}

impl FreeFormObject {
    /// The object's own name.
    pub(super) fn name(self) -> &'static str {
        match self {
            FreeFormObject::Channels => "channels",
            FreeFormObject::Attributes => "attributes",
        }
    }

    /// Its place in the set of names that a row has given.
    pub(super) fn bit(self) -> u8 {
        match self {
            FreeFormObject::Channels => 58,
            FreeFormObject::Attributes => 59,
        }
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum SchemaEntry {
    Field(&'static FieldSpec),
    Group(&'static FieldGroup),
    FreeForm(FreeFormObject),
}

/// The position of the fixed field of this name, found while compiling.
pub(super) const fn slot_of(name: &str) -> u8 {
    let name = name.as_bytes();
    let mut position = 0;
    while position < Field::FIXED.len() {
        let other = Field::FIXED[position].0.as_bytes();
        let mut same = 0;
        while same < name.len() && same < other.len() && name[same] == other[same] {
            same += 1;
        }
        if same == name.len() && same == other.len() {
            return position as u8;
        }
        position += 1;
    }
    panic!("no fixed field of this name")
}

const fn field(bit: u8, path: &'static str, field_type: FieldType) -> FieldSpec {
    let mut from = path.len();
    while from > 0 && path.as_bytes()[from - 1] != b'.' {
        from -= 1;
    }
    FieldSpec { path, name: path.split_at(from).1, bit, field_type }
}

const fn category(bit: u8, path: &'static str) -> FieldSpec {
    field(bit, path, FieldType::Category(slot_of(path)))
}

const fn count(bit: u8, path: &'static str) -> FieldSpec {
    field(bit, path, FieldType::Count(slot_of(path)))
}

const fn flag(bit: u8, path: &'static str) -> FieldSpec {
    field(bit, path, FieldType::Flag(slot_of(path)))
}

const fn moment(bit: u8, path: &'static str) -> FieldSpec {
    field(bit, path, FieldType::Timestamp(slot_of(path)))
}

pub(super) const AGE: u8 = 1;
pub(super) const BIRTH_YEAR: u8 = 2;
pub(super) const AGE_BAND_MIN: u8 = 12;
pub(super) const AGE_BAND_MAX: u8 = 13;
pub(super) const AMOUNT: u8 = 14;
pub(super) const CURRENCY: u8 = 15;
pub(super) const PERIOD: u8 = 16;
pub(super) const SCOPE: u8 = 17;
pub(super) const MEDIAN_RATIO: u8 = 18;
pub(super) const INCOME_BAND_MIN: u8 = 19;
pub(super) const INCOME_BAND_MAX: u8 = 20;

const TOP: [FieldSpec; 14] = [
    field(0, "id", FieldType::Id),
    field(AGE, "age", FieldType::Age),
    field(BIRTH_YEAR, "birth_year", FieldType::BirthYear),
    field(3, "household_size", FieldType::HouseholdSize),
    category(4, "gender"),
    category(5, "region"),
    category(6, "education"),
    category(7, "employment"),
    category(8, "tenure"),
    moment(9, "followed_at"),
    field(10, "follow_order", FieldType::FollowOrder),
    flag(11, "in_target"),
    field(21, "weight", FieldType::Weight),
    field(37, "label_weight", FieldType::LabelWeight),
];

const AGE_BAND: [FieldSpec; 2] = [
    field(AGE_BAND_MIN, "age_band.min", FieldType::AgeBandMin),
    field(AGE_BAND_MAX, "age_band.max", FieldType::AgeBandMax),
];

const INCOME: [FieldSpec; 5] = [
    field(AMOUNT, "income.amount", FieldType::IncomeAmount),
    field(CURRENCY, "income.currency", FieldType::IncomeCurrency),
    field(PERIOD, "income.period", FieldType::IncomePeriod),
    field(SCOPE, "income.scope", FieldType::IncomeScope),
    field(MEDIAN_RATIO, "income.median_ratio", FieldType::MedianRatio),
];

const INCOME_BAND: [FieldSpec; 2] = [
    field(INCOME_BAND_MIN, "income.band.min", FieldType::IncomeBandMin),
    field(INCOME_BAND_MAX, "income.band.max", FieldType::IncomeBandMax),
];

const ACCOUNT: [FieldSpec; 11] = [
    moment(22, "account.created_at"),
    count(23, "account.followers"),
    count(24, "account.following"),
    count(25, "account.posts"),
    count(26, "account.likes"),
    count(27, "account.listed"),
    flag(28, "account.verified"),
    flag(29, "account.protected"),
    flag(30, "account.has_avatar"),
    flag(31, "account.has_bio"),
    moment(32, "account.last_active_at"),
];

const ENGAGEMENT: [FieldSpec; 4] = [
    count(33, "engagement.likes"),
    count(34, "engagement.replies"),
    count(35, "engagement.reposts"),
    count(36, "engagement.clicks"),
];

/// The profile itself.
pub(super) static PROFILE: FieldGroup = FieldGroup {
    prefix: "",
    name: "",
    bit: 63,
    members: &TOP,
    groups: &[
        FieldGroup { prefix: "age_band.", name: "age_band", bit: 50, members: &AGE_BAND, groups: &[] },
        FieldGroup {
            prefix: "income.",
            name: "income",
            bit: 51,
            members: &INCOME,
            groups: &[FieldGroup { prefix: "income.band.", name: "band", bit: 52, members: &INCOME_BAND, groups: &[] }],
        },
        FieldGroup { prefix: "account.", name: "account", bit: 53, members: &ACCOUNT, groups: &[] },
        FieldGroup { prefix: "engagement.", name: "engagement", bit: 54, members: &ENGAGEMENT, groups: &[] },
    ],
};

impl FieldGroup {
    /// The name with those of the objects around it.
    pub(super) fn path(&self) -> &'static str {
        self.prefix.trim_end_matches('.')
    }

    /// The path of a member that may not exist.
    pub(super) fn path_of(&self, key: &str) -> String {
        format!("{}{}", self.prefix, excerpt(key))
    }

    /// What `key` stands for in this object.
    pub(super) fn entry(&'static self, key: &str) -> Option<SchemaEntry> {
        // Most names differ in length or first letter, which is cheaper to see than the whole.
        let first = key.as_bytes().first();
        let is = |name: &str| name.len() == key.len() && name.as_bytes().first() == first && name == key;
        if let Some(member) = self.members.iter().find(|member| is(member.name)) {
            return Some(SchemaEntry::Field(member));
        }
        if let Some(group) = self.groups.iter().find(|group| is(group.name)) {
            return Some(SchemaEntry::Group(group));
        }
        if !self.prefix.is_empty() {
            return None;
        }
        [FreeFormObject::Channels, FreeFormObject::Attributes]
            .into_iter()
            .find(|object| object.name() == key)
            .map(SchemaEntry::FreeForm)
    }

    fn names(&'static self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.members.iter().map(|member| member.name).collect();
        names.extend(self.groups.iter().map(|group| group.name));
        if self.prefix.is_empty() {
            names.extend([FreeFormObject::Channels.name(), FreeFormObject::Attributes.name()]);
        }
        names
    }

    fn leaves(&'static self, found: &mut Vec<&'static FieldSpec>) {
        found.extend(self.members);
        for group in self.groups {
            group.leaves(found);
        }
    }

    /// Its names that are nearly `key`.
    fn near_names(&'static self, key: &str) -> Vec<&'static str> {
        let allowed = if key.len() < 6 { 1 } else { 2 };
        self.names().into_iter().filter(|name| distance(name, key) <= allowed).collect()
    }

    /// Whether the unknown `key` is nearly one of its names.
    pub(super) fn is_near(&'static self, key: &str) -> bool {
        !self.near_names(key).is_empty()
    }

    /// What could have been meant by the unknown `key`.
    pub(super) fn near(&'static self, key: &str) -> Message {
        let mut near = self.near_names(key);
        let mut leaves = Vec::new();
        PROFILE.leaves(&mut leaves);
        let elsewhere = leaves.iter().filter(|leaf| leaf.name == key).map(|leaf| leaf.path);
        near.extend(elsewhere.filter(|path| path.contains('.')));
        if near.is_empty() {
            near = self.names();
        }
        let place = if self.prefix.is_empty() { "profile" } else { "object" };
        message!["accepts-names", names = near.join(", "), place = place]
    }
}

/// The field of a dotted CSV header, or `None` for one that the contract does not name.
pub(super) fn field_by_path(header: &str) -> Option<&'static FieldSpec> {
    let mut leaves = Vec::new();
    PROFILE.leaves(&mut leaves);
    let exact = leaves.iter().find(|leaf| leaf.path == header);
    exact.or_else(|| leaves.iter().find(|leaf| leaf.path.eq_ignore_ascii_case(header))).copied()
}

/// What a profile states at this path, of which it states only one: an age is that of a year of birth or a bracket, too.
pub(crate) fn stated_field(path: &str) -> &str {
    match path {
        "birth_year" | "age_band.min" | "age_band.max" => "age",
        "income.amount" | "income.median_ratio" | "income.band.min" | "income.band.max" => "income",
        other => other,
    }
}

/// Where a value stands in a profile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum FieldPath {
    Fixed(&'static str),
    FreeForm(FreeFormObject, Box<str>),
}

impl FieldPath {
    /// Whether it is a field of fixed name.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self, FieldPath::Fixed(_))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldPath::Fixed(path) => f.write_str(path),
            FieldPath::FreeForm(object, name) => write!(f, "{}.{name}", object.name()),
        }
    }
}

/// What a header stands for by itself.
pub(super) fn header_path(header: &str) -> FieldPath {
    if let Some(spec) = field_by_path(header) {
        return FieldPath::Fixed(spec.path);
    }
    match (header.strip_prefix("channels."), header.strip_prefix("attributes.")) {
        (Some(id), _) => FieldPath::FreeForm(FreeFormObject::Channels, id.into()),
        (_, Some(own)) => FieldPath::FreeForm(FreeFormObject::Attributes, own.into()),
        (None, None) => FieldPath::FreeForm(FreeFormObject::Attributes, header.into()),
    }
}

/// Insertions, deletions and replacements between two names; long names are never near.
fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let b: Vec<char> = b.chars().collect();
    let mut line: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = line[0];
        line[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = line[j + 1];
            line[j + 1] = replaced.min(line[j] + 1).min(diagonal + 1);
        }
    }
    line[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_share_a_bit() {
        let mut leaves = Vec::new();
        PROFILE.leaves(&mut leaves);
        let mut bits: Vec<u8> = leaves.iter().map(|leaf| leaf.bit).collect();
        bits.extend([
            50,
            51,
            52,
            53,
            54,
            FreeFormObject::Channels.bit(),
            FreeFormObject::Attributes.bit(),
            PROFILE.bit,
        ]);
        let all = bits.len();
        bits.sort_unstable();
        bits.dedup();
        assert_eq!(bits.len(), all);
        assert!(bits.iter().all(|bit| *bit < 64));
    }

    #[test]
    fn every_name_is_found_by_key_and_by_path() {
        let mut leaves = Vec::new();
        PROFILE.leaves(&mut leaves);
        assert_eq!(leaves.len(), 38);
        for leaf in leaves {
            assert_eq!(field_by_path(leaf.path).map(|spec| spec.bit), Some(leaf.bit));
            let mut group = &PROFILE;
            let mut keys: Vec<_> = leaf.path.split('.').collect();
            let last = keys.pop().expect("a path has a name");
            for key in keys {
                let Some(SchemaEntry::Group(inner)) = group.entry(key) else { panic!("{key} is a group") };
                group = inner;
            }
            assert!(
                matches!(group.entry(last), Some(SchemaEntry::Field(spec)) if spec.bit == leaf.bit),
                "{}",
                leaf.path
            );
        }
    }

    #[test]
    fn suggests_similar_names_for_an_unknown_one() {
        let near = |group: &'static FieldGroup, key: &str| group.near(key).outline();
        assert_eq!(near(&PROFILE, "agee"), "accepts-names (names: age, place: profile)");
        assert_eq!(near(&PROFILE, "followers"), "accepts-names (names: account.followers, place: profile)");
        assert!(near(&PROFILE, "shoe_size").starts_with("accepts-names (names: id, age, birth_year, household_size"));
        let Some(SchemaEntry::Group(income)) = PROFILE.entry("income") else { panic!("income is a group") };
        assert_eq!(near(income, "curency"), "accepts-names (names: currency, place: object)");
    }
}
