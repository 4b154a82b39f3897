//! An analysis as a document.

use super::acquisition::acquisition_section;
use super::channels::channel_section;
use super::document::{Bar, Block, Cell, Column, Document, Fact, Kind, Row, Section, Table};
use super::format::{count, counted, exact_percent, interval_name, percent, percent_interval};
use super::messages::{Language, Messages};
use super::plan::plan_section;
use super::sentences::{
    accounts, certain_sentence, evidence_sentences, fit_sentence, followers, method_words, provenance,
    sensitivity_sentences, verdict_sentence,
};
use super::suppression::suppression;
use crate::analysis::{Analysis, Segment};
use crate::disclosure::Suppressed;
use crate::ingest::{MAX_LISTED, Rejections};
use crate::prevalence::{Fit, Status};
use crate::words::capital;

/// Refused rows that a report shows; the JSON answer has the others.
const SHOWN_REASONS: usize = 5;

/// The report of an analysis.
pub(super) fn document(analysis: &Analysis) -> Document {
    let mut sections = vec![fit_section(analysis), evidence_section(&analysis.fit)];
    if !analysis.segments.is_empty() {
        sections.push(segment_section(analysis));
    }
    sections.push(acquisition_section(analysis));
    sections.extend(analysis.channels.as_ref().map(channel_section));
    sections.extend(analysis.plan.as_ref().map(plan_section));
    sections.extend(closing_sections(analysis));
    Document { title: "Audience fit".into(), about: about(analysis), sections, provenance: provenance(analysis).into() }
}

/// Warnings, what is withheld and refused rows, where there are any.
pub(super) fn closing_sections(analysis: &Analysis) -> impl Iterator<Item = Section> + use<> {
    let mut warnings = Section::new("Warnings");
    warnings.list("", analysis.warnings.iter().map(|w| format!("{} [{}]", capital(&w.detail), w.code)));
    let mut refused = Section::new("Rows refused");
    refusals(&mut refused, &analysis.rejected, "profile", "profiles");
    refusals(&mut refused, &analysis.panel_rejected, "panel row", "panel rows");
    let mut few = Section::new("Withheld for privacy");
    let min_cell = analysis.provenance.min_cell;
    let messages = Messages::of(Language::English);
    let sentence = |s: &Suppressed| format!("{}: {}", s.pointer, suppression(messages, s.suppression, min_cell));
    let intro = format!("No figure reveals a group of fewer than {} followers:", min_cell.0);
    few.list(&intro, analysis.suppressed.iter().map(sentence));
    [warnings, few, refused].into_iter().filter(|s| !s.blocks.is_empty())
}

/// What it is about.
pub(super) fn about(analysis: &Analysis) -> Vec<Fact> {
    let target = &analysis.target;
    let words = target.words();
    let named = target.spec().name.as_ref().filter(|name| **name != words);
    let mut about = vec![Fact::new("Target", named.map_or(words.clone(), |name| format!("{name}: {words}")))];
    let refused = match analysis.rejected.rows {
        0 => String::new(),
        rows => format!(" ({} more refused)", count(rows)),
    };
    let declared = match analysis.fit.evidence.labelled {
        Some(declared) => format!(", {} of whom are known to match or not", count(declared)),
        None => String::new(),
    };
    about.push(Fact::new("Audience", format!("{}{refused}{declared}", followers(analysis))));
    let medians = target.ruler().medians();
    if let Some(newest) = medians.iter().max_by_key(|m| m.year) {
        let mut sources: Vec<&str> = medians.iter().map(|m| m.source.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        let source = if sources.len() == 1 { "source" } else { "sources" };
        let text = format!("medians of {}, {} ({source} {})", newest.country, newest.year, sources.join(", "));
        about.push(Fact::new("Incomes", text));
    }
    about
}

pub(super) fn fit_section(analysis: &Analysis) -> Section {
    let fit = &analysis.fit;
    let mut section = Section::new("How many match");
    section.blocks.push(Block::Lead(fit_sentence(analysis).into()));
    let (least, most) = fit.evidence.bounds;
    let mut bar = match (fit.status, &fit.share) {
        (Status::Estimated, Some(share)) => Bar::of(share, bar_words(&fit_sentence(analysis))),
        (Status::Estimated, None) | (Status::NotIdentified | Status::Withheld, _) => Bar {
            lower: least,
            value: None,
            upper: most,
            mark: None,
            words: bar_words(&certain_sentence(analysis)).into(),
        },
    };
    bar.mark = analysis.verdict.as_ref().map(|v| {
        let name = format!("minimum {}", exact_percent(v.min_share));
        (v.min_share, name.into())
    });
    section.blocks.push(Block::Scale(bar));
    if let Some(verdict) = &analysis.verdict {
        let why = capital(&verdict_sentence(fit, verdict));
        section.blocks.push(Block::Outcome(verdict.outcome, why.into()));
    }
    let intro = match fit.status {
        Status::Estimated => "To narrow the interval:",
        Status::NotIdentified | Status::Withheld => "What would make an estimate possible:",
    };
    section.list(intro, fit.needs.iter().map(|need| capital(need)));
    section
}

fn bar_words(sentence: &str) -> String {
    format!("On a scale from 0 % to 100 %: {sentence}")
}

pub(super) fn evidence_section(fit: &Fit) -> Section {
    let mut section = Section::new("What this rests on");
    let mut facts = Vec::new();
    if let Some(method) = fit.method {
        facts.push(Fact::new("Method", method_words(method)));
        facts.push(Fact::new("Assumption", method.assumption()));
    }
    facts.push(Fact::new("Evidence", evidence_sentences(fit)));
    section.blocks.push(Block::Facts(facts));
    let accounts = accounts(fit);
    section.list("How the audience seems to differ from the panel:", accounts.iter().map(|a| capital(a)));
    section.blocks.extend(sensitivity_sentences(&fit.sensitivity).map(|s| Block::Text(s.into())));
    section
}

pub(super) fn segment_section(analysis: &Analysis) -> Section {
    let mut section = Section::new("Who they are");
    let column = |title, kind, gives_way| Column { title, kind, gives_way };
    let mut columns = vec![
        column("Segment", Kind::Words, None),
        column("Followers", Kind::Figures, Some(2)),
        column("Share", Kind::Figures, Some(1)),
    ];
    let estimates: Vec<_> = analysis.segments.iter().filter_map(|s| s.fit.as_ref()).collect();
    let caption = match estimates.first() {
        Some(first) => {
            columns.push(column("In the target", Kind::Figures, None));
            columns.push(column("0 % to 100 %", Kind::Bars, None));
            format!(
                "Groups of like followers, and the share of each in the target with its {}.",
                interval_name(first.level)
            )
        }
        None if analysis.suppressed.iter().any(|s| s.pointer.starts_with("/segments/")) => {
            "Groups of like followers. The share of each in the target is withheld.".to_owned()
        }
        None => {
            "Groups of like followers. The share of each in the target cannot be told from this evidence.".to_owned()
        }
    };
    let rows = analysis.segments.iter().map(|segment| segment_row(segment, !estimates.is_empty())).collect();
    section.blocks.push(Block::Table(Table { caption: caption.into(), columns, rows }));
    section
}

fn segment_row(segment: &Segment, estimated: bool) -> Row {
    let mut cells = vec![Cell::text(&segment.id), Cell::text(count(segment.count)), Cell::text(percent(segment.share))];
    if estimated {
        let told = segment.fit.as_ref().map_or("withheld".to_owned(), percent_interval);
        let bar = segment.fit.as_ref().map(|fit| Bar::of(fit, told.as_str()));
        cells.extend([Cell::text(told), Cell::Bar(bar)]);
    }
    let traits: Vec<&str> = segment.traits.iter().map(|t| t.words.as_str()).collect();
    let note = if traits.is_empty() { segment.name.clone() } else { traits.join("; ") };
    Row { cells, note: note.into(), more: Vec::new() }
}

fn refusals(section: &mut Section, refused: &Rejections, one: &str, many: &str) {
    if refused.is_empty() {
        return;
    }
    let were = if refused.rows == 1 { "was" } else { "were" };
    let intro = format!("{} {were} refused and does not count:", counted(refused.rows, one, many));
    let intro = if refused.rows == 1 { intro } else { intro.replace("does not", "do not") };
    let shown = &refused.listed[..refused.listed.len().min(SHOWN_REASONS)];
    section.list(&intro, shown.iter().map(|reason| capital(&reason.to_string())));
    let mut rows: Vec<u64> = shown.iter().map(|reason| reason.row).collect();
    rows.dedup();
    let rest = refused.rows.saturating_sub(rows.len() as u64);
    if rest > 0 {
        let lists = if refused.listed.len() < MAX_LISTED {
            "the JSON answer lists all".to_owned()
        } else {
            format!("the JSON answer lists the first {} reasons", count(MAX_LISTED as u64))
        };
        section.blocks.push(Block::Text(format!("And {}; {lists}.", counted(rest, "more", "more")).into()));
    }
}
