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
    /// Give tasks to executors: one for each cluster.
    Scheduler(SchedulerArgs),
    /// Run tasks: one for each machine, which has the files of the audience under the same paths as all others.
    Executor(ExecutorArgs),
}

#[derive(Debug, Args)]
pub(super) struct SchedulerArgs {
    /// Address to listen on. There is no password: keep it on a network of the cluster's own.
    #[arg(long, default_value = "127.0.0.1:50050", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Host name that executors and clients know this machine by; that of the address by default.
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ExecutorArgs {
    /// Scheduler to work for.
    #[arg(long, default_value = "127.0.0.1:50050", value_name = "HOST:PORT")]
    scheduler: String,
    /// Address to listen on; the port after it is used too. There is no password: keep it on a network of the cluster's own.
    #[arg(long, default_value = "127.0.0.1:50051", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Host name that the others know this machine by; that of the address by default.
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// Tasks at a time; one for each core by default.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    cores: usize,
    /// Folder for results on their way, which hold profiles; a temporary one by default.
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
