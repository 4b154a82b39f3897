//! EncodedRows who have labelled themselves, as evidence about the rest.
//!
//! Within a node the labelled follow the panel's log odds plus an offset `e + delta`. Here `delta` sets apart those who
//! declare, and is theirs alone; `e ~ N(0, t^2)` is the node's own error, which everyone shares, with `t^2` the sum of
//! the label's unexplained tilt and the panel's error in the score. The offset is fitted by Newton's method and
//! integrated out by Laplace's; its evidence multiplies the weight of the node. The others are predicted with the part
//! of the offset that is expected to be `e`, and with the variance that `e` has left.
//!
//! Declaring may hang on the label and on every field that the panel shows, in or out of the audience's sight: odds of
//! `exp(c)` for the label and `exp(c_h)` a standard deviation of field `h`, each `c ~ N(0, .4^2)`. Declaring by `h`
//! moves the log odds of the label at like covariates by `c_h D_h` to first order, `D_h` being the difference of `h`
//! between members and others there. So `delta ~ N(0, .4^2 (1 + sum D_h^2))`: where the target is a matter of age, a
//! mild selection by age moves its share among the labelled far. `D_h` is the slope of `h` on the label's residual, as
//! in a partially linear model (Robinson 1988).

use super::audience::{EncodedRows, QuadraturePoint};
use super::panel::PanelModel;
use super::posterior::PointShare;
use crate::stats::{logistic, probabilities};

/// Standard deviation of a log odds of declaring, for the label or a standard deviation of a hidden field: 1.5 times
/// up or down.
const DECLARING_WIDTH: f64 = 0.4;
/// Standard deviation of the tilt that a node leaves to the label. Chosen by coverage; it is close to what a covariate
/// hypothesis of middling spike leaves (.19).
const NODE_WIDTH: f64 = 0.2;

/// A node's log evidence from the labelled and the share of the others.
pub(super) struct DeclaredNode {
    pub(super) log_evidence: f64,
    pub(super) share: PointShare,
}

/// The labelled members with their labels, and the others.
pub(super) struct Declaration<'a> {
    pub(super) others: &'a EncodedRows,
    pub(super) labelled: &'a EncodedRows,
    pub(super) labels: &'a [f64],
}

/// The fitted offset: its value, log evidence and curvature, prior included.
struct Offset {
    value: f64,
    log_evidence: f64,
    curvature: f64,
}

/// Weighs one node by the labelled labels.
pub(super) fn weigh(model: &PanelModel, node: &QuadraturePoint, declaration: &Declaration<'_>) -> DeclaredNode {
    let members = |m: &EncodedRows| m.log_odds(model, node.kind, node.tilt, node.position);
    let others = members(declaration.others);
    let spread = mean_and_spread(&others, declaration.others, 0.0).1;
    let score_error = (node.share.label_error / spread.max(1e-3)).min(1.0);
    let shared = score_error * score_error + NODE_WIDTH * NODE_WIDTH;
    let total = shared + DECLARING_WIDTH * DECLARING_WIDTH * (1.0 + model.hidden_association);
    let offset = fit_offset(&members(declaration.labelled), declaration, total);

    let part = shared / total;
    let (mean, spread) = mean_and_spread(&others, declaration.others, part * offset.value);
    let left = shared * (1.0 - part) + part * part / offset.curvature;
    let variance = spread * spread * left + spread / declaration.others.total;
    DeclaredNode { log_evidence: offset.log_evidence, share: PointShare { mean, sd: variance.sqrt() } }
}

fn fit_offset(log_odds: &[f32], declaration: &Declaration<'_>, variance: f64) -> Offset {
    let mut value = 0.0;
    for _ in 0..20 {
        let (mut gradient, mut curvature) = (value / variance, 1.0 / variance);
        let fitted = probabilities(log_odds, value);
        for ((p, y), n) in fitted.into_iter().zip(declaration.labels).zip(&declaration.labelled.counts) {
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
    for ((l, y), n) in log_odds.iter().zip(declaration.labels).zip(&declaration.labelled.counts) {
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
