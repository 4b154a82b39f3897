//! From the body of an analysis request to an analysis.

use std::ops::ControlFlow;
use std::sync::Arc;

use time::{Date, OffsetDateTime};

use crate::analysis::{
    Analysis, AnalysisOptions, AnalysisRequest, Ask, AskOptions, FitSnapshot, Forecast, PlanForecast, Watch,
    analyze_watched, ask,
};
use crate::api::analyses::answer::id;
use crate::api::asks::AskLabels;
use crate::api::contract::{AnalysisBody, AnalysisQuestion, AnalysisRequestBody, Context, Parsed, StoredPeople};
use crate::api::disclosure::QuestionNoise;
use crate::api::extract::Caller;
use crate::api::now;
use crate::api::problem::not_found;
use crate::api::server::State;
use crate::api::targets::own_targets;
use crate::api::workers::{Permit, Place};
use crate::channel::{CampaignOutcome, Learning};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::prevalence::Status;
use crate::reference::Catalog;
use crate::report::messages::Messages;
use crate::report::target::target_words;
use crate::report::{self, Language};
use crate::store::{
    AgencyId, AgencySecret, Dataset, DocumentHead, StorageFault, StoredDocument, StoredProfiles, Texts, details,
    forecasts_json, outcome_json, read_dataset,
};
use crate::target::TargetSpec;
use crate::telemetry::Metrics;

/// What the agency stores that any analysis may depend on.
#[derive(Debug)]
pub(in crate::api) struct AgencyData {
    /// Results of campaigns, the oldest first.
    outcomes: Vec<CampaignOutcome>,
    /// Targets by name.
    targets: Vec<(String, TargetSpec)>,
    min_cell: MinCell,
    secret: AgencySecret,
}

impl AgencyData {
    /// What a request is read against.
    pub(in crate::api) fn context<'a>(&'a self, catalog: &'a Catalog, today: Date, max_rows: usize) -> Context<'a> {
        let Self { outcomes, targets, min_cell, .. } = self;
        Context { catalog, today, max_rows, min_cell: *min_cell, outcomes, targets }
    }

    /// Targets by name.
    pub(in crate::api) fn targets(&self) -> &[(String, TargetSpec)] {
        &self.targets
    }

    /// The secret that ids and noise are made from.
    pub(in crate::api) fn secret(&self) -> &AgencySecret {
        &self.secret
    }

    /// The key of the noise of published counts.
    pub(in crate::api) fn noise_key(&self) -> [u8; 32] {
        self.secret.key("noise")
    }

    /// What the codes of an ask are made from.
    pub(in crate::api) fn code_key(&self, ask: &str) -> Vec<u8> {
        [self.secret.key("codes of asks").as_slice(), ask.as_bytes()].concat()
    }

    /// A hasher of the input of an analysis, which has the bytes of the request. Two agencies that send the same get
    /// different hashes, and nobody outside can test what was sent.
    pub(in crate::api) fn hasher(&self, body: &[u8]) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret.key("input"));
        hasher.update(body);
        hasher
    }
}

/// Loads the targets that the agency stores, and the newest outcomes.
pub(in crate::api) async fn load_agency_data(state: &State, agency: &AgencyId) -> Result<AgencyData, Failure> {
    let outcomes = state.store.newest_outcomes(agency, state.settings.outcomes_learned).await?;
    let min_cell = MinCell(state.settings.min_cell);
    let secret = state.store.agency_secret(agency).await?;
    Ok(AgencyData { outcomes, targets: own_targets(state, agency).await?, min_cell, secret })
}

/// The profiles of a stored audience or panel, with its id and the hash of the upload.
pub(in crate::api) struct StoredDataset {
    pub(in crate::api) people: Arc<StoredProfiles>,
    content_hash: String,
    /// The snapshot of an account that it is, if it is one.
    snapshot: Option<Snapshot>,
}

/// An account on a day.
#[derive(Debug, Clone)]
struct Snapshot {
    account: String,
    audience: String,
    day: Date,
}

impl Snapshot {
    fn of(dataset: &Dataset) -> Option<Self> {
        let moment = dataset.taken_at.unwrap_or(dataset.created_at) / 1000;
        let day = OffsetDateTime::from_unix_timestamp(moment).ok()?.date();
        Some(Self { account: dataset.account.clone()?, audience: dataset.id.clone(), day })
    }
}

/// Loads a stored audience or panel, unless it is in memory. What was made for a job is not kept beyond it.
pub(in crate::api) async fn load_dataset(state: &State, dataset: &Dataset) -> Result<StoredDataset, Failure> {
    let people = match dataset.hidden {
        true => Arc::new(read(state, dataset).await?),
        false => state.kept_sets.get_or_read(dataset, memory_bytes(dataset)?, read(state, dataset)).await?,
    };
    let snapshot = Snapshot::of(dataset).filter(|_| !dataset.hidden);
    Ok(StoredDataset { people, content_hash: dataset.summary.content_hash.clone(), snapshot })
}

async fn read(state: &State, dataset: &Dataset) -> Result<StoredProfiles, Failure> {
    match read_dataset(&state.objects, dataset).await {
        // Its files go as soon as it is deleted.
        Err(error) if error.fault() == StorageFault::Damaged => {
            let Dataset { agency, role, id, .. } = dataset;
            if state.store.dataset(agency, *role, id).await?.is_none() {
                return Err(not_found("audience or panel"));
            }
            Err(error.into())
        }
        read => Ok(read?),
    }
}

/// Bytes that a stored data set takes in memory while it is analysed.
fn memory_bytes(dataset: &Dataset) -> Result<u64, Failure> {
    Ok(details(dataset)?.memory_bytes(dataset) + ANALYSIS_BYTES * dataset.summary.profiles)
}

/// Bytes that an analysis takes for each stored profile, beside those of the profile: the follower audit's columns and
/// order, and the hashes by which copies are found. Measured: see `benches/load/memory.py`.
const ANALYSIS_BYTES: u64 = 48;

/// Waits for the memory that analysing stored profiles takes, then for a thread. They are read after this, so that no
/// more of them are in memory than threads work on.
///
/// # Errors
/// `too_many_rows` where the service does not have the memory at all, `busy` where others hold it for too long.
pub(in crate::api) async fn start(
    state: &State,
    caller: &Caller,
    mut permit: Permit,
    datasets: [Option<&Dataset>; 2],
) -> Result<Place, Failure> {
    let mut bytes = 0;
    for dataset in datasets.into_iter().flatten() {
        bytes += memory_bytes(dataset)?;
    }
    let available = state.profile_memory.bytes();
    if bytes > available {
        let rows: u64 = datasets.iter().flatten().map(|dataset| dataset.summary.profiles).sum();
        let (needed, available) = (bytes >> 20, available >> 20);
        let message = message!["failure-analysis-memory", rows = rows, needed = needed, available = available];
        return Err(Failure::of(ErrorCode::TooManyRows, message));
    }
    if bytes > 0 {
        permit.draw(&state.profile_memory, caller, bytes).await?;
    }
    Ok(state.workers.start(permit).await)
}

/// What every analysis needs of the service.
#[derive(Debug, Clone)]
pub(in crate::api) struct AnalysisDeps {
    catalog: Arc<Catalog>,
    metrics: Arc<Metrics>,
    max_rows: usize,
}

impl AnalysisDeps {
    pub(in crate::api) fn of(state: &State) -> Self {
        Self { catalog: state.catalog.clone(), metrics: state.metrics.clone(), max_rows: state.settings.max_rows }
    }
}

/// An analysis request with everything that it is answered from.
pub(in crate::api) struct AnalysisInput {
    /// The request.
    pub(in crate::api) request: Parsed<AnalysisRequestBody>,
    /// Hashes the input; it has the bytes of the request.
    pub(in crate::api) hasher: blake3::Hasher,
    /// What the agency stores.
    pub(in crate::api) data: AgencyData,
    /// The stored audience that the request names.
    pub(in crate::api) audience: Option<StoredDataset>,
    /// The stored panel that it names.
    pub(in crate::api) panel: Option<StoredDataset>,
    /// The noise that figures of stored people have.
    pub(in crate::api) noise: QuestionNoise,
    /// The asks whose answers are labels of the audience.
    pub(in crate::api) asks: AskLabels,
    /// Whether values of rejected rows of stored people may be shown.
    pub(in crate::api) shows_received: bool,
    /// Today.
    pub(in crate::api) today: Date,
    /// The language of the answer; what is stored is in every language.
    pub(in crate::api) language: Language,
}

/// Runs an analysis.
pub(in crate::api) fn run(input: AnalysisInput, deps: &AnalysisDeps, watch: &Watch<'_>) -> Result<Analysis, Failure> {
    let metrics = &deps.metrics;
    // Stored profiles were counted when they were uploaded.
    let (is_inline, is_panel_inline) = (input.audience.is_none(), input.panel.is_none());
    let shows_received = input.shows_received;
    let (question, input_hash) = question(input, deps)?;
    let mut analysis = analyze_watched(request_of(&question, deps, input_hash), watch)?;
    if !shows_received && !is_inline {
        analysis.rejected.hide_received();
    }
    if !shows_received && !is_panel_inline {
        analysis.panel_rejected.hide_received();
    }
    let audience = &question.audience;
    if is_inline {
        let (accepted, rejected) = (audience.profiles.len() as u64, &audience.rejected);
        metrics.count_rows(accepted, rejected.rows, rejected.listed.iter().map(|rejection| rejection.code));
    }
    metrics.count_analysis(&analysis);
    Ok(analysis)
}

/// Draws whom to ask.
pub(in crate::api) fn run_ask(input: AnalysisInput, deps: &AnalysisDeps, options: AskOptions) -> Result<Ask, Failure> {
    // Those of earlier asks are left out; their answers change nothing of who else may be drawn.
    let before = input.asks.lists()?;
    let (question, input_hash) = question(AnalysisInput { asks: AskLabels::default(), ..input }, deps)?;
    Ok(ask(request_of(&question, deps, input_hash), AskOptions { before, ..options })?)
}

fn request_of<'a>(question: &'a AnalysisQuestion, deps: &'a AnalysisDeps, input_hash: String) -> AnalysisRequest<'a> {
    AnalysisRequest {
        audience: &question.audience,
        panel: question.panel.as_deref(),
        target: question.target.clone(),
        catalog: &deps.catalog,
        options: question.options.clone(),
        as_of: question.as_of,
        input_hash,
    }
}

/// The question of an input, with the answers of asks as labels, and the hash of all that it is answered from.
fn question(input: AnalysisInput, deps: &AnalysisDeps) -> Result<(AnalysisQuestion, String), Failure> {
    let AnalysisDeps { catalog, max_rows, .. } = deps;
    let AnalysisInput { request, mut hasher, data, audience, panel, noise, asks, shows_received, today, .. } = input;
    let mut people = |stored: Option<StoredDataset>| {
        stored.map(|StoredDataset { people, content_hash, .. }| {
            hasher.update(content_hash.as_bytes());
            if let Some(day) = people.panel_as_of {
                hasher.update(day.to_string().as_bytes());
            }
            if let Some(size) = people.panel_size {
                hasher.update(&size.to_le_bytes());
            }
            StoredPeople { profiles: people, shows_received }
        })
    };
    let (audience, panel) = (people(audience), people(panel));
    if noise.audience.is_some() || noise.panel.is_some() {
        // Another answer than the exact one.
        hasher.update(b"noise");
    }
    let mut question = request.check(data.context(catalog, today, *max_rows), audience, panel)?;
    asks.hash(&mut hasher);
    asks.apply(&mut question)?;
    let input_hash = input_hash(hasher, question.options.learning.as_ref());
    question.options = AnalysisOptions { noise: noise.audience, panel_noise: noise.panel, ..question.options.clone() };
    Ok((question, input_hash))
}

/// Runs an analysis and gives it as it is answered and, on request, in the form in which it is stored: the answer and the
/// analysis itself, from which the rest is written when it is asked for. The caller sets its time. What is stored has no
/// values of rejected rows and nothing of single rows, for whoever may read it need not have sent them, nor have the scope
/// `exact`.
pub(in crate::api) fn run_to_store(
    input: AnalysisInput,
    deps: &AnalysisDeps,
    retain: bool,
    watch: &Watch<'_>,
) -> Result<(String, Option<Box<StoredDocument>>), Failure> {
    let (language, today) = (input.language, input.today);
    let snapshot = input.audience.as_ref().and_then(|audience| audience.snapshot.clone());
    let analysis = run(input, deps, watch)?;
    let answer = json(&analysis, language);
    if !retain {
        return Ok((answer, None));
    }
    let names_rows = analysis.assignments.is_some() || analysis.acquisition.profile_patterns.is_some();
    let is_stored_as_sent = !names_rows && analysis.rejected.rows == 0 && analysis.panel_rejected.rows == 0;
    let analysis = without_rows(analysis);
    let title = Texts::new(|language| target_words(Messages::of(language), &analysis.target));
    let stored = if is_stored_as_sent { answer.clone() } else { json(&analysis, language) };
    let document = StoredDocument {
        head: DocumentHead { id: id(&analysis.provenance), created_at: now(), audience: None, title },
        json: Texts::one(language, stored),
        html: Texts::default(),
        markdown: Texts::default(),
        forecasts: forecasts_json(&forecasts(&analysis, snapshot, today)),
        analysis: Some(analysis.to_bytes()),
    };
    Ok((answer, Some(Box::new(document))))
}

/// The report of an analysis that is shown once and not stored, as a page.
pub(in crate::api) fn run_to_show(input: AnalysisInput, deps: &AnalysisDeps) -> Result<String, Failure> {
    let language = input.language;
    let analysis = run(input, deps, &|_| ControlFlow::Continue(()))?;
    Ok(report::html(&without_rows(analysis), language))
}

/// The analysis without values of rejected rows and anything of single rows.
fn without_rows(mut analysis: Analysis) -> Analysis {
    analysis.rejected.hide_received();
    analysis.panel_rejected.hide_received();
    analysis.assignments = None;
    analysis.acquisition.profile_patterns = None;
    analysis
}

/// What an analysis forecasts: the share of an account's followers at its next snapshot, and the people that its plan meets.
fn forecasts(analysis: &Analysis, snapshot: Option<Snapshot>, today: Date) -> Vec<Forecast> {
    let fit = &analysis.fit;
    let share = fit.share.clone().filter(|share| fit.status == Status::Estimated && FitSnapshot::is_forecast(share));
    let target = || target_words(Messages::of(Language::English), &analysis.target);
    let fit = snapshot.zip(share).map(|(Snapshot { account, audience, day }, share)| {
        Forecast::Fit(FitSnapshot { account, target: target(), audience, day, share })
    });
    let plan = analysis.plan.as_ref().and_then(|plan| PlanForecast::of(plan, today)).map(Forecast::Plan);
    fit.into_iter().chain(plan).collect()
}

/// The analysis as its answer in a language.
pub(in crate::api) fn json(analysis: &Analysis, language: Language) -> String {
    serde_json::to_string(&AnalysisBody::new(analysis, language)).expect("the analysis is plain data")
}

/// Hash of everything that an analysis depends on beside the catalogue: the request, stored profiles, and outcomes that
/// were stored before it.
fn input_hash(mut hasher: blake3::Hasher, learning: Option<&Learning>) -> String {
    if let Some(learning) = learning.filter(|learning| !learning.outcomes.is_empty()) {
        for outcome in &learning.outcomes {
            hasher.update(outcome_json(outcome).as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}
