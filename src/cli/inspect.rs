//! `inspect`: what a file would be taken for.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use time::OffsetDateTime;

use super::analyze::{json, target, width};
use super::args::{InputFormat, InspectArgs, InspectFormat};
use super::input::{format_of, open, read_failure, read_mapping, read_options, unpacked};
use super::print;
use crate::analysis::Inspection;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{Inspected, Note, ReadOptions, Role, inspect_profiles};
use crate::reference::Catalog;
use crate::report::{self, Language};
use crate::wire::InspectionBody;

/// Reads a file to its end and prints what it would be taken for.
pub(super) fn inspect(args: &InspectArgs, catalog: &Catalog) -> Result<ExitCode, Failure> {
    let as_of = args.as_of.unwrap_or_else(|| OffsetDateTime::now_utc().date());
    let mapping = args.mapping.as_deref().map(read_mapping).transpose()?;
    let target = args.target.as_deref().map(|text| target(text, args.country.as_deref(), args.year, catalog));
    let target = target.transpose()?;
    let audience =
        inspected(&args.file, args.input_format, &read_options(Role::Audience, as_of, mapping, &args.table))?;
    let panel = args.panel.as_deref();
    let panel =
        panel.map(|path| inspected(path, None, &read_options(Role::Panel, as_of, None, &args.table))).transpose()?;
    let inspection = Inspection::new(audience, panel, target.as_ref());
    if let Some(path) = &args.write_mapping {
        let Some(mapping) = inspection.audience.reading.mapping_file() else {
            let detail = format!(
                "--write-mapping is for tables; the fields of {} are named by their format",
                args.file.display()
            );
            return Err(Failure::new(ErrorCode::InvalidRequest, detail));
        };
        let written = fs::write(path, mapping);
        written.map_err(|error| Failure::new(ErrorCode::Io, format!("--write-mapping {}: {error}", path.display())))?;
    }
    print(&match args.format {
        InspectFormat::Text => {
            report::inspection_text(&inspection, &args.file.display().to_string(), Language::English, width())
        }
        InspectFormat::Json => json(&InspectionBody::from(&inspection)),
    })
}

fn inspected(path: &Path, format: Option<InputFormat>, options: &ReadOptions) -> Result<Inspected, Failure> {
    let (mut packed, bar) = open(path)?;
    let unread = |error| read_failure(path, "--input-format", &error);
    let mut source = unpacked(&mut packed).map_err(unread)?;
    let format = format_of(path, format, &mut source)?;
    let inspected = inspect_profiles(format, &mut source, options, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let mut inspected = inspected.map_err(unread)?;
    inspected.notes.splice(..0, source.notes().into_iter().map(Note::Container));
    drop(source);
    Ok(inspected)
}
