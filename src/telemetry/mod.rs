//! What the service tells of itself: log events, metrics, and the place of a request in a trace.

mod log;
mod metrics;
mod process;
mod trace_context;

pub use log::{LogError, start_log};
pub use metrics::{Answered, METRICS_CONTENT_TYPE, Metrics, WorkLoad};
pub use trace_context::TraceContext;
