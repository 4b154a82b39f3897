//! The share of an audience under an unknown shift: Bayesian model averaging over exponential tilts of a labelled panel.
//!
//! # Model
//! A panel of `n` people carries covariates `x`, a membership `y` of the target and perhaps fields `h` that the
//! audience lacks. The audience is modelled as the panel's population re-weighted by `exp(tilt)`, where it is unknown
//! what the tilt depends on. Each [`Hypothesis`] names one dependence; each *quadrature point* is a hypothesis and a
//! size `a` of its tilt. A point is weighted by how well the tilted panel explains the covariates of the audience, and
//! implies a share. The posterior of the share is the mixture of all points (model averaging: Hoeting et al. 1999).
//!
//! Besides, every hypothesis has an *offset* `o`: how far the log odds of membership at like covariates lie from the
//! panel's. All that is believed is a density over it, for the panel's own rates and for each hidden tilt.
//!
//! | hypothesis | the panel is weighted by | prior | offset | tilted besides |
//! | --- | --- | --- | --- | --- |
//! | null | 1 | .30 | `N(0, .05^2)` | none |
//! | label | `exp(o y)` | .25 | `N(0, 1.5^2)` | at most 1 covariate, each with probability .003 |
//! | hidden field | `exp(a h)`, `h` standardised, `a ~ N(0, .7^2)` | .20 over all | in proportion to the visible tilt | at most 1, each .2 |
//! | covariate | 1 | .16 | `N(0, .15^2 + (1.5 s)^2)`, and in proportion to the visible tilt | 1 to 3, each .2 |
//! | joint | `exp(o y)` | .04 | `N(0, (.8 t)^2)` | 1 to 3, each .2 |
//! | dense | 1 | .05 | `N(0, .5^2)` | all |
//!
//! # Formulae
//! *Score.* `theta` minimises the design-weighted logistic loss plus `|theta|^2 / (2 * .3)`; its
//! scores are calibrated by Platt's line (Platt 1999) fitted to held-out scores of four times five folds. For each
//! hidden tilt `theta` is refitted under the tilted weights. `C` is the sandwich covariance of `theta`.
//!
//! *Quadratic terms.* Each numeric covariate is joined by its squared rank, and all of them, for each hidden field, by
//! the square of its linear predictor from the covariates (ridge 20): a tilt by `exp(a h)` changes the covariates'
//! density by about `exp(a m + a^2 v / 2)`, with mean `m` and variance `v` of `h` given them, which is linear only in
//! part. The label's tilt and a hidden one often agree in every slope and differ here.
//!
//! *Residual.* A ridge logistic regression of audience against weighted panel estimates the log density ratio
//! `b'x` that remains after the point's tilt, with sandwich covariance `S`. Were the point true, `b` would be 0 except
//! for noise and a few covariates. `T = S/2 + kappa S0/2`, with `S0` the base point's and `kappa = tr(S S0^-1)/d`, is a
//! covariance that is robust to uneven weights.
//!
//! *Evidence.* With spike `s` and a set `A` of tilted covariates, `P = s^2 I + .64 I_A`, the quadratic terms of `A`
//! adding `.01` in place of `.64`, and, up to a term that all share,
//! `E = -b'(T + P)^-1 b / 2 - ln|S0 + P| / 2`: spike and slab (Mitchell and Beauchamp 1988). Sets are visited
//! greedily and summed with their prior. Over the sizes of a label or hidden tilt, `exp(E)` gives the shape alone, as
//! in continuously updated moment estimation (Hansen, Heaton and Yaron 1996); the determinant `ln|T + P|` enters the
//! mass of the hypothesis.
//!
//! *Visible tilt.* `tau^2 = b0' V b0 - tr(S0 V)`, with `b0` the base point's slopes and `V` the audience's covariance: the
//! variance of the log density ratio that covariates show, less what noise alone would. Where selection moved what is
//! seen by `tau`, it has probably moved what is not seen in proportion (as econometrics bounds omitted variables: Altonji,
//! Elder and Taber 2005; Oster 2019). With `t = min(.85 tau, .6, .45 / tau)` the covariate hypothesis has the
//! offset `.4 N(0, .1^2) + .5 N(0, .1^2 + t^2) + .1 N(0, .1^2 + (2.2 t)^2)`, on which covariates have no evidence, and a
//! hidden one the same with `.7 t`. A joint tilt of the label is `N(0, t^2)`, and on it they have.
//!
//! *Share.* `p(o) = mean sigma(score + o)` over the audience, plus `c r`: `r` is the mean residual of the panel's labels
//! weighted by `w exp(b~'x)`, `b~` being `b` shrunk towards 0, and `c = t^2 / (t^2 + var r)`, `t = p (1 - p) / 4`, so that
//! it corrects the score only as far as it is known (doubly robust: Robins, Rotnitzky and Zhao 1994). The variance adds the
//! score's (`g'C g`), the draw of the members (`sum p (1 - p) / n^2`) and `t^2 (1 - c)`.
//!
//! *Labelled profiles* are a likelihood of the offset: see the module `label_evidence`. The errors of the panel's rates
//! are then part of the offset, so that labels shrink them, and the fitted offset is carried to the unlabelled. Beside labels of
//! a random sample three tenths of the prior are an offset `N(0, 1.5^2)` on which covariates have no evidence, named `dense`
//! with the other: labels that contradict the panel then win against it.
//!
//! *A panel's age* blurs the offset by a variance of .006 a year, ten years at most.
//!
//! *Ends.* The median is that of the mixture. The ends of intervals are the further of its own and of those with the
//! label's tilt from `.5 N(0, 2.5^2) + .5 N(0, 4^2)`, which shares of .01 or .9 need.
//!
//! Under a label tilt alone this is the problem of Saerens, Latinne and Decaestecker (2002), whose EM solves it when
//! nothing else shifts; Storkey (2009) classifies the kinds of shift.
//!
//! # Assumptions
//! - Within a point, the log odds of membership given `x` are those of the tilted panel, up to the calibrated score's
//!   own error. Design weights are inverse probabilities of inclusion; a row's weight in the audience counts people.
//! - Panel rows are independent. Clustered samples have a smaller effective size, which this does not model.
//! - Tilts are log-linear. Other shifts are met only as far as the doubly robust step and the spikes absorb them.
//!
//! # What is not identified
//! Let `f(x)` be the audience's density of covariates and `g(x), p(x)` the panel's and its rates. For any function `o(x)`
//! the audience with density `f` and rates `sigma(logit p(x) + o(x))` has the same covariates, and is the panel tilted by
//! `f(x)/g(x)` times `exp(o(x) y)` up to a factor of `x`. So unlabelled rows alone say nothing of `o`: every share
//! between 0 and 1 is compatible with them. What picks one is the hypothesis that the tilt is sparse, and that `o` is in
//! proportion to what is seen; both are assumptions, and the data can speak against the first only. A label tilt `exp(a y)`
//! is identified where nothing else is tilted, by `f/g = 1 + (e^a - 1)(p(x) - pi)/(1 + (e^a - 1) pi)`, a curve in one
//! number; a covariate tilt of the same shape cannot be distinguished from it. Hence the bounds by Gamma beside every share:
//! `o` of at most `ln Gamma` to either side, whatever it depends on.
//!
//! Only labelled profiles or a wider panel help. A label tilt and a hidden tilt that change the covariates in the same way,
//! such as more members of the target and more people of its age, are separated only by large samples: when both carry
//! weight, the posterior is bimodal, and the interval spans both modes.
//!
//! # Degenerate input
//! A panel of one class is rejected. Constant columns, perfect separation and repeated columns are regularised by the
//! ridge. Without columns the posterior is the prior's. Values that are not finite count as 0, and all are held within
//! 8. Panels above 20,000 rows are cut to a seeded sample of that size. Results do not depend on threads.
//!
//! # Constants
//! The priors and widths were chosen on two surveys, on the audiences that also measure them, so expect slightly
//! less elsewhere. `SLOPE_WIDTH` was taken from .08, .15 and .3 by the error under covariate tilts. Others matter little:
//! the mean absolute error under a label shift moved by .003 or less when the score's ridge was tripled, the tilt's ridge set to .3 or
//! 3, the share of `S0` in `T` set to 0 or 1, or the label's prior widened to 2. Without quadratic terms the errors were
//! .058, .022 and .035 under a label, two covariate, and a hidden tilt; with them .053, .021 and .028, and .048, .021
//! and .035 became .046, .019 and .028 on six further targets of the same people, four of which were not used in the
//! choice. The offset's were chosen on these two and checked on five more (other targets of the same people, German
//! health insurance, American wives, Spanish households): over these intervals of .90 hold joint shifts of odds 1.65 and
//! 2.7 in .90 and .81 of cases, in place of .84 and .61, at widths of .163 and .197 (.154, .184); audiences cut by a field
//! that is then left out in .94 as before, at .147 (.144). Squares in place of squared ranks, cubes and products of covariates gained less. Mixing the likelihood of
//! the EM into the label's shape made it worse on both surveys, and so did the determinant with the Jacobian of the
//! slopes.
//!
//! # References
//! - Altonji, Elder, Taber (2005), Selection on observed and unobserved variables, *Journal of Political Economy* 113.
//! - Binder (1983), On the variances of asymptotically normal estimators from complex surveys, *International Statistical
//!   Review* 51.
//! - Hansen, Heaton, Yaron (1996), Finite-sample properties of some alternative GMM estimators, *JBES* 14.
//! - Hoeting, Madigan, Raftery, Volinsky (1999), Bayesian model averaging: a tutorial, *Statistical Science* 14.
//! - Mitchell, Beauchamp (1988), Bayesian variable selection in linear regression, *JASA* 83.
//! - Oster (2019), Unobservable selection and coefficient stability, *JBES* 37.
//! - Platt (1999), Probabilistic outputs for support vector machines, in *Advances in Large Margin Classifiers*.
//! - Robinson (1988), Root-N-consistent semiparametric regression, *Econometrica* 56.
//! - Robins, Rotnitzky, Zhao (1994), Estimation of regression coefficients when some regressors are not always
//!   observed, *JASA* 89.
//! - Saerens, Latinne, Decaestecker (2002), Adjusting the outputs of a classifier to new a priori probabilities,
//!   *Neural Computation* 14.
//! - Schmidli, Gsteiger, Roychoudhury, O'Hagan, Spiegelhalter, Neuenschwander (2014), Robust meta-analytic-predictive priors in
//!   clinical trials with historical control information, *Biometrics* 70.
//! - Storkey (2009), When training and test sets are different, in *Dataset Shift in Machine Learning*.

mod audience;
mod evidence;
mod hypotheses;
mod label_evidence;
mod offsets;
mod panel;
mod posterior;
mod quadratic_terms;
mod tracks;

pub use self::audience::Rows;
pub use self::hypotheses::{HiddenField, Hypothesis, Shift, ShiftKind};
pub use self::panel::{Hidden, PanelModel};
pub use self::posterior::TiltPosterior;

use self::audience::{BASE, EncodedRows, TiltKind};
use self::hypotheses::{Comparison, Component, with_any_offset};
use self::label_evidence::LabelledRows;
use self::posterior::{Mixture, Scorer};
use self::tracks::{TrackDensities, Tracks, Weighed};
use crate::prevalence::LabelSampling;

/// Why a panel or an audience cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TiltError {
    /// Two inputs that must agree in length do not.
    #[error("{what}: {found} given, {expected} expected")]
    Shape {
        /// The input at fault.
        what: String,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// There is nobody to fit or to compare.
    #[error("the {what} has no rows")]
    NoRows {
        /// `panel` or `audience`.
        what: &'static str,
    },
    /// A label is not a membership.
    #[error("labels must lie between 0 and 1")]
    Label,
    /// Weights cannot be used.
    #[error("weights must be finite, not negative, and not all zero")]
    Weight,
    /// The panel's labels do not vary.
    #[error("every panel row of positive weight is in the target, or every one is outside it")]
    OneClass,
}

/// An audience to weigh: those whose share is wanted, those whose membership is known, and what may have shifted.
#[derive(Debug, Clone, Copy)]
pub struct Audience<'a> {
    /// Rows whose membership is not known.
    pub unlabelled: Rows<'a>,
    /// Rows whose membership is.
    pub labelled: Option<Labelled<'a>>,
    /// Which kinds of shift are possible.
    pub shift: Shift,
    /// Years from when the panel was asked to when the audience was.
    pub panel_age_years: f64,
}

/// Rows of an audience whose membership is known.
#[derive(Debug, Clone, Copy)]
pub struct Labelled<'a> {
    /// The rows.
    pub rows: Rows<'a>,
    /// The membership of each, 0 to 1.
    pub labels: &'a [f64],
    /// How they came to be known.
    pub sampling: LabelSampling,
    /// One over the probability with which each was drawn, where these differ.
    pub inverse_probabilities: Option<&'a [f64]>,
}

/// Variance that a year adds to the log odds of the panel's rates. The offset that covers what covariates do not show
/// covers most of a drift too: on top of it, .06 a year made the intervals of older panels a fifth too wide.
const DRIFT_PER_YEAR: f64 = 0.006;
/// No more is added after so many years.
const MAX_DRIFT_YEARS: f64 = 10.0;
/// The label hypothesis is worth a second look under its wide prior from this probability on.
const WORTH_WIDENING: f64 = 0.02;
/// Components whose mass is smaller than the largest by this much, as a logarithm, are left out: without labels, and with,
/// which may prefer what the covariates do not.
const NEGLIGIBLE_MASS: (f64, f64) = (9.0, 14.0);

impl PanelModel {
    /// The posterior of the share among the unlabelled. Time grows with the rows, so a large audience should come as a
    /// sample; 20,000 rows add no error of their own.
    ///
    /// # Errors
    /// When there are no rows, columns are not the panel's, weights cannot be used, or labels do not match their rows or
    /// lie outside `[0, 1]`.
    pub fn posterior(&self, audience: &Audience<'_>) -> Result<TiltPosterior, TiltError> {
        let target_rows = EncodedRows::new(self, audience.unlabelled)?;
        if target_rows.counts.is_empty() {
            return Err(TiltError::NoRows { what: "audience" });
        }
        let Some(labelled) = audience.labelled.filter(|labelled| labelled.rows.x.nrows() > 0) else {
            return Ok(self.weigh(&target_rows, &target_rows, None, audience));
        };
        let rows = EncodedRows::new(self, labelled.rows)?;
        labelled.check()?;
        let everyone = target_rows.joined(&rows);
        let log_odds = rows.log_odds(self, TiltKind::Label, 0.0, BASE);
        let Labelled { labels, sampling, inverse_probabilities, .. } = labelled;
        let labelled = LabelledRows::new(&rows, labels, sampling, inverse_probabilities, &log_odds);
        Ok(self.weigh(&everyone, &target_rows, Some(&labelled), audience))
    }

    fn weigh(
        &self,
        everyone: &EncodedRows,
        target_rows: &EncodedRows,
        labelled: Option<&LabelledRows<'_>>,
        audience: &Audience<'_>,
    ) -> TiltPosterior {
        let points = audience::points(self, everyone, target_rows, audience.shift == Shift::Any);
        let evidence = evidence::evidence(self, &points);
        let visible_tilt = everyone.visible_tilt(&points[BASE]);
        let (people, shift) = (everyone.total, audience.shift);
        let comparison = Comparison { model: self, points: &points, evidence: &evidence, shift, people, visible_tilt };
        let scale = labelled.map_or(1.0, |labelled| labelled.sampling.offset_scale());
        let margin = if labelled.is_none() { NEGLIGIBLE_MASS.0 } else { NEGLIGIBLE_MASS.1 };
        let is_random = labelled.is_some_and(|labelled| labelled.sampling == LabelSampling::RandomSample);
        let (names, all) = comparison.components(scale);
        let that_matter = |components: Vec<Component>| {
            let notable = notable(components, margin);
            if is_random { with_any_offset(&names, notable) } else { notable }
        };
        let of_label = that_matter(all.clone());
        let drift = (DRIFT_PER_YEAR * audience.panel_age_years.clamp(0.0, MAX_DRIFT_YEARS)).sqrt();
        let of = Tracks { model: self, points: &points, target_rows, labelled, drift };
        let tracks = of.tracks(&of_label);
        let mut densities = TrackDensities::default();
        let weighed = Weighed::new(&tracks, &of_label, names.len(), &mut densities);
        let scorers = Scorer::of_tracks(self, target_rows, &points, &tracks, &weighed);
        let share = Mixture::new(&tracks, &weighed);
        let hypotheses: Vec<_> = names
            .iter()
            .zip(&weighed.hypotheses)
            .map(|(name, (weight, tilt))| (name.clone(), *weight, *tilt))
            .collect();
        let is_label =
            hypotheses.iter().any(|(name, weight, _)| *name == Hypothesis::Label && *weight > WORTH_WIDENING);
        let wide = is_label.then(|| {
            let components = that_matter(comparison.with_wide_label(all));
            let weighed = Weighed::new(&tracks, &components, names.len(), &mut densities);
            Mixture::new(&tracks, &weighed)
        });
        let far_tilt = weighed.far;
        TiltPosterior { hypotheses, share, wide, scorers, quadratic: self.quadratic.clone(), visible_tilt, far_tilt }
    }
}

impl Labelled<'_> {
    fn check(&self) -> Result<(), TiltError> {
        let expected = self.rows.x.nrows();
        let weights = self.inverse_probabilities.map_or(expected, <[f64]>::len);
        for (what, found) in [("labels of the audience", self.labels.len()), ("weights of labels", weights)] {
            if found != expected {
                return Err(TiltError::Shape { what: what.to_owned(), found, expected });
            }
        }
        if !self.labels.iter().all(|y| (0.0..=1.0).contains(y)) {
            return Err(TiltError::Label);
        }
        self.inverse_probabilities.map_or(Ok(()), panel::check_weights)
    }
}

/// The components that carry mass.
fn notable(mut components: Vec<Component>, margin: f64) -> Vec<Component> {
    let largest = components.iter().map(|component| component.log_mass).fold(f64::NEG_INFINITY, f64::max);
    components.retain(|component| component.log_mass > largest - margin);
    components
}

#[cfg(test)]
mod calibration;
#[cfg(test)]
mod tests;
