//! Text that is safe to lay out: no control characters, no line breaks, not endless.

use std::fmt;
use std::ops::Deref;

/// The longest text that a report shows, in characters; names and values come from files and may be of any length.
const MAX_CHARS: usize = 2_000;

/// One line of text in which nothing moves the cursor, rings a bell or turns the reading direction.
///
/// White space of every kind becomes single spaces; control characters become `�`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SafeText(String);

impl SafeText {
    fn new(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        let mut shown = 0;
        for character in text.chars() {
            let space = character.is_whitespace();
            if space && (out.is_empty() || out.ends_with(' ')) {
                continue;
            }
            if shown == MAX_CHARS {
                out.push('…');
                break;
            }
            shown += 1;
            out.push(match character {
                _ if space => ' ',
                c if is_control(c) => char::REPLACEMENT_CHARACTER,
                c => c,
            });
        }
        out.truncate(out.trim_end().len());
        Self(out)
    }
}

/// Whether a character is a control, a mark of reading direction, a byte order mark or a code point that is no
/// character, none of which has a place in a line of text.
pub(super) fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{061c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text is safe as it is, as most are: printable ASCII, words a single space apart, and not too long.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Folds over all bytes become vector instructions, which searches that may end early do not.
    let is_printable = bytes.iter().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    let has_gap = bytes.iter().zip(bytes.iter().skip(1)).fold(false, |any, (a, b)| any | (*a == b' ' && *b == b' '));
    is_printable && !has_gap && bytes.len() <= MAX_CHARS && !text.starts_with(' ') && !text.ends_with(' ')
}

impl From<&str> for SafeText {
    fn from(text: &str) -> Self {
        if is_plain(text) { Self(text.to_owned()) } else { Self::new(text) }
    }
}

impl From<String> for SafeText {
    fn from(text: String) -> Self {
        if is_plain(&text) { Self(text) } else { Self::new(&text) }
    }
}

impl From<&String> for SafeText {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl Deref for SafeText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(&*SafeText::from(" a\tb\r\nc\u{2028}d\u{a0}e "), "a b c d e");
        assert_eq!(&*SafeText::from("\u{1b}[31mred\u{7}\u{9b}1A"), "\u{fffd}[31mred\u{fffd}\u{fffd}1A");
        assert_eq!(&*SafeText::from("abc\u{202e}fed"), "abc\u{fffd}fed");
        assert_eq!(&*SafeText::from("서울 👩‍👧"), "서울 👩‍👧");
    }

    #[test]
    fn text_that_is_safe_as_it_is_stays_what_it_would_become() {
        let words =
            ["", " ", "a", "a b", "a  b", " a", "a ", "~", "a\tb", "a\u{7f}", "서울", "é a", "x-1 (2%)", "\u{a0}"];
        let long = ["a ".repeat(MAX_CHARS), "a".repeat(MAX_CHARS), "a".repeat(MAX_CHARS + 1)];
        for text in words.into_iter().chain(long.iter().map(String::as_str)) {
            assert_eq!(SafeText::from(text), SafeText::new(text), "{text:?}");
            assert_eq!(SafeText::from(text.to_owned()), SafeText::new(text), "{text:?}");
        }
        assert!(is_plain("x-1 (2%)") && !is_plain("a  b") && !is_plain("서울"));
    }

    #[test]
    fn long_text_is_cut() {
        let long = SafeText::from("한".repeat(10_000));
        assert_eq!(long.chars().count(), MAX_CHARS + 1);
        assert!(long.ends_with('…'));
    }
}
