//! Fits a covariate encoding: the medians, scales and levels of a sample of rows.

use std::collections::HashMap;

use super::covariate_source::{CovariateSource, Transform, covariate_name, most_frequent_unit, transform_of};
use super::encoding::{Coding, Covariate, CovariateEncoding};
use super::rows::RowIndex;
use crate::profile::{Field, Profiles, number_key};
use crate::stats::quantile;

/// Above this share of missing values a column indicates them.
const MISSING_INDICATOR_SHARE: f64 = 0.02;
/// Levels with a lower share than this get no column.
const MIN_LEVEL_SHARE: f64 = 0.03;
/// Values are winsorised at this many 5-to-95 % ranges from the median before the scale is fitted.
const WINSOR_RANGES: f64 = 10.0;

/// The most columns of a matrix: more would take gigabytes for a sample and separate people no better.
pub const MAX_WIDTH: usize = 200;

/// What the matrix is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Regression: the most frequent level is the reference and has no column.
    Scores,
    /// Means of segments: every level has a column, and each covariate is scaled to a total variance of one.
    Segments,
}

impl CovariateEncoding {
    /// Fits an encoding of `fields` on `rows`.
    ///
    /// A field most of whose values are numbers becomes one standardised column, with an indicator of missing values if
    /// more than 2 % are missing. Any other field becomes one indicator column for each level of at least 3 % of the
    /// rows; "missing" is a level too. Constant fields are excluded, and beyond [`MAX_WIDTH`] columns the fields with most
    /// missing values. The result does not depend on the order of the rows.
    pub fn fit(profiles: &Profiles, rows: &[RowIndex], fields: &[Field], purpose: Purpose) -> Self {
        let unit = most_frequent_unit(profiles, rows);
        let mut found: Vec<(&Field, Coding, f64)> = Vec::new();
        for field in fields {
            let source = CovariateSource::new(profiles, field, unit.as_deref());
            if let Some((coding, stated)) = coding(profiles, rows, field, &source, purpose) {
                found.push((field, coding, stated));
            }
        }
        let excluded = exclude_sparsest(&mut found);
        let mut covariates = Vec::new();
        let mut width = 0;
        for (field, coding, _) in found {
            let columns = coding.columns();
            covariates.push(Covariate { field: field.clone(), name: covariate_name(field), coding, first: width });
            width += columns;
        }
        Self { covariates, width, unit, excluded }
    }
}

/// Drops the covariates with most missing values until the matrix is at most [`MAX_WIDTH`] wide; returns their names.
fn exclude_sparsest(found: &mut Vec<(&Field, Coding, f64)>) -> Vec<String> {
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

/// The coding of a covariate and the share of rows that state it; none if it is constant.
fn coding(
    profiles: &Profiles,
    rows: &[RowIndex],
    field: &Field,
    source: &CovariateSource,
    purpose: Purpose,
) -> Option<(Coding, f64)> {
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
        return numeric(numbers, missing, rows.len(), transform_of(field)).map(|coding| (coding, stated));
    }
    let (levels, keys) = (source.levels(profiles), source.keys(profiles));
    let mut counts: HashMap<String, LevelCount> = HashMap::new();
    for (code, rows) in level_counts {
        let (key, text) = (keys[code as usize].to_owned(), levels[code as usize].clone());
        counts.insert(key, LevelCount { text: Some(text), rows });
    }
    for x in &numbers {
        let key = number_key(*x);
        let text = Some(key.as_str().into());
        counts.entry(key).or_insert(LevelCount { text, rows: 0 }).rows += 1;
    }
    let mut counts: Vec<(Option<String>, LevelCount)> =
        counts.into_iter().map(|(key, count)| (Some(key), count)).collect();
    let missing = rows.len() as u64 - texts - numbers.len() as u64;
    if missing > 0 {
        counts.push((None, LevelCount { text: None, rows: missing }));
    }
    categorical(counts, rows.len() as u64, purpose).map(|coding| (coding, stated))
}

/// Rows of one level, which is called by a text; of the missing where there is none.
struct LevelCount {
    text: Option<Box<str>>,
    rows: u64,
}

fn numeric(mut raw: Vec<f64>, missing: usize, rows: usize, transform: Transform) -> Option<Coding> {
    for x in &mut raw {
        *x = transform.apply(*x);
    }
    raw.sort_unstable_by(f64::total_cmp);
    let median = quantile(&raw, 0.5);
    let reach = WINSOR_RANGES * (quantile(&raw, 0.95) - quantile(&raw, 0.05));
    let near = |x: f64| if reach > 0.0 { x.clamp(median - reach, median + reach) } else { x };
    let n = rows as f64;
    let mean = (raw.iter().map(|x| near(*x)).sum::<f64>() + missing as f64 * median) / n;
    let squares = raw.iter().map(|x| (near(*x) - mean).powi(2)).sum::<f64>() + missing as f64 * (median - mean).powi(2);
    let sd = (squares / (n - 1.0).max(1.0)).sqrt();
    let missing_indicator = missing as f64 > MISSING_INDICATOR_SHARE * n;
    let flat = !(sd.is_finite() && sd > 1e-9 * median.abs().max(1e-9));
    if flat && !missing_indicator {
        return None;
    }
    let scale = if flat { 1.0 } else { sd };
    Some(Coding::Numeric { transform, center: mean, scale, imputed: median, missing_indicator })
}

/// Levels come with their keys, by which those of equal frequency are ordered: which spelling of a level stands for it
/// depends on the order of the rows.
fn categorical(mut counts: Vec<(Option<String>, LevelCount)>, rows: u64, purpose: Purpose) -> Option<Coding> {
    counts.sort_unstable_by(|a, b| b.1.rows.cmp(&a.1.rows).then_with(|| a.0.cmp(&b.0)));
    let total = rows as f64;
    let kept = counts.iter().map(|(_, level)| level).filter(|level| level.rows as f64 >= MIN_LEVEL_SHARE * total);
    let kept: Vec<(Option<Box<str>>, f64)> =
        kept.map(|level| (level.text.clone(), level.rows as f64 / total)).collect();
    let spread: f64 = kept.iter().map(|(_, share)| share * (1.0 - share)).sum();
    let (skip, indicator_value) = match purpose {
        Purpose::Scores => (1, 1.0),
        Purpose::Segments => (0, if spread > 0.0 { spread.sqrt().recip() } else { 1.0 }),
    };
    let stated = 1.0 - kept.iter().filter(|(level, _)| level.is_none()).map(|(_, share)| share).sum::<f64>();
    let (levels, shares): (Vec<Option<Box<str>>>, Vec<f64>) = kept.into_iter().skip(skip).unzip();
    let imputed = shares.iter().map(|share| indicator_value * share / stated.max(f64::MIN_POSITIVE)).collect();
    let mut fitted_on: Vec<Box<str>> = match purpose {
        Purpose::Scores => counts.into_iter().filter_map(|(key, _)| key.map(Into::into)).collect(),
        Purpose::Segments => Vec::new(),
    };
    fitted_on.sort_unstable();
    (spread > 0.0 && !levels.is_empty()).then_some(Coding::Categorical { levels, indicator_value, imputed, fitted_on })
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::covariate_source::covariate_fields;
    use super::super::encoding::CLIP;
    use super::*;
    use crate::profile::{Cell, Kind};

    fn profiles(numbers: &[f32], texts: &[&str]) -> (Profiles, Vec<RowIndex>) {
        let mut profiles = Profiles::new();
        let x = profiles.column(&Field::Attribute("x".into()), Kind::Number);
        let t = profiles.column(&Field::Region, Kind::Level);
        for (number, text) in numbers.iter().zip(texts) {
            let mut cells = vec![(x, Cell::Number(*number))];
            if !text.is_empty() {
                let code = profiles.level(t, text).expect("room");
                cells.push((t, Cell::Level(code)));
            }
            profiles.push(&cells, None);
        }
        let rows = (0..numbers.len()).map(RowIndex::new).collect();
        (profiles, rows)
    }

    fn encoded(numbers: &[f32], texts: &[&str], purpose: Purpose) -> (CovariateEncoding, Array2<f64>) {
        let (profiles, rows) = profiles(numbers, texts);
        let encoding = CovariateEncoding::fit(&profiles, &rows, &covariate_fields(&profiles), purpose);
        let matrix = encoding.bind(&profiles).matrix(&profiles, &rows);
        (encoding, matrix)
    }

    #[test]
    fn standardises_numbers_and_drops_the_most_frequent_level() {
        let (encoding, matrix) = encoded(&[1.0, 2.0, 3.0, 4.0], &["a", "a", "b", ""], Purpose::Scores);
        assert_eq!(encoding.width(), 3, "{encoding:?}");
        assert_eq!(encoding.groups(), [0, 0, 1]);
        assert_eq!(matrix.row(2).to_vec()[..2], [0.0, 1.0]);
        assert_eq!(matrix.row(3).to_vec()[..2], [1.0, 0.0], "missing is a level");
        assert!(matrix.column(2).sum().abs() < 1e-6);
    }

    #[test]
    fn scales_each_covariate_to_the_same_variance_for_distances() {
        let (_, matrix) = encoded(&[1.0, 2.0, 3.0, 4.0], &["a", "a", "b", "b"], Purpose::Segments);
        let variance = |range: std::ops::Range<usize>| -> f64 { range.map(|j| matrix.column(j).var(0.0)).sum() };
        assert!((variance(0..2) - 1.0).abs() < 1e-6 && (variance(2..3) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn handles_constant_missing_and_extreme_values() {
        let (encoding, _) = encoded(&[5.0, 5.0], &["a", "a"], Purpose::Segments);
        assert_eq!(encoding.width(), 0);
        let (_, matrix) = encoded(&[1.0, 2.0, f32::NAN, 1e30, -1e30, 3.0], &["", "", "", "", "", ""], Purpose::Scores);
        assert!(matrix.iter().all(|x| x.is_finite() && x.abs() <= CLIP), "{matrix}");
    }

    #[test]
    fn limits_the_width_and_lists_excluded_covariates() {
        let mut profiles = Profiles::new();
        let columns: Vec<_> =
            (0..400).map(|i| profiles.column(&Field::Attribute(format!("x{i:03}").into()), Kind::Number)).collect();
        for row in 0..50 {
            let stated = columns.iter().enumerate().filter(|(i, _)| row < 50 - i % 2);
            let cells: Vec<_> = stated.map(|(i, c)| (*c, Cell::Number((row * (i + 3) % 7) as f32))).collect();
            profiles.push(&cells, None);
        }
        let rows: Vec<RowIndex> = (0..50).map(RowIndex::new).collect();
        let encoding = CovariateEncoding::fit(&profiles, &rows, &covariate_fields(&profiles), Purpose::Segments);
        assert!(encoding.width() <= MAX_WIDTH && encoding.width() > MAX_WIDTH - 8, "{}", encoding.width());
        assert!(encoding.excluded().contains(&"x397".to_owned()), "those with most missing values are excluded first");
        assert!(!encoding.excluded().contains(&"x000".to_owned()));
    }

    #[test]
    fn parses_numbers_from_text_columns() {
        let (encoding, _) = encoded(&[1.0, 2.0, 3.0], &["", "", ""], Purpose::Scores);
        let mut other = Profiles::new();
        let column = other.column(&Field::Attribute("x".into()), Kind::Level);
        let two = other.level(column, "2").expect("room");
        other.push(&[(column, Cell::Level(two))], None);
        let matrix = encoding.bind(&other).matrix(&other, &[RowIndex::new(0)]);
        assert!(matrix[[0, 0]].abs() < 1e-6);
    }
}
