//! CSV reader.
use super::{ReadError, ReadOptions, Reading};
use std::io::BufRead;
pub(super) fn read_csv(
    _source: impl BufRead,
    _options: &ReadOptions,
    _progress: &mut dyn FnMut(u64),
) -> Result<Reading, ReadError> {
    unimplemented!()
}
