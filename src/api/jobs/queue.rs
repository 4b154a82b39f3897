//! From an analysis request to a job, and from a job back to the input of its analysis.

use serde_json::value::RawValue;
use time::Date;

use crate::api::analyses::{AgencyData, AnalysisInput, StoredDataset, load_agency_data, load_dataset, start};
use crate::api::asks::load_asks;
use crate::api::contract::{AnalysisRequestBody, ProfilesFormat, StoredPeople};
use crate::api::datasets::{rejected_upload, upload_limits};
use crate::api::disclosure::{QuestionNoise, question_of};
use crate::api::extract::Caller;
use crate::api::now;
use crate::api::quota::{check_room, keep_within_quota};
use crate::api::server::State;
use crate::api::workers::{Permit, Place};
use crate::error::{ErrorCode, Failure};
use crate::ingest::Role;
use crate::message::message;
use crate::report::Language;
use crate::store::{AgencyId, Dataset, FileReading, IdKind, Job, JobState, Scope, Upload, ingest};

/// Queues a job, once its request was found valid. The profiles in the request are stored, hidden, until the job ends.
pub(in crate::api) async fn enqueue(
    state: &State,
    caller: &Caller,
    place: Place,
    input: AnalysisInput,
) -> Result<Job, Failure> {
    let agency = &caller.agency;
    let AnalysisInput { request, data, audience, panel, today, .. } = input;
    let (catalog, max_rows, checked) = (state.catalog.clone(), state.settings.max_rows, request.clone());
    let profiles = |stored: Option<StoredDataset>| {
        stored.map(|stored| StoredPeople { profiles: stored.people, shows_received: true })
    };
    let (audience, panel) = (profiles(audience), profiles(panel));
    let as_of = place.run(move || {
        let question = checked.check(data.context(&catalog, today, max_rows), audience, panel)?;
        Ok::<_, Failure>((question.as_of, question.options.panel_day(question.as_of)))
    });
    let (as_of, panel_day) = as_of.await?;
    let request = request.value;
    let (inline, format) = (request.profiles.as_deref(), request.format.unwrap_or_default());
    let audience =
        dataset_id(state, agency, Role::Audience, request.audience_id.as_ref(), inline, format, as_of).await?;
    let (inline, format) = (request.panel.as_deref(), ProfilesFormat::Json);
    let panel = dataset_id(state, agency, Role::Panel, request.panel_id.as_ref(), inline, format, panel_day).await?;
    let job = Job {
        id: IdKind::Job.generate(),
        agency: agency.clone(),
        state: JobState::Queued,
        request: without_profiles(request),
        audience: audience.ok_or_else(|| Failure::new(ErrorCode::Internal, "a job without an audience"))?,
        panel,
        exact: caller.exact,
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

/// The id of the dataset that a request names, or of the hidden one in which its profiles are stored.
async fn dataset_id(
    state: &State,
    agency: &AgencyId,
    role: Role,
    named: Option<&String>,
    inline: Option<&RawValue>,
    format: ProfilesFormat,
    as_of: Date,
) -> Result<Option<String>, Failure> {
    if named.is_some() {
        return Ok(named.cloned());
    }
    let Some(profiles) = inline else { return Ok(None) };
    check_room(state, agency).await?;
    let upload = Upload {
        agency: agency.clone(),
        hidden: true,
        name: None,
        account: None,
        taken_at: None,
        // The request of the job says it.
        panel_as_of: None,
        panel_size: None,
        reject_all: false,
        compares_ids: false,
        file: FileReading::of_format(role, as_of, format.into(), upload_limits(state)),
    };
    let source = std::io::Cursor::new(profiles.get().to_owned().into_bytes());
    let stored = ingest(state.store.as_ref(), &state.objects, upload, source, now).await;
    let dataset = keep_within_quota(state, stored.map_err(rejected_upload)?, 0).await?;
    Ok(Some(dataset.id))
}

/// A request without its profiles, which are stored, as JSON; it is parsed again when the job runs.
fn without_profiles(request: AnalysisRequestBody) -> String {
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

/// The input of a job's analysis, once there is a thread for it.
pub(super) async fn input_of(
    state: &State,
    permit: Permit,
    job: &Job,
    today: Date,
) -> Result<(Place, AnalysisInput), Failure> {
    let gone = || Failure::of(ErrorCode::NotFound, message!["failure-job-audience-gone"]);
    let one = async |id: &str, role| state.store.dataset(&job.agency, role, id).await?.ok_or_else(gone);
    let audience_set = one(&job.audience, Role::Audience).await?;
    let panel_set = match &job.panel {
        Some(id) => Some(one(id, Role::Panel).await?),
        None => None,
    };
    let owner = Caller { agency: job.agency.clone(), key: None, scope: Scope::Write, exact: job.exact };
    let place = start(state, &owner, permit, [Some(&audience_set), panel_set.as_ref()]).await?;
    let audience = load_dataset(state, &audience_set).await?;
    let panel = match &panel_set {
        Some(panel) => Some(load_dataset(state, panel).await?),
        None => None,
    };
    let data = load_agency_data(state, &job.agency).await?;
    let request = AnalysisRequestBody::parse(job.request.as_bytes())?;
    let hasher = data.hasher(job.request.as_bytes());
    // The job keeps its audience beside the request.
    let named = AnalysisRequestBody {
        audience_id: Some(job.audience.clone()),
        ask_ids: request.value.ask_ids.clone(),
        ..AnalysisRequestBody::default()
    };
    let asks = load_asks(state, &job.agency, &named).await?;
    let question = question_of(state, &data, &request.value, Some(&audience_set), panel_set.as_ref(), &asks);
    let noise = noise_of(state, job, &data, question, [Some(&audience_set), panel_set.as_ref()]);
    let audience = Some(audience);
    Ok((
        place,
        AnalysisInput {
            request,
            hasher,
            data,
            audience,
            panel,
            noise,
            asks,
            shows_received: true,
            today,
            language: Language::default(),
        },
    ))
}

/// The noise of a job's figures: none for whoever may have exact ones, nor of people who were sent in its request.
fn noise_of(
    state: &State,
    job: &Job,
    data: &AgencyData,
    question: Option<String>,
    datasets: [Option<&Dataset>; 2],
) -> QuestionNoise {
    let Some(question) = question.filter(|_| !job.exact) else { return QuestionNoise::default() };
    let stored = datasets.map(|dataset| dataset.filter(|dataset| !dataset.hidden));
    QuestionNoise::of_counted(state, data, &question, stored)
}
