//! A plan for a week as a section of a report, and as the steps of a communication plan.

use super::document::{Bar, Block, Cell, Column, Fact, Item, Kind, Row, Section, Table};
use super::format::{quantity, readable, two_digits};
use super::messages::{Messages, args};
use super::plan_outlook::{by_week, curves, goal, places};
use super::plan_sentences::PlanSentences;
use super::target::{group_words, part_words};
use crate::plan::{Allocation, Exclusion, Plan, Scale, Task};

/// What to do in a week.
pub(super) fn plan_section(m: &Messages, plan: &Plan) -> Section {
    let mut section = Section::new(m.label("plan-heading"));
    section.blocks.push(Block::Lead(lead(m, plan).into()));
    section.blocks.extend(goal(m, plan));
    section.blocks.extend(scale(m, plan));
    section.blocks.extend(implementation(m, plan));
    section.blocks.push(Block::Text(uncertainty(m, plan).into()));
    section.blocks.extend(runner_up(m, plan));
    section.blocks.extend(segments(m, plan));
    section.blocks.extend(places(m, plan));
    section.blocks.extend(by_week(m, plan));
    section.blocks.extend(curves(m, plan));
    section
        .list(m.label("plan-assumptions"), plan.assumptions.iter().map(|a| PlanSentences::new(m, plan).assumption(a)));
    section.items(m.label("plan-notes"), notes(m, plan));
    section
}

/// Share of the target from which a scale from none to all shows anything.
const MIN_SHARE_DRAWN: f64 = 0.02;

fn scale(m: &Messages, plan: &Plan) -> Option<Block> {
    let (reach, people) = plan.reach.as_ref().zip(plan.people.as_ref())?;
    if reach.upper < MIN_SHARE_DRAWN {
        return None;
    }
    let (share, people) = (m.percent_estimate(reach), m.count_interval(people));
    let reached = m.text("plan-reach", args![share = share, people = people]);
    Some(Block::Scale(Bar::of(reach, m.text("report-scale", args![sentence = reached]))))
}

/// `YouTube 8 hours and Facebook 6 hours reach 1,200 (900-1,400) people of the target in a week.`
fn lead(m: &Messages, plan: &Plan) -> String {
    let parts: Vec<String> =
        plan.allocations.iter().map(|a| part(m, m.name(&a.name), a.hours, a.money, plan)).collect();
    if parts.is_empty() {
        return m.label("plan-none");
    }
    let (n, channels) = (parts.len(), m.list(&parts));
    let lead = match &plan.people {
        Some(people) => {
            let (people, weeks) = (m.count_interval(people), PlanSentences::new(m, plan).weeks(plan.weeks));
            m.text("plan-lead", args![n = n, channels = channels, people = people, weeks = weeks])
        }
        None => m.text("plan-lead-order", args![channels = channels]),
    };
    m.capital(&lead)
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
    let means = effort(m, plan.hours_per_week, plan.money, plan);
    let reach = match &plan.people {
        Some(people) => {
            let (people, weeks) = (m.count_interval(people), PlanSentences::new(m, plan).weeks(plan.weeks));
            m.text("plan-objective-reach", args![means = means, people = people, weeks = weeks])
        }
        None => m.text("plan-objective-order", args![means = means]),
    };
    let lead = m.text(
        "plan-objective",
        args![task = plan.task.as_str(), target = group_words(m, &plan.target_group), reach = reach],
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
    let mut blocks = vec![Block::Lead(lead.into()), Block::Facts(facts)];
    blocks.extend(goal(m, plan));
    blocks
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
        let reach = m.percent_interval(&segment.reach);
        let bar = Cell::Bar(Some(Bar::of(&segment.reach, reach.as_str())));
        let cells = vec![
            Cell::text(part_words(m, &segment.bounds)),
            Cell::text(m.percent(segment.weight)),
            Cell::text(reach),
            bar,
        ];
        Row::new(m, cells, "", Vec::new())
    });
    let caption = m.text("plan-segment-caption", args![interval = m.interval(plan.level)]);
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
            Some((_, names)) => names.push(m.name(&excluded.name)),
            None => reasons.push((&excluded.reason, vec![m.name(&excluded.name)])),
        }
    }
    let item = |(reason, names): (&Exclusion, Vec<&str>)| {
        let reason = PlanSentences::new(m, plan).exclusion(reason);
        m.text("plan-excluded-item", args![channels = m.capital(&m.list(&names)), reason = reason])
    };
    reasons.into_iter().map(item).collect()
}

fn table(m: &Messages, plan: &Plan) -> Table {
    let figures = |id: &str, gives_way| Column::new(m.label(id), Kind::Figures, gives_way);
    let mut columns = vec![Column::new(m.label("plan-channel"), Kind::Words, None), figures("plan-hours-column", None)];
    if plan.currency.is_some() {
        columns.push(figures("plan-column-money", None));
    }
    columns.extend(match plan.scale {
        Scale::People => {
            [figures("plan-reaches", None), figures("plan-best-hours", Some(2)), figures("plan-adds", Some(1))]
        }
        Scale::Order => {
            [figures("plan-best-hours", None), figures("plan-used", Some(1)), figures("plan-part-column", Some(2))]
        }
    });
    let amounts = match &plan.currency {
        Some(currency) => m.text("plan-caption-hours-money", args![currency = currency]),
        None => m.label("plan-caption-hours"),
    };
    let measures: Vec<String> = plan.measures.iter().map(|id| m.name(&readable(id)).to_owned()).collect();
    let caption = match plan.scale {
        Scale::People => m.text("plan-caption", args![amounts = amounts, interval = m.interval(plan.level)]),
        Scale::Order => m.text("plan-caption-order", args![amounts = amounts, measures = m.list(&measures)]),
    };
    let rows = plan.allocations.iter().map(|allocation| row(m, plan, allocation)).collect();
    Table { caption: caption.into(), columns, rows }
}

fn row(m: &Messages, plan: &Plan, allocation: &Allocation) -> Row {
    let mut cells = vec![Cell::text(m.name(&allocation.name)), Cell::text(figure(allocation.hours))];
    if plan.currency.is_some() {
        cells.push(Cell::text(figure(allocation.money)));
    }
    let best_hours = allocation.best_hours.map_or_else(String::new, |(from, to)| match (figure(from), figure(to)) {
        (from, to) if from == to => from,
        (from, to) => m.span(&from, &to),
    });
    let is_counted = allocation.best_hours.is_some();
    let counted = |text: String| if is_counted { text } else { String::new() };
    cells.extend(
        match (plan.scale, plan.target_people) {
            (Scale::People, Some(target)) => {
                let people =
                    allocation.people.as_ref().map_or_else(|| m.label("plan-not-counted"), |p| m.count_interval(p));
                [people, best_hours, counted(two_digits((allocation.adds * target).round()))]
            }
            (Scale::People | Scale::Order, _) => {
                let best_hours = if is_counted { best_hours } else { m.label("plan-not-counted") };
                [best_hours, counted(m.percent(allocation.p_used)), counted(m.percent(allocation.adds))]
            }
        }
        .map(Cell::text),
    );
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
    section.blocks.extend(by_week(m, plan));
    section.blocks.extend(curves(m, plan));
    section
        .list(m.label("plan-assumptions"), plan.assumptions.iter().map(|a| PlanSentences::new(m, plan).assumption(a)));
    section.items(m.label("plan-notes"), notes(m, plan));
    section.blocks
}

fn measured(m: &Messages, plan: &Plan) -> Vec<String> {
    let of_channel = |allocation: &Allocation| {
        let channel = m.capital(m.name(&allocation.name));
        Some(match &allocation.people {
            Some(people) => m.text("plan-measure-item", args![channel = channel, people = m.count_interval(people)]),
            None => m.text("plan-measure-item-order", args![channel = channel]),
        })
    };
    plan.allocations.iter().filter_map(of_channel).collect()
}

/// What perfect information would add, and how far the plan is from the best one.
fn uncertainty(m: &Messages, plan: &Plan) -> String {
    let say = PlanSentences::new(m, plan);
    format!("{} {}", say.regret(), say.gap())
}

fn runner_up(m: &Messages, plan: &Plan) -> Option<Block> {
    let runner_up = plan.runner_up.as_ref()?;
    let summary = PlanSentences::new(m, plan).runner_up(runner_up);
    let parts: Vec<String> =
        runner_up.allocations.iter().map(|(_, name, hours, money)| part(m, name, *hours, *money, plan)).collect();
    Some(Block::Text(m.text("plan-runner-up-effort", args![summary = summary, parts = m.list(&parts)]).into()))
}

fn notes(m: &Messages, plan: &Plan) -> Vec<Item> {
    let mut notes: Vec<Item> = plan
        .warnings
        .iter()
        .map(|w| Item::warning(m.capital(&PlanSentences::new(m, plan).warning(w)), w.code()))
        .collect();
    if plan.runner_up.is_none() {
        let p = m.exact_percent((plan.regret.p_optimal * 1000.0).round() / 1000.0);
        notes.push(Item::text(m.text("plan-no-runner-up", args![p = p])));
    }
    notes
}
