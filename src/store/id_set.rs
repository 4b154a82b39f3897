//! Which ids an upload had so far, in memory that does not grow with it.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::BuildHasher;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Most hashes kept in memory: what a set of 10 MB holds.
const MAX_IN_MEMORY: usize = 917_504;

/// The hashes of the ids met so far. The first ones are kept in memory, then all of them in a temporary file.
#[derive(Debug)]
pub struct IdSet {
    folder: PathBuf,
    max_in_memory: usize,
    memory: HashSet<u64>,
    table: Option<Table>,
}

impl IdSet {
    /// An empty set that makes its file in `folder` if it needs one. The file has no name and ends with the set.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), max_in_memory: MAX_IN_MEMORY, memory: HashSet::new(), table: None }
    }

    /// Notes a hash; false where it came before.
    ///
    /// # Errors
    /// Where the file can't be written or read.
    pub fn claim(&mut self, hash: u64) -> io::Result<bool> {
        if let Some(table) = &mut self.table {
            return table.claim(hash, &self.folder);
        }
        if self.memory.len() < self.max_in_memory {
            return Ok(self.memory.insert(hash));
        }
        let hashes: Vec<u64> = std::mem::take(&mut self.memory).into_iter().collect();
        let table = self.table.insert(Table::of(hashes, &self.folder)?);
        table.claim(hash, &self.folder)
    }
}

/// Hashes of one page.
const SLOTS: usize = 512;
const PAGE: usize = SLOTS * size_of::<u64>();

type Page = [u8; PAGE];

/// A hash table in a file: pages of hashes in no order, the first zero of a page being its end.
///
/// The page of a hash is given by the first bits of its hash under a key that nobody knows, so that nobody can choose
/// ids that fall into one page. Then a page is never full before its neighbours are, and the table doubles before.
#[derive(Debug)]
struct Table {
    file: File,
    /// Binary logarithm of the number of pages.
    bits: u32,
    hashes: u64,
    /// Whether zero is among the hashes, for which a page has no room.
    has_zero: bool,
    key: RandomState,
}

impl Table {
    fn of(mut hashes: Vec<u64>, folder: &Path) -> io::Result<Self> {
        let bits = (hashes.len() / SLOTS * 4).next_power_of_two().trailing_zeros().max(1);
        let key = RandomState::new();
        let has_zero = hashes.contains(&0);
        hashes.retain(|hash| *hash != 0);
        hashes.sort_unstable_by_key(|hash| page_of(&key, bits, *hash));
        let mut out = BufWriter::new(tempfile::tempfile_in(folder)?);
        let mut rest = hashes.as_slice();
        for page in 0..1 << bits {
            let (own, others) = rest.split_at(rest.partition_point(|hash| page_of(&key, bits, *hash) == page));
            write_page(&mut out, own)?;
            rest = others;
        }
        Ok(Self { file: out.into_inner()?, bits, hashes: hashes.len() as u64, has_zero, key })
    }

    fn claim(&mut self, hash: u64, folder: &Path) -> io::Result<bool> {
        if hash == 0 {
            return Ok(!std::mem::replace(&mut self.has_zero, true));
        }
        loop {
            let at = page_of(&self.key, self.bits, hash) * PAGE as u64;
            let mut page: Page = [0; PAGE];
            self.file.seek(SeekFrom::Start(at))?;
            self.file.read_exact(&mut page)?;
            match hashes_of(&page).position(|other| other == hash || other == 0) {
                Some(slot) if hashes_of(&page).nth(slot) == Some(hash) => return Ok(false),
                Some(slot) if !self.is_crowded() => {
                    self.file.seek(SeekFrom::Start(at + (slot * size_of::<u64>()) as u64))?;
                    self.file.write_all(&hash.to_le_bytes())?;
                    self.hashes += 1;
                    return Ok(true);
                }
                Some(_) | None => self.grow(folder)?,
            }
        }
    }

    /// Whether more than three quarters of the slots are taken.
    fn is_crowded(&self) -> bool {
        self.hashes >> self.bits >= SLOTS as u64 / 4 * 3
    }

    /// Doubles the number of pages; the hashes of each go to two that follow one another.
    fn grow(&mut self, folder: &Path) -> io::Result<()> {
        let pages = 1u64 << self.bits;
        self.file.rewind()?;
        let mut old = BufReader::with_capacity(64 * PAGE, &self.file);
        let mut out = BufWriter::with_capacity(64 * PAGE, tempfile::tempfile_in(folder)?);
        let mut page: Page = [0; PAGE];
        for at in 0..pages {
            old.read_exact(&mut page)?;
            let hashes = hashes_of(&page).take_while(|hash| *hash != 0);
            let (one, other): (Vec<u64>, Vec<u64>) =
                hashes.partition(|hash| page_of(&self.key, self.bits + 1, *hash) == 2 * at);
            write_page(&mut out, &one)?;
            write_page(&mut out, &other)?;
        }
        self.file = out.into_inner()?;
        self.bits += 1;
        Ok(())
    }
}

/// The page of a hash among two to the power of `bits`.
fn page_of(key: &RandomState, bits: u32, hash: u64) -> u64 {
    key.hash_one(hash) >> (u64::BITS - bits)
}

fn hashes_of(page: &Page) -> impl Iterator<Item = u64> {
    let (hashes, _) = page.as_chunks();
    hashes.iter().map(|bytes| u64::from_le_bytes(*bytes))
}

fn write_page(out: &mut impl Write, hashes: &[u64]) -> io::Result<()> {
    let mut page: Page = [0; PAGE];
    for (slot, hash) in page.chunks_exact_mut(size_of::<u64>()).zip(hashes) {
        slot.copy_from_slice(&hash.to_le_bytes());
    }
    out.write_all(&page)
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use tempfile::TempDir;

    use super::*;

    /// Hashes of which about a third come again, zero among them, and some that differ in their last bits only.
    fn hashes() -> impl Iterator<Item = u64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        (0..120_000u64).map(move |i| match i % 4 {
            0 => rng.gen_range(0..20_000),
            1 => u64::MAX - rng.gen_range(0..20_000),
            _ => rng.gen_range(0..60_000u64).wrapping_mul(0x9E37_79B9_7F4A_7C15),
        })
    }

    #[test]
    fn a_file_answers_as_memory_does() {
        let folder = TempDir::new().expect("a folder");
        let mut seen = IdSet { max_in_memory: 1_000, ..IdSet::new(folder.path()) };
        let mut all = HashSet::new();
        for (i, hash) in hashes().enumerate() {
            assert_eq!(seen.claim(hash).expect("a file"), all.insert(hash), "hash {i}");
        }
        let table = seen.table.as_ref().expect("more than fit in memory");
        assert!(seen.memory.is_empty());
        assert_eq!(table.hashes + u64::from(table.has_zero), all.len() as u64);
        assert!(table.bits >= 8, "{} bits: the table has grown", table.bits);
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "the file has no name");
        assert_eq!(table.file.metadata().expect("a file").len(), (PAGE as u64) << table.bits);
    }

    #[test]
    fn small_sets_need_no_file() {
        let mut seen = IdSet::new("/nowhere");
        assert!((0..1_000).all(|hash| seen.claim(hash).expect("memory")));
        assert!(!seen.claim(7).expect("memory"));
    }

    #[test]
    fn reports_a_missing_folder() {
        let mut seen = IdSet { max_in_memory: 2, ..IdSet::new("/nowhere") };
        assert!(seen.claim(1).expect("memory") && seen.claim(2).expect("memory"));
        assert_eq!(seen.claim(3).expect_err("no folder").kind(), io::ErrorKind::NotFound);
    }
}
