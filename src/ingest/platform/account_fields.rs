//! What platforms export about a user, as one flat value.

use super::super::ProfileSink;
use super::super::assemble::Assembler;
use super::super::schema::{FieldPath, FieldSpec, FreeFormObject, field_by_path};
use super::super::timestamp;
use super::super::value::Value;

/// One field of an account that platforms export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountField {
    CreatedAt,
    LastActiveAt,
    Followers,
    Following,
    Posts,
    Likes,
    Listed,
    Verified,
    Protected,
    HasAvatar,
    HasBio,
    FollowedAt,
    Bot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ValueType {
    Timestamp,
    Count,
    Flag,
}

/// Every field's name and kind, in the order of [`AccountField`].
const ACCOUNT_FIELDS: [(&str, ValueType); 13] = [
    ("account.created_at", ValueType::Timestamp),
    ("account.last_active_at", ValueType::Timestamp),
    ("account.followers", ValueType::Count),
    ("account.following", ValueType::Count),
    ("account.posts", ValueType::Count),
    ("account.likes", ValueType::Count),
    ("account.listed", ValueType::Count),
    ("account.verified", ValueType::Flag),
    ("account.protected", ValueType::Flag),
    ("account.has_avatar", ValueType::Flag),
    ("account.has_bio", ValueType::Flag),
    ("followed_at", ValueType::Timestamp),
    (BOT_PATH, ValueType::Flag),
];
const BOT: &str = "bot";
const BOT_PATH: &str = "attributes.bot";

/// How often a field's value changed between two pages.
pub(super) type Changes = [u64; ACCOUNT_FIELDS.len()];

/// The name of every field that changed, with how often.
pub(super) fn named(changes: &Changes) -> impl Iterator<Item = (&'static str, u64)> {
    ACCOUNT_FIELDS.iter().zip(changes).filter(|(_, n)| **n > 0).map(|((path, _), n)| (*path, *n))
}

/// Fields that some user has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known(u16);

impl Known {
    /// Those of `fields` that nobody has, each once, by its name in a profile.
    pub(super) fn missing(self, fields: impl Iterator<Item = AccountField>) -> Vec<&'static str> {
        let asked = fields.fold(0, |asked, field| asked | 1 << field as u16);
        let missing = asked & !self.0;
        let at = (0..ACCOUNT_FIELDS.len()).filter(|at| missing & (1 << at) != 0);
        at.map(|at| ACCOUNT_FIELDS[at].0).collect()
    }
}

/// Seconds, counts and flags by field; `present` has a bit for each that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AccountFields {
    values: [i64; ACCOUNT_FIELDS.len()],
    present: u16,
}

impl AccountFields {
    pub(super) fn set(&mut self, field: AccountField, value: i64) {
        self.values[field as usize] = value;
        self.present |= 1 << field as u16;
    }

    pub(super) fn has(&self, field: AccountField) -> bool {
        self.present & (1 << field as u16) != 0
    }

    pub(super) fn get(&self, field: AccountField) -> Option<i64> {
        self.has(field).then(|| self.values[field as usize])
    }

    /// Takes note of which fields are known.
    pub(super) fn mark_present(&self, known: &mut Known) {
        known.0 |= self.present;
    }

    fn each(&self) -> impl Iterator<Item = (usize, i64)> {
        (0..ACCOUNT_FIELDS.len()).filter(|at| self.present & (1 << at) != 0).map(|at| (at, self.values[at]))
    }

    /// Takes the values of `later`, and counts those that differ.
    pub(super) fn merge(&mut self, later: &AccountFields, changes: &mut Changes) {
        for (at, value) in later.each() {
            let known = self.present & (1 << at) != 0;
            changes[at] += u64::from(known && self.values[at] != value);
            self.values[at] = value;
            self.present |= 1 << at;
        }
    }
}

/// Writes users into rows.
#[derive(Debug)]
pub(super) struct Emitter {
    id: &'static FieldSpec,
    follow_order: &'static FieldSpec,
    fields: [Option<&'static FieldSpec>; ACCOUNT_FIELDS.len()],
}

impl Emitter {
    pub(super) fn new() -> Self {
        let spec = |path| field_by_path(path).expect("a path of the contract, as a test makes sure");
        let fields = ACCOUNT_FIELDS.map(|(path, _)| (path != BOT_PATH).then(|| spec(path)));
        Self { id: spec("id"), follow_order: spec("follow_order"), fields }
    }

    /// Every column that may occur.
    pub(super) fn columns(&self) -> Vec<FieldPath> {
        let fixed = [self.id.path, self.follow_order.path].into_iter().map(FieldPath::Fixed);
        let fields = self.fields.iter().map(|spec| match spec {
            Some(spec) => FieldPath::Fixed(spec.path),
            None => FieldPath::FreeForm(FreeFormObject::Attributes, BOT.into()),
        });
        fixed.chain(fields).collect()
    }

    /// Takes one user into the open row.
    pub(super) fn emit<S: ProfileSink>(
        &self,
        assembler: &mut Assembler<'_, S>,
        id: &str,
        follow_order: Option<u64>,
        fields: &AccountFields,
    ) {
        let whole = |spec, value: i64, assembler: &mut Assembler<'_, S>| {
            assembler.set(spec, Value::Number { value: value as f64, raw: "" });
        };
        assembler.set(self.id, Value::Text(id));
        if let Some(order) = follow_order {
            whole(self.follow_order, order as i64, assembler);
        }
        for (at, value) in fields.each() {
            match (self.fields[at], ACCOUNT_FIELDS[at].1) {
                (Some(spec), ValueType::Timestamp) => assembler.set(spec, Value::Text(&timestamp::written(value))),
                (Some(spec), ValueType::Count) => whole(spec, value, assembler),
                (Some(spec), ValueType::Flag) => assembler.set(spec, Value::Flag(value == 1)),
                (None, _) => assembler.set_free_form(FreeFormObject::Attributes, BOT, Value::Flag(value == 1)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_its_place() {
        let emitter = Emitter::new();
        assert_eq!(emitter.columns().len(), ACCOUNT_FIELDS.len() + 2);
        for (field, path) in [
            (AccountField::CreatedAt, "account.created_at"),
            (AccountField::Followers, "account.followers"),
            (AccountField::HasBio, "account.has_bio"),
            (AccountField::Bot, "attributes.bot"),
        ] {
            assert_eq!(ACCOUNT_FIELDS[field as usize].0, path);
        }
    }

    #[test]
    fn what_is_missing_is_filled_in_and_what_changed_is_counted() {
        let (mut old, mut new, mut changes) = (AccountFields::default(), AccountFields::default(), Changes::default());
        old.set(AccountField::Followers, 5);
        old.set(AccountField::Verified, 0);
        new.set(AccountField::Followers, 6);
        new.set(AccountField::Posts, 9);
        old.merge(&new, &mut changes);
        assert_eq!(old.each().collect::<Vec<_>>(), [(2, 6), (4, 9), (7, 0)]);
        assert_eq!(named(&changes).collect::<Vec<_>>(), [("account.followers", 1)]);
    }
}
