//! The sentences people read, in one catalogue of [Fluent](https://projectfluent.org) files, a folder a language.
//!
//! The modules before `report` return codes and numbers; a function of `report` looks up the sentence. To add one:
//! 1. Write the message in `messages/en/<part>.ftl`. Its id begins with the name of the part:
//!    `plan-overlaps = Excluded: overlaps with { $channel }; counting both would double-count people.`
//!    A sentence with a number takes its plural from it:
//!    `fit-rows = { $n -> [one] { $n } row *[other] { $n } rows } rejected.` A line break in a message is a space.
//! 2. Look it up in a function of `report`, the one that the JSON bodies call too:
//!    ```text
//!    pub(crate) fn exclusion(messages: &Messages, reason: &Exclusion) -> String {
//!        match reason {
//!            Exclusion::Overlaps { with } => messages.text("plan-overlaps", args![channel = with]),
//!            Exclusion::NoFigures => messages.label("plan-no-figures"),
//!        }
//!    }
//!    ```
//!    An argument is a text (shares, intervals and dates formatted by [`format`](super::format)) or a count: numbers
//!    get their separators here. A list is `messages.list(&items)`. The outermost caller takes the catalogue,
//!    `Messages::of(Language::English)`; everyone else gets it passed.
//!
//! A language is one more folder, listed in `Language`. `tests/messages.rs` checks that every id in the sources
//! exists with the arguments it is given, that every message is used, and that every message renders; the tests of
//! `report` render each kind of report in a pseudo-language, in which any sentence outside the catalogue shows.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::message::{Message, MessageArgument};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::format::quantity;
use super::particles;

/// A language of reports and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, as the GOV.UK style guide has it.
    #[default]
    English,
    /// Korean, as public offices write it.
    Korean,
    /// English with other letters and in brackets: what stays readable did not come from the catalogue.
    #[cfg(test)]
    Pseudo,
}

impl Language {
    /// The languages that can be asked for.
    pub const ALL: [Self; 2] = [Self::English, Self::Korean];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
            #[cfg(test)]
            Self::Pseudo => "en-XA",
        }
    }

    /// The language of a BCP 47 tag or range such as `ko-KR`, or of a locale such as `ko_KR.UTF-8`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The language that an `Accept-Language` header (RFC 9110) prefers; the default where it has none of ours.
    pub fn accepted(header: &str) -> Self {
        let weight = |parameter: &str| {
            let value = parameter.trim().strip_prefix("q=").or_else(|| parameter.trim().strip_prefix("Q="));
            value.and_then(|value| value.parse::<f64>().ok())
        };
        let mut best: Option<(Self, f64)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let language = match parts.next().unwrap_or_default().trim() {
                "*" => Some(Self::default()),
                tag => Self::of_tag(tag),
            };
            let q = parts.find_map(weight).unwrap_or(1.0);
            if let Some(language) = language
                && q > best.map_or(0.0, |(_, best)| best)
            {
                best = Some((language, q));
            }
        }
        best.map_or_else(Self::default, |(language, _)| language)
    }

    /// The unit that a number of a million or more is written in: its name in messages, its size and the decimals.
    pub(super) fn large_unit(self, number: f64) -> (&'static str, f64, usize) {
        match self {
            Self::Korean if number >= 1e8 => ("hundred-million", 1e8, 1),
            Self::Korean => ("ten-thousand", 1e4, 0),
            Self::English => ("million", 1e6, 1),
            #[cfg(test)]
            Self::Pseudo => ("million", 1e6, 1),
        }
    }

    /// The text of each part.
    fn parts(self) -> &'static [&'static str] {
        macro_rules! folder {
            ($folder:literal) => {
                folder!($folder: "accepts", "ask", "caveat", "channel", "command", "counts", "effect", "failure", "fault", "file", "fit", "follower-audit", "format", "help", "import", "json", "mapping", "overlap", "pages", "plan",
                    "problem", "reading", "received", "refusal", "report", "segment", "setting", "simulation", "target", "totals", "usage", "warning", "workbook")
            };
            ($folder:literal: $($part:literal),+) => {
                &[$(include_str!(concat!("messages/", $folder, "/", $part, ".ftl"))),+]
            };
        }
        match self {
            Self::English => folder!("en"),
            Self::Korean => folder!("ko"),
            #[cfg(test)]
            Self::Pseudo => Self::English.parts(),
        }
    }
}

impl Language {
    /// Names of the reference data by their English names.
    fn names(self) -> BTreeMap<String, String> {
        let text = match self {
            Self::Korean => include_str!("messages/ko/names.toml"),
            Self::English => "",
            #[cfg(test)]
            Self::Pseudo => "",
        };
        let names = toml::from_str(text);
        debug_assert!(names.is_ok(), "the names of {self:?} cannot be read: {names:?}");
        names.unwrap_or_default()
    }
}

/// The messages of one language.
pub(crate) struct Messages {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// Names of the reference data, which are English there.
    names: BTreeMap<String, String>,
}

/// The arguments of a message: `args![channel = name, n = 3]`.
macro_rules! args {
    () => { fluent_bundle::FluentArgs::new() };
    ($($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set(stringify!($name), $value);)+
        args
    }};
}
pub(crate) use args;

impl Message {
    /// The sentence in a language.
    pub fn in_language(&self, language: Language) -> String {
        Messages::of(language).say(self)
    }

    /// Whether no English is left of the sentence in another language, but for `names`, which no language translates.
    #[cfg(test)]
    pub(crate) fn is_catalogued(&self, names: &[&str]) -> bool {
        let mut names = names.to_vec();
        // A name may be a part of a longer one.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let said = names.iter().fold(self.in_language(Language::Pseudo), |said, name| said.replace(name, ""));
        !said.is_empty() && !said.contains(|c: char| c.is_ascii_alphabetic())
    }
}

impl Messages {
    /// The messages of a language, parsed once.
    pub(crate) fn of(language: Language) -> &'static Self {
        static ENGLISH: OnceLock<Messages> = OnceLock::new();
        static KOREAN: OnceLock<Messages> = OnceLock::new();
        #[cfg(test)]
        static PSEUDO: OnceLock<Messages> = OnceLock::new();
        match language {
            Language::English => ENGLISH.get_or_init(|| Self::load(language)),
            Language::Korean => KOREAN.get_or_init(|| Self::load(language)),
            #[cfg(test)]
            Language::Pseudo => PSEUDO.get_or_init(|| {
                let mut messages = Self::load(language);
                messages.bundle.set_transform(Some(pseudo));
                messages
            }),
        }
    }

    fn load(language: Language) -> Self {
        let locale = language.tag().parse().expect("language tags are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        particles::add_functions(&mut bundle);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(quantity(number.value)),
            FluentValue::String(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
        }));
        for part in language.parts() {
            let resource = FluentResource::try_new((*part).to_owned());
            debug_assert!(resource.is_ok(), "a catalogue file does not parse: {:?}", resource.err());
            let added = bundle.add_resource(resource.unwrap_or_else(|(readable, _)| readable));
            debug_assert!(added.is_ok(), "a message is defined twice: {added:?}");
        }
        Self { language, bundle, names: language.names() }
    }

    /// The language.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a message of this id.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A name of the reference data in this language; as it is where the language has no other.
    pub(crate) fn name<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// Names of the reference data as a list.
    pub(crate) fn name_list<T: AsRef<str>>(&self, names: &[T]) -> String {
        self.list(&names.iter().map(|name| self.name(name.as_ref())).collect::<Vec<_>>())
    }

    /// The message `id`, which takes no arguments.
    pub(crate) fn label(&self, id: &str) -> String {
        self.text(id, args![])
    }

    /// A sentence of the domain in this language.
    pub(crate) fn say(&self, message: &Message) -> String {
        let value = |argument: &MessageArgument| match argument {
            MessageArgument::Text(text) => FluentValue::from(text.clone()),
            MessageArgument::Number(number) => FluentValue::from(*number),
            MessageArgument::List(messages) => {
                FluentValue::from(messages.iter().map(|message| self.say(message)).collect::<Vec<_>>().join(", "))
            }
        };
        match message {
            Message::Catalogued { id, args } => {
                self.text(id, args.iter().map(|(name, argument)| (name.as_str(), value(argument))).collect())
            }
            Message::Verbatim(text) => text.clone(),
        }
    }

    /// The message `id` with its arguments: in English where the language has none, and the id itself where there is no
    /// such message, both of which tests rule out.
    pub(crate) fn text(&self, id: &str, args: FluentArgs<'_>) -> String {
        let message = self.bundle.get_message(id).and_then(|message| message.value());
        if message.is_none() && self.language != Language::English {
            tracing::debug!(id, language = self.language.tag(), "a message is missing; it is said in English");
            return Self::of(Language::English).text(id, args);
        }
        debug_assert!(message.is_some(), "there is no message {id}");
        let Some(pattern) = message else { return id.to_owned() };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        debug_assert!(errors.is_empty(), "message {id}: {errors:?}");
        text.replace('\n', " ")
    }
}

/// A piece of a message in letters that are no ASCII, in brackets.
#[cfg(test)]
fn pseudo(text: &str) -> std::borrow::Cow<'_, str> {
    let other = |c: char| match c {
        'a'..='z' => char::from_u32('ａ' as u32 + (c as u32 - 'a' as u32)).unwrap_or(c),
        'A'..='Z' => char::from_u32('Ａ' as u32 + (c as u32 - 'A' as u32)).unwrap_or(c),
        c => c,
    };
    format!("⟦{}⟧", text.chars().map(other).collect::<String>()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_take_plurals_and_group_digits() {
        let messages = Messages::of(Language::English);
        let followers = |n: u64| messages.text("fit-followers", args![n = n]);
        assert_eq!([0, 1, 2, 12_345].map(followers), ["0 followers", "1 follower", "2 followers", "12,345 followers"]);
    }

    #[test]
    fn the_pseudo_language_leaves_no_english() {
        let text = Messages::of(Language::Pseudo).text("fit-followers", args![n = 3]);
        assert!(text.contains('3') && !text.contains(|c: char| c.is_ascii_alphabetic()), "{text}");
    }

    /// The ids of a language's messages, in the order of its files.
    fn ids(language: Language) -> Vec<String> {
        let lines = language.parts().iter().flat_map(|part| part.lines());
        let ids = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        ids.filter_map(|line| line.split_once(" =")).map(|(id, _)| id.to_owned()).collect()
    }

    #[test]
    fn every_message_of_every_language_renders_whatever_its_arguments_are() {
        for language in Language::ALL {
            let messages = Messages::of(language);
            let source = language.parts().concat();
            let names: std::collections::BTreeSet<&str> = source
                .split('$')
                .skip(1)
                .map(|rest| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default())
                .collect();
            for id in ids(language) {
                let message = messages.bundle.get_message(&id).and_then(|message| message.value());
                let pattern = message.unwrap_or_else(|| panic!("{id} has no text"));
                for value in
                    [FluentValue::from(0), FluentValue::from(1), FluentValue::from(2.5), FluentValue::from("x")]
                {
                    let args: FluentArgs<'_> = names.iter().map(|name| (*name, value.clone())).collect();
                    let mut faults = Vec::new();
                    let text = messages.bundle.format_pattern(pattern, Some(&args), &mut faults);
                    assert!(faults.is_empty() && !text.trim().is_empty(), "{id}: {faults:?}");
                }
            }
        }
    }

    #[test]
    fn languages_are_chosen_as_callers_ask() {
        let accepted = |header: &str| Language::accepted(header);
        assert_eq!(accepted("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7"), Language::Korean);
        assert_eq!(accepted("en-GB, ko;q=0.5"), Language::English);
        assert_eq!(accepted("ja, ko;q=0.2, en;q=0.1"), Language::Korean, "languages that are not there do not count");
        assert_eq!(accepted("ko;q=0, *;q=0.1"), Language::English, "what is refused is not given");
        assert_eq!(accepted("ja, fr"), Language::English);
        assert_eq!(accepted(""), Language::English);
        assert_eq!(accepted("KO"), Language::Korean);
        assert_eq!(accepted("ko;q=x, en;q=0.4"), Language::Korean, "a weight that is none counts as 1");
        assert_eq!(
            ["ko_KR.UTF-8", "en", "C", "korean", ""].map(Language::of_tag).map(|l| l.map(Language::tag)),
            [Some("ko"), Some("en"), None, None, None]
        );
    }
}
