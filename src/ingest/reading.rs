//! What a file was taken for: how it is written, and what each of its columns was taken for and why.

use serde::{Deserialize, Serialize};

use super::{PersonalData, excerpt};
use crate::message::Message;
use crate::vocabulary::vocabulary;

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
