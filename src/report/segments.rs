//! Segments of the audience: a table, what their number says and how stable they are.

use time::{Duration, OffsetDateTime};

use super::document::{Bar, Block, Cell, Column, Kind, Row, Section, Table};
use super::format::count;
use super::messages::{Messages, args};
use super::target::field_name;
use crate::analysis::{Analysis, Segment};
use crate::disclosure::MinCell;
use crate::segments::{NumberBasis, Trait, TraitMeasure};

/// Mean Jaccard similarity from which a segment counts as stable, and as partly stable (Hennig 2007).
const MIN_STABLE: f64 = 0.75;
const MIN_PARTLY_STABLE: f64 = 0.6;

pub(super) fn segment_section(m: &Messages, analysis: &Analysis) -> Section {
    let mut section = Section::new(m.label("segment-heading"));
    let mut columns = vec![
        Column::new(m.label("segment-column"), Kind::Words, None),
        Column::new(m.label("segment-followers"), Kind::Figures, Some(2)),
        Column::new(m.label("segment-share"), Kind::Figures, Some(1)),
    ];
    let estimates: Vec<_> = analysis.segments.iter().filter_map(|s| s.fit.as_ref()).collect();
    let caption = match estimates.first() {
        Some(first) => {
            columns.push(Column::new(m.label("segment-fit"), Kind::Figures, None));
            columns.push(Column::bars());
            m.text("segment-caption", args![interval = m.interval(first.level)])
        }
        None if analysis.suppressed.iter().any(|s| s.pointer.starts_with("/segments/")) => {
            m.label("segment-caption-suppressed")
        }
        None => m.label("segment-caption-not-identified"),
    };
    let rows = analysis
        .segments
        .iter()
        .map(|segment| segment_row(m, segment, analysis.provenance.min_cell, !estimates.is_empty()))
        .collect();
    let number = analysis.segment_basis.map(|basis| segment_number(m, basis, analysis.segments.len()));
    section.blocks.extend(number.map(|number| Block::Text(number.into())));
    section.blocks.push(Block::Table(Table { caption: caption.into(), columns, rows }));
    section.blocks.extend(stability(m, &analysis.segments).map(|sentence| Block::Text(sentence.into())));
    section
}

/// What the number of segments says, of which there are `n`.
pub(crate) fn segment_number(m: &Messages, basis: NumberBasis, n: usize) -> String {
    match basis {
        NumberBasis::Shown if n > 1 => m.text("segment-number-shown", args![n = n]),
        NumberBasis::Useful if n > 1 => m.text("segment-number-useful", args![n = n]),
        NumberBasis::TooFewRows => m.label("segment-number-few"),
        // One segment is left where the others were too small to publish.
        NumberBasis::NoGroups | NumberBasis::Shown | NumberBasis::Useful => m.label("segment-number-none"),
    }
}

/// Which segments are found again in half of the followers.
fn stability<'a>(m: &'a Messages, segments: &'a [Segment]) -> impl Iterator<Item = String> + 'a {
    let grades = [
        ("segment-stable", MIN_STABLE..=1.0),
        ("segment-partly-stable", MIN_PARTLY_STABLE..=MIN_STABLE.next_down()),
        ("segment-unstable", 0.0..=MIN_PARTLY_STABLE.next_down()),
    ];
    grades.into_iter().filter_map(move |(message, range)| {
        let of_grade = segments.iter().filter(|s| s.stability.is_some_and(|stability| range.contains(&stability)));
        let ids: Vec<&str> = of_grade.map(|segment| segment.id.as_str()).collect();
        (!ids.is_empty()).then(|| m.text(message, args![n = ids.len(), segments = ids.join(", ")]))
    })
}

fn segment_row(m: &Messages, segment: &Segment, min_cell: MinCell, estimated: bool) -> Row {
    let mut cells =
        vec![Cell::text(&segment.id), Cell::text(count(segment.count)), Cell::text(m.percent(segment.share))];
    if estimated {
        let share = segment.fit.as_ref().map_or_else(|| m.label("segment-suppressed"), |fit| m.percent_interval(fit));
        let bar = segment.fit.as_ref().map(|fit| Bar::of(fit, share.as_str()));
        cells.extend([Cell::text(share), Cell::Bar(bar)]);
    }
    Row::new(m, cells, described(m, &segment.traits, min_cell), Vec::new())
}

/// Traits that name a segment.
const MAX_NAMED: usize = 2;

/// What sets a segment apart, in a few words.
pub(crate) fn segment_name(m: &Messages, segment: &Segment, min_cell: MinCell) -> String {
    described(m, &segment.traits[..segment.traits.len().min(MAX_NAMED)], min_cell)
}

fn described(m: &Messages, traits: &[Trait], min_cell: MinCell) -> String {
    if traits.is_empty() {
        return m.label("segment-like-all");
    }
    traits.iter().map(|one| trait_words(m, one, min_cell)).collect::<Vec<_>>().join("; ")
}

/// One trait of a segment. Where counts are suppressed, a share of none stands for a few, and one of all for all but a few.
pub(crate) fn trait_words(m: &Messages, one: &Trait, min_cell: MinCell) -> String {
    const NEARLY: f64 = 1e-6;
    let percent = |share: f64| m.percent_to(share.clamp(0.0, 1.0), 0);
    let share = match one.segment {
        share if min_cell.is_off() => percent(share),
        share if share < NEARLY => m.text("format-fewer-than", args![n = min_cell.0]),
        share if share > 1.0 - NEARLY => m.text("format-all-but-fewer-than", args![n = min_cell.0]),
        share => percent(share),
    };
    let field = field_name(m, &one.covariate, &one.covariate);
    let text = |id: &str, segment: String, everyone: String| match id {
        "mean" => m.text("segment-trait-mean", args![field = field.as_str(), segment = segment, everyone = everyone]),
        "share" => m.text("segment-trait-share", args![field = field.as_str(), segment = segment, everyone = everyone]),
        _ => m.text("segment-trait-not-stated", args![field = field.as_str(), segment = segment, everyone = everyone]),
    };
    match one.measure {
        TraitMeasure::Mean => text("mean", number(one.segment), number(one.everyone)),
        TraitMeasure::Day => text("mean", month(m, one.segment), month(m, one.everyone)),
        TraitMeasure::Flag => text("share", share, percent(one.everyone)),
        TraitMeasure::NotStated => text("not-stated", share, percent(one.everyone)),
        TraitMeasure::Level => {
            let level = one.level.as_deref().unwrap_or_default();
            let everyone = percent(one.everyone);
            m.text("segment-trait-level", args![field = field, level = level, segment = share, everyone = everyone])
        }
    }
}

/// The month of a mean of days since 1970.
fn month(m: &Messages, days: f64) -> String {
    let date = OffsetDateTime::UNIX_EPOCH.checked_add(Duration::days(days as i64));
    date.map_or_else(
        || "?".to_owned(),
        |date| m.text("segment-month", args![year = date.year().to_string(), month = m.month(date.month())]),
    )
}

/// A mean to about three digits.
fn number(value: f64) -> String {
    match value.abs() {
        size if size < 0.005 => "0".to_owned(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
