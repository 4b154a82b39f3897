//! The profile pattern: signs that researchers have published, none of which means anything alone.
//!
//! Their limits are reference data (`models/signs.toml`, from the rules that Cresci et al. 2015 collected in table 1).
//! Measured on half of their accounts, the leading sign and half of the others hold for 89 % of the bought and 6 % of
//! the people.

use super::followers::COUNTS;
use crate::reference::SignRules;

const FOLLOWS: u8 = 1;
const FEW: u8 = 2;
const SILENT: u8 = 4;
const NO_LIKES: u8 = 8;
const UNLISTED: u8 = 16;
const PATTERN: u8 = 32;
const RESEMBLES: u8 = 64;
const JUDGED: u8 = 128;

/// What a profile's counts show, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProfileFlags(u8);

impl ProfileFlags {
    /// Reads the signs off followers, following, posts, likes, listed.
    pub fn of(counts: &[Option<f32>; COUNTS], rules: &SignRules) -> Self {
        let [followers, following, posts, likes, listed] = *counts;
        let mut bits = 0;
        let mut known = 0;
        let mut sign = |bit: u8, observed: Option<bool>| {
            bits |= if observed == Some(true) { bit } else { 0 };
            known |= if observed.is_some() { bit } else { 0 };
        };
        let both = following.zip(followers);
        let many = both.map(|(following, own)| following >= rules.following_per_follower * own.max(1.0));
        sign(FOLLOWS, both.zip(many).map(|((following, _), many)| many && following >= rules.following_at_least));
        sign(FEW, followers.map(|n| n < rules.followers_below));
        sign(SILENT, posts.map(|n| n < rules.posts_below));
        sign(NO_LIKES, likes.map(|n| n == 0.0));
        sign(UNLISTED, listed.map(|n| n == 0.0));
        let others = (known & !FOLLOWS).count_ones();
        if known & FOLLOWS != 0 && others >= 2 {
            bits |= JUDGED;
            // The leading sign and at least half of the others: inactivity alone is no pattern.
            let half = 2 * (bits & (FEW | SILENT | NO_LIKES | UNLISTED)).count_ones() >= others;
            bits |= if half && bits & FOLLOWS != 0 { PATTERN } else { 0 };
            bits |= if half && many == Some(true) { RESEMBLES } else { 0 };
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

    /// Whether it is there but for the number of accounts followed, as of an account still being filled.
    pub fn resembles(self) -> bool {
        self.0 & RESEMBLES != 0
    }

    /// The signs that are there, in words.
    pub fn words(self, rules: &SignRules) -> Vec<String> {
        let SignRules { following_per_follower, following_at_least, followers_below, posts_below, .. } = rules;
        let follows = format!(
            "follows {following_at_least} accounts or more, at least {following_per_follower} times as many as follow back"
        );
        let all = [
            (FOLLOWS, follows),
            (FEW, format!("fewer than {followers_below} followers")),
            (SILENT, format!("fewer than {posts_below} posts")),
            (NO_LIKES, "no likes".to_owned()),
            (UNLISTED, "on no list".to_owned()),
        ];
        all.into_iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, words)| words).collect()
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
    fn limits_are_reference_data_and_told_as_such() {
        let rules = SignRules { followers_below: 10.0, ..Catalog::embedded().signs().clone() };
        let signs = ProfileFlags::of(&[Some(18.0), Some(336.0), Some(35.0), Some(4.0), Some(2.0)], &rules);
        assert_eq!(
            signs.words(&rules),
            ["follows 100 accounts or more, at least 5 times as many as follow back", "fewer than 50 posts"]
        );
        assert!(!signs.pattern(), "one of four");
    }

    #[test]
    fn the_pattern_takes_following_hundreds_and_half_of_the_other_signs() {
        assert!(of([18.0, 336.0, 35.0, 0.0, 0.0]).pattern());
        assert!(of([40.0, 336.0, 80.0, 0.0, 0.0]).pattern(), "two of four");
        assert!(!of([40.0, 336.0, 80.0, 3.0, 0.0]).pattern(), "one of four");
        assert!(!of([80.0, 336.0, 35.0, 0.0, 0.0]).pattern(), "follows only four times as many");
    }

    #[test]
    fn who_has_hardly_begun_or_only_reads_shows_no_pattern() {
        assert!(!of([0.0, 40.0, 0.0, 0.0, 0.0]).pattern());
        assert!(of([0.0, 40.0, 0.0, 0.0, 0.0]).resembles());
        assert!(!of([60.0, 110.0, 0.0, 0.0, 0.0]).resembles());
    }

    #[test]
    fn too_few_counts_are_not_judged() {
        assert!(!of([18.0, 336.0, -1.0, -1.0, -1.0]).judged());
        assert!(!of([-1.0, 336.0, 0.0, 0.0, 0.0]).judged());
        assert!(of([18.0, 336.0, 3.0, -1.0, -1.0]).pattern(), "few followers and few posts");
    }
}
