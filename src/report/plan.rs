//! A plan for a week as a section of a report, and as the steps of a communication plan.

use super::document::{Bar, Block, Cell, Column, Fact, Kind, Row, Section, Table};
use super::format::{capital, exact_percent, percent, percent_interval, quantity, readable};
use super::messages::{Messages, args};
use super::plan_sentences::PlanSentences;
use crate::plan::{Allocation, Exclusion, Plan, Task};

/// What to do in a week.
pub(super) fn plan_section(m: &Messages, plan: &Plan) -> Section {
    let mut section = Section::new(m.label("plan-heading"));
    section.blocks.push(Block::Lead(lead(m, plan).into()));
    let reach = m.text("plan-reach", args![share = m.percent_estimate(&plan.reach)]);
    let scale = m.text("report-scale", args![sentence = reach]);
    section.blocks.push(Block::Scale(Bar::of(&plan.reach, scale)));
    section.blocks.extend(implementation(m, plan));
    section.blocks.push(Block::Text(uncertainty(m, plan).into()));
    section.blocks.extend(runner_up(m, plan));
    section.blocks.extend(segments(m, plan));
    section
        .list(m.label("plan-assumptions"), plan.assumptions.iter().map(|a| PlanSentences::new(m, plan).assumption(a)));
    section.list(m.label("plan-notes"), notes(m, plan));
    section
}

/// `YouTube 8 hours and Facebook 6 hours reach 61 % (52-70 %, 90 % interval) of the target.`
fn lead(m: &Messages, plan: &Plan) -> String {
    let parts: Vec<String> = plan.allocations.iter().map(|a| part(m, &a.name, a.hours, a.money, plan)).collect();
    if parts.is_empty() {
        return m.label("plan-none");
    }
    let (n, channels, share) = (parts.len(), m.list(&parts), m.percent_estimate(&plan.reach));
    let lead = match &plan.people {
        Some(people) => {
            let people = m.count_interval(people);
            m.text("plan-lead-people", args![n = n, channels = channels, share = share, people = people])
        }
        None => m.text("plan-lead", args![n = n, channels = channels, share = share]),
    };
    capital(&lead)
}

/// `YouTube 8 hours`.
fn part(m: &Messages, channel: &str, hours: f64, money: f64, plan: &Plan) -> String {
    m.text("plan-part", args![channel = channel, effort = effort(m, hours, money, plan)])
}

/// `8 hours`, `2 hours and 1,000 USD`.
fn effort(m: &Messages, hours: f64, money: f64, plan: &Plan) -> String {
    let hours = m.text("plan-effort-hours", args![n = hundredths(hours)]);
    if money <= 0.0 {
        return hours;
    }
    let currency = plan.currency.as_deref().unwrap_or("");
    m.text("plan-effort", args![hours = hours, money = figure(money), currency = currency])
}

fn figure(x: f64) -> String {
    quantity(hundredths(x))
}

fn hundredths(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// The first step: what to achieve, for which people, with what means.
pub(super) fn objective(m: &Messages, plan: &Plan) -> Vec<Block> {
    let lead = m.text(
        "plan-objective",
        args![
            task = plan.task.as_str(),
            target = &plan.target_in_words,
            means = effort(m, plan.hours_per_week, plan.money, plan),
            share = m.percent_estimate(&plan.reach)
        ],
    );
    let task = m.label(match plan.task {
        Task::Awareness => "plan-task-awareness",
        Task::Eligibility => "plan-task-eligibility",
        Task::Application => "plan-task-application",
    });
    let hours = m.text("plan-hours-a-week", args![n = hundredths(plan.hours_per_week)]);
    let mut facts = vec![Fact::new(m.label("plan-task"), task), Fact::new(m.label("plan-staff"), hours)];
    if let Some(currency) = &plan.currency {
        let money = m.text("plan-money-a-week", args![money = figure(plan.money), currency = currency]);
        facts.push(Fact::new(m.label("plan-column-money"), money));
    }
    if let Some(people) = &plan.people {
        let reached = m.text("plan-people-reached", args![n = m.count_interval(people)]);
        facts.push(Fact::new(m.label("plan-people"), reached));
    }
    vec![Block::Lead(lead.into()), Block::Facts(facts)]
}

/// Of the second step: the segments of the target.
pub(super) fn segments(m: &Messages, plan: &Plan) -> Option<Block> {
    if plan.segments.len() < 2 {
        return None;
    }
    let columns = vec![
        Column::new(m.label("plan-segment"), Kind::Words, None),
        Column::new(m.label("plan-segment-share"), Kind::Figures, None),
        Column::new(m.label("plan-segment-reached"), Kind::Figures, None),
        Column::bars(),
    ];
    let rows = plan.segments.iter().map(|segment| {
        let reach = percent_interval(&segment.reach);
        let bar = Cell::Bar(Some(Bar::of(&segment.reach, reach.as_str())));
        let cells = vec![Cell::text(&segment.words), Cell::text(percent(segment.weight)), Cell::text(reach), bar];
        Row::new(m, cells, "", Vec::new())
    });
    let caption = m.text("plan-segment-caption", args![interval = m.interval(plan.reach.level)]);
    Some(Block::Table(Table { caption: caption.into(), columns, rows: rows.collect() }))
}

/// The fourth step: who does how much where, what is excluded, and what more would bring.
pub(super) fn implementation(m: &Messages, plan: &Plan) -> Vec<Block> {
    let mut section = Section::new("");
    if !plan.allocations.is_empty() {
        section.blocks.push(Block::Table(table(m, plan)));
    }
    section.list(
        m.label("plan-more"),
        plan.shadow_prices.iter().map(|price| PlanSentences::new(m, plan).shadow_price(price)),
    );
    section.list(m.label("plan-excluded"), excluded(m, plan));
    section.blocks
}

/// Channels that get nothing, those of one reason together.
fn excluded(m: &Messages, plan: &Plan) -> Vec<String> {
    let mut reasons: Vec<(&Exclusion, Vec<&str>)> = Vec::new();
    for excluded in &plan.excluded {
        match reasons.iter_mut().find(|(reason, _)| **reason == excluded.reason) {
            Some((_, names)) => names.push(&excluded.name),
            None => reasons.push((&excluded.reason, vec![&excluded.name])),
        }
    }
    let item = |(reason, names): (&Exclusion, Vec<&str>)| {
        let reason = PlanSentences::new(m, plan).exclusion(reason);
        m.text("plan-excluded-item", args![channels = capital(&m.list(&names)), reason = reason])
    };
    reasons.into_iter().map(item).collect()
}

fn table(m: &Messages, plan: &Plan) -> Table {
    let mut columns = vec![
        Column::new(m.label("plan-channel"), Kind::Words, None),
        Column::new(m.label("plan-hours-column"), Kind::Figures, None),
    ];
    if plan.currency.is_some() {
        columns.push(Column::new(m.label("plan-column-money"), Kind::Figures, None));
    }
    columns.push(Column::new(m.label("plan-reaches"), Kind::Figures, None));
    columns.push(Column::bars());
    columns.push(Column::new(m.label("plan-adds"), Kind::Figures, Some(1)));
    let measures: Vec<String> = plan.measures.iter().map(|id| readable(id)).collect();
    let (interval, measures) = (m.interval(plan.reach.level), m.list(&measures));
    let caption = match &plan.currency {
        Some(currency) => {
            m.text("plan-caption-money", args![currency = currency, interval = interval, measures = measures])
        }
        None => m.text("plan-caption", args![interval = interval, measures = measures]),
    };
    let rows = plan.allocations.iter().map(|allocation| row(m, plan, allocation)).collect();
    Table { caption: caption.into(), columns, rows }
}

fn row(m: &Messages, plan: &Plan, allocation: &Allocation) -> Row {
    let mut cells = vec![Cell::text(&allocation.name), Cell::text(figure(allocation.hours))];
    if plan.currency.is_some() {
        cells.push(Cell::text(figure(allocation.money)));
    }
    let reached = allocation.reached.as_ref();
    let share = reached.map_or_else(|| m.label("plan-not-counted"), percent_interval);
    cells.push(Cell::text(share.as_str()));
    cells.push(Cell::Bar(reached.map(|reached| Bar::of(reached, share.as_str()))));
    cells.push(Cell::text(if reached.is_some() { percent(allocation.adds) } else { String::new() }));
    let mut reasons = allocation.reasons.iter().map(|reason| PlanSentences::new(m, plan).reason(reason));
    let note = reasons.next().unwrap_or_default();
    Row::new(m, cells, note, reasons.map(Into::into).collect())
}

/// The fifth step: what to measure, how sure the plan is, and what would change it.
pub(super) fn scoring(m: &Messages, plan: &Plan) -> Vec<Block> {
    let mut section = Section::new("");
    section.list(m.label("plan-measure"), measured(m, plan));
    section.blocks.push(Block::Text(uncertainty(m, plan).into()));
    section.blocks.extend(runner_up(m, plan));
    section
        .list(m.label("plan-assumptions"), plan.assumptions.iter().map(|a| PlanSentences::new(m, plan).assumption(a)));
    section.list(m.label("plan-notes"), notes(m, plan));
    section.blocks
}

fn measured(m: &Messages, plan: &Plan) -> Vec<String> {
    let of_channel = |allocation: &Allocation| {
        let share = percent_interval(allocation.reached.as_ref()?);
        Some(m.text("plan-measure-item", args![channel = capital(&allocation.name), share = share]))
    };
    plan.allocations.iter().filter_map(of_channel).collect()
}

/// What perfect information would add, and how far the plan is from the best one.
fn uncertainty(m: &Messages, plan: &Plan) -> String {
    // An upper bound, so rounded up.
    let points = ((100.0 * plan.optimality_gap * 1000.0).ceil() / 1000.0).max(0.001);
    format!("{} {}", PlanSentences::new(m, plan).regret(), m.text("plan-gap", args![points = points.to_string()]))
}

fn runner_up(m: &Messages, plan: &Plan) -> Option<Block> {
    let runner_up = plan.runner_up.as_ref()?;
    let summary = PlanSentences::new(m, plan).runner_up(runner_up);
    let parts: Vec<String> =
        runner_up.allocations.iter().map(|(_, name, hours, money)| part(m, name, *hours, *money, plan)).collect();
    Some(Block::Text(m.text("plan-runner-up-effort", args![summary = summary, parts = m.list(&parts)]).into()))
}

fn notes(m: &Messages, plan: &Plan) -> Vec<String> {
    let mut notes: Vec<String> = plan
        .warnings
        .iter()
        .map(|w| format!("{} [{}]", capital(&PlanSentences::new(m, plan).warning(w)), w.code()))
        .collect();
    if plan.runner_up.is_none() {
        let p = exact_percent((plan.regret.p_optimal * 1000.0).round() / 1000.0);
        notes.push(m.text("plan-no-runner-up", args![p = p]));
    }
    notes
}
