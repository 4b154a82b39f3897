//! What the drawings of reports share: the frame of an SVG chart, and how a series is drawn in characters.

use std::ops::Range;

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::Text;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{IntoFont, RGBColor, TextStyle};

use super::safe_text::SafeText;

pub(super) const LIGHT: RGBColor = RGBColor(0xa9, 0xc3, 0xee);
const INK: RGBColor = RGBColor(0x4a, 0x51, 0x60);
const GRID: RGBColor = RGBColor(0xe6, 0xe9, 0xef);
const MARGIN: i32 = 8;
/// Room below a chart for what its ends are called.
const FOOT: i32 = 24;
/// Heights that a character can show.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
pub(super) type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<std::io::Error>>;

/// A chart's measures.
pub(super) struct Frame<'a> {
    /// Width and height.
    pub(super) size: (u32, u32),
    /// Room for the numbers on the left.
    pub(super) left: u32,
    pub(super) x: Range<f64>,
    pub(super) y: Range<f64>,
    /// What the beginning and the end are called.
    pub(super) ends: &'a [SafeText; 2],
}

impl Frame<'_> {
    /// The chart as an SVG element, with `ground` drawn under its lines and `content` over them.
    pub(super) fn svg(
        &self,
        number: &dyn Fn(&f64) -> String,
        ground: impl FnOnce(&mut Chart<'_, '_>) -> Drawn,
        content: impl FnOnce(&mut Chart<'_, '_>, &Area<'_>) -> Drawn,
    ) -> String {
        let mut out = String::new();
        let drawn = self.draw(&mut out, number, ground, content);
        // Writing to a string does not fail, and a chart without room is no chart.
        if drawn.is_err() { String::new() } else { out }
    }

    fn draw(
        &self,
        out: &mut String,
        number: &dyn Fn(&f64) -> String,
        ground: impl FnOnce(&mut Chart<'_, '_>) -> Drawn,
        content: impl FnOnce(&mut Chart<'_, '_>, &Area<'_>) -> Drawn,
    ) -> Drawn {
        let area = SVGBackend::with_string(out, self.size).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(MARGIN)
            .margin_bottom(FOOT)
            .y_label_area_size(self.left)
            .build_cartesian_2d(self.x.clone(), self.y.clone())?;
        ground(&mut chart)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .y_labels(4)
            .y_max_light_lines(0)
            .y_label_formatter(&number)
            .y_label_style(style(16))
            .bold_line_style(GRID)
            .axis_style(INK)
            .draw()?;
        content(&mut chart, &area)?;
        let [width, height] = [self.size.0, self.size.1].map(|side| side as i32);
        let below = height - FOOT;
        area.draw(&Text::new(self.ends[0].to_string(), (self.beginning(), below), style(16)))?;
        let ending = style(16).pos(Pos::new(HPos::Right, VPos::Top));
        area.draw(&Text::new(self.ends[1].to_string(), (width - MARGIN, below), ending))?;
        area.present()
    }

    /// Where the axis begins, in pixels from the left.
    pub(super) fn beginning(&self) -> i32 {
        self.left as i32 + MARGIN
    }
}

pub(super) fn style(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

/// A series joined into columns of characters.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) count: usize,
    length: usize,
}

impl Columns {
    /// For a series of `length`, `most` columns at most.
    pub(super) fn new(length: usize, most: usize) -> Self {
        Self { count: length.min(most.max(1)), length }
    }

    /// The part of the series that a column shows.
    pub(super) fn part(self, column: usize) -> Range<usize> {
        let from = |c: usize| c * self.length / self.count.max(1);
        from(column)..from(column + 1)
    }

    /// What the beginning and the end are called, below them.
    pub(super) fn ends(self, [from, to]: &[SafeText; 2]) -> String {
        let between = self.count.saturating_sub(from.chars().count() + to.chars().count()).max(2);
        format!("{}{}{}", &**from, " ".repeat(between), &**to)
    }
}

/// The character of a height of `eighths`, 1 to 8.
pub(super) fn height(eighths: usize) -> char {
    HEIGHTS[eighths.clamp(1, 8) - 1]
}
