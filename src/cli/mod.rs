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
mod help;
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
mod usage;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::config::{LogFormat, arguments_as_given, command_line, language_variable};
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::reference::Catalog;
use crate::report::Language;
use crate::report::messages::Messages;
use crate::telemetry::{Log, LogError};
use args::{Arguments, Command, ConfigCommand, Lang, OpenapiVersion};
use clap::error::ErrorKind;
use clap::{FromArgMatches, ValueEnum};

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let given = command_line();
    let language = asked_language(&given);
    let mut commands = help::commands(language);
    let parsed = commands.try_get_matches_from_mut(arguments_as_given());
    if let Some(text) = parsed.as_ref().ok().and_then(|matches| help::asked(&commands, matches)) {
        return print(&text).unwrap_or(ExitCode::SUCCESS);
    }
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return unread(&error, &given, language),
    };
    let language = Language::from(arguments.lang);
    match run(arguments) {
        Ok(code) => code,
        Err(failure) => {
            let exit_code = failure.code.exit_code();
            eprintln!("audience-fit: {}", failure.in_lines(language));
            ExitCode::from(exit_code)
        }
    }
}

/// The language that the arguments or the environment ask for, which has to be known before they are read: what is wrong with
/// them is said in it.
fn asked_language(given: &[String]) -> Language {
    let flag = given.iter().enumerate().find_map(|(at, argument)| match argument.strip_prefix("--lang")? {
        "" => given.get(at + 1).cloned(),
        rest => rest.strip_prefix('=').map(str::to_owned),
    });
    let lang = flag.or_else(language_variable).and_then(|name| Lang::from_str(&name, false).ok());
    lang.map_or_else(Language::default, Language::from)
}

/// Says why the arguments are not run; asked for it, prints help.
fn unread(error: &clap::Error, given: &[String], language: Language) -> ExitCode {
    let text = usage::explain(Messages::of(language), error);
    if error.use_stderr() {
        check::report_usage_error(given, &text, language);
    }
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        error.exit();
    }
    eprintln!("audience-fit: {text}");
    ExitCode::from(ErrorCode::InvalidRequest.exit_code())
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
        Command::Serve(args) => serve::serve(args, models, log, language),
        Command::Config(ConfigCommand::Check(args)) => serve::check(args, models, log, language),
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
        Command::Keys(command) => keys::keys(&command, language),
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
            Err(Failure::of(ErrorCode::Io, message!["command-stdout", error = error]))
        }
        Ok(()) | Err(_) => Ok(ExitCode::SUCCESS),
    }
}
