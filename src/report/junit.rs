//! The verdict as a JUnit file, which build servers show beside the tests.

use super::phrase::exact_percent;
use super::plain::Plain;
use super::sentences::{fit_sentence, outcome_name, provenance, verdict_sentence};
use crate::analysis::Analysis;
use crate::estimate::{Outcome, Status};
use crate::words::capital;

/// What an inconclusive verdict counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InconclusiveAs {
    /// Itself: an error, as of a test that could not reach a result, so that a gate stays shut.
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
pub fn junit(analysis: &Analysis, inconclusive: InconclusiveAs) -> String {
    let result = case_result(analysis, inconclusive);
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
        properties(analysis),
        format!("    <testcase classname=\"audience-fit\" name=\"{}\" time=\"0\">", escaped(&case_name(analysis))),
        case_body(analysis, result),
        "    </testcase>".to_owned(),
        "  </testsuite>".to_owned(),
        "</testsuites>".to_owned(),
    ];
    let mut document = lines.join("\n");
    document.push('\n');
    document
}

fn case_result(analysis: &Analysis, inconclusive: InconclusiveAs) -> CaseResult {
    match (analysis.verdict.as_ref().map(|verdict| verdict.outcome), inconclusive) {
        (None, _) => CaseResult::Skipped,
        (Some(Outcome::Pass), _) | (Some(Outcome::Inconclusive), InconclusiveAs::Pass) => CaseResult::Passed,
        (Some(Outcome::Fail), _) | (Some(Outcome::Inconclusive), InconclusiveAs::Fail) => CaseResult::Failed,
        (Some(Outcome::Inconclusive), InconclusiveAs::Inconclusive) => CaseResult::Undecided,
    }
}

/// The same from run to run, so that build servers can follow the case.
fn case_name(analysis: &Analysis) -> String {
    let target = analysis.target.words();
    match &analysis.verdict {
        Some(verdict) => format!("at least {} of the followers match: {target}", exact_percent(verdict.min_share)),
        None => format!("a minimum share of the followers match: {target}"),
    }
}

fn case_body(analysis: &Analysis, result: CaseResult) -> String {
    let verdict = analysis.verdict.as_ref();
    let kind = verdict.map_or("skipped", |verdict| outcome_name(verdict.outcome));
    let message = match verdict {
        Some(verdict) => format!("{}: {}", capital(kind), verdict_sentence(&analysis.fit, verdict)),
        None => "No minimum share was given, so there is nothing to compare with.".to_owned(),
    };
    let said = escaped(&format!("{} {message} {}", fit_sentence(analysis), provenance(analysis)));
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

fn properties(analysis: &Analysis) -> String {
    let fit = &analysis.fit;
    let mut all: Vec<(&str, String)> = analysis.profiles.map(|n| ("profiles", n.to_string())).into_iter().collect();
    let status = match fit.status {
        Status::Estimated => "estimated",
        Status::NotIdentified => "not_identified",
        Status::Withheld => "withheld",
    };
    all.push(("status", status.to_owned()));
    if let Some(share) = &fit.share {
        all.push(("share", rounded(share.value)));
        all.push(("lower", rounded(share.lower)));
        all.push(("upper", rounded(share.upper)));
        all.push(("level", share.level.to_string()));
    }
    all.push(("at_least", rounded(fit.evidence.certain.0)));
    all.push(("at_most", rounded(fit.evidence.certain.1)));
    all.extend(fit.method.map(|method| ("method", method.as_str().to_owned())));
    if let Some(verdict) = &analysis.verdict {
        all.push(("min_share", verdict.min_share.to_string()));
        all.push(("outcome", outcome_name(verdict.outcome).to_owned()));
        all.extend(verdict.label_more.map(|more| ("label_more", more.to_string())));
    }
    all.push(("rejected", analysis.rejected.rows.to_string()));
    all.push(("input_hash", analysis.provenance.input_hash.clone()));
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
    for character in Plain::from(text).chars() {
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
