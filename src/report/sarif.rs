//! The verdict and the rejected rows as SARIF 2.1.0, which code review tools show beside the file.

use serde_json::{Value, json};

use super::gate::{Gate, GateError, GateVerdict};
use super::messages::{Language, Messages, args};
use super::safe_text::SafeText;
use super::sentences::{self, outcome_name};
use crate::ingest::Rejection;
use crate::prevalence::Outcome;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const MIN_SHARE: &str = "audience-fit/min-share";
const REJECTED_ROW: &str = "audience-fit/rejected-row";
const ERROR: &str = "audience-fit/error";

/// The verdict and the rejected profiles as one SARIF run over the file `input_name`.
///
/// A failed verdict is an error, an inconclusive one a warning; a pass has no result, so that a review tool closes the
/// alert of an earlier failure. A rejected profile is a warning, with its line where the name of the file shows its
/// format and rows are lines in it. Rejected panel rows are of another file and not listed.
pub fn sarif(gate: &Gate, input_name: &str, language: Language) -> String {
    let m = Messages::of(language);
    let input = Input::new(input_name);
    let verdict = gate.verdict.as_ref().and_then(|verdict| verdict_result(m, gate, verdict, &input));
    let rejected = gate.rejected.listed.iter().map(|rejection| row_result(m, rejection, &input));
    let results: Vec<Value> = verdict.into_iter().chain(rejected).collect();
    let mut run = json!({"results": results, "properties": run_properties(gate)});
    run["tool"] = tool(&gate.provenance.version, json!([min_share_rule(m), rejected_row_rule(m)]));
    document(run)
}

/// A gate that came to no answer, as one SARIF run with the error over the file `input_name`; `version` is that of
/// audience-fit.
pub fn sarif_error(error: &GateError, input_name: &str, version: &str, language: Language) -> String {
    let m = Messages::of(language);
    let text = message(&error.message);
    let location = json!({"artifactLocation": {"uri": Input::new(input_name).uri}, "region": {"startLine": 1}});
    let mut run = json!({
        "results": [{
            "ruleId": ERROR,
            "ruleIndex": 0,
            "kind": "fail",
            "level": "error",
            "message": {"text": text},
            "locations": [{"physicalLocation": location}],
        }],
        "invocations": [{
            "executionSuccessful": false,
            "exitCode": error.exit_code,
            "toolExecutionNotifications": [{"level": "error", "message": {"text": text}}],
        }],
        "properties": {"code": message(&error.code), "min_share": error.min_share},
    });
    run["tool"] = tool(version, json!([error_rule(m)]));
    document(run)
}

fn tool(version: &str, rules: Value) -> Value {
    json!({"driver": {"name": "audience-fit", "version": version, "semanticVersion": version, "rules": rules}})
}

fn document(mut run: Value) -> String {
    run["columnKind"] = json!("unicodeCodePoints");
    let document = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]});
    format!("{document:#}\n")
}

fn error_rule(m: &Messages) -> Value {
    json!({
        "id": ERROR,
        "name": "Error",
        "shortDescription": {"text": m.label("report-error-rule-short")},
        "help": {"text": m.label("report-error-rule-help")},
        "defaultConfiguration": {"level": "error"},
    })
}

fn min_share_rule(m: &Messages) -> Value {
    json!({
        "id": MIN_SHARE,
        "name": "MinimumShare",
        "shortDescription": {"text": m.label("report-rule-short")},
        "fullDescription": {"text": m.label("report-rule-full")},
        "help": {"text": m.label("report-rule-help")},
        "defaultConfiguration": {"level": "error"},
    })
}

fn rejected_row_rule(m: &Messages) -> Value {
    json!({
        "id": REJECTED_ROW,
        "name": "RejectedRow",
        "shortDescription": {"text": m.label("report-rejected-rule-short")},
        "help": {"text": m.label("report-rejected-rule-help")},
        "defaultConfiguration": {"level": "warning"},
    })
}

fn verdict_result(m: &Messages, gate: &Gate, verdict: &GateVerdict, input: &Input) -> Option<Value> {
    let level = match verdict.outcome {
        Outcome::Pass => return None,
        Outcome::Fail => "error",
        Outcome::Inconclusive if verdict.reason.is_some() => "error",
        Outcome::Inconclusive => "warning",
    };
    let outcome = m.capital(&sentences::outcome(m, verdict.outcome));
    let why = std::iter::once(&verdict.why).chain(&gate.caveats).map(String::as_str).collect::<Vec<_>>().join(" ");
    let text = m.text("report-alert", args![outcome = outcome, why = why, fit = &gate.fit, target = &gate.target]);
    let fingerprint = format!("{} of {}", m.exact_percent(verdict.min_share), gate.target);
    Some(json!({
        "ruleId": MIN_SHARE,
        "ruleIndex": 0,
        "kind": "fail",
        "level": level,
        "message": {"text": message(&text)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": input.uri}, "region": {"startLine": 1}}}],
        "partialFingerprints": {"minimumShare/v1": message(&fingerprint)},
    }))
}

fn row_result(m: &Messages, rejection: &Rejection, input: &Input) -> Value {
    let pointer = rejection.field.replace('~', "~0").replace('/', "~1").replace('.', "/");
    let slash = if pointer.is_empty() { "" } else { "/" };
    let place = format!("/{}{slash}{pointer}", rejection.row.saturating_sub(1));
    let mut physical = json!({"artifactLocation": {"uri": input.uri}});
    if let Some(line) = input.line(rejection.row) {
        physical["region"] = json!({"startLine": line});
    }
    json!({
        "ruleId": REJECTED_ROW,
        "ruleIndex": 1,
        "kind": "fail",
        "level": "warning",
        "message": {"text": message(&format!("{} [{}]", m.capital(&sentences::rejection_sentence(m, rejection)), rejection.code.as_str()))},
        "locations": [{
            "physicalLocation": physical,
            "logicalLocations": [{"fullyQualifiedName": message(&place)}],
        }],
    })
}

fn run_properties(gate: &Gate) -> Value {
    let share = gate.share.as_ref().map(
        |s| json!({"value": rounded(s.value), "lower": rounded(s.lower), "upper": rounded(s.upper), "level": s.level}),
    );
    let verdict = gate.verdict.as_ref();
    json!({
        "profiles": gate.profiles,
        "share": share,
        "min_share": verdict.map(|v| v.min_share),
        "outcome": verdict.map(|v| outcome_name(v.outcome)),
        "reason": verdict.and_then(|v| v.reason.as_deref()),
        "rejected": gate.rejected.rows,
        "rejections_listed": gate.rejected.listed.len(),
        "seed": gate.provenance.seed,
        "catalog_version": gate.provenance.catalog_version,
        "input_hash": gate.provenance.input_hash,
    })
}

fn rounded(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

fn message(text: &str) -> String {
    SafeText::from(text).to_string()
}

/// The file that the profiles came from.
struct Input {
    uri: String,
    /// Lines before the first row; none where rows are not lines.
    lines_before: Option<u64>,
}

impl Input {
    fn new(name: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let lines_before = match ending.as_str() {
            "csv" => Some(1),
            "ndjson" | "jsonl" => Some(0),
            _ => None,
        };
        Self { uri: uri(name), lines_before }
    }

    /// The line of a row, provided that no row before it is blank or broken over lines.
    fn line(&self, row: u64) -> Option<u64> {
        self.lines_before.map(|before| row.saturating_add(before).max(1))
    }
}

/// A file name as a URI reference; an absolute path becomes a `file` URI.
fn uri(name: &str) -> String {
    let path = name.replace('\\', "/");
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
