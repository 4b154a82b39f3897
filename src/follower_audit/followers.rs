//! The followers as compact columns in the order of following.

use rayon::prelude::*;

use super::profile_flags::{COUNTS, ProfileFlags};
use crate::reference::SignRules;
use crate::vocabulary::vocabulary;

/// A missing count.
pub const NO_COUNT: u8 = u8::MAX;
/// A missing creation day.
pub const NO_DAY: u16 = u16::MAX;

const SECONDS_A_DAY: i64 = 86_400;
/// Days from 1970 to 1990, the first year that profiles may state.
const FIRST_DAY: i64 = 7_305;

vocabulary! {
    /// What arrivals are ordered by.
    pub enum Basis as AuditBasis {
        /// The time of following.
        FollowTime = "follow_time",
        /// The order of following.
        FollowOrder = "follow_order",
        /// The creation date of the accounts.
        CreationDate = "creation_date",
    }
}

/// The input about one follower.
#[derive(Debug, Clone, Copy, Default)]
pub struct Follower {
    /// Seconds since 1970 when it began to follow.
    pub followed_at: Option<i64>,
    /// Its position in the order of following; 1 is the oldest.
    pub follow_order: Option<i64>,
    /// Seconds since 1970 when its account was created.
    pub created_at: Option<i64>,
    /// Followers, following, posts, likes, listed.
    pub counts: [Option<f32>; COUNTS],
    /// Whether it ever engaged with the agency.
    pub engaged: Option<bool>,
    /// A key that identifies it and breaks ties.
    pub key: u64,
}

/// The followers in the order of following.
#[derive(Debug, Clone)]
pub struct Followers {
    /// What the order rests on.
    pub basis: Basis,
    /// Row of each follower in the profiles.
    pub rows: Vec<u32>,
    /// Follow time in seconds since 1970, or position in the order; empty if neither is known.
    pub order_keys: Vec<i64>,
    /// Day of creation since 1990, or `u16::MAX` if missing.
    pub created: Vec<u16>,
    /// Counts on a scale of half octaves, or `u8::MAX` if missing.
    pub counts: [Vec<u8>; COUNTS],
    /// Signs of the profile pattern.
    pub flags: Vec<ProfileFlags>,
    /// Whether each engaged: 0 no, 1 yes, 2 unknown.
    pub engaged: Vec<u8>,
    /// Whether an earlier follower has the same creation time and counts: duplicates in a list would form false clusters.
    pub duplicate: Vec<bool>,
    /// Number of followers left out because they do not state the basis.
    pub without_order: u64,
}

/// What all followers state of one thing; it takes no memory before the first of them states it.
#[derive(Debug, Clone)]
struct Stated<T> {
    missing: T,
    values: Vec<T>,
}

impl<T: Copy + PartialEq> Stated<T> {
    fn nothing(missing: T) -> Self {
        Self { missing, values: Vec::new() }
    }

    /// Adds the value of follower `position` of about `expected`; all before it were added.
    fn push(&mut self, position: usize, expected: usize, value: T) {
        if self.values.is_empty() && value == self.missing {
            return;
        }
        if self.values.is_empty() {
            self.values.reserve_exact(expected.max(position + 1));
        }
        self.values.resize(position, self.missing);
        self.values.push(value);
    }

    fn get(&self, row: u32) -> T {
        self.values.get(row as usize).copied().unwrap_or(self.missing)
    }

    /// How many state it.
    fn count(&self) -> usize {
        self.values.iter().filter(|value| **value != self.missing).count()
    }

    fn in_order(&self, rows: &[u32]) -> Vec<T> {
        rows.iter().map(|row| self.get(*row)).collect()
    }
}

/// Builds [`Followers`] from input in any order.
#[derive(Debug, Clone)]
pub struct FollowersBuilder<'a> {
    rules: &'a SignRules,
    expected: usize,
    times: Stated<i64>,
    orders: Stated<i64>,
    keys: Vec<u64>,
    fingerprints: Stated<u64>,
    created: Stated<u16>,
    counts: [Stated<u8>; COUNTS],
    flags: Stated<ProfileFlags>,
    engaged: Stated<u8>,
}

/// A missing time or position.
const NO_KEY: i64 = i64::MIN;

impl<'a> FollowersBuilder<'a> {
    /// No followers yet; the flags use the thresholds of `rules`.
    pub fn new(rules: &'a SignRules) -> Self {
        Self::for_followers(rules, 0)
    }

    /// No followers yet, with room for `expected`: a list that grows would take twice the memory for a while.
    pub fn for_followers(rules: &'a SignRules, expected: usize) -> Self {
        let nothing = Follower::default();
        Self {
            rules,
            expected,
            times: Stated::nothing(NO_KEY),
            orders: Stated::nothing(NO_KEY),
            keys: Vec::with_capacity(expected),
            fingerprints: Stated::nothing(fingerprint(&nothing)),
            created: Stated::nothing(NO_DAY),
            counts: std::array::from_fn(|_| Stated::nothing(NO_COUNT)),
            flags: Stated::nothing(ProfileFlags::of(&nothing.counts, rules)),
            engaged: Stated::nothing(2),
        }
    }

    /// Adds one follower.
    pub fn push(&mut self, follower: &Follower) {
        let (position, expected) = (self.keys.len(), self.expected);
        self.times.push(position, expected, follower.followed_at.unwrap_or(NO_KEY));
        self.orders.push(position, expected, follower.follow_order.unwrap_or(NO_KEY));
        self.keys.push(follower.key);
        self.fingerprints.push(position, expected, fingerprint(follower));
        self.created.push(position, expected, follower.created_at.map_or(NO_DAY, day_of));
        for (column, count) in self.counts.iter_mut().zip(follower.counts) {
            column.push(position, expected, count.map_or(NO_COUNT, half_octaves));
        }
        self.flags.push(position, expected, ProfileFlags::of(&follower.counts, self.rules));
        self.engaged.push(position, expected, follower.engaged.map_or(2, u8::from));
    }

    /// Sorts by follow time if most state it, else by follow order, else not at all.
    ///
    /// Ties are broken by follow order, then by a hash of the profile, so that the order of input does not matter, then by
    /// key.
    pub fn finish(self) -> Followers {
        let all = self.keys.len();
        let (times, orders, least) = (self.times.count(), self.orders.count(), all / 2);
        let (basis, order_keys) = if times > 0 && times >= orders && times >= least {
            (Basis::FollowTime, &self.times)
        } else if orders > 0 && orders >= least {
            (Basis::FollowOrder, &self.orders)
        } else {
            (Basis::CreationDate, &self.orders)
        };
        let is_ordered = basis != Basis::CreationDate;
        let mut rows: Vec<u32> = Vec::with_capacity(all);
        rows.extend((0u32..).take(all).filter(|row| !is_ordered || order_keys.get(*row) != NO_KEY));
        let tie = |row: u32| (self.orders.get(row), self.fingerprints.get(row), self.keys[row as usize]);
        let key = |row: u32| if is_ordered { order_keys.get(row) } else { 0 };
        rows.par_sort_unstable_by(|a, b| key(*a).cmp(&key(*b)).then_with(|| tie(*a).cmp(&tie(*b))).then(a.cmp(b)));
        Followers {
            basis,
            order_keys: if is_ordered { order_keys.in_order(&rows) } else { Vec::new() },
            created: self.created.in_order(&rows),
            counts: self.counts.each_ref().map(|column| column.in_order(&rows)),
            flags: self.flags.in_order(&rows),
            engaged: self.engaged.in_order(&rows),
            duplicate: duplicates(&self.fingerprints, &rows),
            without_order: (all - rows.len()) as u64,
            rows,
        }
    }
}

/// A hash of creation time and counts; it is odd if enough is stated to distinguish accounts.
fn fingerprint(follower: &Follower) -> u64 {
    let known = follower.counts.iter().flatten().count();
    let bits = follower.counts.iter().map(|count| count.map_or(u32::MAX, f32::to_bits));
    let mix = |all: u64, bits: u32| (all ^ u64::from(bits)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let print = bits.fold(follower.created_at.unwrap_or(NO_KEY) as u64, mix);
    if known >= 3 && follower.created_at.is_some() { print | 1 } else { print & !1 }
}

/// Which of the sorted followers duplicate an earlier one.
fn duplicates(fingerprints: &Stated<u64>, rows: &[u32]) -> Vec<bool> {
    let mut out = vec![false; rows.len()];
    if fingerprints.values.is_empty() {
        return out;
    }
    // Only fingerprints that share a slot are compared.
    let slots = (8 * rows.len()).next_power_of_two().max(64);
    let slot = |print: u64| (print >> 20) as usize & (slots - 1);
    let (mut once, mut twice) = (vec![0u64; slots / 64], vec![0u64; slots / 64]);
    let stated = || rows.iter().map(|row| fingerprints.get(*row)).zip(0u32..).filter(|(print, _)| *print & 1 == 1);
    for (print, _) in stated() {
        let (word, bit) = (slot(print) / 64, 1u64 << (slot(print) % 64));
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let shared = |print: u64| twice[slot(print) / 64] >> (slot(print) % 64) & 1 == 1;
    let mut suspects: Vec<(u64, u32)> = stated().filter(|(print, _)| shared(*print)).collect();
    suspects.sort_unstable();
    suspects.windows(2).filter(|pair| pair[0].0 == pair[1].0).for_each(|pair| out[pair[1].1 as usize] = true);
    out
}

impl Followers {
    /// Number of followers.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Days since 1990 on which the followers arrived, or a lower bound of them.
    ///
    /// Without follow times the bound is the latest creation day so far: nobody follows before the account exists
    /// (Meeder et al. 2011).
    pub fn days(&self) -> Vec<u16> {
        match self.basis {
            Basis::FollowTime => self.order_keys.iter().map(|t| day_of(*t)).collect(),
            Basis::FollowOrder => {
                let mut latest = 0;
                let running = self.created.iter().map(|day| {
                    if *day != NO_DAY {
                        latest = latest.max(*day);
                    }
                    latest
                });
                running.collect()
            }
            Basis::CreationDate => Vec::new(),
        }
    }
}

/// Seconds since 1970 at the start of a day since 1990.
pub fn seconds_of(day: u16) -> i64 {
    (i64::from(day) + FIRST_DAY) * SECONDS_A_DAY
}

/// The day since 1990 of a time.
pub fn day_of(seconds: i64) -> u16 {
    let day = seconds.div_euclid(SECONDS_A_DAY) - FIRST_DAY;
    day.clamp(0, i64::from(NO_DAY) - 1) as u16
}

/// A count on a log scale with two steps per doubling of one plus the count.
fn half_octaves(count: f32) -> u8 {
    (2.0 * (1.0 + count.max(0.0)).log2()).floor().min(100.0) as u8
}
