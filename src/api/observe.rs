//! Observes every request: ids in its response, its span in a trace, a line in the log, metrics.
//!
//! No path, query, body or header value is logged: routes by their template, the rest by numbers.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, web};
use futures_util::TryStreamExt;
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::extract::Caller;
use super::server::State;
use crate::error::Failure;
use crate::telemetry::{Metrics, RequestMetrics, TraceContext, close_trace, open_trace};

/// The status of a request whose client closed the connection before the response; nginx logs the same.
const CLIENT_CLOSED_REQUEST: u16 = 499;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// Opens the span of a request, so that each of its log events has its ids.
pub(super) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        let id = id.expect("the middleware that opens the span has given the request an id");
        // At level error, so that a filter that passes only warnings keeps their ids.
        let span = tracing::error_span!(
            "request",
            request_id = %id,
            trace_id = tracing::field::Empty,
            otel.name = tracing::field::Empty,
            otel.kind = tracing::field::Empty
        );
        let parent = parent(request.headers());
        let name = format!("{} {}", request.method(), request.match_pattern().as_deref().unwrap_or("unmatched"));
        let context = open_trace(&span, &name, parent).unwrap_or_else(|| own_context(parent, id));
        span.record("trace_id", context.trace_id());
        request.extensions_mut().insert(context);
        span
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

/// The trace context that the caller sends; none where it sends no valid one.
fn parent(headers: &HeaderMap) -> Option<TraceContext> {
    let mut given = headers.get_all(TRACE_PARENT);
    let only = given.next().filter(|_| given.next().is_none())?;
    TraceContext::parse(only.to_str().ok()?)
}

/// The caller's trace in a span of our own; a new trace where it sends none.
fn own_context(parent: Option<TraceContext>, id: RequestId) -> TraceContext {
    // A version 4 UUID is 122 random bits and never zero, nor is its latter half.
    let (trace_id, span_id) = (id.as_u128(), id.as_u64_pair().1);
    let own = || TraceContext::new(trace_id, span_id, false);
    parent.map_or_else(own, |parent| parent.child(span_id)).expect("neither id is zero")
}

/// Counts, times and logs a request, and puts its ids into the response.
pub(super) async fn observe(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<ObservedBody>, Error> {
    let state = request.app_data::<web::Data<State>>().expect("the application has a state");
    let mut record = Record::start(Arc::clone(&state.metrics), &request);
    let (id, context) = (extension::<RequestId>(&request), extension::<TraceContext>(&request));
    let read = Rc::clone(&record.request_bytes);
    let body = request.take_payload().inspect_ok(move |chunk| read.set(read.get() + chunk.len() as u64));
    request.set_payload(Payload::Stream { payload: Box::pin(body) });
    match next.call(request).await {
        Ok(mut response) => {
            record.set_response(&response);
            for (name, value) in
                [(REQUEST_ID, id.map(|id| id.to_string())), (TRACE_PARENT, context.map(|c| c.to_string()))]
            {
                if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                    response.headers_mut().insert(name, value);
                }
            }
            Ok(response.map_body(|_, body| ObservedBody { body: body.boxed(), record }))
        }
        Err(error) => {
            record.status = error.as_response_error().status_code().as_u16();
            Err(error)
        }
    }
}

fn extension<T: Copy + 'static>(request: &ServiceRequest) -> Option<T> {
    request.extensions().get::<T>().copied()
}

/// What is known of a request so far. It is logged when this is dropped: after the last byte, or when the client
/// disconnects.
struct Record {
    metrics: Arc<Metrics>,
    span: Span,
    method: String,
    route: Option<String>,
    status: u16,
    started: Instant,
    request_bytes: Rc<Cell<u64>>,
    response_bytes: u64,
    code: Option<&'static str>,
    key: Option<String>,
}

impl Record {
    fn start(metrics: Arc<Metrics>, request: &ServiceRequest) -> Self {
        metrics.count_request();
        Self {
            metrics,
            span: Span::current(),
            method: request.method().to_string(),
            route: request.match_pattern(),
            status: CLIENT_CLOSED_REQUEST,
            started: Instant::now(),
            request_bytes: Rc::default(),
            response_bytes: 0,
            code: None,
            key: None,
        }
    }

    fn set_response<B>(&mut self, response: &ServiceResponse<B>) {
        self.status = response.status().as_u16();
        self.route = response.request().match_pattern();
        self.code = response.response().extensions().get::<Failure>().map(|failure| failure.code.as_str());
        self.key = response.request().extensions().get::<Caller>().and_then(|caller| caller.key.clone());
    }

    /// Whether it is a poll by machines: health and metrics.
    fn is_routine(&self) -> bool {
        self.route.as_deref().is_some_and(|route| route.starts_with("/health/") || route == "/metrics")
    }

    fn log(&self, metrics: &RequestMetrics<'_>) {
        let route = self.route.as_deref().unwrap_or("unmatched");
        let duration_ms = metrics.elapsed.as_secs_f64() * 1e3;
        let RequestMetrics { status, request_bytes, response_bytes, .. } = *metrics;
        macro_rules! write_event {
            ($level:ident) => {
                tracing::$level!(
                    method = self.method,
                    route,
                    status,
                    duration_ms,
                    request_bytes,
                    response_bytes,
                    code = self.code,
                    key_id = self.key,
                    "request finished"
                )
            };
        }
        if self.is_routine() { write_event!(debug) } else { write_event!(info) }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let metrics = RequestMetrics {
            method: &self.method,
            route: self.route.as_deref(),
            status: self.status,
            elapsed: self.started.elapsed(),
            request_bytes: self.request_bytes.get(),
            response_bytes: self.response_bytes,
        };
        self.metrics.count_response(&metrics);
        self.span.in_scope(|| self.log(&metrics));
        close_trace(&self.span, &metrics);
    }
}

/// The body of a response, counted as it is written.
pub(super) struct ObservedBody {
    body: BoxBody,
    record: Record,
}

impl MessageBody for ObservedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            self.record.response_bytes += bytes.len() as u64;
        }
        polled
    }
}
