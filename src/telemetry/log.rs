//! Log events, to stderr, and spans, to a collector where there is one.

use std::io::{self, IsTerminal};

use tracing::Span;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

use super::{RequestMetrics, TraceContext};
use crate::config::{LogFormat, Secret};
use crate::ingest::excerpt;

/// Why there can be no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter of log events is not one.
    #[error("received the log filter `{received}`: {reason}; accepted: info, audience_fit=debug")]
    Filter {
        /// What was received.
        received: String,
        /// Why it is none.
        reason: String,
    },
    /// Traces cannot be sent.
    #[error("traces cannot be sent: {0}")]
    Traces(String),
}

/// The log of this process. What is still to be sent is sent when this is dropped.
#[derive(Debug)]
#[must_use = "spans are sent as long as it is there"]
pub struct Log {
    #[cfg(feature = "otlp")]
    provider: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

impl Log {
    /// Sends the log events of this process that pass `filter` to stderr, and with an `endpoint` the spans of requests
    /// there, by OTLP over HTTP.
    ///
    /// # Errors
    /// [`LogError`] where `filter` is none, or traces cannot be sent.
    pub fn start(filter: &str, format: LogFormat, endpoint: Option<&Secret>) -> Result<Self, LogError> {
        let refused =
            |reason: &dyn ToString| LogError::Filter { received: excerpt(filter), reason: reason.to_string() };
        let filter = EnvFilter::try_new(filter).map_err(|error| refused(&error))?;
        let terminal = io::stderr().is_terminal();
        let json = match format {
            LogFormat::Auto => !terminal,
            LogFormat::Text => false,
            LogFormat::Json => true,
        };
        let lines = fmt::layer().with_writer(io::stderr);
        // The request's own span says all; a list of spans around it would say it twice.
        let lines = if json {
            lines.json().flatten_event(true).with_span_list(false).boxed()
        } else {
            lines.with_ansi(terminal).boxed()
        };
        let registry = registry().with(filter).with(lines);
        #[cfg(feature = "otlp")]
        {
            let provider = endpoint.map(|endpoint| super::otlp::exporter(endpoint.expose())).transpose();
            let provider = provider.map_err(LogError::Traces)?;
            registry.with(provider.as_ref().map(super::otlp::layer)).init();
            Ok(Self { provider })
        }
        #[cfg(not(feature = "otlp"))]
        {
            if endpoint.is_some() {
                return Err(LogError::Traces("this program was built without the feature otlp".to_owned()));
            }
            registry.init();
            Ok(Self {})
        }
    }
}

#[cfg(feature = "otlp")]
impl Drop for Log {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.provider.as_ref().map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "spans may be lost");
        }
    }
}

/// Begins the span of a request called `name` in the trace of `parent`; its ids, where spans are sent to a collector.
pub fn open_trace(span: &Span, name: &str, parent: Option<TraceContext>) -> Option<TraceContext> {
    #[cfg(feature = "otlp")]
    return super::otlp::open(span, name, parent);
    #[cfg(not(feature = "otlp"))]
    {
        let _ = (span, name, parent);
        None
    }
}

/// Tells a collector, where spans are sent to one, how the request of `span` was request.
pub fn close_trace(span: &Span, request: &RequestMetrics<'_>) {
    #[cfg(feature = "otlp")]
    super::otlp::close(span, request);
    #[cfg(not(feature = "otlp"))]
    let _ = (span, request);
}
