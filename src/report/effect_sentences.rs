//! What an event did to each metric, and what to know of the answer, in sentences.

use super::format::{amount, amounts};
use super::messages::{Messages, args};
use crate::effect::{
    Change, Effect, EffectWarning, EventAnswer, Finding, Frequency, HOLIDAY_YEARS, Metric, MetricPlan, NoHolidays,
    Persistence, Plan, Status, Unfinished, holiday_countries,
};
use crate::prevalence::Estimate;

/// Least probability with which a control is said to help.
const MIN_CONTROL_PROBABILITY: f64 = 0.5;

/// The finding of one metric; the JSON bodies and the reports say it alike.
pub(crate) fn finding_summary(m: &Messages, answer: &EventAnswer, finding: &Finding, frequency: Frequency) -> String {
    let event = answer.event.name.as_str();
    let metric = metric_name(m, finding.metric);
    match finding.status {
        Status::NoObservations => m.text("effect-no-observations", args![metric = metric, event = event]),
        Status::NotEnoughHistory => m.text(
            "effect-not-enough-history",
            args![
                event = event,
                metric = metric,
                need = finding.need,
                unit = frequency.as_str(),
                history = finding.history,
            ],
        ),
        Status::Estimated | Status::NotSeparable => sentences(m, answer, finding, frequency).join(" "),
    }
}

fn sentences(m: &Messages, answer: &EventAnswer, finding: &Finding, frequency: Frequency) -> Vec<String> {
    let Some(during) = &finding.during else { return Vec::new() };
    let mut sentences = Vec::new();
    sentences.extend(answer.unfinished.map(|unfinished| not_over(m, unfinished, frequency)));
    sentences.extend([
        m.text(
            "effect-counted",
            args![
                observed = amount(during.observed),
                metric = metric_name(m, finding.metric),
                expected = interval(m, &during.expected),
            ],
        ),
        added(m, during, finding.change.as_ref()),
    ]);
    if finding.status == Status::NotSeparable {
        let events = [std::slice::from_ref(&answer.event.name), &answer.not_separable_from].concat();
        sentences.push(m.text("effect-not-separable", args![events = m.list(&events)]));
    }
    // What lasts is the change of level, where only that is shown.
    let is_level_alone = !finding.is_shown() && finding.change.as_ref().is_some_and(Change::is_shown);
    sentences.extend(finding.persistence.filter(|_| !is_level_alone).into_iter().flat_map(|persistence| {
        let after = finding.after.as_ref();
        lasting(m, answer, persistence, after, frequency)
    }));
    if let Some(placebo) = &finding.placebo
        && let (Some(rank), Some(p)) = (placebo.rank, placebo.p)
    {
        let p = format!("{p:.2}");
        sentences.push(m.text("effect-placebo", args![rank = rank, windows = placebo.windows, p = p]));
    }
    sentences.extend(finding.change.as_ref().map(|change| changed(m, finding.metric, change)));
    sentences.extend(helped(m, finding));
    sentences
}

/// Which controls helped to forecast, and how much.
fn helped(m: &Messages, finding: &Finding) -> Option<String> {
    let narrowed = finding.controls_narrowed?;
    let used = finding.controls.iter().filter(|control| control.probability >= MIN_CONTROL_PROBABILITY);
    let used: Vec<String> = used.map(|control| m.in_brackets(&control.name, &m.percent(control.probability))).collect();
    if used.is_empty() {
        return Some(m.label("effect-controls-of-no-use"));
    }
    let id = if narrowed >= 0.0 { "effect-controls-narrowed" } else { "effect-controls-widened" };
    Some(m.text(id, args![controls = m.list(&used), share = m.percent(narrowed.abs())]))
}

/// What a series would show of a next event; the JSON bodies and the reports say it alike.
pub(crate) fn plan_summary(m: &Messages, plan: &Plan, metric: &MetricPlan) -> String {
    let (name, unit) = (metric_name(m, metric.metric), plan.frequency.as_str());
    let Some(longest) = metric.windows.last() else {
        return m.text(
            "effect-plan-not-enough-history",
            args![metric = name, need = metric.need, history = metric.history, unit = unit],
        );
    };
    let least = metric.windows.iter().map(|window| {
        let size = window.share.map_or_else(|| amount(window.effect), |share| m.percent(share));
        m.text("effect-plan-window", args![periods = window.periods, unit = unit, size = size])
    });
    let least: Vec<String> = least.collect();
    let mut sentences = vec![m.text("effect-plan-least", args![metric = name, windows = m.list(&least)])];
    if !metric.metric.is_stock() {
        let lift = m.percent(plan.lift);
        sentences.push(match metric.periods_for_lift {
            Some(periods) => m.text("effect-plan-lift", args![lift = lift, periods = periods, unit = unit]),
            None => m.text("effect-plan-no-lift", args![lift = lift, periods = longest.periods, unit = unit]),
        });
    }
    sentences.join(" ")
}

/// `The event is not over: 1 of 32 days seen.`
pub(super) fn not_over(m: &Messages, unfinished: Unfinished, frequency: Frequency) -> String {
    let Unfinished { seen, periods } = unfinished;
    m.text("effect-not-over", args![seen = seen, periods = periods, unit = frequency.as_str()])
}

fn added(m: &Messages, during: &Effect, change: Option<&Change>) -> String {
    let effect = match &during.relative {
        Some(relative) => {
            m.text("effect-with-share", args![effect = interval(m, &during.effect), share = shares(m, relative)])
        }
        None => interval(m, &during.effect),
    };
    let probability = probability(m, during.probability_above_zero);
    match &during.effect {
        e if e.lower > 0.0 => m.text("effect-added", args![effect = effect, probability = probability]),
        e if e.upper < 0.0 => m.text("effect-cost", args![effect = effect, probability = probability]),
        _ if change.is_some_and(Change::is_shown) => {
            m.text("effect-sum-unclear", args![effect = effect, probability = probability])
        }
        _ => m.text("effect-not-shown", args![effect = effect, probability = probability]),
    }
}

/// Whether it lasted, the figures after it, and what ends the time after it.
fn lasting(
    m: &Messages,
    answer: &EventAnswer,
    persistence: Persistence,
    after: Option<&Effect>,
    frequency: Frequency,
) -> Vec<String> {
    let part = if answer.event.is_always_on() { "second-half" } else { "after" };
    let verdict = match persistence {
        Persistence::NoEffect => return vec![m.text("effect-nothing-to-last", args![])],
        Persistence::Lasted => m.text("effect-lasted", args![part = part]),
        Persistence::Faded => m.text("effect-faded", args![part = part]),
        Persistence::Reversed => m.text("effect-reversed", args![part = part]),
        Persistence::Inconclusive => m.text("effect-persistence-unclear", args![]),
    };
    let figures = after.map(|after| {
        let effect = interval(m, &after.effect);
        m.text("effect-after", args![effect = effect, periods = after.periods, unit = frequency.as_str()])
    });
    let next = answer.truncated_by.as_deref().filter(|_| persistence == Persistence::Inconclusive);
    let truncated = next.map(|event| m.text("effect-truncated", args![event = event]));
    [Some(verdict), figures, truncated].into_iter().flatten().collect()
}

/// The change of level and trend when an always-on event began.
fn changed(m: &Messages, metric: Metric, change: &Change) -> String {
    let figure = |e: &Estimate| if metric.is_stock() { interval(m, e) } else { shares(m, e) };
    let (level, before, trend) = (figure(&change.level), figure(&change.trend_before), figure(&change.trend));
    let id = if change.is_shown() { "effect-change" } else { "effect-change-not-shown" };
    m.text(id, args![level = level, before = before, trend = trend])
}

/// A caveat of the whole answer.
pub(crate) fn effect_warning(m: &Messages, warning: &EffectWarning) -> String {
    match warning {
        EffectWarning::OverlappingEvents { event, others } => {
            m.text("effect-warning-overlapping-events", args![event = event.as_str(), others = m.list(others)])
        }
        EffectWarning::EventNotOver { event, unfinished, frequency } => m.text(
            "effect-warning-event-not-over",
            args![
                event = event.as_str(),
                seen = unfinished.seen,
                periods = unfinished.periods,
                unit = frequency.as_str(),
            ],
        ),
        EffectWarning::ManyComparisons { effects, expected_misses } => {
            let misses = amount((10.0 * expected_misses).round() / 10.0);
            m.text("effect-warning-many-comparisons", args![effects = *effects, misses = misses])
        }
        EffectWarning::Gaps { metric, missing, periods, frequency } => m.text(
            "effect-warning-gaps",
            args![missing = *missing, periods = *periods, unit = frequency.as_str(), metric = counted(m, *metric),],
        ),
        EffectWarning::HolidaysUnknown { reason } => {
            let (first, last) = (HOLIDAY_YEARS.start().to_string(), HOLIDAY_YEARS.end().to_string());
            let years = m.text("format-range", args![lower = first, upper = last]);
            match reason {
                NoHolidays::NoCountry => m.label("effect-warning-holidays-no-country"),
                NoHolidays::OfCountry(country) => {
                    let known = m.list(&holiday_countries());
                    m.text("effect-warning-holidays-of-country", args![country = country.as_str(), known = known])
                }
                NoHolidays::OfYears => m.text("effect-warning-holidays-of-years", args![years = years]),
            }
        }
        EffectWarning::HolidayDuringEvent { event, holidays } => {
            let holidays = m.list(holidays);
            m.text("effect-warning-holiday-during-event", args![event = event.as_str(), holidays = holidays])
        }
        EffectWarning::ControlLeftOut { control, missing, periods, frequency } => m.text(
            "effect-warning-control-left-out",
            args![control = control.as_str(), missing = *missing, periods = *periods, unit = frequency.as_str()],
        ),
        EffectWarning::AllZero { metric } => {
            let metric = counted(m, *metric);
            m.text("effect-warning-all-zero", args![metric = metric])
        }
    }
}

/// What is counted, as a column is headed: `likes`, `followers`.
pub(super) fn counted(m: &Messages, metric: Metric) -> String {
    counted_named(m, metric.as_str())
}

/// The same of the code of what is counted.
pub(super) fn counted_named(m: &Messages, metric: &str) -> String {
    m.text("effect-metric", args![metric = metric])
}

/// What is counted: `likes`, `followers (net)`.
fn metric_name(m: &Messages, metric: Metric) -> String {
    let name = if metric.is_stock() { "followers-net" } else { metric.as_str() };
    m.text("effect-metric", args![metric = name])
}

/// `1,220 (610 to 1,690)`.
fn interval(m: &Messages, e: &Estimate) -> String {
    let [value, lower, upper] = amounts(e.value, e.lower, e.upper);
    m.text("effect-interval", args![value = value, lower = lower, upper = upper])
}

/// `57 % (22 % to 102 %)`.
fn shares(m: &Messages, e: &Estimate) -> String {
    let signed = |x: f64| if x < 0.0 { format!("-{}", m.percent(-x)) } else { m.percent(x) };
    let (value, lower, upper) = (signed(e.value), signed(e.lower), signed(e.upper));
    if e.lower == e.upper {
        return value;
    }
    m.text("effect-interval", args![value = value, lower = lower, upper = upper])
}

fn probability(m: &Messages, p: f64) -> String {
    match p {
        p if p < 0.001 => m.text("effect-under", args![share = m.percent(0.001)]),
        p if p > 0.999 => m.text("effect-over", args![share = m.percent(0.999)]),
        p => m.percent(p),
    }
}
