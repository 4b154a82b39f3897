//! The values that options of the command line take.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::channel::ChannelCost;
use crate::ingest::Platform;
use crate::plan::{OwnReach, ReachUnit};
use crate::prevalence::LabelSampling;
use crate::reference::Task;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    Text,
    Json,
    Html,
    Markdown,
    /// The figures as a table, a Parquet file.
    Parquet,
    /// The figures as a table, an Arrow stream.
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

/// The help of each platform's followers.
fn help_of(platform: Platform) -> &'static str {
    match platform {
        Platform::XV2 => {
            "Response pages of X API v2, and users as twarc, tweepy, snscrape, twscrape and twint write them"
        }
        Platform::XV1 => "X API v1.1: followers/list and followers/ids",
        Platform::XArchive => "Archive of an X account: data/follower.js",
        Platform::Mastodon => "Arrays of Mastodon accounts",
        Platform::MastodonCsv => "CSV of addresses that Mastodon exports",
        Platform::Bluesky => "Bluesky's pages of followers or profiles",
        Platform::Instagram => "Instagram download in JSON: followers_1.json",
        Platform::Facebook => "Facebook download in JSON: people_who_followed_you.json",
    }
}

fn platform_value(platform: Platform) -> PossibleValue {
    PossibleValue::new(platform.name()).help(help_of(platform))
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
            Self::Parquet => PossibleValue::new("parquet").help("Apache Parquet"),
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
            Self::Auto => PossibleValue::new("auto").help("Recognised by what the file holds"),
            Self::Csv => PossibleValue::new("csv").help("CSV, by a mapping or by its header"),
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
    /// Drawn at random from the audience and asked, with equal probabilities or those of label_weight.
    RandomSample,
    /// Stated of their own accord.
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

/// Reads `facebook=12000followers`.
pub(super) fn own_reach(text: &str) -> Result<(String, OwnReach), String> {
    let wrong_form = || {
        format!(
            "`{text}` is not in the form facebook=12000followers: channel, number, and what it counts (followers, \
             subscribers, visitors, circulation, recipients or reached; visits go into --constraints, with per_person)"
        )
    };
    let (channel, rest) = text.split_once('=').ok_or_else(wrong_form)?;
    let at = rest.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong_form)?;
    let (number, unit) = rest.split_at(at);
    let number = number.trim().parse().map_err(|_| wrong_form())?;
    let unit: ReachUnit = serde_json::from_value(unit.into()).map_err(|_| wrong_form())?;
    Ok((channel.to_owned(), OwnReach { number: Some(number), unit: Some(unit), ..OwnReach::default() }))
}

/// Reads `facebook=9.5USD`.
pub(super) fn cost(text: &str) -> Result<ChannelCost, String> {
    let wrong_form =
        || format!("`{text}` is not in the form facebook=9.5USD: channel, cost of a thousand people, currency");
    let (channel, rest) = text.split_once('=').ok_or_else(wrong_form)?;
    let at = rest.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong_form)?;
    let (amount, currency) = rest.split_at(at);
    let per_thousand = amount.trim().parse().map_err(|_| wrong_form())?;
    Ok(ChannelCost { channel: channel.to_owned(), per_thousand, currency: currency.to_owned() })
}
