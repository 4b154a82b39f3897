//! Audiences that are read from a bucket: which a request names, and whether its agency may.

use super::body::UploadedFile;
use super::upload::{rejected_upload, take_place};
use crate::api::contract::{AudienceSourceBody, Parsed, parse};
use crate::api::extract::Caller;
use crate::api::now;
use crate::api::quota::{check_room, keep_within_quota};
use crate::api::server::State;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{Format, Role, excerpt};
use crate::message::message;
use crate::report::messages::args;
use crate::store::{Dataset, FileReading, SourceAddress, TableLocation, Upload, ingest_source};

/// The table that a request names instead of sending a file: its body is the object `{"source": ".."}`.
///
/// # Errors
/// Where the address is none, or does not lie where the agency may have tables read.
pub(super) async fn named(
    file: &mut UploadedFile,
    reading: &FileReading,
    caller: &Caller,
    state: &State,
) -> Result<Option<TableLocation>, Failure> {
    let is_json = reading.format == Some(Format::Json) && !reading.is_format_given;
    if reading.role != Role::Audience || !is_json || file.is_of_form() {
        return Ok(None);
    }
    let Some(body) = file.short_object(state.settings.body_timeout).await? else { return Ok(None) };
    // Another object is a file that is no array of profiles, which its reader says.
    if !serde_json::from_slice::<serde_json::Value>(&body).is_ok_and(|body| body.get("source").is_some()) {
        return Ok(None);
    }
    let Parsed { value: AudienceSourceBody { source, version }, mut faults } = parse(&body)?;
    let source = source.unwrap_or_default();
    let grants = state.settings.sources.iter().filter(|grant| grant.agency == caller.agency);
    let allowed: Vec<&SourceAddress> = grants.map(|grant| &grant.prefix).collect();
    let address = SourceAddress::parse(&source).filter(|address| allowed.iter().any(|prefix| address.is_below(prefix)));
    if allowed.is_empty() {
        faults.add("/source", "not_allowed", message!["fault-no-sources"]);
    } else if address.is_none() {
        let places: Vec<&str> = allowed.iter().map(|prefix| prefix.as_str()).collect();
        let detail = message!["fault-source", received = excerpt(&source), places = places.join(", ")];
        faults.add("/source", "not_allowed", detail);
    }
    faults.finish_with(address.map(|address| TableLocation { address, version })).map(Some)
}

/// Reads the table and stores its people, as those of an upload.
pub(super) async fn receive(
    caller: &Caller,
    table: TableLocation,
    state: &State,
    upload: Upload,
) -> Result<Dataset, Failure> {
    check_room(state, &caller.agency).await?;
    let _place = take_place(caller, state).await?;
    let place = table.address.as_str().to_owned();
    let stored = ingest_source(state.store.as_ref(), &state.objects, upload, table, now);
    let stored = tokio::time::timeout(state.settings.upload_timeout, stored).await.map_err(|_| {
        let seconds = state.settings.upload_timeout.as_secs();
        Failure::said(ErrorCode::Unavailable, "problem-source-late", args![place = place, seconds = seconds])
    })?;
    let dataset = keep_within_quota(state, stored.map_err(rejected_upload)?, 0).await?;
    state.metrics.count_rows(dataset.summary.profiles, dataset.summary.rejected, []);
    Ok(dataset)
}
