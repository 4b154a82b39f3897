//! The fit of an audience in the contract: share, evidence, hypotheses, sensitivity, verdict.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::{NoVerdict, VerdictReason};
use crate::api::contract::figure::{EstimateBody, round, rounded, rounded_if_any};
use crate::prevalence::shift::{HiddenField, Hypothesis, ShiftKind};
use crate::prevalence::{
    AssumedBasis, Balance, Fit, HypothesisWeight, LabelSampling, Method, Outcome, Overlap, Status, TippingPoint,
    Verdict,
};
use crate::report::Language;
use crate::report::estimation::{assumption, hypothesis, required_data, sensitivity, tipping_point};
use crate::report::messages::Messages;

/// How many of an audience match the target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fit)]
pub struct FitBody {
    /// `estimated`; `assumed` where the evidence cannot carry an estimate and published figures give a first one, on
    /// which no verdict rests; `not_identified` where there is neither; or `withheld` where it would be about too few
    /// people. For the same reason a figure with the method `range` is given as nothing but the range from
    /// `lower` to `upper`, and one with the method `coarse` is estimated without a number that is too small.
    pub status: Status,
    /// Share of members.
    pub share: Option<EstimateBody>,
    /// Number of members.
    pub count: Option<EstimateBody>,
    /// How it was estimated or assumed: the method of most of the profiles whose membership is open.
    pub method: Option<Method>,
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
    /// Least share possible, whatever the unlabelled are.
    #[serde(serialize_with = "rounded")]
    pub lower_bound: f64,
    /// Greatest share possible, whatever the unlabelled are.
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
    /// Size of a simple random sample that would know the share as well; null where there is no interval.
    #[serde(serialize_with = "rounded_if_any")]
    pub effective_n: Option<f64>,
    /// How the labelled profiles came to be labelled, as the request says: `self_declared` unless it says otherwise.
    pub labels_how: LabelSampling,
    /// Years from when the panel was asked to when the audience was; null without a panel.
    #[serde(serialize_with = "rounded_if_any")]
    pub panel_age_years: Option<f64>,
    /// Whether the panel has no date, so that its age is assumed.
    pub panel_age_assumed: bool,
    /// Whom the followers are assumed to be like; null where the share is not assumed.
    pub assumed: Option<AssumedBody>,
    /// Fields whose `totals` entered.
    pub totals: Vec<String>,
}

/// The people of published figures whom the followers are assumed to be like.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssumedBasis)]
pub struct AssumedBody {
    /// Id of the platform whose users they are: that of the account, or one that contains it; null for all adults.
    pub platform: Option<String>,
    /// Name of the country.
    pub country: String,
    /// The year of the figures.
    pub year: i32,
    /// Standard deviation of the log odds of the share between an account's followers and these people.
    pub spread: f64,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

impl From<&AssumedBasis> for AssumedBody {
    fn from(basis: &AssumedBasis) -> Self {
        Self {
            platform: basis.platform.as_ref().map(|(id, _)| id.clone()),
            country: basis.country.clone(),
            year: basis.year,
            spread: basis.spread,
            sources: basis.sources.clone(),
        }
    }
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
    pub outcome: Outcome,
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
    fn new(point: TippingPoint, method: Option<Method>, language: Language) -> Self {
        let summary = tipping_point(Messages::of(language), point, method);
        Self { gamma: point.gamma, stands: point.stands, summary }
    }
}

impl VerdictBody {
    /// The verdict of an analysis.
    pub(crate) fn new(v: &Verdict, reason: Option<&NoVerdict>, fit: &Fit, language: Language) -> Self {
        Self {
            min_share: v.min_share,
            outcome: v.outcome,
            labels_needed: v.labels_needed,
            reason: reason.map(NoVerdict::code),
            tipping_point: fit.tipping_point(v).map(|point| TippingPointBody::new(point, fit.method, language)),
        }
    }
}

impl FitBody {
    /// The fit with its sentences in a language.
    pub(crate) fn new(fit: &Fit, language: Language) -> Self {
        let e = &fit.evidence;
        Self {
            status: fit.status,
            share: fit.share.as_ref().map(EstimateBody::from),
            count: fit.count.as_ref().map(EstimateBody::from),
            method: fit.method,
            assumption: fit.method.map(|m| assumption(Messages::of(language), m)),
            shift: shift(&fit.hypotheses, language),
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
                labels_how: e.labels,
                panel_age_years: e.panel_age.map(|age| age.years),
                panel_age_assumed: e.panel_age.is_some_and(|age| age.is_assumed),
                assumed: e.assumed.as_ref().map(AssumedBody::from),
                totals: e.totals.iter().map(|field| (*field).to_owned()).collect(),
            },
            sensitivity: fit
                .sensitivity
                .iter()
                .map(|b| SensitivityBody {
                    gamma: b.gamma,
                    lower: b.lower,
                    upper: b.upper,
                    summary: sensitivity(Messages::of(language), b, fit.method),
                })
                .collect(),
            required_data: fit.required_data.iter().map(|r| required_data(Messages::of(language), r)).collect(),
            overlap: fit.overlap.as_ref().map(OverlapBody::from),
        }
    }
}

fn shift(hypotheses: &[HypothesisWeight], language: Language) -> Option<ShiftBody> {
    let first = hypotheses.first()?;
    let dense = hypotheses.iter().find(|h| h.hypothesis == Hypothesis::Dense);
    Some(ShiftBody {
        p_unrestricted: dense.map_or(0.0, |h| h.weight),
        most_probable: first.hypothesis.kind(),
        hypotheses: hypotheses
            .iter()
            .map(|h| HypothesisBody {
                kind: h.hypothesis.kind(),
                field: hidden(&h.hypothesis).map(|field| field.name.clone()),
                level: hidden(&h.hypothesis).and_then(|field| field.level.clone()),
                weight: round(h.weight),
                summary: hypothesis(Messages::of(language), h),
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
