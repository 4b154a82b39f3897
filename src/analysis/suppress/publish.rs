//! Step 5: of everything that was estimated, what may be published.

use serde::{Deserialize, Serialize};

use super::audit::{add_audit_noise, suppress_audit};
use super::fit::{FitTables, ReleasedFits, suppress_fit};
use super::segment_answers::{assignments, largest_first, segment_answers};
use crate::analysis::answer::{Analysis, Assignment, Audited, ProfilePattern, Provenance, Segment};
use crate::analysis::audit::AuditedAudience;
use crate::analysis::caveat::{Caveat, caveats};
use crate::analysis::doubt::{InputDoubt, NoVerdict};
use crate::analysis::estimate::{EstimatedAudience, verdict_input};
use crate::analysis::observed::observed_use;
use crate::analysis::recommend::ChannelAnswer;
use crate::analysis::request::{AnalysisOptions, AnalysisRequest};
use crate::analysis::scan::ScannedAudience;
use crate::analysis::warn::warnings;
use crate::analysis::warning::AnalysisWarning;
use crate::channel::{AudienceHint, ObservedUse};
use crate::disclosure::Suppressed;
use crate::follower_audit::{FollowerAudit, PatternMatch};
use crate::prevalence::{CellFit, Estimate, Fit, FitWarning, MembershipTable, Verdict};
use crate::segments::NumberBasis;

/// What may be published of an audience; an [`Analysis`] is made of nothing else.
pub(in crate::analysis) struct PublishedAudience {
    pub(super) profiles: Option<u64>,
    pub(super) fit: Fit,
    pub(super) verdict: Option<Verdict>,
    pub(super) no_verdict: Option<NoVerdict>,
    pub(super) caveats: Vec<Caveat>,
    pub(super) segments: Vec<Segment>,
    pub(super) segment_basis: Option<NumberBasis>,
    pub(super) assignments: Option<Vec<Assignment>>,
    pub(super) acquisition: Audited,
    pub(super) observed: Vec<ObservedUse>,
    pub(super) warnings: Vec<AnalysisWarning>,
    pub(super) suppressed: Vec<Suppressed>,
}

/// Shows that an answer went through disclosure control, for nothing else makes one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DisclosureControlled(());

impl DisclosureControlled {
    /// For answers that tests make up.
    #[cfg(test)]
    pub(crate) fn made_up() -> Self {
        Self(())
    }
}

impl EstimatedAudience<'_> {
    /// Applies disclosure control. `end_codes` are the warnings of codes for no answer.
    pub(in crate::analysis) fn suppress(
        self,
        request: &AnalysisRequest<'_>,
        end_codes: Vec<AnalysisWarning>,
    ) -> PublishedAudience {
        let min_cell = request.options.min_cell;
        let Self { scanned, total, mut fit, fit_options, mut doubt, panel_labels } = self;
        let order = largest_first(&scanned.stats.segments);
        let tables = FitTables::new(&scanned.stats, &order, &fit, &fit_options);
        let released = suppress_fit(&mut fit, &tables, min_cell);
        let options = &request.options;
        if options.noise.is_some() || options.panel_noise.is_some() {
            hide_overlap(&mut fit);
        }
        doubt.hide_panel_part(&fit);
        let verdict = request.options.min_share.map(|at| verdict(at, &doubt, &fit, &total, &request.options));
        let (verdict, no_verdict) = verdict.map_or((None, None), |(verdict, reason)| (Some(verdict), reason));
        doubt.widen(&mut fit);
        let mut warnings = warnings(request, &scanned, &fit, panel_labels);
        warnings.extend(end_codes);
        let observed = observed_use(request, &scanned, &fit, &mut warnings);
        let ScannedAudience { audited: AuditedAudience { segmented, mut audit }, stats, .. } = scanned;
        let segments = segment_answers(&segmented, &stats, &order, &released.segments, min_cell);
        let mut suppressed = released.suppressed.clone();
        if let Some(noise) = &request.options.noise {
            add_audit_noise(&mut audit, total.rows, noise);
        }
        suppressed.extend(suppress_audit(&mut audit, total.rows, min_cell));
        let patterns = request.options.profile_patterns.then(|| profile_patterns(&audit, request));
        let acquisition = with_fits(audit, &fit, &released, patterns);
        let caveats = caveats(&fit, &warnings, &acquisition, &doubt, total.rows);
        PublishedAudience {
            caveats,
            profiles: Some(total.rows),
            verdict,
            no_verdict,
            segments,
            segment_basis: Some(segmented.basis()),
            assignments: request.options.assign.then(|| assignments(&segmented, &order)),
            acquisition,
            observed,
            warnings,
            suppressed,
            fit,
        }
    }
}

impl PublishedAudience {
    /// What the choice of channels may know of the audience; nothing where it is too small.
    pub(in crate::analysis) fn channel_hint(&self, request: &AnalysisRequest<'_>) -> Option<AudienceHint> {
        Some(AudienceHint {
            account_channel: request.options.account_channel.clone(),
            fit: self.fit.estimated_share().cloned(),
            followers: self.profiles? as f64,
            observed: self.observed.clone(),
        })
    }

    /// The share of members, where it is published.
    pub(in crate::analysis) fn share(self) -> Option<Estimate> {
        self.fit.share
    }

    /// The answer to `request`.
    pub(in crate::analysis) fn answer(self, request: AnalysisRequest<'_>, channels: ChannelAnswer) -> Analysis {
        let mut warnings = self.warnings;
        warnings.extend(channels.warnings);
        if channels.channels.is_none() && request.options.constraints.is_some() {
            warnings.push(AnalysisWarning::NoPlan);
        }
        Analysis {
            profiles: self.profiles,
            rejected: request.audience.rejected.clone(),
            reading: request.audience.reading.clone(),
            panel_reading: request.panel.map(|p| p.reading.clone()).unwrap_or_default(),
            panel_rejected: request.panel.map(|p| p.rejected.clone()).unwrap_or_default(),
            fit: self.fit,
            verdict: self.verdict,
            no_verdict: self.no_verdict,
            answers: request.options.answers.clone(),
            caveats: self.caveats,
            segments: self.segments,
            segment_basis: self.segment_basis,
            assignments: self.assignments,
            acquisition: self.acquisition,
            channels: channels.channels,
            plan: channels.plan,
            warnings,
            suppressed: self.suppressed,
            provenance: Provenance::of(&request),
            target: request.target,
            controlled: DisclosureControlled(()),
        }
    }
}

/// Differences of exact means: asked for with many targets, they would be about single people.
fn hide_overlap(fit: &mut Fit) {
    fit.overlap = None;
    fit.warnings.retain(|warning| !matches!(warning, FitWarning::WeakOverlap { .. }));
}

/// The verdict and, where there is none, why. Whoever moves the minimum share learns nothing by it: the verdict follows
/// from the interval that is published, and so do the labels needed, which are published only where the numbers of the
/// labelled and of the unlabelled are.
fn verdict(
    min_share: f64,
    doubt: &InputDoubt,
    fit: &Fit,
    total: &MembershipTable,
    options: &AnalysisOptions,
) -> (Verdict, Option<NoVerdict>) {
    let interval = fit.decisive_interval();
    let corrected = options.answers.as_ref().and_then(|answers| answers.corrected.as_ref());
    let (outcome, reason) = doubt.verdict_with_arms(min_share, interval, corrected);
    // More labels decide nothing where the input has to be corrected first.
    let published = fit.evidence.labelled.and(fit.evidence.complete).filter(|_| reason.is_none());
    let input = published.map(|_| verdict_input(fit, total, options));
    (Verdict::new(min_share, outcome, input.as_ref()), reason)
}

/// The profiles that show the pattern of their cohort.
fn profile_patterns(audit: &FollowerAudit, request: &AnalysisRequest<'_>) -> Vec<ProfilePattern> {
    let rules = request.catalog.signs();
    let pattern = |seen: &PatternMatch| ProfilePattern {
        row: request.audience.profiles.row_number(seen.position as usize),
        cohort: audit.cohorts[seen.cohort].id,
        flags: seen.flags.present(rules),
    };
    audit.patterns.iter().map(pattern).collect()
}

/// The findings of the audit with the fits that may be published.
fn with_fits(
    found: FollowerAudit,
    fit: &Fit,
    released: &ReleasedFits,
    profile_patterns: Option<Vec<ProfilePattern>>,
) -> Audited {
    let cohorts = fit.audit.as_ref().filter(|_| released.cohorts);
    let suspected = fit.audit.as_ref().filter(|_| released.suspected);
    let share = |fit: &CellFit| fit.share.clone();
    let nobody = found.cohorts.is_empty();
    Audited {
        // The first cell is that of the followers outside all cohorts.
        cohort_fits: cohorts.iter().flat_map(|audit| audit.cohorts.iter().skip(1)).map(share).collect(),
        fit_without_suspected: if nobody {
            fit.estimated_share().cloned()
        } else {
            suspected.map(|a| share(&a.unsuspected))
        },
        fit_of_suspected: suspected.map(|a| share(&a.suspected)),
        profile_patterns,
        found,
    }
}
