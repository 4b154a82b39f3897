//! A Kalman filter and smoother for a level that walks, regressors that stand still, and a stationary deviation.
//!
//! The signal of period t is `level_t + x_t' b + deviation_t`. The level walks with a standard deviation a period, the
//! deviation is an autoregression of order 1; both may be off. Missing periods are passed over. See Durbin & Koopman,
//! "Time Series Analysis by State Space Methods" (2nd ed., 2012), sections 4.3 and 4.5.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::state::{Filled, LANES, State, add_times, padded_dot, times_symmetric};

/// Regressors of every period, those that are forecast included, and what is believed of the state at the beginning.
#[derive(Debug, Clone)]
pub(super) struct Design {
    /// Number of regressors.
    pub(super) width: usize,
    /// One row of `width` a period.
    pub(super) rows: Vec<f64>,
    /// Mean and standard deviation of the level in the first period.
    pub(super) level: (f64, f64),
    /// Means and standard deviations of the regressors' coefficients.
    pub(super) coefficients: Vec<(f64, f64)>,
    /// The columns that are controls.
    pub(super) controls: Range<usize>,
    /// Periods that a holiday with a column of its own explains: they are not taken for disturbed.
    pub(super) explained: Vec<bool>,
    /// Variance added to the level before a period.
    pub(super) jumps: Vec<(usize, f64)>,
}

impl Design {
    pub(super) fn row(&self, t: usize) -> &[f64] {
        &self.rows[t * self.width..(t + 1) * self.width]
    }
}

/// How the state moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dynamics {
    /// Standard deviation of the level's steps.
    pub(super) level_sd: f64,
    /// Autoregression and stationary standard deviation of the deviation; a standard deviation of 0 leaves it out.
    pub(super) deviation: (f64, f64),
}

impl Dynamics {
    pub(super) fn has_deviation(self) -> bool {
        self.deviation.1 > 0.0
    }

    /// Variance of the deviation's steps.
    pub(super) fn step_variance(self) -> f64 {
        let (phi, sd) = self.deviation;
        sd * sd * (1.0 - phi * phi)
    }

    /// Size of the state: level, regressors, deviation.
    pub(super) fn size(self, design: &Design) -> usize {
        1 + design.width + usize::from(self.has_deviation())
    }
}

/// The observation of one period, as if Gaussian: value and variance; none where it is missing.
pub(super) type Working = Option<(f64, f64)>;

/// The logarithm of a product of positive numbers, which takes few logarithms.
#[derive(Debug)]
pub(super) struct LogProduct {
    product: f64,
    log: f64,
}

impl Default for LogProduct {
    fn default() -> Self {
        Self { product: 1.0, log: 0.0 }
    }
}

impl LogProduct {
    #[inline(always)]
    pub(super) fn times(&mut self, factor: f64) {
        if !(1e-60..1e60).contains(&factor) {
            self.log += factor.ln();
            return;
        }
        self.product *= factor;
        if !(1e-200..1e200).contains(&self.product) {
            self.log += self.product.ln();
            self.product = 1.0;
        }
    }

    pub(super) fn ln(self) -> f64 {
        self.log + self.product.ln()
    }
}

/// What the filter leaves for the smoother, to be used again.
#[derive(Debug, Default)]
pub(super) struct FilterTrace {
    /// A row a period, as long as one of the filled covariance.
    gains: Vec<f64>,
    /// Innovation over its variance, in periods with an observation.
    scaled: Vec<f64>,
    /// That variance.
    variances: Vec<f64>,
}

impl FilterTrace {
    fn clear(&mut self, periods: usize, width: usize) {
        let Self { gains, scaled, variances } = self;
        for (values, length) in [(gains, periods * width), (scaled, periods), (variances, periods)] {
            values.clear();
            values.resize(length, 0.0);
        }
    }
}

/// Runs over `working` and returns the log-likelihood, the state before the period after it, and those before `wanted`
/// periods (rising).
pub(super) fn filter(
    design: &Design,
    dynamics: Dynamics,
    working: &[Working],
    wanted: &[usize],
    trace: &mut FilterTrace,
) -> (f64, State, Vec<State>) {
    Arch::new().dispatch(Filter { design, dynamics, working, wanted, trace })
}

struct Filter<'a> {
    design: &'a Design,
    dynamics: Dynamics,
    working: &'a [Working],
    wanted: &'a [usize],
    trace: &'a mut FilterTrace,
}

impl WithSimd for Filter<'_> {
    type Output = (f64, State, Vec<State>);

    /// The usual sizes are constants, with the registers of a row that are worked on at once: loops of a known length run
    /// several times as fast.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        match self.dynamics.size(self.design) {
            2 => self.of_size::<S, 1>(simd, 2),
            3 => self.of_size::<S, 1>(simd, 3),
            8 => self.of_size::<S, 2>(simd, 8),
            9 => self.of_size::<S, 3>(simd, 9),
            10 => self.of_size::<S, 3>(simd, 10),
            11 => self.of_size::<S, 3>(simd, 11),
            12 => self.of_size::<S, 3>(simd, 12),
            d => self.of_size::<S, 1>(simd, d),
        }
    }
}

impl Filter<'_> {
    #[inline(always)]
    fn of_size<S: Simd, const AT_ONCE: usize>(self, simd: S, d: usize) -> (f64, State, Vec<State>) {
        let Self { design, dynamics, working, wanted, trace } = self;
        let width = d.next_multiple_of(LANES);
        let mut state = Filled::first(design, dynamics, d);
        let mut seen = Vec::with_capacity(wanted.len());
        trace.clear(working.len(), width);
        let mut jumps = design.jumps.iter().peekable();
        let (mut log_likelihood, mut variances, mut spread) = (0.0, LogProduct::default(), vec![0.0; width]);
        let (mut h, mut less) = (vec![0.0; width], vec![0.0; width]);
        h[..d].fill(1.0);
        for (t, observed) in working.iter().enumerate() {
            if wanted.get(seen.len()) == Some(&t) {
                seen.push(state.cut(d));
            }
            if let Some((value, variance)) = observed {
                h[1..=design.width].copy_from_slice(design.row(t));
                let (h, spread) = (&h[..width], &mut spread[..width]);
                // The covariance is symmetric: its rows are its columns.
                times_symmetric::<S, AT_ONCE>(simd, &state.covariance, &h[..d], spread);
                let total = padded_dot(simd, spread, h) + variance;
                let innovation = value - padded_dot(simd, &state.mean[..width], h);
                log_likelihood -= 0.5 * innovation * innovation / total;
                variances.times(total);
                let gains = &mut trace.gains[t * width..(t + 1) * width];
                gains.iter_mut().zip(spread.iter()).for_each(|(gain, s)| *gain = s / total);
                add_times::<S, 1>(simd, &mut state.mean, &[innovation], gains);
                less[..d].iter_mut().zip(gains.iter()).for_each(|(less, gain)| *less = -gain);
                add_times::<S, AT_ONCE>(simd, &mut state.covariance, &less[..d], spread);
                trace.scaled[t] = innovation / total;
                trace.variances[t] = total;
            }
            let mut jump = 0.0;
            while let Some((_, variance)) = jumps.next_if(|(at, _)| *at <= t + 1) {
                jump += variance;
            }
            state.step(d, dynamics, jump);
        }
        (log_likelihood - 0.5 * variances.ln(), state.cut(d), seen)
    }
}

/// The smoothed signal in periods with an observation, from the [`FilterTrace`] of [`filter`] over the same; and for every
/// period how far the observations from it on speak for another level, in standard deviations (the auxiliary residual of
/// Harvey & Koopman 1992, its variance that of a level without regressors: it is for ranking).
pub(super) fn smooth(
    design: &Design,
    dynamics: Dynamics,
    working: &[Working],
    trace: &FilterTrace,
    signal: &mut [f64],
    level_tests: &mut [f64],
) {
    Arch::new().dispatch(Smooth { design, dynamics, working, trace, signal, level_tests });
}

struct Smooth<'a> {
    design: &'a Design,
    dynamics: Dynamics,
    working: &'a [Working],
    trace: &'a FilterTrace,
    signal: &'a mut [f64],
    level_tests: &'a mut [f64],
}

impl WithSimd for Smooth<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match self.dynamics.size(self.design) {
            8 => self.of_size(simd, 8),
            9 => self.of_size(simd, 9),
            d => self.of_size(simd, d),
        }
    }
}

impl Smooth<'_> {
    #[inline(always)]
    fn of_size<S: Simd>(self, simd: S, d: usize) {
        let Self { design, dynamics, working, trace, signal, level_tests } = self;
        let width = d.next_multiple_of(LANES);
        let mut r = vec![0.0; width];
        let mut variance_of_level = 0.0;
        for t in (0..working.len()).rev() {
            if dynamics.has_deviation() {
                r[d - 1] *= dynamics.deviation.0;
            }
            let Some((value, variance)) = working[t] else {
                level_tests[t] = 0.0;
                continue;
            };
            let gains = &trace.gains[t * width..][..width];
            let error = trace.scaled[t] - padded_dot(simd, gains, &r[..width]);
            signal[t] = value - variance * error;
            r[0] += error;
            r[1..=design.width].iter_mut().zip(design.row(t)).for_each(|(r, x)| *r += x * error);
            if dynamics.has_deviation() {
                r[d - 1] += error;
            }
            variance_of_level = 1.0 / trace.variances[t] + (1.0 - gains[0]).powi(2) * variance_of_level;
            level_tests[t] = r[0] / f64::sqrt(variance_of_level);
        }
    }
}

#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
