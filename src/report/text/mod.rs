//! Reports as a page for a terminal: no colour, no line wider than asked for.

mod bar;
mod table;
mod width;

use super::document::{Bar, Block, Document, Fact, Item, Link, Section};
use super::messages::{Language, Messages};
use super::safe_text::SafeText;
use super::{audience, channels, effect, forecast_chart, timeline};
use crate::analysis::Analysis;
use crate::channel::Recommendation;
use crate::effect::EffectAnalysis;
use crate::plan::Plan;
use width::wrapped;

pub(super) use width::{display_width, filling};

/// Widths that a page may have.
const MIN_WIDTH: usize = 60;
const MAX_WIDTH: usize = 120;
/// Cells of the scale that a fit is drawn on.
const SCALE: usize = 50;

/// The report of an analysis as a page for a terminal, `width` cells wide (60 to 120; other widths are brought there).
pub fn text(analysis: &Analysis, language: Language, width: usize) -> String {
    let m = Messages::of(language);
    page(&audience::document(m, analysis), width)
}

/// The report of a recommendation, and of its plan if there is one, as a page for a terminal, as wide as that of
/// [`text`].
pub fn recommendation_text(
    recommendation: &Recommendation,
    plan: Option<&Plan>,
    language: Language,
    width: usize,
) -> String {
    let m = Messages::of(language);
    page(&channels::document(m, recommendation, plan), width)
}

/// The report of the effect of events as a page for a terminal, as wide as that of [`text`].
pub fn effect_text(answer: &EffectAnalysis, language: Language, width: usize) -> String {
    let m = Messages::of(language);
    page(&effect::document(m, answer), width)
}

pub(super) fn page(document: &Document, width: usize) -> String {
    let width = width.clamp(MIN_WIDTH, MAX_WIDTH);
    let mut lines = vec![document.title.to_uppercase(), String::new()];
    lines.extend(facts(&document.about, width, ""));
    for section in &document.sections {
        lines.push(String::new());
        lines.push(section.title.to_string());
        lines.push("─".repeat(width));
        lines.extend(blocks(section, width));
    }
    lines.push(String::new());
    lines.push("─".repeat(width));
    lines.extend(wrapped(&document.provenance, width, "", ""));
    lines.push(String::new());
    lines.join("\n")
}

/// The blocks of a section with a blank line between them.
fn blocks(section: &Section, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    // These two say no more than the table beside them.
    let is_left_out = |block: &Block| {
        matches!(block, Block::ReachChart(_) | Block::LovePlot(_))
            || matches!(block, Block::ForecastChart(chart) if !chart.is_foremost)
    };
    let is_drawn = |block: &&Block| !is_left_out(block);
    for (i, block) in section.blocks.iter().filter(is_drawn).enumerate() {
        if i > 0 {
            lines.push(String::new());
        }
        match block {
            Block::Lead(text) | Block::Text(text) => lines.extend(wrapped(text, width, "", "")),
            Block::Outcome(_, verdict, why) => {
                lines.extend(wrapped(&format!("{} {why}", verdict.to_uppercase()), width, "", ""));
            }
            Block::Scale(bar) => lines.extend(scale(bar, width)),
            Block::Timeline(all) => {
                let drawn = timeline::characters(all, SCALE.min(width - 4));
                lines.extend(drawn.into_iter().map(|line| format!("  {line}")));
            }
            Block::ForecastChart(all) => {
                let drawn = forecast_chart::characters(all, width - 4);
                lines.extend(drawn.into_iter().map(|line| format!("  {line}")));
            }
            // Its figures stand in the table beside it.
            Block::ReachChart(_) | Block::LovePlot(_) => {}
            Block::Facts(all) => lines.extend(facts(all, width, "")),
            Block::List(intro, items) => lines.extend(list(intro, items, width)),
            Block::Links(links) => lines.extend(links.iter().flat_map(|link| linked(link, width))),
            Block::Table(table) => {
                lines.extend(wrapped(&table.caption, width, "", ""));
                lines.push(String::new());
                lines.extend(table::lines(table, width));
            }
        }
    }
    lines
}

/// A work, and its address on a line of its own so that it can be opened from the terminal.
fn linked(link: &Link, width: usize) -> Vec<String> {
    let mut lines = wrapped(&format!("{}: {}. {}", &*link.id, &*link.title, &*link.note), width, "- ", "  ");
    lines.extend(link.url.as_ref().map(|url| format!("  {}", &**url)));
    lines
}

/// A bar between its scale and its mark.
fn scale(bar: &Bar, width: usize) -> Vec<String> {
    let cells = SCALE.min(width - 4);
    let drawn = [Some(bar::scale(cells)), Some(bar::drawn(bar, cells)), bar::pointer(bar, cells)];
    drawn.into_iter().flatten().map(|line| format!("  {line}")).collect()
}

/// Terms in one column, their texts in the other.
fn facts(facts: &[Fact], width: usize, indent: &str) -> Vec<String> {
    let terms = facts.iter().map(|fact| display_width(&fact.term)).max().unwrap_or(0);
    let rest = format!("{indent}{}", " ".repeat(terms + 2));
    let lines = facts.iter().flat_map(|fact| {
        let first = format!("{indent}{}{}  ", fact.term, filling(&fact.term, terms));
        wrapped(&fact.text, width, &first, &rest)
    });
    lines.collect()
}

fn list(intro: &SafeText, items: &[Item], width: usize) -> Vec<String> {
    let mut lines = if intro.is_empty() { Vec::new() } else { wrapped(intro, width, "", "") };
    lines.extend(items.iter().flat_map(|item| wrapped(&item.coded(), width, "- ", "  ")));
    lines
}
