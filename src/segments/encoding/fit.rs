//! Fitting an encoding: medians, scales and levels, read off a sample of rows.

use std::collections::HashMap;

use super::source::{Source, Transform, commonest_unit, covariate_name, transform_of};
use super::{Covariate, Encoding, RowAt, Shape};
use crate::profile::{Field, Profiles};
use crate::stats::quantile;

/// A missing flag is worth a column above this share of missing values.
const MISSING_FLAG: f64 = 0.02;
/// Levels rarer than this are folded into the others.
const RARE_LEVEL: f64 = 0.03;
/// Numbers further from the median than this many times the middle 90 % do not move the scale.
const WINSOR: f64 = 10.0;

/// Widest matrix; more columns than this would cost gigabytes for a sample and tell people apart no better.
pub const MAX_WIDTH: usize = 200;

/// What the matrix is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Regression: the commonest level is dropped, for the intercept holds it.
    Scores,
    /// Distances: every level is kept, and each covariate is scaled to a total variance of one.
    Segments,
}

impl Encoding {
    /// Fits an encoding of `fields` on `rows`.
    ///
    /// A field most of whose values are numbers becomes one standardised column (and a missing flag above 2 % missing);
    /// any other becomes a column a level held by at least 3 % of the rows, "missing" being a level too. Fields that
    /// tell no two rows apart are left out, and beyond [`MAX_WIDTH`] columns those stated least. The result does not depend on the order of the rows.
    pub fn fit(profiles: &Profiles, rows: &[RowAt], fields: &[Field], purpose: Purpose) -> Self {
        let unit = commonest_unit(profiles, rows);
        let mut found: Vec<(&Field, Shape, f64)> = Vec::new();
        for field in fields {
            let source = Source::new(profiles, field, unit.as_deref());
            if let Some((shape, stated)) = shape(profiles, rows, field, &source, purpose) {
                found.push((field, shape, stated));
            }
        }
        let left_out = leave_out(&mut found);
        let mut covariates = Vec::new();
        let mut width = 0;
        for (field, shape, _) in found {
            let columns = shape.columns();
            covariates.push(Covariate { field: field.clone(), name: covariate_name(field), shape, first: width });
            width += columns;
        }
        Self { covariates, width, unit, left_out }
    }
}

/// Drops the covariates stated least where all together are wider than [`MAX_WIDTH`]; their names.
fn leave_out(found: &mut Vec<(&Field, Shape, f64)>) -> Vec<String> {
    let mut by_use: Vec<usize> = (0..found.len()).collect();
    by_use.sort_by(|a, b| found[*b].2.total_cmp(&found[*a].2).then(a.cmp(b)));
    let mut width = 0;
    let mut kept = vec![false; found.len()];
    for i in by_use {
        let columns = found[i].1.columns();
        if width + columns <= MAX_WIDTH {
            width += columns;
            kept[i] = true;
        }
    }
    let names = found.iter().zip(&kept).filter(|(_, kept)| !**kept).map(|((field, ..), _)| covariate_name(field));
    let names = names.collect();
    let mut kept = kept.into_iter();
    found.retain(|_| kept.next().unwrap_or(false));
    names
}

/// The shape of a covariate and the share of rows that state it; none where it tells no rows apart.
fn shape(
    profiles: &Profiles,
    rows: &[RowAt],
    field: &Field,
    source: &Source,
    purpose: Purpose,
) -> Option<(Shape, f64)> {
    let mut numbers = Vec::new();
    let mut level_counts: HashMap<u32, u64> = HashMap::new();
    for at in rows {
        let chunk = &profiles.chunks()[at.chunk()];
        if let Some(code) = source.level(chunk, at.row()) {
            *level_counts.entry(code).or_default() += 1;
        } else if let Some(x) = source.number(chunk, at.row()) {
            numbers.push(x);
        }
    }
    let texts: u64 = level_counts.values().sum();
    if numbers.is_empty() && texts == 0 {
        return None;
    }
    let stated = (numbers.len() as u64 + texts) as f64 / rows.len() as f64;
    if numbers.len() as u64 >= texts {
        let missing = rows.len() - numbers.len();
        return numeric(numbers, missing, rows.len(), transform_of(field)).map(|shape| (shape, stated));
    }
    let levels = source.levels(profiles);
    let mut counts: Vec<(Option<Box<str>>, u64)> =
        level_counts.into_iter().map(|(code, n)| (Some(levels[code as usize].clone()), n)).collect();
    let mut as_text: HashMap<String, u64> = HashMap::new();
    for x in &numbers {
        *as_text.entry(x.to_string()).or_default() += 1;
    }
    let places: HashMap<Box<str>, usize> =
        counts.iter().enumerate().filter_map(|(i, (level, _))| Some((level.clone()?, i))).collect();
    for (text, n) in as_text {
        match places.get(text.as_str()) {
            Some(i) => counts[*i].1 += n,
            None => counts.push((Some(text.into()), n)),
        }
    }
    let missing = rows.len() as u64 - texts - numbers.len() as u64;
    if missing > 0 {
        counts.push((None, missing));
    }
    categorical(counts, rows.len() as u64, purpose).map(|shape| (shape, stated))
}

fn numeric(mut raw: Vec<f64>, missing: usize, rows: usize, transform: Transform) -> Option<Shape> {
    for x in &mut raw {
        *x = take(*x, transform);
    }
    raw.sort_unstable_by(f64::total_cmp);
    let median = quantile(&raw, 0.5);
    let reach = WINSOR * (quantile(&raw, 0.95) - quantile(&raw, 0.05));
    let near = |x: f64| if reach > 0.0 { x.clamp(median - reach, median + reach) } else { x };
    let n = rows as f64;
    let mean = (raw.iter().map(|x| near(*x)).sum::<f64>() + missing as f64 * median) / n;
    let squares = raw.iter().map(|x| (near(*x) - mean).powi(2)).sum::<f64>() + missing as f64 * (median - mean).powi(2);
    let sd = (squares / (n - 1.0).max(1.0)).sqrt();
    let flag = missing as f64 > MISSING_FLAG * n;
    let flat = !(sd.is_finite() && sd > 1e-9 * median.abs().max(1e-9));
    if flat && !flag {
        return None;
    }
    let scale = if flat { 1.0 } else { sd };
    Some(Shape::Numeric { transform, center: mean, scale, fill: median, flag })
}

/// Applies `transform`.
pub(super) fn take(x: f64, transform: Transform) -> f64 {
    match transform {
        Transform::Linear => x,
        Transform::Log1p => x.max(0.0).ln_1p(),
    }
}

fn categorical(mut counts: Vec<(Option<Box<str>>, u64)>, rows: u64, purpose: Purpose) -> Option<Shape> {
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let total = rows as f64;
    let kept = counts.iter().filter(|(_, n)| *n as f64 >= RARE_LEVEL * total);
    let kept: Vec<(Option<Box<str>>, f64)> = kept.map(|(level, n)| (level.clone(), *n as f64 / total)).collect();
    let spread: f64 = kept.iter().map(|(_, share)| share * (1.0 - share)).sum();
    let (skip, height) = match purpose {
        Purpose::Scores => (1, 1.0),
        Purpose::Segments => (0, if spread > 0.0 { spread.sqrt().recip() } else { 1.0 }),
    };
    let stated = 1.0 - kept.iter().filter(|(level, _)| level.is_none()).map(|(_, share)| share).sum::<f64>();
    let (levels, shares): (Vec<Option<Box<str>>>, Vec<f64>) = kept.into_iter().skip(skip).unzip();
    let fill = shares.iter().map(|share| height * share / stated.max(f64::MIN_POSITIVE)).collect();
    (spread > 0.0 && !levels.is_empty()).then_some(Shape::Categorical { levels, height, fill })
}
