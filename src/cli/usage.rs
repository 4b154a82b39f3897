//! Why a command line cannot be read, in the language of who wrote it: what was found, what is accepted, what to do.

use std::error::Error as _;
use std::num::{ParseFloatError, ParseIntError};

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arg_values::ValueFault;
use crate::report::messages::{Messages, args};

/// Longest value that is repeated, in characters.
const MAX_SHOWN: usize = 60;

/// What is wrong, in sentences.
pub(super) fn explain(m: &Messages, error: &Error) -> String {
    let said = Said { m, error };
    let what = match error.kind() {
        ErrorKind::UnknownArgument => said.unknown(),
        ErrorKind::InvalidSubcommand => said.unknown_command(),
        ErrorKind::InvalidValue if said.received().is_empty() => said.no_value(),
        ErrorKind::InvalidValue => said.refused(&said.accepted()),
        ErrorKind::ValueValidation => said.refused(&said.why()),
        ErrorKind::MissingRequiredArgument => m.text("usage-missing", args![arguments = said.argument()]),
        ErrorKind::ArgumentConflict => said.conflict(),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            m.label("usage-missing-command")
        }
        ErrorKind::InvalidUtf8 => m.label("usage-utf8"),
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => said.no_value(),
        ErrorKind::TooManyValues => said.refused(&m.label("usage-one-value")),
        // What is left are outputs and failures of writing them.
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::Io | ErrorKind::Format | _ => error.to_string(),
    };
    match said.usage() {
        Some(usage) => format!("{what}\n\n{} {usage}\n\n{}", m.label("help-usage"), m.label("usage-more")),
        None => format!("{what}\n\n{}", m.label("usage-more")),
    }
}

/// An error with the words for it.
struct Said<'a> {
    m: &'a Messages,
    error: &'a Error,
}

impl Said<'_> {
    fn context(&self, kind: ContextKind) -> String {
        let value = self.error.get(kind);
        if let Some(ContextValue::String(text)) = value {
            text.clone()
        } else if let Some(ContextValue::Strings(texts)) = value {
            texts.join(", ")
        } else {
            String::new()
        }
    }

    /// How the command is used.
    fn usage(&self) -> Option<String> {
        let ContextValue::StyledStr(usage) = self.error.get(ContextKind::Usage)? else { return None };
        Some(usage.to_string().trim_start_matches("Usage: ").trim().to_owned())
    }

    /// The option or argument, as the help writes it.
    fn argument(&self) -> String {
        self.context(ContextKind::InvalidArg)
    }

    fn received(&self) -> String {
        let text = self.context(ContextKind::InvalidValue);
        match text.char_indices().nth(MAX_SHOWN) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    }

    /// The question whether a similar name was meant, after a space; empty where none is similar.
    fn similar(&self, kind: ContextKind) -> String {
        match self.context(kind) {
            none if none.is_empty() => String::new(),
            similar => format!(" {}", self.m.text("usage-similar", args![similar = similar])),
        }
    }

    fn unknown(&self) -> String {
        let what = self.m.text("usage-unknown", args![received = self.argument()]);
        what + &self.similar(ContextKind::SuggestedArg)
    }

    fn unknown_command(&self) -> String {
        let received = self.context(ContextKind::InvalidSubcommand);
        let what = self.m.text("usage-unknown-command", args![received = received]);
        what + &self.similar(ContextKind::SuggestedSubcommand)
    }

    fn accepted(&self) -> String {
        let accepted = self.m.text("usage-accepted", args![accepted = self.context(ContextKind::ValidValue)]);
        accepted + &self.similar(ContextKind::SuggestedValue)
    }

    fn no_value(&self) -> String {
        let what = self.m.text("usage-no-value", args![argument = self.argument()]);
        if self.context(ContextKind::ValidValue).is_empty() { what } else { format!("{what} {}", self.accepted()) }
    }

    fn refused(&self, accepted: &str) -> String {
        let received = self.received();
        self.m.text("usage-refused", args![argument = self.argument(), received = received, accepted = accepted])
    }

    /// What a reader of a value says is accepted.
    fn why(&self) -> String {
        let Some(source) = self.error.source() else { return String::new() };
        if let Some(ValueFault(message)) = source.downcast_ref() {
            self.m.say(message)
        } else if source.is::<ParseIntError>() {
            self.m.label("usage-whole")
        } else if source.is::<ParseFloatError>() {
            self.m.label("usage-number")
        } else {
            source.to_string()
        }
    }

    fn conflict(&self) -> String {
        let (argument, other) = (self.argument(), self.context(ContextKind::PriorArg));
        if argument == other || other.is_empty() {
            return self.m.text("usage-repeated", args![argument = argument]);
        }
        self.m.text("usage-conflict", args![argument = argument, other = other])
    }
}
