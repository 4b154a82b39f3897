//! Rows and tables of totals and shares, which hold no people.

use super::bands::{Scale, band};
use super::dialect::TableStart;
use super::names::{self, AGE, key};
use super::numbers::NumberStyle;

const SUMMARY_WORDS: [&str; 22] = [
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

/// What shows that a table's rows stand for groups of people, not for people; in words.
pub(in crate::ingest) fn table_of_groups(table: &TableStart) -> Option<String> {
    if !table.is_whole || table.names.iter().any(|name| names::meaning(name) == Some("id")) {
        return None;
    }
    let rows: Vec<&Vec<String>> = table.sample.iter().filter(|row| !is_summary_row(&row[0])).collect();
    (0..table.names.len()).find_map(|column| {
        let cells: Vec<&str> = rows.iter().map(|row| row[column].trim()).collect();
        let is_table = is_ladder(&cells) || is_grid(table, &rows, column) || is_list_of_groups(table, &cells, column);
        is_table.then(|| super::super::excerpt(&table.names[column]))
    })
}

/// Brackets of ages that follow one another without a gap, each once.
fn is_ladder(cells: &[&str]) -> bool {
    let ends: Option<Vec<(f64, f64)>> = cells
        .iter()
        .filter(|cell| !super::is_non_answer(cell))
        .map(|cell| {
            band(cell, Scale::WholeYears, NumberStyle::default())
                .map(|band| (band.min.unwrap_or(0.0), band.max.unwrap_or(f64::MAX)))
        })
        .collect();
    ends.is_some_and(|ends| ends.len() >= 3 && ends.windows(2).all(|pair| pair[1].0 == pair[0].1 + 1.0))
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
    let is_field =
        names::meaning(&table.names[column]).is_some_and(|path| path == AGE || path == "gender" || path == "region");
    let mut different = cells.to_vec();
    different.sort_unstable();
    different.dedup();
    let of_people = |name: &String| {
        let name = name.to_lowercase();
        ["%", "percent", "share", "비율", "비중", "인원", "명수", "조회", "views", "impressions", "reach"]
            .iter()
            .any(|word| name.contains(word))
    };
    is_field && cells.len() >= 2 && different.len() == cells.len() && table.names.iter().any(of_people)
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
        assert!(groups("age,gender\n25-34,f\n18-24,m\n25-34,f\n").is_none());
        assert!(groups("id,age\n1,18-24\n2,25-34\n3,35-44\n").is_none());
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
