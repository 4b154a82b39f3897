//! Log densities over the *offset*: how far the log odds of the target at like covariates lie from the panel's.
//!
//! Every hypothesis is a log density on one even grid, up to a constant that all share, so that a likelihood of the
//! offset multiplies it and an error of the panel's rates blurs it.

use std::sync::LazyLock;

use super::audience::LABEL_TILTS;
use super::evidence::log_sum_all;
use crate::stats::{correlated, exp_all, largest, ln_all, log_add_all};

/// Distance between two offsets: a tenth of the least standard deviation that an offset has here.
pub(super) const STEP: f64 = 0.05;
/// Steps to each side of 0. Odds of `exp(8)` turn a share of .3 into one of .0001 or .9992.
const REACH: usize = 160;
/// Offsets of the grid.
pub(super) const OFFSETS: usize = 2 * REACH + 1;
/// Standard deviations of a normal that are summed to each side; the rest is a five-millionth.
const KERNEL_REACH: f64 = 5.0;

/// The offset of this number.
pub(super) fn offset(k: usize) -> f64 {
    STEP * (k as f64 - REACH as f64)
}

/// The normal of this standard deviation about 0.
pub(super) fn normal(sd: f64) -> Vec<f64> {
    let sd = sd.max(STEP / 2.0);
    normalised((0..OFFSETS).map(|k| -0.5 * (offset(k) / sd).powi(2)).collect())
}

/// The mixture of normals of `(part, standard deviation)`.
pub(super) fn normals(parts: impl IntoIterator<Item = (f64, f64)>) -> Vec<f64> {
    let mut out = vec![f64::NEG_INFINITY; OFFSETS];
    for (part, sd) in parts {
        let mut density = normal(sd);
        density.iter_mut().for_each(|d| *d += part.ln());
        log_add_all(&mut out, &density);
    }
    out
}

/// Scaled so that it sums to 1.
pub(super) fn normalised(mut log_density: Vec<f64>) -> Vec<f64> {
    let total = log_sum_all(std::iter::once(&log_density));
    log_density.iter_mut().for_each(|d| *d -= total);
    log_density
}

/// Term by term, with a constant.
pub(super) fn plus(log_density: &[f64], other: &[f64], constant: f64) -> Vec<f64> {
    log_density.iter().zip(other).map(|(a, b)| a + b + constant).collect()
}

/// Between which of the label's points an offset lies: the upper one, and how far it is from the lower one, 0 to 1.
static PLACES: LazyLock<Vec<(usize, f64)>> = LazyLock::new(|| {
    let last = LABEL_TILTS.len() - 1;
    let place = |offset: f64| {
        let upper = LABEL_TILTS.partition_point(|tilt| *tilt < offset).clamp(1, last);
        let (from, to) = (LABEL_TILTS[upper - 1], LABEL_TILTS[upper]);
        (upper, ((offset - from) / (to - from)).clamp(0.0, 1.0))
    };
    (0..OFFSETS).map(|k| place(offset(k))).collect()
});

/// A figure of the label's points at every offset, straight lines between them and level beyond their ends.
pub(super) fn between_points(figure: impl Fn(usize) -> f64) -> Vec<f64> {
    let figures: [f64; LABEL_TILTS.len()] = std::array::from_fn(figure);
    let at = |&(upper, part): &(usize, f64)| match part {
        0.0 => figures[upper - 1],
        1.0 => figures[upper],
        part => figures[upper - 1] * (1.0 - part) + figures[upper] * part,
    };
    PLACES.iter().map(at).collect()
}

/// The density, or likelihood, of the offset plus a normal error of the standard deviation `sd`.
pub(super) fn blurred(log_density: &[f64], sd: f64) -> Vec<f64> {
    blurred_by(log_density, &[(1.0, sd)])
}

/// The density of the offset plus an error from a mixture of normals of `(part, standard deviation)`.
pub(super) fn blurred_by(log_density: &[f64], errors: &[(f64, f64)]) -> Vec<f64> {
    let largest = largest(log_density);
    let kernel = kernel(errors);
    if largest == f64::NEG_INFINITY || kernel == [1.0] {
        return log_density.to_vec();
    }
    let mut density = log_density.to_vec();
    exp_all(&mut density, largest);
    let mut sums = convolved(&density, &kernel);
    sums.iter_mut().for_each(|sum| *sum = sum.max(f64::MIN_POSITIVE));
    ln_all(&mut sums, largest);
    sums
}

/// A mixture of normals about 0 at the steps of the grid, each cut off at [`KERNEL_REACH`] and scaled to its part.
fn kernel(errors: &[(f64, f64)]) -> Vec<f64> {
    let reach_of = |sd: f64| (KERNEL_REACH * sd / STEP).floor().min(OFFSETS as f64) as usize;
    let reach = errors.iter().map(|(_, sd)| reach_of(*sd)).max().unwrap_or(0);
    let mut sums = vec![0.0; 2 * reach + 1];
    for (part, sd) in errors {
        let own = reach_of(*sd);
        let mut normal: Vec<f64> = match own {
            0 => vec![0.0],
            _ => (0..=2 * own).map(|k| -0.5 * (STEP * (k as f64 - own as f64) / sd).powi(2)).collect(),
        };
        exp_all(&mut normal, 0.0);
        let scale = part / normal.iter().sum::<f64>();
        sums[reach - own..].iter_mut().zip(normal).for_each(|(sum, d)| *sum += scale * d);
    }
    sums
}

/// Part of the largest density below which the ends of a density are left out: with all of them together a sum does not
/// change in its last digit.
const UNSEEN_END: f64 = 1e-20;

/// The density over the offsets, with its largest 1, added up along a kernel that is the same from either side.
fn convolved(density: &[f64], kernel: &[f64]) -> Vec<f64> {
    let reach = kernel.len() / 2;
    let is_seen = |d: &f64| *d > UNSEEN_END;
    let first = density.iter().position(is_seen).unwrap_or(0);
    let seen = density.iter().rposition(is_seen).map_or(density, |last| &density[first..=last]);
    if seen.len() >= kernel.len() {
        let mut padded = vec![0.0; OFFSETS + 2 * reach];
        padded[reach..reach + OFFSETS].copy_from_slice(density);
        return correlated(&padded, kernel, 1, OFFSETS);
    }
    // Along the density, which is shorter: place `i` of `placed` is `i - last` from the kernel's middle.
    let last = first + seen.len() - 1;
    let mut placed = vec![0.0; OFFSETS + seen.len() - 1];
    let from = last.saturating_sub(reach);
    let to = (last + reach + 1).min(placed.len());
    placed[from..to].copy_from_slice(&kernel[from + reach - last..to + reach - last]);
    let reversed: Vec<f64> = seen.iter().rev().copied().collect();
    correlated(&placed, &reversed, 1, OFFSETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_density_is_blurred_as_any_other() {
        for (middle, sd) in [(0.0, 0.11), (-7.9, 0.2), (7.95, 0.06), (3.0, 0.9)] {
            let log_density: Vec<f64> = (0..OFFSETS).map(|k| -0.5 * ((offset(k) - middle) / sd).powi(2)).collect();
            let found = blurred(&log_density, 1.3);
            let kernel = |distance: f64| (-0.5 * (distance / 1.3).powi(2)).exp();
            let total: f64 = (-130..=130).map(|k| kernel(STEP * f64::from(k))).sum();
            for (k, found) in found.iter().enumerate().filter(|(k, _)| (offset(*k) - middle).abs() < 6.0) {
                let part = |(j, d): (usize, &f64)| d.exp() * kernel((k as f64 - j as f64) * STEP);
                let within = |(j, _): &(usize, &f64)| k.abs_diff(*j) <= 130;
                let expected = log_density.iter().enumerate().filter(within).map(part).sum::<f64>() / total;
                assert!((found - expected.ln()).abs() < 1e-9, "{middle} {sd} {k}: {found} {}", expected.ln());
            }
        }
    }

    fn moments(log_density: &[f64]) -> (f64, f64, f64) {
        let weights: Vec<f64> = log_density.iter().map(|d| d.exp()).collect();
        let sum = |of: &dyn Fn(f64) -> f64| weights.iter().zip(0..).map(|(w, k)| w * of(offset(k))).sum::<f64>();
        let (total, mean) = (sum(&|_| 1.0), sum(&|o| o));
        (total, mean / total, (sum(&|o| o * o) / total - (mean / total).powi(2)).sqrt())
    }

    #[test]
    fn blurring_adds_variances_and_keeps_the_mass() {
        let (total, mean, sd) = moments(&blurred(&normal(0.3), 0.4));
        assert!((total - 1.0).abs() < 1e-6 && mean.abs() < 1e-9 && (sd - 0.5).abs() < 1e-3, "{total} {mean} {sd}");
        assert_eq!(blurred(&normal(0.3), 0.0), normal(0.3));
    }

    #[test]
    fn an_error_from_a_mixture_blurs_as_each_of_its_parts_does() {
        let errors = [(0.4, 0.0), (0.5, 0.31), (0.1, 1.2)];
        let density = plus(&normal(0.25), &between_points(|k| LABEL_TILTS[k].sin()), 0.0);
        let found = blurred_by(&density, &errors);
        let parts: Vec<(f64, Vec<f64>)> = errors.map(|(part, sd)| (part, blurred(&density, sd))).to_vec();
        for (k, found) in found.iter().enumerate() {
            let expected: f64 = parts.iter().map(|(part, blurred)| part * blurred[k].exp()).sum();
            assert!((found.exp() - expected).abs() < 1e-12 * expected.max(1e-3), "{k}: {} {expected}", found.exp());
        }
    }

    #[test]
    fn to_blur_a_density_or_the_likelihood_gives_the_same_mass() {
        let density = normals([(0.4, 0.1), (0.6, 0.7)]);
        let likelihood: Vec<f64> = (0..OFFSETS).map(|k| -3.0 * (offset(k) - 1.1).powi(2)).collect();
        let mass = |a: &[f64], b: &[f64]| log_sum_all(std::iter::once(&plus(a, b, 0.0)));
        let (of_density, of_likelihood) =
            (mass(&blurred(&density, 0.27), &likelihood), mass(&density, &blurred(&likelihood, 0.27)));
        assert!((of_density - of_likelihood).abs() < 1e-12, "{of_density} {of_likelihood}");
    }

    #[test]
    fn figures_between_points_lie_on_straight_lines() {
        let line = between_points(|k| 2.0 * LABEL_TILTS[k] + 1.0);
        for (k, value) in line.iter().enumerate() {
            let within = offset(k).clamp(LABEL_TILTS[0], LABEL_TILTS[LABEL_TILTS.len() - 1]);
            assert!((value - 2.0 * within - 1.0).abs() < 1e-9);
        }
        assert!((moments(&normals([(0.5, 0.2), (0.5, 0.6)])).2 - 0.2f64.sqrt()).abs() < 1e-3);
    }
}
