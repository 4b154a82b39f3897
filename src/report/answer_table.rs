//! Tables of answers, as form tools and spreadsheets give them.

use super::questionnaire::{is_code_column, is_column_of};
use crate::ask::Question;
use crate::message::{Message, message};

/// A table of answers as it is written.
#[derive(Debug, Clone)]
pub struct AnswerTable {
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// Why a table is none of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerTableFault {
    /// Its lines cannot be read.
    Broken(String),
    /// No column says whose the answers are.
    NoPerson {
        /// The columns there are.
        columns: String,
    },
    /// Columns of answers are missing.
    NoAnswers {
        /// The columns there are.
        columns: String,
        /// Those expected.
        expected: String,
    },
}

/// How a cell names a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonCell<'t> {
    /// By the code of the list.
    Code(&'t str),
    /// By the number of the row.
    Row(&'t str),
    /// By the id in the file of followers.
    Id(&'t str),
}

/// What one person answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow<'t> {
    /// Who.
    pub person: PersonCell<'t>,
    /// What is said of the target itself; none where nothing is.
    pub in_target: Option<&'t str>,
    /// What is said to each question; none where its column is missing.
    pub choices: Vec<Option<&'t str>>,
}

impl AnswerTable {
    /// Reads a table whose first line names the columns, with commas, semicolons or tabs between them.
    ///
    /// # Errors
    /// [`AnswerTableFault::Broken`].
    pub fn read(text: &str) -> Result<Self, AnswerTableFault> {
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| first.bytes().filter(|byte| byte == d).count());
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter.unwrap_or(b','))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let broken = |error: csv::Error| AnswerTableFault::Broken(error.to_string());
        let header = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
        let rows = reader.records().collect::<Result<_, _>>().map_err(broken)?;
        Ok(Self { header, rows })
    }

    /// The answers to `questions`; rows that name nobody are left out.
    ///
    /// # Errors
    /// [`AnswerTableFault::NoPerson`], [`AnswerTableFault::NoAnswers`].
    pub fn answers(&self, questions: &[Question]) -> Result<Vec<AnswerRow<'_>>, AnswerTableFault> {
        let place = |is: &dyn Fn(&str) -> bool| self.header.iter().position(|head| is(head));
        let named = |name: &'static str| place(&move |head| head.trim().eq_ignore_ascii_case(name));
        type Names = fn(&str) -> PersonCell<'_>;
        let (code, row, id): (Names, Names, Names) =
            (|cell| PersonCell::Code(cell), |cell| PersonCell::Row(cell), |cell| PersonCell::Id(cell));
        let by_code = place(&is_code_column).map(|at| (at, code));
        let by_row = named("row").map(|at| (at, row));
        let by_id = named("id").map(|at| (at, id));
        let in_target = named("in_target");
        let of_questions: Vec<Option<usize>> =
            questions.iter().map(|question| place(&|head| is_column_of(question, head))).collect();
        let columns = || self.header.join(", ");
        let (person, names) =
            by_code.or(by_row).or(by_id).ok_or_else(|| AnswerTableFault::NoPerson { columns: columns() })?;
        if in_target.is_none() && (of_questions.is_empty() || of_questions.iter().any(Option::is_none)) {
            let keys: Vec<&str> = questions.iter().map(|question| question.key.as_str()).collect();
            let expected = if keys.is_empty() { "in_target".to_owned() } else { keys.join(", ") };
            return Err(AnswerTableFault::NoAnswers { columns: columns(), expected });
        }
        let names_someone = |record: &&csv::StringRecord| record.get(person).is_some_and(|cell| !cell.is_empty());
        let answers = self.rows.iter().filter(names_someone).map(|record| {
            let cell = |at: usize| record.get(at).unwrap_or_default();
            AnswerRow {
                person: names(cell(person)),
                in_target: in_target.map(cell).filter(|cell| !cell.is_empty()),
                choices: of_questions.iter().map(|at| at.map(cell)).collect(),
            }
        });
        Ok(answers.collect())
    }
}

/// What is wrong with a table of answers, in words.
pub(crate) fn answer_table_fault(fault: &AnswerTableFault) -> Message {
    match fault {
        AnswerTableFault::Broken(problem) => message!["ask-table-broken", problem = problem],
        AnswerTableFault::NoPerson { columns } => message!["ask-table-no-person", columns = columns],
        AnswerTableFault::NoAnswers { columns, expected } => {
            message!["ask-table-no-answers", expected = expected, columns = columns]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::{About, Choice, Meaning};

    fn age() -> Question {
        let choice = |meaning, meets| Choice { meaning, meets: Some(meets) };
        let choices = vec![choice(Meaning::AgeUpTo(26), false), choice(Meaning::AgeFrom(27), true)];
        Question { key: "age".to_owned(), about: About::Age, choices }
    }

    #[test]
    fn answers_are_found_by_the_words_that_form_tools_put_at_the_head() {
        let text = "\u{feff}Timestamp\t1. Your code, from our message *\tHow old are you?\n1\tABC123\t b) \n2\t\ta\n\n";
        let table = AnswerTable::read(text).expect("a table");
        let answers = table.answers(&[age()]).expect("answers");
        assert_eq!(
            answers,
            [AnswerRow { person: PersonCell::Code("ABC123"), in_target: None, choices: vec![Some("b)")] }]
        );
        let by_row = AnswerTable::read("row;in_target\n7;yes\n").expect("a table");
        let answers = by_row.answers(&[age()]).expect("answers");
        assert_eq!((answers[0].person, answers[0].in_target), (PersonCell::Row("7"), Some("yes")));
    }

    #[test]
    fn what_is_missing_is_said_with_the_columns_there_are() {
        let m = crate::report::messages::Messages::of(crate::report::Language::English);
        let fault = |text: &str| {
            let fault = AnswerTable::read(text).and_then(|table| table.answers(&[age()]).map(|rows| rows.len()));
            m.say(&answer_table_fault(&fault.expect_err("a fault")))
        };
        assert!(fault("name,age\nx,b\n").ends_with("the columns are name, age"), "{}", fault("name,age\n"));
        assert!(fault("code,income\nABC123,b\n").contains("age"), "{}", fault("code,income\n"));
    }
}
