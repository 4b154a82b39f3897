//! The search against brute force: on small made-up problems no point of a fine grid reaches more than the plan, the
//! plan keeps every bound, and its bound is one.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::branch::{TOLERANCE, best, best_of_set};
use super::curve::ResponseCurve;
use super::program::{Amounts, ChannelTerm, Choice, HOURS, MONEY, Pool, Program, RESOURCES};

/// Steps of the grid in each resource.
const STEPS: usize = 24;

/// A made-up problem: `money` for one with both resources; bounds, thresholds and holds of all kinds.
fn made_up(terms: usize, segments: usize, money: bool, seed: u64) -> Program {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let raw: Vec<f64> = (0..segments).map(|_| rng.gen_range(0.1..1.0)).collect();
    let total: f64 = raw.iter().sum();
    let limits = [rng.gen_range(5.0..40.0), if money { rng.gen_range(100.0..1e6) } else { 0.0 }];
    let mut terms: Vec<ChannelTerm> = (0..terms).map(|_| term(&mut rng, segments, limits, terms)).collect();
    // What must be done is made affordable.
    for k in RESOURCES {
        let forced: f64 = terms.iter().filter(|l| !l.optional).map(|l| l.min[k]).sum();
        if forced > limits[k] {
            for term in terms.iter_mut().filter(|l| !l.optional) {
                let held = term.max[k] == term.min[k];
                term.min[k] *= 0.9 * limits[k] / forced;
                term.max[k] = if held { term.min[k] } else { term.max[k] };
            }
        }
    }
    Program { weights: raw.iter().map(|w| w / total).collect(), terms, limits }
}

fn term(rng: &mut Xoshiro256PlusPlus, segments: usize, limits: Amounts, terms: usize) -> ChannelTerm {
    let [driven_by_hours, driven_by_money] = [[true, false], [true, true], [false, true]][rng.gen_range(0..3)];
    let share = limits.map(|limit| limit / terms as f64);
    let rate = |rng: &mut Xoshiro256PlusPlus, driven: bool, k: usize| {
        if driven && share[k] > 0.0 { 1.0 / (share[k] * rng.gen_range(0.2..3.0)) } else { 0.0 }
    };
    let rates = [rate(rng, driven_by_hours || limits[MONEY] == 0.0, HOURS), rate(rng, driven_by_money, MONEY)];
    let optional = rng.gen_bool(0.75);
    let min = RESOURCES.map(|k| if rng.gen_bool(0.6) { share[k] * rng.gen_range(0.0..1.5) } else { 0.0 });
    let max = RESOURCES.map(|k| match rng.gen_range(0..4) {
        0 if !optional => min[k],
        1 => min[k] + share[k] * rng.gen_range(0.0..2.0),
        _ => limits[k].max(min[k]),
    });
    let pool = |rng: &mut Xoshiro256PlusPlus, rates: Amounts| Pool {
        reach: (0..segments).map(|_| rng.gen_range(0.0..0.98)).collect(),
        organic_reach: if rng.gen_bool(0.3) { rng.gen_range(0.0..0.5) } else { 0.0 },
        rates,
        curve: ResponseCurve::spread(if rng.gen_bool(0.5) { rng.gen_range(0.1..1.5) } else { 0.0 }),
    };
    let mut pools = vec![pool(rng, rates)];
    if limits[MONEY] > 0.0 && rng.gen_bool(0.4) {
        // Bought contacts meet others than the posts do.
        let bought = [0.0, rate(rng, true, MONEY)];
        pools.push(pool(rng, bought));
    }
    ChannelTerm { pools, optional, min, max }
}

/// The best point of a grid over what each line may get.
fn brute_force(program: &Program) -> (Choice, f64) {
    let mut best = (vec![None; program.terms.len()], f64::NEG_INFINITY);
    let mut choice = Vec::new();
    try_lines(program, program.limits, &mut choice, &mut best);
    best
}

fn try_lines(program: &Program, rest: Amounts, choice: &mut Choice, best: &mut (Choice, f64)) {
    let Some(term) = program.terms.get(choice.len()) else {
        let reach = program.reach(choice);
        if reach > best.1 {
            *best = (choice.clone(), reach);
        }
        return;
    };
    if term.optional {
        choice.push(None);
        try_lines(program, rest, choice, best);
        choice.pop();
    }
    let grid = |k: usize| -> Vec<f64> {
        let room = term.max[k].min(rest[k]) - term.min[k];
        let steps = if term.is_driven_by(k) { STEPS } else { 0 };
        let at = |i: usize| term.min[k] + room * i as f64 / steps.max(1) as f64;
        if room < 0.0 { Vec::new() } else { (0..=steps).map(at).collect() }
    };
    for hours in grid(HOURS) {
        for money in grid(MONEY) {
            choice.push(Some([hours, money]));
            try_lines(program, [rest[HOURS] - hours, rest[MONEY] - money], choice, best);
            choice.pop();
        }
    }
}

/// Channels that differ in nothing but their reach, as the accounts of one kind do.
#[test]
fn like_channels_are_taken_up_in_the_order_of_their_reach() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let term = |i: usize, rng: &mut Xoshiro256PlusPlus| ChannelTerm {
        pools: vec![Pool {
            reach: (0..6).map(|_| 0.6 - 0.002 * i as f64 - rng.gen_range(0.0..0.001)).collect(),
            organic_reach: 0.0,
            rates: [1.0 / 6.0, 0.0],
            curve: ResponseCurve::spread(0.5),
        }],
        optional: true,
        min: [3.0, 0.0],
        max: [20.0, 0.0],
    };
    let terms = (0..12).map(|i| term(i, &mut rng)).collect();
    let program = Program { weights: vec![1.0 / 6.0; 6], terms, limits: [20.0, 0.0] };
    let solution = best(&program).expect("affordable");
    let on: Vec<bool> = solution.choice.iter().map(Option::is_some).collect();
    assert_eq!(on, [vec![true; 6], vec![false; 6]].concat());
    println!("12 like channels: {} nodes", solution.nodes);
    assert!(solution.nodes < 50, "{}", solution.nodes);
}

fn compare(program: &Program, what: &str) -> f64 {
    let solution = best(program).expect("what must be done is affordable");
    let (choice, by_grid) = brute_force(program);
    assert!(program.allows(&solution.choice), "{what}: {:?} of {program:?}", solution.choice);
    assert!(solution.bound - solution.reach <= 1.01 * TOLERANCE, "{what}: gap {}", solution.bound - solution.reach);
    assert!(by_grid <= solution.reach + TOLERANCE, "{what}: the grid reaches {by_grid} with {choice:?}: {solution:?}");
    solution.reach - by_grid
}

#[test]
fn no_point_of_a_fine_grid_reaches_more_than_the_plan_by_hours() {
    let ahead: Vec<f64> = (0..150).map(|seed| compare(&made_up(3, 3, false, seed), &format!("seed {seed}"))).collect();
    let mean = ahead.iter().sum::<f64>() / ahead.len() as f64;
    println!("150 problems by hours: the plan is ahead of the grid by {mean:.6} on average");
    assert!(mean < 0.01, "a grid this fine should come near: {mean}");
}

#[test]
fn no_point_of_a_fine_grid_reaches_more_than_the_plan_by_hours_and_money() {
    let ahead: Vec<f64> =
        (0..60).map(|seed| compare(&made_up(2, 4, true, 900 + seed), &format!("seed {seed}"))).collect();
    let mean = ahead.iter().sum::<f64>() / ahead.len() as f64;
    println!("60 problems by hours and money: the plan is ahead of the grid by {mean:.6} on average");
    assert!(mean < 0.01, "a grid this fine should come near: {mean}");
}

#[test]
fn no_set_of_channels_reaches_more_than_the_plan() {
    let mut nodes = 0;
    for seed in 0..40 {
        let program = made_up(8, 6, seed % 2 == 0, 5000 + seed);
        let solution = best(&program).expect("affordable");
        nodes += solution.nodes;
        let sets = 1u32 << program.terms.len();
        for set in 0..sets {
            let on: Vec<bool> = (0..program.terms.len()).map(|i| set >> i & 1 == 1).collect();
            if program.terms.iter().zip(&on).any(|(term, on)| !term.optional && !on) {
                continue;
            }
            if let Some((_, reach)) = best_of_set(&program, &on) {
                assert!(reach <= solution.bound + 1e-9, "seed {seed}: {on:?} reaches {reach}: {solution:?}");
            }
        }
    }
    println!("40 problems of 8 channels: {:.1} nodes on average", f64::from(u32::try_from(nodes).expect("few")) / 40.0);
}

/// What the constraints accept at its ends: little and much of everything, effects at once and hardly any.
#[test]
fn extreme_problems_are_solved_as_well() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut pick = |from: &[f64]| from[rng.gen_range(0..from.len())];
    for case in 0..300 {
        let limits = [pick(&[0.01, 1.0, 40.0, 1e5]), pick(&[0.0, 1e-9, 1.0, 1e15])];
        let terms = (0..5)
            .map(|_| {
                let min = [pick(&[0.0, 0.1, 1.0]) * limits[HOURS], pick(&[0.0, 0.0, 0.5]) * limits[MONEY]];
                ChannelTerm {
                    pools: vec![Pool {
                        reach: vec![pick(&[0.0, 1e-6, 0.5, 1.0 - 1e-9]), pick(&[0.0, 0.3, 0.999])],
                        organic_reach: pick(&[0.0, 0.95]),
                        rates: [1.0 / pick(&[0.001, 5.0, 1e5]), pick(&[0.0, 1.0 / 0.001, 1.0 / 1e15])],
                        curve: ResponseCurve::spread(pick(&[0.0, 0.5, 2.0])),
                    }],
                    optional: true,
                    min,
                    max: RESOURCES.map(|k| limits[k].max(min[k])),
                }
            })
            .collect();
        let program = Program { weights: vec![0.4, 0.6], terms, limits };
        let solution = best(&program).expect("nothing must be done");
        assert!(program.allows(&solution.choice), "case {case}: {solution:?} of {program:?}");
        assert!(solution.reach.is_finite() && (0.0..=1.0).contains(&solution.reach), "case {case}: {solution:?}");
        let gap = solution.bound - solution.reach;
        assert!(gap <= 10.0 * TOLERANCE, "case {case}: gap {gap} of {program:?}");
    }
}
