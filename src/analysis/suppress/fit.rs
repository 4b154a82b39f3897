//! The fit of an audience, of its segments and of its cohorts, told so that no small count can be had from it.

use super::labels::{HiddenLabels, Labels};
use crate::disclosure::MinCell;
use crate::disclosure::Suppressed;
use crate::prevalence::{AudienceStats, AuditPartitions, Estimate, Fit, FitEvidence, MembershipTable, Method, Status};

/// A counted cell below this many times the least is too small for a range: what is left beside it would be small too.
const LEAST_CELLS: u64 = 3;

/// Whose fits may be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Protected {
    /// The fit of each segment, in their order; none where it is withheld or not identified.
    pub segments: Vec<Option<Estimate>>,
    /// Whether the fits of cohorts may be told, and those with and without the suspected.
    pub cohorts: bool,
    /// The same of those with and without the suspected.
    pub suspected: bool,
    /// What is withheld or told coarsely.
    pub suppressed: Vec<Suppressed>,
}

/// What is known of the memberships of a cell, as numbers of profiles.
#[derive(Debug, Clone, Copy)]
struct Cell {
    rows: u64,
    members: u64,
    others: u64,
    open: u64,
}

/// How a share is told.
#[derive(Debug, Clone, PartialEq)]
enum Telling {
    AsItIs,
    /// As a range of the number of members.
    Range(u64, u64),
    /// As what follows without the hidden number.
    Coarse(HiddenLabels),
    Withheld,
}

impl Cell {
    fn of(table: &MembershipTable) -> Self {
        let members = table.certain_members;
        let others = table.labelled - members - table.fractional;
        Self { rows: table.rows, members, others, open: table.rows - members - others }
    }

    /// How the share of members is told where it is counted, but for the open: exactly if neither the members nor the
    /// others nor the open are too few, else as a range that any hidden number of them would give.
    fn counted(&self, least: MinCell) -> Telling {
        let (few_members, few_others) = (least.hides(self.members), least.hides(self.others));
        let few_open = least.hides_some(self.open);
        // Where nobody is known to be a member or not, neither count speaks of anybody.
        if self.open == self.rows && !few_open {
            return Telling::AsItIs;
        }
        if !few_members && !few_others && !few_open {
            return Telling::AsItIs;
        }
        if self.rows < LEAST_CELLS * least.0 {
            return Telling::Withheld;
        }
        let most = least.most_hidden();
        // Open profiles that are themselves too few count as the most that they may be.
        let beyond = if few_open { 2 * most } else { self.open + most };
        let down = |n: u64| n / least.0 * least.0;
        let lower = match (few_members, few_others) {
            (true, _) => 0,
            (false, true) => self.rows.saturating_sub(beyond),
            (false, false) => down(self.members),
        };
        let upper = match (few_others, few_members) {
            (true, _) => self.rows,
            (false, true) => beyond,
            (false, false) => down(self.members + self.open) + most,
        };
        Telling::Range(lower, upper.min(self.rows))
    }

    /// How the share of members of a part of the audience is told: an estimate of many open profiles as it is.
    fn part(&self, least: MinCell) -> Telling {
        if self.rows == 0 || !least.hides(self.open) { Telling::AsItIs } else { self.counted(least) }
    }
}

/// The memberships behind a fit.
pub(super) struct FitTables<'a> {
    total: MembershipTable,
    /// Segments in the order in which they are published, with their fits.
    segments: Vec<SegmentTable<'a>>,
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
    pub(super) fn new(
        stats: &'a AudienceStats,
        order: &[usize],
        fit: &Fit,
        partitions: Option<&AuditPartitions>,
    ) -> Self {
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
            audit_cells: &stats.audit_cells,
            cohorts: merged(AuditPartitions::cohort_tables),
            suspected: merged(AuditPartitions::suspected_tables),
        }
    }
}

/// Makes `fit` coarse where it would disclose small counts, and says which fits of the segments and of the audit may be
/// published.
pub(super) fn protect_fit(fit: &mut Fit, tables: &FitTables<'_>, min_cell: MinCell) -> Protected {
    let FitTables { total, segments, .. } = tables;
    if min_cell.is_off() {
        let segments = segments.iter().map(|segment| segment.fit.clone()).collect();
        return Protected { segments, cohorts: true, suspected: true, suppressed: Vec::new() };
    }
    let mut told = Notes::new(min_cell);
    let telling = protect_whole(fit, total, min_cell, &mut told);
    // Only a range of what nearly everybody states is told as certain.
    let bounds = match (&telling, Cell::of(total).part(min_cell)) {
        (Telling::Range(..), Telling::Range(lower, upper)) => range(lower, upper, total.rows),
        (Telling::Range(..) | Telling::AsItIs | Telling::Coarse(_) | Telling::Withheld, _) => (0.0, 1.0),
    };
    protect_evidence(&mut fit.evidence, total, bounds, min_cell, &mut told);
    let is_whole = telling == Telling::AsItIs;
    let are_whole =
        |tables: &[MembershipTable]| tables.iter().all(|table| Cell::of(table).part(min_cell) == Telling::AsItIs);
    let suspected = is_whole && are_whole(&tables.suspected);
    let cohorts = is_whole && are_whole(&tables.cohorts) && are_whole(tables.audit_cells);
    if fit.share.is_some() && !tables.audit_cells.is_empty() {
        if !cohorts {
            told.note("/acquisition/cohorts/*/fit", WITHHELD);
        }
        if !suspected {
            told.note("/acquisition/fit_of_suspected", WITHHELD);
            told.note("/acquisition/fit_without_suspected", WITHHELD);
        }
    }
    let segments = match telling {
        Telling::AsItIs => protect_segments(segments, min_cell, &mut told),
        Telling::Range(..) | Telling::Coarse(_) | Telling::Withheld => {
            if segments.iter().any(|segment| segment.fit.is_some()) {
                told.note("/segments/*/fit", WITHHELD);
            }
            vec![None; segments.len()]
        }
    };
    Protected { segments, cohorts, suspected, suppressed: told.all }
}

const WITHHELD: &str = "withheld";
const AS_RANGE: &str = "told as a range";
const COARSELY: &str = "told as it follows without the exact number of them";

/// What is withheld or told coarsely, and why.
struct Notes {
    all: Vec<Suppressed>,
    min_cell: MinCell,
}

impl Notes {
    fn new(min_cell: MinCell) -> Self {
        Self { all: Vec::new(), min_cell }
    }

    fn note(&mut self, pointer: impl Into<String>, what: &str) {
        let detail = format!("{what}, for {} followers are behind it or could be told from it", self.min_cell.few());
        self.all.push(Suppressed { pointer: pointer.into(), detail });
    }
}

/// Tells the share of the whole coarsely where it must be.
fn protect_whole(fit: &mut Fit, total: &MembershipTable, min_cell: MinCell, told: &mut Notes) -> Telling {
    let (Some(share), Some(method)) = (&fit.share, fit.method) else { return Telling::AsItIs };
    let cell = Cell::of(total);
    let telling = match method {
        _ if min_cell.hides(cell.open) => cell.counted(min_cell),
        Method::AllLabelled | Method::LabelledBands | Method::Bounds => cell.counted(min_cell),
        Method::LabelledOnly => match Labels::of(total, min_cell) {
            Labels::Many => Telling::AsItIs,
            Labels::Hidden(labels) => Telling::Coarse(labels),
            Labels::Few => Telling::Withheld,
        },
        Method::Panel | Method::PanelAndLabelled => Telling::AsItIs,
    };
    match telling {
        Telling::AsItIs => return telling,
        Telling::Coarse(ref labels) => {
            let level = share.level;
            tell_coarsely(fit, labels, level, cell.rows, told);
            return telling;
        }
        Telling::Range(lower, upper) => {
            let (lower_share, upper_share) = range(lower, upper, cell.rows);
            let share = told_range(share, lower_share, upper_share, cell.rows);
            fit.count = Some(told_range(&share, lower as f64, upper as f64, cell.rows));
            fit.share = Some(share);
            told.note("/fit/share", AS_RANGE);
            told.note("/fit/count", AS_RANGE);
        }
        Telling::Withheld => {
            fit.status = Status::Withheld;
            fit.share = None;
            fit.count = None;
            fit.needs.push(if method == Method::LabelledOnly {
                let least = Labels::least(min_cell);
                format!("label profiles: fewer than {least} labelled ones would tell of {} people", min_cell.few())
            } else {
                format!("a share of {} followers is not told: bring more", min_cell.few())
            });
            told.note("/fit/share", WITHHELD);
            told.note("/fit/count", WITHHELD);
        }
    }
    fit.distribution = None;
    fit.sensitivity.clear();
    fit.evidence.effective_n = None;
    telling
}

/// Tells of the share what follows without the hidden number.
fn tell_coarsely(fit: &mut Fit, labels: &HiddenLabels, level: f64, rows: u64, told: &mut Notes) {
    let rows = rows as f64;
    let believed = labels.share(1.0);
    let share = believed.estimate(level, Estimate::COARSE, believed.effective_n(rows));
    fit.count = Some(share.map(|x| x * rows));
    fit.evidence.effective_n = Some(share.n);
    fit.share = Some(share);
    for bounds in &mut fit.sensitivity {
        let end = |gamma: f64| labels.share(gamma).estimate(level, Estimate::COARSE, 0.0);
        (bounds.lower, bounds.upper) = (end(1.0 / bounds.gamma).lower, end(bounds.gamma).upper);
    }
    fit.distribution = Some(believed);
    told.note("/fit/share", COARSELY);
    told.note("/fit/count", COARSELY);
    told.note("/fit/sensitivity", COARSELY);
}

fn range(lower: u64, upper: u64, rows: u64) -> (f64, f64) {
    let of = |n: u64| n as f64 / rows.max(1) as f64;
    (of(lower), of(upper))
}

/// The range of a figure on `rows` profiles; nothing else of `estimate` is kept but its level.
fn told_range(estimate: &Estimate, lower: f64, upper: f64, rows: u64) -> Estimate {
    let value = 0.5 * (lower + upper);
    Estimate { value, lower, upper, level: estimate.level, method: Estimate::RANGE, n: rows as f64 }
}

/// Withholds the counts of too few, and those that would tell them. `bounds` stand in for the exact ones where these would
/// disclose too much.
fn protect_evidence(
    evidence: &mut FitEvidence,
    total: &MembershipTable,
    bounds: (f64, f64),
    min_cell: MinCell,
    told: &mut Notes,
) {
    let cell = Cell::of(total);
    let training = total.training_counts(0);
    let whole = |n: f64| n.round().max(0.0) as u64;
    let complete = whole(training.n);
    let few = |n: u64| min_cell.hides_some(n);
    let unlabelled = total.rows - total.labelled;
    let few_declared = few(total.labelled) || few(unlabelled);
    let few_complete = few(complete) || few(total.labelled.abs_diff(complete)) || few(total.rows.abs_diff(complete));
    // Where nobody states all that the target asks, nobody could have been found to be a member.
    let hides = |n: u64| if complete > 0 { min_cell.hides(n) } else { few(n) };
    let complete_others = complete.saturating_sub(whole(training.members));
    let few_members = hides(cell.members) || hides(cell.others) || hides(complete_others);
    if few_declared {
        evidence.labelled = None;
        evidence.unlabelled = None;
        told.note("/audience/labelled", WITHHELD);
        told.note("/fit/evidence/labelled", WITHHELD);
        told.note("/fit/evidence/unlabelled", WITHHELD);
    }
    if few_complete {
        evidence.complete = None;
        told.note("/fit/evidence/complete", WITHHELD);
    }
    if few_declared || few_members || few(total.fractional) {
        evidence.labelled_members = None;
        evidence.bounds = bounds;
        told.note("/fit/evidence/labelled_members", WITHHELD);
        told.note("/fit/evidence/lower_bound", AS_RANGE);
        told.note("/fit/evidence/upper_bound", AS_RANGE);
    }
}

/// Tells segments coarsely, and withholds the fit of one more: all of them add up to the whole, so that one alone
/// could be had by subtraction. It has enough members and enough others to leave open every number of those told as a
/// range; where no segment has, all are withheld.
fn protect_segments(segments: &[SegmentTable<'_>], min_cell: MinCell, told: &mut Notes) -> Vec<Option<Estimate>> {
    let tellings: Vec<Telling> = segments.iter().map(|segment| Cell::of(segment.table).part(min_cell)).collect();
    let as_they_are: Vec<Option<Estimate>> = segments.iter().map(|segment| segment.fit.clone()).collect();
    if tellings.iter().all(|telling| *telling == Telling::AsItIs) || as_they_are.iter().all(Option::is_none) {
        return as_they_are;
    }
    let leaves_open = |i: &usize| {
        let (table, Some(fit)) = (segments[*i].table, &segments[*i].fit) else { return false };
        let members = fit.value * table.rows as f64;
        let least = min_cell.0 as f64;
        tellings[*i] == Telling::AsItIs && members >= least && table.rows as f64 - members >= least
    };
    let partner = (0..segments.len()).filter(leaves_open).min_by_key(|i| segments[*i].table.rows);
    let tell = |(i, telling): (usize, &Telling)| {
        let fit = segments[i].fit.as_ref()?;
        match telling {
            Telling::AsItIs => (partner.is_some() && partner != Some(i)).then(|| fit.clone()),
            Telling::Range(lower, upper) => {
                let rows = segments[i].table.rows;
                let (lower, upper) = range(*lower, *upper, rows);
                partner.map(|_| told_range(fit, lower, upper, rows))
            }
            Telling::Coarse(_) | Telling::Withheld => None,
        }
    };
    let out: Vec<Option<Estimate>> = tellings.iter().enumerate().map(tell).collect();
    for (i, fit) in out.iter().enumerate() {
        match fit {
            None => told.note(format!("/segments/{i}/fit"), WITHHELD),
            Some(fit) if fit.is_range() => told.note(format!("/segments/{i}/fit"), AS_RANGE),
            Some(_) => {}
        }
    }
    out
}
