//! The use case: one question about an audience, answered by the stages in order.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::answer::{Analysis, Audited, ProfilePattern, Provenance, Segment};
use super::observed::observed_use;
use super::request::AnalysisRequest;
use super::small::too_few;
use super::suppress::{Protected, join_small, protect_acquisition, protect_fit};
use super::warn::warnings;
use crate::channel::{AudienceHint, ChannelError, ChannelQuery, Recommendation, Warning, fit_and_rank};
use crate::disclosure::MinCell;
use crate::follower_audit::{self, FollowerAudit};
use crate::plan::{Plan, PlanError, plan};
use crate::prevalence::{
    AudienceStats, AudienceView, ChannelColumns, ChannelUse, Estimate, EstimateError, Fit, FitOptions, LabelledPanel,
    MembershipTable, Place, SegmentSums, UsableCovariates, Verdict, VerdictInput, estimate_fit, merge_tables, outcome,
    usable_covariates,
};
use crate::profile::{CHUNK_ROWS, Profiles};
use crate::reference::SignRules;
use crate::segments::{Choice, ColumnMeans, Partition, Projection, Tree, choose_k, traits};
use crate::segments::{Encoding, Purpose, RowAt, canonical_order, sample_rows};
use crate::target::{BoundTarget, SpecFault};

/// Rows that segments are fitted on.
const SEGMENT_SAMPLE: usize = 20_000;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// The question is at fault; every fault is listed.
    #[error("the request has {} fault(s)", .0.len())]
    Invalid(Vec<SpecFault>),
    /// No profile was accepted.
    #[error("no profile was accepted")]
    NoProfiles,
    /// The channels asked for cannot be answered.
    #[error(transparent)]
    Channel(#[from] ChannelError),
    /// The plan asked for cannot be made.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// It was called off.
    #[error("the analysis was called off")]
    CalledOff,
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

/// Answers `request` as [`analyze`] does, and tells `watch` what share of the work is done, 0 to 1, by stages; it may
/// call the rest off.
///
/// # Errors
/// As [`analyze`], and [`AnalysisError::CalledOff`].
pub fn analyze_watched(request: AnalysisRequest<'_>, watch: &Watch<'_>) -> Result<Analysis, AnalysisError> {
    let reached = |share: f64| match watch(share) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(AnalysisError::CalledOff),
    };
    reached(0.1)?;
    let mut faults = request.options.faults();
    faults.extend(unknown_channels(&request));
    faults.extend(constraint_faults(&request));
    if !faults.is_empty() {
        return Err(AnalysisError::Invalid(faults));
    }
    let profiles = &request.audience.profiles;
    if profiles.is_empty() {
        return Err(AnalysisError::NoProfiles);
    }
    let options = &request.options;
    let min_cell = options.min_cell;
    if min_cell.hides(profiles.len() as u64) {
        return too_few(request);
    }
    let sample = sample_rows(profiles, SEGMENT_SAMPLE, options.seed, |_| true);
    let usable = usable_covariates(profiles, &request.target, &sample);
    let mut cells = Cells::fit(profiles, &sample, &usable, options.seed);
    reached(0.4)?;
    let signs = request.catalog.signs();
    let mut found =
        FollowerAudit::of(&follower_audit::followers(profiles, signs), options.level, options.seed, min_cell);
    let columns = ChannelColumns::new(profiles);
    let bound = BoundTarget::new(&request.target, profiles);
    let (mut stats, uses) = scan(profiles, &bound, &cells, &columns, &found);
    cells.joined = join_small(&stats.segments, min_cell);
    stats.join_segments(&cells.joined);
    reached(0.6)?;
    let fit_options = FitOptions {
        level: options.level,
        seed: options.seed,
        shift: options.shift,
        gammas: options.gammas.clone(),
        joins: joins(&found),
        min_cell,
    };
    let encoder = cells.encoding.bind(profiles);
    let place = |at: RowAt| {
        let mut row = cells.row();
        encoder.write(&profiles.chunks()[at.chunk()], at.row(), &mut row.encoded);
        Place { part: found.cell_of(at.chunk() * CHUNK_ROWS + at.row()), ..cells.place(&mut row) }
    };
    let audience = AudienceView { profiles, stats: &stats, usable: &usable, encoding: &cells.encoding, place: &place };
    let panel = request.panel.map(|reading| LabelledPanel::new(&reading.profiles, &request.target, options.seed));
    let mut fit = estimate_fit(&audience, &request.target, panel.as_ref(), &fit_options)?;
    let total = stats.total();
    let outcome = options.min_share.map(|min| (min, outcome(min, &verdict_input(&fit, &total, options.level))));
    reached(0.9)?;
    let (protected, order) = protect(&mut fit, &stats, &fit_options);
    // Labelled and unlabelled take part in how many more to label.
    let told = fit.evidence.labelled.and(fit.evidence.complete).map(|_| verdict_input(&fit, &total, options.level));
    let verdict = outcome.map(|(min_share, outcome)| Verdict::new(min_share, outcome, told.as_ref()));
    let segments = segments(&cells, profiles, &stats, &order, &protected.segments, min_cell);
    let mut suppressed = protected.suppressed;
    suppressed.extend(protect_acquisition(&mut found, total.rows, min_cell));
    let patterns = options.profile_patterns.then(|| patterns(&found, profiles, signs));
    let acquisition = audited(found, &fit, (protected.cohorts, protected.suspected), patterns);
    let mut warnings = warnings(&request, &stats, &fit);
    if !cells.encoding.left_out().is_empty() {
        let names = cells.encoding.left_out().join(", ");
        let detail = format!("segments do not look at the fields stated least, for there are too many: {names}");
        warnings.push(Warning { code: "too_many_fields", detail });
    }
    let members_told = fit.evidence.labelled_members.is_some();
    let observed = observed_use(&request, &columns, &uses, members_told, &mut warnings);
    let hint = AudienceHint {
        account_channel: options.account_channel.clone(),
        fit: fit.share.clone(),
        followers: profiles.len() as f64,
        observed,
    };
    let (channels, plan) = channels(&request, Some(hint), &mut warnings)?.unzip();
    if channels.is_none() && options.constraints.is_some() {
        let detail = "a plan weighs channels by their reach, which is not known here".to_owned();
        warnings.push(Warning { code: "no_plan", detail });
    }
    Ok(Analysis {
        profiles: Some(profiles.len() as u64),
        rejected: request.audience.rejected.clone(),
        panel_rejected: request.panel.map(|p| p.rejected.clone()).unwrap_or_default(),
        verdict,
        segments,
        segment_strengths: cells.choice.strengths,
        acquisition,
        channels,
        plan: plan.flatten(),
        warnings,
        suppressed,
        provenance: provenance(&request),
        target: request.target,
        fit,
    })
}

/// What the answer to `request` is made from.
pub(super) fn provenance(request: &AnalysisRequest<'_>) -> Provenance {
    Provenance {
        version: env!("CARGO_PKG_VERSION"),
        catalog_version: request.catalog.version().to_owned(),
        as_of: request.as_of,
        seed: request.options.seed,
        min_cell: request.options.min_cell,
        engine: "local",
        input_hash: request.input_hash.clone(),
    }
}

/// What is wrong with the constraints of a plan.
fn constraint_faults(request: &AnalysisRequest<'_>) -> Vec<SpecFault> {
    let faults = request.options.constraints.iter().flat_map(|constraints| constraints.faults(request.catalog));
    faults.map(|fault| SpecFault { pointer: format!("/constraints{}", fault.pointer), ..fault }).collect()
}

/// Channels that the catalogue does not know.
fn unknown_channels(request: &AnalysisRequest<'_>) -> Vec<SpecFault> {
    let asked = request.options.channels.iter().flatten().enumerate();
    let asked = asked.map(|(i, id)| (format!("/channels/{i}"), id));
    let account = request.options.account_channel.iter().map(|id| ("/account_channel".to_owned(), id));
    let unknown = asked.chain(account).filter_map(|(pointer, id)| {
        let detail = request.catalog.unknown_channel(id)?;
        Some(SpecFault { pointer, code: "unknown_channel", detail })
    });
    unknown.take(20).collect()
}

/// The partition of the covariate space into segments.
struct Cells {
    encoding: Encoding,
    projection: Projection,
    choice: Choice,
    segments: Partition,
    /// For each segment the one that it is told with.
    joined: Vec<usize>,
}

/// Room for one row on its way into a cell.
struct Row {
    encoded: Vec<f32>,
    projected: Vec<f32>,
}

impl Cells {
    fn fit(profiles: &Profiles, sample: &[RowAt], usable: &UsableCovariates, seed: u64) -> Self {
        let encoding = Encoding::fit(profiles, sample, &usable.fields, Purpose::Segments);
        let matrix = encoding.bind(profiles).matrix(profiles, sample);
        let matrix = matrix.select(ndarray::Axis(0), &canonical_order(&matrix));
        let projection = Projection::fit(matrix.view());
        let matrix = projection.matrix(matrix.view());
        let choice = choose_k(matrix.view(), seed);
        let segments = Partition::fit(matrix.view(), &Tree::grow(matrix.view()), choice.k);
        let joined = (0..segments.k()).collect();
        Self { encoding, projection, choice, segments, joined }
    }

    fn row(&self) -> Row {
        Row { encoded: vec![0.0; self.encoding.width()], projected: vec![0.0; self.projection.width()] }
    }

    /// The cells of an encoded row.
    fn place(&self, row: &mut Row) -> Place {
        self.projection.write(&row.encoded, &mut row.projected);
        let segment = self.joined[self.segments.assign(&row.projected)];
        Place { segment, part: 0 }
    }

    fn no_stats(&self) -> AudienceStats {
        AudienceStats::new(self.segments.k(), self.encoding.width())
    }
}

/// One pass over all profiles.
fn scan(
    profiles: &Profiles,
    bound: &BoundTarget<'_>,
    cells: &Cells,
    columns: &ChannelColumns,
    found: &FollowerAudit,
) -> (AudienceStats, ChannelUse) {
    let encoder = cells.encoding.bind(profiles);
    let parts = if found.cohorts.is_empty() { 0 } else { found.cell_count() };
    let nothing = || (cells.no_stats().with_parts(parts), ChannelUse::new(columns));
    profiles
        .chunks()
        .par_iter()
        .enumerate()
        .fold(
            || (nothing(), cells.row()),
            |((mut stats, mut uses), mut space), (i, chunk)| {
                for row in 0..chunk.rows() {
                    encoder.write(chunk, row, &mut space.encoded);
                    let place = Place { part: found.cell_of(i * CHUNK_ROWS + row), ..cells.place(&mut space) };
                    let membership = stats.add(place, &space.encoded, bound, chunk, row);
                    uses.add(columns, membership, 1.0, chunk, row);
                }
                ((stats, uses), space)
            },
        )
        .map(|(sums, _)| sums)
        .reduce(nothing, |(stats, uses), (more_stats, more_uses)| (stats.merge(more_stats), uses.merge(more_uses)))
}

/// Whose fits are wanted: every cohort's, and those with and without the suspected.
fn joins(found: &FollowerAudit) -> Vec<Vec<usize>> {
    if found.cohorts.is_empty() { Vec::new() } else { vec![found.cells_by_cohort(), found.cells_by_suspicion()] }
}

/// The patterns of single profiles.
fn patterns(found: &FollowerAudit, profiles: &Profiles, signs: &SignRules) -> Vec<ProfilePattern> {
    let pattern = |seen: &follower_audit::PatternMatch| ProfilePattern {
        row: profiles.row_number(seen.position as usize),
        cohort: found.cohorts[seen.cohort].id,
        signs: seen.signs.words(signs),
    };
    found.patterns.iter().map(pattern).collect()
}

/// What was found with its fits.
///
/// `told` says whether the fits of cohorts may be told, and those with and without the suspected.
fn audited(
    found: FollowerAudit,
    fit: &Fit,
    told: (bool, bool),
    profile_patterns: Option<Vec<ProfilePattern>>,
) -> Audited {
    let told = [told.0, told.1];
    let share = |join: usize, cell: usize| Some(fit.joins.get(join).filter(|_| told[join])?.get(cell)?.share.clone());
    let cohort_fits = (1..=found.cohorts.len()).filter_map(|cell| share(0, cell)).collect();
    let nobody = found.cohorts.is_empty();
    Audited {
        fit_without_suspected: if nobody { fit.share.clone() } else { share(1, 0) },
        fit_of_suspected: share(1, 1),
        cohort_fits,
        profile_patterns,
        found,
    }
}

fn verdict_input<'f>(fit: &'f Fit, total: &MembershipTable, level: f64) -> VerdictInput<'f> {
    VerdictInput {
        certain: fit.evidence.certain,
        share: fit.distribution.as_ref(),
        level,
        labelled: total.training_counts(0).0.round(),
        unlabelled: (total.rows - total.labelled) as f64,
        profiles: total.rows as f64,
    }
}

/// Makes the fit coarse where it tells of too few; the fits of the segments that may be told, and the segments, in the
/// order in which they are told: largest first.
fn protect(fit: &mut Fit, stats: &AudienceStats, options: &FitOptions) -> (Protected, Vec<usize>) {
    let mut order: Vec<usize> = (0..stats.segments.len()).filter(|i| stats.segments[*i].table.rows > 0).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(stats.segments[*i].table.rows), *i));
    let fits: Vec<Option<Estimate>> = order.iter().map(|i| fit.segments.get(*i).map(|s| s.share.clone())).collect();
    let segments: Vec<_> = order.iter().zip(&fits).map(|(i, fit)| (&stats.segments[*i].table, fit.as_ref())).collect();
    let joins: Vec<_> = options.joins.iter().map(|join| merge_tables(&stats.parts, join)).collect();
    let join = |i: usize| joins.get(i).map_or(&[][..], Vec::as_slice);
    let joins = [join(0), join(1)];
    let protected = protect_fit(fit, &stats.total(), &segments, &stats.parts, joins, options.min_cell);
    (protected, order)
}

/// The segments of `order` with their `fits`.
fn segments(
    cells: &Cells,
    profiles: &Profiles,
    stats: &AudienceStats,
    order: &[usize],
    fits: &[Option<Estimate>],
    min_cell: MinCell,
) -> Vec<Segment> {
    let rows = profiles.len() as f64;
    let means = |segment: &SegmentSums| {
        ColumnMeans { rows: segment.table.rows, means: segment.means() }.coarse(&cells.encoding, profiles, min_cell)
    };
    let all: Vec<ColumnMeans> = stats.segments.iter().map(means).collect();
    let everyone = everyone(&all, cells.encoding.width(), rows);
    let told = order.iter().zip(fits).enumerate().map(|(place, (i, fit))| {
        let traits = traits(&cells.encoding, profiles, &all[*i], &everyone, min_cell);
        let words: Vec<&str> = traits.iter().take(2).map(|t| t.words.as_str()).collect();
        let name = if words.is_empty() { "like the audience as a whole".to_owned() } else { words.join("; ") };
        let count = stats.segments[*i].table.rows;
        Segment {
            id: char::from(b'A' + u8::try_from(place.min(25)).unwrap_or(25)).to_string(),
            name,
            count,
            share: count as f64 / rows,
            fit: fit.clone(),
            traits,
        }
    });
    told.collect()
}

/// The means of all segments together.
fn everyone(segments: &[ColumnMeans], width: usize, rows: f64) -> ColumnMeans {
    let mut means = vec![0.0; width];
    for segment in segments {
        let part = segment.rows as f64 / rows;
        means.iter_mut().zip(&segment.means).for_each(|(m, x)| *m += part * x);
    }
    ColumnMeans { rows: rows as u64, means }
}

/// Where the target is and, with constraints, what to do; none without a country or figures of it. Nothing is known of
/// the agency's own audience where there is no `audience`.
pub(super) fn channels(
    request: &AnalysisRequest<'_>,
    audience: Option<AudienceHint>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<(Recommendation, Option<Plan>)>, AnalysisError> {
    let spec = request.target.spec();
    let Some(country) = &spec.country else {
        let detail = "channels need the target's country, as \"KR\" or \"US\"".to_owned();
        warnings.push(Warning { code: "no_country", detail });
        return Ok(None);
    };
    let options = &request.options;
    let query = ChannelQuery {
        target: spec.clone(),
        country: country.clone(),
        year: spec.year,
        channels: options.channels.clone(),
        measure: None,
        donor_country: None,
        level: options.level,
        seed: options.seed,
        audience,
        costs: options.costs.clone(),
        learning: options.learning.clone(),
    };
    match fit_and_rank(request.catalog, &query) {
        Ok(fitted) => {
            warnings.extend(fitted.recommendation.warnings.iter().cloned());
            let constraints = options.constraints.as_ref();
            let plan = constraints.map(|c| plan(request.catalog, &query, &fitted, c)).transpose()?;
            Ok(Some((fitted.recommendation, plan)))
        }
        Err(
            error @ (ChannelError::UnknownChannels { .. }
            | ChannelError::UnknownMeasure { .. }
            | ChannelError::Cost { .. }),
        ) => Err(error.into()),
        // Nothing published is no reason to withhold the rest of the answer.
        Err(error) => {
            warnings.push(Warning { code: "no_channels", detail: error.to_string() });
            Ok(None)
        }
    }
}
