//! The values that each layer gives, and which of them is in use.

use std::collections::BTreeMap;
use std::fmt;

use super::secret::{Secret, without_secrets};
use super::table::{Accepts, SETTINGS, Setting};
use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::report::Language;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// Nobody set it.
    Default,
    /// The file of this name.
    File(String),
    /// The environment.
    Environment,
    /// The command line.
    Flag,
}

impl Layer {
    /// The layer and the name that `setting` has there, for example `environment AUDIENCE_FIT_QUEUE`.
    pub fn place(&self, setting: &Setting) -> Message {
        match self {
            Self::Default => message!["setting-place-default"],
            Self::File(path) => message!["setting-place-file", path = path, key = setting.key],
            Self::Environment => message!["setting-place-environment", name = setting.variable()],
            Self::Flag => message!["setting-place-flag", name = setting.flag()],
        }
    }
}

/// One mistake in the settings, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigIssue {
    /// The layer and the name there.
    pub place: Message,
    /// What was received and what is accepted.
    pub detail: Message,
}

impl ConfigIssue {
    /// Whether it is about the setting of this key, as any layer writes it.
    pub(super) fn is_of(&self, key: &str) -> bool {
        self.place.in_language(Language::English).to_ascii_lowercase().replace('-', "_").ends_with(key)
    }
}

impl fmt::Display for ConfigIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let english = |message: &Message| message.in_language(Language::English);
        write!(f, "{}: {}", english(&self.place), english(&self.detail))
    }
}

/// An accepted value, and where it came from. It may be secret.
#[derive(Debug, Clone)]
pub(super) struct ResolvedValue {
    pub(super) layer: Layer,
    pub(super) text: Secret,
}

/// The value in use of each setting, by key.
pub(super) type Values = BTreeMap<&'static str, ResolvedValue>;

/// The layers applied so far.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) values: Values,
    pub(super) issues: Vec<ConfigIssue>,
}

impl Layers {
    /// The defaults.
    pub(super) fn new() -> Self {
        let default =
            |s: &Setting| Some((s.key, ResolvedValue { layer: Layer::Default, text: Secret::new(s.default?) }));
        Self { values: SETTINGS.iter().filter_map(default).collect(), issues: Vec::new() }
    }

    /// Applies the text that `layer` gives for `setting`.
    pub(super) fn apply(&mut self, setting: &Setting, layer: &Layer, text: &str) {
        if setting.accepts.accepts(text) {
            self.values.insert(setting.key, ResolvedValue { layer: layer.clone(), text: Secret::new(text) });
        } else {
            let detail = message!["setting-fault-received", received = received(setting, text)]
                .saying("accepted", setting.accepts.described());
            self.refuse(setting, layer, detail);
        }
    }

    /// Applies the content of the file at `path`.
    pub(super) fn apply_file(&mut self, path: &str, content: &str) {
        let layer = Layer::File(path.to_owned());
        let table = match content.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                // Not the whole error: it quotes the line, which may hold a secret.
                let line = error.span().map_or(1, |span| content[..span.start].matches('\n').count() + 1);
                let detail = message!["setting-fault-toml", line = line, error = error.message()];
                self.issues.push(ConfigIssue { place: message!["setting-fault-of-file", path = path], detail });
                return;
            }
        };
        for (key, value) in table {
            let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
                self.unknown(message!["setting-place-file", path = path, key = excerpt(&key)]);
                continue;
            };
            let is_number = matches!(setting.accepts, Accepts::Whole(_));
            match value {
                toml::Value::Integer(number) if is_number => self.apply(setting, &layer, &number.to_string()),
                toml::Value::String(text) if !is_number => self.apply(setting, &layer, &text),
                toml::Value::String(_)
                | toml::Value::Integer(_)
                | toml::Value::Float(_)
                | toml::Value::Boolean(_)
                | toml::Value::Datetime(_)
                | toml::Value::Array(_)
                | toml::Value::Table(_) => {
                    let detail = message!["setting-fault-type", kind = value.type_str()]
                        .saying("accepted", setting.accepts.described());
                    self.refuse(setting, &layer, detail);
                }
            }
        }
    }

    fn refuse(&mut self, setting: &Setting, layer: &Layer, detail: Message) {
        self.issues.push(ConfigIssue { place: layer.place(setting), detail });
    }

    /// There is no setting of the name that stands at `place`.
    pub(super) fn unknown(&mut self, place: Message) {
        let keys: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
        self.issues.push(ConfigIssue { place, detail: message!["setting-fault-unknown", accepted = keys.join(", ")] });
    }
}

/// What was received, without secrets.
fn received(setting: &Setting, text: &str) -> String {
    match setting.accepts {
        Accepts::Url(_) => without_secrets(text),
        Accepts::Whole(_)
        | Accepts::Address
        | Accepts::Folder
        | Accepts::OneOf(_)
        | Accepts::LogFilter
        | Accepts::HostNames
        | Accepts::Sources
        | Accepts::Text
        | Accepts::File
        | Accepts::Groups => excerpt(text),
    }
}
