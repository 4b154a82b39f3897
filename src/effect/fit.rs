//! From history to what is believed of the state before an event: parameters are integrated over, not plugged in.
//!
//! Three parameters govern the model of `mod.rs`: the scatter of observations, the walk of the level and the deviation.
//! They live on a grid. For each point the mode of the signal is found by Newton steps, each a Kalman smoother over
//! working observations; the likelihood is that of Laplace's approximation there (Durbin & Koopman 2012, section 10.6;
//! Rue, Martino & Chopin 2009). Nodes are visited outward from the best, so that only those that matter are.

use std::collections::BTreeMap;

use super::filter::{Design, Dynamics, FilterTrace, State, Working, filter, smooth};
use super::noise::Family;
use super::series::{Frequency, Observation};

/// Coefficients of variation beyond Poisson, for counts: a factor of 1.8 apart.
const SCATTER_OF_COUNTS: [f64; 11] = [0.0, 0.01, 0.018, 0.032, 0.056, 0.1, 0.18, 0.32, 0.56, 1.0, 1.8];
/// Standard deviations in units of the scale, for changes.
const SCATTER_OF_CHANGES: [f64; 9] = [0.1, 0.18, 0.32, 0.45, 0.63, 0.9, 1.26, 1.8, 3.2];
/// Standard deviations of the level's steps a day, and what is believed of each beforehand.
const LEVEL: [(f64, f64); 8] =
    [(0.0, 0.15), (0.003, 0.07), (0.006, 0.09), (0.012, 0.14), (0.025, 0.19), (0.05, 0.19), (0.1, 0.12), (0.2, 0.05)];
/// Stationary standard deviations of the deviation, and what is believed of each.
const DEVIATION: [(f64, f64); 6] = [(0.0, 0.5), (0.06, 0.11), (0.12, 0.13), (0.24, 0.13), (0.48, 0.09), (0.96, 0.04)];
/// Autoregressions of the deviation, and what is believed of each where there is one.
const AUTOREGRESSION: [(f64, f64); 3] = [(0.4, 0.4), (0.7, 0.4), (0.9, 0.2)];
/// Nodes whose log-posterior lies further below the best are not looked beyond, or not kept.
const EXPAND_WITHIN: f64 = 2.5;
const KEEP_WITHIN: f64 = 5.0;
/// Most points visited.
const MAX_POINTS: usize = 90;
/// Newton steps at most, and the change of the signal at which they end.
const MAX_STEPS: usize = 12;
const TOLERANCE: f64 = 1e-2;

/// A place on the grid: scatter, level, deviation, autoregression.
type GridIndex = [usize; 4];

/// One setting of the parameters, and what it makes of the history.
#[derive(Debug, Clone)]
pub(super) struct GridPoint {
    pub(super) scatter: f64,
    pub(super) dynamics: Dynamics,
    /// Posterior probability.
    pub(super) weight: f64,
    /// The state before the first period after the history.
    pub(super) state: State,
    /// The working observations at the mode.
    pub(super) working: Vec<Working>,
}

/// What a history teaches.
#[derive(Debug)]
pub(super) struct Posterior {
    pub(super) family: Family,
    pub(super) design: Design,
    /// Most probable first.
    pub(super) points: Vec<GridPoint>,
}

struct ParameterGrid<'a> {
    family: Family,
    frequency: Frequency,
    design: &'a Design,
    history: &'a [Option<Observation>],
    scatters: &'a [f64],
    /// Sum of the likelihood's constants by scatter, as far as needed.
    constants: BTreeMap<usize, f64>,
    trace: FilterTrace,
    visited: BTreeMap<GridIndex, Visit>,
}

struct Visit {
    log_posterior: f64,
    signal: Vec<f64>,
    state: State,
    working: Vec<Working>,
}

/// Fits the model to `history`, whose periods are the first of the design's.
pub(super) fn fit(family: Family, frequency: Frequency, design: Design, history: &[Option<Observation>]) -> Posterior {
    let scatters: &[f64] = match family {
        Family::Count => &SCATTER_OF_COUNTS,
        Family::Change { .. } => &SCATTER_OF_CHANGES,
    };
    let mut grid = ParameterGrid {
        family,
        frequency,
        design: &design,
        history,
        scatters,
        constants: BTreeMap::new(),
        trace: FilterTrace::default(),
        visited: BTreeMap::new(),
    };
    let points = grid.explore();
    Posterior { family, design, points }
}

impl ParameterGrid<'_> {
    fn explore(&mut self) -> Vec<GridPoint> {
        let start: GridIndex = [self.scatters.len() / 2, 3, 0, 0];
        let mut open = vec![(start, start)];
        let mut done: Vec<GridIndex> = Vec::new();
        while self.visited.len() < MAX_POINTS {
            for (index, from) in std::mem::take(&mut open) {
                if !self.visited.contains_key(&index) {
                    let signal = self.visited.get(&from).map(|v| v.signal.clone());
                    let visit = self.visit(index, signal.unwrap_or_else(|| self.rough_signal()));
                    self.visited.insert(index, visit);
                }
            }
            let best = self.visited.values().map(|v| v.log_posterior).fold(f64::NEG_INFINITY, f64::max);
            let undone = self.visited.iter().filter(|(index, _)| !done.contains(index));
            let next = undone.max_by(|a, b| a.1.log_posterior.total_cmp(&b.1.log_posterior));
            let next = next.filter(|(_, visit)| visit.log_posterior >= best - EXPAND_WITHIN);
            let Some((&next, _)) = next else { break };
            done.push(next);
            open.extend(self.neighbours(next).into_iter().map(|index| (index, next)));
        }
        self.points()
    }

    fn neighbours(&self, index: GridIndex) -> Vec<GridIndex> {
        let lengths = [self.scatters.len(), LEVEL.len(), DEVIATION.len(), AUTOREGRESSION.len()];
        let mut found = Vec::new();
        for axis in 0..index.len() {
            for to in [index[axis].wrapping_sub(1), index[axis] + 1] {
                let mut other = index;
                other[axis] = to;
                // Without a deviation there is nothing that its autoregression could change.
                let is_there = to < lengths[axis] && (other[2] > 0 || other[3] == index[3]);
                if is_there {
                    if other[2] == 0 {
                        other[3] = 0;
                    }
                    if index[2] == 0 && other[2] == 1 {
                        found.extend((1..AUTOREGRESSION.len()).map(|phi| [other[0], other[1], 1, phi]));
                    }
                    found.push(other);
                }
            }
        }
        found
    }

    fn parameters(&self, index: GridIndex) -> (f64, Dynamics, f64) {
        let (level, level_weight) = LEVEL[index[1]];
        let (deviation, deviation_weight) = DEVIATION[index[2]];
        let of_period = (self.frequency.days() as f64).sqrt();
        let (phi, phi_weight) = AUTOREGRESSION[index[3]];
        let phi_weight = if index[2] == 0 { 1.0 } else { phi_weight };
        let dynamics = Dynamics { level_sd: level * of_period, deviation: (phi, deviation) };
        let prior = level_weight.ln() + deviation_weight.ln() + f64::ln(phi_weight);
        (self.scatters[index[0]], dynamics, prior)
    }

    /// Finds the mode of the signal from a guess, and how probable the point is.
    fn visit(&mut self, index: GridIndex, mut signal: Vec<f64>) -> Visit {
        let (scatter, dynamics, prior) = self.parameters(index);
        let steps = if self.family == Family::Count { MAX_STEPS } else { 1 };
        let mut working = self.working(&signal, scatter);
        let mut step = 0;
        loop {
            let (log_likelihood, state, _) = filter(self.design, dynamics, &working, &[], &mut self.trace);
            let mut aim = signal.clone();
            smooth(self.design, dynamics, &working, &self.trace, &mut aim);
            let mut moved: f64 = 0.0;
            for ((signal, aim), observed) in signal.iter_mut().zip(&aim).zip(self.history) {
                if observed.is_some() {
                    let next = self.family.towards(*signal, *aim);
                    moved = moved.max((next - *signal).abs());
                    *signal = next;
                }
            }
            step += 1;
            if moved < TOLERANCE || step >= steps {
                let log_posterior = prior + log_likelihood + self.correction(index[0], &signal, &working, scatter);
                return Visit { log_posterior, signal, state, working };
            }
            working = self.working(&signal, scatter);
        }
    }

    fn working(&self, signal: &[f64], scatter: f64) -> Vec<Working> {
        let of = |(observed, signal): (&Option<Observation>, &f64)| {
            observed.map(|observed| self.family.working(observed, *signal, scatter))
        };
        self.history.iter().zip(signal).map(of).collect()
    }

    /// What the likelihood of the observations differs from that of the working observations, at the mode.
    fn correction(&mut self, scatter_at: usize, signal: &[f64], working: &[Working], scatter: f64) -> f64 {
        let Family::Count = self.family else { return 0.0 };
        let (family, history) = (self.family, self.history);
        let constant = *self
            .constants
            .entry(scatter_at)
            .or_insert_with(|| history.iter().flatten().map(|o| family.constant(o.value, scatter)).sum());
        let mut sum = constant;
        for ((observed, signal), working) in history.iter().zip(signal).zip(working) {
            if let (Some(observed), Some((value, variance))) = (observed, working) {
                let gaussian = -0.5 * (variance.ln() + (value - signal).powi(2) / variance);
                sum += family.log_probability(observed.value, *signal, scatter) - gaussian;
            }
        }
        sum
    }

    /// The logarithm of a running mean, to start from.
    fn rough_signal(&self) -> Vec<f64> {
        if self.family != Family::Count {
            return vec![0.0; self.history.len()];
        }
        let (mean, _) = self.design.level;
        let reach = 7 / self.frequency.days().min(2);
        let around = |t: usize| {
            let near = &self.history[t.saturating_sub(reach)..(t + reach + 1).min(self.history.len())];
            let (sum, n) = near.iter().flatten().fold((0.0, 0.0), |(sum, n), o| (sum + o.value, n + 1.0));
            ((sum + mean.exp()) / (n + 1.0)).max(1e-4).ln()
        };
        (0..self.history.len()).map(around).collect()
    }

    fn points(&mut self) -> Vec<GridPoint> {
        let best = self.visited.values().map(|v| v.log_posterior).fold(f64::NEG_INFINITY, f64::max);
        let mut points = Vec::new();
        for (index, visit) in std::mem::take(&mut self.visited) {
            if visit.log_posterior >= best - KEEP_WITHIN {
                let (scatter, dynamics, _) = self.parameters(index);
                let weight = (visit.log_posterior - best).exp();
                points.push(GridPoint { scatter, dynamics, weight, state: visit.state, working: visit.working });
            }
        }
        let total: f64 = points.iter().map(|point| point.weight).sum();
        points.iter_mut().for_each(|point| point.weight /= total);
        points.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        points
    }
}
