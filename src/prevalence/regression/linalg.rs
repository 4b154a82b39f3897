//! Small dense matrices: products, forms and the Cholesky factor.

/// Inner product in eight interleaved partial sums.
pub(in crate::prevalence) fn dot(a: &[f64], b: &[f64]) -> f64 {
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
pub(in crate::prevalence) fn product(a: &[f64], b: &[f64], d: usize) -> Vec<f64> {
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
pub(in crate::prevalence) fn quadratic_form(a: &[f64], v: &[f64]) -> f64 {
    if v.is_empty() {
        return 0.0;
    }
    a.chunks_exact(v.len()).zip(v).map(|(row, x)| x * dot(row, v)).sum()
}

/// Adds `value` to the diagonal of a row-major `d x d` matrix.
pub(in crate::prevalence) fn add_diagonal(a: &mut [f64], d: usize, value: f64) {
    for j in 0..d {
        a[j * d + j] += value;
    }
}

/// The lower triangular factor `L` of a positive definite matrix `A = L L'`.
#[derive(Debug, Clone)]
pub(in crate::prevalence) struct Cholesky {
    d: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a symmetric row-major `d x d` matrix. A matrix that rounding has made indefinite is repaired by the
    /// smallest ridge out of a growing series, so the result always exists.
    pub(in crate::prevalence) fn new(a: &[f64], d: usize) -> Self {
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
    pub(in crate::prevalence) fn log_determinant(&self) -> f64 {
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
    pub(in crate::prevalence) fn inverse_form(&self, b: &[f64]) -> f64 {
        let y = self.forward(b);
        dot(&y, &y)
    }

    /// `A^-1 b`.
    pub(in crate::prevalence) fn solve(&self, b: &[f64]) -> Vec<f64> {
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
    pub(in crate::prevalence) fn inverse(&self) -> Vec<f64> {
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

    /// `Z'Z + .3 I` for a `Z` of sixty rows.
    fn example(d: usize) -> Vec<f64> {
        let z = |row: usize, j: usize| ((row * 7 + j * 13) % 11) as f64 / 5.0 - 1.0 + (row * j) as f64 * 1e-3;
        let sum = |i: usize, j: usize| (0..60).map(|row| z(row, i) * z(row, j)).sum::<f64>();
        (0..d * d).map(|at| sum(at / d, at % d) + if at / d == at % d { 0.3 } else { 0.0 }).collect()
    }

    #[test]
    fn cholesky_solves_inverts_and_measures() {
        let d = 6;
        let a = example(d);
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
