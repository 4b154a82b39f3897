//! What may be told of few people: cells are made coarse where they are counted, and all else follows from them.
//!
//! # The rule
//! No figure tells of fewer than [`MinCell`](crate::disclosure::MinCell) followers (10 by default), nor of all but fewer
//! than that, nor may it be had from other figures by sums, differences and shares times totals. Figures are not
//! blanked at the end, where something is always forgotten: each stage counts coarsely, and reports, channels and
//! plans are made from what it then says.
//!
//! | cell | what becomes of it |
//! | --- | --- |
//! | an audience of too few | nothing is told but that (`small_audience`); channels rest on published figures alone |
//! | a segment of too few | joins the nearest: as good as no other segment, and nothing is left over to subtract |
//! | members, or others, among those whose membership is counted | the range from none to the most that is hidden |
//! | the same in a segment | the range too; the fit of one more segment is withheld, so that the sum of all segments tells no more; of a segment below three cells nothing is told |
//! | the same among the suspected or in a cohort | the fits of all cohorts, and with them those with and without the suspected |
//! | too few, or all but too few, labelled members behind a share that labels alone carry | the estimate that follows where each hidden number is equally likely (`coarse`); withheld where fewer are labelled than leave every number open |
//! | declared, undeclared or complete profiles | withheld, and so are those that add up with them |
//! | a trait's level, or its absence | a share of none or all, told as few or nearly all; the share of everyone is the sum of these |
//! | a cohort of too few suspected, a single sign of too few | nothing is told of it |
//! | arrivals, or suspected arrivals, in a stretch of time | stretches are joined until none is of too few |
//! | observed channel use of too few, or all but too few, of the matched, or where it is not told how many are matched | does not move the reach of the channel |
//! | people who alone could teach of open ones | do not: whether there are any would tell that nobody is a member |
//! | a count in a warning | `fewer than 10` |
//!
//! None is hidden like a few where it says something of the others: that no declared profile is a member tells of each
//! of them that it is none. Where it describes nobody (no profile is undeclared) it is told.
//!
//! # What is promised
//! For every hidden count, each number from none to the most that is hidden is consistent with everything told, so far
//! as sums, differences and shares times totals go and the published totals themselves leave open. Counted figures keep
//! more: whatever the hidden count is, the same bytes are told.
//!
//! # What is not
//! A verdict is reached from the exact figures and tells on which side of the minimum share they are; how many more to
//! label follows from what is told. Estimates by a panel are beliefs on at least as many open profiles, told as they
//! are. Several analyses of one audience with and without single followers are not compared. Who knows which profiles
//! state bands can tell the certain members from the sum of both. That no profile states a value which the target
//! accepts is told (`value_missing`), for it is mostly a slip of the pen. `profile_patterns` lists rows of the asker's
//! own file, on request and in no report. Rows refused are the sender's, told to the sender.

mod min_cell;

pub use min_cell::MinCell;

/// Something that is withheld or told coarsely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// JSON pointer to it in an answer.
    pub pointer: String,
    /// What is done, and why.
    pub detail: String,
}
