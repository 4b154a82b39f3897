//! Findings in plain words.

use super::assess::compared;
use super::event::EventDesign;
use super::{Effect, Event, EventAnswer, Finding, Frequency, Metric, Options, Persistence, Series, Status};
use crate::channel::{Warning, amount, percent};
use crate::prevalence::Estimate;

/// Estimates of one answer from which some are expected to miss by chance alone.
const MIN_COMPARISONS: usize = 5;

/// What one event did to one metric.
pub(super) fn words(
    finding: &Finding,
    event: &Event,
    event_design: &EventDesign,
    events: &[Event],
    series: &Series,
) -> String {
    let unit = unit(series.frequency());
    match finding.status {
        Status::NoObservations => format!("No {} were observed while {} ran.", counted(finding.metric), event.name),
        Status::NotEnoughHistory => format!(
            "Not enough history: need at least {} {unit} of {} before {} that no other event disturbs; there are {}.",
            finding.need,
            counted(finding.metric),
            event.name,
            finding.history
        ),
        Status::Estimated | Status::NotSeparable => told(finding, event, event_design, events, unit),
    }
}

fn told(finding: &Finding, event: &Event, event_design: &EventDesign, events: &[Event], unit: &str) -> String {
    let Some(during) = &finding.during else { return String::new() };
    let metric = counted(finding.metric);
    let mut sentences = vec![format!(
        "{} {metric} while it ran, {} expected without it: {}.",
        amount(during.observed),
        interval(&during.expected),
        added(during)
    )];
    if finding.status == Status::NotSeparable {
        let names: Vec<&str> = event_design.confounded.iter().map(|j| events[*j].name.as_str()).collect();
        sentences.push(format!(
            "This is {} and {} together, which cannot be told apart.",
            event.name,
            names.join(", ")
        ));
    }
    sentences.extend(
        finding.persistence.map(|persistence| lasting(persistence, finding, event, event_design, events, unit)),
    );
    if let Some((rank, windows, p)) = compared(finding.placebo.as_ref()) {
        sentences.push(format!(
            "Among it and {windows} earlier stretches of its length its difference is number {rank} by size (p = {p:.2})."
        ));
    }
    sentences.extend(finding.change.as_ref().map(|change| {
        let figure = |e: &Estimate| if finding.metric.is_stock() { interval(e) } else { share(e) };
        format!(
            "When it began the level changed by {}; growth a week was {} before and changed by {}.",
            figure(&change.level),
            figure(&change.trend_before),
            figure(&change.trend)
        )
    }));
    sentences.join(" ")
}

/// `about 380 (290 to 460) more, 44 % (33 % to 56 %); probability above zero > 99.9 %`.
fn added(effect: &Effect) -> String {
    let relative = effect.relative.as_ref().map(|e| format!(", {}", share(e))).unwrap_or_default();
    let verdict = match &effect.effect {
        e if e.lower > 0.0 => "it added",
        e if e.upper < 0.0 => "it cost",
        _ => "no difference from zero is shown, its effect being",
    };
    format!(
        "{verdict} {}{relative}, above zero with a probability of {}",
        interval(&effect.effect),
        probability(effect.probability_above_zero)
    )
}

fn lasting(
    persistence: Persistence,
    finding: &Finding,
    event: &Event,
    event_design: &EventDesign,
    events: &[Event],
    unit: &str,
) -> String {
    let after = finding
        .after
        .as_ref()
        .map(|after| format!(" ({} in the {} {unit} after it)", interval(&after.effect), after.periods));
    let after = after.unwrap_or_default();
    let cut = match event_design.truncated_by {
        Some(j) if persistence == Persistence::Inconclusive => {
            format!("; what follows it ends where {} begins", events[j].name)
        }
        Some(_) | None => String::new(),
    };
    let half = if event.is_always_on() { "in its second half" } else { "after it" };
    match persistence {
        Persistence::NoEffect => "Nothing was shown that could last.".to_owned(),
        Persistence::Lasted => format!("It lasted: the difference is still shown {half}{after}."),
        Persistence::Faded => format!("It faded: under half of it a period is left {half}{after}."),
        Persistence::Reversed => format!("It turned round {half}{after}."),
        Persistence::Inconclusive => format!("Whether it lasted cannot be told{after}{cut}."),
    }
}

/// What a reader should know of the whole answer.
pub(super) fn warnings(series: &Series, events: &[EventAnswer], options: &Options) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for answer in events.iter().filter(|answer| !answer.not_separable_from.is_empty()) {
        let detail = format!(
            "{} cannot be told apart from {}: their days overlap, or begin within two weeks of each other",
            answer.event.name,
            answer.not_separable_from.join(", ")
        );
        warnings.push(Warning { code: "overlapping_events", detail });
    }
    let findings = || events.iter().flat_map(|answer| &answer.findings);
    let estimates = findings().filter(|finding| finding.has_figures()).count();
    if estimates >= MIN_COMPARISONS {
        let missed = estimates as f64 * (1.0 - options.level);
        let detail = format!(
            "{estimates} effects are estimated: about {} of their intervals miss by chance",
            amount((10.0 * missed).round() / 10.0)
        );
        warnings.push(Warning { code: "many_comparisons", detail });
    }
    for metric in series.metrics() {
        let counts = series.counts(metric);
        let missing = counts.iter().filter(|count| count.is_none()).count();
        if missing > 0 {
            let detail = format!(
                "{missing} of {} {} have no {}; they count as unknown, not as zero",
                counts.len(),
                unit(series.frequency()),
                metric.as_str()
            );
            warnings.push(Warning { code: "gaps", detail });
        }
        if counts.iter().flatten().all(|count| *count == 0) {
            let detail = format!("all {} are zero; check that they were counted", metric.as_str());
            warnings.push(Warning { code: "all_zero", detail });
        }
    }
    warnings
}

fn unit(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Day => "days",
        Frequency::Week => "weeks",
    }
}

fn counted(metric: Metric) -> &'static str {
    if metric.is_stock() { "followers (net)" } else { metric.as_str() }
}

fn interval(e: &Estimate) -> String {
    format!("{} ({} to {})", amount(e.value), amount(e.lower), amount(e.upper))
}

fn share(e: &Estimate) -> String {
    let percent = |x: f64| if x < 0.0 { format!("-{}", percent(-x)) } else { percent(x) };
    format!("{} ({} to {})", percent(e.value), percent(e.lower), percent(e.upper))
}

fn probability(p: f64) -> String {
    match p {
        p if p < 0.001 => "under 0.1 %".to_owned(),
        p if p > 0.999 => "over 99.9 %".to_owned(),
        p => percent(p),
    }
}
