//! `check`: an audience against a minimum share, computed here or by a service.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::analyze::{answer, row_fault};
use super::args::{CheckArgs, InconclusiveArg};
use super::print;
use super::remote::ask;
use crate::analysis::AnalysisOptions;
use crate::error::{ErrorCode, Failure};
use crate::prevalence::Outcome;
use crate::reference::Catalog;
use crate::report::{self, Gate, InconclusiveAs, Language};

/// Exit codes of `check`.
const FAIL: u8 = 1;
const INCONCLUSIVE: u8 = 3;

/// Compares a file's audience with a minimum share.
pub(super) fn check(args: &CheckArgs, catalog: &Catalog) -> Result<ExitCode, Failure> {
    let gate = match &args.remote.server {
        Some(server) => ask(server, args)?,
        None => {
            let options = AnalysisOptions { min_share: Some(args.min_share), ..AnalysisOptions::default() };
            Gate::of(&answer(&args.question, options, catalog)?, Language::English)
        }
    };
    check_rejected_share(&gate, args.max_rejected)?;
    let count_as = match args.inconclusive {
        None => InconclusiveAs::Inconclusive,
        Some(InconclusiveArg::Pass) => InconclusiveAs::Pass,
        Some(InconclusiveArg::Fail) => InconclusiveAs::Fail,
    };
    if let Some(path) = &args.junit {
        write(path, &report::junit(&gate, count_as, Language::English))?;
    }
    if let Some(path) = &args.sarif {
        write(path, &report::sarif(&gate, &args.question.file.display().to_string(), Language::English))?;
    }
    print(&gate.line(Language::English))?;
    for (code, detail) in &gate.warnings {
        print(&format!("{detail} [{code}]\n"))?;
    }
    Ok(match (gate.outcome(), count_as) {
        (Outcome::Pass, _) | (Outcome::Inconclusive, InconclusiveAs::Pass) => ExitCode::SUCCESS,
        (Outcome::Fail, _) | (Outcome::Inconclusive, InconclusiveAs::Fail) => ExitCode::from(FAIL),
        (Outcome::Inconclusive, InconclusiveAs::Inconclusive) => ExitCode::from(INCONCLUSIVE),
    })
}

/// No verdict where so many rows were rejected that they could turn it.
fn check_rejected_share(gate: &Gate, max: f64) -> Result<(), Failure> {
    // An audience that is too small to publish has no verdict anyway.
    let Some(profiles) = gate.profiles else { return Ok(()) };
    let rejected = gate.rejected.rows as f64;
    let share = rejected / (rejected + profiles as f64);
    if share <= max {
        return Ok(());
    }
    let mut failure = Failure::new(
        ErrorCode::RowsRejected,
        format!(
            "{} of {} rows were rejected, more than --max-rejected {max} allows for a verdict; correct them, or raise it",
            gate.rejected.rows,
            gate.rejected.rows + profiles
        ),
    );
    failure.faults = gate.rejected.listed.iter().take(10).map(|r| row_fault("", r)).collect();
    Err(failure)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|e| Failure::new(ErrorCode::Io, format!("{}: {e}", path.display())))
}
