//! Numbers and days as people read them, wherever an answer speaks.

use time::OffsetDateTime;

/// Digits with separators, as `1,234,567`; what has other characters stays as it is.
pub(crate) fn grouped(digits: &str) -> String {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A sentence with a capital letter.
pub(crate) fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

/// The day of a moment in seconds, as `2013-05-04`.
pub(crate) fn day(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds).map_or_else(|_| "?".to_owned(), |time| time.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_well() {
        assert_eq!(["7", "1234", "1234567", "inf"].map(grouped), ["7", "1,234", "1,234,567", "inf"]);
        assert_eq!([capital("a quiz"), capital(""), capital("état")], ["A quiz", "", "État"]);
        assert_eq!(day(1_367_625_600), "2013-05-04");
    }
}
