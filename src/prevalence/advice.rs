//! What a reader of a fit should know, and what data would improve it, as codes with their data.

use serde::{Deserialize, Serialize};

use super::common_support::{LeftOutCovariate, UnmatchedLevels};
use crate::disclosure::{MinCell, ReleasedCount};
use crate::stored_form::{StaticName, names};
use crate::warning_code::WarningCode;

/// What a reader of a fit should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FitWarning {
    /// Panel rows without a label were left out.
    PanelRowsUnlabelled {
        /// How many.
        rows: ReleasedCount,
    },
    /// Panel and audience share no field that differs between people.
    NoOverlap {
        /// The fields of the panel.
        panel: Vec<String>,
        /// The fields of the audience.
        audience: Vec<String>,
    },
    /// Panel and audience state the same field in values that cannot be compared, so it was left out.
    CovariateLeftOut(LeftOutCovariate),
    /// Fields were left out, and what remains tells too little of membership for the panel to be used.
    PanelNotComparable {
        /// The fields left out.
        left_out: Vec<String>,
    },
    /// Some of the audience's values of a field are of no panel row, so the field says nothing of these profiles.
    UnmatchedLevels(UnmatchedLevels),
    /// Rows of the panel were copied, and each counts once.
    PanelDuplicated {
        /// Rows in all.
        rows: u64,
        /// Times they were copied.
        copies: u64,
        /// Rows that count.
        left: u64,
    },
    /// Rows of the audience were copied, and each counts once as evidence.
    AudienceDuplicated {
        /// Rows in all.
        rows: u64,
        /// Times they were copied.
        copies: u64,
        /// Rows that count as evidence.
        left: u64,
    },
    /// One weight is a large part of all.
    DominantWeight {
        /// Its share of all weights, in per cent.
        percent: u64,
        /// Rows of equal weight with as much information.
        effective_rows: u64,
    },
    /// The panel is worth too few rows to be used.
    FewEffectiveRows {
        /// Labelled rows.
        rows: u64,
        /// Rows of equal weight with as much information.
        effective_rows: u64,
        /// Rows needed.
        needed: u64,
    },
    /// The panel hardly has people like the audience's: weighting leaves few of its rows, or a difference.
    WeakOverlap {
        /// The field that differs most after weighting.
        covariate: String,
        /// By how much, in hundredths of a standard deviation.
        hundredths: i64,
        /// Rows of equal weight before weighting.
        rows: u64,
        /// Rows of equal weight after it.
        effective_rows: u64,
    },
    /// The panel rows that are comparable with a missingness pattern all have the same label, or there are none.
    PanelOneClass,
    /// Covariates show that the audience differs much from the panel, so its rates may differ too.
    PanelMayNotCarry {
        /// Standard deviation of the log density ratio between audience and panel, in hundredths.
        tilt_hundredths: u64,
    },
    /// The target's share seems to be so far from the panel's that the panel cannot tell how far.
    ShareOutOfReach {
        /// Probability of a share whose odds differ from the panel's by more than `exp(4)`, in per cent.
        percent: u64,
    },
    /// Totals of these fields tell nothing that the evidence does not, or too few rows could be weighted to them.
    TotalsNotUsed {
        /// The fields.
        fields: Vec<String>,
    },
    /// Panel and random labels point to different shares: the interval is as wide as that of the labels alone.
    PanelAgainstLabels,
    /// Profiles of patterns without training examples count as anything from 0 to 100 %.
    PatternNotIdentified {
        /// How many.
        profiles: ReleasedCount,
    },
}

impl FitWarning {
    /// Its name in the contract.
    pub fn code(&self) -> WarningCode {
        match self {
            Self::PanelRowsUnlabelled { .. } => WarningCode::PanelRowsUnlabelled,
            Self::NoOverlap { .. } => WarningCode::NoOverlap,
            Self::CovariateLeftOut(_) => WarningCode::CovariateLeftOut,
            Self::PanelNotComparable { .. } => WarningCode::PanelNotComparable,
            Self::UnmatchedLevels(_) => WarningCode::LevelsUnmatched,
            Self::PanelDuplicated { .. } | Self::AudienceDuplicated { .. } => WarningCode::RowsDuplicated,
            Self::DominantWeight { .. } => WarningCode::DominantWeight,
            Self::FewEffectiveRows { .. } => WarningCode::FewEffectiveRows,
            Self::WeakOverlap { .. } => WarningCode::WeakOverlap,
            Self::PanelOneClass => WarningCode::PanelOneClass,
            Self::PanelMayNotCarry { .. } => WarningCode::PanelMayNotCarry,
            Self::ShareOutOfReach { .. } => WarningCode::ShareOutOfReach,
            Self::TotalsNotUsed { .. } => WarningCode::TotalsNotUsed,
            Self::PanelAgainstLabels => WarningCode::PanelAgainstLabels,
            Self::PatternNotIdentified { .. } => WarningCode::GroupNotIdentified,
        }
    }
}

/// Data that would make an estimate possible, or narrow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequiredData {
    /// Labels of followers drawn at random.
    Labels,
    /// A panel of labelled people.
    Panel,
    /// A panel that shares fields with the audience and has members and others.
    ComparablePanel,
    /// The same names, units and ranges of these fields in panel and audience.
    ComparableValues(Vec<String>),
    /// A panel worth at least this many rows of equal weight.
    PanelRows(u64),
    /// More unlabelled profiles that state these fields.
    Fields(Vec<String>),
    /// An audience of at least this many followers.
    MinFollowers(u64),
    /// At least this many labels: fewer would disclose small counts.
    MinLabels(u64),
    /// The platform of the account (`account_channel`), its `country` and the `year`, as far as they are missing: published
    /// figures then give a first figure.
    Published(#[serde(deserialize_with = "names")] Vec<StaticName>),
    /// More followers: the share would disclose a count below the minimum cell size.
    MoreFollowers(MinCell),
}
