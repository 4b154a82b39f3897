//! Building and running the service.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::web;
use futures_util::FutureExt;
use tokio::sync::oneshot;

use super::auth::{Authenticator, RateLimiter};
use super::jobs::{Runner, purge_expired, run_jobs};
use super::kept_sets::{KeptSets, watch_kept_sets};
use super::listen::{bind, bind_metrics};
use super::now;
use super::oidc::Provider;
use super::readiness::Readiness;
use super::shares::Shares;
use super::workers::Workers;
use crate::config::{Auth, ServeSettings};
use crate::message::{Message, message};
use crate::reference::Catalog;
use crate::store::{Objects, Reserve, SqlStore, StorageFault, Store, StoreError, create_private_dir};
use crate::telemetry::Metrics;

/// Parts of the memory for requests that are kept for bodies, for stored profiles that are worked on, and for those that
/// were; the rest is left for uploads.
const BODIES: u64 = 4;
const PROFILES: u64 = 2;
const KEPT_SETS: u64 = 16;

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data folder cannot be used.
    #[error("cannot use the data folder {path}: {source}; give a writable folder with --data-dir")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The store cannot be reached.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The address cannot be bound.
    #[error("cannot listen on {listen}: {source}; give another address with --listen")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Other machines could reach a service that requires no keys.
    #[error(
        "--auth off would let in everyone who can reach {listen}; listen on loopback with --listen 127.0.0.1:8080, or \
         leave out --auth off and create keys with `audience-fit keys create`"
    )]
    Unguarded {
        /// The address.
        listen: SocketAddr,
    },
    /// The secret of this service at the provider cannot be had.
    #[error(
        "cannot use the file {path} of oidc_client_secret_file: {reason}; write the secret that the provider gave into it"
    )]
    ClientSecret {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
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
    pub(super) authenticator: Authenticator,
    /// Where people sign in with an account of their own, if anywhere.
    pub(super) provider: Option<Provider>,
    pub(super) rate_limiter: RateLimiter,
    /// The database.
    pub(super) store: Arc<dyn Store>,
    /// The files.
    pub(super) objects: Objects,
    /// Room on the disk for deleting and for the audit log.
    pub(super) reserve: Reserve,
    /// Bounds the uploads in progress.
    pub(super) uploads: Shares,
    /// Bounds the memory for bodies on their way and what is made of them.
    pub(super) body_memory: Shares,
    /// Bounds the memory for stored profiles that are worked on.
    pub(super) profile_memory: Shares,
    /// Stored profiles that were worked on lately.
    pub(super) kept_sets: KeptSets,
    /// Runs jobs.
    pub(super) runner: Runner,
    pub(super) metrics: Arc<Metrics>,
    /// Whether the service can answer.
    pub(super) readiness: Arc<Readiness>,
}

impl State {
    /// Writes what must be written on a full disk too: an entry of the audit log, or that something is deleted.
    ///
    /// # Errors
    /// [`StoreError`] where it fails, although the reserve was given up.
    pub(super) async fn write_with_reserve<T>(
        &self,
        write: impl AsyncFn() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match write().await {
            Err(error) if error.fault() == StorageFault::Full && self.reserve.release() => write().await,
            done => done,
        }
    }

    /// Whether there is room to store more: not while the reserve is given up.
    pub(super) async fn has_room(state: &web::Data<Self>) -> bool {
        let state = state.clone();
        web::block(move || state.reserve.restore()).await.unwrap_or(false)
    }
}

/// The service, bound to its address.
pub struct Application {
    server: Server,
    address: SocketAddr,
    /// The service of `/metrics` alone, and its address.
    metrics: Option<(Server, SocketAddr)>,
    state: web::Data<State>,
    /// Closed once no more connections are accepted.
    closing: oneshot::Receiver<()>,
}

impl Application {
    /// Binds the service; it answers once [`Application::run`] is awaited.
    ///
    /// # Errors
    /// [`ServeError`] where the folder, the store, the address or the threads are not available.
    pub async fn build(settings: ServeSettings, catalog: Catalog) -> Result<Self, ServeError> {
        let data_dir = |source| ServeError::DataDir { path: settings.data_dir.clone(), source };
        create_private_dir(&settings.data_dir).map_err(data_dir)?;
        let store: Arc<dyn Store> = Arc::new(match &settings.database_url {
            Some(url) => SqlStore::connect(url.expose()).await?,
            None => SqlStore::embedded(&settings.data_dir).await?,
        });
        let objects = match &settings.object_store {
            Some(url) => Objects::at(url.expose(), &settings.data_dir)?,
            None => Objects::folder(&settings.data_dir.join("objects"))?,
        };
        let reserve = Reserve::at(&settings.data_dir);
        let provider = settings.oidc.clone().map(Provider::new).transpose()?;
        // Where people can sign in, nobody needs to be let in without.
        let auth = if provider.is_some() { Auth::On } else { settings.auth };
        let authenticator = Authenticator::new(auth, settings.listen, &*store, now()).await?;
        let rate_limiter = RateLimiter::new(settings.rate_per_minute, settings.rate_burst);
        let metrics = Arc::new(Metrics::new(catalog.version()));
        let workers = Workers::new(settings.threads, settings.queue, Arc::clone(&metrics))?;
        let catalog = Arc::new(catalog);
        let readiness = Arc::new(Readiness::of(&settings, &catalog, &store, &objects));
        let (uploads, memory) = (settings.uploads, settings.memory_bytes);
        let state = web::Data::new(State {
            catalog,
            settings,
            workers,
            authenticator,
            provider,
            rate_limiter,
            store,
            objects,
            reserve,
            uploads: Shares::new(uploads),
            body_memory: Shares::of_bytes(memory / BODIES),
            profile_memory: Shares::of_bytes(memory / PROFILES),
            kept_sets: KeptSets::of_bytes(memory / KEPT_SETS),
            runner: Runner::new(),
            metrics,
            readiness,
        });
        let (closed, closing) = oneshot::channel();
        let (server, address) = bind(&state, closed)?;
        let metrics = state.settings.metrics_listen.map(|listen| bind_metrics(&state, listen)).transpose()?;
        Ok(Self { server, address, metrics, state, closing })
    }

    /// The bound address, with the port that was chosen for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of `/metrics` alone, where it has one.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|(_, address)| *address)
    }

    /// Whether requests need a key, in a sentence for the person who starts the service.
    ///
    /// # Errors
    /// [`ServeError::Store`] where the store cannot be reached.
    pub async fn key_requirement(&self) -> Result<Message, ServeError> {
        let State { authenticator, store, provider, .. } = &**self.state;
        if provider.is_some() {
            return Ok(message!["command-keys-provider"]);
        }
        Ok(match (authenticator.requires_key(&**store, now()).await?, store.has_keys().await?) {
            (true, true) => message!["command-keys-required"],
            (true, false) => message!["command-keys-none-yet"],
            (false, _) => message!["command-keys-not-required"],
        })
    }

    /// Serves until SIGINT or SIGTERM. Requests in progress have a time to finish, then are cut off.
    ///
    /// # Errors
    /// Where the server's own threads fail.
    pub async fn run(self) -> io::Result<()> {
        let Self { server, metrics, state, closing, .. } = self;
        actix_web::rt::spawn(run_jobs(state.clone()));
        actix_web::rt::spawn(purge_expired(state.clone()));
        actix_web::rt::spawn(watch_kept_sets(state.clone()));
        let metrics = metrics.map(|(server, _)| server);
        let metrics_handle = metrics.as_ref().map(Server::handle);
        if let Some(metrics) = metrics {
            actix_web::rt::spawn(metrics);
        }
        // The sender is dropped, with the server's signal, when no more connections are accepted.
        let closing = closing.map(drop).shared();
        let (outcome, ()) = tokio::join!(serve(server, &state, closing.clone()), release_job(&state, closing));
        if let Some(handle) = metrics_handle {
            handle.stop(false).await;
        }
        outcome
    }
}

/// Serves until all requests in progress are finished, or the time for that is over.
async fn serve(server: Server, state: &State, closing: impl Future<Output = ()>) -> io::Result<()> {
    let timeout = state.settings.shutdown;
    let deadline = async {
        closing.await;
        tokio::time::sleep(timeout).await;
    };
    tokio::select! {
        outcome = server => {
            tracing::info!("stopped; all requests were finished");
            outcome
        }
        () = deadline => {
            let requests = state.metrics.requests_in_flight();
            tracing::warn!(requests, shutdown_seconds = timeout.as_secs(), "stopped; requests were cut off");
            Ok(())
        }
    }
}

/// Releases the job in progress for another runner, once no more connections are accepted.
async fn release_job(state: &State, closing: impl Future<Output = ()>) {
    closing.await;
    if tokio::time::timeout(state.settings.shutdown, state.runner.stop()).await.is_err() {
        tracing::warn!("stopped; a job was cut off, and will be taken over when its lease ends");
    }
}
