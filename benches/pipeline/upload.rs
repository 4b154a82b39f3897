//! An upload as the service takes it: made up as it is read, streamed into parts on disk.

use std::fs::File;
use std::io::{self, BufRead, BufWriter, Read};
use std::path::{Path, PathBuf};

use audience_fit::ingest::{Format, ProfileSink, ReadOptions, Rejection, Role, StreamOutcome, stream_profiles};

use audience_fit::profile::{Batch, Columns};
use audience_fit::store::{IdSet, Part, PartStore, PartsWriter};
use time::macros::date;

use crate::people::{People, Rows};

/// NDJSON of made-up followers, never held as a whole.
pub struct MadeUp {
    people: People,
    line: Vec<u8>,
    taken: usize,
    left: u64,
}

impl MadeUp {
    /// About so many bytes.
    pub fn new(bytes: u64) -> Self {
        Self { people: People::new(Rows::Followers), line: Vec::new(), taken: 0, left: bytes }
    }
}

impl BufRead for MadeUp {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken == self.line.len() && self.left > 0 {
            self.line.clear();
            self.taken = 0;
            for person in self.people.by_ref().take(256) {
                person.write_json(&mut self.line)?;
                self.line.push(b'\n');
            }
            self.left = self.left.saturating_sub(self.line.len() as u64);
        }
        Ok(&self.line[self.taken..])
    }

    fn consume(&mut self, count: usize) {
        self.taken += count;
    }
}

impl Read for MadeUp {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

/// Parts in files without a name, which end with it.
struct Parts {
    folder: PathBuf,
    bytes: u64,
}

impl PartStore for Parts {
    type Out = BufWriter<File>;

    fn open(&mut self, _: u32) -> io::Result<Self::Out> {
        Ok(BufWriter::new(tempfile::tempfile_in(&self.folder)?))
    }

    fn close(&mut self, _: u32, out: Self::Out, part: Part) -> io::Result<()> {
        self.bytes += part.bytes;
        drop(out.into_inner()?);
        Ok(())
    }
}

struct Upload {
    ids: IdSet,
    parts: PartsWriter<Parts>,
}

impl ProfileSink for Upload {
    fn claim_id(&mut self, hash: u64) -> io::Result<bool> {
        self.ids.claim(hash)
    }

    fn take(&mut self, columns: &Columns, batch: Batch) -> io::Result<()> {
        self.parts.write(columns, &batch)
    }

    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()> {
        panic!("a made-up follower was rejected: {reasons:?}");
    }
}

/// Streams NDJSON into parts in `folder`; what was read, and the bytes of the parts.
pub fn into_parts(source: impl BufRead, folder: &Path) -> (StreamOutcome, u64) {
    let parts = PartsWriter::new(Parts { folder: folder.to_owned(), bytes: 0 });
    let mut upload = Upload { ids: IdSet::new(folder), parts };
    let options = ReadOptions::new(Role::Audience, date!(2026 - 06 - 30));
    let streamed = stream_profiles(Format::Ndjson, source, &options, &mut upload, &mut |_| ());
    let parts = upload.parts.finish().expect("the folder has room");
    (streamed.expect("NDJSON"), parts.bytes)
}
