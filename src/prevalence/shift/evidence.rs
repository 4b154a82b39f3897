//! How well a tilted panel explains the audience: the evidence of a sparse residual.
//!
//! For a point with residual slopes `b` of covariance `T`, and a prior `b ~ N(0, P)`, the marginal density of the
//! estimate is `N(b; 0, T + P)`. With `P = s^2 I + .64 I_A` the residual is within a spike of width `s` of zero save
//! in the covariates `A` (Mitchell and Beauchamp 1988). Each figure is a log ratio to the dense alternative
//! `P = .25 I`, in which nothing about the residual is sparse.

use rayon::prelude::*;

use super::audience::{BASE, QuadraturePoint, TiltKind};
use super::panel::PanelModel;
use crate::stats::{Cholesky, add_diagonal, dot, exp, exp_all, largest, quadratic_form};

/// Widths of the spike: how exactly the rest of the covariates must agree.
pub(super) const SPIKES: [f64; 3] = [0.02, 0.08, 0.2];
/// Standard deviation of a tilted covariate's slope, over that of the spike.
const SLAB: f64 = 0.8;
/// The same of its quadratic term: a tilt is mostly linear.
const QUADRATIC_SLAB: f64 = 0.1;
/// Standard deviation of every slope under the dense alternative.
pub(super) const DENSE: f64 = 0.5;
/// Covariates that a hypothesis tilts at most.
pub(super) const MAX_TILTED: usize = 3;
/// Label tilts beyond this carry no evidence for a covariate hypothesis (three deviations at the widest spike).
const MAX_COVARIATE_LABEL_TILT: f64 = 1.2;
/// The same for a joint tilt, at the least spike: three deviations at the largest visible tilt.
const MAX_JOINT_LABEL_TILT: f64 = 2.3;
/// Weight of the base point's covariance in each point's, which shrinks it where the weights are uneven.
const SHRINKAGE: f64 = 0.5;
/// Bounds of the factor by which the base point's covariance is scaled to a point's.
const SCALE: (f64, f64) = (0.3, 30.0);

/// The evidence at one point.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// For each spike and number of tilted covariates, the log sum over the subsets visited; minus infinity where a
    /// number was not tried.
    pub(super) sparse: [[f64; MAX_TILTED + 1]; SPIKES.len()],
    /// What the point's own determinant adds to the mass of a label or hidden hypothesis.
    pub(super) determinant: f64,
}

/// The evidence at every point.
pub(super) fn evidence(model: &PanelModel, points: &[QuadraturePoint]) -> Vec<Evidence> {
    let base = BasePoint::new(model, &points[BASE]);
    points.par_iter().map(|point| base.evidence(point)).collect()
}

/// A covariance with its spike, as its inverse and half its negative log determinant.
#[derive(Clone)]
struct Spiked {
    inverse: Vec<f64>,
    half_determinant: f64,
}

impl Spiked {
    fn new(covariance: &[f64], d: usize, spike: f64) -> Self {
        let factor = with_ridge(covariance, d, spike * spike);
        Self { inverse: factor.inverse(), half_determinant: -0.5 * factor.log_determinant() }
    }
}

fn with_ridge(covariance: &[f64], d: usize, ridge: f64) -> Cholesky {
    let mut sum = covariance.to_vec();
    add_diagonal(&mut sum, d, ridge);
    Cholesky::repaired(&sum, d)
}

/// A column and the variance of its slope where its covariate is tilted.
#[derive(Clone, Copy)]
struct Slab {
    column: usize,
    variance: f64,
}

/// What every point is compared with.
struct BasePoint {
    d: usize,
    /// Columns of each source covariate.
    columns: Vec<Vec<Slab>>,
    covariance: Vec<f64>,
    inverse: Vec<f64>,
    spiked: Vec<Spiked>,
    dense_half_determinant: f64,
}

impl BasePoint {
    fn new(model: &PanelModel, point: &QuadraturePoint) -> Self {
        let mut columns = vec![Vec::new(); model.sources()];
        for (column, &source) in model.groups.iter().enumerate() {
            columns[source].push(Slab { column, variance: SLAB * SLAB });
        }
        for (column, covariate) in (model.covariates()..).zip(model.quadratic.of_covariates()) {
            if let Some(covariate) = covariate {
                columns[model.groups[covariate]].push(Slab { column, variance: QUADRATIC_SLAB * QUADRATIC_SLAB });
            }
        }
        let d = point.slopes.len();
        let covariance = point.covariance.clone();
        Self {
            d,
            columns,
            inverse: Cholesky::repaired(&covariance, d).inverse(),
            spiked: SPIKES.iter().map(|&s| Spiked::new(&covariance, d, s)).collect(),
            dense_half_determinant: -0.5 * with_ridge(&covariance, d, DENSE * DENSE).log_determinant(),
            covariance,
        }
    }

    fn evidence(&self, point: &QuadraturePoint) -> Evidence {
        let (d, b) = (self.d, &point.slopes[..]);
        let covariance = self.shrunken(&point.covariance);
        let dense = with_ridge(&covariance, d, DENSE * DENSE);
        let reference = -0.5 * dense.inverse_form(b) + self.dense_half_determinant;
        let mut sparse = [[f64::NEG_INFINITY; MAX_TILTED + 1]; SPIKES.len()];
        let mut determinant = 0.0;
        for (k, &spike) in SPIKES.iter().enumerate() {
            let most = match point.kind {
                TiltKind::Label if point.tilt.abs() <= MAX_COVARIATE_LABEL_TILT => MAX_TILTED,
                TiltKind::Label if k == 0 && point.tilt.abs() <= MAX_JOINT_LABEL_TILT => MAX_TILTED,
                TiltKind::Label | TiltKind::Hidden(_) if k == 0 => 1,
                TiltKind::Label | TiltKind::Hidden(_) => continue,
            };
            let spiked = Spiked::new(&covariance, d, spike);
            if k == 0 {
                determinant = spiked.half_determinant + 0.5 * dense.log_determinant() - self.spiked[k].half_determinant
                    + self.dense_half_determinant;
            }
            sparse[k] = self.forward(b, spiked, self.spiked[k].clone(), most).map(|e| e - reference);
        }
        Evidence { sparse, determinant }
    }

    /// `S/2 + kappa S0/2` with `kappa = tr(S S0^-1)/d`, and a trace of ridge.
    fn shrunken(&self, covariance: &[f64]) -> Vec<f64> {
        let d = self.d;
        if d == 0 {
            return Vec::new();
        }
        let kappa = (dot(covariance, &self.inverse) / d as f64).clamp(SCALE.0, SCALE.1);
        let kappa = if kappa.is_finite() { kappa } else { 1.0 };
        let mix = |(s, s0): (&f64, &f64)| (1.0 - SHRINKAGE) * s + SHRINKAGE * kappa * s0;
        let mut out: Vec<f64> = covariance.iter().zip(&self.covariance).map(mix).collect();
        let trace: f64 = (0..d).map(|j| covariance[j * d + j]).sum();
        add_diagonal(&mut out, d, 1e-6 * trace / d as f64);
        out
    }

    /// Adds the covariate that explains most, one at a time; the log sum over those tried is kept for each size.
    fn forward(&self, b: &[f64], mut point: Spiked, mut base: Spiked, most: usize) -> [f64; MAX_TILTED + 1] {
        let mut sums = [f64::NEG_INFINITY; MAX_TILTED + 1];
        let mut quadratic = -0.5 * quadratic_form(&point.inverse, b);
        sums[0] = quadratic + base.half_determinant;
        let mut chosen = vec![false; self.columns.len()];
        for sum in &mut sums[1..=most] {
            let solved = times(&point.inverse, b);
            let mut tried = Vec::new();
            for (j, columns) in self.columns.iter().enumerate().filter(|(j, _)| !chosen[*j]) {
                let capacity = slab_block(&point.inverse, self.d, columns);
                let part: Vec<f64> = columns.iter().map(|slab| solved[slab.column]).collect();
                let gain = 0.5 * capacity.inverse_form(&part);
                let volume = half_volume(&slab_block(&base.inverse, self.d, columns), columns);
                tried.push((j, quadratic + gain + base.half_determinant + volume, gain, volume));
            }
            let Some(&(best, _, gain, volume)) = tried.iter().max_by(|a, b| a.1.total_cmp(&b.1)) else { break };
            *sum = log_sum(tried.iter().map(|t| t.1));
            chosen[best] = true;
            quadratic += gain;
            base.half_determinant += volume;
            let columns = &self.columns[best];
            widen(&mut point.inverse, self.d, columns);
            widen(&mut base.inverse, self.d, columns);
        }
        sums
    }
}

fn times(a: &[f64], b: &[f64]) -> Vec<f64> {
    if b.is_empty() { Vec::new() } else { a.chunks_exact(b.len()).map(|row| dot(row, b)).collect() }
}

/// `V^-1 + (C^-1)_AA`, whose inverse updates `C^-1` when slabs of the variances `V` are added on the columns `A`.
fn slab_block(inverse: &[f64], d: usize, slabs: &[Slab]) -> Cholesky {
    let g = slabs.len();
    let mut block: Vec<f64> =
        slabs.iter().flat_map(|i| slabs.iter().map(move |j| inverse[i.column * d + j.column])).collect();
    for (at, slab) in slabs.iter().enumerate() {
        block[at * g + at] += slab.variance.recip();
    }
    Cholesky::repaired(&block, g)
}

/// `-ln |I + V (C^-1)_AA| / 2` from the factor of [`slab_block`].
fn half_volume(block: &Cholesky, slabs: &[Slab]) -> f64 {
    -0.5 * (block.log_determinant() + slabs.iter().map(|slab| slab.variance.ln()).sum::<f64>())
}

/// Turns `C^-1` into `(C + V_A)^-1`.
fn widen(inverse: &mut [f64], d: usize, slabs: &[Slab]) {
    let g = slabs.len();
    let block = slab_block(inverse, d, slabs).inverse();
    let row = |slab: &Slab| inverse[slab.column * d..(slab.column + 1) * d].to_vec();
    let rows: Vec<f64> = slabs.iter().flat_map(row).collect();
    let mut weighted = vec![0.0; g * d];
    for i in 0..g {
        for j in 0..g {
            let factor = block[i * g + j];
            for (o, v) in weighted[i * d..(i + 1) * d].iter_mut().zip(&rows[j * d..(j + 1) * d]) {
                *o += factor * v;
            }
        }
    }
    for r in 0..d {
        for k in 0..g {
            let factor = rows[k * d + r];
            for (o, v) in inverse[r * d..(r + 1) * d].iter_mut().zip(&weighted[k * d..(k + 1) * d]) {
                *o -= factor * v;
            }
        }
    }
}

/// `ln sum exp`, minus infinity for nothing.
pub(super) fn log_sum(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + values.map(|v| exp(v - largest)).sum::<f64>().ln()
}

/// [`log_sum`] of all values of several lists, by the widest instructions of the machine.
pub(super) fn log_sum_all<'a>(lists: impl Iterator<Item = &'a Vec<f64>> + Clone) -> f64 {
    let largest = lists.clone().map(|list| largest(list)).fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let (mut terms, mut sum) = (Vec::new(), 0.0);
    for list in lists {
        terms.clone_from(list);
        exp_all(&mut terms, largest);
        sum = terms.iter().fold(sum, |sum, term| sum + term);
    }
    largest + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_lists_is_that_of_their_values() {
        let lists = [vec![0.5, -900.0, f64::NEG_INFINITY], vec![], vec![-3.0, 700.0, 699.5, 1.0, 2.0]];
        assert_eq!(log_sum_all(lists.iter()), log_sum(lists.iter().flatten().copied()));
        assert_eq!(log_sum_all([vec![f64::NEG_INFINITY]].iter()), f64::NEG_INFINITY);
    }

    #[test]
    fn widening_equals_factoring_anew() {
        let d = 4_usize;
        let mut covariance: Vec<f64> = (0..d * d).map(|k| 0.1 / (1.0 + (k / d).abs_diff(k % d) as f64)).collect();
        let spiked = Spiked::new(&covariance, d, 0.02);
        let mut inverse = spiked.inverse.clone();
        let slabs = [Slab { column: 1, variance: 0.64 }, Slab { column: 3, variance: 0.01 }];
        let volume = half_volume(&slab_block(&inverse, d, &slabs), &slabs);
        widen(&mut inverse, d, &slabs);
        for Slab { column, variance } in slabs {
            covariance[column * d + column] += variance;
        }
        let anew = Spiked::new(&covariance, d, 0.02);
        assert!(inverse.iter().zip(&anew.inverse).all(|(a, b)| (a - b).abs() < 1e-8));
        assert!((spiked.half_determinant + volume - anew.half_determinant).abs() < 1e-9);
    }
}
