//! Text whose columns stand below each other with spaces between them, as `column -t`, pandas, SQL clients and exports of
//! fixed width write it: where the columns stand follows from the places that no line fills.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use unicode_width::UnicodeWidthChar;

use super::super::counting_reader::BOM;
use super::summary::no_person;

/// Lines by which the columns are found.
const MAX_COMPARED: usize = 2_000;
/// Lines, with the names, from which columns show.
const MIN_LINES: usize = 3;
/// Most places of a line in which columns are looked for.
const MAX_PLACES: usize = 10_000;
/// Longest line that is cut into cells; a longer one goes on as it is, and is rejected as a row.
const MAX_LINE: u64 = 1 << 20;

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
        let found = [Places::Characters, Places::Widths].map(|places| Self::by(places, &lines));
        let best = found.into_iter().flatten().rev().max_by_key(|aligned| aligned.columns.len())?;
        let names = best.cells(lines[0])?;
        let filled = (0..names.len()).filter(|column| !best.is_empty(*column, &lines)).count();
        let is_named = |name: &&str| !name.is_empty();
        // Only the numbers of rows, at the left, may have no name.
        let is_table = filled >= 2 && names[1..].iter().all(is_named) && names.iter().any(|name| is_known(name));
        is_table.then_some(best)
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
    fn separated<'l>(&self, line: &'l [u8]) -> Cow<'l, [u8]> {
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

    /// The whole of a text with tabs between its cells.
    pub(in crate::ingest) fn separate(&self, text: &[u8]) -> Vec<u8> {
        let text = text.strip_prefix(BOM).unwrap_or(text);
        text.split_inclusive(|byte| *byte == b'\n').flat_map(|line| self.separated(line).into_owned()).collect()
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

/// A text of which the lines are cut into cells, where they are [`Aligned`].
#[derive(Debug)]
pub(in crate::ingest) struct SeparatedText<R> {
    source: R,
    aligned: Aligned,
    line: Vec<u8>,
    taken: usize,
    /// Whether what comes next is the rest of a line too long.
    is_within_line: bool,
}

impl<R: BufRead> SeparatedText<R> {
    pub(in crate::ingest) fn new(source: R, aligned: Aligned) -> Self {
        Self { source, aligned, line: Vec::new(), taken: 0, is_within_line: false }
    }
}

impl<R: BufRead> Read for SeparatedText<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.line.len() {
            (self.taken, self.line) = (0, Vec::new());
            let length = self.source.by_ref().take(MAX_LINE).read_until(b'\n', &mut self.line)?;
            let is_end = length < MAX_LINE as usize || self.line.ends_with(b"\n");
            if is_end && !self.is_within_line {
                let line = self.line.strip_prefix(BOM).unwrap_or(&self.line);
                self.line = self.aligned.separated(line).into_owned();
            }
            self.is_within_line = !is_end;
        }
        let count = (&self.line[self.taken..]).read(into)?;
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::names;
    use super::*;

    fn separated(text: &str) -> Option<String> {
        let aligned = Aligned::of(text.as_bytes(), true, names::is_known)?;
        let mut read = String::new();
        SeparatedText::new(text.as_bytes(), aligned.clone()).read_to_string(&mut read).expect("text");
        assert_eq!(read.as_bytes(), aligned.separate(text.as_bytes()));
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
    fn a_line_that_reaches_from_one_column_into_the_next_is_left_whole() {
        let aligned = Aligned::of(b"id   age\nu1   34\nu2   51\n", true, names::is_known).expect("columns");
        assert_eq!(aligned.separated(b"a long one\n").as_ref(), b"a long one\n");
        assert_eq!(aligned.separated(b"u3456 7\n").as_ref(), b"u3456 7\n");
    }
}
