//! `ask`: draws whom to ask, and writes the list and the questionnaire.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::analyze::{json, prepare, width};
use super::answers::list_of;
use super::args::{InspectFormat, QuestionArgs};
use super::print;
use crate::analysis::{self, Ask, AskOptions};
use crate::api::contract::AskBody;
use crate::ask::{AskBy, CodeKey, merge_lists, write_list};
use crate::error::{ErrorCode, Failure};
use crate::reference::Catalog;
use crate::report::{self, AskFiles, Language, questionnaire_form, questionnaire_text};

#[derive(Debug, Args)]
pub(super) struct AskArgs {
    #[command(flatten)]
    question: QuestionArgs,
    /// The most people to ask. Fewer are drawn where fewer are needed for the verdict or the width.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    people: Option<u64>,
    /// Minimum share that the answers should decide on, 0 to 1.
    #[arg(long)]
    min_share: Option<f64>,
    /// Percentage points to which the answers should tell the share, for example 5 for plus or minus 5.
    #[arg(long, value_name = "POINTS", value_parser = points)]
    within: Option<f64>,
    /// How likely each person is to be asked.
    #[arg(long, value_enum, default_value_t = ByArg::Chance, value_name = "HOW")]
    by: ByArg,
    /// Part of those asked who are expected to answer, above 0 up to 1.
    #[arg(long, default_value_t = 1.0, value_name = "SHARE", value_parser = response_rate)]
    response_rate: f64,
    /// Offer a prize to a random half of them, to see whether those who do not answer differ.
    #[arg(long)]
    arms: bool,
    /// The answers will be looked at more than once.
    #[arg(long)]
    sequential: bool,
    /// List of people who were asked before, which an earlier `ask` wrote; may be given several times.
    #[arg(long, value_name = "FILE")]
    asked: Vec<PathBuf>,
    /// Folder to write the list and the questionnaires into.
    #[arg(long, value_name = "DIR", default_value = "ask")]
    out: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
    format: InspectFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    /// Everybody alike.
    Chance,
    /// Everybody alike, each segment in proportion to its size.
    Segment,
    /// More of those of whom the panel says least.
    Uncertainty,
}

fn points(text: &str) -> Result<f64, String> {
    let points = text.parse().ok().filter(|points: &f64| (0.1..=50.0).contains(points));
    points.map(|points| points / 100.0).ok_or_else(|| "accepted: 0.1 to 50 percentage points".to_owned())
}

fn response_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| *rate >= 0.001 && *rate <= 1.0);
    rate.ok_or_else(|| "accepted: 0.001 to 1, for example 0.3 for 30 %".to_owned())
}

/// Draws whom to ask and writes the list and the questionnaires.
pub(super) fn ask(args: &AskArgs, catalog: &Catalog, language: Language) -> Result<ExitCode, Failure> {
    let lists = args.asked.iter().map(|path| list_of(path)).collect::<Result<Vec<_>, _>>()?;
    let invalid = |detail: String| Failure::new(ErrorCode::InvalidRequest, detail);
    let before = merge_lists(lists).map_err(|fault| invalid(format!("--asked: {fault}")))?;
    let options = analysis::AnalysisOptions { min_share: args.min_share, ..analysis::AnalysisOptions::default() };
    let prepared = prepare(&args.question, None, options, catalog)?;
    // Only who has the file can tell whose a code is.
    let key = CodeKey::new(prepared.audience.hash.as_bytes());
    let ask = analysis::ask(
        prepared.request(catalog),
        AskOptions {
            by: match args.by {
                ByArg::Chance => AskBy::Chance,
                ByArg::Segment => AskBy::Segment,
                ByArg::Uncertainty => AskBy::Uncertainty,
            },
            people: args.people,
            half_width: args.within,
            response_rate: args.response_rate,
            arms: args.arms,
            sequential: args.sequential,
            before,
            group_seed: key.seed(),
            key,
        },
    )?;
    let files = write_files(&args.out, &ask)?;
    print(&match args.format {
        InspectFormat::Text => report::ask_text(&ask, &files, language, width()),
        InspectFormat::Json => json(&AskBody::from(&ask)),
    })
}

/// Writes the list and, in every language, the questionnaire. A list that is there is not overwritten: the answers to it
/// would count for nothing.
fn write_files(folder: &Path, ask: &Ask) -> Result<AskFiles, Failure> {
    let failed = |path: &Path, e: &std::io::Error| Failure::new(ErrorCode::Io, format!("{}: {e}", path.display()));
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    let wave = ask.people.first().map_or(1, |person| person.wave);
    let list = folder.join(if wave == 1 { "list.csv".to_owned() } else { format!("list-{wave}.csv") });
    let text = write_list(&ask.people);
    if fs::read_to_string(&list).is_ok_and(|there| there != text) {
        let detail = format!(
            "{}: a list of people who were asked is there already; keep it, and give another folder with --out, or draw a \
             further wave with --asked {}",
            list.display(),
            list.display()
        );
        return Err(Failure::new(ErrorCode::Conflict, detail));
    }
    let write = |path: PathBuf, text: &str| {
        fs::write(&path, text).map_err(|e| failed(&path, &e))?;
        Ok::<String, Failure>(path.display().to_string())
    };
    let mut files = AskFiles { list: write(list, &text)?, ..AskFiles::default() };
    for language in Language::ALL {
        let name = |kind: &str, end: &str| folder.join(format!("{kind}.{}.{end}", language.tag()));
        let text = questionnaire_text(&ask.questionnaire, language, false);
        files.questionnaires.push(write(name("questionnaire", "txt"), &text)?);
        if ask.options.arms {
            let text = questionnaire_text(&ask.questionnaire, language, true);
            files.questionnaires.push(write(name("questionnaire-prize", "txt"), &text)?);
        }
        files.forms.push(write(name("form", "csv"), &questionnaire_form(&ask.questionnaire, language))?);
    }
    Ok(files)
}
