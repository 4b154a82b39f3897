//! A column-major design matrix in single precision, which covariates of a few standard deviations do not need more of.

use ndarray::ArrayView2;

use super::kernels::{self, Columns, ROW_PAD};

/// Values of covariates are held inside plus or minus this.
const MAX_COVARIATE: f64 = 8.0;

/// Rows of covariates with an intercept in column 0, stored by column and padded with zeros.
#[derive(Debug, Clone)]
pub(crate) struct Design {
    rows: usize,
    padded_rows: usize,
    columns: usize,
    data: Vec<f32>,
}

impl Design {
    /// An empty design of `rows` rows and `covariates + 1` columns; the intercept is set, the rest is zero.
    pub(crate) fn new(rows: usize, covariates: usize) -> Self {
        let padded_rows = rows.next_multiple_of(ROW_PAD);
        let columns = covariates + 1;
        let mut data = vec![0.0; padded_rows * columns];
        data[..rows].fill(1.0);
        Self { rows, padded_rows, columns, data }
    }

    /// The design of encoded rows, every value finite and within bounds.
    pub(crate) fn of(x: ArrayView2<'_, f64>) -> Self {
        let mut design = Self::new(x.nrows(), x.ncols());
        for (j, from) in x.columns().into_iter().enumerate() {
            for (to, &value) in design.column_mut(j + 1).iter_mut().zip(from) {
                *to = if value.is_finite() { value.clamp(-MAX_COVARIATE, MAX_COVARIATE) as f32 } else { 0.0 };
            }
        }
        design
    }

    /// Number of rows, padding not counted.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns with the intercept.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Column `j` without its padding.
    pub(crate) fn column(&self, j: usize) -> &[f32] {
        let start = j * self.padded_rows;
        &self.data[start..start + self.rows]
    }

    /// Column `j` without its padding, to be written.
    pub(crate) fn column_mut(&mut self, j: usize) -> &mut [f32] {
        let start = j * self.padded_rows;
        &mut self.data[start..start + self.rows]
    }

    /// The rows of `self` followed by those of `other`, which has the same columns.
    pub(crate) fn stacked(&self, other: &Self) -> Self {
        let mut out = Self::new(self.rows + other.rows, self.columns - 1);
        for j in 0..self.columns {
            let column = out.column_mut(j);
            column[..self.rows].copy_from_slice(self.column(j));
            column[self.rows..].copy_from_slice(other.column(j));
        }
        out
    }

    /// The chosen rows, in the given order.
    pub(crate) fn select(&self, rows: &[usize]) -> Self {
        let mut out = Self::new(rows.len(), self.columns - 1);
        for j in 0..self.columns {
            let from = self.column(j);
            for (to, &row) in out.column_mut(j).iter_mut().zip(rows) {
                *to = from[row];
            }
        }
        out
    }

    /// The design with more columns after its own.
    pub(crate) fn widened(&self, more: Vec<Vec<f32>>) -> Self {
        let mut out = Self::new(self.rows, self.columns - 1 + more.len());
        out.data[..self.data.len()].copy_from_slice(&self.data);
        for (j, values) in (self.columns..).zip(more) {
            out.column_mut(j).copy_from_slice(&values);
        }
        out
    }

    /// One value for each row, with zeros for the padding: what products take.
    pub(crate) fn padded(&self, values: impl IntoIterator<Item = f64>) -> Vec<f32> {
        let mut out: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
        debug_assert_eq!(out.len(), self.rows);
        out.resize(self.padded_rows, 0.0);
        out
    }

    /// `Z beta`, with padding.
    pub(crate) fn times(&self, beta: &[f64]) -> Vec<f32> {
        let beta: Vec<f32> = beta.iter().map(|b| *b as f32).collect();
        kernels::times(self.as_columns(), &beta)
    }

    /// `Z' v` for a padded vector.
    pub(crate) fn transposed_times(&self, v: &[f32]) -> Vec<f64> {
        kernels::transposed_times(self.as_columns(), v)
    }

    /// The symmetric matrix `Z' diag(weights) Z`, row-major, for padded weights.
    pub(crate) fn gram(&self, weights: &[f32]) -> Vec<f64> {
        kernels::gram(self.as_columns(), weights)
    }

    fn as_columns(&self) -> Columns<'_> {
        Columns::new(&self.data, self.padded_rows, self.columns)
    }
}
