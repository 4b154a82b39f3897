//! Labelled profiles as evidence about the unlabelled.
//!
//! Within a point the labelled follow the panel's log odds plus an offset `e + delta`. Here `delta` sets apart those who
//! are labelled, and is theirs alone; `e ~ N(0, t^2)` is the point's own error, which everyone shares, with `t^2` the sum
//! of the label's unexplained tilt and the panel's error in the score. The offset is fitted by Newton's method and
//! integrated out by Laplace's; its evidence multiplies the weight of the point. The unlabelled are predicted with the
//! part of the offset that is expected to be `e`, and with the variance that `e` has left.
//!
//! Being labelled may depend on the label and on every field of the panel, whether or not the audience has it: odds of
//! `exp(c)` for the label and `exp(c_h)` a standard deviation of field `h`, each `c ~ N(0, .4^2)`. Selection by `h` moves
//! the log odds of the label at the same covariates by `c_h D_h` to first order, `D_h` being the difference of `h`
//! between members and others there. So `delta ~ N(0, .4^2 (1 + sum D_h^2))`: where the target depends on age, a mild
//! selection by age moves its share among the labelled far. `D_h` is the slope of `h` on the label's residual, as in a
//! partially linear model (Robinson 1988).

use super::audience::{EncodedRows, QuadraturePoint};
use super::panel::PanelModel;
use super::posterior::PointShare;
use crate::stats::{logistic, probabilities};

/// Standard deviation of the log odds of being labelled, for the label or a standard deviation of a hidden field: 1.5
/// times up or down.
const SELECTION_WIDTH: f64 = 0.4;
/// Standard deviation of the tilt that a point leaves to the label. Chosen by coverage; it is close to what a covariate
/// hypothesis of medium spike leaves (.19).
const POINT_WIDTH: f64 = 0.2;

/// A point's log evidence from the labels, and the share of the unlabelled.
pub(super) struct LabelledPoint {
    pub(super) log_evidence: f64,
    pub(super) share: PointShare,
}

/// The labelled profiles with their labels, and the unlabelled.
pub(super) struct LabelledRows<'a> {
    pub(super) unlabelled: &'a EncodedRows,
    pub(super) labelled: &'a EncodedRows,
    pub(super) labels: &'a [f64],
}

/// The fitted offset: its value, log evidence and curvature, prior included.
struct Offset {
    value: f64,
    log_evidence: f64,
    curvature: f64,
}

/// The evidence of the labels on one point.
pub(super) fn label_evidence(model: &PanelModel, point: &QuadraturePoint, rows: &LabelledRows<'_>) -> LabelledPoint {
    let log_odds = |m: &EncodedRows| m.log_odds(model, point.kind, point.tilt, point.position);
    let unlabelled = log_odds(rows.unlabelled);
    let spread = mean_and_spread(&unlabelled, rows.unlabelled, 0.0).1;
    let score_error = (point.share.label_error / spread.max(1e-3)).min(1.0);
    let shared = score_error * score_error + POINT_WIDTH * POINT_WIDTH;
    let total = shared + SELECTION_WIDTH * SELECTION_WIDTH * (1.0 + model.hidden_association);
    let offset = fit_offset(&log_odds(rows.labelled), rows, total);

    let part = shared / total;
    let (mean, spread) = mean_and_spread(&unlabelled, rows.unlabelled, part * offset.value);
    let left = shared * (1.0 - part) + part * part / offset.curvature;
    let variance = spread * spread * left + spread / rows.unlabelled.total;
    LabelledPoint { log_evidence: offset.log_evidence, share: PointShare { mean, sd: variance.sqrt() } }
}

fn fit_offset(log_odds: &[f32], rows: &LabelledRows<'_>, variance: f64) -> Offset {
    let mut value = 0.0;
    for _ in 0..20 {
        let (mut gradient, mut curvature) = (value / variance, 1.0 / variance);
        let fitted = probabilities(log_odds, value);
        for ((p, y), n) in fitted.into_iter().zip(rows.labels).zip(&rows.labelled.counts) {
            let p = f64::from(p);
            gradient += n * (p - y);
            curvature += n * p * (1.0 - p);
        }
        let step = (gradient / curvature).clamp(-1.0, 1.0);
        value -= step;
        if step.abs() < 1e-6 {
            break;
        }
    }
    let (mut log_likelihood, mut curvature) = (0.0, 1.0 / variance);
    for ((l, y), n) in log_odds.iter().zip(rows.labels).zip(&rows.labelled.counts) {
        let p = logistic(f64::from(*l) + value);
        log_likelihood += n * (y * (p + 1e-12).ln() + (1.0 - y) * (1.0 - p + 1e-12).ln());
        curvature += n * p * (1.0 - p);
    }
    let log_evidence = log_likelihood - 0.5 * value * value / variance - 0.5 * (curvature * variance).ln();
    Offset { value, log_evidence, curvature }
}

/// Mean probability at log odds moved by `offset`, and mean variance of a label.
fn mean_and_spread(log_odds: &[f32], members: &EncodedRows, offset: f64) -> (f64, f64) {
    let (mut mean, mut spread) = (0.0, 0.0);
    for (p, n) in probabilities(log_odds, offset).into_iter().zip(&members.counts) {
        let p = f64::from(p);
        mean += n * p / members.total;
        spread += n * p * (1.0 - p) / members.total;
    }
    (mean, spread)
}
