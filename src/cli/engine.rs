//! `analyze --engine`: an audience that is read in parts.

use std::path::Path;

use super::analyze::{input_hash, question_options, refuse_rejected, target};
use super::arg_values::InputFormat;
use super::args::AnalyzeArgs;
use super::input::read_file;
use crate::analysis::{Analysis, AnalysisOptions, AnalysisRequest, ContributionError, Question, gather};
use crate::engine::{Dataset, Engine, EngineError, LocalEngine};
use crate::error::{ErrorCode, Failure};
use crate::message::{MessageArgument, message};
use crate::reference::Catalog;

/// The engine that is asked for.
fn engine(name: &str) -> Result<Box<dyn Engine>, Failure> {
    match name {
        "local" => Ok(Box::new(LocalEngine::default())),
        #[cfg(feature = "cluster")]
        url if url.starts_with("ballista://") => Ok(Box::new(crate::engine::cluster::Ballista::new(url)?)),
        #[cfg(not(feature = "cluster"))]
        url if url.starts_with("ballista://") => {
            Err(Failure::of(ErrorCode::InvalidRequest, message!["command-engine-cluster"]))
        }
        other => {
            let detail = message!["command-engine", received = crate::ingest::excerpt(other)];
            Err(Failure::of(ErrorCode::InvalidRequest, detail))
        }
    }
}

/// What needs the rows themselves, and was asked for.
fn needs_rows(args: &AnalyzeArgs) -> Option<&'static str> {
    let format = args.question.files.input_format;
    let asked = [
        ("--totals", args.question.totals.is_some()),
        ("--mapping", args.question.files.mapping.is_some()),
        ("--answers", !args.answers.answers.is_empty()),
        ("--assign", args.assign.is_some()),
        ("--profile-patterns", args.profile_patterns),
        ("--reject-all", args.question.reject_all),
        ("--input-format", format.is_some_and(|format| !matches!(format, InputFormat::Parquet))),
    ];
    asked.into_iter().find(|(_, is_asked)| *is_asked).map(|(flag, _)| flag)
}

/// Answers by an engine.
pub(super) fn answer(
    name: &str,
    args: &AnalyzeArgs,
    options: AnalysisOptions,
    catalog: &Catalog,
) -> Result<Analysis, Failure> {
    if let Some(flag) = needs_rows(args) {
        return Err(Failure::of(ErrorCode::InvalidRequest, message!["command-engine-rows", flag = flag]));
    }
    let question = &args.question;
    let path = question.file.as_deref().filter(|path| *path != Path::new("-"));
    let path = path.ok_or_else(|| Failure::of(ErrorCode::InvalidRequest, message!["command-engine-file"]))?;
    let engine = engine(name)?;
    let files = &question.files;
    let target = target(&question.target, files.country.as_deref(), files.year, catalog)?;
    let target = if question.labels_of_target { target.with_labels() } else { target };
    let options = question_options(question, args.answers.sequential, options)?;
    let panel = files.panel.as_ref().map(|path| read_file(path, None, &files.panel_options())).transpose()?;
    let dataset = Dataset::open(path)?;
    let read = files.audience_options()?;
    let asked = Question::new(dataset.head()?, dataset.rows(), read, target.clone(), options.seed);
    let mut gathered = gather(asked, &options, catalog, |question| engine.accumulate(&dataset, question))?;
    dataset.check_unchanged()?;
    gathered.audience.notes = dataset.notes();
    refuse_rejected(question, &gathered.audience, panel.as_ref().map(|panel| &panel.reading))?;
    let input_hash = input_hash(dataset.snapshot(), panel.as_ref(), &target, &options);
    Ok(gathered.analyze(AnalysisRequest {
        audience: &gathered.audience,
        panel: panel.as_ref().map(|panel| &panel.reading),
        target,
        catalog,
        options,
        as_of: files.as_of(),
        input_hash,
    })?)
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let code = match &error {
            EngineError::File { error: crate::ingest::ReadError::Io(_), .. } => ErrorCode::Io,
            EngineError::File { .. } | EngineError::Files(_) | EngineError::Contribution(_) => {
                ErrorCode::InvalidRequest
            }
            EngineError::Cluster(_) => ErrorCode::Unavailable,
        };
        match &error {
            EngineError::File { path, error } => {
                let why = MessageArgument::List(vec![error.message()]);
                Self::of(code, message!["refusal-of-file", path = path.display()].and("why", why))
            }
            EngineError::Contribution(ContributionError::Read(error)) => Self::of(code, error.message()),
            EngineError::Files(_) | EngineError::Contribution(_) | EngineError::Cluster(_) => {
                Self::new(code, error.to_string())
            }
        }
    }
}
