//! What each layer gives, and which of it holds.

use std::collections::BTreeMap;
use std::fmt;

use super::secret::{Secret, without_secrets};
use super::table::{Accepts, SETTINGS, Setting};
use crate::ingest::excerpt;

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
    /// The layer and the name that `setting` has there, as `environment AUDIENCE_FIT_QUEUE`.
    pub fn place(&self, setting: &Setting) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File(path) => format!("file {path}: {}", setting.key),
            Self::Environment => format!("environment {}", setting.variable()),
            Self::Flag => format!("flag {}", setting.flag()),
        }
    }
}

/// One thing that is wrong, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The layer and the name there.
    pub place: String,
    /// What was received and what is accepted.
    pub detail: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.detail)
    }
}

/// A value that is accepted, and where it came from. It may be secret.
#[derive(Debug, Clone)]
pub(super) struct Effective {
    pub(super) layer: Layer,
    pub(super) text: Secret,
}

/// The value that holds of each setting, by key.
pub(super) type Values = BTreeMap<&'static str, Effective>;

/// The layers laid over each other so far.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) values: Values,
    pub(super) mistakes: Vec<Mistake>,
}

impl Layers {
    /// The defaults.
    pub(super) fn new() -> Self {
        let default = |s: &Setting| Some((s.key, Effective { layer: Layer::Default, text: Secret::new(s.default?) }));
        Self { values: SETTINGS.iter().filter_map(default).collect(), mistakes: Vec::new() }
    }

    /// Lays the text that `layer` gives for `setting` over what there is.
    pub(super) fn lay(&mut self, setting: &Setting, layer: &Layer, text: &str) {
        if setting.accepts.accepts(text) {
            self.values.insert(setting.key, Effective { layer: layer.clone(), text: Secret::new(text) });
        } else {
            self.refuse(setting, layer, &format!("`{}`", received(setting, text)));
        }
    }

    /// Lays what the file at `path` holds over what there is.
    pub(super) fn lay_file(&mut self, path: &str, content: &str) {
        let layer = Layer::File(path.to_owned());
        let table = match content.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                // Not the whole error: it quotes the line, which may hold a secret.
                let line = error.span().map_or(1, |span| content[..span.start].matches('\n').count() + 1);
                let detail = format!("line {line}: {}; accepted: TOML, one `key = value` a line", error.message());
                self.mistakes.push(Mistake { place: format!("file {path}"), detail });
                return;
            }
        };
        for (key, value) in table {
            let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
                self.unknown(format!("file {path}: {}", excerpt(&key)));
                continue;
            };
            let is_number = matches!(setting.accepts, Accepts::Whole(_));
            match value {
                toml::Value::Integer(number) if is_number => self.lay(setting, &layer, &number.to_string()),
                toml::Value::String(text) if !is_number => self.lay(setting, &layer, &text),
                toml::Value::String(_)
                | toml::Value::Integer(_)
                | toml::Value::Float(_)
                | toml::Value::Boolean(_)
                | toml::Value::Datetime(_)
                | toml::Value::Array(_)
                | toml::Value::Table(_) => {
                    self.refuse(setting, &layer, &format!("a value of type {}", value.type_str()))
                }
            }
        }
    }

    fn refuse(&mut self, setting: &Setting, layer: &Layer, received: &str) {
        let detail = format!("received {received}; accepted: {}", setting.accepts.described());
        self.mistakes.push(Mistake { place: layer.place(setting), detail });
    }

    /// There is no setting of the name that stands at `place`.
    pub(super) fn unknown(&mut self, place: String) {
        let keys: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
        self.mistakes.push(Mistake { place, detail: format!("no such setting; there are {}", keys.join(", ")) });
    }
}

/// What was received, as it may be shown.
fn received(setting: &Setting, text: &str) -> String {
    match setting.accepts {
        Accepts::Url(_) => without_secrets(text),
        Accepts::Whole(_) | Accepts::Address | Accepts::Folder | Accepts::OneOf(_) | Accepts::LogFilter => {
            excerpt(text)
        }
    }
}
