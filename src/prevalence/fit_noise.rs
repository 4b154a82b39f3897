//! The noise of a fit beyond that of the counts it is made from: an estimate follows from single rows in other ways too.

use super::{LabelledPanel, MembershipTable, Method, Prediction, TrainingExample};
use crate::disclosure::{MinCell, Noise};

/// Labels, or rows of a panel, from which on noise on them is as large as that of so many: below it nothing is estimated.
const MIN_ROWS: f64 = 10.0;
/// to how many parts of one weights of hypotheses are given, and their tilts, where figures have noise.
const WEIGHT_STEPS: f64 = 100.0;
const TILT_STEPS: f64 = 10.0;

/// The noise of a fit; none where a file's rows may be known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FitNoise {
    /// Of what is counted and estimated from the audience.
    pub audience: Option<Noise>,
    /// Of what is estimated from the panel.
    pub panel: Option<Noise>,
}

impl FitNoise {
    fn is_any(&self) -> bool {
        self.audience.is_some() || self.panel.is_some()
    }

    /// A pattern's prediction with noise: of the covariates of the unlabelled, as if some of them had been counted wrongly,
    /// and likewise of the labels and of the panel, whose rows each count for many.
    pub(super) fn add_to(
        &self,
        mut prediction: Prediction,
        total: &MembershipTable,
        panel: Option<&LabelledPanel<'_>>,
    ) -> Prediction {
        let share = |people: f64, of: f64| people / of.max(MIN_ROWS);
        let mut shift = 0.0;
        if let Some(noise) = &self.audience {
            shift += share(noise.people("estimate"), (total.rows - total.labelled) as f64);
            // A regression on the labels alone is calibrated to their number, which has noise already.
            if uses_labels(prediction.method) && prediction.method != Method::LabelledOnly {
                shift += share(noise.people("labels"), total.training_counts(0).n);
            }
        }
        if let (Some(noise), Some(panel), true) = (&self.panel, panel, uses_panel(prediction.method)) {
            shift += share(noise.people("panel"), panel.weighting.effective_rows);
        }
        prediction.share = prediction.share.map(|share| share + shift);
        if self.is_any() {
            let rounded = |x: f64, steps: f64| (x * steps).round() / steps;
            for hypothesis in &mut prediction.hypotheses {
                hypothesis.weight = rounded(hypothesis.weight, WEIGHT_STEPS);
                hypothesis.tilt = rounded(hypothesis.tilt, TILT_STEPS);
            }
        }
        prediction
    }

    /// Standard deviation that noise adds to the share of the whole, whose patterns are estimated by `methods`.
    pub(super) fn sd(&self, total: &MembershipTable, methods: &[Method], panel: Option<&LabelledPanel<'_>>) -> f64 {
        let rows = total.rows.max(1) as f64;
        let unlabelled = (total.rows - total.labelled) as f64 / rows;
        let part = |of: f64| unlabelled / of.max(MIN_ROWS);
        let mut shares: Vec<f64> = Vec::new();
        if let Some(noise) = &self.audience {
            let uses_labels = methods.iter().any(|method| uses_labels(*method));
            shares.extend((total.labelled > 0).then_some(noise.sd() / rows));
            shares.extend((!methods.is_empty()).then_some(noise.sd() / rows));
            shares.extend(uses_labels.then(|| noise.sd() * part(total.training_counts(0).n)));
        }
        if let (Some(noise), Some(panel)) = (&self.panel, panel) {
            let uses_panel = methods.iter().any(|method| uses_panel(*method));
            shares.extend(uses_panel.then(|| noise.sd() * part(panel.weighting.effective_rows)));
        }
        shares.iter().map(|x| x * x).sum::<f64>().sqrt()
    }

    /// The bounds of a share, which hold whatever the noise of the counts is, those of groups that are not distinguished among
    /// them.
    pub(super) fn bounds(&self, (lower, upper): (f64, f64), rows: u64) -> (f64, f64) {
        let most = self.audience.as_ref().map_or(0.0, |noise| 2.0 * noise.max() as f64 / rows.max(1) as f64);
        ((lower - most).max(0.0), (upper + most).min(1.0))
    }

    /// Whether so many of the examples of a panel are members, and so many others, that the panel may be learnt from: with
    /// fewer, what is learnt would be about single rows.
    pub(super) fn may_learn(&self, examples: &[TrainingExample], mask: u32, min_cell: MinCell) -> bool {
        let Some(noise) = &self.panel else { return true };
        let members: f64 = examples.iter().map(|example| example.label).sum();
        let count = |name: &str, people: f64| noise.count(&format!("{name} {mask}"), people.round() as u64, u64::MAX);
        let counts = [count("panel members", members), count("panel others", examples.len() as f64 - members)];
        counts.into_iter().all(|count| !noise.least_group(min_cell).is_small_cell(count))
    }

    /// A count of rows of the panel.
    pub(super) fn panel_rows(&self, name: &str, rows: u64) -> u64 {
        self.panel.as_ref().map_or(rows, |noise| noise.count(name, rows, u64::MAX))
    }

    /// A count of unlabelled rows of the panel, of which few are left unsaid.
    pub(super) fn unlabelled_panel_rows(&self, rows: u64, min_cell: MinCell) -> u64 {
        let Some(noise) = &self.panel else { return rows };
        let noisy = self.panel_rows("unlabelled panel rows", rows);
        if rows == 0 || noise.least_group(min_cell).is_small_cell(noisy) { 0 } else { noisy }
    }

    /// Standard deviation of the number of members of a cell of a partition, whose members may be estimated in part.
    pub(super) fn sd_of_cell(&self, is_estimated: bool) -> f64 {
        let noises = f64::from(1 + u8::from(is_estimated));
        self.audience.as_ref().map_or(0.0, |noise| noise.sd_of_part() * noises.sqrt())
    }

    /// By how many members each cell of a partition is off, so that they are off by nobody in all. None without noise.
    pub(super) fn of_cells(&self, name: &str, rows: &[f64]) -> Option<Vec<f64>> {
        let noise = self.audience.as_ref()?;
        let all: f64 = rows.iter().sum();
        let people: Vec<f64> = (0..rows.len()).map(|i| noise.people_of_part(name, i)).collect();
        let excess: f64 = people.iter().sum();
        Some(people.iter().zip(rows).map(|(people, rows)| people - excess * rows / all.max(1.0)).collect())
    }
}

fn uses_panel(method: Method) -> bool {
    matches!(method, Method::Panel | Method::PanelAndLabelled)
}

fn uses_labels(method: Method) -> bool {
    method != Method::Panel
}
