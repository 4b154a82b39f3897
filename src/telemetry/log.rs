//! Log events, to stderr.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use crate::profile::shown;

/// The filter of log events is not one.
#[derive(Debug, thiserror::Error)]
#[error("received the log filter `{received}`: {reason}; accepted: info, audience_fit=debug")]
pub struct LogError {
    received: String,
    reason: String,
}

/// Sends the log events of this process that pass `filter` to stderr.
///
/// # Errors
/// [`LogError`] where `filter` is none.
pub fn start_log(filter: &str, format: LogFormat) -> Result<(), LogError> {
    let refused = |reason: &dyn ToString| LogError { received: shown(filter), reason: reason.to_string() };
    let filter = EnvFilter::try_new(filter).map_err(|error| refused(&error))?;
    let terminal = io::stderr().is_terminal();
    let json = match format {
        LogFormat::Auto => !terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if json {
        // The request's own span says all; a list of spans around it would say it twice.
        builder.json().flatten_event(true).with_span_list(false).init();
    } else {
        builder.with_ansi(terminal).init();
    }
    Ok(())
}
