//! The answer to one question: everything that reports and documents are made from.

use std::sync::Arc;

use time::Date;

use super::answers::AnswerSummary;
use super::caveat::Caveat;
use super::doubt::NoVerdict;
use super::request::AnalysisRequest;
use super::suppress::DisclosureControlled;
use super::warning::AnalysisWarning;
use crate::channel::Recommendation;
use crate::disclosure::MinCell;
use crate::disclosure::Suppressed;
use crate::follower_audit::{FollowerAudit, ProfileFlag};
use crate::ingest::{Reading, Rejections, SourceFile};
use crate::plan::Plan;
use crate::prevalence::{Estimate, Fit, Verdict};
use crate::segments::{NumberBasis, Trait};
use crate::stored_form::{self, StaticName, name};
use crate::target::Target;
use serde::{Deserialize, Serialize};

/// The analysis of an audience.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Analysis {
    /// The target as it was resolved.
    pub target: Target,
    /// Profiles accepted; none where the number is suppressed.
    pub profiles: Option<u64>,
    /// Profiles rejected, with reasons.
    pub rejected: Rejections,
    /// What the audience's table was taken for.
    pub reading: Reading,
    /// What the panel's table was taken for.
    pub panel_reading: Reading,
    /// Panel rows rejected, with reasons.
    pub panel_rejected: Rejections,
    /// How many match.
    pub fit: Fit,
    /// The comparison with the minimum share, if one was given.
    pub verdict: Option<Verdict>,
    /// Why there is no verdict, whatever the figures say; the verdict is inconclusive then.
    pub no_verdict: Option<NoVerdict>,
    /// The answers of people who were asked, where some are among the labels.
    pub answers: Option<AnswerSummary>,
    /// What could move the share furthest, the most first.
    pub caveats: Vec<Caveat>,
    /// Who they are, largest segment first.
    pub segments: Vec<Segment>,
    /// What the number of segments says; none for a small audience.
    pub segment_basis: Option<NumberBasis>,
    /// The segment of each profile; none unless asked for.
    pub assignments: Option<Vec<Assignment>>,
    /// Whether followers seem to have come in bulk.
    pub acquisition: Audited,
    /// Where the target is; none without a country.
    #[serde(with = "stored_form::shared")]
    pub channels: Option<Arc<Recommendation>>,
    /// What to do in a week; none without constraints or channels.
    pub plan: Option<Plan>,
    /// What a reader should know.
    pub warnings: Vec<AnalysisWarning>,
    /// What disclosure control suppressed or coarsened.
    pub suppressed: Vec<Suppressed>,
    /// What the answer was made from.
    pub provenance: Provenance,
    /// Shows that it went through disclosure control: only `suppress` makes an analysis.
    pub controlled: DisclosureControlled,
}

/// What the audit found, with the fit of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audited {
    /// What it found.
    pub found: FollowerAudit,
    /// Share of members in each cohort, in their order; empty where the fit is not identified.
    pub cohort_fits: Vec<Estimate>,
    /// Share of members without the suspected; the whole's where nobody is suspected.
    pub fit_without_suspected: Option<Estimate>,
    /// Share of members among the suspected.
    pub fit_of_suspected: Option<Estimate>,
    /// Profiles that show the pattern of their cohort; none unless asked for.
    pub profile_patterns: Option<Vec<ProfilePattern>>,
}

/// A pattern seen in one profile, which is no verdict on a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfilePattern {
    /// Number of the row in its source, from 1.
    pub row: u64,
    /// The cohort's letter.
    pub cohort: char,
    /// Signs of the profile pattern.
    pub flags: Vec<ProfileFlag>,
}

/// The segment of one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Number of the row in its source, from 1.
    pub row: u64,
    /// The segment's letter.
    pub segment: char,
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// A letter, A for the largest.
    pub id: String,
    /// Profiles in it.
    pub count: u64,
    /// Its share of the audience.
    pub share: f64,
    /// Share of members in it; none where the fit is not identified.
    pub fit: Option<Estimate>,
    /// How well it is found again in half of the audience, 0 to 1; none where that was not tried.
    pub stability: Option<f64>,
    /// What sets it apart.
    pub traits: Vec<Trait>,
}

/// What an answer was made from: the same provenance gives the same figures, and on one machine the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of audience-fit.
    #[serde(deserialize_with = "name")]
    pub version: StaticName,
    /// Content hash of the catalogue.
    pub catalog_version: String,
    /// The day against which birth years and dates were judged.
    #[serde(with = "stored_form::day")]
    pub as_of: Date,
    /// Seed of every draw.
    pub seed: u64,
    /// Minimum cell size.
    pub min_cell: MinCell,
    /// What computed it.
    #[serde(deserialize_with = "name")]
    pub engine: StaticName,
    /// Hash of the input.
    pub input_hash: String,
    /// The files of an audience that was read where it lies.
    pub files: Vec<SourceFile>,
}

impl Provenance {
    /// What the answer to `request` is made from.
    pub(super) fn of(request: &AnalysisRequest<'_>) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            catalog_version: request.catalog.version().to_owned(),
            as_of: request.as_of,
            seed: request.options.seed,
            min_cell: request.options.min_cell,
            engine: "local",
            input_hash: request.input_hash.clone(),
            files: request.audience.files.clone(),
        }
    }
}
