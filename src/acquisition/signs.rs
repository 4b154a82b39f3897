//! The profile pattern: signs that agencies and researchers have published, none of which means anything alone.

use super::followers::COUNTS;

/// Fewer followers than this is a sign.
const FEW_FOLLOWERS: f32 = 30.0;
/// Fewer posts than this is a sign.
const FEW_POSTS: f32 = 50.0;
/// Following at least this many times its own followers is the leading sign.
const FOLLOWS_MANY: f32 = 5.0;

/// What a profile's counts show, as bits: signs that are there, and signs that could be judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs(u8);

/// Follows many times more accounts than follow it.
pub const FOLLOWS: u8 = 1;
/// Has few followers.
pub const FEW: u8 = 2;
/// Has hardly posted.
pub const SILENT: u8 = 4;
/// Has liked nothing.
pub const NO_LIKES: u8 = 8;
/// Is on no list.
pub const UNLISTED: u8 = 16;
const PATTERN: u8 = 32;
const JUDGED: u8 = 64;

impl Signs {
    /// Reads the signs off followers, following, posts, likes, listed.
    pub fn of(counts: &[Option<f32>; COUNTS]) -> Self {
        let [followers, following, posts, likes, listed] = *counts;
        let mut bits = 0;
        let mut judged = 0;
        let mut sign = |bit: u8, seen: Option<bool>| {
            bits |= if seen == Some(true) { bit } else { 0 };
            judged |= if seen.is_some() { bit } else { 0 };
        };
        sign(FOLLOWS, following.zip(followers).map(|(out, inward)| out >= FOLLOWS_MANY * inward.max(1.0)));
        sign(FEW, followers.map(|n| n < FEW_FOLLOWERS));
        sign(SILENT, posts.map(|n| n < FEW_POSTS));
        sign(NO_LIKES, likes.map(|n| n == 0.0));
        sign(UNLISTED, listed.map(|n| n == 0.0));
        let others = (judged & !FOLLOWS).count_ones();
        if judged & FOLLOWS != 0 && others >= 2 {
            bits |= JUDGED;
            // The leading sign, and at least half of the others: inactivity alone is no pattern.
            if bits & FOLLOWS != 0 && 2 * (bits & (FEW | SILENT | NO_LIKES | UNLISTED)).count_ones() >= others {
                bits |= PATTERN;
            }
        }
        Self(bits)
    }

    /// Whether the counts suffice to judge.
    pub fn judged(self) -> bool {
        self.0 & JUDGED != 0
    }

    /// Whether the pattern is there.
    pub fn pattern(self) -> bool {
        self.0 & PATTERN != 0
    }

    /// Whether one sign is there.
    pub fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}
