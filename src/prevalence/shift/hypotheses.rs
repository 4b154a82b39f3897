//! Hypotheses on what differs between audience and panel, with their prior and posterior probabilities.

use std::fmt;

use super::audience::{BASE, LABEL_TILTS, QuadraturePoint, TiltKind};
use super::evidence::{DENSE, Evidence, SPIKES, log_sum};
use super::panel::{HIDDEN_TILTS, PanelModel};

/// A field that the panel carries and the audience lacks, or one level of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HiddenField {
    /// The field's name.
    pub name: String,
    /// The level of a category; none for a number.
    pub level: Option<String>,
}

impl fmt::Display for HiddenField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.level {
            Some(level) => write!(f, "{} {level}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// What the difference between an audience and the panel depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hypothesis {
    /// The target's share differs and nothing else: within the target and outside it, people are alike.
    Label,
    /// A field that the panel carries and the audience lacks is tilted.
    Hidden(HiddenField),
    /// A few of the observed covariates are tilted, and with them whatever depends on them.
    Covariate,
    /// Audience and panel are draws from the same people.
    Null,
    /// Everything may be tilted: the label's tilt is then not identified and the prior decides the width.
    Dense,
}

impl fmt::Display for Hypothesis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label => f.write_str("label"),
            Self::Hidden(field) => write!(f, "hidden {field}"),
            Self::Covariate => f.write_str("covariate"),
            Self::Null => f.write_str("null"),
            Self::Dense => f.write_str("unrestricted"),
        }
    }
}

/// Which kinds of shift are taken to be possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shift {
    /// Every hypothesis; the data decide.
    #[default]
    Any,
    /// Covariates only: covariate, null and dense, the share within like people being the panel's.
    Covariate,
    /// The target's share only.
    Label,
}

/// Prior weight of the label hypothesis: audiences are mostly target_rows about because their share may differ.
const LABEL_PRIOR: f64 = 0.4;
/// Prior weight of all hidden fields together, split evenly.
const HIDDEN_PRIOR: f64 = 0.2;
/// Prior weight of the covariate hypothesis, split evenly over the spikes.
const COVARIATE_PRIOR: f64 = 0.25;
/// Prior weight of no difference.
const NULL_PRIOR: f64 = 0.05;
/// Prior weight of the dense hypothesis.
const DENSE_PRIOR: f64 = 0.1;
/// Standard deviation of the label's tilt: a share of .1 becomes one of .02 to .33 within one deviation.
const LABEL_WIDTH: f64 = 1.5;
/// Standard deviation of a hidden field's tilt, per standard deviation of the field.
const HIDDEN_WIDTH: f64 = 0.7;
/// Standard deviation of the label's tilt that covariates leave unexplained even when all is well.
const REMAINDER: f64 = 0.15;
/// Standard deviation of that tilt per width of the spike: an audience that differs more in observed covariates may
/// differ more in others.
const REMAINDER_PER_SPIKE: f64 = 1.5;
/// Probability that a covariate is tilted besides the label: under the label hypothesis, almost never.
const LABEL_SPARSITY: f64 = 0.003;
/// Probability that a covariate is tilted, under the other hypotheses.
const SPARSITY: f64 = 0.2;
/// Covariates tilted at most besides the label, besides a hidden field, and by themselves.
const MAX_BESIDES_LABEL: usize = 1;
const MAX_BESIDES_HIDDEN: usize = 1;
const MAX_COVARIATES: usize = 3;
/// Points at which the unexplained tilt is integrated, over three deviations to each side.
const REMAINDER_POINTS: usize = 13;

/// One part of the mixture: a weight on the straight line between two points.
#[derive(Debug, Clone)]
pub(super) struct Component {
    pub(super) log_weight: f64,
    pub(super) hypothesis: usize,
    pub(super) tilt: f64,
    pub(super) lower: usize,
    pub(super) upper: usize,
    /// Weight of the upper point.
    pub(super) fraction: f64,
}

impl Component {
    /// A figure of the points at this component.
    pub(super) fn at(&self, figure: impl Fn(usize) -> f64) -> f64 {
        if self.fraction == 0.0 {
            return figure(self.lower);
        }
        figure(self.lower) * (1.0 - self.fraction) + figure(self.upper) * self.fraction
    }
}

/// The hypotheses and the components of the mixture, with log weights that are not yet normalised.
pub(super) fn components(
    model: &PanelModel,
    points: &[QuadraturePoint],
    evidence: &[Evidence],
    shift: Shift,
) -> (Vec<Hypothesis>, Vec<Component>) {
    let mut mixture = Mixture { sources: model.sources(), evidence, names: Vec::new(), parts: Vec::new() };
    if shift != Shift::Covariate {
        let grid: Vec<(f64, usize)> = LABEL_TILTS.iter().copied().zip(0..).collect();
        mixture.add_grid(Hypothesis::Label, &grid, LABEL_PRIOR, LABEL_WIDTH, LABEL_SPARSITY, MAX_BESIDES_LABEL);
    }
    if shift == Shift::Any {
        let prior = HIDDEN_PRIOR / model.hidden.len() as f64;
        for (field, hidden) in model.hidden.iter().enumerate() {
            let mut grid: Vec<(f64, usize)> = Vec::with_capacity(HIDDEN_TILTS.len());
            grid.extend(
                points.iter().zip(0..).filter(|(n, _)| n.kind == TiltKind::Hidden(field)).map(|(n, k)| (n.tilt, k)),
            );
            grid.push((0.0, BASE));
            grid.sort_by(|a, b| a.0.total_cmp(&b.0));
            let name = Hypothesis::Hidden(hidden.field.clone());
            mixture.add_grid(name, &grid, prior, HIDDEN_WIDTH, SPARSITY, MAX_BESIDES_HIDDEN);
        }
    }
    if shift != Shift::Label {
        mixture.names.push(Hypothesis::Covariate);
        for (k, &spike) in SPIKES.iter().enumerate() {
            let prior = COVARIATE_PRIOR / SPIKES.len() as f64;
            let sources = mixture.sources;
            let log_evidence = |e: &Evidence| over_sizes(&e.sparse[k], sources, SPARSITY, MAX_COVARIATES);
            mixture.add_remainder(prior, spike, log_evidence);
        }
        mixture.names.push(Hypothesis::Null);
        mixture.add_remainder(NULL_PRIOR, SPIKES[0], |e| e.sparse[0][0]);
        mixture.names.push(Hypothesis::Dense);
        mixture.add_remainder(DENSE_PRIOR, DENSE, |_| 0.0);
    }
    (mixture.names, mixture.parts)
}

struct Mixture<'a> {
    sources: usize,
    evidence: &'a [Evidence],
    names: Vec<Hypothesis>,
    parts: Vec<Component>,
}

impl Mixture<'_> {
    /// A hypothesis about a tilt of its own, over a grid of `(tilt, point)`. Its shape over the grid leaves the
    /// determinant of the point out, as a continuously updated quadratic criterion does; its mass includes it.
    fn add_grid(
        &mut self,
        name: Hypothesis,
        grid: &[(f64, usize)],
        prior: f64,
        width: f64,
        sparsity: f64,
        most: usize,
    ) {
        self.names.push(name);
        let hypothesis = self.names.len() - 1;
        let spacing = trapezoid(&grid.iter().map(|g| g.0).collect::<Vec<_>>());
        let shape: Vec<f64> = grid
            .iter()
            .zip(&spacing)
            .map(|(&(tilt, point), h)| {
                let evidence = over_sizes(&self.evidence[point].sparse[0], self.sources, sparsity, most);
                prior.ln() + h.ln() + log_normal(tilt, width) + evidence
            })
            .collect();
        let mass = log_sum(shape.iter().zip(grid).map(|(s, &(_, point))| s + self.evidence[point].determinant));
        let total = log_sum(shape.iter().copied());
        for (&(tilt, point), s) in grid.iter().zip(&shape) {
            let log_weight = s - total + mass;
            self.parts.push(Component { log_weight, hypothesis, tilt, lower: point, upper: point, fraction: 0.0 });
        }
    }

    /// A hypothesis without a tilt of its own: the label's remaining tilt is normal, with a deviation that grows with the
    /// spike.
    fn add_remainder(&mut self, prior: f64, spike: f64, log_evidence: impl Fn(&Evidence) -> f64) {
        let hypothesis = self.names.len() - 1;
        let width = REMAINDER.hypot(REMAINDER_PER_SPIKE * spike);
        let middle = (REMAINDER_POINTS / 2) as f64;
        let tilts: Vec<f64> = (0..REMAINDER_POINTS).map(|k| 3.0 * width * (k as f64 - middle) / middle).collect();
        let total = log_sum(tilts.iter().map(|t| log_normal(*t, width)));
        for tilt in tilts {
            let upper = LABEL_TILTS.partition_point(|x| *x < tilt).clamp(1, LABEL_TILTS.len() - 1);
            let lower = upper - 1;
            let fraction = ((tilt - LABEL_TILTS[lower]) / (LABEL_TILTS[upper] - LABEL_TILTS[lower])).clamp(0.0, 1.0);
            let mut part = Component { log_weight: 0.0, hypothesis, tilt, lower, upper, fraction };
            part.log_weight =
                prior.ln() + log_normal(tilt, width) - total + part.at(|point| log_evidence(&self.evidence[point]));
            self.parts.push(part);
        }
    }
}

/// Log evidence summed over the number of tilted covariates, each of the `sources` tilted with probability `sparsity`.
fn over_sizes(by_size: &[f64], sources: usize, sparsity: f64, most: usize) -> f64 {
    let terms = by_size.iter().take(most + 1).enumerate();
    log_sum(terms.map(|(m, e)| {
        let untouched = sources as f64 - m as f64;
        e + m as f64 * sparsity.ln() + untouched * (-sparsity).ln_1p()
    }))
}

fn log_normal(x: f64, deviation: f64) -> f64 {
    -0.5 * (x / deviation).powi(2) - deviation.ln() - 0.5 * std::f64::consts::TAU.ln()
}

/// Weights of the trapezoidal rule.
fn trapezoid(grid: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; grid.len()];
    for (k, pair) in grid.windows(2).enumerate() {
        let half = (pair[1] - pair[0]) / 2.0;
        out[k] += half;
        out[k + 1] += half;
    }
    out
}
