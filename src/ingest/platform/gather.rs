//! Gathering the users of all pages: merged by id, in the order of following, with those rejected.

use std::collections::HashMap;
use std::io::BufRead;

use super::super::assemble::Assembler;
use super::super::feed::Feed;
use super::super::reject::excerpt_bytes;
use super::super::scan::Broken;
use super::super::value::id_hash;
use super::super::{MAX_LISTED, ProfileSink, ReadError, ReadOptions, RejectCode, Rejection, Rejections, excerpt};
use super::Platform;
use super::facts::{Emitter, Facts};
use super::notes::Notes;
use super::page::{Elements, Page};
use super::shape::{Found, Shape, tell_page};
use super::user::UserReader;
use super::values::{At, Values};

/// Where a user stands in its source.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: At,
    /// The list of the page and the place in it.
    list: Option<(&'static str, u64)>,
}

impl Place {
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

/// A user who was kept; the id stands in the gatherer's text.
#[derive(Debug)]
struct Gathered {
    id_end: usize,
    facts: Facts,
    /// Place among the followers, from 1 for the newest; 0 for a user of lookups alone.
    listed: u64,
}

/// A reason why a user of the source being read was rejected.
#[derive(Debug)]
struct Reason {
    row: u64,
    place: Place,
    field: String,
    code: RejectCode,
    received: String,
    accepted: String,
}

/// Gathers the users of source after source.
#[derive(Debug)]
pub(in super::super) struct Gatherer<'o> {
    platform: Platform,
    shape: &'static Shape,
    options: &'o ReadOptions,
    reader: UserReader,
    ids: String,
    users: Vec<Gathered>,
    places: HashMap<u64, usize>,
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

impl<'o> Gatherer<'o> {
    pub(in super::super) fn new(platform: Platform, options: &'o ReadOptions) -> Self {
        let shape = Shape::of(platform);
        Self {
            platform,
            shape,
            options,
            reader: UserReader::new(shape, options),
            ids: String::new(),
            users: Vec::new(),
            places: HashMap::new(),
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
        let mut values = Values::new(Feed::new(source, progress), self.shape.expected)?;
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
                field: reason.place.path(&reason.field, only),
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
        if let Some(echo) = assembler.echo() {
            echo.set_columns(emitter.columns());
        }
        let mut from = 0;
        for user in &self.users {
            let order = (user.listed > 0).then(|| self.listed - user.listed + 1);
            assembler.begin_row()?;
            emitter.emit(assembler, &self.ids[from..user.id_end], order, &user.facts);
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
    fn take(&mut self, at: At, bytes: &[u8]) -> Result<(), ReadError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.format(format!("page {} is not UTF-8 text; save the file as UTF-8", at.value));
        };
        let place = Place { at, list: None };
        match text.trim_ascii_start().as_bytes().first() {
            None if at.element.is_none() => self.list(at, "", "[]", true),
            Some(b'{') => self.object(place, text),
            Some(b'[') => match super::super::scan::Scanner::new(text).value(&mut String::new()) {
                Ok(_) => self.list(at, "", text, true),
                Err(broken) => self.broken_page(at, text, broken),
            },
            _ => {
                self.open_user()?;
                self.reject(place, RejectCode::WrongType, excerpt(text.trim_ascii()), "a user as a JSON object");
                Ok(())
            }
        }
    }

    fn object(&mut self, place: Place, text: &str) -> Result<(), ReadError> {
        let (page, broken) = Page::read(text, self.shape);
        if let Some(broken) = broken
            && self.shape.lists.iter().any(|name| text.contains(&format!("\"{name}\"")))
        {
            return self.broken_page(place.at, text, broken);
        }
        if page.list.is_none()
            && let Some(found) = tell_page(&page.lists, &page.others)
        {
            return self.other(found);
        }
        if !page.is_page() {
            return self.user(place, text, true);
        }
        self.page(place, &page)
    }

    fn page(&mut self, place: Place, page: &Page) -> Result<(), ReadError> {
        if let Some(subject) = &page.subject
            && self.subject.get_or_insert_with(|| subject.clone()) != subject
        {
            let detail = format!("page {} lists the followers of another account than the first", place.at.value);
            return self.format(detail);
        }
        self.notes.unavailable += page.unavailable;
        if let (Some(error), None) = (&page.error, &page.list) {
            self.open_user()?;
            let accepted = "a page of users; fetch it again, for followers are missing here";
            self.reject(place, RejectCode::Syntax, format!("the error \"{}\"", error.said), accepted);
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
            Some((name, list)) if list.starts_with('{') => self.list(place.at, name, &format!("[{list}]"), false),
            Some((name, list)) => self.list(place.at, name, list, ordered),
            None => self.list(place.at, "", "[]", ordered),
        }
    }

    /// Takes the users of one page.
    fn list(&mut self, at: At, name: &'static str, array: &str, ordered: bool) -> Result<(), ReadError> {
        let mut elements = Elements::of(array);
        let mut scratch = String::new();
        let mut index = 0;
        while let Some(element) = elements.next(&mut scratch) {
            let place = Place { at, list: Some((name, index)) };
            if element.starts_with('{') {
                self.user(place, &element, ordered)?;
            } else {
                self.open_user()?;
                self.reject(place, RejectCode::WrongType, excerpt(&element), "a user as a JSON object");
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

    fn user(&mut self, place: Place, text: &str, ordered: bool) -> Result<(), ReadError> {
        self.open_user()?;
        let max = self.options.max_row_bytes;
        if text.len() > max {
            self.reject(
                place,
                RejectCode::TooLarge,
                excerpt_bytes(text.as_bytes()),
                format!("a user of at most {max} bytes"),
            );
            return Ok(());
        }
        if let Err(broken) = self.reader.read(text) {
            let (received, accepted) = told(text, broken);
            self.reject(place, broken.code, received, accepted);
            return Ok(());
        }
        match self.reader.marks.tell() {
            Some(found) if found.platform != Some(self.platform) => return self.other(found),
            _ => {}
        }
        if !self.reader.faults.is_empty() {
            let row = self.seen - self.seen_before;
            let reasons = self.reader.faults.drain(..).map(|fault| Reason {
                row,
                place,
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
        let at = *self.places.entry(id_hash(&self.reader.id)).or_insert(next);
        if at == next {
            self.ids.push_str(&self.reader.id);
            self.users.push(Gathered { id_end: self.ids.len(), facts: self.reader.facts, listed: 0 });
        } else {
            self.notes.merged += 1;
            self.users[at].facts.merge(&self.reader.facts, &mut self.notes.changes);
        }
        if ordered && self.users[at].listed == 0 {
            self.listed += 1;
            self.users[at].listed = self.listed;
        }
    }

    fn reject(&mut self, place: Place, code: RejectCode, received: String, accepted: impl Into<String>) {
        let row = self.seen - self.seen_before;
        let field = String::new();
        self.note_rejected(vec![Reason { row, place, field, code, received, accepted: accepted.into() }]);
    }

    fn note_rejected(&mut self, reasons: Vec<Reason>) {
        if self.unplaced.len() < MAX_LISTED {
            self.unplaced.push(reasons);
        } else {
            self.unlisted += 1;
        }
    }

    fn format<T>(&self, detail: String) -> Result<T, ReadError> {
        Err(ReadError::Format { expected: self.shape.expected, detail })
    }

    fn broken_page<T>(&self, at: At, text: &str, broken: Broken) -> Result<T, ReadError> {
        let (received, accepted) = told(text, broken);
        self.format(format!("page {} is broken: received {received}; accepted: {accepted}; fetch it again", at.value))
    }

    fn other<T>(&self, found: Found) -> Result<T, ReadError> {
        Err(ReadError::OtherFormat { expected: self.shape.expected, found: found.what, platform: found.platform })
    }
}

/// What stands where a text breaks, and what is accepted there.
fn told(text: &str, broken: Broken) -> (String, String) {
    let rest = text.get(broken.at..).unwrap_or_default();
    let received = if rest.is_empty() { "the end".to_owned() } else { excerpt(rest) };
    (received, format!("{} (at byte {})", broken.expected, broken.at + 1))
}
