//! The values that options of the command line take.

use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use time::Date;

use crate::api::contract::parse_day;
use crate::channel::ChannelCost;
use crate::ingest::{IncomeUnit, Platform};
use crate::message::{Message, message};
use crate::plan::{OwnReach, ReachUnit};
use crate::prevalence::LabelSampling;
use crate::reference::Task;
use crate::report::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    Text,
    Json,
    Html,
    Markdown,
    Parquet,
    Arrow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TaskArg {
    Awareness,
    Eligibility,
    Application,
}

impl From<TaskArg> for Task {
    fn from(task: TaskArg) -> Self {
        match task {
            TaskArg::Awareness => Self::Awareness,
            TaskArg::Eligibility => Self::Eligibility,
            TaskArg::Application => Self::Application,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputFormat {
    Json,
    Ndjson,
    Csv,
    Parquet,
    Platform(Platform),
}

fn platform_value(platform: Platform) -> PossibleValue {
    PossibleValue::new(platform.name())
}

impl ValueEnum for InputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        const PLATFORMS: [Platform; 8] = Platform::ALL;
        static ALL: [InputFormat; 12] = {
            let mut all = [InputFormat::Json; 12];
            all[1] = InputFormat::Ndjson;
            all[2] = InputFormat::Csv;
            all[3] = InputFormat::Parquet;
            let mut at = 0;
            while at < PLATFORMS.len() {
                all[4 + at] = InputFormat::Platform(PLATFORMS[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Json => PossibleValue::new("json"),
            Self::Ndjson => PossibleValue::new("ndjson"),
            Self::Csv => PossibleValue::new("csv"),
            Self::Parquet => PossibleValue::new("parquet"),
            Self::Platform(platform) => platform_value(*platform),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImportSource {
    Auto,
    Platform(Platform),
    Csv,
}

impl ValueEnum for ImportSource {
    fn value_variants<'a>() -> &'a [Self] {
        const PLATFORMS: [Platform; 8] = Platform::ALL;
        static ALL: [ImportSource; 10] = {
            let mut all = [ImportSource::Auto; 10];
            all[1] = ImportSource::Csv;
            let mut at = 0;
            while at < PLATFORMS.len() {
                all[2 + at] = ImportSource::Platform(PLATFORMS[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Auto => PossibleValue::new("auto"),
            Self::Csv => PossibleValue::new("csv"),
            Self::Platform(platform) => platform_value(*platform),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImportOutput {
    Ndjson,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ShiftArg {
    Auto,
    Covariate,
    Label,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LabelsArg {
    RandomSample,
    SelfDeclared,
}

impl From<LabelsArg> for LabelSampling {
    fn from(labels: LabelsArg) -> Self {
        match labels {
            LabelsArg::RandomSample => Self::RandomSample,
            LabelsArg::SelfDeclared => Self::SelfDeclared,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InconclusiveArg {
    Pass,
    Fail,
}

/// Why a value of an option is not taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ValueFault(pub(super) Message);

impl fmt::Display for ValueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.in_language(Language::English))
    }
}

impl std::error::Error for ValueFault {}

/// Reads a day, for example `2026-11-01`.
pub(super) fn day(text: &str) -> Result<Date, ValueFault> {
    parse_day(text).map_err(|_| ValueFault(message!["usage-day"]))
}

/// Reads a unit of incomes, for example `KRW/month/household`.
pub(super) fn income_unit(text: &str) -> Result<IncomeUnit, ValueFault> {
    text.parse().map_err(|_| ValueFault(message!["usage-income-unit"]))
}

/// A reader of whole numbers within bounds.
pub(super) fn whole<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, ValueFault> + Clone
where
    T: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| ValueFault(message!["usage-whole-within", min = range.start(), max = range.end()]))
    }
}

/// A reader of numbers within bounds.
pub(super) fn within(range: RangeInclusive<f64>) -> impl Fn(&str) -> Result<f64, ValueFault> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| ValueFault(message!["usage-within", min = range.start(), max = range.end()]))
    }
}

/// Reads `facebook=12000followers`.
pub(super) fn own_reach(text: &str) -> Result<(String, OwnReach), ValueFault> {
    let wrong_form = || ValueFault(message!["usage-own-reach"]);
    let (channel, rest) = text.split_once('=').ok_or_else(wrong_form)?;
    let at = rest.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong_form)?;
    let (number, unit) = rest.split_at(at);
    let number = number.trim().parse().map_err(|_| wrong_form())?;
    let unit: ReachUnit = serde_json::from_value(unit.into()).map_err(|_| wrong_form())?;
    Ok((channel.to_owned(), OwnReach { number: Some(number), unit: Some(unit), ..OwnReach::default() }))
}

/// Reads `facebook=9.5USD`.
pub(super) fn cost(text: &str) -> Result<ChannelCost, ValueFault> {
    let wrong_form = || ValueFault(message!["usage-cost"]);
    let (channel, rest) = text.split_once('=').ok_or_else(wrong_form)?;
    let at = rest.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong_form)?;
    let (amount, currency) = rest.split_at(at);
    let per_thousand = amount.trim().parse().map_err(|_| wrong_form())?;
    Ok(ChannelCost { channel: channel.to_owned(), per_thousand, currency: currency.to_owned() })
}
