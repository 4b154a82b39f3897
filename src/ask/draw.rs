//! Drawing people at random within strata.

use std::collections::HashSet;

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{Arm, AskError, AskedPerson, CodeKey};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How likely each person of the frame is to be asked.
    pub enum AskBy default Chance {
        /// All alike.
        Chance = "chance",
        /// All alike, and each segment in proportion to its size.
        Segment = "segment",
        /// More of those of whom the model is unsure.
        Uncertainty = "uncertainty",
    }
}

/// Part of the sample that stays in proportion to the strata, whatever a model says of them: with a quarter, the variance
/// is at most four times that of a draw by chance, however wrong the model is. With a half, choosing gained less than could
/// be told from nothing.
const IN_PROPORTION: f64 = 0.25;
/// People of a stratum that are asked at least, where it has as many: one tells nothing of how much they differ.
const MIN_OF_STRATUM: u64 = 2;

/// People among whom everybody is equally likely to be asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stratum {
    /// Their positions among the profiles.
    pub positions: Vec<u32>,
    /// How much they are believed to differ: the root of the mean of `p (1 - p)`, or 1 for all strata alike.
    pub spread: f64,
}

/// Everybody whose membership is not known, in strata.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame {
    /// The strata; those of nobody do not count.
    pub strata: Vec<Stratum>,
    /// Profiles for each one in the strata: above 1 where the frame was sampled, because it is large.
    pub people_each: f64,
    /// Profiles whose membership is known.
    pub known: u64,
}

impl Frame {
    /// People in the frame.
    pub fn people(&self) -> f64 {
        self.strata.iter().map(|stratum| self.people_of(stratum)).sum()
    }

    fn people_of(&self, stratum: &Stratum) -> f64 {
        stratum.positions.len() as f64 * self.people_each
    }
}

/// The part of the variance that drawing more of the strata that differ more saves beside a draw in proportion.
pub fn uneven_gain(strata: &[Stratum]) -> f64 {
    let all: f64 = strata.iter().map(|s| s.positions.len() as f64).sum();
    let mean: f64 = strata.iter().map(|s| s.positions.len() as f64 * s.spread).sum::<f64>() / all.max(1.0);
    if mean <= 0.0 {
        return 0.0;
    }
    let variance = |taken: &dyn Fn(f64) -> f64| -> f64 {
        strata.iter().map(|s| s.positions.len() as f64 * s.spread.powi(2) / taken(s.spread)).sum()
    };
    let uneven = variance(&|spread| IN_PROPORTION + (1.0 - IN_PROPORTION) * spread / mean);
    1.0 - uneven / variance(&|_| 1.0)
}

/// Draws up to `people` persons of `frame` whom no list of `before` names, in a further wave, half of them in each arm
/// where there are `arms`. `row_number` gives the number of a position in its source.
///
/// # Errors
/// [`AskError`] where nobody is left, or earlier waves were drawn from other strata.
pub fn draw(
    frame: &Frame,
    people: u64,
    before: &[AskedPerson],
    arms: bool,
    (key, seed): (&CodeKey, u64),
    row_number: impl Fn(u32) -> u64,
) -> Result<Vec<AskedPerson>, AskError> {
    let wave = before.iter().map(|person| person.wave).max().unwrap_or(0) + 1;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ u64::from(wave).rotate_left(32));
    let asked: HashSet<u64> = before.iter().map(|person| person.row).collect();
    same_strata(frame, before, &row_number)?;
    let mut open: Vec<Vec<u32>> = Vec::with_capacity(frame.strata.len());
    for stratum in &frame.strata {
        let mut left: Vec<u32> =
            stratum.positions.iter().copied().filter(|at| !asked.contains(&row_number(*at))).collect();
        left.shuffle(&mut rng);
        open.push(left);
    }
    let sizes: Vec<(u64, f64)> =
        open.iter().zip(&frame.strata).map(|(open, s)| (open.len() as u64, s.spread)).collect();
    let takes = allocate(&sizes, people);
    let mut drawn = Vec::new();
    for (number, (open, take)) in (1u32..).zip(open.iter().zip(&takes)) {
        let chosen = &open[..*take as usize];
        // The first half of a shuffled list is a random half; a coin decides who of an odd number comes to which.
        let odd = usize::from(rng.r#gen::<bool>());
        let plain = (chosen.len() + odd) / 2;
        let people = frame.people_of(&frame.strata[number as usize - 1]);
        drawn.extend(chosen.iter().enumerate().map(|(i, at)| {
            let arm = arms.then_some(if i < plain { Arm::Plain } else { Arm::Prize });
            (row_number(*at), arm, number, people)
        }));
    }
    if drawn.is_empty() {
        return Err(AskError::NobodyLeft { known: frame.known, asked: asked.len() as u64 });
    }
    // In the order of the file, which says nothing of the draw.
    drawn.sort_unstable_by_key(|(row, ..)| *row);
    Ok(with_codes(drawn, before, wave, key))
}

fn with_codes(
    drawn: Vec<(u64, Option<Arm>, u32, f64)>,
    before: &[AskedPerson],
    wave: u32,
    key: &CodeKey,
) -> Vec<AskedPerson> {
    let mut taken: HashSet<_> = before.iter().map(|person| person.code.clone()).collect();
    let mut index = 0;
    let mut next = || loop {
        let code = key.code(wave, index);
        index += 1;
        if taken.insert(code.clone()) {
            return code;
        }
    };
    let person =
        |(row, arm, stratum, stratum_people)| AskedPerson { code: next(), row, wave, arm, stratum, stratum_people };
    drawn.into_iter().map(person).collect()
}

/// Whether the people of earlier waves are in the strata that their lists say.
fn same_strata(frame: &Frame, before: &[AskedPerson], row_number: &impl Fn(u32) -> u64) -> Result<(), AskError> {
    let rows: Vec<HashSet<u64>> =
        frame.strata.iter().map(|stratum| stratum.positions.iter().map(|at| row_number(*at)).collect()).collect();
    for person in before {
        let place = (person.stratum as usize).checked_sub(1);
        let same =
            place.and_then(|place| Some((rows.get(place)?, frame.strata.get(place)?))).is_some_and(|(rows, s)| {
                rows.contains(&person.row) && (frame.people_of(s) - person.stratum_people).abs() < 0.5
            });
        if !same {
            return Err(AskError::OtherStrata { wave: person.wave });
        }
    }
    Ok(())
}

/// How many of each stratum, of so many people and such a spread, are drawn where `people` are wanted.
fn allocate(strata: &[(u64, f64)], people: u64) -> Vec<u64> {
    let all: u64 = strata.iter().map(|(open, _)| open).sum();
    let people = people.min(all);
    let spread: f64 = strata.iter().map(|(open, spread)| *open as f64 * spread).sum();
    let wanted = |(open, spread_of): &(u64, f64)| {
        let proportional = *open as f64 / all.max(1) as f64;
        let neyman = if spread > 0.0 { *open as f64 * spread_of / spread } else { proportional };
        people as f64 * (IN_PROPORTION * proportional + (1.0 - IN_PROPORTION) * neyman)
    };
    let least = |open: u64| if people >= MIN_OF_STRATUM * strata.len() as u64 { open.min(MIN_OF_STRATUM) } else { 0 };
    let mut takes: Vec<u64> = strata.iter().map(|(open, _)| least(*open)).collect();
    // One by one to where most is wanting: exact sums, and nobody is drawn twice.
    let mut left = people - takes.iter().sum::<u64>();
    while left > 0 {
        let room = (0..strata.len()).filter(|i| takes[*i] < strata[*i].0);
        let lack = |i: &usize| wanted(&strata[*i]) - takes[*i] as f64;
        let Some(next) = room.max_by(|a, b| lack(a).total_cmp(&lack(b)).then(b.cmp(a))) else { break };
        takes[next] += 1;
        left -= 1;
    }
    takes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(sizes: &[(u32, f64)]) -> Frame {
        let mut from = 0;
        let mut stratum = |(size, spread): &(u32, f64)| {
            let positions = (from..from + size).collect();
            from += size;
            Stratum { positions, spread: *spread }
        };
        Frame { strata: sizes.iter().map(&mut stratum).collect(), people_each: 1.0, known: 0 }
    }

    fn drawn(frame: &Frame, people: u64, before: &[AskedPerson], seed: u64) -> Vec<AskedPerson> {
        let key = CodeKey::new(b"test");
        draw(frame, people, before, true, (&key, seed), |at| u64::from(at) + 1).expect("somebody")
    }

    #[test]
    fn everybody_of_a_stratum_is_drawn_as_often_as_its_size_says() {
        let frame = frame(&[(40, 0.5), (20, 0.1)]);
        let mut times = vec![0u32; 61];
        let mut of_first = 0.0;
        for seed in 0..4_000 {
            for person in drawn(&frame, 12, &[], seed) {
                times[person.row as usize] += 1;
                of_first += f64::from(u8::from(person.stratum == 1)) / 4_000.0;
            }
        }
        let expected = |row: usize| if row <= 40 { of_first / 40.0 } else { (12.0 - of_first) / 20.0 };
        for (row, times) in times.iter().enumerate().skip(1) {
            let found = f64::from(*times) / 4_000.0;
            assert!((found - expected(row)).abs() < 0.03, "row {row}: {found}, {}", expected(row));
        }
        // Neyman's allocation gives 40 x .5 of 22, and a part of the sample stays in proportion.
        let wanted = IN_PROPORTION * 2.0 / 3.0 + (1.0 - IN_PROPORTION) * 20.0 / 22.0;
        assert!((of_first - 12.0 * wanted).abs() < 0.6, "{of_first}");
    }

    #[test]
    fn waves_name_nobody_twice_and_take_everybody_in_the_end() {
        let frame = frame(&[(30, 1.0), (11, 1.0)]);
        let mut asked = drawn(&frame, 15, &[], 1);
        for wave in 2..=3 {
            let next = drawn(&frame, 15, &asked, 1);
            assert!(next.iter().all(|person| person.wave == wave));
            asked.extend(next);
        }
        let rows: HashSet<u64> = asked.iter().map(|person| person.row).collect();
        let codes: HashSet<&str> = asked.iter().map(|person| person.code.as_str()).collect();
        assert_eq!((asked.len(), rows.len(), codes.len()), (41, 41, 41));
        let key = CodeKey::new(b"test");
        let none = draw(&frame, 5, &asked, false, (&key, 1), |at| u64::from(at) + 1);
        assert_eq!(none, Err(AskError::NobodyLeft { known: 0, asked: 41 }));
    }

    #[test]
    fn a_list_of_other_strata_is_refused() {
        let first = drawn(&frame(&[(30, 1.0), (11, 1.0)]), 15, &[], 1);
        let key = CodeKey::new(b"test");
        let other = frame(&[(41, 1.0)]);
        let found = draw(&other, 5, &first, false, (&key, 1), |at| u64::from(at) + 1);
        assert_eq!(found, Err(AskError::OtherStrata { wave: 1 }));
    }

    #[test]
    fn uneven_chances_gain_where_strata_differ_and_nowhere_else() {
        let gain = |spreads: &[f64]| uneven_gain(&frame(&spreads.iter().map(|s| (50, *s)).collect::<Vec<_>>()).strata);
        assert!(gain(&[0.4; 5]).abs() < 1e-12 && gain(&[0.3, 0.43, 0.49, 0.5, 0.48]) < 0.05);
        // Neyman's allocation saves 1 - (sum S)^2 / (5 sum S^2), .3 here, and a part of it in proportion most of that.
        let spreads = [0.1, 0.1, 0.2, 0.3, 0.46];
        let neyman = 1.0 - spreads.iter().sum::<f64>().powi(2) / (5.0 * spreads.iter().map(|s| s * s).sum::<f64>());
        let found = gain(&spreads);
        assert!(found > 0.5 * neyman && found < neyman, "{found} of {neyman}");
    }

    #[test]
    fn arms_are_halves() {
        let all = drawn(&frame(&[(301, 1.0), (99, 1.0)]), 101, &[], 3);
        let prize = all.iter().filter(|person| person.arm == Some(Arm::Prize)).count();
        assert_eq!(all.len(), 101);
        assert!((49..=52).contains(&prize), "{prize}");
    }
}
