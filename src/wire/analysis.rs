//! An analysis on the wire: the same document from the service and from the command line.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acquisition::{AcquisitionBody, acquisition};
use super::figure::{EstimateBody, round, rounded, rounded_if_any};
use super::outcome::NextExperimentBody;
use super::plan::PlanBody;
use super::reading::{ColumnUseBody, column_uses};
use super::recommendation::{ChannelBody, MeasureGroupBody};
use super::request::LabelsHow;
use super::vocabulary::{
    FitMethod, FitStatus, RejectionCode, SegmentBasis, ShiftKind, VerdictOutcome, VerdictReason, WarningCode,
};
use crate::analysis::{Analysis, NoVerdict, Provenance, Segment};
use crate::disclosure::{MinCell, Suppressed};
use crate::ingest::{Rejection, Rejections};
use crate::prevalence::shift::{HiddenField, Hypothesis};
use crate::prevalence::{Balance, Fit, HypothesisWeight, Method, Outcome, Overlap, Status, TippingPoint, Verdict};
use crate::report::caveat;
use crate::report::estimation::{assumption, hypothesis, required_data, sensitivity, tipping_point};
use crate::report::messages::Messages;
use crate::report::segments::segment_number;
use crate::report::suppression::suppression;
use crate::report::warning::warnings;
use crate::report::{Gate, Language, channel_assumption};
use crate::target::TargetSpec;

/// The analysis of an audience.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Analysis)]
pub struct AnalysisBody {
    /// Id, the same for the same input and options.
    pub id: String,
    /// The target as it was resolved.
    pub target: TargetBody,
    /// The profiles.
    pub audience: AudienceBody,
    /// How many match.
    pub fit: FitBody,
    /// The comparison with `min_share`; null without it.
    pub verdict: Option<VerdictBody>,
    /// Who they are, largest first.
    pub segments: Vec<SegmentBody>,
    /// What the number of segments says; null for an audience that is too small to publish anything of.
    pub segmentation: Option<SegmentationBody>,
    /// The segment of each profile; null without `assign`, and in a stored analysis.
    pub assignments: Option<Vec<AssignmentBody>>,
    /// Whether followers seem to have come in bulk.
    pub acquisition: AcquisitionBody,
    /// Where the target is; empty without a country.
    pub channels: Vec<ChannelBody>,
    /// Groups of measures within which channels were compared.
    pub channel_groups: Vec<MeasureGroupBody>,
    /// What the channels' figures rest on without evidence.
    pub channel_assumptions: Vec<String>,
    /// What to try next to learn most; null without `exploration`, or where nothing is known of the channels.
    pub next_experiment: Option<NextExperimentBody>,
    /// What to do in a week; null without constraints, or where nothing is known of the channels.
    pub plan: Option<PlanBody>,
    /// What could move the share furthest, the most first; at most three, and none where the share is exact and complete.
    pub caveats: Vec<CaveatBody>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
    /// What is withheld or told coarsely, lest it tell of fewer people than `provenance.min_cell`.
    pub suppressed: Vec<SuppressedBody>,
    /// The answer in sentences.
    pub summary: SummaryBody,
    /// What the answer was made from.
    pub provenance: ProvenanceBody,
}

/// An answer in sentences, the same as in its reports.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalysisSummary)]
pub struct SummaryBody {
    /// The fit.
    pub fit: String,
    /// Why the verdict is what it is; null without `min_share`.
    pub verdict: Option<String>,
    /// What the answer was made from.
    pub provenance: String,
}

impl From<&Analysis> for SummaryBody {
    fn from(a: &Analysis) -> Self {
        let Gate { fit, verdict, provenance, .. } = Gate::of(a, Language::English);
        Self { fit, verdict: verdict.map(|verdict| verdict.why), provenance: provenance.words }
    }
}

/// The target as it was resolved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResolvedTarget)]
pub struct TargetBody {
    /// The definition, the preset's fields filled in.
    pub definition: TargetSpec,
    /// In plain words.
    pub summary: String,
    /// Year of the median incomes used; null where none are.
    pub incomes_year: Option<i32>,
    /// Ids of the sources of the median incomes used.
    pub incomes_sources: Vec<String>,
}

/// The profiles of an analysis.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalysisAudience)]
pub struct AudienceBody {
    /// Profiles accepted; null where they are too few to be told of.
    pub profiles: Option<u64>,
    /// Profiles refused.
    pub rejected: u64,
    /// Profiles whose membership is settled by what they state; null where they, or the others, are too few.
    pub labelled: Option<u64>,
    /// Why rows were refused.
    pub rejections: Vec<RejectionBody>,
    /// What each column of the audience's table was taken for; empty where fields have the names of the contract.
    pub columns: Vec<ColumnUseBody>,
    /// The same of the panel's table.
    pub panel_columns: Vec<ColumnUseBody>,
    /// Panel rows rejected.
    pub panel_rejected: u64,
    /// Why panel rows were refused.
    pub panel_rejections: Vec<RejectionBody>,
}

/// One reason why one row was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Rejection)]
pub struct RejectionBody {
    /// Number of the row, from 1.
    pub row: u64,
    /// The field; empty where the whole row is at fault.
    pub field: String,
    /// What kind of fault.
    #[schema(value_type = RejectionCode)]
    pub code: String,
    /// The value received, shortened; null where the caller need not be who sent it: its key has not the scope `write`, or
    /// the analysis was stored.
    pub received: Option<String>,
    /// What is accepted.
    pub accepted: String,
}

impl From<&Rejection> for RejectionBody {
    fn from(r: &Rejection) -> Self {
        Self {
            row: r.row,
            field: r.field.clone(),
            code: r.code.as_str().to_owned(),
            received: Some(r.received.clone()).filter(|received| !received.is_empty()),
            accepted: r.accepted.clone(),
        }
    }
}

fn rejections(rejected: &Rejections) -> Vec<RejectionBody> {
    rejected.listed.iter().map(RejectionBody::from).collect()
}

/// How many of an audience match the target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fit)]
pub struct FitBody {
    /// `estimated`, `not_identified` where the evidence cannot carry an estimate, or `withheld` where it would tell of
    /// too few people. For the same reason a figure with the method `range` is told as nothing but the range from
    /// `lower` to `upper`, and one with the method `coarse` is estimated without a number that is too small.
    pub status: FitStatus,
    /// Share of members.
    pub share: Option<EstimateBody>,
    /// Number of members.
    pub count: Option<EstimateBody>,
    /// `all_labelled`, `labelled_bands`, `bounds`, `labelled_only`, `panel` or `panel_and_labelled`: that of most of the
    /// profiles whose membership is open.
    pub method: Option<FitMethod>,
    /// What the estimate relies on.
    pub assumption: Option<String>,
    /// How the audience differs from the panel; null without one.
    pub shift: Option<ShiftBody>,
    /// What the estimate rests on.
    pub evidence: EvidenceBody,
    /// Bounds where people of unknown membership differ from like people of known membership.
    pub sensitivity: Vec<SensitivityBody>,
    /// What would make an estimate possible.
    pub required_data: Vec<String>,
    /// How alike panel and audience are; null where no panel was used, and where the caller may not see exact figures.
    pub overlap: Option<OverlapBody>,
}

/// How alike panel and audience are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Overlap)]
pub struct OverlapBody {
    /// Rows of equal weight that the panel is worth by its own weights.
    pub rows: u64,
    /// The same after it is weighted to the audience.
    pub effective_rows: u64,
    /// The differences, the largest before weighting first: the table of a love plot.
    pub differences: Vec<BalanceBody>,
}

/// The difference between audience and panel in one number, or in one level of a category.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Balance)]
pub struct BalanceBody {
    /// The covariate.
    pub covariate: String,
    /// The level, of a category.
    pub level: Option<String>,
    /// Audience less panel, in standard deviations, to a hundredth.
    pub before: f64,
    /// The same after the panel is weighted to the audience.
    pub after: f64,
    /// Share of the panel that does not state the field.
    pub missing_in_panel: f64,
    /// Share of the audience that does not.
    pub missing_in_audience: f64,
}

impl From<&Overlap> for OverlapBody {
    fn from(overlap: &Overlap) -> Self {
        let difference = |b: &Balance| BalanceBody {
            covariate: b.covariate.clone(),
            level: b.level.clone(),
            before: b.before,
            after: b.after,
            missing_in_panel: b.missing_in_panel,
            missing_in_audience: b.missing_in_audience,
        };
        Self {
            rows: overlap.rows,
            effective_rows: overlap.effective_rows,
            differences: overlap.balances.iter().map(difference).collect(),
        }
    }
}

/// How the audience differs from the panel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shift)]
pub struct ShiftBody {
    /// Probability that everything may differ, so that the panel alone cannot tell.
    #[serde(serialize_with = "rounded")]
    pub p_unrestricted: f64,
    /// The most probable account: `label`, `covariate`, `hidden`, `joint`, `none` or `unrestricted`.
    pub most_probable: ShiftKind,
    /// All accounts, most probable first.
    pub hypotheses: Vec<HypothesisBody>,
}

/// One account of the difference between audience and panel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hypothesis)]
pub struct HypothesisBody {
    /// `label`, `covariate`, `hidden`, `joint`, `none` or `unrestricted`.
    pub kind: ShiftKind,
    /// The hidden field, for `hidden`.
    pub field: Option<String>,
    /// The level of it that is over- or under-represented, where the field is a category.
    pub level: Option<String>,
    /// Probability.
    #[serde(serialize_with = "rounded")]
    pub weight: f64,
    /// In plain words.
    pub summary: String,
}

/// What an estimate rests on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FitEvidence)]
pub struct EvidenceBody {
    /// Profiles whose membership is settled; this and other counts are null where they, or the rest, are too few.
    pub labelled: Option<u64>,
    /// Members among them; fractional where bands straddle a limit.
    #[serde(serialize_with = "rounded_if_any")]
    pub labelled_members: Option<f64>,
    /// Profiles that state all the target asks, so that they may teach about others.
    pub complete: Option<u64>,
    /// Profiles whose membership is open.
    pub unlabelled: Option<u64>,
    /// Least share possible, whatever the undeclared are.
    #[serde(serialize_with = "rounded")]
    pub lower_bound: f64,
    /// Greatest share possible, whatever the undeclared are.
    #[serde(serialize_with = "rounded")]
    pub upper_bound: f64,
    /// Labelled panel rows; rows repeated in bulk count once.
    pub panel_rows: u64,
    /// Covariates that panel and audience share.
    pub covariates: Vec<String>,
    /// Fields that the panel carries and the audience lacks, or states in values that cannot be compared.
    pub hidden: Vec<String>,
    /// Fields left out because only those who declare state them.
    pub left_out: Vec<String>,
    /// Size of a simple random sample that would know the share as well; null where no interval is told.
    #[serde(serialize_with = "rounded_if_any")]
    pub effective_n: Option<f64>,
    /// How the labelled profiles came to be labelled, as the request says: `self_declared` unless it says otherwise.
    pub labels_how: LabelsHow,
    /// Years from when the panel was asked to when the audience was; null without a panel.
    #[serde(serialize_with = "rounded_if_any")]
    pub panel_age_years: Option<f64>,
    /// Whether the panel has no date, so that its age is assumed.
    pub panel_age_assumed: bool,
}

/// Bounds where people of unknown membership differ from like people of known membership.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sensitivity)]
pub struct SensitivityBody {
    /// Odds ratio.
    pub gamma: f64,
    /// Lower bound of the share.
    #[serde(serialize_with = "rounded")]
    pub lower: f64,
    /// Upper bound of the share.
    #[serde(serialize_with = "rounded")]
    pub upper: f64,
    /// In plain words.
    pub summary: String,
}

/// The comparison with a minimum share.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Verdict)]
pub struct VerdictBody {
    /// The minimum share asked for.
    pub min_share: f64,
    /// `pass`, `fail` or `inconclusive`.
    pub outcome: VerdictOutcome,
    /// Where inconclusive: further profiles to label at random, after which the verdict is decided in four cases of
    /// five.
    pub labels_needed: Option<u64>,
    /// Where the input has to be corrected before there is a verdict: why. The outcome is `inconclusive` then, whatever
    /// the figures say.
    pub reason: Option<VerdictReason>,
    /// What would undo a `pass` or `fail`; null where everybody's membership is known or the verdict is inconclusive.
    pub tipping_point: Option<TippingPointBody>,
}

/// The least odds ratio between the unlabelled and like people of known membership that would undo a verdict.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TippingPoint)]
pub struct TippingPointBody {
    /// The odds ratio; the largest of `gammas` where the verdict stands at all of them.
    #[serde(serialize_with = "rounded")]
    pub gamma: f64,
    /// Whether the verdict stands even then.
    pub stands: bool,
    /// In plain words.
    pub summary: String,
}

impl TippingPointBody {
    fn new(point: TippingPoint, method: Option<Method>) -> Self {
        let summary = tipping_point(Messages::of(Language::English), point, method);
        Self { gamma: point.gamma, stands: point.stands, summary }
    }
}

impl VerdictBody {
    /// The verdict of an analysis.
    fn new(v: &Verdict, reason: Option<&NoVerdict>, fit: &Fit) -> Self {
        let outcome = match v.outcome {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Inconclusive => "inconclusive",
        };
        Self {
            min_share: v.min_share,
            outcome: outcome.into(),
            labels_needed: v.labels_needed,
            reason: reason.map(|reason| reason.code().into()),
            tipping_point: fit.tipping_point(v).map(|point| TippingPointBody::new(point, fit.method)),
        }
    }
}

/// One segment of an audience.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Segment)]
pub struct SegmentBody {
    /// A letter, A for the largest.
    pub id: String,
    /// What sets it apart, in a few words.
    pub name: String,
    /// Profiles in it.
    pub count: u64,
    /// Its share of the audience.
    #[serde(serialize_with = "rounded")]
    pub share: f64,
    /// Share of members in it; null where the fit is not identified or withheld.
    pub fit: Option<EstimateBody>,
    /// How well it is found again in half of the audience, 0 to 1 (mean Jaccard similarity): stable from 0.75, unstable
    /// under 0.6; null where there is one segment, or where it was merged with one that is too small to publish.
    #[serde(serialize_with = "rounded_if_any")]
    pub stability: Option<f64>,
    /// What sets it apart, most telling first.
    pub traits: Vec<TraitBody>,
}

/// What the number of segments says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Segmentation)]
pub struct SegmentationBody {
    /// How far the data show it.
    pub basis: SegmentBasis,
    /// In plain words.
    pub summary: String,
}

/// The segment of one profile.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assignment)]
pub struct AssignmentBody {
    /// Number of the row, from 1.
    pub row: u64,
    /// Id of its segment.
    pub segment: char,
}

/// One trait of a segment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trait)]
pub struct TraitBody {
    /// The covariate.
    pub covariate: String,
    /// The level, for a category.
    pub level: Option<String>,
    /// Mean or share in the segment.
    #[serde(serialize_with = "rounded")]
    pub segment: f64,
    /// Mean or share in the audience.
    #[serde(serialize_with = "rounded")]
    pub everyone: f64,
    /// Difference in standard deviations.
    #[serde(serialize_with = "rounded")]
    pub difference: f64,
    /// In plain words.
    pub summary: String,
}

impl From<&Segment> for SegmentBody {
    fn from(s: &Segment) -> Self {
        let traits = s.traits.iter().map(|t| TraitBody {
            covariate: t.covariate.clone(),
            level: t.level.clone(),
            segment: t.segment,
            everyone: t.everyone,
            difference: t.difference,
            summary: t.words.clone(),
        });
        Self {
            id: s.id.clone(),
            name: s.name.clone(),
            count: s.count,
            share: s.share,
            fit: s.fit.as_ref().map(EstimateBody::from),
            stability: s.stability,
            traits: traits.collect(),
        }
    }
}

/// A caveat, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Warning)]
pub struct WarningBody {
    /// What it is.
    #[schema(value_type = WarningCode)]
    pub code: String,
    /// What it means here.
    pub detail: String,
}

/// Something that could move the share, for people who have never seen the file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Caveat)]
pub struct CaveatBody {
    /// What it is.
    #[schema(value_type = WarningCode)]
    pub code: String,
    /// What it means here.
    pub detail: String,
    /// How far it could move the share, 0 to 1: a difference that was computed where it can be, otherwise a bound.
    #[serde(serialize_with = "rounded")]
    pub shift: f64,
}

/// Something that is withheld or told coarsely.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suppressed)]
pub struct SuppressedBody {
    /// JSON pointer to it in the answer.
    pub pointer: String,
    /// What is done, and why.
    pub detail: String,
}

impl SuppressedBody {
    fn new(s: &Suppressed, min_cell: MinCell) -> Self {
        let messages = Messages::of(Language::English);
        Self { pointer: s.pointer.clone(), detail: suppression(messages, s.suppression, min_cell) }
    }
}

/// What an answer was made from: the same provenance gives the same figures, and on one machine the same bytes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Provenance)]
pub struct ProvenanceBody {
    /// Version of audience-fit.
    pub version: String,
    /// Content hash of the catalogue.
    pub catalog_version: String,
    /// The day against which birth years and dates were judged.
    #[schema(format = Date)]
    pub as_of: String,
    /// Seed of every draw.
    pub seed: u64,
    /// The fewest people that a figure may tell of; 0 and 1 hide nothing.
    pub min_cell: u64,
    /// What computed it.
    pub engine: String,
    /// Hash of the input.
    pub input_hash: String,
}

impl From<&Analysis> for AnalysisBody {
    fn from(a: &Analysis) -> Self {
        let messages = Messages::of(Language::English);
        let medians = a.target.ruler().medians();
        let mut sources: Vec<String> = medians.iter().map(|m| m.source.clone()).collect();
        sources.sort();
        sources.dedup();
        Self {
            id: id(&a.provenance),
            target: TargetBody {
                definition: a.target.spec().clone(),
                summary: a.target.words(),
                incomes_year: medians.iter().map(|m| m.year).max(),
                incomes_sources: sources,
            },
            audience: AudienceBody {
                profiles: a.profiles,
                rejected: a.rejected.rows,
                labelled: a.fit.evidence.labelled,
                rejections: rejections(&a.rejected),
                columns: column_uses(&a.reading),
                panel_columns: column_uses(&a.panel_reading),
                panel_rejected: a.panel_rejected.rows,
                panel_rejections: rejections(&a.panel_rejected),
            },
            fit: FitBody::from(&a.fit),
            verdict: a.verdict.as_ref().map(|verdict| VerdictBody::new(verdict, a.no_verdict.as_ref(), &a.fit)),
            segments: a.segments.iter().map(SegmentBody::from).collect(),
            segmentation: a.segment_basis.map(|basis| SegmentationBody {
                basis: basis.as_str().into(),
                summary: segment_number(messages, basis, a.segments.len()),
            }),
            assignments: a
                .assignments
                .as_ref()
                .map(|all| all.iter().map(|one| AssignmentBody { row: one.row, segment: one.segment }).collect()),
            acquisition: acquisition(&a.acquisition, a.fit.share.as_ref()),
            channels: a.channels.iter().flat_map(|r| &r.channels).map(ChannelBody::from).collect(),
            channel_groups: a.channels.iter().flat_map(|r| &r.groups).map(MeasureGroupBody::from).collect(),
            next_experiment: a
                .channels
                .as_ref()
                .and_then(|r| Some(NextExperimentBody::new(r, r.next_experiment.as_ref()?))),
            channel_assumptions: a
                .channels
                .iter()
                .flat_map(|r| &r.assumptions)
                .map(|a| channel_assumption(messages, a))
                .collect(),
            plan: a.plan.as_ref().map(PlanBody::from),
            caveats: a
                .caveats
                .iter()
                .map(|caveat| CaveatBody {
                    code: caveat.code().to_owned(),
                    detail: caveat::sentence(messages, a, caveat),
                    shift: caveat.shift,
                })
                .collect(),
            warnings: warnings(messages, a)
                .into_iter()
                .map(|(code, detail)| WarningBody { code: code.to_owned(), detail })
                .collect(),
            suppressed: a.suppressed.iter().map(|s| SuppressedBody::new(s, a.provenance.min_cell)).collect(),
            summary: SummaryBody::from(a),
            provenance: ProvenanceBody {
                version: a.provenance.version.to_owned(),
                catalog_version: a.provenance.catalog_version.clone(),
                as_of: a.provenance.as_of.to_string(),
                seed: a.provenance.seed,
                min_cell: a.provenance.min_cell.0,
                engine: a.provenance.engine.to_owned(),
                input_hash: a.provenance.input_hash.clone(),
            },
        }
    }
}

/// The same for all that gives the same bytes.
fn id(p: &Provenance) -> String {
    let named = format!("{} {} {} {} {} {}", p.version, p.catalog_version, p.as_of, p.seed, p.min_cell.0, p.input_hash);
    format!("an_{}", &blake3::hash(named.as_bytes()).to_hex()[..20])
}

impl From<&Fit> for FitBody {
    fn from(fit: &Fit) -> Self {
        let e = &fit.evidence;
        Self {
            status: match fit.status {
                Status::Estimated => "estimated",
                Status::NotIdentified => "not_identified",
                Status::Withheld => "withheld",
            }
            .into(),
            share: fit.share.as_ref().map(EstimateBody::from),
            count: fit.count.as_ref().map(EstimateBody::from),
            method: fit.method.map(|m| m.as_str().into()),
            assumption: fit.method.map(|m| assumption(Messages::of(Language::English), m)),
            shift: shift(&fit.hypotheses),
            evidence: EvidenceBody {
                labelled: e.labelled,
                labelled_members: e.labelled_members,
                complete: e.complete,
                unlabelled: e.unlabelled,
                lower_bound: e.bounds.0,
                upper_bound: e.bounds.1,
                panel_rows: e.panel_rows,
                covariates: e.covariates.clone(),
                hidden: e.hidden.clone(),
                left_out: e.left_out.clone(),
                effective_n: e.effective_n.map(f64::round),
                labels_how: e.labels.into(),
                panel_age_years: e.panel_age.map(|age| age.years),
                panel_age_assumed: e.panel_age.is_some_and(|age| age.is_assumed),
            },
            sensitivity: fit
                .sensitivity
                .iter()
                .map(|b| SensitivityBody {
                    gamma: b.gamma,
                    lower: b.lower,
                    upper: b.upper,
                    summary: sensitivity(Messages::of(Language::English), b, fit.method),
                })
                .collect(),
            required_data: fit
                .required_data
                .iter()
                .map(|r| required_data(Messages::of(Language::English), r))
                .collect(),
            overlap: fit.overlap.as_ref().map(OverlapBody::from),
        }
    }
}

fn shift(hypotheses: &[HypothesisWeight]) -> Option<ShiftBody> {
    let first = hypotheses.first()?;
    let dense = hypotheses.iter().find(|h| h.hypothesis == Hypothesis::Dense);
    Some(ShiftBody {
        p_unrestricted: dense.map_or(0.0, |h| h.weight),
        most_probable: kind(&first.hypothesis).into(),
        hypotheses: hypotheses
            .iter()
            .map(|h| HypothesisBody {
                kind: kind(&h.hypothesis).into(),
                field: hidden(&h.hypothesis).map(|field| field.name.clone()),
                level: hidden(&h.hypothesis).and_then(|field| field.level.clone()),
                weight: round(h.weight),
                summary: hypothesis(Messages::of(Language::English), h),
            })
            .collect(),
    })
}

fn hidden(hypothesis: &Hypothesis) -> Option<&HiddenField> {
    match hypothesis {
        Hypothesis::Hidden(field) => Some(field),
        Hypothesis::Label | Hypothesis::Covariate | Hypothesis::Joint | Hypothesis::Null | Hypothesis::Dense => None,
    }
}

fn kind(hypothesis: &Hypothesis) -> &'static str {
    match hypothesis {
        Hypothesis::Label => "label",
        Hypothesis::Hidden(_) => "hidden",
        Hypothesis::Covariate => "covariate",
        Hypothesis::Joint => "joint",
        Hypothesis::Null => "none",
        Hypothesis::Dense => "unrestricted",
    }
}
