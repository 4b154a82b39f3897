//! Windows along the order of following: blocks of equal size, joined at many scales.

use std::ops::Range;

/// Most blocks; and followers in the smallest.
const MAX_BLOCKS: usize = 512;
const MIN_BLOCK_SIZE: usize = 4;
/// The longest window holds this part of all blocks.
const LONGEST: f64 = 0.75;

/// Blocks of followers.
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

    /// The followers whose comparison with those of `blocks` is fair to drift: up to twice as many blocks on either
    /// side, a gap of as many blocks left out, since an edge of a window that does not fit lies there.
    pub fn flanks(self, blocks: &Range<usize>) -> [Range<usize>; 2] {
        let n = blocks.len();
        let left = blocks.start.saturating_sub(3 * n)..blocks.start.saturating_sub(n);
        let right = (blocks.end + n).min(self.blocks)..(blocks.end + 3 * n).min(self.blocks);
        [left, right]
    }

    /// Every window that is looked at: two lengths an octave, each in steps of a quarter of its length.
    pub fn windows(self) -> impl Iterator<Item = Range<usize>> {
        let longest = ((self.blocks as f64 * LONGEST) as usize).max(1);
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
