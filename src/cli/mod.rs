//! The command line: a thin shell over the same use cases as the service.
//!
//! Results go to stdout, logs and progress to stderr. Exit codes: 0 done or pass, 1 fail, 2 bad usage or input,
//! 3 inconclusive, 4 internal.

mod analyze;
mod answers;
mod arg_values;
mod args;
mod ask;
mod check;
#[cfg(feature = "cluster")]
mod cluster;
mod constraints;
mod effect;
mod engine;
mod health;
mod import;
mod input;
mod inspect;
mod keys;
mod lake;
mod learning;
mod recommend;
mod records;
mod remote;
mod schemas;
mod serve;
mod simulate;
mod totals;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::config::{LogFormat, command_line};
use crate::error::{ErrorCode, Failure};
use crate::reference::Catalog;
use crate::report::Language;
use crate::telemetry::{Log, LogError};
use args::{Arguments, Command, ConfigCommand, OpenapiVersion};
use clap::Parser;

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| {
        if error.use_stderr() {
            check::report_usage_error(&command_line(), &error.to_string());
        }
        error.exit()
    });
    let language = Language::from(arguments.lang);
    match run(arguments) {
        Ok(code) => code,
        Err(failure) => {
            let exit_code = failure.code.exit_code();
            eprintln!("audience-fit: {}", failure.in_language(language));
            ExitCode::from(exit_code)
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { command, models, lang, log } = arguments;
    let language = Language::from(lang);
    let filter = log.as_deref().unwrap_or("warn");
    // The service starts its own, as its settings have it; a check reports it where none can be started.
    let starts_own = matches!(command, Command::Serve(_) | Command::Check(_));
    let _log = if starts_own { None } else { Some(start_log(filter)?) };
    let catalog = || load_catalog(models.as_deref().map(Path::new));
    match command {
        Command::Serve(args) => serve::serve(args, models, log),
        Command::Config(ConfigCommand::Check(args)) => serve::check(args, models, log),
        Command::Analyze(args) => analyze::analyze(&args, &catalog()?, language),
        Command::Ask(args) => ask::ask(&args, &catalog()?, language),
        Command::Check(args) => check::check(&args, language, || Ok((start_log(filter)?, catalog()?))),
        Command::Recommend(args) => recommend::recommend(&args, &catalog()?, language),
        Command::Inspect(args) => inspect::inspect(&args, &catalog()?, language),
        Command::Simulate(args) => simulate::simulate(&args, &catalog()?, language),
        Command::Import(args) => import::import(&args, language),
        Command::Effect(args) => effect::effect(&args, &catalog()?, language),
        Command::Openapi(args) => print(match args.version {
            OpenapiVersion::V3_0 => crate::api::openapi_3_0_json(),
            OpenapiVersion::V3_1 => crate::api::openapi_json(),
        }),
        Command::Schemas(args) => schemas::write_schemas(&args),
        Command::Keys(command) => keys::keys(&command),
        #[cfg(feature = "cluster")]
        Command::Cluster(command) => cluster::cluster(command),
        Command::Health(args) => health::health(&args),
    }
}

fn load_catalog(models: Option<&Path>) -> Result<Catalog, Failure> {
    match models {
        None => Ok(Catalog::embedded()),
        Some(path) => Catalog::load_dir(path).map_err(|e| Failure::new(ErrorCode::Io, e.to_string())),
    }
}

/// Starts the log of a command.
fn start_log(filter: &str) -> Result<Log, Failure> {
    log_started(Log::start(filter, LogFormat::Text, None))
}

fn log_started(log: Result<Log, LogError>) -> Result<Log, Failure> {
    log.map_err(|error| Failure::new(ErrorCode::InvalidRequest, error.to_string()))
}

/// Prints a result; a reader that has gone is no failure.
fn print(text: &str) -> Result<ExitCode, Failure> {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> Result<ExitCode, Failure> {
    match io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(ErrorCode::Io, format!("standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(ExitCode::SUCCESS),
    }
}
