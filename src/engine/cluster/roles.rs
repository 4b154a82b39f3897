//! The two roles of machines in a cluster.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::utils::default_session_builder;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::{FunctionRegistry, SessionState};
use datafusion::prelude::SessionConfig;
use tokio::runtime::{Builder, Runtime};

use super::{EngineError, MAX_MESSAGE, function};

/// Seconds between two signs of life of an executor, and without one until its tasks run elsewhere.
const HEARTBEAT: u64 = 2;
/// See [`HEARTBEAT`].
pub const EXECUTOR_TIMEOUT: u64 = 10;
/// Seconds that an executor waits for its scheduler.
const CONNECT_TIMEOUT: u16 = 60;
/// Plans are nested deeply, and so is what reads them.
const STACK: usize = 32 << 20;

/// Threads for what a role, or a client, does.
///
/// # Errors
/// Where the system gives none.
pub(super) fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build()
}

fn failed(what: &'static str) -> impl Fn(String) -> EngineError {
    move |error| EngineError::Cluster(format!("{what}: {error}"))
}

fn session(config: SessionConfig) -> datafusion::common::Result<SessionState> {
    let mut state = default_session_builder(config)?;
    state.register_udaf(Arc::new(function::contribution()))?;
    Ok(state)
}

/// Runs a scheduler until the process ends. `advertised` is the host that executors and clients know it by.
///
/// # Errors
/// [`EngineError::Cluster`] where it cannot listen.
pub fn run_scheduler(listen: SocketAddr, advertised: Option<String>) -> Result<(), EngineError> {
    let failed = failed("the scheduler ended");
    let max = u32::try_from(MAX_MESSAGE).expect("a message of less than 4 GiB");
    let config = SchedulerConfig {
        bind_host: listen.ip().to_string(),
        external_host: advertised.unwrap_or_else(|| listen.ip().to_string()),
        bind_port: listen.port(),
        executor_timeout_seconds: EXECUTOR_TIMEOUT,
        expire_dead_executor_interval_seconds: HEARTBEAT,
        grpc_server_max_decoding_message_size: max,
        grpc_server_max_encoding_message_size: max,
        override_session_builder: Some(Arc::new(session)),
        ..SchedulerConfig::default()
    };
    let run = async {
        let cluster = BallistaCluster::new_from_config(&config).await?;
        start_server(cluster, listen, Arc::new(config)).await
    };
    runtime().map_err(|error| failed(error.to_string()))?.block_on(run).map_err(|error| failed(error.to_string()))
}

/// An executor.
#[derive(Debug, Clone)]
pub struct Executor {
    /// The scheduler, as HOST:PORT.
    pub scheduler: String,
    /// Where others fetch results; the port after it takes tasks.
    pub listen: SocketAddr,
    /// The host that others know it by.
    pub advertised: Option<String>,
    /// Tasks at a time.
    pub cores: usize,
    /// Folder of results on their way.
    pub data_dir: Option<PathBuf>,
}

/// Runs an executor until the process ends.
///
/// # Errors
/// [`EngineError::Cluster`] where it cannot listen, or reaches no scheduler.
pub fn run_executor(executor: Executor) -> Result<(), EngineError> {
    let failed = failed("the executor ended");
    let Executor { scheduler, listen, advertised, cores, data_dir } = executor;
    let (host, port) = scheduler
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)))
        .ok_or_else(|| EngineError::Cluster(format!("received {scheduler:?}; accepted: a scheduler as HOST:PORT")))?;
    let tasks_port = listen.port().checked_add(1).ok_or_else(|| failed("its port has none after it".to_owned()))?;
    let mut functions = BallistaFunctionRegistry::default();
    functions.aggregate_functions.insert(function::NAME.to_owned(), Arc::new(function::contribution()));
    let max = u32::try_from(MAX_MESSAGE).expect("a message of less than 4 GiB");
    let config = ExecutorProcessConfig {
        bind_host: listen.ip().to_string(),
        external_host: Some(advertised.unwrap_or_else(|| listen.ip().to_string())),
        port: listen.port(),
        grpc_port: tasks_port,
        scheduler_host: host,
        scheduler_port: port,
        scheduler_connect_timeout_seconds: CONNECT_TIMEOUT,
        vcores: cores,
        work_dir: data_dir.map(|folder| folder.display().to_string()),
        grpc_max_decoding_message_size: max,
        grpc_max_encoding_message_size: max,
        executor_heartbeat_interval_seconds: HEARTBEAT,
        override_function_registry: Some(Arc::new(functions)),
        ..ExecutorProcessConfig::default()
    };
    let run = start_executor_process(Arc::new(config));
    runtime().map_err(|error| failed(error.to_string()))?.block_on(run).map_err(|error| failed(error.to_string()))
}
