//! One simulated audience with its panel.

use rand::Rng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::population::{Copier, Person, Population};
use super::regimes::{Regime, Tilt};
use crate::prevalence::LabelSampling;
use crate::profile::{Field, Profiles};
use crate::segments::mix;

/// Labels of a random sample.
const RANDOM_LABELS: usize = 100;
/// Part of others who say themselves that they are none, and how much more often members say that they are: the odds that
/// surveys find between those who answer and those who do not.
const DECLARED: (f64, f64) = (0.2, 2.0);

/// An audience, the panel that it is compared with, and the truth.
pub(super) struct Simulated {
    pub(super) audience: Profiles,
    pub(super) panel: Option<Profiles>,
    pub(super) labels: LabelSampling,
    /// The share of members in the audience.
    pub(super) truth: f64,
}

impl Simulated {
    /// Draws audience `number` of a regime. The halves of the panel are the same for all regimes.
    pub(super) fn draw(
        population: &Population<'_>,
        regime: Regime,
        number: u32,
        size: u32,
        mut rng: Xoshiro256PlusPlus,
    ) -> Self {
        let mut order: Vec<usize> = (0..population.people.len()).collect();
        order.shuffle(&mut rng);
        let (panel, pool) = order.split_at(order.len() / 2);
        let tilt = Tilt::draw(regime, number, population.z.ncols(), &mut rng);
        let people = drawn(population, pool, &tilt, size, &mut rng);
        let truth = people.iter().filter(|person| person.member).count() as f64 / f64::from(size);
        let labels = labels(regime, &people, &mut rng);
        let hidden = (regime == Regime::Hidden).then(|| &population.covariates[population.field_of[tilt.column()]]);
        let states = |field: &Field| population.covariates.contains(field) || is_part(field, &population.covariates);
        let is_hidden = |field: &Field| {
            hidden.is_some_and(|hidden| hidden == field || is_part(field, std::slice::from_ref(hidden)))
        };
        let mut audience = Copier::new(population.profiles, |field| states(field) && !is_hidden(field));
        for (i, (person, label)) in people.iter().zip(labels).enumerate() {
            audience.push(person.at, label, name(i));
        }
        let has_panel = regime != Regime::RandomLabelsAlone;
        let panel = has_panel.then(|| {
            let mut copier = Copier::new(population.profiles, |field| *field != Field::LabelWeight);
            let rows = panel.iter().map(|i| population.people[*i]);
            rows.enumerate().for_each(|(i, person)| copier.push(person.at, Some(person.member), name(i)));
            copier.finish()
        });
        Self { audience: audience.finish(), panel, labels: regime.label_sampling().unwrap_or_default(), truth }
    }
}

/// The hash of an id, above every position.
fn name(i: usize) -> u64 {
    mix(i as u64) | 1 << 63
}

/// Whether `field` is the upper end, or the unit, of one of `covariates`.
fn is_part(field: &Field, covariates: &[Field]) -> bool {
    let is_of = |parts: &[Field], whole: &Field| parts.contains(field) && covariates.contains(whole);
    is_of(&[Field::AgeMax], &Field::AgeMin) || is_of(&[Field::IncomeMax, Field::IncomeUnit], &Field::IncomeMin)
}

/// People of `pool`, drawn with replacement by their design weights and the regime's.
fn drawn(
    population: &Population<'_>,
    pool: &[usize],
    tilt: &Tilt,
    size: u32,
    rng: &mut Xoshiro256PlusPlus,
) -> Vec<Person> {
    let rows = pool.iter().map(|i| (population.z.row(*i), population.people[*i].member));
    let mut below = 0.0;
    let cumulated: Vec<f64> = pool
        .iter()
        .zip(tilt.log_weights(rows))
        .map(|(i, log_weight)| {
            below += population.people[*i].weight * log_weight.exp();
            below
        })
        .collect();
    let one = |_| {
        let at = rng.gen_range(0.0..below);
        let place = cumulated.partition_point(|sum| *sum <= at).min(pool.len() - 1);
        population.people[pool[place]]
    };
    (0..size).map(one).collect()
}

/// What is known of the membership of each.
fn labels(regime: Regime, people: &[Person], rng: &mut Xoshiro256PlusPlus) -> Vec<Option<bool>> {
    let mut labels = vec![None; people.len()];
    match regime.label_sampling() {
        Some(LabelSampling::RandomSample) => {
            let wanted = RANDOM_LABELS.min(people.len() / 2);
            for i in rand::seq::index::sample(rng, people.len(), wanted) {
                labels[i] = Some(people[i].member);
            }
        }
        Some(LabelSampling::SelfDeclared) => {
            let odds = DECLARED.0 / (1.0 - DECLARED.0);
            for (label, person) in labels.iter_mut().zip(people) {
                let odds = if person.member { DECLARED.1 * odds } else { odds };
                *label = rng.gen_bool(odds / (1.0 + odds)).then_some(person.member);
            }
        }
        None => {}
    }
    labels
}
