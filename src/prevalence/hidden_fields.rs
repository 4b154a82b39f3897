//! Hidden fields: what the panel carries and the audience lacks, and the difference between them may depend on.
//!
//! A number or a flag is one candidate; a category is one for each of its commoner levels, for it may be renters, or
//! owners, or people of one region who are over-represented. Where there are more candidates than are compared, those
//! that correlate most with the label are kept: a tilt of a field that has nothing to do with the target hardly moves its
//! share.

use super::shift::{Hidden, HiddenField};
use super::training::{LabelledPanel, TrainingExample};
use crate::profile::Field;
use crate::segments::{CovariateSource, covariate_name};

/// Candidates compared at most.
const MAX_HIDDEN_FIELDS: usize = 6;
/// Share of the rows that must state a field.
const STATED: f64 = 0.5;
/// Levels of a category considered, the commonest first, and the shares of the rows between which one may lie.
const MAX_LEVELS: usize = 8;
const LEVEL_SHARES: (f64, f64) = (0.05, 0.95);

/// The candidates among `fields`, by the strength of their correlation with the label.
pub(super) fn hidden_fields(fields: &[Field], panel: &LabelledPanel<'_>, examples: &[TrainingExample]) -> Vec<Hidden> {
    let mut all: Vec<(f64, Hidden)> = fields
        .iter()
        .flat_map(|field| candidates(field, panel, examples))
        .map(|hidden| (correlation(&hidden.values, examples).abs(), hidden))
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.field.cmp(&b.1.field)));
    all.truncate(MAX_HIDDEN_FIELDS);
    all.sort_by(|a, b| a.1.field.cmp(&b.1.field));
    all.into_iter().map(|(_, hidden)| hidden).collect()
}

fn candidates(field: &Field, panel: &LabelledPanel<'_>, examples: &[TrainingExample]) -> Vec<Hidden> {
    let source = CovariateSource::new(panel.profiles, field, None);
    let name = covariate_name(field);
    let chunk = |l: &TrainingExample| &panel.profiles.chunks()[l.at.chunk()];
    let numbers: Vec<f64> = examples.iter().map(|l| source.number(chunk(l), l.at.row()).unwrap_or(f64::NAN)).collect();
    if enough(&numbers) {
        return vec![Hidden { field: HiddenField { name, level: None }, values: numbers }];
    }
    let codes: Vec<Option<u32>> = examples.iter().map(|l| source.level(chunk(l), l.at.row())).collect();
    let (levels, keys) = (source.levels(panel.profiles), source.keys(panel.profiles));
    let mut counts = vec![0.0; levels.len()];
    codes.iter().flatten().for_each(|code| counts[*code as usize] += 1.0);
    let mut common: Vec<usize> = (0..levels.len())
        .filter(|i| (LEVEL_SHARES.0..=LEVEL_SHARES.1).contains(&(counts[*i] / examples.len() as f64)))
        .collect();
    common.sort_by(|a, b| counts[*b].total_cmp(&counts[*a]).then_with(|| keys[*a].cmp(keys[*b])));
    common.truncate(MAX_LEVELS);
    // Of two levels that cover everybody, one carries the information of both.
    if common.len() == 2 && common.iter().map(|i| counts[*i]).sum::<f64>() >= examples.len() as f64 {
        common.truncate(1);
    }
    let indicator = |level: usize| {
        let value = |code: &Option<u32>| code.map_or(f64::NAN, |code| f64::from(u8::from(code as usize == level)));
        let field = HiddenField { name: name.clone(), level: Some(levels[level].to_string()) };
        Hidden { field, values: codes.iter().map(value).collect() }
    };
    common.into_iter().map(indicator).filter(|h| enough(&h.values)).collect()
}

/// Whether enough rows state a value, and not all the same.
fn enough(values: &[f64]) -> bool {
    let mut stated = values.iter().filter(|x| !x.is_nan());
    let Some(first) = stated.next() else { return false };
    let varies = stated.clone().any(|x| x != first);
    varies && (stated.count() + 1) as f64 >= STATED * values.len() as f64
}

/// The weighted correlation of a field with the label, over the rows that state it.
fn correlation(values: &[f64], examples: &[TrainingExample]) -> f64 {
    let rows = || values.iter().zip(examples).filter(|(v, _)| v.is_finite());
    let total: f64 = rows().map(|(_, l)| l.weight).sum();
    let mean = |of: &dyn Fn(f64, f64) -> f64| rows().map(|(v, l)| l.weight * of(*v, l.label)).sum::<f64>() / total;
    let (value, label) = (mean(&|v, _| v), mean(&|_, y| y));
    let covariance = mean(&|v, y| (v - value) * (y - label));
    let spread = (mean(&|v, _| (v - value).powi(2)) * mean(&|_, y| (y - label).powi(2))).sqrt();
    if spread > 0.0 { covariance / spread } else { 0.0 }
}
