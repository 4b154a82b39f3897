//! An ask in the contract.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::{Ask, AskOutlook};
use crate::api::asks::request::AskDesign;
use crate::api::contract::figure::{rounded, rounded_if_any};
use crate::api::contract::timestamp;
use crate::ask::{AnswerTally, Arm, AskedPerson, Question, Questionnaire};
use crate::report::messages::Messages;
use crate::report::{Language, choice_texts, question_text, questionnaire_form, questionnaire_text};
use crate::store::StoredAsk;
use crate::target::TargetSpec;

/// What so many answers would tell.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AskOutlook)]
pub struct AskOutlookBody {
    /// Answers.
    pub answers: u64,
    /// Half of the width of the interval of the share then.
    #[serde(serialize_with = "rounded")]
    pub half_width: f64,
    /// Probability that they decide on `min_share`; null without one.
    #[serde(serialize_with = "rounded_if_any")]
    pub chance: Option<f64>,
}

/// One person who is asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AskedPerson)]
pub struct AskedPersonBody {
    /// What names the person in the form; it says nothing of them.
    #[schema(example = "7K3MZ0")]
    pub code: String,
    /// The number of their row in the uploaded file, from 1.
    pub row: u64,
    /// The random half they are of, `plain` or `prize`; null where there is one for all.
    pub arm: Option<&'static str>,
}

/// One question, each of whose answers decides on what it asks about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AskQuestion)]
pub struct QuestionBody {
    /// What its column is called in answers.
    pub key: String,
    /// The question.
    pub text: String,
    /// The answers to choose from; each is named by its place, `a` for the first.
    pub choices: Vec<String>,
}

/// The questions in one language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Questionnaire)]
pub struct QuestionnaireBody {
    /// The language, as a BCP 47 tag.
    pub language: &'static str,
    /// The questions, at most three.
    pub questions: Vec<QuestionBody>,
    /// The whole as text, with consent and the place for the code.
    pub text: String,
    /// The text for those who are offered a prize; null without arms.
    pub text_with_prize: Option<String>,
    /// The questions as CSV for form tools.
    pub form: String,
}

/// Whom to ask of an audience, and what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AskPlan)]
pub struct AskBody {
    /// Profiles of the audience.
    pub profiles: u64,
    /// Those whose membership is not known, of whom people are drawn.
    pub frame: u64,
    /// Answers that are needed for the width and the verdict asked for; null where neither was.
    pub needed: Option<u64>,
    /// How people are drawn: `chance`, `segment` or `uncertainty`.
    pub by: &'static str,
    /// Number of the wave, from 1.
    pub wave: u32,
    /// What answers would tell.
    pub outlook: Vec<AskOutlookBody>,
    /// Those to ask.
    pub people: Vec<AskedPersonBody>,
    /// The questions, in each language.
    pub questionnaires: Vec<QuestionnaireBody>,
}

/// How many answered so far.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = AnswerCounts)]
pub struct AnswerCountsBody {
    /// People asked.
    pub asked: u64,
    /// Those whose answers decide.
    pub answered: u64,
    /// Answers of nobody on the list; they are not stored.
    pub unknown: u64,
    /// Answers given again, alike; they count once.
    pub repeated: u64,
    /// People who answered one thing and another; they do not count.
    pub conflicting: u64,
    /// People whose answer does not decide.
    pub undecided: u64,
    /// Answers that none of the choices is.
    pub unreadable: u64,
}

/// A stored ask.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredAsk)]
pub struct StoredAskBody {
    /// Its id.
    pub id: String,
    /// The audience of which people were drawn.
    pub audience_id: String,
    /// When they were drawn.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The target as it was resolved.
    pub target: TargetSpec,
    /// How they were drawn: `chance`, `segment` or `uncertainty`.
    pub by: String,
    /// Profiles whose membership was not known.
    pub frame: u64,
    /// Whether a random half of them is offered a prize.
    pub arms: bool,
    /// Whether the answers may be looked at more than once.
    pub sequential: bool,
    /// The minimum share that the answers should decide on.
    pub min_share: Option<f64>,
    /// How many answered so far.
    pub answers: AnswerCountsBody,
}

/// An ask that was just drawn, with whom to ask and what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DrawnAsk)]
pub struct DrawnAskBody {
    /// The stored ask.
    pub ask: StoredAskBody,
    /// Whom to ask, and what. No other response has the list; the page of the ask has it for who may write.
    pub plan: AskBody,
}

/// A page of asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskList {
    /// The asks, the newest first.
    pub items: Vec<StoredAskBody>,
    /// The `cursor` of the next page; null on the last.
    pub next_cursor: Option<String>,
}

impl From<&AnswerTally> for AnswerCountsBody {
    fn from(tally: &AnswerTally) -> Self {
        Self {
            asked: tally.asked,
            answered: tally.answered(),
            unknown: tally.unknown,
            repeated: tally.repeated,
            conflicting: tally.conflicting,
            undecided: tally.undecided,
            unreadable: tally.unreadable,
        }
    }
}

impl StoredAskBody {
    pub(in crate::api) fn new(ask: &StoredAsk, design: AskDesign, answers: AnswerCountsBody) -> Self {
        let AskDesign { target, by, frame, arms, sequential, min_share, .. } = design;
        let created_at = timestamp(ask.created_at);
        let (id, audience_id) = (ask.id.clone(), ask.audience.clone());
        Self { id, audience_id, created_at, target, by, frame, arms, sequential, min_share, answers }
    }
}

impl From<&AskOutlook> for AskOutlookBody {
    fn from(outlook: &AskOutlook) -> Self {
        let AskOutlook { answers, half_width, chance } = *outlook;
        Self { answers, half_width, chance }
    }
}

impl From<&AskedPerson> for AskedPersonBody {
    fn from(person: &AskedPerson) -> Self {
        Self { code: person.code.to_string(), row: person.row, arm: person.arm.map(Arm::as_str) }
    }
}

impl QuestionnaireBody {
    /// The questions in each language.
    pub(in crate::api) fn all(questionnaire: &Questionnaire, with_prize: bool) -> Vec<Self> {
        let one = |language: Language| {
            let m = Messages::of(language);
            let question = |question: &Question| QuestionBody {
                key: question.key.clone(),
                text: question_text(m, question),
                choices: choice_texts(m, question),
            };
            Self {
                language: language.tag(),
                questions: questionnaire.questions.iter().map(question).collect(),
                text: questionnaire_text(questionnaire, language, false),
                text_with_prize: with_prize.then(|| questionnaire_text(questionnaire, language, true)),
                form: questionnaire_form(questionnaire, language),
            }
        };
        Language::ALL.into_iter().map(one).collect()
    }
}

impl From<&Ask> for AskBody {
    fn from(ask: &Ask) -> Self {
        Self {
            profiles: ask.profiles,
            frame: ask.frame,
            needed: ask.needed,
            by: ask.options.by.as_str(),
            wave: ask.people.first().map_or(1, |person| person.wave),
            outlook: ask.outlook.iter().map(AskOutlookBody::from).collect(),
            people: ask.people.iter().map(AskedPersonBody::from).collect(),
            questionnaires: QuestionnaireBody::all(&ask.questionnaire, ask.options.arms),
        }
    }
}
