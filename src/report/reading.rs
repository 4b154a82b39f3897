//! How a table was read, as sentences.

use super::format::{amount, count};
use super::messages::{Messages, args};
use crate::ingest::{ColumnBasis, ColumnForm, LeftOut, Reading, ReadingNote};

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
        ReadingNote::RowsLeftOut { summaries, blanks, titles, headers } => {
            let parts = [
                ("reading-rows-summaries", *summaries),
                ("reading-rows-blank", *blanks),
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
        LeftOut::NeedsUnit(missing) if missing.iter().any(|part| part == "multiplier") => {
            m.text("reading-needs-multiplier", args![column = column])
        }
        LeftOut::NeedsUnit(missing) => {
            m.text("reading-needs-unit", args![column = column, missing = missing.join(", ")])
        }
        LeftOut::WeightOfFollowers => m.text("reading-weight-of-followers", args![column = column]),
        LeftOut::LabelWeightOfPanel => m.text("reading-label-weight-of-panel", args![column = column]),
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

/// Why a column is used as it is, or not used.
pub(crate) fn basis(m: &Messages, basis: &ColumnBasis) -> String {
    match basis {
        ColumnBasis::FieldName => m.label("reading-basis-field-name"),
        ColumnBasis::Mapping => m.label("reading-basis-mapping"),
        ColumnBasis::Name => m.label("reading-basis-name"),
        ColumnBasis::Values => m.label("reading-basis-values"),
        ColumnBasis::Attribute { guess: None } => m.label("reading-basis-attribute"),
        ColumnBasis::Attribute { guess: Some(guess) } => m.text("reading-basis-doubtful", args![field = guess]),
        ColumnBasis::Unnamed => m.label("reading-basis-unnamed"),
        ColumnBasis::Unmapped => m.label("reading-basis-unmapped"),
        ColumnBasis::Repeated => m.label("reading-basis-repeated"),
        ColumnBasis::Personal { .. } => m.label("reading-basis-personal"),
        ColumnBasis::Ambiguous { guess } => m.text("reading-basis-ambiguous", args![field = guess]),
        ColumnBasis::Superseded { guess } => m.text("reading-basis-superseded", args![field = guess]),
        ColumnBasis::AmbiguousDates { guess } => m.text("reading-basis-ambiguous-dates", args![field = guess]),
        ColumnBasis::NeedsUnit { missing } => m.text("reading-basis-needs-unit", args![missing = missing.join(", ")]),
        ColumnBasis::WeightOfFollowers => m.label("reading-basis-weight"),
        ColumnBasis::LabelWeightOfPanel => m.label("reading-basis-label-weight"),
    }
}

/// How the values of a column are read.
pub(crate) fn form(m: &Messages, form: &ColumnForm) -> String {
    match form {
        ColumnForm::Bands => m.label("reading-form-bands"),
        ColumnForm::DecimalComma => m.label("reading-form-decimal-comma"),
        ColumnForm::Multiplied { factor } => m.text("reading-form-multiplied", args![factor = amount(*factor)]),
        ColumnForm::DayFirst => m.label("reading-form-day-first"),
        ColumnForm::ShortYears => m.label("reading-form-short-years"),
        ColumnForm::MonthFirst => m.label("reading-form-month-first"),
        ColumnForm::UtcAssumed => m.label("reading-form-utc"),
        ColumnForm::Unit { unit } => m.text("reading-form-unit", args![unit = unit]),
    }
}
