//! Streams bodies that are too large for memory from a connection to the thread that reads them.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use actix_multipart::{Field, Multipart};
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{HttpRequest, web};
use futures_util::stream::LocalBoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::{mpsc, oneshot};

use crate::api::extract::cut_body;
use crate::api::problem::unreadable_form;
use crate::config::ServeSettings;
use crate::error::{ErrorCode, Failure, Fault};
use crate::ingest::{Compression, Format, excerpt};
use crate::message::message;
use crate::report::messages::args;

/// The longest request that names a source: its address has up to 1024 characters, each perhaps as an escape.
const MAX_SOURCE_BYTES: usize = 1 << 14;
/// Chunks of a body that wait for the reader.
const MAX_WAITING_CHUNKS: usize = 8;

/// The reader's end: blocks until the next chunk arrives.
pub(in crate::api) struct BodyReader {
    chunks: mpsc::Receiver<io::Result<Bytes>>,
    current: Bytes,
}

/// The connection's end.
pub(in crate::api) struct BodySender {
    chunks_in: LocalBoxStream<'static, Result<Bytes, Failure>>,
    chunks: mpsc::Sender<io::Result<Bytes>>,
    pace: Pace,
}

/// How slowly a body may come. Only the time in which the service waits for the sender counts: who is kept waiting
/// cannot send.
#[derive(Debug, Clone)]
pub(in crate::api) struct Pace {
    /// The longest pause, and the time over which the rate is measured.
    window: Duration,
    /// Bytes that must come in a window.
    min_bytes: u64,
    /// The longest time in all.
    longest: Duration,
    waited: Duration,
    waited_in_window: Duration,
    bytes_in_window: u64,
}

impl Pace {
    pub(in crate::api) fn of(settings: &ServeSettings) -> Self {
        let window = settings.body_timeout;
        let min_bytes = settings.min_upload_bytes_per_second.saturating_mul(window.as_secs().max(1));
        Self::new(window, min_bytes, settings.upload_timeout)
    }

    fn new(window: Duration, min_bytes: u64, longest: Duration) -> Self {
        Self {
            window,
            min_bytes,
            longest,
            waited: Duration::ZERO,
            waited_in_window: Duration::ZERO,
            bytes_in_window: 0,
        }
    }

    /// Counts bytes for which the service waited.
    ///
    /// # Errors
    /// `body_timeout` where they come too slowly.
    fn count(&mut self, bytes: usize, waited: Duration) -> Result<(), Failure> {
        self.waited += waited;
        self.waited_in_window += waited;
        self.bytes_in_window += bytes as u64;
        if self.waited > self.longest {
            let message = message!["failure-upload-long", seconds = self.longest.as_secs()];
            return Err(Failure::of(ErrorCode::BodyTimeout, message));
        }
        if self.waited_in_window < self.window {
            return Ok(());
        }
        let (bytes, seconds) = (self.bytes_in_window, self.waited_in_window.as_secs());
        if bytes < self.min_bytes {
            let least = self.min_bytes / self.window.as_secs().max(1);
            let message = message!["failure-upload-slow", bytes = bytes, seconds = seconds, least = least];
            return Err(Failure::of(ErrorCode::BodyTimeout, message));
        }
        (self.waited_in_window, self.bytes_in_window) = (Duration::ZERO, 0);
        Ok(())
    }
}

/// Nothing of a body came in time.
pub(in crate::api) fn nothing_came(timeout: Duration) -> Failure {
    let seconds = timeout.as_secs();
    Failure::said(ErrorCode::BodyTimeout, "problem-upload-late", args![seconds = seconds])
}

/// The two ends of a body, which must come at this pace.
pub(in crate::api) fn stream_body(file: UploadedFile, pace: Pace) -> (BodySender, BodyReader) {
    let (sender, receiver) = mpsc::channel(MAX_WAITING_CHUNKS);
    (
        BodySender { chunks_in: file.chunks, chunks: sender, pace },
        BodyReader { chunks: receiver, current: Bytes::new() },
    )
}

impl BodySender {
    /// Forwards all chunks, until the body or its reader ends.
    ///
    /// # Errors
    /// Where the body does not arrive in time, or is cut.
    pub(in crate::api) async fn send(mut self) -> Result<(), Failure> {
        loop {
            match self.next_chunk().await {
                Ok(None) => return Ok(()),
                Ok(Some(chunk)) => {
                    if !chunk.is_empty() && self.chunks.send(Ok(chunk)).await.is_err() {
                        return Ok(());
                    }
                }
                Err(failure) => {
                    let is_late = failure.code == ErrorCode::BodyTimeout;
                    let kind = if is_late { io::ErrorKind::TimedOut } else { io::ErrorKind::UnexpectedEof };
                    let _ = self.chunks.send(Err(kind.into())).await;
                    return Err(failure);
                }
            }
        }
    }

    async fn next_chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        let asked = Instant::now();
        let next = tokio::time::timeout(self.pace.window, self.chunks_in.next()).await;
        let chunk = next.map_err(|_| nothing_came(self.pace.window))?.transpose()?;
        if let Some(chunk) = &chunk {
            self.pace.count(chunk.len(), asked.elapsed())?;
        }
        Ok(chunk)
    }
}

impl Read for BodyReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.blocking_recv() {
                Some(chunk) => self.current = chunk?,
                None => return Ok(0),
            }
        }
        let count = into.len().min(self.current.len());
        into[..count].copy_from_slice(&self.current.split_to(count));
        Ok(count)
    }
}

/// The media types of profiles; a zip archive and a part of an X archive say themselves what is in them.
const MEDIA_TYPES: [(&str, Option<Format>); 17] = [
    ("application/x-ndjson", Some(Format::Ndjson)),
    ("application/ndjson", Some(Format::Ndjson)),
    ("application/jsonl", Some(Format::Ndjson)),
    ("text/csv", Some(Format::Csv)),
    ("text/tab-separated-values", Some(Format::Csv)),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Some(Format::Csv)),
    ("application/vnd.ms-excel", Some(Format::Csv)),
    ("application/vnd.ms-excel.sheet.macroenabled.12", Some(Format::Csv)),
    ("application/vnd.ms-excel.sheet.binary.macroenabled.12", Some(Format::Csv)),
    ("application/vnd.oasis.opendocument.spreadsheet", Some(Format::Csv)),
    ("application/vnd.apache.parquet", Some(Format::Parquet)),
    ("application/json", Some(Format::Json)),
    ("application/zip", None),
    ("application/x-zip-compressed", None),
    ("application/gzip", None),
    ("text/javascript", None),
    ("application/javascript", None),
];

/// The format of an upload by its media type; `Some(None)` where the file says it itself.
fn format_of(media_type: &str) -> Option<Option<Format>> {
    let known = MEDIA_TYPES.iter().find(|(name, _)| *name == media_type);
    known.map(|(_, format)| *format)
}

/// The format of an upload by the name of its file.
fn format_by_name(name: &str) -> Option<Option<Format>> {
    match Format::by_name(name) {
        Some(format) => Some(Some(format)),
        None => [".zip", ".js"].iter().any(|end| name.to_ascii_lowercase().ends_with(end)).then_some(None),
    }
}

/// The file of an upload: the whole body, or the only part of a form.
pub(in crate::api) struct UploadedFile {
    chunks: LocalBoxStream<'static, Result<Bytes, Failure>>,
    /// Its format by its media type or name, none where the file says it itself; else why that is not known.
    pub(in crate::api) format: Result<Option<Format>, Failure>,
    /// Where the rest of a form comes from once the chunks have ended.
    rest: Option<oneshot::Receiver<(Field, Multipart)>>,
}

impl UploadedFile {
    /// Opens the file of a request: the body, or the first part of a form (`multipart/form-data`). What other parts a
    /// form may have, `parts` says.
    ///
    /// # Errors
    /// Where a form has no part.
    pub(in crate::api) async fn open(
        request: &HttpRequest,
        payload: web::Payload,
        parts: Parts,
    ) -> Result<Self, Failure> {
        let given = text(request, header::CONTENT_TYPE).unwrap_or_default();
        let media_type = given.split(';').next().unwrap_or_default().trim().to_owned();
        if media_type != "multipart/form-data" {
            let chunks = payload.map_err(|_| cut_body());
            let format = format_of(&media_type).ok_or_else(|| unknown_format(&media_type));
            return Ok(Self { chunks: chunks.boxed_local(), format, rest: None });
        }
        let mut form = Multipart::new(request.headers(), payload);
        let part = form.try_next().await.map_err(|error| unreadable_form(&error))?;
        let part = part.ok_or_else(|| parts.refuse("none"))?;
        Ok(Self::part(part, form, parts))
    }

    /// The whole body, where it is an object of JSON as short as a request that names a source; in any case it stays to be
    /// read. It is waited for as long as any body, `pause` between its pieces.
    ///
    /// # Errors
    /// Where the body does not come, or is cut.
    pub(in crate::api) async fn short_object(&mut self, pause: Duration) -> Result<Option<Bytes>, Failure> {
        let mut begun = BytesMut::new();
        let is_whole = loop {
            let next = tokio::time::timeout(pause, self.chunks.next()).await.map_err(|_| nothing_came(pause))?;
            let Some(chunk) = next.transpose()? else { break true };
            begun.extend_from_slice(&chunk);
            let is_other = begun.trim_ascii_start().first().is_some_and(|first| *first != b'{');
            if is_other || begun.len() > MAX_SOURCE_BYTES {
                break false;
            }
        };
        let begun = begun.freeze();
        let rest = std::mem::replace(&mut self.chunks, stream::empty().boxed_local());
        self.chunks = stream::once(std::future::ready(Ok(begun.clone()))).chain(rest).boxed_local();
        Ok(Some(begun).filter(|begun| is_whole && begun.trim_ascii_start().first() == Some(&b'{')))
    }

    /// The panel beside it, where its form has one. Asked for once the chunks have ended.
    pub(in crate::api) fn panel(rest: Option<oneshot::Receiver<(Field, Multipart)>>) -> Option<Self> {
        let (part, form) = rest?.try_recv().ok()?;
        Some(Self::part(part, form, Parts::FileAndPanelOnly))
    }

    /// Whether it is a part of a form.
    pub(in crate::api) fn is_of_form(&self) -> bool {
        self.rest.is_some()
    }

    /// Gives away where the rest of the form comes from.
    pub(in crate::api) fn take_rest(&mut self) -> Option<oneshot::Receiver<(Field, Multipart)>> {
        self.rest.take()
    }

    /// The file that is a part of a form, after which only `parts` may come.
    pub(in crate::api) fn part(part: Field, mut form: Multipart, parts: Parts) -> Self {
        let media_type = part.content_type().map(ToString::to_string).unwrap_or_default();
        let name = part.content_disposition().and_then(|disposition| disposition.get_filename());
        let format = name.and_then(format_by_name).or_else(|| format_of(&media_type));
        let format = format.ok_or_else(|| unknown_format(&media_type));
        let (next, rest) = oneshot::channel();
        // The form goes on once its part is read and dropped.
        let end = stream::once(async move {
            match form.try_next().await {
                Ok(None) => Ok(Bytes::new()),
                Ok(Some(part)) if parts == Parts::FileAndPanel && part.name() == Some("panel") => {
                    // Nobody waits for it where the file before was rejected.
                    let _ = next.send((part, form));
                    Ok(Bytes::new())
                }
                Ok(Some(_)) => Err(parts.refuse("more")),
                Err(error) => Err(unreadable_form(&error)),
            }
        });
        let chunks = part.map_err(|error| unreadable_form(&error)).chain(end);
        Self { chunks: chunks.boxed_local(), format, rest: Some(rest) }
    }
}

/// The parts that a form may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Parts {
    /// One, the file.
    File,
    /// The file, and a part named `panel`.
    FileAndPanel,
    /// As [`Parts::FileAndPanel`], of which both have come.
    FileAndPanelOnly,
}

impl Parts {
    /// Refuses a form of which `none` or `more` parts were found.
    fn refuse(self, found: &str) -> Failure {
        let takes = match self {
            Self::File => "file",
            Self::FileAndPanel | Self::FileAndPanelOnly => "panel",
        };
        Failure::of(ErrorCode::MalformedBody, message!["failure-form-parts", found = found, takes = takes])
    }
}

fn unknown_format(media_type: &str) -> Failure {
    if media_type == "application/octet-stream" {
        let detail = message!["fault-format-missing"];
        return Failure::invalid(vec![Fault::in_parameter("format", "missing", detail)]);
    }
    let names: Vec<&str> = MEDIA_TYPES.iter().map(|(name, _)| *name).collect();
    let (received, accepted) = (excerpt(media_type), names.join(", "));
    let message = message!["failure-upload-media-type", received = received, accepted = accepted];
    Failure::of(ErrorCode::UnsupportedMediaType, message)
}

/// How an upload is compressed.
///
/// # Errors
/// Where it cannot be decompressed.
pub(in crate::api) fn encoding(request: &HttpRequest) -> Result<Compression, Failure> {
    match text(request, header::CONTENT_ENCODING).as_deref() {
        None | Some("identity") => Ok(Compression::Identity),
        Some("gzip" | "x-gzip") => Ok(Compression::Gzip),
        Some("zstd") => Ok(Compression::Zstd),
        Some(other) => {
            let message = message!["failure-encoding", received = excerpt(other)];
            Err(Failure::of(ErrorCode::UnsupportedMediaType, message))
        }
    }
}

/// Rejects an upload that is too large before it is read.
///
/// # Errors
/// Where `Content-Length` is above `max`.
pub(in crate::api) fn check_content_length(request: &HttpRequest, max: u64) -> Result<(), Failure> {
    let length = text(request, header::CONTENT_LENGTH).and_then(|text| text.parse::<u64>().ok());
    match length.filter(|length| *length > max) {
        None => Ok(()),
        Some(length) => {
            let args = args![bytes = length.to_string(), max = max.to_string()];
            Err(Failure::said(ErrorCode::BodyTooLarge, "problem-upload-too-large", args))
        }
    }
}

fn text(request: &HttpRequest, name: header::HeaderName) -> Option<String> {
    request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_kept_over_each_window_and_in_all() {
        let seconds = Duration::from_secs;
        let pace = || Pace::new(seconds(10), 10_000, seconds(100));
        let mut trickle = pace();
        let late = (0..20).find_map(|_| trickle.count(1, seconds(1)).err()).expect("a byte a second is too slow");
        assert_eq!(late.code, ErrorCode::BodyTimeout);
        assert!(
            late.detail.starts_with("Only 10 bytes arrived in 10 s; accepted: at least 1000 bytes"),
            "{}",
            late.detail
        );
        let mut steady = pace();
        assert!((0..100).all(|_| steady.count(1_000, seconds(1)).is_ok()), "as fast as it must be");
        let late = steady.count(1_000, seconds(1)).expect_err("more than there is time for");
        assert!(late.detail.starts_with("The upload took more than 100 s"), "{}", late.detail);
        let mut waited_for = pace();
        assert!((0..100_000).all(|_| waited_for.count(1, Duration::ZERO).is_ok()), "the service itself was slow");
    }
}
