//! The verdict as a JUnit file, which build servers show beside the tests.

use super::gate::{Gate, GateError, GateVerdict};
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
    let name = case_name(m, gate.verdict.as_ref().map(|verdict| verdict.min_share), &gate.target);
    suite(result, &properties(gate), &name, &case_body(m, gate, result))
}

/// A gate that came to no answer, as a suite of one test case in error: a build server shows the error and no older report.
pub fn junit_error(error: &GateError, language: Language) -> String {
    let m = Messages::of(language);
    let name = match &error.target {
        Some(target) => case_name(m, error.min_share, target),
        None => m.label("report-case-of-unknown"),
    };
    let message = escaped(&error.message);
    let body = format!("      <error type=\"{}\" message=\"{message}\"/>", escaped(&error.code));
    let known = [("status", "error".to_owned()), ("code", error.code.clone())];
    let min_share = error.min_share.map(|share| ("min_share", share.to_string()));
    let properties: Vec<(&str, String)> = known.into_iter().chain(min_share).collect();
    suite(CaseResult::Undecided, &properties, &name, &body)
}

fn suite(result: CaseResult, properties: &[(&str, String)], name: &str, body: &str) -> String {
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
        property_lines(properties),
        format!("    <testcase classname=\"audience-fit\" name=\"{}\" time=\"0\">", escaped(name)),
        body.to_owned(),
        "    </testcase>".to_owned(),
        "  </testsuite>".to_owned(),
        "</testsuites>".to_owned(),
    ];
    let mut document = lines.join("\n");
    document.push('\n');
    document
}

fn case_result(gate: &Gate, inconclusive: InconclusiveAs) -> CaseResult {
    let Some(verdict) = &gate.verdict else { return CaseResult::Skipped };
    match (verdict.outcome, verdict.counts_as(inconclusive)) {
        (Outcome::Pass, _) | (Outcome::Inconclusive, InconclusiveAs::Pass) => CaseResult::Passed,
        (Outcome::Fail, _) | (Outcome::Inconclusive, InconclusiveAs::Fail) => CaseResult::Failed,
        (Outcome::Inconclusive, InconclusiveAs::Inconclusive) => CaseResult::Undecided,
    }
}

impl GateVerdict {
    /// What an inconclusive verdict counts as. An input that has to be corrected never counts as a pass.
    pub fn counts_as(&self, asked: InconclusiveAs) -> InconclusiveAs {
        match (&self.reason, asked) {
            (Some(_), InconclusiveAs::Pass) => InconclusiveAs::Inconclusive,
            (_, asked) => asked,
        }
    }
}

/// The same from run to run, so that build servers can follow the case.
fn case_name(m: &Messages, min_share: Option<f64>, target: &str) -> String {
    match min_share {
        Some(share) => m.text("report-case", args![minimum = m.exact_percent(share), target = target]),
        None => m.text("report-case-without-minimum", args![target = target]),
    }
}

fn case_body(m: &Messages, gate: &Gate, result: CaseResult) -> String {
    let verdict = gate.verdict.as_ref();
    let kind = verdict.map_or("skipped", |verdict: &GateVerdict| outcome_name(verdict.outcome));
    let message = match verdict {
        Some(verdict) => format!("{}. {}", m.capital(&sentences::outcome(m, verdict.outcome)), verdict.why),
        None => m.label("report-skipped"),
    };
    let caveats = gate.caveats.join(" ");
    let said = escaped(&format!("{} {message} {caveats} {}", gate.fit, gate.provenance.words));
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

fn properties(gate: &Gate) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = gate.profiles.map(|n| ("profiles", n.to_string())).into_iter().collect();
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
        all.extend(verdict.reason.clone().map(|reason| ("reason", reason)));
        all.extend(verdict.labels_needed.map(|more| ("labels_needed", more.to_string())));
    }
    all.push(("rejected", gate.rejected.rows.to_string()));
    all.push(("input_hash", gate.provenance.input_hash.clone()));
    all
}

fn property_lines(all: &[(&str, String)]) -> String {
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
