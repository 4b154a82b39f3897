//! From the body of an analysis request to an analysis: at once, or as a job.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::web::Bytes;
use serde_json::value::RawValue;
use time::Date;

use super::handlers::{now, own_targets};
use super::server::State;
use super::workers::Place;
use crate::analysis::{Analysis, AnalysisRequest, Watch, analyze_watched};
use crate::channel::{CampaignOutcome, Learning};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::{Compression, ReadError, Role};
use crate::reference::Catalog;
use crate::report;
use crate::store::{
    AgencyId, Dataset, IdKind, Job, JobState, StoredAnalysis, StoredAnalysisHead, StoredProfiles, Upload, UploadError,
    UploadLimits, ingest, outcome_json, read_dataset,
};
use crate::target::TargetSpec;
use crate::telemetry::Metrics;
use crate::wire::{AnalysisBody, AnalysisQuestion, AnalysisSources, Context, ProfilesFormat, read_analysis};

/// What the agency keeps that an answer may depend on.
#[derive(Debug)]
pub(super) struct Kept {
    /// Results of campaigns, the oldest first.
    pub(super) outcomes: Vec<CampaignOutcome>,
    /// Targets by name.
    pub(super) targets: Vec<(String, TargetSpec)>,
    /// The fewest people that a figure may tell of.
    pub(super) min_cell: MinCell,
}

impl Kept {
    /// What a request is read against.
    pub(super) fn context<'a>(&'a self, catalog: &'a Catalog, today: Date, max_rows: usize) -> Context<'a> {
        let Self { outcomes, targets, min_cell } = self;
        Context { catalog, today, max_rows, min_cell: *min_cell, outcomes, targets }
    }
}

/// What the agency keeps.
pub(super) async fn kept(state: &State, agency: &AgencyId) -> Result<Kept, Failure> {
    let outcomes = state.store.outcomes(agency, 0, u32::MAX).await?;
    let min_cell = MinCell(state.settings.min_cell);
    Ok(Kept { outcomes, targets: own_targets(state, agency).await?, min_cell })
}

/// People who are kept, with the hash of what they were read from.
pub(super) struct Fetched {
    pub(super) people: StoredProfiles,
    pub(super) content_hash: String,
}

/// What answers are made with.
#[derive(Debug, Clone)]
pub(super) struct Tools {
    catalog: Arc<Catalog>,
    metrics: Arc<Metrics>,
    max_rows: usize,
}

impl Tools {
    pub(super) fn of(state: &State) -> Self {
        Self { catalog: state.catalog.clone(), metrics: state.metrics.clone(), max_rows: state.settings.max_rows }
    }
}

/// An analysis request with all that it is answered from.
pub(super) struct Question {
    /// The request.
    pub(super) body: Bytes,
    /// What the agency keeps.
    pub(super) kept: Kept,
    /// The stored audience it names.
    pub(super) audience: Option<Fetched>,
    /// The stored panel it names.
    pub(super) panel: Option<Fetched>,
    /// Today.
    pub(super) today: Date,
}

/// Stored people that a request names.
pub(super) struct People {
    pub(super) audience: Option<Fetched>,
    pub(super) panel: Option<Fetched>,
}

/// Fetches the stored people that a request names.
pub(super) async fn fetch(state: &State, agency: &AgencyId, sources: &AnalysisSources) -> Result<People, Failure> {
    let one = async |id: &Option<String>, role, field: &str| {
        let Some(id) = id else { return Ok(None) };
        let dataset = state.store.dataset(agency, role, id).await?;
        let dataset = dataset.ok_or_else(|| {
            let detail = "there is no such stored set, or it was deleted".to_owned();
            Failure::invalid(vec![Fault { pointer: field.to_owned(), code: "not_found".to_owned(), detail }])
        })?;
        fetch_one(state, &dataset).await.map(Some)
    };
    Ok(People {
        audience: one(&sources.audience, Role::Audience, "/audience_id").await?,
        panel: one(&sources.panel, Role::Panel, "/panel_id").await?,
    })
}

pub(super) async fn fetch_one(state: &State, dataset: &Dataset) -> Result<Fetched, Failure> {
    let people = read_dataset(&state.objects, dataset).await?;
    Ok(Fetched { people, content_hash: dataset.summary.content_hash.clone() })
}

/// The answer to a question.
pub(super) fn answer(question: Question, tools: &Tools, watch: &Watch<'_>) -> Result<Analysis, Failure> {
    let Tools { catalog, metrics, max_rows } = tools;
    let Question { body, kept, audience, panel, today } = question;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&body);
    let mut people = |fetched: Option<Fetched>| {
        fetched.map(|Fetched { people, content_hash }| {
            hasher.update(content_hash.as_bytes());
            people
        })
    };
    // Stored people were counted when they were read.
    let is_inline = audience.is_none();
    let (audience, panel) = (people(audience), people(panel));
    let question = read_analysis(&body, kept.context(catalog, today, *max_rows), audience, panel)?;
    let input_hash = input_hash(hasher, question.options.learning.as_ref());
    let AnalysisQuestion { audience, panel, target, options, as_of } = question;
    let request =
        AnalysisRequest { audience: &audience, panel: panel.as_ref(), target, catalog, options, as_of, input_hash };
    let analysis = analyze_watched(request, watch)?;
    if is_inline {
        let (accepted, rejected) = (audience.profiles.len() as u64, &audience.rejected);
        metrics.count_rows(accepted, rejected.rows, rejected.listed.iter().map(|rejection| rejection.code));
    }
    metrics.count_analysis(&analysis);
    Ok(analysis)
}

/// The answer to a question as it is kept; with its reports where it is to be. Its time is for the caller to set.
pub(super) fn analysis_of(
    question: Question,
    tools: &Tools,
    reports: bool,
    watch: &Watch<'_>,
) -> Result<StoredAnalysis, Failure> {
    let analysis = answer(question, tools, watch)?;
    let body = AnalysisBody::from(&analysis);
    Ok(StoredAnalysis {
        head: StoredAnalysisHead { id: body.id.clone(), created_at: 0, audience: None },
        json: serde_json::to_string(&body).expect("the answer is plain data"),
        html: if reports { report::html(&analysis) } else { String::new() },
        markdown: if reports { report::markdown(&analysis) } else { String::new() },
    })
}

/// Hash of all that an answer depends on beside the catalogue: the request, stored people, and outcomes kept before it.
fn input_hash(mut hasher: blake3::Hasher, learning: Option<&Learning>) -> String {
    if let Some(learning) = learning.filter(|learning| !learning.outcomes.is_empty()) {
        for outcome in &learning.outcomes {
            hasher.update(outcome_json(outcome).as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// Makes a job of a question that was found sound: its people are stored, hidden, until the job has ended.
pub(super) async fn queue(
    state: &State,
    agency: &AgencyId,
    place: Place,
    question: Question,
    sources: &AnalysisSources,
) -> Result<Job, Failure> {
    let Question { body, kept, audience, panel, today } = question;
    let (catalog, max_rows, checked) = (state.catalog.clone(), state.settings.max_rows, body.clone());
    let people = |fetched: Option<Fetched>| fetched.map(|fetched| fetched.people);
    let (audience, panel) = (people(audience), people(panel));
    let as_of = state.workers.run(place, move || {
        read_analysis(&checked, kept.context(&catalog, today, max_rows), audience, panel).map(|question| question.as_of)
    });
    let as_of = as_of.await?;
    let request = JobRequest::of(&body)?;
    let hidden = async |id: &Option<String>, role, rows: &Option<String>, format: ProfilesFormat| {
        if let Some(id) = id {
            return Ok(Some(id.clone()));
        }
        let Some(rows) = rows.clone() else { return Ok(None) };
        let upload = Upload {
            agency: agency.clone(),
            role,
            hidden: true,
            name: None,
            account: None,
            taken_at: None,
            as_of,
            format: format.into(),
            encoding: Compression::Identity,
            reject_all: false,
            limits: limits(state),
        };
        let source = std::io::Cursor::new(rows.into_bytes());
        let stored = ingest(state.store.as_ref(), &state.objects, upload, source, now).await;
        stored.map(|set| Some(set.id)).map_err(refused)
    };
    let audience = hidden(&sources.audience, Role::Audience, &request.profiles, request.format).await?;
    let panel = hidden(&sources.panel, Role::Panel, &request.panel, ProfilesFormat::Json).await?;
    let job = Job {
        id: IdKind::Job.generate(),
        agency: agency.clone(),
        state: JobState::Queued,
        request: request.rest,
        audience: audience.ok_or_else(|| Failure::new(ErrorCode::Internal, "a job without an audience"))?,
        panel,
        progress: 0.0,
        created_at: now(),
        started_at: None,
        finished_at: None,
        attempts: 0,
        cancel: false,
        analysis: None,
        problem: None,
    };
    state.store.queue_job(&job).await?;
    state.runner.wake();
    Ok(job)
}

/// An analysis request, its people apart from the rest of it.
struct JobRequest {
    profiles: Option<String>,
    panel: Option<String>,
    format: ProfilesFormat,
    /// The rest, as JSON; with the day that it was read against.
    rest: String,
}

impl JobRequest {
    fn of(body: &[u8]) -> Result<Self, Failure> {
        let failed = |error: serde_json::Error| Failure::new(ErrorCode::MalformedBody, error.to_string());
        let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(body).map_err(failed)?;
        let mut text = |name: &str| fields.remove(name).map(|raw| raw.get().to_owned()).filter(|raw| raw != "null");
        let (profiles, panel) = (text("profiles"), text("panel"));
        text("as_of");
        text("audience_id");
        text("panel_id");
        let format = text("format").and_then(|raw| serde_json::from_str(&raw).ok()).unwrap_or_default();
        let rest = serde_json::to_string(&fields).map_err(failed)?;
        Ok(Self { profiles, panel, format, rest })
    }
}

/// The question of a job.
pub(super) async fn question_of(state: &State, job: &Job, today: Date) -> Result<Question, Failure> {
    let gone = || Failure::new(ErrorCode::NotFound, "the audience or panel of the job was deleted before it was run");
    let one = async |id: &str, role| match state.store.dataset(&job.agency, role, id).await? {
        Some(dataset) => fetch_one(state, &dataset).await,
        None => Err(gone()),
    };
    let audience = one(&job.audience, Role::Audience).await?;
    let panel = match &job.panel {
        Some(id) => Some(one(id, Role::Panel).await?),
        None => None,
    };
    let kept = kept(state, &job.agency).await?;
    let body = Bytes::from(job.request.clone().into_bytes());
    Ok(Question { body, kept, audience: Some(audience), panel, today })
}

/// What is too much of an upload.
pub(super) fn limits(state: &State) -> UploadLimits {
    let settings = &state.settings;
    UploadLimits {
        rows: settings.max_upload_rows,
        row_bytes: settings.max_row_bytes,
        bytes: settings.max_upload_bytes,
        unpacked_bytes: settings.max_decompressed_bytes,
    }
}

/// Why an upload was not kept, as its sender is told.
pub(super) fn refused(error: UploadError) -> Failure {
    match error {
        UploadError::Store(error) => error.into(),
        UploadError::TooLarge(most) => {
            let detail = format!("the upload is larger than {most} bytes; split it, or raise --max-upload-mib");
            Failure::new(ErrorCode::BodyTooLarge, detail)
        }
        UploadError::Rejected { accepted, rows, first } => {
            let code = if accepted == 0 { ErrorCode::NoProfiles } else { ErrorCode::RowsRejected };
            let fault = |r: &crate::ingest::Rejection| Fault {
                pointer: format!("row {}, {}", r.row, r.field),
                code: r.code.as_str().to_owned(),
                detail: format!("received {}; accepted: {}", r.received, r.accepted),
            };
            let detail = format!("{rows} rows were refused and nothing was kept; the first reasons are in errors");
            Failure { code, detail, faults: first.iter().map(fault).collect() }
        }
        UploadError::Read(error) => {
            let code = match &error {
                ReadError::TooManyRows { .. } => ErrorCode::TooManyRows,
                ReadError::TooManyBytes { .. } => ErrorCode::BodyTooLarge,
                ReadError::Io(_) | ReadError::Format { .. } | ReadError::OtherFormat { .. } => ErrorCode::MalformedBody,
                ReadError::Sink(_) => ErrorCode::Unavailable,
            };
            Failure::new(code, error.to_string())
        }
    }
}
