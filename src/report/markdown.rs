//! Reports as Markdown, with tables as GitHub writes them; nothing in a value is taken for markup.

use super::document::{Block, Cell, Column, Document, Fact, Kind, Link, Row, Table};
use super::messages::{Language, Messages};
use super::{audience, channels, communication_plan, effect, forecast_chart, timeline};
use crate::analysis::Analysis;
use crate::channel::Recommendation;
use crate::effect::EffectAnalysis;
use crate::plan::Plan;

/// Cells of a timeline or a forecast chart.
const WIDTH: usize = 72;

/// The report of an analysis as Markdown: with a plan, as the steps of a communication plan.
pub fn markdown(analysis: &Analysis, language: Language) -> String {
    let m = Messages::of(language);
    match &analysis.plan {
        Some(plan) => page(&communication_plan::of_analysis(m, analysis, plan)),
        None => page(&audience::document(m, analysis)),
    }
}

/// The report of a recommendation as Markdown: with a plan, as the steps of a communication plan.
pub fn recommendation_markdown(recommendation: &Recommendation, plan: Option<&Plan>, language: Language) -> String {
    let m = Messages::of(language);
    match plan {
        Some(plan) => page(&communication_plan::of_recommendation(m, recommendation, plan)),
        None => page(&channels::document(m, recommendation, None)),
    }
}

/// The report of the effect of events as Markdown.
pub fn effect_markdown(answer: &EffectAnalysis, language: Language) -> String {
    let m = Messages::of(language);
    page(&effect::document(m, answer))
}

pub(super) fn page(document: &Document) -> String {
    let mut parts = vec![format!("# {}", escaped(&document.title)), facts(&document.about)];
    for section in &document.sections {
        parts.push(format!("## {}", escaped(&section.title)));
        parts.extend(section.blocks.iter().filter_map(block));
    }
    parts.push(format!("---\n\n{}", escaped(&document.provenance)));
    let mut page = parts.join("\n\n");
    page.push('\n');
    page
}

/// One block; none for a drawing, whose figures stand in the sentence beside it.
fn block(block: &Block) -> Option<String> {
    Some(match block {
        Block::Scale(_) | Block::ReachChart(_) | Block::LovePlot(_) => return None,
        Block::ForecastChart(all) if !all.is_foremost => return None,
        Block::Lead(text) => format!("**{}**", escaped(text)),
        Block::Text(text) => escaped(text),
        Block::Outcome(_, verdict, why) => format!("> **{}** {}", escaped(verdict), escaped(why)),
        Block::Facts(all) => facts(all),
        Block::List(intro, items) => {
            let items: Vec<String> = items.iter().map(|item| format!("- {}", escaped(&item.coded()))).collect();
            if intro.is_empty() { items.join("\n") } else { format!("{}\n\n{}", escaped(intro), items.join("\n")) }
        }
        Block::Table(all) => table(all),
        Block::Links(links) => links.iter().map(link).collect::<Vec<_>>().join("\n"),
        Block::Timeline(all) => format!("```text\n{}\n```", timeline::characters(all, WIDTH).join("\n")),
        Block::ForecastChart(all) => format!("```text\n{}\n```", forecast_chart::characters(all, WIDTH).join("\n")),
    })
}

/// A work with its address, which the catalogue checked to hold nothing that ends it.
fn link(link: &Link) -> String {
    let title = escaped(&link.title);
    let title = link.url.as_ref().map_or(title.clone(), |url| format!("[{title}](<{}>)", &**url));
    format!("- {}: {title}. {}", escaped(&link.id), escaped(&link.note)).trim_end().to_owned()
}

fn facts(facts: &[Fact]) -> String {
    facts
        .iter()
        .map(|fact| format!("- **{}:** {}", escaped(&fact.term), escaped(&fact.text)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The caption, the table without its drawings, and the notes of its records as a list.
fn table(table: &Table) -> String {
    let columns: Vec<(usize, &Column)> =
        table.columns.iter().enumerate().filter(|(_, column)| column.kind != Kind::Bars).collect();
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![escaped(&table.caption), String::new()];
    lines.push(line(columns.iter().map(|(_, column)| escaped(&column.title)).collect()));
    let rule = |column: &Column| if column.kind == Kind::Figures { "---:" } else { ":---" };
    lines.push(line(columns.iter().map(|(_, column)| rule(column).to_owned()).collect()));
    for row in &table.rows {
        let text = |i: usize| row.cells.get(i).map_or(String::new(), |cell| escaped(cell.words()));
        lines.push(line(columns.iter().map(|(i, _)| text(*i)).collect()));
    }
    let notes: Vec<String> = table.rows.iter().filter_map(note).collect();
    if !notes.is_empty() {
        lines.push(String::new());
        lines.extend(notes);
    }
    lines.join("\n")
}

fn note(row: &Row) -> Option<String> {
    let name = row.cells.first().map_or("", Cell::words);
    let sentences: Vec<String> = std::iter::once(&row.note).chain(&row.more).map(|s| escaped(s)).collect();
    let all = sentences.join(" ");
    (!all.trim().is_empty()).then(|| format!("- **{}:** {}", escaped(name), all.trim()))
}

/// `text` so that every character stands for itself: markup is escaped, HTML becomes entities, and `@name` calls
/// no one where the report is pasted into a review.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let numbered = text.trim_start_matches(|c: char| c.is_ascii_digit());
    // Where the text begins as a numbered item does: the byte of the `.` or `)` after the number.
    let opens_item = numbered.len() < text.len() && [". ", ") "].iter().any(|mark| numbered.starts_with(mark));
    let item_mark = opens_item.then(|| text.len() - numbered.len());
    let mut written = 0;
    for (i, byte) in text.bytes().enumerate() {
        let (put, then_from) = match byte {
            b'&' => ("&amp;", i + 1),
            b'<' => ("&lt;", i + 1),
            b'>' => ("&gt;", i + 1),
            b'@' => ("@<!-- -->", i + 1),
            b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'|' | b'~' | b'#' | b'$' => ("\\", i),
            // Only at the beginning of a block do these open a list or underline a heading.
            b'-' | b'+' | b'=' if i == 0 => ("\\", i),
            _ if Some(i) == item_mark => ("\\", i),
            _ => continue,
        };
        out.push_str(&text[written..i]);
        out.push_str(put);
        written = then_from;
    }
    out.push_str(&text[written..]);
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn every_character_stands_for_itself() {
        assert_eq!(escaped("a|b `c` <script>&"), "a\\|b \\`c\\` &lt;script&gt;&amp;");
        assert_eq!(escaped("![x](y) **b** ~~c~~ a_b"), "!\\[x\\](y) \\*\\*b\\*\\* \\~\\~c\\~\\~ a\\_b");
        assert_eq!(escaped("# one"), "\\# one");
        assert_eq!(escaped("- one-two"), "\\- one-two");
        assert_eq!(escaped("12. one 3.5"), "12\\. one 3.5");
        assert_eq!(escaped("0.3 %"), "0.3 %");
        assert_eq!(escaped("@everyone"), "@<!-- -->everyone");
    }
}
