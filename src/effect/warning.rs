//! What a reader should know of a whole analysis of effects.

use super::holiday::{Holidays, are_known};
use super::{EventAnswer, Frequency, Metric, Options, Series, Unfinished};
use crate::warning_code::WarningCode;

/// Number of effects from which some intervals are expected to miss by chance alone.
const MIN_COMPARISONS: usize = 5;

/// A caveat of an analysis of effects.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectWarning {
    /// The effect of an event cannot be separated from those of others: their days overlap, or they began within two
    /// weeks of each other.
    OverlappingEvents {
        /// Name of the event.
        event: String,
        /// Names of the others.
        others: Vec<String>,
    },
    /// An event goes on after the end of the series.
    EventNotOver {
        /// Name of the event.
        event: String,
        /// How much of it was seen.
        unfinished: Unfinished,
        /// What a period is.
        frequency: Frequency,
    },
    /// So many effects are estimated that some intervals miss by chance.
    ManyComparisons {
        /// Number of effects.
        effects: usize,
        /// Number of intervals expected to miss.
        expected_misses: f64,
    },
    /// Periods without a count.
    Gaps {
        /// The metric.
        metric: Metric,
        /// Periods without a count of it.
        missing: usize,
        /// All periods of the series.
        periods: usize,
        /// What a period is.
        frequency: Frequency,
    },
    /// No public holidays are allowed for.
    HolidaysUnknown {
        /// Why.
        reason: NoHolidays,
    },
    /// Public holidays fall into an event.
    HolidayDuringEvent {
        /// Name of the event.
        event: String,
        /// The holidays.
        holidays: Vec<&'static str>,
    },
    /// A control that could not be used: it does not vary, or too many periods lack a value.
    ControlLeftOut {
        /// Its name.
        control: String,
        /// Periods without a value.
        missing: usize,
        /// All periods of the series.
        periods: usize,
        /// What a period is.
        frequency: Frequency,
    },
    /// Every count of a metric is zero.
    AllZero {
        /// The metric.
        metric: Metric,
    },
}

/// Why no public holidays are allowed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoHolidays {
    /// No country was named.
    NoCountry,
    /// The holidays of this country are not known.
    OfCountry(String),
    /// The series reaches beyond the years that are known.
    OfYears,
}

impl EffectWarning {
    /// Its code, for programs.
    pub fn code(&self) -> WarningCode {
        match self {
            Self::OverlappingEvents { .. } => WarningCode::OverlappingEvents,
            Self::EventNotOver { .. } => WarningCode::EventNotOver,
            Self::ManyComparisons { .. } => WarningCode::ManyComparisons,
            Self::Gaps { .. } => WarningCode::Gaps,
            Self::HolidaysUnknown { .. } => WarningCode::HolidaysUnknown,
            Self::HolidayDuringEvent { .. } => WarningCode::HolidayDuringEvent,
            Self::ControlLeftOut { .. } => WarningCode::ControlLeftOut,
            Self::AllZero { .. } => WarningCode::AllZero,
        }
    }
}

/// The caveats of all events and metrics.
pub(super) fn warnings(
    series: &Series,
    events: &[EventAnswer],
    holidays: Option<&Holidays>,
    options: &Options,
) -> Vec<EffectWarning> {
    let not_over = events.iter().filter_map(|answer| {
        let (event, frequency) = (answer.event.name.clone(), series.frequency());
        answer.unfinished.map(|unfinished| EffectWarning::EventNotOver { event, unfinished, frequency })
    });
    let mut warnings: Vec<EffectWarning> = not_over.collect();
    let overlapping = events.iter().filter(|answer| !answer.not_separable_from.is_empty());
    warnings.extend(overlapping.map(|answer| EffectWarning::OverlappingEvents {
        event: answer.event.name.clone(),
        others: answer.not_separable_from.clone(),
    }));
    let effects = events.iter().flat_map(|answer| &answer.findings).filter(|finding| finding.has_figures()).count();
    if effects >= MIN_COMPARISONS {
        let expected_misses = effects as f64 * (1.0 - options.level);
        warnings.push(EffectWarning::ManyComparisons { effects, expected_misses });
    }
    warnings.extend(holiday_warnings(series, events, holidays, options));
    let left_out = series.controls().iter().filter(|control| !control.is_usable());
    warnings.extend(left_out.map(|control| EffectWarning::ControlLeftOut {
        control: control.name.clone(),
        missing: control.missing,
        periods: series.periods(),
        frequency: series.frequency(),
    }));
    for metric in series.metrics() {
        let counts = series.counts(metric);
        let missing = counts.iter().filter(|count| count.is_none()).count();
        if missing > 0 {
            let (periods, frequency) = (counts.len(), series.frequency());
            warnings.push(EffectWarning::Gaps { metric, missing, periods, frequency });
        }
        if counts.iter().flatten().all(|count| *count == 0) {
            warnings.push(EffectWarning::AllZero { metric });
        }
    }
    warnings
}

/// Which holidays fall into events, or why none are allowed for.
fn holiday_warnings(
    series: &Series,
    events: &[EventAnswer],
    holidays: Option<&Holidays>,
    options: &Options,
) -> Vec<EffectWarning> {
    let mut warnings = Vec::new();
    let reason = match (&options.country, holidays) {
        (None, _) => Some(NoHolidays::NoCountry),
        (Some(country), None) => Some(NoHolidays::OfCountry(country.clone())),
        (Some(_), Some(_)) if !are_known(series.date(0), series.last_day(series.periods() - 1)) => {
            Some(NoHolidays::OfYears)
        }
        (Some(_), Some(_)) => None,
    };
    warnings.extend(reason.map(|reason| EffectWarning::HolidaysUnknown { reason }));
    let Some(holidays) = holidays else { return warnings };
    for answer in events {
        let Some((from, to)) = answer.during else { continue };
        let names = holidays.between(from, to);
        if !names.is_empty() {
            warnings.push(EffectWarning::HolidayDuringEvent { event: answer.event.name.clone(), holidays: names });
        }
    }
    warnings
}
