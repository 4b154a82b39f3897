//! A series beside its forecast: as SVG and as characters.

use plotters::backend::SVGBackend;
use plotters::chart::ChartBuilder;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::Cartesian2d;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, TextStyle};

use super::document::Course;

const SIZE: (u32, u32) = (720, 240);
const OBSERVED: RGBColor = RGBColor(0x1a, 0x1d, 0x23);
const EXPECTED: RGBColor = RGBColor(0x1f, 0x4e, 0x9e);
const BAND: RGBColor = RGBColor(0xa9, 0xc3, 0xee);
const EVENT: RGBColor = RGBColor(0xf3, 0xe8, 0xc8);
const INK: RGBColor = RGBColor(0x4a, 0x51, 0x60);
const GRID: RGBColor = RGBColor(0xe6, 0xe9, 0xef);
/// Room above the highest value.
const HEADROOM: f64 = 1.08;
/// Periods up to which each observation has a dot of its own.
const DOTS: usize = 120;
/// Heights that a character can show.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

type Chart<'a, 'b> = plotters::chart::ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The course as an SVG element.
pub(super) fn svg(course: &Course) -> String {
    let mut out = String::new();
    let drawn = draw(course, &mut out);
    // Writing to a string does not fail, and a chart without room is no chart.
    if drawn.is_err() { String::new() } else { out }
}

/// Least and greatest value to be seen; counts begin at zero.
fn bounds(course: &Course) -> (f64, f64) {
    let seen = course.observed.iter().flatten().copied().chain(course.forecast.iter().flatten().copied());
    let (least, most) = seen.filter(|v| v.is_finite()).fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    (least * HEADROOM, if most > least { most * HEADROOM } else { least + 1.0 })
}

fn draw(course: &Course, out: &mut String) -> Drawn {
    let area = SVGBackend::with_string(out, SIZE).into_drawing_area();
    let (least, most) = bounds(course);
    let last = course.observed.len().max(1) as f64;
    let mut chart = ChartBuilder::on(&area)
        .margin(8)
        .margin_bottom(24)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..last, least..most)?;
    let event = [(course.event.0 as f64, least), (course.event.1 as f64, most)];
    chart.draw_series([Rectangle::new(event, EVENT.filled())])?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(4)
        .y_max_light_lines(0)
        .y_label_formatter(&|y| crate::channel::amount(*y))
        .y_label_style(style(16))
        .bold_line_style(GRID)
        .axis_style(INK)
        .draw()?;
    lines(course, &mut chart)?;
    let (left, right) = (72, SIZE.0 as i32 - 8);
    let below = SIZE.1 as i32 - 24;
    area.draw(&Text::new(course.ends[0].to_string(), (left, below), style(16)))?;
    let ending = style(16).pos(Pos::new(HPos::Right, VPos::Top));
    area.draw(&Text::new(course.ends[1].to_string(), (right, below), ending))?;
    area.draw(&Text::new(course.title.to_string(), (left + 8, 12), style(16)))?;
    area.present()
}

/// The forecast's band and middle, and what was observed, broken where nothing was.
fn lines(course: &Course, chart: &mut Chart<'_, '_>) -> Drawn {
    let origin = course.observed.len() - course.forecast.len();
    let x = |t: usize| t as f64 + 0.5;
    let of = |j: usize| course.forecast.iter().enumerate().map(move |(i, p)| (x(origin + i), p[j]));
    let mut band: Vec<(f64, f64)> = of(0).collect();
    band.extend(of(2).collect::<Vec<_>>().into_iter().rev());
    chart.draw_series([Polygon::new(band, BAND.mix(0.6).filled())])?;
    chart.draw_series([PathElement::new(of(1).collect::<Vec<_>>(), EXPECTED.stroke_width(2))])?;
    let points: Vec<Option<(f64, f64)>> =
        course.observed.iter().enumerate().map(|(t, v)| v.map(|v| (x(t), v))).collect();
    let runs = points.split(Option::is_none).map(|run| run.iter().copied().flatten().collect::<Vec<_>>());
    let runs = runs.filter(|run| run.len() > 1);
    chart.draw_series(runs.map(|run| PathElement::new(run, OBSERVED.stroke_width(1))))?;
    let dots = points.iter().flatten().filter(|_| points.len() <= DOTS);
    chart.draw_series(dots.map(|point| Circle::new(*point, 2, OBSERVED.filled())))?;
    Ok(())
}

fn style(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

/// The course in characters, `width` cells wide at most: what was counted, what was expected, where the event was.
pub(super) fn characters(course: &Course, width: usize) -> Vec<String> {
    const LABEL: usize = 11;
    let columns = course.observed.len().min(width.saturating_sub(LABEL).max(1));
    let part = |column: usize| {
        let of = |c: usize| c * course.observed.len() / columns.max(1);
        of(column)..of(column + 1)
    };
    let origin = course.observed.len() - course.forecast.len();
    let expected: Vec<Option<f64>> =
        (0..course.observed.len()).map(|t| t.checked_sub(origin).map(|i| course.forecast[i][1])).collect();
    let mean = |values: &[Option<f64>]| {
        let (sum, n) = values.iter().flatten().fold((0.0, 0), |(sum, n), v| (sum + v, n + 1));
        (n > 0).then(|| sum / f64::from(n))
    };
    let means = |values: &[Option<f64>]| (0..columns).map(|c| mean(&values[part(c)])).collect::<Vec<_>>();
    let (counted, forecast) = (means(&course.observed), means(&expected));
    let seen = || counted.iter().chain(&forecast).flatten();
    let (least, most) = seen().fold((0.0_f64, f64::MIN_POSITIVE), |(a, b), v| (a.min(*v), b.max(*v)));
    let height = |value: &Option<f64>| match value {
        None => ' ',
        Some(v) => HEIGHTS[(((v - least) / (most - least) * 8.0).ceil() as usize).clamp(1, 8) - 1],
    };
    let drawn = |values: &[Option<f64>]| values.iter().map(height).collect::<String>();
    let marked = |c: usize| part(c).any(|t| (course.event.0..course.event.1).contains(&t));
    let event: String = (0..columns).map(|c| if marked(c) { '▔' } else { ' ' }).collect();
    let [from, to] = &course.ends;
    let between = columns.saturating_sub(from.chars().count() + to.chars().count()).max(2);
    let lines = [
        course.title.to_string(),
        format!("{:LABEL$}{}", "counted", drawn(&counted)),
        format!("{:LABEL$}{}", "without it", drawn(&forecast)),
        format!("{:LABEL$}{event}", "event"),
        format!("{:LABEL$}{}{}{}", "", &**from, " ".repeat(between), &**to),
    ];
    lines.map(|line| line.trim_end().to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course() -> Course {
        Course {
            title: "Likes".into(),
            observed: vec![Some(4.0), Some(8.0), None, Some(16.0), Some(15.0), Some(6.0)],
            forecast: vec![[3.0, 6.0, 9.0], [3.0, 6.0, 9.0], [2.0, 6.0, 10.0]],
            event: (3, 5),
            ends: ["2026-01-01".into(), "2026-01-06".into()],
            is_foremost: true,
            words: "".into(),
        }
    }

    #[test]
    fn characters_show_both_courses_and_the_event() {
        let lines = characters(&course(), 60);
        assert_eq!(lines[1], "counted    ▂▄ ██▃");
        assert_eq!(lines[2], "without it    ▃▃▃");
        assert_eq!(lines[3], "event         ▔▔");
        assert_eq!(characters(&course(), 14)[1], "counted    ▃█▆", "periods are joined where there is little room");
    }

    #[test]
    fn the_drawing_is_broken_where_nothing_was_counted() {
        let drawing = svg(&course());
        assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
        assert_eq!(drawing.matches("<circle").count(), 5, "{drawing}");
        let lines = |colour: &str| drawing.lines().filter(|l| l.contains("<polyline") && l.contains(colour)).count();
        assert_eq!((lines("#1A1D23"), lines("#1F4E9E")), (2, 1), "two stretches counted, one expected: {drawing}");
        assert_eq!(drawing, svg(&course()));
    }

    #[test]
    fn values_that_are_all_zero_are_drawn() {
        let flat = Course { observed: vec![Some(0.0); 6], forecast: vec![[0.0; 3]; 3], ..course() };
        assert!(svg(&flat).contains("<circle"));
        assert_eq!(characters(&flat, 60)[1], "counted    ▁▁▁▁▁▁");
    }
}
