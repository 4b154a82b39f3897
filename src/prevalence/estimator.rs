//! What an estimator receives for one missingness pattern, and what it returns.

use ndarray::Array2;

use super::calibration::Raked;
use super::shift::{Hypothesis, PanelModel, Shift};
use super::{EstimateError, LabelSampling, Method, ShareDistribution};
use crate::disclosure::MinCell;
use serde::{Deserialize, Serialize};

/// Unlabelled profiles of one missingness pattern, and the training examples for them.
///
/// The pattern is the set of target conditions that the profiles are known to meet. Only panel rows and complete profiles
/// that meet them too are examples; otherwise people outside the target's age would stand for those inside it.
#[derive(Debug)]
pub struct PatternEvidence<'a> {
    /// Unlabelled profiles of the pattern.
    pub unlabelled: u64,
    /// Complete profiles that are examples, fractions added up.
    pub training_n: f64,
    /// Members among them.
    pub training_members: f64,
    /// A sample of the unlabelled (rows x columns), encoded as the panel is, or as the audience is where there is none.
    pub unlabelled_x: Array2<f64>,
    /// A sample of the complete profiles that are examples, encoded alike.
    pub training_x: Array2<f64>,
    /// Their memberships.
    pub training_labels: Vec<f64>,
    /// The probabilities with which they meet the pattern's conditions.
    pub training_weights: Vec<f64>,
    /// The panel's model for this pattern.
    pub panel: Option<&'a PanelModel>,
    /// Kind of shift to assume.
    pub shift: Shift,
    /// Minimum cell size.
    pub min_cell: MinCell,
    /// How the complete profiles came to be labelled.
    pub labels: LabelSampling,
    /// Whether a random sample may be looked at more than once.
    pub sequential: bool,
    /// One over the probability with which each of `training_labels` was drawn; `None` where all are equal.
    pub label_weights: Option<Vec<f64>>,
    /// Years between panel and audience; `None` where the panel has no date.
    pub panel_age_years: Option<f64>,
    /// The complete profiles weighted to the platform's totals; `None` where there are none that help.
    pub raked: Option<Raked>,
}

/// A hypothesis on the difference between panel and audience, with its probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HypothesisWeight {
    /// The hypothesis.
    pub hypothesis: Hypothesis,
    /// Posterior probability.
    pub weight: f64,
    /// Mean tilt: a log odds ratio for the label, per standard deviation for a hidden field.
    pub tilt: f64,
}

/// The estimate of one pattern's unlabelled profiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The share of members among them.
    pub share: ShareDistribution,
    /// The probability of membership of each row of the sample of the unlabelled.
    pub scores: Vec<f64>,
    /// How the estimate was reached.
    pub method: Method,
    /// The hypotheses, where a panel was compared with the audience; weights sum to one.
    pub hypotheses: Vec<HypothesisWeight>,
    /// Effective number of observations behind it.
    pub n: f64,
    /// Standard deviation of the log density ratio that covariates show between audience and panel; 0 without a panel.
    pub visible_tilt: f64,
    /// Probability of a tilt of the target's share that is further than a panel can carry; 0 without a panel.
    pub far_tilt: f64,
}

/// A way to estimate how many of a pattern's unlabelled profiles are members.
pub trait Estimator {
    /// Whether the evidence it needs is there.
    fn applies(&self, evidence: &PatternEvidence<'_>) -> bool;

    /// The estimate. Called only where [`Estimator::applies`].
    ///
    /// # Errors
    /// Only on an inconsistency inside the estimator.
    fn predict(&self, evidence: &PatternEvidence<'_>) -> Result<Prediction, EstimateError>;
}
