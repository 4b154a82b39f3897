//! Constraints of a plan on the command line: a file, and flags that go before it.

use std::fs;

use super::args::PlanArgs;
use crate::error::{ErrorCode, Failure};
use crate::message::json::json_message_at;
use crate::message::message;
use crate::plan::{Budget, ChannelConstraint, Constraints, PlanError};
use crate::reference::{Catalog, Task};

/// The constraints of the flags and the file; none where neither is given.
///
/// # Errors
/// A file that cannot be read, and every fault of the constraints.
pub(super) fn constraints(args: &PlanArgs, catalog: &Catalog) -> Result<Option<Constraints>, Failure> {
    let flags = args.hours.is_some() || args.budget.is_some() || args.currency.is_some();
    let scale = args.weeks.is_some() || args.reach_at_least.is_some() || args.curve || !args.own_reach.is_empty();
    if !flags && !scale && args.task.is_none() && args.people.is_none() && args.constraints.is_none() {
        return Ok(None);
    }
    let mut constraints = from_file(args)?;
    constraints.hours_per_week = args.hours.or(constraints.hours_per_week);
    constraints.people = args.people.or(constraints.people);
    constraints.weeks = args.weeks.or(constraints.weeks);
    constraints.reach_at_least = args.reach_at_least.or(constraints.reach_at_least);
    constraints.curve |= args.curve;
    for (channel, own) in &args.own_reach {
        let own_reach = Some(own.clone());
        match constraints.channels.iter_mut().find(|given| given.channel == *channel) {
            Some(given) => given.own_reach = own_reach,
            None => constraints.channels.push(ChannelConstraint {
                channel: channel.clone(),
                own_reach,
                ..ChannelConstraint::default()
            }),
        }
    }
    constraints.task = args.task.map_or(constraints.task, Task::from);
    if args.budget.is_some() || args.currency.is_some() {
        let given = constraints.budget.unwrap_or_default();
        constraints.budget =
            Some(Budget { amount: args.budget.or(given.amount), currency: args.currency.clone().or(given.currency) });
    }
    let faults = constraints.faults(catalog);
    if faults.is_empty() { Ok(Some(constraints)) } else { Err(PlanError::Invalid(faults).into()) }
}

fn from_file(args: &PlanArgs) -> Result<Constraints, Failure> {
    let Some(path) = &args.constraints else { return Ok(Constraints::default()) };
    let text = fs::read_to_string(path).map_err(|e| {
        Failure::of(
            ErrorCode::Io,
            message!["command-file", place = format!("--constraints {}", path.display()), error = e],
        )
    })?;
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|e| {
        let detail = message!["command-constraints", place = path.display()].saying("why", json_message_at(&e));
        Failure::of(ErrorCode::MalformedBody, detail)
    })
}
