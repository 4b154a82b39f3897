//! Tables as people and tools write them: how they are written, what their columns stand for, how their cells are read.
//!
//! Everything is decided by column, from the first rows ([`dialect::TableStart::sample`]), never by cell: whether a comma
//! stands before a fraction, whether the day or the month comes first, whether numbers are brackets. What was decided is
//! part of the [`Reading`](super::Reading).

mod aligned;
mod answers;
mod bands;
mod codes;
mod column;
mod counts;
mod dates;
mod decode;
mod decoding;
mod dialect;
mod known_names;
mod line_cells;
mod names;
mod numbers;
mod personal;
mod plan;
mod summary;
mod things;

pub(crate) use answers::{flag, is_non_answer};
pub(super) use column::{Constant, TableColumn};
pub use counts::{CountFault, CountRow, CountTable};
pub(super) use decode::CellCounts;
pub(super) use dialect::{LineFeeds, TableStart, header_fault, values_as_names};
pub(super) use line_cells::{LineRewrite, SeparatedText};
pub(super) use names::is_known as is_known_name;
pub use personal::PersonalData;
pub(super) use personal::by_name as personal_by_name;
pub(super) use plan::TablePlan;
pub(super) use summary::{NoPerson, cell_size_column, is_summary_row, no_person, table_of_groups};
pub(super) use things::table_of_things;

/// The ages in completed years that a text such as `25-34`, `AGE_25_34` or `65+` names, both ends included; the upper one
/// open in the last.
pub(in crate::ingest) fn age_band(text: &str) -> Option<(f64, Option<f64>)> {
    let text = text.trim();
    let text = text.strip_suffix("years").unwrap_or(text).trim_end();
    // The YouTube API writes its oldest group so.
    let open = text.strip_suffix('-').map(|first| format!("{first}+"));
    let found =
        bands::band(open.as_deref().unwrap_or(text), bands::Scale::WholeYears, numbers::NumberStyle::default())?;
    Some((found.min.unwrap_or(0.0), found.max))
}
