//! Metrics.

use std::time::Duration;

use actix_web::{HttpResponse, web};

use crate::api::contract::ProblemBody;
use crate::api::recommendations;
use crate::api::server::State;
use crate::cache::CacheCounts;
use crate::reference::Catalog;
use crate::telemetry::METRICS_CONTENT_TYPE;
use crate::{channel, plan};

/// Time that the database has to count jobs; after it the last count stands.
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
    let text = state.metrics.text(state.workers.load(), &cache_counts(&state.catalog));
    HttpResponse::Ok().content_type(METRICS_CONTENT_TYPE).body(text)
}

/// How the results are used that are kept beside the catalogue.
fn cache_counts(catalog: &Catalog) -> Vec<(&'static str, CacheCounts)> {
    let more = [plan::cache_counts(catalog), recommendations::cache_counts(catalog)];
    channel::cache_counts(catalog).into_iter().chain(more).collect()
}
