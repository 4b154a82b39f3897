//! An audience of so few that nothing may be told of it.

use super::analyze::{AnalysisError, channels, provenance};
use super::answer::{Analysis, Audited};
use super::request::AnalysisRequest;
use crate::channel::Warning;
use crate::disclosure::Suppressed;
use crate::follower_audit::{FollowerAudit, FollowersBuilder, Limitation};
use crate::prevalence::{Fit, Outcome, Verdict};

/// Answers with what published figures tell, and of the audience only that it is too small.
pub(super) fn too_few(request: AnalysisRequest<'_>) -> Result<Analysis, AnalysisError> {
    let options = &request.options;
    let few = options.min_cell.few();
    let mut found = FollowerAudit::of(
        &FollowersBuilder::new(request.catalog.signs()).finish(),
        options.level,
        options.seed,
        options.min_cell,
    );
    found.limits =
        vec![Limitation { code: "too_few_followers", detail: format!("{few} followers are too few to be told of") }];
    let detail = format!(
        "an audience of {few} followers is too small to be told of: a figure would tell of single people; channels rest \
         on published figures alone"
    );
    let mut warnings = vec![Warning { code: "small_audience", detail }];
    let (channels, plan) = channels(&request, None, &mut warnings)?.unzip();
    let inconclusive = |min_share| Verdict { min_share, outcome: Outcome::Inconclusive, labels_needed: None };
    let detail = format!("withheld, for the audience is of {few} followers");
    let withheld = ["/audience/profiles", "/audience/labelled", "/fit", "/segments", "/acquisition"];
    Ok(Analysis {
        profiles: None,
        rejected: request.audience.rejected.clone(),
        panel_rejected: request.panel.map(|p| p.rejected.clone()).unwrap_or_default(),
        fit: Fit::withheld(format!("an audience of at least {} followers", options.min_cell.0)),
        verdict: options.min_share.map(inconclusive),
        segments: Vec::new(),
        segment_strengths: Vec::new(),
        acquisition: Audited {
            found,
            cohort_fits: Vec::new(),
            fit_without_suspected: None,
            fit_of_suspected: None,
            profile_patterns: None,
        },
        channels,
        plan: plan.flatten(),
        warnings,
        suppressed: withheld.map(|at| Suppressed { pointer: at.to_owned(), detail: detail.clone() }).into(),
        provenance: provenance(&request),
        target: request.target,
    })
}
