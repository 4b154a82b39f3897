//! The effect of events as a document.

use super::document::{Block, Cell, Column, Document, Fact, ForecastChart, Item, Kind, Row, Section, Table};
use super::effect_sentences::{counted, effect_warning, finding_summary, not_over, plan_summary};
use super::format::{amount, amounts};
use super::messages::{Messages, args};
use super::safe_text::SafeText;
use crate::effect::{
    Change, EffectAnalysis, EventAnswer, EventKind, Finding, Frequency, MetricPlan, Persistence, Plan,
};
use crate::prevalence::Estimate;

/// Periods drawn before an event, for each one of the forecast; and at least so many.
const BEFORE: usize = 2;
const MIN_BEFORE: usize = 28;

/// The report of the effect of events.
pub(super) fn document(m: &Messages, analysis: &EffectAnalysis) -> Document {
    let mut sections: Vec<Section> = analysis.events.iter().map(|event| section(m, analysis, event)).collect();
    sections.extend(analysis.plan.iter().map(|plan| plan_section(m, plan)));
    if !analysis.events.is_empty() {
        let mut reading = Section::new(m.label("effect-reading"));
        reading.list("", notes(m, analysis));
        sections.push(reading);
    }
    let mut warnings = Section::new(m.label("report-warnings"));
    warnings.items("", analysis.warnings.iter().map(|w| Item::warning(m.capital(&effect_warning(m, w)), w.code())));
    sections.extend(Some(warnings).filter(|s| !s.blocks.is_empty()));
    let version = env!("CARGO_PKG_VERSION");
    let seed = analysis.options.seed.to_string();
    Document {
        language: m.language(),
        title: m.label("effect-title").into(),
        about: about(m, analysis),
        sections,
        provenance: m.text("effect-provenance", args![version = version, seed = seed]).into(),
    }
}

/// The series and its events.
fn about(m: &Messages, analysis: &EffectAnalysis) -> Vec<Fact> {
    let series = &analysis.series;
    let metrics: Vec<String> = series.metrics().into_iter().map(|metric| counted(m, metric)).collect();
    let id = match series.frequency() {
        Frequency::Day => "effect-series-days",
        Frequency::Week => "effect-series-weeks",
        Frequency::Month => "effect-series-months",
    };
    let last = m.date(series.last_day(series.periods() - 1));
    let first = m.date(series.date(0));
    let text = m.text(id, args![n = series.periods(), first = first, last = last, metrics = m.list(&metrics)]);
    let mut facts = vec![Fact::new(m.label("effect-series"), text)];
    let events: Vec<&str> = analysis.events.iter().map(|e| e.event.name.as_str()).collect();
    if !events.is_empty() {
        facts.push(Fact::new(m.label("effect-events"), m.list(&events)));
    }
    facts
}

/// What a next event would show.
fn plan_section(m: &Messages, plan: &Plan) -> Section {
    let mut section = Section::new(m.label("effect-plan-title"));
    let item = |metric: &MetricPlan| {
        let (name, summary) = (m.capital(&counted(m, metric.metric)), plan_summary(m, plan, metric));
        m.text("effect-plan-item", args![metric = name, summary = summary])
    };
    section.list("", plan.metrics.iter().map(item));
    section
}

fn section(m: &Messages, analysis: &EffectAnalysis, answer: &EventAnswer) -> Section {
    let mut section = Section::new(m.capital(&answer.event.name));
    let frequency = analysis.series.frequency();
    let unfinished = answer.unfinished.map(|unfinished| not_over(m, unfinished, frequency));
    let leads: Vec<String> = unfinished.into_iter().chain([lead(m, answer)]).collect();
    section.blocks.push(Block::Lead(leads.join(" ").into()));
    section.blocks.push(Block::Facts(facts(m, answer)));
    let judged: Vec<&Finding> = answer.findings.iter().filter(|f| f.has_figures()).collect();
    if !judged.is_empty() {
        section.blocks.push(Block::Table(table(m, analysis, answer, &judged)));
    }
    let charts = judged.iter().filter_map(|f| forecast_chart(m, analysis, answer, f));
    section.blocks.extend(charts.map(Block::ForecastChart));
    let item = |f: &Finding| {
        let reason = finding_summary(m, answer, f, analysis.series.frequency());
        m.text("effect-not-judged-item", args![metric = m.capital(&counted(m, f.metric)), reason = reason])
    };
    section.list(m.label("effect-not-judged"), answer.findings.iter().filter(|f| !f.has_figures()).map(item));
    section
}

/// The sentence to remember: which metrics rose, which fell.
fn lead(m: &Messages, answer: &EventAnswer) -> String {
    let with = |holds: &dyn Fn(&Estimate) -> bool| -> Vec<String> {
        let during = answer.findings.iter().filter_map(|f| Some((f, f.during.as_ref()?)));
        during.filter(|(_, d)| holds(&d.effect)).map(|(f, d)| sized(m, f, d.relative.as_ref(), &d.effect)).collect()
    };
    let names = |keep: &dyn Fn(&Finding) -> bool| -> Vec<String> {
        answer.findings.iter().filter(|f| keep(f)).map(|f| counted(m, f.metric)).collect()
    };
    let parts = [
        ("effect-more", with(&|e| e.lower > 0.0)),
        ("effect-less", with(&|e| e.upper < 0.0)),
        (
            "effect-unclear",
            // What is said to have changed is not said to show no difference.
            names(&|f| f.during.is_some() && !f.is_shown() && !f.change.as_ref().is_some_and(Change::is_shown)),
        ),
        ("effect-level", changed(m, answer)),
        ("effect-lasting", names(&|f| f.persistence == Some(Persistence::Lasted))),
    ];
    let parts = parts.into_iter().filter(|(_, metrics)| !metrics.is_empty());
    let parts: Vec<String> = parts.map(|(id, metrics)| m.text(id, args![metrics = m.list(&metrics)])).collect();
    if parts.is_empty() { m.label("effect-nothing") } else { parts.join(" ") }
}

/// The metrics whose level changed when the event began, with the change.
fn changed(m: &Messages, answer: &EventAnswer) -> Vec<String> {
    let changes = answer.findings.iter().filter_map(|f| Some((f, f.change.as_ref()?)));
    let changes = changes.filter(|(_, c)| c.is_shown());
    let named = |(f, c): (&Finding, &Change)| {
        let size = if f.metric.is_stock() { signed(c.level.value) } else { signed_percent(m, c.level.value) };
        m.in_brackets(&counted(m, f.metric), &size)
    };
    changes.map(named).collect()
}

fn sized(m: &Messages, finding: &Finding, relative: Option<&Estimate>, effect: &Estimate) -> String {
    let change = relative.map_or_else(|| signed(effect.value), |share| signed_percent(m, share.value));
    m.in_brackets(&counted(m, finding.metric), &change)
}

fn facts(m: &Messages, answer: &EventAnswer) -> Vec<Fact> {
    let event = &answer.event;
    let range = |(from, to): (time::Date, time::Date)| match from == to {
        true => m.date(from),
        false => m.text("format-range", args![lower = m.date(from), upper = m.date(to)]),
    };
    let ran = answer.during.map_or_else(|| m.label("effect-outside"), range);
    let mut facts = vec![Fact::new(m.label("effect-ran"), ran)];
    facts.extend(answer.after.map(|after| Fact::new(m.label("effect-ran-after"), range(after))));
    let hours = event.hours.iter().map(|hours| m.text("effect-hours", args![hours = amount(*hours)]));
    let money = event.money.iter().map(|money| m.money(&amount(money.amount), &money.currency));
    let took: Vec<String> = hours.chain(money).collect();
    if !took.is_empty() {
        facts.push(Fact::new(m.label("effect-took"), m.list(&took)));
    }
    if !answer.not_separable_from.is_empty() {
        let events = m.list(&answer.not_separable_from);
        facts.push(Fact::new(m.label("effect-together"), m.text("effect-together-with", args![events = events])));
    }
    facts
}

/// One record a metric, with its summary below it.
fn table(m: &Messages, analysis: &EffectAnalysis, answer: &EventAnswer, judged: &[&Finding]) -> Table {
    let columns = vec![
        Column::new(m.label("effect-column-metric"), Kind::Words, None),
        Column::new(m.label("effect-column-counted"), Kind::Figures, Some(2)),
        Column::new(m.label("effect-column-without"), Kind::Figures, Some(3)),
        Column::new(m.label("effect-column-added"), Kind::Figures, None),
        Column::new(m.label("effect-column-above-zero"), Kind::Figures, None),
        Column::new(m.label("effect-column-lasted"), Kind::Words, None),
    ];
    let rows = judged.iter().filter_map(|finding| {
        let during = finding.during.as_ref()?;
        let cells = vec![
            Cell::text(m.capital(&counted(m, finding.metric))),
            Cell::text(amount(during.observed)),
            Cell::text(range(m, &during.expected)),
            Cell::text(range(m, &during.effect)),
            Cell::text(m.probability(during.probability_above_zero)),
            Cell::text(finding.persistence.map_or_else(|| "-".to_owned(), |p| persistence(m, p))),
        ];
        let summary = finding_summary(m, answer, finding, analysis.series.frequency());
        let note: Vec<String> = std::iter::once(summary).chain(per_cost(m, answer, finding)).collect();
        Some(Row::new(m, cells, note.join(" "), Vec::new()))
    });
    let caption = m.text("effect-caption", args![interval = m.interval(analysis.options.level)]);
    Table { caption: caption.into(), columns, rows: rows.collect() }
}

/// `That is 12 (9 to 15) an hour and 80 (60 to 99) for each 100 USD.`, where the cost is known and a difference shown.
fn per_cost(m: &Messages, answer: &EventAnswer, finding: &Finding) -> Option<String> {
    if !finding.is_shown() {
        return None;
    }
    let per_hour = finding.per_hour.iter().map(|e| m.text("effect-per-hour", args![effect = range(m, e)]));
    let mut parts: Vec<String> = per_hour.collect();
    if let (Some(e), Some(money)) = (&finding.per_money, &answer.event.money) {
        let hundred = Estimate { value: 100.0 * e.value, lower: 100.0 * e.lower, upper: 100.0 * e.upper, ..e.clone() };
        let effect = range(m, &hundred);
        parts.push(m.text("effect-per-money", args![effect = effect, currency = &money.currency]));
    }
    (!parts.is_empty()).then(|| m.text("effect-per-cost", args![effects = m.list(&parts)]))
}

fn persistence(m: &Messages, persistence: Persistence) -> String {
    m.label(match persistence {
        Persistence::Lasted => "effect-persistence-yes",
        Persistence::Faded => "effect-persistence-faded",
        Persistence::Reversed => "effect-persistence-reversed",
        Persistence::Inconclusive => "effect-persistence-open",
        Persistence::NoEffect => return "-".to_owned(),
    })
}

/// What was counted before and during, with the forecast.
fn forecast_chart(
    m: &Messages,
    analysis: &EffectAnalysis,
    answer: &EventAnswer,
    finding: &Finding,
) -> Option<ForecastChart> {
    let series = &analysis.series;
    let (first, last) = (finding.forecast.first()?, finding.forecast.last()?);
    let values = series.values(finding.metric);
    let origin = (0..values.len()).find(|t| series.date(*t) == first.date)?;
    let before = (BEFORE * finding.forecast.len()).max(MIN_BEFORE).min(origin);
    let start = origin - before;
    let place = |day: time::Date| (start..values.len()).find(|t| series.last_day(*t) >= day).map(|t| t - start);
    let (from, to) = answer.during?;
    let is_stock = finding.metric.is_stock();
    let title = if is_stock { m.label("effect-net-followers") } else { counted(m, finding.metric) };
    let (title, ends) = (m.capital(&title), [m.short_date(series.date(start)), m.short_date(last.date)]);
    let summary = finding_summary(m, answer, finding, series.frequency());
    let words = m.text(
        "effect-chart",
        args![metric = &title, first = &ends[0], last = &ends[1], event = &answer.event.name, summary = summary],
    );
    let labels = ["effect-chart-counted", "effect-chart-without", "effect-chart-event"];
    Some(ForecastChart {
        title: title.into(),
        labels: labels.map(|id| m.label(id).into()),
        observed: values[start..origin + finding.forecast.len()].to_vec(),
        forecast: finding.forecast.iter().map(|p| [p.lower, p.expected, p.upper]).collect(),
        event: (place(from)?, place(to)? + 1),
        ends: ends.map(Into::into),
        is_foremost: finding.is_shown(),
        words: words.into(),
    })
}

/// What the figures mean.
fn notes(m: &Messages, analysis: &EffectAnalysis) -> Vec<SafeText> {
    let level = m.exact_percent(analysis.options.level);
    let mut notes = vec![
        m.text("effect-reading-without", args![level = level]),
        m.label("effect-reading-confounded"),
        m.label("effect-reading-lasted"),
    ];
    if analysis.events.iter().any(|e| e.event.kind == EventKind::AlwaysOn) {
        notes.push(m.label("effect-reading-always-on"));
    }
    notes.into_iter().map(Into::into).collect()
}

/// `380 (290 to 460)`.
fn range(m: &Messages, e: &Estimate) -> String {
    let [value, lower, upper] = amounts(e.value, e.lower, e.upper);
    let range = m.text("format-range", args![lower = lower, upper = upper]);
    m.in_brackets(&value, &range)
}

fn signed(x: f64) -> String {
    if x > 0.0 { format!("+{}", amount(x)) } else { amount(x) }
}

fn signed_percent(m: &Messages, share: f64) -> String {
    if share < 0.0 { format!("-{}", m.percent(-share)) } else { format!("+{}", m.percent(share)) }
}
