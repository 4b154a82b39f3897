//! The share of an audience under an unknown shift: Bayesian model averaging over tilts of a labelled panel.
//!
//! # Model
//! A panel of `n` people carries covariates `x`, a membership `y` of the target and perhaps fields `h` that the
//! audience lacks. The audience is taken to be the panel's population re-weighted by `exp(tilt)`, where the tilt hangs
//! on something unknown. Each [`Hypothesis`] names what it may hang on; each *node* is a hypothesis and a size `a` of
//! its tilt. A node is judged by how well the tilted panel explains the covariates of the audience, and says what the
//! share would then be. The posterior of the share is the mixture of all nodes (model averaging: Hoeting et al. 1999).
//!
//! | hypothesis | the panel is weighted by | prior | size of the tilt | tilted besides |
//! | --- | --- | --- | --- | --- |
//! | label | `exp(a y)` | .40 | `N(0, 1.5^2)` | at most 1 covariate, each with probability .003 |
//! | hidden field | `exp(a h)`, `h` standardised | .20 over all | `N(0, .7^2)` | at most 1, each .2 |
//! | covariate | `exp(a y)` with `a` near 0 | .25 | `N(0, .15^2 + (1.5 s)^2)` | at most 3, each .2 |
//! | null | the same | .05 | the same, `s = .02` | none |
//! | dense | the same | .10 | the same, `s = .5` | all |
//!
//! # Formulae
//! *Score.* `theta` minimises the design-weighted logistic loss plus `|theta|^2 / (2 * .3)` (a ridge logistic regression); its
//! scores are calibrated by Platt's line (Platt 1999) fitted to held-out scores of four times five folds. For each
//! hidden tilt `theta` is refitted under the tilted weights. `C` is the sandwich covariance of `theta`.
//!
//! *QuadraticTerms.* Beside each numeric covariate stands its squared rank, and beside all of them, for each hidden field, the
//! square of its linear guess from the covariates (ridge 20): a tilt by `exp(a h)` changes the covariates' density by
//! about `exp(a m + a^2 v / 2)`, with mean `m` and variance `v` of `h` given them, which is straight only in part. The
//! label's tilt and a hidden one often agree in every slope and differ here.
//!
//! *What is left.* A ridge logistic regression of audience against weighted panel estimates the log density ratio
//! `b'x` that the node's tilt leaves over, with sandwich covariance `S`. Were the node true, `b` would be 0 save for
//! noise and a few covariates. `T = S/2 + kappa S0/2`, with `S0` the base node's and `kappa = tr(S S0^-1)/d`, is a
//! covariance that uneven weights do not ruin.
//!
//! *Evidence.* With spike `s` and a set `A` of tilted covariates, `P = s^2 I + .64 I_A`, the quadratic of `A` adding
//! `.01` in place of `.64`, and, up to a term that all
//! share, `E = -b'(T + P)^-1 b / 2 - ln|S0 + P| / 2`: spike and slab (Mitchell and Beauchamp 1988). Sets are visited
//! greedily and summed with their prior. Over the sizes of a label or hidden tilt, `exp(E)` gives the shape alone, as
//! in continuously updated moment estimation (Hansen, Heaton and Yaron 1996); the determinant `ln|T + P|` enters the
//! mass of the hypothesis.
//!
//! *Share.* `p = mean sigma(score + a)` over the audience, `a` for label nodes only, plus `c r`: `r` is the mean
//! residual of the panel's labels weighted by `w exp(b~'x)`, `b~` being `b` shrunk towards 0, and
//! `c = t^2 / (t^2 + var r)`, `t = p (1 - p) / 4`, so that it corrects the score only as far as it is known (doubly
//! robust: Robins, Rotnitzky and Zhao 1994). The variance adds the score's (`g'C g`), the draw of the members
//! (`sum p (1 - p) / n^2`) and `t^2 (1 - c)`.
//!
//! *Declared members* weigh the nodes by the probability of their labels: see the module `labelled`.
//!
//! Under a label tilt alone this is the problem of Saerens, Latinne and Decaestecker (2002), whose EM solves it when
//! nothing else shifts; Storkey (2009) sets out the kinds of shift.
//!
//! # Assumptions
//! - Within a node, the log odds of membership given `x` are those of the tilted panel, up to the calibrated score's
//!   own error. Design weights are inverse probabilities of inclusion; a row's weight in the audience counts people.
//! - Panel rows are independent. Clustered samples need a smaller effective size than this knows of.
//! - Tilts are log-linear. Other shifts are met only as far as the doubly robust step and the spikes absorb them.
//!
//! # What cannot be known
//! If everything may be tilted at once (dense), or the tilt hangs on a field that not even the panel has, the
//! covariates say nothing about how far the label moved. The mixture then falls back on its prior of the label's
//! tilt. Only labelled members or a wider panel help. A label tilt and a hidden tilt whose trace in the covariates is
//! alike, such as more members of the target and more people of its age, are told apart only by large samples:
//! when both carry weight, the posterior has two humps, and the interval spans them.
//!
//! # Degenerate input
//! A panel of one class is refused. Constant columns, perfect separation and repeated columns are held by the ridge.
//! Without columns the posterior is the prior's. Values that are not finite count as 0, and all are held within 8.
//! Panels above 20,000 rows are cut to a seeded sample of that size. Results do not depend on threads.
//!
//! # Constants
//! The priors and widths are choices made on two surveys, on the audiences that also measure them, so expect a little
//! less elsewhere. `SLOPE_WIDTH` was taken from .08, .15 and .3 by the error under covariate tilts, `NODE_WIDTH` from
//! 0, .15 and .2 by the coverage with labelled members: at 0 it fell to .79. Others matter little: the mean absolute
//! error under a label shift moved by .003 or less when the score's ridge was tripled, the tilt's ridge set to .3 or
//! 3, the share of `S0` in `T` set to 0 or 1, or the label's prior widened to 2. Without quadratic the errors were .058,
//! .022 and .035 under a label, two covariate, and a hidden tilt; with them .053, .021 and .028, and .048, .021 and
//! .035 became .046, .019 and .028 on six further targets of the same people, four of which had no say in them.
//! Squares in place of squared ranks, cubes and products of covariates gained less. Mixing the likelihood of the EM
//! into the label's shape made it worse on both surveys, and so did the determinant with the Jacobian of the slopes.
//!
//! # References
//! - Hansen, Heaton, Yaron (1996), Finite-sample properties of some alternative GMM estimators, *JBES* 14.
//! - Hoeting, Madigan, Raftery, Volinsky (1999), Bayesian model averaging: a tutorial, *Statistical Science* 14.
//! - Mitchell, Beauchamp (1988), Bayesian variable selection in linear regression, *JASA* 83.
//! - Platt (1999), Probabilistic outputs for support vector machines, in *Advances in Large Margin Classifiers*.
//! - Robinson (1988), Root-N-consistent semiparametric regression, *Econometrica* 56.
//! - Robins, Rotnitzky, Zhao (1994), Estimation of regression coefficients when some regressors are not always
//!   observed, *JASA* 89.
//! - Saerens, Latinne, Decaestecker (2002), Adjusting the outputs of a classifier to new a priori probabilities,
//!   *Neural Computation* 14.
//! - Storkey (2009), When training and test sets are different, in *Dataset Shift in Machine Learning*.

mod audience;
mod evidence;
mod hypotheses;
mod label_evidence;
mod panel;
mod posterior;
mod quadratic_terms;

use ndarray::ArrayView2;

pub use self::audience::Rows;
pub use self::hypotheses::{HiddenField, Hypothesis, Shift};
pub use self::panel::{Hidden, PanelModel};
pub use self::posterior::{MixtureComponent, TiltPosterior};

use self::audience::EncodedRows;

/// Why a panel or an audience cannot be weighed.
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
    /// There is nobody to fit or to weigh.
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
    /// The panel says nothing about what tells the target apart.
    #[error("every panel row of positive weight is in the target, or every one is outside it")]
    OneClass,
}

/// An audience to weigh: those whose share is wanted, those who have labelled themselves, and what may have shifted.
#[derive(Debug, Clone, Copy)]
pub struct Audience<'a> {
    /// EncodedRows who have not labelled themselves.
    pub unlabelled: Rows<'a>,
    /// EncodedRows who have, with their memberships.
    pub labelled: Option<(Rows<'a>, &'a [f64])>,
    /// Which kinds of shift are possible.
    pub shift: Shift,
}

impl PanelModel {
    /// The posterior of an audience's share.
    ///
    /// `row_weights` says how many people each row stands for, one where absent. Time grows with the rows, so a large
    /// audience should come grouped by like rows or as a sample; 20,000 rows leave no error of their own.
    ///
    /// # Errors
    /// When there are no rows, columns are not the panel's, or weights cannot be used.
    pub fn unlabelled_posterior(
        &self,
        x: ArrayView2<'_, f64>,
        row_weights: Option<&[f64]>,
    ) -> Result<TiltPosterior, TiltError> {
        let unlabelled = Rows { x: x.view(), weights: row_weights };
        self.posterior(&Audience { unlabelled, labelled: None, shift: Shift::Any })
    }

    /// The posterior of the share among those who have not labelled themselves, given those who have.
    ///
    /// # Errors
    /// As [`weigh`](Self::weigh), and when labelled labels do not match their rows or lie outside `[0, 1]`.
    pub fn posterior_with_labels(
        &self,
        unlabelled: ArrayView2<'_, f64>,
        labelled: ArrayView2<'_, f64>,
        declared_labels: &[f64],
    ) -> Result<TiltPosterior, TiltError> {
        self.posterior(&Audience {
            unlabelled: Rows { x: unlabelled.view(), weights: None },
            labelled: Some((Rows { x: labelled.view(), weights: None }, declared_labels)),
            shift: Shift::Any,
        })
    }

    /// The posterior of the share among the unlabelled members of an audience.
    ///
    /// # Errors
    /// As [`posterior_with_labels`](Self::posterior_with_labels).
    pub fn posterior(&self, audience: &Audience<'_>) -> Result<TiltPosterior, TiltError> {
        let target_rows = EncodedRows::new(self, audience.unlabelled)?;
        if target_rows.counts.is_empty() {
            return Err(TiltError::NoRows { what: "audience" });
        }
        match audience.labelled {
            Some((rows, labels)) if rows.x.nrows() > 0 => {
                let labelled = EncodedRows::new(self, rows)?;
                if labels.len() != rows.x.nrows() {
                    let (found, expected) = (labels.len(), rows.x.nrows());
                    return Err(TiltError::Shape { what: "declared labels".to_owned(), found, expected });
                }
                if !labels.iter().all(|y| (0.0..=1.0).contains(y)) {
                    return Err(TiltError::Label);
                }
                Ok(self.with_labels(&target_rows, &labelled, labels, audience))
            }
            Some(_) | None => Ok(self.without_labels(&target_rows, audience.shift)),
        }
    }

    fn without_labels(&self, target_rows: &EncodedRows, shift: Shift) -> TiltPosterior {
        let nodes = audience::nodes(self, target_rows, target_rows, shift == Shift::Any);
        let evidence = evidence::evidence(self, &nodes);
        let (order, parts) = hypotheses::components(self, &nodes, &evidence, shift);
        let shares: Vec<_> = nodes.iter().map(posterior::doubly_robust).collect();
        TiltPosterior::new(self, target_rows, &nodes, &shares, order, &parts)
    }

    fn with_labels(
        &self,
        target_rows: &EncodedRows,
        labelled: &EncodedRows,
        labels: &[f64],
        audience: &Audience<'_>,
    ) -> TiltPosterior {
        let everyone = target_rows.joined(labelled);
        let nodes = audience::nodes(self, &everyone, target_rows, audience.shift == Shift::Any);
        let evidence = evidence::evidence(self, &nodes);
        let (order, mut parts) = hypotheses::components(self, &nodes, &evidence, audience.shift);
        let declaration = label_evidence::Declaration { others: target_rows, labelled, labels };
        let weighed: Vec<_> = nodes.iter().map(|node| label_evidence::weigh(self, node, &declaration)).collect();
        for part in &mut parts {
            part.log_weight += part.at(|k| weighed[k].log_evidence);
        }
        let shares: Vec<_> = weighed.iter().map(|w| w.share).collect();
        TiltPosterior::new(self, target_rows, &nodes, &shares, order, &parts)
    }
}

#[cfg(test)]
mod calibration;
#[cfg(test)]
mod tests;
