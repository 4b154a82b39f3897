//! `serve` and `config check`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::{load_catalog, log_started, print};
use crate::api::Application;
use crate::config::{ConfigIssue, Configuration, SETTINGS, Setting};
use crate::error::{ErrorCode, Failure, Fault};
use crate::report::Language;
use crate::report::messages::{Messages, args};
use crate::telemetry::Log;

/// Settings whose flags every command has.
const GLOBAL: [&str; 2] = ["models", "log"];

/// The flags of the service: one for each setting, from the table of settings. They stay text until all layers are read,
/// so that all mistakes are reported together.
#[derive(Debug, Clone)]
pub(super) struct ServeArgs {
    /// File of settings.
    config: Option<PathBuf>,
    /// What was given, by key.
    given: BTreeMap<&'static str, String>,
}

impl Args for ServeArgs {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config").long("config").value_name("FILE").value_parser(clap::value_parser!(PathBuf));
        let command = command.arg(config);
        command.args(own().map(|setting| {
            Arg::new(setting.key)
                .long(setting.key.replace('_', "-"))
                .value_name(setting.accepts.value_name())
                .allow_hyphen_values(true)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ServeArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = own().filter_map(|setting| Some((setting.key, matches.get_one::<String>(setting.key)?.clone())));
        Ok(Self { config: matches.get_one("config").cloned(), given: given.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The settings whose flags only the service has.
fn own() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(|setting| !GLOBAL.contains(&setting.key))
}

impl ServeArgs {
    /// The settings in use, with the flags that every command has beside those of the service.
    fn configuration(
        mut self,
        models: Option<String>,
        log: Option<String>,
        language: Language,
    ) -> Result<Configuration, Failure> {
        let globals = [("models", models), ("log", log)];
        self.given.extend(globals.into_iter().filter_map(|(key, given)| Some((key, given?))));
        Configuration::load(self.config.as_deref(), &self.given).map_err(|error| {
            let fault = |issue: ConfigIssue| Fault {
                pointer: issue.place.in_language(language),
                code: ErrorCode::InvalidConfiguration.as_str().to_owned(),
                detail: issue.detail,
            };
            let mistakes = args![n = error.0.len()];
            let faults = error.0.into_iter().map(fault).collect();
            Failure::said(ErrorCode::InvalidConfiguration, "setting-mistakes", mistakes).with_faults(faults)
        })
    }
}

/// Prints the settings in use.
pub(super) fn check(
    args: ServeArgs,
    models: Option<String>,
    log: Option<String>,
    language: Language,
) -> Result<ExitCode, Failure> {
    print(&args.configuration(models, log, language)?.to_toml(language))
}

/// Runs the service until it is stopped.
pub(super) fn serve(
    args: ServeArgs,
    models: Option<String>,
    log: Option<String>,
    language: Language,
) -> Result<ExitCode, Failure> {
    let settings = args.configuration(models, log, language)?.settings;
    let m = Messages::of(language);
    let _log = log_started(Log::start(&settings.log, settings.log_format, settings.otlp_endpoint.as_ref()))?;
    let catalog = load_catalog(settings.models.as_deref())?;
    let failure = |error: &dyn std::fmt::Display| Failure::new(ErrorCode::Io, error.to_string());
    actix_web::rt::System::new().block_on(async {
        let application = Application::build(settings, catalog).await.map_err(|e| failure(&e))?;
        let address = application.address();
        let key_requirement = application.key_requirement().await.map_err(|e| failure(&e))?;
        tracing::info!(%address, key_requirement = key_requirement.in_language(Language::English), "listening");
        print_line(&m.text("command-listens", args![address = address.to_string()]));
        print_line(&key_requirement.in_language(language));
        if let Some(metrics) = application.metrics_address() {
            print_line(&m.text("command-metrics", args![address = metrics.to_string()]));
        }
        application.run().await.map_err(|e| failure(&e))?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Prints a line to stderr; a closed stderr is no reason to stop.
fn print_line(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
