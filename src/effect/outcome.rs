//! An event's cost and effect as a result for its channel.

use super::event::EventDesign;
use super::{Event, Finding, Series, Status};
use crate::channel::{CampaignOutcome, EventResult, MetricEffect};

/// The result, where the event names its channel and its cost and at least one metric has an effect of its own.
///
/// Whom it was delivered to and how many people responded is only passed on where the event says so: engagements are no
/// people.
pub(super) fn outcome(
    event: &Event,
    series: &Series,
    event_design: &EventDesign,
    findings: &[Finding],
) -> Option<CampaignOutcome> {
    let channel = event.channel.clone()?;
    if event.hours.is_none() && event.money.is_none() {
        return None;
    }
    let own = findings.iter().filter(|finding| finding.status == Status::Estimated);
    let effect = |finding: &Finding| {
        let effect = &finding.during.as_ref()?.effect;
        let metric = finding.metric.as_str().to_owned();
        let (value, lower, upper) = (effect.value, effect.lower, effect.upper);
        Some(MetricEffect { metric, value, lower, upper, level: effect.level })
    };
    let effects: Vec<MetricEffect> = own.filter_map(effect).collect();
    if effects.is_empty() {
        return None;
    }
    let money = event.money.as_ref().map(|money| (money.amount, money.currency.clone()));
    let known = event.delivered.is_some() && event.responded.is_some();
    // What was counted ends with the series, whenever the event does.
    let last = series.last_day(event_design.during.end - 1);
    let at = event.to.map_or(last, |to| to.min(last));
    Some(CampaignOutcome {
        channel,
        at,
        delivered: event.delivered.filter(|_| known),
        responded: event.responded.filter(|_| known),
        delivered_known: None,
        responded_known: None,
        target: None,
        country: None,
        task: None,
        event: Some(EventResult { name: event.name.clone(), hours: event.hours, money, effects }),
        plan: None,
    })
}
