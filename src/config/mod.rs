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

pub use layers::{ConfigIssue, Layer};
pub use load::{ConfigError, Configuration};
pub use oidc::{Group, OidcSettings, RETURN_PATH};
pub use secret::Secret;
pub use settings::{Auth, LogFormat, ServeSettings};
pub use table::{Accepts, SETTINGS, Setting};

/// The arguments that the process was started with, the program's name first; what is not UTF-8 in them is replaced.
pub fn command_line() -> Vec<String> {
    std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect()
}
