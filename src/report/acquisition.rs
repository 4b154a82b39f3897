//! The acquisition audit as a section.

use super::document::{Bar, Block, Cell, Column, Kind, Row, Section, Table, Timeline};
use super::format::{count, count_interval, exact_percent, interval_name, percent_estimate, percent_interval};
use super::sentences::followers;
use crate::analysis::{Analysis, Audited};
use crate::follower_audit::{AuditStatus, Basis, Cohort, Evidence, Finding};
use crate::words::{capital, day};

/// Whether followers seem to have come in bulk, when, and on what evidence.
pub(super) fn acquisition_section(analysis: &Analysis) -> Section {
    let audited = &analysis.acquisition;
    let found = &audited.found;
    let mut section = Section::new("How they came");
    section.blocks.push(Block::Lead(lead(analysis).into()));
    section.blocks.extend(timeline(audited).map(Block::Timeline));
    if !found.cohorts.is_empty() {
        section.blocks.push(Block::Table(table(audited)));
        section.blocks.extend(with_and_without(analysis).map(|sentence| Block::Text(sentence.into())));
        section.blocks.push(Block::Text(
            "Suspected is said of a number, never of a person: followers among them may have come by themselves."
                .into(),
        ));
    }
    let sign = |sign: &crate::follower_audit::UncorroboratedSignal| {
        let when = span(found.basis, sign.span).map_or(String::new(), |span| format!("{span}: "));
        capital(&format!("{when}{}", sign.words()))
    };
    section.list("Seen, and no suspicion by itself:", found.uncorroborated.iter().map(sign));
    section.list("What could not be examined:", found.limits.iter().map(|limit| capital(&limit.detail)));
    if found.status != AuditStatus::NotExamined {
        let rate = exact_percent(found.false_alarm_rate);
        let text = format!(
            "A suspicion takes two independent kinds of evidence in one window; where there is nothing to be found, one \
             is looked at in at most {rate} of audiences."
        );
        section.blocks.push(Block::Text(text.into()));
    }
    section
}

fn lead(analysis: &Analysis) -> String {
    let found = &analysis.acquisition.found;
    let followers = followers(analysis);
    match (&found.suspected, &found.suspected_count) {
        (Some(share), Some(number)) => {
            let cohorts = match found.cohorts.len() {
                1 => "one cohort".to_owned(),
                n => format!("{n} cohorts"),
            };
            let weak = found.cohorts.iter().all(|cohort| cohort.by_creation_alone);
            let basis = if weak { ", by creation dates and profiles alone" } else { "" };
            format!(
                "About {} of {followers} seem to have come in bulk: {} in {cohorts}{basis}.",
                percent_estimate(share),
                count_interval(number)
            )
        }
        _ if found.status == AuditStatus::NotExamined => {
            format!("Whether any of {followers} came in bulk could not be examined.")
        }
        _ if found.status == AuditStatus::PartlyExamined => {
            format!("No cohort of {followers} seems to have come in bulk, as far as could be examined.")
        }
        _ => format!("No cohort of {followers} seems to have come in bulk."),
    }
}

fn table(audited: &Audited) -> Table {
    let found = &audited.found;
    let column = |title, kind, gives_way| Column { title, kind, gives_way };
    let mut columns = vec![
        column("Cohort", Kind::Words, None),
        column("Came", Kind::Words, None),
        column("Followers", Kind::Figures, Some(2)),
        column("Suspected", Kind::Figures, None),
    ];
    if !audited.cohort_fits.is_empty() {
        columns.push(column("In the target", Kind::Figures, Some(1)));
    }
    columns.push(column("0 % to 100 %", Kind::Bars, None));
    let level = found.cohorts.first().map_or(0.9, |cohort| cohort.suspected.level);
    let caption = format!(
        "Followers who came together, and the share of them that seems to have come in bulk with its {}.",
        interval_name(level)
    );
    let rows = found.cohorts.iter().enumerate().map(|(i, cohort)| {
        let suspected = percent_interval(&cohort.suspected);
        let mut cells = vec![
            Cell::text(cohort.id.to_string()),
            Cell::text(span(found.basis, cohort.span).unwrap_or_else(|| "not known".to_owned())),
            Cell::text(count(cohort.followers)),
            Cell::text(&suspected),
        ];
        if !audited.cohort_fits.is_empty() {
            cells.push(Cell::text(audited.cohort_fits.get(i).map_or("not estimated".to_owned(), percent_interval)));
        }
        cells.push(Cell::Bar(Some(Bar::of(&cohort.suspected, suspected))));
        Row { cells, note: note(cohort).into(), more: others(cohort) }
    });
    Table { caption: caption.into(), columns, rows: rows.collect() }
}

/// What was seen, strongest claims first.
fn note(cohort: &Cohort) -> String {
    let mut parts = Vec::new();
    if let Some((first, last)) = cohort.created {
        let number = count_interval(&cohort.suspected_count);
        parts.push(format!("About {number} suspected, created {} to {}.", day(first), day(last)));
    }
    if let Some(seconds) = cohort.not_before {
        parts.push(format!("The first did not come before {}.", day(seconds)));
    }
    let seen = cohort.evidence.iter().filter(|evidence| evidence.is_present());
    parts.extend(seen.map(|evidence| format!("{}.", capital(&cohort.words(evidence)))));
    parts.join(" ")
}

/// What was looked for and not seen, or not looked for.
fn others(cohort: &Cohort) -> Vec<super::plain::Plain> {
    let not_seen = |evidence: &&Evidence| match evidence.finding {
        Finding::Present(_) => false,
        Finding::Suppressed { present } => !present,
        Finding::Absent(_) | Finding::NotExamined(_) => true,
    };
    let words = cohort.evidence.iter().filter(not_seen).map(|e| format!("{}.", capital(&cohort.words(e))).into());
    words.collect()
}

fn with_and_without(analysis: &Analysis) -> Option<String> {
    let audited = &analysis.acquisition;
    let (all, without) = (analysis.fit.share.as_ref()?, audited.fit_without_suspected.as_ref()?);
    let of = audited.fit_of_suspected.as_ref().map_or(String::new(), |fit| {
        format!(" Of the suspected themselves, {} are in the target.", percent_interval(fit))
    });
    Some(format!(
        "In the target are {} of all followers, and {} of those who are not suspected.{of}",
        percent_interval(all),
        percent_interval(without)
    ))
}

fn timeline(audited: &Audited) -> Option<Timeline> {
    let found = &audited.found;
    let buckets = &found.timeline;
    let (first, last) = (buckets.first()?, buckets.last()?);
    let place = |mark: i64| buckets.iter().rposition(|bucket| bucket.from <= mark).unwrap_or(0);
    let spans = found.cohorts.iter().filter_map(|cohort| Some((cohort.span?, cohort.id)));
    let named = |mark: i64| match found.basis {
        Basis::FollowTime => day(mark),
        Basis::FollowOrder | Basis::CreationDate => format!("follower {}", count(mark.max(0) as u64)),
    };
    let by = if found.basis == Basis::FollowTime { "time" } else { "order" };
    let words = format!("Followers by {by} of following, from {} to {}.", named(first.from), named(last.to - 1));
    Some(Timeline {
        stretches: buckets.iter().map(|bucket| (bucket.followers, bucket.suspected)).collect(),
        cohorts: spans.map(|((from, to), id)| (place(from), place(to), id)).collect(),
        ends: [named(first.from).into(), named(last.to - 1).into()],
        words: words.into(),
    })
}

/// `2013-05-04 to 2013-05-06`, or `followers 101 to 230`.
fn span(basis: Basis, span: Option<(i64, i64)>) -> Option<String> {
    let (from, to) = span?;
    Some(match basis {
        Basis::FollowTime if day(from) == day(to) => day(from),
        Basis::FollowTime => format!("{} to {}", day(from), day(to)),
        Basis::FollowOrder | Basis::CreationDate => {
            format!("followers {} to {}", count(from.max(0) as u64), count(to.max(0) as u64))
        }
    })
}
