//! What panel and audience share, encoded on the panel, and what they do not.

use ndarray::{Array2, Axis};

use super::common_support::{CommonSupport, LeftOutCovariate, Side, UnmatchedLevels, support};
use super::hidden_fields::hidden_fields;
use super::patterns::{MIN_STATED, UsableCovariates};
use super::shift::{PanelModel, TiltError};
use super::training::{LabelledPanel, TrainingExample};
use crate::disclosure::MinCell;
use crate::profile::{Field, Profiles};
use crate::segments::{
    CovariateEncoding, CovariateSource, Purpose, RowIndex, canonical_order, covariate_fields, most_frequent_unit,
};
use crate::stats::{Design, RidgeLogistic, logistic};

/// A panel field that the audience lacks is compared where at least this share of the panel states it.
const MIN_STATED_HIDDEN: f64 = 0.5;
/// Of the variance of membership that all fields stated on both sides explain in the panel, the share that those whose
/// values can be compared must explain. With less the panel would be used for what it says least of.
const MIN_EXPLAINED: f64 = 0.05;
/// Ridge of that regression, of the score's order.
const RIDGE: f64 = 3.0;

/// What the panel and the audience share, encoded on the panel.
#[derive(Debug)]
pub struct PanelCovariates {
    /// The encoding of the shared fields.
    pub encoding: CovariateEncoding,
    /// Fields the panel carries and the audience lacks, or states in values that cannot be compared.
    pub hidden: Vec<Field>,
}

/// The fields of a panel compared with those of an audience.
pub struct PanelComparison {
    /// What the panel is compared by; none where that would tell rows apart hardly, or not at all.
    pub covariates: Option<PanelCovariates>,
    /// Fields left out because their values cannot be compared.
    pub left_out: Vec<LeftOutCovariate>,
    /// Values of the others that the panel does not have.
    pub unmatched: Vec<UnmatchedLevels>,
}

impl PanelComparison {
    /// Compares the fields of `panel` with those of `audience`, whose unlabelled profiles are at `unlabelled`.
    pub fn new(
        panel: &LabelledPanel<'_>,
        usable: &UsableCovariates,
        audience: &Profiles,
        unlabelled: &[RowIndex],
        min_cell: MinCell,
    ) -> Self {
        let rows: Vec<RowIndex> = panel.rows.iter().map(|r| r.at).collect();
        let weighted: Vec<(RowIndex, f64)> = panel.rows.iter().map(|r| (r.at, r.weight)).collect();
        let unlabelled: Vec<(RowIndex, f64)> = unlabelled.iter().map(|at| (*at, 1.0)).collect();
        let ours = Side { profiles: panel.profiles, rows: &weighted };
        let theirs = Side { profiles: audience, rows: &unlabelled };
        let unit = most_frequent_unit(panel.profiles, &rows);
        let (mut shared, mut hidden, mut incomparable) = (Vec::new(), Vec::new(), Vec::new());
        let (mut left_out, mut unmatched, mut partial) = (Vec::new(), Vec::new(), Vec::new());
        for field in covariate_fields(panel.profiles) {
            let source = CovariateSource::new(panel.profiles, &field, None);
            let at = |at: &&RowIndex| source.has(&panel.profiles.chunks()[at.chunk()], at.row());
            let stated = rows.iter().filter(at).count() as f64 / rows.len().max(1) as f64;
            if usable.fields.contains(&field) && stated >= MIN_STATED {
                match support(&field, &ours, &theirs, unit.as_deref(), min_cell) {
                    CommonSupport::Common => shared.push(field),
                    CommonSupport::Partial(levels) => {
                        unmatched.push(levels);
                        partial.push(field.clone());
                        shared.push(field);
                    }
                    CommonSupport::None(found) => {
                        left_out.push(found);
                        incomparable.push(field.clone());
                        if stated >= MIN_STATED_HIDDEN {
                            hidden.push(field);
                        }
                    }
                }
            } else if stated >= MIN_STATED_HIDDEN {
                hidden.push(field);
            }
        }
        let mut encoding = CovariateEncoding::fit(panel.profiles, &rows, &shared, Purpose::Scores);
        encoding.pool_unknown_levels(&partial);
        let enough = encoding.width() > 0
            && (incomparable.is_empty() || {
                let both = [shared, incomparable].concat();
                let all = CovariateEncoding::fit(panel.profiles, &rows, &both, Purpose::Scores);
                explained_variance(panel, &encoding) >= MIN_EXPLAINED * explained_variance(panel, &all)
            });
        Self { covariates: enough.then_some(PanelCovariates { encoding, hidden }), left_out, unmatched }
    }
}

/// The variance over the panel of the membership that the covariates of `encoding` predict.
fn explained_variance(panel: &LabelledPanel<'_>, encoding: &CovariateEncoding) -> f64 {
    let examples = panel.training_examples(0);
    let rows: Vec<RowIndex> = examples.iter().map(|example| example.at).collect();
    let total: f64 = examples.iter().map(|example| example.weight).sum();
    if encoding.width() == 0 || total <= 0.0 {
        return 0.0;
    }
    let scale = examples.len() as f64 / total;
    let design = Design::of(encoding.bind(panel.profiles).matrix(panel.profiles, &rows).view());
    let outcome = design.padded(examples.iter().map(|example| example.label));
    let weights = design.padded(examples.iter().map(|example| scale * example.weight));
    let problem = RidgeLogistic { design: &design, outcome: &outcome, weights: &weights, ridge: RIDGE };
    let beta = problem.solve(vec![0.0; design.columns()], None).beta;
    let fitted: Vec<f64> = design.times(&beta)[..examples.len()].iter().map(|l| logistic(f64::from(*l))).collect();
    let share = |i: usize| examples[i].weight / total;
    let mean: f64 = fitted.iter().enumerate().map(|(i, p)| share(i) * p).sum();
    fitted.iter().enumerate().map(|(i, p)| share(i) * (p - mean).powi(2)).sum()
}

impl PanelCovariates {
    /// Fits `examples`, rows of the panel; none where they tell nothing apart. A field that `is_known` of the audience by
    /// other means is no hidden one.
    ///
    /// # Errors
    /// Only on an inconsistency inside the estimator.
    pub fn fit(
        &self,
        panel: &LabelledPanel<'_>,
        examples: &[TrainingExample],
        is_known: &dyn Fn(&Field) -> bool,
    ) -> Result<Option<PanelModel>, TiltError> {
        let rows: Vec<RowIndex> = examples.iter().map(|r| r.at).collect();
        let x = self.encoding.bind(panel.profiles).matrix(panel.profiles, &rows);
        let fields: Vec<Field> = self.hidden.iter().filter(|field| !is_known(field)).cloned().collect();
        let mut hidden = hidden_fields(&fields, panel, examples);
        // Whatever enters the fit breaks ties between like rows, so that their order in the panel does not matter.
        let d = x.ncols();
        let entry = |(i, j): (usize, usize)| match j {
            j if j < d => x[[i, j]],
            j if j == d => examples[i].label,
            j if j == d + 1 => examples[i].weight,
            j => hidden[j - d - 2].values[i],
        };
        let order = canonical_order(&Array2::from_shape_fn((examples.len(), d + 2 + hidden.len()), entry));
        let x = x.select(Axis(0), &order);
        let ordered = |values: &dyn Fn(usize) -> f64| -> Vec<f64> { order.iter().map(|i| values(*i)).collect() };
        let labels = ordered(&|i| examples[i].label);
        let weights = ordered(&|i| examples[i].weight);
        for field in &mut hidden {
            field.values = ordered(&|i| field.values[i]);
        }
        match PanelModel::fit(x.view(), &self.encoding.groups(), &labels, &weights, &hidden) {
            Ok(model) => Ok(Some(model)),
            Err(TiltError::OneClass | TiltError::NoRows { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
