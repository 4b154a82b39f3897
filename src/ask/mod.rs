//! Asking followers: whom, what, and what their answers say.
//!
//! # Whom
//! The frame of an ask is every profile whose membership is not known from what it states. People are drawn from it at
//! random without replacement, within strata whose sizes are known, so that every probability of inclusion is: all alike,
//! in proportion within segments, or more of those of whom a model is unsure ([`AskBy`]). The last is active inference
//! (Zrnic and Candès 2024, arXiv:2403.03208) in strata: by Neyman's allocation (1934) where it gains, with a part that stays in
//! proportion, so that a model that is wrong costs a little precision and no bias.
//!
//! # What
//! A [`Questionnaire`] has at most [`MAX_QUESTIONS`] questions, each cut at the target's own limits: whoever answers one
//! has said whether they meet what it asks, and not more than that.
//!
//! # What answers say
//! [`AnswerTally`] matches answers to the list of who was asked. An answer counts for as many people as its stratum has
//! for each answer of it: whoever of a stratum did not answer is taken to be like those who did. Two random arms, of which
//! one is offered a prize, show whether that holds: [`nonresponse`].

mod answers;
mod arms;
mod code;
mod draw;
mod list;
mod questionnaire;

use crate::message::{Message, message};
use crate::vocabulary::vocabulary;
pub use answers::{AnswerTally, AnsweredPerson, PersonKey, Response, StratumResponse, WaveResponse};
pub use arms::{ArmCounts, Nonresponse, nonresponse};
pub use code::{AskCode, CodeKey};
pub use draw::{AskBy, Frame, Stratum, draw, uneven_gain};
pub use list::{AskedPerson, LIST_COLUMNS, ListFault, merge_lists, read_list, unlisted, write_list};
pub use questionnaire::{About, Choice, HouseholdLimit, MAX_QUESTIONS, Meaning, Question, Questionnaire};

vocabulary! {
    /// One of two random halves of those asked.
    pub enum Arm {
        /// They are asked, and no prize is named.
        Plain = "plain",
        /// The prize is named to them.
        Prize = "prize",
    }
}

/// Why nobody can be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().outline())]
pub enum AskError {
    /// The target is whoever is labelled, and has no name to ask by.
    NothingToAsk,
    /// Nothing says of whom a model is unsure.
    NoModel,
    /// Two arms or many looks where not everybody is as likely to be asked.
    UnevenChances {
        /// What was asked for: `arms` or `sequential`.
        what: &'static str,
    },
    /// Nothing says how many.
    NoSize,
    /// So few profiles that nothing of them may be published.
    TooFewProfiles {
        /// The fewest.
        least: u64,
    },
    /// The target's income limits hang on a median that the catalogue does not have.
    NoMedian,
    /// Everybody states what the target asks for, or was asked before.
    NobodyLeft {
        /// Profiles whose membership is known.
        known: u64,
        /// Profiles that earlier lists name.
        asked: u64,
    },
    /// An earlier list was drawn from other strata.
    OtherStrata {
        /// The number of the earlier wave.
        wave: u32,
    },
}

impl AskError {
    /// What is wrong, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::NothingToAsk => message!["ask-fault-nothing"],
            Self::NoModel => message!["ask-fault-no-model"],
            Self::UnevenChances { what } => message!["ask-fault-uneven", what = what],
            Self::NoSize => message!["ask-fault-no-size"],
            Self::TooFewProfiles { least } => message!["ask-fault-too-few", least = least],
            Self::NoMedian => message!["ask-fault-no-median"],
            Self::NobodyLeft { known, asked } => message!["ask-fault-nobody-left", known = known, asked = asked],
            Self::OtherStrata { wave } => message!["ask-fault-strata", wave = wave],
        }
    }
}
