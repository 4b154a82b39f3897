//! An analysis as a document.

use super::acquisition::acquisition_section;
use super::ask::answer_section;
use super::caveat::caveats;
use super::channels::{channel_section, source_section};
use super::document::{Bar, Block, Document, Fact, Item, Section};
use super::estimation::{assumption, required_data};
use super::messages::{Messages, args};
use super::overlap::overlap_section;
use super::plan::plan_section;
use super::segments::segment_section;
use super::sentences::{self, certain_sentence, fit_sentence, followers};
use super::suppression::{figure_words, suppression};
use super::target::target_words;
use super::warning::warnings as all_warnings;
use crate::analysis::Analysis;
use crate::disclosure::Suppressed;
use crate::ingest::{MAX_LISTED, Rejections};
use crate::prevalence::{Fit, Status};

/// Rejected rows that a report shows; the JSON answer has the others.
const MAX_REJECTIONS: usize = 5;

/// The report of an analysis.
pub(super) fn document(m: &Messages, analysis: &Analysis) -> Document {
    let mut sections = vec![fit_section(m, analysis), evidence_section(m, &analysis.fit)];
    sections.extend(analysis.answers.as_ref().map(|answers| answer_section(m, analysis, answers)));
    sections.extend(analysis.fit.overlap.as_ref().map(|overlap| overlap_section(m, overlap)));
    if !analysis.segments.is_empty() {
        sections.push(segment_section(m, analysis));
    }
    sections.push(acquisition_section(m, analysis));
    sections.extend(analysis.channels.as_ref().map(|channels| channel_section(m, channels)));
    sections.extend(analysis.plan.as_ref().map(|plan| plan_section(m, plan)));
    sections.extend(closing_sections(m, analysis));
    Document {
        language: m.language(),
        title: m.label("fit-title").into(),
        about: about(m, analysis),
        sections,
        provenance: sentences::provenance(m, analysis).into(),
    }
}

/// Warnings, what is suppressed and rejected rows, where there are any.
pub(super) fn closing_sections(m: &Messages, analysis: &Analysis) -> impl Iterator<Item = Section> + use<> {
    let mut warnings = Section::new(m.label("report-warnings"));
    let all = all_warnings(m, analysis);
    warnings.items("", all.iter().map(|(code, text)| Item::warning(m.capital(text), *code)));
    let mut rejected = Section::new(m.label("fit-rejected-heading"));
    rejections(m, &mut rejected, "fit-rejected-profiles", &analysis.rejected);
    rejections(m, &mut rejected, "fit-rejected-panel-rows", &analysis.panel_rejected);
    let mut suppressed = Section::new(m.label("fit-suppressed-heading"));
    let min_cell = analysis.provenance.min_cell;
    let sentence =
        |s: &Suppressed| format!("{}: {}", figure_words(m, &s.pointer), suppression(m, s.suppression, min_cell));
    let intro = m.text("fit-suppressed-figures", args![n = min_cell.0]);
    suppressed.list(intro, analysis.suppressed.iter().map(sentence));
    let sources = source_section(m, analysis.channels.as_deref(), analysis.target.ruler().medians());
    [warnings, suppressed, rejected].into_iter().filter(|s| !s.blocks.is_empty()).chain(sources)
}

/// What it is about.
pub(super) fn about(m: &Messages, analysis: &Analysis) -> Vec<Fact> {
    let target = &analysis.target;
    let words = target_words(m, target);
    let named = target.spec().name.as_ref().filter(|name| **name != words);
    let text = named.map_or(words.clone(), |name| format!("{}: {words}", m.name(name)));
    let mut about = vec![Fact::new(m.label("report-target"), text)];
    let mut audience = vec![followers(m, analysis)];
    if analysis.rejected.rows > 0 {
        audience.push(m.text("fit-more-rejected", args![n = analysis.rejected.rows]));
    }
    audience.extend(analysis.fit.evidence.labelled.map(|n| m.text("fit-labelled-number", args![n = n])));
    about.push(Fact::new(m.label("fit-audience"), audience.join(", ")));
    let medians = target.ruler().medians();
    if let Some(newest) = medians.iter().max_by_key(|m| m.year) {
        let mut sources: Vec<&str> = medians.iter().map(|m| m.source.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        let text = m.text(
            "fit-medians",
            args![
                country = &newest.country,
                year = newest.year.to_string(),
                n = sources.len(),
                sources = sources.join(", ")
            ],
        );
        about.push(Fact::new(m.label("fit-incomes"), text));
    }
    about
}

pub(super) fn fit_section(m: &Messages, analysis: &Analysis) -> Section {
    let fit = &analysis.fit;
    let mut section = Section::new(m.label("fit-heading"));
    let lead = fit_sentence(m, analysis);
    section.blocks.push(Block::Scale(scale(m, analysis, &lead)));
    section.blocks.insert(0, Block::Lead(lead.into()));
    if let Some(verdict) = &analysis.verdict {
        let outcome = m.text("report-verdict", args![outcome = sentences::outcome(m, verdict.outcome)]);
        let why = sentences::verdict_sentence(m, analysis, verdict);
        section.blocks.push(Block::Outcome(verdict.outcome, outcome.into(), why.into()));
    }
    section.list(m.label("caveat-heading"), caveats(m, analysis));
    let intro = m.label(match fit.status {
        Status::Estimated => "fit-to-narrow",
        Status::Assumed => "fit-to-replace",
        Status::NotIdentified | Status::Withheld => "fit-to-identify",
    });
    section.list(intro, fit.required_data.iter().map(|required| m.capital(&required_data(m, required))));
    section
}

/// The share on a scale, or what is certain of it, with the minimum asked for.
fn scale(m: &Messages, analysis: &Analysis, lead: &str) -> Bar {
    let fit = &analysis.fit;
    let mark = analysis.verdict.as_ref().map(|v| {
        let name = m.text("fit-minimum", args![share = m.exact_percent(v.min_share)]);
        (v.min_share, name)
    });
    // Their share of everybody says what a share of the followers is worth, where it is of the same people.
    let found = analysis.channels.as_ref().filter(|found| found.ignored_conditions.is_empty());
    let beside = found.map(|found| {
        let share = found.target_share_of_adults;
        (share, m.text("fit-of-adults", args![share = m.percent(share)]))
    });
    let names: Vec<&str> = [&mark, &beside].into_iter().flatten().map(|(_, name)| name.as_str()).collect();
    let described = |sentence: &str| match names.as_slice() {
        [] => m.text("report-scale", args![sentence = sentence]),
        names => m.text("report-scale-mark", args![sentence = sentence, mark = m.list(names)]),
    };
    let (lower, upper) = fit.evidence.bounds;
    let bar = match (fit.status, &fit.share) {
        (Status::Estimated | Status::Assumed, Some(share)) => Bar::of(share, described(lead)),
        (Status::Estimated | Status::Assumed, None) | (Status::NotIdentified | Status::Withheld, _) => {
            let words = described(&certain_sentence(m, analysis)).into();
            Bar { lower, value: None, upper, mark: None, beside: None, words }
        }
    };
    let [mark, beside] = [mark, beside].map(|named| named.map(|(share, name)| (share, name.into())));
    Bar { mark, beside, ..bar }
}

pub(super) fn evidence_section(m: &Messages, fit: &Fit) -> Section {
    let mut section = Section::new(m.label("fit-evidence-heading"));
    let mut facts = Vec::new();
    if let Some(method) = fit.method {
        facts.push(Fact::new(m.label("fit-method"), sentences::method(m, method)));
        facts.push(Fact::new(m.label("fit-assumption"), assumption(m, method)));
    }
    facts.push(Fact::new(m.label("fit-evidence"), sentences::evidence_sentences(m, fit)));
    section.blocks.push(Block::Facts(facts));
    let accounts = sentences::accounts(m, fit);
    section.list(m.label("fit-differences"), accounts.iter().map(|a| m.capital(a)));
    section.blocks.extend(sentences::sensitivity_sentences(m, fit).map(|s| Block::Text(s.into())));
    section
}

fn rejections(m: &Messages, section: &mut Section, intro: &str, rejected: &Rejections) {
    if rejected.is_empty() {
        return;
    }
    let shown = &rejected.listed[..rejected.listed.len().min(MAX_REJECTIONS)];
    section.list(
        m.text(intro, args![n = rejected.rows]),
        shown.iter().map(|reason| m.capital(&sentences::rejection_sentence(m, reason))),
    );
    let mut rows: Vec<u64> = shown.iter().map(|reason| reason.row).collect();
    rows.dedup();
    let rest = rejected.rows.saturating_sub(rows.len() as u64);
    if rest > 0 {
        let text = if rejected.listed.len() < MAX_LISTED {
            m.text("fit-rejected-rest", args![n = rest])
        } else {
            m.text("fit-rejected-rest-in-part", args![n = rest, listed = MAX_LISTED])
        };
        section.blocks.push(Block::Text(text.into()));
    }
}
