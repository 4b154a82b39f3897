//! A Kalman filter and smoother for a level that walks, regressors that stand still, and a stationary deviation.
//!
//! The signal of period t is `level_t + x_t' b + deviation_t`. The level walks with a standard deviation a period, the
//! deviation is an autoregression of order 1; both may be off. Missing periods are passed over. See Durbin & Koopman,
//! "Time Series Analysis by State Space Methods" (2nd ed., 2012), sections 4.3 and 4.5.

/// Regressors of every period, those that are forecast included, and what is believed of the state at the beginning.
#[derive(Debug, Clone)]
pub(super) struct Design {
    /// Number of regressors.
    pub(super) width: usize,
    /// One row of `width` a period.
    pub(super) rows: Vec<f64>,
    /// Mean and standard deviation of the level in the first period.
    pub(super) level: (f64, f64),
    /// Standard deviations of the regressors' coefficients, whose means are 0.
    pub(super) coefficient_sd: Vec<f64>,
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
        for (j, sd) in design.coefficient_sd.iter().enumerate() {
            state.covariance[(j + 1) * d + j + 1] = sd * sd;
        }
        if dynamics.has_deviation() {
            state.covariance[d * d - 1] = dynamics.deviation.1.powi(2);
        }
        state
    }

    /// One period on.
    fn step(&mut self, dynamics: Dynamics, jump: f64) {
        let d = self.mean.len();
        self.covariance[0] += dynamics.level_sd.powi(2) + jump;
        if dynamics.has_deviation() {
            let phi = dynamics.deviation.0;
            let last = d - 1;
            self.mean[last] *= phi;
            for j in 0..last {
                self.covariance[last * d + j] *= phi;
                self.covariance[j * d + last] *= phi;
            }
            let own = &mut self.covariance[d * d - 1];
            *own = phi * phi * *own + dynamics.step_variance();
        }
    }
}

/// The observation of one period, as if Gaussian: value and variance; none where it is missing.
pub(super) type Working = Option<(f64, f64)>;

/// What the filter leaves for the smoother, to be used again.
#[derive(Debug, Default)]
pub(super) struct FilterTrace {
    gains: Vec<f64>,
    /// Innovation over its variance, in periods with an observation.
    scaled: Vec<f64>,
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
    let d = dynamics.size(design);
    let mut state = State::first(design, dynamics);
    let mut seen = Vec::with_capacity(wanted.len());
    trace.gains.clear();
    trace.gains.resize(working.len() * d, 0.0);
    trace.scaled.clear();
    trace.scaled.resize(working.len(), 0.0);
    let mut jumps = design.jumps.iter().peekable();
    let (mut log_likelihood, mut spread) = (0.0, vec![0.0; d]);
    let mut h = vec![1.0; d];
    for (t, observed) in working.iter().enumerate() {
        if wanted.get(seen.len()) == Some(&t) {
            seen.push(state.clone());
        }
        if let Some((value, variance)) = observed {
            h[1..=design.width].copy_from_slice(design.row(t));
            for (i, s) in spread.iter_mut().enumerate() {
                *s = dot(&state.covariance[i * d..(i + 1) * d], &h);
            }
            let total = dot(&spread, &h) + variance;
            let innovation = value - dot(&state.mean, &h);
            log_likelihood -= 0.5 * (total.ln() + innovation * innovation / total);
            let gains = &mut trace.gains[t * d..(t + 1) * d];
            for i in 0..d {
                let gain = spread[i] / total;
                gains[i] = gain;
                state.mean[i] += gain * innovation;
                for (c, s) in state.covariance[i * d..(i + 1) * d].iter_mut().zip(&spread) {
                    *c -= gain * s;
                }
            }
            trace.scaled[t] = innovation / total;
        }
        let mut jump = 0.0;
        while let Some((_, variance)) = jumps.next_if(|(at, _)| *at <= t + 1) {
            jump += variance;
        }
        state.step(dynamics, jump);
    }
    (log_likelihood, state, seen)
}

/// The smoothed signal in periods with an observation, from the [`FilterTrace`] of [`filter`] over the same.
pub(super) fn smooth(
    design: &Design,
    dynamics: Dynamics,
    working: &[Working],
    trace: &FilterTrace,
    signal: &mut [f64],
) {
    let d = dynamics.size(design);
    let mut r = vec![0.0; d];
    for t in (0..working.len()).rev() {
        if dynamics.has_deviation() {
            r[d - 1] *= dynamics.deviation.0;
        }
        let Some((value, variance)) = working[t] else { continue };
        let error = trace.scaled[t] - dot(&trace.gains[t * d..(t + 1) * d], &r);
        signal[t] = value - variance * error;
        r[0] += error;
        for (j, x) in design.row(t).iter().enumerate() {
            r[1 + j] += x * error;
        }
        if dynamics.has_deviation() {
            r[d - 1] += error;
        }
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
