//! The settings of the service: from a file, the environment and flags, checked together before anything starts.
//!
//! A later layer overrides an earlier one: default, file, environment, flag. Every value of every layer is checked, even
//! one that a later layer overrides, and all mistakes are reported at once. This is the only module that reads the
//! environment.

mod layers;
mod load;
mod machine;
mod oidc;
mod secret;
mod settings;
mod table;
#[cfg(test)]
mod tests;

use std::ffi::OsString;

use crate::report::Language;

pub use layers::{ConfigIssue, Layer};
pub use load::{ConfigError, Configuration};
pub use oidc::{Group, OidcSettings, RETURN_PATH};
pub use secret::Secret;
pub use settings::{Auth, LogFormat, ServeSettings};
pub use table::{Accepts, SETTINGS, Setting};

/// The variable of the option `--lang`.
pub fn language_variable() -> Option<String> {
    std::env::var("AUDIENCE_FIT_LANG").ok().filter(|name| !name.is_empty())
}

/// The language of messages that the system is set to, as POSIX orders its variables; English where it is none of ours.
pub fn system_language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.is_empty()).then_some(value)
    });
    set.and_then(|tag| Language::of_tag(&tag)).unwrap_or_default()
}

/// The arguments that the process was started with, the program's name first.
pub fn arguments_as_given() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// The arguments that the process was started with, the program's name first; what is not UTF-8 in them is replaced.
pub fn command_line() -> Vec<String> {
    std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect()
}
