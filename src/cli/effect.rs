//! `effect`.

use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::analyze::{json as indented, print_figures, width};
use super::arg_values::OutputFormat;
use super::input::{open, read_failure, unpacked};
use super::print;
use crate::api::contract::{
    EffectQuestion, EffectReportBody, OutcomeBody, TablePlace, event_of, read_effect, read_effect_table,
};
use crate::effect::{EffectAnalysis, assess};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{ContainerNote, ContentKind, CountTable, Format, excerpt};
use crate::message::json::json_message;
use crate::message::{Message, message};
use crate::reference::Catalog;
use crate::report::{self, Language};

#[derive(Debug, Args)]
pub(super) struct EffectArgs {
    file: PathBuf,
    #[arg(long, value_name = "NAME|NUMBER")]
    sheet: Option<String>,
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    #[arg(long = "metric", value_name = "NAME")]
    metrics: Vec<String>,
    #[arg(long = "control", value_name = "COLUMN")]
    controls: Vec<String>,
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    #[arg(long)]
    plan: bool,
    #[arg(long, requires = "plan", allow_negative_numbers = true)]
    lift: Option<f64>,
    #[arg(long)]
    frequency: Option<String>,
    #[arg(long, allow_negative_numbers = true)]
    level: Option<f64>,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, value_name = "FILE")]
    outcomes_to: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Judges the events of a file and prints the answer.
pub(super) fn effect(args: &EffectArgs, catalog: &Catalog, language: Language) -> Result<ExitCode, Failure> {
    let path = &args.file;
    let (mut packed, _) = open(path)?;
    let mut source = unpacked(&mut packed, args.sheet.as_deref()).map_err(|error| read_failure(path, "", &error))?;
    let failed = |error: io::Error| read_failure(path, "", &error.into());
    let format = Format::by_beginning(source.fill_buf().map_err(failed)?);
    let is_document = source.kind() == ContentKind::Text && format == Format::Ndjson;
    let question = if is_document {
        let text = io::read_to_string(&mut source).map_err(failed)?;
        read_effect(document(args, text.trim_start_matches('\u{feff}'))?.as_bytes(), catalog)
            .map_err(|failure| placed(failure, args))?
    } else {
        let table = CountTable::read(&mut source, &args.controls).map_err(failed)?;
        let of_source = source.notes();
        for note in of_source.iter().map(ContainerNote::message).chain(table.notes.iter().cloned()) {
            eprintln!("audience-fit: {}: {}", path.display(), note.in_language(language));
        }
        of_table(args, &table, catalog)?
    };
    let answer = assess(&question.series, &question.events, &question.metrics, &question.options);
    if let Some(path) = &args.outcomes_to {
        write_outcomes(path, &answer)?;
    }
    print(&match args.format {
        OutputFormat::Text => report::effect_text(&answer, language, width()),
        OutputFormat::Html => report::effect_html(&answer, language),
        OutputFormat::Markdown => report::effect_markdown(&answer, language),
        OutputFormat::Json => indented(&EffectReportBody::new(&answer, None, language)),
        OutputFormat::Parquet | OutputFormat::Arrow => {
            return print_figures(&EffectReportBody::new(&answer, None, language), args.format);
        }
    })
}

/// The JSON document with what the flags add; as it stands without flags.
fn document(args: &EffectArgs, text: &str) -> Result<String, Failure> {
    let added = options(args)?;
    if added.is_empty() && args.events.is_empty() {
        return Ok(text.to_owned());
    }
    let malformed = |e: serde_json::Error| {
        Failure::of(
            ErrorCode::MalformedBody,
            message!["command-effect-document", place = args.file.display()].saying("why", json_message(&e)),
        )
    };
    let mut body: Map<String, Value> = serde_json::from_str(text).map_err(malformed)?;
    body.extend(added);
    let more = events(args)?;
    match body.entry("events").or_insert_with(|| json!([])) {
        Value::Array(events) => events.extend(more),
        // Whatever is not an array is left for the parser of the request to reject.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {}
    }
    Ok(Value::Object(body).to_string())
}

fn options(args: &EffectArgs) -> Result<Map<String, Value>, Failure> {
    let mut body = Map::new();
    if let Some(level) = args.level {
        body.insert("level".to_owned(), json!(level));
    }
    if let Some(seed) = args.seed {
        body.insert("seed".to_owned(), json!(seed));
    }
    if let Some(country) = &args.country {
        body.insert("country".to_owned(), json!(country));
    }
    if args.plan {
        body.insert("plan".to_owned(), args.lift.map_or_else(|| json!({}), |lift| json!({"lift": lift})));
    }
    if let Some(frequency) = &args.frequency {
        body.insert("frequency".to_owned(), json!(frequency));
    }
    if !args.metrics.is_empty() {
        body.insert("metrics".to_owned(), json!(args.metrics));
    }
    Ok(body)
}

/// The events of the flags.
fn events(args: &EffectArgs) -> Result<Vec<Value>, Failure> {
    let mut found = Vec::new();
    for text in &args.events {
        let place = format!("--event {}", excerpt(text));
        let invalid = |why: Message| {
            let detail = message!["command-event", place = place].saying("why", why);
            Failure::of(ErrorCode::MalformedBody, detail)
        };
        if let Some(path) = text.strip_prefix('@') {
            let read = fs::read_to_string(path);
            let read =
                read.map_err(|e| Failure::of(ErrorCode::Io, message!["command-file", place = place, error = e]))?;
            let events: Vec<Value> = serde_json::from_str(&read).map_err(|e| invalid(json_message(&e)))?;
            found.extend(events);
        } else {
            found.push(event_of(text).map_err(invalid)?);
        }
    }
    Ok(found)
}

/// The question that a table and the flags ask, or all that is wrong with either.
fn of_table(args: &EffectArgs, table: &CountTable, catalog: &Catalog) -> Result<EffectQuestion, Failure> {
    let mut body = options(args)?;
    body.insert("events".to_owned(), Value::Array(events(args)?));
    let file = args.file.display();
    read_effect_table(body, table, catalog, |place| match place {
        TablePlace::Cell(line, "") => format!("{file}, line {line}"),
        TablePlace::Cell(line, column) => format!("{file}, line {line}, {}", excerpt(column)),
        TablePlace::Table => file.to_string(),
        TablePlace::Field(pointer) => place_of(pointer, args),
    })
}

/// Faults by the flag that holds them.
fn placed(mut failure: Failure, args: &EffectArgs) -> Failure {
    for fault in &mut failure.faults {
        fault.pointer = place_of(&fault.pointer, args);
    }
    failure
}

fn place_of(pointer: &str, args: &EffectArgs) -> String {
    match pointer.split('/').skip(1).collect::<Vec<_>>()[..] {
        ["events"] if args.events.is_empty() => "--event".to_owned(),
        [flag @ ("level" | "seed" | "frequency" | "country")] => format!("--{flag}"),
        ["plan", "lift"] => "--lift".to_owned(),
        _ => pointer.to_owned(),
    }
}

fn write_outcomes(path: &Path, answer: &EffectAnalysis) -> Result<(), Failure> {
    let mut text = String::new();
    for outcome in answer.events.iter().filter_map(|event| event.outcome.as_ref()) {
        text.push_str(&json!(OutcomeBody::from(outcome)).to_string());
        text.push('\n');
    }
    fs::write(path, text)
        .map_err(|e| Failure::of(ErrorCode::Io, message!["command-file", place = path.display(), error = e]))
}
