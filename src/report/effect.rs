//! EffectAnalysis as a document.

use super::document::{Block, Cell, Column, Course, Document, Fact, Kind, Row, Section, Table};
use super::format::{count, exact_percent, interval_name, probability};
use super::plain::Plain;
use crate::channel::{amount, percent};
use crate::effect::{EffectAnalysis, EventAnswer, EventKind, Finding, Frequency, Metric, Persistence};
use crate::prevalence::Estimate;
use crate::words::{capital, listed};

/// Periods drawn before an event, for each one of the forecast; and at least so many.
const BEFORE: usize = 2;
const LEAST_BEFORE: usize = 28;

/// The report of momentum.
pub(super) fn document(m: &EffectAnalysis) -> Document {
    let series = &m.series;
    let unit = if series.frequency() == Frequency::Day { "days" } else { "weeks" };
    let metrics: Vec<&str> = series.metrics().into_iter().map(Metric::as_str).collect();
    let last = series.last_day(series.periods() - 1);
    let about = vec![
        Fact::new(
            "Series",
            format!(
                "{} {unit} from {} to {last}: {}",
                count(series.periods() as u64),
                series.date(0),
                listed(&metrics)
            ),
        ),
        Fact::new("Events", listed(&m.events.iter().map(|e| e.event.name.as_str()).collect::<Vec<_>>())),
    ];
    let mut sections: Vec<Section> = m.events.iter().map(|event| section(m, event)).collect();
    let mut meaning = Section::new("How to read it");
    meaning.list("", notes(m));
    sections.push(meaning);
    let mut warnings = Section::new("Warnings");
    warnings.list("", m.warnings.iter().map(|w| format!("{} [{}]", capital(&w.detail), w.code)));
    sections.extend(Some(warnings).filter(|s| !s.blocks.is_empty()));
    let provenance = format!(
        "audience-fit {}, seed {}. The same series, events and seed give the same report.",
        env!("CARGO_PKG_VERSION"),
        m.options.seed
    );
    Document { title: "Momentum".into(), about, sections, provenance: provenance.into() }
}

fn section(m: &EffectAnalysis, answer: &EventAnswer) -> Section {
    let mut section = Section::new(capital(&answer.event.name));
    section.blocks.push(Block::Lead(lead(answer).into()));
    section.blocks.push(Block::Facts(facts(answer)));
    let told: Vec<&Finding> = answer.findings.iter().filter(|f| f.has_figures()).collect();
    if !told.is_empty() {
        section.blocks.push(Block::Table(table(answer, &told, m.options.level)));
    }
    section.blocks.extend(told.iter().filter_map(|f| course(m, answer, f)).map(Block::Course));
    let untold = answer.findings.iter().filter(|f| !f.has_figures());
    section.list("Not judged:", untold.map(|f| format!("{}: {}", capital(f.metric.as_str()), f.words)));
    section
}

/// The sentence to remember: which metrics rose, which fell.
fn lead(answer: &EventAnswer) -> String {
    let with = |holds: &dyn Fn(&Estimate) -> bool| -> Vec<String> {
        let shown = answer.findings.iter().filter_map(|f| Some((f, f.during.as_ref()?)));
        shown.filter(|(_, d)| holds(&d.effect)).map(|(f, d)| told(f, d.relative.as_ref(), &d.effect)).collect()
    };
    let (up, down) = (with(&|e| e.lower > 0.0), with(&|e| e.upper < 0.0));
    let names = |keep: &dyn Fn(&Finding) -> bool| -> Vec<&str> {
        answer.findings.iter().filter(|f| keep(f)).map(|f| f.metric.as_str()).collect()
    };
    let unshown = names(&|f| f.during.as_ref().is_some_and(|d| d.effect.lower <= 0.0 && d.effect.upper >= 0.0));
    let mut parts = Vec::new();
    if !up.is_empty() {
        parts.push(format!("More than without it: {}.", listed(&up)));
    }
    if !down.is_empty() {
        parts.push(format!("Less than without it: {}.", listed(&down)));
    }
    if !unshown.is_empty() {
        parts.push(format!("No difference is shown for {}.", listed(&unshown)));
    }
    let changed = answer.findings.iter().filter_map(|f| Some((f, f.change.as_ref()?)));
    let changed = changed.filter(|(_, c)| c.level.lower > 0.0 || c.level.upper < 0.0);
    let changed: Vec<String> = changed
        .map(|(f, c)| {
            let size = if f.metric.is_stock() { signed(c.level.value) } else { signed_percent(c.level.value) };
            format!("{} ({size})", f.metric.as_str())
        })
        .collect();
    if !changed.is_empty() {
        parts.push(format!("The level changed when it began: {}.", listed(&changed)));
    }
    let lasting = names(&|f| f.persistence == Some(Persistence::Lasted));
    if !lasting.is_empty() {
        parts.push(format!("It lasted for {}.", listed(&lasting)));
    }
    if parts.is_empty() { "Nothing can be told of its effect.".to_owned() } else { parts.join(" ") }
}

fn told(finding: &Finding, relative: Option<&Estimate>, effect: &Estimate) -> String {
    let change = relative.map_or_else(|| signed(effect.value), |share| signed_percent(share.value));
    format!("{} ({change})", finding.metric.as_str())
}

fn facts(answer: &EventAnswer) -> Vec<Fact> {
    let event = &answer.event;
    let range =
        |(from, to): (time::Date, time::Date)| if from == to { from.to_string() } else { format!("{from} to {to}") };
    let mut facts = Vec::new();
    facts.push(Fact::new("Ran", answer.during.map_or_else(|| "outside of the series".to_owned(), range)));
    facts.extend(answer.after.map(|after| Fact::new("After it", range(after))));
    let mut took: Vec<String> = event.hours.iter().map(|hours| format!("{} hours", amount(*hours))).collect();
    took.extend(event.money.iter().map(|money| format!("{} {}", amount(money.amount), money.currency)));
    if !took.is_empty() {
        facts.push(Fact::new("Took", listed(&took)));
    }
    if !answer.not_separable_from.is_empty() {
        let names = listed(&answer.not_separable_from);
        facts.push(Fact::new("Together with", format!("{names}: which did what cannot be told")));
    }
    facts
}

/// One record a metric, with the words below it.
fn table(answer: &EventAnswer, told: &[&Finding], level: f64) -> Table {
    let column = |title, kind, gives_way| Column { title, kind, gives_way };
    let columns = vec![
        column("Metric", Kind::Words, None),
        column("Counted", Kind::Figures, Some(2)),
        column("Without it", Kind::Figures, Some(3)),
        column("Added", Kind::Figures, None),
        column("Above zero", Kind::Figures, None),
        column("Lasted", Kind::Words, None),
    ];
    let rows = told.iter().filter_map(|finding| {
        let during = finding.during.as_ref()?;
        let cells = vec![
            Cell::text(capital(finding.metric.as_str())),
            Cell::text(amount(during.observed)),
            Cell::text(range(&during.expected)),
            Cell::text(range(&during.effect)),
            Cell::text(probability(during.probability_above_zero)),
            Cell::text(finding.persistence.map_or("-", lasted)),
        ];
        Some(Row { cells, note: format!("{}{}", finding.words, for_each(answer, finding)).into(), more: Vec::new() })
    });
    let caption = format!("Counts while it ran, with {}s.", interval_name(level));
    Table { caption: caption.into(), columns, rows: rows.collect() }
}

/// ` That is 12 (9 to 15) an hour and 80 (60 to 99) for each 100 USD.`, where the cost is known and a difference shown.
fn for_each(answer: &EventAnswer, finding: &Finding) -> String {
    if !finding.is_shown() {
        return String::new();
    }
    let mut parts: Vec<String> = finding.per_hour.iter().map(|e| format!("{} an hour", range(e))).collect();
    if let (Some(e), Some(money)) = (&finding.per_money, &answer.event.money) {
        let hundred = Estimate { value: 100.0 * e.value, lower: 100.0 * e.lower, upper: 100.0 * e.upper, ..e.clone() };
        parts.push(format!("{} for each 100 {}", range(&hundred), money.currency));
    }
    if parts.is_empty() { String::new() } else { format!(" That is {}.", listed(&parts)) }
}

fn lasted(lasted: Persistence) -> &'static str {
    match lasted {
        Persistence::Lasted => "yes",
        Persistence::Faded => "faded",
        Persistence::Reversed => "reversed",
        Persistence::NoEffect => "-",
        Persistence::Inconclusive => "open",
    }
}

/// What was counted before and during, with the forecast.
fn course(m: &EffectAnalysis, answer: &EventAnswer, finding: &Finding) -> Option<Course> {
    let (first, last) = (finding.forecast.first()?, finding.forecast.last()?);
    let values = m.series.values(finding.metric);
    let origin = (0..values.len()).find(|t| m.series.date(*t) == first.date)?;
    let before = (BEFORE * finding.forecast.len()).max(LEAST_BEFORE).min(origin);
    let start = origin - before;
    let place = |day: time::Date| (start..values.len()).find(|t| m.series.last_day(*t) >= day).map(|t| t - start);
    let (from, to) = answer.during?;
    let title = if finding.metric.is_stock() { "Net change of followers" } else { finding.metric.as_str() };
    let words = format!(
        "{} from {} to {}, with what would have been counted without {}. {}",
        capital(title),
        m.series.date(start),
        last.date,
        answer.event.name,
        finding.words
    );
    Some(Course {
        title: capital(title).into(),
        observed: values[start..origin + finding.forecast.len()].to_vec(),
        forecast: finding.forecast.iter().map(|p| [p.lower, p.expected, p.upper]).collect(),
        event: (place(from)?, place(to)? + 1),
        ends: [m.series.date(start).to_string().into(), last.date.to_string().into()],
        is_foremost: finding.is_shown(),
        words: words.into(),
    })
}

/// What the figures mean.
fn notes(m: &EffectAnalysis) -> Vec<Plain> {
    let level = exact_percent(m.options.level);
    let mut notes: Vec<Plain> = vec![
        format!(
            "Without it: a forecast from what came before the event, with the weekday pattern and the trend. The {level} \
             intervals hold the doubt about these, about a level that wanders, and about the counts."
        )
        .into(),
        "What else changed on the same days counts as the event's effect; yearly rhythms are not told from it.".into(),
        "Lasted: the interval after the event still lies on the same side of zero. Faded: it does not, and its far end is \
         under half of the effect a period while it ran."
            .into(),
    ];
    if m.events.iter().any(|e| e.event.kind == EventKind::AlwaysOn) {
        notes.push("What goes on without an end is judged to have lasted by its second half.".into());
    }
    notes
}

/// `380 (290 to 460)`.
fn range(e: &Estimate) -> String {
    format!("{} ({} to {})", amount(e.value), amount(e.lower), amount(e.upper))
}

fn signed(x: f64) -> String {
    if x > 0.0 { format!("+{}", amount(x)) } else { amount(x) }
}

fn signed_percent(share: f64) -> String {
    if share < 0.0 { format!("-{}", percent(-share)) } else { format!("+{}", percent(share)) }
}
