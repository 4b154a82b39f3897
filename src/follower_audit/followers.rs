//! The followers as compact columns in the order of following.

use super::profile_flags::{COUNTS, ProfileFlags};
use crate::reference::SignRules;

/// A missing count.
pub const NO_COUNT: u8 = u8::MAX;
/// A missing creation day.
pub const NO_DAY: u16 = u16::MAX;

const SECONDS_A_DAY: i64 = 86_400;
/// Days from 1970 to 1990, the first year that profiles may state.
const FIRST_DAY: i64 = 7_305;

/// What the order of arrivals rests on, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The time of following.
    FollowTime,
    /// The order of following.
    FollowOrder,
    /// The creation of the accounts; nothing is known about following.
    CreationDate,
}

impl Basis {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::FollowTime => "follow_time",
            Basis::FollowOrder => "follow_order",
            Basis::CreationDate => "creation_date",
        }
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

/// Builds [`Followers`] from input in any order.
#[derive(Debug, Clone)]
pub struct FollowersBuilder<'a> {
    rules: &'a SignRules,
    times: Vec<i64>,
    orders: Vec<i64>,
    keys: Vec<u64>,
    fingerprints: Vec<u64>,
    created: Vec<u16>,
    counts: [Vec<u8>; COUNTS],
    flags: Vec<ProfileFlags>,
    engaged: Vec<u8>,
}

/// A missing time or position.
const NO_KEY: i64 = i64::MIN;

impl<'a> FollowersBuilder<'a> {
    /// No followers yet; the flags use the thresholds of `rules`.
    pub fn new(rules: &'a SignRules) -> Self {
        Self {
            rules,
            times: Vec::new(),
            orders: Vec::new(),
            keys: Vec::new(),
            fingerprints: Vec::new(),
            created: Vec::new(),
            counts: Default::default(),
            flags: Vec::new(),
            engaged: Vec::new(),
        }
    }

    /// Adds one follower.
    pub fn push(&mut self, follower: &Follower) {
        self.times.push(follower.followed_at.unwrap_or(NO_KEY));
        self.orders.push(follower.follow_order.unwrap_or(NO_KEY));
        self.keys.push(follower.key);
        self.fingerprints.push(fingerprint(follower));
        self.created.push(follower.created_at.map_or(NO_DAY, day_of));
        for (column, count) in self.counts.iter_mut().zip(follower.counts) {
            column.push(count.map_or(NO_COUNT, half_octaves));
        }
        self.flags.push(ProfileFlags::of(&follower.counts, self.rules));
        self.engaged.push(follower.engaged.map_or(2, u8::from));
    }

    /// Sorts by follow time if most state it, else by follow order, else not at all.
    ///
    /// Ties are broken by follow order, then by a hash of the profile, so that the order of input does not matter, then by
    /// key.
    pub fn finish(self) -> Followers {
        let stated = |order_keys: &[i64]| order_keys.iter().filter(|key| **key != NO_KEY).count();
        let (times, orders, least) = (stated(&self.times), stated(&self.orders), self.times.len() / 2);
        let (basis, order_keys) = if times > 0 && times >= orders && times >= least {
            (Basis::FollowTime, &self.times)
        } else if orders > 0 && orders >= least {
            (Basis::FollowOrder, &self.orders)
        } else {
            (Basis::CreationDate, &self.orders)
        };
        let known = (0u32..).zip(order_keys).filter(|(_, key)| basis == Basis::CreationDate || **key != NO_KEY);
        let mut rows: Vec<(i64, u32)> = known.map(|(row, key)| (*key, row)).collect();
        if basis == Basis::CreationDate {
            rows.iter_mut().for_each(|(key, _)| *key = 0);
        }
        let tie = |row: u32| {
            let row = row as usize;
            (self.orders[row], self.fingerprints[row], self.keys[row])
        };
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| tie(a.1).cmp(&tie(b.1))).then(a.1.cmp(&b.1)));
        let gather = |column: &[u8]| rows.iter().map(|(_, row)| column[*row as usize]).collect();
        Followers {
            basis,
            order_keys: if basis == Basis::CreationDate {
                Vec::new()
            } else {
                rows.iter().map(|(key, _)| *key).collect()
            },
            created: rows.iter().map(|(_, row)| self.created[*row as usize]).collect(),
            counts: std::array::from_fn(|field| gather(&self.counts[field])),
            flags: rows.iter().map(|(_, row)| self.flags[*row as usize]).collect(),
            engaged: gather(&self.engaged),
            duplicate: duplicates(&self.fingerprints, &rows),
            without_order: (self.times.len() - rows.len()) as u64,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
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
fn duplicates(fingerprints: &[u64], rows: &[(i64, u32)]) -> Vec<bool> {
    let mut out = vec![false; rows.len()];
    // Only fingerprints that share a slot are compared.
    let slots = (8 * rows.len()).next_power_of_two().max(64);
    let slot = |print: u64| (print >> 20) as usize & (slots - 1);
    let (mut once, mut twice) = (vec![0u64; slots / 64], vec![0u64; slots / 64]);
    let stated =
        || rows.iter().map(|(_, row)| fingerprints[*row as usize]).zip(0u32..).filter(|(print, _)| *print & 1 == 1);
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
