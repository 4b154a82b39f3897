//! The service on its addresses, within the limits of connections.

use std::future::ready;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, ResponseError, web};
use tokio::sync::oneshot;
use tracing_actix_web::TracingLogger;

use super::auth::authorize;
use super::endpoint::{metrics_resource, not_found, routes};
use super::headers::protect;
use super::language::declare_language;
use super::observe::{RequestSpan, observe};
use super::problem::complete_problems;
use super::server::{ServeError, State};
use super::shutdown::shutdown_requested;

/// Time that a connection has to close.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Binds the service to its address.
pub(super) fn bind(state: &web::Data<State>, closed: oneshot::Sender<()>) -> Result<(Server, SocketAddr), ServeError> {
    let settings = &state.settings;
    let (listen, drain) = (settings.listen, settings.drain);
    // Metrics cover all agencies together: where keys are required, they are refused here.
    let has_metrics = settings.metrics_listen.is_none();
    // Each of the threads that serve connections takes its share of them.
    let servers = std::thread::available_parallelism().map_or(1, usize::from);
    let readiness = Arc::clone(&state.readiness);
    let stopped = async move {
        shutdown_requested(&readiness, drain).await;
        drop(closed);
    };
    let shared = state.clone();
    let server = HttpServer::new(move || {
        App::new()
            .wrap(from_fn(authorize))
            .wrap(from_fn(complete_problems))
            .wrap(from_fn(declare_language))
            .wrap(Compress::default())
            .wrap(from_fn(protect))
            .wrap(from_fn(observe))
            .wrap(TracingLogger::<RequestSpan>::new())
            .app_data(shared.clone())
            .configure(routes)
            .configure(|config| {
                if has_metrics {
                    config.service(metrics_resource());
                }
            })
            .default_service(web::to(|| ready(not_found().error_response())))
    })
    .workers(servers)
    .max_connections(settings.max_connections.div_ceil(servers))
    // Without it, the last packet of a compressed or streamed response waits for a delayed acknowledgement.
    .tcp_nodelay(true)
    .keep_alive(settings.keep_alive)
    .client_request_timeout(settings.header_timeout)
    .client_disconnect_timeout(DISCONNECT_TIMEOUT)
    .shutdown_signal(stopped)
    // Longer than the deadline of `serve`, which logs how many requests it cuts off.
    .shutdown_timeout(settings.shutdown.as_secs() + 1)
    .bind(listen)
    .map_err(|source| ServeError::Listen { listen, source })?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    Ok((server.run(), address))
}

/// Binds `/metrics` alone, for the service's operators.
pub(super) fn bind_metrics(state: &web::Data<State>, listen: SocketAddr) -> Result<(Server, SocketAddr), ServeError> {
    let shared = state.clone();
    let server = HttpServer::new(move || {
        App::new()
            .wrap(from_fn(complete_problems))
            .app_data(shared.clone())
            .service(metrics_resource())
            .default_service(web::to(|| ready(not_found().error_response())))
    })
    .workers(1)
    .tcp_nodelay(true)
    .client_request_timeout(state.settings.header_timeout)
    .disable_signals()
    .bind(listen)
    .map_err(|source| ServeError::Listen { listen, source })?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    Ok((server.run(), address))
}
