//! Reads followers from profiles.

use super::followers::{Follower, Followers, FollowersBuilder};
use crate::profile::{Chunk, ColumnId, Field, Kind, Profiles};
use crate::reference::SignRules;

/// Counts in the order of [`Follower::counts`].
const COUNTS: [Field; 5] =
    [Field::AccountFollowers, Field::AccountFollowing, Field::AccountPosts, Field::AccountLikes, Field::AccountListed];
/// ProfileFlags of engagement with the agency.
const ENGAGEMENT: [Field; 4] =
    [Field::EngagementLikes, Field::EngagementReplies, Field::EngagementReposts, Field::EngagementClicks];

/// The columns that the audit reads.
struct Columns {
    followed_at: Option<ColumnId>,
    follow_order: Option<ColumnId>,
    created_at: Option<ColumnId>,
    counts: [Option<ColumnId>; 5],
    engagement: [Option<ColumnId>; 4],
}

/// The followers of an audience in the order of following; their flags use the thresholds of `rules`.
pub fn followers(profiles: &Profiles, rules: &SignRules) -> Followers {
    let moment = |field: &Field| profiles.find(field, Kind::Moment);
    let number = |field: &Field| profiles.find(field, Kind::Number);
    let columns = Columns {
        followed_at: moment(&Field::FollowedAt),
        follow_order: moment(&Field::FollowOrder),
        created_at: moment(&Field::AccountCreatedAt),
        counts: COUNTS.each_ref().map(number),
        engagement: ENGAGEMENT.each_ref().map(number),
    };
    let mut builder = FollowersBuilder::for_followers(rules, profiles.len());
    let mut keys = profiles.row_keys().iter();
    for chunk in profiles.chunks() {
        for (row, key) in (0..chunk.rows()).zip(&mut keys) {
            builder.push(&follower(&columns, chunk, row, *key));
        }
    }
    builder.finish()
}

fn follower(columns: &Columns, chunk: &Chunk, row: usize, key: u64) -> Follower {
    let moment = |column: Option<ColumnId>| column.and_then(|column| chunk.moment(column, row));
    let number = |column: Option<ColumnId>| column.and_then(|column| chunk.number(column, row));
    let engagement = columns.engagement.map(number);
    let known = engagement.iter().any(Option::is_some);
    Follower {
        followed_at: moment(columns.followed_at),
        follow_order: moment(columns.follow_order),
        created_at: moment(columns.created_at),
        counts: columns.counts.map(number),
        engaged: known.then(|| engagement.iter().flatten().any(|count| *count > 0.0)),
        key,
    }
}
