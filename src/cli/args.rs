//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::answers::AnswerArgs;
use super::arg_values::{
    ImportOutput, ImportSource, InconclusiveArg, InputFormat, LabelsArg, OutputFormat, ShiftArg, TaskArg, cost, day,
    income_unit, own_reach, whole,
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
use crate::config::system_language;
use crate::disclosure::MinCell;
use crate::error::Failure;
use crate::ingest::{IncomeUnit, ReadOptions, Role};
use crate::plan::OwnReach;
use crate::report::Language;

/// The command line. What its help says is in the catalogue of messages.
#[derive(Debug, Parser)]
#[command(name = "audience-fit", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) models: Option<String>,
    #[arg(long, global = true, value_enum, env = "AUDIENCE_FIT_LANG", default_value_t = Lang::En)]
    pub(super) lang: Lang,
    #[arg(long, global = true, value_name = "FILTER")]
    pub(super) log: Option<String>,
}

/// The languages that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    En,
    Ko,
    Auto,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::English,
            Lang::Ko => Self::Korean,
            Lang::Auto => system_language(),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Serve(ServeArgs),
    #[command(subcommand)]
    Config(ConfigCommand),
    Analyze(AnalyzeArgs),
    Ask(AskArgs),
    Check(CheckArgs),
    Recommend(RecommendArgs),
    Import(ImportArgs),
    Inspect(InspectArgs),
    Simulate(SimulateArgs),
    #[command(alias = "momentum")]
    Effect(EffectArgs),
    Openapi(OpenapiArgs),
    Schemas(SchemasArgs),
    #[command(subcommand)]
    Keys(KeysCommand),
    #[cfg(feature = "cluster")]
    #[command(subcommand)]
    Cluster(super::cluster::ClusterCommand),
    Health(HealthArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    Check(ServeArgs),
}

#[derive(Debug, Args)]
pub(super) struct OpenapiArgs {
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
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct HealthArgs {
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(super) url: String,
}

/// Name of the heading of the constraints, which the help writes in its language.
const WEEK: &str = "week";

/// The constraints of a plan; with any of these there is one.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true)]
    pub(super) hours: Option<f64>,
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true, value_name = "AMOUNT")]
    pub(super) budget: Option<f64>,
    #[arg(long, help_heading = WEEK, value_name = "CODE")]
    pub(super) currency: Option<String>,
    #[arg(long, help_heading = WEEK, value_enum)]
    pub(super) task: Option<TaskArg>,
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true, value_name = "NUMBER")]
    pub(super) people: Option<f64>,
    #[arg(long, help_heading = WEEK, value_name = "CHANNEL=NUMBER", value_parser = own_reach)]
    pub(super) own_reach: Vec<(String, OwnReach)>,
    #[arg(long, help_heading = WEEK, value_name = "NUMBER")]
    pub(super) weeks: Option<u32>,
    #[arg(long, help_heading = WEEK, allow_negative_numbers = true, value_name = "PEOPLE")]
    pub(super) reach_at_least: Option<f64>,
    #[arg(long, help_heading = WEEK)]
    pub(super) curve: bool,
    #[arg(long, help_heading = WEEK, value_name = "FILE")]
    pub(super) constraints: Option<PathBuf>,
}

/// The files of a question, how they are read, and the tables they are compared with.
#[derive(Debug, Args)]
pub(super) struct FileArgs {
    #[arg(long, value_name = "FILE")]
    pub(super) panel: Option<PathBuf>,
    #[arg(long, value_name = "DAY", requires = "panel", value_parser = day)]
    pub(super) panel_date: Option<time::Date>,
    #[arg(long, value_name = "NUMBER", requires = "panel")]
    pub(super) panel_size: Option<u64>,
    #[arg(long, value_name = "NAME|NUMBER", requires = "panel")]
    pub(super) panel_sheet: Option<String>,
    #[arg(long)]
    pub(super) country: Option<String>,
    #[arg(long)]
    pub(super) year: Option<i32>,
    #[arg(long, value_enum)]
    pub(super) input_format: Option<InputFormat>,
    #[arg(long, value_name = "FILE")]
    pub(super) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(super) table: TableArgs,
    #[arg(long, value_name = "NUMBER")]
    pub(super) table_version: Option<u64>,
    #[arg(long, value_name = "DAY", value_parser = day)]
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
    #[arg(required_unless_present = "followers")]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) files: FileArgs,
    #[arg(long, value_name = "FILE")]
    pub(super) totals: Option<PathBuf>,
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["file", "panel"])]
    pub(super) followers: Option<u64>,
    #[arg(long)]
    pub(super) target: String,
    #[arg(long, default_value_t = 0.9)]
    pub(super) level: f64,
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    #[arg(long, value_enum, default_value_t = ShiftArg::Auto)]
    pub(super) shift: ShiftArg,
    #[arg(long)]
    pub(super) reject_all: bool,
    #[arg(long, alias = "max-refused", default_value_t = MAX_REJECTED_SHARE, value_name = "SHARE")]
    pub(super) max_rejected: f64,
    #[arg(long)]
    pub(super) labels_of_target: bool,
    #[arg(long, value_enum, default_value_t = LabelsArg::SelfDeclared, value_name = "HOW")]
    pub(super) labels: LabelsArg,
    #[arg(long = "channel", value_name = "ID")]
    pub(super) channels: Vec<String>,
    #[arg(long, default_value_t = MinCell::default().0, value_name = "PEOPLE")]
    pub(super) min_cell: u64,
    #[arg(long, value_name = "ID")]
    pub(super) account_channel: Option<String>,
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
    #[arg(long, value_name = "NAME|NUMBER")]
    pub(super) sheet: Option<String>,
    #[arg(long, value_name = "UNIT", value_parser = income_unit)]
    pub(super) income: Option<IncomeUnit>,
    #[arg(long = "keep-column", value_name = "NAME")]
    pub(super) keep_columns: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) files: FileArgs,
    #[arg(long)]
    pub(super) target: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(super) write_mapping: Option<PathBuf>,
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
    #[arg(long)]
    pub(super) profile_patterns: bool,
    #[arg(long, value_name = "ENGINE")]
    pub(super) engine: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(super) assign: Option<PathBuf>,
    #[command(flatten)]
    pub(super) plan: PlanArgs,
    #[command(flatten)]
    pub(super) learning: LearningArgs,
    #[arg(long)]
    pub(super) min_share: Option<f64>,
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(super) format: OutputFormat,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) question: QuestionArgs,
    #[command(flatten)]
    pub(super) answers: AnswerArgs,
    #[arg(long, allow_negative_numbers = true)]
    pub(super) min_share: f64,
    #[arg(long, value_enum)]
    pub(super) inconclusive: Option<InconclusiveArg>,
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(super) sarif: Option<PathBuf>,
    #[command(flatten)]
    pub(super) remote: RemoteArgs,
}

/// A service that computes the result instead of this computer.
#[derive(Debug, Args)]
pub(super) struct RemoteArgs {
    #[arg(long, value_name = "URL")]
    pub(super) server: Option<String>,
    #[arg(long, env = "AUDIENCE_FIT_KEY", hide_env_values = true, requires = "server")]
    pub(super) key: Option<String>,
    #[arg(long, default_value_t = 300, value_name = "SECONDS", value_parser = whole(1..=86_400_u64))]
    pub(super) timeout: u64,
}

#[derive(Debug, Args)]
pub(super) struct RecommendArgs {
    #[arg(long)]
    pub(super) target: String,
    #[arg(long)]
    pub(super) country: Option<String>,
    #[arg(long)]
    pub(super) year: Option<i32>,
    #[arg(long = "channel", value_name = "ID")]
    pub(super) channels: Vec<String>,
    #[arg(long)]
    pub(super) measure: Option<String>,
    #[command(flatten)]
    pub(super) plan: PlanArgs,
    #[arg(long, value_name = "COUNTRY")]
    pub(super) borrow_from: Option<String>,
    #[arg(long = "cost", value_name = "CHANNEL=COST", value_parser = cost)]
    pub(super) costs: Vec<ChannelCost>,
    #[arg(long, value_name = "ID", requires = "followers", requires = "fit")]
    pub(super) account_channel: Option<String>,
    #[arg(long, requires = "account_channel")]
    pub(super) followers: Option<u64>,
    #[arg(long, value_name = "SHARE", requires = "account_channel")]
    pub(super) fit: Option<f64>,
    #[command(flatten)]
    pub(super) learning: LearningArgs,
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) as_of: Option<time::Date>,
    #[arg(long, default_value_t = 0.9)]
    pub(super) level: f64,
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(super) format: OutputFormat,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[arg(long, value_enum, default_value_t = ImportSource::Auto)]
    pub(super) from: ImportSource,
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(super) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(super) table: TableArgs,
    #[arg(long, value_enum, default_value_t = ImportOutput::Ndjson)]
    pub(super) format: ImportOutput,
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) as_of: Option<time::Date>,
}
