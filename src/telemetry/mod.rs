//! Telemetry of the service: log events, metrics, and the trace context of requests.

mod log;
mod metrics;
#[cfg(feature = "otlp")]
mod otlp;
mod process;
mod trace_context;

pub use log::{Log, LogError, close_trace, open_trace};
pub use metrics::{METRICS_CONTENT_TYPE, Metrics, RequestMetrics, WorkLoad};
pub use trace_context::TraceContext;
