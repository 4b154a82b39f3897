//! `serve`.

use std::process::ExitCode;

use super::args::ServeArgs;
use crate::catalog::Catalog;
use crate::error::{ErrorCode, Failure};
use crate::http::{Application, ServeSettings};
use crate::min_cell::MinCell;

/// Runs the service until it is told to stop.
pub(super) fn serve(args: &ServeArgs, catalog: Catalog) -> Result<ExitCode, Failure> {
    let defaults = ServeSettings::new(args.listen, args.data_dir.clone());
    let settings = ServeSettings {
        max_body_bytes: (args.max_body_mib as usize) << 20,
        max_rows: args.max_rows as usize,
        threads: args.threads.map_or(defaults.threads, usize::from),
        queue: args.queue as usize,
        min_cell: MinCell(args.min_cell),
        ..defaults
    };
    let failure = |error: &dyn std::fmt::Display| Failure::new(ErrorCode::Io, error.to_string());
    actix_web::rt::System::new().block_on(async {
        let application = Application::build(settings, catalog).map_err(|e| failure(&e))?;
        let address = application.address();
        tracing::info!(%address, "listening");
        eprintln!("audience-fit listens on http://{address}; Swagger UI: http://{address}/docs/");
        application.run().await.map_err(|e| failure(&e))?;
        Ok(ExitCode::SUCCESS)
    })
}
