//! What a reader of a figure should know of the table behind it.

use serde::{Deserialize, Serialize};

use super::reading::{ColumnBasis, ColumnReading, Reading};
use crate::message::{Message, message};
use crate::warning_code::WarningCode;

/// What a reader of a figure should know of the table behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadingNote {
    /// Columns were taken for fields by a guess: column and field.
    ColumnsGuessed(Vec<(String, String)>),
    /// Columns with a known meaning that were left out: column, and why.
    ColumnsLeftOut(Vec<(String, LeftOut)>),
    /// Columns of personal data that were left out.
    PersonalDataLeftOut(Vec<String>),
    /// Columns that were kept as attributes although they look like fields: column and field.
    ColumnsDoubtful(Vec<(String, String)>),
    /// Values of a field that say that there is no answer.
    NonAnswers {
        /// The field.
        field: String,
        /// How many.
        values: u64,
    },
    /// Values of a field that could not be read.
    ValuesUnreadable {
        /// The field.
        field: String,
        /// How many, of how many that are there.
        values: u64,
        /// Cells that are not empty.
        cells: u64,
    },
    /// Rows that hold no person: totals, averages, titles, further rows of the header.
    RowsLeftOut {
        /// Rows of totals and averages.
        summaries: u64,
        /// Rows of empty cells.
        blanks: u64,
        /// Lines above the header.
        titles: u64,
        /// Rows of the header below its first.
        headers: u64,
    },
}

/// Why a column was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftOut {
    /// It has no name; its position from 1.
    Unnamed(u64),
    /// The mapping does not name it.
    Unmapped,
    /// An earlier column has the same name.
    Repeated,
    /// Several columns look like this field.
    Ambiguous(String),
    /// Another column gives this field.
    Superseded(String),
    /// Its dates could be day or month first.
    AmbiguousDates(String),
    /// The unit of its incomes is not known: the parts of it that are missing.
    NeedsUnit(Vec<String>),
    /// Only the rows of a panel have a weight.
    WeightOfFollowers,
    /// Only followers have a label weight.
    LabelWeightOfPanel,
}

impl LeftOut {
    /// The field that the column looks like.
    fn field(&self) -> Option<&str> {
        match self {
            Self::Ambiguous(field) | Self::Superseded(field) | Self::AmbiguousDates(field) => Some(field),
            Self::NeedsUnit(_) => Some("income"),
            Self::Unnamed(_) | Self::Unmapped | Self::Repeated | Self::WeightOfFollowers | Self::LabelWeightOfPanel => {
                None
            }
        }
    }
}

impl ReadingNote {
    /// The fields that it is about.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most notes are about no field, or one")]
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let pairs = match self {
            Self::ColumnsGuessed(pairs) | Self::ColumnsDoubtful(pairs) => pairs.as_slice(),
            _ => &[],
        };
        let left_out = match self {
            Self::ColumnsLeftOut(columns) => columns.as_slice(),
            _ => &[],
        };
        let one = match self {
            Self::NonAnswers { field, .. } | Self::ValuesUnreadable { field, .. } => Some(field.as_str()),
            _ => None,
        };
        let pairs = pairs.iter().map(|(_, field)| field.as_str());
        pairs.chain(left_out.iter().filter_map(|(_, why)| why.field())).chain(one)
    }

    /// The values that the note counts; 0 where it counts none.
    pub fn values(&self) -> u64 {
        match self {
            Self::NonAnswers { values, .. } | Self::ValuesUnreadable { values, .. } => *values,
            Self::ColumnsGuessed(_)
            | Self::ColumnsLeftOut(_)
            | Self::PersonalDataLeftOut(_)
            | Self::ColumnsDoubtful(_)
            | Self::RowsLeftOut { .. } => 0,
        }
    }

    /// Its name in the contract.
    pub fn code(&self) -> WarningCode {
        match self {
            Self::ColumnsGuessed(_) => WarningCode::ColumnsGuessed,
            Self::ColumnsLeftOut(_) => WarningCode::ColumnsLeftOut,
            Self::PersonalDataLeftOut(_) => WarningCode::PersonalDataLeftOut,
            Self::ColumnsDoubtful(_) => WarningCode::ColumnsDoubtful,
            Self::NonAnswers { .. } => WarningCode::NonAnswers,
            Self::ValuesUnreadable { .. } => WarningCode::ValuesUnreadable,
            Self::RowsLeftOut { .. } => WarningCode::RowsLeftOut,
        }
    }
}

impl Reading {
    /// Why no row says anything, where no cell of any column that is used could be read.
    pub(super) fn nothing_readable(&self) -> Option<Message> {
        let used = || self.columns.iter().filter(|column| column.field.is_some());
        let read = |column: &ColumnReading| column.filled - column.non_answers - column.unreadable;
        if used().any(|column| read(column) > 0) {
            return None;
        }
        let column = used().find(|column| column.unreadable > 0)?;
        let (field, accepted) = (column.field.as_deref()?, column.accepted.clone()?);
        let examples = column.unreadable_examples.join(", ");
        Some(message!["file-nothing-readable", field = field, examples = examples].saying("accepted", accepted))
    }

    /// What a reader of a figure should know, what concerns most of it first; `non_answers` are the fields with texts
    /// that say that there is no answer, which the reader of any format counts.
    pub fn notes(&self, non_answers: &[(String, u64)]) -> Vec<ReadingNote> {
        let mut notes = Vec::new();
        let listed = |of: &dyn Fn(&ColumnReading) -> Option<(String, String)>| {
            self.columns.iter().filter_map(of).collect::<Vec<_>>()
        };
        let guessed =
            listed(&|column| column.is_guessed().then(|| Some((column.name.clone(), column.field.clone()?)))?);
        let doubtful = listed(&|column| {
            let ColumnBasis::Attribute { guess: Some(guess) } = &column.basis else { return None };
            Some((column.name.clone(), guess.clone()))
        });
        let personal = self.columns.iter().filter(|column| matches!(column.basis, ColumnBasis::Personal { .. }));
        let personal: Vec<String> = personal.map(|column| column.name.clone()).collect();
        let left_out = (1..)
            .zip(&self.columns)
            .filter_map(|(position, column)| Some((column.name.clone(), column.left_out(position)?)));
        let left_out: Vec<(String, LeftOut)> = left_out.collect();
        if !guessed.is_empty() {
            notes.push(ReadingNote::ColumnsGuessed(guessed));
        }
        if !doubtful.is_empty() {
            notes.push(ReadingNote::ColumnsDoubtful(doubtful));
        }
        if !left_out.is_empty() {
            notes.push(ReadingNote::ColumnsLeftOut(left_out));
        }
        if !personal.is_empty() {
            notes.push(ReadingNote::PersonalDataLeftOut(personal));
        }
        for column in &self.columns {
            let Some(field) = &column.field else { continue };
            if column.unreadable > 0 {
                let (values, cells) = (column.unreadable, column.filled);
                notes.push(ReadingNote::ValuesUnreadable { field: field.clone(), values, cells });
            }
            if column.non_answers > 0 {
                notes.push(ReadingNote::NonAnswers { field: field.clone(), values: column.non_answers });
            }
        }
        let counted = non_answers.iter();
        notes.extend(counted.map(|(field, values)| ReadingNote::NonAnswers { field: field.clone(), values: *values }));
        let (summaries, blanks) = (self.summary_rows, self.blank_rows);
        let (titles, headers) = (self.title_rows, self.further_header_rows);
        if summaries + blanks + titles + headers > 0 {
            notes.push(ReadingNote::RowsLeftOut { summaries, blanks, titles, headers });
        }
        notes
    }
}

impl ColumnReading {
    /// Why the column at this position, from 1, was left out although it may matter.
    fn left_out(&self, position: u64) -> Option<LeftOut> {
        match &self.basis {
            ColumnBasis::Unnamed => Some(LeftOut::Unnamed(position)),
            ColumnBasis::Unmapped => Some(LeftOut::Unmapped),
            ColumnBasis::Repeated => Some(LeftOut::Repeated),
            ColumnBasis::Ambiguous { guess } => Some(LeftOut::Ambiguous(guess.clone())),
            ColumnBasis::Superseded { guess } => Some(LeftOut::Superseded(guess.clone())),
            ColumnBasis::AmbiguousDates { guess } => Some(LeftOut::AmbiguousDates(guess.clone())),
            ColumnBasis::NeedsUnit { missing } => Some(LeftOut::NeedsUnit(missing.clone())),
            ColumnBasis::WeightOfFollowers => Some(LeftOut::WeightOfFollowers),
            ColumnBasis::LabelWeightOfPanel => Some(LeftOut::LabelWeightOfPanel),
            ColumnBasis::FieldName
            | ColumnBasis::Mapping
            | ColumnBasis::Name
            | ColumnBasis::Values
            | ColumnBasis::Attribute { .. }
            | ColumnBasis::Personal { .. } => None,
        }
    }
}
