//! The best plan where some channels get nothing or at least their min: branch and bound over on and off.
//!
//! Each node decides some channels and leaves the others open; [`super::relax`] bounds it from above with a certified
//! gap. A node is left when its bound is within [`TOLERANCE`] of the best plan found, so that what is returned is the
//! global optimum to that tolerance; `bound` says how far it can be at most.
//!
//! A channel that is nowhere behind another (in reach, cost, bounds or followers) can take over all that the other does.
//! So there is an optimum that leaves the first only if it leaves the second, and the search looks at no other plans.

use std::collections::BTreeMap;

use super::program::{Choice, Program, RESOURCES};
use super::relax::{Decision, Relaxed, relax};

/// Share of the people that can be reached at all by which the plan returned may fall short of the best: one in a million.
pub(super) const TOLERANCE: f64 = 1e-6;
/// Gap to which a plan of decided channels is solved, as a share of the same.
const PRECISION: f64 = 1e-9;
/// Nodes after which the search ends with the gap it has; far more than problems of a catalogue's size need.
const MAX_NODES: usize = 4_000;

/// The best plan found.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    pub(super) choice: Choice,
    pub(super) reach: f64,
    /// No plan reaches more.
    pub(super) bound: f64,
    #[cfg_attr(not(test), expect(dead_code, reason = "tests read it"))]
    pub(super) nodes: usize,
}

/// The best plan; `None` where what must be done takes more than there is.
pub(super) fn best(program: &Program) -> Option<Solution> {
    let root: Vec<Decision> = program
        .terms
        .iter()
        .map(|term| if term.optional && term.min.iter().any(|l| *l > 0.0) { Decision::Undecided } else { Decision::On })
        .collect();
    let mut search = Search {
        program,
        attainable: program.attainable(),
        dominance: dominance(program),
        tried: BTreeMap::new(),
        best: None,
        bound: f64::NEG_INFINITY,
        nodes: 0,
    };
    let mut open = vec![(f64::INFINITY, root)];
    while let Some((bound, states)) = open.pop() {
        if search.nodes >= MAX_NODES {
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
    let states: Vec<Decision> = on.iter().map(|on| if *on { Decision::On } else { Decision::Off }).collect();
    let relaxed = relax(program, &states, PRECISION * program.attainable(), f64::NEG_INFINITY)?;
    let choice = choice_of(&states, &relaxed);
    let reach = program.reach(&choice);
    Some((choice, reach))
}

fn choice_of(states: &[Decision], relaxed: &Relaxed) -> Choice {
    states.iter().zip(&relaxed.amounts).map(|(state, x)| (*state == Decision::On).then_some(*x)).collect()
}

/// Pairs of optional channels of which the first is nowhere behind the second; of two equal ones the earlier is first.
fn dominance(program: &Program) -> Vec<(usize, usize)> {
    let dominates = |i: usize, j: usize| {
        let (a, b) = (&program.terms[i], &program.terms[j]);
        let at_least = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a >= b);
        a.optional
            && b.optional
            && a.pools.len() == b.pools.len()
            && at_least(&b.min, &a.min)
            && at_least(&a.max, &b.max)
            && a.pools.iter().zip(&b.pools).all(|(a, b)| {
                a.curve == b.curve
                    && at_least(&a.reach, &b.reach)
                    && at_least(&a.rates, &b.rates)
                    && a.organic_reach >= b.organic_reach
            })
    };
    let terms = program.terms.len();
    let pairs = (0..terms).flat_map(|i| (0..terms).map(move |j| (i, j))).filter(|(i, j)| i != j);
    pairs.filter(|(i, j)| dominates(*i, *j) && (i < j || !dominates(*j, *i))).collect()
}

struct Search<'a> {
    program: &'a Program,
    /// Share of the target that all channels together can reach at all.
    attainable: f64,
    /// Pairs of which the first channel is not left unless the second is.
    dominance: Vec<(usize, usize)>,
    /// Sets of channels that were solved, with the bound of each.
    tried: BTreeMap<Vec<bool>, f64>,
    best: Option<(Choice, f64)>,
    /// Greatest bound of the nodes that were left.
    bound: f64,
    nodes: usize,
}

impl Search<'_> {
    fn cutoff(&self) -> f64 {
        self.best.as_ref().map_or(f64::NEG_INFINITY, |(_, value)| *value) + TOLERANCE * self.attainable
    }

    fn exclude(&mut self, bound: f64) {
        self.bound = self.bound.max(bound);
    }

    fn visit(&mut self, mut states: Vec<Decision>, open: &mut Vec<(f64, Vec<Decision>)>) {
        self.nodes += 1;
        if !states.contains(&Decision::Undecided) {
            let bound = self.decide(states);
            return self.exclude(bound);
        }
        let Some(relaxed) = relax(self.program, &states, 0.1 * TOLERANCE * self.attainable, self.cutoff()) else {
            return;
        };
        if relaxed.bound <= self.cutoff() {
            return self.exclude(relaxed.bound);
        }
        self.decide(self.rounded(&states, &relaxed));
        if relaxed.bound <= self.cutoff() {
            return self.exclude(relaxed.bound);
        }
        // A channel whose one decision alone brings the bound below the best plan is decided the other way.
        for (state, (if_on, if_off)) in
            states.iter_mut().zip(&relaxed.bound_drops).filter(|(s, _)| **s == Decision::Undecided)
        {
            if relaxed.bound - if_on <= self.cutoff() {
                self.bound = self.bound.max(relaxed.bound - if_on);
                *state = Decision::Off;
            } else if relaxed.bound - if_off <= self.cutoff() {
                self.bound = self.bound.max(relaxed.bound - if_off);
                *state = Decision::On;
            }
        }
        let undecided = (0..states.len()).filter(|i| states[*i] == Decision::Undecided);
        let distance = |i: &usize| (relaxed.taken[*i] - 0.5).abs();
        let Some(term) = undecided.min_by(|a, b| distance(a).total_cmp(&distance(b))) else {
            return open.push((relaxed.bound, states));
        };
        let towards =
            if relaxed.taken[term] >= 0.5 { [Decision::Off, Decision::On] } else { [Decision::On, Decision::Off] };
        for state in towards {
            let mut child = states.clone();
            child[term] = state;
            if self.follow(&mut child) {
                open.push((relaxed.bound, child));
            }
        }
    }

    /// Decides what follows from the channels that are ahead of others; false where the decisions contradict that.
    fn follow(&self, states: &mut [Decision]) -> bool {
        loop {
            let mut changed = false;
            for (first, second) in &self.dominance {
                match (states[*first], states[*second]) {
                    (Decision::Off, Decision::On) => return false,
                    (Decision::Off, Decision::Undecided) => states[*second] = Decision::Off,
                    (Decision::Undecided, Decision::On) => states[*first] = Decision::On,
                    (Decision::On | Decision::Undecided, _) | (Decision::Off, Decision::Off) => continue,
                }
                changed = true;
            }
            if !changed {
                return true;
            }
        }
    }

    /// A set of channels near a relaxed solution that can be afforded.
    fn rounded(&self, states: &[Decision], relaxed: &Relaxed) -> Vec<Decision> {
        let closed = |state: &Decision| if *state == Decision::On { Decision::On } else { Decision::Off };
        let mut rounded: Vec<Decision> = states.iter().map(closed).collect();
        let mut spent = [0.0; 2];
        let mut afford = |term: usize| {
            let min = self.program.terms[term].min;
            let can = RESOURCES.into_iter().all(|k| spent[k] + min[k] <= self.program.limits[k]);
            RESOURCES.into_iter().filter(|_| can).for_each(|k| spent[k] += min[k]);
            can
        };
        (0..states.len()).filter(|i| states[*i] == Decision::On).for_each(|i| {
            afford(i);
        });
        let mut wanted: Vec<usize> =
            (0..states.len()).filter(|i| states[*i] == Decision::Undecided && relaxed.taken[*i] >= 0.5).collect();
        wanted.sort_by(|a, b| relaxed.taken[*b].total_cmp(&relaxed.taken[*a]));
        for term in wanted {
            if afford(term) {
                rounded[term] = Decision::On;
            }
        }
        rounded
    }

    /// Solves a set of channels once; no plan of it reaches more than what is returned.
    fn decide(&mut self, states: Vec<Decision>) -> f64 {
        let on: Vec<bool> = states.iter().map(|state| *state == Decision::On).collect();
        if let Some(bound) = self.tried.get(&on) {
            return *bound;
        }
        let cutoff = self.best.as_ref().map_or(f64::NEG_INFINITY, |(_, value)| *value);
        let relaxed = relax(self.program, &states, PRECISION * self.attainable, cutoff);
        let bound = relaxed.as_ref().map_or(f64::NEG_INFINITY, |relaxed| relaxed.bound);
        self.tried.insert(on, bound);
        if let Some(relaxed) = relaxed.filter(|relaxed| relaxed.value > cutoff) {
            self.best = Some((choice_of(&states, &relaxed), relaxed.value));
        }
        bound
    }
}
