//! Metrics.

use std::time::Duration;

use actix_web::{HttpResponse, web};

use crate::api::contract::ProblemBody;
use crate::api::recommendations;
use crate::api::server::State;
use crate::cache::CacheCounts;
use crate::telemetry::METRICS_CONTENT_TYPE;
use crate::{channel, plan};

/// Time that the database has to count jobs, and again bytes; after it the last count stands.
const JOB_COUNT_TIMEOUT: Duration = Duration::from_secs(1);

/// Get metrics
///
/// Counts and times of the service, in the text format of Prometheus. Where API keys are required, or with
/// `--metrics-listen`, they are served on an address of their own instead.
#[utoipa::path(
    get, path = "/metrics", tag = "operations", operation_id = "get_metrics",
    responses(
        (status = 200, description = "The metrics, in the text format of Prometheus", body = String, content_type = "text/plain"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Metrics are not served here")
    )
)]
pub(in crate::api) async fn get_metrics(state: web::Data<State>) -> HttpResponse {
    if let Ok(Ok(open)) = tokio::time::timeout(JOB_COUNT_TIMEOUT, state.store.open_jobs()).await {
        state.metrics.set_jobs("open", open);
    }
    if let Ok(Ok(stored)) = tokio::time::timeout(JOB_COUNT_TIMEOUT, state.store.stored_bytes()).await {
        state.metrics.set_stored_bytes(stored.iter().map(|(agency, bytes)| (agency.as_str(), *bytes)));
    }
    let text = state.metrics.text(state.workers.load(), &cache_counts(&state));
    HttpResponse::Ok().content_type(METRICS_CONTENT_TYPE).body(text)
}

/// How the results are used that are kept beside the catalogue, and the stored people that are kept in memory.
fn cache_counts(state: &State) -> Vec<(&'static str, CacheCounts)> {
    let (catalog, sets) = (state.catalog.as_ref(), state.kept_sets.counts());
    let more = [plan::cache_counts(catalog), recommendations::cache_counts(catalog), ("dataset", sets)];
    channel::cache_counts(catalog).into_iter().chain(more).collect()
}
