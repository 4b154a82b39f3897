//! The use case: one question about an audience, answered by the stages in order.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::answer::{Analysis, Audited, ProfilePattern, Provenance, Segment};
use super::notice::notices;
use super::observed::observed_use;
use super::request::AnalysisRequest;
use crate::acquisition::{self, Acquisition};
use crate::catalog::SignRules;
use crate::channel::{AudienceHint, ChannelError, ChannelQuery, ObservedUse, Recommendation, Warning, reckon};
use crate::cluster::{Choice, ColumnMeans, Partition, Projection, Tree, choose_k, traits};
use crate::encode::{Encoding, Purpose, RowAt, canonical_order, sample_rows};
use crate::estimate::{
    AudienceStats, ChannelColumns, ChannelUse, EstimateError, Fit, FitOptions, LabelledPanel, Place, Standing, Usable,
    estimate_fit, usable_fields, verdict,
};
use crate::plan::{Plan, PlanError, plan};
use crate::profile::{CHUNK_ROWS, Profiles, Reading};
use crate::target::{BoundTarget, SpecFault, Target};

/// Rows that segments are fitted on.
const SEGMENT_SAMPLE: usize = 20_000;
/// Strata that estimators learn rates in, at most; and the sampled rows wanted in each.
const MOST_STRATA: usize = 16;
const ROWS_A_STRATUM: usize = 60;
/// Audiences smaller than this are flagged.
const SMALL_AUDIENCE: u64 = 100;

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

/// Answers `request`.
///
/// Pure and deterministic: the same profiles in any order, with the same seed, give the same figures on any number of
/// threads.
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
    let panel = request.panel.map(|reading| PreparedPanel::new(reading, &request.target, request.options.seed));
    answer(request, panel.as_ref(), watch)
}

/// Is told what share of the work is done, 0 to 1, and says whether to go on.
pub type Watch<'a> = dyn Fn(f64) -> ControlFlow<()> + Sync + 'a;

/// Answers `request` with a panel that was prepared before, whatever `request` says of a panel: the same figures as
/// [`analyze`] gives with the panel's reading, its target and its seed, without fitting the panel anew.
///
/// # Errors
/// As [`analyze`], and where the panel was prepared for another target.
pub fn analyze_with_panel<'a>(
    mut request: AnalysisRequest<'a>,
    panel: &PreparedPanel<'a>,
) -> Result<Analysis, AnalysisError> {
    if panel.target != request.target {
        let detail = "the panel was prepared for another target: prepare it for this one".to_owned();
        let fault = SpecFault { pointer: "/panel".to_owned(), code: "other_target", detail };
        return Err(AnalysisError::Invalid(vec![fault]));
    }
    request.panel = Some(panel.reading);
    answer(request, Some(panel), &|_| ControlFlow::Continue(()))
}

/// A panel labelled for one target. What is fitted to it is kept for the next audience.
#[derive(Debug)]
pub struct PreparedPanel<'a> {
    reading: &'a Reading,
    target: Target,
    labelled: LabelledPanel<'a>,
}

impl<'a> PreparedPanel<'a> {
    /// Labels the rows of `reading`; `seed` chooses among those of a panel above 20,000 rows.
    pub fn new(reading: &'a Reading, target: &Target, seed: u64) -> Self {
        Self { reading, target: target.clone(), labelled: LabelledPanel::new(&reading.profiles, target, seed) }
    }
}

fn answer(
    request: AnalysisRequest<'_>,
    panel: Option<&PreparedPanel<'_>>,
    watch: &Watch<'_>,
) -> Result<Analysis, AnalysisError> {
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
    let sample = sample_rows(profiles, SEGMENT_SAMPLE, options.seed, |_| true);
    let usable = usable_fields(profiles, &request.target, &sample);
    let cells = Cells::fit(profiles, &sample, &usable, options.seed);
    reached(0.4)?;
    let signs = request.catalog.signs();
    let found = Acquisition::of(&acquisition::followers(profiles, signs), options.level, options.seed);
    let columns = ChannelColumns::new(profiles);
    let bound = BoundTarget::new(&request.target, profiles);
    let (stats, uses) = scan(profiles, &bound, &cells, &columns, &found);
    reached(0.6)?;
    let fit_options = FitOptions {
        level: options.level,
        seed: options.seed,
        shift: options.shift,
        gammas: options.gammas.clone(),
        joins: joins(&found),
    };
    let encoder = cells.encoding.bind(profiles);
    let place = |at: RowAt| {
        let mut row = cells.row();
        encoder.write(&profiles.chunks()[at.chunk()], at.row(), &mut row.encoded);
        Place { part: found.part_of(at.chunk() * CHUNK_ROWS + at.row()), ..cells.place(&mut row) }
    };
    let fit =
        estimate_fit(profiles, &request.target, &stats, &usable, panel.map(|p| &p.labelled), &place, &fit_options)?;
    let verdict = options.min_share.map(|min_share| verdict(min_share, &standing(&fit, options.level)));
    reached(0.9)?;
    let segments = segments(&cells, profiles, &stats, &fit);
    let patterns = options.profile_patterns.then(|| patterns(&found, profiles, signs));
    let acquisition = audited(found, &fit, patterns);
    let mut warnings = warnings(&request, &stats, &fit);
    if !cells.encoding.left_out().is_empty() {
        let names = cells.encoding.left_out().join(", ");
        let detail = format!("segments do not look at the fields stated least, for there are too many: {names}");
        warnings.push(Warning { code: "too_many_fields", detail });
    }
    let observed = observed_use(&request, &columns, &uses, &mut warnings);
    let (channels, plan) = channels(&request, &fit, observed, &mut warnings)?.unzip();
    if channels.is_none() && options.constraints.is_some() {
        let detail = "a plan weighs channels by their reach, which is not known here".to_owned();
        warnings.push(Warning { code: "no_plan", detail });
    }
    Ok(Analysis {
        profiles: profiles.len() as u64,
        rejected: request.audience.rejected.clone(),
        panel_rejected: request.panel.map(|p| p.rejected.clone()).unwrap_or_default(),
        verdict,
        segments,
        segment_strengths: cells.choice.strengths,
        acquisition,
        channels,
        plan: plan.flatten(),
        warnings,
        provenance: Provenance {
            version: env!("CARGO_PKG_VERSION"),
            catalog_version: request.catalog.version().to_owned(),
            as_of: request.as_of,
            seed: options.seed,
            engine: "local",
            input_hash: request.input_hash,
        },
        target: request.target,
        fit,
    })
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

/// The two partitions of the covariate space: segments for people, finer strata for estimators.
struct Cells {
    encoding: Encoding,
    projection: Projection,
    choice: Choice,
    segments: Partition,
    strata: Partition,
}

/// Room for one row on its way into a cell.
struct Row {
    encoded: Vec<f32>,
    projected: Vec<f32>,
}

impl Cells {
    fn fit(profiles: &Profiles, sample: &[RowAt], usable: &Usable, seed: u64) -> Self {
        let encoding = Encoding::fit(profiles, sample, &usable.fields, Purpose::Segments);
        let matrix = encoding.bind(profiles).matrix(profiles, sample);
        let matrix = matrix.select(ndarray::Axis(0), &canonical_order(&matrix));
        let projection = Projection::fit(matrix.view());
        let matrix = projection.matrix(matrix.view());
        let choice = choose_k(matrix.view(), seed);
        let tree = Tree::grow(matrix.view());
        let strata = (sample.len() / ROWS_A_STRATUM).clamp(1, MOST_STRATA);
        let (segments, strata) = rayon::join(
            || Partition::fit(matrix.view(), &tree, choice.k),
            || Partition::fit(matrix.view(), &tree, strata),
        );
        Self { encoding, projection, choice, segments, strata }
    }

    fn row(&self) -> Row {
        Row { encoded: vec![0.0; self.encoding.width()], projected: vec![0.0; self.projection.width()] }
    }

    /// The cells of an encoded row.
    fn place(&self, row: &mut Row) -> Place {
        self.projection.write(&row.encoded, &mut row.projected);
        Place { segment: self.segments.assign(&row.projected), stratum: self.strata.assign(&row.projected), part: 0 }
    }

    fn no_stats(&self) -> AudienceStats {
        AudienceStats::new(self.segments.k(), self.strata.k(), self.encoding.width())
    }
}

/// One pass over all profiles.
fn scan(
    profiles: &Profiles,
    bound: &BoundTarget<'_>,
    cells: &Cells,
    columns: &ChannelColumns,
    found: &Acquisition,
) -> (AudienceStats, ChannelUse) {
    let encoder = cells.encoding.bind(profiles);
    let parts = if found.cohorts.is_empty() { 0 } else { found.part_count() };
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
                    let place = Place { part: found.part_of(i * CHUNK_ROWS + row), ..cells.place(&mut space) };
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
fn joins(found: &Acquisition) -> Vec<Vec<usize>> {
    if found.cohorts.is_empty() { Vec::new() } else { vec![found.cohorts_of_parts(), found.suspects_of_parts()] }
}

/// The patterns of single profiles.
fn patterns(found: &Acquisition, profiles: &Profiles, signs: &SignRules) -> Vec<ProfilePattern> {
    let pattern = |seen: &acquisition::PatternSeen| ProfilePattern {
        row: profiles.row_number(seen.position as usize),
        cohort: found.cohorts[seen.cohort].id,
        signs: seen.signs.words(signs),
    };
    found.patterns.iter().map(pattern).collect()
}

/// What was found with its fits.
fn audited(found: Acquisition, fit: &Fit, profile_patterns: Option<Vec<ProfilePattern>>) -> Audited {
    let share = |join: usize, cell: usize| Some(fit.joins.get(join)?.get(cell)?.share.clone());
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

fn standing(fit: &Fit, level: f64) -> Standing<'_> {
    Standing {
        certain: fit.evidence.certain,
        share: fit.distribution.as_ref(),
        level,
        labelled: fit.evidence.complete as f64,
        undeclared: fit.evidence.undeclared as f64,
        profiles: (fit.evidence.declared + fit.evidence.undeclared) as f64,
    }
}

fn segments(cells: &Cells, profiles: &Profiles, stats: &AudienceStats, fit: &Fit) -> Vec<Segment> {
    let rows = profiles.len() as f64;
    let means = |i: usize| ColumnMeans { rows: stats.segments[i].table.rows, means: stats.segments[i].means() };
    let everyone = everyone(stats, cells.encoding.width(), rows);
    let mut order: Vec<usize> = (0..stats.segments.len()).filter(|i| stats.segments[*i].table.rows > 0).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(stats.segments[*i].table.rows), *i));
    let told = order.iter().enumerate().map(|(place, i)| {
        let traits = traits(&cells.encoding, profiles, &means(*i), &everyone);
        let words: Vec<&str> = traits.iter().take(2).map(|t| t.words.as_str()).collect();
        let name = if words.is_empty() { "like the audience as a whole".to_owned() } else { words.join("; ") };
        let count = stats.segments[*i].table.rows;
        Segment {
            id: char::from(b'A' + u8::try_from(place.min(25)).unwrap_or(25)).to_string(),
            name,
            count,
            share: count as f64 / rows,
            fit: fit.segments.get(*i).map(|s| s.share.clone()),
            traits,
        }
    });
    told.collect()
}

fn everyone(stats: &AudienceStats, width: usize, rows: f64) -> ColumnMeans {
    let mut means = vec![0.0; width];
    for segment in &stats.segments {
        let part = segment.table.rows as f64 / rows;
        means.iter_mut().zip(segment.means()).for_each(|(m, x)| *m += part * x);
    }
    ColumnMeans { rows: rows as u64, means }
}

fn warnings(request: &AnalysisRequest<'_>, stats: &AudienceStats, fit: &Fit) -> Vec<Warning> {
    let mut out = Vec::new();
    let mut warn = |code: &'static str, detail: String| out.push(Warning { code, detail });
    let profiles = request.audience.profiles.len() as u64;
    if profiles < SMALL_AUDIENCE {
        warn(
            "small_audience",
            format!("an audience of {profiles} is small; figures of fewer than {SMALL_AUDIENCE} profiles swing widely"),
        );
    }
    let mut refused = |reading: &Reading, what: &str| {
        if reading.rejected.rows > 0 {
            warn(
                "rows_rejected",
                format!("{} {what} were refused and do not count; each is listed", reading.rejected.rows),
            );
        }
        for (field, n) in &reading.dropped_values {
            let detail = format!("{field} has too many different texts to be a category; {n} values were left out");
            warn("too_many_levels", detail);
        }
        for note in &reading.notes {
            warn("import", note.clone());
        }
    };
    refused(request.audience, "profiles");
    if let Some(panel) = request.panel {
        refused(panel, "panel rows");
    }
    if stats.incomparable.income_unit > 0 {
        warn(
            "income_not_comparable",
            format!(
                "{} incomes are in a currency or scope that the target's limits are not given for; give the target a \
                 country with medians, or incomes as median_ratio",
                stats.incomparable.income_unit
            ),
        );
    }
    if stats.incomparable.household_size > 0 {
        let n = stats.incomparable.household_size;
        warn(
            "household_size_missing",
            format!("{n} incomes lie where the household's size decides, which is not stated"),
        );
    }
    for notice in notices(&request.target, &request.audience.profiles) {
        warn(notice.code, notice.detail);
    }
    for (code, detail) in &fit.notes {
        warn(code, detail.clone());
    }
    out
}

/// Where the target is and, with constraints, what to do; none without a country or figures of it.
fn channels(
    request: &AnalysisRequest<'_>,
    fit: &Fit,
    observed: Vec<ObservedUse>,
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
        borrow_from: None,
        level: options.level,
        seed: options.seed,
        audience: Some(AudienceHint {
            account_channel: options.account_channel.clone(),
            fit: fit.share.clone(),
            followers: request.audience.profiles.len() as f64,
            observed,
        }),
        costs: options.costs.clone(),
        learning: options.learning.clone(),
    };
    match reckon(request.catalog, &query) {
        Ok(reckoning) => {
            warnings.extend(reckoning.recommendation.warnings.iter().cloned());
            let constraints = options.constraints.as_ref();
            let plan = constraints.map(|c| plan(request.catalog, &query, &reckoning, c)).transpose()?;
            Ok(Some((reckoning.recommendation, plan)))
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
