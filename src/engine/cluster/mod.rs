//! The engine of many machines: Ballista, whose executors run the accumulators as an aggregate function of DataFusion.
//!
//! The function is known to scheduler, executors and client by its name. A question travels in the plan as a literal, and
//! contributions as bytes. The executors read the files themselves, so every machine has them under the same paths. An
//! executor that dies is missed after [`roles::EXECUTOR_TIMEOUT`], and its tasks run elsewhere.
//!
//! Ballista's ports know no password: whoever reaches them can read the files that executors can. They belong on a network
//! of their own, and listen on this machine alone by default.

mod function;
pub mod roles;

use std::path::{Path, PathBuf};

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use datafusion::arrow::array::{Array, AsArray};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext, ident};

use super::{Dataset, Engine, EngineError};
use crate::analysis::{Contribution, Question};

/// Most bytes of a message between machines: a contribution has up to two hundred thousand rows of samples.
const MAX_MESSAGE: usize = 512 << 20;
/// Rows that a task should have, so that a lost executor costs little, and the fewest and most tasks.
const ROWS_OF_TASK: u64 = 500_000;
const TASKS: (u64, u64) = (4, 512);

/// A cluster, by the address of its scheduler.
#[derive(Debug, Clone)]
pub struct Ballista {
    scheduler: String,
}

impl Ballista {
    /// The cluster at `ballista://HOST:PORT`.
    ///
    /// # Errors
    /// [`EngineError::Cluster`] where that is no such address.
    pub fn new(url: &str) -> Result<Self, EngineError> {
        let address = url.strip_prefix("ballista://").filter(|address| {
            let port = address.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
            port.is_some_and(|(host, _)| !host.is_empty() && !host.contains('/'))
        });
        match address {
            Some(address) => Ok(Self { scheduler: format!("df://{address}") }),
            None => Err(EngineError::Cluster(format!(
                "received {url:?}; accepted: the address of a scheduler, such as ballista://127.0.0.1:50050"
            ))),
        }
    }

    async fn ask(&self, dataset: &Dataset, question: &Question) -> Result<Vec<u8>, DataFusionError> {
        let tasks = (dataset.rows() / ROWS_OF_TASK).clamp(TASKS.0, TASKS.1);
        let config = SessionConfig::new_with_ballista()
            .with_target_partitions(usize::try_from(tasks).expect("there are few tasks"))
            .with_ballista_grpc_client_max_message_size(MAX_MESSAGE);
        let state = SessionStateBuilder::new().with_default_features().with_config(config).build();
        let context = SessionContext::remote_with_state(&self.scheduler, state).await?;
        context.register_udaf(function::contribution());
        let question_bytes = question.to_bytes().map_err(|error| DataFusionError::Execution(error.to_string()))?;
        let paths = dataset.paths().map(absolute).collect::<Result<Vec<String>, std::io::Error>>()?;
        let rows = context.read_parquet(paths, ParquetReadOptions::default()).await?;
        let columns = dataset.columns().into_iter().map(ident);
        let arguments = std::iter::once(function::argument(question_bytes)).chain(columns);
        let contribution = function::contribution().call(arguments.collect());
        let answer = rows.aggregate(Vec::new(), vec![contribution])?.collect().await?;
        let bytes = answer.iter().find(|batch| batch.num_rows() > 0).map(|batch| batch.column(0).as_binary::<i64>());
        let bytes = bytes.filter(|bytes| bytes.is_valid(0)).map(|bytes| bytes.value(0).to_vec());
        bytes.ok_or_else(|| DataFusionError::Execution("the cluster gave no answer".to_owned()))
    }
}

fn absolute(path: &Path) -> std::io::Result<String> {
    let path: PathBuf = path.canonicalize()?;
    Ok(path.display().to_string())
}

impl Engine for Ballista {
    fn accumulate(&self, dataset: &Dataset, question: &Question) -> Result<Contribution, EngineError> {
        let runtime = roles::runtime().map_err(|error| EngineError::Cluster(error.to_string()))?;
        let answer = runtime.block_on(self.ask(dataset, question));
        let bytes = answer.map_err(|error| {
            let scheduler = self.scheduler.trim_start_matches("df://");
            EngineError::Cluster(format!("the cluster at {scheduler} gave no answer: {error}"))
        })?;
        let mut contribution = Contribution::none(question)?;
        contribution.merge_bytes(&bytes)?;
        Ok(contribution)
    }
}
