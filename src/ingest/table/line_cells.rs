//! Texts whose lines are cells in another way than CSV has them: aligned by spaces, or each in quotes as a whole.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use super::super::counting_reader::BOM;
use super::aligned::Aligned;

/// Longest line that is cut into cells; a longer one goes on as it is, and is rejected as a row.
const MAX_LINE: u64 = 1 << 20;
/// Lines by which it shows that each stands in quotes.
const MAX_COMPARED: usize = 60;

/// How a text that is not CSV is turned into CSV, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest) enum LineRewrite {
    /// Cut where their columns stand; tabs are put between the cells.
    Aligned(Aligned),
    /// Each whole line is in quotes, because a spreadsheet had the table in one column: they are taken off.
    Quoted,
}

impl LineRewrite {
    /// How the lines of a text are read that begins with `beginning`; `None` where they are CSV.
    /// `is_known` says whether a name is one of which a table must have one.
    pub(in crate::ingest) fn of(beginning: &[u8], is_whole: bool, is_known: impl Fn(&str) -> bool) -> Option<Self> {
        if are_quoted(beginning, is_whole, &is_known) {
            return Some(Self::Quoted);
        }
        Aligned::of(beginning, is_whole, is_known).map(Self::Aligned)
    }

    /// What stands between the cells of a line as the file has it; `None` for what CSV has.
    pub(in crate::ingest) fn delimiter(&self) -> Option<char> {
        match self {
            Self::Aligned(_) => Some(' '),
            Self::Quoted => None,
        }
    }

    fn separated<'l>(&self, line: &'l [u8]) -> Cow<'l, [u8]> {
        match self {
            Self::Aligned(aligned) => aligned.separated(line),
            Self::Quoted => unquoted(line).unwrap_or(line.into()),
        }
    }

    /// The whole of a text as CSV.
    pub(in crate::ingest) fn separate(&self, text: &[u8]) -> Vec<u8> {
        let text = text.strip_prefix(BOM).unwrap_or(text);
        text.split_inclusive(|byte| *byte == b'\n').flat_map(|line| self.separated(line).into_owned()).collect()
    }
}

/// Whether every line is one text in quotes that holds a delimiter, the first with a known name.
fn are_quoted(beginning: &[u8], is_whole: bool, is_known: impl Fn(&str) -> bool) -> bool {
    let beginning = beginning.strip_prefix(BOM).unwrap_or(beginning);
    if beginning.first() != Some(&b'"') {
        return false;
    }
    let lines = beginning.split_inclusive(|byte| *byte == b'\n').take(MAX_COMPARED);
    let mut lines = lines.filter(|line| is_whole || line.ends_with(b"\n")).filter(|line| !line.trim_ascii().is_empty());
    let Some(header) = lines.next().and_then(unquoted) else { return false };
    let Ok(header) = std::str::from_utf8(&header) else { return false };
    let Some(delimiter) = [',', ';', '\t', '|'].into_iter().find(|delimiter| header.contains(*delimiter)) else {
        return false;
    };
    let mut lines = lines.peekable();
    header.split(delimiter).any(|name| is_known(name.trim().trim_matches('"')))
        && lines.peek().is_some()
        && lines.all(|line| unquoted(line).is_some_and(|line| line.contains(&(delimiter as u8))))
}

/// A line out of the quotes around it; `None` where these do not stand around the whole line alone.
fn unquoted(line: &[u8]) -> Option<Cow<'_, [u8]>> {
    let inner = line.trim_ascii().strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let mut text = Vec::with_capacity(inner.len() + 1);
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        // Within the quotes every quote is doubled.
        if *byte == b'"' && bytes.next() != Some(&b'"') {
            return None;
        }
        text.push(*byte);
    }
    text.push(b'\n');
    Some(text.into())
}

/// A text of which the lines are written on as CSV.
#[derive(Debug)]
pub(in crate::ingest) struct SeparatedText<R> {
    source: R,
    lines: LineRewrite,
    line: Vec<u8>,
    taken: usize,
    /// Whether what comes next is the rest of a line too long.
    is_within_line: bool,
}

impl<R: BufRead> SeparatedText<R> {
    pub(in crate::ingest) fn new(source: R, lines: LineRewrite) -> Self {
        Self { source, lines, line: Vec::new(), taken: 0, is_within_line: false }
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
                self.line = self.lines.separated(line).into_owned();
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

    #[test]
    fn lines_in_quotes_come_out_of_them() {
        let text = "\"id,age,note\"\r\n\"1,34,\"\"a, b\"\"\"\r\n\"2,51,c\"\r\n";
        let lines = LineRewrite::of(text.as_bytes(), true, names::is_known).expect("lines in quotes");
        assert_eq!(lines.separate(text.as_bytes()), b"id,age,note\n1,34,\"a, b\"\n2,51,c\n");
        for text in
            ["\"id\",\"age\"\n\"1\",\"34\"\n", "\"full name\"\n\"Kim, Min\"\n", "\"id,age\"\n\"1\"\n", "\"id,age\"\n"]
        {
            assert_eq!(LineRewrite::of(text.as_bytes(), true, names::is_known), None, "{text}");
        }
    }
}
