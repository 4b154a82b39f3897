//! Windows along the order of following: runs of equal blocks at many scales.

use std::ops::Range;

/// The most blocks, and the fewest followers in one.
const MAX_BLOCKS: usize = 512;
const MIN_BLOCK_SIZE: usize = 4;
/// The longest window as a share of all blocks.
const MAX_WINDOW_SHARE: f64 = 0.75;

/// Equal blocks of followers.
#[derive(Debug, Clone, Copy)]
pub struct Blocks {
    followers: usize,
    blocks: usize,
}

impl Blocks {
    /// Blocks of `followers`.
    pub fn new(followers: usize) -> Self {
        Self { followers, blocks: (followers / MIN_BLOCK_SIZE).clamp(1, MAX_BLOCKS) }
    }

    /// Number of blocks.
    pub fn len(self) -> usize {
        self.blocks
    }

    /// The first follower of a block, or the number of followers at the end.
    pub fn start(self, block: usize) -> usize {
        block * self.followers / self.blocks
    }

    /// The followers of blocks.
    pub fn followers(self, blocks: &Range<usize>) -> Range<usize> {
        self.start(blocks.start)..self.start(blocks.end)
    }

    /// The blocks that hold `indices`.
    pub fn around(self, indices: &Range<usize>) -> Range<usize> {
        let block = |index: usize| (0..self.blocks).rev().find(|b| self.start(*b) <= index).unwrap_or(0);
        block(indices.start)..block(indices.end.max(1) - 1) + 1
    }

    /// The flanks of `blocks`, which follow a slow drift: up to twice as many blocks on either side, after a gap of as many,
    /// because the cluster may extend into it.
    pub fn flanks(self, blocks: &Range<usize>) -> [Range<usize>; 2] {
        let n = blocks.len();
        let left = blocks.start.saturating_sub(3 * n)..blocks.start.saturating_sub(n);
        let right = (blocks.end + n).min(self.blocks)..(blocks.end + 3 * n).min(self.blocks);
        [left, right]
    }

    /// All windows scanned: two lengths per octave, each in steps of a quarter of its length.
    pub fn windows(self) -> impl Iterator<Item = Range<usize>> {
        let longest = ((self.blocks as f64 * MAX_WINDOW_SHARE) as usize).max(1);
        let octaves = (0..).map(|i| 1usize << i).take_while(move |n| *n <= longest);
        let lengths = octaves.flat_map(|n| [n, n + n / 2]).filter(move |n| *n <= longest);
        let mut last = 0;
        let lengths = lengths.filter(move |n| std::mem::replace(&mut last, *n) != *n);
        lengths.flat_map(move |n| {
            let step = (n / 4).max(1);
            (0..=self.blocks - n).step_by(step).map(move |start| start..start + n)
        })
    }
}

/// Whether two windows have an index in common.
pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
