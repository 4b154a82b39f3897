//! From an upload to a stored data set, in memory that does not grow with it.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::time::Duration;

use time::Date;
use tokio::sync::mpsc;

use super::dataset_files::{REJECTED, SourceTable, UploadDetails, part_name, uploads_json};
use super::{
    AgencyId, Dataset, DatasetState, IdKind, IdSet, IdSketch, Lake, LakeError, Objects, Part, PartStore, PartsWriter,
    Store, StoreError, TableLocation, UploadSummary,
};
use crate::ingest::{
    Compression, ContainerLimits, ContentKind, Decompressed, FileInspection, Format, IncomeUnit, Mapping, Note, Opened,
    PlatformNote, ProfileSink, ReadError, ReadOptions, Recognised, Rejection, Role, Scratch, StreamOutcome, copy_bytes,
    inspect_profiles, recognise, stream_parquet, stream_parquet_parts, stream_profiles,
};
use crate::profile::{Batch, Columns};

/// An upload whose lease ran out counts as abandoned. The lease in milliseconds, and how often it is renewed.
const LEASE_MS: i64 = 120_000;
const RENEWAL_INTERVAL: Duration = Duration::from_secs(30);
/// Rejections listed in the answer to an upload; the file has them all.
const MAX_LISTED_IN_ANSWER: usize = 20;

/// What is uploaded.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Whose it is.
    pub agency: AgencyId,
    /// Whether it is made for one job and never listed.
    pub hidden: bool,
    /// What the agency calls it.
    pub name: Option<String>,
    /// The account whose followers these are.
    pub account: Option<String>,
    /// When the followers were fetched, in milliseconds.
    pub taken_at: Option<i64>,
    /// The day on which a panel was asked.
    pub panel_as_of: Option<Date>,
    /// How many people a panel stands for that is a table of weighted cells.
    pub panel_size: Option<u64>,
    /// Whether to reject the whole where a row is rejected.
    pub reject_all: bool,
    /// Whether its ids are compared with those of stored sets, to find the same people under another name. Whoever may not
    /// have exact figures would learn by sets made for that whether somebody is among them.
    pub compares_ids: bool,
    /// How the file is read.
    pub file: FileReading,
}

/// How a file that was sent is read.
#[derive(Debug, Clone)]
pub struct FileReading {
    /// Followers or labelled people.
    pub role: Role,
    /// The day against which birth years and dates are judged.
    pub as_of: Date,
    /// What the rows are, as far as it is known.
    pub format: Option<Format>,
    /// Whether the sender gave the format; otherwise a platform's export is recognised.
    pub is_format_given: bool,
    /// How the bytes are compressed.
    pub compression: Compression,
    /// The sheet that is read of a spreadsheet, by its name or its number from 1.
    pub sheet: Option<String>,
    /// The unit of incomes where a table does not say it.
    pub income: Option<IncomeUnit>,
    /// Names of columns that are kept although they look like personal data.
    pub keep_columns: Vec<String>,
    /// What the columns of a table stand for, where their names do not say it.
    pub mapping: Option<Mapping>,
    /// Whether JSON may be a table as programs write it; what is sent as JSON is profiles as the contract has them.
    pub takes_json_tables: bool,
    /// Limits of the file.
    pub limits: UploadLimits,
}

impl FileReading {
    /// Rows in a format that is known, not compressed, whose fields have the names of the contract.
    pub fn of_format(role: Role, as_of: Date, format: Format, limits: UploadLimits) -> Self {
        Self {
            role,
            as_of,
            format: Some(format),
            is_format_given: true,
            compression: Compression::Identity,
            sheet: None,
            income: None,
            keep_columns: Vec::new(),
            mapping: None,
            takes_json_tables: false,
            limits,
        }
    }

    /// How its rows are read.
    fn read_options(&self) -> ReadOptions {
        ReadOptions {
            max_rows: self.limits.rows,
            max_row_bytes: self.limits.row_bytes,
            sheet: self.sheet.clone(),
            income: self.income.clone(),
            keep_columns: self.keep_columns.clone(),
            mapping: self.mapping.clone(),
            takes_json_tables: self.takes_json_tables,
            ..ReadOptions::new(self.role, self.as_of)
        }
    }
}

/// Limits of an upload.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// Maximum number of rows.
    pub rows: usize,
    /// Maximum bytes of a row.
    pub row_bytes: usize,
    /// Maximum bytes as sent.
    pub bytes: u64,
    /// Maximum bytes after decompression.
    pub unpacked_bytes: u64,
}

/// Why an upload was not stored.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// More bytes came than accepted.
    #[error("the upload is larger than {0} bytes")]
    TooLarge(u64),
    /// No row was accepted, or some were rejected where none may be.
    #[error("{rows} rows were rejected")]
    Rejected {
        /// Rows accepted.
        accepted: u64,
        /// Rows rejected.
        rows: u64,
        /// Why the first ones were.
        first: Vec<Rejection>,
    },
    /// The table that it is read from could not be.
    #[error(transparent)]
    Source(#[from] LakeError),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads an upload to its end and stores its profiles. `clock` gives the time in milliseconds.
///
/// It is visible once it is complete. If it fails or the client disconnects, nothing of it stays.
///
/// # Errors
/// [`UploadError`]; nothing is stored then.
pub async fn ingest(
    store: &dyn Store,
    objects: &Objects,
    upload: Upload,
    source: impl Read + Send + 'static,
    clock: fn() -> i64,
) -> Result<Dataset, UploadError> {
    let read = |objects, upload: &Upload, files| read(objects, upload, source, files);
    ingest_by(store, objects, upload, read, clock).await
}

/// Reads the Parquet files of a table in a bucket and stores their profiles, as [`ingest`] does those of a file that was
/// sent. The files are kept by name, length and ETag, and have to be the same when the last of them was read.
///
/// # Errors
/// [`UploadError`]; nothing is stored then.
pub async fn ingest_source(
    store: &dyn Store,
    objects: &Objects,
    upload: Upload,
    table: TableLocation,
    clock: fn() -> i64,
) -> Result<Dataset, UploadError> {
    let read = move |objects, upload: &Upload, files| read_source(objects, upload, &table, files);
    ingest_by(store, objects, upload, read, clock).await
}

/// Stores what `read` makes of an upload.
async fn ingest_by(
    store: &dyn Store,
    objects: &Objects,
    upload: Upload,
    read: impl FnOnce(Objects, &Upload, mpsc::Sender<CompleteFile>) -> Result<ReadUpload, UploadError> + Send + 'static,
    clock: fn() -> i64,
) -> Result<Dataset, UploadError> {
    let mut dataset = new_dataset(&upload, clock());
    store.begin_dataset(&dataset).await?;
    let compares_ids = upload.compares_ids;
    let read = store_files(store, objects, &dataset, upload, read, clock).await;
    let outcome = match read {
        Ok(mut read) => {
            if !compares_ids {
                read.ids = IdSketch::default();
            }
            complete(store, &mut dataset, read).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Ok(dataset),
        Err(error) => {
            // Its lease ends now; what cannot be removed at once goes with a later collection.
            store.renew_dataset(&dataset.agency, &dataset.id, 0).await?;
            if let Err(error) = super::collect_garbage(store, objects, clock()).await {
                tracing::warn!(%error, "could not remove a failed upload yet");
            }
            Err(error)
        }
    }
}

/// Makes a data set whose files are in place visible.
async fn complete(store: &dyn Store, dataset: &mut Dataset, read: ReadUpload) -> Result<(), UploadError> {
    // Those of a job are nobody's to ask about.
    if !dataset.hidden {
        dataset.people_of = Some(store.keep_sketch(dataset, &read.ids).await?);
    }
    if !store.finish_dataset(&dataset.agency, &dataset.id, &read.summary).await? {
        return Err(StoreError::Interrupted("the lease of the upload ran out").into());
    }
    dataset.state = DatasetState::Ready;
    dataset.summary = read.summary;
    Ok(())
}

fn new_dataset(upload: &Upload, now: i64) -> Dataset {
    let named = match upload.file.role {
        Role::Audience => IdKind::Audience,
        Role::Panel => IdKind::Panel,
    };
    Dataset {
        id: named.generate(),
        agency: upload.agency.clone(),
        role: upload.file.role,
        state: DatasetState::Uploading,
        hidden: upload.hidden,
        name: upload.name.clone(),
        account: upload.account.clone(),
        people_of: None,
        taken_at: upload.taken_at,
        as_of: upload.file.as_of.to_string(),
        created_at: now,
        lease_until: now + LEASE_MS,
        summary: UploadSummary::default(),
    }
}

/// What is known of an upload once it is read.
struct ReadUpload {
    summary: UploadSummary,
    ids: IdSketch,
}

/// A file that is complete, with its name.
type CompleteFile = (String, std::fs::File);

async fn store_files(
    store: &dyn Store,
    objects: &Objects,
    dataset: &Dataset,
    upload: Upload,
    read: impl FnOnce(Objects, &Upload, mpsc::Sender<CompleteFile>) -> Result<ReadUpload, UploadError> + Send + 'static,
    clock: fn() -> i64,
) -> Result<ReadUpload, UploadError> {
    let (files, mut ready) = mpsc::channel::<CompleteFile>(1);
    let scratch = objects.clone();
    let mut reading = tokio::task::spawn_blocking(move || read(scratch, &upload, files));
    let mut renewal = tokio::time::interval(RENEWAL_INTERVAL);
    let mut uploads = Vec::new();
    let read = loop {
        tokio::select! {
            file = ready.recv() => match file {
                Some((name, file)) => {
                    let upload = objects.begin(dataset, &name).await?;
                    if let Some(id) = &upload {
                        // Known to whoever removes the data set, before anything is sent.
                        uploads.push((name.clone(), id.clone()));
                        store.note_uploads(&dataset.agency, &dataset.id, &uploads_json(&uploads)).await?;
                    }
                    objects.keep(dataset, &name, file, upload).await?;
                }
                None => break (&mut reading).await,
            },
            _ = renewal.tick() => {
                store.renew_dataset(&dataset.agency, &dataset.id, clock() + LEASE_MS).await?;
            }
        }
    };
    read.unwrap_or_else(|error| {
        tracing::error!(%error, "reading an upload panicked");
        Err(StoreError::Interrupted("the upload could not be read").into())
    })
}

/// Reads an upload; what is to be kept of it goes to `files`.
fn read(
    objects: Objects,
    upload: &Upload,
    source: impl Read,
    files: mpsc::Sender<CompleteFile>,
) -> Result<ReadUpload, UploadError> {
    let file = &upload.file;
    let limits = file.limits;
    let mut source = Counted { source, hasher: blake3::Hasher::new(), bytes: 0, max_bytes: limits.bytes };
    let options = ReadOptions { takes_cells: upload.panel_size.is_some(), ..file.read_options() };
    let scratch = objects.clone();
    let mut sink = Sink::new(objects, files)?;
    let streamed = unpack(file, &mut source, &scratch)
        .and_then(|mut unpacked| stream(file, &mut unpacked, &scratch, &options, &mut sink));
    let streamed = match streamed {
        Ok(streamed) => streamed,
        Err(_) if source.bytes > limits.bytes => return Err(UploadError::TooLarge(limits.bytes)),
        Err(error) => return Err(error.into()),
    };
    sink.finish(streamed, upload, source.bytes, source.hasher.finalize(), None)
}

/// Reads the table that is asked for; what is to be kept of it goes to `files`.
fn read_source(
    objects: Objects,
    upload: &Upload,
    TableLocation { address, version }: &TableLocation,
    files: mpsc::Sender<CompleteFile>,
) -> Result<ReadUpload, UploadError> {
    let (limits, options, scratch) = (upload.file.limits, upload.file.read_options(), objects.clone());
    let Some(lake) = Lake::at(address.as_str())? else {
        return Err(LakeError::Empty(address.as_str().to_owned()).into());
    };
    let snapshot = lake.snapshot(*version)?;
    if snapshot.bytes() > limits.bytes {
        return Err(UploadError::TooLarge(limits.bytes));
    }
    let mut sink = Sink::new(objects, files)?;
    let mut streamed =
        snapshot.read(&|| scratch.scratch(), |parts| stream_parquet_parts(parts, &options, &mut sink, &mut |_| {}))?;
    streamed.notes.extend(snapshot.note());
    let table =
        SourceTable { address: address.as_str().to_owned(), version: snapshot.version(), files: snapshot.files() };
    sink.finish(streamed, upload, snapshot.bytes(), snapshot.hash(), Some(table))
}

/// What an upload holds, out of whatever it is packed in.
fn unpack<'s>(file: &FileReading, source: &'s mut impl Read, scratch: &Objects) -> Result<Opened<'s>, ReadError> {
    let max = file.limits.unpacked_bytes;
    let unpacked = Decompressed::new(file.compression, BufReader::new(source), max)?;
    let room = || Ok(Box::new(scratch.scratch()?) as Box<dyn Scratch>);
    let options = file.read_options();
    let limits = ContainerLimits { unpacked_bytes: max, sheet: options.sheet(), scratch: &room };
    Opened::open(BufReader::with_capacity(1 << 16, unpacked), &limits)
}

/// The format of what an upload holds.
fn format_of(file: &FileReading, source: &mut Opened<'_>) -> Result<Format, ReadError> {
    Ok(match source.kind() {
        ContentKind::Table => Format::Csv,
        ContentKind::Parquet => Format::Parquet,
        ContentKind::Text => match file.format.or_else(|| source.name().and_then(Format::by_name)) {
            Some(format) if file.is_format_given => format,
            likely => match recognise(source.fill_buf()?) {
                Some(Recognised::Followers(platform)) => Format::Platform(platform),
                Some(Recognised::Other(_)) | None => likely.unwrap_or(Format::by_beginning(source.fill_buf()?)),
            },
        },
    })
}

/// Reads a file that was sent to see what it would be taken for; nothing of it is kept. It blocks.
///
/// # Errors
/// Where it is too large or cannot be read.
pub fn inspect_file(objects: &Objects, file: &FileReading, source: impl Read) -> Result<FileInspection, UploadError> {
    let max_bytes = file.limits.bytes;
    let mut source = Counted { source, hasher: blake3::Hasher::new(), bytes: 0, max_bytes };
    let inspected = unpack(file, &mut source, objects).and_then(|mut unpacked| {
        let format = format_of(file, &mut unpacked)?;
        let mut inspected = inspect_profiles(format, &mut unpacked, &file.read_options(), &mut |_| {})?;
        inspected.notes.splice(..0, unpacked.notes().into_iter().map(Note::Container));
        Ok(inspected)
    });
    match inspected {
        Err(_) if source.bytes > max_bytes => Err(UploadError::TooLarge(max_bytes)),
        other => Ok(other?),
    }
}

/// Reads what an upload holds.
fn stream(
    file: &FileReading,
    source: &mut Opened<'_>,
    scratch: &Objects,
    options: &ReadOptions,
    sink: &mut Sink,
) -> Result<StreamOutcome, ReadError> {
    let format = format_of(file, source)?;
    let mut streamed = if format == Format::Parquet {
        // Parquet is read at any place.
        let spool = scratch.scratch().map_err(ReadError::Sink)?;
        copy_bytes(&mut *source, &spool).and_then(|()| stream_parquet(spool, options, sink, &mut |_| {}))
    } else {
        stream_profiles(format, &mut *source, options, sink, &mut |_| {})
    }?;
    if let (Format::Platform(platform), false) = (format, file.is_format_given) {
        streamed.notes.insert(0, Note::Platform(PlatformNote::Recognised(platform)));
    }
    streamed.notes.splice(..0, source.notes().iter().cloned().map(Note::Container));
    Ok(streamed)
}

/// A source whose bytes are counted and hashed as they go by.
struct Counted<R> {
    source: R,
    hasher: blake3::Hasher,
    bytes: u64,
    max_bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into)?;
        self.hasher.update(&into[..count]);
        self.bytes += count as u64;
        if self.bytes > self.max_bytes {
            return Err(io::Error::other(format!("more than {} bytes", self.max_bytes)));
        }
        Ok(count)
    }
}

/// Takes profiles into parts and rejections into their file.
struct Sink {
    ids: IdSet,
    sketch: IdSketch,
    parts: PartsWriter<Parts>,
    /// Bytes that the profiles take in memory.
    memory: u64,
    rejected: zstd::Encoder<'static, BufWriter<std::fs::File>>,
    first: Vec<Rejection>,
    files: mpsc::Sender<CompleteFile>,
}

/// Parts in files without a name, each sent off when it is complete.
struct Parts {
    objects: Objects,
    files: mpsc::Sender<CompleteFile>,
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

fn send(files: &mpsc::Sender<CompleteFile>, name: String, file: std::fs::File) -> io::Result<()> {
    files.blocking_send((name, file)).map_err(|_| io::Error::other("the upload was cancelled"))
}

impl Sink {
    fn new(objects: Objects, files: mpsc::Sender<CompleteFile>) -> Result<Self, StoreError> {
        let failed = |source| StoreError::File { path: "a file on its way".to_owned(), source };
        let rejected = BufWriter::new(objects.scratch().map_err(failed)?);
        Ok(Self {
            ids: IdSet::new(objects.scratch_folder()),
            sketch: IdSketch::default(),
            rejected: zstd::Encoder::new(rejected, 3).map_err(failed)?,
            parts: PartsWriter::new(Parts { objects, files: files.clone(), written: Vec::new() }),
            memory: 0,
            first: Vec::new(),
            files,
        })
    }

    fn finish(
        self,
        streamed: StreamOutcome,
        upload: &Upload,
        bytes: u64,
        hash: blake3::Hash,
        table: Option<SourceTable>,
    ) -> Result<ReadUpload, UploadError> {
        if streamed.profiles == 0 || (upload.reject_all && streamed.rejected > 0) {
            let (accepted, rows) = (streamed.profiles, streamed.rejected);
            return Err(UploadError::Rejected { accepted, rows, first: self.first });
        }
        let failed = |source| StoreError::File { path: "a file on its way".to_owned(), source };
        let parts = self.parts.finish().map_err(failed)?.written;
        let rejected = self.rejected.finish().and_then(|file| Ok(file.into_inner()?)).map_err(failed)?;
        let stored_bytes =
            parts.iter().map(|part| part.bytes).sum::<u64>() + rejected.metadata().map_err(failed)?.len();
        send(&self.files, REJECTED.to_owned(), rejected).map_err(failed)?;
        let (profiles, rejected) = (streamed.profiles, streamed.rejected);
        let mut details = UploadDetails::new(&self.first, streamed, self.memory, &parts);
        details.panel_as_of = upload.panel_as_of.map(|day| day.to_string());
        details.panel_size = upload.panel_size;
        details.table = table;
        let summary = UploadSummary {
            profiles,
            rejected,
            parts: parts.len() as u64,
            bytes,
            stored_bytes,
            content_hash: hash.to_hex().to_string(),
            details: serde_json::to_string(&details).expect("details are plain data"),
        };
        Ok(ReadUpload { summary, ids: self.sketch })
    }
}

impl ProfileSink for Sink {
    fn claim_id(&mut self, hash: u64) -> io::Result<bool> {
        self.sketch.note(hash);
        self.ids.claim(hash)
    }

    fn take(&mut self, columns: &Columns, batch: Batch) -> io::Result<()> {
        self.memory += batch.memory_bytes() as u64;
        self.parts.write(columns, &batch)
    }

    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()> {
        for reason in reasons {
            if self.first.len() < MAX_LISTED_IN_ANSWER {
                self.first.push(reason.clone());
            }
            serde_json::to_writer(&mut self.rejected, reason)?;
            self.rejected.write_all(b"\n")?;
        }
        Ok(())
    }
}
