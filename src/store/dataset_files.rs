//! The files of a stored data set, and the way back from them to profiles.

use std::io::{self, BufReader};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::Date;
use time::format_description::well_known::Iso8601;

use super::{Dataset, Objects, Part, PartsReader, StoreError};
use crate::ingest::{MAX_LISTED, Note, ReadOutcome, Reading, Rejection, Rejections, SourceFile, StreamOutcome};

/// The file of rejections: NDJSON, zstd.
pub(super) const REJECTED: &str = "rejected.ndjson.zst";

/// The name of a file of profiles, counted from 1.
pub(super) fn part_name(number: u32) -> String {
    format!("part-{number:05}.parquet")
}

/// The profiles of a stored data set.
#[derive(Debug)]
pub struct StoredProfiles {
    /// The rows.
    pub reading: Arc<ReadOutcome>,
    /// The day against which they were read.
    pub as_of: Date,
    /// The day on which a panel was asked, where its upload said it.
    pub panel_as_of: Option<Date>,
    /// How many people a panel stands for that is a table of weighted cells, where its upload said it.
    pub panel_size: Option<u64>,
}

/// What is stored of an upload besides its counts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UploadDetails {
    /// Why the first rows were rejected.
    pub rejections: Vec<Rejection>,
    /// Fields whose values were dropped in part, and how many.
    pub dropped_values: Vec<(String, u64)>,
    /// What was decided while reading.
    pub notes: Vec<Note>,
    /// What the file was taken for.
    #[serde(default)]
    pub reading: Reading,
    /// Fields with texts that say that there is no answer, and how many.
    #[serde(default)]
    pub non_answers: Vec<(String, u64)>,
    /// The day on which a panel was asked, such as `2024-05-01`.
    #[serde(default)]
    pub panel_as_of: Option<String>,
    /// How many people a panel stands for that is a table of weighted cells.
    #[serde(default)]
    pub panel_size: Option<u64>,
    /// The table in a bucket that it was read from, if it was no upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<SourceTable>,
    /// Bytes that the profiles take in memory; none where they were stored before it was counted.
    #[serde(default)]
    memory: Option<u64>,
    /// The files that hold the profiles, in order.
    parts: Vec<PartRecord>,
}

/// The table in a bucket that a data set was read from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceTable {
    /// Its address, for example `s3://bucket/followers/*.parquet`.
    pub address: String,
    /// The version that was read, of a table that keeps a log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Its files as they were read, by name.
    pub files: Vec<SourceFile>,
}

/// Bytes that a profile is taken to need in memory where they were not counted: some forty fields.
const BYTES_PER_PROFILE: u64 = 200;

/// A file of profiles.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct PartRecord {
    profiles: u64,
    bytes: u64,
    /// BLAKE3 of its bytes, in hexadecimal digits.
    digest: String,
}

impl UploadDetails {
    pub(super) fn new(rejections: &[Rejection], streamed: StreamOutcome, memory: u64, parts: &[Part]) -> Self {
        let part = |part: &Part| PartRecord {
            profiles: part.profiles,
            bytes: part.bytes,
            digest: part.digest.to_hex().to_string(),
        };
        let StreamOutcome { dropped_values, notes, reading, non_answers, .. } = streamed;
        let (memory, parts) = (Some(memory), parts.iter().map(part).collect());
        Self {
            rejections: rejections.to_vec(),
            dropped_values,
            notes,
            reading,
            non_answers,
            panel_as_of: None,
            panel_size: None,
            table: None,
            memory,
            parts,
        }
    }

    /// Bytes that the profiles of the data set take in memory.
    pub fn memory_bytes(&self, dataset: &Dataset) -> u64 {
        self.memory.unwrap_or(BYTES_PER_PROFILE * dataset.summary.profiles)
    }
}

/// What is kept of an upload that is not complete.
#[derive(Debug, Default, Serialize, Deserialize)]
struct IncompleteUpload {
    /// Names of files, and the ids of their uploads to the object store.
    #[serde(default)]
    uploads: Vec<(String, String)>,
}

/// The details of a data set whose upload is not complete, as JSON.
pub(super) fn uploads_json(uploads: &[(String, String)]) -> String {
    let details = IncompleteUpload { uploads: uploads.to_vec() };
    serde_json::to_string(&details).expect("details are plain data")
}

/// The uploads to the object store that were begun for a data set, where it never became complete.
pub(super) fn uploads_of(dataset: &Dataset) -> Vec<(String, String)> {
    serde_json::from_str::<IncompleteUpload>(&dataset.summary.details).unwrap_or_default().uploads
}

/// What is kept of an upload besides its counts.
///
/// # Errors
/// [`StoreError::Corrupt`] where it cannot be read.
pub fn details(dataset: &Dataset) -> Result<UploadDetails, StoreError> {
    let details = serde_json::from_str(&dataset.summary.details);
    details.map_err(|error| StoreError::Corrupt(format!("details of {}: {error}", dataset.id)))
}

/// Reads stored people: just what reading the upload at once gives.
///
/// # Errors
/// [`StoreError`] where a file is missing or not as it was written.
pub async fn read_dataset(objects: &Objects, dataset: &Dataset) -> Result<StoredProfiles, StoreError> {
    let corrupt = |detail: String| StoreError::Corrupt(format!("{}: {detail}", dataset.id));
    let day = |text: &str| Date::parse(text, &Iso8601::DATE).map_err(|error| corrupt(error.to_string()));
    let details = details(dataset)?;
    let mut reader = PartsReader::for_profiles(details.parts.iter().map(|part| part.profiles).sum());
    for (number, part) in (1..).zip(&details.parts) {
        let name = part_name(number);
        let file = objects.open(dataset, &name).await?;
        let digest = blake3::Hash::from_str(&part.digest).map_err(|error| corrupt(error.to_string()))?;
        let read = tokio::task::spawn_blocking(move || reader.add(&name, file, &digest).map(|()| reader));
        reader = match read.await {
            Ok(read) => read.map_err(|error| corrupt(error.to_string()))?,
            Err(error) => return Err(corrupt(error.to_string())),
        };
    }
    let rejections = objects.open(dataset, REJECTED).await?;
    let listed = tokio::task::spawn_blocking(move || {
        let lines = rejection_lines(rejections).map_err(|error| error.to_string())?;
        lines.take(MAX_LISTED).collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())
    });
    let listed = listed.await.unwrap_or_else(|error| Err(error.to_string())).map_err(corrupt)?;
    Ok(StoredProfiles {
        reading: Arc::new(ReadOutcome {
            profiles: reader.finish(),
            rejected: Rejections { rows: dataset.summary.rejected, listed },
            dropped_values: details.dropped_values,
            notes: details.notes,
            reading: details.reading,
            non_answers: details.non_answers,
            files: Vec::new(),
        }),
        as_of: day(&dataset.as_of)?,
        panel_as_of: details.panel_as_of.as_deref().map(day).transpose()?,
        panel_size: details.panel_size,
    })
}

/// The rejections of a file of them, which may be read part by part.
type RejectionLines = serde_json::StreamDeserializer<
    'static,
    serde_json::de::IoRead<BufReader<zstd::Decoder<'static, BufReader<std::fs::File>>>>,
    Rejection,
>;

fn rejection_lines(file: std::fs::File) -> io::Result<RejectionLines> {
    Ok(serde_json::Deserializer::from_reader(BufReader::new(zstd::Decoder::new(file)?)).into_iter())
}

/// All rejections of a data set, in the order of their rows.
///
/// # Errors
/// [`StoreError`] where the file is missing.
pub async fn rejections(
    objects: &Objects,
    dataset: &Dataset,
) -> Result<impl Iterator<Item = serde_json::Result<Rejection>> + Send + use<>, StoreError> {
    let file = objects.open(dataset, REJECTED).await?;
    rejection_lines(file).map_err(|source| StoreError::File { path: REJECTED.to_owned(), source })
}
