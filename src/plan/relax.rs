//! The concave relaxation of a planning problem in which some channels are decided and others are open.
//!
//! An open channel is taken up to a part `y` from 0 to 1: it costs `y` times its least amounts, and with further amounts
//! `z <= y (most - least)` it adds `y l_s(z / y)` to the log of what segment `s` misses, where
//! `l_s(z) = -ln(1 - r_s f(least + z))` is concave. That perspective is jointly concave and exact at `y = 0` and `y = 1`,
//! so the optimum here is an upper bound of the optimum over on and off, and the two agree where every `y` is whole.
//!
//! The bound given is certified whatever the numerics did: for the feasible point and the multipliers at hand,
//! concavity bounds the optimum by a linear program over the same constraints, and its Lagrangian bounds that.

use super::interior::{Concave, Iterate, Row, maximise};
use super::program::{Amounts, Program, RESOURCES};

/// Whether a channel is taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    On,
    Off,
    Undecided,
}

/// The solution of a relaxation.
#[derive(Debug, Clone)]
pub(super) struct Relaxed {
    /// Part to which each channel is taken up.
    pub(super) taken: Vec<f64>,
    /// Amounts of each channel.
    pub(super) amounts: Vec<Amounts>,
    pub(super) value: f64,
    /// No choice that agrees with the decided states reaches more.
    pub(super) bound: f64,
    /// For each open channel: how far `bound` falls if it is taken up (first) or left (second).
    pub(super) bound_drops: Vec<(f64, f64)>,
}

/// Parts of a resource that count as none.
const NOTHING: f64 = 1e-8;
/// Slack that the first point leaves in every constraint.
const ROOM: f64 = 0.25;

/// Solves the relaxation under `states` until its gap is at most `precision` or its bound at most `cutoff`; `None` where
/// the decided channels alone take more than there is.
pub(super) fn relax(program: &Program, states: &[Decision], precision: f64, cutoff: f64) -> Option<Relaxed> {
    let relaxed = RelaxedProgram::new(program, states)?;
    let unaffordable =
        |i: usize| states[i] == Decision::Undecided && !relaxed.channels.iter().any(|channel| channel.term == i);
    let mut last = Relaxed {
        taken: vec![0.0; states.len()],
        amounts: vec![[0.0; 2]; states.len()],
        value: 0.0,
        bound: f64::INFINITY,
        bound_drops: (0..states.len()).map(|i| (if unaffordable(i) { f64::INFINITY } else { 0.0 }, 0.0)).collect(),
    };
    if relaxed.size == 0 {
        last.value = relaxed.evaluate(&[], &mut [], &mut []);
        last.bound = last.value;
        relaxed.write(&[], &mut last);
        return Some(last);
    }
    let rows = relaxed.rows();
    let x = maximise(&relaxed, &rows, relaxed.start(), |here| {
        let bound = relaxed.bound(here, &mut last);
        bound - here.value <= precision || bound <= cutoff
    });
    relaxed.write(&x, &mut last);
    Some(last)
}

/// A channel that is not off, in units of the resources' limits.
struct RelaxedChannel {
    term: usize,
    /// Variable of the part taken up; `None` where it is on.
    part: Option<usize>,
    /// Variables of the further amounts.
    further: [Option<usize>; 2],
    min: Amounts,
    span: Amounts,
    pools: Vec<RelaxedPool>,
}

/// What drives a pool of a channel.
struct RelaxedPool {
    rates: Amounts,
    /// Effort of the least amounts.
    base: f64,
}

struct RelaxedProgram<'a> {
    program: &'a Program,
    channels: Vec<RelaxedChannel>,
    size: usize,
    /// What the channels that are on leave of each resource.
    rest: Amounts,
}

impl<'a> RelaxedProgram<'a> {
    fn new(program: &'a Program, states: &[Decision]) -> Option<Self> {
        let unit = program.limits.map(|limit| if limit > 0.0 { limit } else { 1.0 });
        let mut rest = RESOURCES.map(|k| if program.limits[k] > 0.0 { 1.0 } else { 0.0 });
        for (term, _) in program.terms.iter().zip(states).filter(|(_, state)| **state == Decision::On) {
            RESOURCES.into_iter().for_each(|k| rest[k] -= term.min[k] / unit[k]);
        }
        if rest.iter().any(|rest| *rest < -NOTHING) {
            return None;
        }
        let mut relaxed = Self { program, channels: Vec::new(), size: 0, rest: rest.map(|rest| rest.max(0.0)) };
        for (i, (term, state)) in program.terms.iter().zip(states).enumerate() {
            let min = RESOURCES.map(|k| term.min[k] / unit[k]);
            let affordable = RESOURCES.into_iter().all(|k| min[k] <= relaxed.rest[k] * (1.0 + NOTHING));
            let open = match state {
                Decision::Off => continue,
                Decision::Undecided if !affordable => continue,
                Decision::Undecided => true,
                Decision::On => false,
            };
            let mut span = RESOURCES.map(|k| ((term.max[k] - term.min[k]) / unit[k]).min(relaxed.rest[k]));
            for k in RESOURCES {
                if !term.is_driven_by(k) || relaxed.rest[k] <= NOTHING || span[k] <= NOTHING {
                    span[k] = 0.0;
                }
            }
            let part = open.then(|| relaxed.variable());
            let further = span.map(|span| (span > 0.0).then(|| relaxed.variable()));
            let pools = term.pools.iter().map(|pool| RelaxedPool {
                rates: RESOURCES.map(|k| pool.rates[k] * unit[k]),
                base: pool.effort(term.min),
            });
            relaxed.channels.push(RelaxedChannel { term: i, part, further, min, span, pools: pools.collect() });
        }
        Some(relaxed)
    }

    fn variable(&mut self) -> usize {
        self.size += 1;
        self.size - 1
    }

    /// The constraints; the last two are the resources'.
    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(4 * self.channels.len() + 2);
        let mut spent = [Vec::new(), Vec::new()];
        for channel in &self.channels {
            if let Some(part) = channel.part {
                rows.push(Row { coefficients: vec![(part, 1.0)], limit: 1.0 });
                if channel.further == [None, None] {
                    rows.push(Row { coefficients: vec![(part, -1.0)], limit: 0.0 });
                }
            }
            for k in RESOURCES {
                spent[k].extend(channel.part.filter(|_| channel.min[k] > 0.0).map(|part| (part, channel.min[k])));
                let Some(further) = channel.further[k] else { continue };
                spent[k].push((further, 1.0));
                rows.push(Row { coefficients: vec![(further, -1.0)], limit: 0.0 });
                rows.push(match channel.part {
                    Some(part) => Row { coefficients: vec![(further, 1.0), (part, -channel.span[k])], limit: 0.0 },
                    None => Row { coefficients: vec![(further, 1.0)], limit: channel.span[k] },
                });
            }
        }
        for (coefficients, rest) in spent.into_iter().zip(self.rest) {
            // A resource that nothing here uses still has a row, so that the last two rows are the resources'.
            let limit = if coefficients.is_empty() { 1.0 } else { rest };
            rows.push(Row { coefficients, limit });
        }
        rows
    }

    /// A point strictly inside all rows.
    fn start(&self) -> Vec<f64> {
        let needed = |k: usize| -> f64 { self.channels.iter().filter(|s| s.part.is_some()).map(|s| s.min[k]).sum() };
        let scarce = RESOURCES.into_iter().filter(|k| needed(*k) > 0.0).map(|k| ROOM * self.rest[k] / needed(k));
        let part = scarce.fold(0.5, f64::min);
        let users = RESOURCES.map(|k| self.channels.iter().filter(|s| s.further[k].is_some()).count().max(1) as f64);
        let mut x = vec![0.0; self.size];
        for channel in &self.channels {
            let taken = channel.part.map_or(1.0, |variable| {
                x[variable] = part;
                part
            });
            for k in RESOURCES {
                if let Some(variable) = channel.further[k] {
                    x[variable] = (0.5 * taken * channel.span[k]).min(ROOM * self.rest[k] / users[k]);
                }
            }
        }
        x
    }

    /// A certified upper bound from the point at hand; keeps the least one found, with what it says of each channel.
    fn bound(&self, here: &Iterate, last: &mut Relaxed) -> f64 {
        let resources = here.multipliers.len() - 2;
        let prices = [here.multipliers[resources], here.multipliers[resources + 1]];
        let flat: f64 = here.gradient.iter().zip(here.x).map(|(g, x)| g * x).sum();
        let mut bound = here.value - flat + prices[0] * self.rest[0] + prices[1] * self.rest[1];
        let gain_of = |channel: &RelaxedChannel| -> f64 {
            let beyond = RESOURCES.into_iter().filter_map(|k| {
                let gain = here.gradient[channel.further[k]?] - prices[k];
                Some(channel.span[k] * gain.max(0.0))
            });
            let cost: f64 = RESOURCES.into_iter().map(|k| prices[k] * channel.min[k]).sum();
            beyond.sum::<f64>() + channel.part.map_or(0.0, |part| here.gradient[part] - cost)
        };
        bound += self.channels.iter().map(|channel| gain_of(channel).max(0.0)).sum::<f64>();
        if bound < last.bound {
            last.bound = bound;
            for channel in &self.channels {
                let gain = gain_of(channel);
                last.bound_drops[channel.term] = ((-gain).max(0.0), gain.max(0.0));
            }
        }
        last.bound
    }

    fn write(&self, x: &[f64], last: &mut Relaxed) {
        let limits = self.program.limits;
        for channel in &self.channels {
            let taken = channel.part.map_or(1.0, |part| x[part]);
            last.taken[channel.term] = taken;
            for k in RESOURCES {
                let term = &self.program.terms[channel.term];
                let further = channel.further[k].map_or(0.0, |z| x[z] * limits[k]);
                last.amounts[channel.term][k] = (taken * term.min[k] + further).min(term.max[k]);
            }
        }
        last.value = self.evaluate(x, &mut vec![0.0; self.size], &mut []);
    }
}

impl Concave for RelaxedProgram<'_> {
    fn size(&self) -> usize {
        self.size
    }

    fn evaluate(&self, x: &[f64], gradient: &mut [f64], hessian: &mut [f64]) -> f64 {
        let segments = self.program.weights.len();
        let pools =
            || self.channels.iter().flat_map(|channel| channel.pools.iter().enumerate().map(move |p| (channel, p)));
        // Per pool and segment: the log of what is not missed, and its first and second derivative in the effort.
        let mut slopes = vec![[0.0; 3]; pools().count() * segments];
        let mut missed = self.program.weights.clone();
        let mut stretches = Vec::with_capacity(pools().count());
        for ((channel, (p, relaxed)), slopes) in pools().zip(slopes.chunks_mut(segments)) {
            let pool = &self.program.terms[channel.term].pools[p];
            let part = channel.part.map_or(1.0, |part| x[part]);
            let further = |k: usize| channel.further[k].map_or(0.0, |z| relaxed.rates[k] * x[z]);
            let stretch = (further(0) + further(1)) / part;
            stretches.push(stretch);
            let [level, slope, bend] = pool.curve.missed_with_slopes(relaxed.base + stretch);
            for ((slopes, reach), missed) in slopes.iter_mut().zip(&pool.reach).zip(&mut missed) {
                let scale = reach * (1.0 - pool.organic_reach);
                let keep = 1.0 - reach + scale * level;
                let first = -scale * slope / keep;
                let log = if channel.part.is_some() { -keep.ln() } else { 0.0 };
                *slopes = [log, first, first * first - scale * bend / keep];
                *missed *= if channel.part.is_some() { (-part * log).exp() } else { keep };
            }
        }
        let value = 1.0 - missed.iter().sum::<f64>();
        if gradient.is_empty() {
            return value;
        }
        gradient.fill(0.0);
        hessian.fill(0.0);
        let mut by_segment = vec![0.0; segments * self.size];
        for (((channel, (_, relaxed)), slopes), stretch) in pools().zip(slopes.chunks(segments)).zip(&stretches) {
            let part = channel.part.map_or(1.0, |part| x[part]);
            let mut bend = 0.0;
            for (s, ([log, first, second], missed)) in slopes.iter().zip(&missed).enumerate() {
                let row = &mut by_segment[s * self.size..(s + 1) * self.size];
                let mut add = |variable: Option<usize>, slope: f64| {
                    if let Some(variable) = variable {
                        row[variable] += slope;
                        gradient[variable] += missed * slope;
                    }
                };
                add(channel.part, log - first * stretch);
                add(channel.further[0], first * relaxed.rates[0]);
                add(channel.further[1], first * relaxed.rates[1]);
                bend -= missed * second;
            }
            if !hessian.is_empty() {
                let direction = [
                    (channel.part, -stretch),
                    (channel.further[0], relaxed.rates[0]),
                    (channel.further[1], relaxed.rates[1]),
                ];
                let present = || direction.iter().filter_map(|(variable, along)| Some(((*variable)?, *along)));
                for (i, a) in present() {
                    present().for_each(|(j, b)| hessian[i * self.size + j] += bend / part * a * b);
                }
            }
        }
        if !hessian.is_empty() {
            for (row, missed) in by_segment.chunks(self.size).zip(&missed) {
                for (term, a) in hessian.chunks_mut(self.size).zip(row) {
                    let weight = missed * a;
                    term.iter_mut().zip(row).for_each(|(h, b)| *h += weight * b);
                }
            }
        }
        value
    }
}
