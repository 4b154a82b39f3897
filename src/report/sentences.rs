//! What an analysis found, in sentences; reports for people and for programs use the same ones.

use super::format::{
    count, count_interval, counted, decimals, exact_percent, interval_name, is_known, names, percent_estimate,
    percent_range, quantity,
};
use super::messages::{Language, Messages, args};
use crate::analysis::Analysis;
use crate::prevalence::{Estimate, Fit, Method, Outcome, SensitivityBounds, Status, Verdict};

/// Accounts of the difference between audience and panel that are told, and the least probability of one.
const MOST_ACCOUNTS: usize = 3;
const LEAST_PROBABLE: f64 = 0.05;

/// `About 34 % (29-40 %, 90 % interval) of 2,000 followers match: 680 (580-800).`
pub(super) fn fit_sentence(analysis: &Analysis) -> String {
    let followers = followers(analysis);
    let fit = &analysis.fit;
    match (fit.status, &fit.share) {
        (Status::Estimated, Some(share)) => {
            let about = if is_known(share) || share.is_range() { "" } else { "About " };
            let number = fit.count.as_ref().map(|n| format!(": {}", count_interval(n))).unwrap_or_default();
            format!("{about}{} of {followers} match{number}.", percent_estimate(share))
        }
        (Status::Withheld, _) => format!("How many of {followers} match is withheld, for it would tell of too few."),
        (Status::Estimated, None) | (Status::NotIdentified, _) => {
            format!("How many of {followers} match cannot be told from this evidence. {}", certain_sentence(analysis))
        }
    }
}

/// `2,000 followers`, or `fewer than 10 followers`.
pub(super) fn followers(analysis: &Analysis) -> String {
    match analysis.profiles {
        Some(n) => Messages::of(Language::English).text("fit-followers", args![n = n]),
        None => format!("{} followers", analysis.provenance.min_cell.few()),
    }
}

/// The name of an outcome, as in the JSON answer.
pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Inconclusive => "inconclusive",
    }
}

/// What holds whatever the undeclared are.
pub(super) fn certain_sentence(analysis: &Analysis) -> String {
    let (least, most) = analysis.fit.evidence.bounds;
    let Some(profiles) = analysis.profiles else { return String::new() };
    let profiles = profiles as f64;
    // Rounded outwards, so that what is called certain stays so; the millionths are noise of the arithmetic.
    let down = |x: f64| (x + 1e-6).floor();
    let up = |x: f64| (x - 1e-6).ceil();
    format!(
        "What is certain: at least {} % ({}) and at most {} % ({}).",
        quantity(down(1000.0 * least) / 10.0),
        quantity(down(profiles * least)),
        quantity(up(1000.0 * most) / 10.0),
        quantity(up(profiles * most))
    )
}

/// The bounds that a verdict compares: the estimate's, within what is certain.
pub(super) fn verdict_bounds(fit: &Fit) -> (f64, f64) {
    let (least, most) = fit.evidence.bounds;
    fit.share.as_ref().map_or((least, most), |s| (s.lower.max(least), s.upper.min(most)))
}

/// Why the verdict is what it is, and what would decide an open one.
pub(super) fn verdict_sentence(fit: &Fit, verdict: &Verdict) -> String {
    if fit.status == Status::Withheld || fit.share.as_ref().is_some_and(Estimate::is_coarse) {
        return coarse_sentence(fit, verdict);
    }
    let (lower, upper) = verdict_bounds(fit);
    let minimum = exact_percent(verdict.min_share);
    let what = match &fit.share {
        Some(share) if is_known(share) => "the share",
        Some(share) => &format!("the {}", interval_name(share.level)),
        None => "what is certain",
    };
    let known = upper <= lower;
    let (told, lower_end, upper_end) = ends(lower, upper, verdict);
    match verdict.outcome {
        Outcome::Pass if known => format!("{what}, {lower_end}, is at or above the minimum of {minimum}."),
        Outcome::Pass => format!("the lower end of {what} ({told}) is at or above the minimum of {minimum}."),
        Outcome::Fail if known => format!("{what}, {upper_end}, is below the minimum of {minimum}."),
        Outcome::Fail => format!("even the upper end of {what} ({told}) is below the minimum of {minimum}."),
        Outcome::Inconclusive => {
            let more = label_more_sentence(fit, verdict).map(|s| format!(" {s}")).unwrap_or_default();
            format!("the minimum of {minimum} lies within {what} ({told}).{more}")
        }
    }
}

/// The verdict on a share that is itself withheld or told coarsely.
fn coarse_sentence(fit: &Fit, verdict: &Verdict) -> String {
    let minimum = exact_percent(verdict.min_share);
    let share = match &fit.share {
        Some(coarse) => format!("the share, which is told coarsely ({})", percent_estimate(coarse)),
        None => "the share, which is withheld".to_owned(),
    };
    match verdict.outcome {
        Outcome::Pass => format!("{share}, is at or above the minimum of {minimum}."),
        Outcome::Fail => format!("{share}, is below the minimum of {minimum}."),
        Outcome::Inconclusive => {
            let more = label_more_sentence(fit, verdict).map(|s| format!(" {s}")).unwrap_or_default();
            format!("{share}, is not known to be on either side of the minimum of {minimum}.{more}")
        }
    }
}

/// The range and its two ends, with enough decimals that a range below the minimum also reads as below it.
fn ends(lower: f64, upper: f64, verdict: &Verdict) -> (String, String, String) {
    let one = |share: f64, decimals: usize| format!("{:.decimals$} %", 100.0 * share);
    let mut decimals = decimals(0.5 * (lower + upper), upper - lower);
    if upper <= lower {
        decimals = decimals.min(1);
    }
    let reads_as_reached = |d: usize| one(upper, d) == one(verdict.min_share, d);
    while verdict.outcome == Outcome::Fail && decimals < 6 && reads_as_reached(decimals) {
        decimals += 1;
    }
    (percent_range(lower, upper, decimals), one(lower, decimals), one(upper, decimals))
}

/// How many more profiles to label.
fn label_more_sentence(fit: &Fit, verdict: &Verdict) -> Option<String> {
    let more = verdict.labels_needed?;
    let undeclared = fit.evidence.unlabelled?;
    Some(if more >= undeclared {
        format!(
            "The minimum is so close that only labelling all {} undeclared profiles is sure to decide.",
            count(undeclared)
        )
    } else {
        format!(
            "Labelling about {} of the {} undeclared, drawn at random, would decide in four cases of five.",
            counted(more, "more profile", "more profiles"),
            count(undeclared)
        )
    })
}

/// How the estimate was reached.
pub(super) fn method_words(method: Method) -> &'static str {
    match method {
        Method::AllLabelled => "Counted: every profile states whether it is in the target.",
        Method::LabelledBands => "Counted, but for profiles that state a band across a limit of the target.",
        Method::Bounds => "Counted; nobody can teach about the few open profiles, which count as anything.",
        Method::LabelledOnly => {
            "The share among the declared profiles, carried over to the rest by what profiles have in common."
        }
        Method::Panel => "The panel's shares, re-weighted to the audience.",
        Method::PanelAndLabelled => {
            "The panel's shares, re-weighted to the audience and corrected by the declared profiles."
        }
    }
}

/// What the estimate rests on.
pub(super) fn evidence_sentences(fit: &Fit) -> String {
    let e = &fit.evidence;
    let members = match e.labelled_members {
        Some(members) => format!("{} in the target", quantity(members)),
        None => "how many of them in the target is withheld".to_owned(),
    };
    let mut parts = vec![match (e.labelled, e.unlabelled) {
        (Some(declared), Some(undeclared)) => {
            let of = count(declared + undeclared);
            format!("{} of {of} ({members})", counted(declared, "declared profile", "declared profiles"))
        }
        (None, _) | (_, None) => "how many profiles are declared is withheld".to_owned(),
    }];
    if let (Some(complete), Some(declared)) = (e.complete, e.labelled)
        && complete < declared
        && e.panel_rows + complete > 0
    {
        let states = if complete == 1 { "states" } else { "state" };
        parts.push(format!("{} of these {states} all that the target asks", count(complete)));
    }
    if e.panel_rows > 0 {
        let shared = if e.covariates.is_empty() {
            "no field shared with the audience".to_owned()
        } else {
            format!("shared with the audience: {}", names(&e.covariates))
        };
        parts.push(format!("{} ({shared})", counted(e.panel_rows, "panel row", "panel rows")));
    }
    let mut out = format!("{}.", parts.join("; "));
    if !e.hidden.is_empty() {
        out.push_str(&format!(" Only the panel has: {}.", names(&e.hidden)));
    }
    if !e.left_out.is_empty() {
        out.push_str(&format!(
            " Not used to predict, because stating it goes with being declared: {}.",
            names(&e.left_out)
        ));
    }
    if let Some(n) = e.effective_n.filter(|n| n.is_finite())
        && fit.status == Status::Estimated
        && fit.method != Some(Method::AllLabelled)
    {
        let n = count(n.round().max(0.0) as u64);
        out.push_str(&format!(" Together they tell as much as a random sample of {n}."));
    }
    out
}

/// The leading accounts of the difference between audience and panel, most probable first.
pub(super) fn accounts(fit: &Fit) -> Vec<String> {
    let probable = fit.hypotheses.iter().filter(|h| h.weight >= LEAST_PROBABLE);
    probable.take(MOST_ACCOUNTS).map(|h| h.words()).collect()
}

/// How far the share moves where declaring depends on membership: the first bounds in full, the others short.
pub(super) fn sensitivity_sentences(bounds: &[SensitivityBounds]) -> Option<String> {
    let (first, others) = bounds.split_first()?;
    let mut out = first.words();
    if !others.is_empty() {
        let short = |b: &SensitivityBounds| {
            let decimals = decimals(0.5 * (b.lower + b.upper), b.upper - b.lower);
            format!("{} times: {}", b.gamma, percent_range(b.lower, b.upper, decimals))
        };
        out.push_str(&format!(" With {}.", others.iter().map(short).collect::<Vec<_>>().join("; ")));
    }
    Some(out)
}

/// What an answer was made from, in one line.
pub(super) fn provenance(analysis: &Analysis) -> String {
    let p = &analysis.provenance;
    format!(
        "audience-fit {}, catalogue {}, as of {}, seed {}, engine {}, input {}. The same input, day and seed give the \
         same report.",
        p.version, p.catalog_version, p.as_of, p.seed, p.engine, p.input_hash
    )
}
