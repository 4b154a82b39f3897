//! `inspect`: what a file would be taken for.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::analyze::{json, target, width};
use super::arg_values::InputFormat;
use super::args::{InspectArgs, InspectFormat};
use super::input::{read_failure, read_with};
use super::print;
use crate::analysis::Inspection;
use crate::api::contract::InspectionBody;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{FileInspection, ReadOptions, inspect_profiles};
use crate::message::message;
use crate::reference::Catalog;
use crate::report::{self, Language};

/// Reads a file to its end and prints what it would be taken for.
pub(super) fn inspect(args: &InspectArgs, catalog: &Catalog, language: Language) -> Result<ExitCode, Failure> {
    let files = &args.files;
    let target = args.target.as_deref().map(|text| target(text, files.country.as_deref(), files.year, catalog));
    let target = target.transpose()?;
    let audience = inspected(&args.file, files.input_format, &files.audience_options()?)?;
    let panel = files.panel.as_deref().map(|path| inspected(path, None, &files.panel_options())).transpose()?;
    let inspection = Inspection::new(audience, panel, target.as_ref());
    if let Some(path) = &args.write_mapping {
        let Some(mapping) = inspection.audience.reading.mapping_file() else {
            let detail = message!["command-write-mapping", place = args.file.display()];
            return Err(Failure::of(ErrorCode::InvalidRequest, detail));
        };
        let written = fs::write(path, mapping);
        written.map_err(|error| unwritten(path, &error))?;
    }
    print(&match args.format {
        InspectFormat::Text => {
            report::inspection_text(&inspection, &args.file.display().to_string(), language, width())
        }
        InspectFormat::Json => json(&InspectionBody::new(&inspection, language)),
    })
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    let place = format!("--write-mapping {}", path.display());
    Failure::of(ErrorCode::Io, message!["command-file", place = place, error = error])
}

fn inspected(path: &Path, format: Option<InputFormat>, options: &ReadOptions) -> Result<FileInspection, Failure> {
    let failed = |error| read_failure(path, "--input-format", &error);
    let (mut inspected, notes, _) = read_with(path, format, options, |format, source, progress| {
        inspect_profiles(format, source, options, progress).map_err(failed)
    })?;
    inspected.notes.splice(..0, notes);
    Ok(inspected)
}
