//! A scanner over the JSON text of one row: no tree, no allocation except for texts with escapes.
//!
//! It accepts what RFC 8259 does, from `null` to nested objects, up to [`MAX_DEPTH`]; `serde_json` is its oracle in the
//! tests. Numbers beyond `f64` become infinite, so that their field can reject them by name.
//!
//! Why not `serde_json`: over 200,000 rows of ten fields `serde_json::Value` takes 4.0 times as long, and a map of
//! `RawValue`s 1.7 times for the outer object alone. A visitor would need `arbitrary_precision` for numbers as they are
//! written (large ids, `1e999`), which allocates for each number and applies to the whole program.

use super::RejectCode;
use super::value::Value;

/// Deepest nesting of one row.
pub(super) const MAX_DEPTH: usize = 32;

/// Where and why a row is not readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SyntaxError {
    /// The byte of the row.
    pub(super) at: usize,
    pub(super) code: RejectCode,
    /// The id of the message that says what would be accepted there.
    pub(super) expected: &'static str,
}

type ScanResult<T> = Result<T, SyntaxError>;

/// The text of one row and the place reached in it.
#[derive(Debug, Clone)]
pub(super) struct JsonScanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

/// Powers of ten that `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// How many bytes stand before the first that is a quote, a backslash or a control character. Eight at a time: a byte
/// of `word` below `n` borrows from its top bit, and only bytes after the first such one can be taken for one.
pub(super) fn plain_bytes(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = u64::from_le_bytes([0x80; 8]);
    let below = |word: u64, n: u8| word.wrapping_sub(ONES * u64::from(n)) & !word & TOPS;
    let mut at = 0;
    while let Some(block) = bytes[at..].first_chunk::<8>() {
        let word = u64::from_le_bytes(*block);
        let quote = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
        let found = quote | backslash | below(word, 0x20);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = &bytes[at..];
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

impl<'a> JsonScanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0 }
    }

    /// The next byte that is not white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Takes `byte` if it comes next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn syntax_error<T>(&self, expected: &'static str) -> ScanResult<T> {
        Err(SyntaxError { at: self.at, code: RejectCode::Syntax, expected })
    }

    /// Takes the colon and goes to the value after it.
    pub(super) fn colon(&mut self) -> ScanResult<()> {
        if self.take(b':') { Ok(()) } else { self.syntax_error("accepts-json-colon") }
    }

    /// Takes a comma (true) or the closing `end` (false).
    pub(super) fn comma_or(&mut self, end: u8) -> ScanResult<bool> {
        if self.take(b',') {
            Ok(true)
        } else if self.take(end) {
            Ok(false)
        } else {
            self.syntax_error("accepts-json-comma")
        }
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self) -> ScanResult<()> {
        if self.peek().is_none() { Ok(()) } else { self.syntax_error("accepts-json-end") }
    }

    /// A string. `unescaped` holds it where it is not as written.
    #[inline]
    pub(super) fn string<'s>(&mut self, unescaped: &'s mut String) -> ScanResult<&'s str>
    where
        'a: 's,
    {
        if !self.take(b'"') {
            return self.syntax_error("accepts-json-text");
        }
        let from = self.at;
        let plain = plain_bytes(&self.bytes[from..]);
        self.at += plain;
        if self.bytes.get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(&self.text[from..from + plain]);
        }
        unescaped.clear();
        unescaped.push_str(&self.text[from..self.at]);
        self.rest_of_string(unescaped)?;
        Ok(unescaped)
    }

    fn rest_of_string(&mut self, unescaped: &mut String) -> ScanResult<()> {
        loop {
            let from = self.at;
            self.at += plain_bytes(&self.bytes[from..]);
            unescaped.push_str(&self.text[from..self.at]);
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => unescaped.push(self.escape()?),
                Some(_) => return self.syntax_error("accepts-json-escaped-controls"),
                None => return self.syntax_error("accepts-json-closing-quote"),
            }
        }
    }

    fn escape(&mut self) -> ScanResult<char> {
        let plain = match self.bytes.get(self.at + 1) {
            Some(same @ (b'"' | b'\\' | b'/')) => char::from(*same),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return self.syntax_error("accepts-json-escape"),
        };
        self.at += 2;
        Ok(plain)
    }

    fn unicode_escape(&mut self) -> ScanResult<char> {
        let from = self.at;
        let expected = "accepts-json-unicode-escape";
        let mut code = self.hex(from);
        self.at += 6;
        if let Some(high @ 0xD800..0xDC00) = code {
            let low = (self.bytes.get(self.at..self.at + 2) == Some(br"\u")).then(|| self.hex(self.at)).flatten();
            self.at += 6;
            code = match low {
                Some(low @ 0xDC00..0xE000) => Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)),
                _ => None,
            };
        }
        match code.and_then(char::from_u32) {
            Some(character) => Ok(character),
            None => Err(SyntaxError { at: from, code: RejectCode::Syntax, expected }),
        }
    }

    /// The four digits after the `\u` that begins at `from`.
    fn hex(&self, from: usize) -> Option<u32> {
        let digits = self.bytes.get(from + 2..from + 6)?;
        digits.iter().try_fold(0, |code, digit| Some(code << 4 | char::from(*digit).to_digit(16)?))
    }

    /// Any value. `unescaped` holds a text that is not as written.
    #[inline]
    pub(super) fn value<'s>(&mut self, unescaped: &'s mut String) -> ScanResult<Value<'s>>
    where
        'a: 's,
    {
        match self.peek() {
            Some(b'"') => self.string(unescaped).map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'n') => self.word("null", Value::Missing),
            Some(b't') => self.word("true", Value::Flag(true)),
            Some(b'f') => self.word("false", Value::Flag(false)),
            Some(b'{' | b'[') => {
                let from = self.at;
                self.skip_nested(unescaped)?;
                Ok(Value::Nested(&self.text[from..self.at]))
            }
            Some(b'N' | b'I') => self.syntax_error("accepts-json-finite"),
            _ => self.syntax_error("accepts-json-value"),
        }
    }

    fn word(&mut self, word: &'static str, value: Value<'a>) -> ScanResult<Value<'a>> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return self.syntax_error("accepts-json-word");
        }
        self.at += word.len();
        Ok(value)
    }

    fn digits(&mut self, mantissa: &mut u64) -> usize {
        let from = self.at;
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(self.at) {
            *mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        self.at - from
    }

    fn number(&mut self) -> ScanResult<Value<'a>> {
        let from = self.at;
        let mut mantissa = 0;
        let negative = self.bytes[from] == b'-';
        self.at += usize::from(negative);
        let leading_zero = self.bytes.get(self.at) == Some(&b'0');
        let whole = self.digits(&mut mantissa);
        if whole == 0 || (leading_zero && whole > 1) {
            return self.syntax_error("accepts-json-leading-zeros");
        }
        let mut fraction = 0;
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            fraction = self.digits(&mut mantissa);
            if fraction == 0 {
                return self.syntax_error("accepts-json-decimals");
            }
        }
        let exponent = matches!(self.bytes.get(self.at), Some(b'e' | b'E'));
        if exponent {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            if self.digits(&mut 0) == 0 {
                return self.syntax_error("accepts-json-exponent");
            }
        }
        let raw = &self.text[from..self.at];
        // Both parts are exact below 2^53 and 10^22, so that one division rounds as the standard library does.
        if !exponent && whole + fraction <= 15 {
            let value = mantissa as f64 / POWERS[fraction];
            return Ok(Value::Number { value: if negative { -value } else { value }, raw });
        }
        match raw.parse() {
            Ok(value) => Ok(Value::Number { value, raw }),
            Err(_) => self.syntax_error("accepts-number"),
        }
    }

    /// Skips an object or array, checking it on the way.
    fn skip_nested(&mut self, scratch: &mut String) -> ScanResult<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            let mut closed = match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    // The row itself is the first level.
                    if open.len() + 2 > MAX_DEPTH {
                        let expected = "accepts-json-nesting";
                        return Err(SyntaxError { at: self.at, code: RejectCode::TooLarge, expected });
                    }
                    self.at += 1;
                    let empty = self.take(bracket + 2);
                    if !empty {
                        open.push(bracket + 2);
                    }
                    empty
                }
                _ => {
                    self.value(scratch)?;
                    true
                }
            };
            // After a complete value: close what ends here, up to the comma that brings the next one.
            while closed {
                let Some(end) = open.last() else { return Ok(()) };
                if self.comma_or(*end)? {
                    closed = false;
                } else {
                    open.pop();
                }
            }
            if open.last() == Some(&b'}') {
                self.string(scratch)?;
                self.colon()?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scan(text: &str) -> ScanResult<()> {
        let mut scanner = JsonScanner::new(text);
        scanner.value(&mut String::new())?;
        scanner.end()
    }

    fn agrees(text: &str) -> Result<(), TestCaseError> {
        let oracle = serde_json::from_str::<serde_json::Value>(text);
        match (scan(text), oracle) {
            (Ok(()), Ok(_)) => {}
            (Err(_), Err(_)) => {}
            (Ok(()), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{text}: {error}"),
            (Err(broken), Ok(_)) => prop_assert_eq!(broken.code, RejectCode::TooLarge, "{}: {:?}", text, broken),
        }
        Ok(())
    }

    #[test]
    fn the_scanner_accepts_what_the_oracle_does() {
        let cases = [
            "{}",
            "[]",
            "{\"a\":[1,{\"b\":null}],\"c\":{}}",
            "[[],[]]",
            "{\"a\":}",
            "{\"a\":1,}",
            "[1,]",
            "{,}",
            "[1 2]",
            "{\"a\" 1}",
            "{a:1}",
            "01",
            "-",
            "-0",
            "1.",
            ".5",
            "1e",
            "1e+",
            "1E5",
            "+1",
            "1e999",
            "tru",
            "nulll",
            "\"\\u00e9\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83d\\u0041\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"a\tb\"",
            "\"",
            "[\"a",
            "",
            " ",
            "NaN",
            "Infinity",
            "-Infinity",
            "{\"a\":1}}",
            "[}",
            "{]",
            "[1}",
            "{\"a\":[}",
            "1 2",
            "[{}]",
            "{\"a\":[]}",
            "123456789012345678901234567890",
            "0.1234567890123456789",
            "[[[[]],[]],{\"a\":{\"b\":[{}]}}]",
        ];
        for text in cases {
            agrees(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        }
    }

    #[test]
    fn numbers_are_rounded_as_by_the_standard_library() {
        for text in
            ["0.1", "12.75", "0.000000000000001", "999999999999999", "1234567890.12345", "-3.14", "1e300", "1e999"]
        {
            let mut unescaped = String::new();
            let Ok(Value::Number { value, raw }) = JsonScanner::new(text).value(&mut unescaped) else {
                panic!("{text} is a number");
            };
            assert_eq!((value, raw), (text.parse().expect("a number"), text));
        }
    }

    #[test]
    fn nesting_is_limited() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(scan(&nested(MAX_DEPTH - 1)), Ok(()));
        assert_eq!(scan(&nested(MAX_DEPTH)).expect_err("too deep").code, RejectCode::TooLarge);
        assert_eq!(scan(&"[".repeat(1_000_000)).expect_err("too deep").code, RejectCode::TooLarge);
    }

    proptest! {
        #[test]
        fn plain_bytes_end_where_they_do_one_by_one(bytes in prop::collection::vec(
            prop_oneof![Just(b'"'), Just(b'\\'), any::<u8>(), 0x1Eu8..0x24, Just(b'a'), Just(0xFF), Just(0x80)], 0..40,
        )) {
            let expected = bytes.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
            prop_assert_eq!(plain_bytes(&bytes), expected);
        }

        #[test]
        fn any_text_is_judged_as_by_the_oracle(text in r#"[\[\]{}:,"\\ntfu0-9eE.+ a-]{0,40}"#) {
            agrees(&text)?;
        }

        #[test]
        fn texts_come_out_as_by_the_oracle(text in any::<String>()) {
            let written = serde_json::to_string(&text).expect("a text");
            let mut unescaped = String::new();
            prop_assert_eq!(JsonScanner::new(&written).string(&mut unescaped), Ok(text.as_str()));
        }

        #[test]
        fn decimals_come_out_as_by_the_standard_library(text in r"-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,18})?(e-?[0-9]{1,2})?") {
            let mut unescaped = String::new();
            let value = JsonScanner::new(&text).value(&mut unescaped);
            let expected = Value::Number { value: text.parse().expect("a number"), raw: &text };
            prop_assert_eq!(value, Ok(expected));
        }
    }
}
