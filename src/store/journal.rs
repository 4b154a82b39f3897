//! An append-only journal of outcomes: one line of JSON for each request that brought some, on disk before the answer.
//!
//! A line is whole or it doesn't count. What follows the last whole line at start was never acknowledged: it is moved to
//! a file beside the journal, and said in the log. One process has the journal at a time, by a lock on the file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::channel::Outcome;
use crate::error::{ErrorCode, Failure};
use crate::wire::{read_record, write_record};

const FILE: &str = "outcomes.ndjson";
const TORN: &str = "outcomes.torn";

/// Why the journal cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be used.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process has it.
    #[error("{path} is in use by another process; give each service a --data-dir of its own")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A line that is not the last cannot be read.
    #[error("{path}, line {line}: {detail}; restore the file from a copy, or take the line out")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        detail: String,
    },
}

/// The outcomes that the service keeps.
#[derive(Debug)]
pub struct Journal {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    /// Bytes of whole lines.
    length: u64,
    outcomes: Arc<Vec<Outcome>>,
    /// Whether the file may hold what was not acknowledged.
    broken: bool,
}

impl Journal {
    /// Opens the journal in `folder`, which is there, and reads it.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be used, another process has it, or a line before the last is damaged.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let failed = |source| StoreError::Io { path: path.clone(), source };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StoreError::InUse { path: path.clone() },
            TryLockError::Error(source) => failed(source),
        })?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).map_err(failed)?;
        let (outcomes, whole) = whole_lines(&bytes, &path)?;
        if whole < bytes.len() {
            set_aside(folder, &bytes[whole..]).map_err(failed)?;
            file.set_len(whole as u64).and_then(|()| file.sync_all()).map_err(failed)?;
            let bytes = bytes.len() - whole;
            tracing::warn!(bytes, "an unfinished line of the outcomes was set aside in {TORN}");
        }
        let inner = Inner { file, length: whole as u64, outcomes: Arc::new(outcomes), broken: false };
        Ok(Self { inner: Mutex::new(inner) })
    }

    /// The outcomes kept, in the order they came.
    pub fn outcomes(&self) -> Arc<Vec<Outcome>> {
        Arc::clone(&self.lock().outcomes)
    }

    /// Keeps outcomes, all or none: they are on disk when this returns. Gives the position of the first.
    ///
    /// # Errors
    /// `unavailable` where they cannot be written.
    pub fn append(&self, outcomes: &[Outcome]) -> Result<usize, Failure> {
        let line = write_record(outcomes);
        let mut inner = self.lock();
        if inner.broken {
            return Err(unavailable());
        }
        if let Err(error) = inner.write(&line) {
            tracing::error!(%error, "outcomes could not be written");
            return Err(unavailable());
        }
        inner.length += line.len() as u64;
        let first = inner.outcomes.len();
        Arc::make_mut(&mut inner.outcomes).extend_from_slice(outcomes);
        Ok(first)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Writes a line to disk, or takes back what was written of it.
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let Err(error) = self.file.write_all(line).and_then(|()| self.file.sync_data()) else {
            return Ok(());
        };
        // After a failed sync nobody knows what is on disk: only what could be taken back and synced is.
        self.broken = self.file.set_len(self.length).and_then(|()| self.file.sync_all()).is_err();
        Err(error)
    }
}

fn unavailable() -> Failure {
    Failure::new(
        ErrorCode::Unavailable,
        "the outcomes could not be written and were not kept; check the space in --data-dir, restart, and send them again",
    )
}

/// The outcomes of the whole lines, and where these end. A last line that cannot be read is no whole one.
fn whole_lines(bytes: &[u8], path: &Path) -> Result<(Vec<Outcome>, usize), StoreError> {
    let mut outcomes = Vec::new();
    let mut whole = 0;
    for (i, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let is_last = whole + line.len() == bytes.len();
        match read_record(line) {
            Ok(record) if line.ends_with(b"\n") => outcomes.extend(record),
            Err(failure) if !is_last => {
                let detail = failure.to_string();
                return Err(StoreError::Damaged { path: path.to_owned(), line: i + 1, detail });
            }
            Ok(_) | Err(_) => break,
        }
        whole += line.len();
    }
    Ok((outcomes, whole))
}

fn set_aside(folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(folder.join(TORN))?;
    file.write_all(bytes)?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn outcome(delivered: u64) -> Outcome {
        Outcome {
            channel: "radio".to_owned(),
            at: date!(2026 - 01 - 15),
            delivered: Some(delivered),
            responded: Some(1),
            delivered_known: Some(crate::channel::Known { people: 1, in_target: 1 }),
            responded_known: None,
            target: Some("renters \"of\" 서울\n".to_owned()),
            country: None,
            task: None,
            event: None,
        }
    }

    #[test]
    fn what_was_kept_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = [outcome(10), outcome(20), outcome(30)];
        {
            let journal = Journal::open(folder.path()).expect("a new journal");
            assert_eq!(journal.append(&kept[..2]), Ok(0));
            assert_eq!(journal.append(&kept[2..]), Ok(2));
            assert!(matches!(Journal::open(folder.path()), Err(StoreError::InUse { .. })));
        }
        assert_eq!(*Journal::open(folder.path()).expect("the journal").outcomes(), kept);
    }

    #[test]
    fn a_line_cut_anywhere_is_set_aside_whole() {
        let first = write_record(&[outcome(10)]);
        let second = write_record(&[outcome(20), outcome(30)]);
        for cut in 1..second.len() {
            let folder = tempfile::tempdir().expect("a folder");
            let torn = [&first[..], &second[..cut]].concat();
            std::fs::write(folder.path().join(FILE), torn).expect("written");
            let journal = Journal::open(folder.path()).expect("the journal");
            assert_eq!(*journal.outcomes(), [outcome(10)], "cut at {cut}");
            assert_eq!(journal.append(&[outcome(40)]), Ok(1));
            drop(journal);
            assert_eq!(*Journal::open(folder.path()).expect("the journal").outcomes(), [outcome(10), outcome(40)]);
            let aside = std::fs::read(folder.path().join(TORN)).expect("what was set aside");
            assert_eq!(aside, [&second[..cut], b"\n"].concat());
        }
    }

    #[test]
    fn damage_before_the_last_line_is_named_and_nothing_is_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let line = write_record(&[outcome(10)]);
        let damaged = [&line[..], b"{\"outcomes\": [{]}\n", &line[..]].concat();
        std::fs::write(folder.path().join(FILE), &damaged).expect("written");
        let error = Journal::open(folder.path()).expect_err("a damaged line");
        assert!(error.to_string().contains("line 2"), "{error}");
        assert_eq!(std::fs::read(folder.path().join(FILE)).expect("the file"), damaged);
    }
}
