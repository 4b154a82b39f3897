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
            Some(next) => (is_summary_row(next) || is_frame(next, &mut rest)).then_some(NoPerson::Summary),
        };
    }
    (is_summary_row(first) || is_frame(first, &mut cells) || is_footnote(first, cells)).then_some(NoPerson::Summary)
}

/// Whether a row is what a program draws around a table, or the number of rows that it says below: "+----+", "|---|---|",
/// "(200 rows)".
fn is_frame<'a>(first: &str, rest: &mut impl Iterator<Item = &'a str>) -> bool {
    if !matches!(first.as_bytes()[0], b'-' | b'=' | b'+' | b':' | b'(' | b'0'..=b'9' | 0xE2) {
        return false;
    }
    let is_rule = |cell: &str| {
        let lines = cell.chars().filter(|c| matches!(c, '-' | '=' | '─' | '━' | '═')).count();
        lines >= 2 && cell.chars().all(|c| matches!(c, '-' | '=' | '+' | ':' | '|' | ' ') || ('─'..='╿').contains(&c))
    };
    if is_rule(first) {
        // One dash after the other is also what some write for "no answer".
        return match rest.next() {
            None => first.contains(['+', ' ']) || first.len() > 8,
            Some(second) => (second.is_empty() || is_rule(second)) && rest.all(|cell| cell.is_empty() || is_rule(cell)),
        };
    }
    let text = first.trim_matches(['(', ')', '.']);
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
    let says_rows =
        ["row", "record", "행", "rows in set", "개의 행"].iter().any(|word| number.trim_start().starts_with(word));
    number.len() < text.len() && says_rows && number.len() < 40 && rest.next().is_none()
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
    if let Some(size) = cell_size_column(table).filter(|size| has_categories_alone(table, *size)) {
        return Some(super::super::excerpt(&table.names[size]));
    }
    (0..table.names.len()).find_map(|column| {
        let cells: Vec<&str> = rows.iter().map(|row| row[column].trim()).collect();
        let is_table = is_ladder(&cells, &has_numbers_beside(table, column))
            || is_grid(table, &rows, column)
            || is_list_of_groups(table, &cells, column)
            || is_population(table, &rows, column);
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

/// The column that says how many people each row stands for, where the rows are cells of a table: no two are of the same
/// cell, and none has an id.
pub(in crate::ingest) fn cell_size_column(table: &TableStart) -> Option<usize> {
    let is_of = |column: &usize, path: &str| names::meaning(&table.names[*column]) == Some(path);
    let columns = || 0..table.names.len();
    let size = columns().find(|column| names::is_cell_size(&table.names[*column]))?;
    let is_count = |cell: &str| cell.parse::<f64>().is_ok_and(|n| n >= 0.0 && n.fract() == 0.0);
    if columns().any(|column| is_of(&column, "id"))
        || table.cells(size).next().is_none()
        || !table.cells(size).all(is_count)
    {
        return None;
    }
    let described: Vec<usize> = columns().filter(|column| *column != size && !is_of(column, "weight")).collect();
    let mut cells: Vec<Vec<&str>> =
        table.sample.iter().map(|row| described.iter().map(|column| row[*column].trim()).collect()).collect();
    let rows = cells.len();
    cells.sort_unstable();
    cells.dedup();
    (!described.is_empty() && cells.len() == rows).then_some(size)
}

/// Whether every column beside the number of people repeats its values, as those of a cross table do, and one is a field.
fn has_categories_alone(table: &TableStart, size: usize) -> bool {
    let repeats = |column: usize| {
        let mut values: Vec<&str> = table.sample.iter().map(|row| row[column].trim()).collect();
        values.sort_unstable();
        values.dedup();
        2 * values.len() <= table.sample.len()
    };
    let mut others = (0..table.names.len()).filter(|column| *column != size);
    others.clone().any(|column| names::meaning(&table.names[column]).is_some()) && others.all(repeats)
}

/// A column that counts the people of groups by its name, while no two rows are of the same group: what statistical offices
/// publish.
fn is_population(table: &TableStart, rows: &[&Vec<String>], column: usize) -> bool {
    const WORDS: [&str; 8] = ["population", "persons", "headcount", "인구", "(명)", "(천명)", "빈도", "frequency"];
    let name = table.names[column].to_lowercase();
    if names::meaning(&name).is_some() || rows.len() < 3 || !WORDS.iter().any(|word| name.contains(word)) {
        return false;
    }
    let is_number = |cell: &str| NumberStyle::default().parse(cell).is_some();
    let grouped: Vec<usize> = (0..table.names.len())
        .filter(|other| table.cells(*other).next().is_some() && !table.cells(*other).all(is_number))
        .collect();
    let mut groups: Vec<Vec<&str>> =
        rows.iter().map(|row| grouped.iter().map(|other| row[*other].as_str()).collect()).collect();
    groups.sort_unstable();
    groups.dedup();
    let has_field = grouped.iter().any(|other| names::meaning(&table.names[*other]).is_some());
    has_field && groups.len() == rows.len() && table.cells(column).all(is_number)
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
        assert!(groups("행정구역별,성별,2024 인구 (명)\n전국,계,9\n서울,계,3\n서울,남자,1\n").is_some());
        assert!(
            groups("성별,지역,대상여부,사례수\n남,서울,예,9\n남,서울,아니오,8\n여,서울,예,7\n여,서울,아니오,6\n")
                .is_some()
        );
        assert!(groups("created_at,gender,count\n2020-01-01,f,1\n2020-01-02,m,1\n2020-01-03,f,2\n").is_none());
        assert!(groups("성별,가구원수(명)\n남,2\n여,3\n남,1\n").is_none());
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
        for frame in [
            &["----+-----"][..],
            &["+----+-----+"],
            &["", "---", ":--:", ""],
            &["(200 rows)"],
            &["3 rows in set (0.01 sec)"],
        ] {
            assert_eq!(row(frame), Some(NoPerson::Summary), "{frame:?}");
        }
        assert_eq!(row(&["---"]), None, "one column only: no answer");
        assert_eq!(row(&["---", "34"]), None);
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
