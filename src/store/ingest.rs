//! Uploads on their way to stored people, in memory that does not grow with them; and the way back.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::str::FromStr;
use std::time::Duration;

use time::Date;
use tokio::sync::mpsc;

use super::{AgencyId, Dataset, DatasetState, Gathered, Named, Objects, SeenIds, Store, StoreError};
use crate::ingest::{
    Compression, Decompressed, Format, MAX_LISTED, Part, PartStore, PartsReader, PartsWriter, ProfileSink, ReadError,
    ReadOptions, ReadOutcome, RejectCode, Rejection, Rejections, Role, StreamOutcome, copy_bytes, stream_parquet,
    stream_profiles,
};
use crate::profile::{Batch, Columns};
use crate::wire::{RejectionBody, StoredPart, StoredPeople, UploadDetails, parse_day};

/// How long an upload may give no sign before it counts as forsaken, in milliseconds, and how often it gives one.
const LEASE: i64 = 120_000;
const RENEWAL: Duration = Duration::from_secs(30);
/// Rejections told in the answer to an upload; the file has them all.
const TOLD: usize = 20;
/// The file of rejections: NDJSON, zstd.
pub(super) const REJECTED: &str = "rejected.ndjson.zst";

/// What is uploaded.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Whose it is.
    pub agency: AgencyId,
    /// Followers or labelled people.
    pub role: Role,
    /// Whether it is made for one job and told to nobody.
    pub hidden: bool,
    /// What the agency calls it.
    pub name: Option<String>,
    /// The account whose followers these are.
    pub account: Option<String>,
    /// When the followers were fetched, in milliseconds.
    pub taken_at: Option<i64>,
    /// The day against which birth years and dates are judged.
    pub as_of: Date,
    /// What the rows are.
    pub format: Format,
    /// How the bytes are packed.
    pub encoding: Compression,
    /// Whether to reject the whole where a row is rejected.
    pub reject_all: bool,
    /// What is too much.
    pub limits: UploadLimits,
}

/// What is too much of an upload.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// Most rows.
    pub rows: usize,
    /// Longest row, in bytes.
    pub row_bytes: usize,
    /// Most bytes as they come.
    pub bytes: u64,
    /// Most bytes once unpacked.
    pub unpacked_bytes: u64,
}

/// Why an upload was not kept.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// More bytes came than accepted.
    #[error("the upload is larger than {0} bytes")]
    TooLarge(u64),
    /// No row was accepted, or some were rejected where none may be.
    #[error("{rows} rows were refused")]
    Rejected {
        /// Rows accepted.
        accepted: u64,
        /// Rows rejected.
        rows: u64,
        /// Why the first ones were.
        first: Vec<Rejection>,
    },
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads an upload to its end and keeps its people. `clock` tells the time in milliseconds.
///
/// Nothing of it is to be seen until it is whole; where it fails, or nobody waits for it any more, nothing stays.
///
/// # Errors
/// [`IngestError`]; nothing was kept then.
pub async fn ingest(
    store: &dyn Store,
    objects: &Objects,
    upload: Upload,
    source: impl Read + Send + 'static,
    clock: fn() -> i64,
) -> Result<Dataset, IngestError> {
    let mut dataset = begun(&upload, clock());
    store.begin_dataset(&dataset).await?;
    let gathered = gather(store, objects, &dataset, upload, source, clock).await;
    let outcome = match gathered {
        Ok(gathered) => match store.finish_dataset(&dataset.agency, &dataset.id, &gathered).await {
            Ok(true) => Ok(gathered),
            Ok(false) => Err(StoreError::Damaged("the upload took too long and was given up".to_owned()).into()),
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(error),
    };
    match outcome {
        Ok(gathered) => {
            dataset.state = DatasetState::Ready;
            dataset.gathered = gathered;
            Ok(dataset)
        }
        Err(error) => {
            // Its time is over now; what the sweep can't remove at once it removes later.
            store.renew_dataset(&dataset.agency, &dataset.id, 0).await?;
            if let Err(error) = super::sweep(store, objects, clock()).await {
                tracing::warn!(%error, "what is left of an upload could not be removed yet");
            }
            Err(error)
        }
    }
}

fn begun(upload: &Upload, now: i64) -> Dataset {
    let named = match upload.role {
        Role::Audience => Named::Audience,
        Role::Panel => Named::Panel,
    };
    Dataset {
        id: named.fresh(),
        agency: upload.agency.clone(),
        role: upload.role,
        state: DatasetState::Uploading,
        hidden: upload.hidden,
        name: upload.name.clone(),
        account: upload.account.clone(),
        taken_at: upload.taken_at,
        as_of: upload.as_of.to_string(),
        created_at: now,
        lease_until: now + LEASE,
        gathered: Gathered::default(),
    }
}

/// A file that is ready to be kept.
type Ready = (String, std::fs::File);

async fn gather(
    store: &dyn Store,
    objects: &Objects,
    dataset: &Dataset,
    upload: Upload,
    source: impl Read + Send + 'static,
    clock: fn() -> i64,
) -> Result<Gathered, IngestError> {
    let (files, mut ready) = mpsc::channel::<Ready>(1);
    let (scratch, options) = (objects.clone(), upload);
    let mut reading = tokio::task::spawn_blocking(move || read(scratch, &options, source, files));
    let mut renewal = tokio::time::interval(RENEWAL);
    let read = loop {
        tokio::select! {
            file = ready.recv() => match file {
                Some((name, file)) => objects.keep(dataset, &name, file).await?,
                None => break (&mut reading).await,
            },
            _ = renewal.tick() => {
                store.renew_dataset(&dataset.agency, &dataset.id, clock() + LEASE).await?;
            }
        }
    };
    read.unwrap_or_else(|error| {
        tracing::error!(%error, "reading an upload panicked");
        Err(StoreError::Damaged("the upload could not be read".to_owned()).into())
    })
}

/// Reads an upload; what is to be kept of it goes to `files`.
fn read(
    objects: Objects,
    upload: &Upload,
    source: impl Read,
    files: mpsc::Sender<Ready>,
) -> Result<Gathered, IngestError> {
    let limits = upload.limits;
    let mut source = Counted { source, hasher: blake3::Hasher::new(), bytes: 0, most: limits.bytes };
    let options = ReadOptions {
        max_rows: limits.rows,
        max_row_bytes: limits.row_bytes,
        ..ReadOptions::new(upload.role, upload.as_of)
    };
    let scratch = objects.clone();
    let mut sink = Sink::new(objects, files)?;
    let streamed = {
        let unpacked = Decompressed::new(upload.encoding, BufReader::new(&mut source), limits.unpacked_bytes);
        let unpacked = BufReader::with_capacity(1 << 16, unpacked.map_err(ReadError::from)?);
        if upload.format == Format::Parquet {
            // Parquet is read at any place.
            let spool = scratch.scratch().map_err(ReadError::Sink)?;
            copy_bytes(unpacked, &spool).and_then(|()| stream_parquet(spool, &options, &mut sink, &mut |_| {}))
        } else {
            stream_profiles(upload.format, unpacked, &options, &mut sink, &mut |_| {})
        }
    };
    let streamed = match streamed {
        Ok(streamed) => streamed,
        Err(_) if source.bytes > limits.bytes => return Err(IngestError::TooLarge(limits.bytes)),
        Err(error) => return Err(error.into()),
    };
    if streamed.profiles == 0 || (upload.reject_all && streamed.rejected > 0) {
        let (accepted, rows) = (streamed.profiles, streamed.rejected);
        return Err(IngestError::Rejected { accepted, rows, first: sink.first });
    }
    Ok(sink.finish(streamed, source.bytes, &source.hasher)?)
}

/// A source whose bytes are counted and hashed as they go by.
struct Counted<R> {
    source: R,
    hasher: blake3::Hasher,
    bytes: u64,
    most: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into)?;
        self.hasher.update(&into[..count]);
        self.bytes += count as u64;
        if self.bytes > self.most {
            return Err(io::Error::other(format!("more than {} bytes", self.most)));
        }
        Ok(count)
    }
}

/// Takes profiles into parts and rejections into their file.
struct Sink {
    ids: SeenIds,
    parts: PartsWriter<Parts>,
    rejected: zstd::Encoder<'static, BufWriter<std::fs::File>>,
    first: Vec<Rejection>,
    files: mpsc::Sender<Ready>,
}

/// Parts in files without a name, each sent off when it is complete.
struct Parts {
    objects: Objects,
    files: mpsc::Sender<Ready>,
    written: Vec<Part>,
}

impl PartStore for Parts {
    type Out = BufWriter<std::fs::File>;

    fn open(&mut self, _: u32) -> io::Result<Self::Out> {
        Ok(BufWriter::new(self.objects.scratch()?))
    }

    fn close(&mut self, number: u32, out: Self::Out, part: Part) -> io::Result<()> {
        self.written.push(part);
        send(&self.files, part_name(number), out.into_inner()?)
    }
}

fn part_name(number: u32) -> String {
    format!("part-{number:05}.parquet")
}

fn send(files: &mpsc::Sender<Ready>, name: String, file: std::fs::File) -> io::Result<()> {
    files.blocking_send((name, file)).map_err(|_| io::Error::other("nobody waits for the upload any more"))
}

impl Sink {
    fn new(objects: Objects, files: mpsc::Sender<Ready>) -> Result<Self, StoreError> {
        let failed = |source| StoreError::File { path: "a file on its way".to_owned(), source };
        let rejected = BufWriter::new(objects.scratch().map_err(failed)?);
        Ok(Self {
            ids: SeenIds::new(objects.scratch_folder()),
            rejected: zstd::Encoder::new(rejected, 3).map_err(failed)?,
            parts: PartsWriter::new(Parts { objects, files: files.clone(), written: Vec::new() }),
            first: Vec::new(),
            files,
        })
    }

    fn finish(self, streamed: StreamOutcome, bytes: u64, hasher: &blake3::Hasher) -> Result<Gathered, StoreError> {
        let failed = |source| StoreError::File { path: "a file on its way".to_owned(), source };
        let parts = self.parts.finish().map_err(failed)?.written;
        let rejected = self.rejected.finish().and_then(|file| Ok(file.into_inner()?)).map_err(failed)?;
        send(&self.files, REJECTED.to_owned(), rejected).map_err(failed)?;
        let part = |part: &Part| StoredPart {
            profiles: part.profiles,
            bytes: part.bytes,
            digest: part.digest.to_hex().to_string(),
        };
        let details = UploadDetails {
            rejections: self.first.iter().map(RejectionBody::from).collect(),
            dropped_values: streamed.dropped_values,
            notes: streamed.notes,
            parts: parts.iter().map(part).collect(),
        };
        Ok(Gathered {
            profiles: streamed.profiles,
            rejected: streamed.rejected,
            parts: parts.len() as u64,
            bytes,
            content_hash: hasher.finalize().to_hex().to_string(),
            details: serde_json::to_string(&details).expect("details are plain data"),
        })
    }
}

impl ProfileSink for Sink {
    fn claim_id(&mut self, hash: u64) -> io::Result<bool> {
        self.ids.claim(hash)
    }

    fn take(&mut self, columns: &Columns, batch: Batch) -> io::Result<()> {
        self.parts.write(columns, &batch)
    }

    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()> {
        for reason in reasons {
            if self.first.len() < TOLD {
                self.first.push(reason.clone());
            }
            serde_json::to_writer(&mut self.rejected, &RejectionBody::from(reason))?;
            self.rejected.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// What is kept of an upload beside its counts.
///
/// # Errors
/// [`StoreError::Damaged`] where it cannot be read.
pub fn details(dataset: &Dataset) -> Result<UploadDetails, StoreError> {
    let details = serde_json::from_str(&dataset.gathered.details);
    details.map_err(|error| StoreError::Damaged(format!("details of {}: {error}", dataset.id)))
}

/// Reads stored people: just what reading the upload at once gives.
///
/// # Errors
/// [`StoreError`] where a file is missing or not as it was written.
pub async fn read_people(objects: &Objects, dataset: &Dataset) -> Result<StoredPeople, StoreError> {
    let damaged = |detail: String| StoreError::Damaged(format!("{}: {detail}", dataset.id));
    let details = details(dataset)?;
    let mut reader = PartsReader::new();
    for (number, part) in (1..).zip(&details.parts) {
        let name = part_name(number);
        let file = objects.open(dataset, &name).await?;
        let digest = blake3::Hash::from_str(&part.digest).map_err(|error| damaged(error.to_string()))?;
        let read = tokio::task::spawn_blocking(move || reader.add(&name, file, &digest).map(|()| reader));
        reader = match read.await {
            Ok(read) => read.map_err(|error| damaged(error.to_string()))?,
            Err(error) => return Err(damaged(error.to_string())),
        };
    }
    let rejections = objects.open(dataset, REJECTED).await?;
    let listed = tokio::task::spawn_blocking(move || listed(rejections)).await;
    let listed = listed.unwrap_or_else(|error| Err(error.to_string())).map_err(damaged)?;
    Ok(StoredPeople {
        reading: ReadOutcome {
            profiles: reader.finish(),
            rejected: Rejections { rows: dataset.gathered.rejected, listed },
            dropped_values: details.dropped_values,
            notes: details.notes,
        },
        as_of: parse_day(&dataset.as_of).map_err(damaged)?,
    })
}

/// The rejections that an answer lists.
fn listed(file: std::fs::File) -> Result<Vec<Rejection>, String> {
    let unpacked = zstd::Decoder::new(file).map_err(|error| error.to_string())?;
    let lines = BufReader::new(unpacked).lines().take(MAX_LISTED);
    let rejection = |line: io::Result<String>| {
        let body: RejectionBody = serde_json::from_str(&line?)?;
        let code = RejectCode::named(&body.code).ok_or_else(|| io::Error::other("an unknown code"))?;
        let RejectionBody { row, field, received, accepted, .. } = body;
        Ok(Rejection { row, field, code, received, accepted })
    };
    lines.map(rejection).collect::<io::Result<_>>().map_err(|error| error.to_string())
}

/// All rejections of a data set as NDJSON.
///
/// # Errors
/// [`StoreError`] where the file is missing.
pub async fn rejections(objects: &Objects, dataset: &Dataset) -> Result<impl Read + Send + use<>, StoreError> {
    let file = objects.open(dataset, REJECTED).await?;
    zstd::Decoder::new(file).map_err(|source| StoreError::File { path: REJECTED.to_owned(), source })
}
