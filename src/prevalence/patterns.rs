//! The unlabelled profiles by pattern of missing data, with encoded samples of them and of the complete profiles.

use ndarray::{Array2, Axis, concatenate};

use super::audience_stats::MembershipTable;
use super::calibration::{PatternCalibration, Raked};
use super::duplicates::Duplicates;
use super::shift::PanelModel;
use super::training::{LabelledRow, TrainingExample, labelled_rows};
use super::{LabelSampling, PatternEvidence};
use crate::disclosure::MinCell;
use crate::profile::{Field, Profiles};
use crate::segments::{
    CovariateEncoding, CovariateSource, RowIndex, canonical_order, covariate_fields, covariate_name, sample_rows,
};
use crate::target::{BoundTarget, Incomparable, Target};

/// Unlabelled profiles that are compared with a panel, and complete ones that are trained on; more are sampled.
pub const SAMPLE: usize = 8_000;
/// A field serves as a covariate where at least this share of the unlabelled state it.
pub(super) const MIN_STATED: f64 = 0.02;
/// A field that the target itself asks for serves only where nearly all of the unlabelled state it. An unlabelled profile
/// hides at least one such field and every complete profile states all, so the field would predict hiding, not
/// membership. What is known of it is not lost: the patterns are formed by it.
const MIN_STATED_OF_CONDITIONS: f64 = 0.98;
/// Patterns kept apart; the smallest beyond them are merged into the one that shares most of their conditions.
const MAX_PATTERNS: usize = 12;

/// Which fields may serve as covariates, and which only labelled profiles state.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct UsableCovariates {
    /// Fields that may serve.
    pub fields: Vec<Field>,
    /// Names of fields left out because the unlabelled hardly state them.
    pub left_out: Vec<String>,
}

/// Splits the fields of an audience. A field that the labelled state and the unlabelled do not only separates these two,
/// and so does one that the target asks for.
pub fn usable_covariates(profiles: &Profiles, target: &Target, rows: &[RowIndex]) -> UsableCovariates {
    let bound = BoundTarget::new(target, profiles);
    let is_labelled =
        |at: &RowIndex| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default()).labelled;
    let (labelled, unlabelled): (Vec<RowIndex>, Vec<RowIndex>) = rows.iter().copied().partition(is_labelled);
    let mut usable = UsableCovariates::default();
    for field in covariate_fields(profiles) {
        let source = CovariateSource::new(profiles, &field, None);
        let stated = |rows: &[RowIndex]| {
            let states = |at: &&RowIndex| {
                let chunk = &profiles.chunks()[at.chunk()];
                source.has(chunk, at.row()) && !bound.is_doubtful(&field, chunk, at.row())
            };
            let n = rows.iter().filter(states).count();
            n as f64 / rows.len().max(1) as f64
        };
        let needed =
            if target.reads(&field) { MIN_STATED_OF_CONDITIONS } else { MIN_STATED.max(0.5 * stated(&labelled)) };
        if unlabelled.is_empty() || stated(&unlabelled) >= needed {
            usable.fields.push(field);
        } else {
            usable.left_out.push(covariate_name(&field));
        }
    }
    usable
}

/// The cells that one profile is counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellAssignment {
    /// Its segment.
    pub segment: usize,
    /// Its cell of the follower audit, 0 where that found nothing.
    pub audit_cell: usize,
}

/// Weights, where they differ.
fn label_weights(weights: impl Iterator<Item = f64> + Clone) -> Option<Vec<f64>> {
    let first = weights.clone().next()?;
    weights.clone().any(|weight| weight != first).then(|| weights.collect())
}

/// The unlabelled profiles that are known to meet the same conditions of the target and leave the same ones open: a
/// pattern of missing data.
#[derive(Debug, Clone)]
pub struct MissingnessPattern {
    /// Conditions that its profiles are known to meet.
    pub mask: u32,
    /// The masks that were merged into it, its own among them.
    pub masks: Vec<u32>,
    /// Profiles.
    pub unlabelled: u64,
    /// Sum of their probabilities of meeting what a band leaves open: the most members that there may be among them.
    pub max_members: f64,
}

/// The patterns of an audience, largest first.
pub fn missingness_patterns(total: &MembershipTable) -> Vec<MissingnessPattern> {
    let one = |(mask, unlabelled, max_members)| MissingnessPattern { mask, masks: vec![mask], unlabelled, max_members };
    let mut patterns: Vec<MissingnessPattern> = total.patterns().map(one).collect();
    patterns.sort_by(|a, b| b.unlabelled.cmp(&a.unlabelled).then(a.mask.cmp(&b.mask)));
    for rest in patterns.split_off(patterns.len().min(MAX_PATTERNS)) {
        // The kept pattern that shares most of the known conditions.
        let within = |pattern: &&mut MissingnessPattern| pattern.mask & rest.mask == pattern.mask;
        match patterns.iter_mut().filter(within).max_by_key(|pattern| pattern.mask.count_ones()) {
            Some(pattern) => {
                pattern.masks.push(rest.mask);
                pattern.unlabelled += rest.unlabelled;
                pattern.max_members += rest.max_members;
            }
            None => patterns.push(MissingnessPattern { mask: 0, ..rest }),
        }
    }
    patterns
}

/// All unlabelled profiles together: labels of a random sample stand for every one of them, whatever each states.
pub fn one_pattern(total: &MembershipTable) -> Vec<MissingnessPattern> {
    let masks: Vec<u32> = total.patterns().map(|(mask, ..)| mask).collect();
    let unlabelled = total.patterns().map(|(_, n, _)| n).sum();
    // Their labels say whether they are members, and not only whether they are where a band leaves it open.
    let all = MissingnessPattern { mask: 0, masks, unlabelled, max_members: unlabelled as f64 };
    Some(all).filter(|all| all.unlabelled > 0).into_iter().collect()
}

/// A sample of an audience's unlabelled profiles and of its complete ones. Copies of rows are left out.
pub struct PatternSamples {
    unlabelled: Vec<(RowIndex, u32)>,
    complete: Vec<LabelledRow>,
    /// Part of the profiles that is left without copies.
    uncopied: f64,
}

impl PatternSamples {
    /// Draws both samples.
    pub fn draw(profiles: &Profiles, target: &Target, copies: Option<&Duplicates>, seed: u64) -> Self {
        let bound = BoundTarget::new(target, profiles);
        let of = |at: RowIndex| bound.of(&profiles.chunks()[at.chunk()], at.row(), &mut Incomparable::default());
        let is_kept = |at: RowIndex| copies.is_none_or(|copies| copies.keeps(at));
        let unlabelled = sample_rows(profiles, SAMPLE, seed, |at| !of(at).labelled && is_kept(at));
        let complete = sample_rows(profiles, SAMPLE, seed, |at| of(at).complete && is_kept(at));
        Self {
            unlabelled: unlabelled.into_iter().map(|at| (at, of(at).known)).collect(),
            complete: labelled_rows(profiles, target, complete),
            uncopied: copies.map_or(1.0, |copies| copies.left as f64 / copies.rows as f64),
        }
    }

    /// The sampled unlabelled profiles.
    pub fn unlabelled(&self) -> Vec<RowIndex> {
        self.unlabelled.iter().map(|(at, _)| *at).collect()
    }

    /// The sampled unlabelled profiles of a pattern.
    pub fn unlabelled_of(&self, pattern: &MissingnessPattern) -> Vec<RowIndex> {
        self.unlabelled.iter().filter(|(_, known)| pattern.masks.contains(known)).map(|(at, _)| *at).collect()
    }

    /// The evidence on `pattern`, and each sampled unlabelled profile of it in the order of its rows.
    pub fn evidence<'m>(
        &self,
        pattern: &MissingnessPattern,
        total: &MembershipTable,
        profiles: &Profiles,
        encoding: &CovariateEncoding,
        (panel, calibration): (Option<&'m PanelModel>, Option<(&PatternCalibration<'_>, LabelSampling)>),
    ) -> (PatternEvidence<'m>, Vec<RowIndex>) {
        let unlabelled = self.unlabelled_of(pattern);
        let examples: Vec<TrainingExample> =
            self.complete.iter().filter_map(|r| r.training_example(pattern.mask)).collect();
        let training_rows: Vec<RowIndex> = examples.iter().map(|r| r.at).collect();
        let encoder = encoding.bind(profiles);
        let unlabelled_x = encoder.matrix(profiles, &unlabelled);
        let training_x = encoder.matrix(profiles, &training_rows);
        // Labels and weights break ties between like rows, so that their order does not matter.
        let labels = Array2::from_shape_fn((examples.len(), 3), |(i, j)| {
            [examples[i].label, examples[i].weight, examples[i].label_weight][j]
        });
        let order = canonical_order(&unlabelled_x);
        let training_order = canonical_order(&concatenate![Axis(1), training_x, labels]);
        let raked =
            calibration.and_then(|(totals, sampling)| totals.of_labels(sampling, profiles, &examples)).map(|raked| {
                Raked {
                    factors: training_order.iter().map(|i| raked.factors[*i]).collect(),
                    cells: training_order.iter().map(|i| raked.cells[*i]).collect(),
                    ..raked
                }
            });
        // Beside a panel the labelled correct its rates: weighted so that they stand for the unlabelled.
        let factor = |i: usize| raked.as_ref().filter(|_| panel.is_some()).map_or(1.0, |raked| raked.factors[i]);
        let training_weights: Vec<f64> =
            training_order.iter().enumerate().map(|(i, at)| examples[*at].weight * factor(i)).collect();
        let rows: Vec<RowIndex> = order.iter().map(|i| unlabelled[*i]).collect();
        let training = total.training_counts(pattern.mask);
        let evidence = PatternEvidence {
            unlabelled: (self.uncopied * pattern.unlabelled as f64).round() as u64,
            training_n: self.uncopied * training.n,
            training_members: self.uncopied * training.members,
            unlabelled_x: unlabelled_x.select(Axis(0), &order),
            training_x: training_x.select(Axis(0), &training_order),
            training_labels: training_order.iter().map(|i| examples[*i].label).collect(),
            training_weights,
            panel,
            shift: super::shift::Shift::Any,
            min_cell: MinCell::OFF,
            labels: LabelSampling::default(),
            sequential: false,
            label_weights: label_weights(training_order.iter().map(|i| examples[*i].label_weight)),
            panel_age_years: None,
            raked,
        };
        (evidence, rows)
    }
}
