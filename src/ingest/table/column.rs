//! One column of a table while its rows are read: where its values go, and what became of them.

use super::super::assemble::Assembler;
use super::super::reading::{ColumnBasis, ColumnForm, ColumnReading};
use super::super::schema::{FieldPath, field_by_path};
use super::super::value::Value;
use super::super::values::ValueCounter;
use super::super::{ProfileSink, excerpt};
use super::decode::{CellCounts, Decode, Target};
use super::dialect::TableStart;
use super::personal::is_personal;
use super::plan::{PlannedColumn, TablePlan};
use crate::message::{Message, message};

/// One column with what became of its cells.
#[derive(Debug)]
pub(in crate::ingest) struct TableColumn {
    reading: ColumnReading,
    pub(in crate::ingest) target: Target,
    pub(in crate::ingest) counts: CellCounts,
    values: Option<ValueCounter>,
}

/// A field that is the same in every row.
pub(in crate::ingest) type Constant = (Target, String);

impl TablePlan {
    /// The columns and constants with their places in the assembler.
    ///
    /// # Errors
    /// Where a channel or attribute has a name that none may have.
    pub(in crate::ingest) fn open(
        self,
        table: &TableStart,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) -> Result<(Vec<TableColumn>, Vec<Constant>), Message> {
        let inspects = assembler.options().inspect;
        let mut columns = Vec::with_capacity(self.columns.len());
        for (at, PlannedColumn { reading, target }) in self.columns.into_iter().enumerate() {
            let target = match target {
                Some((path, decode)) => open(&path, decode, assembler).map_err(|(name, accepted)| {
                    message!["file-column-name", at = at + 1, name = name].saying("accepted", accepted)
                })?,
                None => Target::Dropped,
            };
            let values = inspects.then(|| ValueCounter::new(is_personal(table, at)));
            columns.push(TableColumn { reading, target, counts: CellCounts::default(), values });
        }
        let mut constants = Vec::with_capacity(self.constants.len());
        for (path, constant) in self.constants {
            let target = open(&path, Decode::Cell, assembler)
                .map_err(|(name, accepted)| message!["file-constant-name", name = name].saying("accepted", accepted))?;
            constants.push((target, constant));
        }
        assembler.column_map().commit();
        Ok((columns, constants))
    }
}

/// Where the values of a path go, or a name that none may have with what is accepted.
fn open(
    path: &FieldPath,
    decode: Decode,
    assembler: &mut Assembler<'_, impl ProfileSink>,
) -> Result<Target, (String, Message)> {
    let options = assembler.options();
    match path {
        FieldPath::Fixed(path) => Ok(Target::Field(field_by_path(path).expect("the path came from there"), decode)),
        FieldPath::FreeForm(object, name) => match assembler.column_map().open(*object, name, options) {
            Ok(slot) => {
                assembler.column_map().keep(slot);
                Ok(Target::FreeForm { object: *object, slot, name: name.clone(), decode })
            }
            Err(error) => Err((excerpt(name), error.accepted)),
        },
    }
}

impl TableColumn {
    /// The same column for rows that are read apart from those before them: nothing is counted yet.
    pub(in crate::ingest) fn apart(&self) -> Self {
        let reading = ColumnReading::unused("", ColumnBasis::Unnamed);
        Self {
            reading,
            target: self.target.clone(),
            counts: CellCounts::default(),
            values: self.values.as_ref().map(ValueCounter::apart),
        }
    }

    /// Adds what was counted apart of later rows.
    pub(in crate::ingest) fn add(&mut self, later: Self) {
        self.counts.add(later.counts);
        if let (Some(values), Some(later)) = (&mut self.values, later.values) {
            values.add_all(later);
        }
    }

    /// Counts a cell for an inspection.
    #[inline]
    pub(in crate::ingest) fn inspect(&mut self, cell: &str) {
        if let Some(values) = &mut self.values {
            values.add(cell);
        }
    }

    /// Takes the cell of one row.
    pub(in crate::ingest) fn take(&mut self, cell: &str, assembler: &mut Assembler<'_, impl ProfileSink>) {
        self.target.take(cell, &mut self.counts, assembler);
    }

    /// Takes a value whose type is that of its column.
    pub(in crate::ingest) fn take_typed(&mut self, value: Value<'_>, assembler: &mut Assembler<'_, impl ProfileSink>) {
        if self.values.is_some() {
            self.inspect(value.as_cell());
        }
        self.target.take_typed(value, &mut self.counts, assembler);
    }

    /// What the column was taken for, with what became of its cells.
    pub(in crate::ingest) fn finish(self) -> ColumnReading {
        let Self { mut reading, counts, values, .. } = self;
        if counts.bands > 0 {
            reading.forms.push(ColumnForm::Bands);
        }
        if counts.zones_assumed > 0 {
            reading.forms.push(ColumnForm::UtcAssumed);
        }
        reading.filled = counts.filled;
        reading.empty = counts.empty;
        reading.non_answers = counts.non_answers;
        reading.unreadable = counts.unreadable;
        reading.unreadable_examples = counts.examples;
        reading.accepted = counts.accepted;
        reading.values = values.map(ValueCounter::finish);
        reading
    }
}
