//! How alike panel and audience are, as a table and a love plot.

use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor};

use super::chart::{Drawn, style};
use super::document::{Block, Cell, Column, Kind, LovePlot, Row, Section, Table};
use super::messages::{Messages, args};
use crate::prevalence::{Balance, Overlap};

/// Differences in a report; the JSON answer has more.
const MAX_ROWS: usize = 8;
/// Pixels of a row, and of the drawing around the rows.
const ROW: i32 = 26;
const WIDTH: i32 = 720;
const NAMES: i32 = 240;
const MARGIN: i32 = 16;
const FOOT: i32 = 28;
/// Differences that are balanced: up to a tenth of a standard deviation.
const BALANCED: f64 = 0.1;
const BEFORE: RGBColor = RGBColor(0xa1, 0x1d, 0x1d);
const AFTER: RGBColor = RGBColor(0x1f, 0x4e, 0x9e);
const TRACK: RGBColor = RGBColor(0xe6, 0xe9, 0xef);

/// The differences between panel and audience.
pub(super) fn overlap_section(m: &Messages, overlap: &Overlap) -> Section {
    let mut section = Section::new(m.label("overlap-heading"));
    let numbers = args![rows = overlap.rows, effective = overlap.effective_rows];
    section.blocks.push(Block::Text(m.text("overlap-rows", numbers).into()));
    if overlap.balances.is_empty() {
        return section;
    }
    let shown = &overlap.balances[..overlap.balances.len().min(MAX_ROWS)];
    let figures = |title: &str, gives_way| Column::new(m.label(title), Kind::Figures, gives_way);
    let columns = vec![
        Column::new(m.label("overlap-column-field"), Kind::Words, None),
        figures("overlap-column-before", None),
        figures("overlap-column-after", None),
        figures("overlap-column-missing-panel", Some(0)),
        figures("overlap-column-missing-audience", Some(1)),
    ];
    let row = |balance: &Balance| {
        let cells = vec![
            Cell::text(name(m, balance)),
            Cell::text(signed(balance.before)),
            Cell::text(signed(balance.after)),
            Cell::text(m.percent(balance.missing_in_panel)),
            Cell::text(m.percent(balance.missing_in_audience)),
        ];
        Row::new(m, cells, "", Vec::new())
    };
    let caption = m.label("overlap-caption").into();
    section.blocks.push(Block::Table(Table { caption, columns, rows: shown.iter().map(row).collect() }));
    let rows = shown.iter().map(|balance| (name(m, balance).into(), balance.before, balance.after)).collect();
    let legend = ["overlap-before", "overlap-after"].map(|id| m.label(id).into());
    section.blocks.push(Block::LovePlot(LovePlot { rows, legend, words: m.label("overlap-plot").into() }));
    section
}

fn name(m: &Messages, balance: &Balance) -> String {
    match &balance.level {
        Some(level) => m.text("overlap-level", args![field = &balance.covariate, level = level]),
        None => balance.covariate.clone(),
    }
}

fn signed(difference: f64) -> String {
    format!("{difference:+.2}")
}

/// The love plot as an SVG element.
pub(super) fn svg(plot: &LovePlot) -> String {
    let mut out = String::new();
    // Writing to a string does not fail, and a drawing without room is none.
    if draw(plot, &mut out).is_err() { String::new() } else { out }
}

fn draw(plot: &LovePlot, out: &mut String) -> Drawn {
    let rows = plot.rows.len() as i32;
    let height = MARGIN + ROW * rows + 2 * FOOT;
    let area = SVGBackend::with_string(out, (WIDTH as u32, height as u32)).into_drawing_area();
    let largest = plot.rows.iter().flat_map(|(_, before, after)| [before.abs(), after.abs()]).fold(0.5, f64::max);
    let x = |difference: f64| NAMES + ((WIDTH - NAMES - MARGIN) as f64 * difference.abs() / largest) as i32;
    let y = |i: i32| MARGIN + ROW * i + ROW / 2;
    let bottom = MARGIN + ROW * rows;
    for (difference, label) in [(0.0, "0"), (BALANCED, "0.1")] {
        let line = vec![(x(difference), MARGIN), (x(difference), bottom)];
        area.draw(&PathElement::new(line, TRACK.stroke_width(2)))?;
        let below = style(14).pos(Pos::new(HPos::Center, VPos::Top));
        area.draw(&Text::new(label, (x(difference), bottom + 4), below))?;
    }
    for (i, (name, before, after)) in (0..).zip(&plot.rows) {
        let right = style(16).pos(Pos::new(HPos::Right, VPos::Center));
        area.draw(&Text::new(shortened(name), (NAMES - 12, y(i)), right))?;
        area.draw(&PathElement::new(vec![(x(*before), y(i)), (x(*after), y(i))], TRACK.stroke_width(3)))?;
        area.draw(&Circle::new((x(*before), y(i)), 6, BEFORE.stroke_width(2)))?;
        area.draw(&Circle::new((x(*after), y(i)), 6, AFTER.filled()))?;
    }
    for (label, colour, at) in [(&plot.legend[0], BEFORE, NAMES), (&plot.legend[1], AFTER, NAMES + 240)] {
        area.draw(&Circle::new((at, bottom + FOOT + 8), 6, colour.filled()))?;
        let beside = style(16).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(label.to_string(), (at + 14, bottom + FOOT + 8), beside))?;
    }
    area.present()
}

/// A name in the room there is.
fn shortened(name: &str) -> String {
    const MAX: usize = 26;
    if name.chars().count() <= MAX {
        return name.to_owned();
    }
    name.chars().take(MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_love_plot_has_two_circles_a_row_and_escapes_names() {
        let rows = vec![("age".into(), 0.8, 0.02), ("<b>&".into(), -0.3, -0.05)];
        let plot = LovePlot { rows, legend: ["before".into(), "after".into()], words: "".into() };
        let drawing = svg(&plot);
        assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
        assert_eq!(drawing.matches("<circle").count(), 2 * 2 + 2, "{drawing}");
        assert!(!drawing.contains("<b>"), "{drawing}");
        assert_eq!(drawing, svg(&plot));
    }
}
