//! Gathering the users of all pages: merged by id, in the order of following.

use std::collections::HashMap;

use super::super::assemble::Assembler;
use super::super::value::id_hash;
use super::super::{ProfileSink, ReadError};
use super::account_fields::{AccountField, AccountFields, Changes, Emitter, Known};
use super::notes::{Notes, PlatformNote};
use super::schema::{Ask, IdForm, PlatformSchema};
use super::snowflake;
use super::user::UserReader;
use super::values::Times;

/// A user who was kept; the id stands in the text of all.
#[derive(Debug)]
struct MergedUser {
    id_end: usize,
    fields: AccountFields,
    /// Place among the followers, from 1 for the newest; 0 for a user of lookups alone.
    listed: u64,
    /// Whether only the id was seen.
    id_alone: bool,
}

/// The users of all sources.
#[derive(Debug, Default)]
pub(super) struct MergedUsers {
    ids: String,
    users: Vec<MergedUser>,
    index: HashMap<u64, usize>,
    listed: u64,
    /// How often each name without a follow time came in this source.
    namesakes: HashMap<u64, u64>,
}

impl MergedUsers {
    /// Forgets the names of the source before, for the same people may stand in another source again.
    pub(super) fn begin_source(&mut self) {
        self.namesakes.clear();
    }

    /// Keeps the user just read, or merges it with the one of the same id.
    pub(super) fn keep(&mut self, reader: &UserReader, schema: &PlatformSchema, ordered: bool, notes: &mut Notes) {
        let pseudonym;
        let id = match schema.id_form {
            IdForm::Id => reader.id.as_str(),
            IdForm::Handle => {
                pseudonym = pseudonym_of(&reader.id.trim_start_matches('@').to_lowercase(), None);
                &pseudonym
            }
            IdForm::Name => {
                pseudonym = self.of_name(reader);
                &pseudonym
            }
        };
        let next = self.users.len();
        let at = *self.index.entry(id_hash(id)).or_insert(next);
        if at == next {
            self.ids.push_str(id);
            let id_alone = schema.ask == Ask::LookUp || reader.is_id_alone();
            self.users.push(MergedUser { id_end: self.ids.len(), fields: reader.fields, listed: 0, id_alone });
        } else {
            notes.merged += 1;
            self.merge(at, reader, schema, &mut notes.changes);
        }
        if ordered && self.users[at].listed == 0 {
            self.listed += 1;
            self.users[at].listed = self.listed;
        }
    }

    fn merge(&mut self, at: usize, reader: &UserReader, schema: &PlatformSchema, changes: &mut Changes) {
        let user = &mut self.users[at];
        user.fields.merge(&reader.fields, changes);
        user.id_alone &= schema.ask == Ask::LookUp || reader.is_id_alone();
    }

    /// Several people may have one name: the follow time tells them apart, or else their place among their namesakes.
    fn of_name(&mut self, reader: &UserReader) -> String {
        let moment = reader.fields.get(AccountField::FollowedAt);
        let place = match moment {
            Some(_) => 0,
            None => {
                let place = self.namesakes.entry(id_hash(&reader.id)).or_insert(0);
                *place += 1;
                *place
            }
        };
        pseudonym_of(&reader.id, Some((moment.unwrap_or_default(), place)))
    }

    /// Takes creation dates from ids, where nothing but the ids was given; how many.
    pub(super) fn date_from_ids(&mut self, times: Times) -> u64 {
        let (mut dated, mut from) = (0, 0);
        for user in &mut self.users {
            let id = &self.ids[from..user.id_end];
            from = user.id_end;
            if !user.id_alone || user.fields.has(AccountField::CreatedAt) {
                continue;
            }
            if let Some(moment) = snowflake::created_at(id).filter(|moment| times.contains(*moment)) {
                user.fields.set(AccountField::CreatedAt, moment);
                dated += 1;
            }
        }
        dated
    }

    /// What there is to say of all users, as platforms of this schema have them.
    pub(super) fn notes(&self, schema: &'static PlatformSchema) -> Vec<PlatformNote> {
        if self.users.is_empty() {
            return Vec::new();
        }
        let mut notes = Vec::new();
        let mut known = Known::default();
        self.users.iter().for_each(|user| user.fields.mark_present(&mut known));
        let (asked, ask) = match schema.ids_of {
            Some(whole) => (PlatformSchema::of(whole), schema.ask),
            // Of ids alone one hint stands for all that is missing.
            None if self.users.iter().all(|user| user.id_alone) => (schema, Ask::LookUp),
            None => (schema, schema.ask),
        };
        let fields = known.missing(asked.account_fields());
        if !fields.is_empty() {
            let fields = fields.into_iter().map(Into::into).collect();
            notes.push(PlatformNote::NobodyHas { fields, ask });
        }
        let count = |wanted: &dyn Fn(&MergedUser) -> bool| self.users.iter().filter(|user| wanted(user)).count() as u64;
        if schema.account_fields().any(|field| field == AccountField::FollowedAt) {
            let without = count(&|user| !user.fields.has(AccountField::FollowedAt));
            if without > 0 && known.missing([AccountField::FollowedAt].into_iter()).is_empty() {
                notes.push(PlatformNote::WithoutFollowTime(without));
            }
        }
        let without_order = count(&|user| user.listed == 0);
        if schema.ordered && without_order > 0 {
            notes.push(PlatformNote::WithoutOrder(without_order));
        }
        notes
    }

    /// Puts every user into a row, in the order in which they first came.
    pub(super) fn emit(&self, assembler: &mut Assembler<'_, impl ProfileSink>) -> Result<(), ReadError> {
        let emitter = Emitter::new();
        if let Some(writer) = assembler.writer() {
            writer.set_columns(emitter.columns());
        }
        let mut from = 0;
        for user in &self.users {
            let order = (user.listed > 0).then(|| self.listed - user.listed + 1);
            assembler.begin_row()?;
            emitter.emit(assembler, &self.ids[from..user.id_end], order, &user.fields);
            assembler.finish_row();
            from = user.id_end;
        }
        Ok(())
    }
}

/// What stands for a handle or a name: nobody's handle is kept.
fn pseudonym_of(name: &str, namesake: Option<(i64, u64)>) -> String {
    let text = namesake.map_or_else(|| name.to_owned(), |(moment, place)| format!("{name}\n{moment}\n{place}"));
    let hash = blake3::derive_key("audience-fit follower without an id of the platform", text.as_bytes());
    hash[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_stable_and_shows_no_name() {
        let one = pseudonym_of("made.up", None);
        assert_eq!(one, pseudonym_of("made.up", None));
        assert_eq!((one.len(), one.contains("made")), (24, false));
        assert_ne!(pseudonym_of("made up", Some((5, 0))), pseudonym_of("made up", Some((6, 0))));
    }
}
