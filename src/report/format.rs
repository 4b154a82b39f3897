//! Numbers as people read them: percentages with as many digits as their interval carries, counts with separators.
//!
//! Whatever a language writes its own way (`34 %` or `34%`, `29-40` or `29~40`, a day, a list) is a method of
//! [`Messages`], and its form a message.

use time::{Date, Month, OffsetDateTime};

use super::messages::{Language, Messages, args};
use crate::prevalence::Estimate;

impl Messages {
    /// `90 % interval`.
    pub(crate) fn interval(&self, level: f64) -> String {
        self.text("format-interval", args![level = self.exact_percent(level)])
    }

    /// `34 % (29-40 %, 90 % interval)`, or `34.2 %` where the share is known.
    pub(crate) fn percent_estimate(&self, e: &Estimate) -> String {
        match self.percent_parts(e) {
            (value, None) => value,
            (value, Some(range)) => self.in_brackets(&value, &format!("{range}, {}", self.interval(e.level))),
        }
    }

    /// `34 % (29-40 %)`, or `34.2 %` where the share is known.
    pub(crate) fn percent_interval(&self, e: &Estimate) -> String {
        match self.percent_parts(e) {
            (value, None) => value,
            (value, Some(range)) => self.in_brackets(&value, &range),
        }
    }

    fn percent_parts(&self, e: &Estimate) -> (String, Option<String>) {
        if e.is_range() {
            return (self.percent_range(e.lower, e.upper, decimals(e.value, e.upper - e.lower)), None);
        }
        if is_known(e) {
            let decimals = decimals(e.value, 1.0).max(1);
            return (self.percent_of(trimmed(100.0 * e.value, decimals)), None);
        }
        let decimals = decimals(e.value, e.upper - e.lower);
        (self.percent_to(e.value, decimals), Some(self.percent_range(e.lower, e.upper, decimals)))
    }

    /// `34 %`; one decimal below 10 %, and as many as it takes to distinguish a share from 0 and 100 %.
    pub(crate) fn percent(&self, share: f64) -> String {
        self.percent_to(share, decimals(share, 1.0))
    }

    /// `34.2 %` with as many decimals as asked for.
    pub(crate) fn percent_to(&self, share: f64, decimals: usize) -> String {
        self.percent_of(number(100.0 * share, decimals))
    }

    /// `29-40 %` with `decimals` of its ends.
    pub(crate) fn percent_range(&self, lower: f64, upper: f64, decimals: usize) -> String {
        self.percent_of(self.span(&number(100.0 * lower, decimals), &number(100.0 * upper, decimals)))
    }

    /// A share that somebody chose, with all its digits: `30 %`, `33.3 %`.
    pub(crate) fn exact_percent(&self, share: f64) -> String {
        self.percent_of(trimmed(100.0 * share, 4))
    }

    /// A probability out of a simulation, which knows no thousandths: `97 %`, `< 0.1 %`.
    pub(crate) fn probability(&self, p: f64) -> String {
        match p {
            p if p < 0.001 => self.text("format-below", args![share = self.exact_percent(0.001)]),
            p if p > 0.999 => self.text("format-above", args![share = self.exact_percent(0.999)]),
            p => self.percent(p),
        }
    }

    fn percent_of(&self, number: String) -> String {
        self.text("format-percent", args![number = number])
    }

    /// `29-40`.
    pub(crate) fn span(&self, lower: &str, upper: &str) -> String {
        self.text("format-span", args![lower = lower, upper = upper])
    }

    /// `34 % (29-40 %)`.
    pub(crate) fn in_brackets(&self, value: &str, rest: &str) -> String {
        self.text("format-in-brackets", args![value = value, rest = rest])
    }

    /// `680 (580-800)`: to the power of ten that a tenth of the interval reaches; `684` where it is known.
    pub(crate) fn count_interval(&self, e: &Estimate) -> String {
        if e.is_range() && e.lower == 0.0 {
            return self.text("format-fewer-than", args![n = e.upper + 1.0]);
        }
        if e.is_range() {
            return self.text("format-range", args![lower = e.lower, upper = e.upper]);
        }
        if is_known(e) {
            return quantity(e.value);
        }
        let step = 10f64.powf(((e.upper - e.lower) / 10.0).max(1.0).log10().floor());
        let round = |n: f64| quantity((n / step).round() * step);
        self.in_brackets(&round(e.value), &self.span(&round(e.lower), &round(e.upper)))
    }

    /// `1.12 (0.98-1.27)`.
    pub(crate) fn ratio_interval(&self, e: &Estimate) -> String {
        let two = |x: f64| format!("{x:.2}");
        self.in_brackets(&two(e.value), &self.span(&two(e.lower), &two(e.upper)))
    }

    /// A number of people: `6.9 million`, `128,000`, `1,600`.
    pub(crate) fn people(&self, number: f64) -> String {
        if number >= 1e6 {
            let (unit, size, decimals) = self.language().large_unit(number);
            let n = grouped_number(&format!("{:.decimals$}", number / size));
            return self.text("format-large", args![n = n, unit = unit]);
        }
        let rounded = if number >= 1e4 { (number / 1e3).round() * 1e3 } else { number.round() };
        decimal(rounded)
    }

    /// A sentence with a capital letter, where the language has its sentences begin with one.
    pub(crate) fn capital(&self, sentence: &str) -> String {
        if self.language() == Language::Korean {
            return sentence.to_owned();
        }
        let mut characters = sentence.chars();
        characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
    }

    /// `300 USD`.
    pub(crate) fn money(&self, amount: &str, currency: &str) -> String {
        self.text("format-money", args![amount = amount, currency = currency])
    }

    /// A day in words: `30 November 2026`.
    pub(crate) fn date(&self, date: Date) -> String {
        let (year, day) = (date.year().to_string(), date.day().to_string());
        self.text("format-date", args![year = year, month = self.month(date.month()), day = day])
    }

    /// A day where there is little room.
    pub(crate) fn short_date(&self, date: Date) -> String {
        let (year, day) = (date.year().to_string(), date.day().to_string());
        let month: String = self.month(date.month()).chars().take(3).collect();
        self.text("format-date", args![year = year, month = month, day = day])
    }

    /// The name of a month.
    pub(crate) fn month(&self, month: Month) -> String {
        self.text("format-month", args![month = u8::from(month)])
    }

    /// The day of a moment in seconds, in UTC.
    pub(crate) fn day(&self, seconds: i64) -> String {
        OffsetDateTime::from_unix_timestamp(seconds).map_or_else(|_| "?".to_owned(), |time| self.date(time.date()))
    }

    /// The same where there is little room.
    pub(crate) fn short_day(&self, seconds: i64) -> String {
        OffsetDateTime::from_unix_timestamp(seconds)
            .map_or_else(|_| "?".to_owned(), |time| self.short_date(time.date()))
    }

    /// `a`, `a and b`, `a, b and c`.
    pub(crate) fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        match items {
            [] => String::new(),
            [only] => only.as_ref().to_owned(),
            [first @ .., last] => {
                let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
                self.text("format-list", args![items = first.join(", "), last = last.as_ref()])
            }
        }
    }

    /// Names of fields as a list: at most a dozen, none endless.
    pub(crate) fn names(&self, names: &[String]) -> String {
        const MAX: usize = 12;
        const MAX_CHARS: usize = 60;
        let short = |name: &String| match name.char_indices().nth(MAX_CHARS) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name.clone(),
        };
        let mut shown: Vec<String> = names.iter().take(MAX).map(short).collect();
        if names.len() > MAX {
            shown.push(self.text("format-more", args![n = names.len() - MAX]));
        }
        self.list(&shown)
    }
}

/// The most decimals of a percentage.
const MAX_DECIMALS: usize = 3;

/// Decimals of a percentage with an interval `width` wide.
pub(crate) fn decimals(share: f64, width: f64) -> usize {
    let by_width = match 100.0 * width {
        w if w >= 2.0 => 0,
        w if w >= 0.2 => 1,
        _ => 2,
    };
    let mut decimals = if share < 0.095 { by_width.max(1) } else { by_width };
    let reads_as_an_end = |d: usize| {
        let read = number(100.0 * share, d);
        (share > 0.0 && read == number(0.0, d)) || (share < 1.0 && read == number(100.0, d))
    };
    if share <= 0.0 {
        decimals = by_width;
    }
    while decimals < MAX_DECIMALS && reads_as_an_end(decimals) {
        decimals += 1;
    }
    decimals
}

/// `1,234,567`.
pub(crate) fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A number of either sign to three digits: `1,240`, `-35`, `0.42`.
pub(crate) fn amount(number: f64) -> String {
    let text = match number.abs() {
        size if size >= 1000.0 => {
            let step = 10f64.powf(size.log10().floor() - 2.0);
            grouped(&format!("{:.0}", (size / step).round() * step))
        }
        size if size >= 99.95 => format!("{size:.0}"),
        size if size >= 9.995 => trimmed(size, 1),
        size if size >= 0.005 => trimmed(size, 2),
        _ => return "0".to_owned(),
    };
    if number < 0.0 { format!("-{text}") } else { text }
}

/// Value and ends of an interval, to the power of ten that a fortieth of it reaches: `1,230`, `550`, `1,770`.
pub(crate) fn amounts(value: f64, lower: f64, upper: f64) -> [String; 3] {
    let step = 10f64.powf(((upper - lower) / 40.0).log10().floor());
    let round = |n: f64| if step > 0.0 { (n / step).round() * step } else { n };
    [value, lower, upper].map(|n| amount(round(n)))
}

/// Digits with separators: `1,234,567`; what has other characters stays as it is.
pub(super) fn grouped(digits: &str) -> String {
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

/// The whole part of a number with separators.
fn grouped_number(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, part)) => format!("{}.{part}", grouped(whole)),
        None => grouped(text),
    }
}

/// At most two decimals: `6.5`, `1,200,000`.
pub(crate) fn decimal(x: f64) -> String {
    grouped_number(&trimmed(x, 2))
}

/// A count to two digits: `8,800`, `250,000,000`.
pub(crate) fn two_digits(n: f64) -> String {
    let unit = 10f64.powf((n.max(1.0).log10().floor() - 1.0).max(0.0));
    decimal((n / unit).round() * unit)
}

/// A count that may be fractional: `1,234` or `71.5`.
pub(crate) fn quantity(n: f64) -> String {
    grouped_number(&trimmed(n, 1))
}

/// An id for people to read: `news_last_week` becomes `news last week`.
pub(crate) fn readable(id: &str) -> String {
    id.replace('_', " ")
}

/// Whether a figure was counted rather than estimated.
pub(crate) fn is_known(e: &Estimate) -> bool {
    e.upper <= e.lower
}

/// `value` without a sign of its own where it rounds to zero.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(positive) if positive.chars().all(|c| matches!(c, '0' | '.')) => positive.to_owned(),
        _ => text,
    }
}

fn trimmed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> &'static Messages {
        Messages::of(Language::English)
    }

    fn estimate(value: f64, lower: f64, upper: f64) -> Estimate {
        Estimate { value, lower, upper, level: 0.9, method: "panel", n: 100.0 }
    }

    #[test]
    fn percentages_carry_the_digits_of_their_interval() {
        let read = |value, lower, upper| english().percent_estimate(&estimate(value, lower, upper));
        assert_eq!(read(0.342, 0.289, 0.404), "34 % (29-40 %, 90 % interval)");
        assert_eq!(read(0.342, 0.337, 0.349), "34.2 % (33.7-34.9 %, 90 % interval)");
        assert_eq!(read(0.3421, 0.3417, 0.3426), "34.21 % (34.17-34.26 %, 90 % interval)");
        assert_eq!(read(0.043, 0.01, 0.12), "4.3 % (1.0-12.0 %, 90 % interval)");
        assert_eq!(read(0.998, 0.9, 1.0), "99.8 % (90.0-100.0 %, 90 % interval)");
        assert_eq!(read(0.0, 0.0, 0.05), "0 % (0-5 %, 90 % interval)");
        assert_eq!(read(0.342, 0.342, 0.342), "34.2 %", "a known share has no interval");
    }

    #[test]
    fn small_shares_never_read_as_0_nor_large_ones_as_100_percent() {
        let percent = |share| english().percent(share);
        assert_eq!([0.0, 1.0].map(percent), ["0 %", "100 %"]);
        assert_eq!([0.0004, 0.9996].map(percent), ["0.04 %", "99.96 %"]);
        assert_eq!([0.0, 0.97, 1.0].map(|p| english().probability(p)), ["< 0.1 %", "97 %", "> 99.9 %"]);
        assert_eq!([0.051, 0.51].map(percent), ["5.1 %", "51 %"]);
        assert_eq!([0.3, 0.333, 0.975].map(|share| english().exact_percent(share)), ["30 %", "33.3 %", "97.5 %"]);
    }

    #[test]
    fn counts_are_rounded_to_what_is_known() {
        assert_eq!(english().count_interval(&estimate(682.0, 579.0, 801.0)), "680 (580-800)");
        assert_eq!(english().count_interval(&estimate(166.0, 107.0, 242.0)), "170 (110-240)");
        assert_eq!(english().count_interval(&estimate(34.2, 29.0, 40.4)), "34 (29-40)");
        assert_eq!(
            english().count_interval(&estimate(1_234_567.0, 1_034_567.0, 1_434_567.0)),
            "1,230,000 (1,030,000-1,430,000)"
        );
        assert_eq!(english().count_interval(&estimate(684.0, 684.0, 684.0)), "684");
        assert_eq!(
            [count(0), count(999), count(1_000), count(u64::MAX)],
            ["0", "999", "1,000", "18,446,744,073,709,551,615"]
        );
        assert_eq!([quantity(71.5), quantity(1_234.0), quantity(-0.01)], ["71.5", "1,234", "0"]);
    }

    #[test]
    fn digits_are_grouped_and_other_texts_stay() {
        assert_eq!(["7", "1234", "1234567", "inf"].map(grouped), ["7", "1,234", "1,234,567", "inf"]);
    }

    #[test]
    fn sentences_begin_with_a_capital_where_the_language_has_it() {
        assert_eq!(["a quiz", "", "état"].map(|text| english().capital(text)), ["A quiz", "", "État"]);
        assert_eq!(Messages::of(Language::Korean).capital("age 항목"), "age 항목");
    }

    #[test]
    fn infinite_figures_do_not_panic() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e300] {
            let odd = estimate(x, -x, x);
            let _ = (
                english().percent(x),
                english().percent_estimate(&odd),
                english().count_interval(&odd),
                english().ratio_interval(&odd),
                english().exact_percent(x),
                english().people(x),
            );
        }
    }

    #[test]
    fn lists_read_as_sentences() {
        let list = |items: &[&str]| english().list(items);
        assert_eq!([list(&[]), list(&["a"]), list(&["a", "b"])], ["", "a", "a and b"]);
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        let fields: Vec<String> = (0..14).map(|i| format!("f{i}")).collect();
        assert!(english().names(&fields).ends_with("f10, f11 and 2 more"));
        assert_eq!(english().names(&["한".repeat(70)]), format!("{}…", "한".repeat(60)));
    }

    #[test]
    fn numbers_and_days_are_written_as_the_language_has_it() {
        let korean = Messages::of(Language::Korean);
        let share = estimate(0.342, 0.289, 0.404);
        assert_eq!(korean.percent_estimate(&share), "34%(29~40%, 90% 신뢰구간)");
        assert_eq!([0.0, 1.0].map(|p| korean.probability(p)), ["0.1% 미만", "99.9% 초과"]);
        assert_eq!(korean.count_interval(&estimate(682.0, 579.0, 801.0)), "680(580~800)");
        assert_eq!([1_600.0, 6.9e6, 2.53e8].map(|n| korean.people(n)), ["1,600", "690만", "2.5억"]);
        assert_eq!([1_600.0, 6.9e6, 2.53e8].map(|n| english().people(n)), ["1,600", "6.9 million", "253.0 million"]);
        assert_eq!([korean.day(1_367_625_600), english().day(1_367_625_600)], ["2013. 5. 4.", "4 May 2013"]);
        assert_eq!([korean.list(&["가", "나", "다"]), english().day(i64::MAX)], ["가, 나 및 다", "?"]);
        assert_eq!([korean.money("3,000", "KRW"), korean.money("3", "EUR")], ["3,000원", "3 유로"]);
    }
}
