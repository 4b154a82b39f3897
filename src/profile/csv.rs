//! CSV reader.
use std::io::BufRead;
use super::{ReadError, ReadOptions, Reading};
pub(super) fn read_csv(_source: impl BufRead, _options: &ReadOptions, _progress: &mut dyn FnMut(u64)) -> Result<Reading, ReadError> { unimplemented!() }
