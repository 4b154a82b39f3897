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
pub(super) enum State {
    On,
    Off,
    Open,
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
    pub(super) falls: Vec<(f64, f64)>,
}

/// Parts of a resource that count as none.
const NOTHING: f64 = 1e-8;
/// Slack that the first point leaves in every constraint.
const ROOM: f64 = 0.25;

/// Solves the relaxation under `states` until its gap is at most `precision` or its bound at most `cutoff`; `None` where
/// the decided channels alone take more than there is.
pub(super) fn relax(program: &Program, states: &[State], precision: f64, cutoff: f64) -> Option<Relaxed> {
    let layout = Layout::new(program, states)?;
    let too_dear = |i: usize| states[i] == State::Open && !layout.slots.iter().any(|slot| slot.line == i);
    let mut last = Relaxed {
        taken: vec![0.0; states.len()],
        amounts: vec![[0.0; 2]; states.len()],
        value: 0.0,
        bound: f64::INFINITY,
        falls: (0..states.len()).map(|i| (if too_dear(i) { f64::INFINITY } else { 0.0 }, 0.0)).collect(),
    };
    if layout.size == 0 {
        last.value = layout.look(&[], &mut [], &mut []);
        last.bound = last.value;
        layout.write(&[], &mut last);
        return Some(last);
    }
    let rows = layout.rows();
    let x = maximise(&layout, &rows, layout.start(), |here| {
        let bound = layout.bound(here, &mut last);
        bound - here.value <= precision || bound <= cutoff
    });
    layout.write(&x, &mut last);
    Some(last)
}

/// A channel that is not off, in units of the resources' limits.
struct Slot {
    line: usize,
    /// Variable of the part taken up; `None` where it is on.
    part: Option<usize>,
    /// Variables of the further amounts.
    further: [Option<usize>; 2],
    least: Amounts,
    span: Amounts,
    rates: Amounts,
    /// Effort of the least amounts.
    base: f64,
}

struct Layout<'a> {
    program: &'a Program,
    slots: Vec<Slot>,
    size: usize,
    /// What the channels that are on leave of each resource.
    rest: Amounts,
}

impl<'a> Layout<'a> {
    fn new(program: &'a Program, states: &[State]) -> Option<Self> {
        let unit = program.limits.map(|limit| if limit > 0.0 { limit } else { 1.0 });
        let mut rest = RESOURCES.map(|k| if program.limits[k] > 0.0 { 1.0 } else { 0.0 });
        for (line, _) in program.lines.iter().zip(states).filter(|(_, state)| **state == State::On) {
            RESOURCES.into_iter().for_each(|k| rest[k] -= line.least[k] / unit[k]);
        }
        if rest.iter().any(|rest| *rest < -NOTHING) {
            return None;
        }
        let mut layout = Self { program, slots: Vec::new(), size: 0, rest: rest.map(|rest| rest.max(0.0)) };
        for (i, (line, state)) in program.lines.iter().zip(states).enumerate() {
            let least = RESOURCES.map(|k| line.least[k] / unit[k]);
            let affordable = RESOURCES.into_iter().all(|k| least[k] <= layout.rest[k] * (1.0 + NOTHING));
            let open = match state {
                State::Off => continue,
                State::Open if !affordable => continue,
                State::Open => true,
                State::On => false,
            };
            let mut span = RESOURCES.map(|k| ((line.most[k] - line.least[k]) / unit[k]).min(layout.rest[k]));
            for k in RESOURCES {
                if line.rates[k] <= 0.0 || layout.rest[k] <= NOTHING || span[k] <= NOTHING {
                    span[k] = 0.0;
                }
            }
            let part = open.then(|| layout.variable());
            let further = span.map(|span| (span > 0.0).then(|| layout.variable()));
            let rates = RESOURCES.map(|k| line.rates[k] * unit[k]);
            layout.slots.push(Slot { line: i, part, further, least, span, rates, base: line.effort(line.least) });
        }
        Some(layout)
    }

    fn variable(&mut self) -> usize {
        self.size += 1;
        self.size - 1
    }

    /// The constraints; the last two are the resources'.
    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(4 * self.slots.len() + 2);
        let mut spent = [Vec::new(), Vec::new()];
        for slot in &self.slots {
            if let Some(part) = slot.part {
                rows.push(Row { terms: vec![(part, 1.0)], limit: 1.0 });
                if slot.further == [None, None] {
                    rows.push(Row { terms: vec![(part, -1.0)], limit: 0.0 });
                }
            }
            for k in RESOURCES {
                spent[k].extend(slot.part.filter(|_| slot.least[k] > 0.0).map(|part| (part, slot.least[k])));
                let Some(further) = slot.further[k] else { continue };
                spent[k].push((further, 1.0));
                rows.push(Row { terms: vec![(further, -1.0)], limit: 0.0 });
                rows.push(match slot.part {
                    Some(part) => Row { terms: vec![(further, 1.0), (part, -slot.span[k])], limit: 0.0 },
                    None => Row { terms: vec![(further, 1.0)], limit: slot.span[k] },
                });
            }
        }
        for (terms, rest) in spent.into_iter().zip(self.rest) {
            // A resource that nothing here uses still has a row, so that the last two rows are the resources'.
            let limit = if terms.is_empty() { 1.0 } else { rest };
            rows.push(Row { terms, limit });
        }
        rows
    }

    /// A point strictly inside all rows.
    fn start(&self) -> Vec<f64> {
        let needed = |k: usize| -> f64 { self.slots.iter().filter(|s| s.part.is_some()).map(|s| s.least[k]).sum() };
        let scarce = RESOURCES.into_iter().filter(|k| needed(*k) > 0.0).map(|k| ROOM * self.rest[k] / needed(k));
        let part = scarce.fold(0.5, f64::min);
        let users = RESOURCES.map(|k| self.slots.iter().filter(|s| s.further[k].is_some()).count().max(1) as f64);
        let mut x = vec![0.0; self.size];
        for slot in &self.slots {
            let taken = slot.part.map_or(1.0, |variable| {
                x[variable] = part;
                part
            });
            for k in RESOURCES {
                if let Some(variable) = slot.further[k] {
                    x[variable] = (0.5 * taken * slot.span[k]).min(ROOM * self.rest[k] / users[k]);
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
        let gain_of = |slot: &Slot| -> f64 {
            let beyond = RESOURCES.into_iter().filter_map(|k| {
                let gain = here.gradient[slot.further[k]?] - prices[k];
                Some(slot.span[k] * gain.max(0.0))
            });
            let cost: f64 = RESOURCES.into_iter().map(|k| prices[k] * slot.least[k]).sum();
            beyond.sum::<f64>() + slot.part.map_or(0.0, |part| here.gradient[part] - cost)
        };
        bound += self.slots.iter().map(|slot| gain_of(slot).max(0.0)).sum::<f64>();
        if bound < last.bound {
            last.bound = bound;
            for slot in &self.slots {
                let gain = gain_of(slot);
                last.falls[slot.line] = ((-gain).max(0.0), gain.max(0.0));
            }
        }
        last.bound
    }

    fn write(&self, x: &[f64], last: &mut Relaxed) {
        let limits = self.program.limits;
        for slot in &self.slots {
            let taken = slot.part.map_or(1.0, |part| x[part]);
            last.taken[slot.line] = taken;
            for k in RESOURCES {
                let line = &self.program.lines[slot.line];
                let further = slot.further[k].map_or(0.0, |z| x[z] * limits[k]);
                last.amounts[slot.line][k] = (taken * line.least[k] + further).min(line.most[k]);
            }
        }
        last.value = self.look(x, &mut vec![0.0; self.size], &mut []);
    }
}

impl Concave for Layout<'_> {
    fn size(&self) -> usize {
        self.size
    }

    fn look(&self, x: &[f64], gradient: &mut [f64], hessian: &mut [f64]) -> f64 {
        let segments = self.program.weights.len();
        // Per slot and segment: the log of what is not missed, and its first and second derivative in the effort.
        let mut slopes = vec![[0.0; 3]; self.slots.len() * segments];
        let mut missed = self.program.weights.clone();
        let mut stretch = vec![0.0; self.slots.len()];
        for ((slot, slopes), stretch) in self.slots.iter().zip(slopes.chunks_mut(segments)).zip(&mut stretch) {
            let line = &self.program.lines[slot.line];
            let part = slot.part.map_or(1.0, |part| x[part]);
            let further = |k: usize| slot.further[k].map_or(0.0, |z| slot.rates[k] * x[z]);
            *stretch = (further(0) + further(1)) / part;
            let [level, slope, bend] = line.curve.missed_with_slopes(slot.base + *stretch);
            for ((slopes, reach), missed) in slopes.iter_mut().zip(&line.reach).zip(&mut missed) {
                let scale = reach * (1.0 - line.head);
                let keep = 1.0 - reach + scale * level;
                let first = -scale * slope / keep;
                let log = if slot.part.is_some() { -keep.ln() } else { 0.0 };
                *slopes = [log, first, first * first - scale * bend / keep];
                *missed *= if slot.part.is_some() { (-part * log).exp() } else { keep };
            }
        }
        let value = 1.0 - missed.iter().sum::<f64>();
        if gradient.is_empty() {
            return value;
        }
        gradient.fill(0.0);
        hessian.fill(0.0);
        let mut by_segment = vec![0.0; segments * self.size];
        for ((slot, slopes), stretch) in self.slots.iter().zip(slopes.chunks(segments)).zip(&stretch) {
            let part = slot.part.map_or(1.0, |part| x[part]);
            let mut bend = 0.0;
            for (s, ([log, first, second], missed)) in slopes.iter().zip(&missed).enumerate() {
                let row = &mut by_segment[s * self.size..(s + 1) * self.size];
                let mut add = |variable: Option<usize>, slope: f64| {
                    if let Some(variable) = variable {
                        row[variable] = slope;
                        gradient[variable] += missed * slope;
                    }
                };
                add(slot.part, log - first * stretch);
                add(slot.further[0], first * slot.rates[0]);
                add(slot.further[1], first * slot.rates[1]);
                bend -= missed * second;
            }
            if !hessian.is_empty() {
                let direction =
                    [(slot.part, -stretch), (slot.further[0], slot.rates[0]), (slot.further[1], slot.rates[1])];
                let present = || direction.iter().filter_map(|(variable, along)| Some(((*variable)?, *along)));
                for (i, a) in present() {
                    present().for_each(|(j, b)| hessian[i * self.size + j] += bend / part * a * b);
                }
            }
        }
        if !hessian.is_empty() {
            for (row, missed) in by_segment.chunks(self.size).zip(&missed) {
                for (line, a) in hessian.chunks_mut(self.size).zip(row) {
                    let weight = missed * a;
                    line.iter_mut().zip(row).for_each(|(h, b)| *h += weight * b);
                }
            }
        }
        value
    }
}
