//! Sentences that are not yet in a language: what the domain says of a fault, and `report` writes.

pub(crate) mod json;

use std::borrow::Cow;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// A sentence of the catalogue of messages with its arguments, or a text that stands as it is.
///
/// Stored as JSON it is a text or an object of `id` and `args`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Message {
    /// A message of the catalogue.
    Catalogued {
        /// Its id.
        id: Cow<'static, str>,
        /// Its arguments by name.
        args: Vec<(String, MessageArgument)>,
    },
    /// A text that is in a language already.
    Verbatim(String),
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MessageArgument {
    /// A text that stands as it is.
    Text(String),
    /// A number, which chooses between singular and plural and is written as the language writes numbers.
    Number(f64),
    /// Sentences within the sentence, as a list.
    List(Vec<Message>),
}

impl Message {
    /// The message `id` of the catalogue, without arguments.
    pub fn new(id: &'static str) -> Self {
        Self::Catalogued { id: Cow::Borrowed(id), args: Vec::new() }
    }

    /// The same with an argument, which stands as `value` displays itself: as a request writes numbers, not as a report does.
    pub fn with(self, name: &str, value: impl Display) -> Self {
        self.and(name, MessageArgument::Text(value.to_string()))
    }

    /// The same with an argument, in place of one of this name.
    pub fn and(mut self, name: &str, argument: MessageArgument) -> Self {
        if let Self::Catalogued { args, .. } = &mut self {
            args.retain(|(own, _)| own != name);
            args.push((name.to_owned(), argument));
        }
        self
    }

    /// The same with a sentence as an argument.
    pub fn saying(self, name: &str, message: Message) -> Self {
        self.and(name, MessageArgument::List(vec![message]))
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Verbatim(text) if text.is_empty())
    }

    /// The id and the arguments, for whoever checks reference data or writes a log.
    pub fn outline(&self) -> String {
        match self {
            Self::Catalogued { id, args } => {
                let args: Vec<String> =
                    args.iter().map(|(name, argument)| format!("{name}: {}", argument.outline())).collect();
                format!("{id} ({})", args.join(", "))
            }
            Self::Verbatim(text) => text.clone(),
        }
    }
}

impl MessageArgument {
    fn outline(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::List(messages) => messages.iter().map(Message::outline).collect::<Vec<_>>().join(", "),
        }
    }
}

impl<T: Into<String>> From<T> for Message {
    fn from(text: T) -> Self {
        Self::Verbatim(text.into())
    }
}

/// A message as JSON in a text, for forms that do not say what a value is.
#[cfg(feature = "cluster")]
pub(crate) mod as_json {
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Message;

    pub(crate) fn serialize<S: Serializer>(message: &Option<Message>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(message).map_err(S::Error::custom)?)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Message>, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A message with its arguments: `message!["plan-fault-weeks", received = weeks, max = 52]`.
macro_rules! message {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::message::Message::new($id)$(.with(stringify!($name), &$value))*
    };
}
pub(crate) use message;
