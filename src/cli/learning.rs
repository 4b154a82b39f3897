//! Results of campaigns on the command line.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use time::Date;

use crate::api::contract::read_outcome_line;
use crate::channel::{CampaignOutcome, HALF_LIFE_DAYS, Learning};
use crate::error::{ErrorCode, Failure, Fault};
use crate::message::message;
use crate::reference::{Catalog, Task};

/// What to learn from, and how much to try.
#[derive(Debug, Args)]
pub(super) struct LearningArgs {
    #[arg(long, value_name = "FILE")]
    outcomes: Option<PathBuf>,
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", allow_negative_numbers = true)]
    exploration: f64,
    #[arg(long, default_value_t = HALF_LIFE_DAYS, value_name = "DAYS", allow_negative_numbers = true)]
    half_life_days: f64,
}

/// The learning that the arguments ask for, up to a day and for a task; `None` where nothing is to be learnt or tried.
pub(super) fn learning(
    args: &LearningArgs,
    as_of: Date,
    task: Option<Task>,
    catalog: &Catalog,
) -> Result<Option<Learning>, Failure> {
    let (exploration, half_life_days) = (args.exploration, args.half_life_days);
    let mut learning = Learning { outcomes: Vec::new(), as_of, half_life_days, exploration, task };
    let argument = |pointer: &str| format!("--{}", pointer.trim_start_matches('/').replace('_', "-"));
    let of_parameters = learning.faults().into_iter();
    let mut faults: Vec<Fault> =
        of_parameters.map(|f| Fault { pointer: argument(&f.pointer), ..Fault::from(f) }).collect();
    if let Some(path) = &args.outcomes {
        learning.outcomes = read_file(path, catalog, as_of, &mut faults)?;
    }
    if !faults.is_empty() {
        return Err(Failure::invalid(faults));
    }
    Ok((!learning.is_idle()).then_some(learning))
}

fn read_file(
    path: &std::path::Path,
    catalog: &Catalog,
    as_of: Date,
    faults: &mut Vec<Fault>,
) -> Result<Vec<CampaignOutcome>, Failure> {
    let shown = path.display();
    let text = if path == std::path::Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        fs::read_to_string(path)
    };
    let text =
        text.map_err(|error| Failure::of(ErrorCode::Io, message!["command-outcomes", place = shown, error = error]))?;
    let mut outcomes = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match read_outcome_line(line.as_bytes(), catalog, as_of) {
            Ok(of_line) => outcomes.extend(of_line),
            Err(failure) => {
                let place = |pointer: &str| {
                    format!("{shown}, line {}{}{pointer}", i + 1, if pointer.is_empty() { "" } else { ", " })
                };
                if failure.faults.is_empty() {
                    faults.push(Fault {
                        pointer: place(""),
                        code: failure.code.as_str().to_owned(),
                        detail: failure.message(),
                    });
                }
                faults.extend(failure.faults.into_iter().map(|f| Fault { pointer: place(&f.pointer), ..f }));
            }
        }
    }
    Ok(outcomes)
}
