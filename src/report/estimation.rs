//! How a fit was estimated, as sentences.

use super::messages::{Messages, args};
use crate::prevalence::shift::Hypothesis;
use crate::prevalence::{HypothesisWeight, Method, RequiredData, SensitivityBounds, TippingPoint};

/// What a method relies on.
pub(crate) fn assumption(messages: &Messages, method: Method) -> String {
    let id = match method {
        Method::AllLabelled => "fit-assumes-nothing",
        Method::LabelledBands => "fit-assumes-even-bands",
        Method::CountedInPart => "fit-assumes-nothing-of-the-rejected",
        Method::ContradictedLabels => "fit-assumes-nothing-of-contradicted",
        Method::Bounds => "fit-assumes-nothing-of-the-rest",
        Method::LabelledOnly => "fit-assumes-missing-at-random",
        Method::RandomSample => "fit-assumes-a-random-sample",
        Method::ConfidenceSequence => "fit-assumes-a-sequence",
        Method::Panel => "fit-assumes-a-tilted-panel",
        Method::PanelAndLabelled => "fit-assumes-a-corrected-panel",
        Method::LabelledAndTotals => "fit-assumes-totals-of-the-labelled",
        Method::RandomSampleAndTotals => "fit-assumes-a-random-sample-and-totals",
        Method::Totals => "fit-assumes-totals",
        Method::PlatformUsers => "fit-assumes-platform-users",
        Method::PopulationShare => "fit-assumes-the-population",
    };
    messages.text(id, args![])
}

/// A hypothesis on the difference between audience and panel, with its probability.
pub(crate) fn hypothesis(messages: &Messages, weight: &HypothesisWeight) -> String {
    let over = weight.tilt >= 0.0;
    let account = match &weight.hypothesis {
        Hypothesis::Label if over => messages.text("fit-more-of-the-target", args![]),
        Hypothesis::Label => messages.text("fit-fewer-of-the-target", args![]),
        Hypothesis::Hidden(field) => {
            let name = field.name.as_str();
            match (&field.level, over) {
                (Some(level), true) => {
                    messages.text("fit-more-of-a-level", args![field = name, level = level.as_str()])
                }
                (Some(level), false) => {
                    messages.text("fit-fewer-of-a-level", args![field = name, level = level.as_str()])
                }
                (None, true) => messages.text("fit-higher-field", args![field = name]),
                (None, false) => messages.text("fit-lower-field", args![field = name]),
            }
        }
        Hypothesis::Covariate => messages.text("fit-covariates-differ", args![]),
        Hypothesis::Joint => messages.text("fit-both-differ", args![]),
        Hypothesis::Null => messages.text("fit-no-difference", args![]),
        Hypothesis::Dense => messages.text("fit-everything-differs", args![]),
    };
    let probability = format!("{:.0}", 100.0 * weight.weight);
    messages.text("fit-hypothesis", args![probability = probability, account = account])
}

/// The sensitivity bounds of one odds ratio, where the fit was estimated by `method`.
pub(crate) fn sensitivity(messages: &Messages, bounds: &SensitivityBounds, method: Option<Method>) -> String {
    let tenths = |share: f64| format!("{:.1}", 100.0 * share);
    let (lower, upper) = (tenths(bounds.lower), tenths(bounds.upper));
    let id = if method == Some(Method::Panel) { "fit-sensitivity-of-panel" } else { "fit-sensitivity" };
    messages.text(id, args![gamma = bounds.gamma.to_string(), lower = lower, upper = upper])
}

/// What would undo a verdict on a fit that was estimated by `method`.
pub(crate) fn tipping_point(messages: &Messages, point: TippingPoint, method: Option<Method>) -> String {
    let id = match (method == Some(Method::Panel), point.stands) {
        (true, true) => "fit-stands-off-the-panel",
        (true, false) => "fit-tips-off-the-panel",
        (false, true) => "fit-stands-off-the-labelled",
        (false, false) => "fit-tips-off-the-labelled",
    };
    // Rounded down, so that the verdict stands at what is printed.
    messages.text(id, args![gamma = format!("{:.1}", (10.0 * point.gamma).floor() / 10.0)])
}

/// Data that would make an estimate possible, or narrow it; without a full stop.
pub(crate) fn required_data(messages: &Messages, required: &RequiredData) -> String {
    match required {
        RequiredData::Labels => messages.text("fit-needs-labels", args![]),
        RequiredData::Panel => messages.text("fit-needs-a-panel", args![]),
        RequiredData::ComparablePanel => messages.text("fit-needs-a-comparable-panel", args![]),
        RequiredData::ComparableValues(fields) => {
            messages.text("fit-needs-comparable-values", args![fields = fields.join(", ")])
        }
        RequiredData::PanelRows(n) => messages.text("fit-needs-panel-rows", args![n = *n]),
        RequiredData::Fields(fields) => messages.text("fit-needs-fields", args![fields = fields.join(", ")]),
        RequiredData::Published(missing) => {
            let flags = missing.iter().map(|name| format!("--{}", name.replace('_', "-"))).collect::<Vec<_>>();
            messages.text("fit-needs-published", args![flags = flags.join(", "), fields = missing.join(", ")])
        }
        RequiredData::MinFollowers(n) => messages.text("fit-needs-followers", args![n = *n]),
        RequiredData::MinLabels(n) => messages.text("fit-needs-more-labels", args![n = *n]),
        RequiredData::MoreFollowers(min_cell) => messages.text("fit-needs-more-followers", args![min = min_cell.0]),
    }
}
