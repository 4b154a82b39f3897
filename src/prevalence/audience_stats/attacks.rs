//! Attacks on single people by whoever may ask, and know everything but one answer: each as clever as could be found.
//!
//! They see counts with noise before small ones are suppressed, which is more than is published: shares, intervals,
//! verdicts, labels needed, plans and reports follow from these counts. They spend the questions of a day
//! ([`QUESTIONS`]), and all that an agency's keys have about the same people ([`QUESTIONS_IN_ALL`]).

use std::collections::BTreeMap;
use std::fmt::Display;

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::noise::Counts;
use super::{AudienceStats, MembershipTable};
use crate::disclosure::{MinCell, Noise, NoisyQuestion};
use crate::prevalence::fit_noise::FitNoise;

/// Different targets a day that the service lets a key ask about by default (`targets_per_day`).
const QUESTIONS: usize = 8;
/// Different targets of the same people that an agency's keys may ask about by default (`targets_per_dataset`).
const QUESTIONS_IN_ALL: usize = 10;
const TRIES: usize = 4000;
/// The followers of an audience.
const ROWS: u64 = 300;
/// What an attacker knows of the noise: the variances of what all questions have in common, and of what each has of its own.
const COMMON: f64 = 6.03;
const OWN: f64 = 19.08;
/// A part has three times the noise of the whole.
const OF_PARTS: f64 = 9.0;

/// One try: a new agency, and whether the person asked about has what the attacker would like to know.
struct Try {
    rng: Xoshiro256PlusPlus,
    secret: [u8; 32],
    truth: u64,
}

impl Try {
    /// The noise of a question about a dataset of the account.
    fn noise(&self, dataset: &str, question: impl Display) -> Noise {
        let (question, of) = (question.to_string(), QUESTIONS_IN_ALL as u64);
        Noise::new(&self.secret, NoisyQuestion { people: "@m", content_hash: dataset, question: &question, of })
    }

    /// The members that an answer counts, of `exact` ones.
    fn members(&self, dataset: &str, question: impl Display, exact: u64) -> f64 {
        let stats = stats(&[table(ROWS, exact, 0)], &self.noise(dataset, question));
        stats.total().certain_members as f64
    }

    /// A number of people whom the attacker knows, enough to be published.
    fn base(&mut self) -> u64 {
        self.rng.gen_range(60..200)
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
        let (secret, truth) = (rng.r#gen(), rng.gen_range(0..2));
        let mut one = Try { rng: rng.clone(), secret, truth };
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
        let (secret, truth) = (rng.r#gen(), rng.gen_range(0..values));
        let mut one = Try { rng: rng.clone(), secret, truth };
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

/// Whether the person is there by the best linear test of so many questions, whose people are known but for the person.
/// Some of them are `with` the person; the others tell the noise that all have in common. `members` gives what is counted,
/// with the variances of noise times `scale`.
fn best_test(
    one: &mut Try,
    questions: usize,
    with: impl Fn(usize) -> bool,
    scale: f64,
    members: impl Fn(&Try, usize, u64) -> f64,
) -> bool {
    let (mut errors, mut errors_with, mut all, mut all_with) = (0.0, 0.0, 0.0, 0.0);
    let weight = 1.0 / (OWN * scale);
    for i in 0..questions {
        let base = one.base();
        let truth = if with(i) { one.truth } else { 0 };
        let error = weight * (members(one, i, base + truth) - base as f64);
        (errors, all) = (errors + error, all + weight);
        if with(i) {
            (errors_with, all_with) = (errors_with + error, all_with + weight);
        }
    }
    // The inverse of a covariance matrix that is diagonal but for a constant (Sherman and Morrison).
    let common = 1.0 / (COMMON * scale) + all;
    let (statistic, information) = (errors_with - all_with * errors / common, all_with - all_with * all_with / common);
    statistic / information > 0.5
}

/// Which questions are with the person, so that the others tell the common noise as the best test needs it.
fn most_of_them(i: usize) -> bool {
    matches!(i % 5, 0 | 2 | 3)
}

/// Members by one question where whoever is one states a field that the others of their kind leave open: as a member more
/// and as an unlabelled person less, whose number has noise that takes from that of the members.
fn by_groups(one: &Try, i: usize, exact: u64) -> f64 {
    let stats = stats(&[table(ROWS, exact, ROWS - 60 - exact)], &one.noise("a", i));
    let total = stats.total();
    let members = total.certain_members as f64;
    let unlabelled = (total.rows - total.labelled) as f64;
    let beyond = 2.0 * ((ROWS - 60) as f64 - unlabelled - members / 2.0);
    (members + beyond / OF_GROUPS) / (1.0 + 1.0 / OF_GROUPS)
}

/// The unlabelled have 1.5 times the noise, and the person changes half of what it hides.
const OF_GROUPS: f64 = 9.0;
const SCALE_BY_GROUPS: f64 = 1.0 / (1.0 + 1.0 / OF_GROUPS);

/// The members by the whole, a segment and a cohort of one question.
fn by_parts(one: &Try, i: usize, exact: u64) -> f64 {
    let (rest, segment) = (exact / 2, exact - exact / 2);
    let tables = [table(100, segment, 0), table(ROWS - 100, rest, 0)];
    let stats = stats(&tables, &one.noise("a", i));
    let part = |table: &MembershipTable| table.certain_members as f64 + rest as f64;
    let parts = part(&stats.segments[0].table) + part(&stats.audit_cells[0]);
    (stats.total().certain_members as f64 + parts / OF_PARTS) / (1.0 + 2.0 / OF_PARTS)
}

const SCALE_BY_PARTS: f64 = 1.0 / (1.0 + 2.0 / OF_PARTS);

#[test]
fn a_day_of_questions_tells_little_of_one_person() {
    let rates = [
        rate("A: one question about one person", |one| one.members("a", "q", one.truth) > 0.5),
        rate("B: pairs of wide targets that differ by the person, of other people each", |one| {
            let pair = |one: &mut Try, i: usize| {
                let base = one.base();
                let with = one.members("a", format!("{i} with"), base + one.truth);
                with - one.members("a", i, base)
            };
            mean((0..QUESTIONS / 2).map(|i| pair(one, i))) > 0.5
        }),
        rate("B: many targets that match the same people, with the person and without", |one| {
            let base = one.base();
            let pair = |i: usize| {
                let with = one.members("a", format!("{i} with"), base + one.truth);
                with - one.members("a", i, base)
            };
            mean((0..QUESTIONS / 2).map(pair)) > 0.5
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
            best_test(one, QUESTIONS, most_of_them, 1.0, |one, i, exact| one.members("a", i, exact))
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
        rate("I: does the person state a field, and is then a member", |one| {
            best_test(one, QUESTIONS, most_of_them, SCALE_BY_GROUPS, by_groups)
        }),
        rate("segments, cohorts and the whole of each question, everybody else known", |one| {
            best_test(one, QUESTIONS, most_of_them, SCALE_BY_PARTS, by_parts)
        }),
    ];
    assert_little_is_found(&rates);
}

/// Days and keys put together have no more than [`QUESTIONS_IN_ALL`], in whatever snapshots the people are.
#[test]
fn all_questions_that_an_agency_has_about_the_same_people_tell_little_of_one_person() {
    let rates = [
        rate("all questions, everybody else is known", |one| {
            best_test(one, QUESTIONS_IN_ALL, most_of_them, 1.0, |one, i, exact| one.members("a", i, exact))
        }),
        rate("all questions, each of another snapshot", |one| {
            best_test(one, QUESTIONS_IN_ALL, most_of_them, 1.0, |one, i, exact| {
                one.members(&format!("snapshot {i}"), "the same target", exact)
            })
        }),
        rate("all questions, half of them of a snapshot without the person", |one| {
            best_test(
                one,
                QUESTIONS_IN_ALL,
                |i| i % 2 == 0,
                1.0,
                |one, i, exact| one.members(["with", "without"][i % 2], i / 2, exact),
            )
        }),
        rate("all questions by pairs that differ by the person", |one| {
            let base = one.base();
            let pair = |i: usize| {
                let with = one.members("a", format!("{i} with"), base + one.truth);
                with - one.members("a", i, base)
            };
            mean((0..QUESTIONS_IN_ALL / 2).map(pair)) > 0.5
        }),
        rate("all questions, by those who state a field and are then members", |one| {
            best_test(one, QUESTIONS_IN_ALL, most_of_them, SCALE_BY_GROUPS, by_groups)
        }),
        rate("all questions, by segments, cohorts and the whole", |one| {
            best_test(one, QUESTIONS_IN_ALL, most_of_them, SCALE_BY_PARTS, by_parts)
        }),
    ];
    assert_little_is_found(&rates);
}

/// Questions count for a year. What is left to whoever goes on for a second one.
#[test]
fn questions_of_two_years_tell_a_little_more() {
    let reported = rate("all questions of two years", |one| {
        best_test(one, 2 * QUESTIONS_IN_ALL, most_of_them, 1.0, |one, i, exact| one.members("a", i, exact))
    });
    assert!(reported <= 0.63, "{reported}");
}

/// An attacker who chooses each question by the answers before: whether it is about the person or to find the common noise,
/// whichever promises more, and who stops once an answer is sure enough. Nobody who decides late is right more often.
#[test]
fn questions_that_follow_from_the_answers_before_tell_little_of_one_person() {
    let reported = rate("each question chosen by the answers before", |one| {
        // Errors of the common noise given the answers: its mean and variance if the person is not there, and if they are.
        let (mut mean_without, mut mean_with, mut variance, mut log_odds) = (0.0, 0.0, COMMON, 0.0f64);
        for i in 0..QUESTIONS_IN_ALL {
            if log_odds.abs() > 2.0 {
                break;
            }
            // Where the common noise is known well enough, a question about the person tells more.
            let is_about = variance < COMMON * 0.6 || i == 0;
            let base = one.base();
            let error = one.members("a", i, base + if is_about { one.truth } else { 0 }) - base as f64;
            let of = |mean: f64, shift: f64| error - shift - mean;
            let (without, with) = (of(mean_without, 0.0), of(mean_with, f64::from(u8::from(is_about))));
            log_odds += (without * without - with * with) / (2.0 * (variance + OWN));
            let gain = variance / (variance + OWN);
            (mean_without, mean_with) = (mean_without + gain * without, mean_with + gain * with);
            variance *= 1.0 - gain;
        }
        log_odds > 0.0
    });
    assert_little_is_found(&[reported]);
}

#[test]
fn traits_of_segments_tell_little_of_one_person() {
    let reported = rate("the level of a field in a segment, by all questions of the same segments", |one| {
        let base = one.base();
        let with = |one: &Try, i: usize| {
            let mut stats = AudienceStats::new(1, 1);
            stats.segments[0].table = table(ROWS, 100, 0);
            stats.segments[0].columns[0].add((base + one.truth) as f64);
            stats.add_noise(&one.noise("a", i), MinCell::default(), |_| 1.0);
            stats.segments[0].columns[0].value() - base as f64
        };
        mean((0..QUESTIONS_IN_ALL).map(|i| with(one, i))) > 0.5
    });
    assert_little_is_found(&[reported]);
}

fn assert_little_is_found(rates: &[f64]) {
    assert!(rates.iter().all(|rate| *rate <= 0.6), "{rates:?}");
    let lowest = rates.iter().fold(1.0f64, |least, rate| least.min(*rate));
    assert!(lowest > 0.45, "an attack that is wrong more often than right was made wrongly: {rates:?}");
}

#[test]
fn rare_values_and_panel_rows_are_not_distinguished_from_none() {
    // Of a group that nobody is in nothing is published, however large the noise.
    let is_seen = |noise: Noise, count: u64| {
        let seen = noise.count("value", count, u64::MAX);
        count > 0 && !noise.least_group(MinCell::default()).is_small_cell(seen)
    };
    let rates = [
        rate("H: whether one of 300 has a rare value", |one| {
            (0..QUESTIONS_IN_ALL).any(|i| is_seen(one.noise("a", i), one.truth))
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
            (0..QUESTIONS_IN_ALL).any(learns)
        }),
    ];
    assert_little_is_found(&rates);
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
        let question = NoisyQuestion { people: "m", content_hash: "a", question: &i.to_string(), of: 10 };
        let noise = Noise::new(&[3; 32], question);
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
