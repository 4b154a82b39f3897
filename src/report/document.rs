//! A report before it is laid out: blocks of plain text and figures that every layout shows.

use super::messages::{Language, Messages, args};
use super::safe_text::SafeText;
use crate::prevalence::{Estimate, Outcome};
use crate::warning_code::WarningCode;

/// A report.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    /// Its language.
    pub language: Language,
    /// What kind of report.
    pub title: SafeText,
    /// What it is about: a term and its text.
    pub about: Vec<Fact>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// What it was made from.
    pub provenance: SafeText,
}

/// A part of a report.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub title: SafeText,
    pub blocks: Vec<Block>,
}

/// A term and its text.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub term: SafeText,
    pub text: SafeText,
}

/// One piece of a section.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// The sentence to remember.
    Lead(SafeText),
    /// An interval on a scale from none to all.
    Scale(Bar),
    /// Pass, fail or inconclusive, the same in words, and why.
    Outcome(Outcome, SafeText, SafeText),
    /// A paragraph.
    Text(SafeText),
    /// Terms and their texts.
    Facts(Vec<Fact>),
    /// What the items are, and the items.
    List(SafeText, Vec<Item>),
    /// A table.
    Table(Table),
    /// What figures were read in, each with its address.
    Links(Vec<Link>),
    /// How many came when, with the cohorts.
    Timeline(Timeline),
    /// A series beside its forecast.
    ForecastChart(ForecastChart),
    /// People against hours or money.
    ReachChart(ReachChart),
    /// Differences before and after weighting.
    LovePlot(LovePlot),
}

/// One item of a list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub text: SafeText,
    /// The code of a warning, which logs and plain text show, for scripts, and pages do not.
    pub code: Option<WarningCode>,
}

impl Item {
    /// A warning with its code.
    pub fn warning(text: impl Into<SafeText>, code: WarningCode) -> Self {
        Self { text: text.into(), code: Some(code) }
    }

    pub fn text(text: impl Into<SafeText>) -> Self {
        Self { text: text.into(), code: None }
    }

    /// The text, with the code behind it.
    pub fn coded(&self) -> SafeText {
        self.code.map_or_else(|| self.text.clone(), |code| format!("{} [{code}]", &*self.text).into())
    }
}

/// Differences before and after weighting, drawn beside the table that has them.
#[derive(Debug, Clone)]
pub(super) struct LovePlot {
    /// What differs, in standard deviations before and after.
    pub rows: Vec<(SafeText, f64, f64)>,
    /// What the two circles are called.
    pub legend: [SafeText; 2],
    /// The same in words, for those who do not see it.
    pub words: SafeText,
}

/// A work that can be opened.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// How reports cite it.
    pub id: SafeText,
    /// What it is.
    pub title: SafeText,
    /// Its address; none where it has none.
    pub url: Option<SafeText>,
    /// What to know of it.
    pub note: SafeText,
}

/// Arrivals in stretches of time or of the order, drawn as bars.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    /// All who came in each stretch, and those of them who are suspected.
    pub stretches: Vec<(u64, u64)>,
    /// First and last stretch of each cohort, with its letter.
    pub cohorts: Vec<(usize, usize, char)>,
    /// What the beginning and the end are called.
    pub ends: [SafeText; 2],
    /// The same in words, for those who do not see it.
    pub words: SafeText,
}

/// A series beside its forecast.
#[derive(Debug, Clone)]
pub(super) struct ForecastChart {
    pub title: SafeText,
    /// What the rows of what was counted, of the forecast and of the event are called.
    pub labels: [SafeText; 3],
    /// What was counted in each period, those of the forecast included.
    pub observed: Vec<Option<f64>>,
    /// Lower end, middle and upper end of the forecast, for the last periods.
    pub forecast: Vec<[f64; 3]>,
    /// First period of the event, and the first after it.
    pub event: (usize, usize),
    /// What the beginning and the end are called.
    pub ends: [SafeText; 2],
    /// Whether it is drawn where room is scarce.
    pub is_foremost: bool,
    /// The same in words, for those who do not see it.
    pub words: SafeText,
}

/// People against hours or money, whose figures stand in a table beside it.
#[derive(Debug, Clone)]
pub(super) struct ReachChart {
    pub title: SafeText,
    /// What the line with its band and the upright line are called.
    pub labels: [SafeText; 2],
    /// Amounts, each with the lower end, the middle and the upper end of the people reached.
    pub points: Vec<(f64, [f64; 3])>,
    /// The amount of the plan.
    pub planned: f64,
    /// What the beginning and the end are called.
    pub ends: [SafeText; 2],
    /// The same in words, for those who do not see it.
    pub words: SafeText,
}

/// An interval to be drawn on a scale from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub lower: f64,
    /// The point estimate; none where only bounds are certain.
    pub value: Option<f64>,
    pub upper: f64,
    /// A share to mark on the scale, with its name.
    pub mark: Option<(f64, SafeText)>,
    /// Another share to compare with, with its name, where there is room for it.
    pub beside: Option<(f64, SafeText)>,
    /// The same in words, for those who do not see it.
    pub words: SafeText,
}

impl Bar {
    /// The interval of an estimated share.
    pub fn of(estimate: &Estimate, words: impl Into<SafeText>) -> Self {
        let Estimate { value, lower, upper, .. } = *estimate;
        let value = (!estimate.is_range()).then_some(value);
        Self { lower, value, upper, mark: None, beside: None, words: words.into() }
    }
}

/// A table of records.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// What it shows and how to read it.
    pub caption: SafeText,
    /// The columns; the first names the record.
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub title: SafeText,
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
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// What else to know of it, shown everywhere.
    pub note: SafeText,
    /// What there is room for on pages only, with its heading.
    pub more: Vec<SafeText>,
    pub more_heading: SafeText,
}

impl Row {
    pub fn new(messages: &Messages, cells: Vec<Cell>, note: impl Into<SafeText>, more: Vec<SafeText>) -> Self {
        let name = cells.first().map_or("", Cell::words);
        let more_heading = messages.text("report-more-on", args![name = name]).into();
        Self { cells, note: note.into(), more, more_heading }
    }
}

impl Column {
    pub fn new(title: impl Into<SafeText>, kind: Kind, gives_way: Option<u8>) -> Self {
        Self { title: title.into(), kind, gives_way }
    }

    /// Intervals drawn on a scale, which stands in the place of a title.
    pub fn bars() -> Self {
        Self::new("", Kind::Bars, None)
    }
}

/// One cell.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Text(SafeText),
    Bar(Option<Bar>),
}

impl Cell {
    pub fn text(text: impl Into<SafeText>) -> Self {
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
    pub fn new(term: impl Into<SafeText>, text: impl Into<SafeText>) -> Self {
        Self { term: term.into(), text: text.into() }
    }
}

impl Section {
    pub fn new(title: impl Into<SafeText>) -> Self {
        Self { title: title.into(), blocks: Vec::new() }
    }

    /// Adds a list unless it is empty.
    pub fn list<T: Into<SafeText>>(&mut self, intro: impl Into<SafeText>, items: impl IntoIterator<Item = T>) {
        self.items(intro, items.into_iter().map(Item::text));
    }

    /// Adds items unless there are none.
    pub fn items(&mut self, intro: impl Into<SafeText>, items: impl IntoIterator<Item = Item>) {
        let items: Vec<Item> = items.into_iter().collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(intro.into(), items));
        }
    }
}
