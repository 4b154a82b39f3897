//! The result of reading: the profiles and the rejected rows, or why nothing could be read.

use std::io;

use serde::{Deserialize, Serialize};

use super::decompress::DecompressError;
use super::{Note, Platform, Reading, Rejections};
use crate::message::{Message, MessageArgument, message};
use crate::profile::{Columns, Profiles};

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct ReadOutcome {
    /// The rows accepted.
    pub profiles: Profiles,
    /// The rows rejected.
    pub rejected: Rejections,
    /// Fields whose values were dropped in part, with the reason (more texts than a category may have).
    pub dropped_values: Vec<(String, u64)>,
    /// What was decided while reading.
    pub notes: Vec<Note>,
    /// What the file was taken for.
    pub reading: Reading,
    /// Fields with texts that say that there is no answer, and how many; they count as missing.
    pub non_answers: Vec<(String, u64)>,
    /// The files of a table that was read where it lies, by name; none of other sources.
    pub files: Vec<SourceFile>,
}

/// A file of a table that was read where it lies, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name, with the folders below the place of the table.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// What its store names its content by (`ETag`); empty where it names none.
    pub etag: String,
}

/// What was read while it went to a [`super::ProfileSink`].
#[derive(Debug, Clone, Default)]
pub struct StreamOutcome {
    /// Number of profiles the sink took.
    pub profiles: u64,
    /// Number of rows rejected.
    pub rejected: u64,
    /// The columns of all the profiles, with their texts.
    pub columns: Columns,
    /// Fields whose values were dropped in part, with how many (more texts than a category may have).
    pub dropped_values: Vec<(String, u64)>,
    /// What was decided while reading.
    pub notes: Vec<Note>,
    /// What the file was taken for.
    pub reading: Reading,
    /// Fields with texts that say that there is no answer, and how many; they count as missing.
    pub non_answers: Vec<(String, u64)>,
}

/// Why nothing could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The source itself failed.
    #[error("reading failed: {0}")]
    Io(#[source] io::Error),
    /// The bytes are not of the format.
    #[error("not {expected}: {}", .detail.outline())]
    Format {
        /// The id of the message that names the format expected.
        expected: &'static str,
        /// What stands there instead, and what to do.
        detail: Message,
    },
    /// The bytes are of another format that is known.
    #[error("not {expected}: this looks like {found} ({records} records)")]
    OtherFormat {
        /// The id of the message that names the format expected.
        expected: &'static str,
        /// The id of the message that says what it looks like.
        found: &'static str,
        /// Records that were found, none of them as expected; 0 where they were not counted.
        records: u64,
        /// The platform to read it as, if any.
        platform: Option<Platform>,
    },
    /// The file is of a kind that is not read.
    #[error("{0}")]
    Refused(#[from] super::Refusal),
    /// What takes the profiles failed.
    #[error("keeping the profiles failed: {0}")]
    Sink(#[source] io::Error),
    /// More bytes than allowed.
    #[error("unpacked it is larger than {max} bytes; split the file or raise the limit")]
    TooManyBytes {
        /// The limit.
        max: u64,
    },
    /// More rows than allowed.
    #[error("more than {max} rows; split the file or raise the limit")]
    TooManyRows {
        /// The limit.
        max: usize,
    },
}

impl ReadError {
    /// What is wrong, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::Io(error) => message!["refusal-read-io", error = error],
            Self::Format { expected, detail } => message!["refusal-read-format"]
                .saying("expected", Message::new(expected))
                .saying("detail", detail.clone()),
            Self::OtherFormat { expected, found, records, .. } => {
                let records = MessageArgument::Number(*records as f64);
                message!["refusal-read-other"]
                    .saying("expected", Message::new(expected))
                    .saying("found", Message::new(found))
                    .and("records", records)
            }
            Self::Refused(refusal) => refusal.message(),
            Self::Sink(error) => message!["refusal-read-sink", error = error],
            Self::TooManyBytes { max } => message!["refusal-read-bytes", max = max],
            Self::TooManyRows { max } => message!["refusal-read-rows", max = max],
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.downcast() {
            Ok(DecompressError::TooLarge { max }) => ReadError::TooManyBytes { max },
            Ok(DecompressError::Damaged { expected, detail }) => ReadError::Format { expected, detail },
            Err(error) => ReadError::Io(error),
        }
    }
}
