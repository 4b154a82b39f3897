//! `schemas`.

use std::fs;
use std::process::ExitCode;

use super::args::SchemasArgs;
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::reference::schemas;

/// Writes the schema of each kind of file of the reference data.
pub(super) fn write_schemas(args: &SchemasArgs) -> Result<ExitCode, Failure> {
    let failed = |path: &std::path::Path, error: std::io::Error| {
        Failure::of(ErrorCode::Io, message!["command-file", place = path.display(), error = error])
    };
    fs::create_dir_all(&args.folder).map_err(|error| failed(&args.folder, error))?;
    for (name, schema) in schemas() {
        let path = args.folder.join(name);
        fs::write(&path, schema).map_err(|error| failed(&path, error))?;
    }
    Ok(ExitCode::SUCCESS)
}
