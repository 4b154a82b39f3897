//! What is wrong with a catalogue, by file and line.

use std::fmt;

/// One fault in one file of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the file inside the catalogue, for example `priors/us-2018-gss.csv`.
    pub file: String,
    /// Line in the file, counted from 1; `None` where a file or folder can't be read.
    pub line: Option<u64>,
    /// What is wrong and what is accepted.
    pub detail: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.detail),
            None => write!(f, "{}: {}", self.file, self.detail),
        }
    }
}

/// All faults found in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalogue has {} fault(s):\n{}", problems.len(), listed(problems))]
pub struct CatalogError {
    /// The faults, in the order of the files; never empty.
    pub problems: Vec<Problem>,
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

/// Faults gathered while loading.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, file: &str, line: u64, detail: impl Into<String>) {
        self.0.push(Problem { file: file.to_owned(), line: Some(line), detail: detail.into() });
    }

    pub(super) fn finish(self) -> Result<(), CatalogError> {
        if self.0.is_empty() { Ok(()) } else { Err(CatalogError { problems: self.0 }) }
    }
}
