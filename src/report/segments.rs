//! Segments of the audience: a table, what their number says and how stable they are.

use super::document::{Bar, Block, Cell, Column, Kind, Row, Section, Table};
use super::format::{count, percent, percent_interval};
use super::messages::{Messages, args};
use crate::analysis::{Analysis, Segment};
use crate::segments::NumberBasis;

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
    let rows = analysis.segments.iter().map(|segment| segment_row(m, segment, !estimates.is_empty())).collect();
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

fn segment_row(m: &Messages, segment: &Segment, estimated: bool) -> Row {
    let mut cells = vec![Cell::text(&segment.id), Cell::text(count(segment.count)), Cell::text(percent(segment.share))];
    if estimated {
        let share = segment.fit.as_ref().map_or_else(|| m.label("segment-suppressed"), percent_interval);
        let bar = segment.fit.as_ref().map(|fit| Bar::of(fit, share.as_str()));
        cells.extend([Cell::text(share), Cell::Bar(bar)]);
    }
    let traits: Vec<&str> = segment.traits.iter().map(|t| t.words.as_str()).collect();
    let note = if traits.is_empty() { segment.name.clone() } else { traits.join("; ") };
    Row::new(m, cells, note, Vec::new())
}
