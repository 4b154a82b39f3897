//! Dense kernels: a column-major design matrix, weighted cross products and the Cholesky factor.
//!
//! Every sum is taken in an order that does not depend on threads: the same input gives the same bytes.

use std::sync::OnceLock;

use ndarray::{Array2, ArrayView1, Axis, ShapeBuilder, Zip};

/// Rows are padded with zeros to a multiple of this.
const ROW_PAD: usize = 8;
/// Rows of a block in [`Design::gram`]: its sums in single precision lose less than a millionth.
const ROW_BLOCK: usize = 512;

/// Rows of covariates with an intercept in column 0, stored by column and padded with zeros.
#[derive(Debug, Clone)]
pub(super) struct Design {
    rows: usize,
    padded_rows: usize,
    columns: usize,
    data: Vec<f64>,
    /// The same in single precision, for [`gram`](Self::gram): once filled, the design is not written again.
    single: OnceLock<Array2<f32>>,
}

impl Design {
    /// An empty design of `rows` rows and `covariates + 1` columns; the intercept is set, the rest is zero.
    pub(super) fn new(rows: usize, covariates: usize) -> Self {
        let padded_rows = rows.div_ceil(ROW_PAD) * ROW_PAD;
        let columns = covariates + 1;
        let mut data = vec![0.0; padded_rows * columns];
        data[..rows].fill(1.0);
        Self { rows, padded_rows, columns, data, single: OnceLock::new() }
    }

    /// Number of rows, padding not counted.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Length of a column with its padding, which every row vector of this module shares.
    pub(super) fn padded_rows(&self) -> usize {
        self.padded_rows
    }

    /// Number of columns with the intercept, padding not counted.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Column `j` without its padding.
    pub(super) fn column(&self, j: usize) -> &[f64] {
        &self.padded_column(j)[..self.rows]
    }

    /// Column `j` without its padding, to be written.
    pub(super) fn column_mut(&mut self, j: usize) -> &mut [f64] {
        let start = j * self.padded_rows;
        &mut self.data[start..start + self.rows]
    }

    fn padded_column(&self, j: usize) -> &[f64] {
        &self.data[j * self.padded_rows..(j + 1) * self.padded_rows]
    }

    /// The rows of `self` followed by those of `other`, which has the same columns.
    pub(super) fn stacked(&self, other: &Self) -> Self {
        let mut out = Self::new(self.rows + other.rows, self.columns - 1);
        for j in 0..self.columns {
            let column = out.column_mut(j);
            column[..self.rows].copy_from_slice(self.column(j));
            column[self.rows..].copy_from_slice(other.column(j));
        }
        out
    }

    /// The chosen rows, in the given order.
    pub(super) fn select(&self, rows: &[usize]) -> Self {
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
    pub(super) fn widened(&self, more: Vec<Vec<f64>>) -> Self {
        let mut out = Self::new(self.rows, self.columns - 1 + more.len());
        out.data[..self.data.len()].copy_from_slice(&self.data);
        for (j, values) in (self.columns..).zip(more) {
            out.column_mut(j).copy_from_slice(&values);
        }
        out
    }

    /// `Z beta`, with padding.
    pub(super) fn times(&self, beta: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.padded_rows];
        for (j, &b) in beta.iter().enumerate() {
            if b != 0.0 {
                for (o, z) in out.iter_mut().zip(self.padded_column(j)) {
                    *o += b * z;
                }
            }
        }
        out
    }

    /// `Z' v` for a padded row vector.
    pub(super) fn transposed_times(&self, v: &[f64]) -> Vec<f64> {
        (0..self.columns).map(|j| dot(self.padded_column(j), v)).collect()
    }

    /// The symmetric matrix `Z' diag(weights) Z`, row-major, for padded weights. Products are taken in single precision
    /// and blocks of rows added up in double: covariances and Newton's steps need no more.
    pub(super) fn gram(&self, weights: &[f64]) -> Vec<f64> {
        let single = self.single.get_or_init(|| {
            let shape = (self.padded_rows, self.columns).f();
            Array2::from_shape_fn(shape, |(row, column)| self.data[column * self.padded_rows + row] as f32)
        });
        let mut sums = Array2::<f64>::zeros((self.columns, self.columns));
        for (block, weights) in single.axis_chunks_iter(Axis(0), ROW_BLOCK).zip(weights.chunks(ROW_BLOCK)) {
            let weights = ArrayView1::from(weights).mapv(|w| w as f32);
            let mut scaled = Array2::zeros(block.raw_dim().f());
            for (mut column, of_block) in scaled.columns_mut().into_iter().zip(block.columns()) {
                Zip::from(&mut column).and(&of_block).and(&weights).for_each(|s, z, w| *s = z * w);
            }
            Zip::from(&mut sums).and(&scaled.t().dot(&block)).for_each(|sum, x| *sum += f64::from(*x));
        }
        // Rounding differs between the halves.
        let d = self.columns;
        (0..d * d).map(|at| sums[[(at / d).min(at % d), (at / d).max(at % d)]]).collect()
    }
}

/// Inner product in eight interleaved partial sums.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for k in 0..8 {
            sums[k] += x[k] * y[k];
        }
    }
    rest + ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}

/// The product of two symmetric row-major `d x d` matrices.
pub(super) fn product(a: &[f64], b: &[f64], d: usize) -> Vec<f64> {
    let mut out = vec![0.0; d * d];
    if d == 0 {
        return out;
    }
    for (row, a_row) in out.chunks_exact_mut(d).zip(a.chunks_exact(d)) {
        for (&x, b_row) in a_row.iter().zip(b.chunks_exact(d)) {
            for (o, y) in row.iter_mut().zip(b_row) {
                *o += x * y;
            }
        }
    }
    out
}

/// `v' A v` for a row-major `d x d` matrix.
pub(super) fn quadratic_form(a: &[f64], v: &[f64]) -> f64 {
    if v.is_empty() {
        return 0.0;
    }
    a.chunks_exact(v.len()).zip(v).map(|(row, x)| x * dot(row, v)).sum()
}

/// Adds `value` to the diagonal of a row-major `d x d` matrix.
pub(super) fn add_diagonal(a: &mut [f64], d: usize, value: f64) {
    for j in 0..d {
        a[j * d + j] += value;
    }
}

/// The lower triangular factor `L` of a positive definite matrix `A = L L'`.
#[derive(Debug, Clone)]
pub(super) struct Cholesky {
    d: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a symmetric row-major `d x d` matrix. A matrix that rounding has made indefinite is repaired by the
    /// smallest ridge out of a growing series, so the result always exists.
    pub(super) fn new(a: &[f64], d: usize) -> Self {
        let largest = (0..d).map(|j| a[j * d + j].abs()).fold(0.0, f64::max);
        let mut ridge = 0.0;
        for attempt in 0..12 {
            if let Some(lower) = Self::lower(a, d, ridge) {
                return Self { d, lower };
            }
            ridge = (largest + 1e-12) * 1e-12 * 10f64.powi(attempt);
        }
        // Only a matrix with entries that are not finite comes here: the identity keeps steps short and finite.
        let mut lower = vec![0.0; d * d];
        add_diagonal(&mut lower, d, 1.0);
        Self { d, lower }
    }

    fn lower(a: &[f64], d: usize, ridge: f64) -> Option<Vec<f64>> {
        let mut l = vec![0.0; d * d];
        for i in 0..d {
            let (done, rest) = l.split_at_mut(i * d);
            let row = &mut rest[..d];
            for j in 0..i {
                let other = &done[j * d..j * d + j + 1];
                row[j] = (a[i * d + j] - dot(&row[..j], &other[..j])) / other[j];
            }
            let pivot = a[i * d + i] + ridge - dot(&row[..i], &row[..i]);
            if !(pivot > 0.0 && pivot.is_finite()) {
                return None;
            }
            row[i] = pivot.sqrt();
        }
        Some(l)
    }

    /// `ln |A|`.
    pub(super) fn log_determinant(&self) -> f64 {
        (0..self.d).map(|j| 2.0 * self.lower[j * self.d + j].ln()).sum()
    }

    /// `L^-1 b`: its squared length is `b' A^-1 b`.
    fn forward(&self, b: &[f64]) -> Vec<f64> {
        let d = self.d;
        let mut y = vec![0.0; d];
        for i in 0..d {
            let row = &self.lower[i * d..i * d + i + 1];
            y[i] = (b[i] - dot(&row[..i], &y[..i])) / row[i];
        }
        y
    }

    /// `b' A^-1 b`.
    pub(super) fn inverse_form(&self, b: &[f64]) -> f64 {
        let y = self.forward(b);
        dot(&y, &y)
    }

    /// `A^-1 b`.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let d = self.d;
        let mut x = self.forward(b);
        for i in (0..d).rev() {
            let row = &self.lower[i * d..i * d + i + 1];
            x[i] /= row[i];
            let value = x[i];
            for (o, l) in x[..i].iter_mut().zip(row) {
                *o -= l * value;
            }
        }
        x
    }

    /// `A^-1`, row-major.
    pub(super) fn inverse(&self) -> Vec<f64> {
        let d = self.d;
        // Rows of L^-1 transposed, so that A^-1 = (L^-1)' L^-1 is a sum over rows of outer products.
        let mut inverse_lower = vec![0.0; d * d];
        for i in 0..d {
            let (done, rest) = inverse_lower.split_at_mut(i * d);
            let row = &mut rest[..d];
            let l = &self.lower[i * d..i * d + i + 1];
            for (j, &factor) in l[..i].iter().enumerate() {
                for (o, v) in row[..=j].iter_mut().zip(&done[j * d..j * d + j + 1]) {
                    *o -= factor * v;
                }
            }
            for o in &mut row[..i] {
                *o /= l[i];
            }
            row[i] = 1.0 / l[i];
        }
        let mut out = vec![0.0; d * d];
        for k in 0..d {
            let row = &inverse_lower[k * d..k * d + k + 1];
            for (i, &x) in row.iter().enumerate() {
                for (o, y) in out[i * d..i * d + i + 1].iter_mut().zip(row) {
                    *o += x * y;
                }
            }
        }
        for i in 0..d {
            for j in 0..i {
                out[j * d + i] = out[i * d + j];
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(rows: usize, covariates: usize) -> Design {
        let mut design = Design::new(rows, covariates);
        for j in 1..=covariates {
            for (i, z) in design.column_mut(j).iter_mut().enumerate() {
                *z = ((i * 7 + j * 13) % 11) as f64 / 5.0 - 1.0 + (i * j) as f64 * 1e-3;
            }
        }
        design
    }

    #[test]
    fn gram_equals_the_definition() {
        for (rows, covariates) in [(1, 0), (5, 1), (137, 6), (300, 4)] {
            let design = example(rows, covariates);
            let mut weights = vec![0.0; design.padded_rows()];
            for (i, w) in weights[..rows].iter_mut().enumerate() {
                *w = 0.5 + (i % 3) as f64;
            }
            let gram = design.gram(&weights);
            let d = covariates + 1;
            for i in 0..d {
                for j in 0..d {
                    let expected: f64 = (0..rows).map(|r| design.column(i)[r] * design.column(j)[r] * weights[r]).sum();
                    assert!((gram[i * d + j] - expected).abs() < 1e-5 * (1.0 + expected.abs()));
                }
            }
        }
    }

    #[test]
    fn cholesky_solves_inverts_and_measures() {
        let design = example(60, 5);
        let d = 6;
        let mut a = design.gram(&vec![1.0; design.padded_rows()]);
        add_diagonal(&mut a, d, 0.3);
        let factor = Cholesky::new(&a, d);
        let identity = product(&a, &factor.inverse(), d);
        for i in 0..d {
            for j in 0..d {
                assert!((identity[i * d + j] - f64::from(u8::from(i == j))).abs() < 1e-9);
            }
        }
        let b: Vec<f64> = (0..d).map(|j| j as f64 - 2.0).collect();
        let x = factor.solve(&b);
        assert!((dot(&x, &b) - factor.inverse_form(&b)).abs() < 1e-9);
        assert!((quadratic_form(&a, &x) - factor.inverse_form(&b)).abs() < 1e-9);
        let scaled: Vec<f64> = a.iter().map(|v| v * 2.0).collect();
        let difference = Cholesky::new(&scaled, d).log_determinant() - factor.log_determinant();
        assert!((difference - 6.0 * 2f64.ln()).abs() < 1e-9);
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_still_has_a_factor() {
        for a in [vec![1.0, 1.0, 1.0, 1.0], vec![0.0; 4], vec![f64::NAN; 4]] {
            let x = Cholesky::new(&a, 2).solve(&[1.0, 1.0]);
            assert!(x.iter().all(|v| v.is_finite()), "{x:?}");
        }
    }
}
