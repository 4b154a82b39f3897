//! What an analysis found, in sentences; reports for people and for programs use the same ones.

use super::estimation::{hypothesis, sensitivity, tipping_point};
use super::format::{count, decimals, is_known, quantity};
use super::messages::{Messages, args};
use super::warning::{released_count, whose};
use crate::analysis::{Analysis, MAX_CONTRADICTED_SHARE, NoVerdict};
use crate::ingest::{Rejection, RejectionGroup};
use crate::prevalence::{Estimate, Fit, LabelSampling, Method, Outcome, SensitivityBounds, Status, Verdict};

/// The most accounts of the difference between audience and panel that are shown, and the least probability of one.
const MAX_ACCOUNTS: usize = 3;
const MIN_PROBABILITY: f64 = 0.05;

/// `About 34 % (29-40 %, 90 % interval) of 2,000 followers match: 680 (580-800).`
pub(super) fn fit_sentence(m: &Messages, analysis: &Analysis) -> String {
    let followers = all_followers(m, analysis);
    let fit = &analysis.fit;
    match (fit.status, &fit.share) {
        (Status::Estimated, Some(share)) => {
            let known = is_known(share) || share.is_range();
            let number = fit.count.as_ref().map(|n| m.count_interval(n));
            let share = m.percent_estimate(share);
            match (known, number) {
                (false, Some(n)) => {
                    m.text("fit-estimate-number", args![share = share, followers = followers, number = n])
                }
                (false, None) => m.text("fit-estimate", args![share = share, followers = followers]),
                (true, Some(n)) => m.text("fit-known-number", args![share = share, followers = followers, number = n]),
                (true, None) => m.text("fit-known", args![share = share, followers = followers]),
            }
        }
        (Status::Assumed, Some(share)) => assumed_sentence(m, analysis, share),
        (Status::Withheld, _) => m.label("fit-suppressed"),
        (Status::Estimated | Status::Assumed, None) | (Status::NotIdentified, _) => {
            let unknown = m.text("fit-not-identified", args![followers = followers]);
            [unknown, certain_sentence(m, analysis)].join(" ").trim_end().to_owned()
        }
    }
}

/// `Assumed, not measured: about 34 % (...) of 2,000 followers match if they are like ...`, and what is certain.
fn assumed_sentence(m: &Messages, analysis: &Analysis, share: &Estimate) -> String {
    let fit = &analysis.fit;
    let basis = fit.evidence.assumed.clone().unwrap_or_default();
    let assumed = m.text(
        "fit-assumed",
        args![
            share = m.percent_estimate(share),
            followers = all_followers(m, analysis),
            number = fit.count.as_ref().map(|n| m.count_interval(n)).unwrap_or_default(),
            basis = match &basis.platform {
                Some(_) => "platform",
                None if basis.country.is_empty() => "totals",
                None => "population",
            },
            platform = basis.platform.map(|(_, name)| name).unwrap_or_default(),
            country = basis.country,
            year = basis.year.to_string()
        ],
    );
    [assumed, certain_sentence(m, analysis)].join(" ").trim_end().to_owned()
}

/// `2,000 followers`, or `fewer than 10 followers`.
pub(super) fn followers(m: &Messages, analysis: &Analysis) -> String {
    match analysis.profiles {
        Some(n) => m.text("fit-followers", args![n = n]),
        None => m.text("fit-few-followers", args![n = analysis.provenance.min_cell.0]),
    }
}

/// All followers of the file, the rejected among them: the fit is about these.
fn all_followers(m: &Messages, analysis: &Analysis) -> String {
    match analysis.profiles {
        Some(n) => m.text("fit-followers", args![n = n + analysis.rejected.rows]),
        None => followers(m, analysis),
    }
}

/// The code of an outcome, as in the JSON answer.
pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Inconclusive => "inconclusive",
    }
}

/// An outcome in words.
pub(super) fn outcome(m: &Messages, outcome: Outcome) -> String {
    m.label(match outcome {
        Outcome::Pass => "report-pass",
        Outcome::Fail => "report-fail",
        Outcome::Inconclusive => "report-inconclusive",
    })
}

/// What holds whatever the unlabelled are.
pub(super) fn certain_sentence(m: &Messages, analysis: &Analysis) -> String {
    let (least, most) = analysis.fit.evidence.bounds;
    let Some(profiles) = analysis.profiles else { return String::new() };
    let profiles = (profiles + analysis.rejected.rows) as f64;
    // Rounded outwards, so that what is called certain stays so; the millionths are noise of the arithmetic.
    let down = |x: f64| (x + 1e-6).floor();
    let up = |x: f64| (x - 1e-6).ceil();
    m.text(
        "fit-certain",
        args![
            lower = down(1000.0 * least) / 10.0,
            lower_number = down(profiles * least),
            upper = up(1000.0 * most) / 10.0,
            upper_number = up(profiles * most)
        ],
    )
}

/// Why the verdict is what it is, and what would decide an open one.
pub(super) fn verdict_sentence(m: &Messages, analysis: &Analysis, verdict: &Verdict) -> String {
    if let Some(reason) = &analysis.no_verdict {
        return no_verdict_sentence(m, reason);
    }
    let fit = &analysis.fit;
    let coarse = fit.status == Status::Withheld || fit.share.as_ref().is_some_and(Estimate::is_coarse);
    let why = if coarse { coarse_sentence(m, fit, verdict) } else { interval_sentence(m, fit, verdict) };
    let next = match verdict.outcome {
        Outcome::Inconclusive => labels_sentence(m, fit, verdict),
        Outcome::Pass | Outcome::Fail => fit.tipping_point(verdict).map(|point| tipping_point(m, point, fit.method)),
    };
    let corrected = analysis.answers.as_ref().and_then(|answers| answers.corrected.as_ref());
    let corrected = corrected.filter(|_| verdict.outcome != Outcome::Inconclusive);
    let with_arms =
        corrected.map(|share| m.text("fit-verdict-with-nonresponse", args![share = m.percent_estimate(share)]));
    [Some(why), with_arms, next].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Why the input has to be corrected before there is a verdict.
fn no_verdict_sentence(m: &Messages, reason: &NoVerdict) -> String {
    match reason {
        NoVerdict::TooManyRejected { of, rejected, rows, max } => m.text(
            "fit-no-verdict-rejected",
            args![of = whose(*of), rejected = *rejected, rows = *rows, max = m.exact_percent(*max)],
        ),
        NoVerdict::TooManyUnreadable { of, unreadable, rows, max } => m.text(
            "fit-no-verdict-unreadable",
            args![of = whose(*of), unreadable = *unreadable, rows = *rows, max = m.exact_percent(*max)],
        ),
        NoVerdict::RejectedDecide { rejected } => m.text("fit-no-verdict-rejected-decide", args![rejected = *rejected]),
        NoVerdict::LabelsContradict { of, contradicted, decided } => m.text(
            "fit-no-verdict-labels",
            args![
                of = whose(*of),
                count = released_count(m, *contradicted),
                decided = released_count(m, *decided),
                max = m.exact_percent(MAX_CONTRADICTED_SHARE)
            ],
        ),
        NoVerdict::NonresponseDecides { corrected } => {
            m.text("fit-no-verdict-nonresponse", args![share = m.percent_estimate(corrected)])
        }
        NoVerdict::FieldNotRecognised { column, expected } => {
            m.text("fit-no-verdict-column", args![column = column, expected = expected])
        }
    }
}

/// The verdict on an interval, a known share or what is certain.
fn interval_sentence(m: &Messages, fit: &Fit, verdict: &Verdict) -> String {
    let (lower, upper) = fit.decisive_interval();
    let minimum = m.exact_percent(verdict.min_share);
    let (basis, interval) = match fit.estimated_share() {
        _ if upper <= lower => ("known", String::new()),
        Some(share) => ("interval", m.interval(share.level)),
        None => ("certain", String::new()),
    };
    let (range, lower, upper) = ends(m, lower, upper, verdict);
    match verdict.outcome {
        Outcome::Pass => m.text(
            "fit-pass",
            args![basis = basis, lower = lower, range = range, interval = interval, minimum = minimum],
        ),
        Outcome::Fail => m.text(
            "fit-fail",
            args![basis = basis, upper = upper, range = range, interval = interval, minimum = minimum],
        ),
        Outcome::Inconclusive if fit.status == Status::Assumed => {
            m.text("fit-assumed-inconclusive", args![range = range, minimum = minimum])
        }
        Outcome::Inconclusive => {
            m.text("fit-inconclusive", args![basis = basis, range = range, interval = interval, minimum = minimum])
        }
    }
}

/// The verdict on a share that is itself suppressed or reported as a range.
fn coarse_sentence(m: &Messages, fit: &Fit, verdict: &Verdict) -> String {
    let minimum = m.exact_percent(verdict.min_share);
    match &fit.share {
        Some(share) => {
            let id = match verdict.outcome {
                Outcome::Pass => "fit-range-pass",
                Outcome::Fail => "fit-range-fail",
                Outcome::Inconclusive => "fit-range-inconclusive",
            };
            m.text(id, args![share = m.percent_estimate(share), minimum = minimum])
        }
        None => {
            let id = match verdict.outcome {
                Outcome::Pass => "fit-suppressed-pass",
                Outcome::Fail => "fit-suppressed-fail",
                Outcome::Inconclusive => "fit-suppressed-inconclusive",
            };
            m.text(id, args![minimum = minimum])
        }
    }
}

/// The range and its two ends, with enough decimals that a range below the minimum also reads as below it.
fn ends(m: &Messages, lower: f64, upper: f64, verdict: &Verdict) -> (String, String, String) {
    let one = |share: f64, decimals: usize| m.percent_to(share, decimals);
    let mut decimals = decimals(0.5 * (lower + upper), upper - lower);
    if upper <= lower {
        decimals = decimals.min(1);
    }
    let reads_as_reached = |d: usize| one(upper, d) == one(verdict.min_share, d);
    while verdict.outcome == Outcome::Fail && decimals < 6 && reads_as_reached(decimals) {
        decimals += 1;
    }
    (m.percent_range(lower, upper, decimals), one(lower, decimals), one(upper, decimals))
}

/// How many more profiles to label.
fn labels_sentence(m: &Messages, fit: &Fit, verdict: &Verdict) -> Option<String> {
    let more = verdict.labels_needed?;
    let unlabelled = fit.evidence.unlabelled?;
    if more >= unlabelled {
        return Some(m.text("fit-label-all", args![n = unlabelled]));
    }
    let sentence = m.text("fit-label-more", args![n = more, unlabelled = unlabelled]);
    let how = match (fit.evidence.labels, fit.evidence.labelled) {
        (LabelSampling::RandomSample, _) => return Some(sentence),
        (LabelSampling::SelfDeclared, Some(0)) => m.text("fit-label-as-random", args![]),
        // Who is labelled already stands for nobody else; those who are drawn stand for all the others.
        (LabelSampling::SelfDeclared, _) => {
            let weight = format!("{:.2}", unlabelled as f64 / more as f64);
            m.text("fit-label-as-random-beside", args![weight = weight])
        }
    };
    Some(format!("{sentence} {how}"))
}

/// How the estimate was reached.
pub(super) fn method(m: &Messages, method: Method) -> String {
    m.label(match method {
        Method::AllLabelled => "fit-method-all-labelled",
        Method::LabelledBands => "fit-method-labelled-bands",
        Method::CountedInPart => "fit-method-counted-in-part",
        Method::ContradictedLabels => "fit-method-contradicted-labels",
        Method::Bounds => "fit-method-bounds",
        Method::LabelledOnly => "fit-method-labelled-only",
        Method::RandomSample => "fit-method-random-sample",
        Method::ConfidenceSequence => "fit-method-confidence-sequence",
        Method::Panel => "fit-method-panel",
        Method::PanelAndLabelled => "fit-method-panel-and-labelled",
        Method::LabelledAndTotals => "fit-method-labelled-and-totals",
        Method::RandomSampleAndTotals => "fit-method-random-sample-and-totals",
        Method::Totals => "fit-method-totals",
        Method::PlatformUsers => "fit-method-platform-users",
        Method::PopulationShare => "fit-method-population-share",
    })
}

/// What the estimate rests on.
pub(super) fn evidence_sentences(m: &Messages, fit: &Fit) -> String {
    let e = &fit.evidence;
    let mut sentences = vec![labelled_sentence(m, fit)];
    if !e.totals.is_empty() {
        let fields: Vec<String> = e.totals.iter().map(|field| field.replace('_', " and ")).collect();
        sentences.push(m.text("fit-totals", args![fields = m.names(&fields)]));
    }
    if let Some(basis) = &e.assumed {
        let spread = quantity(basis.spread);
        sentences.push(m.text("fit-published", args![spread = spread, sources = basis.sources.join(", ")]));
    }
    if let (Some(complete), Some(labelled)) = (e.complete, e.labelled)
        && complete < labelled
        && e.panel_rows + complete > 0
    {
        sentences.push(m.text("fit-complete", args![n = complete]));
    }
    if e.panel_rows > 0 {
        sentences.push(if e.covariates.is_empty() {
            m.text("fit-panel-without-fields", args![n = e.panel_rows])
        } else {
            m.text("fit-panel", args![n = e.panel_rows, fields = m.names(&e.covariates)])
        });
    }
    if !e.hidden.is_empty() {
        sentences.push(m.text("fit-hidden", args![fields = m.names(&e.hidden)]));
    }
    if !e.left_out.is_empty() {
        sentences.push(m.text("fit-left-out", args![fields = m.names(&e.left_out)]));
    }
    if let Some(n) = e.effective_n.filter(|n| n.is_finite())
        && fit.status == Status::Estimated
        && fit.method != Some(Method::AllLabelled)
    {
        sentences.push(m.text("fit-effective", args![n = n.round().max(0.0)]));
    }
    sentences.extend(e.panel_age.filter(|_| e.panel_rows > 0).map(|age| {
        let years = quantity((10.0 * age.years).round() / 10.0);
        let id = if age.is_assumed { "fit-panel-age-assumed" } else { "fit-panel-age" };
        m.text(id, args![years = years])
    }));
    sentences.join(" ")
}

/// How many profiles are labelled, and how many of them are in the target.
fn labelled_sentence(m: &Messages, fit: &Fit) -> String {
    let e = &fit.evidence;
    if e.is_number_only {
        return m.label("fit-number-only");
    }
    let (Some(n), Some(unlabelled)) = (e.labelled, e.unlabelled) else { return m.label("fit-labelled-suppressed") };
    let all = count(n + unlabelled);
    match e.labelled_members {
        Some(members) => m.text("fit-labelled", args![n = n, all = all, members = quantity(members)]),
        None => m.text("fit-labelled-members-suppressed", args![n = n, all = all]),
    }
}

/// The leading accounts of the difference between audience and panel, most probable first.
pub(super) fn accounts(m: &Messages, fit: &Fit) -> Vec<String> {
    let probable = fit.hypotheses.iter().filter(|h| h.weight >= MIN_PROBABILITY);
    probable.take(MAX_ACCOUNTS).map(|h| hypothesis(m, h)).collect()
}

/// How far the share moves where people of unknown membership differ from like people of known: the first bounds in full, the others short.
pub(super) fn sensitivity_sentences(m: &Messages, fit: &Fit) -> Option<String> {
    let (first, others) = fit.sensitivity.split_first()?;
    let mut out = sensitivity(m, first, fit.method);
    if !others.is_empty() {
        let short = |b: &SensitivityBounds| {
            let decimals = decimals(0.5 * (b.lower + b.upper), b.upper - b.lower);
            let range = m.percent_range(b.lower, b.upper, decimals);
            m.text("fit-sensitivity-bounds", args![gamma = b.gamma.to_string(), range = range])
        };
        let bounds = others.iter().map(short).collect::<Vec<_>>().join("; ");
        out = format!("{out} {}", m.text("fit-sensitivity-more", args![bounds = bounds]));
    }
    Some(out)
}

/// What an answer was made from, in one line.
pub(super) fn provenance(m: &Messages, analysis: &Analysis) -> String {
    let p = &analysis.provenance;
    m.text(
        "fit-provenance",
        args![
            version = p.version,
            catalog = &p.catalog_version,
            day = m.date(p.as_of),
            seed = p.seed.to_string(),
            engine = p.engine,
            input = &p.input_hash
        ],
    )
}

/// Why a row was rejected: `row 10, field age: received 250; accepted: 0 to 120`.
pub(crate) fn rejection_sentence(m: &Messages, rejection: &Rejection) -> String {
    let of = if rejection.field.is_empty() { "row" } else { "field" };
    let has_value = if rejection.received.is_empty() { "no" } else { "yes" };
    m.text(
        "fit-rejection",
        args![
            row = rejection.row.to_string(),
            of = of,
            field = rejection.field.as_str(),
            has_value = has_value,
            received = m.say(&rejection.received),
            accepted = m.say(&rejection.accepted)
        ],
    )
}

/// Why rows were rejected that share a cause: `3 rows (the first is row 10), field age: received 250; accepted: 0 to 120`.
pub(crate) fn rejection_group_sentence(m: &Messages, group: &RejectionGroup) -> String {
    let examples: Vec<String> = group.examples.iter().map(|received| m.say(received)).collect();
    m.text(
        "fit-rejections",
        args![
            n = group.rows,
            row = group.first_row.to_string(),
            of = if group.field.is_empty() { "row" } else { "field" },
            field = group.field.as_str(),
            received = examples.join(", "),
            accepted = m.say(&group.accepted)
        ],
    )
}
