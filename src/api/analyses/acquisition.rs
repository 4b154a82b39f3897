//! The acquisition audit in the contract.

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

use crate::analysis::{Audited, ProfilePattern};
use crate::api::contract::day_of;
use crate::api::contract::figure::{EstimateBody, rounded};
use crate::follower_audit::{
    AuditLimitCode, AuditStatus, Basis, Cohort, Evidence, EvidenceKind, EvidenceStats, Finding, Limitation,
    TimelineBucket, UncorroboratedSignal,
};
use crate::prevalence::Estimate;
use crate::report::Language;
use crate::report::audit_evidence::{evidence as evidence_sentence, limitation, profile_flag, signal};
use crate::report::messages::Messages;
use crate::vocabulary::vocabulary;

/// Whether followers seem to have come in bulk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Acquisition)]
pub struct AcquisitionBody {
    /// `examined`, `partly_examined` or `not_examined`; `limits` says what was not, and why.
    pub status: AuditStatus,
    /// What arrivals are known by: `follow_time`, `follow_order` or `creation_date`.
    pub basis: Basis,
    /// What could not be examined.
    pub limits: Vec<LimitBody>,
    /// Upper bound on the chance that a window of an audience with nothing to be found is looked at closely; two
    /// independent kinds of evidence must then agree on it.
    #[serde(serialize_with = "rounded")]
    pub false_alarm_rate: f64,
    /// Cohorts some of whom seem to have come in bulk, in the order of following.
    pub cohorts: Vec<CohortBody>,
    /// Windows that one kind of evidence alone points at; nothing is suspected of them.
    pub single_signs: Vec<SingleSignBody>,
    /// Share of the audience suspected; null where nobody is.
    pub suspected: Option<EstimateBody>,
    /// Followers suspected; null where nobody is.
    pub suspected_count: Option<EstimateBody>,
    /// Share of members in the audience; null where it is not identified.
    pub fit: Option<EstimateBody>,
    /// Share of members without the suspected; that of the audience where nobody is suspected.
    pub fit_without_suspected: Option<EstimateBody>,
    /// Share of members among the suspected; null where nobody is.
    pub fit_of_suspected: Option<EstimateBody>,
    /// Arrivals in stretches of time or order; empty where neither is known.
    pub timeline: Vec<BucketBody>,
    /// Profiles that show the pattern of a suspected cohort, which is no verdict on a person; null unless asked for by
    /// `profile_patterns`, and in a stored analysis.
    pub profile_patterns: Option<Vec<ProfilePatternBody>>,
}

/// Something that could not be examined.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AcquisitionLimit)]
pub struct LimitBody {
    /// What it is.
    pub code: AuditLimitCode,
    /// What it means here, and what would help.
    pub detail: String,
}

/// A cohort some of whom seem to have come in bulk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cohort)]
pub struct CohortBody {
    /// A letter, A for the first.
    pub id: String,
    /// Follow time of the first suspected (RFC 3339), or its place in the order; null by creation dates alone.
    pub from: Option<String>,
    /// Follow time of the last suspected (RFC 3339), or its place in the order; null by creation dates alone.
    pub to: Option<String>,
    /// By order: the day before which the first did not come.
    #[schema(format = Date)]
    pub not_before: Option<String>,
    /// First creation day of the middle nine tenths of the suspected.
    #[schema(format = Date)]
    pub created_from: Option<String>,
    /// Last creation day of the middle nine tenths of the suspected.
    #[schema(format = Date)]
    pub created_to: Option<String>,
    /// Followers who came from `from` to `to`; by creation dates alone the suspected.
    pub followers: u64,
    /// Share of them suspected.
    pub suspected: EstimateBody,
    /// Number of them suspected.
    pub suspected_count: EstimateBody,
    /// Every kind of evidence, whatever was found.
    pub evidence: Vec<EvidenceOfCohortBody>,
    /// Share of members in the cohort; null where the fit is not identified.
    pub fit: Option<EstimateBody>,
}

vocabulary! {
    /// Whether evidence was found.
    pub enum EvidenceFinding {
        /// It was found.
        Present = "present",
        /// It was looked for and not found.
        Absent = "absent",
        /// It could not be looked for.
        NotExamined = "not_examined",
    }
}

/// What one kind of evidence says of a cohort.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CohortEvidence)]
pub struct EvidenceOfCohortBody {
    /// `arrival_burst`, `creation_burst`, `profile_pattern`, `sameness` or `no_engagement`.
    pub kind: EvidenceKind,
    /// `present`, `absent` or `not_examined`.
    pub finding: EvidenceFinding,
    /// Followers of whom it holds; for sameness the share of pairs that are alike. Null where not examined,
    /// and where it holds of too few, or of all but too few.
    pub observed: Option<f64>,
    /// Followers among whom it was looked for; 1 for sameness.
    pub of: Option<f64>,
    /// What is expected from the followers before and after the window.
    pub expected: Option<f64>,
    /// Upper bound on the chance of as much in this window if these followers were like those before and after.
    pub chance: Option<f64>,
    /// In plain words.
    pub summary: String,
}

/// One kind of evidence in a window where no other agrees.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SingleSign)]
pub struct SingleSignBody {
    /// `arrival_burst`, `creation_burst`, `profile_pattern`, `sameness` or `no_engagement`.
    pub kind: EvidenceKind,
    /// First follow time (RFC 3339) or place in the order.
    pub from: Option<String>,
    /// Last follow time (RFC 3339) or place in the order.
    pub to: Option<String>,
    /// Followers of whom it holds.
    #[serde(serialize_with = "rounded")]
    pub observed: f64,
    /// What is expected from the followers before and after the window.
    #[serde(serialize_with = "rounded")]
    pub expected: f64,
    /// Upper bound on the chance of as much.
    pub chance: f64,
    /// In plain words, with the reason why it is no suspicion.
    pub summary: String,
}

/// A stretch of the timeline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineBucket)]
pub struct BucketBody {
    /// Follow time (RFC 3339) or place in the order at its start.
    pub from: String,
    /// The same at its end, not included.
    pub to: String,
    /// Followers who came in it.
    pub followers: u64,
    /// Those of them who show the pattern of a suspected cohort.
    pub suspected: u64,
}

vocabulary! {
    /// Whether a profile shows the pattern of a cohort.
    pub enum PatternFinding {
        /// It does, which is no verdict on a person.
        PatternPresent = "pattern_present",
    }
}

/// A pattern seen in one profile.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProfilePattern)]
pub struct ProfilePatternBody {
    /// Number of the row in its source, from 1.
    pub row: u64,
    /// The cohort's letter.
    pub cohort: String,
    /// Always `pattern_present`: profile and creation date are like those of the cohort's suspected.
    pub finding: PatternFinding,
    /// Published signs that its counts show.
    pub signs: Vec<String>,
}

/// The audit with the fit of the whole audience.
pub(crate) fn acquisition(audited: &Audited, whole: Option<&Estimate>, language: Language) -> AcquisitionBody {
    let found = &audited.found;
    let marks = Marks { basis: found.basis, messages: Messages::of(language) };
    let body = |estimate: &Option<Estimate>| estimate.as_ref().map(EstimateBody::from);
    let cohorts = found.cohorts.iter().enumerate();
    AcquisitionBody {
        status: found.status,
        basis: found.basis,
        limits: found.limitations.iter().map(|limit| marks.limit(limit)).collect(),
        false_alarm_rate: found.false_alarm_rate,
        cohorts: cohorts.map(|(i, cohort)| marks.cohort(cohort, audited.cohort_fits.get(i))).collect(),
        single_signs: found.uncorroborated.iter().map(|sign| marks.single_sign(sign)).collect(),
        suspected: body(&found.suspected),
        suspected_count: body(&found.suspected_count),
        fit: whole.map(EstimateBody::from),
        fit_without_suspected: body(&audited.fit_without_suspected),
        fit_of_suspected: body(&audited.fit_of_suspected),
        timeline: found.timeline.iter().map(|bucket| marks.bucket(bucket)).collect(),
        profile_patterns: audited
            .profile_patterns
            .as_ref()
            .map(|all| all.iter().map(|seen| marks.pattern(seen)).collect()),
    }
}

/// Writes follow times or orders, by the basis, and sentences in a language.
struct Marks {
    basis: Basis,
    messages: &'static Messages,
}

impl Marks {
    fn limit(&self, limit: &Limitation) -> LimitBody {
        LimitBody { code: limit.code(), detail: limitation(self.messages, *limit) }
    }

    fn pattern(&self, seen: &ProfilePattern) -> ProfilePatternBody {
        ProfilePatternBody {
            row: seen.row,
            cohort: seen.cohort.to_string(),
            finding: PatternFinding::PatternPresent,
            signs: seen.flags.iter().map(|flag| profile_flag(self.messages, *flag)).collect(),
        }
    }

    fn mark(&self, mark: i64) -> String {
        match self.basis {
            Basis::FollowTime => time(mark),
            Basis::FollowOrder | Basis::CreationDate => mark.to_string(),
        }
    }

    fn cohort(&self, cohort: &Cohort, fit: Option<&Estimate>) -> CohortBody {
        CohortBody {
            id: cohort.id.to_string(),
            from: cohort.span.map(|span| self.mark(span.0)),
            to: cohort.span.map(|span| self.mark(span.1)),
            not_before: cohort.not_before.map(day_of),
            created_from: cohort.created.map(|days| day_of(days.0)),
            created_to: cohort.created.map(|days| day_of(days.1)),
            followers: cohort.followers,
            suspected: (&cohort.suspected).into(),
            suspected_count: (&cohort.suspected_count).into(),
            evidence: cohort.evidence.iter().map(|evidence| of_cohort(self.messages, cohort, evidence)).collect(),
            fit: fit.map(EstimateBody::from),
        }
    }

    fn single_sign(&self, sign: &UncorroboratedSignal) -> SingleSignBody {
        SingleSignBody {
            kind: sign.kind,
            from: sign.span.map(|span| self.mark(span.0)),
            to: sign.span.map(|span| self.mark(span.1)),
            observed: sign.stats.observed,
            expected: sign.stats.expected,
            chance: sign.stats.p_value,
            summary: signal(self.messages, sign),
        }
    }

    fn bucket(&self, bucket: &TimelineBucket) -> BucketBody {
        let TimelineBucket { from, to, followers, suspected } = *bucket;
        BucketBody { from: self.mark(from), to: self.mark(to), followers, suspected }
    }
}

fn of_cohort(messages: &Messages, cohort: &Cohort, evidence: &Evidence) -> EvidenceOfCohortBody {
    let (finding, stats) = match &evidence.finding {
        Finding::Present(stats) => (EvidenceFinding::Present, Some(stats)),
        Finding::Absent(stats) => (EvidenceFinding::Absent, Some(stats)),
        Finding::Suppressed { present: true } => (EvidenceFinding::Present, None),
        Finding::Suppressed { present: false } => (EvidenceFinding::Absent, None),
        Finding::NotExamined(_) => (EvidenceFinding::NotExamined, None),
    };
    let figure = |of: fn(&EvidenceStats) -> f64| stats.map(|s| crate::api::contract::figure::round(of(s)));
    EvidenceOfCohortBody {
        kind: evidence.kind,
        finding,
        observed: figure(|s| s.observed),
        of: figure(|s| s.of),
        expected: figure(|s| s.expected),
        chance: stats.map(|s| s.p_value),
        summary: evidence_sentence(messages, cohort, evidence),
    }
}

fn time(seconds: i64) -> String {
    let known = OffsetDateTime::from_unix_timestamp(seconds).ok();
    known.and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}
