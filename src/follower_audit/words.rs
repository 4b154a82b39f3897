//! Evidence in words.

use super::evidence::{Evidence, EvidenceKind, EvidenceStats, Finding};
use super::result::{Cohort, UncorroboratedSignal};
use crate::words::{day, grouped};

impl Cohort {
    /// What one kind of evidence says of this cohort, as a sentence without a full stop.
    pub fn words(&self, evidence: &Evidence) -> String {
        match &evidence.finding {
            Finding::Present(stats) => {
                format!("{} ({})", told(evidence.kind, self.band, stats), chance(stats.p_value))
            }
            Finding::Absent(stats) => not_seen(evidence.kind, self.band, stats),
            Finding::Suppressed { present: true } => {
                format!("{} seen, in numbers too small to be told", name(evidence.kind))
            }
            Finding::Suppressed { present: false } => format!("{} not seen", name(evidence.kind)),
            Finding::NotExamined(why) => format!("{}: not examined, for {why}", name(evidence.kind)),
        }
    }
}

impl UncorroboratedSignal {
    /// What was seen, and why it is no suspicion.
    pub fn words(&self) -> String {
        let told = told(self.kind, self.band, &self.stats);
        let why = match self.kind {
            EvidenceKind::ArrivalBurst => "a post that spreads looks the same, and no other evidence agrees",
            EvidenceKind::CreationBurst
            | EvidenceKind::ProfilePattern
            | EvidenceKind::Similarity
            | EvidenceKind::NoEngagement => "no other kind of evidence agrees",
        };
        format!("{told} ({}); {why}", chance(self.stats.p_value))
    }
}

/// What a kind of evidence is called.
fn name(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::ArrivalBurst => "burst of arrivals",
        EvidenceKind::CreationBurst => "burst of creation dates",
        EvidenceKind::ProfilePattern => "profile pattern",
        EvidenceKind::Similarity => "sameness",
        EvidenceKind::NoEngagement => "no engagement",
    }
}

fn told(kind: EvidenceKind, band: Option<(i64, i64)>, s: &EvidenceStats) -> String {
    let (seen, of, expected) = (number(s.observed), number(s.of), number(s.expected));
    match kind {
        EvidenceKind::ArrivalBurst => {
            format!("{seen} followers came where the account's rhythm leads to expect {expected}")
        }
        EvidenceKind::CreationBurst => {
            let days = band.map_or(String::new(), |(first, last)| format!(" {}", between(first, last)));
            let whose = if s.among_pattern { " that show the profile pattern" } else { "" };
            format!("{seen} of {of} accounts{whose} were created{days}; their surroundings lead to expect {expected}")
        }
        EvidenceKind::ProfilePattern => format!(
            "{seen} of {of} follow many times as many accounts as follow back, and have few followers, posts, likes or \
             lists; their surroundings lead to expect {expected}"
        ),
        EvidenceKind::Similarity => format!(
            "two of them have like counts in {} of pairs, two of their surroundings in {}",
            percent(s.observed),
            percent(s.expected)
        ),
        EvidenceKind::NoEngagement => {
            format!("{seen} of {of} never engaged; their surroundings lead to expect {expected}")
        }
    }
}

fn not_seen(kind: EvidenceKind, band: Option<(i64, i64)>, stats: &EvidenceStats) -> String {
    if kind == EvidenceKind::CreationBurst && band.is_none() {
        return "no burst of creation dates".to_owned();
    }
    format!("{} not seen: {}", name(kind), told(kind, band, stats))
}

/// An upper bound on a chance, never told as none.
fn chance(chance: f64) -> String {
    const LEAST: f64 = 1e-6;
    if chance <= LEAST {
        return "by chance in less than 1 of 1,000,000 such windows".to_owned();
    }
    if chance > 0.5 {
        return "as likely as not by chance".to_owned();
    }
    // One figure that counts, rounded towards the more probable.
    let one_of = (1.0 / chance + 1e-9).floor();
    let unit = 10f64.powf(one_of.log10().floor());
    format!(
        "by chance in at most 1 of {} such windows",
        grouped(&(((one_of / unit).floor() * unit) as u64).to_string())
    )
}

fn between(first: i64, last: i64) -> String {
    if day(first) == day(last) { format!("on {}", day(first)) } else { format!("from {} to {}", day(first), day(last)) }
}

fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 0.0 && percent < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// A count; below ten with one decimal, for what is expected need not be whole.
fn number(x: f64) -> String {
    let told = if x < 10.0 { format!("{x:.1}") } else { grouped(&(x.round().max(0.0) as u64).to_string()) };
    told.strip_suffix(".0").map_or(told.clone(), str::to_owned)
}
