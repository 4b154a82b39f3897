//! Room that is kept on the disk: a full disk would otherwise keep people's data from being deleted, since the database
//! and the audit log write before anything goes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::open_private_file;

/// Bytes of the reserve: some thousand entries of the audit log.
const RESERVE_BYTES: usize = 8 << 20;
const FILE: &str = "reserve";
static PIECE: [u8; 1 << 16] = [0x5A; 1 << 16];

/// A file that takes room, to be given up when there is none.
#[derive(Debug)]
pub struct Reserve {
    path: PathBuf,
    held: Mutex<bool>,
}

impl Reserve {
    /// A reserve in `folder`, held where there is room for it.
    pub fn at(folder: &Path) -> Self {
        let reserve = Self { path: folder.join(FILE), held: Mutex::new(false) };
        if !reserve.restore() {
            tracing::error!("the disk of the data folder is full; only reading and deleting work");
        }
        reserve
    }

    /// Gives the room up; false where it was given up before.
    pub fn release(&self) -> bool {
        let mut held = self.held();
        if !std::mem::replace(&mut *held, false) {
            return false;
        }
        tracing::error!("the disk of the data folder is full; its reserve is given up for reading and deleting");
        match std::fs::remove_file(&self.path) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "the reserve cannot be removed");
                false
            }
        }
    }

    /// Holds the room again where there is enough; whether it is held.
    pub fn restore(&self) -> bool {
        let mut held = self.held();
        if !*held {
            *held = match self.fill() {
                Ok(()) => true,
                Err(error) => {
                    tracing::warn!(%error, "there is no room for the reserve");
                    // What was written of it would take the last room.
                    drop(std::fs::remove_file(&self.path));
                    false
                }
            };
        }
        *held
    }

    fn held(&self) -> MutexGuard<'_, bool> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill(&self) -> io::Result<()> {
        let mut file = open_private_file(&self.path)?;
        if file.metadata()?.len() == RESERVE_BYTES as u64 {
            return Ok(());
        }
        file.set_len(0)?;
        (0..RESERVE_BYTES / PIECE.len()).try_for_each(|_| file.write_all(&PIECE))?;
        file.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_given_up_once_and_taken_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes = || std::fs::metadata(folder.path().join(FILE)).map(|file| file.len()).unwrap_or_default();
        let reserve = Reserve::at(folder.path());
        assert_eq!(bytes(), RESERVE_BYTES as u64);
        assert!(reserve.release() && !reserve.release());
        assert_eq!(bytes(), 0);
        assert!(reserve.restore() && reserve.restore());
        assert_eq!(bytes(), RESERVE_BYTES as u64);
        // Half a reserve of a process that died is filled up.
        std::fs::write(folder.path().join(FILE), b"half").expect("written");
        drop(Reserve::at(folder.path()));
        assert_eq!(bytes(), RESERVE_BYTES as u64);
    }

    #[test]
    fn no_room_is_no_reserve() {
        let folder = tempfile::tempdir().expect("a folder");
        let reserve = Reserve::at(&folder.path().join("nowhere"));
        assert!(!reserve.restore() && !reserve.release());
    }
}
