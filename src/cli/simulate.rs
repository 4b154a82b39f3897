//! `simulate`: the error and coverage that a panel will have, on audiences drawn from itself.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use time::{Date, OffsetDateTime};

use super::analyze::{json, target, width};
use super::arg_values::{ValueFault, day, whole, within};
use super::args::{InspectFormat, TableArgs};
use super::input::{read_file, read_options};
use super::print;
use crate::analysis::{panel_age_years, panel_date_fault};
use crate::api::contract::SimulationBody;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::Role;
use crate::message::message;
use crate::profile::Field;
use crate::reference::Catalog;
use crate::report::{self, Language};
use crate::simulation::{
    MAX_AUDIENCES, MIN_OF_EACH, MIN_ROWS, Regime, SIZES, SimulationError, SimulationOptions, simulate as run,
};

/// Level of the intervals.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.99;

#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    #[arg(long, value_name = "FILE")]
    panel: PathBuf,
    #[arg(long)]
    target: String,
    #[arg(long)]
    country: Option<String>,
    #[arg(long)]
    year: Option<i32>,
    #[arg(long)]
    labels_of_target: bool,
    #[arg(long, value_name = "DAY", value_parser = day)]
    panel_date: Option<Date>,
    #[arg(long, value_name = "DAY", value_parser = day)]
    as_of: Option<Date>,
    #[arg(long, value_name = "FIELD", value_parser = field)]
    without: Vec<Field>,
    #[arg(long = "regime", value_name = "REGIME", value_parser = regime)]
    regimes: Vec<Regime>,
    #[arg(long, default_value_t = 20, value_name = "NUMBER", value_parser = whole(1..=MAX_AUDIENCES))]
    audiences: u32,
    #[arg(long, default_value_t = 1000, value_name = "PEOPLE", value_parser = whole(SIZES))]
    size: u32,
    #[arg(long, default_value_t = 0.9, value_parser = within(LEVELS))]
    level: f64,
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    table: TableArgs,
    #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
    format: InspectFormat,
}

fn field(name: &str) -> Result<Field, ValueFault> {
    let named = Field::of_name(name).or(match name {
        "age" => Some(Field::AgeMin),
        "income" => Some(Field::IncomeMin),
        _ => None,
    });
    named.ok_or_else(|| ValueFault(message!["usage-field"]))
}

fn regime(name: &str) -> Result<Regime, ValueFault> {
    let accepted = Regime::ALL.map(Regime::as_str).join(", ");
    let named = Regime::of_name(&name.replace('-', "_"));
    named.ok_or_else(|| ValueFault(message!["usage-accepted", accepted = accepted]))
}

/// Simulates audiences and prints what the panel reached.
pub(super) fn simulate(args: &SimulateArgs, catalog: &Catalog, language: Language) -> Result<ExitCode, Failure> {
    let as_of = args.as_of.unwrap_or_else(|| OffsetDateTime::now_utc().date());
    if let Some(fault) = panel_date_fault(args.panel_date, as_of, true) {
        return Err(Failure::invalid(vec![Fault { pointer: "--panel-date".to_owned(), ..Fault::from(fault) }]));
    }
    let target = target(&args.target, args.country.as_deref(), args.year, catalog)?;
    let target = if args.labels_of_target { target.with_labels() } else { target };
    let options = read_options(Role::Panel, args.panel_date.unwrap_or(as_of), None, &args.table);
    let panel = read_file(&args.panel, None, &options)?.reading;
    let simulation = run(
        &panel.profiles,
        &target,
        &SimulationOptions {
            regimes: args.regimes.clone(),
            audiences: args.audiences,
            size: args.size,
            without: args.without.clone(),
            level: args.level,
            seed: args.seed,
            panel_age_years: args.panel_date.map(|asked| panel_age_years(asked, as_of)),
        },
    );
    let simulation = simulation.map_err(|error| failure(args, &error))?;
    print(&match args.format {
        InspectFormat::Text => {
            report::simulation_text(&simulation, &args.panel.display().to_string(), language, width())
        }
        InspectFormat::Json => json(&SimulationBody::new(&simulation, language)),
    })
}

fn failure(args: &SimulateArgs, error: &SimulationError) -> Failure {
    let place = args.panel.display();
    let fault = match error {
        SimulationError::TooFewRows { labelled, members } => message![
            "command-simulate-rows",
            place = place,
            labelled = labelled,
            members = members,
            rows = MIN_ROWS,
            each = MIN_OF_EACH
        ],
        SimulationError::NoCovariates => message!["command-simulate-fields", place = place],
        SimulationError::CrossTable => message!["command-simulate-cells", place = place],
        SimulationError::Estimate(_) => {
            return Failure::new(ErrorCode::Internal, format!("{place}: {error}"));
        }
    };
    Failure::of(ErrorCode::InvalidRequest, fault)
}
