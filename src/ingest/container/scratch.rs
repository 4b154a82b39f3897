//! Files without a name, for what is read at any place.

use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};

use super::super::ReadError;

/// Room for bytes that are read at any place; gone when it is dropped.
pub trait Scratch: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Scratch for T {}

/// What reading may cost, and where bytes are put meanwhile.
#[derive(Clone, Copy)]
pub struct ContainerLimits<'a> {
    /// Most bytes once unpacked.
    pub unpacked_bytes: u64,
    /// The sheet that is read of a spreadsheet, by its name or its number from 1.
    pub sheet: Option<&'a str>,
    /// Makes room for what is read at any place.
    pub scratch: &'a dyn Fn() -> io::Result<Box<dyn Scratch>>,
}

impl std::fmt::Debug for ContainerLimits<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContainerLimits").field("unpacked_bytes", &self.unpacked_bytes).finish_non_exhaustive()
    }
}

impl ContainerLimits<'_> {
    /// Room at its beginning.
    pub(super) fn room(&self) -> Result<Box<dyn Scratch>, ReadError> {
        (self.scratch)().map_err(ReadError::Sink)
    }

    /// Room that holds what is left of `source`, at its beginning.
    pub(super) fn spool(&self, source: &mut dyn BufRead) -> Result<Box<dyn Scratch>, ReadError> {
        let mut room = self.room()?;
        let mut count = 0;
        loop {
            let bytes = source.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            count += bytes.len() as u64;
            if count > self.unpacked_bytes {
                return Err(ReadError::TooManyBytes { max: self.unpacked_bytes });
            }
            room.write_all(bytes).map_err(ReadError::Sink)?;
            let length = bytes.len();
            source.consume(length);
        }
        rewound(room)
    }
}

/// The same at its beginning.
pub(super) fn rewound(mut room: Box<dyn Scratch>) -> Result<Box<dyn Scratch>, ReadError> {
    room.seek(SeekFrom::Start(0)).map_err(ReadError::Sink)?;
    Ok(room)
}
