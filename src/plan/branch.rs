//! The best plan where some channels get nothing or at least their least: branch and bound over on and off.
//!
//! Each node decides some channels and leaves the others open; [`super::relax`] bounds it from above with a certified
//! gap. A node is left when its bound is within [`TOLERANCE`] of the best plan found, so that what is returned is the
//! global optimum to that tolerance; `bound` says how far it can be at most.
//!
//! A channel that is nowhere behind another (in reach, cost, bounds or followers) can take over all that the other does.
//! So there is an optimum that leaves the first only if it leaves the second, and the search looks at no other plans.

use std::collections::BTreeMap;

use super::program::{Choice, Program, RESOURCES};
use super::relax::{Relaxed, State, relax};

/// Share of the target by which the plan returned may fall short of the best: one in a million.
pub(super) const TOLERANCE: f64 = 1e-6;
/// Gap to which a plan of decided channels is solved.
const PRECISION: f64 = 1e-9;
/// Nodes after which the search ends with the gap it has; far more than problems of a catalogue's size need.
const MOST_NODES: usize = 4_000;

/// The best plan found.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    pub(super) choice: Choice,
    pub(super) reach: f64,
    /// No plan reaches more.
    pub(super) bound: f64,
    #[cfg_attr(not(test), expect(dead_code, reason = "told by tests"))]
    pub(super) nodes: usize,
}

/// The best plan; `None` where what must be done takes more than there is.
pub(super) fn best(program: &Program) -> Option<Solution> {
    let root: Vec<State> = program
        .lines
        .iter()
        .map(|line| if line.optional && line.least.iter().any(|l| *l > 0.0) { State::Open } else { State::On })
        .collect();
    let mut search = Search {
        program,
        ahead: ahead(program),
        tried: BTreeMap::new(),
        best: None,
        bound: f64::NEG_INFINITY,
        nodes: 0,
    };
    let mut open = vec![(f64::INFINITY, root)];
    while let Some((bound, states)) = open.pop() {
        if search.nodes >= MOST_NODES {
            search.bound = search.bound.max(bound);
            continue;
        }
        search.visit(states, &mut open);
    }
    let (choice, _) = search.best?;
    let reach = program.reach(&choice);
    Some(Solution { choice, reach, bound: search.bound.max(reach), nodes: search.nodes })
}

/// The best plan that takes up exactly the channels of `on`, and what it reaches; `None` where that is too much.
pub(super) fn best_of_set(program: &Program, on: &[bool]) -> Option<(Choice, f64)> {
    let states: Vec<State> = on.iter().map(|on| if *on { State::On } else { State::Off }).collect();
    let relaxed = relax(program, &states, PRECISION, f64::NEG_INFINITY)?;
    let choice = choice_of(&states, &relaxed);
    let reach = program.reach(&choice);
    Some((choice, reach))
}

fn choice_of(states: &[State], relaxed: &Relaxed) -> Choice {
    states.iter().zip(&relaxed.amounts).map(|(state, x)| (*state == State::On).then_some(*x)).collect()
}

/// Pairs of optional channels of which the first is nowhere behind the second; of two equal ones the earlier is first.
fn ahead(program: &Program) -> Vec<(usize, usize)> {
    let is_ahead = |i: usize, j: usize| {
        let (a, b) = (&program.lines[i], &program.lines[j]);
        let at_least = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a >= b);
        a.optional
            && b.optional
            && a.curve == b.curve
            && at_least(&a.reach, &b.reach)
            && at_least(&a.rates, &b.rates)
            && at_least(&b.least, &a.least)
            && at_least(&a.most, &b.most)
            && a.head >= b.head
    };
    let lines = program.lines.len();
    let pairs = (0..lines).flat_map(|i| (0..lines).map(move |j| (i, j))).filter(|(i, j)| i != j);
    pairs.filter(|(i, j)| is_ahead(*i, *j) && (i < j || !is_ahead(*j, *i))).collect()
}

struct Search<'a> {
    program: &'a Program,
    /// Pairs of which the first channel is not left unless the second is.
    ahead: Vec<(usize, usize)>,
    /// Sets of channels that were solved, with the bound of each.
    tried: BTreeMap<Vec<bool>, f64>,
    best: Option<(Choice, f64)>,
    /// Greatest bound of the nodes that were left.
    bound: f64,
    nodes: usize,
}

impl Search<'_> {
    fn cutoff(&self) -> f64 {
        self.best.as_ref().map_or(f64::NEG_INFINITY, |(_, value)| *value) + TOLERANCE
    }

    fn leave(&mut self, bound: f64) {
        self.bound = self.bound.max(bound);
    }

    fn visit(&mut self, mut states: Vec<State>, open: &mut Vec<(f64, Vec<State>)>) {
        self.nodes += 1;
        if !states.contains(&State::Open) {
            let bound = self.decide(states);
            return self.leave(bound);
        }
        let Some(relaxed) = relax(self.program, &states, 0.1 * TOLERANCE, self.cutoff()) else {
            return;
        };
        if relaxed.bound <= self.cutoff() {
            return self.leave(relaxed.bound);
        }
        self.decide(self.rounded(&states, &relaxed));
        if relaxed.bound <= self.cutoff() {
            return self.leave(relaxed.bound);
        }
        // A channel whose one decision alone brings the bound below the best plan is decided the other way.
        for (state, (if_on, if_off)) in states.iter_mut().zip(&relaxed.falls).filter(|(s, _)| **s == State::Open) {
            if relaxed.bound - if_on <= self.cutoff() {
                self.bound = self.bound.max(relaxed.bound - if_on);
                *state = State::Off;
            } else if relaxed.bound - if_off <= self.cutoff() {
                self.bound = self.bound.max(relaxed.bound - if_off);
                *state = State::On;
            }
        }
        let undecided = (0..states.len()).filter(|i| states[*i] == State::Open);
        let distance = |i: &usize| (relaxed.taken[*i] - 0.5).abs();
        let Some(line) = undecided.min_by(|a, b| distance(a).total_cmp(&distance(b))) else {
            return open.push((relaxed.bound, states));
        };
        let towards = if relaxed.taken[line] >= 0.5 { [State::Off, State::On] } else { [State::On, State::Off] };
        for state in towards {
            let mut child = states.clone();
            child[line] = state;
            if self.follow(&mut child) {
                open.push((relaxed.bound, child));
            }
        }
    }

    /// Decides what follows from the channels that are ahead of others; false where the decisions contradict that.
    fn follow(&self, states: &mut [State]) -> bool {
        loop {
            let mut changed = false;
            for (first, second) in &self.ahead {
                match (states[*first], states[*second]) {
                    (State::Off, State::On) => return false,
                    (State::Off, State::Open) => states[*second] = State::Off,
                    (State::Open, State::On) => states[*first] = State::On,
                    (State::On | State::Open, _) | (State::Off, State::Off) => continue,
                }
                changed = true;
            }
            if !changed {
                return true;
            }
        }
    }

    /// A set of channels near a relaxed solution that can be afforded.
    fn rounded(&self, states: &[State], relaxed: &Relaxed) -> Vec<State> {
        let closed = |state: &State| if *state == State::On { State::On } else { State::Off };
        let mut rounded: Vec<State> = states.iter().map(closed).collect();
        let mut spent = [0.0; 2];
        let mut afford = |line: usize| {
            let least = self.program.lines[line].least;
            let can = RESOURCES.into_iter().all(|k| spent[k] + least[k] <= self.program.limits[k]);
            RESOURCES.into_iter().filter(|_| can).for_each(|k| spent[k] += least[k]);
            can
        };
        (0..states.len()).filter(|i| states[*i] == State::On).for_each(|i| {
            afford(i);
        });
        let mut wanted: Vec<usize> =
            (0..states.len()).filter(|i| states[*i] == State::Open && relaxed.taken[*i] >= 0.5).collect();
        wanted.sort_by(|a, b| relaxed.taken[*b].total_cmp(&relaxed.taken[*a]));
        for line in wanted {
            if afford(line) {
                rounded[line] = State::On;
            }
        }
        rounded
    }

    /// Solves a set of channels once; no plan of it reaches more than what is returned.
    fn decide(&mut self, states: Vec<State>) -> f64 {
        let on: Vec<bool> = states.iter().map(|state| *state == State::On).collect();
        if let Some(bound) = self.tried.get(&on) {
            return *bound;
        }
        let cutoff = self.best.as_ref().map_or(f64::NEG_INFINITY, |(_, value)| *value);
        let relaxed = relax(self.program, &states, PRECISION, cutoff);
        let bound = relaxed.as_ref().map_or(f64::NEG_INFINITY, |relaxed| relaxed.bound);
        self.tried.insert(on, bound);
        if let Some(relaxed) = relaxed.filter(|relaxed| relaxed.value > cutoff) {
            self.best = Some((choice_of(&states, &relaxed), relaxed.value));
        }
        bound
    }
}
