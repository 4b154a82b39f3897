//! Which followers seem to have come in bulk, as cohorts with evidence; never a verdict on a person.
//!
//! # The question
//! The input is the followers in the order in which they followed. Some accounts may have been bought: delivered within
//! days or over weeks, by one vendor or several, among people who came by themselves. The audit estimates when, how many,
//! and on what evidence.
//!
//! # The model
//! Followers are *organic*, with creation dates and counts that drift slowly along the order of following, or *bulk*:
//! created within days or weeks, with similar profiles, delivered in one period. A bulk shows as a rectangle of order by
//! creation date with more accounts than comparable rectangles, and as a window of the order in which a profile pattern
//! is more frequent than around it. Comparisons are within the audience only, so that what is usual in another country
//! or year is usual in an audience from there.
//!
//! # Cohorts
//! | known | order rests on | arrivals | `from`, `to` |
//! | --- | --- | --- | --- |
//! | `followed_at` of most | follow time | examined | times |
//! | `follow_order` of most | follow order | not examined: an order has no rate | orders; `not_before` bounds the time from below by the latest creation date so far (Meeder et al. 2011) |
//! | neither | creation dates alone | not examined | none: accounts created on certain days, as weaker evidence |
//!
//! # Kinds of evidence
//! - **Burst of arrivals**: arrivals in a window against a baseline with weekday pattern, growth and overdispersion; tail
//!   of the negative binomial. Earlier bursts are clipped from the baseline (like past outbreaks in Farrington et al. 1996).
//! - **Burst of creation dates**: accounts created in a range of 1 to 64 days, in a window, against the highest of these
//!   expectations: the same range among all others; among those shortly before and after; the neighbouring creation dates
//!   in the same window, so that a wave of people from another country or year is no cluster; and accounts of the same age
//!   at following, so that people who open an account in order to follow are none. This is a space-time scan (Kulldorff et
//!   al. 2005) with a bound on its p-value (Hoeffding 1963) instead of permutations.
//! - **Profile pattern**: follows hundreds of accounts and five times as many as follow it, and half of: few followers, few
//!   posts, no likes, on no list. Compared with accounts of about the same age in the same audience.
//! - **Similarity**: how often two members have similar counts, against random draws from comparable followers.
//! - **No engagement**: members who never engaged with the agency, against comparable followers.
//!
//! Inactive does not mean bought, and automated does not mean bought: a profile with no posts, or with many, is not
//! evidence.
//!
//! # When a cohort is suspected
//! Four scans of all windows (creation dates among followers with the pattern, creation dates among all, windows of the
//! pattern, bursts of arrivals) each have a false-alarm rate of at most 0.3 % of audiences. In a window they find, two
//! independent kinds of evidence must each have p <= 0.01 and a relevant effect size; [`evidence::agree`] defines which
//! kinds are independent. A burst of arrivals counts only if the accounts in question are at least half of it: a viral
//! post brings people of every kind. A window with one kind of evidence is reported as an uncorroborated signal and
//! nothing is suspected of it.
//!
//! # How many
//! A mixture of two components (bulk and organic) is fitted by alternating between densities and memberships, as EM does.
//! Densities are independent by field (naive Bayes); each follower is scored by densities it did not contribute to
//! (cross-fitting), and the prevalence is corrected for the false-positive rate outside (Bella et al. 2010). The interval
//! includes classification error and bulk followers unlike the rest.
//!
//! # Limits
//! The audit cannot know whether the account's owner bought followers or somebody else did. It cannot find a delivery of
//! fewer than about eight, a bulk that resembles organic followers in every field or arrives evenly over the whole
//! history, or a bulk that is most of the audience. It does not identify bought accounts one by one.
//!
//! # Validation
//! `tests/audits.rs` runs on simulated accounts, and on real ones if a file is given. docs/METHODS.md has the results.
//!
//! # References
//! Cresci et al. 2015, Fame for sale, Decision Support Systems 80. Meeder et al. 2011, We know who you followed last
//! summer, WWW. Zouzou and Varol 2024, Unsupervised detection of coordinated fake followers on social media, EPJ Data
//! Science 13. Kulldorff et al. 2005, A space-time permutation scan statistic, PLoS Medicine 2. Kulldorff 1997, A
//! spatial scan statistic, Communications in Statistics 26. Farrington et al. 1996, JRSS A 159. Hoeffding 1963, JASA 58.
//! Tarone 1990, Biometrics 46. Bella et al. 2010, Quantification via probability estimators, ICDM.

mod arrivals;
mod creation_scan;
mod density;
pub mod evidence;
mod followers;
mod limitations;
mod mixture;
mod profile_flags;
mod rate_scan;
mod read;
mod result;
mod scale;
mod scan;
mod search;
mod similarity;
mod summed_area;
mod tail_bounds;
mod timeline;
mod windows;

pub use evidence::{Evidence, EvidenceKind, EvidenceStats, Finding, NotExamined};
pub use followers::{Basis, Follower, Followers, FollowersBuilder};
pub use limitations::{AuditLimitCode, AuditStatus, Limitation};
pub use profile_flags::{ProfileFlag, ProfileFlags};
pub use read::followers;
pub use result::{Cohort, FollowerAudit, PatternMatch, UncorroboratedSignal};
pub use search::MIN_FOLLOWERS;
pub use timeline::TimelineBucket;
