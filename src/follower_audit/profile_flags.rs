//! The profile pattern: published signs of bought accounts, none of which means anything alone.
//!
//! Their thresholds are reference data (`models/signs.toml`, from the rules that Cresci et al. 2015 collected in table 1).
//! Measured on half of their accounts, the leading sign and half of the others hold for 89 % of the bought accounts and
//! 6 % of the people.

use serde::{Deserialize, Serialize};

use crate::reference::SignRules;

/// Counts that a profile may state: followers, following, posts, likes, listed.
pub const COUNTS: usize = 5;

const FOLLOWS_MANY: u8 = 1;
const FEW_FOLLOWERS: u8 = 2;
const FEW_POSTS: u8 = 4;
const NO_LIKES: u8 = 8;
const UNLISTED: u8 = 16;
const PATTERN: u8 = 32;
const RESEMBLES: u8 = 64;
const KNOWN: u8 = 128;

/// A sign of the profile pattern, with its thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum ProfileFlag {
    /// Follows many accounts, and many times as many as follow it. This is the leading sign.
    FollowsMany {
        /// The fewest accounts followed.
        min: f32,
        /// The lowest ratio of following to followers.
        ratio: f32,
    },
    /// Has few followers.
    FewFollowers {
        /// The number that they are below.
        below: f32,
    },
    /// Has few posts.
    FewPosts {
        /// The number that they are below.
        below: f32,
    },
    /// Never liked a post.
    NoLikes,
    /// Is on no list.
    Unlisted,
}

/// The signs that a profile's counts show, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileFlags(u8);

impl ProfileFlags {
    /// The signs of followers, following, posts, likes, listed.
    pub fn of(counts: &[Option<f32>; COUNTS], rules: &SignRules) -> Self {
        let [followers, following, posts, likes, listed] = *counts;
        let (mut bits, mut known) = (0, 0);
        let mut set = |bit: u8, present: Option<bool>| {
            bits |= if present == Some(true) { bit } else { 0 };
            known |= if present.is_some() { bit } else { 0 };
        };
        let both = following.zip(followers);
        let ratio = both.map(|(following, own)| following >= rules.following_per_follower * own.max(1.0));
        let many = both.zip(ratio).map(|((following, _), ratio)| ratio && following >= rules.following_at_least);
        set(FOLLOWS_MANY, many);
        set(FEW_FOLLOWERS, followers.map(|n| n < rules.followers_below));
        set(FEW_POSTS, posts.map(|n| n < rules.posts_below));
        set(NO_LIKES, likes.map(|n| n == 0.0));
        set(UNLISTED, listed.map(|n| n == 0.0));
        let others = (known & !FOLLOWS_MANY).count_ones();
        if known & FOLLOWS_MANY != 0 && others >= 2 {
            bits |= KNOWN;
            // The leading sign and at least half of the others: inactivity alone is no pattern.
            let half = 2 * (bits & (FEW_FOLLOWERS | FEW_POSTS | NO_LIKES | UNLISTED)).count_ones() >= others;
            bits |= if half && bits & FOLLOWS_MANY != 0 { PATTERN } else { 0 };
            bits |= if half && ratio == Some(true) { RESEMBLES } else { 0 };
        }
        Self(bits)
    }

    /// Whether enough counts are known to judge.
    pub fn is_known(self) -> bool {
        self.0 & KNOWN != 0
    }

    /// Whether the profile pattern is present.
    pub fn has_pattern(self) -> bool {
        self.0 & PATTERN != 0
    }

    /// Whether it is present apart from the number of accounts followed, like in an account that is still being filled.
    pub fn resembles_pattern(self) -> bool {
        self.0 & RESEMBLES != 0
    }

    /// The signs that are present, with the thresholds of `rules`.
    pub fn present(self, rules: &SignRules) -> Vec<ProfileFlag> {
        let follows = ProfileFlag::FollowsMany { min: rules.following_at_least, ratio: rules.following_per_follower };
        let all = [
            (FOLLOWS_MANY, follows),
            (FEW_FOLLOWERS, ProfileFlag::FewFollowers { below: rules.followers_below }),
            (FEW_POSTS, ProfileFlag::FewPosts { below: rules.posts_below }),
            (NO_LIKES, ProfileFlag::NoLikes),
            (UNLISTED, ProfileFlag::Unlisted),
        ];
        all.into_iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, flag)| flag).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Catalog;

    fn of(counts: [f32; COUNTS]) -> ProfileFlags {
        ProfileFlags::of(&counts.map(|n| (n >= 0.0).then_some(n)), Catalog::embedded().signs())
    }

    #[test]
    fn thresholds_are_those_of_the_reference_data() {
        let rules = SignRules { followers_below: 10.0, ..Catalog::embedded().signs().clone() };
        let flags = ProfileFlags::of(&[Some(18.0), Some(336.0), Some(35.0), Some(4.0), Some(2.0)], &rules);
        let expected = [ProfileFlag::FollowsMany { min: 100.0, ratio: 5.0 }, ProfileFlag::FewPosts { below: 50.0 }];
        assert_eq!(flags.present(&rules), expected);
        assert!(!flags.has_pattern(), "one of four");
    }

    #[test]
    fn pattern_needs_the_leading_sign_and_half_of_the_others() {
        assert!(of([18.0, 336.0, 35.0, 0.0, 0.0]).has_pattern());
        assert!(of([40.0, 336.0, 80.0, 0.0, 0.0]).has_pattern(), "two of four");
        assert!(!of([40.0, 336.0, 80.0, 3.0, 0.0]).has_pattern(), "one of four");
        assert!(!of([80.0, 336.0, 35.0, 0.0, 0.0]).has_pattern(), "follows only four times as many");
    }

    #[test]
    fn new_and_silent_accounts_have_no_pattern() {
        assert!(!of([0.0, 40.0, 0.0, 0.0, 0.0]).has_pattern());
        assert!(of([0.0, 40.0, 0.0, 0.0, 0.0]).resembles_pattern());
        assert!(!of([60.0, 110.0, 0.0, 0.0, 0.0]).resembles_pattern());
    }

    #[test]
    fn too_few_counts_are_not_judged() {
        assert!(!of([18.0, 336.0, -1.0, -1.0, -1.0]).is_known());
        assert!(!of([-1.0, 336.0, 0.0, 0.0, 0.0]).is_known());
        assert!(of([18.0, 336.0, 3.0, -1.0, -1.0]).has_pattern(), "few followers and few posts");
    }
}
