//! The command line: a thin shell over the same use cases as the service.
//!
//! Results go to stdout, logs and progress to stderr. Exit codes: 0 done or pass, 1 fail, 2 bad usage or input,
//! 3 inconclusive, 4 internal.

mod analyze;
mod args;
mod constraints;
mod health;
mod import;
mod input;
mod keys;
mod learning;
mod momentum;
mod recommend;
mod schemas;
mod serve;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::catalog::Catalog;
use crate::config::LogFormat;
use crate::error::{ErrorCode, Failure};
use crate::profile::shown;
use args::{Arguments, Command, ConfigCommand};

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("audience-fit: {failure}");
            ExitCode::from(failure.code.exit_code())
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { command, models, log } = arguments;
    if !matches!(command, Command::Serve(_)) {
        start_log(log.as_deref().unwrap_or("warn"), LogFormat::Text)?;
    }
    let catalog = || load_catalog(models.as_deref().map(Path::new));
    match command {
        Command::Serve(args) => serve::serve(args, models, log),
        Command::Config(ConfigCommand::Check(args)) => serve::check(args, models, log),
        Command::Analyze(args) => analyze::analyze(&args, &catalog()?),
        Command::Check(args) => analyze::check(&args, &catalog()?),
        Command::Recommend(args) => recommend::recommend(&args, &catalog()?),
        Command::Import(args) => import::import(&args),
        Command::Momentum(args) => momentum::momentum(&args, &catalog()?),
        Command::Openapi => print(&crate::http::openapi_json()),
        Command::Schemas(args) => schemas::write_schemas(&args),
        Command::Keys(command) => keys::keys(&command),
        Command::Health(args) => health::health(&args),
    }
}

fn load_catalog(models: Option<&Path>) -> Result<Catalog, Failure> {
    match models {
        None => Ok(Catalog::embedded()),
        Some(path) => Catalog::load_dir(path).map_err(|e| Failure::new(ErrorCode::Io, e.to_string())),
    }
}

/// Sends log events that pass `filter` to stderr.
fn start_log(filter: &str, format: LogFormat) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        let detail = format!("--log received {}: {error}; accepted: info, audience_fit=debug", shown(filter));
        Failure::new(ErrorCode::InvalidRequest, detail)
    })?;
    let terminal = io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if format == LogFormat::Json || (format == LogFormat::Auto && !terminal) {
        builder.json().init();
    } else {
        builder.with_ansi(terminal).init();
    }
    Ok(())
}

/// Prints a result; a reader that has gone is no failure.
fn print(text: &str) -> Result<ExitCode, Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(ErrorCode::Io, format!("standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(ExitCode::SUCCESS),
    }
}
