//! Gathering the users of source after source, with those rejected and what there is to say.

use std::io::BufRead;

use super::super::assemble::Assembler;
use super::super::counting_reader::CountingReader;
use super::super::json_scanner::{JsonScanner, SyntaxError};
use super::super::value::Value;
use super::super::{MAX_LISTED, ProfileSink, ReadError, ReadOptions, RejectCode, Rejection, Rejections};
use super::Platform;
use super::json_values::{Piece, SourcePosition, Values};
use super::members::{Elements, Members, Scratch, kind_of};
use super::merge::MergedUsers;
use super::notes::Notes;
use super::page::{Page, UserList};
use super::paging::Paging;
use super::recognise::{
    Looked, OtherExport, Recognised, found_names, look_at, of_archive_part, recognise, recognise_json, whole_records,
};
use super::schema::{Ask, PlatformSchema};
use super::user::UserReader;

/// Where a user stands in its source.
#[derive(Debug, Clone, Copy)]
struct UserPosition {
    at: SourcePosition,
    /// The list of the page and the place in it.
    list: Option<(&'static str, u64)>,
}

impl UserPosition {
    /// The path of a field from the source's only value, as `data[3].id`, or behind the number of its value.
    fn path(&self, field: &str, only: bool) -> String {
        let element = self.at.element.map_or_else(String::new, |element| format!("[{element}]"));
        let list = self.list.map_or_else(String::new, |(name, index)| format!("{}[{index}]", dotted(&element, name)));
        let path = element.clone() + &list;
        let path = format!("{path}{}", dotted(&path, field));
        match (only, path.is_empty()) {
            (true, _) => path,
            (false, true) => format!("page {}", self.at.value),
            (false, false) => format!("page {}: {path}", self.at.value),
        }
    }
}

/// `name` behind a dot, unless one of both is empty.
fn dotted(before: &str, name: &str) -> String {
    if before.is_empty() || name.is_empty() { name.to_owned() } else { format!(".{name}") }
}

/// A reason why a record of the source being read was rejected.
#[derive(Debug)]
struct Reason {
    row: u64,
    position: UserPosition,
    field: &'static str,
    code: RejectCode,
    received: String,
    accepted: String,
}

/// What was seen of the source being read.
#[derive(Debug, Default)]
struct Seen {
    /// Records.
    records: u64,
    /// Records that are no users, and what the first of them looks like.
    not_users: u64,
    looks_like: Option<Recognised>,
    /// Names in the first record that is none.
    names: Vec<String>,
    reasons: Vec<Reason>,
    /// Records rejected beyond those that are listed.
    unlisted: u64,
}

/// Gathers the users of source after source.
#[derive(Debug)]
pub(in super::super) struct UserMerger<'o> {
    /// The platform of every source; each is recognised where it is not given.
    given: Option<Platform>,
    platform: Platform,
    schema: &'static PlatformSchema,
    /// The schema of the sources with most fields.
    widest: &'static PlatformSchema,
    options: &'o ReadOptions,
    reader: UserReader,
    users: MergedUsers,
    /// Records of all sources.
    records: u64,
    seen: Seen,
    rejected: Rejections,
    notes: Notes,
    paging: Paging,
    subject: Option<String>,
}

impl<'o> UserMerger<'o> {
    /// For sources of `platform`, or of one that is recognised.
    pub(in super::super) fn new(given: Option<Platform>, options: &'o ReadOptions) -> Self {
        let platform = given.unwrap_or(Platform::XV2);
        let schema = PlatformSchema::of(platform);
        Self {
            given,
            platform,
            schema,
            widest: schema,
            options,
            reader: UserReader::new(schema, options),
            users: MergedUsers::default(),
            records: 0,
            seen: Seen::default(),
            rejected: Rejections::default(),
            notes: Notes::default(),
            paging: Paging::default(),
            subject: None,
        }
    }

    /// Says that the platform was recognised and not given.
    pub(in super::super) fn say_recognised(&mut self) {
        self.notes.recognised = Some(self.platform);
    }

    /// Gathers the users of one more source, whose followers come after those gathered before.
    pub(in super::super) fn add(
        &mut self,
        source: impl BufRead,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ReadError> {
        self.seen = Seen::default();
        self.users.begin_source();
        self.paging.begin_source();
        let (beginning, source) = look_at(source)?;
        let recognised = recognise(&beginning);
        if self.given.is_none() {
            self.choose(recognised, &beginning)?;
        }
        if self.schema.ask != Ask::LookUp {
            self.widest = self.schema;
        }
        // Of web pages and tables nothing can be read below.
        if let Some(other @ Recognised::Other(OtherExport::WebPage)) = recognised {
            return self.other(other);
        }
        if self.platform == Platform::MastodonCsv {
            return self.add_addresses(recognised, source, progress);
        }
        self.add_values(source, progress)
    }

    /// Takes the platform that was recognised for the next source.
    fn choose(&mut self, recognised: Option<Recognised>, beginning: &[u8]) -> Result<(), ReadError> {
        let expected = "followers of a platform";
        let platform = match recognised {
            Some(Recognised::Followers(platform)) => platform,
            Some(Recognised::Other(other)) => {
                let records = whole_records(beginning);
                return Err(ReadError::OtherFormat { expected, found: other.words(), records, platform: None });
            }
            None if beginning.is_empty() => {
                return Err(ReadError::Format { expected, detail: "there is nothing".to_owned() });
            }
            None => return Err(ReadError::Format { expected, detail: unknown(beginning) }),
        };
        let is_first = self.records == 0 && self.notes.recognised.is_none();
        if !is_first && platform.network() != self.platform.network() {
            let detail = format!("it is of {platform}, and the files before it are of {}", self.platform);
            return Err(ReadError::Format { expected, detail });
        }
        if platform != self.platform || is_first {
            self.platform = platform;
            self.schema = PlatformSchema::of(platform);
            self.reader = UserReader::new(self.schema, self.options);
            if is_first {
                self.widest = self.schema;
            }
        }
        self.say_recognised();
        Ok(())
    }

    fn add_values<R: BufRead>(&mut self, source: Looked<R>, progress: &mut dyn FnMut(u64)) -> Result<(), ReadError> {
        let mut values = Values::new(CountingReader::new(source, progress), self.schema.expected)?;
        while let Some(at) = values.next()? {
            match values.piece() {
                Piece::Json(text) => self.take(at, text)?,
                Piece::ArchivePart(name) => self.archive_part(name)?,
            }
        }
        values.report();
        if values.values() == 0 {
            return values.error("there is nothing; a page without users is [] or has an empty list".to_owned());
        }
        self.finish_source(values.values() == 1)
    }

    /// Takes a CSV with the address of a follower in the first column of every row.
    fn add_addresses<R: BufRead>(
        &mut self,
        recognised: Option<Recognised>,
        source: Looked<R>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ReadError> {
        match recognised {
            Some(Recognised::Followers(Platform::MastodonCsv)) => {}
            Some(other) => return self.other(other),
            None => return self.format("its first column is not Account address".to_owned()),
        }
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let mut record = csv::ByteRecord::new();
        let mut row = 0;
        while rows.read_byte_record(&mut record).map_err(|error| ReadError::Io(error.into()))? {
            row += 1;
            let position = UserPosition { at: SourcePosition { value: row, element: None }, list: None };
            self.open_record()?;
            match record.get(0).map(|cell| std::str::from_utf8(cell).map(str::trim)) {
                Some(Ok(address)) if address.contains('@') => {
                    self.reader.read_id(Value::Text(address));
                    self.keep(position, false);
                }
                _ => {
                    self.reject(position, RejectCode::WrongType, "another text", "an address, for example a@b.example")
                }
            }
        }
        progress(rows.position().byte());
        self.finish_source(false)
    }

    /// Judges what the source held, and lists what was rejected.
    fn finish_source(&mut self, only: bool) -> Result<(), ReadError> {
        let seen = std::mem::take(&mut self.seen);
        if seen.not_users > 0 && seen.not_users == seen.records {
            return self.no_users(&seen);
        }
        for reason in seen.reasons {
            self.rejected.reject([Rejection {
                row: reason.row,
                field: reason.position.path(reason.field, only),
                code: reason.code,
                received: reason.received,
                accepted: reason.accepted,
            }]);
        }
        (0..seen.unlisted).for_each(|_| self.rejected.reject([]));
        Ok(())
    }

    /// Refuses a source none of whose records is a user.
    fn no_users<T>(&self, seen: &Seen) -> Result<T, ReadError> {
        let expected = self.schema.expected;
        Err(match seen.looks_like {
            Some(Recognised::Followers(platform)) if platform != self.platform => ReadError::OtherFormat {
                expected,
                found: platform.words(),
                records: seen.records,
                platform: Some(platform),
            },
            Some(Recognised::Other(other)) => {
                ReadError::OtherFormat { expected, found: other.words(), records: seen.records, platform: None }
            }
            Some(Recognised::Followers(_)) | None => {
                let mark = self.schema.mark;
                let none = match seen.records {
                    1 => format!("its one record has no {mark}"),
                    records => format!("none of its {records} records has a {mark}"),
                };
                let detail = format!("{none}; found: {}", names_in_words(&seen.names));
                ReadError::Format { expected, detail }
            }
        })
    }

    /// Rejections listed so far.
    pub(in super::super) fn listed_rejections(&self) -> usize {
        self.rejected.listed.len()
    }

    /// Puts every user into a row, in the order in which they first came.
    pub(in super::super) fn emit(&self, assembler: &mut Assembler<'_, impl ProfileSink>) -> Result<(), ReadError> {
        self.users.emit(assembler)
    }

    /// Completes the users once all sources were read.
    pub(in super::super) fn complete(&mut self) {
        self.notes.dates_from_ids = self.users.date_from_ids(self.reader.times());
    }

    /// What was rejected, and what there is to say.
    pub(in super::super) fn finish(self) -> (Rejections, Vec<String>) {
        let mut notes = self.notes.list();
        let after = usize::from(self.notes.recognised.is_some());
        notes.splice(after..after, self.paging.notes(self.widest));
        notes.extend(self.users.notes(self.widest));
        (self.rejected, notes.iter().map(super::notes::PlatformNote::sentence).collect())
    }

    fn archive_part(&self, name: &str) -> Result<(), ReadError> {
        match of_archive_part(name) {
            Recognised::Followers(platform) if platform == self.platform => Ok(()),
            other => self.other(other),
        }
    }

    /// Takes a page, a user, or an array of either.
    fn take(&mut self, at: SourcePosition, bytes: &[u8]) -> Result<(), ReadError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.format(format!("page {} is not UTF-8 text; save the file as UTF-8", at.value));
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
            let detail = format!("page {} lists the followers of another account than the first", position.at.value);
            return self.format(detail);
        }
        self.notes.unavailable += page.unavailable;
        if let (Some(error), None) = (&page.error, &page.list) {
            self.open_record()?;
            let accepted = "a page of users; fetch it again, for followers are missing here";
            self.reject(position, RejectCode::Syntax, format!("the error \"{error}\""), accepted);
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
            match element {
                Value::Nested(text) if text.starts_with('{') => self.record(position, text, ordered)?,
                other => self.scalar(position, other, ordered)?,
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
            self.reject(position, RejectCode::WrongType, kind_of(value), "a user as a JSON object");
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

    fn open_record(&mut self) -> Result<(), ReadError> {
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
            let received = format!("{} bytes", text.len());
            self.reject(position, RejectCode::TooLarge, received, format!("a user of at most {max} bytes"));
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
    fn keep(&mut self, position: UserPosition, ordered: bool) {
        if let Some(fault) = self.reader.id_fault {
            self.note_rejected(Reason {
                row: self.seen.records,
                position,
                field: self.schema.id,
                code: fault.code,
                received: fault.received.to_owned(),
                accepted: "the user's id: a text of 1 to 256 characters or a whole number".to_owned(),
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
        let accepted = format!("a user with {}", self.schema.mark);
        self.reject(position, RejectCode::WrongType, "a record of another kind", accepted);
        Ok(())
    }

    fn reject_syntax(&mut self, position: UserPosition, error: SyntaxError) {
        let accepted = format!("{} (at byte {})", error.expected, error.at + 1);
        self.reject(position, error.code, "something else", accepted);
    }

    fn reject(
        &mut self,
        position: UserPosition,
        code: RejectCode,
        received: impl Into<String>,
        accepted: impl Into<String>,
    ) {
        let (row, received, accepted) = (self.seen.records, received.into(), accepted.into());
        self.note_rejected(Reason { row, position, field: "", code, received, accepted });
    }

    fn note_rejected(&mut self, reason: Reason) {
        if self.seen.reasons.len() < MAX_LISTED {
            self.seen.reasons.push(reason);
        } else {
            self.seen.unlisted += 1;
        }
    }

    fn format<T>(&self, detail: String) -> Result<T, ReadError> {
        Err(ReadError::Format { expected: self.schema.expected, detail })
    }

    fn syntax_error<T>(&self, at: SourcePosition, error: SyntaxError) -> Result<T, ReadError> {
        let place = error.at + 1;
        self.format(format!(
            "page {} is broken at its byte {place}; accepted: {}; fetch it again",
            at.value, error.expected
        ))
    }

    fn other<T>(&self, other: Recognised) -> Result<T, ReadError> {
        let (found, platform) = match other {
            Recognised::Followers(platform) => (platform.words(), Some(platform)),
            Recognised::Other(other) => (other.words(), None),
        };
        Err(ReadError::OtherFormat { expected: self.schema.expected, found, records: 0, platform })
    }
}

/// What to say of a source that is not recognised.
fn unknown(beginning: &[u8]) -> String {
    let names = found_names(beginning);
    let found =
        if names.is_empty() { "it is not recognised".to_owned() } else { format!("found: {}", names.join(", ")) };
    format!(
        "{found}; accepted: pages or exports of {}; say which with --from, or --from csv for a table",
        Platform::list()
    )
}

fn names_in_words(names: &[String]) -> String {
    if names.is_empty() { "no names that can be shown".to_owned() } else { names.join(", ") }
}
