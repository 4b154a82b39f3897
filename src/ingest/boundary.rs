//! Finding where an element of a JSON array ends, whether or not the element is readable.

use super::json_scanner::plain_bytes;

/// Openings whose kind is remembered; deeper ones are only counted.
const MAX_TRACKED_DEPTH: u32 = 64;

/// How far into an element the bytes seen so far reach.
///
/// The end is the comma or closing bracket outside all texts and brackets of the element. A bracket that closes
/// closes everything opened since its own kind was, and one that closes nothing of the element is passed over: so a
/// row such as `{"a": [1}` ends where its sender meant it to.
#[derive(Debug, Default)]
pub(super) struct Boundary {
    depth: u32,
    /// One bit an opening, the innermost lowest; set for a brace.
    braces: u64,
    in_text: bool,
    escaped: bool,
}

impl Boundary {
    /// Whether an element that stopped here would be complete.
    pub(super) fn is_outside(&self) -> bool {
        self.depth == 0 && !self.in_text
    }

    /// Goes over `bytes` up to the end of the element, and returns where that is if it is among them.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if self.in_text {
                at = self.advance_text(bytes, at);
                continue;
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.open(*byte == b'{'),
                b',' if self.depth == 0 => return Some(at),
                b']' if self.depth == 0 => return Some(at),
                b'}' | b']' => self.close(*byte == b'}'),
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn advance_text(&mut self, bytes: &[u8], from: usize) -> usize {
        let mut at = from;
        if self.escaped {
            self.escaped = false;
            at += 1;
        }
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    self.in_text = false;
                    return at + 1;
                }
                b'\\' if at + 1 == bytes.len() => {
                    self.escaped = true;
                    return at + 1;
                }
                b'\\' => at += 2,
                _ => at += plain_bytes(&bytes[at..]).max(1),
            }
        }
        at
    }

    fn open(&mut self, brace: bool) {
        self.depth += 1;
        if self.depth <= MAX_TRACKED_DEPTH {
            self.braces = self.braces << 1 | u64::from(brace);
        }
    }

    fn close(&mut self, brace: bool) {
        if self.depth == 0 {
            return;
        }
        if self.depth > MAX_TRACKED_DEPTH {
            self.depth -= 1;
            return;
        }
        let matching = if brace { self.braces } else { !self.braces };
        let closed = matching.trailing_zeros() + 1;
        if closed <= self.depth {
            self.depth -= closed;
            self.braces = self.braces.checked_shr(closed).unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(length) = Boundary::default().advance(&text.as_bytes()[from..]) {
            found.push(&text[from..from + length]);
            from += length + 1;
        }
        found
    }

    #[test]
    fn elements_end_at_commas_outside_texts_and_brackets() {
        assert_eq!(
            elements(r#"{"a":[1,2]},5,"x,]",{"b":"\",\\"}]"#),
            [r#"{"a":[1,2]}"#, "5", r#""x,]""#, r#"{"b":"\",\\"}"#]
        );
    }

    #[test]
    fn brackets_that_do_not_match_stay_within_their_element() {
        assert_eq!(elements(r#"{"a":[1},{"b":]},{"c":1}},2]"#), [r#"{"a":[1}"#, r#"{"b":]}"#, r#"{"c":1}}"#, "2"]);
        let deep = "[".repeat(100) + &"]".repeat(100) + ",1]";
        assert_eq!(elements(&deep), [&deep[..200], "1"]);
    }

    #[test]
    fn an_element_may_come_byte_by_byte() {
        let text = r#"{"a":"\\\"}","b":[{}]},"#;
        let mut boundary = Boundary::default();
        let end = (0..text.len()).find(|at| boundary.advance(&text.as_bytes()[*at..=*at]).is_some());
        assert_eq!(end, Some(text.len() - 1));
    }
}
