//! `serve`.

use std::process::ExitCode;

use super::args::{AuthArg, ServeArgs};
use crate::catalog::Catalog;
use crate::error::{ErrorCode, Failure};
use crate::http::{Application, Auth, ServeSettings};

/// Runs the service until it is told to stop.
pub(super) fn serve(args: &ServeArgs, catalog: Catalog) -> Result<ExitCode, Failure> {
    let defaults = ServeSettings::new(args.listen, args.data_dir.clone());
    let settings = ServeSettings {
        max_body_bytes: (args.max_body_mib as usize) << 20,
        max_rows: args.max_rows as usize,
        threads: args.threads.map_or(defaults.threads, usize::from),
        queue: args.queue as usize,
        database_url: args.database_url.clone(),
        auth: match args.auth {
            AuthArg::Auto => Auth::Auto,
            AuthArg::On => Auth::On,
            AuthArg::Off => Auth::Off,
        },
        rate_per_minute: args.rate_per_minute,
        rate_burst: args.rate_burst,
        ..defaults
    };
    let failure = |error: &dyn std::fmt::Display| Failure::new(ErrorCode::Io, error.to_string());
    actix_web::rt::System::new().block_on(async {
        let application = Application::build(settings, catalog).await.map_err(|e| failure(&e))?;
        let address = application.address();
        let admission = application.admission().await.map_err(|e| failure(&e))?;
        tracing::info!(%address, admission, "listening");
        eprintln!("audience-fit listens on http://{address}; Swagger UI: http://{address}/docs/\n{admission}");
        application.run().await.map_err(|e| failure(&e))?;
        Ok(ExitCode::SUCCESS)
    })
}
