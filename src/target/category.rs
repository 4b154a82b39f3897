//! Which values of a category a condition accepts, compared as [`level_key`] does.

use std::collections::{BTreeMap, HashSet};

use crate::profile::{Chunk, ColumnId, Field, Kind, Profiles, is_recognised, level_key, region_within};

/// The shortest keys that one letter, and two letters, may be mistyped in.
const TYPING_ERRORS: [(usize, usize); 2] = [(5, 1), (10, 2)];

/// A category of some profiles, compared with the values that a condition accepts.
#[derive(Debug)]
pub struct CategoryMatch {
    field: Field,
    /// The column of its numbers and that of its texts.
    pub number: Option<ColumnId>,
    /// See [`CategoryMatch::number`].
    pub level: Option<ColumnId>,
    /// By level whether the condition is met; none where that is not known.
    pub levels: Vec<Option<bool>>,
    /// Values accepted that nobody has, as they were given.
    pub missing: Vec<String>,
    /// Whether people state the field and nobody has any of the values accepted. That is no count of zero: the target
    /// may spell them otherwise, so nobody's membership is known from the field.
    pub is_unmet: bool,
    /// Levels that are close to a value accepted, or that no vocabulary knows though all values accepted are of one.
    pub doubtful: Vec<bool>,
    /// Whether all values accepted are of a closed vocabulary, so that a doubtful value is not known to be another.
    pub closed: bool,
    /// Whether numbers are doubtful.
    pub doubtful_numbers: bool,
    /// Whether the values accepted, and those that people have, are yes and no throughout.
    are_flags: bool,
    accepted_numbers: Vec<f32>,
}

impl CategoryMatch {
    /// Compares `field` of `profiles` with the values `accepted`.
    pub fn new(field: &Field, accepted: &[String], profiles: &Profiles) -> Self {
        let number = profiles.find(field, Kind::Number);
        // A column with more texts than a category may have tells nothing, for which texts it kept depends on the order
        // of the rows.
        let level = profiles.find(field, Kind::Level).filter(|id| !profiles.dictionary(*id).overflowed());
        let dictionary = level.map(|id| profiles.dictionary(id));
        let mut keys = dictionary.map_or_else(Vec::new, |dictionary| dictionary.keys());
        let accepted_keys: Vec<Box<str>> = accepted.iter().map(|text| level_key(field, text)).collect();
        let numbers = Numbers::new(number, &accepted_keys, profiles);
        let is_known = |key: &str| is_recognised(field, key);
        let closed = accepted_keys.iter().all(|key| is_known(key) == Some(true));
        let any: HashSet<&str> = accepted_keys.iter().map(AsRef::as_ref).collect();
        if *field == Field::Region {
            // An address counts for its region, unless the target names the address itself.
            let levels = dictionary.map_or(&[][..], |dictionary| dictionary.levels());
            for (key, text) in keys.iter_mut().zip(levels).filter(|(key, _)| !any.contains(**key)) {
                *key = region_within(text).unwrap_or(key);
            }
        }
        let has = |key: &str| keys.contains(&key) || numbers.found.iter().any(|n| number_of(key) == Some(*n));
        let missing = accepted.iter().zip(&accepted_keys).filter(|(_, key)| !has(key)).map(|(text, _)| text.clone());
        let missing: Vec<String> = missing.collect();
        let stated = !keys.is_empty() || numbers.any;
        let is_unmet = stated && missing.len() == accepted.len() && !numbers.are_flags;
        let is_doubtful = |key: &&str| {
            !any.contains(*key)
                && match closed {
                    true => is_known(key) == Some(false),
                    false => is_known(key) != Some(true) && any.iter().any(|accepted| is_mistyped(key, accepted)),
                }
        };
        let doubtful: Vec<bool> = keys.iter().map(is_doubtful).collect();
        let met = |(key, doubtful): (&&str, &bool)| (!(is_unmet || closed && *doubtful)).then(|| any.contains(*key));
        let levels = keys.iter().zip(&doubtful).map(met).collect();
        Self {
            field: field.clone(),
            number,
            level,
            levels,
            missing,
            is_unmet,
            doubtful,
            closed,
            doubtful_numbers: closed && numbers.any,
            are_flags: numbers.are_flags,
            accepted_numbers: accepted_keys.iter().filter_map(|key| number_of(key)).collect(),
        }
    }

    /// Whether the values accepted, and those that people have, are yes and no throughout.
    pub fn are_flags(&self) -> bool {
        self.are_flags
    }

    /// Takes nobody to have any of the values accepted, unless they are yes and no.
    pub(super) fn leave_unmet(&mut self) {
        if !self.are_flags {
            self.is_unmet = true;
            self.levels.fill(None);
        }
    }

    /// Whether the row meets the condition, where that is known.
    pub fn met(&self, chunk: &Chunk, row: usize) -> Option<bool> {
        match self.level.and_then(|id| chunk.level(id, row)) {
            Some(code) => self.levels[code as usize],
            None => self.number_met(chunk.number(self.number?, row)?),
        }
    }

    /// Whether the row states a value of `field` that no vocabulary knows, though it knows all values accepted.
    pub fn is_doubtful(&self, field: &Field, chunk: &Chunk, row: usize) -> bool {
        let states = |id: Option<ColumnId>| id.is_some_and(|id| chunk.has(id, row));
        self.field == *field
            && self.closed
            && (states(self.level) || states(self.number))
            && self.met(chunk, row).is_none()
    }

    fn number_met(&self, value: f32) -> Option<bool> {
        (!self.is_unmet && !self.doubtful_numbers).then(|| self.accepted_numbers.contains(&value))
    }
}

fn number_of(key: &str) -> Option<f32> {
    match key {
        "true" => Some(1.0),
        "false" => Some(0.0),
        other => other.parse().ok(),
    }
}

/// What a number column holds of the values accepted.
struct Numbers {
    any: bool,
    /// Those accepted that somebody has.
    found: Vec<f32>,
    /// Whether accepted values and column are yes and no throughout, where nobody's yes is a count of zero.
    are_flags: bool,
}

impl Numbers {
    fn new(column: Option<ColumnId>, accepted_keys: &[Box<str>], profiles: &Profiles) -> Self {
        let mut wanted: Vec<f32> = accepted_keys.iter().filter_map(|key| number_of(key)).collect();
        let is_flag = |x: f32| x == 0.0 || x == 1.0;
        let flags_wanted = wanted.len() == accepted_keys.len() && wanted.iter().all(|x| is_flag(*x));
        let (mut any, mut found, mut are_flags) = (false, Vec::new(), flags_wanted);
        let values = column.into_iter().flat_map(|id| {
            profiles
                .chunks()
                .iter()
                .flat_map(move |chunk| (0..chunk.rows()).filter_map(move |row| chunk.number(id, row)))
        });
        let elsewhere = profiles.whole().and_then(|whole| whole.numbers.get(&column?));
        let elsewhere = elsewhere.into_iter().flat_map(BTreeMap::keys).map(|bits| f32::from_bits(*bits));
        for value in elsewhere.chain(values) {
            any = true;
            are_flags &= is_flag(value);
            if let Some(place) = wanted.iter().position(|x| *x == value) {
                found.push(wanted.swap_remove(place));
            }
            if wanted.is_empty() {
                break;
            }
        }
        Self { any, found, are_flags: are_flags && any }
    }
}

/// Whether `key` is probably `accepted` with a typing error. Digits are never one: `ward 1` is not `ward 2`.
fn is_mistyped(key: &str, accepted: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (a, b): (Vec<char>, Vec<char>) = (key.chars().collect(), accepted.chars().collect());
    let errors = TYPING_ERRORS.iter().filter(|(length, _)| a.len().min(b.len()) >= *length);
    let most = errors.map(|(_, most)| *most).max().unwrap_or(0);
    a.len().abs_diff(b.len()) <= most && digits(key) == digits(accepted) && edits(&a, &b) <= most
}

/// Letters to insert, drop, change or swap with the next to make one text of the other (Damerau 1964).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Cell;

    /// The matches of the texts `stated` of `field`, in order.
    fn met(field: &Field, stated: &[&str], accepted: &[&str]) -> (Vec<Option<bool>>, CategoryMatch) {
        let mut profiles = Profiles::new();
        let column = profiles.column(field, Kind::Level);
        let mut codes = Vec::new();
        for text in stated {
            let code = profiles.level(column, text).expect("room");
            profiles.push(&[(column, Cell::Level(code))], None);
            codes.push(code as usize);
        }
        let accepted: Vec<String> = accepted.iter().map(|text| (*text).to_owned()).collect();
        let found = CategoryMatch::new(field, &accepted, &profiles);
        (codes.iter().map(|code| found.levels[*code]).collect(), found)
    }

    #[test]
    fn any_spelling_of_an_accepted_value_is_met() {
        let (all, _) = met(&Field::Gender, &["Female", "f", "여성", "WOMAN", "남"], &["female"]);
        assert_eq!(all, [Some(true), Some(true), Some(true), Some(true), Some(false)]);
        let (all, _) = met(&Field::Region, &["서울특별시", "Seoul", "부산", "서울 강남구"], &["KR-11"]);
        assert_eq!(all, [Some(true), Some(true), Some(false), Some(true)]);
        let (all, _) = met(&Field::Region, &["서울 마포구", "서울 강남구"], &["서울 강남구"]);
        assert_eq!(all, [Some(false), Some(true)]);
    }

    #[test]
    fn a_value_that_nobody_has_is_no_count_of_zero() {
        for (field, stated) in [(Field::Region, "Gangnam"), (Field::Region, "KR-26"), (Field::Education, "college")] {
            let (all, found) = met(&field, &[stated, stated], &["KR-11"]);
            assert_eq!(all, [None, None], "{stated}");
            assert!(found.is_unmet && found.missing == ["KR-11"]);
        }
    }

    #[test]
    fn a_value_outside_a_closed_vocabulary_is_not_known() {
        let (all, found) = met(&Field::Gender, &["Female", "Male", "Femail", "2"], &["F"]);
        assert_eq!(all, [Some(true), Some(false), None, None]);
        assert_eq!(found.doubtful, [false, false, true, true]);
        let (all, found) = met(&Field::Education, &["college", "colleje", "school"], &["college"]);
        assert_eq!((all, found.doubtful), (vec![Some(true), Some(false), Some(false)], vec![false, true, false]));
    }

    #[test]
    fn the_no_of_everybody_is_a_count_of_zero() {
        let field = Field::Attribute("renter".into());
        let mut profiles = Profiles::new();
        let column = profiles.column(&field, Kind::Number);
        profiles.push(&[(column, Cell::Number(0.0))], None);
        let renters = CategoryMatch::new(&field, &["true".to_owned()], &profiles);
        assert_eq!((renters.is_unmet, renters.number_met(0.0)), (false, Some(false)));
        profiles.push(&[(column, Cell::Number(3.0))], None);
        assert!(CategoryMatch::new(&field, &["true".to_owned()], &profiles).is_unmet);
    }

    #[test]
    fn typing_errors_are_near_and_other_words_are_not() {
        for (a, b) in [("colleje", "college"), ("employde", "employed"), ("selfemploiyd", "selfemployed")] {
            assert!(is_mistyped(a, b), "{a}");
        }
        for (a, b) in [("unemployed", "employed"), ("rent", "own"), ("ward1x", "ward2x"), ("married", "unmarried")] {
            assert!(!is_mistyped(a, b), "{a}");
        }
    }
}
