//! Estimation from labelled profiles that are weighted to the platform's totals, or drawn from strata whose sizes these tell.
//!
//! **Assumption.** Among followers of the same cell (an age band, or an age band of one gender), those who are labelled are
//! like those who are not.
//!
//! **Model.** The followers who do not state the field have the share u of each cell. In a cell of which a part f can meet
//! the target's conditions on the field, membership has the rate r: none where f = 0, and elsewhere the posterior of a beta
//! prior worth [`PRIOR`] labels with the mean f rho, where rho is the rate of all labelled whose cell allows it. The share of
//! members is `sum u r` (post-stratification: Holt and Smith 1979). Its variance is that of the rates, of rho as far as
//! cells rest on it, of the totals, and of the draw of the members; the share has the beta distribution of these moments.
//! Other margins than that of the cells enter as weights within them (raking).

use super::calibration::{Raked, Stratum};
use super::labelled_only::labelled_scores;
use super::random_sample::beta;
use super::{EstimateError, Estimator, LabelSampling, Method, PatternEvidence, Prediction, ShareDistribution};

/// Labels that the prior of a cell's rate is worth: with one, two or four the error was the same to a thousandth.
const PRIOR: f64 = 2.0;
/// Bounds of a rate's prior mean, so that neither of its parameters vanishes.
const RATES: (f64, f64) = (0.005, 0.995);
/// Bounds of the sum of the beta distribution's parameters.
const WORTH: (f64, f64) = (1.0, 1e9);

/// Labelled profiles, weighted to the totals.
#[derive(Debug, Clone, Copy)]
pub struct Poststratified;

impl Estimator for Poststratified {
    fn applies(&self, evidence: &PatternEvidence<'_>) -> bool {
        evidence.raked.is_some()
            && evidence.labels == LabelSampling::SelfDeclared
            && evidence.training_n >= 1.0
            && !evidence.min_cell.is_small_cell(evidence.training_n.round() as u64)
    }

    fn predict(&self, evidence: &PatternEvidence<'_>) -> Result<Prediction, EstimateError> {
        let raked = evidence.raked.as_ref().ok_or(super::shift::TiltError::NoRows { what: "labelled" })?;
        let shares: Vec<(f64, f64)> = raked.strata.iter().map(|stratum| stratum.share).collect();
        Ok(Prediction {
            share: share(evidence, raked, &shares),
            scores: labelled_scores(evidence),
            method: Method::LabelledAndTotals,
            hypotheses: Vec::new(),
            n: evidence.training_n,
            visible_tilt: 0.0,
            far_tilt: 0.0,
        })
    }
}

/// Labels of one cell, as if of equal weights.
#[derive(Debug, Clone, Copy, Default)]
struct Labels {
    weight: f64,
    squares: f64,
    members: f64,
    n: f64,
}

impl Labels {
    /// Kish's effective number of them, and the members among as many.
    fn effective(self) -> (f64, f64) {
        if self.weight <= 0.0 {
            return (0.0, 0.0);
        }
        let n = self.n.min(self.weight * self.weight / self.squares);
        (n, n * self.members / self.weight)
    }
}

/// The share of members among the unlabelled beside `n` people who were drawn at random, of each stratum as many as were
/// drawn of it: it shrinks to what is known as they become all.
pub(super) fn share_of_strata(evidence: &PatternEvidence<'_>, raked: &Raked, n: f64) -> ShareDistribution {
    let rest = (evidence.unlabelled as f64).max(1.0);
    let drawn = labels_by_stratum(evidence, raked);
    let left = |(stratum, of): (&Stratum, &Labels)| {
        let (share, sd) = stratum.share;
        if !raked.with_sample {
            return (share, sd);
        }
        let all = rest + n;
        (((all * share - of.n) / rest).max(0.0), sd * all / rest)
    };
    let shares: Vec<(f64, f64)> = raked.strata.iter().zip(&drawn).map(left).collect();
    share(evidence, raked, &shares)
}

/// The labels of each stratum; who is of none does not count.
fn labels_by_stratum(evidence: &PatternEvidence<'_>, raked: &Raked) -> Vec<Labels> {
    let mut labels = vec![Labels::default(); raked.strata.len()];
    let examples = evidence.training_labels.iter().zip(&evidence.training_weights);
    for ((y, met), (cell, factor)) in examples.zip(raked.cells.iter().zip(&raked.factors)) {
        if let Some(cell) = cell {
            let of = &mut labels[*cell];
            of.n += met;
            of.weight += met * factor;
            of.squares += met * factor * factor;
            of.members += met * factor * y;
        }
    }
    labels
}

/// The share of members where each stratum has the share, with its standard deviation, of `shares`.
fn share(evidence: &PatternEvidence<'_>, raked: &Raked, shares: &[(f64, f64)]) -> ShareDistribution {
    let labels = labels_by_stratum(evidence, raked);
    // A sample stands for more labels, where there are more than are sampled.
    let scale = evidence.training_n / evidence.training_weights.iter().sum::<f64>().max(1.0);
    let counts: Vec<(f64, f64)> = labels.iter().map(|of| of.effective()).map(|(n, k)| (scale * n, scale * k)).collect();
    let all = || raked.strata.iter().zip(shares).zip(&counts);
    let cells = || all().filter(|((stratum, _), _)| stratum.possible > 0.0);
    let (members, able) = cells().fold((0.0, 0.0), |sum, ((s, _), (n, k))| (sum.0 + k, sum.1 + n * s.possible));
    let common = ((members + 0.5) / (able + 1.0)).min(1.0);
    let mut rates = Vec::new();
    let (mut variance, mut borrowed) = (0.0, 0.0);
    for ((stratum, share), (n, k)) in cells() {
        let prior = (stratum.possible * common).clamp(RATES.0, RATES.1);
        let rate = (k + PRIOR * prior) / (n + PRIOR);
        let weight = share.0;
        // The prior moves the mean and is no evidence: counted as some, intervals of .90 covered .83 of 60 labels in six cells.
        variance += weight * weight * rate * (1.0 - rate) / (n + 1.0);
        borrowed += weight * stratum.possible * PRIOR / (n + PRIOR);
        rates.push((rate, *share));
    }
    let mean: f64 = rates.iter().map(|(rate, (share, _))| rate * share).sum();
    let outside = all().filter(|((s, _), _)| s.possible == 0.0).map(|((_, share), _)| (0.0, *share));
    variance += rates.into_iter().chain(outside).map(|(rate, (_, sd))| ((rate - mean) * sd).powi(2)).sum::<f64>();
    variance += borrowed * borrowed * common * (1.0 - common) / (able + 2.0);
    variance += mean * (1.0 - mean) / evidence.unlabelled.max(1) as f64;
    let mean = mean.clamp(1e-4, 1.0 - 1e-4);
    let worth = (mean * (1.0 - mean) / variance.max(f64::MIN_POSITIVE) - 1.0).clamp(WORTH.0, WORTH.1);
    beta(mean * worth, (1.0 - mean) * worth)
}
