//! Where profiles go as they are read.

use std::collections::HashSet;
use std::io;

use foldhash::fast::RandomState;

use super::{MAX_LISTED, ReadOutcome, Rejection, Rejections, StreamOutcome};
use crate::profile::{Batch, Columns, Profiles};

/// Takes what [`super::stream_profiles`] reads. Its errors end the reading and come back as
/// [`super::ReadError::Sink`].
pub trait ProfileSink {
    /// Notes the hash of a row's id; false where an earlier row has it.
    ///
    /// # Errors
    /// Where ids are kept outside of memory.
    fn claim_id(&mut self, hash: u64) -> io::Result<bool>;

    /// Takes the next profiles: [`crate::profile::CHUNK_ROWS`] of them, only the last time fewer.
    ///
    /// `columns` are those of all the profiles so far; their number and texts grow from batch to batch, and what was
    /// there stays as it was.
    ///
    /// # Errors
    /// Where the profiles can't be kept.
    fn take(&mut self, columns: &Columns, batch: Batch) -> io::Result<()>;

    /// Takes the reasons why one row was rejected: at most 64 of each of the first [`MAX_LISTED`] rows rejected, of those
    /// after them the first one. The pages of a platform give at most [`MAX_LISTED`] in all. None where [`ProfileSink::wants_more_rejections`] said no.
    ///
    /// # Errors
    /// Where the reasons can't be kept.
    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()>;

    /// Whether the reasons of further rows are of use.
    fn wants_more_rejections(&self) -> bool {
        true
    }
}

impl<S: ProfileSink + ?Sized> ProfileSink for &mut S {
    fn claim_id(&mut self, hash: u64) -> io::Result<bool> {
        (**self).claim_id(hash)
    }

    fn take(&mut self, columns: &Columns, batch: Batch) -> io::Result<()> {
        (**self).take(columns, batch)
    }

    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()> {
        (**self).reject(reasons)
    }

    fn wants_more_rejections(&self) -> bool {
        (**self).wants_more_rejections()
    }
}

/// Keeps everything in memory, of the reasons as many as are listed.
#[derive(Debug, Default)]
pub(super) struct Collector {
    ids: HashSet<u64, RandomState>,
    batches: Vec<Batch>,
    pub(super) listed: Vec<Rejection>,
}

impl Collector {
    pub(super) fn into_outcome(self, streamed: StreamOutcome) -> ReadOutcome {
        let mut profiles = Profiles::of_columns(streamed.columns);
        self.batches.into_iter().for_each(|batch| profiles.append(batch));
        ReadOutcome {
            profiles,
            rejected: Rejections { rows: streamed.rejected, listed: self.listed },
            dropped_values: streamed.dropped_values,
            notes: streamed.notes,
            reading: streamed.reading,
            non_answers: streamed.non_answers,
            files: Vec::new(),
        }
    }
}

impl ProfileSink for Collector {
    fn claim_id(&mut self, hash: u64) -> io::Result<bool> {
        Ok(self.ids.insert(hash))
    }

    fn take(&mut self, _: &Columns, batch: Batch) -> io::Result<()> {
        self.batches.push(batch);
        Ok(())
    }

    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()> {
        let room = MAX_LISTED - self.listed.len();
        self.listed.extend(reasons.iter().take(room).cloned());
        Ok(())
    }

    fn wants_more_rejections(&self) -> bool {
        self.listed.len() < MAX_LISTED
    }
}
