//! How a table was read, as sentences.

use super::format::count;
use super::messages::{Messages, args};
use crate::ingest::{LeftOut, Reading, ReadingNote};

/// A note on how a table was read, without a full stop; `values` is the count within it.
pub(crate) fn reading_note(m: &Messages, note: &ReadingNote, values: &str) -> String {
    let pairs = |id: &str, pairs: &[(String, String)]| {
        let one = |(column, field): &(String, String)| m.text("reading-pair", args![column = column, field = field]);
        let all: Vec<String> = pairs.iter().map(one).collect();
        m.text(id, args![n = all.len(), columns = all.join(", ")])
    };
    match note {
        ReadingNote::ColumnsGuessed(columns) => pairs("reading-columns-guessed", columns),
        ReadingNote::ColumnsDoubtful(columns) => pairs("reading-columns-doubtful", columns),
        ReadingNote::ColumnsLeftOut(columns) => {
            let one = |(column, why): &(String, LeftOut)| left_out(m, column, why);
            let all: Vec<String> = columns.iter().map(one).collect();
            m.text("reading-columns-left-out", args![n = all.len(), columns = all.join("; ")])
        }
        ReadingNote::PersonalDataLeftOut(columns) => {
            m.text("reading-personal-data", args![n = columns.len(), columns = columns.join(", ")])
        }
        ReadingNote::NonAnswers { field, .. } => m.text("reading-non-answers", args![field = field, values = values]),
        ReadingNote::ValuesUnreadable { field, .. } => {
            m.text("reading-values-unreadable", args![field = field, values = values])
        }
        ReadingNote::RowsLeftOut { summaries, titles, headers } => {
            let parts = [
                ("reading-rows-summaries", *summaries),
                ("reading-rows-titles", *titles),
                ("reading-rows-headers", *headers),
            ];
            let parts = parts.into_iter().filter(|(_, rows)| *rows > 0).map(|(id, rows)| m.text(id, args![n = rows]));
            m.text("reading-rows-left-out", args![parts = parts.collect::<Vec<_>>().join(", ")])
        }
    }
}

/// A column with the reason why it was left out.
pub(super) fn left_out(m: &Messages, column: &str, why: &LeftOut) -> String {
    match why {
        LeftOut::Unnamed(position) => m.text("reading-unnamed", args![position = position.to_string()]),
        LeftOut::Unmapped => m.text("reading-unmapped", args![column = column]),
        LeftOut::Repeated => m.text("reading-repeated", args![column = column]),
        LeftOut::Ambiguous(field) => m.text("reading-ambiguous", args![column = column, field = field]),
        LeftOut::Superseded(field) => m.text("reading-superseded", args![column = column, field = field]),
        LeftOut::AmbiguousDates(field) => m.text("reading-ambiguous-dates", args![column = column, field = field]),
        LeftOut::NeedsUnit(missing) => {
            m.text("reading-needs-unit", args![column = column, missing = missing.join(", ")])
        }
        LeftOut::WeightOfFollowers => m.text("reading-weight-of-followers", args![column = column]),
    }
}

/// What a reader should know of how tables were read, each sentence once.
pub(crate) fn reading_sentences(m: &Messages, readings: &[Reading]) -> Vec<String> {
    let mut sentences = Vec::new();
    for note in readings.iter().flat_map(|reading| reading.notes(&[])) {
        let sentence = reading_note(m, &note, &count(note.values()));
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}
