//! The use case: one question about an audience, answered step by step. Each step is a type that the next consumes, so
//! that no figure reaches an answer around disclosure control:
//!
//! segment -> audit -> scan -> estimate -> suppress

use std::ops::ControlFlow;

use super::answer::Analysis;
use super::end_codes::{HeapedCodes, heaped_codes, without_codes};
use super::estimate::cell_sizes;
use super::noise::audience_target;
use super::recommend::recommend;
use super::request::{AnalysisOptions, AnalysisRequest, panel_date_fault};
use super::segment::SegmentedAudience;
use super::suppress::PublishedAudience;
use super::warning::{AnalysisWarning, RowsOf};
use crate::ask::AskError;
use crate::channel::ChannelError;
use crate::disclosure::ReleasedCount;
use crate::ingest::ReadOutcome;
use crate::message::message;
use crate::plan::PlanError;
use crate::prevalence::{
    Estimate, EstimateError, LabelSampling, label_weights_differ, labelled_without_weight, rows_without_weight,
};
use crate::profile::{Field, Kind};
use crate::segments::covariate_name;
use crate::target::SpecFault;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// The question is at fault; every fault is listed.
    #[error("the request has {} fault(s)", .0.len())]
    Invalid(Vec<SpecFault>),
    /// No profile was accepted.
    #[error("no profile was accepted")]
    NoProfiles,
    /// Nobody can be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The requested channels cannot be ranked.
    #[error(transparent)]
    Channel(#[from] ChannelError),
    /// The requested plan cannot be made.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// It was cancelled.
    #[error("the analysis was cancelled")]
    Cancelled,
    /// An inconsistency inside the estimators.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// Receives the share of the work that is done, 0 to 1, and says whether to go on.
pub type Watch<'a> = dyn Fn(f64) -> ControlFlow<()> + Sync + 'a;

/// Answers `request`.
///
/// Pure and deterministic: the same profiles in any order, with the same seed, give the same figures on any number of
/// threads; on another kind of processor the last digits may differ.
///
/// # Errors
/// [`AnalysisError`] where the options are out of range, no profile was accepted, or a channel is unknown.
pub fn analyze(request: AnalysisRequest<'_>) -> Result<Analysis, AnalysisError> {
    analyze_watched(request, &|_| ControlFlow::Continue(()))
}

/// Answers `request` as [`analyze`] does, and reports the share of the work that is done, 0 to 1, to `watch`, which may
/// cancel the rest.
///
/// # Errors
/// As [`analyze`], and [`AnalysisError::Cancelled`].
pub fn analyze_watched(mut request: AnalysisRequest<'_>, watch: &Watch<'_>) -> Result<Analysis, AnalysisError> {
    let reached = |share: f64| match watch(share) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(AnalysisError::Cancelled),
    };
    reached(0.1)?;
    check(&request)?;
    request.target = audience_target(&request);
    let published = if request.options.followers.is_some() {
        PublishedAudience::of_followers(&request)
    } else if PublishedAudience::is_too_small(&request) {
        PublishedAudience::too_small(&request)
    } else {
        let segmented = SegmentedAudience::new(&request);
        reached(0.4)?;
        let scanned = segmented.audit(&request).scan(&request);
        reached(0.6)?;
        let estimated = scanned.estimate(&request)?;
        reached(0.8)?;
        let end_codes = end_code_warnings(&request)?;
        reached(0.9)?;
        estimated.suppress(&request, end_codes)
    };
    let channels = recommend(&request, published.channel_hint(&request))?;
    Ok(published.answer(request, channels))
}

/// Codes for no answer in the fields that the target reads, with the share that there is if they are missing.
fn end_code_warnings(request: &AnalysisRequest<'_>) -> Result<Vec<AnalysisWarning>, AnalysisError> {
    let heaped = |reading: &ReadOutcome| heaped_codes(&request.target, &reading.profiles);
    let in_audience = heaped(request.audience);
    let in_panel = request.panel.map(heaped).unwrap_or_default();
    if in_audience.is_empty() && in_panel.is_empty() {
        return Ok(Vec::new());
    }
    let cleaned = |reading: &ReadOutcome, heaped: &[HeapedCodes]| ReadOutcome {
        profiles: without_codes(&reading.profiles, heaped),
        rejected: reading.rejected.clone(),
        ..ReadOutcome::default()
    };
    let (audience, panel) =
        (cleaned(request.audience, &in_audience), request.panel.map(|panel| cleaned(panel, &in_panel)));
    let without = AnalysisRequest {
        audience: &audience,
        panel: panel.as_ref(),
        target: request.target.clone(),
        catalog: request.catalog,
        options: AnalysisOptions {
            min_share: None,
            // The difference of two figures with the same noise would have none.
            noise: request.options.noise.as_ref().map(|noise| noise.fork("end codes")),
            panel_noise: request.options.panel_noise.as_ref().map(|noise| noise.fork("end codes")),
            ..request.options.clone()
        },
        as_of: request.as_of,
        input_hash: String::new(),
    };
    let scanned = SegmentedAudience::new(&without).audit(&without).scan(&without);
    let share = scanned.estimate(&without)?.suppress(&without, Vec::new()).share().filter(|share| !share.is_coarse());
    let min_cell = request.options.min_cell;
    let warnings = |of: RowsOf, rows: usize, heaped: Vec<HeapedCodes>, share: &Option<Estimate>| {
        let noise = match of {
            RowsOf::Audience => request.options.noise.as_ref(),
            RowsOf::Panel => request.options.panel_noise.as_ref(),
        };
        let warning = |HeapedCodes { field, codes, values, .. }| {
            let name = format!("end codes of {}", covariate_name(&field));
            let values = noise.map_or(values, |noise| noise.count(&name, values, rows as u64));
            let values = min_cell.release(values, rows as u64);
            // The two figures together would give away a small number of them.
            let share = share.clone().filter(|_| matches!(values, ReleasedCount::Exact(_)));
            AnalysisWarning::EndCodes { of, field: covariate_name(&field), codes, values, share }
        };
        heaped.into_iter().map(warning).collect::<Vec<_>>()
    };
    let mut all = warnings(RowsOf::Audience, audience.profiles.len(), in_audience, &share);
    all.extend(panel.iter().flat_map(|panel| warnings(RowsOf::Panel, panel.profiles.len(), in_panel.clone(), &share)));
    Ok(all)
}

/// More followers than there are people.
const MAX_FOLLOWERS: u64 = 10_000_000_000;

/// Refuses a question that cannot be answered.
pub(super) fn check(request: &AnalysisRequest<'_>) -> Result<(), AnalysisError> {
    let mut faults = request.options.faults();
    faults.extend(unknown_channels(request));
    faults.extend(constraint_faults(request));
    faults.extend(weight_fault(request));
    faults.extend(label_weight_fault(request));
    faults.extend(sequential_fault(request));
    faults.extend(followers_fault(request));
    faults.extend(panel_size_fault(request));
    faults.extend(panel_date_fault(request.options.panel_as_of, request.as_of, request.panel.is_some()));
    if !faults.is_empty() {
        return Err(AnalysisError::Invalid(faults));
    }
    if request.audience.profiles.is_empty() && request.options.followers.is_none() {
        return Err(AnalysisError::NoProfiles);
    }
    Ok(())
}

/// Largest panel that a table of cells may stand for: more people than any survey asks.
const MAX_PANEL_SIZE: u64 = 10_000_000;

/// A size of a panel that is no table of weighted cells, or that is none.
fn panel_size_fault(request: &AnalysisRequest<'_>) -> Option<SpecFault> {
    let size = request.options.panel_size?;
    let cells = request.panel.map(|panel| panel.profiles.len() as u64);
    let is_weighted = request.panel.is_some_and(|panel| panel.profiles.find(&Field::Weight, Kind::Number).is_some());
    let sizes =
        request.panel.and_then(|panel| cell_sizes(&panel.profiles)).map(|sizes| sizes.iter().sum::<f64>() as u64);
    let (code, detail) = match cells {
        Some(_) if sizes == Some(size) => return None,
        Some(_) if sizes.is_some() => {
            let own = sizes.unwrap_or_default();
            ("conflict", message!["fault-panel-size-sum", received = size, sum = own])
        }
        None => ("conflict", message!["fault-panel-size-alone", received = size]),
        Some(_) if !is_weighted => ("missing", message!["fault-panel-size-weights", received = size]),
        Some(cells) if !(cells..=MAX_PANEL_SIZE).contains(&size) => {
            ("out_of_range", message!["fault-panel-size", received = size, min = cells, max = MAX_PANEL_SIZE])
        }
        Some(_) => return None,
    };
    Some(SpecFault::new("/panel_size", code, detail))
}

/// A number of followers beside profiles, which are counted, or one that is none.
fn followers_fault(request: &AnalysisRequest<'_>) -> Option<SpecFault> {
    let followers = request.options.followers?;
    let (code, detail) = if !request.audience.profiles.is_empty() || request.panel.is_some() {
        ("conflict", message!["fault-followers-and-profiles", received = followers])
    } else if !(1..=MAX_FOLLOWERS).contains(&followers) {
        ("out_of_range", message!["fault-range", received = followers, min = 1, max = MAX_FOLLOWERS])
    } else {
        return None;
    };
    Some(SpecFault::new("/followers", code, detail))
}

/// A panel whose weights are given for some rows only.
fn weight_fault(request: &AnalysisRequest<'_>) -> Option<SpecFault> {
    let panel = &request.panel?.profiles;
    let blank = rows_without_weight(panel)?;
    Some(SpecFault::new("/panel", "missing", message!["fault-panel-weights", blank = blank, rows = panel.len()]))
}

/// Label weights where labels are not of a random sample, or of some labelled profiles only.
fn label_weight_fault(request: &AnalysisRequest<'_>) -> Option<SpecFault> {
    let (blank, labelled) = labelled_without_weight(&request.audience.profiles, &request.target)?;
    let (pointer, code, detail) = if request.options.labels == LabelSampling::SelfDeclared {
        ("/labels/how", "conflict", message!["fault-label-weight-self-declared"])
    } else if blank > 0 {
        ("/profiles", "missing", message!["fault-label-weight", blank = blank, labelled = labelled])
    } else {
        return None;
    };
    Some(SpecFault::new(pointer, code, detail))
}

/// A sample that may be looked at often, and was not drawn with equal probabilities.
fn sequential_fault(request: &AnalysisRequest<'_>) -> Option<SpecFault> {
    if !request.options.sequential {
        return None;
    }
    let detail = if request.options.labels == LabelSampling::SelfDeclared {
        message!["fault-sequential-self-declared"]
    } else if label_weights_differ(&request.audience.profiles, &request.target) {
        message!["fault-sequential-weights"]
    } else {
        return None;
    };
    Some(SpecFault::new("/labels/sequential", "conflict", detail))
}

/// What is wrong with the constraints of a plan.
fn constraint_faults(request: &AnalysisRequest<'_>) -> Vec<SpecFault> {
    let faults = request.options.constraints.iter().flat_map(|constraints| constraints.faults(request.catalog));
    faults.map(|fault| fault.below("/constraints")).collect()
}

/// Channels that the catalogue does not know.
fn unknown_channels(request: &AnalysisRequest<'_>) -> Vec<SpecFault> {
    let asked = request.options.channels.iter().flatten().enumerate();
    let asked = asked.map(|(i, id)| (format!("/channels/{i}"), id));
    let account = request.options.account_channel.iter().map(|id| ("/account_channel".to_owned(), id));
    let unknown = asked.chain(account).filter_map(|(pointer, id)| {
        let detail = request.catalog.unknown_channel(id)?;
        Some(SpecFault::new(pointer, "unknown_channel", detail))
    });
    unknown.take(20).collect()
}
