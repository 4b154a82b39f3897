//! From the body of an analysis request to an analysis: at once, or as a job.

use std::sync::Arc;

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
use crate::wire::{AnalysisBody, AnalysisQuestion, AnalysisRequestBody, Context, Parsed, ProfilesFormat};

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
    pub(super) request: Parsed<AnalysisRequestBody>,
    /// Of the bytes of the request.
    pub(super) hasher: blake3::Hasher,
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
pub(super) async fn fetch(state: &State, agency: &AgencyId, request: &AnalysisRequestBody) -> Result<People, Failure> {
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
        audience: one(&request.audience_id, Role::Audience, "/audience_id").await?,
        panel: one(&request.panel_id, Role::Panel, "/panel_id").await?,
    })
}

pub(super) async fn fetch_one(state: &State, dataset: &Dataset) -> Result<Fetched, Failure> {
    let people = read_dataset(&state.objects, dataset).await?;
    Ok(Fetched { people, content_hash: dataset.summary.content_hash.clone() })
}

/// The answer to a question.
pub(super) fn answer(question: Question, tools: &Tools, watch: &Watch<'_>) -> Result<Analysis, Failure> {
    let Tools { catalog, metrics, max_rows } = tools;
    let Question { request, mut hasher, kept, audience, panel, today } = question;
    let mut people = |fetched: Option<Fetched>| {
        fetched.map(|Fetched { people, content_hash }| {
            hasher.update(content_hash.as_bytes());
            people
        })
    };
    // Stored people were counted when they were read.
    let is_inline = audience.is_none();
    let (audience, panel) = (people(audience), people(panel));
    let question = request.check(kept.context(catalog, today, *max_rows), audience, panel)?;
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

/// The beginning of the hash of an input: the bytes of its request.
pub(super) fn hasher_of(body: &[u8]) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(body);
    hasher
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
pub(super) async fn queue(state: &State, agency: &AgencyId, place: Place, question: Question) -> Result<Job, Failure> {
    let Question { request, kept, audience, panel, today, .. } = question;
    let (catalog, max_rows, checked) = (state.catalog.clone(), state.settings.max_rows, request.clone());
    let people = |fetched: Option<Fetched>| fetched.map(|fetched| fetched.people);
    let (audience, panel) = (people(audience), people(panel));
    let as_of = state.workers.run(place, move || {
        checked.check(kept.context(&catalog, today, max_rows), audience, panel).map(|question| question.as_of)
    });
    let as_of = as_of.await?;
    let request = request.value;
    let hidden = async |id: &Option<String>, role, rows: &Option<Box<RawValue>>, format: ProfilesFormat| {
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
            compression: Compression::Identity,
            reject_all: false,
            limits: limits(state),
        };
        let source = std::io::Cursor::new(rows.get().to_owned().into_bytes());
        let stored = ingest(state.store.as_ref(), &state.objects, upload, source, now).await;
        stored.map(|set| Some(set.id)).map_err(refused)
    };
    let audience =
        hidden(&request.audience_id, Role::Audience, &request.profiles, request.format.unwrap_or_default()).await?;
    let panel = hidden(&request.panel_id, Role::Panel, &request.panel, ProfilesFormat::Json).await?;
    let job = Job {
        id: IdKind::Job.generate(),
        agency: agency.clone(),
        state: JobState::Queued,
        request: rest_of(request),
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

/// A request without its people, who are stored, as JSON; it is read again when the job is run.
fn rest_of(request: AnalysisRequestBody) -> String {
    let rest = AnalysisRequestBody {
        profiles: None,
        panel: None,
        audience_id: None,
        panel_id: None,
        as_of: None,
        format: None,
        ..request
    };
    serde_json::to_string(&rest).expect("the request is plain data")
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
    let request = AnalysisRequestBody::parse(job.request.as_bytes())?;
    let hasher = hasher_of(job.request.as_bytes());
    Ok(Question { request, hasher, kept, audience: Some(audience), panel, today })
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
