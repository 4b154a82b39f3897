//! The list of who is asked: what the asker keeps, and gives back with the answers.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Read;

use super::{Arm, AskCode, CodeKey};

/// The columns of a list, in order.
pub const LIST_COLUMNS: [&str; 6] = ["code", "row", "wave", "arm", "stratum", "stratum_people"];

/// One person who is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedPerson {
    /// What names the person in the form.
    pub code: AskCode,
    /// The number of their row in its source, from 1.
    pub row: u64,
    /// The wave that they were asked in, from 1.
    pub wave: u32,
    /// Their random half, where there are two.
    pub arm: Option<Arm>,
    /// The number of their stratum, from 1.
    pub stratum: u32,
    /// People of whom the stratum was drawn, fractional where the frame was sampled.
    pub stratum_people: f64,
}

/// What is wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// It is no such list.
    #[error("these are not the columns of a list of people asked: {}; give the file list.csv that `ask` wrote", LIST_COLUMNS.join(", "))]
    Columns,
    /// A line cannot be read.
    #[error("line {line}: received {received:?} in the column {}", LIST_COLUMNS[*column])]
    Line {
        /// The line, from 1.
        line: u64,
        /// What stands there.
        received: String,
        /// The position of its column.
        column: usize,
    },
    /// A person is on several lists.
    #[error("row {row} or its code is on several lists; give each list once, and the lists of one file")]
    SeveralTimes {
        /// The row of the person.
        row: u64,
    },
    /// A group has several sizes.
    #[error("group {stratum} has several sizes; give the lists that were drawn from one file in one way")]
    OtherStrata {
        /// The number of the group.
        stratum: u32,
    },
    /// A person is named twice.
    #[error("line {line}: row {row} or its code is on the list twice; give each list once")]
    Twice {
        /// The line, from 1.
        line: u64,
        /// The row of the person.
        row: u64,
    },
}

/// The lists of several waves together.
///
/// # Errors
/// [`ListFault::SeveralTimes`] where a person is on two of them, [`ListFault::OtherStrata`] where their groups differ.
pub fn merge_lists(lists: Vec<Vec<AskedPerson>>) -> Result<Vec<AskedPerson>, ListFault> {
    let all: Vec<AskedPerson> = lists.into_iter().flatten().collect();
    let (mut rows, mut codes, mut strata) = (HashSet::new(), HashSet::new(), BTreeMap::new());
    for person in &all {
        if !(rows.insert(person.row) & codes.insert(&person.code)) {
            return Err(ListFault::SeveralTimes { row: person.row });
        }
        let people = *strata.entry(person.stratum).or_insert(person.stratum_people);
        if (people - person.stratum_people).abs() >= 0.5 {
            return Err(ListFault::OtherStrata { stratum: person.stratum });
        }
    }
    Ok(all)
}

/// A list of those who answered, where none says who was asked: all of one group of so many people.
pub fn unlisted(rows: &[u64], people: u64) -> Vec<AskedPerson> {
    let rows: BTreeSet<u64> = rows.iter().copied().collect();
    let key = CodeKey::new(b"no list");
    let person = |(index, row)| AskedPerson {
        code: key.code(1, index),
        row,
        wave: 1,
        arm: None,
        stratum: 1,
        stratum_people: people as f64,
    };
    (0..).zip(rows).map(person).collect()
}

/// The list as CSV.
pub fn write_list(people: &[AskedPerson]) -> String {
    let mut text = LIST_COLUMNS.join(",");
    text.push('\n');
    for person in people {
        let AskedPerson { code, row, wave, arm, stratum, stratum_people } = person;
        let arm = arm.map_or("", Arm::as_str);
        text.push_str(&format!("{code},{row},{wave},{arm},{stratum},{stratum_people}\n"));
    }
    text
}

/// Reads a list, whatever further columns it has.
///
/// # Errors
/// The first [`ListFault`].
pub fn read_list(source: impl Read) -> Result<Vec<AskedPerson>, ListFault> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(source);
    let header = reader.headers().map_err(|_| ListFault::Columns)?.clone();
    let place = |name: &str| header.iter().position(|column| column.trim_start_matches('\u{feff}') == name);
    let places: Vec<usize> =
        LIST_COLUMNS.iter().map(|name| place(name)).collect::<Option<_>>().ok_or(ListFault::Columns)?;
    let (mut people, mut seen) = (Vec::new(), HashSet::new());
    for (i, record) in reader.records().enumerate() {
        let line = i as u64 + 2;
        let cell =
            |column: usize| record.as_ref().ok().and_then(|record| record.get(places[column])).unwrap_or_default();
        let fault = |column: usize| ListFault::Line { line, received: cell(column).to_owned(), column };
        let person = AskedPerson {
            code: AskCode::read(cell(0)).ok_or_else(|| fault(0))?,
            row: whole(cell(1)).ok_or_else(|| fault(1))?,
            wave: whole(cell(2)).ok_or_else(|| fault(2))?,
            arm: match cell(3) {
                "" => None,
                name => Some(Arm::named(name).ok_or_else(|| fault(3))?),
            },
            stratum: whole(cell(4)).ok_or_else(|| fault(4))?,
            stratum_people: cell(5)
                .parse()
                .ok()
                .filter(|people: &f64| people.is_finite() && *people >= 1.0)
                .ok_or_else(|| fault(5))?,
        };
        if !(seen.insert(person.row.to_string()) & seen.insert(format!("code {}", person.code))) {
            return Err(ListFault::Twice { line, row: person.row });
        }
        people.push(person);
    }
    Ok(people)
}

/// A whole number from 1 on.
fn whole<T: std::str::FromStr + PartialOrd + From<u8>>(text: &str) -> Option<T> {
    text.parse().ok().filter(|number| *number >= T::from(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "code,row,wave,arm,stratum,stratum_people";

    fn read(lines: &str) -> Result<Vec<AskedPerson>, ListFault> {
        read_list(format!("{HEAD}\n{lines}").as_bytes())
    }

    #[test]
    fn a_list_comes_back_as_it_was_written() {
        let list = read("ABC123,17,1,prize,1,940\nABC124,3,2,,2,60.5\n").expect("a list");
        assert_eq!(list[0].arm, Some(Arm::Prize));
        assert_eq!((list[1].row, list[1].wave, list[1].stratum_people), (3, 2, 60.5));
        assert_eq!(read_list(write_list(&list).as_bytes()), Ok(list));
    }

    #[test]
    fn what_is_wrong_with_a_list_is_said_with_its_line() {
        let fault = |lines: &str| read(lines).expect_err("a fault").to_string();
        assert_eq!(fault("ABC12,1,1,,1,9\n"), "line 2: received \"ABC12\" in the column code");
        assert_eq!(fault("ABC123,0,1,,1,9\n"), "line 2: received \"0\" in the column row");
        assert!(fault("ABC123,1,1,gift,1,9\n").contains("in the column arm"));
        assert!(fault("ABC123,1,1,,1,inf\n").contains("in the column stratum_people"));
        assert!(fault("ABC123,1,1,,1,9\nABC124,1,1,,1,9\n").starts_with("line 3: row 1 "));
        assert_eq!(read_list("code,row\nABC123,1\n".as_bytes()), Err(ListFault::Columns));
    }
}
