//! How wide text stands in a terminal, and lines that fit.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells that `text` takes. Characters that East Asian terminals may widen (`─`, `●`, `…`) count as one.
pub(in super::super) fn display_width(text: &str) -> usize {
    text.width()
}

/// `text`, cut with `…` where it takes more than `width` cells.
pub(super) fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut free = width.saturating_sub(1);
    let fits = |c: &char| {
        let cells = c.width().unwrap_or(0);
        let fits = cells <= free;
        free = free.saturating_sub(cells);
        fits
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// Spaces that fill `text` up to `width` cells.
pub(in super::super) fn filling(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(display_width(text)))
}

/// Lines of at most `width` cells: `text` after `first` on the first line and after `rest`, as wide, on the others.
///
/// Breaks at spaces, never before a percent sign, and within a word only where the word alone is too long.
pub(super) fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let bound = text.replace(" %", "\u{a0}%");
    textwrap::wrap(&bound, options).iter().map(|line| line.trim_end().replace("\u{a0}%", " %")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_takes_two_cells_and_marks_none() {
        assert_eq!(display_width("서울 X"), 6);
        assert_eq!(display_width("e\u{301}├●┤"), 4);
        assert_eq!(display_width("\u{1112}\u{1161}\u{11ab}"), 2, "decomposed Hangul");
    }

    #[test]
    fn cuts_fit() {
        assert_eq!(cut("서울특별시", 10), "서울특별시");
        assert_eq!(cut("서울특별시", 8), "서울특…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
    }

    #[test]
    fn lines_break_at_spaces_and_not_before_percent_signs() {
        assert_eq!(wrapped("about 34 % of all", 8, "- ", "  "), ["- about", "  34 %", "  of all"]);
        assert_eq!(wrapped("", 8, "- ", "  "), ["-"]);
    }

    #[test]
    fn long_words_break_anywhere() {
        assert_eq!(wrapped("abcdefghij", 4, " ", " "), [" abc", " def", " ghi", " j"]);
        let lines = wrapped(&"한".repeat(50), 21, "  ", "  ");
        assert!(lines.iter().all(|line| display_width(line) <= 21), "{lines:?}");
        assert_eq!(lines.concat().matches('한').count(), 50);
    }
}
