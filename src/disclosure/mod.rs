//! The rules of disclosure control: which counts are too small to publish, and the noise of those that many questions are
//! asked about.
//!
//! # The rule
//! No published figure reveals a count below [`MinCell`] followers (10 by default) nor its complement, neither directly
//! nor by sums, differences or shares times totals. Figures are not blanked at the end, where one is always overlooked:
//! each stage suppresses or coarsens its own counts, and reports, channels and plans use the result.
//!
//! | small cell | treatment |
//! | --- | --- |
//! | the audience | only that it is small is published (`small_audience`); channels rest on published reference data |
//! | a segment | merged with the nearest, so that nothing is left over to subtract |
//! | members, or others, of a counted share | the range over all values of the suppressed count |
//! | the same in a segment | the range, and complementary suppression: the fit of one more segment is withheld, because the segments add up to the whole; below three minimum cells the fit of the segment is withheld |
//! | the same among the suspected or in a cohort | the fits of all cohorts are withheld, and the fits with and without the suspected |
//! | labelled members, or others, behind a share estimated from labels alone | coarsened: the estimate with every value of the suppressed count equally likely; withheld with too few labels for that |
//! | labelled, unlabelled or completely labelled profiles | withheld, and so are the counts that add up with them |
//! | a level of a trait, or its absence | the share is rounded to none or all; the share of the audience is the sum of these |
//! | the suspected of a cohort, the followers of an uncorroborated signal | not published |
//! | followers, or suspected, in a bucket of the timeline | buckets are merged |
//! | observed channel users, or others, among the matched; or an unpublished number of matched | do not change the reach of the channel |
//! | training rows for a group of unlabelled profiles | not used: their presence would reveal that somebody is a member |
//! | a count in a warning | `fewer than 10` |
//!
//! Zero is suppressed like a small count if it says something about the others: if no labelled profile is a member, each
//! of them is known not to be one. It is published if it is about nobody (no profile is unlabelled).
//!
//! # Noise
//! Suppression does not hold against many questions about one audience. Counts of stored people asked for by callers who may
//! not see their rows have [`Noise`] from where they are summed up: everything that is published follows from them, and the
//! rules above apply to the counts with noise. Groups that are a small cell with noise, other than members and others, are
//! not distinguished from none: unlabelled profiles, values that a target accepts, rows of a panel.
//!
//! # What is promised
//! Every value of a suppressed count, from zero to the maximum, is consistent with everything published, as far as sums,
//! differences and shares times totals go and the published totals allow. For counted figures more holds: the published
//! bytes are the same for every value of the suppressed count.
//!
//! # What is not promised
//! - The reason of a verdict, and the method `contradicted_labels`, show whether more than 2 % of the labels are contradicted.
//! - Estimates from a panel are published as they are: they are predictions for at least a minimum cell of profiles.
//! - Several exact analyses of one audience with and without single followers are not compared.
//! - Somebody who knows which profiles state bands can find the number of certain members from the sum of both.
//! - Without noise, a value that the target accepts and no profile states is named: it is mostly a spelling mistake.
//! - `profile_patterns` lists rows of the requester's own file, on request only and in no report. Rejected rows are
//!   reported to their sender.

mod min_cell;
mod noise;

pub use min_cell::{MinCell, ReleasedCount};
pub use noise::{Noise, NoisyQuestion, add_up_to};
use serde::{Deserialize, Serialize};

/// A figure that was withheld or coarsened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// JSON pointer to it in an answer.
    pub pointer: String,
    /// What was done, and why.
    pub suppression: Suppression,
}

/// What disclosure control did to a figure, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Suppression {
    /// Withheld: it is a small cell or would reveal one.
    Withheld,
    /// Published as a range, for the same reason.
    Range,
    /// Published as the estimate without the suppressed count, for the same reason.
    Coarsened,
    /// Withheld: the audience is a small cell.
    SmallAudience,
    /// Buckets of a timeline were merged: their followers, or their suspected, are a small cell.
    MergedBuckets,
    /// Signals were withheld: their followers are a small cell.
    WithheldSignals,
    /// Counts of evidence were withheld: they, or their complements, are a small cell.
    WithheldEvidence,
}
