//! The answers of stored asks as labels of the audience that they were drawn from.

use std::sync::Arc;

use super::people;
use super::request::{AskDesign, StoredAnswers, kept};
use crate::analysis::{AnalysisOptions, apply_answers};
use crate::api::contract::{AnalysisQuestion, AnalysisRequestBody};
use crate::api::server::State;
use crate::ask::{AnswerTally, AskedPerson, merge_lists};
use crate::error::{Failure, Fault};
use crate::prevalence::LabelSampling;
use crate::store::{AgencyId, StoredAsk};
use crate::target::TargetSpec;

/// The asks that a request names.
#[derive(Debug, Clone, Default)]
pub(in crate::api) struct AskLabels(Vec<StoredAsk>);

/// The asks that `request` names, all of its stored audience.
///
/// # Errors
/// Where there is none of an id, or it is of another audience.
pub(in crate::api) async fn load_asks(
    state: &State,
    agency: &AgencyId,
    request: &AnalysisRequestBody,
) -> Result<AskLabels, Failure> {
    let mut asks = Vec::new();
    for (i, id) in request.ask_ids.iter().flatten().enumerate() {
        let fault = |code: &str, detail: &str| {
            Failure::invalid(vec![Fault {
                pointer: format!("/ask_ids/{i}"),
                code: code.to_owned(),
                detail: detail.into(),
            }])
        };
        let ask = state.store.ask(agency, id).await?;
        let ask = ask.ok_or_else(|| fault("not_found", "there is no ask with this id, or it was deleted"))?;
        if request.audience_id.as_ref() != Some(&ask.audience) {
            return Err(fault("conflict", &format!("the ask is of {}; give that as audience_id", ask.audience)));
        }
        asks.push(ask);
    }
    Ok(AskLabels(asks))
}

impl AskLabels {
    /// Everybody who was asked.
    ///
    /// # Errors
    /// Where the asks do not go together.
    pub(in crate::api) fn lists(&self) -> Result<Vec<AskedPerson>, Failure> {
        let lists = self.0.iter().map(people).collect::<Result<_, _>>()?;
        merge_lists(lists).map_err(|error| fault(error.to_string()))
    }

    /// A hash of who was asked and of their answers; none without asks.
    pub(in crate::api) fn digest(&self) -> Option<blake3::Hash> {
        let mut hasher = blake3::Hasher::new();
        self.hash(&mut hasher);
        (!self.0.is_empty()).then(|| hasher.finalize())
    }

    /// Adds what they hold to the hash of an input.
    pub(in crate::api) fn hash(&self, hasher: &mut blake3::Hasher) {
        for ask in &self.0 {
            hasher.update(ask.people.as_bytes());
            hasher.update(ask.answers.as_bytes());
        }
    }

    /// Sets the answers as labels of the question's audience.
    ///
    /// # Errors
    /// Where the asks are for another target, or do not go together.
    pub(in crate::api) fn apply(&self, question: &mut AnalysisQuestion) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut lists: Vec<Vec<AskedPerson>> = Vec::new();
        let mut answers = StoredAnswers::default();
        for ask in &self.0 {
            let design: AskDesign = kept(&ask.design)?;
            if !asks_the_same(&design.target, question.target.spec()) {
                return Err(fault(format!("{} asked about another target; give the same target", ask.id)));
            }
            lists.push(people(ask)?);
            answers.merge(kept(&ask.answers)?);
        }
        let asked = merge_lists(lists).map_err(|error| fault(error.to_string()))?;
        let tally: AnswerTally = answers.tally(&asked, question.options.sequential);
        if tally.answered() == 0 {
            return Err(fault("nobody has answered yet; store answers first".to_owned()));
        }
        let options = &question.options;
        let told = (options.level, options.min_cell);
        // What is kept of the stored people stays as it is.
        let profiles = &mut Arc::make_mut(&mut question.audience).profiles;
        let (target, summary) =
            apply_answers(profiles, question.target.clone(), &tally, told).map_err(|error| fault(error.to_string()))?;
        question.target = target;
        question.options =
            AnalysisOptions { labels: LabelSampling::RandomSample, answers: Some(summary), ..question.options.clone() };
        Ok(())
    }
}

fn fault(detail: String) -> Failure {
    let code = "conflict".to_owned();
    Failure::invalid(vec![Fault { pointer: "/ask_ids".to_owned(), code, detail: detail.into() }])
}

/// Whether two targets ask for the same, whatever they are called.
fn asks_the_same(one: &TargetSpec, other: &TargetSpec) -> bool {
    let plain = |spec: &TargetSpec| TargetSpec { preset: None, name: None, ..spec.clone() };
    plain(one) == plain(other)
}
