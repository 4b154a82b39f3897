//! Brackets as people write them: "25-34", "30s", "30대", "65+", "under 18", "$30,000 to under $40,000", "200만원 미만",
//! "65 Jahre und älter", "moins de 18 ans", "30代"; also behind the number of an answer ("2. 25-34").

use unicode_normalization::UnicodeNormalization;

use super::super::age_income::MAX_AGE;
use super::numbers::{Number, NumberStyle};

/// What is measured: ages count in whole years, amounts have no gaps between their brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Scale {
    WholeYears,
    Amount,
}

/// A bracket with its ends, both within it; `None` is an open end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Band {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    /// The currency where the text names one for certain.
    pub(super) currency: Option<&'static str>,
    /// What its numbers were multiplied by for a unit such as 만 or k.
    pub(super) multiplier: f64,
}

impl Band {
    /// The ten years from this one on.
    pub(super) fn decade(first: f64) -> Self {
        Self { min: Some(first), max: Some(first + 9.0), currency: None, multiplier: 1.0 }
    }
}

/// Words that leave the lower end open, and whether the number belongs to the bracket.
const BELOW: &[(&str, bool)] = &[
    ("less than", false),
    ("fewer than", false),
    ("lower than", false),
    ("younger than", false),
    ("not more than", true),
    ("no more than", true),
    ("up to", true),
    ("at most", true),
    ("or less", true),
    ("or under", true),
    ("or younger", true),
    ("or below", true),
    ("and under", true),
    ("and below", true),
    ("and younger", true),
    ("under", false),
    ("below", false),
    ("<=", true),
    ("≤", true),
    ("<", false),
    ("미만", false),
    ("이하", true),
    ("unter", false),
    ("jünger als", false),
    ("und jünger", true),
    ("oder jünger", true),
    ("bis zu", true),
    ("höchstens", true),
    ("moins de", false),
    ("et moins", true),
    ("ou moins", true),
    ("jusqu à", true),
    ("jusqu'à", true),
    ("jusqu’à", true),
    ("未満", false),
    ("以下", true),
];
/// Words that leave the upper end open. "Over 65" is the last bracket of those who write "55-64" before it.
const ABOVE: &[&str] = &[
    "plus de",
    "et plus",
    "ou plus",
    "et +",
    "und älter",
    "oder älter",
    "und mehr",
    "oder mehr",
    "älter als",
    "mehr als",
    "über",
    "mindestens",
    "ab",
    "以上",
    "more than",
    "greater than",
    "older than",
    "at least",
    "or more",
    "or over",
    "or older",
    "or above",
    "and over",
    "and above",
    "and older",
    "and up",
    "plus",
    "over",
    "above",
    ">=",
    "≥",
    ">",
    "+",
    "이상",
    "초과",
];
/// What stands between the two ends.
const BETWEEN: [&str; 14] =
    ["-", "~", "to", "and", "through", "부터", "에서", "..", "until", "bis", "à", "a", "et", "から"];
/// What may stand before a bracket and says nothing.
const FILLERS: &[&str] = &[
    "aged",
    "ages",
    "age",
    "between",
    "from",
    "in their",
    "in his",
    "in her",
    "in my",
    "in the",
    "만",
    "약",
    "about",
    "approx",
    "approximately",
    "월",
    "연",
    // A part of a decade is not counted finer: surveys draw its ends where they like.
    "early",
    "mid",
    "late",
    "초반",
    "중반",
    "후반",
    "de",
    "entre",
    "von",
    "zwischen",
    "前半",
    "後半",
];

/// Decades in words, as their brackets are written in digits.
const DECADES: [(&str, &str); 18] = [
    ("teens", "13-19"),
    ("twenties", "20s"),
    ("thirties", "30s"),
    ("forties", "40s"),
    ("fifties", "50s"),
    ("sixties", "60s"),
    ("seventies", "70s"),
    ("eighties", "80s"),
    ("nineties", "90s"),
    ("이십대", "20대"),
    ("삼십대", "30대"),
    ("사십대", "40대"),
    ("오십대", "50대"),
    ("육십대", "60대"),
    ("칠십대", "70대"),
    ("팔십대", "80대"),
    ("구십대", "90대"),
    // The end of all others.
    ("십대", "10대"),
];

/// The bracket that `cell` names; a single number is none, unless it is the decade of "30s" and "30대".
pub(super) fn band(cell: &str, scale: Scale, style: NumberStyle) -> Option<Band> {
    // First without the number: "④ 만 50세" is no 40,050.
    let answer = without_code(cell).and_then(|answer| uncoded_band(answer, scale, style));
    answer.or_else(|| uncoded_band(cell, scale, style)).or_else(|| uncoded_band(in_brackets(cell)?, scale, style))
}

/// What stands in brackets behind the name of a group: "청년(19~34세)".
fn in_brackets(cell: &str) -> Option<&str> {
    let (name, rest) = cell.split_once(['(', '（'])?;
    let within = rest.trim_end().strip_suffix([')', '）'])?;
    (!name.trim().is_empty() && !within.contains(['(', '（'])).then_some(within)
}

/// What follows the number or letter of an answer: "2. 25-34", "(3) 27-49", "b) 18-24".
fn without_code(cell: &str) -> Option<&str> {
    let rest = cell.trim_start().strip_prefix('(').unwrap_or(cell.trim_start());
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        0 => usize::from(rest.starts_with(|c: char| c.is_ascii_alphabetic() || ('①'..='⑳').contains(&c))),
        digits => digits,
    };
    let sign_at = rest.char_indices().nth(length)?.0;
    let (code, rest) = rest.split_at(sign_at);
    let is_circled = code.starts_with(|c: char| ('①'..='⑳').contains(&c));
    let rest = rest.strip_prefix(['.', ')', ':', '=']).or(is_circled.then_some(rest))?;
    // "1.5-2" is no answer 1.
    let is_apart = rest.starts_with(' ') || !rest.starts_with(|c: char| c.is_ascii_digit());
    (length > 0 && digits <= 2 && is_apart && !rest.trim().is_empty()).then(|| rest.trim_start())
}

fn uncoded_band(cell: &str, scale: Scale, style: NumberStyle) -> Option<Band> {
    if cell.len() > 80 || !cell.bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80) && !ends_in_decade(cell) {
        return None;
    }
    let mut text: String = cell.nfkc().collect::<String>().to_lowercase();
    if let Some((word, digits)) = DECADES.iter().find(|(word, _)| text.ends_with(word)) {
        text = text.replace(word, digits);
    }
    let text = text.replace(['–', '—', '−', '∼', '〜', '～', '‐', '‑'], "-").replace("歳代", "代");
    // "bis" between two ends stands between; before the only one it leaves the lower end open.
    let text =
        text.strip_prefix("bis ").map(|rest| format!("bis zu {}", rest.trim_start_matches("zu "))).unwrap_or(text);
    if let Some(found) = interval(&text, scale).or_else(|| ends_by_comma(&text, scale)) {
        return Some(found);
    }
    let text = if text.contains(['_', '-']) { without_joins(&text) } else { text };
    let mut reader = BandReader { rest: text.trim(), style, below: None, above: false };
    reader.skip_words();
    let (first, decade) = reader.number()?;
    reader.skip_words();
    let between = reader.take_between();
    reader.skip_words();
    if reader.rest.is_empty() {
        if between {
            return None;
        }
        return reader.one_end(first, decade, scale);
    }
    // "200만원 이상 300만원 미만": a word of the first end may stand in place of what stands between.
    if !between && !reader.above {
        return None;
    }
    let (second, second_decade) = reader.number()?;
    reader.skip_words();
    if !reader.rest.is_empty() {
        return None;
    }
    let inclusive = !matches!(reader.below, Some(false));
    let unit = shared_unit(first, second);
    let min = first.value * unit;
    let max = second.value;
    let max = match (second_decade, inclusive, scale) {
        (Some(width), ..) => max + width - 1.0,
        (None, false, Scale::WholeYears) => max - 1.0,
        (None, ..) => max,
    };
    (min <= max).then_some(Band {
        min: Some(min),
        max: Some(max),
        currency: second.currency.or(first.currency),
        multiplier: first.multiplier.max(second.multiplier),
    })
}

/// Whether a cell without a digit may end in a decade such as "thirties".
fn ends_in_decade(cell: &str) -> bool {
    let end = &cell.as_bytes()[cell.len().saturating_sub(4)..];
    end.eq_ignore_ascii_case(b"ties") || end.eq_ignore_ascii_case(b"eens")
}

/// What the functions `cut` of R and pandas write: "[25,35)", "(24, 34]".
fn interval(text: &str, scale: Scale) -> Option<Band> {
    let text = text.trim();
    let low_in = text.starts_with('[');
    let high_in = text.ends_with(']');
    if !(low_in || text.starts_with('(')) || !(high_in || text.ends_with(')')) || !(low_in || high_in) {
        return None;
    }
    let (low, high) = text[1..text.len() - 1].split_once(',')?;
    let end = |end: &str| end.trim().parse::<f64>().ok().filter(|end| !end.is_nan());
    let (low, high) = (end(low)?, end(high)?);
    let (low, high) = match scale {
        Scale::Amount => (low, high),
        Scale::WholeYears => (
            if low_in { low.ceil() } else { low.floor() + 1.0 },
            if high_in { high.floor() } else { high.ceil() - 1.0 },
        ),
    };
    let end = |end: f64| end.is_finite().then_some(end);
    let (min, max) = (end(low).filter(|low| *low >= 0.0), end(high));
    (low <= high && (min.is_some() || max.is_some())).then_some(Band { min, max, currency: None, multiplier: 1.0 })
}

/// Both ends of a bracket of ages with a comma between them, "20,29": two digits or three behind the comma, of a later year.
fn ends_by_comma(text: &str, scale: Scale) -> Option<Band> {
    let (low, high) = text.trim().split_once(',')?;
    let high = high.trim_start();
    let is_age = |end: &str| (1..=3).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_digit());
    if scale != Scale::WholeYears || !is_age(low) || !is_age(high) || high.len() < 2 {
        return None;
    }
    let (low, high): (f64, f64) = (low.parse().ok()?, high.parse().ok()?);
    let is_band = low < high && high <= MAX_AGE;
    is_band.then_some(Band { min: Some(low), max: Some(high), currency: None, multiplier: 1.0 })
}

/// Whether commas in a column of ages stand between the ends of brackets, not before a fraction: in every cell that has one.
pub(super) fn are_ends_by_comma<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut with_comma = cells.filter(|cell| cell.contains(',')).peekable();
    with_comma.peek().is_some() && with_comma.all(|cell| ends_by_comma(cell, Scale::WholeYears).is_some())
}

/// Names of brackets as programs write them, "age_30_39" and "early-30s", with the signs that people use.
fn without_joins(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
    let letter = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_alphabetic);
    let joined = |(at, character): (usize, &char)| match character {
        '_' if digit(at.checked_sub(1)) && digit(Some(at + 1)) => '-',
        '_' => ' ',
        '-' if letter(at.checked_sub(1)) && digit(Some(at + 1)) => ' ',
        other => *other,
    };
    characters.iter().enumerate().map(joined).collect()
}

/// "200~300만원": the unit of the second end is that of the first, too.
fn shared_unit(first: Number, second: Number) -> f64 {
    if first.multiplier == 1.0
        && first.currency.is_none()
        && second.multiplier > 1.0
        && first.value < second.value / second.multiplier
    {
        return second.multiplier;
    }
    1.0
}

struct BandReader<'t> {
    rest: &'t str,
    style: NumberStyle,
    /// Whether a word left the lower end open, and whether its number belongs to the bracket.
    below: Option<bool>,
    above: bool,
}

impl<'t> BandReader<'t> {
    /// Goes past words that open an end or say nothing.
    fn skip_words(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', ',', '(', ')', '의']);
            if let Some((word, inclusive)) = BELOW.iter().find(|(word, _)| begins(self.rest, word)) {
                self.below = Some(*inclusive);
                self.rest = &self.rest[word.len()..];
            } else if let Some(word) = ABOVE.iter().find(|word| begins(self.rest, word)) {
                self.above = true;
                self.rest = &self.rest[word.len()..];
            } else if let Some(word) = FILLERS.iter().find(|word| begins(self.rest, word)) {
                self.rest = &self.rest[word.len()..];
            } else {
                return;
            }
        }
    }

    fn take_between(&mut self) -> bool {
        let Some(word) = BETWEEN.iter().find(|word| begins(self.rest, word)) else { return false };
        self.rest = &self.rest[word.len()..];
        true
    }

    /// The next number with its units, and the width of the decade where it is one.
    fn number(&mut self) -> Option<(Number, Option<f64>)> {
        // The longest beginning that is a number ends before a word that opens an end, or a sign between two ends.
        let text = self.rest;
        let ends = text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]).filter(|at| *at <= 40);
        let (end, number) = ends
            .filter_map(|end| {
                Some((
                    end,
                    self.style
                        .parse_text(text[..end].trim_end_matches([' ', '+']))
                        .filter(|_| !text[..end].ends_with('+'))?,
                ))
            })
            .last()?;
        if number.value < 0.0 {
            return None;
        }
        self.rest = &text[end..];
        for (word, width) in [("s'", 10.0), ("'s", 10.0), ("s", 10.0), ("대", 10.0), ("代", 10.0)] {
            if let Some(after) = self.rest.strip_prefix(word) {
                if number.value % 10.0 != 0.0
                    || number.has_unit
                    || after.starts_with(|c: char| c.is_alphabetic() && c.is_ascii())
                {
                    return None;
                }
                self.rest = after;
                return Some((number, Some(width)));
            }
        }
        Some((number, None))
    }

    fn one_end(&self, number: Number, decade: Option<f64>, scale: Scale) -> Option<Band> {
        let Number { value, currency, multiplier, .. } = number;
        let last = decade.map_or(value, |width| value + width - 1.0);
        let (min, max) = match (self.below, self.above) {
            (Some(true), false) => (None, Some(last)),
            (Some(false), false) if scale == Scale::WholeYears && value < 1.0 => return None,
            (Some(false), false) if scale == Scale::WholeYears => (None, Some(value - 1.0)),
            (Some(false), false) => (None, Some(value)),
            (None, true) => (Some(value), None),
            (None, false) if decade.is_some() => (Some(value), Some(last)),
            (None, false) | (Some(_), true) => return None,
        };
        Some(Band { min, max, currency, multiplier })
    }
}

/// Whether `text` begins with `word`; a word of letters must end there.
fn begins(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !word.ends_with(|c: char| c.is_ascii_alphabetic()) || !rest.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_of_ages_are_read_as_people_write_them() {
        let read = |cell| band(cell, Scale::WholeYears, NumberStyle::default()).map(|band| (band.min, band.max));
        for (cell, min, max) in [
            ("25-34", Some(25.0), Some(34.0)),
            ("2. 25-34", Some(25.0), Some(34.0)),
            ("(3) 27-49", Some(27.0), Some(49.0)),
            ("b) 18-24", Some(18.0), Some(24.0)),
            ("④ 만 50세 이상", Some(50.0), None),
            ("② 만 19세~26세", Some(19.0), Some(26.0)),
            ("5. 65 or older", Some(65.0), None),
            ("65 Jahre und älter", Some(65.0), None),
            ("unter 18 Jahren", None, Some(17.0)),
            ("18 bis unter 25 Jahre", Some(18.0), Some(24.0)),
            ("bis 17 Jahre", None, Some(17.0)),
            ("moins de 18 ans", None, Some(17.0)),
            ("de 18 à 26 ans", Some(18.0), Some(26.0)),
            ("65 ans et plus", Some(65.0), None),
            ("30代", Some(30.0), Some(39.0)),
            ("30歳代", Some(30.0), Some(39.0)),
            ("70歳以上", Some(70.0), None),
            ("18歳未満", None, Some(17.0)),
            ("20～29歳", Some(20.0), Some(29.0)),
            ("25–34", Some(25.0), Some(34.0)),
            ("25 - 34 years", Some(25.0), Some(34.0)),
            ("13–17 years", Some(13.0), Some(17.0)),
            ("25 to 34", Some(25.0), Some(34.0)),
            ("25~34세", Some(25.0), Some(34.0)),
            ("만 25세 ~ 만 34세", Some(25.0), Some(34.0)),
            ("between 25 and 34", Some(25.0), Some(34.0)),
            ("30s", Some(30.0), Some(39.0)),
            ("30's", Some(30.0), Some(39.0)),
            ("30대", Some(30.0), Some(39.0)),
            ("20대 이하", None, Some(29.0)),
            ("60대 이상", Some(60.0), None),
            ("20-30대", Some(20.0), Some(39.0)),
            ("65+", Some(65.0), None),
            ("65 and over", Some(65.0), None),
            ("65 or older", Some(65.0), None),
            ("65세 이상", Some(65.0), None),
            ("over 65", Some(65.0), None),
            ("under 18", None, Some(17.0)),
            ("Under 18 years old", None, Some(17.0)),
            ("<18", None, Some(17.0)),
            ("18세 미만", None, Some(17.0)),
            ("18 or younger", None, Some(18.0)),
            ("19세 이상 35세 미만", Some(19.0), Some(34.0)),
            ("Aged 16 to 24", Some(16.0), Some(24.0)),
            ("75 plus", Some(75.0), None),
            ("100+", Some(100.0), None),
            ("[25,35)", Some(25.0), Some(34.0)),
            ("(24, 34]", Some(25.0), Some(34.0)),
            ("[65, inf)", Some(65.0), None),
            ("(17.999, 24.0]", Some(18.0), Some(24.0)),
            ("25_34", Some(25.0), Some(34.0)),
            ("AGE_25_34", Some(25.0), Some(34.0)),
            ("30대 초반", Some(30.0), Some(39.0)),
            ("Early-30s", Some(30.0), Some(39.0)),
            ("late 20s", Some(20.0), Some(29.0)),
            ("Thirties", Some(30.0), Some(39.0)),
            ("mid-sixties", Some(60.0), Some(69.0)),
            ("in their forties", Some(40.0), Some(49.0)),
            ("teens", Some(13.0), Some(19.0)),
            ("십대", Some(10.0), Some(19.0)),
            ("이십대", Some(20.0), Some(29.0)),
            ("청년(19~34세)", Some(19.0), Some(34.0)),
            ("30대(30~39세)", Some(30.0), Some(39.0)),
            ("20,29", Some(20.0), Some(29.0)),
            ("삼십대", Some(30.0), Some(39.0)),
        ] {
            assert_eq!(read(cell), Some((min, max)), "{cell}");
        }
        for cell in [
            "34",
            "35세",
            "abc",
            "charities",
            "sixties music",
            "",
            "10-Oct",
            "2024-01-01",
            "34-25",
            "-5",
            "a-b",
            "45-",
            "25-34-44",
            "3 kids",
            "35s",
            "14-Oct",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }

    #[test]
    fn brackets_of_amounts_have_no_gaps_and_share_their_unit() {
        let read = |cell| band(cell, Scale::Amount, NumberStyle::default()).map(|band| (band.min, band.max));
        for (cell, min, max) in [
            ("Less than $25,000", None, Some(25_000.0)),
            ("$30,000 to under $40,000", Some(30_000.0), Some(40_000.0)),
            ("$30,000-$39,999", Some(30_000.0), Some(39_999.0)),
            ("$150,000 or more", Some(150_000.0), None),
            ("$50k-$75k", Some(50_000.0), Some(75_000.0)),
            ("200만원 미만", None, Some(2e6)),
            ("200만원 이상 300만원 미만", Some(2e6), Some(3e6)),
            ("200~300만원", Some(2e6), Some(3e6)),
            ("200-300만원 미만", Some(2e6), Some(3e6)),
            ("1억원 이상", Some(1e8), None),
            ("월 300만원 이상", Some(3e6), None),
            ("£20,000 - £29,999", Some(20_000.0), Some(29_999.0)),
        ] {
            assert_eq!(read(cell), Some((min, max)), "{cell}");
        }
        assert_eq!(
            band("200만원 미만", Scale::Amount, NumberStyle::default()).and_then(|band| band.currency),
            Some("KRW")
        );
        assert_eq!(read("300만원"), None);
    }
}
