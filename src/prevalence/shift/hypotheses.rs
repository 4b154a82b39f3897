//! Hypotheses on what differs between audience and panel, with their prior and posterior probabilities.

use std::fmt;
use std::sync::Arc;

use super::audience::{BASE, QuadraturePoint, TiltKind};
use super::evidence::{Evidence, SPIKES, log_sum, log_sum_all};
use super::offsets::{OFFSETS, between_points, blurred_by, normal, normalised, normals, plus};
use super::panel::PanelModel;
use crate::stats::log_add_all;
use crate::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};

/// A field that the panel carries and the audience lacks, or one level of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hypothesis {
    /// The target's share differs and nothing else: within the target and outside it, people are alike.
    Label,
    /// A field that the panel carries and the audience lacks is tilted.
    Hidden(HiddenField),
    /// A few of the observed covariates are tilted, and with them whatever depends on them.
    Covariate,
    /// A few of the observed covariates and the target's share are tilted, each on its own.
    Joint,
    /// Audience and panel are draws from the same people.
    Null,
    /// Everything may be tilted: the label's tilt is then not identified and the prior decides the width.
    Dense,
}

vocabulary! {
    /// How audience and panel differ.
    pub enum ShiftKind {
        /// Only the share of members differs.
        Label = "label",
        /// Covariates differ; membership given covariates does not.
        Covariate = "covariate",
        /// A field that the panel has and the audience lacks differs.
        Hidden = "hidden",
        /// Covariates and the share of members differ, each on its own.
        Joint = "joint",
        /// Nothing differs.
        None = "none",
        /// Everything may differ, so that the panel alone identifies nothing.
        Unrestricted = "unrestricted",
    }
}

impl Hypothesis {
    /// Its kind, for programs.
    pub fn kind(&self) -> ShiftKind {
        match self {
            Self::Label => ShiftKind::Label,
            Self::Hidden(_) => ShiftKind::Hidden,
            Self::Covariate => ShiftKind::Covariate,
            Self::Joint => ShiftKind::Joint,
            Self::Null => ShiftKind::None,
            Self::Dense => ShiftKind::Unrestricted,
        }
    }
}

impl fmt::Display for Hypothesis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label => f.write_str("label"),
            Self::Hidden(field) => write!(f, "hidden {field}"),
            Self::Covariate => f.write_str("covariate"),
            Self::Joint => f.write_str("joint"),
            Self::Null => f.write_str("null"),
            Self::Dense => f.write_str("unrestricted"),
        }
    }
}

vocabulary! {
    /// Which kinds of shift are taken to be possible.
    pub enum Shift as AllowedShift default Any {
        /// Every hypothesis; the data decide.
        Any = "auto",
        /// Covariates only: covariate, null and dense, the share within like people being the panel's.
        Covariate = "covariate",
        /// The target's share only.
        Label = "label",
    }
}

/// Prior weight of no difference: of 304 natural audiences (users of a platform, or of another wave of the same survey)
/// hardly one differed in the target's share alone, and many in nothing that could be seen.
const NULL_PRIOR: f64 = 0.30;
/// Prior weight of the label hypothesis. At .40, with .05 for no difference, audiences that did not differ erred by .040
/// in place of .025; below .20 those that differ in the share alone lose more than .02.
const LABEL_PRIOR: f64 = 0.25;
/// Prior weight of all hidden fields together, split evenly.
const HIDDEN_PRIOR: f64 = 0.2;
/// Prior weight of the covariate hypothesis, split evenly over the spikes.
const COVARIATE_PRIOR: f64 = 0.16;
/// Prior weight of a joint tilt. More would buy joint shifts and sell pure ones: at .05, .15 and .30 the error under a
/// joint shift of odds 2.7 is .090, .062 and .054, and under a covariate tilt .033, .039 and .047.
const JOINT_PRIOR: f64 = 0.04;
/// Prior weight of the dense hypothesis.
const DENSE_PRIOR: f64 = 0.05;
/// Audiences below this number of people lose prior weight of the label hypothesis, by `(n / 500)^2`, to no difference:
/// the covariates of 100 people cannot tell the two apart, and a label tilt may then run away.
const SMALL_AUDIENCE: f64 = 500.0;
/// Standard deviation of the label's offset where nothing differs: what a panel of 1,000 rows leaves of its own rates.
const NULL_WIDTH: f64 = 0.05;
/// The label's tilt as normals of `(part, standard deviation)`: a share of .1 becomes one of .02 to .33 within one
/// deviation.
const LABEL_WIDTHS: [(f64, f64); 1] = [(1.0, 1.5)];
/// The same for the ends of the interval, wider: they hold shares of .01 or .99. The median does without it, for a wide
/// prior lets it run away where the covariates say little (on one survey its error rose by .018). With 1.5 in place of 2.5,
/// intervals of a rare target whose covariates say next to nothing of it held shares of .01 and .03 in .60 and .68 of cases,
/// with 2.5 in .76 and .76, at the same width where nothing differs.
const WIDE_LABEL_WIDTHS: [(f64, f64); 2] = [(0.5, 2.5), (0.5, 4.0)];
/// Standard deviation of a hidden field's tilt, per standard deviation of the field.
const HIDDEN_WIDTH: f64 = 0.7;
/// Standard deviation of the label's tilt that covariates leave unexplained even when all is well.
const REMAINDER: f64 = 0.15;
/// Standard deviation of that tilt per width of the spike: an audience that differs more in observed covariates may
/// differ more in others.
const REMAINDER_PER_SPIKE: f64 = 1.5;
/// Standard deviation of the label's tilt where everything may be tilted.
const DENSE_WIDTH: f64 = 0.5;
/// The offset of the panel's rates that covariates do not show, under the covariate and hidden hypotheses: normals of
/// `(part, standard deviation over the one of most)`. Two in five audiences have none, and tails are heavy.
const OFFSET: [(f64, f64); 3] = [(0.4, 0.0), (0.5, 1.0), (0.1, 2.2)];
/// Standard deviation of that offset whatever the tilt.
const OFFSET_FLOOR: f64 = 0.1;
/// Standard deviation of the offset per unit of visible tilt: rates shift in proportion to what is seen to shift. Natural
/// audiences, whose tilts are .1 to .6, are then covered in .94 of cases; with all of the tilt intervals would be a tenth
/// wider than they need be.
const OFFSET_SCALE: f64 = 0.85;
/// The largest standard deviation of the offset. At .5 intervals hold a joint shift of odds 2.7 in .55 to .67 of cases on
/// seven sets of people, at .6 in .67 to .78.
const MAX_OFFSET: f64 = 0.6;
/// The offset's standard deviation times the visible tilt, at most. Whoever is cut out by fields in common (one occupation,
/// one age) shows a tilt above .75, larger than natural audiences have, and such a cut moves what is not seen less.
const MAX_OFFSET_BY_TILT: f64 = 0.45;
/// The offset beside a tilt of a hidden field, as a part of that beside tilts of covariates: the hidden tilt is itself
/// something that the audience does not show.
const OFFSET_BESIDE_HIDDEN: f64 = 0.7;
/// The least standard deviation of a joint tilt of the label; else it has the offset's. With .8 of that joint shifts of
/// odds 2.7 err by a tenth more; with 1.3, tilts of covariates alone do.
const MIN_JOINT_WIDTH: f64 = 0.1;
/// Prior probability that the panel's rates are off by anything, beside random labels, and the standard deviation of that: half
/// of such audiences have a share within odds of 2.7 of the panel's. Without it, a panel that is off by odds of 5 outweighs 50
/// labels: intervals of .90 hold the share in .70 of cases, with it in .85 (on six sets of people, .53 and .80 on the worst).
/// At .5 they hold it in .88, but where the panel is right 50 labels are worth 112 in place of 132.
const ANY_OFFSET_PRIOR: f64 = 0.3;
const ANY_OFFSET_WIDTH: f64 = 1.5;
/// Probability that a covariate is tilted besides the label: under the label hypothesis, almost never.
const LABEL_SPARSITY: f64 = 0.003;
/// Probability that a covariate is tilted, under the other hypotheses.
const SPARSITY: f64 = 0.2;
/// Covariates tilted at most besides the label, besides a hidden field, and by themselves.
const MAX_BESIDES_LABEL: usize = 1;
const MAX_BESIDES_HIDDEN: usize = 1;
const MAX_COVARIATES: usize = 3;

/// A part of the mixture: a density over the offsets of the rates at one point.
#[derive(Debug, Clone)]
pub(super) struct Component {
    pub(super) hypothesis: usize,
    /// A hidden field's point; none where the panel's own rates are moved.
    pub(super) point: Option<usize>,
    /// The tilt of a hidden field; elsewhere the offset is the tilt.
    pub(super) tilt: Option<f64>,
    /// Whether the offset is a tilt of the label and nothing else.
    pub(super) is_label: bool,
    /// The logarithm of its weight in the mixture.
    pub(super) log_mass: f64,
    /// The logarithm of its density, which sums to 1; all tilts of hidden fields have the same.
    pub(super) log_density: Arc<Vec<f64>>,
}

/// What the hypotheses are formed from.
pub(super) struct Comparison<'a> {
    pub(super) model: &'a PanelModel,
    pub(super) points: &'a [QuadraturePoint],
    pub(super) evidence: &'a [Evidence],
    pub(super) shift: Shift,
    /// People of the audience.
    pub(super) people: f64,
    /// The visible tilt, `tau`.
    pub(super) visible_tilt: f64,
}

impl Comparison<'_> {
    /// The hypotheses and the components of the mixture, not yet normalised. `scale` multiplies the offset.
    pub(super) fn components(&self, scale: f64) -> (Vec<Hypothesis>, Vec<Component>) {
        let mut mixture = Mixture { names: Vec::new(), parts: Vec::new() };
        if self.shift != Shift::Covariate {
            mixture.add(Hypothesis::Label, self.label(&LABEL_WIDTHS));
        }
        let width = scale * self.offset_width();
        let offset = |width: f64| OFFSET.map(|(part, per_width)| (part, OFFSET_FLOOR.hypot(per_width * width)));
        if self.shift == Shift::Any && !self.model.hidden.is_empty() {
            let of_hidden = Arc::new(normalised(normals(offset(OFFSET_BESIDE_HIDDEN * width))));
            for (field, hidden) in self.model.hidden.iter().enumerate() {
                mixture.names.push(Hypothesis::Hidden(hidden.field.clone()));
                self.add_hidden(&mut mixture, field, &of_hidden);
            }
        }
        if self.shift != Shift::Label {
            let tilted = [0, 1, 2].map(|spike| self.some_tilted(spike));
            mixture.add(Hypothesis::Covariate, self.covariate(&tilted, &offset(width)));
            if self.shift == Shift::Any {
                mixture.add(Hypothesis::Joint, self.joint(&tilted[0], width));
            }
            let null = NULL_PRIOR + LABEL_PRIOR - self.label_prior();
            let evidence = self.evidence[BASE].sparse[0][0];
            mixture.add(Hypothesis::Null, plus(&normal(NULL_WIDTH), &[0.0; OFFSETS], null.ln() + evidence));
            mixture.add(Hypothesis::Dense, plus(&normal(DENSE_WIDTH), &[0.0; OFFSETS], DENSE_PRIOR.ln()));
        }
        (mixture.names, mixture.parts)
    }

    /// The components with the label's tilt from [`WIDE_LABEL_WIDTHS`].
    pub(super) fn with_wide_label(&self, mut components: Vec<Component>) -> Vec<Component> {
        if let Some(label) = components.iter_mut().find(|component| component.is_label) {
            (label.log_density, label.log_mass) = scaled(self.label(&WIDE_LABEL_WIDTHS));
        }
        components
    }

    /// Prior weight of the label hypothesis.
    fn label_prior(&self) -> f64 {
        LABEL_PRIOR * if self.shift == Shift::Label { 1.0 } else { (self.people / SMALL_AUDIENCE).min(1.0).powi(2) }
    }

    /// The standard deviation of the offset. Where the caller vouches for the rates there is none.
    fn offset_width(&self) -> f64 {
        match self.shift {
            Shift::Any | Shift::Label => offset_width(self.visible_tilt),
            Shift::Covariate => 0.0,
        }
    }

    /// The label's tilt. Its shape leaves the determinant of the point out, as a continuously updated quadratic criterion
    /// does; its mass includes it.
    fn label(&self, widths: &[(f64, f64)]) -> Vec<f64> {
        let sources = self.model.sources();
        let evidence =
            |k: usize| over_sizes(&self.evidence[k].sparse[0], sources, LABEL_SPARSITY, 0, MAX_BESIDES_LABEL);
        let shape = plus(&normals(widths.iter().copied()), &between_points(evidence), 0.0);
        let with_determinant = plus(&shape, &between_points(|k| self.evidence[k].determinant), 0.0);
        let mass = self.label_prior().ln() + log_sum_all(std::iter::once(&with_determinant));
        normalised(shape).into_iter().map(|d| d + mass).collect()
    }

    /// The tilts of a hidden field, each with the same offset.
    fn add_hidden(&self, mixture: &mut Mixture, field: usize, offset: &Arc<Vec<f64>>) {
        let is_of_field = |point: &QuadraturePoint| point.kind == TiltKind::Hidden(field);
        let mut grid: Vec<(f64, usize)> = self
            .points
            .iter()
            .zip(0..)
            .filter(|(point, _)| is_of_field(point))
            .map(|(point, k)| (point.tilt, k))
            .collect();
        grid.push((0.0, BASE));
        grid.sort_by(|a, b| a.0.total_cmp(&b.0));
        let spacing = trapezoid(&grid.iter().map(|g| g.0).collect::<Vec<_>>());
        let sources = self.model.sources();
        let density: Vec<f64> =
            grid.iter().zip(spacing).map(|((tilt, _), h)| h.ln() + log_normal(*tilt, HIDDEN_WIDTH)).collect();
        let evidence = |k: usize| over_sizes(&self.evidence[k].sparse[0], sources, SPARSITY, 0, MAX_BESIDES_HIDDEN);
        let shape: Vec<f64> = density.iter().zip(&grid).map(|(d, (_, k))| d + evidence(*k)).collect();
        let mass = log_sum(shape.iter().zip(&grid).map(|(s, (_, k))| s + self.evidence[*k].determinant));
        let (total, prior) = (log_sum(shape.iter().copied()), (HIDDEN_PRIOR / self.model.hidden.len() as f64).ln());
        for ((tilt, k), s) in grid.into_iter().zip(shape) {
            let (log_mass, log_density) = (prior + mass + s - total, offset.clone());
            let point = (k != BASE).then_some(k);
            let hypothesis = mixture.names.len() - 1;
            mixture.parts.push(Component {
                hypothesis,
                point,
                tilt: Some(tilt),
                is_label: false,
                log_mass,
                log_density,
            });
        }
    }

    /// Tilted covariates. The label's remaining tilt is normal, with a deviation that grows with the spike, and to it comes
    /// the offset that covariates do not show, on which they have no evidence.
    fn covariate(&self, tilted: &[Vec<f64>; SPIKES.len()], offset: &[(f64, f64)]) -> Vec<f64> {
        let mut tied = vec![f64::NEG_INFINITY; OFFSETS];
        for (spike, tilted) in SPIKES.iter().zip(tilted) {
            let width = REMAINDER.hypot(REMAINDER_PER_SPIKE * spike);
            let prior = (COVARIATE_PRIOR / SPIKES.len() as f64).ln();
            log_add_all(&mut tied, &plus(&normal(width), tilted, prior));
        }
        blurred_by(&tied, offset)
    }

    /// Tilted covariates and a label tilt of its own, on which the covariates have evidence.
    fn joint(&self, tilted: &[f64], offset_width: f64) -> Vec<f64> {
        plus(&normal(offset_width.max(MIN_JOINT_WIDTH)), tilted, JOINT_PRIOR.ln())
    }

    /// The evidence of one to three tilted covariates at the spike of this number; that none is tilted is the null's.
    fn some_tilted(&self, spike: usize) -> Vec<f64> {
        let sources = self.model.sources();
        between_points(|k| over_sizes(&self.evidence[k].sparse[spike], sources, SPARSITY, 1, MAX_COVARIATES))
    }
}

/// The standard deviation of the offset of an audience with this visible tilt: it grows with small tilts and falls with
/// large ones.
pub(super) fn offset_width(visible_tilt: f64) -> f64 {
    let most = MAX_OFFSET_BY_TILT / visible_tilt.max(f64::MIN_POSITIVE);
    (OFFSET_SCALE * visible_tilt).min(MAX_OFFSET).min(most)
}

/// Adds what no covariate speaks for or against: that the panel's rates are off by anything. Its prior is a part of the mass of
/// all others, whatever that is, so that labels of a random sample that contradict the panel alone decide against it (a robust
/// mixture prior: Schmidli et al. 2014).
pub(super) fn with_any_offset(names: &[Hypothesis], mut components: Vec<Component>) -> Vec<Component> {
    let Some(hypothesis) = names.iter().position(|name| *name == Hypothesis::Dense) else { return components };
    let others = log_sum(components.iter().map(|component| component.log_mass));
    let odds = ANY_OFFSET_PRIOR / (1.0 - ANY_OFFSET_PRIOR);
    let (log_mass, log_density) = (others + odds.ln(), Arc::new(normal(ANY_OFFSET_WIDTH)));
    components.push(Component { hypothesis, point: None, tilt: None, is_label: false, log_mass, log_density });
    components
}

/// A log density scaled to sum to 1, and the logarithm of its sum.
fn scaled(log_density: Vec<f64>) -> (Arc<Vec<f64>>, f64) {
    let log_mass = log_sum_all(std::iter::once(&log_density));
    let mut scaled = log_density;
    if log_mass.is_finite() {
        scaled.iter_mut().for_each(|d| *d -= log_mass);
    }
    (Arc::new(scaled), log_mass)
}

struct Mixture {
    names: Vec<Hypothesis>,
    parts: Vec<Component>,
}

impl Mixture {
    /// A hypothesis on the panel's own rates.
    fn add(&mut self, name: Hypothesis, log_density: Vec<f64>) {
        let (is_label, hypothesis) = (name == Hypothesis::Label, self.names.len());
        let (log_density, log_mass) = scaled(log_density);
        self.parts.push(Component { hypothesis, point: None, tilt: None, is_label, log_mass, log_density });
        self.names.push(name);
    }
}

/// Log evidence summed over the number of tilted covariates, `least` to `most`, each of the `sources` tilted with
/// probability `sparsity`.
fn over_sizes(by_size: &[f64], sources: usize, sparsity: f64, least: usize, most: usize) -> f64 {
    log_sum((least..=most).map(|m| {
        let untouched = sources as f64 - m as f64;
        by_size[m] + m as f64 * sparsity.ln() + untouched * (-sparsity).ln_1p()
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
