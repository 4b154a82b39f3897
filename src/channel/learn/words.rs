//! What was learnt, in plain words.

use super::Learned;
use crate::channel::reasons::{people, percent};

/// What words need beside the figures.
pub(super) struct Told {
    /// People delivered to, over all outcomes.
    pub(super) delivered: u64,
    /// Whether membership speaks of the target as the published figures do.
    pub(super) comparable: bool,
    /// Whether any of them asked for the task at hand.
    pub(super) of_task: bool,
}

/// The change in a sentence or two.
pub(super) fn told(learned: &Learned, told: Told) -> String {
    let rate = &learned.response_rate;
    let campaigns = match learned.outcomes {
        1 => "1 campaign".to_owned(),
        n => format!("{n} campaigns"),
    };
    let delivered = people(told.delivered as f64);
    let (value, lower, upper) = (percent(rate.value), percent(rate.lower), percent(rate.upper));
    let response = if told.of_task {
        format!(
            "Learnt from {campaigns} delivered to {delivered} people: {value} ({lower} to {upper}) of them respond."
        )
    } else {
        format!(
            "Learnt from {campaigns} delivered to {delivered} people, for other tasks: of this one {value} ({lower} to \
             {upper}) may respond, judging by other channels."
        )
    };
    let Some(share) = &learned.in_target else {
        return format!(
            "{response} How many of them are in the target is not told, so the reach stays at {}.",
            percent(learned.reach_after)
        );
    };
    let members = format!(
        "{} ({} to {}) of those delivered to are in the target",
        percent(share.value),
        percent(share.lower),
        percent(share.upper)
    );
    if !told.comparable {
        return format!(
            "{response} {members}; its reach stays at {}, for published figures speak of a wider target.",
            percent(learned.reach_after)
        );
    }
    let points = 100.0 * (learned.reach_after - learned.reach_before);
    format!(
        "{response} {members}, which moves its reach from {} to {} ({points:+.1} points).",
        percent(learned.reach_before),
        percent(learned.reach_after)
    )
}
