//! A plan for a week as a section of a report, and as the steps of a communication plan.

use super::document::{Bar, Block, Cell, Column, Fact, Kind, Row, Section, Table};
use super::format::{
    count_interval, exact_percent, interval_name, percent, percent_estimate, percent_interval, quantity, readable,
};
use crate::plan::{Allocation, Plan, RunnerUp, Task};
use crate::words::{capital, listed};

/// What to do in a week.
pub(super) fn plan_section(plan: &Plan) -> Section {
    let mut section = Section::new("What to do in a week");
    section.blocks.push(Block::Lead(lead(plan).into()));
    section.blocks.push(reach_scale(plan));
    section.blocks.extend(implementation(plan));
    section.blocks.push(Block::Text(doubt(plan).into()));
    section.blocks.extend(runner_up(plan));
    section.blocks.extend(segments(plan));
    section.list("The plan assumes:", plan.assumptions.iter());
    section.list("To know of the plan:", notes(plan));
    section
}

/// `YouTube 8 hours and Facebook 6 hours reach 61 % (52-70 %, 90 % interval) of the target.`
fn lead(plan: &Plan) -> String {
    let parts: Vec<String> =
        plan.allocations.iter().map(|a| format!("{} {}", a.name, effort(a.hours, a.money, plan))).collect();
    if parts.is_empty() {
        return "No channel can be taken up within these constraints.".to_owned();
    }
    let verb = if parts.len() == 1 { "reaches" } else { "reach" };
    let people = plan.people.as_ref().map(|n| format!(", {} people", count_interval(n))).unwrap_or_default();
    capital(&format!("{} {verb} {} of the target{people}.", listed(&parts), percent_estimate(&plan.reach)))
}

/// `8 hours`, `2 hours and 1,000 USD`.
fn effort(hours: f64, money: f64, plan: &Plan) -> String {
    let unit = if hours == 1.0 { "hour" } else { "hours" };
    let hours = format!("{} {unit}", figure(hours));
    let currency = plan.currency.as_deref().unwrap_or("");
    if money > 0.0 { format!("{hours} and {} {currency}", figure(money)) } else { hours }
}

fn figure(x: f64) -> String {
    quantity((x * 100.0).round() / 100.0)
}

fn reach_scale(plan: &Plan) -> Block {
    let told = percent_estimate(&plan.reach);
    Block::Scale(Bar::of(&plan.reach, format!("On a scale from 0 % to 100 %: the plan reaches {told} of the target.")))
}

/// The first step: what is to be brought about, for whom, with what.
pub(super) fn objective(plan: &Plan) -> Vec<Block> {
    let deed = match plan.task {
        Task::Awareness => "know that there is something for them",
        Task::Eligibility => "find out whether they may have it",
        Task::Application => "apply, with help where they need it",
    };
    let means = effort(plan.hours_per_week, plan.money, plan);
    let lead = format!(
        "Let as many as possible of the target ({}) {deed}. With {means} a week the plan reaches {} of them.",
        plan.target_in_words,
        percent_estimate(&plan.reach)
    );
    let mut facts = vec![
        Fact::new("Task", plan.task.as_str()),
        Fact::new("Staff", format!("{} hours a week", figure(plan.hours_per_week))),
    ];
    if let Some(currency) = &plan.currency {
        facts.push(Fact::new("Money", format!("{} {currency} a week", figure(plan.money))));
    }
    if let Some(people) = &plan.people {
        facts.push(Fact::new("People", format!("{} reached", count_interval(people))));
    }
    vec![Block::Lead(lead.into()), Block::Facts(facts)]
}

/// Of the second step: the segments of the target.
pub(super) fn segments(plan: &Plan) -> Option<Block> {
    if plan.segments.len() < 2 {
        return None;
    }
    let column = |title, kind| Column { title, kind, gives_way: None };
    let columns = vec![
        column("Segment of the target", Kind::Words),
        column("Share", Kind::Figures),
        column("Reached", Kind::Figures),
        column("0 % to 100 %", Kind::Bars),
    ];
    let rows = plan.segments.iter().map(|segment| {
        let reach = percent_interval(&segment.reach);
        let bar = Cell::Bar(Some(Bar::of(&segment.reach, reach.as_str())));
        let cells = vec![Cell::text(&segment.words), Cell::text(percent(segment.weight)), Cell::text(reach), bar];
        Row { cells, note: "".into(), more: Vec::new() }
    });
    let caption = format!(
        "Whom the plan reaches, by age and by household income as a part of the national median, with the {}.",
        interval_name(plan.reach.level)
    );
    Some(Block::Table(Table { caption: caption.into(), columns, rows: rows.collect() }))
}

/// The fourth step: who does how much where, what is left out, and what more would bring.
pub(super) fn implementation(plan: &Plan) -> Vec<Block> {
    let mut section = Section::new("");
    if !plan.allocations.is_empty() {
        section.blocks.push(Block::Table(table(plan)));
    }
    section.list("What more would add:", plan.shadow_prices.iter().map(|price| price.words.as_str()));
    section.list("Left out:", left_out(plan));
    section.blocks
}

/// Channels that get nothing, those of one reason together.
fn left_out(plan: &Plan) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for excluded in &plan.excluded {
        match reasons.iter_mut().find(|(reason, _)| *reason == excluded.reason) {
            Some((_, names)) => names.push(&excluded.name),
            None => reasons.push((&excluded.reason, vec![&excluded.name])),
        }
    }
    reasons.into_iter().map(|(reason, names)| format!("{}: {reason}", capital(&listed(&names)))).collect()
}

fn table(plan: &Plan) -> Table {
    let column = |title, kind, gives_way| Column { title, kind, gives_way };
    let mut columns = vec![column("Channel", Kind::Words, None), column("Hours", Kind::Figures, None)];
    if plan.currency.is_some() {
        columns.push(column("Money", Kind::Figures, None));
    }
    columns.push(column("Reaches", Kind::Figures, None));
    columns.push(column("0 % to 100 %", Kind::Bars, None));
    columns.push(column("Adds", Kind::Figures, Some(1)));
    let measures: Vec<String> = plan.measures.iter().map(|id| readable(id)).collect();
    let caption = format!(
        "Hours{} a week and the share of the target that each channel meets by itself, with its {} (measured by: {}); \
         adds is the part that no other channel of the plan meets.",
        plan.currency.as_ref().map(|currency| format!(" and {currency}")).unwrap_or_default(),
        interval_name(plan.reach.level),
        listed(&measures)
    );
    let rows = plan.allocations.iter().map(|allocation| row(plan, allocation)).collect();
    Table { caption: caption.into(), columns, rows }
}

fn row(plan: &Plan, allocation: &Allocation) -> Row {
    let mut cells = vec![Cell::text(&allocation.name), Cell::text(figure(allocation.hours))];
    if plan.currency.is_some() {
        cells.push(Cell::text(figure(allocation.money)));
    }
    let reached = allocation.reached.as_ref();
    let told = reached.map_or("not counted".to_owned(), percent_interval);
    cells.push(Cell::text(told.as_str()));
    cells.push(Cell::Bar(reached.map(|reached| Bar::of(reached, told.as_str()))));
    cells.push(Cell::text(if reached.is_some() { percent(allocation.adds) } else { String::new() }));
    let mut reasons = allocation.reasons.iter();
    let note = reasons.next().cloned().unwrap_or_default();
    Row { cells, note: note.into(), more: reasons.map(Into::into).collect() }
}

/// The fifth step: what to measure, how sure the plan is, and what would change it.
pub(super) fn scoring(plan: &Plan) -> Vec<Block> {
    let mut section = Section::new("");
    section.list("To be measured after a week, channel by channel:", measured(plan));
    section.blocks.push(Block::Text(doubt(plan).into()));
    section.blocks.extend(runner_up(plan));
    section.list("The plan assumes:", plan.assumptions.iter());
    section.list("To know of the plan:", notes(plan));
    section.blocks
}

fn measured(plan: &Plan) -> Vec<String> {
    let of_channel = |allocation: &Allocation| {
        let expected = percent_interval(allocation.reached.as_ref()?);
        let name = capital(&allocation.name);
        Some(format!(
            "{name}: how many were reached and how many of them are in the target; expected {expected} of the target."
        ))
    };
    plan.allocations.iter().filter_map(of_channel).collect()
}

fn doubt(plan: &Plan) -> String {
    format!("{} {}", plan.regret.words, gap(plan))
}

fn gap(plan: &Plan) -> String {
    // Told as what it is at most, so rounded up.
    let points = (100.0 * plan.optimality_gap * 1000.0).ceil() / 1000.0;
    format!("By these figures no plan within the bounds reaches over {} points more.", points.max(0.001))
}

fn runner_up(plan: &Plan) -> Option<Block> {
    let runner_up = plan.runner_up.as_ref()?;
    Some(Block::Text(format!("{} It would be: {}.", runner_up.words, hedge_parts(runner_up, plan)).into()))
}

fn hedge_parts(runner_up: &RunnerUp, plan: &Plan) -> String {
    let part =
        |(_, name, hours, money): &(String, String, f64, f64)| format!("{name} {}", effort(*hours, *money, plan));
    listed(&runner_up.allocations.iter().map(part).collect::<Vec<_>>())
}

fn notes(plan: &Plan) -> Vec<String> {
    let mut notes: Vec<String> = plan.warnings.iter().map(|w| format!("{} [{}]", capital(&w.detail), w.code)).collect();
    if plan.runner_up.is_none() {
        notes.push(format!(
            "No other choice of channels is the best with a probability of 5 % or more; the plan's is with {}.",
            exact_percent((plan.regret.p_optimal * 1000.0).round() / 1000.0)
        ));
    }
    notes
}
