//! Rows and tables of totals and shares, which hold no people.

use super::bands::{Scale, band};
use super::dialect::TableStart;
use super::names::{self, AGE, key};
use super::numbers::NumberStyle;

const SUMMARY_WORDS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "sub total",
    "subtotal",
    "sum",
    "average",
    "averages",
    "mean",
    "median",
    "overall total",
    "column total",
    "합계",
    "총계",
    "총합",
    "총합계",
    "소계",
    "평균",
    "계",
    "중앙값",
    "전체합계",
    "전체",
    "누계",
];
/// Longest of them in bytes, with signs around it.
const MAX_BYTES: usize = 24;

/// Whether the first cell of a row says that the row sums up others.
pub(in crate::ingest) fn is_summary_row(first: &str) -> bool {
    if first.is_empty() || first.len() > MAX_BYTES {
        return false;
    }
    let begins = |byte: u8| {
        matches!(
            byte,
            b't' | b'T'
                | b'g'
                | b'G'
                | b's'
                | b'S'
                | b'a'
                | b'A'
                | b'm'
                | b'M'
                | b'o'
                | b'O'
                | b'c'
                | b'C'
                | b'*'
                | b'('
                | 0x80..
        )
    };
    begins(first.as_bytes()[0]) && SUMMARY_WORDS.contains(&key(first).as_str())
}

/// Beginnings of what tools write under a table, in lower case.
const FOOTNOTES: [&str; 9] = ["source:", "note:", "notes:", "generated", "exported", "출처", "자료:", "※", "주:"];

/// Why a row of a table of several columns holds no person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum NoPerson {
    Blank,
    Summary,
}

/// Why the row of these cells holds no person, if it holds none.
pub(in crate::ingest) fn no_person<'a>(mut cells: impl Iterator<Item = &'a str>) -> Option<NoPerson> {
    let first = cells.next()?;
    if first.is_empty() {
        // What a spreadsheet leaves at its end, or a sum whose word stands further right.
        let mut rest = cells.peekable();
        rest.peek()?;
        return match rest.find(|cell| !cell.is_empty()) {
            None => Some(NoPerson::Blank),
            Some(next) => is_summary_row(next).then_some(NoPerson::Summary),
        };
    }
    (is_summary_row(first) || is_footnote(first, cells)).then_some(NoPerson::Summary)
}

/// Whether a row is a remark under the table: a text that begins as one, and nothing beside it.
fn is_footnote<'a>(first: &str, mut rest: impl Iterator<Item = &'a str>) -> bool {
    if !matches!(first.as_bytes()[0], b's' | b'S' | b'n' | b'N' | b'g' | b'G' | b'e' | b'E' | 0x80..) {
        return false;
    }
    let text: String = first.chars().take(12).flat_map(char::to_lowercase).collect();
    FOOTNOTES.iter().any(|beginning| text.starts_with(beginning)) && rest.next().is_some() && rest.all(str::is_empty)
}

/// What shows that a table's rows stand for groups of people, not for people; in words.
pub(in crate::ingest) fn table_of_groups(table: &TableStart) -> Option<String> {
    if !table.is_whole || table.names.iter().any(|name| names::meaning(name) == Some("id")) {
        return None;
    }
    let holds_group = |row: &&Vec<String>| no_person(row.iter().map(|cell| cell.trim())).is_none();
    let rows: Vec<&Vec<String>> = table.sample.iter().filter(holds_group).collect();
    (0..table.names.len()).find_map(|column| {
        let cells: Vec<&str> = rows.iter().map(|row| row[column].trim()).collect();
        let is_table = is_ladder(&cells, &has_numbers_beside(table, column))
            || is_grid(table, &rows, column)
            || is_list_of_groups(table, &cells, column);
        is_table.then(|| super::super::excerpt(&table.names[column]))
    })
}

/// Whether every other column that holds anything holds numbers alone.
fn has_numbers_beside(table: &TableStart, column: usize) -> impl Fn() -> bool {
    move || {
        let is_number = |cell: &str| NumberStyle::default().parse(cell).is_some();
        let others = (0..table.names.len()).filter(|other| *other != column);
        let mut filled = others.filter(|other| table.cells(*other).next().is_some()).peekable();
        filled.peek().is_some() && filled.all(|other| table.cells(other).all(is_number))
    }
}

/// Brackets of ages without a gap between them, each once: one after the other, or in any order beside numbers alone.
fn is_ladder(cells: &[&str], has_numbers_beside: &impl Fn() -> bool) -> bool {
    let ends: Option<Vec<(f64, f64)>> = cells
        .iter()
        .filter(|cell| !super::is_non_answer(cell))
        .map(|cell| {
            band(cell, Scale::WholeYears, NumberStyle::default())
                .map(|band| (band.min.unwrap_or(0.0), band.max.unwrap_or(f64::MAX)))
        })
        .collect();
    let follow = |ends: &[(f64, f64)]| ends.len() >= 3 && ends.windows(2).all(|pair| pair[1].0 == pair[0].1 + 1.0);
    ends.is_some_and(|mut ends| {
        follow(&ends)
            || has_numbers_beside() && {
                ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
                follow(&ends)
            }
    })
}

/// Every bracket of ages with every value of another column, each pair once.
fn is_grid(table: &TableStart, rows: &[&Vec<String>], column: usize) -> bool {
    let distinct = |column: usize| {
        let mut values: Vec<&str> = rows.iter().map(|row| row[column].as_str()).collect();
        values.sort_unstable();
        values.dedup();
        values
    };
    let brackets = distinct(column);
    let is_bracket = |cell: &&str| band(cell, Scale::WholeYears, NumberStyle::default()).is_some();
    if rows.len() < 6 || brackets.len() < 3 || !brackets.iter().all(is_bracket) {
        return false;
    }
    (0..table.names.len()).filter(|other| *other != column).any(|other| {
        let others = distinct(other);
        let mut pairs: Vec<(&str, &str)> = rows.iter().map(|row| (row[column].as_str(), row[other].as_str())).collect();
        pairs.sort_unstable();
        pairs.dedup();
        others.len() >= 2
            && others.len() <= 6
            && pairs.len() == rows.len()
            && brackets.len() * others.len() == rows.len()
    })
}

/// Groups, each once, beside a column that holds shares or counts of people.
fn is_list_of_groups(table: &TableStart, cells: &[&str], column: usize) -> bool {
    const PLACES: [&str; 10] = [
        "country",
        "city",
        "geography",
        "location",
        "territory",
        "국가",
        "도시",
        "시군구",
        "job function",
        "seniority",
    ];
    const COUNTS: [&str; 12] = [
        "followers",
        "total followers",
        "users",
        "active users",
        "viewers",
        "members",
        "people",
        "count",
        "팔로워",
        "사용자",
        "구독자",
        "시청자",
    ];
    let is_field = names::meaning(&table.names[column])
        .is_some_and(|path| path == AGE || path == "gender" || path == "region")
        || PLACES.contains(&key(&table.names[column]).as_str());
    let are_counted = cells.len() >= 5
        && table.names.iter().any(|name| COUNTS.contains(&key(name).as_str()))
        && has_numbers_beside(table, column)();
    let mut different = cells.to_vec();
    different.sort_unstable();
    different.dedup();
    let of_people = |name: &String| {
        let name = name.to_lowercase();
        ["%", "percent", "share", "비율", "비중", "인원", "명수", "조회", "views", "impressions", "reach"]
            .iter()
            .any(|word| name.contains(word))
    };
    is_field && cells.len() >= 2 && different.len() == cells.len() && (are_counted || table.names.iter().any(of_people))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Option<String> {
        table_of_groups(&TableStart::of(text.as_bytes(), true).expect("a header"))
    }

    #[test]
    fn tables_of_groups_are_no_lists_of_people() {
        assert!(groups("Viewer age,Views (%)\nTotal,\n13–17 years,0.6\n18–24 years,8.1\n25–34 years,30.2\n").is_some());
        assert!(
            groups("Age,Gender,Followers\n18-24,F,3\n18-24,M,4\n25-34,F,5\n25-34,M,6\n35-44,F,7\n35-44,M,8\n")
                .is_some()
        );
        assert!(groups("성별,비율\n여성,60\n남성,40\n").is_some());
        assert!(groups("Age,Active users\nunknown,31\n25-34,52\n35-44,42\n18-24,32\n45-54,2\n").is_some());
        assert!(groups("Country,Users\nKorea,9\nJapan,8\nFrance,7\nSpain,6\nChile,5\n").is_some());
        assert!(groups("age,gender\n25-34,f\n35-44,m\n18-24,f\n").is_none());
        assert!(groups("age,gender\n25-34,f\n18-24,m\n25-34,f\n").is_none());
        assert!(groups("id,age\n1,18-24\n2,25-34\n3,35-44\n").is_none());
    }

    #[test]
    fn rows_without_a_person_are_known() {
        let row = |cells: &[&'static str]| no_person(cells.iter().copied());
        assert_eq!(row(&["", "", ""]), Some(NoPerson::Blank));
        assert_eq!(row(&["", "Total", "200"]), Some(NoPerson::Summary));
        assert_eq!(row(&["합계", "", "200"]), Some(NoPerson::Summary));
        assert_eq!(row(&["Source: a survey", "", ""]), Some(NoPerson::Summary));
        assert_eq!(row(&["", "f", "34"]), None);
        assert_eq!(row(&["Source: a survey", "f", "34"]), None);
        assert_eq!(row(&[""]), None, "one column only: somebody who gave no answer");
    }

    #[test]
    fn summary_rows_are_known_by_their_first_cell() {
        for cell in ["Total", "TOTAL:", "합계", "Average", "Grand Total", "평균", "소계"] {
            assert!(is_summary_row(cell), "{cell}");
        }
        for cell in ["", "1", "totally", "Mark", "서울", "34", "Sumin"] {
            assert!(!is_summary_row(cell), "{cell}");
        }
    }
}
