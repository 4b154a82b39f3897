//! Reading one user of a platform.

use super::super::json_scanner::SyntaxError;
use super::super::value::{Value, id};
use super::super::{ReadOptions, RejectCode};
use super::account_fields::{AccountField, AccountFields};
use super::members::{Members, Scratch, for_each_element, for_each_member, kind_of};
use super::notes::Notes;
use super::schema::{AccountState, FieldMapping, IdForm, Meaning, Member, PlatformSchema, StateMapping, find};
use super::values::Times;
use crate::message::{Message, message};

/// Why a user has no id.
#[derive(Debug, Clone)]
pub(super) struct UserIdFault {
    pub(super) code: RejectCode,
    pub(super) received: Message,
}

/// Reads user after user; what was read of the last one stands in its fields.
#[derive(Debug)]
pub(super) struct UserReader {
    schema: &'static PlatformSchema,
    times: Times,
    pub(super) id: String,
    /// The rank of the member that gave the id.
    id_rank: u8,
    id_alone: bool,
    pub(super) fields: AccountFields,
    states: [bool; AccountState::ALL.len()],
    /// Whether a name stands there by which people know the user.
    pub(super) marked: bool,
    /// Whether there are members that this platform's users do not have.
    pub(super) foreign: bool,
    pub(super) id_fault: Option<UserIdFault>,
    /// Fields whose value could not be used, by the platform's own names.
    unusable: Vec<&'static str>,
    /// Counts that were hidden.
    hidden: u64,
}

impl UserReader {
    pub(super) fn new(schema: &'static PlatformSchema, options: &ReadOptions) -> Self {
        Self {
            schema,
            times: Times::until(options.as_of),
            id: String::new(),
            id_rank: 0,
            id_alone: false,
            fields: AccountFields::default(),
            states: [false; AccountState::ALL.len()],
            marked: false,
            foreign: false,
            id_fault: None,
            unusable: Vec::new(),
            hidden: 0,
        }
    }

    pub(super) fn times(&self) -> Times {
        self.times
    }

    fn clear(&mut self) {
        self.id.clear();
        self.id_rank = 0;
        self.id_alone = false;
        self.fields = AccountFields::default();
        self.states = [false; AccountState::ALL.len()];
        self.marked = false;
        self.foreign = false;
        self.id_fault = None;
        self.unusable.clear();
        self.hidden = 0;
    }

    /// Reads the user in `text`, which begins with a brace. `title` is its id where it states none.
    pub(super) fn read(&mut self, text: &str, title: Option<&str>) -> Result<(), SyntaxError> {
        self.clear();
        let (mut scratch, mut inner_scratch) = (Scratch::default(), Scratch::default());
        let Some(mut members) = Members::of(text) else { return Ok(()) };
        while let Some((name, value)) = members.next(&mut scratch)? {
            let Some(member) = find(self.schema.members, name) else { continue };
            let (Meaning::Group(own), Value::Nested(inner)) = (member.meaning, value) else {
                self.take(member, value);
                continue;
            };
            let Some(mut inner) = Members::of(inner) else {
                self.take(member, value);
                continue;
            };
            while let Some((name, value)) = inner.next(&mut inner_scratch)? {
                if let Some(member) = find(own, name) {
                    self.take(member, value);
                }
            }
        }
        if let (true, Some(title)) = (self.id.is_empty(), title.filter(|title| !title.is_empty())) {
            self.set_id(Value::Text(title), 1);
        }
        self.marked |= self.schema.wrapper.is_some() || self.schema.id_form != IdForm::Id && !self.id.is_empty();
        self.expect_id();
        Ok(())
    }

    /// Takes a user of whom only the id is known.
    pub(super) fn read_id(&mut self, value: Value<'_>) {
        self.clear();
        self.marked = true;
        self.id_alone = true;
        self.set_id(value, 1);
        self.expect_id();
    }

    /// Whether the source holds no more than the id.
    pub(super) fn is_id_alone(&self) -> bool {
        self.id_alone
    }

    /// Whether nobody is left behind the account.
    pub(super) fn is_gone(&self) -> bool {
        AccountState::ALL.into_iter().zip(self.states).any(|(state, there)| there && state.is_gone())
    }

    /// Takes a handle with the time of following.
    pub(super) fn read_follow(&mut self, handle: &str, at: Value<'_>) {
        self.clear();
        self.marked = true;
        self.set_id(Value::Text(handle), 1);
        self.set_account("timestamp", AccountField::FollowedAt, FieldMapping::Timestamp, at);
        self.expect_id();
    }

    fn expect_id(&mut self) {
        if self.id.is_empty() && self.id_fault.is_none() {
            self.id_fault = Some(UserIdFault { code: RejectCode::WrongType, received: message!["received-nothing"] });
        }
    }

    /// Counts what could not be used of a user who is kept.
    pub(super) fn note_faults(&mut self, notes: &mut Notes) {
        notes.hidden_counts += self.hidden;
        self.unusable.drain(..).for_each(|field| notes.count_unusable(field));
        for (state, there) in AccountState::ALL.into_iter().zip(self.states) {
            notes.states[state as usize] += u64::from(there);
        }
    }

    fn take(&mut self, member: &'static Member, value: Value<'_>) {
        if value == Value::Missing {
            return;
        }
        match member.meaning {
            Meaning::Id(rank) => self.set_id(value, rank),
            Meaning::IdOfUrl(rank) => {
                if let Value::Text(address) = value {
                    let name = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                    self.set_id(Value::Text(name), rank);
                }
            }
            Meaning::Mark => self.marked |= matches!(value, Value::Text(_)),
            Meaning::Account(field, how) => self.set_account(member.name, field, how, value),
            Meaning::Group(_) => self.unusable.push(member.name),
            Meaning::State(state, how) => self.states[state as usize] |= says(how, value),
            Meaning::Foreign => self.foreign = true,
        }
    }

    fn set_account(&mut self, name: &'static str, field: AccountField, how: FieldMapping, value: Value<'_>) {
        if how == FieldMapping::HiddenCount && matches!(value, Value::Number { value, .. } if value < 0.0) {
            self.hidden += 1;
            return;
        }
        match self.times.judge(how, value) {
            Ok(None) => {}
            Ok(Some(value)) => self.fields.set(field, value),
            Err(_) => self.unusable.push(name),
        }
    }

    fn set_id(&mut self, value: Value<'_>, rank: u8) {
        if rank < self.id_rank || value.is_missing() {
            return;
        }
        match id(value) {
            Ok(id) => {
                self.id_rank = rank;
                self.id_fault = None;
                self.id.clear();
                self.id.push_str(id);
            }
            Err(error) if self.id.is_empty() => {
                self.id_fault = Some(UserIdFault { code: error.code, received: kind_of(value) });
            }
            Err(_) => {}
        }
    }
}

/// Whether a value says that an account is in a state.
fn says(how: StateMapping, value: Value<'_>) -> bool {
    match (how, value) {
        (StateMapping::True, value) => value == Value::Flag(true),
        (StateMapping::False, value) => value == Value::Flag(false),
        (StateMapping::Object, Value::Nested(text)) => text.starts_with('{'),
        (StateMapping::Words(words), Value::Text(text)) => words.contains(&text),
        (StateMapping::Labels(words), Value::Nested(list)) => has_label(list, words),
        (StateMapping::Object | StateMapping::Words(_) | StateMapping::Labels(_), _) => false,
    }
}

/// Whether one of these labels is in force.
fn has_label(list: &str, words: &[&str]) -> bool {
    let mut found = false;
    for_each_element(list, |label| {
        let Value::Nested(label) = label else { return };
        let (mut named, mut negated) = (false, false);
        for_each_member(label, |name, value| match (name, value) {
            ("val", Value::Text(word)) => named = words.contains(&word),
            ("neg", value) => negated = value == Value::Flag(true),
            _ => {}
        });
        found |= named && !negated;
    });
    found
}
