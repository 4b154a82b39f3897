//! The verdict as a JUnit file, which build servers show beside the tests.

use super::format::{capital, exact_percent};
use super::gate::{Gate, GateVerdict};
use super::messages::{Language, Messages, args};
use super::safe_text::SafeText;
use super::sentences::{self, outcome_name};
use crate::prevalence::Outcome;

/// What an inconclusive verdict counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InconclusiveAs {
    /// Itself: an error, like a test that could not reach a result, so that a gate stays shut.
    #[default]
    Inconclusive,
    /// A pass.
    Pass,
    /// A failure.
    Fail,
}

/// What the test case came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CaseResult {
    Passed,
    Failed,
    Undecided,
    Skipped,
}

/// The verdict as a suite of one test case, in the format of Surefire and Jenkins (`junit-10.xsd`).
///
/// Without a minimum share the case is skipped. The suite has the share and its interval as properties.
pub fn junit(gate: &Gate, inconclusive: InconclusiveAs, language: Language) -> String {
    let m = Messages::of(language);
    let result = case_result(gate, inconclusive);
    let is = |wanted: CaseResult| u8::from(result == wanted);
    let totals = format!(
        "name=\"audience-fit\" tests=\"1\" failures=\"{}\" errors=\"{}\"",
        is(CaseResult::Failed),
        is(CaseResult::Undecided)
    );
    let skipped = is(CaseResult::Skipped);
    let lines = [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        format!("<testsuites {totals} time=\"0\">"),
        format!("  <testsuite {totals} skipped=\"{skipped}\" time=\"0\">"),
        properties(gate),
        format!("    <testcase classname=\"audience-fit\" name=\"{}\" time=\"0\">", escaped(&case_name(m, gate))),
        case_body(m, gate, result),
        "    </testcase>".to_owned(),
        "  </testsuite>".to_owned(),
        "</testsuites>".to_owned(),
    ];
    let mut document = lines.join("\n");
    document.push('\n');
    document
}

fn case_result(gate: &Gate, inconclusive: InconclusiveAs) -> CaseResult {
    match (gate.verdict.as_ref().map(|verdict| verdict.outcome), inconclusive) {
        (None, _) => CaseResult::Skipped,
        (Some(Outcome::Pass), _) | (Some(Outcome::Inconclusive), InconclusiveAs::Pass) => CaseResult::Passed,
        (Some(Outcome::Fail), _) | (Some(Outcome::Inconclusive), InconclusiveAs::Fail) => CaseResult::Failed,
        (Some(Outcome::Inconclusive), InconclusiveAs::Inconclusive) => CaseResult::Undecided,
    }
}

/// The same from run to run, so that build servers can follow the case.
fn case_name(m: &Messages, gate: &Gate) -> String {
    match &gate.verdict {
        Some(verdict) => {
            let minimum = exact_percent(verdict.min_share);
            m.text("report-case", args![minimum = minimum, target = &gate.target])
        }
        None => m.text("report-case-without-minimum", args![target = &gate.target]),
    }
}

fn case_body(m: &Messages, gate: &Gate, result: CaseResult) -> String {
    let verdict = gate.verdict.as_ref();
    let kind = verdict.map_or("skipped", |verdict: &GateVerdict| outcome_name(verdict.outcome));
    let message = match verdict {
        Some(verdict) => format!("{}. {}", capital(&sentences::outcome(m, verdict.outcome)), verdict.why),
        None => m.label("report-skipped"),
    };
    let said = escaped(&format!("{} {message} {}", gate.fit, gate.provenance.words));
    let out = format!("      <system-out>{said}</system-out>");
    let message = escaped(&message);
    let element = match result {
        CaseResult::Passed => return out,
        CaseResult::Failed => format!("<failure type=\"{kind}\" message=\"{message}\"/>"),
        CaseResult::Undecided => format!("<error type=\"{kind}\" message=\"{message}\"/>"),
        CaseResult::Skipped => format!("<skipped message=\"{message}\"/>"),
    };
    format!("      {element}\n{out}")
}

fn properties(gate: &Gate) -> String {
    let mut all: Vec<(&str, String)> = gate.profiles.map(|n| ("profiles", n.to_string())).into_iter().collect();
    all.push(("status", gate.status.clone()));
    if let Some(share) = &gate.share {
        all.push(("share", rounded(share.value)));
        all.push(("lower", rounded(share.lower)));
        all.push(("upper", rounded(share.upper)));
        all.push(("level", share.level.to_string()));
    }
    all.push(("lower_bound", rounded(gate.certain.0)));
    all.push(("upper_bound", rounded(gate.certain.1)));
    all.extend(gate.method.clone().map(|method| ("method", method)));
    if let Some(verdict) = &gate.verdict {
        all.push(("min_share", verdict.min_share.to_string()));
        all.push(("outcome", outcome_name(verdict.outcome).to_owned()));
        all.extend(verdict.labels_needed.map(|more| ("labels_needed", more.to_string())));
    }
    all.push(("rejected", gate.rejected.rows.to_string()));
    all.push(("input_hash", gate.provenance.input_hash.clone()));
    let line =
        |(name, value): &(&str, String)| format!("      <property name=\"{name}\" value=\"{}\"/>", escaped(value));
    let lines: Vec<String> = all.iter().map(line).collect();
    format!("    <properties>\n{}\n    </properties>", lines.join("\n"))
}

/// Six decimals, as in the JSON answer.
fn rounded(x: f64) -> String {
    ((x * 1e6).round() / 1e6).to_string()
}

/// One line of text for an attribute or an element; characters that XML 1.0 forbids are replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in SafeText::from(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            other => out.push(other),
        }
    }
    out
}
