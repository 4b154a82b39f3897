//! Arrivals drawn as bars, the suspected of them marked: as SVG and as characters.

use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor};

use super::chart::{Chart, Columns, Drawn, Frame, LIGHT, height, style};
use super::document::Timeline;

const SUSPECTED: RGBColor = RGBColor(0xa1, 0x1d, 0x1d);
/// Room above the highest bar, for the letters of cohorts.
const HEADROOM: f64 = 1.25;

/// The timeline as an SVG element.
pub(super) fn svg(timeline: &Timeline) -> String {
    let most = timeline.stretches.iter().map(|(all, _)| *all).max().unwrap_or(1).max(1) as f64;
    let last = timeline.stretches.len().max(1) as f64;
    let frame = Frame { size: (720, 220), left: 48, x: 0.0..last, y: 0.0..most * HEADROOM, ends: &timeline.ends };
    frame.svg(&|y| format!("{y:.0}"), |_| Ok(()), |chart, _| bars(timeline, most, chart))
}

/// All who came, the suspected over them, and a line and a letter over each cohort.
fn bars(timeline: &Timeline, most: f64, chart: &mut Chart<'_, '_>) -> Drawn {
    let bar = |i: usize, to: u64, colour: RGBColor| {
        let corners = [(i as f64 + 0.06, 0.0), (i as f64 + 0.94, to as f64)];
        Rectangle::new(corners, colour.filled())
    };
    let seen = || timeline.stretches.iter().enumerate();
    chart.draw_series(seen().filter(|(_, (all, _))| *all > 0).map(|(i, (all, _))| bar(i, *all, LIGHT)))?;
    chart.draw_series(seen().filter(|(_, (_, bad))| *bad > 0).map(|(i, (_, bad))| bar(i, *bad, SUSPECTED)))?;
    for (first, end, letter) in &timeline.cohorts {
        let (from, to) = (*first as f64, *end as f64 + 1.0);
        let line = vec![(from, most * 1.06), (to, most * 1.06)];
        chart.draw_series([PathElement::new(line, SUSPECTED.stroke_width(2))])?;
        let centred = style(18).color(&SUSPECTED).pos(Pos::new(HPos::Center, VPos::Bottom));
        chart.draw_series([Text::new(letter.to_string(), (0.5 * (from + to), most * 1.08), centred)])?;
    }
    Ok(())
}

/// The timeline in characters: heights, letters of cohorts below them, and the ends, `width` cells wide at most.
pub(super) fn characters(timeline: &Timeline, width: usize) -> Vec<String> {
    let columns = Columns::new(timeline.stretches.len(), width);
    let heights: Vec<u64> =
        (0..columns.count).map(|c| timeline.stretches[columns.part(c)].iter().map(|s| s.0).sum()).collect();
    let most = heights.iter().copied().max().unwrap_or(0).max(1);
    let of = |n: &u64| if *n == 0 { ' ' } else { height((n * 8).div_ceil(most) as usize) };
    let bars: String = heights.iter().map(of).collect();
    let letter = |column: usize| {
        let stretches = columns.part(column);
        let within = |(first, last, _): &&(usize, usize, char)| *first < stretches.end && stretches.start <= *last;
        let suspected = timeline.stretches[stretches.clone()].iter().any(|s| s.1 > 0);
        timeline.cohorts.iter().find(within).filter(|_| suspected).map_or(' ', |(_, _, letter)| *letter)
    };
    let letters: String = (0..columns.count).map(letter).collect();
    let lines = [bars, letters, columns.ends(&timeline.ends)].map(|line| line.trim_end().to_owned());
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
