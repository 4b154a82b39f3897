//! `cluster`: the roles of the machines that an audience is analysed on.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::engine::cluster::roles::{Executor, run_executor, run_scheduler};
use crate::error::Failure;

/// A role.
#[derive(Debug, Subcommand)]
pub(super) enum ClusterCommand {
    Scheduler(SchedulerArgs),
    Executor(ExecutorArgs),
}

#[derive(Debug, Args)]
pub(super) struct SchedulerArgs {
    #[arg(long, default_value = "127.0.0.1:50050", value_name = "ADDRESS")]
    listen: SocketAddr,
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ExecutorArgs {
    #[arg(long, default_value = "127.0.0.1:50050", value_name = "HOST:PORT")]
    scheduler: String,
    #[arg(long, default_value = "127.0.0.1:50051", value_name = "ADDRESS")]
    listen: SocketAddr,
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    cores: usize,
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

/// Runs a role until the process ends.
pub(super) fn cluster(command: ClusterCommand) -> Result<ExitCode, Failure> {
    match command {
        ClusterCommand::Scheduler(args) => run_scheduler(args.listen, args.advertise)?,
        ClusterCommand::Executor(args) => {
            let ExecutorArgs { scheduler, listen, advertise, cores, data_dir } = args;
            run_executor(Executor { scheduler, listen, advertised: advertise, cores, data_dir })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
