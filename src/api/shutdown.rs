//! Shutdown by signals.

use std::time::Duration;

use super::readiness::Readiness;

/// Waits for SIGTERM or SIGINT; from then on the service is not ready. After SIGTERM, which a supervisor sends, it still
/// answers for the time of `drain`, so that load balancers see that and turn to others; a second signal ends that.
pub(super) async fn shutdown_requested(readiness: &Readiness, drain: Duration) {
    let drain = tokio::select! {
        () = terminated() => drain,
        () = interrupted() => Duration::ZERO,
    };
    readiness.stop();
    tracing::info!(drain_seconds = drain.as_secs(), "shutdown requested; no longer ready");
    tokio::select! {
        () = tokio::time::sleep(drain) => {}
        () = terminated() => {}
        () = interrupted() => {}
    }
}

async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "cannot listen for SIGINT");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(error) => {
            tracing::error!(%error, "cannot listen for SIGTERM");
            std::future::pending().await
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
