//! An analysis in the contract: the same document from the service and from the command line.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::analysis::{Analysis, Provenance};
use crate::api::analyses::acquisition::{AcquisitionBody, acquisition};
use crate::api::analyses::fit::{FitBody, VerdictBody};
use crate::api::analyses::segment::{AssignmentBody, SegmentBody, SegmentationBody};
use crate::api::asks::answers::AnswersBody;
use crate::api::contract::figure::rounded;
use crate::api::contract::reading::{ColumnUseBody, column_uses};
use crate::api::outcomes::body::NextExperimentBody;
use crate::api::recommendations::answer::{ChannelBody, MeasureGroupBody};
use crate::api::recommendations::plan::PlanBody;
use crate::disclosure::{MinCell, Suppressed};
use crate::ingest::{RejectCode, Rejection, Rejections, SourceFile};
use crate::report::caveat;
use crate::report::messages::Messages;
use crate::report::segments::segment_number;
use crate::report::suppression::suppression;
use crate::report::target::target_words;
use crate::report::warning::warnings;
use crate::report::{Gate, Language, channel_assumption};
use crate::target::TargetSpec;
use crate::warning_code::WarningCode;

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
    /// How people answered who were asked; null where no answers are among the labels.
    pub answers: Option<AnswersBody>,
    /// What could move the share furthest, the most first; at most three, and none where the share is exact and complete.
    pub caveats: Vec<CaveatBody>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
    /// What is withheld or given coarsely, so that it is about no fewer people than `provenance.min_cell`.
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

impl SummaryBody {
    fn new(a: &Analysis, language: Language) -> Self {
        let Gate { fit, verdict, provenance, .. } = Gate::of(a, language);
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
    /// Profiles accepted; null where they are too few to be reported.
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
    #[schema(value_type = RejectCode)]
    pub code: String,
    /// The value received, shortened; null where the caller need not be who sent it: its key has not the scope `write`, or
    /// the analysis was stored.
    pub received: Option<String>,
    /// What is accepted.
    pub accepted: String,
}

impl RejectionBody {
    pub(in crate::api) fn new(r: &Rejection, language: Language) -> Self {
        Self {
            row: r.row,
            field: r.field.clone(),
            code: r.code.as_str().to_owned(),
            received: Some(r.received.in_language(language)).filter(|received| !received.is_empty()),
            accepted: r.accepted.in_language(language),
        }
    }

    /// The same, without the value received unless that may be shown.
    pub(in crate::api) fn shown(self, shows_received: bool) -> Self {
        Self { received: self.received.filter(|_| shows_received), ..self }
    }
}

fn rejections(rejected: &Rejections, language: Language) -> Vec<RejectionBody> {
    rejected.listed.iter().map(|rejection| RejectionBody::new(rejection, language)).collect()
}

/// A caveat, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Warning)]
pub struct WarningBody {
    /// What it is.
    pub code: WarningCode,
    /// What it means here.
    pub detail: String,
}

/// Something that could move the share, for people who have never seen the file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Caveat)]
pub struct CaveatBody {
    /// What it is.
    pub code: WarningCode,
    /// What it means here.
    pub detail: String,
    /// How far it could move the share, 0 to 1: a difference that was computed where it can be, otherwise a bound.
    #[serde(serialize_with = "rounded")]
    pub shift: f64,
}

/// Something that is withheld or given coarsely.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suppressed)]
pub struct SuppressedBody {
    /// JSON pointer to it in the answer.
    pub pointer: String,
    /// What is done, and why.
    pub detail: String,
}

impl SuppressedBody {
    fn new(s: &Suppressed, min_cell: MinCell, messages: &Messages) -> Self {
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
    /// The fewest people that a figure may be about; 0 and 1 hide nothing.
    pub min_cell: u64,
    /// What computed it.
    pub engine: String,
    /// Hash of the input.
    pub input_hash: String,
    /// The files of an audience that was read where it lies, as they were; empty for every other audience.
    pub files: Vec<SourceFileBody>,
}

/// A file of a table that was read where it lies.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceFile)]
pub struct SourceFileBody {
    /// Its name, with the folders below the place of the table.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// What its store names its content by; empty where it names none.
    pub etag: String,
}

impl From<&SourceFile> for SourceFileBody {
    fn from(file: &SourceFile) -> Self {
        Self { name: file.name.clone(), bytes: file.bytes, etag: file.etag.clone() }
    }
}

impl AnalysisBody {
    /// The answer with its sentences in a language.
    pub fn new(a: &Analysis, language: Language) -> Self {
        let messages = Messages::of(language);
        let medians = a.target.ruler().medians();
        let mut sources: Vec<String> = medians.iter().map(|m| m.source.clone()).collect();
        sources.sort();
        sources.dedup();
        Self {
            id: id(&a.provenance),
            target: TargetBody {
                definition: a.target.spec().clone(),
                summary: target_words(messages, &a.target),
                incomes_year: medians.iter().map(|m| m.year).max(),
                incomes_sources: sources,
            },
            audience: AudienceBody {
                profiles: a.profiles,
                rejected: a.rejected.rows,
                labelled: a.fit.evidence.labelled,
                rejections: rejections(&a.rejected, language),
                columns: column_uses(&a.reading),
                panel_columns: column_uses(&a.panel_reading),
                panel_rejected: a.panel_rejected.rows,
                panel_rejections: rejections(&a.panel_rejected, language),
            },
            fit: FitBody::new(&a.fit, language),
            verdict: a
                .verdict
                .as_ref()
                .map(|verdict| VerdictBody::new(verdict, a.no_verdict.as_ref(), &a.fit, language)),
            segments: a.segments.iter().map(|s| SegmentBody::new(s, messages, a.provenance.min_cell)).collect(),
            segmentation: a
                .segment_basis
                .map(|basis| SegmentationBody { basis, summary: segment_number(messages, basis, a.segments.len()) }),
            assignments: a
                .assignments
                .as_ref()
                .map(|all| all.iter().map(|one| AssignmentBody { row: one.row, segment: one.segment }).collect()),
            acquisition: acquisition(&a.acquisition, a.fit.share.as_ref(), language),
            channels: a.channels.as_ref().map(|r| ChannelBody::all(r, language)).unwrap_or_default(),
            channel_groups: a.channels.iter().flat_map(|r| &r.groups).map(MeasureGroupBody::from).collect(),
            next_experiment: a
                .channels
                .as_ref()
                .and_then(|r| Some(NextExperimentBody::new(r, r.next_experiment.as_ref()?, language))),
            channel_assumptions: a
                .channels
                .iter()
                .flat_map(|r| &r.assumptions)
                .map(|a| channel_assumption(messages, a))
                .collect(),
            plan: a.plan.as_ref().map(|plan| PlanBody::new(plan, language)),
            answers: a.answers.as_ref().map(|answers| AnswersBody::new(a, answers, language)),
            caveats: a
                .caveats
                .iter()
                .map(|caveat| CaveatBody {
                    code: caveat.code(),
                    detail: caveat::sentence(messages, a, caveat),
                    shift: caveat.shift,
                })
                .collect(),
            warnings: warnings(messages, a).into_iter().map(|(code, detail)| WarningBody { code, detail }).collect(),
            suppressed: a.suppressed.iter().map(|s| SuppressedBody::new(s, a.provenance.min_cell, messages)).collect(),
            summary: SummaryBody::new(a, language),
            provenance: ProvenanceBody {
                version: a.provenance.version.to_owned(),
                catalog_version: a.provenance.catalog_version.clone(),
                as_of: a.provenance.as_of.to_string(),
                seed: a.provenance.seed,
                min_cell: a.provenance.min_cell.0,
                engine: a.provenance.engine.to_owned(),
                input_hash: a.provenance.input_hash.clone(),
                files: a.provenance.files.iter().map(SourceFileBody::from).collect(),
            },
        }
    }
}

/// The same for all that gives the same bytes.
pub(super) fn id(p: &Provenance) -> String {
    let named = format!("{} {} {} {} {} {}", p.version, p.catalog_version, p.as_of, p.seed, p.min_cell.0, p.input_hash);
    format!("an_{}", &blake3::hash(named.as_bytes()).to_hex()[..20])
}
