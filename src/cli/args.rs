//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::answers::AnswerArgs;
use super::arg_values::{
    ImportOutput, ImportSource, InconclusiveArg, InputFormat, LabelsArg, OutputFormat, ShiftArg, TaskArg, cost,
    own_reach,
};
use super::ask::AskArgs;
use super::effect::EffectArgs;
use super::input::{read_mapping, read_options};
use super::keys::KeysCommand;
use super::learning::LearningArgs;
use super::serve::ServeArgs;
use super::simulate::SimulateArgs;
use crate::analysis::MAX_REJECTED_SHARE;
use crate::channel::ChannelCost;
use crate::disclosure::MinCell;
use crate::error::Failure;
use crate::ingest::{IncomeUnit, ReadOptions, Role};
use crate::plan::OwnReach;
use crate::report::Language;

/// Estimate whether the people who follow a public agency are the people it exists for, and where to reach the rest.
#[derive(Debug, Parser)]
#[command(name = "audience-fit", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Folder of reference data that overrides the built-in data.
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) models: Option<String>,
    /// Language of reports and messages.
    #[arg(long, global = true, value_enum, env = "AUDIENCE_FIT_LANG", default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Log filter, for example `info` or `audience_fit=debug`.
    #[arg(long, global = true, value_name = "FILTER")]
    pub(super) log: Option<String>,
}

/// The languages that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English.
    En,
    /// Korean (한국어).
    Ko,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::English,
            Lang::Ko => Self::Korean,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the service.
    Serve(ServeArgs),
    /// Check the settings of the service.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Analyse an audience: how many match, who they are, where the target is, what to do.
    Analyze(AnalyzeArgs),
    /// Draw at random whom of an audience to ask, and write the list and the questionnaire.
    Ask(AskArgs),
    /// Compare an audience with a minimum share: exits 0 pass, 1 fail, 2 bad input, 3 inconclusive, 4 internal.
    Check(CheckArgs),
    /// Rank channels by their reach of a target, and plan the staff and money of a week; no followers needed.
    Recommend(RecommendArgs),
    /// Turn exports of followers (X, Instagram, Facebook, Mastodon, Bluesky), or any CSV, into profiles.
    Import(ImportArgs),
    /// Say what a file would be taken for, column by column; nothing is analysed or stored.
    Inspect(InspectArgs),
    /// Tell what error and coverage a panel will have, on audiences drawn from itself.
    Simulate(SimulateArgs),
    /// Tell what a quiz, a campaign or steady posting did to engagement, against what would have happened without it.
    #[command(alias = "momentum")]
    Effect(EffectArgs),
    /// Print the OpenAPI document.
    Openapi(OpenapiArgs),
    /// Write the JSON schemas of the reference data's files.
    Schemas(SchemasArgs),
    /// Create, list and revoke the API keys of a service.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Run a machine's part of a cluster, on which `analyze --engine` works.
    #[cfg(feature = "cluster")]
    #[command(subcommand)]
    Cluster(super::cluster::ClusterCommand),
    /// Check whether a running service is ready: exits 0 if it is.
    Health(HealthArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the settings in use and the layer of each, or every mistake; takes the flags of serve.
    Check(ServeArgs),
}

#[derive(Debug, Args)]
pub(super) struct OpenapiArgs {
    /// Version of OpenAPI to print it in; 3.0 is for tools that do not read 3.1.
    #[arg(long = "spec", value_enum, default_value_t = OpenapiVersion::V3_1, value_name = "VERSION")]
    pub(super) version: OpenapiVersion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OpenapiVersion {
    #[value(name = "3.0")]
    V3_0,
    #[value(name = "3.1")]
    V3_1,
}

#[derive(Debug, Args)]
pub(super) struct SchemasArgs {
    /// Folder to write them into, for example models/schemas.
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct HealthArgs {
    /// Address of the service.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(super) url: String,
}

/// Help heading of the constraints.
const WEEK: &str = "Plan for a week";

/// The constraints of a plan; with any of these there is one.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// Staff hours per week.
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true)]
    pub(super) hours: Option<f64>,
    /// Money per week, with --currency.
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true, value_name = "AMOUNT")]
    pub(super) budget: Option<f64>,
    /// Currency of the budget, for example USD.
    #[arg(long, help_heading = WEEK, value_name = "CODE")]
    pub(super) currency: Option<String>,
    /// Goal of the plan; awareness by default.
    #[arg(long, help_heading = WEEK, value_enum)]
    pub(super) task: Option<TaskArg>,
    /// Number of adults in the area of the agency; those of the whole country by default.
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true, value_name = "NUMBER")]
    pub(super) people: Option<f64>,
    /// People whom you can really reach on a channel, as CHANNEL=NUMBER and a unit, for example facebook=12000followers
    /// (followers, subscribers, visitors, circulation, recipients or reached); repeat it for each channel. Without any, the
    /// plan is an order and a split of hours.
    #[arg(long, help_heading = WEEK, value_name = "CHANNEL=NUMBER", value_parser = own_reach)]
    pub(super) own_reach: Vec<(String, OwnReach)>,
    /// Weeks that the plan is kept up; 1 by default.
    #[arg(long, help_heading = WEEK, value_name = "NUMBER")]
    pub(super) weeks: Option<u32>,
    /// People of the target to reach: prints the least hours that do.
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true, value_name = "PEOPLE")]
    pub(super) reach_at_least: Option<f64>,
    /// Print the people reached against hours, and against money where there is a budget.
    #[arg(long, help_heading = WEEK)]
    pub(super) curve: bool,
    /// File of constraints in JSON, like `constraints` of a request; the flags above override it.
    #[arg(long, help_heading = WEEK, value_name = "FILE")]
    pub(super) constraints: Option<PathBuf>,
}

/// The files of a question, how they are read, and the tables they are compared with.
#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// File of labelled people from elsewhere.
    #[arg(long, value_name = "FILE")]
    pub(super) panel: Option<PathBuf>,
    /// Day on which the panel was asked, for example 2024-05-01: without one it is taken to be two years old.
    #[arg(long, value_name = "DAY", requires = "panel", value_parser = crate::api::contract::parse_day)]
    pub(super) panel_date: Option<time::Date>,
    /// People who were asked, where the panel is a table of weighted cells (a cross table).
    #[arg(long, value_name = "NUMBER", requires = "panel")]
    pub(super) panel_size: Option<u64>,
    /// Sheet of the panel, where it is a spreadsheet of several.
    #[arg(long, value_name = "NAME|NUMBER", requires = "panel")]
    pub(super) panel_sheet: Option<String>,
    /// Country whose tables are used, for example `KR`, unless the target names one.
    #[arg(long)]
    pub(super) country: Option<String>,
    /// Year whose tables are used.
    #[arg(long)]
    pub(super) year: Option<i32>,
    /// Format of the profiles; detected from the name or the first bytes by default.
    #[arg(long, value_enum)]
    pub(super) input_format: Option<InputFormat>,
    /// File that says what the columns of a CSV stand for.
    #[arg(long, value_name = "FILE")]
    pub(super) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(super) table: TableArgs,
    /// Version of the audience, where it is a Delta table; the newest by default.
    #[arg(long, value_name = "NUMBER")]
    pub(super) table_version: Option<u64>,
    /// Day against which birth years, dates and the age of results are judged, for example 2026-11-01; today by default.
    #[arg(long, value_name = "DAY", value_parser = crate::api::contract::parse_day)]
    pub(super) as_of: Option<time::Date>,
}

impl FileArgs {
    /// The day that the arguments ask for, or today.
    pub(super) fn as_of(&self) -> time::Date {
        self.as_of.unwrap_or_else(|| time::OffsetDateTime::now_utc().date())
    }

    /// How the audience is read.
    pub(super) fn audience_options(&self) -> Result<ReadOptions, Failure> {
        let mapping = self.mapping.as_deref().map(read_mapping).transpose()?;
        let options = read_options(Role::Audience, self.as_of(), mapping, &self.table);
        Ok(ReadOptions { table_version: self.table_version, ..options })
    }

    /// How the panel is read.
    pub(super) fn panel_options(&self) -> ReadOptions {
        let options = read_options(Role::Panel, self.panel_date.unwrap_or_else(|| self.as_of()), None, &self.table);
        ReadOptions { takes_cells: self.panel_size.is_some(), sheet: self.panel_sheet.clone(), ..options }
    }
}

/// An audience and its target.
#[derive(Debug, Args)]
pub(super) struct QuestionArgs {
    /// File of profiles (spreadsheet, CSV, JSON array, NDJSON, Parquet or an export of a platform; also packed), `-` for
    /// standard input; or Parquet files of one table: a folder, a pattern such as `followers/*.parquet`, or either in a bucket
    /// (`s3://bucket/followers`).
    #[arg(required_unless_present = "followers")]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) files: FileArgs,
    /// The platform's page statistics: a table of shares by age, gender or region, or an export of Meta, YouTube, TikTok or
    /// LinkedIn.
    #[arg(long, value_name = "FILE")]
    pub(super) totals: Option<PathBuf>,
    /// Number of followers, where there is no file of them.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["file", "panel"])]
    pub(super) followers: Option<u64>,
    /// Target: name of a preset, a JSON object, or `@FILE` holding one.
    #[arg(long)]
    pub(super) target: String,
    /// Nominal level of intervals.
    #[arg(long, default_value_t = 0.9)]
    pub(super) level: f64,
    /// Seed of every draw.
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    /// Kind of shift between panel and audience.
    #[arg(long, value_enum, default_value_t = ShiftArg::Auto)]
    pub(super) shift: ShiftArg,
    /// Reject the whole file if a row is rejected.
    #[arg(long)]
    pub(super) reject_all: bool,
    /// Maximum share of rejected rows, of the audience or of the panel, for a verdict, 0 to 1.
    #[arg(long, alias = "max-refused", default_value_t = MAX_REJECTED_SHARE, value_name = "SHARE")]
    pub(super) max_rejected: f64,
    /// Use the labels (in_target) of the files for this target: they were made for it.
    #[arg(long)]
    pub(super) labels_of_target: bool,
    /// How the labelled profiles came to be labelled.
    #[arg(long, value_enum, default_value_t = LabelsArg::SelfDeclared, value_name = "HOW")]
    pub(super) labels: LabelsArg,
    /// Channel to compare; may be given several times.
    #[arg(long = "channel", value_name = "ID")]
    pub(super) channels: Vec<String>,
    /// Minimum cell size: smaller counts are suppressed; 0 disables suppression (internal use).
    #[arg(long, default_value_t = MinCell::default().0, value_name = "PEOPLE")]
    pub(super) min_cell: u64,
    /// Channel of the account.
    #[arg(long, value_name = "ID")]
    pub(super) account_channel: Option<String>,
    /// Cost of reaching a thousand people on a channel, for example facebook=9.5USD; may be given several times.
    #[arg(long = "cost", value_name = "CHANNEL=COST", value_parser = cost)]
    pub(super) costs: Vec<ChannelCost>,
}

impl QuestionArgs {
    /// What reports call the input.
    pub(super) fn input_name(&self) -> String {
        let path = self.file.as_ref().or(self.totals.as_ref());
        path.map_or_else(|| "followers".to_owned(), |path| path.display().to_string())
    }
}

/// What a table does not say itself.
#[derive(Debug, Clone, Args)]
pub(super) struct TableArgs {
    /// Sheet that is read, where the file is a spreadsheet of several.
    #[arg(long, value_name = "NAME|NUMBER")]
    pub(super) sheet: Option<String>,
    /// Currency, period and scope of the incomes of the files, for example KRW/month/household.
    #[arg(long, value_name = "UNIT", value_parser = income_unit)]
    pub(super) income: Option<IncomeUnit>,
    /// Column to keep although it looks like personal data; may be given several times.
    #[arg(long = "keep-column", value_name = "NAME")]
    pub(super) keep_columns: Vec<String>,
}

fn income_unit(text: &str) -> Result<IncomeUnit, String> {
    text.parse().map_err(str::to_owned)
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// File of profiles (spreadsheet, CSV, JSON array, NDJSON, Parquet or an export of a platform; also packed), `-` for
    /// standard input.
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) files: FileArgs,
    /// Target whose needs are compared with the columns: name of a preset, a JSON object, or `@FILE` holding one.
    #[arg(long)]
    pub(super) target: Option<String>,
    /// File to write the mapping into that gives this reading.
    #[arg(long, value_name = "FILE")]
    pub(super) write_mapping: Option<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
    pub(super) format: InspectFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct AnalyzeArgs {
    #[command(flatten)]
    pub(super) question: QuestionArgs,
    #[command(flatten)]
    pub(super) answers: AnswerArgs,
    /// List the rows that show the pattern of a suspected cohort (in JSON).
    #[arg(long)]
    pub(super) profile_patterns: bool,
    /// Read Parquet in parts, on this machine (`local`) or on a cluster (`ballista://HOST:50050`), without holding it in
    /// memory; FILE is then a Parquet file or a folder of such files.
    #[arg(long, value_name = "ENGINE")]
    pub(super) engine: Option<String>,
    /// Write the segment of each row into this file, as CSV.
    #[arg(long, value_name = "FILE")]
    pub(super) assign: Option<PathBuf>,
    #[command(flatten)]
    pub(super) plan: PlanArgs,
    #[command(flatten)]
    pub(super) learning: LearningArgs,
    /// Minimum share to compare the fit with, 0 to 1.
    #[arg(long)]
    pub(super) min_share: Option<f64>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(super) format: OutputFormat,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) question: QuestionArgs,
    #[command(flatten)]
    pub(super) answers: AnswerArgs,
    /// Minimum share, 0 to 1.
    #[arg(long, allow_negative_numbers = true)]
    pub(super) min_share: f64,
    /// Treat an inconclusive verdict as this.
    #[arg(long, value_enum)]
    pub(super) inconclusive: Option<InconclusiveArg>,
    /// Write a JUnit report.
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
    /// Write a SARIF report.
    #[arg(long, value_name = "FILE")]
    pub(super) sarif: Option<PathBuf>,
    #[command(flatten)]
    pub(super) remote: RemoteArgs,
}

/// A service that computes the result instead of this computer.
#[derive(Debug, Args)]
pub(super) struct RemoteArgs {
    /// Service that computes the result instead of this computer, for example https://HOST.
    #[arg(long, value_name = "URL")]
    pub(super) server: Option<String>,
    /// API key of the service, or `@FILE` holding it.
    #[arg(long, env = "AUDIENCE_FIT_KEY", hide_env_values = true, requires = "server")]
    pub(super) key: Option<String>,
    /// Seconds to wait for the service in all, including retries while it is busy.
    #[arg(long, default_value_t = 300, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,
}

#[derive(Debug, Args)]
pub(super) struct RecommendArgs {
    /// Target: name of a preset, a JSON object, or `@FILE` holding one.
    #[arg(long)]
    pub(super) target: String,
    /// Country, for example `KR`, unless the target names one.
    #[arg(long)]
    pub(super) country: Option<String>,
    /// Year to answer for; the newest with figures by default.
    #[arg(long)]
    pub(super) year: Option<i32>,
    /// Channel to compare; may be given several times.
    #[arg(long = "channel", value_name = "ID")]
    pub(super) channels: Vec<String>,
    /// A measure or group of measures to rank by.
    #[arg(long)]
    pub(super) measure: Option<String>,
    #[command(flatten)]
    pub(super) plan: PlanArgs,
    /// A country whose figures stand in for one without figures of its own.
    #[arg(long, value_name = "COUNTRY")]
    pub(super) borrow_from: Option<String>,
    /// Cost of reaching a thousand people on a channel, for example facebook=9.5USD; may be given several times.
    #[arg(long = "cost", value_name = "CHANNEL=COST", value_parser = cost)]
    pub(super) costs: Vec<ChannelCost>,
    /// Channel of the agency's account, to compare what it reaches with what the channel could reach.
    #[arg(long, value_name = "ID", requires = "followers", requires = "fit")]
    pub(super) account_channel: Option<String>,
    /// Followers of the account.
    #[arg(long, requires = "account_channel")]
    pub(super) followers: Option<u64>,
    /// Share of the followers that is in the target, 0 to 1.
    #[arg(long, value_name = "SHARE", requires = "account_channel")]
    pub(super) fit: Option<f64>,
    #[command(flatten)]
    pub(super) learning: LearningArgs,
    /// Day up to which the age of results is counted, for example 2026-11-01; today by default.
    #[arg(long, value_name = "DAY", value_parser = crate::api::contract::parse_day)]
    pub(super) as_of: Option<time::Date>,
    /// Nominal level of intervals.
    #[arg(long, default_value_t = 0.9)]
    pub(super) level: f64,
    /// Seed of the simulation.
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    /// Output format.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(super) format: OutputFormat,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// What the files are; by default each is recognised, and all are of one platform.
    #[arg(long, value_enum, default_value_t = ImportSource::Auto)]
    pub(super) from: ImportSource,
    /// Files in the order they were fetched, the newest followers first; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// File that says what the columns of a CSV stand for.
    #[arg(long, value_name = "FILE")]
    pub(super) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(super) table: TableArgs,
    /// How to write profiles.
    #[arg(long, value_enum, default_value_t = ImportOutput::Ndjson)]
    pub(super) format: ImportOutput,
    /// File to write; standard output by default.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Day against which birth years and dates are judged, for example 2026-11-01; today by default.
    #[arg(long, value_name = "DAY", value_parser = crate::api::contract::parse_day)]
    pub(super) as_of: Option<time::Date>,
}
