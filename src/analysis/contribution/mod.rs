//! What a part of an audience contributes to its figures, so that no machine needs to hold all of it.
//!
//! An audience too large for one memory is read twice, a part at a time, anywhere and in any order:
//!
//! 1. the *survey*: rows, texts of every category, the counts that warnings need, and samples of rows by a hash of their
//!    ids: those that segments are fitted on, and those that the follower audit looks at;
//! 2. the *sums*: memberships and column sums by segment and cell of the audit ([`AudienceStats`]), channel use, and
//!    samples of the unlabelled and of the complete, which the estimate is made from.
//!
//! Contributions merge in any order to the same bits: counts are whole numbers, sums are kept in fixed point
//! ([`ExactSum`]), and a sample has the lowest ranks of all rows, whatever the parts. The samples are those that
//! [`analyze`](super::analyze) draws from a set that is held as a whole, so the figures are the same; only the follower
//! audit, which `analyze` makes of all followers, is made of a random sample of [`AUDITED`] where there are more.
//!
//! [`AudienceStats`]: crate::prevalence::AudienceStats
//! [`ExactSum`]: crate::prevalence::ExactSum

mod gather;
mod kept_rows;
mod model;
mod sums;
mod survey;

#[cfg(feature = "cluster")]
mod wire;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;

pub use self::gather::{Gathered, gather};
use self::model::Model;
use self::sums::SumsOfPart;
use self::survey::Survey;
use crate::ingest::{PartReader, ReadError, ReadOptions};
use crate::target::Target;

/// Followers that the audit looks at; of more it looks at a random sample. A delivery of one in a thousand followers is
/// then a hundred accounts, where the audit finds such as begin at about eight.
pub const AUDITED: usize = 100_000;

/// Why an audience cannot be analysed part by part.
#[derive(Debug, thiserror::Error)]
pub enum ContributionError {
    /// The rows cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An inconsistency of the rows.
    #[error("the rows do not suit the first file: {0}")]
    Rows(#[from] ArrowError),
    /// Rows without an id: which of them are sampled would depend on where they stand.
    #[error(
        "{rows} profiles have no id; an audience that is read in parts needs an id in every row, for samples are drawn by it"
    )]
    NoIds {
        /// How many.
        rows: u64,
    },
    /// Rows with the same id, seen among the sampled.
    #[error("{ids} of {sampled} sampled ids occur more than once; remove the repeated rows, and run it again")]
    RepeatedIds {
        /// Ids that occur more than once.
        ids: u64,
        /// Ids that were looked at.
        sampled: u64,
    },
    /// A field whose labels have weights.
    #[error("profiles have a label_weight, which needs all labelled profiles at hand; leave --engine out")]
    LabelWeights,
    /// More values than a category has.
    #[error(
        "the field {field} has more than {max} different values, too many for a category; leave it out of the files"
    )]
    TooManyValues {
        /// The field.
        field: String,
        /// The most.
        max: usize,
    },
    /// Codes for no answer, whose effect on the figure needs all profiles at hand.
    #[error(
        "the field {field} has codes that seem to stand for no answer ({codes}); make them empty in the files, and run it again"
    )]
    EndCodes {
        /// The field.
        field: String,
        /// The codes.
        codes: String,
    },
    /// What another machine sent cannot be read.
    #[error("what another machine of the cluster sent cannot be read: {0}")]
    Wire(String),
    /// No profile was accepted.
    #[error(
        "no profile was accepted; {rejected} rows were rejected: see with inspect what the first file is taken for"
    )]
    NoProfiles {
        /// Rows rejected.
        rejected: u64,
    },
}

/// What is asked of every part.
#[derive(Debug, Clone)]
pub struct Question {
    /// The first rows of the first file, which say what the columns stand for.
    pub head: RecordBatch,
    /// Rows in all.
    pub rows: u64,
    /// How they are read.
    pub options: ReadOptions,
    /// The target.
    pub target: Target,
    /// Seed of the samples.
    pub seed: u64,
    /// Rows that are taken to be accepted, for the survey; none where that did not prove true.
    accepted: Option<u64>,
    /// What the survey found; without it this is the survey.
    model: Option<Model>,
}

/// What some rows contribute.
#[derive(Debug)]
pub struct Contribution(Pass);

#[derive(Debug)]
enum Pass {
    Survey(Box<Survey>),
    Sums(Box<SumsOfPart>),
}

impl Question {
    /// The first question about an audience.
    pub fn new(head: RecordBatch, rows: u64, options: ReadOptions, target: Target, seed: u64) -> Self {
        // Whoever has most rows rejected is asked twice.
        Self { head, rows, options, target, seed, accepted: Some(rows / 2), model: None }
    }

    fn reader(&self) -> Result<PartReader, ContributionError> {
        Ok(PartReader::new(&self.head, self.rows, &self.options)?)
    }
}

impl Contribution {
    /// That of no rows yet.
    ///
    /// # Errors
    /// [`ContributionError::Read`] where the head is no table of people.
    pub fn none(question: &Question) -> Result<Self, ContributionError> {
        Ok(Self(match &question.model {
            None => Pass::Survey(Box::new(Survey::new(question)?)),
            Some(model) => Pass::Sums(Box::new(SumsOfPart::new(question, model.clone())?)),
        }))
    }

    /// Adds rows, whose columns are those of the question's head.
    ///
    /// # Errors
    /// [`ContributionError`] where they cannot be read.
    pub fn add(&mut self, rows: &RecordBatch) -> Result<(), ContributionError> {
        match &mut self.0 {
            Pass::Survey(survey) => survey.add(rows),
            Pass::Sums(sums) => sums.add(rows),
        }
    }

    /// Adds what other rows contribute.
    ///
    /// # Errors
    /// [`ContributionError`] on an inconsistency.
    pub fn merge(&mut self, other: Self) -> Result<(), ContributionError> {
        match (&mut self.0, other.0) {
            (Pass::Survey(mine), Pass::Survey(theirs)) => mine.merge(theirs.into_state()?),
            (Pass::Sums(mine), Pass::Sums(theirs)) => mine.merge(theirs.into_state()?),
            (Pass::Survey(_), Pass::Sums(_)) | (Pass::Sums(_), Pass::Survey(_)) => {
                Err(ArrowError::InvalidArgumentError("contributions to two questions".to_owned()).into())
            }
        }
    }
}
