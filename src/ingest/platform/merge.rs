//! Gathering the users of all pages: merged by id, in the order of following, with those rejected.

use std::collections::HashMap;
use std::io::BufRead;

use super::super::assemble::Assembler;
use super::super::counting_reader::CountingReader;
use super::super::json_scanner::SyntaxError;
use super::super::reject::excerpt_bytes;
use super::super::value::id_hash;
use super::super::{MAX_LISTED, ProfileSink, ReadError, ReadOptions, RejectCode, Rejection, Rejections, excerpt};
use super::Platform;
use super::account_fields::{AccountFields, Emitter};
use super::json_values::{SourcePosition, Values};
use super::notes::Notes;
use super::page::{Elements, Page};
use super::schema::{Found, PlatformSchema, detect_page};
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

/// A user who was kept; the id stands in the merger's text.
#[derive(Debug)]
struct MergedUser {
    id_end: usize,
    fields: AccountFields,
    /// UserPosition among the followers, from 1 for the newest; 0 for a user of lookups alone.
    listed: u64,
}

/// A reason why a user of the source being read was rejected.
#[derive(Debug)]
struct Reason {
    row: u64,
    position: UserPosition,
    field: String,
    code: RejectCode,
    received: String,
    accepted: String,
}

/// Gathers the users of source after source.
#[derive(Debug)]
pub(in super::super) struct UserMerger<'o> {
    platform: Platform,
    schema: &'static PlatformSchema,
    options: &'o ReadOptions,
    reader: UserReader,
    ids: String,
    users: Vec<MergedUser>,
    user_index: HashMap<u64, usize>,
    listed: u64,
    /// Users seen, and those before the source being read.
    seen: u64,
    seen_before: u64,
    unplaced: Vec<Vec<Reason>>,
    /// Users rejected beyond those that are listed.
    unlisted: u64,
    rejected: Rejections,
    notes: Notes,
    subject: Option<String>,
}

impl<'o> UserMerger<'o> {
    pub(in super::super) fn new(platform: Platform, options: &'o ReadOptions) -> Self {
        let schema = PlatformSchema::of(platform);
        Self {
            platform,
            schema,
            options,
            reader: UserReader::new(schema, options),
            ids: String::new(),
            users: Vec::new(),
            user_index: HashMap::new(),
            listed: 0,
            seen: 0,
            seen_before: 0,
            unplaced: Vec::new(),
            unlisted: 0,
            rejected: Rejections::default(),
            notes: Notes::default(),
            subject: None,
        }
    }

    /// Gathers the users of one more source, whose followers come after those gathered before.
    pub(in super::super) fn add(
        &mut self,
        source: impl BufRead,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ReadError> {
        self.seen_before = self.seen;
        let mut values = Values::new(CountingReader::new(source, progress), self.schema.expected)?;
        while let Some(at) = values.next()? {
            self.take(at, values.text())?;
        }
        values.report();
        if values.values() == 0 {
            return values.error("there is nothing; a page without users is [] or has an empty list".to_owned());
        }
        let only = values.values() == 1;
        for reasons in std::mem::take(&mut self.unplaced) {
            self.rejected.reject(reasons.into_iter().map(|reason| Rejection {
                row: reason.row,
                field: reason.position.path(&reason.field, only),
                code: reason.code,
                received: reason.received,
                accepted: reason.accepted,
            }));
        }
        (0..std::mem::take(&mut self.unlisted)).for_each(|_| self.rejected.reject([]));
        Ok(())
    }

    /// Rejections listed so far.
    pub(in super::super) fn listed_rejections(&self) -> usize {
        self.rejected.listed.len()
    }

    /// Puts every user into a row, in the order in which they first came.
    pub(in super::super) fn emit(&self, assembler: &mut Assembler<'_, impl ProfileSink>) -> Result<(), ReadError> {
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

    /// What was rejected, and what there is to say.
    pub(in super::super) fn finish(self) -> (Rejections, Vec<String>) {
        let without_order = self.users.iter().filter(|user| user.listed == 0).count() as u64;
        (self.rejected, self.notes.sentences(without_order))
    }

    /// Takes a page, a user, or an array of either.
    fn take(&mut self, at: SourcePosition, bytes: &[u8]) -> Result<(), ReadError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.format(format!("page {} is not UTF-8 text; save the file as UTF-8", at.value));
        };
        let position = UserPosition { at, list: None };
        match text.trim_ascii_start().as_bytes().first() {
            None if at.element.is_none() => self.list(at, "", "[]", true),
            Some(b'{') => self.object(position, text),
            Some(b'[') => match super::super::json_scanner::JsonScanner::new(text).value(&mut String::new()) {
                Ok(_) => self.list(at, "", text, true),
                Err(error) => self.syntax_error(at, text, error),
            },
            _ => {
                self.open_user()?;
                self.reject(position, RejectCode::WrongType, excerpt(text.trim_ascii()), "a user as a JSON object");
                Ok(())
            }
        }
    }

    fn object(&mut self, position: UserPosition, text: &str) -> Result<(), ReadError> {
        let (page, error) = Page::read(text, self.schema);
        if let Some(error) = error
            && self.schema.lists.iter().any(|name| text.contains(&format!("\"{name}\"")))
        {
            return self.syntax_error(position.at, text, error);
        }
        if page.list.is_none()
            && let Some(found) = detect_page(&page.lists, &page.others)
        {
            return self.other(found);
        }
        if !page.is_page() {
            return self.user(position, text, true);
        }
        self.page(position, &page)
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
            self.open_user()?;
            let accepted = "a page of users; fetch it again, for followers are missing here";
            self.reject(position, RejectCode::Syntax, format!("the error \"{}\"", error.said), accepted);
            return Ok(());
        }
        if page.error.is_some() {
            self.notes.partial_errors += 1;
        }
        let ordered = match self.platform {
            Platform::XV2 => page.has_meta,
            Platform::Mastodon => true,
            Platform::Bluesky => page.list.as_ref().is_some_and(|(name, _)| *name == "followers"),
        };
        match &page.list {
            Some((name, list)) if list.starts_with('{') => self.list(position.at, name, &format!("[{list}]"), false),
            Some((name, list)) => self.list(position.at, name, list, ordered),
            None => self.list(position.at, "", "[]", ordered),
        }
    }

    /// Takes the users of one page.
    fn list(&mut self, at: SourcePosition, name: &'static str, array: &str, ordered: bool) -> Result<(), ReadError> {
        let mut elements = Elements::of(array);
        let mut scratch = String::new();
        let mut index = 0;
        while let Some(element) = elements.next(&mut scratch) {
            let position = UserPosition { at, list: Some((name, index)) };
            if element.starts_with('{') {
                self.user(position, &element, ordered)?;
            } else {
                self.open_user()?;
                self.reject(position, RejectCode::WrongType, excerpt(&element), "a user as a JSON object");
            }
            index += 1;
        }
        self.notes.empty_pages += u64::from(index == 0);
        Ok(())
    }

    fn open_user(&mut self) -> Result<(), ReadError> {
        if self.seen >= self.options.max_rows as u64 {
            return Err(ReadError::TooManyRows { max: self.options.max_rows });
        }
        self.seen += 1;
        Ok(())
    }

    fn user(&mut self, position: UserPosition, text: &str, ordered: bool) -> Result<(), ReadError> {
        self.open_user()?;
        let max = self.options.max_row_bytes;
        if text.len() > max {
            self.reject(
                position,
                RejectCode::TooLarge,
                excerpt_bytes(text.as_bytes()),
                format!("a user of at most {max} bytes"),
            );
            return Ok(());
        }
        if let Err(error) = self.reader.read(text) {
            let (received, accepted) = describe(text, error);
            self.reject(position, error.code, received, accepted);
            return Ok(());
        }
        match self.reader.field_names.detect() {
            Some(found) if found.platform != Some(self.platform) => return self.other(found),
            _ => {}
        }
        if !self.reader.faults.is_empty() {
            let row = self.seen - self.seen_before;
            let reasons = self.reader.faults.drain(..).map(|fault| Reason {
                row,
                position,
                field: fault.field,
                code: fault.error.code,
                received: fault.received,
                accepted: fault.error.accepted.into_owned(),
            });
            let reasons = reasons.collect();
            self.note_rejected(reasons);
        } else if self.reader.removed {
            self.notes.suspended += 1;
        } else {
            self.keep(ordered);
        }
        Ok(())
    }

    /// Keeps the user just read, or merges it with the one of the same id.
    fn keep(&mut self, ordered: bool) {
        self.notes.hidden_counts += self.reader.hidden;
        let next = self.users.len();
        let at = *self.user_index.entry(id_hash(&self.reader.id)).or_insert(next);
        if at == next {
            self.ids.push_str(&self.reader.id);
            self.users.push(MergedUser { id_end: self.ids.len(), fields: self.reader.fields, listed: 0 });
        } else {
            self.notes.merged += 1;
            self.users[at].fields.merge(&self.reader.fields, &mut self.notes.changes);
        }
        if ordered && self.users[at].listed == 0 {
            self.listed += 1;
            self.users[at].listed = self.listed;
        }
    }

    fn reject(&mut self, position: UserPosition, code: RejectCode, received: String, accepted: impl Into<String>) {
        let row = self.seen - self.seen_before;
        let field = String::new();
        self.note_rejected(vec![Reason { row, position, field, code, received, accepted: accepted.into() }]);
    }

    fn note_rejected(&mut self, reasons: Vec<Reason>) {
        if self.unplaced.len() < MAX_LISTED {
            self.unplaced.push(reasons);
        } else {
            self.unlisted += 1;
        }
    }

    fn format<T>(&self, detail: String) -> Result<T, ReadError> {
        Err(ReadError::Format { expected: self.schema.expected, detail })
    }

    fn syntax_error<T>(&self, at: SourcePosition, text: &str, error: SyntaxError) -> Result<T, ReadError> {
        let (received, accepted) = describe(text, error);
        self.format(format!("page {} is broken: received {received}; accepted: {accepted}; fetch it again", at.value))
    }

    fn other<T>(&self, found: Found) -> Result<T, ReadError> {
        Err(ReadError::OtherFormat { expected: self.schema.expected, found: found.what, platform: found.platform })
    }
}

/// What stands where a text breaks, and what is accepted there.
fn describe(text: &str, error: SyntaxError) -> (String, String) {
    let rest = text.get(error.at..).unwrap_or_default();
    let received = if rest.is_empty() { "the end".to_owned() } else { excerpt(rest) };
    (received, format!("{} (at byte {})", error.expected, error.at + 1))
}
