//! Maximising a smooth concave function under linear inequalities, by a primal-dual interior-point method.
//!
//! Boyd and Vandenberghe, Convex Optimization (2004), section 11.7: Newton steps on the perturbed optimality conditions,
//! cut back so that slacks and multipliers stay positive and the residual falls. Every point on the way is feasible.
//! Problems here have at most a few dozen variables, so everything is dense but the constraints.

use crate::stats::Cholesky;

/// Most Newton steps; a dozen or two are usual.
const MAX_STEPS: usize = 80;
/// How much faster than the present gap the path is followed.
const CENTERING_FACTOR: f64 = 12.0;
/// Part of the way to the boundary that a step goes at most.
const TO_BOUNDARY: f64 = 0.99;
/// Residual fall that a step must bring, as a part of what the linear model promises.
const SUFFICIENT: f64 = 0.01;
const MIN_STEP: f64 = 1e-8;

/// A concave function with its derivatives.
pub(super) trait Concave {
    /// Number of variables.
    fn size(&self) -> usize;

    /// Value at `x`, which is strictly inside the constraints; writes the gradient, and the negative Hessian row by row.
    fn evaluate(&self, x: &[f64], gradient: &mut [f64], hessian: &mut [f64]) -> f64;
}

/// `sum of coefficient x variable <= limit`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) coefficients: Vec<(usize, f64)>,
    pub(super) limit: f64,
}

impl Row {
    fn slack(&self, x: &[f64]) -> f64 {
        self.limit - self.along(x)
    }

    fn along(&self, x: &[f64]) -> f64 {
        self.coefficients.iter().map(|(i, coefficient)| coefficient * x[*i]).sum()
    }
}

/// Where the method stands after a step.
pub(super) struct Iterate<'a> {
    pub(super) x: &'a [f64],
    pub(super) value: f64,
    pub(super) gradient: &'a [f64],
    /// Multiplier of each row.
    pub(super) multipliers: &'a [f64],
}

/// Follows the path from `x`, which lies strictly inside all rows, until `enough` says so or no step helps.
pub(super) fn maximise(
    function: &impl Concave,
    rows: &[Row],
    x: Vec<f64>,
    mut enough: impl FnMut(&Iterate) -> bool,
) -> Vec<f64> {
    let size = function.size();
    let mut here = Point::new(function, rows, x);
    for _ in 0..MAX_STEPS {
        if enough(&here.iterate()) {
            break;
        }
        let gap: f64 = here.multipliers.iter().zip(&here.slacks).map(|(m, s)| m * s).sum();
        let tau = gap / (CENTERING_FACTOR * rows.len() as f64);
        let Some(factor) = Cholesky::new(&here.system(rows), size) else {
            break;
        };
        let step = factor.solve(&here.right_side(rows, tau));
        let Some(next) = here.step(function, rows, &step, tau) else {
            break;
        };
        here = next;
    }
    here.x
}

struct Point {
    x: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
    slacks: Vec<f64>,
    multipliers: Vec<f64>,
}

impl Point {
    fn new(function: &impl Concave, rows: &[Row], x: Vec<f64>) -> Self {
        let size = function.size();
        let (mut gradient, mut hessian) = (vec![0.0; size], vec![0.0; size * size]);
        let value = function.evaluate(&x, &mut gradient, &mut hessian);
        let slacks: Vec<f64> = rows.iter().map(|row| row.slack(&x)).collect();
        let scale = gradient.iter().fold(1e-6, |max: f64, g| max.max(g.abs()));
        let typical = slacks.iter().copied().fold(0.0, f64::max);
        let multipliers = slacks.iter().map(|slack| 0.1 * scale * typical / slack).collect();
        Self { x, value, gradient, hessian, slacks, multipliers }
    }

    fn iterate(&self) -> Iterate<'_> {
        Iterate { x: &self.x, value: self.value, gradient: &self.gradient, multipliers: &self.multipliers }
    }

    /// The negative Hessian and, for each row, multiplier over slack.
    fn system(&self, rows: &[Row]) -> Vec<f64> {
        let size = self.x.len();
        let mut system = self.hessian.clone();
        for ((row, slack), multiplier) in rows.iter().zip(&self.slacks).zip(&self.multipliers) {
            let weight = multiplier / slack;
            for (i, a) in &row.coefficients {
                let line = &mut system[i * size..(i + 1) * size];
                row.coefficients.iter().for_each(|(j, b)| line[*j] += weight * a * b);
            }
        }
        system
    }

    fn right_side(&self, rows: &[Row], tau: f64) -> Vec<f64> {
        let mut right = self.gradient.clone();
        for (row, slack) in rows.iter().zip(&self.slacks) {
            row.coefficients.iter().for_each(|(i, a)| right[*i] -= a * tau / slack);
        }
        right
    }

    /// Squared norm of the optimality conditions perturbed by `tau`.
    fn residual(&self, rows: &[Row], tau: f64) -> f64 {
        let mut dual: Vec<f64> = self.gradient.iter().map(|g| -g).collect();
        for (row, multiplier) in rows.iter().zip(&self.multipliers) {
            row.coefficients.iter().for_each(|(i, a)| dual[*i] += a * multiplier);
        }
        let central = self.multipliers.iter().zip(&self.slacks).map(|(m, s)| (m * s - tau).powi(2));
        dual.iter().map(|d| d * d).sum::<f64>() + central.sum::<f64>()
    }

    /// The point after as much of `step` as is feasible and lowers the residual; `None` if none does.
    fn step(&self, function: &impl Concave, rows: &[Row], step: &[f64], tau: f64) -> Option<Self> {
        let along: Vec<f64> = rows.iter().map(|row| row.along(step)).collect();
        let pairs = self.multipliers.iter().zip(&self.slacks).zip(&along);
        let rise: Vec<f64> = pairs.map(|((m, s), a)| tau / s - m + m / s * a).collect();
        let falling = |values: &[f64], falls: &mut dyn Iterator<Item = f64>| -> f64 {
            values
                .iter()
                .zip(falls)
                .filter(|(_, fall)| *fall > 0.0)
                .map(|(v, fall)| v / fall)
                .fold(f64::INFINITY, f64::min)
        };
        let primal = falling(&self.slacks, &mut along.iter().copied());
        let dual = falling(&self.multipliers, &mut rise.iter().map(|r| -r));
        let mut length = (TO_BOUNDARY * primal.min(dual)).min(1.0);
        let before = self.residual(rows, tau);
        let size = self.x.len();
        let mut next = Self::blank(size, rows.len());
        while length > MIN_STEP {
            for (to, (from, s)) in next.x.iter_mut().zip(self.x.iter().zip(step)) {
                *to = from + length * s;
            }
            for (to, (from, r)) in next.multipliers.iter_mut().zip(self.multipliers.iter().zip(&rise)) {
                *to = from + length * r;
            }
            for (to, row) in next.slacks.iter_mut().zip(rows) {
                *to = row.slack(&next.x);
            }
            if next.slacks.iter().all(|slack| *slack > 0.0) {
                next.value = function.evaluate(&next.x, &mut next.gradient, &mut next.hessian);
                let promised = (1.0 - SUFFICIENT * length).powi(2) * before;
                if next.residual(rows, tau) <= promised {
                    return Some(next);
                }
            }
            length *= 0.5;
        }
        None
    }

    fn blank(size: usize, rows: usize) -> Self {
        Self {
            x: vec![0.0; size],
            value: 0.0,
            gradient: vec![0.0; size],
            hessian: vec![0.0; size * size],
            slacks: vec![0.0; rows],
            multipliers: vec![0.0; rows],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `-|x - to|^2 / 2`.
    struct Bowl(Vec<f64>);

    impl Concave for Bowl {
        fn size(&self) -> usize {
            self.0.len()
        }

        fn evaluate(&self, x: &[f64], gradient: &mut [f64], hessian: &mut [f64]) -> f64 {
            gradient.iter_mut().zip(x.iter().zip(&self.0)).for_each(|(g, (x, to))| *g = to - x);
            hessian.fill(0.0);
            (0..self.0.len()).for_each(|i| hessian[i * self.0.len() + i] = 1.0);
            -x.iter().zip(&self.0).map(|(x, to)| (x - to).powi(2)).sum::<f64>() / 2.0
        }
    }

    #[test]
    fn a_bowl_over_a_simplex_is_met_at_the_projection() {
        let bowl = Bowl(vec![0.9, 0.5, -0.3]);
        let mut rows: Vec<Row> = (0..3).map(|i| Row { coefficients: vec![(i, -1.0)], limit: 0.0 }).collect();
        rows.push(Row { coefficients: vec![(0, 1.0), (1, 1.0), (2, 1.0)], limit: 1.0 });
        let mut steps = 0;
        let x = maximise(&bowl, &rows, vec![0.2; 3], |here| {
            steps += 1;
            let slack = |row: &Row| row.slack(here.x);
            rows.iter().zip(here.multipliers).map(|(row, m)| m * slack(row)).sum::<f64>() < 1e-12
        });
        println!("{steps} steps");
        assert!(x.iter().zip([0.7, 0.3, 0.0]).all(|(x, to)| (x - to).abs() < 1e-5), "{x:?}");
        assert!(steps < 30);
    }
}
