//! Text whose columns stand below each other with spaces between them, as `column -t`, pandas, SQL clients and exports of
//! fixed width write it: where the columns stand follows from the places that no line fills.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use super::super::counting_reader::BOM;
use super::summary::no_person;

/// Lines by which the columns are found.
const MAX_COMPARED: usize = 2_000;
/// Lines, with the names, from which columns show.
const MIN_LINES: usize = 3;
/// Lines from which it shows that one is out of place, and how many may be: one in so many.
const MIN_COMPARED: usize = 10;
const MAX_OUT_OF_PLACE: usize = 20;
/// Most places of a line in which columns are looked for.
const MAX_PLACES: usize = 10_000;

/// Where the columns of a text stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest) struct Aligned {
    /// The first place of each column, and the one after its last.
    columns: Vec<(usize, usize)>,
    places: Places,
}

/// What is counted as one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Places {
    Characters,
    /// Terminals show letters of East Asia twice as wide as others.
    Widths,
}

impl Places {
    fn of(self, character: char) -> usize {
        match self {
            Places::Characters => 1,
            Places::Widths => character.width().unwrap_or(0),
        }
    }
}

impl Aligned {
    /// The columns of a text that begins with `beginning`; `is_whole` where that is all there is. `None` where it is written
    /// otherwise, or is no table of which a name is known.
    pub(in crate::ingest) fn of(beginning: &[u8], is_whole: bool, is_known: impl Fn(&str) -> bool) -> Option<Self> {
        let beginning = beginning.strip_prefix(BOM).unwrap_or(beginning);
        let mut lines: Vec<&str> = Vec::new();
        for line in beginning.split_inclusive(|byte| *byte == b'\n').take(MAX_COMPARED) {
            if is_whole || line.ends_with(b"\n") {
                lines.push(std::str::from_utf8(line).ok()?.trim_end());
            }
        }
        lines.retain(|line| !line.trim().is_empty() && (is_rule(line) || !is_remark(line)));
        let has_delimiter = |line: &&str| line.contains([',', ';', '\t', '|', '"']);
        if lines.len() < MIN_LINES
            || lines.first().is_some_and(has_delimiter)
            || !lines.iter().any(|line| line.contains("  "))
        {
            return None;
        }
        // Of two ways that find as many columns the first is taken: of all lines, by characters.
        let found = [Places::Characters, Places::Widths].map(|places| {
            let all = Self::by(places, &lines).filter(|aligned| aligned.is_table(&lines, &is_known));
            let usual = of_usual_width(places, &lines);
            let most = Self::by(places, &usual).filter(|own| own.is_table(&usual, &is_known) && own.fits_most(&lines));
            [all, most]
        });
        found.into_iter().flatten().flatten().rev().max_by_key(|aligned| aligned.columns.len())
    }

    /// Whether nearly all lines fit the columns; the others are out of place, and are rejected as rows.
    fn fits_most(&self, lines: &[&str]) -> bool {
        let out_of_place = lines.iter().filter(|line| self.cells(line).is_none()).count();
        lines.len() >= MIN_COMPARED && out_of_place <= (lines.len() / MAX_OUT_OF_PLACE).max(1)
    }

    /// Whether the columns have names, of which one is known, and two of them values.
    fn is_table(&self, lines: &[&str], is_known: &impl Fn(&str) -> bool) -> bool {
        let Some(names) = self.cells(lines[0]) else { return false };
        let filled = (0..names.len()).filter(|column| !self.is_empty(*column, lines)).count();
        let is_named = |name: &&str| !name.is_empty();
        // Only the numbers of rows, at the left, may have no name.
        filled >= 2 && names[1..].iter().all(is_named) && names.iter().any(|name| is_known(name))
    }

    fn by(places: Places, lines: &[&str]) -> Option<Self> {
        let mut filled: Vec<bool> = Vec::new();
        for line in lines {
            let mut at = 0;
            for character in line.chars() {
                let width = places.of(character);
                if at + width > MAX_PLACES {
                    return None;
                }
                filled.resize(filled.len().max(at + width), false);
                if character != ' ' {
                    filled[at..at + width].fill(true);
                }
                at += width;
            }
        }
        let mut columns: Vec<(usize, usize)> = Vec::new();
        for (at, is_filled) in filled.iter().enumerate() {
            match columns.last_mut().filter(|(_, end)| *end == at) {
                _ if !is_filled => {}
                Some(last) => last.1 = at + 1,
                None => columns.push((at, at + 1)),
            }
        }
        let mut aligned = Self { columns, places };
        aligned.join_names(lines);
        Some(aligned)
    }

    /// Whether no line below the names has anything in a column.
    fn is_empty(&self, column: usize, lines: &[&str]) -> bool {
        lines[1..].iter().all(|line| self.cells(line).is_none_or(|cells| cells[column].is_empty()))
    }

    /// Joins columns that only the words of one name part: one space apart, and one of them empty in all rows.
    fn join_names(&mut self, lines: &[&str]) {
        let mut column = 0;
        while column + 1 < self.columns.len() {
            let apart = self.columns[column + 1].0 - self.columns[column].1;
            // A value of several words has no name above its second.
            let is_unnamed = self.cells(lines[0]).is_none_or(|names| names[column + 1].is_empty());
            if apart == 1 && (is_unnamed || self.is_empty(column, lines) || self.is_empty(column + 1, lines)) {
                self.columns[column].1 = self.columns[column + 1].1;
                self.columns.remove(column + 1);
            } else {
                column += 1;
            }
        }
    }

    /// The cells of a line, or `None` where one of them reaches into the next.
    fn cells<'l>(&self, line: &'l str) -> Option<Vec<&'l str>> {
        let mut cells = Vec::with_capacity(self.columns.len());
        let (mut place, mut from) = (0, 0);
        let mut starts = self.columns.iter().skip(1).map(|(start, _)| *start).peekable();
        let mut is_after_space = true;
        for (at, character) in line.char_indices() {
            if starts.next_if(|start| place >= *start).is_some() {
                if !is_after_space {
                    return None;
                }
                cells.push(line[from..at].trim());
                from = at;
            }
            is_after_space = character == ' ';
            place += self.places.of(character);
        }
        cells.push(line[from..].trim());
        cells.resize(self.columns.len(), "");
        Some(cells)
    }

    /// A line as a line of cells with tabs between them; one that does not fit the columns stays as it is.
    pub(super) fn separated<'l>(&self, line: &'l [u8]) -> Cow<'l, [u8]> {
        let Ok(text) = std::str::from_utf8(line) else { return line.into() };
        let text = text.trim_end();
        if text.trim().is_empty() || is_remark(text) {
            return line.into();
        }
        let Some(cells) = self.cells(text) else { return line.into() };
        let quoted: Vec<Cow<'_, str>> = cells
            .into_iter()
            .map(
                |cell| {
                    if cell.contains('"') { format!("\"{}\"", cell.replace('"', "\"\"")).into() } else { cell.into() }
                },
            )
            .collect();
        (quoted.join("\t") + "\n").into_bytes().into()
    }
}

/// The lines without those that fill a place which nearly all others, and the names, leave empty.
fn of_usual_width<'l>(places: Places, lines: &[&'l str]) -> Vec<&'l str> {
    let few = (lines.len() / MAX_OUT_OF_PLACE).max(1);
    let mut filled: Vec<usize> = Vec::new();
    for line in lines {
        filled_places(places, line, |at| {
            filled.resize(filled.len().max(at + 1), 0);
            filled[at] += 1;
        });
    }
    filled_places(places, lines[0], |at| filled[at] = usize::MAX);
    let is_usual = |line: &&&str| {
        let mut is_usual = true;
        filled_places(places, line, |at| is_usual &= filled[at] > few);
        is_usual
    };
    lines.iter().filter(is_usual).copied().collect()
}

/// Calls `fill` with every place of a line that is no space, as far as columns are looked for.
fn filled_places(places: Places, line: &str, mut fill: impl FnMut(usize)) {
    let mut at = 0;
    for character in line.chars() {
        let width = places.of(character);
        if at + width > MAX_PLACES {
            return;
        }
        if character != ' ' {
            (at..at + width).for_each(&mut fill);
        }
        at += width;
    }
}

/// Whether a line is drawn below the names: it shows where the columns stand.
fn is_rule(line: &str) -> bool {
    line.contains('-') && line.chars().all(|character| matches!(character, '-' | '=' | ' '))
}

/// Whether a line stands around a table and not in it: a number of rows, a note.
fn is_remark(line: &str) -> bool {
    line.starts_with('[') && line.ends_with(']') || no_person(std::iter::once(line.trim())).is_some()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::line_cells::{LineRewrite, SeparatedText};
    use super::super::names;
    use super::*;

    fn separated(text: &str) -> Option<String> {
        let aligned = Aligned::of(text.as_bytes(), true, names::is_known)?;
        let (lines, mut read) = (LineRewrite::Aligned(aligned), String::new());
        SeparatedText::new(text.as_bytes(), lines.clone()).read_to_string(&mut read).expect("text");
        assert_eq!(read.as_bytes(), lines.separate(text.as_bytes()));
        Some(read)
    }

    #[test]
    fn columns_are_found_by_the_places_that_no_line_fills() {
        for (text, expected) in [
            (
                "id   age  region\nu1   34   New York\nu22  5    Ohio\n",
                "id\tage\tregion\nu1\t34\tNew York\nu22\t5\tOhio\n",
            ),
            (
                "    id age gender\n0   u1  34      M\n1  u22   5       \n",
                "\tid\tage\tgender\n0\tu1\t34\tM\n1\tu22\t5\t\n",
            ),
            ("id    나이  성별\nu1    34    여\nu2    51    남자\n", "id\t나이\t성별\nu1\t34\t여\nu2\t51\t남자\n"),
            ("id  age  town\n1   34   Ulm\n2   51   Kiel a\n", "id\tage\ttown\n1\t34\tUlm\n2\t51\tKiel a\n"),
            ("id  age  home region\n1   34   NY\n2   51   OH\n", "id\tage\thome region\n1\t34\tNY\n2\t51\tOH\n"),
            ("id     age\n------ ---\n     1  34\n    22  51\n", "id\tage\n------ ---\n1\t34\n22\t51\n"),
            ("id  age\n--  ---\n1   3\"\n2   51\n\n(2 rows)\n", "id\tage\n--  ---\n1\t\"3\"\"\"\n2\t51\n\n(2 rows)\n"),
        ] {
            let expected = Some(expected.to_owned()).filter(|text| !text.is_empty());
            if expected.is_some() {
                assert_eq!(separated(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn what_is_written_otherwise_is_left_alone() {
        for text in [
            "id,age\n1,  34\n2,  51\n",
            "id age\n1 34\n2 51\n",
            "a  b\n1  2\n3  4\n",
            "Dear all,  see below\nno table\nhere\n",
            "id  age\n1   34\n",
            "how old are you  please\n34\n51\n",
        ] {
            assert_eq!(separated(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_out_of_place_costs_itself_alone() {
        let row = |at: usize| format!("u{at:<5} {:<5} {}\n", 20 + at, if at.is_multiple_of(2) { "f" } else { "m" });
        let rows: String = (0..40).map(row).collect();
        for odd in ["a-very-long-name 34 f\n", "xxxxxxxxxxxxxxxxxxxxxxxx\n"] {
            let text = format!("id     age   gender\n{rows}{odd}{}", row(41));
            let read = separated(&text).expect("a table");
            assert_eq!(read.lines().filter(|line| line.split('\t').count() == 3).count(), 42, "{read}");
            assert_eq!(read.lines().filter(|line| *line == odd.trim_end()).count(), 1, "{read}");
        }
        // A long value of the last column, and one that stands in its column, are none.
        let text = format!("id     age   gender  region\n{}u7     34    f       the far side of the moon\n", rows);
        assert!(separated(&text).expect("a table").contains("u7\t34\tf\tthe far side of the moon\n"));
    }

    #[test]
    fn a_line_that_reaches_from_one_column_into_the_next_is_left_whole() {
        let aligned = Aligned::of(b"id   age\nu1   34\nu2   51\n", true, names::is_known).expect("columns");
        assert_eq!(aligned.separated(b"a long one\n").as_ref(), b"a long one\n");
        assert_eq!(aligned.separated(b"u3456 7\n").as_ref(), b"u3456 7\n");
    }
}
