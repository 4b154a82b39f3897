//! The acquisition audit as a section.

use super::audit_evidence::{evidence as evidence_sentence, limitation, signal};
use super::document::{Bar, Block, Cell, Column, Kind, Row, Section, Table, Timeline};
use super::format::count;
use super::messages::{Messages, args};
use super::safe_text::SafeText;
use super::sentences::followers;
use crate::analysis::{Analysis, Audited};
use crate::follower_audit::{AuditStatus, Basis, Cohort, Evidence, Finding};

/// Whether followers seem to have come in bulk, when, and on what evidence.
pub(super) fn acquisition_section(m: &Messages, analysis: &Analysis) -> Section {
    let audited = &analysis.acquisition;
    let found = &audited.found;
    let mut section = Section::new(m.label("follower-audit-heading"));
    section.blocks.push(Block::Lead(lead(m, analysis).into()));
    section.blocks.extend(timeline(m, audited).map(Block::Timeline));
    if !found.cohorts.is_empty() {
        section.blocks.push(Block::Table(table(m, audited)));
        section.blocks.extend(with_and_without(m, analysis).map(|sentence| Block::Text(sentence.into())));
        section.blocks.push(Block::Text(m.label("follower-audit-group").into()));
    }
    let sign = |sign: &crate::follower_audit::UncorroboratedSignal| match span(m, found.basis, sign.span) {
        Some(span) => m.text("follower-audit-unusual-item", args![span = m.capital(&span), sign = signal(m, sign)]),
        None => m.capital(&signal(m, sign)),
    };
    section.list(m.label("follower-audit-unusual"), found.uncorroborated.iter().map(sign));
    section.list(
        m.label("follower-audit-limits"),
        found.limitations.iter().map(|limit| m.capital(&limitation(m, *limit))),
    );
    if found.status != AuditStatus::NotExamined {
        let rate = m.exact_percent(found.false_alarm_rate);
        section.blocks.push(Block::Text(m.text("follower-audit-false-alarms", args![rate = rate]).into()));
    }
    section
}

fn lead(m: &Messages, analysis: &Analysis) -> String {
    let found = &analysis.acquisition.found;
    let followers = followers(m, analysis);
    if let (Some(share), Some(number)) = (&found.suspected, &found.suspected_count) {
        let by_creation = found.cohorts.iter().all(|cohort| cohort.by_creation_alone);
        let id = if by_creation { "follower-audit-lead-by-creation" } else { "follower-audit-lead" };
        let (share, number) = (m.percent_estimate(share), m.count_interval(number));
        let cohorts = found.cohorts.len();
        return m.text(id, args![share = share, followers = followers, number = number, cohorts = cohorts]);
    }
    let id = match found.status {
        AuditStatus::NotExamined => "follower-audit-not-examined",
        AuditStatus::PartlyExamined => "follower-audit-partly-examined",
        AuditStatus::Examined => "follower-audit-none",
    };
    m.text(id, args![followers = followers])
}

fn table(m: &Messages, audited: &Audited) -> Table {
    let found = &audited.found;
    let mut columns = vec![
        Column::new(m.label("follower-audit-cohort"), Kind::Words, None),
        Column::new(m.label("follower-audit-came"), Kind::Words, None),
        Column::new(m.label("follower-audit-followers"), Kind::Figures, Some(2)),
        Column::new(m.label("follower-audit-suspected"), Kind::Figures, None),
    ];
    if !audited.cohort_fits.is_empty() {
        columns.push(Column::new(m.label("follower-audit-fit"), Kind::Figures, Some(1)));
    }
    columns.push(Column::bars());
    let level = found.cohorts.first().map_or(0.9, |cohort| cohort.suspected.level);
    let caption = m.text("follower-audit-caption", args![interval = m.interval(level)]);
    let rows = found.cohorts.iter().enumerate().map(|(i, cohort)| {
        let suspected = m.percent_interval(&cohort.suspected);
        let came = span(m, found.basis, cohort.span);
        let mut cells = vec![
            Cell::text(cohort.id.to_string()),
            Cell::text(came.unwrap_or_else(|| m.label("follower-audit-time-unknown"))),
            Cell::text(count(cohort.followers)),
            Cell::text(&suspected),
        ];
        if !audited.cohort_fits.is_empty() {
            let fit = audited.cohort_fits.get(i);
            cells.push(Cell::text(
                fit.map_or_else(|| m.label("follower-audit-not-estimated"), |fit| m.percent_interval(fit)),
            ));
        }
        cells.push(Cell::Bar(Some(Bar::of(&cohort.suspected, suspected))));
        Row::new(m, cells, note(m, cohort), others(m, cohort))
    });
    Table { caption: caption.into(), columns, rows: rows.collect() }
}

/// What was seen, strongest claims first.
fn note(m: &Messages, cohort: &Cohort) -> String {
    let mut parts = Vec::new();
    if let Some((first, last)) = cohort.created {
        let number = m.count_interval(&cohort.suspected_count);
        parts.push(m.text("follower-audit-created", args![number = number, first = m.day(first), last = m.day(last)]));
    }
    if let Some(seconds) = cohort.not_before {
        parts.push(m.text("follower-audit-not-before", args![day = m.day(seconds)]));
    }
    let seen = cohort.evidence.iter().filter(|evidence| evidence.is_present());
    parts.extend(seen.map(|evidence| format!("{}.", m.capital(&evidence_sentence(m, cohort, evidence)))));
    parts.join(" ")
}

/// What was looked for and not seen, or not looked for.
fn others(m: &Messages, cohort: &Cohort) -> Vec<SafeText> {
    let not_seen = |evidence: &&Evidence| match evidence.finding {
        Finding::Present(_) => false,
        Finding::Suppressed { present } => !present,
        Finding::Absent(_) | Finding::NotExamined(_) => true,
    };
    let words = cohort
        .evidence
        .iter()
        .filter(not_seen)
        .map(|e| format!("{}.", m.capital(&evidence_sentence(m, cohort, e))).into());
    words.collect()
}

fn with_and_without(m: &Messages, analysis: &Analysis) -> Option<String> {
    let audited = &analysis.acquisition;
    let (all, without) = (analysis.fit.share.as_ref()?, audited.fit_without_suspected.as_ref()?);
    let shares = args![all = m.percent_interval(all), without = m.percent_interval(without)];
    let mut sentences = vec![m.text("follower-audit-with-and-without", shares)];
    let of = audited.fit_of_suspected.as_ref();
    sentences.extend(of.map(|fit| m.text("follower-audit-of-suspected", args![share = m.percent_interval(fit)])));
    Some(sentences.join(" "))
}

fn timeline(m: &Messages, audited: &Audited) -> Option<Timeline> {
    let found = &audited.found;
    let buckets = &found.timeline;
    let (first, last) = (buckets.first()?, buckets.last()?);
    let place = |mark: i64| buckets.iter().rposition(|bucket| bucket.from <= mark).unwrap_or(0);
    let spans = found.cohorts.iter().filter_map(|cohort| Some((cohort.span?, cohort.id)));
    let named = |mark: i64| match found.basis {
        Basis::FollowTime => m.short_day(mark),
        Basis::FollowOrder | Basis::CreationDate => m.text("follower-audit-position", args![n = mark.max(0)]),
    };
    let order = if found.basis == Basis::FollowTime { "time" } else { "order" };
    let (start, end) = (named(first.from), named(last.to - 1));
    let words = m.text("follower-audit-timeline", args![order = order, first = &start, last = &end]);
    Some(Timeline {
        stretches: buckets.iter().map(|bucket| (bucket.followers, bucket.suspected)).collect(),
        cohorts: spans.map(|((from, to), id)| (place(from), place(to), id)).collect(),
        ends: [start.into(), end.into()],
        words: words.into(),
    })
}

/// `2013-05-04 to 2013-05-06`, or `followers 101 to 230`.
fn span(m: &Messages, basis: Basis, span: Option<(i64, i64)>) -> Option<String> {
    let (from, to) = span?;
    Some(match basis {
        Basis::FollowTime if m.day(from) == m.day(to) => m.short_day(from),
        Basis::FollowTime => m.text("format-range", args![lower = m.short_day(from), upper = m.short_day(to)]),
        Basis::FollowOrder | Basis::CreationDate => {
            m.text("follower-audit-positions", args![from = from.max(0), to = to.max(0)])
        }
    })
}
