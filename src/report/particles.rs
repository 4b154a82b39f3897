//! Functions of messages: what a text needs before or after it, by how it ends.
//!
//! - `COUNT($count, "명")`: a count with its counter, which stands after the number: `34명`, `10명 미만`.
//! - `EUN`, `IGA`, `EUL`, `GWA`, `RO`: a text with the Korean particle that its last sound takes, such as `이` after a
//!   consonant and `가` after a vowel. A text in brackets at the end is not spoken, so what stands before it decides. Where
//!   the sound cannot be read off, as in most words of Latin letters, both forms are given, as public offices write them:
//!   `abc은(는)`.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};

use super::format::quantity;

/// How the last syllable of a word ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Vowel,
    /// The consonant ㄹ, after which `로` stays as it is.
    Rieul,
    Consonant,
    Unknown,
}

/// A particle by the ending before it.
struct Particle {
    name: &'static str,
    vowel: &'static str,
    rieul: &'static str,
    consonant: &'static str,
    either: &'static str,
}

const PARTICLES: [Particle; 5] = [
    Particle { name: "EUN", vowel: "는", rieul: "은", consonant: "은", either: "은(는)" },
    Particle { name: "IGA", vowel: "가", rieul: "이", consonant: "이", either: "이(가)" },
    Particle { name: "EUL", vowel: "를", rieul: "을", consonant: "을", either: "을(를)" },
    Particle { name: "GWA", vowel: "와", rieul: "과", consonant: "과", either: "와(과)" },
    Particle { name: "RO", vowel: "로", rieul: "로", consonant: "으로", either: "(으)로" },
];

impl Particle {
    fn after(&self, text: &str) -> &'static str {
        match ending(text) {
            Ending::Vowel => self.vowel,
            Ending::Rieul => self.rieul,
            Ending::Consonant => self.consonant,
            Ending::Unknown => self.either,
        }
    }
}

/// Makes the functions known to a bundle.
pub(super) fn add_functions(bundle: &mut FluentBundle<FluentResource>) {
    let add = |bundle: &mut FluentBundle<FluentResource>, index: usize| {
        let particle = &PARTICLES[index];
        bundle.add_function(particle.name, move |given, _| match given.first() {
            Some(value) => {
                let text = spoken(value);
                let after = particle.after(&text);
                format!("{text}{after}").into()
            }
            None => FluentValue::Error,
        })
    };
    for index in 0..PARTICLES.len() {
        add(bundle, index).expect("the functions have names of their own");
    }
    bundle
        .add_function("COUNT", |given, _| match given {
            [count, FluentValue::String(counter)] => with_counter(&spoken(count), counter).into(),
            _ => FluentValue::Error,
        })
        .expect("the functions have names of their own");
}

/// A value as it is written in a message.
fn spoken(value: &FluentValue<'_>) -> String {
    match value {
        FluentValue::String(text) => text.clone().into_owned(),
        FluentValue::Number(number) => quantity(number.value),
        FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => String::new(),
    }
}

/// A count with its counter behind the number and what belongs to it, but before words: `10명 미만`.
fn with_counter(count: &str, counter: &str) -> String {
    match count.find(' ').filter(|_| !count.contains('(')) {
        Some(space) => format!("{}{counter}{}", &count[..space], &count[space..]),
        None => format!("{count}{counter}"),
    }
}

/// How a text ends when it is spoken.
fn ending(text: &str) -> Ending {
    let spoken = without_brackets(text).trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '%'));
    let Some(last) = spoken.chars().next_back() else { return Ending::Unknown };
    match last {
        '가'..='힣' => match (u32::from(last) - u32::from('가')) % 28 {
            0 => Ending::Vowel,
            8 => Ending::Rieul,
            _ => Ending::Consonant,
        },
        // 퍼센트, 이, 사, 오, 구
        '%' | '2' | '4' | '5' | '9' => Ending::Vowel,
        // 일, 칠, 팔
        '1' | '7' | '8' => Ending::Rieul,
        // 영 (십, 백, 천, 만), 삼, 육
        '0' | '3' | '6' => Ending::Consonant,
        letter if is_abbreviation(spoken) => match letter {
            'L' | 'R' => Ending::Rieul,
            'M' | 'N' => Ending::Consonant,
            _ => Ending::Vowel,
        },
        _ => Ending::Unknown,
    }
}

/// Whether the last word is capital letters alone, which are spoken one by one.
fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase())
}

/// A text without the brackets at its end.
fn without_brackets(text: &str) -> &str {
    let text = text.trim_end();
    if !text.ends_with(')') {
        return text;
    }
    let mut depth = 0;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if at == 0 { text } else { without_brackets(&text[..at]) };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, text: &str) -> String {
        let particle = PARTICLES.iter().find(|particle| particle.name == name).expect("a particle");
        format!("{text}{}", particle.after(text))
    }

    #[test]
    fn particles_follow_the_last_sound() {
        assert_eq!(["나이", "소득", "서울"].map(|word| with("EUN", word)), ["나이는", "소득은", "서울은"]);
        assert_eq!(["나이", "소득", "서울"].map(|word| with("RO", word)), ["나이로", "소득으로", "서울로"]);
        assert_eq!(["신문", "라디오"].map(|word| with("GWA", word)), ["신문과", "라디오와"]);
        assert_eq!(["34%", "1,234", "10", "17"].map(|word| with("EUL", word)), ["34%를", "1,234를", "10을", "17을"]);
        assert_eq!(["3", "8", "2"].map(|word| with("RO", word)), ["3으로", "8로", "2로"]);
    }

    #[test]
    fn brackets_at_the_end_are_not_spoken() {
        assert_eq!(with("IGA", "34%(29~40%, 90% 신뢰구간)"), "34%(29~40%, 90% 신뢰구간)가");
        assert_eq!(with("IGA", "신문(인쇄(종이))"), "신문(인쇄(종이))이");
        assert_eq!(with("IGA", "'행사'"), "'행사'가");
        assert_eq!(with("IGA", "(이름 없음)"), "(이름 없음)이");
    }

    #[test]
    fn words_of_unknown_sound_take_both_forms() {
        assert_eq!(with("EUL", "household_size"), "household_size을(를)");
        assert_eq!(with("RO", "Reddit"), "Reddit(으)로");
        assert_eq!(["SMS", "KTV", "URL", "SNN"].map(|word| with("IGA", word)), ["SMS가", "KTV가", "URL이", "SNN이"]);
        assert_eq!(with("IGA", ""), "이(가)");
    }

    #[test]
    fn counters_stand_behind_the_number() {
        let with = |count: &str| with_counter(count, "명");
        assert_eq!(["34", "10 미만", "680(580~800)"].map(with), ["34명", "10명 미만", "680(580~800)명"]);
        assert_eq!(with("10 미만을 뺀 전부"), "10명 미만을 뺀 전부");
    }
}
