//! The state of the filter, and the products that it is updated by, in registers of the machine.

use std::array::from_fn;

use pulp::Simd;

use super::filter::{Design, Dynamics};

/// Rows of a covariance are filled up with zeros to a multiple of this, which the widest registers have.
pub(super) const LANES: usize = 4;

/// Mean and covariance (row by row) of the state before a period's observation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) mean: Vec<f64>,
    pub(super) covariance: Vec<f64>,
}

/// The same with the mean and the rows of the covariance filled up.
pub(super) struct Filled {
    pub(super) mean: Vec<f64>,
    pub(super) covariance: Vec<f64>,
    width: usize,
}

impl Filled {
    /// The state before the first period, of size `d`.
    pub(super) fn first(design: &Design, dynamics: Dynamics, d: usize) -> Self {
        let width = d.next_multiple_of(LANES);
        let (mut mean, mut covariance) = (vec![0.0; width], vec![0.0; d * width]);
        mean[0] = design.level.0;
        covariance[0] = design.level.1.powi(2);
        for (j, (coefficient, sd)) in (1..).zip(&design.coefficients) {
            mean[j] = *coefficient;
            covariance[j * width + j] = sd * sd;
        }
        if dynamics.has_deviation() {
            covariance[(d - 1) * width + d - 1] = dynamics.deviation.1.powi(2);
        }
        Self { mean, covariance, width }
    }

    /// One period on.
    #[inline(always)]
    pub(super) fn step(&mut self, d: usize, dynamics: Dynamics, jump: f64) {
        self.covariance[0] += dynamics.level_sd.powi(2) + jump;
        if dynamics.has_deviation() {
            let (phi, width, last) = (dynamics.deviation.0, d.next_multiple_of(LANES), d - 1);
            self.mean[last] *= phi;
            self.covariance.chunks_exact_mut(width).for_each(|row| row[last] *= phi);
            let row = &mut self.covariance[last * width..][..width];
            row.iter_mut().for_each(|own| *own *= phi);
            row[last] += dynamics.step_variance();
        }
    }

    /// Without what it was filled up with.
    pub(super) fn cut(&self, d: usize) -> State {
        let covariance = self.covariance.chunks_exact(self.width).flat_map(|row| &row[..d]).copied().collect();
        State { mean: self.mean[..d].to_vec(), covariance }
    }
}

/// `out` becomes the product of the symmetric `matrix`, whose rows are filled up, and `vector`. So many registers of a row
/// are worked on at once as `AT_ONCE` says.
#[inline(always)]
pub(super) fn times_symmetric<S: Simd, const AT_ONCE: usize>(simd: S, matrix: &[f64], vector: &[f64], out: &mut [f64]) {
    let (matrix, out) = (S::as_simd_f64s(matrix).0, S::as_mut_simd_f64s(out).0);
    let of_row = out.len();
    for (block, out) in out.chunks_exact_mut(AT_ONCE).enumerate() {
        let mut sums = [simd.splat_f64s(0.0); AT_ONCE];
        for (row, x) in matrix.chunks_exact(of_row).zip(vector) {
            let (row, x) = (&row[block * AT_ONCE..][..AT_ONCE], simd.splat_f64s(*x));
            sums = from_fn(|r| simd.mul_add_e_f64s(x, row[r], sums[r]));
        }
        out.copy_from_slice(&sums);
    }
}

/// Adds `factors[i]` times `values` to row `i` of `sums`, whose rows are as long as the values and filled up.
#[inline(always)]
pub(super) fn add_times<S: Simd, const AT_ONCE: usize>(simd: S, sums: &mut [f64], factors: &[f64], values: &[f64]) {
    let (sums, values) = (S::as_mut_simd_f64s(sums).0, S::as_simd_f64s(values).0);
    let of_row = values.len();
    for (block, values) in values.chunks_exact(AT_ONCE).enumerate() {
        let values: [_; AT_ONCE] = from_fn(|r| values[r]);
        for (row, factor) in sums.chunks_exact_mut(of_row).zip(factors) {
            let (row, factor) = (&mut row[block * AT_ONCE..][..AT_ONCE], simd.splat_f64s(*factor));
            for (sum, value) in row.iter_mut().zip(values) {
                *sum = simd.mul_add_e_f64s(factor, value, *sum);
            }
        }
    }
}

/// The inner product of two filled vectors.
#[inline(always)]
pub(super) fn padded_dot<S: Simd>(simd: S, a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (S::as_simd_f64s(a).0, S::as_simd_f64s(b).0);
    let sum = a.iter().zip(b).fold(simd.splat_f64s(0.0), |sum, (a, b)| simd.mul_add_e_f64s(*a, *b, sum));
    simd.reduce_sum_f64s(sum)
}

#[cfg(test)]
mod tests {
    use pulp::{Arch, WithSimd};

    use super::*;

    struct Products<'a> {
        matrix: &'a [f64],
        vector: &'a [f64],
        filled: &'a [f64],
    }

    impl WithSimd for Products<'_> {
        /// The product, the inner product with the vector, and the matrix less an outer product.
        type Output = (Vec<f64>, f64, Vec<f64>);

        fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
            let mut product = vec![0.0; self.filled.len()];
            let mut less = self.matrix.to_vec();
            let factors: Vec<f64> = self.vector.iter().map(|x| -x).collect();
            match self.filled.len() {
                8 => times_symmetric::<S, 2>(simd, self.matrix, self.vector, &mut product),
                12 => times_symmetric::<S, 3>(simd, self.matrix, self.vector, &mut product),
                _ => times_symmetric::<S, 1>(simd, self.matrix, self.vector, &mut product),
            }
            match self.filled.len() {
                8 => add_times::<S, 2>(simd, &mut less, &factors, self.filled),
                12 => add_times::<S, 3>(simd, &mut less, &factors, self.filled),
                _ => add_times::<S, 1>(simd, &mut less, &factors, self.filled),
            }
            let dot = padded_dot(simd, &product, self.filled);
            (product, dot, less)
        }
    }

    #[test]
    fn products_of_filled_rows_equal_the_definition() {
        for d in [1_usize, 2, 3, 8, 9, 12, 13] {
            let width = d.next_multiple_of(LANES);
            let entry = |i: usize, j: usize| 1.0 / (1.0 + (i + j) as f64);
            let vector: Vec<f64> = (0..d).map(|i| (i as f64 * 0.7).sin()).collect();
            let mut filled = vector.clone();
            filled.resize(width, 0.0);
            let at = |k: usize| if k % width < d { entry(k / width, k % width) } else { 0.0 };
            let matrix: Vec<f64> = (0..d * width).map(at).collect();
            let (product, dot, less) =
                Arch::new().dispatch(Products { matrix: &matrix, vector: &vector, filled: &filled });
            let expected = |i: usize| (0..d).map(|j| entry(i, j) * vector[j]).sum::<f64>();
            assert!((0..d).all(|i| (product[i] - expected(i)).abs() < 1e-12), "{d}: {product:?}");
            assert!((dot - (0..d).map(|i| expected(i) * vector[i]).sum::<f64>()).abs() < 1e-12, "{d}");
            let outer = |k: usize| at(k) - vector[k / width] * filled[k % width];
            assert!((0..d * width).all(|k| (less[k] - outer(k)).abs() < 1e-12), "{d}");
        }
    }
}
