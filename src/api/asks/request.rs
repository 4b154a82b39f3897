//! What asks and answers are requested by, and what is kept of them.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::analysis::AskOptions;
use crate::api::contract::AnalysisRequestBody;
use crate::api::contract::body::{Faults, parse};
use crate::ask::{AnswerTally, AskBy, AskCode, AskedPerson, CodeKey, PersonKey, Question, Questionnaire, Response};
use crate::error::{ErrorCode, Failure};
use crate::ingest::{excerpt, is_non_answer, yes_or_no};
use crate::message::message;
use crate::report::{AnswerTable, AnswerTableFault, PersonCell, choice_of};
use crate::target::{Target, TargetSpec};

/// Answers of one request at most.
const MAX_ANSWERS: usize = 100_000;

/// Whom to ask of an audience.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AskRequest)]
pub struct AskRequestBody {
    /// The people the agency exists for.
    #[schema(value_type = TargetSpec, required = true)]
    pub target: Option<TargetSpec>,
    /// The most people to ask. Fewer are drawn where fewer are needed for the verdict or the width.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub people: Option<u64>,
    /// Half of the width of the interval that is wanted, as a share: 0.05 for plus or minus 5 percentage points.
    #[schema(minimum = 0.001, maximum = 0.5)]
    pub within: Option<f64>,
    /// Minimum share that the answers should decide on, 0 to 1.
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub min_share: Option<f64>,
    /// How likely each person is to be asked; `chance` by default.
    pub by: Option<AskBy>,
    /// Part of those asked who are expected to answer, above 0 up to 1; 1 by default.
    #[schema(minimum = 0.001, maximum = 1.0)]
    pub response_rate: Option<f64>,
    /// Whether a random half of them is offered a prize; false by default.
    pub arms: Option<bool>,
    /// Whether the answers will be looked at more than once; false by default.
    pub sequential: Option<bool>,
    /// Id of a stored panel, which `by` `uncertainty` takes the model from.
    pub panel_id: Option<String>,
    /// Ids of earlier asks of the audience for the same target: nobody of them is drawn again.
    #[schema(max_items = 100)]
    pub after: Option<Vec<String>>,
    /// Nominal level of intervals, 0.5 to 0.99; 0.9 by default.
    #[schema(minimum = 0.5, maximum = 0.99)]
    pub level: Option<f64>,
    /// Seed of every draw; 0 by default.
    #[schema(value_type = Option<u64>, format = "uint64")]
    pub seed: Option<u64>,
}

impl AskRequestBody {
    /// Reads a body.
    ///
    /// # Errors
    /// Every fault of it.
    pub(in crate::api) fn read(body: &[u8]) -> Result<Self, Failure> {
        let parsed = parse::<Self>(body)?;
        let (request, mut faults) = (parsed.value, parsed.faults);
        let mut range = |pointer: &str, value: Option<f64>, accepted: std::ops::RangeInclusive<f64>| {
            if let Some(value) = value.filter(|value| !accepted.contains(value)) {
                let detail = format!("received {value}; accepted: {} to {}", accepted.start(), accepted.end());
                faults.add(pointer, "out_of_range", &detail);
            }
        };
        range("/people", request.people.map(|people| people as f64), 1.0..=1e6);
        range("/within", request.within, 0.001..=0.5);
        range("/response_rate", request.response_rate, 0.001..=1.0);
        faults.finish()?;
        Ok(request)
    }

    /// The question about the audience that it draws from.
    pub(in crate::api) fn question(&self, audience: String) -> AnalysisRequestBody {
        AnalysisRequestBody {
            audience_id: Some(audience),
            panel_id: self.panel_id.clone(),
            target: self.target.clone(),
            ask_ids: self.after.clone(),
            min_share: self.min_share,
            level: self.level,
            seed: self.seed,
            retain: Some(false),
            ..AnalysisRequestBody::default()
        }
    }

    /// How to ask, with codes from `key`; `group_seed` is that of the audience.
    pub(in crate::api) fn options(&self, key: CodeKey, group_seed: u64) -> AskOptions {
        AskOptions {
            by: self.by.map_or(AskBy::Chance, AskBy::from),
            people: self.people,
            half_width: self.within,
            response_rate: self.response_rate.unwrap_or(1.0),
            arms: self.arms.unwrap_or(false),
            sequential: self.sequential.unwrap_or(false),
            before: Vec::new(),
            key,
            group_seed,
        }
    }
}

/// Answers of people who were asked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswersRequest)]
pub struct AnswersRequestBody {
    /// The answers, one entry a person.
    #[schema(min_items = 1, max_items = 100_000)]
    pub answers: Option<Vec<AnswerBody>>,
}

/// One person's answers.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Answer)]
pub struct AnswerBody {
    /// The person's code; or `row`.
    pub code: Option<String>,
    /// The number of the person's row in the upload, from 1.
    pub row: Option<u64>,
    /// Whether the person is in the target; or `choices`.
    pub in_target: Option<bool>,
    /// The choice of each question by its key: its letter, `a` for the first, or its words.
    #[serde(default)]
    pub choices: std::collections::BTreeMap<String, String>,
}

/// What was asked and how, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::api) struct AskDesign {
    /// The target as resolved.
    pub(in crate::api) target: TargetSpec,
    /// How people were drawn.
    pub(in crate::api) by: String,
    /// Profiles whose membership was not known.
    pub(in crate::api) frame: u64,
    /// People asked.
    pub(in crate::api) asked: u64,
    /// Whether there are two arms.
    pub(in crate::api) arms: bool,
    /// Whether the answers may be looked at more than once.
    pub(in crate::api) sequential: bool,
    /// The minimum share to decide on.
    pub(in crate::api) min_share: Option<f64>,
    /// Answers that were needed for the width and the verdict wanted.
    #[serde(default)]
    pub(in crate::api) needed: Option<u64>,
    /// Whether as many answers are expected as are needed.
    #[serde(default)]
    pub(in crate::api) is_enough: bool,
    /// What answers would tell: how many, half of the width of the interval then, and the probability of a verdict.
    #[serde(default)]
    pub(in crate::api) outlook: Vec<(u64, f64, Option<f64>)>,
    /// The earlier asks that this one goes on from.
    #[serde(default)]
    pub(in crate::api) after: Vec<String>,
}

/// An answer as it is kept: of whom, whether in the target, and what each question came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::api) struct StoredAnswer(u64, Option<bool>, Vec<Option<bool>>);

/// Answers as they are kept, with what was wrong with others.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::api) struct StoredAnswers {
    answers: Vec<StoredAnswer>,
    /// Answers of nobody on the list.
    unknown: u64,
    /// Answers that none of the choices is.
    unreadable: u64,
}

impl StoredAnswers {
    /// Adds the answers of a body.
    ///
    /// # Errors
    /// Every fault of it.
    pub(in crate::api) fn add(&mut self, body: &[u8], target: &Target, asked: &[AskedPerson]) -> Result<(), Failure> {
        let parsed = parse::<AnswersRequestBody>(body)?;
        let mut faults = parsed.faults;
        let answers = parsed.value.answers.unwrap_or_default();
        if answers.is_empty() || answers.len() > MAX_ANSWERS {
            let detail = format!("{} answers received; accepted: 1 to {MAX_ANSWERS}", answers.len());
            faults.add("/answers", "out_of_range", &detail);
        }
        let questions = Questionnaire::new(target).map(|all| all.questions).unwrap_or_default();
        for (i, answer) in answers.iter().enumerate() {
            answer.check(i, &questions, &mut faults);
        }
        faults.finish()?;
        for answer in &answers {
            let person = match (&answer.code, answer.row) {
                (Some(code), _) => {
                    let code = AskCode::read(code);
                    asked.iter().find(|person| Some(&person.code) == code.as_ref())
                }
                (None, row) => asked.iter().find(|person| Some(person.row) == row),
            };
            let Some(person) = person else {
                self.unknown += 1;
                continue;
            };
            let mut met = Vec::with_capacity(questions.len());
            for question in &questions {
                let said = answer.choices.get(&question.key).filter(|said| !said.trim().is_empty());
                let choice = said.map(|said| choice_of(question, said));
                self.unreadable += u64::from(choice == Some(None));
                met.push(choice.flatten().and_then(|choice| choice.meets));
            }
            let decided = Questionnaire { questions: questions.clone() }.decide(&met);
            self.answers.push(StoredAnswer(person.row, answer.in_target.or(decided), met));
        }
        Ok(())
    }

    /// Adds the answers of a table.
    ///
    /// # Errors
    /// What the table is lacking.
    pub(in crate::api) fn add_table(
        &mut self,
        table: &AnswerTable,
        target: &Target,
        asked: &[AskedPerson],
    ) -> Result<(), AnswerTableFault> {
        let questionnaire =
            Questionnaire { questions: Questionnaire::new(target).map_or(Vec::new(), |all| all.questions) };
        let by_code: HashMap<&str, u64> = asked.iter().map(|person| (person.code.as_str(), person.row)).collect();
        let rows: HashSet<u64> = asked.iter().map(|person| person.row).collect();
        for answer in table.answers(&questionnaire.questions)? {
            let row = match answer.person {
                PersonCell::Code(code) => AskCode::read(code).and_then(|code| by_code.get(code.as_str()).copied()),
                PersonCell::Row(row) => row.parse().ok().filter(|row| rows.contains(row)),
                // Ids are not kept.
                PersonCell::Id(_) => None,
            };
            let Some(row) = row else {
                self.unknown += 1;
                continue;
            };
            let mut read = |cell: &str, met: Option<Option<bool>>| {
                self.unreadable += u64::from(met.is_none() && !cell.is_empty() && !is_non_answer(cell));
                met.flatten()
            };
            let one = |(question, cell): (&Question, &Option<&str>)| {
                let cell = (*cell)?;
                read(cell, choice_of(question, cell).map(|choice| choice.meets))
            };
            let met: Vec<Option<bool>> = questionnaire.questions.iter().zip(&answer.choices).map(one).collect();
            let said = answer.in_target.and_then(|cell| read(cell, yes_or_no(cell).map(Some)));
            self.answers.push(StoredAnswer(row, said.or_else(|| questionnaire.decide(&met)), met));
        }
        Ok(())
    }

    /// Adds the answers of another ask.
    pub(in crate::api) fn merge(&mut self, other: Self) {
        self.answers.extend(other.answers);
        self.unknown += other.unknown;
        self.unreadable += other.unreadable;
    }

    /// What they come to, of those who were asked, for figures that are looked at once, or often.
    pub(in crate::api) fn tally(&self, asked: &[AskedPerson], is_sequential: bool) -> AnswerTally {
        let response = |StoredAnswer(row, in_target, met): &StoredAnswer| Response {
            person: PersonKey::Row(*row),
            in_target: *in_target,
            met: met.clone(),
        };
        let responses: Vec<Response> = self.answers.iter().map(response).collect();
        let counted = if is_sequential { AnswerTally::sequential } else { AnswerTally::new };
        AnswerTally { unknown: self.unknown, unreadable: self.unreadable, ..counted(asked, &responses) }
    }
}

impl AnswerBody {
    fn check(&self, i: usize, questions: &[crate::ask::Question], faults: &mut Faults) {
        if self.code.is_some() == self.row.is_some() {
            faults.add(&format!("/answers/{i}"), "missing", "give either code or row");
        }
        let unknown = self.choices.keys().find(|key| !questions.iter().any(|question| question.key == **key));
        if let Some(unknown) = unknown {
            let keys: Vec<&str> = questions.iter().map(|question| question.key.as_str()).collect();
            let detail = format!("received {}; accepted: {}", excerpt(unknown), keys.join(", "));
            faults.add(&format!("/answers/{i}/choices"), "unknown_field", &detail);
        }
        if self.in_target.is_none() && self.choices.is_empty() {
            faults.add(&format!("/answers/{i}"), "missing", "give in_target, or the choice of each question");
        }
    }
}

/// What is kept, read back.
pub(in crate::api) fn kept<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| {
        tracing::error!(%error, "failed to read a stored ask");
        Failure::of(ErrorCode::StoredDataDamaged, message!["failure-stored-ask"])
    })
}
