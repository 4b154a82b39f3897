//! Members who have declared themselves, as evidence about the rest.
//!
//! Within a node, the declared follow the panel's log odds plus a common offset `delta ~ N(0, .4^2)`, which is what
//! sets apart those who declare. The probability of their labels, with `delta` integrated out by Laplace's method,
//! multiplies the weight of the node. The others are predicted without `delta`, which need not be theirs, and its
//! uncertainty widens the answer.

use super::audience::{Members, Node};
use super::logistic::sigmoid;
use super::panel::PanelModel;
use super::posterior::NodeShare;

/// Standard deviation of the offset by which those who declare differ: odds 1.5 times up or down.
const OFFSET_WIDTH: f64 = 0.4;

/// A node's log evidence from the declared and the share of the others.
pub(super) struct DeclaredNode {
    pub(super) log_evidence: f64,
    pub(super) share: NodeShare,
}

/// Weighs one node by the declared labels.
pub(super) fn weigh(
    model: &PanelModel,
    node: &Node,
    others: &Members,
    declared: &Members,
    labels: &[f64],
) -> DeclaredNode {
    let log_odds = declared.log_odds(model, node.kind, node.tilt, node.position);
    let precision = OFFSET_WIDTH.powi(-2);
    let mut delta = 0.0;
    for _ in 0..12 {
        let (mut gradient, mut curvature) = (delta * precision, precision);
        for ((l, y), n) in log_odds.iter().zip(labels).zip(&declared.counts) {
            let p = sigmoid(l + delta);
            gradient += n * (p - y);
            curvature += n * p * (1.0 - p);
        }
        let step = (gradient / curvature).clamp(-1.0, 1.0);
        delta -= step;
        if step.abs() < 1e-7 {
            break;
        }
    }
    let (mut log_likelihood, mut curvature) = (0.0, precision);
    for ((l, y), n) in log_odds.iter().zip(labels).zip(&declared.counts) {
        let p = sigmoid(l + delta);
        log_likelihood += n * (y * (p + 1e-12).ln() + (1.0 - y) * (1.0 - p + 1e-12).ln());
        curvature += n * p * (1.0 - p);
    }
    let log_evidence = log_likelihood - 0.5 * delta * delta * precision - 0.5 * (curvature / precision).ln();

    let (mut mean, mut spread) = (0.0, 0.0);
    for (l, n) in others.log_odds(model, node.kind, node.tilt, node.position).into_iter().zip(&others.counts) {
        let p = sigmoid(l);
        mean += n * p / others.total;
        spread += n * p * (1.0 - p) / others.total;
    }
    let label_variance = node.share.label_error.powi(2);
    let variance =
        spread * spread / curvature + node.share.draw_variance + label_variance / (1.0 + label_variance * curvature);
    DeclaredNode { log_evidence, share: NodeShare { mean, sd: variance.sqrt() } }
}
