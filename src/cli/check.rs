//! `check`: an audience against a minimum share, computed here or by a service.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::analyze::{answer, rejection_faults, target};
use super::arg_values::InconclusiveArg;
use super::args::CheckArgs;
use super::print;
use super::remote::ask;
use crate::analysis::AnalysisOptions;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::prevalence::Outcome;
use crate::reference::Catalog;
use crate::report::messages::Messages;
use crate::report::target::target_words;
use crate::report::{self, Gate, GateError, InconclusiveAs, Language};
use crate::telemetry::Log;

/// Exit codes of `check`.
const FAIL: u8 = 1;
const INCONCLUSIVE: u8 = 3;

/// Extensions of files of profiles.
const PROFILES: [&str; 11] = ["csv", "tsv", "ndjson", "jsonl", "parquet", "xlsx", "xls", "ods", "gz", "zst", "zip"];

/// Compares a file's audience with a minimum share. Its reports are written whatever it comes to.
/// `start` starts the log and loads the catalogue, and may fail like the rest.
pub(super) fn check(
    args: &CheckArgs,
    language: Language,
    start: impl FnOnce() -> Result<(Log, Catalog), Failure>,
) -> Result<ExitCode, Failure> {
    if let Some(path) =
        [&args.junit, &args.sarif].into_iter().flatten().find(|path| Some(*path) == args.question.file.as_ref())
    {
        let detail = message!["command-check-overwrites", place = path.display()];
        return Err(Failure::of(ErrorCode::InvalidRequest, detail));
    }
    let reports =
        Reports { junit: args.junit.clone(), sarif: args.sarif.clone(), input: args.question.input_name(), language };
    reports.remove_older();
    let question = &args.question;
    let mut words = question.target.clone();
    let compared = start().and_then(|(_log, catalog)| {
        // A build server follows a test case by its name, which is the same whether there is a verdict or an error.
        let target = target(&question.target, question.files.country.as_deref(), question.files.year, &catalog);
        words = target.map_or(words.clone(), |target| target_words(Messages::of(language), &target));
        let gate = gate(args, &catalog, language)?;
        reports.write(&gate, count_as(args))?;
        Ok(gate)
    });
    match compared {
        Ok(gate) => conclude(args, &gate, language),
        Err(failure) => {
            reports.write_error(&failure, Some(words), Some(args.min_share));
            Err(failure)
        }
    }
}

/// Writes the reports of a command line that could not be read, as far as it names files for them.
pub(super) fn report_usage_error(arguments: &[String], message: &str, language: Language) {
    let Some(command) = arguments.iter().position(|argument| argument == "check") else { return };
    let value_of = |flag: &str| {
        let mut values =
            arguments.iter().enumerate().filter_map(|(i, argument)| match argument.strip_prefix(flag)? {
                "" => arguments.get(i + 1).filter(|value| !value.starts_with("--")).map(PathBuf::from),
                rest => rest.strip_prefix('=').map(PathBuf::from),
            });
        values.next()
    };
    // A command that could not be read may have a file of profiles in the place of a report.
    let is_of_profiles = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        PROFILES.iter().any(|known| extension.eq_ignore_ascii_case(known))
    };
    let value_of = |flag: &str| value_of(flag).filter(|path| !is_of_profiles(path));
    let input = arguments.get(command + 1).filter(|argument| !argument.starts_with('-')).cloned().unwrap_or_default();
    let (junit, sarif) = (value_of("--junit"), value_of("--sarif"));
    let reports = Reports { junit, sarif, input, language };
    reports.remove_older();
    reports.write_error(&Failure::new(ErrorCode::InvalidRequest, message), None, None);
}

fn gate(args: &CheckArgs, catalog: &Catalog, language: Language) -> Result<Gate, Failure> {
    if let Some(server) = &args.remote.server {
        if !args.answers.answers.is_empty() || args.answers.sequential {
            return Err(Failure::of(ErrorCode::InvalidRequest, message!["command-check-answers"]));
        }
        return ask(server, args, language);
    }
    let options = AnalysisOptions { min_share: Some(args.min_share), ..AnalysisOptions::default() };
    Ok(Gate::of(&answer(&args.question, &args.answers, options, catalog)?, language))
}

fn count_as(args: &CheckArgs) -> InconclusiveAs {
    match args.inconclusive {
        None => InconclusiveAs::Inconclusive,
        Some(InconclusiveArg::Pass) => InconclusiveAs::Pass,
        Some(InconclusiveArg::Fail) => InconclusiveAs::Fail,
    }
}

/// Prints the verdict and gives its exit code.
fn conclude(args: &CheckArgs, gate: &Gate, language: Language) -> Result<ExitCode, Failure> {
    if let Some(failure) = input_failure(gate) {
        return Err(failure);
    }
    print(&gate.lines(language))?;
    let count_as = gate.verdict.as_ref().map_or(count_as(args), |verdict| verdict.counts_as(count_as(args)));
    Ok(match (gate.outcome(), count_as) {
        (Outcome::Pass, _) | (Outcome::Inconclusive, InconclusiveAs::Pass) => ExitCode::SUCCESS,
        (Outcome::Fail, _) | (Outcome::Inconclusive, InconclusiveAs::Fail) => ExitCode::from(FAIL),
        (Outcome::Inconclusive, InconclusiveAs::Inconclusive) => ExitCode::from(INCONCLUSIVE),
    })
}

/// A file that could not be read well enough for a verdict is bad input.
fn input_failure(gate: &Gate) -> Option<Failure> {
    let verdict = gate.verdict.as_ref()?;
    let code = match verdict.reason.as_deref()? {
        "rejected_rows" => ErrorCode::RowsRejected,
        "field_not_recognised" | "unreadable_values" => ErrorCode::InvalidRequest,
        _ => return None,
    };
    let mut failure = Failure::new(code, verdict.why.clone());
    if code == ErrorCode::RowsRejected {
        failure.faults = rejection_faults("", &gate.rejected);
    }
    Some(failure)
}

/// The reports of one check.
struct Reports {
    junit: Option<PathBuf>,
    sarif: Option<PathBuf>,
    /// The file that the profiles come from.
    input: String,
    /// The language of their sentences.
    language: Language,
}

impl Reports {
    /// Removes the reports of an earlier check, which must not pass for those of this one whatever happens to it. What is
    /// no file, such as `/dev/stdout`, stays.
    fn remove_older(&self) {
        for path in [&self.junit, &self.sarif].into_iter().flatten() {
            if fs::symlink_metadata(path).is_ok_and(|found| found.is_file()) {
                // Where it cannot be removed it cannot be written either, and that is reported.
                let _ = fs::remove_file(path);
            }
        }
    }

    fn write(&self, gate: &Gate, count_as: InconclusiveAs) -> Result<(), Failure> {
        let junit = write(self.junit.as_deref(), &report::junit(gate, count_as, self.language));
        let sarif = write(self.sarif.as_deref(), &report::sarif(gate, &self.input, self.language));
        junit.and(sarif)
    }

    /// Writes that the check failed. A report that cannot be written does not hide the failure.
    fn write_error(&self, failure: &Failure, target: Option<String>, min_share: Option<f64>) {
        let error = GateError {
            target,
            min_share,
            code: failure.code.as_str().to_owned(),
            message: failure.in_lines(self.language),
            exit_code: failure.code.exit_code(),
        };
        let version = env!("CARGO_PKG_VERSION");
        let junit = report::junit_error(&error, self.language);
        let sarif = report::sarif_error(&error, &self.input, version, self.language);
        for (path, text) in [(&self.junit, junit), (&self.sarif, sarif)] {
            if let Err(unwritten) = write(path.as_deref(), &text) {
                eprintln!("audience-fit: {}", unwritten.in_lines(self.language));
            }
        }
    }
}

fn write(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    fs::write(path, text)
        .map_err(|e| Failure::of(ErrorCode::Io, message!["command-file", place = path.display(), error = e]))
}
