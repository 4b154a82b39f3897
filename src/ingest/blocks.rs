//! Reading on all cores: blocks of whole rows are read apart, and what they bring is taken in the order of the file.

use std::io::{self, BufRead, Cursor, Read};

use super::counting_reader::{CountingReader, find};

/// Bytes of a block: enough that handing it over costs nothing beside reading it.
const BLOCK_BYTES: usize = 1 << 18;
/// Most blocks that are read at a time: one thread takes what five or so read. With those that were read before and wait to be
/// taken, twice as many are in memory, each with about a mebibyte of what it brings.
const MAX_BLOCKS: usize = 8;

/// Cuts blocks by `next`, reads them apart by `read` on so many `threads`, and gives them to `take` in their order. A single
/// block, and those of a single thread, are given unread.
///
/// # Errors
/// The first of `next` and `take` in the order of the blocks.
pub(super) fn in_blocks<B: Send + Sync, R: Send, E: Send>(
    threads: usize,
    mut next: impl FnMut() -> Result<Option<B>, E>,
    read: impl Fn(&B) -> R + Sync,
    mut take: impl FnMut(B, Option<R>) -> Result<(), E>,
) -> Result<(), E> {
    let at_a_time = if threads > 1 { (2 * threads).min(MAX_BLOCKS) } else { 1 };
    let mut source = Source { next: &mut next, outcome: Ok(()), is_at_end: false };
    let mut cut = source.blocks(at_a_time.min(2));
    if at_a_time == 1 || cut.len() < 2 {
        while !cut.is_empty() {
            cut.into_iter().try_for_each(|block| take(block, None))?;
            cut = source.blocks(1);
        }
        return source.outcome;
    }
    let mut done: Vec<(B, Option<R>)> = Vec::new();
    while !cut.is_empty() || !done.is_empty() {
        let mut reading: Vec<(B, Option<R>)> = cut.into_iter().map(|block| (block, None)).collect();
        let read = &read;
        let (taken, further) = rayon::in_place_scope(|scope| {
            for (block, result) in &mut reading {
                scope.spawn(move |_| *result = Some(read(block)));
            }
            // Meanwhile this thread takes what was read before and cuts what comes next.
            let taken = done.drain(..).try_for_each(|(block, result)| take(block, result));
            (taken, source.blocks(at_a_time))
        });
        taken?;
        (done, cut) = (reading, further);
    }
    source.outcome
}

/// Threads that may read.
pub(super) fn threads() -> usize {
    #[cfg(test)]
    if let Some(threads) = TEST_THREADS.get() {
        return threads;
    }
    rayon::current_num_threads()
}

/// Where blocks come from.
struct Source<'n, N, E> {
    next: &'n mut N,
    /// Why there are no more; the blocks before are taken first.
    outcome: Result<(), E>,
    is_at_end: bool,
}

impl<B, E, N: FnMut() -> Result<Option<B>, E>> Source<'_, N, E> {
    /// So many of the next blocks; fewer only at the end.
    fn blocks(&mut self, count: usize) -> Vec<B> {
        let mut blocks = Vec::with_capacity(count);
        while blocks.len() < count && !self.is_at_end {
            match (self.next)() {
                Ok(Some(block)) => blocks.push(block),
                Ok(None) => self.is_at_end = true,
                Err(error) => (self.outcome, self.is_at_end) = (Err(error), true),
            }
        }
        blocks
    }
}

/// Cuts a source of text into blocks that end where a row does.
pub(super) struct RowBlocks<'p, R> {
    reader: CountingReader<'p, R>,
    /// What was read and is in no block yet.
    rest: Vec<u8>,
    block_bytes: usize,
}

/// What was cut off.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// Whole rows; the last of the source may have no end.
    Rows(Vec<u8>),
    /// Nothing: the next row is longer than a block, or never ends.
    LongRow,
}

impl<'p, R: BufRead> RowBlocks<'p, R> {
    pub(super) fn new(reader: CountingReader<'p, R>) -> Self {
        Self { reader, rest: Vec::new(), block_bytes: block_bytes() }
    }

    /// The next block; `end` tells where the last whole row of some bytes ends. `None` at the end of the source.
    pub(super) fn next(&mut self, end: impl Fn(&[u8]) -> Option<usize>) -> io::Result<Option<Cut>> {
        let Some(bytes) = self.full()? else {
            return Ok(Some(std::mem::take(&mut self.rest)).filter(|rest| !rest.is_empty()).map(Cut::Rows));
        };
        Ok(Some(end(bytes).map_or(Cut::LongRow, |end| Cut::Rows(self.cut(end)))))
    }

    /// As many bytes of what is in no block yet as a block has. `None` where the source has no more so many.
    pub(super) fn full(&mut self) -> io::Result<Option<&[u8]>> {
        while self.rest.len() < self.block_bytes {
            let bytes = self.reader.peek()?;
            let count = bytes.len().min(self.block_bytes - self.rest.len());
            if count == 0 {
                return Ok(None);
            }
            self.rest.extend_from_slice(&bytes[..count]);
            self.reader.consume(count);
        }
        Ok(Some(&self.rest))
    }

    /// The first `end` bytes of what is in no block yet, as a block.
    pub(super) fn cut(&mut self, end: usize) -> Vec<u8> {
        let mut next = Vec::with_capacity(self.block_bytes);
        next.extend_from_slice(&self.rest[end..]);
        self.rest.truncate(end);
        std::mem::replace(&mut self.rest, next)
    }

    /// Has what is in no block yet read by `read`, as much as it wants.
    pub(super) fn read_on<T>(&mut self, read: impl FnOnce(&mut CountingReader<'_, &mut dyn BufRead>) -> T) -> T {
        let mut rest = Cursor::new(std::mem::take(&mut self.rest)).chain(&mut self.reader);
        let result = read(&mut CountingReader::new(&mut rest as &mut dyn BufRead, &mut |_| ()));
        let (rest, _) = rest.into_inner();
        let at = usize::try_from(rest.position()).expect("it lies within what is in memory");
        self.rest = rest.into_inner().split_off(at);
        result
    }

    /// Reports the last bytes.
    pub(super) fn report(&mut self) {
        self.reader.report();
    }
}

/// Where the last line of some bytes ends.
pub(super) fn last_line_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1)
}

/// Where the last record of CSV ends, of bytes that begin with one. A line end within quotes ends none; quotes open only
/// where a cell begins.
pub(super) fn last_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let (mut at, mut end) = (0, None);
    loop {
        let quote = find(b'"', &bytes[at..]).map(|quote| at + quote);
        let outside = &bytes[at..quote.unwrap_or(bytes.len())];
        end = last_line_end(outside).map(|line| at + line).or(end);
        let Some(quote) = quote else { return end };
        at = quote + 1;
        let opens = quote.checked_sub(1).is_none_or(|before| bytes[before] == delimiter || bytes[before] == b'\n');
        if opens {
            let Some(after) = after_quoted(bytes, at) else { return end };
            at = after;
        }
    }
}

/// Where what is quoted from `at` on ends, after its closing quote; a doubled quote closes nothing.
fn after_quoted(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += find(b'"', &bytes[at..])? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(not(test))]
fn block_bytes() -> usize {
    BLOCK_BYTES
}

#[cfg(test)]
thread_local! {
    /// The size of blocks and the threads that a test asks for.
    pub(super) static TEST_BLOCK_BYTES: std::cell::Cell<usize> = const { std::cell::Cell::new(BLOCK_BYTES) };
    pub(super) static TEST_THREADS: std::cell::Cell<Option<usize>> = const { std::cell::Cell::new(None) };
}

#[cfg(test)]
fn block_bytes() -> usize {
    TEST_BLOCK_BYTES.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks as they were taken, each with what was read of it.
    type Taken = Vec<(u32, Option<u32>)>;

    /// The blocks 0, 1, 2.. up to `count`, then the end or a failure; how each was taken, and the outcome.
    fn taken(threads: usize, count: u32, fails: bool, fails_to_take: Option<u32>) -> (Taken, Result<(), &'static str>) {
        let (mut next, mut taken) = (0, Vec::new());
        let outcome = in_blocks(
            threads,
            || {
                next += 1;
                match next <= count {
                    true => Ok(Some(next - 1)),
                    false => {
                        if fails {
                            Err("the source failed")
                        } else {
                            Ok(None)
                        }
                    }
                }
            },
            |block| 10 * block,
            |block, read| {
                taken.push((block, read));
                if fails_to_take == Some(block) { Err("taking failed") } else { Ok(()) }
            },
        );
        (taken, outcome)
    }

    #[test]
    fn blocks_are_read_apart_and_taken_in_their_order() {
        for (threads, count) in [(2, 2), (2, 50), (16, 50), (3, 17)] {
            let apart: Vec<_> = (0..count).map(|block| (block, Some(10 * block))).collect();
            assert_eq!(taken(threads, count, false, None), (apart, Ok(())), "{threads} threads, {count} blocks");
        }
    }

    #[test]
    fn a_single_block_and_those_of_one_thread_are_given_unread() {
        for (threads, count) in [(1, 5), (2, 1), (2, 0)] {
            let unread: Vec<_> = (0..count).map(|block| (block, None)).collect();
            assert_eq!(taken(threads, count, false, None), (unread, Ok(())), "{threads} threads, {count} blocks");
        }
    }

    #[test]
    fn what_came_before_a_failure_is_taken_first() {
        for threads in [1, 2, 16] {
            let (blocks, outcome) = taken(threads, 20, true, None);
            assert_eq!((blocks.len(), outcome), (20, Err("the source failed")), "{threads} threads");
            let (blocks, outcome) = taken(threads, 20, true, Some(7));
            assert_eq!((blocks.len(), outcome), (8, Err("taking failed")), "{threads} threads");
        }
    }
}
