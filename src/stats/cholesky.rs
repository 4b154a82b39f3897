//! The Cholesky factor of a positive definite matrix.
//!
//! `linfa-linalg` factors an `Array2` by scalar loops and stops there: the determinant, the inverse, draws and the repair
//! of matrices that rounding made indefinite would still be ours, on copies of the slices that the callers hold.

use super::matrix::{add_diagonal, dot};

/// The lower triangular factor `L` of a positive definite matrix `A = L L'`.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    d: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a symmetric row-major `d x d` matrix; `None` where it is not positive definite.
    pub(crate) fn new(a: &[f64], d: usize) -> Option<Self> {
        Self::with_ridge(a, d, 0.0)
    }

    /// Factors a covariance of which some directions may have no variance: they get none in draws. It cannot be solved
    /// with.
    pub(crate) fn semidefinite(a: &[f64], d: usize) -> Self {
        let mut lower = vec![0.0; d * d];
        for i in 0..d {
            for j in 0..=i {
                let rest = a[i * d + j] - dot(&lower[i * d..i * d + j], &lower[j * d..j * d + j]);
                lower[i * d + j] = match lower[j * d + j] {
                    _ if i == j => rest.max(0.0).sqrt(),
                    pivot if pivot > 1e-9 => rest / pivot,
                    _ => 0.0,
                };
            }
        }
        Self { d, lower }
    }

    /// Factors a symmetric row-major `d x d` matrix. A matrix that rounding has made indefinite is repaired by the
    /// smallest ridge out of a growing series, so the result always exists.
    pub(crate) fn repaired(a: &[f64], d: usize) -> Self {
        let largest = (0..d).map(|j| a[j * d + j].abs()).fold(0.0, f64::max);
        let mut ridge = 0.0;
        for attempt in 0..12 {
            if let Some(factor) = Self::with_ridge(a, d, ridge) {
                return factor;
            }
            ridge = (largest + 1e-12) * 1e-12 * 10f64.powi(attempt);
        }
        // Only a matrix with entries that are not finite comes here: the identity keeps steps short and finite.
        let mut lower = vec![0.0; d * d];
        add_diagonal(&mut lower, d, 1.0);
        Self { d, lower }
    }

    fn with_ridge(a: &[f64], d: usize, ridge: f64) -> Option<Self> {
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
        Some(Self { d, lower: l })
    }

    /// `L x`: independent standard normal numbers `x` become draws with covariance `A`.
    pub(crate) fn times(&self, x: &[f64]) -> Vec<f64> {
        (0..self.d).map(|i| self.row_times(i, x)).collect()
    }

    /// Entry `i` of `L x`.
    pub(crate) fn row_times(&self, i: usize, x: &[f64]) -> f64 {
        self.lower[i * self.d..=i * self.d + i].iter().zip(x).map(|(l, x)| l * x).sum()
    }

    /// `ln |A|`.
    pub(crate) fn log_determinant(&self) -> f64 {
        (0..self.d).map(|j| 2.0 * self.lower[j * self.d + j].ln()).sum()
    }

    /// `L^-1 b`: its squared length is `b' A^-1 b`.
    pub(crate) fn forward(&self, b: &[f64]) -> Vec<f64> {
        let d = self.d;
        let mut y = vec![0.0; d];
        for i in 0..d {
            let row = &self.lower[i * d..i * d + i + 1];
            y[i] = (b[i] - dot(&row[..i], &y[..i])) / row[i];
        }
        y
    }

    /// `b' A^-1 b`.
    pub(crate) fn inverse_form(&self, b: &[f64]) -> f64 {
        let y = self.forward(b);
        dot(&y, &y)
    }

    /// `A^-1 b`.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
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
    pub(crate) fn inverse(&self) -> Vec<f64> {
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
    use super::super::matrix::{product, quadratic_form};
    use super::*;

    /// `Z'Z + .3 I` for a `Z` of sixty rows.
    fn example(d: usize) -> Vec<f64> {
        let z = |row: usize, j: usize| ((row * 7 + j * 13) % 11) as f64 / 5.0 - 1.0 + (row * j) as f64 * 1e-3;
        let sum = |i: usize, j: usize| (0..60).map(|row| z(row, i) * z(row, j)).sum::<f64>();
        (0..d * d).map(|at| sum(at / d, at % d) + if at / d == at % d { 0.3 } else { 0.0 }).collect()
    }

    #[test]
    fn solves_inverts_and_has_the_determinant() {
        let d = 6;
        let a = example(d);
        let factor = Cholesky::new(&a, d).expect("positive definite");
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
        let difference = Cholesky::repaired(&scaled, d).log_determinant() - factor.log_determinant();
        assert!((difference - 6.0 * 2f64.ln()).abs() < 1e-9);
    }

    #[test]
    fn turns_standard_normals_into_draws_with_the_covariance() {
        let factor = Cholesky::new(&[4.0, 1.0, 0.5, 1.0, 3.0, 0.2, 0.5, 0.2, 2.0], 3).expect("positive definite");
        let unit = factor.times(&[1.0, 0.0, 0.0]);
        assert!(unit.iter().zip([2.0, 0.5, 0.25]).all(|(a, b)| (a - b).abs() < 1e-12), "{unit:?}");
    }

    #[test]
    fn repairs_a_matrix_that_is_not_positive_definite() {
        for a in [vec![1.0, 2.0, 2.0, 1.0], vec![0.0; 4], vec![f64::NAN; 4]] {
            assert!(Cholesky::new(&a, 2).is_none());
            let x = Cholesky::repaired(&a, 2).solve(&[1.0, 1.0]);
            assert!(x.iter().all(|v| v.is_finite()), "{x:?}");
        }
    }
}
