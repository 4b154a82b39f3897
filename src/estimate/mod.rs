//! From evidence to a share with an interval: who may teach, which estimator, what follows.

mod declared;
mod evidence;
mod figure;
mod fit;
mod groups;
mod labelled;
mod panel;
mod segment;
mod stats;
pub mod tilt;
mod verdict;
mod words;

pub use declared::DeclaredOnly;
pub use evidence::{Estimator, GroupEvidence, HypothesisWeight, Prediction, Stratum};
pub use figure::{Estimate, ShareDistribution, shift_odds};
pub use fit::{EstimateError, Fit, FitEvidence, FitOptions, Method, SensitivityBounds, Status, estimate_fit};
pub use groups::{Place, SAMPLE, Usable, usable_fields};
pub use labelled::{LabelledPanel, LabelledRow};
pub use panel::PanelTilt;
pub use stats::{AudienceStats, ExactSum, MembershipTable, SegmentSums};
pub use verdict::{Outcome, Standing, Verdict, verdict};
