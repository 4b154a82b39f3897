//! Estimation from a panel of labelled people, and from labelled profiles where there are any: [`shift`](super::shift).

use ndarray::ArrayView2;

use super::shift::{Audience, Rows, TiltError, TiltPosterior};
use super::{EstimateError, Estimator, HypothesisWeight, Method, PatternEvidence, Prediction, ShareDistribution};

/// The panel re-weighted by an unknown tilt, averaged over what the tilt may depend on.
///
/// **Assumption.** The audience is the panel with a few covariates, one hidden field, or the target's share itself
/// over- or under-represented; [`shift`](super::shift) states the model. Labelled profiles sharpen it, and an offset
/// between them and the panel is allowed for.
#[derive(Debug, Clone, Copy)]
pub struct PanelTilt;

impl Estimator for PanelTilt {
    fn applies(&self, evidence: &PatternEvidence<'_>) -> bool {
        evidence.panel.is_some() && evidence.unlabelled_x.nrows() > 0
    }

    fn predict(&self, evidence: &PatternEvidence<'_>) -> Result<Prediction, EstimateError> {
        let (posterior, scores) = posterior(evidence)?;
        Ok(prediction(evidence, &posterior, scores))
    }
}

fn posterior(evidence: &PatternEvidence<'_>) -> Result<(TiltPosterior, Vec<f64>), TiltError> {
    let panel = evidence.panel.ok_or(TiltError::NoRows { what: "panel" })?;
    let unlabelled: ArrayView2<'_, f64> = evidence.unlabelled_x.view();
    let labelled = (!evidence.training_labels.is_empty()).then(|| {
        (
            Rows { x: evidence.training_x.view(), weights: Some(&evidence.training_weights) },
            evidence.training_labels.as_slice(),
        )
    });
    let posterior = panel.posterior(&Audience {
        unlabelled: Rows { x: unlabelled, weights: None },
        labelled,
        shift: evidence.shift,
    })?;
    let scores = posterior.scores(unlabelled)?;
    Ok((posterior, scores))
}

fn prediction(evidence: &PatternEvidence<'_>, posterior: &TiltPosterior, scores: Vec<f64>) -> Prediction {
    let share = ShareDistribution::from_all_quantiles(|p| posterior.quantiles(p));
    let hypotheses = posterior
        .hypotheses()
        .into_iter()
        .map(|(hypothesis, weight, tilt)| HypothesisWeight { hypothesis, weight, tilt })
        .collect();
    let variance = share.sd().powi(2).max(1e-12);
    let mean = share.mean();
    let method = if evidence.training_labels.is_empty() { Method::Panel } else { Method::PanelAndLabelled };
    Prediction { share, scores, method, hypotheses, n: mean * (1.0 - mean) / variance }
}
