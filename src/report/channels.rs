//! A recommendation of channels as a document, or as a section of one.

use super::document::{Bar, Block, Cell, Column, Document, Fact, Kind, Row, Section, Table};
use super::format::{exact_percent, interval_name, percent, percent_interval, probability, ratio_interval, readable};
use super::plan::plan_section;
use crate::channel::{ChannelFigure, MeasureGroup, Recommendation, Stance};
use crate::plan::Plan;
use crate::words::{capital, listed};

/// The report of a recommendation.
pub(super) fn document(recommendation: &Recommendation, plan: Option<&Plan>) -> Document {
    let mut sections = vec![channel_section(recommendation)];
    sections.extend(event_section(recommendation));
    sections.extend(plan.map(plan_section));
    sections.extend(warning_section(recommendation));
    let about = about(recommendation);
    Document { title: "Channels for a target".into(), about, sections, provenance: provenance(recommendation).into() }
}

/// What it is about.
pub(super) fn about(r: &Recommendation) -> Vec<Fact> {
    let mut about =
        vec![Fact::new("Target", &r.target_in_words), Fact::new("Country", format!("{}, {}", r.country, r.year_used))];
    about.push(Fact::new("Size", size(r)));
    if !r.ignored_conditions.is_empty() {
        let text = format!("{}: no published figure speaks of it", listed(&r.ignored_conditions));
        about.push(Fact::new("Left out", text));
    }
    about
}

/// What events brought on channels; none without any.
fn event_section(r: &Recommendation) -> Option<Section> {
    let mut section = Section::new("What events brought");
    let name = |id: &str| r.channels.iter().find(|c| c.channel == id).map_or(readable(id), |c| c.name.clone());
    let told = r.events.iter().map(|event| format!("{}: {}", capital(&name(&event.channel)), event.words));
    section.list("Engagements added, which move no reach:", told);
    Some(section).filter(|s| !s.blocks.is_empty())
}

/// What a reader should know; none where there is nothing.
pub(super) fn warning_section(r: &Recommendation) -> Option<Section> {
    let mut warnings = Section::new("Warnings");
    warnings.list("", r.warnings.iter().map(|w| format!("{} [{}]", capital(&w.detail), w.code)));
    Some(warnings).filter(|s| !s.blocks.is_empty())
}

/// What it was made from, in one line.
pub(super) fn provenance(r: &Recommendation) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "audience-fit {version}, catalogue {}, seed {}. The same question and seed give the same report.",
        r.catalog_version, r.seed
    )
}

/// `about 6.2 million people, 14 % of the adults`.
fn size(r: &Recommendation) -> String {
    let of_adults = format!("{} of the adults", percent(r.target_share_of_adults));
    match r.target_people {
        Some(people) => format!("about {:.1} million people, {of_adults}", people / 1e6),
        None => format!("{of_adults}; how many people that is can't be told from the reference data"),
    }
}

/// Where the target is, by group of measures.
pub(super) fn channel_section(recommendation: &Recommendation) -> Section {
    let mut section = Section::new("Where to reach the target");
    for group in &recommendation.groups {
        let members: Vec<&ChannelFigure> = recommendation.channels.iter().filter(|c| c.group == group.id).collect();
        if members.is_empty() {
            continue;
        }
        section.blocks.push(Block::Lead(stance_sentence(&members).into()));
        section.blocks.push(Block::Table(table(group, &members, recommendation)));
    }
    let legend = if section.blocks.is_empty() {
        "No channel has a published figure for this target.".to_owned()
    } else {
        format!(
            "Reach is the share of the target that a channel meets, lift is that reach over the reach among all \
             adults, both with their {}; best is the probability of the highest reach in its table.",
            interval_name(recommendation.level)
        )
    };
    section.blocks.push(Block::Text(legend.into()));
    if let Some(next) = &recommendation.next_experiment {
        section.blocks.push(Block::Text(format!("To learn most: {}", next.words).into()));
    }
    section.list("The figures assume:", recommendation.assumptions.iter());
    section
}

/// `Favour YouTube and Facebook; keep Instagram; reduce LinkedIn.`
fn stance_sentence(members: &[&ChannelFigure]) -> String {
    let part = |stance: Stance| {
        let names: Vec<&str> = members.iter().filter(|c| c.stance == stance).map(|c| c.name.as_str()).collect();
        (!names.is_empty()).then(|| format!("{} {}", stance_word(stance), listed(&names)))
    };
    let parts: Vec<String> = [Stance::Favour, Stance::Keep, Stance::Reduce].into_iter().filter_map(part).collect();
    format!("{}.", capital(&parts.join("; ")))
}

fn table(group: &MeasureGroup, members: &[&ChannelFigure], recommendation: &Recommendation) -> Table {
    let measures: Vec<String> = group.measures.iter().map(|id| readable(id)).collect();
    let alone = recommendation.groups.len() < 2;
    let others = if alone { "" } else { " Not comparable with the channels of another table." };
    let caption = format!("Measured by: {}.{others}", listed(&measures));
    let column = |title, kind, gives_way| Column { title, kind, gives_way };
    let columns = vec![
        column("Channel", Kind::Words, None),
        column("Stance", Kind::Words, None),
        column("Reach", Kind::Figures, None),
        column("0 % to 100 %", Kind::Bars, None),
        column("Lift", Kind::Figures, Some(1)),
        column("Best", Kind::Figures, Some(2)),
    ];
    let rows = members.iter().map(|figure| row(figure, recommendation)).collect();
    Table { caption: caption.into(), columns, rows }
}

fn row(figure: &ChannelFigure, recommendation: &Recommendation) -> Row {
    let reach = percent_interval(&figure.reach);
    let rivals = recommendation.channels.iter().filter(|c| c.group == figure.group && c.rank.is_some()).count();
    let best = match figure.p_best {
        Some(_) if rivals < 2 => "no rival".to_owned(),
        Some(p_best) => probability(p_best),
        None => "not ranked".to_owned(),
    };
    let cells = vec![
        Cell::text(&figure.name),
        Cell::text(stance_word(figure.stance)),
        Cell::text(reach.as_str()),
        Cell::Bar(Some(Bar::of(&figure.reach, reach.as_str()))),
        Cell::text(ratio_interval(&figure.lift)),
        Cell::text(best),
    ];
    let name = |id: &String| {
        let known = recommendation.channels.iter().find(|c| c.channel == *id);
        known.map_or(readable(id), |c| c.name.clone())
    };
    let foremost = figure.key_reasons();
    let mut note = foremost.join(" ");
    if !figure.tied_with.is_empty() {
        let tied: Vec<String> = figure.tied_with.iter().map(name).collect();
        let level = exact_percent(figure.reach.level);
        note.push_str(&format!(" Cannot be told from {} at the {level} level.", listed(&tied)));
    }
    if let Some(learned) = &figure.learned {
        note.push_str(&format!(" {}", learned.words));
    }
    if figure.borrowed {
        note.push_str(" The figures are another country's.");
    }
    let mut more: Vec<_> = figure.reasons.iter().skip(foremost.len()).map(Into::into).collect();
    if !figure.sources.is_empty() {
        more.push(format!("Sources: {}.", figure.sources.join(", ")).into());
    }
    Row { cells, note: note.into(), more }
}

fn stance_word(stance: Stance) -> &'static str {
    match stance {
        Stance::Favour => "favour",
        Stance::Keep => "keep",
        Stance::Reduce => "reduce",
    }
}
