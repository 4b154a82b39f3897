//! From a panel of labelled people, and from the declared where there are any: [`tilt`](super::tilt).

use ndarray::ArrayView2;

use super::tilt::{Audience, Rows, TiltError, TiltPosterior};
use super::{EstimateError, Estimator, GroupEvidence, HypothesisWeight, Method, Prediction, ShareDistribution};

/// The panel re-weighted by an unknown tilt, averaged over what the tilt may hang on.
///
/// **Assumption.** The audience is the panel with a few covariates, one hidden field, or the target's share itself
/// over- or under-represented; [`tilt`](super::tilt) states the model. Declared profiles sharpen it, and an offset
/// between them and the panel is allowed for.
#[derive(Debug, Clone, Copy)]
pub struct PanelTilt;

impl Estimator for PanelTilt {
    fn applies(&self, evidence: &GroupEvidence<'_>) -> bool {
        evidence.panel.is_some() && evidence.undeclared_x.nrows() > 0
    }

    fn predict(&self, evidence: &GroupEvidence<'_>) -> Result<Prediction, EstimateError> {
        let (posterior, scores) = weigh(evidence)?;
        Ok(prediction(evidence, &posterior, scores))
    }
}

fn weigh(evidence: &GroupEvidence<'_>) -> Result<(TiltPosterior, Vec<f64>), TiltError> {
    let panel = evidence.panel.ok_or(TiltError::NoRows { what: "panel" })?;
    let undeclared: ArrayView2<'_, f64> = evidence.undeclared_x.view();
    let declared = (!evidence.teachers_y.is_empty()).then(|| {
        (
            Rows { x: evidence.teachers_x.view(), weights: Some(&evidence.teachers_weights) },
            evidence.teachers_y.as_slice(),
        )
    });
    let posterior = panel.weigh_audience(&Audience {
        undeclared: Rows { x: undeclared, weights: None },
        declared,
        shift: evidence.shift,
    })?;
    let scores = posterior.scores(undeclared)?;
    Ok((posterior, scores))
}

fn prediction(evidence: &GroupEvidence<'_>, posterior: &TiltPosterior, scores: Vec<f64>) -> Prediction {
    let share = ShareDistribution::from_all_quantiles(|p| posterior.quantiles(p));
    let hypotheses = posterior
        .hypotheses()
        .into_iter()
        .map(|(hypothesis, weight, tilt)| HypothesisWeight { hypothesis, weight, tilt })
        .collect();
    let variance = share.sd().powi(2).max(1e-12);
    let mean = share.mean();
    let method = if evidence.teachers_y.is_empty() { Method::Panel } else { Method::PanelAndDeclared };
    Prediction { share, scores, method, hypotheses, n: mean * (1.0 - mean) / variance }
}
