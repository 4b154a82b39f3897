//! Building and running the service.

use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::FutureExt;
use tokio::sync::oneshot;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::auth::{Gate, Limits};
use super::handlers;
use super::listen::{bind, bind_metrics};
use super::openapi::openapi;
use super::problem::problem;
use super::readiness::Readiness;
use super::runner::{Runner, run as run_jobs, tidy};
use super::workers::{Places, Workers};
use crate::config::ServeSettings;
use crate::error::{ErrorCode, Failure};
use crate::reference::Catalog;
use crate::store::{Objects, SqlStore, Store, StoreError};
use crate::telemetry::Metrics;

/// Uploads at once: each takes a thread and some megabytes.
const UPLOADS: usize = 8;

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data folder cannot be used.
    #[error("the data folder {path} cannot be used: {source}; give a folder that can be written with --data-dir")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What is kept cannot be reached.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("cannot listen on {listen}: {source}; give another address with --listen")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Others than this machine could reach a service that asks for no keys.
    #[error(
        "--auth off would let everyone who reaches {listen} in; listen on loopback with --listen 127.0.0.1:8080, or \
         leave out --auth off and create keys with `audience-fit keys create`"
    )]
    Unguarded {
        /// The address.
        listen: SocketAddr,
    },
    /// No threads for analyses.
    #[error("no threads for analyses: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// What every handler may use.
#[derive(Debug)]
pub(super) struct State {
    pub(super) catalog: Arc<Catalog>,
    pub(super) settings: ServeSettings,
    pub(super) workers: Workers,
    /// Tells who asks.
    pub(super) gate: Gate,
    /// How much of it they may.
    pub(super) limits: Limits,
    /// What is kept in rows.
    pub(super) store: Arc<dyn Store>,
    /// What is kept in files.
    pub(super) objects: Objects,
    /// Places for uploads at once.
    pub(super) uploads: Places,
    /// Where jobs are run.
    pub(super) runner: Runner,
    /// What is counted and timed.
    pub(super) metrics: Arc<Metrics>,
    /// Whether all is there that answers need.
    pub(super) readiness: Arc<Readiness>,
}

/// The service, bound to its address.
pub struct Application {
    server: Server,
    address: SocketAddr,
    /// The service of `/metrics` alone, and its address.
    metrics: Option<(Server, SocketAddr)>,
    state: web::Data<State>,
    /// Closed once connections are taken no more.
    closing: oneshot::Receiver<()>,
}

impl Application {
    /// Binds the service; it answers once [`Application::run`] is awaited.
    ///
    /// # Errors
    /// [`ServeError`] where the folder, the address or the threads are not to be had.
    pub async fn build(settings: ServeSettings, catalog: Catalog) -> Result<Self, ServeError> {
        let data_dir = |source| ServeError::DataDir { path: settings.data_dir.clone(), source };
        std::fs::create_dir_all(&settings.data_dir).map_err(data_dir)?;
        let store: Arc<dyn Store> = Arc::new(match &settings.database_url {
            Some(url) => SqlStore::connect(url.expose()).await?,
            None => SqlStore::embedded(&settings.data_dir).await?,
        });
        let objects = match &settings.object_store {
            Some(url) => Objects::at(url.expose(), &settings.data_dir)?,
            None => Objects::folder(&settings.data_dir.join("objects"))?,
        };
        let gate = Gate::new(settings.auth, settings.listen, &*store, handlers::now()).await?;
        let limits = Limits::new(settings.rate_per_minute, settings.rate_burst);
        let metrics = Arc::new(Metrics::new(catalog.version()));
        let workers = Workers::new(settings.threads, settings.queue, Arc::clone(&metrics))?;
        let catalog = Arc::new(catalog);
        let readiness = Arc::new(Readiness::of(&settings, &catalog, &store, &objects));
        let (uploads, runner) = (Places::new(UPLOADS), Runner::new());
        let state =
            State { catalog, settings, workers, gate, limits, store, objects, uploads, runner, metrics, readiness };
        let state = web::Data::new(state);
        let (closed, closing) = oneshot::channel();
        let (server, address) = bind(&state, closed)?;
        let metrics = state.settings.metrics_listen.map(|listen| bind_metrics(&state, listen)).transpose()?;
        Ok(Self { server, address, metrics, state, closing })
    }

    /// The address bound, with the port that was taken for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of `/metrics` alone, where it has one.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|(_, address)| *address)
    }

    /// Who is let in, for whoever starts the service to read.
    ///
    /// # Errors
    /// [`ServeError::Store`] where it cannot be asked whether there are keys.
    pub async fn admission(&self) -> Result<&'static str, ServeError> {
        let State { gate, store, .. } = &**self.state;
        Ok(match (gate.is_guarded(&**store, handlers::now()).await?, store.has_keys().await?) {
            (true, true) => "every request needs an API key",
            (true, false) => {
                "every request needs an API key, and there is none yet: create one with `audience-fit keys create`"
            }
            (false, _) => {
                "NO API KEY IS ASKED FOR: whoever reaches this address may do anything; create a key with \
                 `audience-fit keys create`, or start with --auth on, to change that"
            }
        })
    }

    /// Serves until told to stop by SIGINT or SIGTERM. Requests under way are finished within the time there is for
    /// that, then cut off.
    ///
    /// # Errors
    /// Where the server's own threads fail.
    pub async fn run(self) -> io::Result<()> {
        let Self { server, metrics, state, closing, .. } = self;
        actix_web::rt::spawn(run_jobs(state.clone()));
        actix_web::rt::spawn(tidy(state.clone()));
        let metrics = metrics.map(|(server, _)| server);
        let metrics_handle = metrics.as_ref().map(Server::handle);
        if let Some(metrics) = metrics {
            actix_web::rt::spawn(metrics);
        }
        // The sender is dropped, with the server's signal, when connections are taken no more.
        let closing = closing.map(drop).shared();
        let (outcome, ()) = tokio::join!(serve(server, &state, closing.clone()), park(&state, closing));
        if let Some(handle) = metrics_handle {
            handle.stop(false).await;
        }
        outcome
    }
}

/// Serves until all requests under way are finished, or the time for that is over.
async fn serve(server: Server, state: &State, closing: impl Future<Output = ()>) -> io::Result<()> {
    let patience = state.settings.shutdown;
    let deadline = async {
        closing.await;
        tokio::time::sleep(patience).await;
    };
    tokio::select! {
        outcome = server => {
            tracing::info!("stopped; all requests were finished");
            outcome
        }
        () = deadline => {
            let requests = state.metrics.requests_in_flight();
            tracing::warn!(requests, shutdown_seconds = patience.as_secs(), "stopped; requests were cut off");
            Ok(())
        }
    }
}

/// Puts the job under way back for another runner, once connections are taken no more.
async fn park(state: &State, closing: impl Future<Output = ()>) {
    closing.await;
    if tokio::time::timeout(state.settings.shutdown, state.runner.stop()).await.is_err() {
        tracing::warn!("stopped; a job was cut off, and is taken over when its lease ends");
    }
}

/// One resource: its method and handler; any other method is a problem document that names the right one.
macro_rules! resource {
    (get $path:literal, $handler:path) => {
        web::resource($path)
            .route(web::get().to($handler))
            .route(web::head().to($handler))
            .default_service(web::to(|request: HttpRequest| ready(method_not_allowed(&request, "GET, HEAD"))))
    };
    (get $path:literal, $list:path, post $create:path) => {
        web::resource($path)
            .route(web::get().to($list))
            .route(web::head().to($list))
            .route(web::post().to($create))
            .default_service(web::to(|request: HttpRequest| ready(method_not_allowed(&request, "GET, HEAD, POST"))))
    };
    (get $path:literal, $get:path, delete $delete:path) => {
        web::resource($path)
            .route(web::get().to($get))
            .route(web::head().to($get))
            .route(web::delete().to($delete))
            .default_service(web::to(|request: HttpRequest| ready(method_not_allowed(&request, "GET, HEAD, DELETE"))))
    };
    (get $path:literal, $get:path, put $put:path, delete $delete:path) => {
        web::resource($path)
            .route(web::get().to($get))
            .route(web::head().to($get))
            .route(web::put().to($put))
            .route(web::delete().to($delete))
            .default_service(web::to(|request: HttpRequest| {
                ready(method_not_allowed(&request, "GET, HEAD, PUT, DELETE"))
            }))
    };
    (post $path:literal, $handler:path) => {
        web::resource($path)
            .route(web::post().to($handler))
            .default_service(web::to(|request: HttpRequest| ready(method_not_allowed(&request, "POST"))))
    };
}

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(resource!(get "/v1/analyses", handlers::list_analyses, post handlers::create_analysis))
        .service(resource!(get "/v1/analyses/{id}", handlers::get_analysis, delete handlers::delete_analysis))
        .service(resource!(get "/v1/audiences", handlers::list_audiences, post handlers::create_audience))
        .service(resource!(get "/v1/audiences/{id}", handlers::get_audience, delete handlers::delete_audience))
        .service(resource!(get "/v1/audiences/{id}/rejections", handlers::list_audience_rejections))
        .service(resource!(get "/v1/audiences/{id}/fit", handlers::get_audience_fit))
        .service(resource!(get "/v1/panels", handlers::list_panels, post handlers::create_panel))
        .service(resource!(get "/v1/panels/{id}", handlers::get_panel, delete handlers::delete_panel))
        .service(resource!(get "/v1/panels/{id}/rejections", handlers::list_panel_rejections))
        .service(resource!(get "/v1/jobs", handlers::list_jobs))
        .service(resource!(get "/v1/jobs/{id}", handlers::get_job, delete handlers::cancel_job))
        .service(resource!(post "/v1/recommendations", handlers::create_recommendation))
        .service(resource!(get "/v1/outcomes", handlers::list_outcomes, post handlers::create_outcomes))
        .service(resource!(post "/v1/effects", handlers::create_effect))
        .service(resource!(get "/v1/targets", handlers::list_targets))
        .service(resource!(get "/v1/targets/{name}", handlers::get_target, put handlers::put_target, delete handlers::delete_target))
        .service(resource!(get "/v1/channels", handlers::list_channels))
        .service(resource!(get "/v1/sources", handlers::list_sources))
        .service(resource!(get "/v1/keys", handlers::list_keys))
        .service(resource!(get "/v1/audit", handlers::list_audit_entries))
        .service(resource!(get "/health/live", handlers::get_liveness))
        .service(resource!(get "/health/ready", handlers::get_readiness))
        .service(resource!(get "/openapi.json", handlers::get_openapi))
        .service(web::redirect("/", "/docs/"))
        .service(web::redirect("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json").try_it_out_enabled(true)));
}

pub(super) fn metrics_resource() -> actix_web::Resource {
    resource!(get "/metrics", handlers::get_metrics)
}

pub(super) fn not_found(request: &HttpRequest) -> HttpResponse {
    let paths: Vec<String> = openapi().paths.paths.keys().cloned().collect();
    let detail = format!("no such path; there are {}, and /docs for people", paths.join(", "));
    problem(request, Failure::new(ErrorCode::NotFound, detail))
}

pub(super) fn method_not_allowed(request: &HttpRequest, allowed: &str) -> HttpResponse {
    let detail = format!("{} is not allowed here; use {allowed}", request.method());
    let mut response = problem(request, Failure::new(ErrorCode::MethodNotAllowed, detail));
    if let Ok(value) = actix_web::http::header::HeaderValue::from_str(allowed) {
        response.headers_mut().insert(actix_web::http::header::ALLOW, value);
    }
    response
}
