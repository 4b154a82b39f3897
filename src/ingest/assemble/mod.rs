//! Assembling one row: every value is judged as it comes, every fault is noted, and the row is kept or rejected whole.

mod fields;

use std::io;

use super::age_income::AgeIncome;
use super::column_map::ColumnMap;
use super::recorded::{Listing, RecordedRows};
use super::schema::{FieldGroup, FieldSpec, FreeFormObject};
use super::timestamp::TimestampParser;
use super::value::{Value, ValueError};
use super::writer::RowWriter;
use super::{ProfileSink, ReadError, ReadOptions, Reading, RejectCode, Rejection, StreamOutcome, excerpt};
use crate::message::Message;
use crate::profile::{Batch, Cell, ColumnId, Columns, Kind};

/// What waits for the end of its row; texts stand in a buffer beside it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pending {
    Number(f32),
    Flag(bool),
    Timestamp(i64),
    Text {
        from: u32,
        to: u32,
    },
    /// The name of a channel or attribute without a value.
    Named,
    /// A text that says that there is no answer.
    NonAnswer,
    /// A value that is left out as personal data.
    LeftOut,
}

impl Pending {
    /// The same where its text stands `by` bytes further on.
    pub(super) fn shifted(self, by: u32) -> Self {
        match self {
            Self::Text { from, to } => Self::Text { from: from + by, to: to + by },
            Self::Number(_) | Self::Flag(_) | Self::Timestamp(_) | Self::Named | Self::NonAnswer | Self::LeftOut => {
                self
            }
        }
    }

    /// Whether it is counted even where its row is rejected.
    pub(super) fn is_counted(self) -> bool {
        matches!(self, Self::NonAnswer | Self::LeftOut)
    }
}

/// Takes the values of row after row, and gives a sink chunks of those it keeps and the reasons of those it rejects.
///
/// A rejected row leaves no trace in the columns, their dictionaries and the names known.
#[derive(Debug)]
pub(super) struct Assembler<'o, S> {
    options: &'o ReadOptions,
    sink: S,
    /// Why the sink could take no more.
    failure: Option<io::Error>,
    columns: Columns,
    batch: Batch,
    rejected: u64,
    column_map: ColumnMap,
    rows: u64,
    timestamps: TimestampParser,
    /// Names met in this row, and those with a value.
    named: u64,
    given: u64,
    age_income: AgeIncome,
    id: Option<u64>,
    id_text: String,
    texts: String,
    pending: Vec<(u32, Pending)>,
    cells: Vec<(ColumnId, Cell)>,
    faults: Vec<Rejection>,
    faulty: bool,
    /// Where accepted rows are written instead of being kept in columns.
    writer: Option<RowWriter<'o>>,
    /// Where rows are recorded that are read apart from those before them.
    recorded: Option<RecordedRows>,
}

impl<'o, S: ProfileSink> Assembler<'o, S> {
    pub(super) fn new(options: &'o ReadOptions, sink: S) -> Self {
        Self {
            options,
            sink,
            failure: None,
            columns: Columns::default(),
            batch: Batch::default(),
            rejected: 0,
            column_map: ColumnMap::new(),
            rows: 0,
            timestamps: TimestampParser::until(options.as_of),
            named: 0,
            given: 0,
            age_income: AgeIncome::default(),
            id: None,
            id_text: String::new(),
            texts: String::new(),
            pending: Vec::new(),
            cells: Vec::new(),
            faults: Vec::new(),
            faulty: false,
            writer: None,
            recorded: None,
        }
    }

    /// The same for rows of a source whose columns and names are known.
    pub(super) fn with_columns(self, columns: Columns, column_map: &ColumnMap) -> Self {
        Self { columns, column_map: column_map.clone(), ..self }
    }

    /// An assembler that records rows which are read apart from those before them. `column_map` has the places that are
    /// known, and `listing` says whose faults are of use; the sink gets nothing.
    pub(super) fn recording(options: &'o ReadOptions, sink: S, column_map: &ColumnMap, listing: Listing) -> Self {
        let recorded = Some(RecordedRows::new(column_map, listing));
        Self { recorded, column_map: column_map.clone().without_limits(), ..Self::new(options, sink) }
    }

    /// Whether rows may be recorded apart for it: not where they are written on.
    pub(super) fn is_apart_possible(&self) -> bool {
        self.writer.is_none()
    }

    /// The rows that were recorded.
    pub(super) fn into_recorded(self) -> RecordedRows {
        self.recorded.expect("the assembler was made to record").with_names(self.column_map)
    }

    /// Whose faults are of use from here on.
    pub(super) fn listing(&self) -> Listing {
        match &self.recorded {
            Some(recorded) => recorded.listing(self.rejected),
            None => Listing { rejected: self.rejected, is_wanted: self.sink.wants_more_rejections() },
        }
    }

    /// An assembler that writes accepted rows to `echo` and keeps no columns.
    pub(super) fn writing(options: &'o ReadOptions, sink: S, writer: RowWriter<'o>) -> Self {
        Self { writer: Some(writer), ..Self::new(options, sink) }
    }

    pub(super) fn writer(&mut self) -> Option<&mut RowWriter<'o>> {
        self.writer.as_mut()
    }

    /// Rows opened so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn sink(&mut self) -> &mut S {
        &mut self.sink
    }

    pub(super) fn options(&self) -> &'o ReadOptions {
        self.options
    }

    /// The fields met so far, for a reader that resolves its header once.
    pub(super) fn column_map(&mut self) -> &mut ColumnMap {
        &mut self.column_map
    }

    /// Opens the next row.
    pub(super) fn begin_row(&mut self) -> Result<(), ReadError> {
        if let Some(failure) = self.failure.take() {
            return Err(ReadError::Sink(failure));
        }
        // Recorded rows are counted where they are taken.
        if self.rows >= self.options.max_rows as u64 && self.recorded.is_none() {
            return Err(ReadError::TooManyRows { max: self.options.max_rows });
        }
        self.rows += 1;
        self.named = 0;
        self.given = 0;
        self.id = None;
        self.texts.clear();
        self.pending.clear();
        if let Some(writer) = &mut self.writer {
            writer.begin_row();
        }
        Ok(())
    }

    /// Takes the value of a field of fixed name.
    pub(super) fn set(&mut self, spec: &'static FieldSpec, value: Value<'_>) {
        if !self.name(spec.bit) {
            return self.fault_twice(spec.path.to_owned(), value);
        }
        if value.is_missing() {
            return;
        }
        self.given |= 1 << spec.bit;
        match self.apply(spec.field_type, value) {
            Err(error) => self.fault(spec.path.to_owned(), error, value),
            Ok(()) => {
                if let Some(writer) = &mut self.writer {
                    writer.set(spec, value);
                }
            }
        }
    }

    /// The day that years of birth are judged against.
    pub(super) fn today(&self) -> time::Date {
        self.options.as_of
    }

    /// Takes the value of a field of fixed name that no other column gives, if it suits the field.
    pub(super) fn try_set(&mut self, spec: &'static FieldSpec, value: Value<'_>) -> Result<(), ValueError> {
        self.apply(spec.field_type, value)?;
        self.given |= 1 << spec.bit;
        if let Some(writer) = &mut self.writer {
            writer.set(spec, value);
        }
        Ok(())
    }

    /// Notes that an object of fixed fields begins.
    pub(super) fn open_group(&mut self, group: &'static FieldGroup) {
        if !self.name(group.bit) {
            self.fault_twice(group.path().to_owned(), Value::Missing);
        }
    }

    /// Notes that the object of channels or attributes begins.
    pub(super) fn open(&mut self, object: FreeFormObject) {
        if !self.name(object.bit()) {
            self.fault_twice(object.name().to_owned(), Value::Missing);
        }
    }

    /// Takes a value that stands where an object was expected.
    pub(super) fn set_in_place_of_object(&mut self, path: &str, value: Value<'_>) {
        if !value.is_missing() {
            self.fault(path.to_owned(), ValueError::new(RejectCode::WrongType, "accepts-nested-object"), value);
        }
    }

    /// Takes the value of a channel or attribute.
    pub(super) fn set_free_form(&mut self, object: FreeFormObject, name: &str, value: Value<'_>) {
        match self.column_map.open(object, name, self.options) {
            Ok(slot) => self.set_column(object, slot, name, value),
            Err(error) => self.fault(free_form_path(object, name), error, Value::Text(name)),
        }
    }

    /// Takes the value of a channel or attribute whose place is known.
    pub(super) fn set_column(&mut self, object: FreeFormObject, slot: u32, name: &str, value: Value<'_>) {
        if self.column_map.leaves_out(slot) {
            return self.pending.push((slot, Pending::LeftOut));
        }
        if !self.column_map.name_once(slot, self.rows) {
            return self.fault_twice(free_form_path(object, name), value);
        }
        if value.is_missing() {
            return self.pending.push((slot, Pending::Named));
        }
        let applied = match object {
            FreeFormObject::Channels => value.flag().map(|flag| self.pending.push((slot, Pending::Flag(flag)))),
            FreeFormObject::Attributes if value.is_non_answer() => {
                return self.pending.push((slot, Pending::NonAnswer));
            }
            FreeFormObject::Attributes => self.attribute(slot, value),
        };
        match applied {
            Err(error) => self.fault(free_form_path(object, name), error, value),
            Ok(()) => {
                if let Some(writer) = &mut self.writer {
                    writer.set_free_form(object, name, value);
                }
            }
        }
    }

    /// Rejects a name that the contract does not know.
    pub(super) fn unknown(&mut self, group: &'static FieldGroup, key: &str, value: Value<'_>) {
        if !self.is_listing() {
            // Looking for near names takes far longer than reading the field.
            self.faulty = true;
            return;
        }
        let error = ValueError { code: RejectCode::UnknownField, accepted: group.near(key) };
        self.fault(group.path_of(key), error, value);
    }

    /// Ends the row: it is kept if nothing was wrong with it.
    pub(super) fn finish_row(&mut self) {
        self.finish_age();
        self.finish_income();
        if self.faulty {
            return self.reject(false);
        }
        if let Some(recorded) = &mut self.recorded {
            return recorded.keep(&self.pending, &self.texts, self.id.map(|hash| (hash, self.id_text.as_str())));
        }
        if self.id.is_some_and(|hash| !self.claim_id(hash)) {
            return self.reject_duplicate();
        }
        let (values, texts) = (std::mem::take(&mut self.pending), std::mem::take(&mut self.texts));
        self.keep_row(&values, &texts);
        (self.pending, self.texts) = (values, texts);
    }

    /// Takes rows that were recorded, as if they were read now. False where the names that they bring may be more than there
    /// is room for, so that they must be read again: then nothing is taken.
    ///
    /// # Errors
    /// Those of [`Assembler::begin_row`].
    pub(super) fn take_recorded(&mut self, recorded: &RecordedRows) -> Result<bool, ReadError> {
        let Some(mut places) = recorded.places(&self.column_map) else { return Ok(false) };
        for row in recorded.rows() {
            self.begin_row()?;
            let is_kept = row.is_kept && row.id.is_none_or(|(hash, _)| self.claim_id(hash));
            if is_kept && !recorded.has_names() {
                self.id = row.id.map(|(hash, _)| hash);
                self.keep_row(row.values, recorded.texts());
                continue;
            }
            for (place, value) in row.values {
                let place = match is_kept {
                    true => Some(places.open(*place, &mut self.column_map, self.options)),
                    false => places.find(*place, &self.column_map),
                };
                self.pending.extend(place.map(|place| (place, *value)));
            }
            if is_kept {
                self.id = row.id.map(|(hash, _)| hash);
                let values = std::mem::take(&mut self.pending);
                self.keep_row(&values, recorded.texts());
                self.pending = values;
            } else if row.is_kept {
                self.id_text.clear();
                self.id_text.push_str(row.id.map_or("", |(_, text)| text));
                self.reject_duplicate();
            } else {
                let listed = if row.is_unreadable { row.faults.len() } else { self.listing().max_faults() };
                let faults = row.faults.iter().take(listed);
                self.faults.extend(faults.map(|fault| Rejection { row: self.rows, ..fault.clone() }));
                self.reject(row.is_unreadable);
            }
        }
        Ok(true)
    }

    fn reject_duplicate(&mut self) {
        let error = ValueError::new(RejectCode::Duplicate, "accepts-new-id");
        let id = std::mem::take(&mut self.id_text);
        self.fault("id".to_owned(), error, Value::Cell(&id));
        self.reject(false);
    }

    /// Whether no earlier row has this id. A sink that fails leaves that open; nothing more is read then.
    fn claim_id(&mut self, hash: u64) -> bool {
        self.sink.claim_id(hash).unwrap_or_else(|failure| {
            self.failure.get_or_insert(failure);
            true
        })
    }

    /// Rejects the row for the faults noted.
    fn reject(&mut self, is_unreadable: bool) {
        self.faulty = false;
        if let Some(recorded) = &mut self.recorded {
            recorded.reject(&self.pending, &mut self.faults, is_unreadable);
            self.rejected += 1;
            return;
        }
        self.rejected += 1;
        count_not_kept(&self.pending, &mut self.column_map);
        self.column_map.roll_back();
        let rejected = self.sink.reject(&self.faults);
        self.faults.clear();
        self.note(rejected);
    }

    fn note(&mut self, taken: io::Result<()>) {
        if let Err(failure) = taken {
            self.failure.get_or_insert(failure);
        }
    }

    /// Ends the row as not readable, whatever was found in it before.
    pub(super) fn reject_row(&mut self, code: RejectCode, received: Message, accepted: Message) {
        self.faults.clear();
        let field = String::new();
        self.faults.push(Rejection { row: self.rows, field, code, received, accepted });
        self.reject(true);
    }

    /// Rejects what stands after the last row, as if it were one more.
    pub(super) fn reject_end(&mut self, received: Message, accepted: &'static str) {
        self.rows += 1;
        self.pending.clear();
        self.reject_row(RejectCode::Syntax, received, Message::new(accepted));
    }

    /// Gives the last profiles to the sink, and returns what was read.
    pub(super) fn finish(mut self) -> Result<StreamOutcome, ReadError> {
        if !self.batch.is_empty() {
            self.give_batch();
        }
        if let Some(failure) = self.failure.take() {
            return Err(ReadError::Sink(failure));
        }
        Ok(StreamOutcome {
            profiles: self.batch.first() as u64,
            rejected: self.rejected,
            columns: self.columns,
            dropped_values: self.column_map.dropped(),
            notes: Vec::new(),
            reading: Reading { columns: self.column_map.left_out(), ..Reading::default() },
            non_answers: self.column_map.non_answers(),
        })
    }

    /// Profiles written, rows rejected, and the sink.
    pub(super) fn finish_writing(mut self) -> io::Result<(u64, u64, S)> {
        let written = self.writer.take().map(RowWriter::finish).transpose()?;
        Ok((written.unwrap_or(0), self.rejected, self.sink))
    }

    fn give_batch(&mut self) {
        let taken = self.sink.take(&self.columns, self.batch.take());
        self.note(taken);
    }

    fn name(&mut self, bit: u8) -> bool {
        let first = self.named & (1 << bit) == 0;
        self.named |= 1 << bit;
        first
    }

    /// Keeps the row of these values, whose texts stand in `texts`.
    fn keep_row(&mut self, values: &[(u32, Pending)], texts: &str) {
        self.column_map.commit();
        if values.iter().any(|(_, pending)| pending.is_counted()) {
            count_not_kept(values, &mut self.column_map);
        }
        if let Some(writer) = &mut self.writer {
            return writer.keep_row();
        }
        self.cells.clear();
        let columns = &mut self.columns;
        for (slot, pending) in values {
            let slot = *slot as usize;
            let (column, cell) = match *pending {
                Pending::Number(number) => (self.column_map.column(slot, Kind::Number, columns), Cell::Number(number)),
                Pending::Flag(flag) => (self.column_map.column(slot, Kind::Flag, columns), Cell::Flag(flag)),
                Pending::Timestamp(moment) => {
                    (self.column_map.column(slot, Kind::Moment, columns), Cell::Moment(moment))
                }
                Pending::Text { from, to } => {
                    let column = self.column_map.column(slot, Kind::Level, columns);
                    let Some(level) = columns.level(column, &texts[from as usize..to as usize]) else {
                        self.column_map.drop_value(slot);
                        continue;
                    };
                    (column, Cell::Level(level))
                }
                Pending::Named | Pending::NonAnswer | Pending::LeftOut => continue,
            };
            self.cells.push((column, cell));
        }
        self.batch.push(columns, &self.cells, self.id, self.rows);
        if self.batch.chunk().is_full() {
            self.give_batch();
        }
    }

    fn conflict(&mut self, conflict: super::age_income::Conflict) {
        let error = ValueError::new(RejectCode::Conflict, conflict.accepted);
        self.fault_of(conflict.field.to_owned(), error, || conflict.received);
    }

    fn fault_twice(&mut self, field: String, value: Value<'_>) {
        self.fault(field, ValueError::new(RejectCode::Conflict, "accepts-once"), value);
    }

    /// Whether another fault would be listed.
    fn is_listing(&self) -> bool {
        self.faults.len() < self.listing().max_faults()
    }

    /// Notes a fault of a field of this row.
    pub(super) fn fault(&mut self, field: String, error: ValueError, value: Value<'_>) {
        self.fault_of(field, error, || value.received().into());
    }

    fn fault_of(&mut self, field: String, error: ValueError, received: impl FnOnce() -> Message) {
        self.faulty = true;
        if self.is_listing() {
            let ValueError { code, accepted } = error;
            self.faults.push(Rejection { row: self.rows, field, code, received: received(), accepted });
        }
    }
}

/// Counts those of a row's values that are read and not kept.
fn count_not_kept(values: &[(u32, Pending)], column_map: &mut ColumnMap) {
    for (slot, pending) in values {
        match pending {
            Pending::NonAnswer => column_map.count_non_answer(*slot as usize),
            Pending::LeftOut => column_map.count_left_out(*slot as usize),
            Pending::Number(_) | Pending::Flag(_) | Pending::Timestamp(_) | Pending::Text { .. } | Pending::Named => {}
        }
    }
}

/// Where the next text begins.
fn end_of(texts: &str) -> u32 {
    u32::try_from(texts.len()).expect("a row is far shorter")
}

fn free_form_path(object: FreeFormObject, name: &str) -> String {
    format!("{}.{}", object.name(), excerpt(name))
}
