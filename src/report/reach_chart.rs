//! People reached against hours or money: as SVG. Its figures stand in a table beside it.

use plotters::element::{PathElement, Polygon, Text};
use plotters::style::{Color, RGBColor};

use super::chart::{Chart, Drawn, Frame, LIGHT, style};
use super::document::ReachChart;

const EXPECTED: RGBColor = RGBColor(0x1f, 0x4e, 0x9e);
const PLANNED: RGBColor = RGBColor(0x1a, 0x1d, 0x23);
/// Room above the highest value.
const HEADROOM: f64 = 1.08;

/// The chart as an SVG element: the interval as a band, the expected people as a line, the plan as an upright one.
pub(super) fn svg(chart: &ReachChart) -> String {
    let end = chart.points.last().map_or(1.0, |(amount, _)| amount.max(f64::MIN_POSITIVE));
    let top = HEADROOM * chart.points.iter().map(|(_, people)| people[2]).fold(1.0, f64::max);
    let frame = Frame { size: (720, 240), left: 72, x: 0.0..end, y: 0.0..top, ends: &chart.ends };
    frame.svg(
        &|y| super::format::amount(*y),
        |_| Ok(()),
        |drawn, area| {
            lines(chart, top, drawn)?;
            area.draw(&Text::new(chart.title.to_string(), (frame.beginning() + 8, 12), style(16)))
        },
    )
}

fn lines(chart: &ReachChart, top: f64, drawn: &mut Chart<'_, '_>) -> Drawn {
    let of = |j: usize| chart.points.iter().map(move |(amount, people)| (*amount, people[j]));
    let mut band: Vec<(f64, f64)> = of(0).collect();
    band.extend(of(2).collect::<Vec<_>>().into_iter().rev());
    drawn.draw_series([Polygon::new(band, LIGHT.mix(0.6).filled())])?;
    drawn.draw_series([PathElement::new(of(1).collect::<Vec<_>>(), EXPECTED.stroke_width(2))])?;
    let planned = vec![(chart.planned, 0.0), (chart.planned, top)];
    drawn.draw_series([PathElement::new(planned, PLANNED.stroke_width(1))]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_has_a_band_a_line_and_the_plan() {
        let chart = ReachChart {
            title: "People".into(),
            labels: ["".into(), "".into()],
            points: vec![(0.0, [0.0; 3]), (8.0, [200.0, 900.0, 2100.0]), (64.0, [900.0, 1900.0, 2600.0])],
            planned: 8.0,
            ends: ["0 hours".into(), "64 hours".into()],
            words: "".into(),
        };
        let drawing = svg(&chart);
        assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
        let lines = |colour: &str| drawing.lines().filter(|l| l.contains("<polyline") && l.contains(colour)).count();
        assert_eq!((drawing.matches("<polygon").count(), lines("#1F4E9E"), lines("#1A1D23")), (1, 1, 1), "{drawing}");
        assert_eq!(drawing, svg(&chart));
    }

    #[test]
    fn a_curve_of_nobody_is_drawn() {
        let none = ReachChart {
            title: "".into(),
            labels: ["".into(), "".into()],
            points: vec![(0.0, [0.0; 3]), (1.0, [0.0; 3])],
            planned: 1.0,
            ends: ["".into(), "".into()],
            words: "".into(),
        };
        assert!(svg(&none).contains("<polyline"));
    }
}
