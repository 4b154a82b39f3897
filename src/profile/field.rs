//! The fields a profile may carry, under the names the contract gives them.

use std::fmt;

use super::Kind;

/// One field of a profile, named as in the JSON contract.
///
/// Ages and incomes are kept as the ends of a band: a number that was stated exactly has equal ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub enum Field {
    /// Youngest age in completed years that agrees with what was stated.
    AgeMin,
    /// Oldest age in completed years that agrees with what was stated.
    AgeMax,
    /// Lower end of the stated income, in the unit of [`Field::IncomeUnit`].
    IncomeMin,
    /// Upper end of the stated income; infinite for an open band.
    IncomeMax,
    /// Currency, period and scope of the income, for example `KRW/month/household`.
    IncomeUnit,
    /// Income divided by the national median of the household's size.
    MedianRatio,
    /// Number of people in the household.
    HouseholdSize,
    /// Gender in the agency's own words.
    Gender,
    /// Region code or name.
    Region,
    /// Education level.
    Education,
    /// Employment status.
    Employment,
    /// Housing tenure.
    Tenure,
    /// When the account was created.
    AccountCreatedAt,
    /// Followers of the account.
    AccountFollowers,
    /// Accounts that the account follows.
    AccountFollowing,
    /// Posts of the account.
    AccountPosts,
    /// Likes given by the account.
    AccountLikes,
    /// Lists the account is on.
    AccountListed,
    /// Whether the platform verified the account.
    AccountVerified,
    /// Whether the account's posts are protected.
    AccountProtected,
    /// Whether the account has a picture of its own.
    AccountHasAvatar,
    /// Whether the account has a description.
    AccountHasBio,
    /// When the account was last active.
    AccountLastActiveAt,
    /// When the profile began to follow.
    FollowedAt,
    /// Position in the order of following; 1 is the oldest follower.
    FollowOrder,
    /// Likes given to the agency.
    EngagementLikes,
    /// Replies to the agency.
    EngagementReplies,
    /// Reposts of the agency.
    EngagementReposts,
    /// Clicks on the agency's links.
    EngagementClicks,
    /// Observed use of the channel with this id.
    Channel(Box<str>),
    /// Anything else the agency knows.
    Attribute(Box<str>),
    /// Target membership known directly.
    InTarget,
    /// Design weight of a panel row.
    Weight,
    /// One over the probability with which a labelled profile was drawn.
    LabelWeight,
}

impl Field {
    /// Every field of fixed name, in contract order.
    pub const FIXED: [(&'static str, Field); 32] = [
        ("age_min", Field::AgeMin),
        ("age_max", Field::AgeMax),
        ("income_min", Field::IncomeMin),
        ("income_max", Field::IncomeMax),
        ("income_unit", Field::IncomeUnit),
        ("income.median_ratio", Field::MedianRatio),
        ("household_size", Field::HouseholdSize),
        ("gender", Field::Gender),
        ("region", Field::Region),
        ("education", Field::Education),
        ("employment", Field::Employment),
        ("tenure", Field::Tenure),
        ("account.created_at", Field::AccountCreatedAt),
        ("account.followers", Field::AccountFollowers),
        ("account.following", Field::AccountFollowing),
        ("account.posts", Field::AccountPosts),
        ("account.likes", Field::AccountLikes),
        ("account.listed", Field::AccountListed),
        ("account.verified", Field::AccountVerified),
        ("account.protected", Field::AccountProtected),
        ("account.has_avatar", Field::AccountHasAvatar),
        ("account.has_bio", Field::AccountHasBio),
        ("account.last_active_at", Field::AccountLastActiveAt),
        ("followed_at", Field::FollowedAt),
        ("follow_order", Field::FollowOrder),
        ("engagement.likes", Field::EngagementLikes),
        ("engagement.replies", Field::EngagementReplies),
        ("engagement.reposts", Field::EngagementReposts),
        ("engagement.clicks", Field::EngagementClicks),
        ("in_target", Field::InTarget),
        ("weight", Field::Weight),
        ("label_weight", Field::LabelWeight),
    ];

    /// The field that is displayed as `name`.
    pub fn of_name(name: &str) -> Option<Field> {
        if let Some(id) = name.strip_prefix("channels.") {
            return Some(Field::Channel(id.into()));
        }
        if let Some(own) = name.strip_prefix("attributes.") {
            return Some(Field::Attribute(own.into()));
        }
        Field::FIXED.into_iter().find(|(fixed, _)| *fixed == name).map(|(_, field)| field)
    }

    /// The kind of its values, or `None` where they may be numbers or texts.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Field::Gender
            | Field::Region
            | Field::Education
            | Field::Employment
            | Field::Tenure
            | Field::Attribute(_) => None,
            Field::IncomeUnit => Some(Kind::Level),
            Field::AccountVerified
            | Field::AccountProtected
            | Field::AccountHasAvatar
            | Field::AccountHasBio
            | Field::Channel(_)
            | Field::InTarget => Some(Kind::Flag),
            Field::AccountCreatedAt | Field::AccountLastActiveAt | Field::FollowedAt | Field::FollowOrder => {
                Some(Kind::Moment)
            }
            Field::AgeMin
            | Field::AgeMax
            | Field::IncomeMin
            | Field::IncomeMax
            | Field::MedianRatio
            | Field::HouseholdSize
            | Field::AccountFollowers
            | Field::AccountFollowing
            | Field::AccountPosts
            | Field::AccountLikes
            | Field::AccountListed
            | Field::EngagementLikes
            | Field::EngagementReplies
            | Field::EngagementReposts
            | Field::EngagementClicks
            | Field::Weight
            | Field::LabelWeight => Some(Kind::Number),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Field::Channel(id) = self {
            return write!(f, "channels.{id}");
        }
        if let Field::Attribute(name) = self {
            return write!(f, "attributes.{name}");
        }
        let name = Field::FIXED.iter().find(|(_, field)| field == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
