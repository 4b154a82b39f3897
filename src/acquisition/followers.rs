//! What the audit needs of each follower, as compact columns in the order of following.

use super::signs::Signs;

/// Counts that a profile may carry: followers, following, posts, likes, listed.
pub const COUNTS: usize = 5;
/// A count that is not stated, in [`Followers::counts`].
pub const NO_COUNT: u8 = u8::MAX;
/// A creation day that is not stated.
pub const NO_DAY: u16 = u16::MAX;

const SECONDS_A_DAY: i64 = 86_400;
/// Days from 1970 to 1990, the first year that profiles may speak of.
const FIRST_DAY: i64 = 7_305;

/// What arrivals are known by, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// When each follower began to follow.
    FollowTime,
    /// In what order they did.
    FollowOrder,
    /// When their accounts were created, and nothing of when they followed.
    CreationDate,
}

/// One follower on the way into the columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Follower {
    /// Seconds since 1970 when it began to follow.
    pub followed_at: Option<i64>,
    /// Its place in the order of following; 1 is the oldest.
    pub follow_order: Option<i64>,
    /// Seconds since 1970 when its account was created.
    pub created_at: Option<i64>,
    /// Followers, following, posts, likes, listed.
    pub counts: [Option<f32>; COUNTS],
    /// Whether it ever engaged with the agency.
    pub engaged: Option<bool>,
    /// A number that names it; breaks ties.
    pub key: u64,
}

/// The followers in the order of following.
#[derive(Debug, Clone)]
pub struct Followers {
    /// What the order rests on.
    pub basis: Basis,
    /// Row of each among the profiles.
    pub rows: Vec<u32>,
    /// Follow time in seconds since 1970, or place in the order; empty where neither is known.
    pub marks: Vec<i64>,
    /// Day of creation since 1990, or [`NO_DAY`].
    pub created: Vec<u16>,
    /// Counts on a scale of half octaves, or [`NO_COUNT`].
    pub counts: [Vec<u8>; COUNTS],
    /// Signs of the profile pattern.
    pub signs: Vec<Signs>,
    /// Whether each engaged: 0 no, 1 yes, 2 not known.
    pub engaged: Vec<u8>,
    /// Followers left out because the basis is not known of them.
    pub left_out: u64,
}

impl Followers {
    /// Sorts followers by follow time where most state it, else by follow order, else leaves them as they are.
    ///
    /// Ties are broken by the other of the two, then by key.
    pub fn new(all: &[Follower]) -> Self {
        let stated = |of: fn(&Follower) -> bool| all.iter().filter(|f| of(f)).count();
        let times = stated(|f| f.followed_at.is_some());
        let orders = stated(|f| f.follow_order.is_some());
        let least = all.len() / 2;
        let basis = if times > 0 && times >= orders && times >= least {
            Basis::FollowTime
        } else if orders > 0 && orders >= least {
            Basis::FollowOrder
        } else {
            Basis::CreationDate
        };
        let mut keyed: Vec<(i64, i64, u64, u32)> = Vec::with_capacity(all.len());
        for (row, f) in (0u32..).zip(all) {
            let (first, second) = match basis {
                Basis::FollowTime => (f.followed_at, f.follow_order),
                Basis::FollowOrder => (f.follow_order, None),
                Basis::CreationDate => (Some(0), None),
            };
            if let Some(first) = first {
                keyed.push((first, second.unwrap_or(i64::MAX), f.key, row));
            }
        }
        keyed.sort_unstable();
        let mut out = Self {
            basis,
            rows: keyed.iter().map(|k| k.3).collect(),
            marks: Vec::new(),
            created: Vec::with_capacity(keyed.len()),
            counts: Default::default(),
            signs: Vec::with_capacity(keyed.len()),
            engaged: Vec::with_capacity(keyed.len()),
            left_out: (all.len() - keyed.len()) as u64,
        };
        if basis != Basis::CreationDate {
            out.marks = keyed.iter().map(|k| k.0).collect();
        }
        for (_, _, _, row) in &keyed {
            let f = &all[*row as usize];
            out.created.push(f.created_at.map_or(NO_DAY, day_of));
            for (column, count) in out.counts.iter_mut().zip(f.counts) {
                column.push(count.map_or(NO_COUNT, half_octaves));
            }
            out.signs.push(Signs::of(&f.counts));
            out.engaged.push(f.engaged.map_or(2, u8::from));
        }
        out
    }

    /// Number of followers.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Day since 1990 on which the follower at `place` came: known, or not before that day.
    ///
    /// Without follow times it is the latest creation day up to that place: nobody follows before the account exists
    /// (Meeder et al. 2011).
    pub fn days(&self) -> Vec<u16> {
        match self.basis {
            Basis::FollowTime => self.marks.iter().map(|t| day_of(*t)).collect(),
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

/// A count on a scale on which doubling it (and one) is two steps.
fn half_octaves(count: f32) -> u8 {
    (2.0 * (1.0 + count.max(0.0)).log2()).floor().min(100.0) as u8
}
