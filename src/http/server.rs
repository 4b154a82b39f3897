//! Building and running the service.

use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::Compress;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use tracing_actix_web::TracingLogger;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::handlers;
use super::openapi::openapi;
use super::problem::problem;
use super::workers::Workers;
use crate::catalog::Catalog;
use crate::error::{ErrorCode, Failure};
use crate::min_cell::MinCell;
use crate::store::{Journal, StoreError};

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeSettings {
    /// Address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Folder for what the service keeps.
    pub data_dir: PathBuf,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
    /// Most rows in one body's profiles, or panel.
    pub max_rows: usize,
    /// Threads for analyses.
    pub threads: usize,
    /// Requests that may wait for them or be on them.
    pub queue: usize,
    /// The fewest people that a figure of an analysis may tell of; a request may ask for more, never for fewer.
    pub min_cell: MinCell,
    /// Time within which a body must have come whole.
    pub body_timeout: Duration,
}

impl ServeSettings {
    /// The defaults: 64 MiB, 200,000 rows, a thread a core, 64 places in the queue.
    pub fn new(listen: SocketAddr, data_dir: PathBuf) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            listen,
            data_dir,
            max_body_bytes: 64 << 20,
            max_rows: 200_000,
            threads,
            queue: 64,
            min_cell: MinCell::default(),
            body_timeout: Duration::from_secs(60),
        }
    }
}

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
    /// What was kept cannot be read.
    #[error("what the data folder keeps cannot be used: {0}")]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("cannot listen on {listen}: {source}; give another address with --listen")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
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
    /// The outcomes that are kept.
    pub(super) journal: Arc<Journal>,
}

/// The service, bound to its address.
pub struct Application {
    server: Server,
    address: SocketAddr,
}

impl Application {
    /// Binds the service; it answers once [`Application::run`] is awaited.
    ///
    /// # Errors
    /// [`ServeError`] where the folder, the address or the threads are not to be had.
    pub fn build(settings: ServeSettings, catalog: Catalog) -> Result<Self, ServeError> {
        let data_dir = |source| ServeError::DataDir { path: settings.data_dir.clone(), source };
        std::fs::create_dir_all(&settings.data_dir).map_err(data_dir)?;
        let journal = Arc::new(Journal::open(&settings.data_dir)?);
        let listen = settings.listen;
        let workers = Workers::new(settings.threads, settings.queue)?;
        let state = web::Data::new(State { catalog: Arc::new(catalog), settings, workers, journal });
        let server = HttpServer::new(move || {
            App::new()
                .wrap(Compress::default())
                .wrap(TracingLogger::default())
                .app_data(state.clone())
                .configure(routes)
                .default_service(web::to(not_found))
        })
        .shutdown_timeout(8)
        .bind(listen)
        .map_err(|source| ServeError::Listen { listen, source })?;
        let address = server.addrs().first().copied().unwrap_or(listen);
        Ok(Self { server: server.run(), address })
    }

    /// The address bound, with the port that was taken for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until told to stop by SIGINT or SIGTERM; requests under way are finished.
    ///
    /// # Errors
    /// Where the server's own threads fail.
    pub async fn run(self) -> io::Result<()> {
        self.server.await
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
    (post $path:literal, $handler:path) => {
        web::resource($path)
            .route(web::post().to($handler))
            .default_service(web::to(|request: HttpRequest| ready(method_not_allowed(&request, "POST"))))
    };
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .service(resource!(post "/v1/analyses", handlers::create_analysis))
        .service(resource!(post "/v1/recommendations", handlers::create_recommendation))
        .service(resource!(get "/v1/outcomes", handlers::list_outcomes, post handlers::create_outcomes))
        .service(resource!(post "/v1/momentum", handlers::create_momentum))
        .service(resource!(get "/v1/targets", handlers::list_targets))
        .service(resource!(get "/v1/channels", handlers::list_channels))
        .service(resource!(get "/v1/sources", handlers::list_sources))
        .service(resource!(get "/health/live", handlers::get_liveness))
        .service(resource!(get "/health/ready", handlers::get_readiness))
        .service(resource!(get "/openapi.json", handlers::get_openapi))
        .service(web::redirect("/", "/docs/"))
        .service(web::redirect("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json").try_it_out_enabled(true)));
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    let paths: Vec<String> = openapi().paths.paths.keys().cloned().collect();
    let detail = format!("no such path; there are {}, and /docs for people", paths.join(", "));
    problem(&request, Failure::new(ErrorCode::NotFound, detail))
}

fn method_not_allowed(request: &HttpRequest, allowed: &str) -> HttpResponse {
    let detail = format!("{} is not allowed here; use {allowed}", request.method());
    let mut response = problem(request, Failure::new(ErrorCode::MethodNotAllowed, detail));
    if let Ok(value) = actix_web::http::header::HeaderValue::from_str(allowed) {
        response.headers_mut().insert(actix_web::http::header::ALLOW, value);
    }
    response
}
