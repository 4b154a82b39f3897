//! A series beside its forecast: as SVG and as characters.

use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::{Color, RGBColor};

use super::chart::{Chart, Columns, Drawn, Frame, LIGHT, height, style};
use super::document::ForecastChart;
use super::text::{display_width, filling};

const OBSERVED: RGBColor = RGBColor(0x1a, 0x1d, 0x23);
const EXPECTED: RGBColor = RGBColor(0x1f, 0x4e, 0x9e);
const EVENT: RGBColor = RGBColor(0xf3, 0xe8, 0xc8);
/// Room above the highest value.
const HEADROOM: f64 = 1.08;
/// Periods up to which each observation has a dot of its own.
const DOTS: usize = 120;

/// The chart as an SVG element.
pub(super) fn svg(series: &ForecastChart) -> String {
    let (least, most) = bounds(series);
    let last = series.observed.len().max(1) as f64;
    let frame = Frame { size: (720, 240), left: 64, x: 0.0..last, y: least..most, ends: &series.ends };
    let event = [(series.event.0 as f64, least), (series.event.1 as f64, most)];
    frame.svg(
        &|y| super::format::amount(*y),
        |chart| chart.draw_series([Rectangle::new(event, EVENT.filled())]).map(drop),
        |chart, area| {
            lines(series, chart)?;
            area.draw(&Text::new(series.title.to_string(), (frame.beginning() + 8, 12), style(16)))
        },
    )
}

/// Least and greatest value to be seen; counts begin at zero.
fn bounds(series: &ForecastChart) -> (f64, f64) {
    let seen = series.observed.iter().flatten().copied().chain(series.forecast.iter().flatten().copied());
    let (least, most) = seen.filter(|v| v.is_finite()).fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    (least * HEADROOM, if most > least { most * HEADROOM } else { least + 1.0 })
}

/// The forecast's band and middle, and what was observed, broken where nothing was.
fn lines(series: &ForecastChart, chart: &mut Chart<'_, '_>) -> Drawn {
    let origin = series.observed.len() - series.forecast.len();
    let x = |t: usize| t as f64 + 0.5;
    let of = |j: usize| series.forecast.iter().enumerate().map(move |(i, p)| (x(origin + i), p[j]));
    let mut band: Vec<(f64, f64)> = of(0).collect();
    band.extend(of(2).collect::<Vec<_>>().into_iter().rev());
    chart.draw_series([Polygon::new(band, LIGHT.mix(0.6).filled())])?;
    chart.draw_series([PathElement::new(of(1).collect::<Vec<_>>(), EXPECTED.stroke_width(2))])?;
    let points: Vec<Option<(f64, f64)>> =
        series.observed.iter().enumerate().map(|(t, v)| v.map(|v| (x(t), v))).collect();
    let runs = points.split(Option::is_none).map(|run| run.iter().copied().flatten().collect::<Vec<_>>());
    let runs = runs.filter(|run| run.len() > 1);
    chart.draw_series(runs.map(|run| PathElement::new(run, OBSERVED.stroke_width(1))))?;
    let dots = points.iter().flatten().filter(|_| points.len() <= DOTS);
    chart.draw_series(dots.map(|point| Circle::new(*point, 2, OBSERVED.filled())))?;
    Ok(())
}

/// The chart in characters, `width` cells wide at most: what was counted, what was expected, where the event was.
pub(super) fn characters(series: &ForecastChart, width: usize) -> Vec<String> {
    let label = series.labels.iter().map(|label| display_width(label)).max().unwrap_or(0) + 1;
    let row = |i: usize, drawn: &str| format!("{}{}{drawn}", &*series.labels[i], filling(&series.labels[i], label));
    let columns = Columns::new(series.observed.len(), width.saturating_sub(label));
    let origin = series.observed.len() - series.forecast.len();
    let expected: Vec<Option<f64>> =
        (0..series.observed.len()).map(|t| t.checked_sub(origin).map(|i| series.forecast[i][1])).collect();
    let mean = |values: &[Option<f64>]| {
        let (sum, n) = values.iter().flatten().fold((0.0, 0), |(sum, n), v| (sum + v, n + 1));
        (n > 0).then(|| sum / f64::from(n))
    };
    let means = |values: &[Option<f64>]| (0..columns.count).map(|c| mean(&values[columns.part(c)])).collect::<Vec<_>>();
    let (counted, forecast) = (means(&series.observed), means(&expected));
    let seen = || counted.iter().chain(&forecast).flatten();
    let (least, most) = seen().fold((0.0_f64, f64::MIN_POSITIVE), |(a, b), v| (a.min(*v), b.max(*v)));
    let of = |value: &Option<f64>| value.map_or(' ', |v| height(((v - least) / (most - least) * 8.0).ceil() as usize));
    let drawn = |values: &[Option<f64>]| values.iter().map(of).collect::<String>();
    let marked = |c: usize| columns.part(c).any(|t| (series.event.0..series.event.1).contains(&t));
    let event: String = (0..columns.count).map(|c| if marked(c) { '▔' } else { ' ' }).collect();
    let lines = [
        series.title.to_string(),
        row(0, &drawn(&counted)),
        row(1, &drawn(&forecast)),
        row(2, &event),
        format!("{}{}", " ".repeat(label), columns.ends(&series.ends)),
    ];
    lines.map(|line| line.trim_end().to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series() -> ForecastChart {
        ForecastChart {
            title: "Likes".into(),
            labels: ["counted".into(), "without it".into(), "event".into()],
            observed: vec![Some(4.0), Some(8.0), None, Some(16.0), Some(15.0), Some(6.0)],
            forecast: vec![[3.0, 6.0, 9.0], [3.0, 6.0, 9.0], [2.0, 6.0, 10.0]],
            event: (3, 5),
            ends: ["2026-01-01".into(), "2026-01-06".into()],
            is_foremost: true,
            words: "".into(),
        }
    }

    #[test]
    fn characters_show_both_series_and_the_event() {
        let lines = characters(&series(), 60);
        assert_eq!(lines[1], "counted    ▂▄ ██▃");
        assert_eq!(lines[2], "without it    ▃▃▃");
        assert_eq!(lines[3], "event         ▔▔");
        assert_eq!(characters(&series(), 14)[1], "counted    ▃█▆", "periods are joined where there is little room");
    }

    #[test]
    fn the_drawing_is_broken_where_nothing_was_counted() {
        let drawing = svg(&series());
        assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
        assert_eq!(drawing.matches("<circle").count(), 5, "{drawing}");
        let lines = |colour: &str| drawing.lines().filter(|l| l.contains("<polyline") && l.contains(colour)).count();
        assert_eq!((lines("#1A1D23"), lines("#1F4E9E")), (2, 1), "two stretches counted, one expected: {drawing}");
        assert_eq!(drawing, svg(&series()));
    }

    #[test]
    fn values_that_are_all_zero_are_drawn() {
        let flat = ForecastChart { observed: vec![Some(0.0); 6], forecast: vec![[0.0; 3]; 3], ..series() };
        assert!(svg(&flat).contains("<circle"));
        assert_eq!(characters(&flat, 60)[1], "counted    ▁▁▁▁▁▁");
    }
}
