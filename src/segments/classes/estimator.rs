//! The estimator: choice, fit of all rows, merging of small classes, prediction.

use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Ix2};

use super::correlated::NumberTransform;
use super::fit::ClassFit;
use super::mixed_rows::{
    FieldKind, LANES, LaneParameters, MixedRows, ParameterLayout, largest, merged_columns, normalise,
};
use super::number::{Candidates, NumberBasis};
use super::params::{ClassError, LatentClassesParams, LatentClassesValidParams, MIN_ROWS, MIN_SHARE};
use super::sample::Sample;
use super::stability::stability;

/// Rows that the number is chosen on. More cost time and change little, for the likelihood is tempered.
const MAX_ROWS_OF_CHOICE: usize = 2_000;
/// As many classes are tried at most as would have so many rows each: fewer rows do not show so many.
const ROWS_A_CLASS: usize = 20;
/// The most passes over all rows after the choice, which starts them near their end.
const FINAL_PASSES: usize = 20;

/// Fitted classes, small ones merged into segments.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub struct LatentClasses {
    layout: ParameterLayout,
    #[cfg_attr(feature = "cluster", serde(with = "super::mixed_rows::lanes"))]
    parameters: LaneParameters<LANES>,
    transform: Option<NumberTransform>,
    /// The segment of each class.
    segment_of: Vec<usize>,
    basis: NumberBasis,
    stability: Vec<f64>,
}

impl LatentClasses {
    /// Parameters of an estimator for tables whose columns are of these kinds.
    ///
    /// A table has a row for each profile and a column for each field: a number, a level's code (0, 1, 2 and so on), or
    /// NaN where it is missing.
    pub fn params(kinds: Vec<FieldKind>) -> LatentClassesParams {
        LatentClassesParams::new(kinds)
    }

    /// Number of segments.
    pub fn k(&self) -> usize {
        self.segment_of.iter().max().map_or(1, |last| last + 1)
    }

    /// What their number says.
    pub fn basis(&self) -> NumberBasis {
        self.basis
    }

    /// How well each segment is found again in half of the rows, 0 to 1: the mean of its largest Jaccard similarities
    /// (Hennig 2007). Empty where there is one segment.
    pub fn stability(&self) -> &[f64] {
        &self.stability
    }

    /// The segment of a row of a table.
    pub fn segment(&self, row: ArrayView1<'_, f64>) -> usize {
        let (mut numbers, mut levels) = (Vec::new(), Vec::new());
        self.layout.store(row, &mut numbers, &mut levels);
        if let Some(transform) = &self.transform {
            numbers = transform.apply(&numbers);
        }
        let mut parts = self.parameters.log_densities(&numbers, &levels);
        normalise(&mut parts);
        let mut of_segment = [0.0; LANES];
        self.segment_of.iter().zip(parts).for_each(|(segment, part)| of_segment[*segment] += part);
        largest(&of_segment)
    }
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, ClassError> for LatentClassesValidParams {
    type Object = LatentClasses;

    /// Fits classes to a table, rows x fields, whose order of rows should mean nothing: sorted rows give the same classes
    /// whatever order they came in. The number is chosen on at most 2,000 of them, spread evenly.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<LatentClasses, ClassError> {
        let table = dataset.records.view();
        check(&self.kinds, table)?;
        let layout = ParameterLayout::new(&self.kinds);
        let n = table.nrows();
        let of_choice: Vec<usize> = match n {
            0..=MAX_ROWS_OF_CHOICE => (0..n).collect(),
            _ => (0..MAX_ROWS_OF_CHOICE).map(|i| i * n / MAX_ROWS_OF_CHOICE).collect(),
        };
        let choice = Sample::new(MixedRows::new(layout.clone(), table.select(Axis(0), &of_choice).view()));
        let max = if n < MIN_ROWS { 1 } else { self.max_classes.min(n / ROWS_A_CLASS) };
        let (candidate, basis) = Candidates::new(&choice, max).choose();
        let basis = if n < MIN_ROWS { NumberBasis::TooFewRows } else { basis };
        let (transform, choice) = match candidate.seen {
            Some((transform, seen)) => (Some(transform), seen),
            None => (None, choice),
        };
        let (fit, sample) = fit_all(table, &choice, candidate.fit, transform.as_ref());
        let min_rows = self.min_class_rows.max((MIN_SHARE * n as f64).ceil() as usize);
        let mut model = LatentClasses {
            parameters: LaneParameters::new(&layout, &fit.parameters),
            segment_of: merge_small(sample.as_ref().unwrap_or(&choice), &fit, min_rows),
            layout,
            transform,
            basis,
            stability: Vec::new(),
        };
        if model.k() > 1 {
            let labels: Vec<usize> = of_choice.iter().map(|row| model.segment(table.row(*row))).collect();
            model.stability = stability(&choice, &labels, model.k());
        } else if basis != NumberBasis::TooFewRows {
            model.basis = NumberBasis::NoGroups;
        }
        Ok(model)
    }
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for LatentClasses {
    fn predict_inplace<'a>(&'a self, table: &'a ArrayBase<D, Ix2>, segments: &mut Array1<usize>) {
        segments.iter_mut().zip(table.rows()).for_each(|(segment, row)| *segment = self.segment(row));
    }

    fn default_target(&self, table: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(table.nrows())
    }
}

/// Refuses a table that is not of fields of these `kinds`.
fn check(kinds: &[FieldKind], table: ArrayView2<'_, f64>) -> Result<(), ClassError> {
    if table.ncols() != kinds.len() {
        return Err(ClassError::Columns { columns: table.ncols(), fields: kinds.len() });
    }
    let is_possible = |field: usize, value: f64| match kinds[field] {
        _ if value.is_nan() => true,
        FieldKind::Number => value.is_finite(),
        FieldKind::Levels(levels) => value >= 0.0 && value < levels as f64 && value.fract() == 0.0,
    };
    let wrong = table.indexed_iter().find(|((_, field), value)| !is_possible(*field, **value));
    wrong.map_or(Ok(()), |((row, field), value)| Err(ClassError::Value { row, field, value: *value }))
}

/// The classes fitted on from those of the choice, with all rows where they are more.
fn fit_all(
    table: ArrayView2<'_, f64>,
    choice: &Sample,
    fit: ClassFit,
    transform: Option<&NumberTransform>,
) -> (ClassFit, Option<Sample>) {
    if table.nrows() == choice.rows.len || fit.k() == 1 {
        return (fit, None);
    }
    let rows = MixedRows::new(choice.rows.layout.clone(), table);
    let all = Sample::new(match transform {
        Some(transform) => transform.rows(rows),
        None => rows,
    });
    let (_, sums) = all.rows.pass(&fit.parameters);
    (all.fit(sums, FINAL_PASSES), Some(all))
}

/// Joins the smallest class, while it has fewer than `min_rows`, to the one with which it loses least; the segment of each
/// class.
fn merge_small(sample: &Sample, fit: &ClassFit, min_rows: usize) -> Vec<usize> {
    let mut segment_of: Vec<usize> = (0..fit.k()).collect();
    let mut posteriors = sample.rows.posteriors(&fit.parameters);
    while posteriors.ncols() > 1 {
        let mut counts = vec![0; posteriors.ncols()];
        posteriors.rows().into_iter().for_each(|row| counts[largest(row)] += 1);
        let smallest = (0..counts.len()).min_by_key(|class| counts[*class]);
        let Some(smallest) = smallest.filter(|class| counts[*class] < min_rows) else { break };
        let sums = sample.rows.sums_of_posteriors(posteriors.view());
        let (a, b) = sample.cheapest_merge(&sums, Some(smallest));
        posteriors = merged_columns(&posteriors, a, b);
        for segment in &mut segment_of {
            *segment = match *segment {
                segment if segment == b => a,
                segment if segment > b => segment - 1,
                segment => segment,
            };
        }
    }
    segment_of
}
