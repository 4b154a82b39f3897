//! Arrivals drawn as bars, the suspected of them marked: as SVG and as characters.

use plotters::backend::SVGBackend;
use plotters::chart::ChartBuilder;
use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, TextStyle};

use super::document::Timeline;

const SIZE: (u32, u32) = (720, 220);
const ALL: RGBColor = RGBColor(0xa9, 0xc3, 0xee);
const SUSPECTED: RGBColor = RGBColor(0xa1, 0x1d, 0x1d);
const INK: RGBColor = RGBColor(0x4a, 0x51, 0x60);
const GRID: RGBColor = RGBColor(0xe6, 0xe9, 0xef);
/// Room above the highest bar, for the letters of cohorts.
const HEADROOM: f64 = 1.25;
/// Heights that a character can show.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The timeline as an SVG element.
pub(super) fn svg(timeline: &Timeline) -> String {
    let mut out = String::new();
    let drawn = draw(timeline, &mut out);
    // Writing to a string does not fail, and a chart without room is no chart.
    if drawn.is_err() { String::new() } else { out }
}

fn draw(timeline: &Timeline, out: &mut String) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let area = SVGBackend::with_string(out, SIZE).into_drawing_area();
    let most = timeline.stretches.iter().map(|(all, _)| *all).max().unwrap_or(1).max(1) as f64;
    let last = timeline.stretches.len().max(1) as f64;
    let mut chart = ChartBuilder::on(&area)
        .margin(8)
        .margin_bottom(24)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..last, 0.0..most * HEADROOM)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(4)
        .y_max_light_lines(0)
        .y_label_formatter(&|y| format!("{y:.0}"))
        .y_label_style(style(16))
        .bold_line_style(GRID)
        .axis_style(INK)
        .draw()?;
    let bar = |i: usize, from: u64, to: u64, colour: RGBColor| {
        let corners = [(i as f64 + 0.06, from as f64), (i as f64 + 0.94, to as f64)];
        Rectangle::new(corners, colour.filled())
    };
    let seen = || timeline.stretches.iter().enumerate();
    chart.draw_series(seen().filter(|(_, (all, _))| *all > 0).map(|(i, (all, _))| bar(i, 0, *all, ALL)))?;
    chart.draw_series(seen().filter(|(_, (_, bad))| *bad > 0).map(|(i, (_, bad))| bar(i, 0, *bad, SUSPECTED)))?;
    for (first, end, letter) in &timeline.cohorts {
        let (from, to) = (*first as f64, *end as f64 + 1.0);
        let line = vec![(from, most * 1.06), (to, most * 1.06)];
        chart.draw_series([PathElement::new(line, SUSPECTED.stroke_width(2))])?;
        let centred = style(18).color(&SUSPECTED).pos(Pos::new(HPos::Center, VPos::Bottom));
        chart.draw_series([Text::new(letter.to_string(), (0.5 * (from + to), most * 1.08), centred)])?;
    }
    let (left, right) = (56, SIZE.0 as i32 - 8);
    let below = SIZE.1 as i32 - 24;
    area.draw(&Text::new(timeline.ends[0].to_string(), (left, below), style(16)))?;
    let ending = style(16).pos(Pos::new(HPos::Right, VPos::Top));
    area.draw(&Text::new(timeline.ends[1].to_string(), (right, below), ending))?;
    area.present()
}

fn style(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

/// The timeline in characters: heights, letters of cohorts below them, and the ends, `width` cells wide at most.
pub(super) fn characters(timeline: &Timeline, width: usize) -> Vec<String> {
    let columns = timeline.stretches.len().min(width.max(1));
    let part = |column: usize| {
        let of = |c: usize| c * timeline.stretches.len() / columns.max(1);
        of(column)..of(column + 1)
    };
    let heights: Vec<u64> = (0..columns).map(|c| timeline.stretches[part(c)].iter().map(|s| s.0).sum()).collect();
    let most = heights.iter().copied().max().unwrap_or(0).max(1);
    let height = |n: u64| match n {
        0 => ' ',
        n => HEIGHTS[((n * 8).div_ceil(most) as usize).clamp(1, 8) - 1],
    };
    let bars: String = heights.iter().map(|n| height(*n)).collect();
    let letter = |column: usize| {
        let stretches = part(column);
        let within = |(first, last, _): &&(usize, usize, char)| *first < stretches.end && stretches.start <= *last;
        let suspected = timeline.stretches[stretches.clone()].iter().any(|s| s.1 > 0);
        timeline.cohorts.iter().find(within).filter(|_| suspected).map_or(' ', |(_, _, letter)| *letter)
    };
    let letters: String = (0..columns).map(letter).collect();
    let [from, to] = &timeline.ends;
    let between = columns.saturating_sub(from.chars().count() + to.chars().count()).max(2);
    let ends = format!("{}{}{}", &**from, " ".repeat(between), &**to);
    let lines = [bars, letters, ends].map(|line| line.trim_end().to_owned());
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline() -> Timeline {
        Timeline {
            stretches: vec![(4, 0), (8, 0), (0, 0), (16, 12), (6, 3), (2, 0)],
            cohorts: vec![(3, 4, 'A')],
            ends: ["2024-01-01".into(), "2024-06-30".into()],
            words: "".into(),
        }
    }

    #[test]
    fn characters_show_heights_and_letters() {
        let lines = characters(&timeline(), 60);
        assert_eq!(lines, ["▂▄ █▃▁", "   AA", "2024-01-01  2024-06-30"]);
        assert_eq!(characters(&timeline(), 3)[0], "▆█▄", "stretches are joined where there is little room");
    }

    #[test]
    fn the_drawing_holds_a_bar_for_each_stretch_with_arrivals() {
        let drawing = svg(&timeline());
        assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
        assert_eq!(drawing.matches("#A9C3EE").count(), 5, "{drawing}");
        assert!(drawing.matches("#A11D1D").count() >= 2 && drawing.contains("2024-06-30"));
        assert_eq!(drawing, svg(&timeline()));
    }
}
