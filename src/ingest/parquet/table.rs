//! The columns of single values as a table: what they stand for is decided from their names and first rows, as in CSV.

use std::sync::Arc;

use arrow_array::RecordBatch;

use super::super::assemble::Assembler;
use super::super::table::{
    CellCounts, Constant, TableColumn, TablePlan, TableStart, cell_size_column, is_summary_row, table_of_groups,
    values_as_names,
};
use super::super::{ProfileSink, ReadError, Reading, Role};
use super::cells::{self, Cells};
use super::columns::ReadColumns;
use super::format_error;
use crate::message::message;

/// Most bytes of text from which it is decided what the columns stand for.
const MAX_SAMPLE: usize = 1 << 18;

/// The columns of one file.
#[derive(Debug)]
pub(super) struct Table {
    layout: Arc<ReadColumns>,
    /// The positions in the file of the columns that are read.
    roots: Vec<usize>,
    columns: Vec<TableColumn>,
    constants: Vec<Constant>,
    reading: Reading,
    /// Rows of the header among the first rows.
    header_rows: usize,
    text: String,
}

impl Table {
    /// What the columns stand for, by the first of `count` rows.
    pub(super) fn of(
        layout: &Arc<ReadColumns>,
        first: Option<&RecordBatch>,
        count: u64,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) -> Result<Self, ReadError> {
        let names: Vec<String> = layout.leaves.iter().map(|leaf| leaf.name.clone()).collect();
        if let Some(shown) = values_as_names(&names) {
            return Err(format_error(message!["file-columns-named-by-values", shown = shown]));
        }
        let mut table = Self {
            layout: Arc::clone(layout),
            roots: layout.roots(),
            columns: Vec::new(),
            constants: Vec::new(),
            reading: Reading::default(),
            header_rows: 0,
            text: String::new(),
        };
        let sample = first.map_or_else(Vec::new, |rows| table.sample(rows));
        let is_whole = sample.len() as u64 == count;
        let start = TableStart::of_columns(names, sample, is_whole);
        let options = assembler.options();
        let takes_cells = options.takes_cells || options.role == Role::Panel && cell_size_column(&start).is_some();
        if let Some(column) = table_of_groups(&start).filter(|_| !takes_cells) {
            return Err(format_error(options.role.groups_fault(&column)));
        }
        let plan = TablePlan::of(&start, assembler.options()).map_err(format_error)?;
        (table.columns, table.constants) = plan.open(&start, assembler).map_err(format_error)?;
        table.header_rows = start.further_header_rows;
        table.reading.further_header_rows = table.header_rows as u64;
        Ok(table)
    }

    /// Rows of the header that stand before those to be taken.
    pub(super) fn header_rows(&self) -> usize {
        self.header_rows
    }

    /// The same table for rows that are read apart from those before them: nothing is counted yet.
    pub(super) fn apart(&self) -> Self {
        Self {
            layout: Arc::clone(&self.layout),
            roots: self.roots.clone(),
            columns: self.columns.iter().map(TableColumn::apart).collect(),
            constants: self.constants.clone(),
            reading: Reading::default(),
            header_rows: 0,
            text: String::new(),
        }
    }

    /// Adds what was counted apart of later rows.
    pub(super) fn add(&mut self, later: Self) {
        self.reading.summary_rows += later.reading.summary_rows;
        self.columns.iter_mut().zip(later.columns).for_each(|(column, later)| column.add(later));
    }

    /// The position in `rows` of a column of the file.
    fn place(&self, root: usize) -> usize {
        self.roots.binary_search(&root).expect("the column is read")
    }

    fn cells(&self, rows: &RecordBatch) -> Vec<Cells> {
        self.layout.leaves.iter().map(|leaf| Cells::of(leaf, self.place(leaf.steps[0]), rows)).collect()
    }

    /// The texts of the first rows.
    fn sample(&mut self, rows: &RecordBatch) -> Vec<Vec<String>> {
        let columns = self.cells(rows);
        let mut left = MAX_SAMPLE;
        let mut sample = Vec::new();
        if columns.is_empty() {
            return sample;
        }
        for row in 0..rows.num_rows() {
            let mut texts = Vec::with_capacity(columns.len());
            for cells in &columns {
                let value = cells.value(row, &mut self.text);
                let Some(rest) = left.checked_sub(value.as_cell().len() + 1) else { return sample };
                left = rest;
                texts.push(value.as_cell().to_owned());
            }
            sample.push(texts);
        }
        sample
    }

    /// Takes some rows into the assembler.
    pub(super) fn take(
        &mut self,
        rows: &RecordBatch,
        assembler: &mut Assembler<'_, impl ProfileSink>,
    ) -> Result<(), ReadError> {
        self.take_noting(rows, assembler, |_| ())
    }

    /// Takes some rows into the assembler, and notes which of them it began: those that hold people.
    pub(super) fn take_noting(
        &mut self,
        rows: &RecordBatch,
        assembler: &mut Assembler<'_, impl ProfileSink>,
        mut begun: impl FnMut(u32),
    ) -> Result<(), ReadError> {
        let columns = self.cells(rows);
        let layout = Arc::clone(&self.layout);
        for (row, number) in (0..rows.num_rows()).zip(0u32..) {
            if let Some(first) = columns.first().filter(|first| first.are_texts())
                && is_summary_row(first.value(row, &mut self.text).as_cell())
            {
                self.reading.summary_rows += 1;
                continue;
            }
            assembler.begin_row()?;
            begun(number);
            for (cells, column) in columns.iter().zip(&mut self.columns) {
                cells.take(row, column, assembler, &mut self.text);
            }
            for map in &layout.maps {
                let values = rows.column(self.place(map.root));
                cells::take_map(map, values, row, assembler, &mut self.text);
            }
            for (target, constant) in &self.constants {
                target.set_constant(constant, assembler);
            }
            assembler.finish_row();
        }
        Ok(())
    }

    /// Rows that hold no person, and what became of the cells of each column.
    pub(super) fn into_counts(self) -> (u64, Vec<CellCounts>) {
        (self.reading.summary_rows, self.columns.into_iter().map(|column| column.counts).collect())
    }

    /// Adds such counts of other rows.
    pub(super) fn add_counts(&mut self, summary_rows: u64, counts: Vec<CellCounts>) {
        self.reading.summary_rows += summary_rows;
        self.columns.iter_mut().zip(counts).for_each(|(column, counts)| column.counts.add(counts));
    }

    /// What the table was taken for.
    pub(super) fn finish(mut self) -> Reading {
        self.reading.columns.extend(self.columns.into_iter().map(TableColumn::finish));
        self.reading
    }
}
