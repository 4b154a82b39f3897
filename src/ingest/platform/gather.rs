//! Gathering the users of source after source, with those rejected and what there is to say.

use std::io::BufRead;

use super::super::assemble::Assembler;
use super::super::counting_reader::CountingReader;
use super::super::value::Value;
use super::super::{Note, ProfileSink, ReadError, ReadOptions, RejectCode, Rejection, Rejections};
use super::Platform;
use super::json_values::{Piece, SourcePosition, Values};
use super::merge::MergedUsers;
use super::notes::Notes;
use super::paging::Paging;
use super::position::{Seen, UserPosition};
use super::recognise::{Looked, OtherExport, Recognised, found_names, look_at, recognise, whole_records};
use super::schema::{Ask, PlatformSchema};
use super::user::UserReader;
use crate::message::{Message, MessageArgument, message};

/// Gathers the users of source after source.
#[derive(Debug)]
pub(in super::super) struct UserMerger<'o> {
    /// The platform of every source; each is recognised where it is not given.
    pub(super) given: Option<Platform>,
    pub(super) platform: Platform,
    pub(super) schema: &'static PlatformSchema,
    /// The schema of the sources with most fields.
    pub(super) widest: &'static PlatformSchema,
    pub(super) options: &'o ReadOptions,
    pub(super) reader: UserReader,
    pub(super) users: MergedUsers,
    /// Records of all sources.
    pub(super) records: u64,
    pub(super) seen: Seen,
    pub(super) rejected: Rejections,
    pub(super) notes: Notes,
    pub(super) paging: Paging,
    pub(super) subject: Option<String>,
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
        let expected = "file-format-platform";
        let platform = match recognised {
            Some(Recognised::Followers(platform)) => platform,
            Some(Recognised::Other(other)) => {
                let records = whole_records(beginning);
                return Err(ReadError::OtherFormat { expected, found: other.words_id(), records, platform: None });
            }
            None if beginning.is_empty() => {
                return Err(ReadError::Format { expected, detail: message!["file-nothing"] });
            }
            None => return Err(ReadError::Format { expected, detail: unknown(beginning) }),
        };
        let is_first = self.records == 0 && self.notes.recognised.is_none();
        if !is_first && platform.network() != self.platform.network() {
            let detail = message!["file-other-network", platform = platform, before = self.platform];
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
            return values.error(message!["file-nothing-pages"]);
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
            None => return self.format(message!["file-first-column"]),
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
                    let received = message!["received-other-text"];
                    self.reject(position, RejectCode::WrongType, received, message!["accepts-address"]);
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
                found: platform.words_id(),
                records: seen.records,
                platform: Some(platform),
            },
            Some(Recognised::Other(other)) => {
                ReadError::OtherFormat { expected, found: other.words_id(), records: seen.records, platform: None }
            }
            Some(Recognised::Followers(_)) | None => {
                let detail = message!["file-no-users", mark = self.schema.mark, names = names_listed(&seen.names)]
                    .and("records", MessageArgument::Number(seen.records as f64));
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
    pub(in super::super) fn finish(self) -> (Rejections, Vec<Note>) {
        let mut notes = self.notes.list();
        let after = usize::from(self.notes.recognised.is_some());
        notes.splice(after..after, self.paging.notes(self.widest));
        notes.extend(self.users.notes(self.widest));
        (self.rejected, notes.into_iter().map(Note::Platform).collect())
    }
}

/// What to say of a source that is not recognised.
fn unknown(beginning: &[u8]) -> Message {
    message!["file-unrecognised", names = names_listed(&found_names(beginning)), platforms = Platform::list()]
}

/// Names as a list, or what stands for none.
fn names_listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
