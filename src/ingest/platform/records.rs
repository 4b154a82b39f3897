//! Taking the values of a source: pages, arrays and records, down to each user.

use super::super::json_scanner::{JsonScanner, SyntaxError};
use super::super::value::Value;
use super::super::{MAX_LISTED, ReadError, RejectCode};
use super::Platform;
use super::gather::UserMerger;
use super::json_values::SourcePosition;
use super::members::{Elements, Members, Scratch, kind_of};
use super::page::{Page, UserList};
use super::position::{Reason, UserPosition};
use super::recognise::{Recognised, found_names, of_archive_part, recognise_json};
use crate::message::{Message, message};

impl UserMerger<'_> {
    pub(super) fn archive_part(&self, name: &str) -> Result<(), ReadError> {
        match of_archive_part(name) {
            Recognised::Followers(platform) if platform == self.platform => Ok(()),
            other @ (Recognised::Followers(_) | Recognised::Other(_)) => self.other(other),
        }
    }

    /// Takes a page, a user, or an array of either.
    pub(super) fn take(&mut self, at: SourcePosition, bytes: &[u8]) -> Result<(), ReadError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.format(message!["file-page-utf8", page = at.value]);
        };
        let position = UserPosition { at, list: None };
        let mut scratch = String::new();
        match text.trim_ascii_start().as_bytes().first() {
            None if at.element.is_none() => {
                self.notes.empty_pages += 1;
                self.paging.count_array(0);
                Ok(())
            }
            Some(b'{') => self.object(position, text),
            Some(_) => match JsonScanner::new(text).value(&mut scratch) {
                Ok(Value::Nested(array)) => {
                    let users = self.list(at, "", array, self.schema.ordered)?;
                    self.paging.count_array(users);
                    Ok(())
                }
                Ok(value) => self.scalar(position, value, self.schema.ordered),
                Err(error) => self.syntax_error(at, error),
            },
            None => self.scalar(position, Value::Missing, false),
        }
    }

    fn object(&mut self, position: UserPosition, text: &str) -> Result<(), ReadError> {
        let (page, error) = Page::read(text, self.schema);
        if let Some(error) = error
            && self.schema.lists.iter().any(|(name, _)| text.contains(&format!("\"{name}\"")))
        {
            return self.syntax_error(position.at, error);
        }
        if page.is_page() {
            return self.page(position, &page);
        }
        if position.at.element.is_some() {
            self.paging.count_element(position.at.value);
        }
        self.record(position, text, self.schema.ordered)
    }

    fn page(&mut self, position: UserPosition, page: &Page) -> Result<(), ReadError> {
        if let Some(subject) = &page.subject
            && self.subject.get_or_insert_with(|| subject.clone()) != subject
        {
            return self.format(message!["file-page-account", page = position.at.value]);
        }
        self.notes.unavailable += page.unavailable;
        if let (Some(error), None) = (&page.error, &page.list) {
            self.open_record()?;
            let received = message!["received-error", error = error];
            self.reject(position, RejectCode::Syntax, received, message!["accepts-page"]);
            return Ok(());
        }
        if page.error.is_some() {
            self.notes.partial_errors += 1;
        }
        let ordered = page.is_ordered();
        let users = match &page.list {
            Some(UserList { path, text, .. }) if text.starts_with('{') && self.schema.wrapper.is_some() => {
                self.follows(position.at, path, text)?
            }
            Some(UserList { path, text, .. }) if text.starts_with('{') => {
                self.list(position.at, path, &format!("[{text}]"), false)?
            }
            Some(UserList { path, text, .. }) => self.list(position.at, path, text, ordered)?,
            None => self.list(position.at, "", "[]", ordered)?,
        };
        self.paging.count_page(page, users);
        Ok(())
    }

    /// Takes the users of one page, and returns how many records there were.
    fn list(&mut self, at: SourcePosition, path: &'static str, array: &str, ordered: bool) -> Result<u64, ReadError> {
        let mut elements = Elements::of(array);
        let mut scratch = String::new();
        let mut index = 0;
        while let Some(element) = elements.next(&mut scratch) {
            let position = UserPosition { at, list: Some((path, index)) };
            if let Value::Nested(text) = element
                && text.starts_with('{')
            {
                self.record(position, text, ordered)?;
            } else {
                self.scalar(position, element, ordered)?;
            }
            index += 1;
        }
        self.notes.empty_pages += u64::from(index == 0);
        Ok(index)
    }

    /// Takes an object of handles with their follow times.
    fn follows(&mut self, at: SourcePosition, path: &'static str, text: &str) -> Result<u64, ReadError> {
        let mut scratch = Scratch::default();
        let mut index = 0;
        let Some(mut members) = Members::of(text) else { return Ok(0) };
        while let Ok(Some((handle, time))) = members.next(&mut scratch) {
            self.open_record()?;
            self.reader.read_follow(handle, time);
            self.keep(UserPosition { at, list: Some((path, index)) }, false);
            index += 1;
        }
        Ok(index)
    }

    /// Takes a value that is no object: an id, where the platform has lists of them.
    fn scalar(&mut self, position: UserPosition, value: Value<'_>, ordered: bool) -> Result<(), ReadError> {
        self.open_record()?;
        let is_id = match value {
            Value::Text(text) => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            Value::Number { .. } => true,
            Value::Missing | Value::Flag(_) | Value::Nested(_) | Value::Cell(_) => false,
        };
        if is_id && self.platform == Platform::XV1 {
            self.reader.read_id(value);
            self.keep(position, ordered);
        } else {
            self.reject(position, RejectCode::WrongType, kind_of(value), message!["accepts-user-object"]);
        }
        Ok(())
    }

    /// Takes an object that is a user, or holds one or several.
    fn record(&mut self, position: UserPosition, text: &str, ordered: bool) -> Result<(), ReadError> {
        let Some(wrapper) = self.schema.wrapper else { return self.user(position, text, None, ordered) };
        let mut inner = None;
        let mut title = None;
        let mut scratch = Scratch::default();
        let Some(mut members) = Members::of(text) else { return Ok(()) };
        loop {
            match members.next(&mut scratch) {
                Ok(Some((name, Value::Nested(text)))) if name == wrapper => inner = Some(text.to_owned()),
                Ok(Some(("title", Value::Text(text)))) => title = Some(text.to_owned()),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => {
                    self.open_record()?;
                    self.reject_syntax(position, error);
                    return Ok(());
                }
            }
        }
        let title = title.as_deref();
        match inner {
            None => self.not_a_user(position, text),
            Some(array) if array.starts_with('[') => {
                let mut elements = Elements::of(&array);
                let mut scratch = String::new();
                let mut any = false;
                while let Some(Value::Nested(text)) = elements.next(&mut scratch) {
                    any = true;
                    self.user(position, text, title, ordered)?;
                }
                if any { Ok(()) } else { self.user(position, "{}", title, ordered) }
            }
            Some(object) => self.user(position, &object, title, ordered),
        }
    }

    pub(super) fn open_record(&mut self) -> Result<(), ReadError> {
        if self.records >= self.options.max_rows as u64 {
            return Err(ReadError::TooManyRows { max: self.options.max_rows });
        }
        self.records += 1;
        self.seen.records += 1;
        Ok(())
    }

    fn user(
        &mut self,
        position: UserPosition,
        text: &str,
        title: Option<&str>,
        ordered: bool,
    ) -> Result<(), ReadError> {
        let max = self.options.max_row_bytes;
        if text.len() > max {
            self.open_record()?;
            let received = message!["received-bytes", bytes = text.len()];
            self.reject(position, RejectCode::TooLarge, received, message!["accepts-user-bytes", max = max]);
            return Ok(());
        }
        if let Err(error) = self.reader.read(text, title) {
            self.open_record()?;
            self.reject_syntax(position, error);
            return Ok(());
        }
        let own = Some(Recognised::Followers(self.platform));
        if !self.reader.marked || self.reader.foreign && recognise_json(text.as_bytes()) != own {
            return self.not_a_user(position, text);
        }
        self.open_record()?;
        self.keep(position, ordered);
        Ok(())
    }

    /// Keeps the user just read, unless it has no id or is gone.
    pub(super) fn keep(&mut self, position: UserPosition, ordered: bool) {
        if let Some(fault) = self.reader.id_fault.clone() {
            self.note_rejected(Reason {
                row: self.seen.records,
                position,
                field: self.schema.id,
                code: fault.code,
                received: fault.received,
                accepted: message!["accepts-user-id"],
            });
            return;
        }
        self.reader.note_faults(&mut self.notes);
        if !self.reader.is_gone() {
            self.users.keep(&self.reader, self.schema, ordered, &mut self.notes);
        }
    }

    /// Rejects a record without the marks of a user.
    fn not_a_user(&mut self, position: UserPosition, text: &str) -> Result<(), ReadError> {
        self.open_record()?;
        self.seen.not_users += 1;
        let recognised = recognise_json(text.as_bytes());
        if self.seen.not_users == 1 {
            self.seen.looks_like = recognised;
            self.seen.names = found_names(text.as_bytes());
        }
        let other = match recognised {
            Some(Recognised::Other(other)) => Some(other),
            Some(Recognised::Followers(_)) | None => None,
        };
        *self.notes.not_users.entry(other).or_default() += 1;
        let accepted = message!["accepts-user-with", mark = self.schema.mark];
        self.reject(position, RejectCode::WrongType, message!["received-other-record"], accepted);
        Ok(())
    }

    fn reject_syntax(&mut self, position: UserPosition, error: SyntaxError) {
        let accepted = message!["accepts-at-byte", at = error.at + 1].saying("accepted", Message::new(error.expected));
        self.reject(position, error.code, message!["received-something-else"], accepted);
    }

    pub(super) fn reject(&mut self, position: UserPosition, code: RejectCode, received: Message, accepted: Message) {
        let row = self.seen.records;
        self.note_rejected(Reason { row, position, field: "", code, received, accepted });
    }

    fn note_rejected(&mut self, reason: Reason) {
        if self.seen.reasons.len() < MAX_LISTED {
            self.seen.reasons.push(reason);
        } else {
            self.seen.unlisted += 1;
        }
    }

    pub(super) fn format<T>(&self, detail: Message) -> Result<T, ReadError> {
        Err(ReadError::Format { expected: self.schema.expected, detail })
    }

    fn syntax_error<T>(&self, at: SourcePosition, error: SyntaxError) -> Result<T, ReadError> {
        let broken = message!["file-page-broken", page = at.value, at = error.at + 1]
            .saying("accepted", Message::new(error.expected));
        self.format(broken)
    }

    pub(super) fn other<T>(&self, other: Recognised) -> Result<T, ReadError> {
        let (found, platform) = match other {
            Recognised::Followers(platform) => (platform.words_id(), Some(platform)),
            Recognised::Other(other) => (other.words_id(), None),
        };
        Err(ReadError::OtherFormat { expected: self.schema.expected, found, records: 0, platform })
    }
}
