//! Made-up followers with what the acquisition audit reads: when they followed, their accounts' age and counts.

use audience_fit::profile::{Cell, ColumnId, Field, Kind, Profiles};
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Normal};
use rand_xoshiro::Xoshiro256PlusPlus;

const DAY: i64 = 86_400;
const FIRST_ACCOUNT: i64 = 1_230_768_000;
const FIRST_FOLLOWER: i64 = 1_420_070_400;
const DAYS: f64 = 1_500.0;
/// Day of the purchase since the first follower, and days before it that the accounts were made.
const BOUGHT: f64 = 700.0;
const MADE_BEFORE: f64 = 300.0;

const FIELDS: [Field; 5] =
    [Field::AccountFollowers, Field::AccountFollowing, Field::AccountPosts, Field::AccountLikes, Field::AccountListed];

/// The columns of a follower.
pub struct Columns {
    followed: ColumnId,
    created: ColumnId,
    counts: [ColumnId; 5],
}

/// One follower.
pub struct Audited {
    followed: i64,
    created: i64,
    counts: [f64; 5],
}

impl Audited {
    /// Makes the columns.
    pub fn columns(profiles: &mut Profiles) -> Columns {
        Columns {
            followed: profiles.column(&Field::FollowedAt, Kind::Moment),
            created: profiles.column(&Field::AccountCreatedAt, Kind::Moment),
            counts: FIELDS.each_ref().map(|field| profiles.column(field, Kind::Number)),
        }
    }

    /// `rows` followers, a share of them bought; the same every time.
    pub fn followers(rows: usize, bought: f64) -> impl Iterator<Item = Audited> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let normal = Normal::new(0.0, 1.0).expect("a deviation");
        (0..rows).map(move |i| {
            let mut spread = |sd: f64| sd * normal.sample(&mut rng);
            if (i as f64 * bought).fract() + bought >= 1.0 {
                let counts = [18.0 + spread(4.0), 340.0 + spread(90.0), 35.0 + spread(12.0), 0.0, 0.0];
                let followed = BOUGHT + spread(0.4).clamp(-1.0, 1.0);
                let created = FIRST_FOLLOWER + ((BOUGHT - MADE_BEFORE + spread(4.0)) * DAY as f64) as i64;
                return Self::of(followed, created, counts);
            }
            let active = spread(1.0);
            let mut count = |median: f64| (median * (active + spread(0.8)).exp()).round();
            let counts = [count(100.0), count(210.0), count(900.0), count(25.0), count(1.0)];
            let followed = rng.gen_range(0.0..DAYS);
            let until = FIRST_FOLLOWER + (followed * DAY as f64) as i64;
            Self::of(followed, rng.gen_range(FIRST_ACCOUNT..until.max(FIRST_ACCOUNT + 1)), counts)
        })
    }

    fn of(followed: f64, created: i64, counts: [f64; 5]) -> Self {
        let followed = FIRST_FOLLOWER + (followed * DAY as f64) as i64;
        Self { followed, created, counts: counts.map(|count| count.max(0.0).round()) }
    }

    /// Its cells.
    pub fn cells(&self, columns: &Columns) -> Vec<(ColumnId, Cell)> {
        let counts = columns.counts.iter().zip(self.counts).map(|(id, count)| (*id, Cell::Number(count as f32)));
        let moments = [(columns.followed, self.followed), (columns.created, self.created)];
        counts.chain(moments.map(|(id, moment)| (id, Cell::Moment(moment)))).collect()
    }
}
