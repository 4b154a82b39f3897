//! `simulate`: the error and coverage that a panel will have, on audiences drawn from itself.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use time::{Date, OffsetDateTime};

use super::analyze::{json, target, width};
use super::args::{InspectFormat, TableArgs};
use super::input::{read_file, read_options};
use super::print;
use crate::analysis::{panel_age_years, panel_date_fault};
use crate::api::contract::SimulationBody;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::Role;
use crate::profile::Field;
use crate::reference::Catalog;
use crate::report::{self, Language};
use crate::simulation::{MAX_AUDIENCES, Regime, SIZES, SimulationError, SimulationOptions, simulate as run};

/// Level of the intervals.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.99;

#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// File of labelled people: the panel whose worth is asked for.
    #[arg(long, value_name = "FILE")]
    panel: PathBuf,
    /// Target: name of a preset, a JSON object, or `@FILE` holding one.
    #[arg(long)]
    target: String,
    /// Country whose tables are used, for example `KR`, unless the target names one.
    #[arg(long)]
    country: Option<String>,
    /// Year whose tables are used.
    #[arg(long)]
    year: Option<i32>,
    /// Use the labels (in_target) of the panel for this target: they were made for it.
    #[arg(long)]
    labels_of_target: bool,
    /// Day on which the panel was asked, for example 2024-05-01: without one it is taken to be two years old.
    #[arg(long, value_name = "DAY", value_parser = crate::api::contract::parse_day)]
    panel_date: Option<Date>,
    /// Day of the audiences; today by default.
    #[arg(long, value_name = "DAY", value_parser = crate::api::contract::parse_day)]
    as_of: Option<Date>,
    /// Field of the panel that followers do not state, for example `education` or `attributes.city`; may be given several
    /// times.
    #[arg(long, value_name = "FIELD", value_parser = field)]
    without: Vec<Field>,
    /// How audiences differ from the panel; may be given several times. All by default.
    #[arg(long = "regime", value_name = "REGIME", value_parser = regime)]
    regimes: Vec<Regime>,
    /// Audiences of each regime.
    #[arg(long, default_value_t = 20, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_AUDIENCES)))]
    audiences: u32,
    /// People of each audience.
    #[arg(long, default_value_t = 1000, value_name = "PEOPLE", value_parser = clap::value_parser!(u32).range(i64::from(*SIZES.start())..=i64::from(*SIZES.end())))]
    size: u32,
    /// Nominal level of intervals.
    #[arg(long, default_value_t = 0.9, value_parser = level)]
    level: f64,
    /// Seed of every draw.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    table: TableArgs,
    /// Output format.
    #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
    format: InspectFormat,
}

fn field(name: &str) -> Result<Field, String> {
    let named = Field::of_name(name).or(match name {
        "age" => Some(Field::AgeMin),
        "income" => Some(Field::IncomeMin),
        _ => None,
    });
    named.ok_or_else(|| "accepted: a field of the contract, such as gender, age or attributes.city".to_owned())
}

fn regime(name: &str) -> Result<Regime, String> {
    let names = Regime::ALL.map(Regime::as_str).join(", ");
    Regime::of_name(&name.replace('-', "_")).ok_or_else(|| format!("accepted: {names}"))
}

fn level(text: &str) -> Result<f64, String> {
    let level = text.parse().ok().filter(|level| LEVELS.contains(level));
    level.ok_or_else(|| format!("accepted: {} to {}", LEVELS.start(), LEVELS.end()))
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
    let code = match error {
        SimulationError::TooFewRows { .. } | SimulationError::NoCovariates | SimulationError::CrossTable => {
            ErrorCode::InvalidRequest
        }
        SimulationError::Estimate(_) => ErrorCode::Internal,
    };
    Failure::new(code, format!("{}: {error}", args.panel.display()))
}
