//! Tables as lines of text: columns aligned by the cells they take, notes below each record.

use super::super::document::{Cell, Column, Kind, Row, Table};
use super::bar;
use super::width::{cut, display_width, filling, wrapped};

/// Cells between columns.
const GAP: usize = 2;
/// Cells of a bar, at least and at most.
const MIN_BAR: usize = 20;
const MAX_BAR: usize = 40;
/// Cells that a column of words keeps where room is short.
const MIN_WORDS: usize = 8;
/// Cells that a column of words takes at most.
const MAX_WORDS: usize = 28;

/// The lines of `table` without its caption.
pub(super) fn lines(table: &Table, width: usize) -> Vec<String> {
    let layout = ColumnWidths::new(table, width);
    let mut out = vec![layout.header(table)];
    for (i, row) in table.rows.iter().enumerate() {
        let note = layout.note(table, row);
        if i > 0 && !note.is_empty() {
            out.push(String::new());
        }
        out.push(layout.line(table, row));
        if !note.is_empty() {
            out.extend(wrapped(&note, width, "  ", "  "));
        }
    }
    out
}

/// Which columns stand beside each other, and how wide.
struct ColumnWidths {
    /// Cells of each column; `None` where it moves below the record.
    widths: Vec<Option<usize>>,
}

impl ColumnWidths {
    fn new(table: &Table, width: usize) -> Self {
        let natural = table.columns.iter().enumerate().map(|(i, column)| Some(natural_width(table, i, column)));
        let mut layout = Self { widths: natural.collect() };
        let mut giving: Vec<usize> =
            (0..table.columns.len()).filter(|i| table.columns[*i].gives_way.is_some()).collect();
        giving.sort_by_key(|i| table.columns[*i].gives_way);
        // Bars give way last: without them the figures still stand.
        giving.extend((0..table.columns.len()).filter(|i| table.columns[*i].kind == Kind::Bars));
        for column in giving {
            if layout.least(table) > width {
                layout.widths[column] = None;
            }
        }
        layout.shrink_words(table, width);
        layout.grow_bars(table, width);
        layout
    }

    /// Cells of a line.
    fn total(&self) -> usize {
        let columns = self.widths.iter().flatten().count();
        self.widths.iter().flatten().sum::<usize>() + GAP * columns.saturating_sub(1)
    }

    /// Cells of a line whose words are cut as short as may be.
    fn least(&self, table: &Table) -> usize {
        let given = self.word_columns(table).map(|(_, width)| width.saturating_sub(MIN_WORDS)).sum();
        self.total().saturating_sub(given)
    }

    fn word_columns<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = (usize, usize)> + 'a {
        let columns = self.widths.iter().zip(&table.columns).enumerate();
        columns.filter(|(_, (_, column))| column.kind == Kind::Words).filter_map(|(i, (width, _))| Some((i, (*width)?)))
    }

    fn shrink_words(&mut self, table: &Table, width: usize) {
        let mut excess = self.total().saturating_sub(width);
        let words: Vec<(usize, usize)> = self.word_columns(table).collect();
        for (i, cells) in words {
            let given = cells.saturating_sub(MIN_WORDS).min(excess);
            self.widths[i] = Some(cells - given);
            excess -= given;
        }
    }

    fn grow_bars(&mut self, table: &Table, width: usize) {
        let spare = width.saturating_sub(self.total());
        let bars = (0..self.widths.len()).find(|i| table.columns[*i].kind == Kind::Bars);
        if let Some(cells) = bars.and_then(|i| self.widths[i].as_mut()) {
            *cells = (*cells + spare).min(MAX_BAR);
        }
    }

    fn header(&self, table: &Table) -> String {
        let titles = table.columns.iter().zip(&self.widths).filter_map(|(column, width)| {
            let width = (*width)?;
            Some(match column.kind {
                Kind::Bars => bar::scale(width),
                Kind::Words | Kind::Figures => aligned(&column.title, column.kind, width),
            })
        });
        joined(titles)
    }

    fn line(&self, table: &Table, row: &Row) -> String {
        let cells = table.columns.iter().zip(&self.widths).zip(&row.cells).filter_map(|((column, width), cell)| {
            let width = (*width)?;
            Some(match cell {
                Cell::Text(text) => aligned(text, column.kind, width),
                Cell::Bar(Some(bar)) => bar::drawn(bar, width),
                Cell::Bar(None) => " ".repeat(width),
            })
        });
        joined(cells)
    }

    /// What stands below a record: the columns that found no room, then the note.
    fn note(&self, table: &Table, row: &Row) -> String {
        let below = table.columns.iter().zip(&self.widths).zip(&row.cells);
        let below = below.filter(|((column, width), _)| width.is_none() && column.kind != Kind::Bars);
        let named: Vec<String> =
            below.map(|((column, _), cell)| format!("{} {}", column.title, cell.words())).collect();
        match (named.is_empty(), row.note.is_empty()) {
            (true, _) => row.note.to_string(),
            (false, true) => named.join(", "),
            (false, false) => format!("{}. {}", named.join(", "), &*row.note),
        }
    }
}

fn natural_width(table: &Table, i: usize, column: &Column) -> usize {
    if column.kind == Kind::Bars {
        return MIN_BAR;
    }
    let cells = table.rows.iter().filter_map(|row| row.cells.get(i)).map(|cell| display_width(cell.words()));
    let widest = cells.max().unwrap_or(0);
    let most = if column.kind == Kind::Words { MAX_WORDS } else { usize::MAX };
    widest.min(most).max(display_width(&column.title))
}

fn aligned(text: &str, kind: Kind, width: usize) -> String {
    let text = cut(text, width);
    let space = filling(&text, width);
    match kind {
        Kind::Figures => format!("{space}{text}"),
        Kind::Words | Kind::Bars => format!("{text}{space}"),
    }
}

fn joined(cells: impl Iterator<Item = String>) -> String {
    let line = cells.collect::<Vec<_>>().join(&" ".repeat(GAP));
    line.trim_end().to_owned()
}
