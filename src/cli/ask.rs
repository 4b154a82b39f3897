//! `ask`: draws whom to ask, and writes the list and the questionnaire.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::analyze::{json, prepare, width};
use super::answers::{list_failure, list_of};
use super::arg_values::{ValueFault, whole, within};
use super::args::{InspectFormat, QuestionArgs};
use super::print;
use crate::analysis::{self, Ask, AskOptions};
use crate::api::contract::AskBody;
use crate::ask::{AskBy, CodeKey, merge_lists, write_list};
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::reference::Catalog;
use crate::report::{self, AskFileNames, Language, questionnaire_form, questionnaire_text};

#[derive(Debug, Args)]
pub(super) struct AskArgs {
    #[command(flatten)]
    question: QuestionArgs,
    #[arg(long, value_name = "NUMBER", value_parser = whole(1..=1_000_000_u64))]
    people: Option<u64>,
    #[arg(long)]
    min_share: Option<f64>,
    #[arg(long, value_name = "POINTS", value_parser = points)]
    within: Option<f64>,
    #[arg(long, value_enum, default_value_t = ByArg::Chance, value_name = "HOW")]
    by: ByArg,
    #[arg(long, default_value_t = 1.0, value_name = "SHARE", value_parser = within(0.001..=1.0))]
    response_rate: f64,
    #[arg(long)]
    arms: bool,
    #[arg(long)]
    sequential: bool,
    #[arg(long, value_name = "FILE")]
    asked: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", default_value = "ask")]
    out: PathBuf,
    #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
    format: InspectFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    Chance,
    Segment,
    Uncertainty,
}

fn points(text: &str) -> Result<f64, ValueFault> {
    within(0.1..=50.0)(text).map(|points| points / 100.0)
}

/// Draws whom to ask and writes the list and the questionnaires.
pub(super) fn ask(args: &AskArgs, catalog: &Catalog, language: Language) -> Result<ExitCode, Failure> {
    let lists = args.asked.iter().map(|path| list_of(path)).collect::<Result<Vec<_>, _>>()?;
    let before = merge_lists(lists).map_err(|fault| list_failure("--asked", &fault))?;
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
fn write_files(folder: &Path, ask: &Ask) -> Result<AskFileNames, Failure> {
    let failed = |path: &Path, e: &std::io::Error| {
        Failure::of(ErrorCode::Io, message!["command-file", place = path.display(), error = e])
    };
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    let wave = ask.people.first().map_or(1, |person| person.wave);
    let list = folder.join(if wave == 1 { "list.csv".to_owned() } else { format!("list-{wave}.csv") });
    let text = write_list(&ask.people);
    if fs::read_to_string(&list).is_ok_and(|there| there != text) {
        return Err(Failure::of(ErrorCode::Conflict, message!["command-ask-list", place = list.display()]));
    }
    let write = |path: PathBuf, text: &str| {
        fs::write(&path, text).map_err(|e| failed(&path, &e))?;
        Ok::<String, Failure>(path.display().to_string())
    };
    let mut files = AskFileNames { list: write(list, &text)?, ..AskFileNames::default() };
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
