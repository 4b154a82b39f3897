//! Rows with their margins: what the parameters of classes are estimated from, and what they are drawn towards.

use std::f64::consts::TAU;

use ndarray::{Array1, Array2, ArrayView1, Axis, Slice};

use super::mixed_rows::{ClassSums, MixedRows};

/// The variance of a number within a class is at least this part of its variance among all: heaped values would else be
/// classes of no variance at all.
const MIN_VARIANCE: f64 = 0.03;
/// The mean of a class starts with so many rows at the mean of all, and its variance with so many at the variance of all.
const MEAN_ROWS: f64 = 0.1;
const VARIANCE_ROWS: f64 = 1.0;
/// The shares of levels start with so many rows a level at its share among all: no level is impossible in a class.
const LEVEL_ROWS: f64 = 0.5;
/// Part of a row that is in the class of its label at a start; the rest is spread over all classes, so that a row can
/// leave it.
pub(super) const OWN_PART: f64 = 0.8;

/// Rows with their margins.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) rows: MixedRows,
    /// Column sums.
    totals: Array1<f64>,
    /// Parameters of one class of all rows.
    pub(super) whole: Array1<f64>,
    /// Log likelihood of each field in one class.
    pub(super) whole_likelihood: Vec<f64>,
    /// Where numbers are seen through a transform: what it adds to the log likelihood of a row, and its parameters.
    pub(super) log_determinant: f64,
    pub(super) transform_parameters: f64,
}

impl Sample {
    pub(super) fn new(rows: MixedRows) -> Self {
        let totals = rows.sums_of_labels(&vec![0; rows.len], 1).columns.column(0).to_owned();
        let mut sample = Self {
            whole: Array1::zeros(totals.len()),
            whole_likelihood: Vec::new(),
            totals,
            rows,
            log_determinant: 0.0,
            transform_parameters: 0.0,
        };
        sample.whole = sample.parameters(&sample.one_class().columns).column(0).to_owned();
        let likelihood = |field| sample.field_likelihood(sample.totals.view(), sample.whole.view(), field);
        sample.whole_likelihood = (0..sample.rows.layout.fields()).map(likelihood).collect();
        sample
    }

    /// Those of `rows`, by index.
    pub(super) fn select(&self, rows: &[usize]) -> Self {
        Self::new(self.rows.select(rows))
    }

    /// The sums of one class of all rows.
    pub(super) fn one_class(&self) -> ClassSums {
        ClassSums { columns: self.totals.clone().insert_axis(Axis(1)), weights: vec![self.rows.len as f64] }
    }

    /// The sums of `k` classes in which every row is mostly, not wholly, in the class of its label.
    pub(super) fn softened(&self, labels: &[usize], k: usize) -> ClassSums {
        let even = (1.0 - OWN_PART) / k as f64;
        let mut sums = self.rows.sums_of_labels(labels, k);
        sums.columns *= OWN_PART;
        for mut class in sums.columns.columns_mut() {
            class.scaled_add(even, &self.totals);
        }
        sums.weights.iter_mut().for_each(|w| *w = OWN_PART * *w + even * self.rows.len as f64);
        sums
    }

    /// What one field adds to the log likelihood of rows with these `sums` in one class.
    pub(super) fn field_likelihood(
        &self,
        sums: ArrayView1<'_, f64>,
        parameters: ArrayView1<'_, f64>,
        field: usize,
    ) -> f64 {
        let columns = Slice::from(self.rows.layout.columns_of(field));
        sums.slice_axis(Axis(0), columns).dot(&parameters.slice_axis(Axis(0), columns))
    }

    /// Share of each level among those who state the field.
    pub(super) fn level_shares(&self, field: usize) -> Vec<f64> {
        let columns = self.rows.layout.columns_of(field);
        let (levels, counts) = (columns.len() as f64, self.totals.slice_axis(Axis(0), Slice::from(columns)));
        counts.iter().map(|n| (n + LEVEL_ROWS / levels) / (counts.sum() + LEVEL_ROWS)).collect()
    }

    /// The parameters of largest posterior density given the `sums` of k classes; both columns x k.
    pub(super) fn parameters(&self, sums: &Array2<f64>) -> Array2<f64> {
        let layout = &self.rows.layout;
        let mut parameters = Array2::zeros(sums.dim());
        for field in 0..layout.fields() {
            let columns = layout.columns_of(field);
            let of_field = Slice::from(columns.clone());
            let of_classes = sums.slice_axis(Axis(0), of_field);
            let of_classes = of_classes.columns().into_iter();
            let mut out = parameters.slice_axis_mut(Axis(0), of_field);
            if field < layout.numbers {
                let [z, square, n] = [0, 1, 2].map(|j| self.totals[columns.start + j]);
                let mean = z / n.max(1.0);
                let variance = (square / n.max(1.0) - mean * mean).max(f64::EPSILON);
                for (sums, mut out) in of_classes.zip(out.axis_iter_mut(Axis(1))) {
                    let normal = normal_parameters([sums[0], sums[1], sums[2]], mean, variance);
                    out.iter_mut().zip(normal).for_each(|(out, x)| *out = x);
                }
            } else {
                let shares = self.level_shares(field);
                let prior = LEVEL_ROWS * shares.len() as f64;
                for (sums, mut out) in of_classes.zip(out.axis_iter_mut(Axis(1))) {
                    let n = sums.sum() + prior;
                    let log_share = |(sum, share): (&f64, &f64)| ((sum + prior * share) / n).ln();
                    let log_shares = sums.iter().zip(&shares).map(log_share);
                    out.iter_mut().zip(log_shares).for_each(|(out, x)| *out = x);
                }
            }
        }
        parameters
    }

    /// The pair of classes, one of them `small` if it is given, whose union loses least of the likelihood of rows with
    /// known classes.
    pub(super) fn cheapest_merge(&self, sums: &ClassSums, small: Option<usize>) -> (usize, usize) {
        let k = sums.weights.len();
        let likelihood = |columns: Array1<f64>, weight: f64| {
            let columns = columns.insert_axis(Axis(1));
            (&columns * &self.parameters(&columns)).sum() + weight * weight.max(f64::MIN_POSITIVE).ln()
        };
        let of_class = |c: usize| likelihood(sums.columns.column(c).to_owned(), sums.weights[c]);
        let alone: Vec<f64> = (0..k).map(of_class).collect();
        let mut best = (f64::INFINITY, (0, 1));
        for (a, b) in (0..k).flat_map(|b| (0..b).map(move |a| (a, b))) {
            if small.is_some_and(|small| small != a && small != b) {
                continue;
            }
            let union = &sums.columns.column(a) + &sums.columns.column(b);
            let loss = alone[a] + alone[b] - likelihood(union, sums.weights[a] + sums.weights[b]);
            if loss < best.0 {
                best = (loss, (a, b));
            }
        }
        best.1
    }
}

/// A normal density as the coefficients of z, of z squared and of one, given the sums of these in a class.
fn normal_parameters([z, square, n]: [f64; 3], mean: f64, variance: f64) -> [f64; 3] {
    let mu = (z + MEAN_ROWS * mean) / (n + MEAN_ROWS);
    let within = square - 2.0 * mu * z + n * mu * mu + VARIANCE_ROWS * variance;
    let v = (within / (n + VARIANCE_ROWS)).max(MIN_VARIANCE * variance);
    [mu / v, -0.5 / v, -0.5 * (mu * mu / v + (TAU * v).ln())]
}
