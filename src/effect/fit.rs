//! From history to what is believed of the state before an event: parameters are integrated over, not plugged in.
//!
//! Three parameters govern the model of `mod.rs`: the scatter of observations, the walk of the level and the deviation.
//! They live on a grid. For each point the mode of the signal is found by Newton steps, each a Kalman smoother over
//! working observations weighted by how ordinary they are (`disturbance`); the likelihood is that of Laplace's
//! approximation there (Durbin & Koopman 2012, section 10.6; Rue, Martino & Chopin 2009). Nodes are visited outward from
//! the best, so that only those that matter are. Shifts of the level are tried one by one (`shift`), and fits with and
//! without them averaged.

use std::collections::BTreeMap;

use super::burst::Burst;
use super::disturbance::{Chain, Disturbances, broad, chain, rough_signal, weight};
use super::filter::{Design, Dynamics, FilterTrace, LogProduct, Working, filter, smooth};
use super::noise::Family;
use super::series::{Frequency, Observation};
use super::shift;
use super::state::State;

/// Coefficients of variation beyond Poisson, for counts: a factor of 1.8 apart.
const SCATTER_OF_COUNTS: [f64; 11] = [0.0, 0.01, 0.018, 0.032, 0.056, 0.1, 0.18, 0.32, 0.56, 1.0, 1.8];
/// Standard deviations in units of the scale, for changes.
const SCATTER_OF_CHANGES: [f64; 9] = [0.1, 0.18, 0.32, 0.45, 0.63, 0.9, 1.26, 1.8, 3.2];
/// Standard deviations of the level's steps a day, and what is believed of each beforehand.
const LEVEL: [(f64, f64); 8] =
    [(0.0, 0.1), (0.003, 0.06), (0.006, 0.08), (0.012, 0.13), (0.025, 0.21), (0.05, 0.23), (0.1, 0.14), (0.2, 0.05)];
/// Stationary standard deviations of the deviation, and what is believed of each.
const DEVIATION: [(f64, f64); 6] = [(0.0, 0.5), (0.06, 0.11), (0.12, 0.13), (0.24, 0.13), (0.48, 0.09), (0.96, 0.04)];
/// Autoregressions of the deviation, and what is believed of each where there is one.
const AUTOREGRESSION: [(f64, f64); 3] = [(0.4, 0.4), (0.7, 0.4), (0.9, 0.2)];
/// Nodes whose log-posterior lies further below the best are not looked beyond, or not kept.
const EXPAND_WITHIN: f64 = 2.5;
const KEEP_WITHIN: f64 = 5.0;
/// Most points visited, and most with a shift of the level.
const MAX_POINTS: usize = 45;
const MAX_POINTS_OF_SHIFT: usize = 25;
/// Most shifts of the level.
const MAX_SHIFTS: usize = 4;
/// How far below the fit without it a shift's first point may lie to be looked at further.
const TRY_WITHIN: f64 = 3.0;
/// Newton steps at most, and the change of the signal at which they end.
const MAX_STEPS: usize = 12;
const TOLERANCE: f64 = 1e-2;

/// Most controls that one fit uses, and how many are expected to be of use.
const MAX_CONTROLS: usize = 5;
const EXPECTED_CONTROLS: f64 = 3.0;

/// How much is believed beforehand of a control of `n` being of use against not (log).
fn control_log_odds(n: usize) -> f64 {
    let share = (EXPECTED_CONTROLS / n.max(1) as f64).min(0.5);
    (share / (1.0 - share)).ln()
}

/// A place on the grid: scatter, level, deviation, autoregression.
type GridIndex = [usize; 4];

/// One setting of the parameters, and what it makes of the history.
#[derive(Debug, Clone)]
pub(super) struct GridPoint {
    pub(super) scatter: f64,
    pub(super) dynamics: Dynamics,
    /// Posterior probability.
    pub(super) weight: f64,
    /// Variances added to the level before some periods.
    pub(super) jumps: Vec<(usize, f64)>,
    /// The controls that are used, by their place among them.
    pub(super) controls: Vec<usize>,
    /// The state before the first period after the history.
    pub(super) state: State,
    /// The working observations at the mode.
    pub(super) working: Vec<Working>,
    /// What was out of the ordinary.
    pub(super) disturbances: Disturbances,
    /// A recent shift that may pass.
    pub(super) burst: Option<Burst>,
}

/// What a history teaches.
#[derive(Debug)]
pub(super) struct Posterior {
    pub(super) family: Family,
    pub(super) design: Design,
    /// Most probable first.
    pub(super) points: Vec<GridPoint>,
    /// The same without any control; none where there are no controls.
    pub(super) without_controls: Vec<GridPoint>,
}

struct ParameterGrid<'a> {
    family: Family,
    frequency: Frequency,
    design: Design,
    /// The coefficients of the design with all its controls.
    coefficients: Vec<(f64, f64)>,
    /// The controls in use.
    controls: Vec<usize>,
    history: &'a [Option<Observation>],
    /// What was observed, 0 elsewhere.
    values: Vec<f64>,
    scatters: &'a [f64],
    /// The observations' constants by scatter, as far as needed.
    constants: BTreeMap<usize, Vec<f64>>,
    /// Log-density of each observation as a disturbed one.
    broad: Vec<f64>,
    trace: FilterTrace,
    /// Means of the observations at the signal that is looked at.
    means: Vec<f64>,
    usual: Vec<f64>,
    chain: Chain,
    visited: BTreeMap<GridIndex, Visit>,
}

struct Visit {
    log_posterior: f64,
    signal: Vec<f64>,
    state: State,
    working: Vec<Working>,
    chain: Chain,
}

/// A fit with some shifts of the level.
struct Hypothesis {
    log_prior: f64,
    jumps: Vec<(usize, f64)>,
    controls: Vec<usize>,
    visited: BTreeMap<GridIndex, Visit>,
}

/// Fits the model to `history`, whose periods are the first of the design's.
pub(super) fn fit(family: Family, frequency: Frequency, design: Design, history: &[Option<Observation>]) -> Posterior {
    let scatters: &[f64] = match family {
        Family::Count => &SCATTER_OF_COUNTS,
        Family::Change { .. } => &SCATTER_OF_CHANGES,
    };
    let rough = rough_signal(family, history, 7 / frequency.days().min(2), design.level.0);
    let mut grid = ParameterGrid {
        family,
        frequency,
        broad: broad(family, history, &rough, &design.explained),
        coefficients: design.coefficients.clone(),
        controls: Vec::new(),
        design,
        history,
        values: history.iter().map(|observed| observed.map_or(0.0, |observed| observed.value)).collect(),
        scatters,
        constants: BTreeMap::new(),
        trace: FilterTrace::default(),
        means: Vec::new(),
        usual: Vec::new(),
        chain: Chain::default(),
        visited: BTreeMap::new(),
    };
    // From a wide scatter: weekdays and a trend not yet known would be taken for disturbances at a narrow one.
    let start: GridIndex = [grid.scatters.len() * 2 / 3, 3, 0, 0];
    grid.use_controls(&[]);
    let first = grid.explore(start, rough, 0.0, MAX_POINTS);
    let (hypotheses, best) = grid.with_controls(first);
    let hypotheses = grid.with_shifts(hypotheses, best);
    let points = grid.points(hypotheses.iter());
    let without_controls =
        if grid.design.controls.is_empty() { Vec::new() } else { grid.points(hypotheses.iter().take(1)) };
    grid.design.coefficients = grid.coefficients;
    Posterior { family, design: grid.design, points, without_controls }
}

impl Posterior {
    /// The design of a point: its shifts, and its controls only.
    pub(super) fn design_of(&self, point: &GridPoint) -> Design {
        let mut design = Design { jumps: point.jumps.clone(), ..self.design.clone() };
        let first = design.controls.start;
        for place in design.controls.clone().filter(|place| !point.controls.contains(&(place - first))) {
            design.coefficients[place] = (0.0, 0.0);
        }
        design
    }

    /// Probability that each control is of use.
    pub(super) fn control_probabilities(&self) -> Vec<f64> {
        let of = |control: usize| {
            self.points.iter().filter(|point| point.controls.contains(&control)).map(|point| point.weight).sum()
        };
        (0..self.design.controls.len()).map(of).collect()
    }
}

impl Hypothesis {
    fn best(&self) -> Option<(GridIndex, &Visit)> {
        let best = self.visited.iter().max_by(|a, b| a.1.log_posterior.total_cmp(&b.1.log_posterior));
        best.map(|(index, visit)| (*index, visit))
    }

    fn log_evidence(&self) -> f64 {
        let top = self.best().map_or(f64::NEG_INFINITY, |(_, visit)| visit.log_posterior);
        let sum: f64 = self.visited.values().map(|visit| (visit.log_posterior - top).exp()).sum();
        self.log_prior + top + sum.ln()
    }
}

impl ParameterGrid<'_> {
    /// Uses these controls and no others: spikes at zero stand for the rest.
    fn use_controls(&mut self, used: &[usize]) {
        self.controls = used.to_vec();
        self.design.coefficients.clone_from(&self.coefficients);
        let first = self.design.controls.start;
        for place in self.design.controls.clone().filter(|place| !used.contains(&(place - first))) {
            self.design.coefficients[place] = (0.0, 0.0);
        }
    }

    /// Adds the control that explains most for as long as it explains more than it costs: all fits on the way, and the
    /// place of the best. As George & McCulloch (1993) a control is in with a slab or out with a spike.
    fn with_controls(&mut self, first: Hypothesis) -> (Vec<Hypothesis>, usize) {
        let (mut hypotheses, mut current) = (vec![first], 0);
        let all = self.design.controls.len();
        let log_odds = control_log_odds(all);
        while hypotheses[current].controls.len() < MAX_CONTROLS.min(all) {
            let from = &hypotheses[current];
            let Some((index, visit)) = from.best() else { break };
            let (used, signal, prior) = (from.controls.clone(), visit.signal.clone(), from.log_prior + log_odds);
            let reached = from.log_evidence();
            let mut tried: Vec<(f64, usize)> = Vec::new();
            for control in (0..all).filter(|control| !used.contains(control)) {
                self.use_controls(&[&used[..], &[control]].concat());
                tried.push((self.visit(index, signal.clone()).log_posterior, control));
            }
            let Some((_, control)) = tried.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            self.use_controls(&[&used[..], &[control]].concat());
            let next = self.explore(index, signal, prior, MAX_POINTS);
            let is_better = next.log_evidence() > reached;
            hypotheses.push(next);
            if !is_better {
                break;
            }
            current = hypotheses.len() - 1;
        }
        let used = hypotheses[current].controls.clone();
        self.use_controls(&used);
        (hypotheses, current)
    }

    /// Adds shifts of the level for as long as they explain more than they cost.
    fn with_shifts(&mut self, mut hypotheses: Vec<Hypothesis>, mut current: usize) -> Vec<Hypothesis> {
        for _ in 0..MAX_SHIFTS {
            let from = &hypotheses[current];
            let Some((index, visit)) = from.best() else { break };
            let (jumps, prior, reached) = (from.jumps.clone(), from.log_prior, visit.log_posterior);
            let (_, dynamics, _) = self.parameters(index);
            self.design.jumps = jumps.clone();
            let tests = self.level_tests(dynamics, &visit.working);
            let candidates = shift::candidates(&tests, &visit.chain.ordinary, self.history, &jumps);
            let starts: Vec<(usize, Vec<f64>)> = candidates
                .into_iter()
                .map(|at| (at, shift::signal(self.family, self.history, &visit.signal, at)))
                .collect();
            let before = hypotheses[current].log_evidence();
            let mut tried = Vec::new();
            for (at, signal) in starts {
                self.design.jumps = shift::with(&jumps, at, shift::variance(self.family));
                let there = self.visit(index, signal);
                let log_odds = shift::log_odds(at, self.history.len());
                if there.log_posterior + log_odds >= reached - TRY_WITHIN {
                    tried.push(self.explore(index, there.signal, prior + log_odds, MAX_POINTS_OF_SHIFT));
                }
            }
            let known = hypotheses.len();
            hypotheses.extend(tried);
            let better = (known..hypotheses.len())
                .max_by(|a, b| hypotheses[*a].log_evidence().total_cmp(&hypotheses[*b].log_evidence()));
            match better.filter(|i| hypotheses[*i].log_evidence() > before) {
                Some(better) => current = better,
                None => break,
            }
        }
        hypotheses
    }

    /// How far each period's start of the level is from going on as before, in standard deviations.
    fn level_tests(&mut self, dynamics: Dynamics, working: &[Working]) -> Vec<f64> {
        filter(&self.design, dynamics, working, &[], &mut self.trace);
        let mut tests = vec![0.0; working.len()];
        smooth(&self.design, dynamics, working, &self.trace, &mut vec![0.0; working.len()], &mut tests);
        tests
    }

    fn explore(&mut self, start: GridIndex, signal: Vec<f64>, log_prior: f64, max_points: usize) -> Hypothesis {
        self.visited = BTreeMap::new();
        let mut open = vec![(start, start)];
        let mut done: Vec<GridIndex> = Vec::new();
        while self.visited.len() < max_points {
            for (index, from) in std::mem::take(&mut open) {
                if !self.visited.contains_key(&index) {
                    let near = self.visited.get(&from).map(|v| v.signal.clone());
                    let visit = self.visit(index, near.unwrap_or_else(|| signal.clone()));
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
        let (jumps, controls) = (self.design.jumps.clone(), self.controls.clone());
        Hypothesis { log_prior, jumps, controls, visited: std::mem::take(&mut self.visited) }
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
        let (mut working, mut step) = (Vec::new(), 0);
        let (mut aim, mut tests) = (signal.clone(), vec![0.0; signal.len()]);
        loop {
            self.weigh(index[0], scatter, &signal, &mut working);
            let (log_likelihood, state, _) = filter(&self.design, dynamics, &working, &[], &mut self.trace);
            let is_last = step >= MAX_STEPS;
            smooth(&self.design, dynamics, &working, &self.trace, &mut aim, &mut tests);
            let mut moved: f64 = 0.0;
            for ((signal, aim), working) in signal.iter_mut().zip(&aim).zip(&working) {
                if working.is_some() {
                    let next = self.family.towards(*signal, *aim);
                    moved = moved.max((next - *signal).abs());
                    *signal = next;
                }
            }
            step += 1;
            if moved < TOLERANCE || is_last {
                let log_posterior = prior + log_likelihood + self.correction(&signal, &working, index[0], scatter);
                return Visit { log_posterior, signal, state, working, chain: self.chain.clone() };
            }
        }
    }

    /// Working observations around `signal`, the less precise the less ordinary they are.
    fn weigh(&mut self, scatter_at: usize, scatter: f64, signal: &[f64], working: &mut Vec<Working>) {
        self.disturb(scatter_at, scatter, signal);
        working.clear();
        let at = self.history.iter().zip(signal).zip(&self.means);
        for (((observed, signal), mean), ordinary) in at.zip(&self.chain.ordinary) {
            working.push(observed.map(|observed| {
                let (value, variance) = self.family.working(observed, *signal, *mean, scatter);
                (value, variance / weight(*ordinary))
            }));
        }
    }

    /// Sums out the chain of disturbances, given the signal.
    fn disturb(&mut self, scatter_at: usize, scatter: f64, signal: &[f64]) {
        let (family, history) = (self.family, self.history);
        let of = |o: &Option<Observation>| o.map_or(0.0, |o| family.constant(o, scatter));
        let constants = self.constants.entry(scatter_at).or_insert_with(|| history.iter().map(of).collect());
        self.means.clear();
        self.means.extend_from_slice(signal);
        family.to_means(&mut self.means);
        family.log_probabilities(history, &self.values, (signal, &self.means), scatter, &mut self.usual);
        self.usual.iter_mut().zip(constants.iter()).for_each(|(log, constant)| *log += constant);
        chain(&self.usual, &self.broad, &mut self.chain);
    }

    /// What the likelihood of the observations differs from that of the working observations, at the mode.
    fn correction(&mut self, signal: &[f64], working: &[Working], scatter_at: usize, scatter: f64) -> f64 {
        self.disturb(scatter_at, scatter, signal);
        let (mut sum, mut variances) = (self.chain.log_likelihood, LogProduct::default());
        for (signal, working) in signal.iter().zip(working) {
            if let Some((value, variance)) = working {
                sum += 0.5 * (value - signal).powi(2) / variance;
                variances.times(*variance);
            }
        }
        sum + 0.5 * variances.ln()
    }

    /// The points of all hypotheses that matter, by their probability.
    fn points<'h>(&self, hypotheses: impl Iterator<Item = &'h Hypothesis> + Clone) -> Vec<GridPoint> {
        let log = |hypothesis: &Hypothesis, visit: &Visit| hypothesis.log_prior + visit.log_posterior;
        let all = hypotheses.clone().flat_map(|h| h.visited.values().map(move |visit| log(h, visit)));
        let best = all.fold(f64::NEG_INFINITY, f64::max);
        let mut points = Vec::new();
        for hypothesis in hypotheses {
            let prior = hypothesis.log_prior;
            for (index, visit) in &hypothesis.visited {
                if prior + visit.log_posterior < best - KEEP_WITHIN {
                    continue;
                }
                let (scatter, dynamics, _) = self.parameters(*index);
                let weight = (prior + visit.log_posterior - best).exp();
                let jumps = hypothesis.jumps.clone();
                let disturbances = Disturbances::new(self.family, &visit.chain, self.history, &visit.signal);
                let burst = (self.frequency == Frequency::Day)
                    .then(|| Burst::new((self.family, scatter), dynamics, &jumps, (self.history, &visit.signal)))
                    .flatten();
                let controls = hypothesis.controls.clone();
                let (state, working) = (visit.state.clone(), visit.working.clone());
                points.push(GridPoint {
                    scatter,
                    dynamics,
                    weight,
                    jumps,
                    controls,
                    state,
                    working,
                    disturbances,
                    burst,
                });
            }
        }
        let total: f64 = points.iter().map(|point| point.weight).sum();
        points.iter_mut().for_each(|point| point.weight /= total);
        points.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        points
    }
}
