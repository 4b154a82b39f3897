//! How often forecasts held, in sentences, and as the last section of a report.

use askama::Template;

use super::Language;
use super::messages::{Messages, args};
use crate::analysis::{FEW_FORECASTS, ForecastKind, KindRecord, TrackRecord};

/// `18 of 20 forecasts of the response to a campaign held: 90 % (75 % to 97 %, 90 % interval).`
pub(crate) fn track_record_summary(m: &Messages, record: &KindRecord) -> String {
    let kind = match record.kind {
        ForecastKind::Fit => m.label("report-track-record-fit"),
        ForecastKind::Reach => m.label("report-track-record-reach"),
        ForecastKind::Plan => m.label("report-track-record-plan"),
        ForecastKind::Effect => m.label("report-track-record-effect"),
        ForecastKind::Response => m.label("report-track-record-response"),
    };
    let mut sentences = vec![match &record.share {
        None => m.text("report-track-record-none", args![kind = kind]),
        Some(share) => m.text(
            "report-track-record-held",
            args![
                kind = kind,
                held = record.held,
                scored = record.scored,
                share = m.percent(share.value),
                lower = m.percent(share.lower),
                upper = m.percent(share.upper),
                level = m.exact_percent(share.level),
            ],
        ),
    }];
    if (1..FEW_FORECASTS).contains(&record.scored) {
        sentences.push(m.text("report-track-record-few", args![few = FEW_FORECASTS]));
    }
    if record.open > 0 {
        sentences.push(m.text("report-track-record-open", args![open = record.open]));
    }
    sentences.join(" ")
}

/// The kinds of which forecasts were scored or wait, each in its sentences.
fn sentences(m: &Messages, record: &TrackRecord) -> Vec<String> {
    let there = record.kinds.iter().filter(|kind| kind.scored + kind.open > 0);
    there.map(|kind| track_record_summary(m, kind)).collect()
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"
<section aria-labelledby="part-{{ part }}">
<h2 id="part-{{ part }}">{{ title }}</h2>
<ul>
{%- for sentence in sentences %}
<li>{{ sentence }}</li>
{%- endfor %}
</ul>
</section>"#
)]
struct RecordSection {
    part: usize,
    title: String,
    sentences: Vec<String>,
}

/// A report's page with the track record as its last section; as it is where nothing was forecast.
pub(crate) fn html_with_record(page: String, record: &TrackRecord, language: Language) -> String {
    let m = Messages::of(language);
    let sentences = sentences(m, record);
    let Some((sections, rest)) = page.rsplit_once("\n<footer><p>").filter(|_| !sentences.is_empty()) else {
        return page;
    };
    let part = 1 + sections.matches("\n<section aria-labelledby=").count();
    let section = RecordSection { part, title: m.label("report-track-record-title"), sentences };
    let section = section.render().expect("writing to a string does not fail");
    format!("{sections}{}\n<footer><p>{rest}", section.replace(" %", "\u{a0}%"))
}

/// A report in Markdown with the track record as its last section; as it is where nothing was forecast.
pub(crate) fn markdown_with_record(page: String, record: &TrackRecord, language: Language) -> String {
    let m = Messages::of(language);
    let sentences = sentences(m, record);
    let Some((sections, rest)) = page.rsplit_once("\n---\n\n").filter(|_| !sentences.is_empty()) else { return page };
    let items: String = sentences.iter().map(|sentence| format!("- {sentence}\n")).collect();
    format!("{sections}\n## {}\n\n{items}\n---\n\n{rest}", m.label("report-track-record-title"))
}

#[cfg(test)]
mod tests {
    use super::super::{ReportParts, fixtures, html, markdown};
    use super::*;
    use crate::prevalence::Estimate;

    fn record(scored: usize) -> TrackRecord {
        let share = Estimate { value: 0.9, lower: 0.75, upper: 0.97, level: 0.9, method: "jeffreys", n: scored as f64 };
        let kind = |kind, scored: usize, open| KindRecord {
            kind,
            scored,
            held: scored,
            open,
            share: Some(share.clone()).filter(|_| scored > 0),
        };
        let kinds = vec![kind(ForecastKind::Fit, scored, 2), kind(ForecastKind::Plan, 0, 0)];
        TrackRecord { kinds, forecasts: Vec::new() }
    }

    #[test]
    fn a_report_ends_with_the_record_and_small_numbers_are_said() {
        for language in Language::ALL {
            let m = Messages::of(language);
            let page = html_with_record(html(&fixtures::estimated(), language), &record(3), language);
            let parts = ReportParts::of(&page).expect("a report");
            let last = parts.sections.last().expect("a section");
            assert_eq!(
                (last.title, last.id),
                (&*m.label("report-track-record-title"), &*format!("part-{}", parts.sections.len()))
            );
            assert!(last.body.contains("20") && last.body.matches("<li>").count() == 1, "{}", last.body);
            let text = markdown_with_record(markdown(&fixtures::estimated(), language), &record(30), language);
            let (_, section) = text.rsplit_once("\n## ").expect("a section");
            let (section, _) = section.split_once("\n---\n\n").expect("the foot of the report");
            assert!(section.starts_with(&m.label("report-track-record-title")) && section.contains("30"), "{section}");
            assert!(!section.contains("20"), "30 are not few: {section}");
        }
        let page = html(&fixtures::estimated(), Language::English);
        let nothing = TrackRecord { kinds: Vec::new(), forecasts: Vec::new() };
        assert_eq!(html_with_record(page.clone(), &nothing, Language::English), page);
    }
}
