//! A report before it is laid out: blocks of plain text and figures that every layout shows.

use super::plain::Plain;
use crate::prevalence::{Estimate, Outcome};

/// A report.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// What kind of report.
    pub title: Plain,
    /// What it is about: a term and its text.
    pub about: Vec<Fact>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// What it was made from.
    pub provenance: Plain,
}

/// A part of a report.
#[derive(Debug)]
pub(super) struct Section {
    pub title: Plain,
    pub blocks: Vec<Block>,
}

/// A term and its text.
#[derive(Debug)]
pub(super) struct Fact {
    pub term: &'static str,
    pub text: Plain,
}

/// One piece of a section.
#[derive(Debug)]
pub(super) enum Block {
    /// The sentence to remember.
    Lead(Plain),
    /// An interval on a scale from none to all.
    Scale(Bar),
    /// Pass, fail or inconclusive, and why.
    Outcome(Outcome, Plain),
    /// A paragraph.
    Text(Plain),
    /// Terms and their texts.
    Facts(Vec<Fact>),
    /// What the items are, and the items.
    List(Plain, Vec<Plain>),
    /// A table.
    Table(Table),
    /// How many came when, with the cohorts.
    Timeline(Timeline),
    /// A series beside its forecast.
    Course(Course),
}

/// Arrivals in stretches of time or of the order, drawn as bars.
#[derive(Debug)]
pub(super) struct Timeline {
    /// All who came in each stretch, and those of them who are suspected.
    pub stretches: Vec<(u64, u64)>,
    /// First and last stretch of each cohort, with its letter.
    pub cohorts: Vec<(usize, usize, char)>,
    /// What the beginning and the end are called.
    pub ends: [Plain; 2],
    /// The same in words, for those who do not see it.
    pub words: Plain,
}

/// A series beside its forecast.
#[derive(Debug)]
pub(super) struct Course {
    pub title: Plain,
    /// What was counted in each period, those of the forecast included.
    pub observed: Vec<Option<f64>>,
    /// Lower end, middle and upper end of the forecast, for the last periods.
    pub forecast: Vec<[f64; 3]>,
    /// First period of the event, and the first after it.
    pub event: (usize, usize),
    /// What the beginning and the end are called.
    pub ends: [Plain; 2],
    /// Whether it is drawn where room is scarce.
    pub is_foremost: bool,
    /// The same in words, for those who do not see it.
    pub words: Plain,
}

/// An interval to be drawn on a scale from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub lower: f64,
    /// The point estimate; none where only bounds are certain.
    pub value: Option<f64>,
    pub upper: f64,
    /// A share to mark on the scale, with its name.
    pub mark: Option<(f64, Plain)>,
    /// The same in words, for those who do not see it.
    pub words: Plain,
}

impl Bar {
    /// The interval of an estimated share.
    pub fn of(estimate: &Estimate, words: impl Into<Plain>) -> Self {
        let Estimate { value, lower, upper, .. } = *estimate;
        let value = (!estimate.is_range()).then_some(value);
        Self { lower, value, upper, mark: None, words: words.into() }
    }
}

/// A table of records.
#[derive(Debug)]
pub(super) struct Table {
    /// What it shows and how to read it.
    pub caption: Plain,
    /// The columns; the first names the record.
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub title: &'static str,
    pub kind: Kind,
    /// Where there is no room, columns move below the record, the lowest number first; `None` stays.
    pub gives_way: Option<u8>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Words,
    Figures,
    Bars,
}

/// A record.
#[derive(Debug)]
pub(super) struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// What else to know of it, shown everywhere.
    pub note: Plain,
    /// What there is room for on pages only.
    pub more: Vec<Plain>,
}

/// One cell.
#[derive(Debug)]
pub(super) enum Cell {
    Text(Plain),
    Bar(Option<Bar>),
}

impl Cell {
    pub fn text(text: impl Into<Plain>) -> Self {
        Cell::Text(text.into())
    }

    /// Its text; none for a bar.
    pub fn words(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            Cell::Bar(_) => "",
        }
    }
}

impl Fact {
    pub fn new(term: &'static str, text: impl Into<Plain>) -> Self {
        Self { term, text: text.into() }
    }
}

impl Section {
    pub fn new(title: impl Into<Plain>) -> Self {
        Self { title: title.into(), blocks: Vec::new() }
    }

    /// Adds a list unless it is empty.
    pub fn list<T: Into<Plain>>(&mut self, intro: &str, items: impl IntoIterator<Item = T>) {
        let items: Vec<Plain> = items.into_iter().map(Into::into).collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(intro.into(), items));
        }
    }
}
