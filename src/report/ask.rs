//! Whom to ask, as a page for a terminal, and what is told of the answers.

use super::document::{Block, Document, Fact, Section};
use super::format::{count, quantity};
use super::messages::{Language, Messages, args};
use super::questionnaire::question_text;
use super::target::target_words;
use crate::analysis::{Analysis, AnswerSummary, Ask, AskOutlook};
use crate::ask::{AskBy, Nonresponse};
use crate::prevalence::{Method, Outcome};

/// Names of the files that an ask was written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskFileNames {
    /// The list of those who are asked.
    pub list: String,
    /// The questionnaires as text.
    pub questionnaires: Vec<String>,
    /// The questionnaires as tables.
    pub forms: Vec<String>,
}

/// Whom to ask as a page for a terminal, as wide as that of [`text`](super::text()).
pub fn ask_text(ask: &Ask, files: &AskFileNames, language: Language, width: usize) -> String {
    super::text::page(&document(Messages::of(language), ask, files), width)
}

fn document(m: &Messages, ask: &Ask, files: &AskFileNames) -> Document {
    let mut size = Section::new(m.label("ask-heading"));
    size.blocks.push(Block::Lead(m.text("ask-lead", args![people = ask.people.len(), frame = ask.frame]).into()));
    let expected = ask.people.len() as f64 * ask.options.response_rate;
    size.blocks.extend(ask.needed.map(|needed| {
        let is_enough = expected.round() >= needed as f64;
        let sentence = if is_enough {
            m.text("ask-needed", args![n = needed])
        } else {
            m.text("ask-needed-more", args![n = needed])
        };
        Block::Text(sentence.into())
    }));
    size.list(m.label("ask-outlook-heading"), ask.outlook.iter().map(|outlook| outlook_sentence(m, ask, outlook)));
    size.list(m.label("ask-how-heading"), how(m, ask));
    let mut questions = Section::new(m.label("ask-questions-heading"));
    questions.list("", ask.questionnaire.questions.iter().map(|question| question_text(m, question)));
    let mut written = vec![m.text("ask-file-list", args![file = files.list.as_str()])];
    written
        .extend(files.questionnaires.iter().map(|file| m.text("ask-file-questionnaire", args![file = file.as_str()])));
    written.extend(files.forms.iter().map(|file| m.text("ask-file-form", args![file = file.as_str()])));
    questions.list(m.label("ask-files-heading"), written);
    let followers = args![profiles = ask.profiles, frame = ask.frame];
    Document {
        language: m.language(),
        title: m.label("ask-title").into(),
        about: vec![
            Fact::new(m.label("ask-target"), target_words(m, &ask.target)),
            Fact::new(m.label("ask-followers"), m.text("ask-followers-open", followers)),
        ],
        sections: vec![size, questions],
        provenance: m.text("ask-provenance", args![list = files.list.as_str()]).into(),
    }
}

fn outlook_sentence(m: &Messages, ask: &Ask, outlook: &AskOutlook) -> String {
    let AskOutlook { answers, half_width, chance } = *outlook;
    outlook_words(m, (answers, half_width, chance), ask.min_share)
}

/// What so many answers tell: how many, half of the width of the interval then, and the probability of a verdict.
pub(crate) fn outlook_words(
    m: &Messages,
    (answers, half_width, chance): (u64, f64, Option<f64>),
    min_share: Option<f64>,
) -> String {
    let points = quantity(100.0 * half_width);
    match (chance, min_share) {
        (Some(chance), Some(minimum)) => {
            // Nothing is as sure as the last digits would have it.
            let (chance, minimum) = (m.percent(chance.clamp(0.01, 0.99)), m.exact_percent(minimum));
            m.text("ask-outlook-decides", args![n = answers, points = points, chance = chance, minimum = minimum])
        }
        _ => m.text("ask-outlook", args![n = answers, points = points]),
    }
}

/// How they were drawn.
fn how(m: &Messages, ask: &Ask) -> Vec<String> {
    let options = &ask.options;
    let mut all = vec![m.label(match options.by {
        AskBy::Chance => "ask-by-chance",
        AskBy::Segment => "ask-by-segment",
        AskBy::Uncertainty => "ask-by-uncertainty",
    })];
    all.extend(options.arms.then(|| m.label("ask-arms")));
    all.extend(options.sequential.then(|| m.label("ask-sequential")));
    let earlier = options.before.len();
    all.extend((earlier > 0).then(|| m.text("ask-earlier", args![n = earlier])));
    all
}

/// What is told of the answers.
pub(super) fn answer_section(m: &Messages, analysis: &Analysis, answers: &AnswerSummary) -> Section {
    let mut section = Section::new(m.label("ask-answers-heading"));
    let rate = m.percent(answers.answered as f64 / answers.asked.max(1) as f64);
    let lead = m.text("ask-answers-lead", args![answered = answers.answered, asked = answers.asked, rate = rate]);
    section.blocks.push(Block::Lead(lead.into()));
    section.blocks.extend(next_step(m, analysis).map(|step| Block::Text(step.into())));
    section.list(m.label("ask-answers-notes"), answer_notes(m, answers));
    match (&answers.nonresponse, &answers.arms) {
        (Some(found), Some(arms)) => {
            let rate = |arm: usize| m.percent(arms.answered[arm] as f64 / arms.asked[arm].max(1) as f64);
            let rates = m.text("ask-prize-rates", args![plain = rate(0), with = rate(1)]);
            let sentences = std::iter::once(rates).chain(nonresponse_sentences(m, found));
            section.list(m.label("ask-prize-heading"), sentences);
        }
        (None, Some(_)) => section.list(m.label("ask-prize-heading"), [m.label("ask-prize-withheld")]),
        (_, None) => section.blocks.push(Block::Text(m.label("ask-answers-assumption").into())),
    }
    section
}

/// Whether to stop, or how many more to ask, where the sample may be looked at as often as one likes.
pub(crate) fn next_step(m: &Messages, analysis: &Analysis) -> Option<String> {
    let verdict = analysis.verdict.as_ref()?;
    if analysis.fit.method != Some(Method::ConfidenceSequence) || analysis.no_verdict.is_some() {
        return None;
    }
    Some(match (verdict.outcome, verdict.labels_needed) {
        (Outcome::Pass | Outcome::Fail, _) => m.label("ask-answers-stop"),
        (Outcome::Inconclusive, Some(n)) if analysis.fit.evidence.unlabelled.is_some_and(|open| n < open) => {
            m.text("ask-answers-go-on", args![n = n])
        }
        (Outcome::Inconclusive, _) => m.label("ask-answers-go-on-all"),
    })
}

/// What to know of the answers.
pub(crate) fn answer_notes(m: &Messages, answers: &AnswerSummary) -> Vec<String> {
    let mut notes: Vec<String> = (!answers.listed).then(|| m.label("ask-answers-no-list")).into_iter().collect();
    let mut note = |n: u64, sentence: &dyn Fn(u64) -> String| notes.extend((n > 0).then(|| sentence(n)));
    note(answers.unknown, &|n| m.text("ask-answers-unknown", args![n = n]));
    note(answers.conflicting, &|n| m.text("ask-answers-conflicting", args![n = n]));
    note(answers.repeated, &|n| m.text("ask-answers-repeated", args![n = n]));
    note(answers.undecided, &|n| m.text("ask-answers-undecided", args![n = n]));
    note(answers.unreadable, &|n| m.text("ask-answers-unreadable", args![n = n]));
    note(answers.contradicted, &|n| m.text("ask-answers-contradicted", args![n = n]));
    if answers.waves.len() > 1 {
        notes.extend((1u64..).zip(&answers.waves).map(|(number, wave)| {
            m.text("ask-answers-wave", args![wave = number, answered = wave.answered, asked = wave.asked])
        }));
    }
    if answers.strata.len() > 1 {
        let group = |answered: u64, asked: u64| m.text("ask-answers-group", args![answered = answered, asked = asked]);
        let groups: Vec<String> = answers.strata.iter().map(|s| group(s.answered, s.asked)).collect();
        notes.push(m.text("ask-answers-groups", args![groups = groups.join("; ")]));
    }
    let without = answers.people_without_answer.round() as u64;
    notes.extend((without > 0).then(|| m.text("ask-answers-no-group", args![n = count(without)])));
    notes
}

/// What two arms tell of those who do not answer.
pub(crate) fn nonresponse_sentences(m: &Messages, found: &Nonresponse) -> Vec<String> {
    let of = |estimate| m.percent_estimate(estimate);
    let mut sentences =
        vec![m.text("ask-prize-words", args![prize = of(&found.prize_only), always = of(&found.always)])];
    sentences.push(m.text(
        "ask-prize-never",
        args![part = m.percent(found.parts[2]), never = of(&found.never), whole = of(&found.whole)],
    ));
    sentences.extend(found.is_weak.then(|| m.label("ask-prize-weak")));
    sentences.push(m.label("ask-prize-caution"));
    sentences
}
