//! Solving with small symmetric positive definite matrices.

/// The lower triangular factor of a matrix.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a `size` x `size` matrix given row by row; `None` if it is not positive definite.
    pub(crate) fn new(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| lower[i * size + k] * lower[j * size + k]).sum();
                let rest = matrix[i * size + j] - dot;
                if i == j {
                    if rest.is_nan() || rest <= 0.0 {
                        return None;
                    }
                    lower[i * size + i] = rest.sqrt();
                } else {
                    lower[i * size + j] = rest / lower[j * size + j];
                }
            }
        }
        Some(Self { size, lower })
    }

    /// Solves `L y = right`.
    pub(super) fn forward(&self, right: &[f64]) -> Vec<f64> {
        let mut y = right.to_vec();
        for i in 0..self.size {
            let row = &self.lower[i * self.size..];
            let dot: f64 = (0..i).map(|k| row[k] * y[k]).sum();
            y[i] = (y[i] - dot) / row[i];
        }
        y
    }

    /// `L x`: standard normal numbers come out with covariance `A`.
    pub(super) fn times(&self, x: &[f64]) -> Vec<f64> {
        let row = |i: usize| &self.lower[i * self.size..=i * self.size + i];
        (0..self.size).map(|i| row(i).iter().zip(x).map(|(l, x)| l * x).sum()).collect()
    }

    /// Solves `A x = right`.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = self.forward(right);
        for i in (0..self.size).rev() {
            let dot: f64 = (i + 1..self.size).map(|k| self.lower[k * self.size + i] * x[k]).sum();
            x[i] = (x[i] - dot) / self.lower[i * self.size + i];
        }
        x
    }

    /// The inverse, row by row.
    pub(super) fn inverse(&self) -> Vec<f64> {
        let mut inverse = vec![0.0; self.size * self.size];
        for column in 0..self.size {
            let mut unit = vec![0.0; self.size];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[row * self.size + column] = value;
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_solves() {
        let matrix = [4.0, 1.0, 0.5, 1.0, 3.0, 0.2, 0.5, 0.2, 2.0];
        let factor = Cholesky::new(&matrix, 3).expect("positive definite");
        let x = factor.solve(&[1.0, 2.0, 3.0]);
        for (i, right) in [1.0, 2.0, 3.0].into_iter().enumerate() {
            let left: f64 = (0..3).map(|j| matrix[i * 3 + j] * x[j]).sum();
            assert!((left - right).abs() < 1e-12);
        }
        let unit = factor.times(&[1.0, 0.0, 0.0]);
        assert!(unit.iter().zip([2.0, 0.5, 0.25]).all(|(a, b)| (a - b).abs() < 1e-12), "{unit:?}");
        assert!(Cholesky::new(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
    }
}
