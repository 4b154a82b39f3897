//! Limits of the signs that accounts sold in bulk have in common: `signs.toml`.

use serde::Deserialize;
use utoipa::ToSchema;

use super::Source;
use super::entries::{Entries, parse};
use super::error::Problems;

/// The file.
pub(super) const FILE: &str = "signs.toml";

/// Limits at which a profile's counts are a sign; none of them means anything alone.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignRules {
    /// Id of the source.
    pub source: String,
    /// Following this many times its own followers is the leading sign,
    pub following_per_follower: f32,
    /// where it follows this many accounts at all.
    pub following_at_least: f32,
    /// Fewer followers than this is a sign.
    pub followers_below: f32,
    /// Fewer posts than this is a sign.
    pub posts_below: f32,
}

impl SignRules {
    /// Reads the file among `files`; every fault goes to `problems`.
    pub(super) fn read(files: &[(String, String)], sources: &Entries<Source>, problems: &mut Problems) -> Self {
        let Some((file, text)) = files.iter().find(|(path, _)| path == FILE) else {
            problems.add(FILE, 1, "the file is missing");
            return Self::default();
        };
        let Some(rules) = parse::<Self>(file, text, problems) else { return Self::default() };
        if !sources.has(&rules.source) {
            problems.add(FILE, 1, format!("source `{}` is not in sources.toml", rules.source));
        }
        let limits = [
            ("following_per_follower", rules.following_per_follower),
            ("following_at_least", rules.following_at_least),
            ("followers_below", rules.followers_below),
            ("posts_below", rules.posts_below),
        ];
        for (name, limit) in limits.into_iter().filter(|(_, limit)| !(1.0..=100_000.0).contains(limit)) {
            problems.add(FILE, 1, format!("{name} {limit} is not from 1 to 100000"));
        }
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Catalog;

    #[test]
    fn the_signs_have_a_source() {
        let catalog = Catalog::embedded();
        assert!(catalog.source(&catalog.signs().source).is_some());
    }

    #[test]
    fn faults_are_named() {
        let said = |files: &[(String, String)]| {
            let mut problems = Problems::default();
            let sources = Entries::read(std::iter::empty(), &mut problems);
            SignRules::read(files, &sources, &mut problems);
            problems.finish().expect_err("faults").to_string()
        };
        let text = "source = \"nobody\"\nfollowing_per_follower = 0\nfollowing_at_least = 100\nfollowers_below = 30\n\
                    posts_below = nan\n";
        let faults = said(&[(FILE.to_owned(), text.to_owned())]);
        for fault in ["`nobody`", "following_per_follower 0", "posts_below NaN"] {
            assert!(faults.contains(fault), "{fault}: {faults}");
        }
        assert!(said(&[]).contains("signs.toml:1: the file is missing"));
    }
}
