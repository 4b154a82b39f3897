//! What platforms tell of a user, in one flat value.

use super::super::ProfileSink;
use super::super::assemble::Assembler;
use super::super::echo::Path;
use super::super::moment;
use super::super::names::{Known, Open, known_by_path};
use super::super::value::Value;

/// One thing told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
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
    Bot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Moment,
    Count,
    Flag,
}

/// Every slot's name and kind, in the order of [`Slot`].
const SLOTS: [(&str, Kind); 12] = [
    ("account.created_at", Kind::Moment),
    ("account.last_active_at", Kind::Moment),
    ("account.followers", Kind::Count),
    ("account.following", Kind::Count),
    ("account.posts", Kind::Count),
    ("account.likes", Kind::Count),
    ("account.listed", Kind::Count),
    ("account.verified", Kind::Flag),
    ("account.protected", Kind::Flag),
    ("account.has_avatar", Kind::Flag),
    ("account.has_bio", Kind::Flag),
    (BOT_PATH, Kind::Flag),
];
const BOT: &str = "bot";
const BOT_PATH: &str = "attributes.bot";

/// How often a slot's value changed between two pages.
pub(super) type Changes = [u64; SLOTS.len()];

/// The name of every slot that changed, with how often.
pub(super) fn named(changes: &Changes) -> impl Iterator<Item = (&'static str, u64)> {
    SLOTS.iter().zip(changes).filter(|(_, n)| **n > 0).map(|((path, _), n)| (*path, *n))
}

/// Seconds, counts and flags by slot; those that were not told are missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts {
    values: [i64; SLOTS.len()],
    told: u16,
}

impl Facts {
    pub(super) fn tell(&mut self, slot: Slot, value: i64) {
        self.values[slot as usize] = value;
        self.told |= 1 << slot as u16;
    }

    fn each(&self) -> impl Iterator<Item = (usize, i64)> {
        (0..SLOTS.len()).filter(|at| self.told & (1 << at) != 0).map(|at| (at, self.values[at]))
    }

    /// Takes what `later` tells, and counts where it tells something else.
    pub(super) fn merge(&mut self, later: &Facts, changes: &mut Changes) {
        for (at, value) in later.each() {
            let known = self.told & (1 << at) != 0;
            changes[at] += u64::from(known && self.values[at] != value);
            self.values[at] = value;
            self.told |= 1 << at;
        }
    }
}

/// Writes users into rows.
#[derive(Debug)]
pub(super) struct Emitter {
    id: &'static Known,
    follow_order: &'static Known,
    slots: [Option<&'static Known>; SLOTS.len()],
}

impl Emitter {
    pub(super) fn new() -> Self {
        let known = |path| known_by_path(path).expect("a path of the contract, as a test makes sure");
        let slots = SLOTS.map(|(path, _)| (path != BOT_PATH).then(|| known(path)));
        Self { id: known("id"), follow_order: known("follow_order"), slots }
    }

    /// Every column that may occur.
    pub(super) fn columns(&self) -> Vec<Path> {
        let fixed = [self.id.path, self.follow_order.path].into_iter().map(Path::Known);
        let slots = self.slots.iter().map(|known| match known {
            Some(known) => Path::Known(known.path),
            None => Path::Open(Open::Attribute, BOT.into()),
        });
        fixed.chain(slots).collect()
    }

    /// Takes one user into the open row.
    pub(super) fn emit<S: ProfileSink>(
        &self,
        assembler: &mut Assembler<'_, S>,
        id: &str,
        follow_order: Option<u64>,
        facts: &Facts,
    ) {
        let whole = |known, value: i64, assembler: &mut Assembler<'_, S>| {
            assembler.set(known, Value::Number { value: value as f64, raw: "" });
        };
        assembler.set(self.id, Value::Text(id));
        if let Some(order) = follow_order {
            whole(self.follow_order, order as i64, assembler);
        }
        for (at, value) in facts.each() {
            match (self.slots[at], SLOTS[at].1) {
                (Some(known), Kind::Moment) => assembler.set(known, Value::Text(&moment::written(value))),
                (Some(known), Kind::Count) => whole(known, value, assembler),
                (Some(known), Kind::Flag) => assembler.set(known, Value::Flag(value == 1)),
                (None, _) => assembler.set_open(Open::Attribute, BOT, Value::Flag(value == 1)),
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
        assert_eq!(emitter.columns().len(), SLOTS.len() + 2);
        for (slot, path) in [
            (Slot::CreatedAt, "account.created_at"),
            (Slot::Followers, "account.followers"),
            (Slot::HasBio, "account.has_bio"),
            (Slot::Bot, "attributes.bot"),
        ] {
            assert_eq!(SLOTS[slot as usize].0, path);
        }
    }

    #[test]
    fn what_is_missing_is_filled_in_and_what_changed_is_counted() {
        let (mut old, mut new, mut changes) = (Facts::default(), Facts::default(), Changes::default());
        old.tell(Slot::Followers, 5);
        old.tell(Slot::Verified, 0);
        new.tell(Slot::Followers, 6);
        new.tell(Slot::Posts, 9);
        old.merge(&new, &mut changes);
        assert_eq!(old.each().collect::<Vec<_>>(), [(2, 6), (4, 9), (7, 0)]);
        assert_eq!(named(&changes).collect::<Vec<_>>(), [("account.followers", 1)]);
    }
}
