//! Numbers as people write them: thousands, decimal commas, currency signs, percent, Korean units.

use unicode_normalization::UnicodeNormalization;

/// How a column writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NumberStyle {
    /// Whether a comma stands before the fraction, and a dot between thousands.
    pub(crate) decimal_comma: bool,
}

/// A number with what stood beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// Its currency where the sign or word names one for certain; "$" is that of many countries.
    pub(super) currency: Option<&'static str>,
    /// Whether a word or sign of a unit (원, %, k, years) stood beside it.
    pub(super) has_unit: bool,
    /// What it was multiplied by for a unit such as 만, k or million.
    pub(super) multiplier: f64,
}

const CURRENCIES: [(&str, &str); 17] = [
    ("won", "KRW"),
    ("krw", "KRW"),
    ("₩", "KRW"),
    ("￦", "KRW"),
    ("원", "KRW"),
    ("usd", "USD"),
    ("us$", "USD"),
    ("eur", "EUR"),
    ("€", "EUR"),
    ("gbp", "GBP"),
    ("£", "GBP"),
    ("jpy", "JPY"),
    ("円", "JPY"),
    ("chf", "CHF"),
    ("aud", "AUD"),
    ("cad", "CAD"),
    ("inr", "INR"),
];
/// Units that multiply, the longer ones first.
const MULTIPLIERS: [(&str, f64); 15] = [
    ("천만", 1e7),
    ("백만", 1e6),
    ("십만", 1e5),
    ("억", 1e8),
    ("만", 1e4),
    ("천", 1e3),
    ("백", 1e2),
    ("億", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("million", 1e6),
    ("thousand", 1e3),
    ("mio", 1e6),
    ("k", 1e3),
    ("m", 1e6),
];
/// What may stand before a number and says nothing: 만 34세 is an age of 34, an apostrophe makes a text of it in Excel.
const BEFORE: [&str; 6] = ["만", "약", "월", "연", "총", "'"];
/// Units that say what is counted and change nothing.
const UNITS: &[&str] = &[
    "years of age",
    "years old",
    "year old",
    "years",
    "year",
    "yrs",
    "yr",
    "y/o",
    "y.o.",
    "yo",
    "y",
    "jahren",
    "jahre",
    "jahr",
    "ans",
    "歳",
    "才",
    "人",
    "년생",
    "년",
    "세",
    "살",
    "명",
    "개",
    "인",
    "회",
    "persons",
    "people",
    "members",
    "%",
    "$",
    "¥",
    "only",
    "per month",
    "per year",
];

impl NumberStyle {
    /// The style of a column of these cells. `is_plausible` says whether a number is one the field may have: it decides
    /// where a single comma could stand for either.
    pub(crate) fn of<'a>(cells: impl Iterator<Item = &'a str> + Clone, is_plausible: impl Fn(f64) -> bool) -> Self {
        let [plain, comma] = [false, true].map(|decimal_comma| NumberStyle { decimal_comma });
        // The style that reads more cells as plausible numbers; in doubt the plain one.
        let read = |style: NumberStyle| {
            let plausible = |cell: &&str| style.parse(cell).is_some_and(|number| is_plausible(number.value));
            cells.clone().filter(plausible).count()
        };
        if !cells.clone().any(|cell| cell.contains(',')) {
            return plain;
        }
        if read(comma) > read(plain) { comma } else { plain }
    }

    /// The style of a column of amounts or counts, where 2.500 in every cell is two thousand five hundred.
    pub(crate) fn of_whole<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut dotted = 0;
        let mut is_grouped = !cells.clone().any(|cell| cell.contains(','));
        for cell in cells.clone().filter(|cell| cell.contains('.')) {
            let number = cell.trim_matches(|c: char| !c.is_ascii_digit());
            let mut groups = number.split('.');
            let first = groups.next().unwrap_or_default();
            let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
            is_grouped &= (1..=3).contains(&first.len()) && is_digits(first) && !first.starts_with('0');
            is_grouped &= groups.all(|group| group.len() == 3 && is_digits(group));
            dotted += 1;
        }
        if is_grouped && dotted >= 2 {
            Self { decimal_comma: true }
        } else {
            Self::of(cells, |value| value.is_finite())
        }
    }

    /// The number a cell holds, or `None` where it holds anything else.
    pub(super) fn parse(self, cell: &str) -> Option<Number> {
        if !self.decimal_comma
            && cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'))
        {
            let value = cell.parse::<f64>().ok().filter(|value| value.is_finite())?;
            return Some(Number { value, currency: None, has_unit: false, multiplier: 1.0 });
        }
        self.parse_text(&cell.nfkc().collect::<String>().to_lowercase())
    }

    /// The number of a text in lower case and NFKC.
    pub(super) fn parse_text(self, text: &str) -> Option<Number> {
        let mut number = Number { value: 0.0, currency: None, has_unit: false, multiplier: 1.0 };
        let mut rest = text.trim();
        let negative = rest.starts_with(['-', '−']) || rest.starts_with('(') && rest.ends_with(')');
        rest = rest.trim_start_matches(['-', '−', '+', '(']).trim_end_matches(')').trim();
        if let Some(word) = BEFORE.iter().find(|word| rest.starts_with(**word)) {
            rest = rest[word.len()..].trim_start();
        }
        let (mut total, mut below_ten_thousand) = (0.0, 0.0);
        let mut digits_seen = false;
        while !rest.is_empty() {
            if let Some(after) = strip_unit(rest, &mut number) {
                rest = after.trim_start();
                continue;
            }
            let length = rest
                .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '\'' | '\u{a0}'))
                .unwrap_or(rest.len());
            let (digits, after) = grouped_by_spaces(rest, length);
            let value = self.digits(digits.trim_end_matches('\''))?;
            if digits_seen && total == 0.0 && below_ten_thousand == 0.0 {
                // Two numbers without a unit between them are no number.
                return None;
            }
            digits_seen = true;
            let after = after.trim_start();
            let unit = MULTIPLIERS.iter().find(|(word, _)| has_word(after, word));
            match unit {
                Some((word, factor)) => {
                    number.has_unit = true;
                    number.multiplier = number.multiplier.max(*factor);
                    rest = after[word.len()..].trim_start();
                    // 5천만 and 3천 만: what is below ten thousand is multiplied by it.
                    if *factor < 1e4 && word.chars().all(|c| !c.is_ascii()) {
                        below_ten_thousand += value * factor;
                        if let Some(after) = rest.strip_prefix('만') {
                            total += below_ten_thousand * 1e4;
                            below_ten_thousand = 0.0;
                            number.multiplier = number.multiplier.max(1e4);
                            rest = after.trim_start();
                        }
                    } else {
                        total += value * factor;
                    }
                }
                None => {
                    if !after.is_empty() && strip_unit(after, &mut number).is_none() {
                        return None;
                    }
                    number.value = value + total + below_ten_thousand;
                    let mut after = after;
                    while let Some(next) = strip_unit(after, &mut number) {
                        after = next.trim_start();
                    }
                    return (after.is_empty()).then(|| number.signed(negative));
                }
            }
        }
        number.value = total + below_ten_thousand;
        (digits_seen && number.value.is_finite()).then(|| number.signed(negative))
    }

    /// Digits with their separators as a number.
    fn digits(self, text: &str) -> Option<f64> {
        let (decimal, group) = if self.decimal_comma { (',', '.') } else { ('.', ',') };
        let (whole, fraction) = match text.split_once(decimal) {
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let is_group = |c: char| c == group || matches!(c, '\'' | ' ' | '\u{a0}' | '\u{202f}');
        let mut plain = String::with_capacity(text.len());
        let mut groups = whole.split(is_group);
        let first = groups.next()?;
        let mut is_grouped = false;
        plain.push_str(first);
        for group in groups {
            // 1,23,456 is how India groups.
            if !(group.len() == 3 || group.len() == 2) || !(1..=3).contains(&first.len()) {
                return None;
            }
            is_grouped = true;
            plain.push_str(group);
        }
        let ends_in_three = || whole.rsplit(is_group).next().is_some_and(|last| last.len() == 3);
        if is_grouped && (!ends_in_three() || first.starts_with('0')) {
            return None;
        }
        plain.push('.');
        plain.push_str(if fraction.is_empty() { "0" } else { fraction });
        plain.parse().ok()
    }
}

impl Number {
    fn signed(self, negative: bool) -> Self {
        Self { value: if negative { -self.value } else { self.value }, ..self }
    }
}

/// `text` after a unit or a currency that it begins with.
fn strip_unit<'t>(text: &'t str, number: &mut Number) -> Option<&'t str> {
    if let Some((word, code)) = CURRENCIES.iter().find(|(word, _)| has_word(text, word)) {
        number.currency = Some(code);
        number.has_unit = true;
        return Some(&text[word.len()..]);
    }
    let word = UNITS.iter().find(|word| has_word(text, word))?;
    number.has_unit = true;
    Some(&text[word.len()..])
}

/// Whether `text` begins with `word`, and a word of ASCII letters ends there.
fn has_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !word.ends_with(|c: char| c.is_ascii_alphabetic()) || !rest.starts_with(|c: char| c.is_alphabetic())
    })
}

/// The digits at the beginning of `text`, also those that spaces group by three, and what follows them.
fn grouped_by_spaces(text: &str, mut length: usize) -> (&str, &str) {
    loop {
        let rest = &text[length..];
        let Some(after) = rest.strip_prefix(' ').or_else(|| rest.strip_prefix('\u{202f}')) else { break };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits != 3 || length == 0 || length > 3 && !text[..length].contains(' ') {
            break;
        }
        length += rest.len() - after.len() + digits;
    }
    text.split_at(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: NumberStyle = NumberStyle { decimal_comma: false };
    const COMMA: NumberStyle = NumberStyle { decimal_comma: true };

    #[test]
    fn numbers_are_read_in_the_style_of_their_column() {
        let value = |style: NumberStyle, cell| style.parse(cell).map(|number| number.value);
        for (cell, number) in [
            ("34", 34.0),
            ("-0.5", -0.5),
            ("8,096", 8096.0),
            ("1,234,567.5", 1_234_567.5),
            ("₩3,000,000", 3e6),
            ("300만원", 3e6),
            ("300 만 원", 3e6),
            ("3억 5천만원", 3.5e8),
            ("1억", 1e8),
            ("5천만", 5e7),
            ("3천원", 3e3),
            ("$50k", 5e4),
            ("1.2k", 1200.0),
            ("25 %", 25.0),
            ("1 234 567", 1_234_567.0),
            ("35세", 35.0),
            ("４２", 42.0),
            ("45 years", 45.0),
            ("1e3", 1000.0),
            ("1'234", 1234.0),
            ("250만", 2.5e6),
            ("2백만원", 2e6),
            ("US$1,000", 1000.0),
            ("만 34세", 34.0),
            ("만34세", 34.0),
            ("월 300만원", 3e6),
            ("34 y/o", 34.0),
            ("1985년", 1985.0),
            ("'34", 34.0),
        ] {
            let read = value(PLAIN, cell);
            assert!(read.is_some_and(|read| (read - number).abs() < 1e-6 * number.abs()), "{cell}: {read:?}");
        }
        for (cell, number) in
            [("20,5", 20.5), ("1.234,5", 1234.5), ("0,25", 0.25), ("1.234.567", 1_234_567.0), ("7", 7.0)]
        {
            assert_eq!(value(COMMA, cell), Some(number), "{cell}");
        }
        for cell in ["", "abc", "12o", "1,2345", "1,23", "10-20", "2024-01-01", "inf", "nan", "1 2", "$", "12:30"] {
            assert_eq!(value(PLAIN, cell), None, "{cell}");
        }
    }

    #[test]
    fn a_column_decides_what_its_commas_mean() {
        let style = |cells: &[&'static str], max: f64| {
            NumberStyle::of(cells.iter().copied(), |value| value <= max).decimal_comma
        };
        assert!(style(&["20,5", "31", "44,5"], 120.0));
        assert!(style(&["20,500", "31,250"], 120.0), "no age is 20 500");
        assert!(!style(&["20,500", "31,250"], 1e9));
        assert!(!style(&["1,234,567", "12"], 1e9));
        assert!(style(&["0,25", "1,25"], f64::MAX));
        let whole = |cells: &[&'static str]| NumberStyle::of_whole(cells.iter().copied()).decimal_comma;
        assert!(whole(&["2.500", "1.850", "900"]));
        assert!(whole(&["1.250.000 €", "980.000 €"]));
        assert!(!whole(&["2.5", "1.850"]));
        assert!(!whole(&["0.500", "0.250"]));
        assert!(!whole(&["2500.125", "1850.500"]));
    }

    #[test]
    fn only_certain_signs_name_a_currency() {
        let currency = |cell| PLAIN.parse(cell).expect("a number").currency;
        assert_eq!(currency("300만원"), Some("KRW"));
        assert_eq!(currency("€1,000"), Some("EUR"));
        assert_eq!(currency("$1,000"), None);
    }
}
