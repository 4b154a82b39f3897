//! An audience so small that nothing about it may be published.

use super::publish::PublishedAudience;
use crate::analysis::answer::Audited;
use crate::analysis::assumed::{Published, ask_for_published};
use crate::analysis::estimate::fit_options;
use crate::analysis::request::AnalysisRequest;
use crate::analysis::warning::AnalysisWarning;
use crate::disclosure::{ReleasedCount, Suppressed, Suppression};
use crate::follower_audit::{FollowerAudit, FollowersBuilder, Limitation};
use crate::prevalence::{Fit, Outcome, RequiredData, Verdict, assume_of_followers, outcome};

/// What is suppressed.
const SUPPRESSED: [&str; 5] = ["/audience/profiles", "/audience/labelled", "/fit", "/segments", "/acquisition"];

impl PublishedAudience {
    /// Whether nothing about the audience of `request` may be published.
    pub(in crate::analysis) fn is_too_small(request: &AnalysisRequest<'_>) -> bool {
        request.options.min_cell.is_small_cell(request.audience.profiles.followers())
    }

    /// Publishes that the audience is too small, and nothing else about it.
    pub(in crate::analysis) fn too_small(request: &AnalysisRequest<'_>) -> Self {
        let options = &request.options;
        Self {
            profiles: None,
            fit: Fit::withheld(RequiredData::MinFollowers(options.min_cell.0)),
            verdict: options.min_share.map(|min_share| Verdict::new(min_share, Outcome::Inconclusive, None)),
            no_verdict: None,
            caveats: Vec::new(),
            segments: Vec::new(),
            segment_basis: None,
            assignments: None,
            acquisition: no_audit(request),
            observed: Vec::new(),
            warnings: vec![AnalysisWarning::AudienceSuppressed { min_cell: options.min_cell }],
            suppressed: SUPPRESSED
                .map(|at| Suppressed { pointer: at.to_owned(), suppression: Suppression::SmallAudience })
                .into(),
        }
    }
}

impl PublishedAudience {
    /// Publishes what follows from the number of followers, their totals and published figures: there are no profiles, so
    /// that nothing could be disclosed.
    pub(in crate::analysis) fn of_followers(request: &AnalysisRequest<'_>) -> Self {
        let options = &request.options;
        let followers = options.followers.unwrap_or_default();
        let published = Published::new(request);
        let mut fit = assume_of_followers(followers, options.totals.as_ref(), &published, &fit_options(request));
        ask_for_published(&mut fit, request);
        let verdict = options
            .min_share
            .map(|min_share| Verdict::new(min_share, outcome(min_share, fit.decisive_interval()), None));
        Self {
            profiles: Some(followers),
            verdict,
            no_verdict: None,
            caveats: Vec::new(),
            segments: Vec::new(),
            segment_basis: None,
            assignments: None,
            acquisition: nothing_audited(request),
            observed: Vec::new(),
            warnings: Vec::new(),
            suppressed: Vec::new(),
            fit,
        }
    }
}

fn no_audit(request: &AnalysisRequest<'_>) -> Audited {
    let mut audited = nothing_audited(request);
    audited.found.limitations = vec![Limitation::TooFewFollowers(ReleasedCount::FewerThan(request.options.min_cell.0))];
    audited
}

/// An audit of nobody.
fn nothing_audited(request: &AnalysisRequest<'_>) -> Audited {
    let options = &request.options;
    let nobody = FollowersBuilder::new(request.catalog.signs()).finish();
    let mut found = FollowerAudit::of(&nobody, options.level, options.seed, options.min_cell);
    found.limitations.clear();
    Audited {
        found,
        cohort_fits: Vec::new(),
        fit_without_suspected: None,
        fit_of_suspected: None,
        profile_patterns: None,
    }
}
