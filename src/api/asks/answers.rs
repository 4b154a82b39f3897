//! What is told of answers, in the contract.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::{Analysis, AnswerSummary};
use crate::api::contract::figure::{EstimateBody, rounded};
use crate::ask::Nonresponse;
use crate::prevalence::Estimate;
use crate::report::Language;
use crate::report::ask::{answer_notes, next_step, nonresponse_sentences};
use crate::report::messages::Messages;

/// How people answered who were asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnswersOfAsk)]
pub struct AnswersBody {
    /// People asked.
    pub asked: u64,
    /// Those whose answers decide.
    pub answered: u64,
    /// Answers of nobody on the list; they do not count.
    pub unknown: u64,
    /// Answers given again, alike; they count once.
    pub repeated: u64,
    /// People who answered one thing and another; they do not count.
    pub conflicting: u64,
    /// People whose answer does not decide.
    pub undecided: u64,
    /// Answers that none of the choices is.
    pub unreadable: u64,
    /// People who answered other than their profile says; they count.
    pub contradicted: u64,
    /// How each group of which people were drawn answered.
    pub groups: Vec<ResponseBody>,
    /// How each wave answered.
    pub waves: Vec<ResponseBody>,
    /// What two random halves tell of those who do not answer; null without them, or where too few answered.
    pub nonresponse: Option<NonresponseBody>,
    /// What to know of the answers, in sentences.
    pub notes: Vec<String>,
    /// Whether to stop or to ask more, in a sentence; null unless the sample may be looked at more than once.
    pub next_step: Option<String>,
}

/// How many of some people answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Response)]
pub struct ResponseBody {
    /// Those asked.
    pub asked: u64,
    /// Those whose answers decide.
    pub answered: u64,
}

/// Shares of the target by how people answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Nonresponse)]
pub struct NonresponseBody {
    /// Among those who answer without a prize.
    pub always: EstimateBody,
    /// Among those who answer for the prize alone.
    pub prize_only: EstimateBody,
    /// Among those who never answer: extrapolated.
    pub never: EstimateBody,
    /// Among all of whom people were drawn.
    pub whole: EstimateBody,
    /// The share of the whole audience, those who do not answer included. A verdict stands if this and the fit decide alike.
    pub share: EstimateBody,
    /// Part of the people who answer without a prize.
    #[serde(serialize_with = "rounded")]
    pub always_part: f64,
    /// Part of those who answer for the prize alone.
    #[serde(serialize_with = "rounded")]
    pub prize_only_part: f64,
    /// Part of those who never answer.
    #[serde(serialize_with = "rounded")]
    pub never_part: f64,
    /// Whether the prize moved too few people for the halves to tell much.
    pub is_weak: bool,
    /// The same in words, with what it rests on.
    pub summary: String,
}

impl NonresponseBody {
    fn new(m: &Messages, found: &Nonresponse, corrected: &Estimate) -> Self {
        let [always_part, prize_only_part, never_part] = found.parts;
        Self {
            always: EstimateBody::from(&found.always),
            prize_only: EstimateBody::from(&found.prize_only),
            never: EstimateBody::from(&found.never),
            whole: EstimateBody::from(&found.whole),
            share: EstimateBody::from(corrected),
            always_part,
            prize_only_part,
            never_part,
            is_weak: found.is_weak,
            summary: nonresponse_sentences(m, found).join(" "),
        }
    }
}

impl AnswersBody {
    /// What is told of the answers of an analysis.
    pub(in crate::api) fn new(analysis: &Analysis, answers: &AnswerSummary, language: Language) -> Self {
        let m = Messages::of(language);
        let response = |asked, answered| ResponseBody { asked, answered };
        Self {
            asked: answers.asked,
            answered: answers.answered,
            unknown: answers.unknown,
            repeated: answers.repeated,
            conflicting: answers.conflicting,
            undecided: answers.undecided,
            unreadable: answers.unreadable,
            contradicted: answers.contradicted,
            groups: answers.strata.iter().map(|s| response(s.asked, s.answered)).collect(),
            waves: answers.waves.iter().map(|w| response(w.asked, w.answered)).collect(),
            nonresponse: answers
                .nonresponse
                .as_ref()
                .zip(answers.corrected.as_ref())
                .map(|(found, corrected)| NonresponseBody::new(m, found, corrected)),
            notes: answer_notes(m, answers),
            next_step: next_step(m, analysis),
        }
    }
}
