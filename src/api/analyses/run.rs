//! From the body of an analysis request to an analysis.

use std::sync::Arc;

use time::Date;

use crate::analysis::{Analysis, AnalysisRequest, Watch, analyze_watched};
use crate::api::server::State;
use crate::api::targets::own_targets;
use crate::channel::{CampaignOutcome, Learning};
use crate::disclosure::MinCell;
use crate::error::{Failure, Fault};
use crate::ingest::Role;
use crate::reference::Catalog;
use crate::report::{self, Language};
use crate::store::{AgencyId, Dataset, StoredAnalysis, StoredAnalysisHead, StoredProfiles, outcome_json, read_dataset};
use crate::target::TargetSpec;
use crate::telemetry::Metrics;
use crate::wire::{AnalysisBody, AnalysisQuestion, AnalysisRequestBody, Context, Parsed};

/// What the agency stores that any analysis may depend on.
#[derive(Debug)]
pub(in crate::api) struct AgencyData {
    /// Results of campaigns, the oldest first.
    outcomes: Vec<CampaignOutcome>,
    /// Targets by name.
    targets: Vec<(String, TargetSpec)>,
    min_cell: MinCell,
}

impl AgencyData {
    /// What a request is read against.
    pub(in crate::api) fn context<'a>(&'a self, catalog: &'a Catalog, today: Date, max_rows: usize) -> Context<'a> {
        let Self { outcomes, targets, min_cell } = self;
        Context { catalog, today, max_rows, min_cell: *min_cell, outcomes, targets }
    }
}

/// Loads the outcomes and targets that the agency stores.
pub(in crate::api) async fn load_agency_data(state: &State, agency: &AgencyId) -> Result<AgencyData, Failure> {
    let outcomes = state.store.outcomes(agency, 0, u32::MAX).await?;
    let outcomes = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    let min_cell = MinCell(state.settings.min_cell);
    Ok(AgencyData { outcomes, targets: own_targets(state, agency).await?, min_cell })
}

/// The profiles of a stored audience or panel, with the hash of the upload.
pub(in crate::api) struct StoredDataset {
    pub(in crate::api) people: StoredProfiles,
    content_hash: String,
}

/// Loads a stored audience or panel.
pub(in crate::api) async fn load_dataset(state: &State, dataset: &Dataset) -> Result<StoredDataset, Failure> {
    let people = read_dataset(&state.objects, dataset).await?;
    Ok(StoredDataset { people, content_hash: dataset.summary.content_hash.clone() })
}

/// Loads the stored audience and panel that a request names.
pub(in crate::api) async fn load_datasets(
    state: &State,
    agency: &AgencyId,
    request: &AnalysisRequestBody,
) -> Result<(Option<StoredDataset>, Option<StoredDataset>), Failure> {
    let one = async |id: &Option<String>, role, field: &str| {
        let Some(id) = id else { return Ok(None) };
        let dataset = state.store.dataset(agency, role, id).await?;
        let dataset = dataset.ok_or_else(|| {
            let detail = "there is none with this id, or it was deleted".to_owned();
            Failure::invalid(vec![Fault { pointer: field.to_owned(), code: "not_found".to_owned(), detail }])
        })?;
        load_dataset(state, &dataset).await.map(Some)
    };
    let audience = one(&request.audience_id, Role::Audience, "/audience_id").await?;
    Ok((audience, one(&request.panel_id, Role::Panel, "/panel_id").await?))
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
    /// Today.
    pub(in crate::api) today: Date,
}

/// Runs an analysis.
pub(in crate::api) fn run(input: AnalysisInput, deps: &AnalysisDeps, watch: &Watch<'_>) -> Result<Analysis, Failure> {
    let AnalysisDeps { catalog, metrics, max_rows } = deps;
    let AnalysisInput { request, mut hasher, data, audience, panel, today } = input;
    let mut people = |stored: Option<StoredDataset>| {
        stored.map(|StoredDataset { people, content_hash }| {
            hasher.update(content_hash.as_bytes());
            if let Some(day) = people.panel_as_of {
                hasher.update(day.to_string().as_bytes());
            }
            people
        })
    };
    // Stored profiles were counted when they were uploaded.
    let is_inline = audience.is_none();
    let (audience, panel) = (people(audience), people(panel));
    let question = request.check(data.context(catalog, today, *max_rows), audience, panel)?;
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

/// Runs an analysis and gives it in the form in which it is stored, on request with its reports. The caller sets its
/// time.
pub(in crate::api) fn run_to_store(
    input: AnalysisInput,
    deps: &AnalysisDeps,
    with_reports: bool,
    watch: &Watch<'_>,
) -> Result<StoredAnalysis, Failure> {
    let analysis = run(input, deps, watch)?;
    let body = AnalysisBody::from(&analysis);
    Ok(StoredAnalysis {
        head: StoredAnalysisHead { id: body.id.clone(), created_at: 0, audience: None },
        json: serde_json::to_string(&body).expect("the analysis is plain data"),
        html: if with_reports { report::html(&analysis, Language::English) } else { String::new() },
        markdown: if with_reports { report::markdown(&analysis, Language::English) } else { String::new() },
    })
}

/// A hasher of an input, which has the bytes of the request.
pub(in crate::api) fn hasher_of(body: &[u8]) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(body);
    hasher
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
