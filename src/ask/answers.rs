//! From answers to labels with weights.

use std::collections::{BTreeMap, HashMap};

use super::{Arm, ArmCounts, AskCode, AskedPerson};
use serde::{Deserialize, Serialize};

/// What names a person in a file of answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PersonKey {
    /// The code of the list; `None` where what was written can be none.
    Code(Option<AskCode>),
    /// The number of their row in the audience's source.
    Row(u64),
}

/// One person's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Whose it is.
    pub person: PersonKey,
    /// Whether they are in the target; none where what they answered does not decide.
    pub in_target: Option<bool>,
    /// Whether they meet what each question asks about; empty where the questions were not answered one by one.
    pub met: Vec<Option<bool>>,
}

/// A person whose answer decides.
#[derive(Debug, Clone, PartialEq)]
pub struct AnsweredPerson {
    /// Whether they are in the target.
    pub in_target: bool,
    /// The people that the answer stands for.
    pub weight: f64,
    /// Whether they meet what each question asks about; empty where the questions were not answered one by one.
    pub met: Vec<Option<bool>>,
}

/// How a stratum answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct StratumResponse {
    /// People it was drawn from.
    pub people: f64,
    /// Those asked.
    pub asked: u64,
    /// Those whose answers decide.
    pub answered: u64,
}

/// How a wave answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveResponse {
    /// Those asked.
    pub asked: u64,
    /// Those whose answers decide.
    pub answered: u64,
}

/// What a file of answers says of the people on a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnswerTally {
    /// Those whose answers decide, by the number of their row in the source.
    pub people: BTreeMap<u64, AnsweredPerson>,
    /// People asked.
    pub asked: u64,
    /// Answers of people who are not on the list; they do not count.
    pub unknown: u64,
    /// Answers given again, alike; they count once.
    pub repeated: u64,
    /// People who answered more than once, one thing and another; they count as having said nothing.
    pub conflicting: u64,
    /// People on the list whose answer does not decide.
    pub undecided: u64,
    /// Whether a list says who was asked; else those who answered are taken to be all who were.
    pub listed: bool,
    /// Answers that none of the choices is; they count as nothing said.
    pub unreadable: u64,
    /// By number of the stratum.
    pub strata: BTreeMap<u32, StratumResponse>,
    /// By number of the wave.
    pub waves: BTreeMap<u32, WaveResponse>,
    /// The two arms, where there are any.
    pub arms: Option<ArmCounts>,
}

impl AnswerTally {
    /// Matches `responses`, in any order, to the people who were `asked`.
    ///
    /// The weight of an answer is the people of its stratum over its answers, so that weights add up to the people of the
    /// strata that answered: whoever did not answer is taken to be like those of the stratum who did. Whoever answered some
    /// questions, none of which decides, is taken to be like those who met the same questions and answered on: whoever fails
    /// the first question decides at once, so without this the share would fall with every answer refused after it.
    pub fn new(asked: &[AskedPerson], responses: &[Response]) -> Self {
        Self::of(asked, responses, true)
    }

    /// The same for figures that are looked at often: their intervals need answers that all stand for equally many people, so
    /// whoever answered a part of the questions is left out.
    pub fn sequential(asked: &[AskedPerson], responses: &[Response]) -> Self {
        Self::of(asked, responses, false)
    }

    fn of(asked: &[AskedPerson], responses: &[Response], counts_partial: bool) -> Self {
        let by_code: HashMap<&AskCode, &AskedPerson> = asked.iter().map(|person| (&person.code, person)).collect();
        let by_row: HashMap<u64, &AskedPerson> = asked.iter().map(|person| (person.row, person)).collect();
        let mut tally = Self { asked: asked.len() as u64, listed: true, ..Self::default() };
        let mut said: BTreeMap<u64, (&AskedPerson, Vec<&Response>)> = BTreeMap::new();
        for response in responses {
            let person = match &response.person {
                PersonKey::Code(code) => code.as_ref().and_then(|code| by_code.get(code)),
                PersonKey::Row(row) => by_row.get(row),
            };
            match person {
                Some(person) => said.entry(person.row).or_insert((person, Vec::new())).1.push(response),
                None => tally.unknown += 1,
            }
        }
        let (mut decided, mut partial) = (Vec::new(), Vec::new());
        for (person, answers) in said.into_values() {
            match tally.settle(&answers) {
                Some(answer) => decided.push((person, answer)),
                None => {
                    partial.extend(answers.iter().find(|answer| is_partial(answer)).map(|answer| (person, *answer)))
                }
            }
        }
        if !counts_partial {
            partial.clear();
        }
        tally.count(asked, &decided, &partial);
        tally
    }

    /// What the answers of one person come to.
    fn settle<'r>(&mut self, answers: &[&'r Response]) -> Option<&'r Response> {
        let mut given = answers.iter().filter(|answer| answer.in_target.is_some());
        let Some(first) = given.next().copied() else {
            self.undecided += 1;
            return None;
        };
        if given.clone().any(|other| other.in_target != first.in_target) {
            self.conflicting += 1;
            return None;
        }
        self.repeated += given.count() as u64;
        Some(first)
    }

    fn count(
        &mut self,
        asked: &[AskedPerson],
        decided: &[(&AskedPerson, &Response)],
        partial: &[(&AskedPerson, &Response)],
    ) {
        for person in asked {
            let stratum = self.strata.entry(person.stratum).or_default();
            stratum.people = person.stratum_people;
            stratum.asked += 1;
            self.waves.entry(person.wave).or_default().asked += 1;
        }
        for (person, _) in decided {
            self.strata.entry(person.stratum).or_default().answered += 1;
            self.waves.entry(person.wave).or_default().answered += 1;
        }
        let stands_for = stands_for(decided, partial);
        let mut answers: BTreeMap<u32, f64> = BTreeMap::new();
        for ((person, _), answers_like) in decided.iter().zip(&stands_for) {
            *answers.entry(person.stratum).or_default() += answers_like;
        }
        for ((person, response), answers_like) in decided.iter().zip(&stands_for) {
            let weight = self.strata[&person.stratum].people * answers_like / answers[&person.stratum];
            let answered = AnsweredPerson { in_target: is_member(response), weight, met: response.met.clone() };
            self.people.insert(person.row, answered);
        }
        self.arms = arms(asked, decided);
    }

    /// People whose answers decide.
    pub fn answered(&self) -> u64 {
        self.people.len() as u64
    }

    /// People of the strata nobody of whom answered: those who did stand for them too.
    pub fn people_without_answer(&self) -> f64 {
        self.strata.values().filter(|stratum| stratum.answered == 0).map(|stratum| stratum.people).sum()
    }
}

/// Whether somebody answered a part of the questions, which does not decide.
fn is_partial(response: &Response) -> bool {
    response.in_target.is_none() && response.met.contains(&Some(true))
}

/// How many answers each decided one stands for: itself, and its part of every partial one of its stratum whose questions met
/// it met too.
fn stands_for(decided: &[(&AskedPerson, &Response)], partial: &[(&AskedPerson, &Response)]) -> Vec<f64> {
    let mut answers = vec![1.0; decided.len()];
    for (person, response) in partial {
        let is_like = |(other, answer): &(&AskedPerson, &Response)| {
            let both = answer.met.iter().zip(&response.met);
            other.stratum == person.stratum
                && answer.met.len() == response.met.len()
                && both.into_iter().all(|(theirs, met)| *met != Some(true) || *theirs == Some(true))
        };
        let like: Vec<usize> = (0..decided.len()).filter(|i| is_like(&decided[*i])).collect();
        like.iter().for_each(|i| answers[*i] += 1.0 / like.len() as f64);
    }
    answers
}

/// Whether a decided answer is of a member.
fn is_member(response: &Response) -> bool {
    response.in_target == Some(true)
}

/// The counts of both arms, where everybody is of one.
fn arms(asked: &[AskedPerson], decided: &[(&AskedPerson, &Response)]) -> Option<ArmCounts> {
    let place = |arm: Arm| usize::from(arm == Arm::Prize);
    let mut counts = ArmCounts::default();
    for person in asked {
        counts.asked[place(person.arm?)] += 1;
    }
    for (person, response) in decided {
        let place = place(person.arm?);
        counts.answered[place] += 1;
        counts.members[place] += u64::from(is_member(response));
    }
    Some(counts).filter(|counts| counts.asked.iter().all(|asked| *asked > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(code: &str, row: u64, stratum: u32, stratum_people: f64) -> AskedPerson {
        let code = AskCode::read(code).expect("a code");
        AskedPerson { code, row, wave: 1 + u32::from(row > 2), arm: None, stratum, stratum_people }
    }

    fn asked() -> Vec<AskedPerson> {
        vec![
            person("AAAAA1", 1, 1, 90.0),
            person("AAAAA2", 2, 1, 90.0),
            person("AAAAA3", 3, 1, 90.0),
            person("AAAAA4", 4, 2, 10.0),
            person("AAAAA5", 5, 3, 7.0),
        ]
    }

    fn by_code(code: &str, in_target: Option<bool>) -> Response {
        Response { person: PersonKey::Code(AskCode::read(code)), in_target, met: Vec::new() }
    }

    #[test]
    fn an_answer_stands_for_the_people_of_its_stratum_who_did_not_give_one() {
        let row =
            |row, in_target| Response { person: PersonKey::Row(row), in_target: Some(in_target), met: Vec::new() };
        let tally = AnswerTally::new(&asked(), &[by_code("aaa-aa1", Some(true)), row(2, false), row(4, true)]);
        let labels: Vec<(u64, bool, f64)> = tally.people.iter().map(|(row, a)| (*row, a.in_target, a.weight)).collect();
        assert_eq!(labels, [(1, true, 45.0), (2, false, 45.0), (4, true, 10.0)]);
        assert_eq!((tally.asked, tally.answered(), tally.people_without_answer()), (5, 3, 7.0));
        assert_eq!(tally.strata[&1], StratumResponse { people: 90.0, asked: 3, answered: 2 });
        assert_eq!(tally.waves[&2], WaveResponse { asked: 3, answered: 1 });
    }

    #[test]
    fn repeated_conflicting_undecided_and_unknown_answers_are_counted() {
        let responses = [
            by_code("AAAAA1", Some(true)),
            by_code("AAAAA1", Some(true)),
            by_code("AAAAA1", None),
            by_code("AAAAA2", Some(true)),
            by_code("AAAAA2", Some(false)),
            by_code("AAAAA3", None),
            by_code("AAAAA9", Some(true)),
            by_code("?", Some(true)),
        ];
        let tally = AnswerTally::new(&asked(), &responses);
        assert_eq!((tally.repeated, tally.conflicting, tally.undecided, tally.unknown), (1, 1, 1, 2));
        assert_eq!(tally.people.keys().collect::<Vec<_>>(), [&1]);
        assert_eq!(tally.people[&1].weight, 90.0);
    }

    #[test]
    fn who_refuses_a_later_question_is_like_those_who_met_the_same_and_answered_it() {
        let asked: Vec<AskedPerson> = (1..=100).map(|row| person(&format!("AAA{row:03}"), row, 1, 1_000.0)).collect();
        // Of a hundred, sixty are too old. Of the forty others twenty refuse their income; of the twenty who tell it half match.
        let response = |row: u64| {
            let (in_target, income) = match row {
                1..=60 => (Some(false), None),
                61..=80 => (None, None),
                81..=90 => (Some(true), Some(true)),
                _ => (Some(false), Some(false)),
            };
            Response { person: PersonKey::Row(row), in_target, met: vec![Some(row > 60), income] }
        };
        let tally = AnswerTally::new(&asked, &(1..=100).map(response).collect::<Vec<_>>());
        let members: f64 = tally.people.values().filter(|answer| answer.in_target).map(|answer| answer.weight).sum();
        let all: f64 = tally.people.values().map(|answer| answer.weight).sum();
        assert!((members - 200.0).abs() < 1e-9 && (all - 1_000.0).abs() < 1e-9, "{members} of {all}");
        assert_eq!((tally.answered(), tally.undecided), (80, 20));
    }

    #[test]
    fn arms_are_counted_where_everybody_is_of_one() {
        let mut people = asked();
        assert_eq!(AnswerTally::new(&people, &[]).arms, None);
        for person in &mut people {
            person.arm = Some(if person.row % 2 == 0 { Arm::Prize } else { Arm::Plain });
        }
        let tally = AnswerTally::new(&people, &[by_code("AAAAA2", Some(true)), by_code("AAAAA3", Some(false))]);
        let counts = ArmCounts { asked: [3, 2], answered: [1, 1], members: [0, 1] };
        assert_eq!(tally.arms, Some(counts));
    }
}
