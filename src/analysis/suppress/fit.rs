//! Disclosure control of the fit of an audience, of its segments and of its cohorts.

use super::labels::{LabelDisclosure, SuppressedCounts};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::disclosure::{MinCell, Noise, Suppressed, Suppression};
use crate::prevalence::{
    AudienceStats, AuditPartitions, Estimate, Fit, FitEvidence, FitOptions, MembershipTable, Method, RequiredData,
    Status,
};

/// A counted cell below this many minimum cells is too small for a range: the complement would be small too.
const MIN_CELLS: u64 = 3;

/// The fits that may be published.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedFits {
    /// The fit of each segment, in their order; none if it is withheld or not identified.
    pub segments: Vec<Option<Estimate>>,
    /// Whether the fits of cohorts may be published.
    pub cohorts: bool,
    /// Whether the fits with and without the suspected may be published.
    pub suspected: bool,
    /// What was withheld or coarsened.
    pub suppressed: Vec<Suppressed>,
}

/// The counts behind the share of members in a cell, as numbers of profiles.
#[derive(Debug, Clone, Copy)]
struct Cell {
    rows: u64,
    members: u64,
    others: u64,
    /// Profiles that may or may not be members.
    undetermined: u64,
}

/// How a share is published.
#[derive(Debug, Clone, PartialEq)]
enum Release {
    Exact,
    /// As a range of the number of members.
    Range(u64, u64),
    /// As the estimate without the suppressed count.
    Coarsened(SuppressedCounts),
    Withheld,
}

impl Cell {
    fn of(table: &MembershipTable) -> Self {
        let members = table.certain_members;
        let others = table.labelled - members - table.fractional;
        Self { rows: table.rows, members, others, undetermined: table.rows - members - others }
    }

    /// How a counted share of members is published: exactly if neither the members nor the others nor the undetermined
    /// are a small cell, else as a range that every value of the suppressed counts would give.
    fn counted(&self, min_cell: MinCell) -> Release {
        let (small_members, small_others) = (min_cell.is_small_cell(self.members), min_cell.is_small_cell(self.others));
        let small_undetermined = min_cell.is_small_nonzero(self.undetermined);
        // If nobody is known to be a member or not, neither count is about anybody.
        if self.undetermined == self.rows && !small_undetermined {
            return Release::Exact;
        }
        if !small_members && !small_others && !small_undetermined {
            return Release::Exact;
        }
        if self.rows < MIN_CELLS * min_cell.0 {
            return Release::Withheld;
        }
        let max = min_cell.max_suppressed();
        // If the undetermined are a small cell themselves, they count as the most they may be.
        let slack = if small_undetermined { 2 * max } else { self.undetermined + max };
        let round_down = |n: u64| n / min_cell.0 * min_cell.0;
        let lower = match (small_members, small_others) {
            (true, _) => 0,
            (false, true) => self.rows.saturating_sub(slack),
            (false, false) => round_down(self.members),
        };
        let upper = match (small_others, small_members) {
            (true, _) => self.rows,
            (false, true) => slack,
            (false, false) => round_down(self.members + self.undetermined) + max,
        };
        Release::Range(lower, upper.min(self.rows))
    }

    /// How the share of members in a part of the audience is published: exactly if it is an estimate for many
    /// undetermined profiles.
    fn estimated(&self, min_cell: MinCell) -> Release {
        if self.rows == 0 || !min_cell.is_small_cell(self.undetermined) {
            Release::Exact
        } else {
            self.counted(min_cell)
        }
    }
}

/// The memberships behind a fit.
pub(super) struct FitTables<'a> {
    total: MembershipTable,
    /// Segments in the order in which they are published, with their fits.
    segments: Vec<SegmentTable<'a>>,
    /// How far the counts may be off by noise, in people, at the level of the intervals.
    margin: u64,
    /// The same of a part of the whole.
    margin_of_parts: u64,
    audit_cells: &'a [MembershipTable],
    cohorts: Vec<MembershipTable>,
    suspected: Vec<MembershipTable>,
}

/// One segment.
struct SegmentTable<'a> {
    table: &'a MembershipTable,
    fit: Option<Estimate>,
}

impl<'a> FitTables<'a> {
    /// The tables of `stats`, with the segments in their `order`.
    pub(super) fn new(stats: &'a AudienceStats, order: &[usize], fit: &Fit, options: &FitOptions) -> Self {
        let partitions = options.audit_partitions.as_ref();
        let segment = |i: &usize| SegmentTable {
            table: &stats.segments[*i].table,
            fit: fit.segments.get(*i).map(|segment| segment.share.clone()),
        };
        let merged = |tables: fn(&AuditPartitions, &[MembershipTable]) -> Vec<MembershipTable>| {
            partitions.map(|partitions| tables(partitions, &stats.audit_cells)).unwrap_or_default()
        };
        Self {
            total: stats.total(),
            segments: order.iter().map(segment).collect(),
            margin: margin(options, Noise::sd),
            margin_of_parts: margin(options, Noise::sd_of_part),
            audit_cells: &stats.audit_cells,
            cohorts: merged(AuditPartitions::cohort_tables),
            suspected: merged(AuditPartitions::suspected_tables),
        }
    }
}

/// Suppresses or coarsens `fit`, and decides which fits of the segments and of the audit may be published.
pub(super) fn suppress_fit(fit: &mut Fit, tables: &FitTables<'_>, min_cell: MinCell) -> ReleasedFits {
    let FitTables { total, segments, .. } = tables;
    if min_cell.is_off() {
        let segments = segments.iter().map(|segment| segment.fit.clone()).collect();
        return ReleasedFits { segments, cohorts: true, suspected: true, suppressed: Vec::new() };
    }
    let mut log = SuppressionLog::default();
    let release = release_whole(fit, total, (min_cell, tables.margin), &mut log);
    // Certain bounds are published only as the range of what nearly everybody states.
    let bounds = match (&release, Cell::of(total).estimated(min_cell)) {
        (Release::Range(..), Release::Range(lower, upper)) => {
            let (lower, upper) = widened(lower, upper, tables.margin, total.rows);
            range(lower, upper, total.rows)
        }
        (Release::Range(..) | Release::Exact | Release::Coarsened(_) | Release::Withheld, _) => (0.0, 1.0),
    };
    suppress_evidence(&mut fit.evidence, total, bounds, min_cell, &mut log);
    let is_exact = release == Release::Exact;
    let are_exact =
        |tables: &[MembershipTable]| tables.iter().all(|t| Cell::of(t).estimated(min_cell) == Release::Exact);
    let suspected = is_exact && are_exact(&tables.suspected);
    let cohorts = is_exact && are_exact(&tables.cohorts) && are_exact(tables.audit_cells);
    if fit.estimated_share().is_some() && !tables.audit_cells.is_empty() {
        if !cohorts {
            log.add("/acquisition/cohorts/*/fit", Suppression::Withheld);
        }
        if !suspected {
            log.add("/acquisition/fit_of_suspected", Suppression::Withheld);
            log.add("/acquisition/fit_without_suspected", Suppression::Withheld);
        }
    }
    let segments = match release {
        Release::Exact => release_segments(segments, (min_cell, tables.margin_of_parts), &mut log),
        Release::Range(..) | Release::Coarsened(_) | Release::Withheld => {
            if segments.iter().any(|segment| segment.fit.is_some()) {
                log.add("/segments/*/fit", Suppression::Withheld);
            }
            vec![None; segments.len()]
        }
    };
    ReleasedFits { segments, cohorts, suspected, suppressed: log.0 }
}

/// What was withheld or coarsened.
#[derive(Default)]
struct SuppressionLog(Vec<Suppressed>);

impl SuppressionLog {
    fn add(&mut self, pointer: impl Into<String>, suppression: Suppression) {
        self.0.push(Suppressed { pointer: pointer.into(), suppression });
    }
}

/// Publishes the share of the whole audience as its release requires, which is returned.
fn release_whole(
    fit: &mut Fit,
    total: &MembershipTable,
    (min_cell, margin): (MinCell, u64),
    log: &mut SuppressionLog,
) -> Release {
    let (Some(share), Some(method)) = (&fit.share, fit.method) else { return Release::Exact };
    if fit.status == Status::Assumed {
        // It holds no small counts, of which it would tell: see `prevalence::assumed`.
        return Release::Exact;
    }
    let cell = Cell::of(total);
    let release = match method {
        // It holds no count of the audience, or none that is small.
        Method::Totals => Release::Exact,
        _ if min_cell.is_small_cell(cell.undetermined) => cell.counted(min_cell),
        Method::AllLabelled
        | Method::LabelledBands
        | Method::CountedInPart
        | Method::ContradictedLabels
        | Method::Bounds => cell.counted(min_cell),
        Method::LabelledOnly
        | Method::LabelledAndTotals
        | Method::RandomSample
        | Method::RandomSampleAndTotals
        | Method::ConfidenceSequence => match LabelDisclosure::of(total, min_cell) {
            LabelDisclosure::Exact => Release::Exact,
            LabelDisclosure::Coarsened(counts) => Release::Coarsened(counts),
            LabelDisclosure::Withheld => Release::Withheld,
        },
        Method::Panel | Method::PanelAndLabelled | Method::PlatformUsers | Method::PopulationShare => Release::Exact,
    };
    match release {
        Release::Exact => return release,
        Release::Coarsened(ref counts) => {
            let level = share.level;
            coarsen(fit, counts, level, cell.rows, log);
            return release;
        }
        Release::Range(lower, upper) => {
            let (lower, upper) = widened(lower, upper, margin, cell.rows);
            let (lower_share, upper_share) = range(lower, upper, cell.rows);
            let share = range_estimate(share, lower_share, upper_share, cell.rows);
            fit.count = Some(range_estimate(&share, lower as f64, upper as f64, cell.rows));
            fit.share = Some(share);
            log.add("/fit/share", Suppression::Range);
            log.add("/fit/count", Suppression::Range);
        }
        Release::Withheld => {
            fit.status = Status::Withheld;
            fit.share = None;
            fit.count = None;
            fit.required_data.push(match method {
                Method::LabelledOnly
                | Method::LabelledAndTotals
                | Method::RandomSample
                | Method::RandomSampleAndTotals
                | Method::ConfidenceSequence => RequiredData::MinLabels(LabelDisclosure::min_labels(min_cell)),
                Method::AllLabelled
                | Method::LabelledBands
                | Method::CountedInPart
                | Method::ContradictedLabels
                | Method::Bounds
                | Method::Panel
                | Method::PanelAndLabelled
                | Method::Totals
                | Method::PlatformUsers
                | Method::PopulationShare => RequiredData::MoreFollowers(min_cell),
            });
            log.add("/fit/share", Suppression::Withheld);
            log.add("/fit/count", Suppression::Withheld);
        }
    }
    fit.distribution = None;
    fit.overlap = None;
    fit.sensitivity.clear();
    fit.evidence.effective_n = None;
    release
}

/// Publishes the estimate without the suppressed count.
fn coarsen(fit: &mut Fit, counts: &SuppressedCounts, level: f64, rows: u64, log: &mut SuppressionLog) {
    let rows = rows as f64;
    let posterior = counts.share(1.0);
    let share = posterior.estimate(level, Estimate::COARSE, posterior.effective_n(rows));
    fit.count = Some(share.map(|x| x * rows));
    fit.evidence.effective_n = Some(share.n);
    fit.share = Some(share);
    for bounds in &mut fit.sensitivity {
        let end = |gamma: f64| counts.share(gamma).estimate(level, Estimate::COARSE, 0.0);
        (bounds.lower, bounds.upper) = (end(1.0 / bounds.gamma).lower, end(bounds.gamma).upper);
    }
    fit.distribution = Some(posterior);
    // Their totals would tell how many of the labelled are in which cell.
    let without_totals = match fit.method {
        Some(Method::LabelledAndTotals) => Some(Method::LabelledOnly),
        Some(Method::RandomSampleAndTotals) => Some(Method::RandomSample),
        _ => None,
    };
    if let Some(method) = without_totals {
        fit.method = Some(method);
        fit.evidence.totals.clear();
    }
    log.add("/fit/share", Suppression::Coarsened);
    log.add("/fit/count", Suppression::Coarsened);
    log.add("/fit/sensitivity", Suppression::Coarsened);
}

/// How far a count may be off by noise of a standard deviation, in people, at the level of the intervals.
fn margin(options: &FitOptions, of: impl Fn(&Noise) -> f64) -> u64 {
    let z = Normal::standard().inverse_cdf(0.5 + options.level / 2.0);
    options.noise.audience.as_ref().map_or(0, |noise| (z * of(noise)).ceil() as u64)
}

/// A range of a count that has noise, of `rows`.
fn widened(lower: u64, upper: u64, margin: u64, rows: u64) -> (u64, u64) {
    (lower.saturating_sub(margin), (upper + margin).min(rows))
}

fn range(lower: u64, upper: u64, rows: u64) -> (f64, f64) {
    let of = |n: u64| n as f64 / rows.max(1) as f64;
    (of(lower), of(upper))
}

/// The range of a figure on `rows` profiles; nothing else of `estimate` is kept but its level.
fn range_estimate(estimate: &Estimate, lower: f64, upper: f64, rows: u64) -> Estimate {
    let value = 0.5 * (lower + upper);
    Estimate { value, lower, upper, level: estimate.level, method: Estimate::RANGE, n: rows as f64 }
}

/// Withholds small counts and their complements. `bounds` are published if the exact ones would reveal them.
fn suppress_evidence(
    evidence: &mut FitEvidence,
    total: &MembershipTable,
    bounds: (f64, f64),
    min_cell: MinCell,
    log: &mut SuppressionLog,
) {
    let cell = Cell::of(total);
    let training = total.training_counts(0);
    let whole = |n: f64| n.round().max(0.0) as u64;
    let complete = whole(training.n);
    let is_small = |n: u64| min_cell.is_small_nonzero(n);
    let unlabelled = total.rows - total.labelled;
    let small_labelled = is_small(total.labelled) || is_small(unlabelled);
    let small_complete =
        is_small(complete) || is_small(total.labelled.abs_diff(complete)) || is_small(total.rows.abs_diff(complete));
    // If nobody states all that the target needs, nobody could have been found to be a member.
    let is_small_count = |n: u64| if complete > 0 { min_cell.is_small_cell(n) } else { is_small(n) };
    let complete_others = complete.saturating_sub(whole(training.members));
    let small_members = is_small_count(cell.members) || is_small_count(cell.others) || is_small_count(complete_others);
    if small_labelled {
        evidence.labelled = None;
        evidence.unlabelled = None;
        log.add("/audience/labelled", Suppression::Withheld);
        log.add("/fit/evidence/labelled", Suppression::Withheld);
        log.add("/fit/evidence/unlabelled", Suppression::Withheld);
    }
    if small_complete {
        evidence.complete = None;
        log.add("/fit/evidence/complete", Suppression::Withheld);
    }
    if small_labelled || small_members || is_small(total.fractional) {
        evidence.labelled_members = None;
        evidence.bounds = bounds;
        log.add("/fit/evidence/labelled_members", Suppression::Withheld);
        log.add("/fit/evidence/lower_bound", Suppression::Range);
        log.add("/fit/evidence/upper_bound", Suppression::Range);
    }
}

/// Releases segments, with complementary suppression: the segments add up to the whole, so a single suppressed one could
/// be found by subtraction. One more is withheld, with enough members and enough others to make every value of the ranges
/// possible; if no segment has, all are withheld.
fn release_segments(
    segments: &[SegmentTable<'_>],
    (min_cell, margin): (MinCell, u64),
    log: &mut SuppressionLog,
) -> Vec<Option<Estimate>> {
    let releases: Vec<Release> = segments.iter().map(|segment| Cell::of(segment.table).estimated(min_cell)).collect();
    let exact: Vec<Option<Estimate>> = segments.iter().map(|segment| segment.fit.clone()).collect();
    if releases.iter().all(|release| *release == Release::Exact) || exact.iter().all(Option::is_none) {
        return exact;
    }
    let is_complement = |i: &usize| {
        let (table, Some(fit)) = (segments[*i].table, &segments[*i].fit) else { return false };
        let members = fit.value * table.rows as f64;
        let min = min_cell.0 as f64;
        releases[*i] == Release::Exact && members >= min && table.rows as f64 - members >= min
    };
    let complement = (0..segments.len()).filter(is_complement).min_by_key(|i| segments[*i].table.rows);
    let released = |(i, release): (usize, &Release)| {
        let fit = segments[i].fit.as_ref()?;
        match release {
            Release::Exact => (complement.is_some() && complement != Some(i)).then(|| fit.clone()),
            Release::Range(lower, upper) => {
                let rows = segments[i].table.rows;
                let (lower, upper) = widened(*lower, *upper, margin, rows);
                let (lower, upper) = range(lower, upper, rows);
                complement.map(|_| range_estimate(fit, lower, upper, rows))
            }
            Release::Coarsened(_) | Release::Withheld => None,
        }
    };
    let out: Vec<Option<Estimate>> = releases.iter().enumerate().map(released).collect();
    for (i, fit) in out.iter().enumerate() {
        match fit {
            None => log.add(format!("/segments/{i}/fit"), Suppression::Withheld),
            Some(fit) if fit.is_range() => log.add(format!("/segments/{i}/fit"), Suppression::Range),
            Some(_) => {}
        }
    }
    out
}
