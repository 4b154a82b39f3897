//! The profile as the contract documents it. Readers fill columns straight from the bytes; this type is never built.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use crate::target::{Period, Scope};

/// One follower, or one panel row. Every field is optional; null counts as absent.
#[derive(Debug, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileBody {
    /// Opaque text, unique in its audience.
    #[schema(value_type = Option<TextOrNumber>)]
    pub id: Option<String>,
    /// Age in years, 0 to 120.
    #[schema(minimum = 0.0, maximum = 120.0)]
    pub age: Option<f64>,
    /// Year of birth, instead of an age.
    pub birth_year: Option<i32>,
    /// A band of ages, instead of an age.
    pub age_band: Option<BandBody>,
    /// Income, as an amount, a band, or a ratio to the national median.
    pub income: Option<IncomeBody>,
    /// Number of people in the household.
    #[schema(minimum = 1)]
    pub household_size: Option<u8>,
    /// Text or number.
    #[schema(value_type = Option<TextOrNumber>)]
    pub gender: Option<String>,
    /// Text or number.
    #[schema(value_type = Option<TextOrNumber>)]
    pub region: Option<String>,
    /// Text or number.
    #[schema(value_type = Option<TextOrNumber>)]
    pub education: Option<String>,
    /// Text or number.
    #[schema(value_type = Option<TextOrNumber>)]
    pub employment: Option<String>,
    /// Text or number.
    #[schema(value_type = Option<TextOrNumber>)]
    pub tenure: Option<String>,
    /// The follower's own account.
    pub account: Option<AccountBody>,
    /// When the follower began to follow, RFC 3339.
    pub followed_at: Option<String>,
    /// Position in the order of following; 1 is the oldest follower.
    pub follow_order: Option<u64>,
    /// What the follower did with the agency's posts.
    pub engagement: Option<EngagementBody>,
    /// Observed use by channel id.
    pub channels: Option<BTreeMap<String, bool>>,
    /// Anything else the agency knows: number, text or bool by name.
    #[schema(value_type = Option<BTreeMap<String, Scalar>>)]
    pub attributes: Option<()>,
    /// Target membership known directly.
    pub in_target: Option<bool>,
    /// Design weight; panel rows only.
    #[schema(exclusive_minimum = 0.0)]
    pub weight: Option<f64>,
    /// One over the probability with which a labelled follower was drawn; with `labels.how` `random_sample`, and then
    /// for every labelled follower or none. Followers only.
    #[schema(exclusive_minimum = 0.0)]
    pub label_weight: Option<f64>,
}

/// A text or a number.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum TextOrNumber {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
}

/// A number, a text or a flag; null counts as absent.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// True or false.
    Flag(bool),
}

/// A band; an end left out is open.
#[derive(Debug, ToSchema)]
#[schema(as = Band)]
pub struct BandBody {
    /// Lower end.
    pub min: Option<f64>,
    /// Upper end.
    pub max: Option<f64>,
}

/// An income: `amount` or `band` with currency, period and scope, or `median_ratio` alone.
#[derive(Debug, ToSchema)]
#[schema(as = Income)]
pub struct IncomeBody {
    /// Amount.
    #[schema(minimum = 0.0)]
    pub amount: Option<f64>,
    /// Band of amounts.
    pub band: Option<BandBody>,
    /// Income over the national median of the household's size.
    #[schema(minimum = 0.0)]
    pub median_ratio: Option<f64>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// Span the amount is counted over.
    pub period: Option<Period>,
    /// Whose income.
    pub scope: Option<Scope>,
}

/// The follower's own account.
#[derive(Debug, ToSchema)]
#[schema(as = Account)]
pub struct AccountBody {
    /// RFC 3339 time or date.
    pub created_at: Option<String>,
    /// Followers.
    pub followers: Option<u64>,
    /// Accounts followed.
    pub following: Option<u64>,
    /// Posts.
    pub posts: Option<u64>,
    /// Likes given.
    pub likes: Option<u64>,
    /// Lists it is on.
    pub listed: Option<u64>,
    /// Whether the platform verified it.
    pub verified: Option<bool>,
    /// Whether its posts are protected.
    pub protected: Option<bool>,
    /// Whether it has a picture of its own.
    pub has_avatar: Option<bool>,
    /// Whether it has a description.
    pub has_bio: Option<bool>,
    /// RFC 3339 time or date.
    pub last_active_at: Option<String>,
}

/// What the follower did with the agency's posts.
#[derive(Debug, ToSchema)]
#[schema(as = Engagement)]
pub struct EngagementBody {
    /// Likes.
    pub likes: Option<u64>,
    /// Replies.
    pub replies: Option<u64>,
    /// Reposts.
    pub reposts: Option<u64>,
    /// Clicks.
    pub clicks: Option<u64>,
}
