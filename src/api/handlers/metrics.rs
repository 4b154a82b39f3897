//! Metrics.

use std::time::Duration;

use actix_web::{HttpResponse, web};

use crate::api::server::State;
use crate::telemetry::METRICS_CONTENT_TYPE;
use crate::wire::ProblemBody;

/// Time that the database has to count jobs; without an answer the last count stands.
const PATIENCE: Duration = Duration::from_secs(1);

/// Tells counts and times of the service, in Prometheus's text format.
///
/// Not here where API keys are asked for, or with `--metrics-listen`: then on an address of its own.
#[utoipa::path(
    get, path = "/metrics", tag = "operations", operation_id = "get_metrics",
    responses(
        (status = 200, description = "The figures, in the text format of Prometheus", body = String, content_type = "text/plain"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "They are not told here")
    )
)]
pub(in crate::api) async fn get_metrics(state: web::Data<State>) -> HttpResponse {
    if let Ok(Ok(open)) = tokio::time::timeout(PATIENCE, state.store.open_jobs()).await {
        state.metrics.set_jobs("open", open);
    }
    HttpResponse::Ok().content_type(METRICS_CONTENT_TYPE).body(state.metrics.text(state.workers.load()))
}
