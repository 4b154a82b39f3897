//! Assembling one row: every value is judged as it comes, every fault is noted, and the row is kept or rejected whole.

use std::io;

use super::draft::{Draft, Income};
use super::echo::Echo;
use super::moment::Moments;
use super::names::{Group, Known, Open, Rule, place};
use super::places::Places;
use super::value::{MAX_WHOLE, Mixed, Value, ValueError, count, id, id_hash, narrow};
use super::{MAX_LISTED, ProfileSink, ReadError, ReadOptions, RejectCode, Rejection, Role, StreamOutcome, excerpt};
use crate::profile::{Batch, Cell, ColumnId, Columns, Kind};

/// Faults listed of one row, until [`MAX_LISTED`] rows are rejected; then one, for a source may be at fault throughout.
const MAX_FAULTS: usize = 64;

/// A value that waits for the end of its row; texts stand in the assembler's buffer.
#[derive(Debug, Clone, Copy)]
enum Pending {
    Number(f32),
    Flag(bool),
    Moment(i64),
    Text { from: usize, to: usize },
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
    places: Places,
    rows: u64,
    moments: Moments,
    /// Names met in this row, and those with a value.
    named: u64,
    given: u64,
    draft: Draft,
    id: Option<u64>,
    id_text: String,
    texts: String,
    pending: Vec<(u32, Pending)>,
    cells: Vec<(ColumnId, Cell)>,
    faults: Vec<Rejection>,
    faulty: bool,
    /// Where accepted rows are written instead of being kept in columns.
    echo: Option<Echo<'o>>,
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
            places: Places::new(),
            rows: 0,
            moments: Moments::until(options.as_of),
            named: 0,
            given: 0,
            draft: Draft::default(),
            id: None,
            id_text: String::new(),
            texts: String::new(),
            pending: Vec::new(),
            cells: Vec::new(),
            faults: Vec::new(),
            faulty: false,
            echo: None,
        }
    }

    /// An assembler that writes accepted rows to `echo` and keeps no columns.
    pub(super) fn echoing(options: &'o ReadOptions, sink: S, echo: Echo<'o>) -> Self {
        Self { echo: Some(echo), ..Self::new(options, sink) }
    }

    pub(super) fn echo(&mut self) -> Option<&mut Echo<'o>> {
        self.echo.as_mut()
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
    pub(super) fn places(&mut self) -> &mut Places {
        &mut self.places
    }

    /// Opens the next row.
    pub(super) fn begin_row(&mut self) -> Result<(), ReadError> {
        if let Some(failure) = self.failure.take() {
            return Err(ReadError::Sink(failure));
        }
        if self.rows >= self.options.max_rows as u64 {
            return Err(ReadError::TooManyRows { max: self.options.max_rows });
        }
        self.rows += 1;
        self.named = 0;
        self.given = 0;
        self.id = None;
        self.texts.clear();
        self.pending.clear();
        if let Some(echo) = &mut self.echo {
            echo.begin_row();
        }
        Ok(())
    }

    /// Takes the value of a field of fixed name.
    pub(super) fn set(&mut self, known: &'static Known, value: Value<'_>) {
        if !self.name(known.bit) {
            return self.fault_twice(known.path.to_owned(), value);
        }
        if value.is_missing() {
            return;
        }
        self.given |= 1 << known.bit;
        match self.apply(known.rule, value) {
            Err(error) => self.fault(known.path.to_owned(), error, value),
            Ok(()) => {
                if let Some(echo) = &mut self.echo {
                    echo.known(known, value);
                }
            }
        }
    }

    /// Notes that an object of fixed fields begins.
    pub(super) fn open_group(&mut self, group: &'static Group) {
        if !self.name(group.bit) {
            self.fault_twice(group.path().to_owned(), Value::Missing);
        }
    }

    /// Notes that the object of channels or attributes begins.
    pub(super) fn open(&mut self, open: Open) {
        if !self.name(open.bit()) {
            self.fault_twice(open.name().to_owned(), Value::Missing);
        }
    }

    /// Takes a value that stands where an object was expected.
    pub(super) fn set_in_place_of_object(&mut self, path: &str, value: Value<'_>) {
        if !value.is_missing() {
            self.fault(path.to_owned(), ValueError::new(RejectCode::WrongType, "an object"), value);
        }
    }

    /// Takes the value of a channel or attribute.
    pub(super) fn set_open(&mut self, open: Open, name: &str, value: Value<'_>) {
        match self.places.open(open, name) {
            Ok(place) => self.set_place(open, place, name, value),
            Err(error) => self.fault(open_path(open, name), error, Value::Text(name)),
        }
    }

    /// Takes the value of a channel or attribute whose place is known.
    pub(super) fn set_place(&mut self, open: Open, place: u32, name: &str, value: Value<'_>) {
        if !self.places.name_once(place, self.rows) {
            return self.fault_twice(open_path(open, name), value);
        }
        if value.is_missing() {
            return;
        }
        let applied = match open {
            Open::Channel => value.flag().map(|flag| self.pending.push((place, Pending::Flag(flag)))),
            Open::Attribute => self.attribute(place, value),
        };
        match applied {
            Err(error) => self.fault(open_path(open, name), error, value),
            Ok(()) => {
                if let Some(echo) = &mut self.echo {
                    echo.open(open, name, value);
                }
            }
        }
    }

    /// Rejects a name that the contract does not know.
    pub(super) fn unknown(&mut self, group: &'static Group, key: &str, value: Value<'_>) {
        if !self.is_listing() {
            // Looking for near names takes far longer than reading the field.
            self.faulty = true;
            return;
        }
        let error = ValueError::new(RejectCode::UnknownField, group.near(key));
        self.fault(group.path_of(key), error, value);
    }

    /// Ends the row: it is kept if nothing was wrong with it.
    pub(super) fn finish_row(&mut self) {
        self.finish_age();
        self.finish_income();
        if !self.faulty && self.id.is_some_and(|hash| !self.claim_id(hash)) {
            let error = ValueError::new(RejectCode::Duplicate, "an id that no earlier row has");
            let id = std::mem::take(&mut self.id_text);
            self.fault("id".to_owned(), error, Value::Cell(&id));
        }
        if self.faulty {
            self.faulty = false;
            self.reject();
        } else {
            self.keep_row();
        }
    }

    /// Whether no earlier row has this id. A sink that fails leaves that open; nothing more is read then.
    fn claim_id(&mut self, hash: u64) -> bool {
        self.sink.claim_id(hash).unwrap_or_else(|failure| {
            self.failure.get_or_insert(failure);
            true
        })
    }

    /// Rejects the row for the faults noted.
    fn reject(&mut self) {
        self.rejected += 1;
        self.places.forget();
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
    pub(super) fn reject_row(&mut self, code: RejectCode, received: String, accepted: impl Into<String>) {
        self.faults.clear();
        self.faulty = false;
        let field = String::new();
        self.faults.push(Rejection { row: self.rows, field, code, received, accepted: accepted.into() });
        self.reject();
    }

    /// Rejects what stands after the last row, as if it were one more.
    pub(super) fn reject_end(&mut self, received: String, accepted: &'static str) {
        self.rows += 1;
        self.reject_row(RejectCode::Syntax, received, accepted);
    }

    /// Gives the last profiles to the sink, and tells what was read.
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
            dropped_values: self.places.dropped(),
            notes: Vec::new(),
        })
    }

    /// Profiles written, rows rejected, and the sink.
    pub(super) fn finish_echo(mut self) -> io::Result<(u64, u64, S)> {
        let written = self.echo.take().map(Echo::finish).transpose()?;
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

    fn apply(&mut self, rule: Rule, value: Value<'_>) -> Result<(), ValueError> {
        let (place, pending) = match rule {
            Rule::Id => return self.set_id(value),
            Rule::Category(place) => {
                let mixed = value.category("a text or a number")?;
                self.push_mixed(u32::from(place), mixed);
                return Ok(());
            }
            Rule::Count(place) => (place, Pending::Number(narrow(count(value)?))),
            Rule::Flag(place) => (place, Pending::Flag(value.flag()?)),
            Rule::Moment(place) => (place, Pending::Moment(self.moments.read(value)?)),
            Rule::HouseholdSize => {
                let size = value.whole_within(1.0, 30.0, "a whole number from 1 to 30")?;
                (const { place("household_size") }, Pending::Number(size as f32))
            }
            Rule::FollowOrder => {
                let order =
                    value.whole_within(1.0, MAX_WHOLE, "a whole number of 1 or more; 1 is the oldest follower")?;
                (const { place("follow_order") }, Pending::Moment(order as i64))
            }
            Rule::Weight => (const { place("weight") }, Pending::Number(self.weight(value)?)),
            Rule::Age
            | Rule::BirthYear
            | Rule::AgeBandMin
            | Rule::AgeBandMax
            | Rule::IncomeAmount
            | Rule::IncomeBandMin
            | Rule::IncomeBandMax
            | Rule::IncomeCurrency
            | Rule::IncomePeriod
            | Rule::IncomeScope
            | Rule::MedianRatio => return self.draft.set(rule, value, self.options.as_of),
        };
        self.pending.push((u32::from(place), pending));
        Ok(())
    }

    fn set_id(&mut self, value: Value<'_>) -> Result<(), ValueError> {
        let text = id(value)?;
        self.id = Some(id_hash(text));
        self.id_text.clear();
        self.id_text.push_str(text);
        Ok(())
    }

    fn weight(&self, value: Value<'_>) -> Result<f32, ValueError> {
        if self.options.role == Role::Audience {
            return Err(ValueError::new(RejectCode::Conflict, "no weight: only the rows of a panel have one"));
        }
        let least = f64::from(f32::MIN_POSITIVE);
        value.number_within(least, f64::from(f32::MAX), "a number above 0, at most 3.4e38")
    }

    fn attribute(&mut self, place: u32, value: Value<'_>) -> Result<(), ValueError> {
        let mixed = match value {
            Value::Flag(flag) => Mixed::Number(f32::from(u8::from(flag))),
            Value::Missing | Value::Number { .. } | Value::Text(_) | Value::Nested(_) | Value::Cell(_) => {
                value.mixed("a number, a text, true or false")?
            }
        };
        self.push_mixed(place, mixed);
        Ok(())
    }

    fn push_mixed(&mut self, place: u32, mixed: Mixed<'_>) {
        let pending = match mixed {
            Mixed::Number(number) => Pending::Number(number),
            Mixed::Text(text) => {
                let from = self.texts.len();
                self.texts.push_str(text);
                Pending::Text { from, to: self.texts.len() }
            }
        };
        self.pending.push((place, pending));
    }

    fn finish_age(&mut self) {
        match self.draft.age(self.given, self.options.as_of) {
            Ok(None) => {}
            Ok(Some((min, max))) => {
                self.pending.push((u32::from(const { place("age_min") }), Pending::Number(min)));
                self.pending.push((u32::from(const { place("age_max") }), Pending::Number(max)));
            }
            Err(clash) => self.clash(clash),
        }
    }

    fn finish_income(&mut self) {
        let mut clashes = Vec::new();
        let income = self.draft.income(self.given, &mut clashes);
        if !clashes.is_empty() {
            return clashes.into_iter().for_each(|clash| self.clash(clash));
        }
        match income {
            None => {}
            Some(Income::Ratio(ratio)) => {
                self.pending.push((u32::from(const { place("income.median_ratio") }), Pending::Number(ratio)));
            }
            Some(Income::Band { min, max }) => {
                self.pending.push((u32::from(const { place("income_min") }), Pending::Number(min)));
                self.pending.push((u32::from(const { place("income_max") }), Pending::Number(max)));
                let from = self.texts.len();
                self.draft.write_unit(&mut self.texts);
                let unit = Pending::Text { from, to: self.texts.len() };
                self.pending.push((u32::from(const { place("income_unit") }), unit));
            }
        }
    }

    fn keep_row(&mut self) {
        self.places.keep();
        if let Some(echo) = &mut self.echo {
            return echo.keep_row();
        }
        self.cells.clear();
        let columns = &mut self.columns;
        for (place, pending) in &self.pending {
            let place = *place as usize;
            let (column, cell) = match *pending {
                Pending::Number(number) => (self.places.column(place, Kind::Number, columns), Cell::Number(number)),
                Pending::Flag(flag) => (self.places.column(place, Kind::Flag, columns), Cell::Flag(flag)),
                Pending::Moment(moment) => (self.places.column(place, Kind::Moment, columns), Cell::Moment(moment)),
                Pending::Text { from, to } => {
                    let column = self.places.column(place, Kind::Level, columns);
                    let Some(level) = columns.level(column, &self.texts[from..to]) else {
                        self.places.drop_value(place);
                        continue;
                    };
                    (column, Cell::Level(level))
                }
            };
            self.cells.push((column, cell));
        }
        self.batch.push(columns, &self.cells, self.id, self.rows);
        if self.batch.chunk().is_full() {
            self.give_batch();
        }
    }

    fn clash(&mut self, clash: super::draft::Clash) {
        let error = ValueError::new(RejectCode::Conflict, clash.accepted);
        self.fault(clash.field.to_owned(), error, Value::Cell(&clash.received));
    }

    fn fault_twice(&mut self, field: String, value: Value<'_>) {
        self.fault(field, ValueError::new(RejectCode::Conflict, "each field once in a row"), value);
    }

    /// Whether another fault would be listed.
    fn is_listing(&self) -> bool {
        let most = if self.rejected < MAX_LISTED as u64 { MAX_FAULTS } else { 1 };
        self.faults.len() < most && self.sink.wants_more_rejections()
    }

    /// Notes a fault of a field of this row.
    pub(super) fn fault(&mut self, field: String, error: ValueError, value: Value<'_>) {
        self.faulty = true;
        if self.is_listing() {
            let ValueError { code, accepted } = error;
            let (received, accepted) = (value.received(), accepted.into_owned());
            self.faults.push(Rejection { row: self.rows, field, code, received, accepted });
        }
    }
}

fn open_path(open: Open, name: &str) -> String {
    format!("{}.{}", open.name(), excerpt(name))
}
