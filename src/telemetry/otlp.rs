//! Traces by OTLP over HTTP: the span of each request, with its place in the trace that the caller named.

use std::io;
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry::trace::{
    SpanContext, SpanId, Status, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt};
use tracing_subscriber::registry::LookupSpan;

use super::{RequestMetrics, TraceContext};

/// Time that a batch of spans has to be taken.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends spans to the collector at `endpoint` until it is shut down.
pub(super) fn exporter(endpoint: &str) -> Result<SdkTracerProvider, String> {
    let client = Client::new().map_err(|error| error.to_string())?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(client)
        .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
        .with_timeout(EXPORT_TIMEOUT)
        .build()
        .map_err(|error| error.to_string())?;
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder().with_service_name("audience-fit").with_attribute(version).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

/// The part of the log that turns its spans into those that are sent.
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> OpenTelemetryLayer<S, opentelemetry_sdk::trace::SdkTracer>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_opentelemetry::layer().with_tracer(provider.tracer("audience-fit"))
}

/// Begins the span that is sent for a request; its ids, where spans are sent.
pub(super) fn open(span: &Span, name: &str, parent: Option<TraceContext>) -> Option<TraceContext> {
    span.record("otel.kind", "server");
    span.record("otel.name", name);
    if let Some(parent) = parent {
        let (trace_id, span_id, sampled) = parent.parts();
        let flags = if sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
        let remote =
            SpanContext::new(TraceId::from(trace_id), SpanId::from(span_id), flags, true, TraceState::default());
        // Without an exporter there is nothing to have a parent.
        span.set_parent(Context::new().with_remote_span_context(remote)).ok()?;
    }
    let context = span.context();
    let own = context.span().span_context().clone();
    let ids = (own.trace_id().to_bytes(), own.span_id().to_bytes());
    TraceContext::new(u128::from_be_bytes(ids.0), u64::from_be_bytes(ids.1), own.is_sampled())
}

/// Tells in the span that is sent how the request was answered, in the words of OpenTelemetry's conventions.
pub(super) fn close(span: &Span, request: &RequestMetrics<'_>) {
    span.set_attribute("http.request.method", request.method.to_owned());
    if let Some(route) = request.route {
        span.set_attribute("http.route", route.to_owned());
    }
    span.set_attribute("http.response.status_code", i64::from(request.status));
    if request.status >= 500 {
        span.set_status(Status::error(""));
    }
}

/// The client that stores of profiles are reached by too, on a runtime of its own: the thread that sends has none.
#[derive(Debug)]
struct Client {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
}

impl Client {
    fn new() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let client = reqwest::Client::builder().timeout(EXPORT_TIMEOUT).build().map_err(io::Error::other)?;
        Ok(Self { runtime, client })
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        self.runtime.block_on(async {
            let answer = self.client.execute(request).await?;
            let status = answer.status();
            let mut response = Response::new(answer.bytes().await?);
            *response.status_mut() = status;
            Ok(response)
        })
    }
}
