//! What a plan reaches beside this week's hours: a goal, places, weeks, and the whole curve.

use super::document::{Block, Cell, Column, Kind, ReachChart, Row, Table};
use super::format::two_digits;
use super::messages::{Messages, args};
use super::plan_sentences::PlanSentences;
use crate::plan::{CurvePoint, GoalOutlook, Plan, ReachCurve, Resource};

/// What reaches the people asked for, and whether this plan does.
pub(super) fn goal(m: &Messages, plan: &Plan) -> Option<Block> {
    let goal = plan.goal.as_ref()?;
    Some(Block::Text(goal_sentence(m, plan, goal).into()))
}

/// The same as a sentence; JSON bodies say it alike.
pub(crate) fn goal_sentence(m: &Messages, plan: &Plan, goal: &GoalOutlook) -> String {
    let say = PlanSentences::new(m, plan);
    let people = two_digits(goal.people);
    let mut sentences = vec![match goal.least_hours {
        Some(hours) => {
            let money = if plan.currency.is_some() { "yes" } else { "no" };
            let hours = say.amount(Resource::Hours, hours);
            m.text("plan-goal-least-hours", args![hours = hours, people = people, money = money])
        }
        None => {
            let most = m.count_interval(&goal.at_most);
            m.text("plan-goal-unreachable", args![people = people, most = most])
        }
    }];
    match goal.least_money {
        Some(money) if money > 0.0 => {
            sentences.push(m.text("plan-goal-least-money", args![money = say.amount(Resource::Money, money)]));
        }
        Some(_) => sentences.push(m.label("plan-goal-no-money")),
        None => {}
    }
    sentences.push(m.text("plan-goal-probability", args![p = m.percent(goal.probability)]));
    sentences.join(" ")
}

/// The places of the area.
pub(super) fn places(m: &Messages, plan: &Plan) -> Option<Block> {
    let caption = m.text("plan-place-caption", args![interval = m.interval(plan.level)]);
    let titles = ["plan-place", "plan-place-target", "plan-reaches", "plan-segment-reached"];
    let rows = plan.places.iter().map(|place| {
        let (target, people) = (two_digits(place.target_people), m.count_interval(&place.people));
        vec![place.name.clone(), target, people, m.percent_interval(&place.reach)]
    });
    table(m, caption, &titles.map(|id| m.label(id)), rows.collect())
}

/// What is reached by the end of each week.
pub(super) fn by_week(m: &Messages, plan: &Plan) -> Option<Block> {
    let caption = m.text("plan-week-caption", args![interval = m.interval(plan.level)]);
    let titles = ["plan-week", "plan-reaches"].map(|id| m.label(id));
    let rows = plan.by_week.iter().map(|week| vec![week.week.to_string(), m.count_interval(&week.people)]);
    table(m, caption, &titles, rows.collect())
}

/// The curves as drawings with their figures.
pub(super) fn curves(m: &Messages, plan: &Plan) -> Vec<Block> {
    plan.curves.iter().flat_map(|curve| of_curve(m, plan, curve)).collect()
}

fn of_curve(m: &Messages, plan: &Plan, curve: &ReachCurve) -> Vec<Block> {
    let amount_of = |point: &CurvePoint| match curve.resource {
        Resource::Hours => point.hours,
        Resource::Money => point.money,
    };
    let (title, name, planned) = match curve.resource {
        Resource::Hours => (m.label("plan-curve-hours-title"), "hours", plan.hours_per_week),
        Resource::Money => {
            let currency = plan.currency.as_deref().unwrap_or_default();
            (m.text("plan-curve-money-title", args![currency = currency]), "money", plan.money)
        }
    };
    let say = PlanSentences::new(m, plan);
    let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else { return Vec::new() };
    let [from, to, at] = [amount_of(first), amount_of(last), planned].map(|amount| say.amount(curve.resource, amount));
    let words = m.text(
        "plan-curve-words",
        args![
            title = title.as_str(),
            first = m.count_interval(&first.people),
            from = from.as_str(),
            last = m.count_interval(&last.people),
            to = to.as_str(),
            planned = at
        ],
    );
    let chart = ReachChart {
        title: title.as_str().into(),
        labels: ["plan-curve-expected", "plan-curve-planned"].map(|id| m.label(id).into()),
        points: curve.points.iter().map(|p| (amount_of(p), [p.people.lower, p.people.value, p.people.upper])).collect(),
        planned,
        ends: [from.into(), to.into()],
        words: words.into(),
    };
    let caption = m.text("plan-curve-caption", args![title = title, interval = m.interval(plan.level)]);
    let titles = [m.text("plan-curve-amount", args![resource = name]), m.label("plan-reaches")];
    let rows = curve.points.iter().map(|point| {
        let amount = super::format::quantity(amount_of(point));
        vec![amount, m.count_interval(&point.people)]
    });
    [Some(Block::ReachChart(chart)), table(m, caption, &titles, rows.collect())].into_iter().flatten().collect()
}

/// A table of texts; none without rows.
fn table(m: &Messages, caption: String, titles: &[String], rows: Vec<Vec<String>>) -> Option<Block> {
    if rows.is_empty() {
        return None;
    }
    let kind = |i: usize| if i == 0 { Kind::Words } else { Kind::Figures };
    let columns = titles.iter().enumerate().map(|(i, title)| Column::new(title.as_str(), kind(i), None)).collect();
    let row = |cells: Vec<String>| Row::new(m, cells.into_iter().map(Cell::text).collect(), "", Vec::new());
    Some(Block::Table(Table { caption: caption.into(), columns, rows: rows.into_iter().map(row).collect() }))
}
