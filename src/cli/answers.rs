//! Answers of people who were asked: files of them, matched to the lists of who was.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::input::{io_failure, open, read_failure, unpacked};
use crate::analysis::{AnswerFault, AnswerSummary, apply_answers, open_profiles};
use crate::ask::{
    AnswerTally, AskCode, AskedPerson, LIST_COLUMNS, ListFault, PersonKey, Question, Questionnaire, Response,
};
use crate::ask::{merge_lists, read_list, unlisted};
use crate::disclosure::MinCell;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{excerpt, id_hash, is_non_answer, yes_or_no};
use crate::message::{Message, message};
use crate::profile::Profiles;
use crate::report::messages::args;
use crate::report::{AnswerTable, AnswerTableFault, PersonCell, answer_table_fault, choice_of};
use crate::target::Target;

/// Answers to an ask, and how often they are looked at.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct AnswerArgs {
    #[arg(long, value_name = "FILE")]
    pub(super) answers: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "answers")]
    pub(super) asked: Vec<PathBuf>,
    #[arg(long)]
    pub(super) sequential: bool,
}

/// A table of answers in a file.
struct AnswerFile {
    path: PathBuf,
    table: AnswerTable,
    text: String,
}

impl AnswerArgs {
    /// Sets the answers as labels of `profiles`, and gives the target of these labels and what is told of the answers;
    /// `None` where there are no answers.
    pub(super) fn apply(
        &self,
        profiles: &mut Profiles,
        target: &Target,
        (level, min_cell): (f64, MinCell),
    ) -> Result<Option<(Target, AnswerSummary)>, Failure> {
        if self.answers.is_empty() {
            return Ok(None);
        }
        let tables: Vec<AnswerFile> = self.answers.iter().map(|path| read_table(path)).collect::<Result<_, _>>()?;
        let questions = Questionnaire::new(target).map(|asked| asked.questions).unwrap_or_default();
        let mut responses = Vec::new();
        let mut unreadable = 0;
        for table in &tables {
            unreadable += table.responses(target, &questions, profiles, &mut responses)?;
        }
        let lists = self.lists(&tables)?;
        let listed = !lists.is_empty();
        let asked = match listed {
            true => merge_lists(lists).map_err(|fault| list_failure("--asked", &fault))?,
            false => without_list(&responses, open_profiles(profiles, target))?,
        };
        let counted = if self.sequential { AnswerTally::sequential } else { AnswerTally::new };
        let tally = AnswerTally { unreadable, listed, ..counted(&asked, &responses) };
        if tally.answered() == 0 {
            let counts = args![n = responses.len(), unknown = tally.unknown, undecided = tally.undecided];
            return Err(Failure::said(ErrorCode::InvalidRequest, "command-answers-none", counts));
        }
        let applied = apply_answers(profiles, target.clone(), &tally, (level, min_cell));
        applied.map(Some).map_err(|fault| placed("--answers", answer_fault(&fault)))
    }

    /// The lists that are given, or those that the tables of answers are themselves.
    fn lists(&self, tables: &[AnswerFile]) -> Result<Vec<Vec<AskedPerson>>, Failure> {
        if self.asked.is_empty() {
            let own = tables.iter().map(|table| read_list(table.text.as_bytes()));
            // A table without the columns of a list is one of answers alone.
            let own = own.filter(|list| *list != Err(ListFault::Columns));
            return own.collect::<Result<_, _>>().map_err(|fault| list_failure("--answers", &fault));
        }
        self.asked.iter().map(|path| list_of(path)).collect()
    }
}

/// Reads the list at `path`.
pub(super) fn list_of(path: &Path) -> Result<Vec<AskedPerson>, Failure> {
    let text = fs::read(path).map_err(|error| io_failure(path, &error))?;
    read_list(text.as_slice()).map_err(|fault| list_failure(&path.display().to_string(), &fault))
}

/// Without a list everybody who answered is taken to have been asked, and nobody else.
fn without_list(responses: &[Response], people: u64) -> Result<Vec<AskedPerson>, Failure> {
    let mut rows = Vec::with_capacity(responses.len());
    for response in responses {
        match response.person {
            PersonKey::Row(row) => rows.push(row),
            PersonKey::Code(_) => {
                return Err(Failure::of(ErrorCode::InvalidRequest, message!["command-answers-codes"]));
            }
        }
    }
    Ok(unlisted(&rows, people))
}

fn placed(place: &str, why: Message) -> Failure {
    Failure::of(ErrorCode::InvalidRequest, message!["command-answers-place", place = place].saying("why", why))
}

/// What is wrong with the list that was given at `place`.
pub(super) fn list_failure(place: &str, fault: &ListFault) -> Failure {
    placed(place, list_fault(fault))
}

fn list_fault(fault: &ListFault) -> Message {
    match fault {
        ListFault::Columns => message!["command-list-columns", columns = LIST_COLUMNS.join(", ")],
        ListFault::Line { line, received, column } => {
            message!["command-list-line", line = line, received = excerpt(received), column = column]
        }
        ListFault::SeveralTimes { row } => message!["command-list-several", row = row],
        ListFault::OtherStrata { stratum } => message!["command-list-strata", stratum = stratum],
        ListFault::Twice { line, row } => message!["command-list-twice", line = line, row = row],
    }
}

fn answer_fault(fault: &AnswerFault) -> Message {
    match fault {
        AnswerFault::NoSuchRow { row, rows } => message!["command-answers-no-row", row = row, rows = rows],
        AnswerFault::AlreadyKnown { people } => message!["command-answers-known", people = people],
        AnswerFault::OtherFrame { list, audience } => {
            message!["command-answers-other", list = list, audience = audience]
        }
    }
}

fn read_table(path: &Path) -> Result<AnswerFile, Failure> {
    let (mut packed, bar) = open(path)?;
    bar.finish_and_clear();
    let mut text = String::new();
    let mut source = unpacked(&mut packed, None).map_err(|error| read_failure(path, "--answers", &error))?;
    source.read_to_string(&mut text).map_err(|error| io_failure(path, &error))?;
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let table = AnswerTable::read(&text).map_err(|fault| table_failure(path, &fault))?;
    Ok(AnswerFile { path: path.to_owned(), table, text })
}

fn table_failure(path: &Path, fault: &AnswerTableFault) -> Failure {
    placed(&path.display().to_string(), answer_table_fault(fault))
}

impl AnswerFile {
    /// Adds the answers of the table, and gives the number of cells that are none of the choices.
    fn responses(
        &self,
        target: &Target,
        questions: &[Question],
        profiles: &Profiles,
        responses: &mut Vec<Response>,
    ) -> Result<u64, Failure> {
        let answers = self.table.answers(questions).map_err(|fault| table_failure(&self.path, &fault))?;
        let by_id: HashMap<u64, usize> = profiles.row_keys().iter().copied().zip(0..).collect();
        let mut unreadable = 0;
        for answer in answers {
            let person = match answer.person {
                PersonCell::Code(code) => PersonKey::Code(AskCode::read(code)),
                // A row that is no number is of nobody.
                PersonCell::Row(row) => row.parse().map_or(PersonKey::Code(None), PersonKey::Row),
                PersonCell::Id(id) => by_id
                    .get(&id_hash(id))
                    .map_or(PersonKey::Code(None), |position| PersonKey::Row(profiles.row_number(*position))),
            };
            let mut read = |cell: &str, met: Option<Option<bool>>| {
                let says_something = !cell.is_empty() && !is_non_answer(cell);
                unreadable += u64::from(met.is_none() && says_something);
                met.flatten()
            };
            let one = |(question, cell): (&Question, &Option<&str>)| {
                let cell = (*cell)?;
                read(cell, choice_of(question, cell).map(|choice| choice.meets))
            };
            let met: Vec<Option<bool>> = questions.iter().zip(&answer.choices).map(one).collect();
            let said = answer.in_target.and_then(|cell| read(cell, yes_or_no(cell).map(Some)));
            let in_target = said.or_else(|| decide(target, &met));
            responses.push(Response { person, in_target, met });
        }
        Ok(unreadable)
    }
}

fn decide(target: &Target, met: &[Option<bool>]) -> Option<bool> {
    Questionnaire::new(target).ok()?.decide(met)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_list_is_in_the_catalogue() {
        let columns =
            (0..LIST_COLUMNS.len()).map(|column| ListFault::Line { line: 2, received: "7".to_owned(), column });
        let others = [
            ListFault::Columns,
            ListFault::SeveralTimes { row: 1 },
            ListFault::OtherStrata { stratum: 1 },
            ListFault::Twice { line: 2, row: 1 },
        ];
        let names = LIST_COLUMNS.join(", ");
        for fault in columns.chain(others) {
            assert!(list_fault(&fault).is_catalogued(&[&names]), "{fault}");
        }
    }
}
