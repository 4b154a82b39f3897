//! What a file was taken for: how it is written, and what each of its columns was taken for and why.

use serde::{Deserialize, Serialize};

use super::{PersonalData, excerpt};
use crate::message::{Message, message};
use crate::vocabulary::vocabulary;
use crate::warning_code::WarningCode;

/// Values of each sort that are shown of a column.
pub(super) const MAX_EXAMPLES: usize = 5;

/// What a table was taken for. Of JSON, whose fields are named by the contract, the attributes that were left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What stands between the cells of a row.
    pub delimiter: Option<char>,
    /// Lines above the header that were skipped.
    pub title_rows: u64,
    /// Rows of the header below its first.
    pub further_header_rows: u64,
    /// Rows that hold totals or averages instead of a person, and were left out.
    pub summary_rows: u64,
    /// Rows of empty cells alone, which were left out.
    #[serde(default)]
    pub blank_rows: u64,
    /// The columns, in the order of the file.
    pub columns: Vec<ColumnReading>,
}

/// What one column was taken for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnReading {
    /// Its name in the file, shortened; empty where it has none.
    pub name: String,
    /// The name as it stands there, for a mapping file; it is not stored.
    #[serde(skip)]
    pub header: String,
    /// What a second row of the header says of it, shortened.
    pub label: Option<String>,
    /// The field it gives, as in `account.created_at`; `None` where it is not used.
    pub field: Option<String>,
    /// Why it is used so, or not used.
    pub basis: ColumnBasis,
    /// How its values are read, where that is not plain.
    pub forms: Vec<ColumnForm>,
    /// Cells that hold something.
    pub filled: u64,
    /// Empty cells.
    pub empty: u64,
    /// Cells that say that there is no answer.
    pub non_answers: u64,
    /// Cells that could not be read as the field; their values are missing.
    pub unreadable: u64,
    /// Some of the cells that could not be read, each once, shortened; they are not stored.
    #[serde(skip)]
    pub unreadable_examples: Vec<String>,
    /// What the field accepts, where some cells could not be read.
    pub accepted: Option<Message>,
    /// Further facts of its values, which an inspection collects.
    pub values: Option<ColumnValues>,
}

/// The values of a column, as an inspection reports them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnValues {
    /// Different values; at most [`ColumnValues::MAX_DISTINCT`] are counted.
    pub distinct: u64,
    /// The smallest and the largest of its numbers.
    pub range: Option<[f64; 2]>,
    /// Its most frequent values with how many cells hold each, shortened; none of personal data.
    pub examples: Vec<(String, u64)>,
}

impl ColumnValues {
    /// Most different values that are counted.
    pub const MAX_DISTINCT: usize = 10_000;
}

vocabulary! {
    /// Why a column of a table is used as it is, or not used.
    pub enum ColumnBasisCode {
        /// Its name is that of the field.
        FieldName = "field_name",
        /// The mapping says so.
        Mapping = "mapping",
        /// Its name is a usual one for the field.
        Name = "name",
        /// Its values can be nothing else.
        Values = "values",
        /// No field is known to be meant; it is kept under its own name.
        Attribute = "attribute",
        /// Not used: it has no name.
        Unnamed = "unnamed",
        /// Not used: the mapping does not name it.
        Unmapped = "unmapped",
        /// Not used: an earlier column has the same name.
        Repeated = "repeated",
        /// Not used: it holds personal data.
        PersonalData = "personal_data",
        /// Not used: several columns look like the field.
        Ambiguous = "ambiguous",
        /// Not used: another column gives the field.
        Superseded = "superseded",
        /// Not used: its dates could be day or month first.
        AmbiguousDates = "ambiguous_dates",
        /// Not used: currency, period or scope of its incomes is not known.
        NeedsUnit = "needs_unit",
        /// Not used: only the rows of a panel have a weight.
        WeightOfFollowers = "weight_of_followers",
        /// Not used: only followers have a label weight.
        LabelWeightOfPanel = "label_weight_of_panel",
    }
}

/// Why a column is used as it is, or not used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum ColumnBasis {
    /// Its name is that of the field.
    FieldName,
    /// The mapping says so.
    Mapping,
    /// Its name is a usual one for the field.
    Name,
    /// Its values can be nothing else.
    Values,
    /// It is kept under its own name, for no field of the profile is known to be meant.
    Attribute {
        /// The field that its name or values suggest, although something speaks against it.
        guess: Option<String>,
    },
    /// Not used: it has no name.
    Unnamed,
    /// Not used: the mapping does not name it.
    Unmapped,
    /// Not used: an earlier column has the same name.
    Repeated,
    /// Not used: it holds personal data.
    Personal {
        /// Which.
        what: PersonalData,
    },
    /// Not used: several columns look like the field.
    Ambiguous {
        /// The field.
        guess: String,
    },
    /// Not used: another column gives the field, or one that excludes it.
    Superseded {
        /// The field.
        guess: String,
    },
    /// Not used: dates could be day or month first.
    AmbiguousDates {
        /// The field.
        guess: String,
    },
    /// Not used: incomes of unknown unit.
    NeedsUnit {
        /// What is missing of `currency`, `period`, `scope`.
        missing: Vec<String>,
    },
    /// Not used: only the rows of a panel have a weight.
    WeightOfFollowers,
    /// Not used: only followers have a label weight.
    LabelWeightOfPanel,
}

vocabulary! {
    /// How the values of a column are read, where that is not plain.
    pub enum ColumnFormCode {
        /// Brackets such as `25-34`.
        Bands = "bands",
        /// A comma stands before the fraction.
        DecimalComma = "decimal_comma",
        /// The numbers are multiplied, for the name of the column says so.
        Multiplied = "multiplied",
        /// The day stands before the month.
        DayFirst = "day_first",
        /// Years of birth have two digits: each is the latest that is not in the future.
        ShortYears = "short_years",
        /// The month stands before the day.
        MonthFirst = "month_first",
        /// Times without a zone are taken for UTC.
        UtcAssumed = "utc_assumed",
        /// Incomes of one currency, period and scope.
        Unit = "unit",
    }
}

/// How the values of a column are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum ColumnForm {
    /// Brackets such as "25-34".
    Bands,
    /// A comma stands before the fraction.
    DecimalComma,
    /// The numbers are multiplied, for the name of the column says so.
    Multiplied {
        /// By what.
        factor: f64,
    },
    /// The day stands before the month.
    DayFirst,
    /// Years of birth have two digits: each is the latest that is not in the future.
    ShortYears,
    /// The month stands before the day.
    MonthFirst,
    /// Times without a zone are taken for UTC.
    UtcAssumed,
    /// Currency, period and scope of the incomes.
    Unit {
        /// As in `KRW/month/household`.
        unit: String,
    },
}

impl ColumnBasis {
    /// Its name in the contract.
    pub fn code(&self) -> ColumnBasisCode {
        match self {
            Self::FieldName => ColumnBasisCode::FieldName,
            Self::Mapping => ColumnBasisCode::Mapping,
            Self::Name => ColumnBasisCode::Name,
            Self::Values => ColumnBasisCode::Values,
            Self::Attribute { .. } => ColumnBasisCode::Attribute,
            Self::Unnamed => ColumnBasisCode::Unnamed,
            Self::Unmapped => ColumnBasisCode::Unmapped,
            Self::Repeated => ColumnBasisCode::Repeated,
            Self::Personal { .. } => ColumnBasisCode::PersonalData,
            Self::Ambiguous { .. } => ColumnBasisCode::Ambiguous,
            Self::Superseded { .. } => ColumnBasisCode::Superseded,
            Self::AmbiguousDates { .. } => ColumnBasisCode::AmbiguousDates,
            Self::NeedsUnit { .. } => ColumnBasisCode::NeedsUnit,
            Self::WeightOfFollowers => ColumnBasisCode::WeightOfFollowers,
            Self::LabelWeightOfPanel => ColumnBasisCode::LabelWeightOfPanel,
        }
    }

    /// The field that a column looks like which is not used as it.
    pub fn guess(&self) -> Option<&str> {
        match self {
            Self::Attribute { guess } => guess.as_deref(),
            Self::Ambiguous { guess } | Self::Superseded { guess } | Self::AmbiguousDates { guess } => Some(guess),
            Self::NeedsUnit { .. } => Some("income"),
            Self::FieldName
            | Self::Mapping
            | Self::Name
            | Self::Values
            | Self::Unnamed
            | Self::Unmapped
            | Self::Repeated
            | Self::Personal { .. }
            | Self::WeightOfFollowers
            | Self::LabelWeightOfPanel => None,
        }
    }
}

impl ColumnForm {
    /// Its name in the contract.
    pub fn code(&self) -> ColumnFormCode {
        match self {
            Self::Bands => ColumnFormCode::Bands,
            Self::DecimalComma => ColumnFormCode::DecimalComma,
            Self::Multiplied { .. } => ColumnFormCode::Multiplied,
            Self::DayFirst => ColumnFormCode::DayFirst,
            Self::ShortYears => ColumnFormCode::ShortYears,
            Self::MonthFirst => ColumnFormCode::MonthFirst,
            Self::UtcAssumed => ColumnFormCode::UtcAssumed,
            Self::Unit { .. } => ColumnFormCode::Unit,
        }
    }
}

impl ColumnForm {
    /// The unit of incomes, where it is one.
    pub fn unit(&self) -> Option<&str> {
        if let Self::Unit { unit } = self { Some(unit) } else { None }
    }

    /// What the numbers are multiplied by, where they are.
    pub fn factor(&self) -> Option<f64> {
        if let Self::Multiplied { factor } = self { Some(*factor) } else { None }
    }
}

impl ColumnReading {
    /// A column that is not used, as far as is known before its cells are read.
    pub(super) fn unused(name: &str, basis: ColumnBasis) -> Self {
        Self {
            name: excerpt(name),
            header: name.to_owned(),
            label: None,
            field: None,
            basis,
            forms: Vec::new(),
            filled: 0,
            empty: 0,
            non_answers: 0,
            unreadable: 0,
            unreadable_examples: Vec::new(),
            accepted: None,
            values: None,
        }
    }

    /// Whether the column is used for a field of the profile by a guess rather than by its name or a mapping.
    pub fn is_guessed(&self) -> bool {
        matches!(self.basis, ColumnBasis::Name | ColumnBasis::Values)
    }
}

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
