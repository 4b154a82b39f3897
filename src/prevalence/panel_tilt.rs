//! Estimation from a panel of labelled people, and from labelled profiles where there are any: [`shift`](super::shift).

use ndarray::ArrayView2;

use super::shift::{Audience, Labelled, Rows, TiltError, TiltPosterior};
use super::{
    ASSUMED_PANEL_AGE_YEARS, EstimateError, Estimator, HypothesisWeight, Method, PatternEvidence, Prediction,
    ShareDistribution,
};

/// The panel re-weighted by an unknown tilt, averaged over what the tilt may depend on.
///
/// **Assumption.** The audience is the panel with a few covariates, one hidden field, or the target's share itself
/// over- or under-represented, and its rates at like covariates differ from the panel's in proportion to what is seen to
/// differ; [`shift`](super::shift) states the model. Labelled profiles measure that difference.
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
    let labelled = (!evidence.training_labels.is_empty()).then(|| Labelled {
        rows: Rows { x: evidence.training_x.view(), weights: Some(&evidence.training_weights) },
        labels: &evidence.training_labels,
        sampling: evidence.labels,
        inverse_probabilities: evidence.label_weights.as_deref(),
    });
    let posterior = panel.posterior(&Audience {
        unlabelled: Rows { x: unlabelled, weights: None },
        labelled,
        shift: evidence.shift,
        panel_age_years: evidence.panel_age_years.unwrap_or(ASSUMED_PANEL_AGE_YEARS),
    })?;
    let scores = posterior.scores(unlabelled)?;
    Ok((posterior, scores))
}

fn prediction(evidence: &PatternEvidence<'_>, posterior: &TiltPosterior, scores: Vec<f64>) -> Prediction {
    let share = ShareDistribution::from_quantiles(|p| posterior.quantile(p));
    let hypotheses = posterior
        .hypotheses()
        .iter()
        .map(|(hypothesis, weight, tilt)| HypothesisWeight {
            hypothesis: hypothesis.clone(),
            weight: *weight,
            tilt: *tilt,
        })
        .collect();
    let variance = share.sd().powi(2).max(1e-12);
    let mean = share.mean();
    let method = if evidence.training_labels.is_empty() { Method::Panel } else { Method::PanelAndLabelled };
    let (visible_tilt, far_tilt) = (posterior.visible_tilt, posterior.far_tilt);
    Prediction { share, scores, method, hypotheses, n: mean * (1.0 - mean) / variance, visible_tilt, far_tilt }
}
