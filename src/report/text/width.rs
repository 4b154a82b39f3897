//! How wide text stands in a terminal, and lines that fit.

/// Ranges of characters that take two cells: Hangul, Han, Kana and the like, full-width forms, emoji.
const WIDE: [(u32, u32); 14] = [
    (0x1100, 0x115f),
    (0x2e80, 0x303e),
    (0x3041, 0x4dbf),
    (0x4e00, 0xa4cf),
    (0xa960, 0xa97f),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff60),
    (0xffe0, 0xffe6),
    (0x1f300, 0x1f64f),
    (0x1f680, 0x1f6ff),
    (0x1f900, 0x1f9ff),
    (0x20000, 0x3fffd),
];
/// Ranges of characters that take none: combining marks, vowels and finals of decomposed Hangul, joiners, selectors.
const NARROWEST: [(u32, u32); 7] = [
    (0x0300, 0x036f),
    (0x1160, 0x11ff),
    (0x200b, 0x200f),
    (0x20d0, 0x20ff),
    (0xd7b0, 0xd7ff),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
];

/// Cells that `character` takes. Characters that East Asian terminals may widen (`─`, `●`, `…`) count as one.
fn cells(character: char) -> usize {
    let code = u32::from(character);
    let within = |ranges: &[(u32, u32)]| ranges.iter().any(|(from, to)| (*from..=*to).contains(&code));
    if code < 0x300 {
        1
    } else if within(&NARROWEST) {
        0
    } else if within(&WIDE) {
        2
    } else {
        1
    }
}

/// Cells that `text` takes.
pub(in super::super) fn display_width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// Where a piece of `text` ends that takes at most `width` cells; at least one character.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (i, character) in text.char_indices() {
        used += cells(character);
        if used > width && i > 0 {
            return i;
        }
    }
    text.len()
}

/// `text`, cut with `…` where it takes more than `width` cells.
pub(super) fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let kept = &text[..fitting(text, width.saturating_sub(1))];
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
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_blank = true;
    for mut word in words(text) {
        if !is_blank && display_width(&line) + 1 + display_width(word) > width {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            is_blank = true;
        }
        if !is_blank {
            line.push(' ');
        }
        while display_width(&line) + display_width(word) > width {
            let end = fitting(word, width.saturating_sub(display_width(&line)));
            if end == word.len() {
                break;
            }
            line.push_str(&word[..end]);
            word = &word[end..];
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
        }
        line.push_str(word);
        is_blank = false;
    }
    lines.push(line);
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The words of `text`; a number and the percent sign after it are one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut breaks = rest.match_indices(' ').map(|(i, _)| i);
        let end = breaks.find(|i| !rest[i + 1..].starts_with('%')).unwrap_or(rest.len());
        let word = &rest[..end];
        rest = rest[end..].trim_start();
        Some(word)
    })
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
        assert_eq!(wrapped("a  b", 8, "", ""), ["a b"]);
    }

    #[test]
    fn long_words_break_anywhere() {
        assert_eq!(wrapped("abcdefghij", 4, "", " "), ["abcd", " efg", " hij"]);
        let lines = wrapped(&"한".repeat(50), 21, "  ", "  ");
        assert!(lines.iter().all(|line| display_width(line) <= 21), "{lines:?}");
        assert_eq!(lines.concat().matches('한').count(), 50);
    }
}
