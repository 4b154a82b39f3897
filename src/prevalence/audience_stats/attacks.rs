//! Attacks on single people by whoever may ask, and know everything but one answer: each as clever as could be found.
//!
//! They see counts with noise before small ones are suppressed, which is more than is published: shares, intervals,
//! verdicts, labels needed, plans and reports follow from these counts. A day's questions ([`QUESTIONS`]) are spent.

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::noise::Counts;
use super::{AudienceStats, MembershipTable};
use crate::disclosure::{MinCell, Noise};
use crate::prevalence::fit_noise::FitNoise;

/// Different targets a day that the service lets a key ask about by default (`targets_per_day`).
const QUESTIONS: usize = 8;
/// Different targets that an agency's keys may ever ask about by default (`targets_per_dataset`).
const QUESTIONS_IN_ALL: usize = 40;
const TRIES: usize = 4000;
/// The followers of an audience.
const ROWS: u64 = 300;

/// One try: a new agency, and whether the person asked about has what the attacker would like to know.
struct Try {
    rng: Xoshiro256PlusPlus,
    secret: [u8; 32],
    truth: u64,
}

impl Try {
    /// The noise of a question about one of the agency's datasets.
    fn noise(&self, dataset: &str, question: impl std::fmt::Display) -> Noise {
        Noise::new(&self.secret, dataset, &question.to_string())
    }

    /// The members that an answer counts, of `exact` ones.
    fn members(&self, dataset: &str, question: impl std::fmt::Display, exact: u64) -> f64 {
        let stats = stats(&[table(ROWS, exact, 0)], &self.noise(dataset, question));
        stats.total().certain_members as f64
    }

    /// A number of people whom the attacker knows, enough to be published.
    fn base(&mut self) -> u64 {
        self.rng.gen_range(30..200)
    }
}

/// Followers who all tell of themselves but for some unlabelled.
fn table(rows: u64, members: u64, unlabelled: u64) -> MembershipTable {
    let unlabelled: BTreeMap<u32, u64> = [(0, unlabelled)].into_iter().filter(|(_, n)| *n > 0).collect();
    let counts = Counts { rows, certain_members: members, fractional: 0, incomplete: 0, unlabelled };
    MembershipTable::default().rebuilt(&counts)
}

/// The sums of an audience of these segments, with noise.
fn stats(segments: &[MembershipTable], noise: &Noise) -> AudienceStats {
    let mut stats = AudienceStats::new(segments.len(), 0);
    stats.segments.iter_mut().zip(segments).for_each(|(segment, table)| segment.table = table.clone());
    // Cohorts are cells like segments.
    stats.audit_cells = if segments.len() > 1 { segments.to_vec() } else { Vec::new() };
    stats.add_noise(noise, MinCell::default(), |_| 1.0);
    stats
}

/// How often an attack is right about a person with an even chance.
fn rate(name: &str, attack: impl Fn(&mut Try) -> bool) -> f64 {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(2026);
    let right = (0..TRIES).filter(|_| {
        let mut one = Try { secret: rng.r#gen(), truth: rng.gen_range(0..2), rng: rng.clone() };
        rng.jump();
        attack(&mut one) == (one.truth == 1)
    });
    let rate = right.count() as f64 / TRIES as f64;
    println!("{rate:.3}  {name}");
    rate
}

/// How often an attack finds one of many values, and the most that it may: a fifth of what chance leaves, as .60 is
/// where chance is .50.
fn rate_of_values(name: &str, values: u64, attack: impl Fn(&mut Try) -> u64) -> (f64, f64) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let right = (0..TRIES).filter(|_| {
        let mut one = Try { secret: rng.r#gen(), truth: rng.gen_range(0..values), rng: rng.clone() };
        rng.jump();
        attack(&mut one) == one.truth
    });
    let (rate, chance) = (right.count() as f64 / TRIES as f64, 1.0 / values as f64);
    println!("{rate:.3}  {name} (chance {chance:.3})");
    (rate, chance + 0.2 * (1.0 - chance))
}

fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// The mean of some questions whose people are known but for the person, and of others about known people alone, which
/// tell the noise that all have in common; each weighed as its variance asks.
fn mixed_questions(one: &mut Try, members: impl Fn(&Try, usize, u64) -> f64) -> bool {
    mix(one, QUESTIONS, 5, members)
}

/// As [`mixed_questions`], of so many questions, so many of which are `with` the person.
fn mix(one: &mut Try, questions: usize, with: usize, members: impl Fn(&Try, usize, u64) -> f64) -> bool {
    let bases: Vec<u64> = (0..questions).map(|_| one.base()).collect();
    let errors: Vec<f64> = (0..questions)
        .map(|i| members(one, i, bases[i] + if i < with { one.truth } else { 0 }) - bases[i] as f64)
        .collect();
    let (common, own) = (2.5f64.powi(2), 4.1f64.powi(2) / (questions - with) as f64);
    let calibration = mean(errors[with..].iter().copied()) * common / (common + own);
    mean(errors[..with].iter().copied()) - calibration > 0.5
}

#[test]
fn a_day_of_questions_tells_little_of_one_person() {
    let rates = [
        rate("A: one question about one person", |one| one.members("a", "q", one.truth) > 0.5),
        rate("B: pairs of wide targets that differ by the person, of other people each", |one| {
            let pair = |one: &mut Try, i: usize| {
                let base = one.base();
                one.members("a", format!("{i} with"), base + one.truth) - one.members("a", i, base)
            };
            mean((0..QUESTIONS / 2).map(|i| pair(one, i))) > 0.5
        }),
        rate("B: many targets that match the same people, with the person and without", |one| {
            let base = one.base();
            let with = mean((0..QUESTIONS / 2).map(|i| one.members("a", format!("{i} with"), base + one.truth)));
            let without = mean((0..QUESTIONS / 2).map(|i| one.members("a", i, base)));
            with - without > 0.5
        }),
        rate("B: are two answers the same", |one| {
            let base = one.base();
            one.members("a", "with", base + one.truth) != one.members("a", "without", base)
        }),
        rate("B: everybody else is known", |one| {
            let off = |one: &mut Try, i: usize| {
                let base = one.base();
                one.members("a", i, base + one.truth) - base as f64
            };
            mean((0..QUESTIONS).map(|i| off(one, i))) > 0.5
        }),
        rate("B: everybody else is known, and some questions find the noise", |one| {
            mixed_questions(one, |one, i, exact| one.members("a", i, exact))
        }),
        rate("C: two snapshots that differ by the person", |one| {
            let difference = |one: &mut Try, i: usize| {
                let base = one.base();
                one.members("b", i, base + one.truth) - one.members("a", i, base)
            };
            mean((0..QUESTIONS).map(|i| difference(one, i))) > 0.5
        }),
        rate("I: does the person state a field", |one| {
            let unlabelled = |one: &mut Try, i: usize| {
                let base = one.base();
                let stats = stats(&[table(ROWS, 100, base + one.truth)], &one.noise("a", i));
                let total = stats.total();
                (total.rows - total.labelled) as f64 - base as f64
            };
            mean((0..QUESTIONS).map(|i| unlabelled(one, i))) > 0.5
        }),
        rate("J: probes of known followers, with the person and without", |one| {
            let probe = |one: &mut Try, i: usize| {
                let base = one.base();
                let stayed = |name: String, exact| one.noise(&name, "").count("stayed", exact, ROWS) as f64;
                stayed(format!("{i} with"), base + one.truth) - stayed(format!("{i}"), base)
            };
            mean((0..QUESTIONS / 2).map(|i| probe(one, i))) > 0.5
        }),
        rate("segments, cohorts and the whole of each question, everybody else known", |one| {
            mixed_questions(one, |one, i, exact| {
                let (rest, segment) = (exact / 2, exact - exact / 2);
                let tables = [table(100, segment, 0), table(ROWS - 100, rest, 0)];
                let stats = stats(&tables, &one.noise("a", i));
                let part = |table: &MembershipTable| table.certain_members as f64 + rest as f64;
                let parts = part(&stats.segments[0].table) + part(&stats.audit_cells[0]);
                // A part has three times the noise.
                (stats.total().certain_members as f64 + parts / 9.0) / (1.0 + 2.0 / 9.0)
            })
        }),
    ];
    assert!(rates.iter().all(|rate| *rate <= 0.6), "{rates:?}");
    let lowest = rates.iter().fold(1.0f64, |least, rate| least.min(*rate));
    assert!(lowest > 0.45, "an attack that is wrong more often than right was made wrongly: {rates:?}");
}

#[test]
fn rare_values_and_panel_rows_are_not_distinguished_from_none() {
    let is_seen = |noise: Noise, count: u64| {
        let seen = noise.count("value", count, u64::MAX);
        !MinCell::default().is_small_cell(seen)
    };
    let rates = [
        rate("H: whether one of 300 has a rare value", |one| {
            (0..QUESTIONS).any(|i| is_seen(one.noise("a", i), one.truth))
        }),
        rate("K: whether a panel is learnt from where one row at most is a member", |one| {
            let learns = |i: usize| {
                let noise = FitNoise { audience: None, panel: Some(one.noise("panel", i)) };
                let example = |label| crate::prevalence::TrainingExample {
                    at: crate::segments::RowIndex::new(0),
                    label,
                    weight: 1.0,
                    label_weight: 1.0,
                };
                let rows: Vec<_> = (0..200).map(|i| example(if i < one.truth { 1.0 } else { 0.0 })).collect();
                noise.may_learn(&rows, 0, MinCell::default())
            };
            (0..QUESTIONS).any(learns)
        }),
    ];
    assert!(rates.iter().all(|rate| *rate <= 0.6), "{rates:?}");
}

#[test]
fn hidden_counts_and_highest_values_are_not_found() {
    let published = |members: f64| (members >= 10.0).then_some(members as u64);
    let found = [
        rate_of_values("D: a hidden count of 0 to 9, by any minimum share", 10, |one| {
            published(one.members("a", "q", one.truth)).map_or(4, |_| 9)
        }),
        rate_of_values("D: the same, were the count with noise told", 10, |one| {
            (one.members("a", "q", one.truth) as u64).min(9)
        }),
        rate_of_values("E: a hidden count of members among 60 labels", 10, |one| {
            let stats = stats(&[table(ROWS, one.truth, ROWS - 60)], &one.noise("a", "q"));
            stats.total().certain_members.min(9)
        }),
        rate_of_values("F: the members of an audience of 20", 21, |one| {
            let stats = stats(&[table(20, one.truth, 0)], &one.noise("a", "q"));
            stats.total().certain_members
        }),
        rate_of_values("G: the highest value of one person, by halves", 256, |one| {
            let (mut low, mut high) = (0, 256);
            for i in 0..QUESTIONS {
                let middle = (low + high) / 2;
                let base = one.base();
                let is_above = one.members("a", i, base + u64::from(one.truth >= middle)) - base as f64 > 0.5;
                if is_above { low = middle } else { high = middle }
            }
            low
        }),
    ];
    assert!(found.iter().all(|(rate, most)| rate <= most), "{found:?}");
}

/// Days and keys put together have no more than [`QUESTIONS_IN_ALL`]; how many of them find the noise is the attacker's
/// choice.
#[test]
fn all_questions_that_an_agency_ever_has_about_an_audience_tell_less_than_two_in_three() {
    let rates = [20, 24, 28].map(|with| {
        rate(&format!("all questions of all keys and days, {with} with the person"), |one| {
            mix(one, QUESTIONS_IN_ALL, with, |one, i, exact| one.members("a", i, exact))
        })
    });
    assert!(rates.iter().all(|rate| *rate <= 2.0 / 3.0), "{rates:?}");
}

/// Why noise does not follow from the people who match alone: two answers would be the same just where they match the same.
#[test]
fn noise_of_the_matched_people_alone_would_tell() {
    let reported = rate("B, if noise followed from the people who match", |one| {
        let members = |people: u64| people as f64 + one.noise("a", format!("people {people}")).people("members");
        members(100 + one.truth) != members(100)
    });
    assert!(reported > 0.9, "{reported}");
}

#[test]
fn parts_add_up_to_the_whole() {
    for i in 0..300 {
        let noise = Noise::new(&[3; 32], "a", &i.to_string());
        let tables = [table(150, 60, 40), table(120, 2, 0), table(30, 29, 1), table(0, 0, 0)];
        let stats = stats(&tables, &noise);
        let total = stats.total();
        let sum = |of: fn(&MembershipTable) -> u64| stats.segments.iter().map(|s| of(&s.table)).sum::<u64>();
        assert_eq!((sum(|t| t.rows), sum(|t| t.certain_members)), (total.rows, total.certain_members));
        assert_eq!((total.rows, stats.segments[3].table.rows), (ROWS, 0));
        for table in stats.segments.iter().map(|s| &s.table).chain(&stats.audit_cells).chain([&total]) {
            let unlabelled: u64 = table.patterns().map(|(_, n, _)| n).sum();
            assert!(table.certain_members <= table.labelled && table.labelled + unlabelled == table.rows, "{table:?}");
            let training = table.training_counts(0);
            assert!((training.n - table.labelled as f64).abs() < 1e-3, "{table:?}");
            assert!((training.members - table.certain_members as f64).abs() < 1e-3, "{table:?}");
        }
    }
}
