//! JSON array and NDJSON readers.
use super::{ReadError, ReadOptions, Reading};
use std::io::BufRead;
pub(super) fn read_array(
    _source: impl BufRead,
    _options: &ReadOptions,
    _progress: &mut dyn FnMut(u64),
) -> Result<Reading, ReadError> {
    unimplemented!()
}
pub(super) fn read_lines(
    _source: impl BufRead,
    _options: &ReadOptions,
    _progress: &mut dyn FnMut(u64),
) -> Result<Reading, ReadError> {
    unimplemented!()
}
