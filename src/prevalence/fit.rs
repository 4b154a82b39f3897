//! The fit of an audience: how many match a target, how that was estimated and what it rests on.

use serde::{Deserialize, Serialize};

use super::cell_fits::CellFit;
use super::shift::{Shift, TiltError};
use super::verdict::decisive_interval;
use super::{
    AssumedBasis, Estimate, FitNoise, FitWarning, HypothesisWeight, LabelSampling, MembershipTable, Overlap,
    RequiredData, ShareDistribution, TippingPoint, UsableCovariates, Verdict,
};
use crate::disclosure::MinCell;
use crate::stored_form::{StaticName, names};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How most of the unlabelled profiles were estimated.
    pub enum Method as FitMethod {
        /// Every profile states its membership: counted.
        AllLabelled = "all_labelled",
        /// Every profile states its membership, some by a band across a limit.
        LabelledBands = "labelled_bands",
        /// Every profile that could be read states its membership; the rejected rows may be anything.
        CountedInPart = "counted_in_part",
        /// From labels of which many contradict what the profiles state; these may be anything.
        ContradictedLabels = "contradicted_labels",
        /// The few unlabelled profiles count as anything from none to all.
        Bounds = "bounds",
        /// From labelled profiles that resemble them.
        LabelledOnly = "labelled_only",
        /// From labels of a random sample, without a model.
        RandomSample = "random_sample",
        /// From labels of a random sample, with an interval that holds at every look.
        ConfidenceSequence = "confidence_sequence",
        /// From the panel, weighted to the audience.
        Panel = "panel",
        /// From the panel, weighted to the audience and corrected by the labelled profiles.
        PanelAndLabelled = "panel_and_labelled",
        /// From the labelled profiles, weighted to the platform's totals.
        LabelledAndTotals = "labelled_and_totals",
        /// From the labels of a random sample, weighted to the platform's totals.
        RandomSampleAndTotals = "random_sample_and_totals",
        /// From the platform's totals alone.
        Totals = "totals",
        /// Assumed: like the users of the account's platform, by published figures.
        PlatformUsers = "platform_users",
        /// Assumed: like all adults of the country, by published figures.
        PopulationShare = "population_share",
    }
}

vocabulary! {
    /// Whether the share of members is known.
    pub enum Status as FitStatus {
        /// The share is estimated, with an interval.
        Estimated = "estimated",
        /// Nothing identifies the share; it is assumed from published figures, and decides no verdict.
        Assumed = "assumed",
        /// The data cannot carry an estimate; `required_data` says what would.
        NotIdentified = "not_identified",
        /// An estimate would disclose too small a group.
        Withheld = "withheld",
    }
}

/// Bounds of the share where those whose membership is not known differ, by an odds ratio, from like people whose
/// membership is: the labelled profiles, or the rows of a panel (Rosenbaum 2002).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SensitivityBounds {
    /// Odds ratio between the unlabelled and like people of known membership.
    pub gamma: f64,
    /// Lower end of the interval where the unlabelled have odds lower by that ratio.
    pub lower: f64,
    /// Upper end where they are higher.
    pub upper: f64,
}

/// What a fit rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FitEvidence {
    /// Profiles whose membership is known; this and the other counts are none where disclosure control suppresses them.
    pub labelled: Option<u64>,
    /// Complete cases: profiles that state everything the target asks for. The estimators are trained on them.
    pub complete: Option<u64>,
    /// Members among the labelled, fractions added up.
    pub labelled_members: Option<f64>,
    /// Profiles whose membership is not known.
    pub unlabelled: Option<u64>,
    /// Lower and upper bound of the share, whatever the unlabelled are (Manski 1990).
    pub bounds: (f64, f64),
    /// Labelled panel rows; rows repeated in bulk count once.
    pub panel_rows: u64,
    /// Covariates that panel and audience share.
    pub covariates: Vec<String>,
    /// Fields that the panel carries and the audience lacks, or states in values that cannot be compared.
    pub hidden: Vec<String>,
    /// Fields left out because only labelled profiles state them.
    pub left_out: Vec<String>,
    /// Number of independent observations that would give as narrow an interval; none where no interval is published.
    pub effective_n: Option<f64>,
    /// How the labelled profiles came to be labelled, as the caller says.
    pub labels: LabelSampling,
    /// The age of the panel, where there is one.
    pub panel_age: Option<PanelAge>,
    /// What an assumed share rests on.
    pub assumed: Option<AssumedBasis>,
    /// Fields whose totals entered.
    #[serde(deserialize_with = "names")]
    pub totals: Vec<StaticName>,
    /// Whether there are no profiles, but the number of followers alone.
    pub is_number_only: bool,
}

/// Years from when the panel was asked to when the audience was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PanelAge {
    /// How many.
    pub years: f64,
    /// Whether they are assumed, because the panel has no date.
    pub is_assumed: bool,
}

/// How many of an audience match a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Whether there is an estimate.
    pub status: Status,
    /// The share of members.
    pub share: Option<Estimate>,
    /// The number of members.
    pub count: Option<Estimate>,
    /// The posterior distribution of the share; not stored, for no report has it.
    #[serde(skip)]
    pub distribution: Option<ShareDistribution>,
    /// How it was reached.
    pub method: Option<Method>,
    /// The hypotheses on the difference between audience and panel; weights sum to one.
    pub hypotheses: Vec<HypothesisWeight>,
    /// What it rests on.
    pub evidence: FitEvidence,
    /// Bounds where the unlabelled differ from like people of known membership; with a panel, too.
    pub sensitivity: Vec<SensitivityBounds>,
    /// What would make an estimate possible, or narrow it.
    pub required_data: Vec<RequiredData>,
    /// How alike panel and audience are, where a panel was used.
    pub overlap: Option<Overlap>,
    /// What a reader should know.
    pub warnings: Vec<FitWarning>,
    /// The fit of each segment; empty where there is no estimate.
    pub segments: Vec<CellFit>,
    /// The fits of [`FitOptions::audit_partitions`]; none where there is no estimate, or the audit found nothing.
    pub audit: Option<AuditFits>,
}

/// The fits of the two partitions that the follower audit makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditFits {
    /// Of the followers outside all cohorts, then of each cohort.
    pub cohorts: Vec<CellFit>,
    /// Of the followers who are not suspected.
    pub unsuspected: CellFit,
    /// Of those who are.
    pub suspected: CellFit,
}

impl Fit {
    /// A fit of which nothing is published, with what it takes.
    pub fn withheld(required: RequiredData) -> Self {
        let mut fit = Self::not_identified(&MembershipTable::default(), &UsableCovariates::default());
        fit.status = Status::Withheld;
        fit.evidence = FitEvidence { bounds: (0.0, 1.0), ..FitEvidence::default() };
        fit.required_data.push(required);
        fit
    }

    /// The share where it is estimated from these followers. An assumed one is no evidence on them.
    pub fn estimated_share(&self) -> Option<&Estimate> {
        self.share.as_ref().filter(|_| self.status == Status::Estimated)
    }

    /// What is compared with a minimum share: the interval of the published estimate, within the published bounds. So even
    /// an audience whose share cannot be estimated fails where too many are known to be outside.
    pub fn decisive_interval(&self) -> (f64, f64) {
        decisive_interval(self.estimated_share(), self.evidence.bounds)
    }

    /// What would undo `verdict`; the point where its published figures, moved by the sensitivity bounds, meet the minimum.
    pub fn tipping_point(&self, verdict: &Verdict) -> Option<TippingPoint> {
        let share = self.estimated_share()?;
        TippingPoint::of(verdict.outcome, verdict.min_share, (share.lower, share.upper), &self.sensitivity)
    }

    /// What is known before anything is estimated.
    pub(super) fn not_identified(total: &MembershipTable, usable: &UsableCovariates) -> Self {
        let rows = total.rows.max(1) as f64;
        let unlabelled = total.rows - total.labelled;
        let members = total.members.value();
        let evidence = FitEvidence {
            labelled: Some(total.labelled),
            complete: Some(total.training_counts(0).n.round() as u64),
            labelled_members: Some(members),
            unlabelled: Some(unlabelled),
            bounds: (
                total.certain_members as f64 / rows,
                (total.certain_members + total.fractional + unlabelled) as f64 / rows,
            ),
            left_out: usable.left_out.clone(),
            ..FitEvidence::default()
        };
        Self {
            status: Status::NotIdentified,
            share: None,
            count: None,
            distribution: None,
            method: None,
            hypotheses: Vec::new(),
            evidence,
            sensitivity: Vec::new(),
            required_data: Vec::new(),
            overlap: None,
            warnings: Vec::new(),
            segments: Vec::new(),
            audit: None,
        }
    }
}

/// What the caller may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct FitOptions {
    /// Nominal level of intervals, 0.5 to 0.99.
    pub level: f64,
    /// Seed of every draw.
    pub seed: u64,
    /// Kinds of shift that are possible between panel and audience.
    pub shift: Shift,
    /// Odds ratios of the sensitivity bounds.
    pub gammas: Vec<f64>,
    /// Partitions of the follower audit whose fits are wanted.
    pub audit_partitions: Option<AuditPartitions>,
    /// Minimum cell size of the counts in notes.
    pub min_cell: MinCell,
    /// The noise of what is estimated.
    pub noise: FitNoise,
    /// How the labelled profiles came to be labelled.
    pub labels: LabelSampling,
    /// Whether a random sample may be looked at more than once: its intervals then hold at every look.
    pub sequential: bool,
    /// Years from when the panel was asked to when the audience was; `None` where the panel has no date, and then
    /// [`ASSUMED_PANEL_AGE_YEARS`](super::ASSUMED_PANEL_AGE_YEARS) are assumed.
    pub panel_age_years: Option<f64>,
}

/// Two coarser partitions of [`AudienceStats::audit_cells`](super::AudienceStats).
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPartitions {
    /// The cohort of each cell: 0 outside all cohorts, k + 1 in cohort k.
    pub cohort: Vec<usize>,
    /// 1 for each cell of suspected followers, else 0.
    pub suspected: Vec<usize>,
}

impl AuditPartitions {
    /// The memberships of each cohort, those outside all cohorts first.
    pub fn cohort_tables(&self, audit_cells: &[MembershipTable]) -> Vec<MembershipTable> {
        merge_tables(audit_cells, &self.cohort)
    }

    /// The memberships of the followers who are not suspected, and of those who are.
    pub fn suspected_tables(&self, audit_cells: &[MembershipTable]) -> Vec<MembershipTable> {
        merge_tables(audit_cells, &self.suspected)
    }
}

fn merge_tables(cells: &[MembershipTable], merged: &[usize]) -> Vec<MembershipTable> {
    let count = merged.iter().max().map_or(0, |last| last + 1);
    let mut tables = vec![MembershipTable::default(); count];
    for (cell, into) in cells.iter().zip(merged) {
        tables[*into].merge(cell);
    }
    tables
}

/// An inconsistency inside the estimators, never caused by the data.
#[derive(Debug, thiserror::Error)]
#[error("the panel could not be compared with the audience: {0}")]
pub struct EstimateError(#[from] pub TiltError);
