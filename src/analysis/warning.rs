//! What a reader of an analysis should know, as codes with their data; `report` has the sentences.

use serde::{Deserialize, Serialize};

use crate::disclosure::{MinCell, ReleasedCount};
use crate::ingest::{Note, ReadingNote};
use crate::prevalence::{Estimate, FitWarning};
use crate::stored_form::{StaticName, name};
use crate::target::Condition;
use crate::warning_code::WarningCode;

/// Whose rows a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowsOf {
    /// The audience.
    Audience,
    /// The panel.
    Panel,
}

/// Labels that contradict what the same rows state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradictions {
    /// How many.
    pub contradicted: ReleasedCount,
    /// Of how many whose rows decide.
    pub decided: ReleasedCount,
}

/// What a reader of an analysis should know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AnalysisWarning {
    /// The audience is smaller than the minimum cell size: nothing about it is published.
    AudienceSuppressed {
        /// The minimum cell size.
        min_cell: MinCell,
    },
    /// Figures of so small an audience vary widely.
    SmallAudience {
        /// Profiles in the audience.
        profiles: u64,
        /// Audiences from this size on are not flagged.
        enough: u64,
    },
    /// Rows were rejected and do not count.
    RowsRejected {
        /// Where they were.
        of: RowsOf,
        /// How many.
        rows: u64,
        /// How many were not.
        accepted: u64,
    },
    /// Labels do not count, because nobody said that they are of this target.
    LabelsNotUsed {
        /// Whose.
        of: RowsOf,
        /// How many.
        labels: ReleasedCount,
        /// Those of them that contradict what the profiles state.
        contradictions: Option<Contradictions>,
    },
    /// Labels contradict what the profiles state.
    LabelsContradict {
        /// Whose.
        of: RowsOf,
        /// How many.
        contradictions: Contradictions,
    },
    /// Numbers of a field that the target reads may be codes for no answer.
    EndCodes {
        /// Whose.
        of: RowsOf,
        /// The field.
        field: String,
        /// The numbers.
        codes: Vec<f32>,
        /// How many people have one of them.
        values: ReleasedCount,
        /// The share of members where these numbers, and those of the other fields with codes, are missing; none where it is
        /// not identified or would disclose too small a group.
        share: Option<Estimate>,
    },
    /// A field has too many different texts to be a category.
    TooManyLevels {
        /// The field.
        field: String,
        /// Values left out.
        values: ReleasedCount,
    },
    /// What was decided while a file was read.
    Import(Note),
    /// A note on how a table was read.
    Reading {
        /// Whose table.
        of: RowsOf,
        /// What.
        note: ReadingNote,
        /// The count within the note, where it has one.
        values: ReleasedCount,
        /// Whether it is about a field that the target asks for.
        is_of_target: bool,
    },
    /// Incomes could not be compared with the target's limits.
    IncomeNotComparable {
        /// How many.
        incomes: ReleasedCount,
    },
    /// Incomes lie where the household's size decides, and it is not stated.
    HouseholdSizeMissing {
        /// How many.
        incomes: ReleasedCount,
    },
    /// The follower audit looked at a random sample.
    AuditOfSample {
        /// Followers that it looked at.
        audited: u64,
        /// Of how many.
        followers: u64,
    },
    /// No profile states a field that the target asks for.
    FieldMissing {
        /// The fields that would do.
        fields: Vec<String>,
        /// The target's condition.
        condition: Condition,
    },
    /// No profile has a value that the target accepts, perhaps because it is misspelt.
    ValueMissing {
        /// Whose values they are.
        of: RowsOf,
        /// The field.
        field: String,
        /// The values that nobody has.
        missing: Vec<String>,
        /// The values that people have, without those of too few people.
        stated: Vec<String>,
        /// Whether people have further values.
        more: bool,
        /// Whether nobody has any of the values accepted, so that the field settles nobody's membership.
        is_unmet: bool,
    },
    /// Values that match none of the target's, though others do: perhaps misspelt, or codes.
    ValueUnmatched {
        /// Whose values they are.
        of: RowsOf,
        /// The field.
        field: String,
        /// The values with their rows, without those of too few people.
        values: Vec<(String, u64)>,
        /// Rows with such a value.
        rows: ReleasedCount,
        /// Whether their membership counts as not known; otherwise they count as outside the target.
        is_unknown: bool,
    },
    /// A column is named like a field and was read as an attribute.
    ColumnIsAttribute {
        /// The column.
        #[serde(deserialize_with = "name")]
        column: StaticName,
        /// What the target asks for.
        #[serde(deserialize_with = "name")]
        expected: StaticName,
    },
    /// Segments leave out the fields that the fewest profiles state.
    TooManyFields {
        /// The fields left out.
        left_out: Vec<String>,
    },
    /// A warning of the estimation.
    Fit(FitWarning),
    /// A field of channel use says the same of everybody who states it.
    OneSidedChannelUse {
        /// Who states it.
        by: RowsOf,
        /// The channels.
        channels: Vec<String>,
    },
    /// Channel use is not counted because too few people are behind it.
    ChannelUseSuppressed {
        /// Who states it.
        by: RowsOf,
        /// The channels.
        channels: Vec<String>,
        /// The minimum cell size.
        min_cell: MinCell,
    },
    /// Channel use is stated of channels that the catalogue does not have.
    UnknownChannelUse {
        /// Who states it.
        by: RowsOf,
        /// The channels.
        channels: Vec<String>,
    },
    /// Channels need the target's country.
    NoCountry,
    /// Counts of stored people have noise.
    Noise {
        /// Standard deviation of the noise of a count, in people.
        sd: u64,
        /// The largest error of a count, in people.
        most: u64,
        /// The fewest people who are distinguished from nobody.
        min_cell: MinCell,
    },
    /// No channels are ranked, and why.
    NoChannels(String),
    /// There is no plan because there are no channels.
    NoPlan,
}

impl AnalysisWarning {
    /// Its name in the contract.
    pub fn code(&self) -> WarningCode {
        match self {
            Self::AudienceSuppressed { .. } | Self::SmallAudience { .. } => WarningCode::SmallAudience,
            Self::RowsRejected { .. } => WarningCode::RowsRejected,
            Self::LabelsNotUsed { .. } => WarningCode::LabelsNotUsed,
            Self::LabelsContradict { .. } => WarningCode::LabelsContradict,
            Self::EndCodes { .. } => WarningCode::EndCodes,
            Self::TooManyLevels { .. } => WarningCode::TooManyLevels,
            Self::Import(_) => WarningCode::Import,
            Self::Reading { note, .. } => note.code(),
            Self::IncomeNotComparable { .. } => WarningCode::IncomeNotComparable,
            Self::HouseholdSizeMissing { .. } => WarningCode::HouseholdSizeMissing,
            Self::AuditOfSample { .. } => WarningCode::AuditOfSample,
            Self::FieldMissing { .. } => WarningCode::FieldMissing,
            Self::ValueMissing { .. } => WarningCode::ValueMissing,
            Self::ValueUnmatched { .. } => WarningCode::ValueUnmatched,
            Self::ColumnIsAttribute { .. } => WarningCode::ColumnIsAttribute,
            Self::TooManyFields { .. } => WarningCode::TooManyFields,
            Self::Fit(warning) => warning.code(),
            Self::OneSidedChannelUse { .. } => WarningCode::OneSidedChannelUse,
            Self::ChannelUseSuppressed { .. } => WarningCode::FewChannelUses,
            Self::UnknownChannelUse { .. } => WarningCode::UnknownChannelUse,
            Self::NoCountry => WarningCode::NoCountry,
            Self::Noise { .. } => WarningCode::Noise,
            Self::NoChannels(_) => WarningCode::NoChannels,
            Self::NoPlan => WarningCode::NoPlan,
        }
    }
}
