//! Who gets exact figures of stored people, and how many different targets everybody else may ask about.

use actix_web::{HttpMessage, HttpRequest};

use super::analyses::AgencyData;
use super::asks::AskLabels;
use super::extract::Caller;
use super::now;
use super::server::State;
use crate::api::contract::{AnalysisRequestBody, canonical_question, canonical_target};
use crate::disclosure::{Noise, NoisyQuestion};
use crate::error::{ErrorCode, Failure};
use crate::message::message;
use crate::report::messages::args;
use crate::store::{AskedQuestion, Dataset, QuestionCount, QuestionLimits, WINDOW_DAYS};

const DAY_MS: i64 = 86_400_000;
/// Characters of a target that the audit log keeps; a longer one is named by its hash as well.
const MAX_TARGET_CHARS: usize = 2000;

/// The target that a request asks about, for the audit log.
#[derive(Debug, Clone)]
pub(super) struct AuditTarget(pub(super) String);

/// Seconds until the next day begins (UTC), at least one.
pub(super) fn seconds_left_of_day(now: i64) -> i64 {
    (DAY_MS - now.rem_euclid(DAY_MS)).div_euclid(1000).max(1)
}

/// The noise that the figures of the stored people of a question have; none where they are exact.
#[derive(Debug, Clone, Default)]
pub(super) struct QuestionNoise {
    pub(super) audience: Option<Noise>,
    pub(super) panel: Option<Noise>,
}

/// Keeps the target of a request for the audit log.
pub(super) fn keep_target(request: &HttpRequest, question: &AnalysisRequestBody, state: &State, data: &AgencyData) {
    if let Some(target) = canonical_target(question, data.targets(), &state.catalog) {
        request.extensions_mut().insert(AuditTarget(shortened(&target)));
    }
}

fn shortened(target: &str) -> String {
    if target.chars().count() <= MAX_TARGET_CHARS {
        return target.to_owned();
    }
    let begin: String = target.chars().take(MAX_TARGET_CHARS).collect();
    format!("{begin}... (cut; BLAKE3 {})", blake3::hash(target.as_bytes()).to_hex())
}

/// Counts a question about a stored dataset, unless its caller may have exact figures, and gives its place among those about
/// the same people; none for such a caller.
///
/// # Errors
/// `too_many_targets` where the key asked about as many others today as it may, `forbidden` where the agency's keys asked
/// about as many of the dataset as they ever may, or of the same people as they may for now.
pub(super) async fn count_question(
    state: &State,
    caller: &Caller,
    question: &str,
    dataset: &Dataset,
) -> Result<Option<u64>, Failure> {
    let Some(key) = caller.key.as_deref().filter(|_| !caller.exact) else { return Ok(None) };
    let (people, hash) = (dataset.people(), hash_of(question));
    let asked = AskedQuestion {
        agency: &caller.agency,
        key,
        dataset: &dataset.id,
        people: &people,
        day: now().div_euclid(DAY_MS),
        question: &hash,
    };
    let settings = &state.settings;
    let limits = QuestionLimits { per_day: settings.targets_per_day, in_all: settings.targets_per_dataset };
    let id = dataset.id.to_string();
    match state.store.record_question(asked, limits).await? {
        QuestionCount::Recorded { place } => Ok(Some(place)),
        QuestionCount::DayIsFull => {
            let (most, seconds) = (limits.per_day.to_string(), seconds_left_of_day(now()).to_string());
            let args = args![most = most, id = id, seconds = seconds];
            Err(Failure::said(ErrorCode::TooManyTargets, "problem-too-many-targets", args))
        }
        QuestionCount::DatasetIsFull => {
            let args = args![most = limits.in_all.to_string(), id = id];
            Err(Failure::said(ErrorCode::Forbidden, "problem-too-many-targets-in-all", args))
        }
        QuestionCount::PeopleAreFull { until_day } => {
            let left = (until_day - asked.day).max(1).to_string();
            let (most, days) = (limits.in_all.to_string(), WINDOW_DAYS.to_string());
            let args = args![most = most, id = id, days = days, left = left];
            Err(Failure::said(ErrorCode::Forbidden, "problem-too-many-targets-of-people", args))
        }
    }
}

fn hash_of(question: &str) -> String {
    blake3::hash(question.as_bytes()).to_hex().to_string()
}

/// Checks that a caller may have single rows of stored people, as whoever is asked and what they answered are.
///
/// # Errors
/// `forbidden` where it may not.
pub(super) fn check_single_rows(caller: &Caller) -> Result<(), Failure> {
    if caller.exact { Ok(()) } else { Err(Failure::said(ErrorCode::Forbidden, "problem-single-rows", args![])) }
}

/// Counts the question of `request` about the stored people that it names, and gives the noise of their figures.
///
/// # Errors
/// `too_many_targets`, and `forbidden` where rows of stored people are asked for one by one.
pub(super) async fn admit(
    state: &State,
    caller: &Caller,
    data: &AgencyData,
    request: &AnalysisRequestBody,
    audience: Option<&Dataset>,
    panel: Option<&Dataset>,
    asks: &AskLabels,
) -> Result<QuestionNoise, Failure> {
    if !caller.exact && audience.is_some() && request.profile_patterns == Some(true) {
        return Err(Failure::of(ErrorCode::Forbidden, message!["failure-patterns"]));
    }
    // A target at fault has no answer, and is not counted.
    let Some(question) = question_of(state, data, request, audience, panel, asks) else {
        return Ok(QuestionNoise::default());
    };
    let (mut noise, key) = (QuestionNoise::default(), data.noise_key());
    for (dataset, noise) in [(audience, &mut noise.audience), (panel, &mut noise.panel)] {
        // Made-up people are another agency's, and nobody is hidden among them.
        let Some(dataset) = dataset.filter(|dataset| dataset.agency == caller.agency) else { continue };
        count_question(state, caller, &question, dataset).await?;
        *noise = Some(noise_of(state, &key, dataset, &question)).filter(|_| !caller.exact);
    }
    Ok(noise)
}

/// The noise of a question about a dataset.
pub(super) fn noise_of(state: &State, key: &[u8; 32], dataset: &Dataset, question: &str) -> Noise {
    noise_of_so_many(key, dataset, question, state.settings.targets_per_dataset)
}

/// The same, as one of so many questions about the dataset's people that may be asked.
pub(super) fn noise_of_so_many(key: &[u8; 32], dataset: &Dataset, question: &str, of: u64) -> Noise {
    let (people, content_hash) = (dataset.people(), dataset.summary.content_hash.as_str());
    Noise::new(key, NoisyQuestion { people: &people, content_hash, question, of })
}

/// What is asked of people, in one form whatever way it was written. What only changes how the answer is read, such as the
/// minimum share, is no part of it; the answers to asks are: what the same noise hides must not differ by one person's
/// answer. None where the target is at fault.
pub(super) fn question_of(
    state: &State,
    data: &AgencyData,
    request: &AnalysisRequestBody,
    audience: Option<&Dataset>,
    panel: Option<&Dataset>,
    asks: &AskLabels,
) -> Option<String> {
    let question = canonical_question(request, data.targets(), &state.catalog)?;
    let question = match asks.digest() {
        Some(answers) => format!("{question} {answers}"),
        None => question,
    };
    let datasets = [audience, panel].into_iter().flatten();
    Some(datasets.fold(question, |text, dataset| format!("{text} {}", dataset.summary.content_hash)))
}

impl QuestionNoise {
    /// The noise of a `question` about these datasets that was counted before.
    pub(super) fn of_counted(
        state: &State,
        data: &AgencyData,
        question: &str,
        [audience, panel]: [Option<&Dataset>; 2],
    ) -> Self {
        let key = data.noise_key();
        let noise = |dataset| noise_of(state, &key, dataset, question);
        Self { audience: audience.map(noise), panel: panel.map(noise) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight() {
        assert_eq!([0, DAY_MS - 1, DAY_MS + 60_000].map(seconds_left_of_day), [86_400, 1, 86_340]);
    }

    #[test]
    fn long_targets_are_cut_and_named_by_their_hash() {
        assert_eq!(shortened("{}"), "{}");
        let long = shortened(&"x".repeat(5000));
        assert!(long.len() < 2200 && long.contains("BLAKE3"), "{}", long.len());
    }
}
