//! Files of the platform's page statistics.

use std::io::Read;
use std::path::Path;

use super::input::{open, read_failure, unpacked};
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::totals::{ReadTotals, Totals, TotalsFault, read_totals};
use crate::message::{Message, message};

/// Bytes of a file of totals at most: the largest exports have a few hundred lines.
const MAX_BYTES: u64 = 4 << 20;

/// Reads a table or an export of totals, and checks it.
pub(super) fn totals(path: &Path) -> Result<Totals, Failure> {
    let found = read(path)?;
    Totals::new(&found.rows, found.of).map_err(|faults| {
        let fault = |fault: TotalsFault| Fault {
            pointer: format!("--totals {}, share {}", path.display(), fault.row + 1),
            code: fault.code.to_owned(),
            detail: fault.detail,
        };
        Failure::invalid(faults.into_iter().map(fault).collect())
    })
}

/// Reads a table or an export of totals.
pub(super) fn read(path: &Path) -> Result<ReadTotals, Failure> {
    let (mut packed, bar) = open(path)?;
    let source = unpacked(&mut packed, None).map_err(|error| read_failure(path, "--totals", &error))?;
    let mut bytes = Vec::new();
    let read = source.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    bar.finish_and_clear();
    read.map_err(|error| {
        Failure::of(
            ErrorCode::Io,
            message!["command-file", place = format!("--totals {}", path.display()), error = error],
        )
    })?;
    if bytes.len() as u64 > MAX_BYTES {
        let place = format!("--totals {}", path.display());
        let detail = message!["command-totals-large", place = place, max = MAX_BYTES >> 20];
        return Err(Failure::of(ErrorCode::BodyTooLarge, detail));
    }
    let refused = |why: Message| {
        let path = format!("--totals {}", path.display());
        Failure::of(ErrorCode::MalformedBody, message!["refusal-of-file", path = path].saying("why", why))
    };
    let text = String::from_utf8(bytes).map_err(|_| refused(message!["totals-utf8"]))?;
    read_totals(&text).map_err(refused)
}
