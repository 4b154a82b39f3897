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
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::catalog::Catalog;
use crate::error::{ErrorCode, Failure};
use args::{Arguments, Command};

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_log(&arguments);
    match run(arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("audience-fit: {failure}");
            ExitCode::from(failure.code.exit_code())
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let catalog = || load_catalog(arguments.models.as_deref());
    match arguments.command {
        Command::Serve(args) => serve::serve(&args, catalog()?),
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

fn load_catalog(models: Option<&std::path::Path>) -> Result<Catalog, Failure> {
    match models {
        None => Ok(Catalog::embedded()),
        Some(path) => Catalog::load_dir(path).map_err(|e| Failure::new(ErrorCode::Io, e.to_string())),
    }
}

fn start_log(arguments: &Arguments) {
    let level = if matches!(arguments.command, Command::Serve(_)) { "info" } else { "warn" };
    let filter =
        EnvFilter::try_new(arguments.log.as_deref().unwrap_or(level)).unwrap_or_else(|_| EnvFilter::new(level));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if matches!(arguments.command, Command::Serve(_)) && !io::stderr().is_terminal() {
        builder.json().init();
    } else {
        builder.with_ansi(io::stderr().is_terminal()).init();
    }
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
