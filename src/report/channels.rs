//! A recommendation of channels as a document, or as a section of one.

use std::sync::OnceLock;

use super::channel_sentences::{
    channel_assumption, channel_reason, channel_warning, learned, next_experiment, past_event,
};
use super::document::{Bar, Block, Cell, Column, Document, Fact, Item, Kind, Link, Row, Section, Table};
use super::format::{count, readable};
use super::messages::{Language, Messages, args};
use super::plan::plan_section;
use super::reference_names::{cited, source_title};
use super::safe_text::SafeText;
use super::target::{group_words, ignored_conditions};
use crate::channel::{ChannelFigure, MeasureGroup, Reason, Recommendation, Stance};
use crate::plan::Plan;
use crate::reference::{Confidence, Source};
use crate::target::MedianIncome;

/// The report of a recommendation.
pub(super) fn document(m: &Messages, recommendation: &Recommendation, plan: Option<&Plan>) -> Document {
    let mut sections = vec![channel_section(m, recommendation)];
    sections.extend(event_section(m, recommendation));
    sections.extend(plan.map(|plan| plan_section(m, plan)));
    sections.extend(warning_section(m, recommendation));
    sections.extend(source_section(m, Some(recommendation), &[]));
    Document {
        language: m.language(),
        title: m.label("channel-title").into(),
        about: about(m, recommendation),
        sections,
        provenance: provenance(m, recommendation).into(),
    }
}

/// What it is about.
pub(super) fn about(m: &Messages, r: &Recommendation) -> Vec<Fact> {
    // Where income enters no figure, the group is named without it, and its size is still that of the whole target.
    let size_label = if r.income_entered { "channel-size" } else { "channel-size-with-income" };
    let mut about = vec![
        Fact::new(m.label("report-target"), group_words(m, &r.target_group)),
        Fact::new(m.label("channel-country"), format!("{}, {}", r.country, r.year_used)),
        Fact::new(m.label(size_label), size(m, r)),
    ];
    if !r.ignored_conditions.is_empty() {
        let conditions = ignored_conditions(m, &r.ignored_conditions);
        let text = m.text("channel-ignored-conditions", args![conditions = conditions]);
        about.push(Fact::new(m.label("channel-ignored"), text));
    }
    about
}

/// What events brought on channels; none without any.
fn event_section(m: &Messages, r: &Recommendation) -> Option<Section> {
    let mut section = Section::new(m.label("channel-events-heading"));
    let effects = r.events.iter().map(|event| {
        let channel = m.capital(&name(m, r, &event.channel));
        m.text("channel-event-item", args![channel = channel, effect = past_event(m, event)])
    });
    section.list(m.label("channel-events"), effects);
    Some(section).filter(|s| !s.blocks.is_empty())
}

/// The name of a channel.
fn name(m: &Messages, r: &Recommendation, id: &str) -> String {
    r.channels.iter().find(|c| c.channel == id).map_or_else(|| readable(id), |c| m.name(&c.name).to_owned())
}

/// What a reader should know; none where there is nothing.
pub(super) fn warning_section(m: &Messages, r: &Recommendation) -> Option<Section> {
    let mut warnings = Section::new(m.label("report-warnings"));
    warnings.items("", r.warnings.iter().map(|w| Item::warning(m.capital(&channel_warning(m, w)), w.code())));
    Some(warnings).filter(|s| !s.blocks.is_empty())
}

/// What the figures were read in, each a link; none where nothing was.
pub(super) fn source_section(m: &Messages, r: Option<&Recommendation>, medians: &[MedianIncome]) -> Option<Section> {
    let cited: &[Source] = r.map_or(&[], |r| &r.cited);
    let mut links: Vec<Link> = cited.iter().map(|source| source_link(m, source)).collect();
    let mut of_medians: Vec<&MedianIncome> =
        medians.iter().filter(|median| cited.iter().all(|source| source.id != median.source)).collect();
    of_medians.dedup_by(|a, b| a.source == b.source);
    links.extend(of_medians.into_iter().map(|median| {
        let args = args![country = &median.country, year = median.year.to_string(), concept = median.concept.as_str()];
        let (title, note) = (m.text("channel-source-medians", args), SafeText::from(""));
        Link { id: (&median.source).into(), title: title.into(), url: median.url.as_ref().map(Into::into), note }
    }));
    let mut section = Section::new(m.label("channel-source-heading"));
    section.blocks.push(Block::Links(links));
    let has_links = matches!(section.blocks.first(), Some(Block::Links(links)) if !links.is_empty());
    has_links.then_some(section)
}

fn source_link(m: &Messages, source: &Source) -> Link {
    let confidence = match source.confidence {
        Confidence::Computed => "computed",
        Confidence::Reported => "reported",
        Confidence::Press => "press",
        Confidence::Unverified => "unverified",
    };
    let asked = source.n.map_or_else(|| "unknown".to_owned(), |n| count(n.round() as u64));
    let license = source.license.as_deref().map_or("unknown", |license| m.name(license));
    let mut note = m.text(
        "channel-source-note",
        args![by = cited(m, &source.cited()), n = asked, confidence = confidence, license = license],
    );
    if let Some(more) = &source.note {
        note = format!("{note} {more}.");
    }
    Link {
        id: (&source.id).into(),
        title: source_title(m, &source.title).into(),
        url: source.url.as_ref().map(Into::into),
        note: note.into(),
    }
}

/// What it was made from, in one line.
pub(super) fn provenance(m: &Messages, r: &Recommendation) -> String {
    let version = env!("CARGO_PKG_VERSION");
    m.text("channel-provenance", args![version = version, catalog = &r.catalog_version, seed = r.seed.to_string()])
}

/// `about 6.2 million people, 14 % of adults`, and the same with the other income limit in use.
fn size(m: &Messages, r: &Recommendation) -> String {
    let own = size_of(m, r.target_people, r.target_share_of_adults);
    match r.other_limit {
        Some(other) => {
            let size = size_of(m, other.people, other.share_of_adults);
            m.text(
                "channel-size-other-limit",
                args![size = own, limit = m.percent(other.max_median_ratio), other = size],
            )
        }
        None => own,
    }
}

fn size_of(m: &Messages, people: Option<f64>, share: f64) -> String {
    let share = m.percent(share);
    match people {
        Some(people) => m.text("channel-size-people", args![people = m.people(people), share = share]),
        None => m.text("channel-size-share", args![share = share]),
    }
}

/// The section of a recommendation in each language, kept with it.
#[derive(Default)]
struct Kept([OnceLock<Section>; Language::ALL.len()]);

/// Where the target is, by group of measures.
pub(super) fn channel_section(m: &Messages, recommendation: &Recommendation) -> Section {
    let made = || channel_section_anew(m, recommendation);
    let place = Language::ALL.iter().position(|language| *language == m.language());
    place.map_or_else(made, |place| recommendation.derived::<Kept>().0[place].get_or_init(made).clone())
}

fn channel_section_anew(m: &Messages, recommendation: &Recommendation) -> Section {
    let mut section = Section::new(m.label("channel-heading"));
    if !recommendation.income_entered {
        let target = group_words(m, &recommendation.target_group);
        section.blocks.push(Block::Lead(m.text("channel-income-left-out", args![target = target]).into()));
    }
    for group in &recommendation.groups {
        let members: Vec<&ChannelFigure> = recommendation.channels.iter().filter(|c| c.group == group.id).collect();
        if members.is_empty() {
            continue;
        }
        section.blocks.push(Block::Lead(stance_sentence(m, &members).into()));
        section.blocks.push(Block::Table(table(m, group, &members, recommendation)));
    }
    let legend = if section.blocks.is_empty() {
        m.label("channel-none")
    } else {
        m.text("channel-legend", args![interval = m.interval(recommendation.level)])
    };
    section.blocks.push(Block::Text(legend.into()));
    if let Some(next) = &recommendation.next_experiment {
        section
            .blocks
            .push(Block::Text(m.text("channel-next", args![advice = next_experiment(m, recommendation, next)]).into()));
    }
    section.list(m.label("report-assumptions"), recommendation.assumptions.iter().map(|a| channel_assumption(m, a)));
    section
}

/// `Favour YouTube and Facebook; keep Instagram; reduce LinkedIn.`
fn stance_sentence(m: &Messages, members: &[&ChannelFigure]) -> String {
    let part = |stance: Stance| {
        let names: Vec<&str> = members.iter().filter(|c| c.stance == stance).map(|c| m.name(&c.name)).collect();
        let id = match stance {
            Stance::Favour => "channel-favour-these",
            Stance::Keep => "channel-keep-these",
            Stance::Reduce => "channel-reduce-these",
        };
        (!names.is_empty()).then(|| m.text(id, args![channels = m.list(&names)]))
    };
    let parts: Vec<String> = [Stance::Favour, Stance::Keep, Stance::Reduce].into_iter().filter_map(part).collect();
    m.capital(&m.text("channel-stances", args![stances = parts.join("; ")]))
}

fn table(m: &Messages, group: &MeasureGroup, members: &[&ChannelFigure], recommendation: &Recommendation) -> Table {
    let measures: Vec<String> = group.measures.iter().map(|id| m.name(&readable(id)).to_owned()).collect();
    let id = if recommendation.groups.len() < 2 { "channel-caption" } else { "channel-caption-several" };
    let caption = m.text(id, args![measures = m.list(&measures)]);
    let columns = vec![
        Column::new(m.label("channel-column"), Kind::Words, None),
        Column::new(m.label("channel-stance"), Kind::Words, None),
        Column::new(m.label("channel-reach"), Kind::Figures, None),
        Column::bars(),
        Column::new(m.label("channel-lift"), Kind::Figures, Some(1)),
        Column::new(m.label("channel-best"), Kind::Figures, Some(2)),
    ];
    let rows = members.iter().map(|figure| row(m, figure, recommendation)).collect();
    Table { caption: caption.into(), columns, rows }
}

fn row(m: &Messages, figure: &ChannelFigure, recommendation: &Recommendation) -> Row {
    let reach = m.percent_interval(&figure.reach);
    let ranked = recommendation.channels.iter().filter(|c| c.group == figure.group && c.rank.is_some()).count();
    let best = match figure.p_best {
        Some(_) if ranked < 2 => m.label("channel-alone"),
        Some(p_best) => m.probability(p_best),
        None => m.label("channel-not-ranked"),
    };
    let cells = vec![
        Cell::text(m.name(&figure.name)),
        Cell::text(stance(m, figure.stance)),
        Cell::text(reach.as_str()),
        Cell::Bar(Some(Bar::of(&figure.reach, reach.as_str()))),
        Cell::text(m.ratio_interval(&figure.lift)),
        Cell::text(best),
    ];
    let say = |reason: &Reason| channel_reason(m, figure, reason);
    let key_reasons = figure.key_reasons();
    let mut note: Vec<String> = key_reasons.iter().map(say).collect();
    if !figure.tied_with.is_empty() {
        let tied: Vec<String> = figure.tied_with.iter().map(|id| name(m, recommendation, id)).collect();
        let level = m.exact_percent(figure.reach.level);
        note.push(m.text("channel-tied", args![channels = m.list(&tied), level = level]));
    }
    note.extend(figure.learned.as_ref().map(|changed| learned(m, changed)));
    if figure.borrowed {
        note.push(m.label("channel-borrowed"));
    }
    let mut more: Vec<_> = figure
        .reasons
        .iter()
        .skip(key_reasons.len())
        .filter(|reason| !matches!(reason, Reason::Tied(_)))
        .map(|reason| say(reason).into())
        .collect();
    if !figure.sources.is_empty() {
        let sources: Vec<String> = figure.sources.iter().map(|id| marked(m, recommendation, id)).collect();
        more.push(m.text("channel-sources", args![sources = sources.join(", ")]).into());
    }
    Row::new(m, cells, note.join(" "), more)
}

/// The id of a source, marked where it is known from the press.
fn marked(m: &Messages, r: &Recommendation, id: &str) -> String {
    let is_press = r.cited.iter().any(|source| source.id == *id && source.confidence == Confidence::Press);
    if is_press { m.text("channel-source-press", args![id = id]) } else { id.to_owned() }
}

fn stance(m: &Messages, stance: Stance) -> String {
    m.label(match stance {
        Stance::Favour => "channel-favour",
        Stance::Keep => "channel-keep",
        Stance::Reduce => "channel-reduce",
    })
}
