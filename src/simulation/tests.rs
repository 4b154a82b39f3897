//! The generator draws what it says, and the estimators are judged by it.

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Normal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;
use crate::profile::{Cell, Kind};

/// A panel of people with three numbers, a category and an age, of whom about a third are members.
fn panel(rows: usize, seed: u64) -> Profiles {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let normal = Normal::new(0.0, 1.0).expect("a deviation");
    let mut profiles = Profiles::new();
    let numbers = ["x", "y", "z"].map(|name| profiles.column(&Field::Attribute(name.into()), Kind::Number));
    let region = profiles.column(&Field::Region, Kind::Level);
    let levels = ["north", "south", "east"].map(|name| profiles.level(region, name).expect("room"));
    let in_target = profiles.column(&Field::InTarget, Kind::Flag);
    let ages = [Field::AgeMin, Field::AgeMax].map(|field| profiles.column(&field, Kind::Number));
    for _ in 0..rows {
        let x = [(); 3].map(|()| normal.sample(&mut rng));
        let place = rng.gen_range(0..3usize);
        let logit = -0.8 + 0.8 * x[0] - 0.5 * x[1] + [0.0, 0.6, -0.4][place];
        let member = rng.r#gen::<f64>() < 1.0 / (1.0 + f64::exp(-logit));
        let age = Cell::Number((40.0 + 10.0 * x[2]).round().clamp(18.0, 90.0) as f32);
        let mut cells: Vec<_> = numbers.iter().zip(x).map(|(id, x)| (*id, Cell::Number(x as f32))).collect();
        cells.push((region, Cell::Level(levels[place])));
        cells.push((in_target, Cell::Flag(member)));
        cells.extend(ages.map(|id| (id, age)));
        profiles.push(&cells, None);
    }
    profiles
}

fn options(regimes: &[Regime], audiences: u32) -> SimulationOptions {
    SimulationOptions {
        regimes: regimes.to_vec(),
        audiences,
        size: 600,
        without: Vec::new(),
        level: 0.9,
        seed: 3,
        panel_age_years: Some(0.0),
    }
}

fn figures(simulation: &Simulation, regime: Regime) -> Figures {
    let result = simulation.results.iter().find(|result| result.regime == regime).expect("it was asked for");
    let figures = result.figures.expect("estimates");
    println!(
        "{}: error {:.3}, coverage {:.2}, width {:.3}, moved {:.3}, refused {}",
        regime.as_str(),
        figures.error,
        figures.coverage,
        figures.width,
        figures.moved,
        result.refused
    );
    figures
}

/// How far audiences move is known from the weights: nothing moves where there are none, and odds of 1.65 and 2.7 move a
/// share of a third by .08 to .22.
#[test]
fn audiences_move_as_their_regime_says_and_the_panel_follows() {
    let panel = panel(1_000, 1);
    let regimes = [Regime::Even, Regime::Label, Regime::Covariates, Regime::RandomLabelsAlone];
    let simulation = simulate(&panel, &labelled_target(), &options(&regimes, 8)).expect("a simulation");
    assert_eq!((simulation.rows, simulation.results.len()), (1_000, 4));
    assert!((0.25..0.4).contains(&simulation.share), "{}", simulation.share);
    let [even, label, covariates, alone] = regimes.map(|regime| figures(&simulation, regime));
    assert!(even.moved < 0.045 && even.error < 0.08, "{even:?}");
    assert!((0.08..0.22).contains(&label.moved), "{label:?}");
    assert!(covariates.moved > even.moved && covariates.error < 0.08, "{covariates:?}");
    assert!(alone.coverage >= 0.75 && alone.width < 0.17, "{alone:?}");
    for figures in [even, label, covariates, alone] {
        assert!(figures.width > 0.0 && figures.width < 0.6 && figures.coverage >= 0.5, "{figures:?}");
    }
}

#[test]
fn every_regime_is_drawn_and_the_seed_decides_all() {
    let panel = panel(400, 2);
    let target = labelled_target();
    let small = |regimes: &[Regime], seed| SimulationOptions { size: 150, seed, ..options(regimes, 1) };
    let of = |regimes: &[Regime], seed| simulate(&panel, &target, &small(regimes, seed)).expect("a simulation");
    let all = of(&[], 3);
    assert_eq!(all.results.iter().map(|result| result.regime).collect::<Vec<_>>(), Regime::ALL);
    assert!(all.results.iter().all(|result| result.figures.is_some()), "{all:?}");
    let two = [Regime::Joint, Regime::RandomLabelsAlone];
    let again = of(&two, 3);
    assert_eq!(again.results, two.map(|regime| all.results.iter().find(|r| r.regime == regime).expect("all").clone()));
    assert_ne!(again.results, of(&two, 4).results);
    for (i, regime) in Regime::ALL.into_iter().enumerate() {
        assert_eq!(Regime::of_name(regime.as_str()), Some(regime), "{i}");
    }
}

#[test]
fn audiences_lack_what_decides_membership_and_what_is_hidden() {
    let panel = panel(400, 3);
    let target: TargetSpec =
        serde_json::from_value(serde_json::json!({"age": {"min": 30, "max": 45}})).expect("a target");
    let target = Target::resolve(target, MedianIncomes::default()).expect("a sound target");
    let region = [Field::Region];
    let population = Population::new(&panel, &target, &region).expect("a population");
    assert!(!population.covariates.contains(&Field::AgeMin) && !population.covariates.contains(&Field::Region));
    let rng = || Xoshiro256PlusPlus::seed_from_u64(1);
    let fields = |profiles: &Profiles| profiles.columns().map(|(_, field, _)| field.clone()).collect::<Vec<_>>();
    let plain = Simulated::draw(&population, Regime::Even, 0, 200, rng());
    let hidden = Simulated::draw(&population, Regime::Hidden, 0, 200, rng());
    assert_eq!(fields(&plain.audience).len(), 4, "three numbers and the label: {:?}", fields(&plain.audience));
    assert_eq!(fields(&hidden.audience).len(), 3);
    assert_eq!(plain.audience.len(), 200);
    let kept = plain.panel.expect("a panel");
    assert_eq!(kept.len(), 200);
    assert!(fields(&kept).contains(&Field::AgeMin) && fields(&kept).contains(&Field::Region));
    let alone = Simulated::draw(&population, Regime::RandomLabelsAlone, 0, 200, rng());
    assert!(alone.panel.is_none());
    let in_target = alone.audience.find(&Field::InTarget, Kind::Flag).expect("labels");
    let chunk = &alone.audience.chunks()[0];
    assert_eq!((0..200).filter(|row| chunk.flag(in_target, *row).is_some()).count(), 100);
}

#[test]
fn a_panel_that_tells_nothing_is_refused() {
    let target = labelled_target();
    let few = simulate(&panel(60, 4), &target, &options(&[], 1)).expect_err("too few rows");
    assert!(few.to_string().contains("60 labelled rows"), "{few}");
    let fields = ["x", "y", "z"].map(|name| Field::Attribute(name.into()));
    let without = [&fields[..], &[Field::Region, Field::AgeMin]].concat();
    let nothing = simulate(&panel(300, 5), &target, &SimulationOptions { without, ..options(&[], 1) });
    assert!(matches!(nothing, Err(SimulationError::NoCovariates)), "{nothing:?}");
}
