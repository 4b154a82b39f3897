//! The events of a request for effects.

use super::request::{EventBody, MAX_COST, MAX_NAME, check_day};
use crate::api::contract::body::Faults;
use crate::effect::{Event, EventKind, Money};
use crate::ingest::excerpt;
use crate::message::message;
use crate::reference::Catalog;

/// Most events.
const MAX_EVENTS: usize = 30;

pub(super) fn check_events(rows: Vec<EventBody>, is_plan: bool, catalog: &Catalog, faults: &mut Faults) -> Vec<Event> {
    if rows.is_empty() && !is_plan {
        faults.add("/events", "missing", message!["fault-events-missing"]);
    }
    if rows.len() > MAX_EVENTS {
        let detail = message!["fault-events", received = rows.len(), max = MAX_EVENTS];
        faults.add("/events", "too_many", detail);
        return Vec::new();
    }
    let mut events: Vec<Event> = Vec::with_capacity(rows.len());
    for (i, row) in rows.into_iter().enumerate() {
        let Some(event) = row.check(&format!("/events/{i}"), catalog, faults) else { continue };
        if events.iter().any(|other| other.name == event.name) {
            let detail = message!["fault-event-twice", name = excerpt(&event.name)];
            faults.add(&format!("/events/{i}/name"), "conflict", detail);
        } else {
            events.push(event);
        }
    }
    events
}

impl EventBody {
    /// The event, whose faults are noted below `place`.
    fn check(self, place: &str, catalog: &Catalog, faults: &mut Faults) -> Option<Event> {
        let name = self.name.as_deref().unwrap_or_default().trim().to_owned();
        if !(1..=MAX_NAME).contains(&name.chars().count()) {
            let detail = message!["fault-event-name", max = MAX_NAME];
            faults.add(&format!("{place}/name"), "missing", detail);
        }
        let kind = self.check_days(place, faults);
        self.check_costs(place, faults);
        self.check_people(place, faults);
        if let Some(detail) = self.channel.as_deref().and_then(|id| catalog.unknown_channel(id)) {
            faults.add(&format!("{place}/channel"), "unknown_channel", detail);
        }
        Some(Event {
            name,
            kind,
            from: check_day(self.from, place, "from", faults)?,
            to: check_day(self.to, place, "to", faults),
            hours: self.hours,
            money: self.money.map(|money| Money { amount: money.amount, currency: money.currency }),
            channel: self.channel,
            delivered: self.delivered,
            responded: self.responded,
        })
    }

    /// Judges the days beside one another, and says of what kind an event of these days is.
    fn check_days(&self, place: &str, faults: &mut Faults) -> EventKind {
        if self.from.is_none() {
            faults.add(&format!("{place}/from"), "missing", message!["fault-day-missing"]);
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            let detail = message!["fault-event-to", received = to, from = from];
            faults.add(&format!("{place}/to"), "inconsistent", detail);
        }
        let kind = self.kind;
        if self.to.is_none() && kind.is_some_and(|kind| kind != EventKind::AlwaysOn) {
            faults.add(&format!("{place}/to"), "missing", message!["fault-event-open"]);
        }
        kind.unwrap_or(if self.to.is_some() { EventKind::Campaign } else { EventKind::AlwaysOn })
    }

    fn check_costs(&self, place: &str, faults: &mut Faults) {
        let amount = self.money.as_ref().map(|money| money.amount);
        for (pointer, cost) in [("hours", self.hours), ("money/amount", amount)] {
            if let Some(cost) = cost.filter(|cost| !(0.0..=MAX_COST).contains(cost)) {
                let detail = message!["fault-range", received = cost, min = 0, max = format!("{MAX_COST:e}")];
                faults.add(&format!("{place}/{pointer}"), "out_of_range", detail);
            }
        }
        if let Some(money) = &self.money
            && !(money.currency.len() == 3 && money.currency.bytes().all(|b| b.is_ascii_uppercase()))
        {
            let detail = message!["fault-currency", received = excerpt(&money.currency)];
            faults.add(&format!("{place}/money/currency"), "unknown_currency", detail);
        }
    }

    /// People delivered to and those who responded: both, or neither.
    fn check_people(&self, place: &str, faults: &mut Faults) {
        let (name, code, detail) = match (self.delivered, self.responded) {
            (Some(delivered), Some(responded)) if responded > delivered => {
                let detail = message!["fault-responded", received = responded, delivered = delivered];
                ("responded", "inconsistent", detail)
            }
            (Some(_), None) => ("responded", "missing", message!["fault-beside", other = "delivered"]),
            (None, Some(_)) => ("delivered", "missing", message!["fault-beside", other = "responded"]),
            (Some(_), Some(_)) | (None, None) => return,
        };
        faults.add(&format!("{place}/{name}"), code, detail);
    }
}
