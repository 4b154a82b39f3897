//! What a reader of a fit should know, and what data would improve it, as codes with their data.

use crate::disclosure::{MinCell, ReleasedCount};

/// What a reader of a fit should know.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The panel rows that are comparable with a missingness pattern all have the same label, or there are none.
    PanelOneClass,
    /// Profiles of patterns without training examples count as anything from 0 to 100 %.
    PatternNotIdentified {
        /// How many.
        profiles: ReleasedCount,
    },
}

impl FitWarning {
    /// The name on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PanelRowsUnlabelled { .. } => "panel_rows_unlabelled",
            Self::NoOverlap { .. } => "no_overlap",
            Self::PanelOneClass => "panel_one_class",
            Self::PatternNotIdentified { .. } => "group_not_identified",
        }
    }
}

/// Data that would make an estimate possible, or narrow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequiredData {
    /// Labels of followers drawn at random.
    Labels,
    /// A panel of labelled people.
    Panel,
    /// A panel that shares fields with the audience and has members and others.
    ComparablePanel,
    /// More unlabelled profiles that state these fields.
    Fields(Vec<String>),
    /// An audience of at least this many followers.
    MinFollowers(u64),
    /// At least this many labels: fewer would disclose small counts.
    MinLabels(u64),
    /// More followers: the share would disclose a count below the minimum cell size.
    MoreFollowers(MinCell),
}
