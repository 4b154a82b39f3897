//! Questions and contributions as bytes, for machines that do not share memory. All of them must run the same version.

use std::io::Cursor;

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_select::concat::concat_batches;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use time::Date;

use super::kept_rows::{KeptRow, taken};
use super::model::Model;
use super::survey::Tally;
use super::{Contribution, ContributionError, Pass, Question};
use crate::analysis::scan::Sums;
use crate::ingest::{ReadOptions, Role};
use crate::target::{MedianIncome, MedianIncomes, Target};

/// The version that all must have.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Serialize, Deserialize)]
struct QuestionForm {
    head: Vec<u8>,
    rows: u64,
    as_of: i32,
    income: Option<String>,
    keep_columns: Vec<String>,
    /// In JSON: its form leaves out what is not there.
    target: String,
    medians: Vec<MedianIncome>,
    takes_labels: bool,
    seed: u64,
    accepted: Option<u64>,
    model: Option<Model>,
}

#[derive(Serialize, Deserialize)]
enum State {
    Survey(Tally, Vec<KeptRow>, Vec<u8>),
    Sums(Sums, Vec<KeptRow>, Vec<u8>),
}

impl Question {
    /// The question as bytes.
    ///
    /// # Errors
    /// [`ContributionError::Wire`] on an inconsistency.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ContributionError> {
        let form = QuestionForm {
            // What is sliced off a file refers to the rest of its pages.
            head: written(&taken(&self.head, (0u32..).take(self.head.num_rows()).collect())?)?,
            rows: self.rows,
            as_of: self.options.as_of.to_julian_day(),
            income: self.options.income.as_ref().map(ToString::to_string),
            keep_columns: self.options.keep_columns.clone(),
            target: serde_json::to_string(self.target.spec()).map_err(wire)?,
            medians: self.target.ruler().medians().to_vec(),
            takes_labels: self.target.takes_labels(),
            seed: self.seed,
            accepted: self.accepted,
            model: self.model.clone(),
        };
        to_bytes(&form)
    }

    /// The question that is in `bytes`.
    ///
    /// # Errors
    /// [`ContributionError::Wire`] where another version wrote them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ContributionError> {
        let form: QuestionForm = from_bytes(bytes)?;
        let as_of = Date::from_julian_day(form.as_of).map_err(wire)?;
        let income = form.income.map(|unit| unit.parse().map_err(wire)).transpose()?;
        let spec = serde_json::from_str(&form.target).map_err(wire)?;
        let target =
            Target::resolve(spec, MedianIncomes::new(form.medians)).map_err(|faults| wire(format!("{faults:?}")))?;
        Ok(Self {
            head: read(&form.head)?,
            rows: form.rows,
            options: ReadOptions { income, keep_columns: form.keep_columns, ..ReadOptions::new(Role::Audience, as_of) },
            target: if form.takes_labels { target.with_labels() } else { target },
            seed: form.seed,
            accepted: form.accepted,
            model: form.model,
        })
    }
}

impl Contribution {
    /// The contribution as bytes.
    ///
    /// # Errors
    /// [`ContributionError`] on an inconsistency.
    pub fn into_bytes(self) -> Result<Vec<u8>, ContributionError> {
        let state = match self.0 {
            Pass::Survey(survey) => {
                let (tally, rows, batch) = survey.into_state()?;
                State::Survey(tally, rows, written(&batch)?)
            }
            Pass::Sums(sums) => {
                let (sums, rows, batch) = sums.into_state()?;
                State::Sums(sums, rows, written(&batch)?)
            }
        };
        to_bytes(&state)
    }

    /// Adds the contribution that is in `bytes`.
    ///
    /// # Errors
    /// [`ContributionError::Wire`] where another version wrote them, or they answer another question.
    pub fn merge_bytes(&mut self, bytes: &[u8]) -> Result<(), ContributionError> {
        match (&mut self.0, from_bytes(bytes)?) {
            (Pass::Survey(survey), State::Survey(tally, rows, batch)) => survey.merge((tally, rows, read(&batch)?)),
            (Pass::Sums(mine), State::Sums(sums, rows, batch)) => mine.merge((sums, rows, read(&batch)?)),
            (Pass::Survey(_), State::Sums(..)) | (Pass::Sums(_), State::Survey(..)) => {
                Err(wire("a contribution to another question"))
            }
        }
    }
}

fn wire(error: impl ToString) -> ContributionError {
    ContributionError::Wire(error.to_string())
}

fn to_bytes(value: &impl Serialize) -> Result<Vec<u8>, ContributionError> {
    postcard::to_stdvec(&(VERSION, value)).map_err(wire)
}

fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ContributionError> {
    let (version, rest): (String, &[u8]) = postcard::take_from_bytes(bytes).map_err(wire)?;
    if version != VERSION {
        return Err(wire(format!("version {version} answered version {VERSION}; run one version on all machines")));
    }
    postcard::from_bytes(rest).map_err(wire)
}

fn written(rows: &RecordBatch) -> Result<Vec<u8>, ContributionError> {
    let mut writer = StreamWriter::try_new(Vec::new(), rows.schema_ref())?;
    writer.write(rows)?;
    Ok(writer.into_inner()?)
}

fn read(bytes: &[u8]) -> Result<RecordBatch, ContributionError> {
    let reader = StreamReader::try_new(Cursor::new(bytes), None)?;
    let schema = reader.schema();
    let batches = reader.collect::<Result<Vec<_>, _>>()?;
    Ok(concat_batches(&schema, &batches)?)
}
