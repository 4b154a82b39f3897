//! Arrivals along the timeline.

use serde::{Deserialize, Serialize};

use super::followers::{Basis, Followers};

/// The most buckets.
const MAX_BUCKETS: usize = 48;
const SECONDS_A_DAY: i64 = 86_400;

/// A bucket of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineBucket {
    /// Follow time (seconds since 1970) or order at its start.
    pub from: i64,
    /// The same at its end, exclusive.
    pub to: i64,
    /// Followers who arrived in it.
    pub followers: u64,
    /// Those of them who show the pattern of a cohort.
    pub suspected: u64,
}

/// Arrivals in buckets of whole days, or of equal numbers of followers if only their order is known.
pub(super) fn timeline(followers: &Followers, suspected: &[bool]) -> Vec<TimelineBucket> {
    let (Some(first), Some(last)) = (followers.order_keys.first(), followers.order_keys.last()) else {
        return Vec::new();
    };
    let mut buckets: Vec<TimelineBucket> = Vec::new();
    let counted = |bucket: &mut TimelineBucket, index: usize| {
        bucket.followers += 1;
        bucket.suspected += u64::from(suspected[index]);
    };
    if followers.basis == Basis::FollowTime {
        let start = first.div_euclid(SECONDS_A_DAY) * SECONDS_A_DAY;
        let days = (last - start) / SECONDS_A_DAY + 1;
        let width = (days as u64).div_ceil(MAX_BUCKETS as u64) as i64 * SECONDS_A_DAY;
        let ends = (0..(last - start) / width + 1).map(|i| start + i * width);
        buckets.extend(ends.map(|from| TimelineBucket { from, to: from + width, followers: 0, suspected: 0 }));
        for (index, key) in followers.order_keys.iter().enumerate() {
            counted(&mut buckets[((key - start) / width) as usize], index);
        }
    } else {
        let width = followers.len().div_ceil(MAX_BUCKETS).max(1);
        for start in (0..followers.len()).step_by(width) {
            let end = (start + width).min(followers.len());
            let key = |index: usize| followers.order_keys[index];
            let mut bucket = TimelineBucket { from: key(start), to: key(end - 1) + 1, followers: 0, suspected: 0 };
            (start..end).for_each(|index| counted(&mut bucket, index));
            buckets.push(bucket);
        }
    }
    buckets
}
