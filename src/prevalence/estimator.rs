//! What an estimator is given to judge one group of unlabelled profiles, and what it must return.

use ndarray::Array2;

use super::shift::{Hypothesis, PanelModel, Shift};
use super::{EstimateError, Method, ShareDistribution};
use crate::disclosure::MinCell;

/// Unlabelled profiles of one pattern, and those who can teach about them.
///
/// The pattern is the set of target conditions that the profiles are known to meet; only panel rows and complete
/// profiles that meet them too may teach, or people outside the target's age would speak for those inside it.
#[derive(Debug)]
pub struct PatternEvidence<'a> {
    /// Unlabelled profiles in the group.
    pub unlabelled: u64,
    /// Complete profiles that may teach.
    pub training_n: f64,
    /// Members among them.
    pub members: f64,
    /// A sample of the unlabelled (rows x columns), encoded as the panel is, or as the audience is where there is none.
    pub unlabelled_x: Array2<f64>,
    /// A sample of the complete profiles that may teach, encoded alike.
    pub training_x: Array2<f64>,
    /// Their memberships.
    pub training_labels: Vec<f64>,
    /// The chances with which they meet the group's conditions.
    pub training_weights: Vec<f64>,
    /// The panel's model for this pattern.
    pub panel: Option<&'a PanelModel>,
    /// Kind of shift to assume.
    pub shift: Shift,
    /// The fewest people that a figure may tell of.
    pub min_cell: MinCell,
}

/// How much one account of the difference between panel and audience is believed.
#[derive(Debug, Clone, PartialEq)]
pub struct HypothesisWeight {
    /// The account.
    pub hypothesis: Hypothesis,
    /// Posterior probability.
    pub weight: f64,
    /// Mean tilt: a log odds ratio for the label, per standard deviation for a hidden field.
    pub tilt: f64,
}

/// What an estimator says of one group's unlabelled profiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The share of members among them.
    pub share: ShareDistribution,
    /// A score for each row of the sample of the unlabelled: its chance of membership.
    pub scores: Vec<f64>,
    /// How the estimate was reached.
    pub method: Method,
    /// What the audience seems to be, where a panel was compared with it; weights sum to one.
    pub hypotheses: Vec<HypothesisWeight>,
    /// Effective number of observations that taught.
    pub n: f64,
}

/// A way to estimate how many of a group's unlabelled profiles are members.
pub trait Estimator {
    /// Whether the evidence it needs is there.
    fn applies(&self, evidence: &PatternEvidence<'_>) -> bool;

    /// The estimate. Called only where [`Estimator::applies`].
    ///
    /// # Errors
    /// Only on an inconsistency inside the estimator.
    fn predict(&self, evidence: &PatternEvidence<'_>) -> Result<Prediction, EstimateError>;
}
