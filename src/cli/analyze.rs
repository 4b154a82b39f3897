//! `analyze`, and the answer that `check` asks for too.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use time::Date;

use super::answers::AnswerArgs;
use super::arg_values::{OutputFormat, ShiftArg};
use super::args::{AnalyzeArgs, QuestionArgs};
use super::constraints::constraints;
use super::input::{Input, read_file};
use super::learning::learning;
use super::totals::totals;
use super::{print, print_bytes};
use crate::analysis::{self, Analysis, AnalysisOptions, AnalysisRequest, Assignment, resolve_target};
use crate::api::contract::{AnalysisBody, Figures};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::{ReadOutcome, RejectionGroup, Rejections};
use crate::message::json::json_message;
use crate::message::{MessageArgument, message};
use crate::prevalence::LabelSampling;
use crate::prevalence::shift::Shift;
use crate::reference::Catalog;
use crate::report::messages::args;
use crate::report::{self, Language};
use crate::target::{SpecFault, Target, TargetSpec};

/// Causes of rejected rows that are listed.
const MAX_CAUSES: usize = 10;

/// Analyses a file and prints the answer.
pub(super) fn analyze(args: &AnalyzeArgs, catalog: &Catalog, language: Language) -> Result<ExitCode, Failure> {
    let constraints = constraints(&args.plan, catalog)?;
    let task = constraints.as_ref().map(|c| c.task);
    let learning = learning(&args.learning, args.question.files.as_of(), task, catalog)?;
    let options = AnalysisOptions {
        min_share: args.min_share,
        profile_patterns: args.profile_patterns,
        assign: args.assign.is_some(),
        constraints,
        learning,
        ..AnalysisOptions::default()
    };
    if let Some(engine) = &args.engine {
        let analysis = super::engine::answer(engine, args, options, catalog)?;
        return render(&analysis, args.format, language);
    }
    let mut analysis = answer(&args.question, &args.answers, options, catalog)?;
    if let Some(path) = &args.assign {
        // They are in the file, and not in the answer too.
        write_assignments(path, &analysis.assignments.take().unwrap_or_default())?;
    }
    render(&analysis, args.format, language)
}

/// Writes the segment of each row as CSV.
fn write_assignments(path: &Path, assignments: &[Assignment]) -> Result<(), Failure> {
    let mut text = String::from("row,segment\n");
    assignments.iter().for_each(|one| text.push_str(&format!("{},{}\n", one.row, one.segment)));
    fs::write(path, text).map_err(|e| {
        Failure::of(ErrorCode::Io, message!["command-file", place = format!("--assign {}", path.display()), error = e])
    })
}

fn render(analysis: &Analysis, format: OutputFormat, language: Language) -> Result<ExitCode, Failure> {
    match format {
        OutputFormat::Text => print(&report::text(analysis, language, width())),
        OutputFormat::Html => print(&report::html(analysis, language)),
        OutputFormat::Markdown => print(&report::markdown(analysis, language)),
        OutputFormat::Json => print(&json(&AnalysisBody::new(analysis, language))),
        OutputFormat::Parquet | OutputFormat::Arrow => print_figures(&AnalysisBody::new(analysis, language), format),
    }
}

/// Prints the figures of a document as a table, unless a terminal would show its bytes.
pub(super) fn print_figures(body: &impl serde::Serialize, format: OutputFormat) -> Result<ExitCode, Failure> {
    if io::stdout().is_terminal() {
        return Err(Failure::said(ErrorCode::InvalidRequest, "problem-figures-on-terminal", args![]));
    }
    let figures = Figures::of(body);
    print_bytes(&if format == OutputFormat::Parquet { figures.parquet() } else { figures.arrow_stream() })
}

/// A document of the contract, indented, with a line end.
pub(super) fn json(body: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(body).expect("documents are plain data");
    text.push('\n');
    text
}

/// Columns of the terminal, within what a reader's eye takes; 100 where there is none.
pub(super) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(columns, _)| usize::from(columns.0)).clamp(60, 120)
}

/// What is wrong with rows, one fault a cause, the most frequent first.
pub(super) fn rejection_faults(what: &str, rejected: &Rejections) -> Vec<Fault> {
    let fault = |group: RejectionGroup| Fault {
        pointer: format!(
            "{what}row {}{}{}",
            group.first_row,
            if group.field.is_empty() { "" } else { ", " },
            group.field
        ),
        code: group.code.as_str().to_owned(),
        detail: match group.rows {
            1 => message!["fault-unknown"]
                .and("received", MessageArgument::List(group.examples))
                .saying("accepted", group.accepted),
            n => message!["fault-rows", others = n - 1]
                .and("received", MessageArgument::List(group.examples))
                .saying("accepted", group.accepted),
        },
    };
    rejected.groups().into_iter().take(MAX_CAUSES).map(fault).collect()
}

/// A question with what it is asked of.
pub(super) struct Prepared {
    pub(super) audience: Input,
    panel: Option<Input>,
    target: Target,
    options: AnalysisOptions,
    as_of: Date,
    input_hash: String,
}

impl Prepared {
    pub(super) fn request<'a>(&'a self, catalog: &'a Catalog) -> AnalysisRequest<'a> {
        AnalysisRequest {
            audience: &self.audience.reading,
            panel: self.panel.as_ref().map(|panel| &panel.reading),
            target: self.target.clone(),
            catalog,
            options: self.options.clone(),
            as_of: self.as_of,
            input_hash: self.input_hash.clone(),
        }
    }
}

/// Answers with the options of `args` beside those of `options`, and with answers where there are any.
pub(super) fn answer(
    args: &QuestionArgs,
    answers: &AnswerArgs,
    options: AnalysisOptions,
    catalog: &Catalog,
) -> Result<Analysis, Failure> {
    Ok(analysis::analyze(prepare(args, Some(answers), options, catalog)?.request(catalog))?)
}

/// The options of a question beside those of `options`.
pub(super) fn question_options(
    args: &QuestionArgs,
    sequential: bool,
    options: AnalysisOptions,
) -> Result<AnalysisOptions, Failure> {
    let files = &args.files;
    let options = AnalysisOptions {
        max_rejected: args.max_rejected,
        level: args.level,
        seed: args.seed,
        shift: match args.shift {
            ShiftArg::Auto => Shift::Any,
            ShiftArg::Covariate => Shift::Covariate,
            ShiftArg::Label => Shift::Label,
        },
        min_cell: MinCell(args.min_cell),
        channels: (!args.channels.is_empty()).then(|| args.channels.clone()),
        account_channel: args.account_channel.clone(),
        costs: args.costs.clone(),
        labels: args.labels.into(),
        sequential,
        panel_as_of: files.panel_date,
        totals: args.totals.as_deref().map(totals).transpose()?,
        panel_size: files.panel_size,
        followers: args.followers,
        ..options
    };
    let faults = options.faults();
    if !faults.is_empty() {
        return Err(analysis::AnalysisError::Invalid(faults).into());
    }
    Ok(options)
}

/// Reads the files of a question, and sets the answers of people who were asked as labels.
pub(super) fn prepare(
    args: &QuestionArgs,
    answers: Option<&AnswerArgs>,
    options: AnalysisOptions,
    catalog: &Catalog,
) -> Result<Prepared, Failure> {
    let files = &args.files;
    let target = target(&args.target, files.country.as_deref(), files.year, catalog)?;
    let mut target = if args.labels_of_target { target.with_labels() } else { target };
    let mut options = question_options(args, answers.is_some_and(|answers| answers.sequential), options)?;
    let read_audience = |path: &std::path::PathBuf| read_file(path, files.input_format, &files.audience_options()?);
    let mut audience = args.file.as_ref().map(read_audience).transpose()?.unwrap_or_default();
    let panel = files.panel.as_ref().map(|path| read_file(path, None, &files.panel_options())).transpose()?;
    refuse_rejected(args, &audience.reading, panel.as_ref().map(|p| &p.reading))?;
    if let Some(answers) = answers {
        let told = (options.level, options.min_cell);
        if let Some((of_answers, summary)) = answers.apply(&mut audience.reading.profiles, &target, told)? {
            target = of_answers;
            options.labels = LabelSampling::RandomSample;
            options.answers = Some(summary);
        }
    }
    let input_hash = input_hash(audience.hash, panel.as_ref(), &target, &options);
    Ok(Prepared { audience, panel, target, options, as_of: files.as_of(), input_hash })
}

/// The target as given on the command line.
pub(super) fn target(
    text: &str,
    country: Option<&str>,
    year: Option<i32>,
    catalog: &Catalog,
) -> Result<Target, Failure> {
    resolve_target(target_spec(text, country, year)?, catalog).map_err(target_faults)
}

/// The definition as given on the command line.
pub(super) fn target_spec(text: &str, country: Option<&str>, year: Option<i32>) -> Result<TargetSpec, Failure> {
    let mut spec = parse_target(text)?;
    spec.country = spec.country.or_else(|| country.map(str::to_owned));
    spec.year = spec.year.or(year);
    Ok(spec)
}

/// The faults of a definition by the argument that holds it.
pub(super) fn target_faults(faults: Vec<SpecFault>) -> Failure {
    let fault = |f: SpecFault| Fault::from(f.below("--target"));
    Failure::invalid(faults.into_iter().map(fault).collect())
}

fn parse_target(text: &str) -> Result<TargetSpec, Failure> {
    let (json, from) = match text.strip_prefix('@') {
        Some(path) => {
            let unread = |e: &io::Error| {
                Failure::of(ErrorCode::Io, message!["command-file", place = format!("--target @{path}"), error = e])
            };
            let read = fs::read_to_string(path);
            (read.map_err(|e| unread(&e))?, path)
        }
        None if text.trim_start().starts_with('{') => (text.to_owned(), ""),
        None => return Ok(TargetSpec { preset: Some(text.to_owned()), ..TargetSpec::default() }),
    };
    serde_json::from_str(&json).map_err(|e| {
        let place = if from.is_empty() { "--target".to_owned() } else { format!("--target @{from}") };
        let detail = message!["command-target", place = place].saying("why", json_message(&e));
        Failure::of(ErrorCode::MalformedBody, detail)
    })
}

pub(super) fn refuse_rejected(
    args: &QuestionArgs,
    audience: &ReadOutcome,
    panel: Option<&ReadOutcome>,
) -> Result<(), Failure> {
    let readings = [Some(("", audience)), panel.map(|p| ("panel ", p))];
    let rejected: u64 = readings.iter().flatten().map(|(_, r)| r.rejected.rows).sum();
    // A panel that was given and of which nothing is left must not pass for none.
    let nobody = audience.profiles.is_empty() && args.followers.is_none()
        || panel.is_some_and(|panel| panel.profiles.is_empty() && panel.rejected.rows > 0);
    if !(nobody || args.reject_all && rejected > 0) {
        return Ok(());
    }
    let listed = readings.iter().flatten().flat_map(|(what, reading)| rejection_faults(what, &reading.rejected));
    let failure = match (nobody, rejected) {
        (true, 0) => Failure::said(ErrorCode::NoProfiles, "refusal-no-rows", args![]),
        (true, n) => Failure::said(ErrorCode::NoProfiles, "refusal-nobody-accepted", args![n = n]),
        (false, n) => Failure::said(ErrorCode::RowsRejected, "refusal-some-rejected", args![n = n]),
    };
    Err(failure.with_faults(listed.collect()))
}

pub(super) fn input_hash(
    audience: blake3::Hash,
    panel: Option<&Input>,
    target: &Target,
    options: &AnalysisOptions,
) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(audience.as_bytes());
    if let Some(panel) = panel {
        hasher.update(panel.hash.as_bytes());
    }
    hasher.update(serde_json::to_string(target.spec()).expect("a target is plain data").as_bytes());
    hasher.update(format!("{options:?}, {}", target.takes_labels()).as_bytes());
    hasher.finalize().to_hex().to_string()
}
