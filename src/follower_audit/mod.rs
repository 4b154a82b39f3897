//! Were followers gathered to make a number? Cohorts that came in bulk, on evidence that agrees.
//!
//! # The question
//! Followers in the order in which they came. Some accounts may have been bought: delivered within days or over weeks,
//! by one vendor or several, among people who came by themselves. Wanted: when, how many, on what evidence; and never a
//! verdict on a person.
//!
//! # The model
//! An account's followers are *ordinary*, with creation dates and counts that drift slowly along the order of
//! following, or of a *bulk*: made in a few days or weeks, filled alike, delivered in one stretch. A bulk shows as a
//! rectangle of order by creation date that holds more accounts than its surroundings explain, and as a stretch of the
//! order where a profile pattern is commoner than around it. Nothing is compared with other accounts' followers: what
//! is usual in another country or year is usual in an audience from there.
//!
//! # Cohorts
//! | known | order rests on | arrivals | `from`, `to` |
//! | --- | --- | --- | --- |
//! | `followed_at` of most | follow time | examined | times |
//! | `follow_order` of most | follow order | not: an order has no rate | orders; `not_before`, a day that the first cannot have come before, for the latest creation date so far bounds the time from below (Meeder et al. 2011) |
//! | neither | creation dates alone | not | none: accounts created on certain days, as weaker evidence |
//!
//! # Evidence, kind by kind
//! - **Burst of arrivals**: arrivals of a window against the days around it, with a weekday pattern, growth
//!   and more than chance variance; tail of the negative binomial. Earlier bursts are cut from the baseline (as Farrington
//!   et al. 1996 weigh down past outbreaks).
//! - **Burst of creation dates**: accounts of a band of 1 to 64 days in a window against what the most
//!   generous of these expects: the same band among all others; among those shortly before and after; the neighbouring
//!   days of creation in the window itself, so that a wave of people from another country or year, whose dates are
//!   spread, is no cluster; and accounts as old at following, so that people who open an account in order to follow are
//!   none. In the spirit of the space-time permutation scan (Kulldorff et al. 2005), with a bound for its p-value
//!   (Hoeffding 1963) in index of permutations.
//! - **Profile pattern**: follows hundreds and five times as many as follow back, and half of:
//!   few followers, few posts, no likes, on no list. Compared with others about as old in the same audience.
//! - **Similarity**: how often two members have like counts, against draws from the surroundings.
//! - **No engagement**: members who never engaged with the agency, against the surroundings.
//!
//! Inactive is not bought and automated is not bought: nothing follows from a profile without posts, or with many.
//!
//! # What is called suspected
//! Four scans of all windows (clusters among alike followers, clusters among all, windows of the pattern, bursts of arrivals)
//! find a false one in at most 0.3 % of audiences each; in a window found, two independent kinds must each be improbable
//! at 1 % and of a size that matters. [`evidence::agree`] tells which kinds are independent. A burst of arrivals counts
//! for those in question only if they make up half of it: a viral post brings people of every kind. Windows that one kind
//! alone points at are told as single signs, and nothing is suspected of them.
//!
//! # How many
//! The bulk and the ordinary are pictured field by field, picture and members in turn; each follower is judged by a
//! picture it had no part in, and the share of lookalikes outside is assigned off. The interval holds the noise
//! of that and what vendors deliver unlike the rest.
//!
//! # What cannot be known
//! Whether the account's owner bought them, or somebody else did. A delivery of fewer than about eight. A bulk that is
//! like the ordinary in every field, or that comes evenly over the whole history. Most of an audience that was bought
//! from the start: then the bulk is the ordinary. Who is bought, one by one: a pattern is seen, no more.
//!
//! # Measured
//! `tests/audits.rs` repeats a part of this at every run, on made-up accounts, and all of it on real ones where a
//! file is given; docs/METHODS.md has the table.
//!
//! # References
//! Cresci et al. 2015, Fame for sale, Decision Support Systems 80. Meeder et al. 2011, We know who you followed last
//! summer, WWW. Zouzou and Varol 2024, Unsupervised detection of coordinated fake followers on social media, EPJ Data
//! Science 13. Kulldorff et al. 2005, A space-time permutation scan statistic, PLoS Medicine 2. Kulldorff 1997, A
//! spatial scan statistic, Communications in Statistics 26. Farrington et al. 1996, JRSS A 159. Hoeffding 1963, JASA 58.
//! Tarone 1990, Biometrics 46. Bella et al. 2010, Quantification via probability estimators, ICDM.

mod arrivals;
mod creation_scan;
pub mod evidence;
mod followers;
mod limitations;
mod mixture;
mod profile_flags;
mod rate_scan;
mod read;
mod result;
mod scan;
mod search;
mod similarity;
mod summed_area;
mod tail_bounds;
mod windows;
mod words;

pub use evidence::{Evidence, EvidenceKind, EvidenceStats, Finding};
pub use followers::{Basis, Follower, Followers, FollowersBuilder};
pub use limitations::{AuditStatus, Limitation};
pub use profile_flags::ProfileFlags;
pub use read::followers;
pub use result::{Cohort, FollowerAudit, PatternMatch, TimelineBucket, UncorroboratedSignal};
