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

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::format::quantity;

/// A language of reports and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, as the GOV.UK style guide has it.
    English,
    /// English with other letters and in brackets: what stays readable did not come from the catalogue.
    #[cfg(test)]
    Pseudo,
}

impl Language {
    /// Every language there is.
    pub const ALL: [Self; 1] = [Self::English];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            #[cfg(test)]
            Self::Pseudo => "en-XA",
        }
    }

    /// The text of each part.
    fn parts(self) -> &'static [&'static str] {
        macro_rules! folder {
            ($folder:literal: $($part:literal),+) => {
                &[$(include_str!(concat!("messages/", $folder, "/", $part, ".ftl"))),+]
            };
        }
        match self {
            Self::English => folder!(
                "en": "ask", "caveat", "channel", "effect", "fit", "follower-audit", "format", "import", "overlap", "pages", "plan", "reading", "report",
                "segment", "simulation", "warning"
            ),
            #[cfg(test)]
            Self::Pseudo => Self::English.parts(),
        }
    }
}

/// The messages of one language.
pub(crate) struct Messages {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
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

impl Messages {
    /// The messages of a language, parsed once.
    pub(crate) fn of(language: Language) -> &'static Self {
        static ENGLISH: OnceLock<Messages> = OnceLock::new();
        #[cfg(test)]
        static PSEUDO: OnceLock<Messages> = OnceLock::new();
        match language {
            Language::English => ENGLISH.get_or_init(|| Self::load(language)),
            #[cfg(test)]
            Language::Pseudo => PSEUDO.get_or_init(|| {
                let mut messages = Self::load(language);
                messages.bundle.set_transform(Some(pseudo));
                messages
            }),
        }
    }

    fn load(language: Language) -> Self {
        let tag = language.tag();
        let locale = tag.parse().expect("language tags are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
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
        Self { tag, bundle }
    }

    /// The BCP 47 tag of the language.
    pub(crate) fn tag(&self) -> &'static str {
        self.tag
    }

    /// The message `id`, which takes no arguments.
    pub(crate) fn label(&self, id: &str) -> String {
        self.text(id, args![])
    }

    /// The message `id` with its arguments; the id itself where there is no such message, which tests rule out.
    pub(crate) fn text(&self, id: &str, args: FluentArgs<'_>) -> String {
        let message = self.bundle.get_message(id).and_then(|message| message.value());
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
}
