//! The people in a request, and the faults of their rows.

use serde_json::value::RawValue;

use crate::api::analyses::request::OnError;
use crate::api::contract::body::{Faults, escape};
use crate::error::{ErrorCode, Failure, Fault, why_unread};
use crate::ingest::{Format, ReadError, ReadOptions, ReadOutcome, read_profiles};
use crate::message::{MessageArgument, message};

/// Refuses a request of whose people nobody is left, or some are rejected where it asks for all. The values of rejected rows
/// are shown where whoever asks may see them.
pub(crate) fn ensure_people(
    (audience, format, shows_audience): (&ReadOutcome, Format, bool),
    (panel, shows_panel): (Option<&ReadOutcome>, bool),
    on_error: OnError,
) -> Result<(), Failure> {
    let rejected = audience.rejected.rows + panel.map_or(0, |p| p.rejected.rows);
    let nobody = |people: &ReadOutcome| people.profiles.is_empty() && people.rejected.rows > 0;
    // A panel that was sent and of which nothing is left must not pass for none.
    let none_left = nobody(audience) || panel.is_some_and(nobody);
    if !none_left && (rejected == 0 || on_error == OnError::RejectRows) {
        return Ok(());
    }
    let code = if none_left { ErrorCode::NoProfiles } else { ErrorCode::RowsRejected };
    let mut faults = row_faults("profiles", format, audience, shows_audience);
    faults.extend(panel.iter().flat_map(|p| row_faults("panel", Format::Json, p, shows_panel)));
    let message = message!["failure-rows-rejected"].and("rows", MessageArgument::Number(rejected as f64));
    Err(Failure::of(code, message).with_faults(faults))
}

pub(crate) fn read_rows(
    faults: &mut Faults,
    at: &str,
    raw: &RawValue,
    format: Format,
    options: &ReadOptions,
) -> Option<ReadOutcome> {
    match read_profiles(format, raw.get().as_bytes(), options, &mut |_| {}) {
        Ok(reading) => Some(reading),
        Err(error) => {
            let code = match &error {
                ReadError::TooManyRows { .. } => "too_many_rows",
                ReadError::TooManyBytes { .. } => "too_large",
                ReadError::Format { .. } | ReadError::OtherFormat { .. } | ReadError::Refused(_) => "wrong_type",
                ReadError::Io(_) | ReadError::Sink(_) => "io",
            };
            let instead = match &error {
                ReadError::OtherFormat { platform, .. } => {
                    platform.map(|platform| format!("\"format\": \"{platform}\""))
                }
                ReadError::Format { .. }
                | ReadError::Refused(_)
                | ReadError::TooManyRows { .. }
                | ReadError::TooManyBytes { .. }
                | ReadError::Io(_)
                | ReadError::Sink(_) => None,
            };
            faults.add(at, code, why_unread(&error, instead));
            None
        }
    }
}

/// The pointer of a profile's field: names of attributes and channels are one token, whatever they hold.
fn pointer_of(field: &str) -> String {
    let escaped = |token: &str| format!("/{}", escape(token));
    match field.split_once('.') {
        Some((open @ ("attributes" | "channels"), own)) => format!("/{open}{}", escaped(own)),
        _ => field.split('.').filter(|token| !token.is_empty()).map(escaped).collect(),
    }
}

/// The pointer of a field in a platform's page, as in `[0].data[3].id`.
fn pointer_in_page(path: &str) -> String {
    let tokens = path.split(['.', '[', ']']).filter(|token| !token.is_empty());
    tokens.map(|token| format!("/{}", escape(token))).collect()
}

fn row_faults(name: &str, format: Format, reading: &ReadOutcome, shows_received: bool) -> Vec<Fault> {
    let pointer = |row: u64, field: &str| match format {
        Format::Platform(_) => pointer_in_page(field),
        Format::Json | Format::Ndjson | Format::Csv | Format::Parquet => format!("/{}{}", row - 1, pointer_of(field)),
    };
    let listed = reading.rejected.listed.iter();
    listed
        .map(|r| Fault {
            pointer: format!("/{name}{}", pointer(r.row, &r.field)),
            code: r.code.as_str().to_owned(),
            detail: match shows_received {
                true => r.detail(),
                false => message!["fault-accepted"].saying("accepted", r.accepted.clone()),
            },
        })
        .collect()
}
