//! `effect`.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::analyze::{json as indented, width};
use super::args::OutputFormat;
use super::print;
use crate::effect::{EffectAnalysis, assess};
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::excerpt;
use crate::reference::Catalog;
use crate::report::{self, Language};
use crate::wire::{EffectReportBody, OutcomeBody, read_effect};

#[derive(Debug, Args)]
pub(super) struct EffectArgs {
    /// Series: CSV with a column `date` and one for each metric (posts, followers, likes, replies, reposts, clicks), or a
    /// JSON document as `POST /v1/effects` takes it; `-` for standard input.
    file: PathBuf,
    /// An event, for example `quiz:2026-03-16:2026-03-22` (no last day: it goes on), or a JSON object with hours, money and
    /// channel as in a request, or `@FILE` holding an array of such; may be given several times.
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// Metric to judge; may be given several times; all that have counts by default.
    #[arg(long = "metric", value_name = "NAME")]
    metrics: Vec<String>,
    /// Length of a period, `day` or `week`; detected from the dates by default.
    #[arg(long)]
    frequency: Option<String>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[arg(long, allow_negative_numbers = true)]
    level: Option<f64>,
    /// Seed of every draw; 0 by default.
    #[arg(long)]
    seed: Option<u64>,
    /// Write the results of events that name their channel and cost, one JSON object a line, for example `recommend --outcomes`
    /// reads them.
    #[arg(long, value_name = "FILE")]
    outcomes_to: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
}

/// Judges the events of a file and prints the answer.
pub(super) fn effect(args: &EffectArgs, catalog: &Catalog) -> Result<ExitCode, Failure> {
    let text = read(&args.file)?;
    let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let (body, lines) = if is_json { (document(args, &text)?, Vec::new()) } else { table(args, &text)? };
    let question = read_effect(body.as_bytes(), catalog).map_err(|failure| placed(failure, args, &lines))?;
    let answer = assess(&question.series, &question.events, &question.metrics, &question.options);
    if let Some(path) = &args.outcomes_to {
        write_outcomes(path, &answer)?;
    }
    print(&match args.format {
        OutputFormat::Text => report::effect_text(&answer, Language::English, width()),
        OutputFormat::Html => report::effect_html(&answer, Language::English),
        OutputFormat::Markdown => report::effect_markdown(&answer, Language::English),
        OutputFormat::Json => indented(&EffectReportBody::from(&answer)),
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let outcome = if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(|_| ())
    } else {
        fs::read_to_string(path).map(|read| text = read)
    };
    let what = "give a CSV file or a JSON document in UTF-8";
    outcome.map_err(|e| Failure::new(ErrorCode::Io, format!("{}: {e}; {what}", path.display())))?;
    Ok(text)
}

/// The JSON document with what the flags add; as it stands without flags.
fn document(args: &EffectArgs, text: &str) -> Result<String, Failure> {
    let added = options(args)?;
    if added.is_empty() && args.events.is_empty() {
        return Ok(text.to_owned());
    }
    let malformed = |e: serde_json::Error| {
        Failure::new(ErrorCode::MalformedBody, format!("{}: {e}; give one JSON object", args.file.display()))
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
        let invalid = |e: String| {
            let what = "give NAME:FIRST-DAY:LAST-DAY, a JSON object, or @FILE holding an array of them";
            Failure::new(ErrorCode::MalformedBody, format!("--event {}: {e}; {what}", excerpt(text)))
        };
        if let Some(path) = text.strip_prefix('@') {
            let read = fs::read_to_string(path);
            let read = read.map_err(|e| Failure::new(ErrorCode::Io, format!("--event {}: {e}", excerpt(text))))?;
            let events: Vec<Value> = serde_json::from_str(&read).map_err(|e| invalid(e.to_string()))?;
            found.extend(events);
        } else if text.trim_start().starts_with('{') {
            found.push(serde_json::from_str(text).map_err(|e| invalid(e.to_string()))?);
        } else {
            let parts: Vec<&str> = text.split(':').collect();
            found.push(match parts[..] {
                [name, from] | [name, from, ""] => json!({"name": name, "from": from}),
                [name, from, to] => json!({"name": name, "from": from, "to": to}),
                _ => return Err(invalid("it is not like quiz:2026-03-16:2026-03-22".to_owned())),
            });
        }
    }
    Ok(found)
}

/// A CSV table as the body of a request, and the line of each of its rows.
fn table(args: &EffectArgs, text: &str) -> Result<(String, Vec<u64>), Failure> {
    let malformed = |e: csv::Error| {
        Failure::new(ErrorCode::MalformedBody, format!("{}: {e}; give CSV with a header", args.file.display()))
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(malformed)?.clone();
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(malformed)?;
        lines.push(record.position().map_or(0, csv::Position::line));
        // Written by hand so that a column that is there twice is found.
        let cells = header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        let cells = cells.map(|(name, cell)| format!("{}:{}", json!(name), value(name, cell)));
        rows.push(format!("{{{}}}", cells.collect::<Vec<_>>().join(",")));
    }
    let mut body = options(args)?;
    body.insert("events".to_owned(), Value::Array(events(args)?));
    let options = Value::Object(body).to_string();
    Ok((format!("{{\"series\":[{}],{}", rows.join(","), &options[1..]), lines))
}

/// A cell as JSON: numbers as they stand, all else as text.
fn value(name: &str, cell: &str) -> String {
    let is_number = name != "date" && serde_json::from_str::<serde_json::Number>(cell).is_ok();
    if is_number { cell.to_owned() } else { json!(cell).to_string() }
}

/// Faults by the line of the file and by the flag that holds them.
fn placed(mut failure: Failure, args: &EffectArgs, lines: &[u64]) -> Failure {
    let file = args.file.display();
    for Fault { pointer, .. } in &mut failure.faults {
        let parts: Vec<&str> = pointer.split('/').skip(1).collect();
        let line = parts.get(1).and_then(|i| i.parse::<usize>().ok()).and_then(|i| lines.get(i));
        *pointer = match (parts.as_slice(), line) {
            (["series", _, rest @ ..], Some(line)) => format!("{file}, line {line}, {}", rest.join(".")),
            (["series"], _) if !lines.is_empty() => file.to_string(),
            (["events"], _) if args.events.is_empty() => "--event".to_owned(),
            ([flag @ ("level" | "seed" | "frequency")], _) => format!("--{flag}"),
            _ => continue,
        };
    }
    failure
}

fn write_outcomes(path: &Path, answer: &EffectAnalysis) -> Result<(), Failure> {
    let mut text = String::new();
    for outcome in answer.events.iter().filter_map(|event| event.outcome.as_ref()) {
        text.push_str(&json!(OutcomeBody::from(outcome)).to_string());
        text.push('\n');
    }
    fs::write(path, text).map_err(|e| Failure::new(ErrorCode::Io, format!("{}: {e}", path.display())))
}
