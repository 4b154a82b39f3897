//! A Kalman filter and smoother for a level that walks, regressors that stand still, and a stationary deviation.
//!
//! The signal of period t is `level_t + x_t' b + deviation_t`. The level walks with a standard deviation a period, the
//! deviation is an autoregression of order 1; both may be off. Missing periods are passed over. See Durbin & Koopman,
//! "Time Series Analysis by State Space Methods" (2nd ed., 2012), sections 4.3 and 4.5.

use std::ops::Range;

use crate::stats::widest;

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
    fn has_deviation(self) -> bool {
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

/// Mean and covariance (row by row) of the state before a period's observation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) mean: Vec<f64>,
    pub(super) covariance: Vec<f64>,
}

impl State {
    fn first(design: &Design, dynamics: Dynamics) -> Self {
        let d = dynamics.size(design);
        let mut state = Self { mean: vec![0.0; d], covariance: vec![0.0; d * d] };
        state.mean[0] = design.level.0;
        state.covariance[0] = design.level.1.powi(2);
        for (j, (mean, sd)) in design.coefficients.iter().enumerate() {
            state.mean[j + 1] = *mean;
            state.covariance[(j + 1) * d + j + 1] = sd * sd;
        }
        if dynamics.has_deviation() {
            state.covariance[d * d - 1] = dynamics.deviation.1.powi(2);
        }
        state
    }

    /// One period on; `width` is the length of a row of the covariance.
    #[inline(always)]
    fn step(&mut self, width: usize, dynamics: Dynamics, jump: f64) {
        self.covariance[0] += dynamics.level_sd.powi(2) + jump;
        if dynamics.has_deviation() {
            let phi = dynamics.deviation.0;
            let last = self.mean.len() - 1;
            self.mean[last] *= phi;
            for j in 0..last {
                self.covariance[last * width + j] *= phi;
                self.covariance[j * width + last] *= phi;
            }
            let own = &mut self.covariance[last * width + last];
            *own = phi * phi * *own + dynamics.step_variance();
        }
    }

    /// The same with rows of the covariance that are `to` long in place of `from`, filled with zeros or cut off.
    fn with_rows(&self, from: usize, to: usize) -> Self {
        let mut covariance = vec![0.0; self.mean.len() * to];
        for (row, out) in self.covariance.chunks_exact(from).zip(covariance.chunks_exact_mut(to)) {
            let both = from.min(to);
            out[..both].copy_from_slice(&row[..both]);
        }
        Self { mean: self.mean.clone(), covariance }
    }
}

/// Numbers that an instruction takes at once: rows of a covariance are filled up to a multiple of it.
const LANES: usize = 4;

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

/// Runs over `working` and returns the log-likelihood, the state before the period after it, and those before `wanted`
/// periods (rising).
pub(super) fn filter(
    design: &Design,
    dynamics: Dynamics,
    working: &[Working],
    wanted: &[usize],
    trace: &mut FilterTrace,
) -> (f64, State, Vec<State>) {
    // The usual sizes as constants, and the widest instructions of the machine: loops of a known length run several times
    // as fast.
    widest(
        #[inline(always)]
        || match dynamics.size(design) {
            2 => filter_of_size(2, design, dynamics, working, wanted, trace),
            3 => filter_of_size(3, design, dynamics, working, wanted, trace),
            8 => filter_of_size(8, design, dynamics, working, wanted, trace),
            9 => filter_of_size(9, design, dynamics, working, wanted, trace),
            10 => filter_of_size(10, design, dynamics, working, wanted, trace),
            11 => filter_of_size(11, design, dynamics, working, wanted, trace),
            12 => filter_of_size(12, design, dynamics, working, wanted, trace),
            d => filter_of_size(d, design, dynamics, working, wanted, trace),
        },
    )
}

#[inline(always)]
fn filter_of_size(
    d: usize,
    design: &Design,
    dynamics: Dynamics,
    working: &[Working],
    wanted: &[usize],
    trace: &mut FilterTrace,
) -> (f64, State, Vec<State>) {
    let width = d.next_multiple_of(LANES);
    let mut state = State::first(design, dynamics).with_rows(d, width);
    let mut seen = Vec::with_capacity(wanted.len());
    trace.gains.clear();
    trace.gains.resize(working.len() * width, 0.0);
    trace.scaled.clear();
    trace.scaled.resize(working.len(), 0.0);
    trace.variances.clear();
    trace.variances.resize(working.len(), 0.0);
    let mut jumps = design.jumps.iter().peekable();
    let (mut log_likelihood, mut variances, mut spread) = (0.0, LogProduct::default(), vec![0.0; width]);
    let mut h = vec![1.0; d];
    for (t, observed) in working.iter().enumerate() {
        if wanted.get(seen.len()) == Some(&t) {
            seen.push(state.with_rows(width, d));
        }
        if let Some((value, variance)) = observed {
            h[1..=design.width].copy_from_slice(design.row(t));
            let (h, spread, mean) = (&h[..d], &mut spread[..width], &mut state.mean[..d]);
            spread.fill(0.0);
            for (row, x) in state.covariance.chunks_exact(width).zip(h) {
                // The covariance is symmetric: its rows are its columns.
                add_times(spread, *x, row);
            }
            let total = dot(&spread[..d], h) + variance;
            let innovation = value - dot(mean, h);
            log_likelihood -= 0.5 * innovation * innovation / total;
            variances.times(total);
            let gains = &mut trace.gains[t * width..(t + 1) * width];
            gains.iter_mut().zip(spread.iter()).for_each(|(gain, s)| *gain = s / total);
            mean.iter_mut().zip(gains.iter()).for_each(|(mean, gain)| *mean += gain * innovation);
            for (row, gain) in state.covariance.chunks_exact_mut(width).zip(gains.iter()) {
                add_times(row, -gain, spread);
            }
            trace.scaled[t] = innovation / total;
            trace.variances[t] = total;
        }
        let mut jump = 0.0;
        while let Some((_, variance)) = jumps.next_if(|(at, _)| *at <= t + 1) {
            jump += variance;
        }
        state.step(width, dynamics, jump);
    }
    (log_likelihood - 0.5 * variances.ln(), state.with_rows(width, d), seen)
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
    widest(
        #[inline(always)]
        || match dynamics.size(design) {
            8 => smooth_of_size(8, design, dynamics, working, trace, signal, level_tests),
            9 => smooth_of_size(9, design, dynamics, working, trace, signal, level_tests),
            d => smooth_of_size(d, design, dynamics, working, trace, signal, level_tests),
        },
    )
}

#[inline(always)]
fn smooth_of_size(
    d: usize,
    design: &Design,
    dynamics: Dynamics,
    working: &[Working],
    trace: &FilterTrace,
    signal: &mut [f64],
    level_tests: &mut [f64],
) {
    let width = d.next_multiple_of(LANES);
    let mut r = vec![0.0; d];
    let mut variance_of_level = 0.0;
    for t in (0..working.len()).rev() {
        if dynamics.has_deviation() {
            r[d - 1] *= dynamics.deviation.0;
        }
        let Some((value, variance)) = working[t] else {
            level_tests[t] = 0.0;
            continue;
        };
        let error = trace.scaled[t] - dot(&trace.gains[t * width..t * width + d], &r[..d]);
        signal[t] = value - variance * error;
        r[0] += error;
        r[1..=design.width].iter_mut().zip(design.row(t)).for_each(|(r, x)| *r += x * error);
        if dynamics.has_deviation() {
            r[d - 1] += error;
        }
        variance_of_level = 1.0 / trace.variances[t] + (1.0 - trace.gains[t * width]).powi(2) * variance_of_level;
        level_tests[t] = r[0] / f64::sqrt(variance_of_level);
    }
}

/// Adds `factor` times `values` to `sums`, in both a whole number of lanes.
#[inline(always)]
fn add_times(sums: &mut [f64], factor: f64, values: &[f64]) {
    let (sums, values) = (sums.as_chunks_mut::<LANES>().0, values.as_chunks::<LANES>().0);
    for (sums, values) in sums.iter_mut().zip(values) {
        let added: [f64; LANES] = std::array::from_fn(|i| sums[i] + factor * values[i]);
        *sums = added;
    }
}

#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
