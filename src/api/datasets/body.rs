//! Streams bodies that are too large for memory from a connection to the thread that reads them.

use std::io::{self, Read};
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use crate::api::extract::CUT_BODY;
use crate::error::{ErrorCode, Failure};
use crate::ingest::{Compression, Format, excerpt};

/// Chunks of a body that wait for the reader.
const MAX_WAITING_CHUNKS: usize = 8;

/// The reader's end: blocks until the next chunk arrives.
pub(super) struct BodyReader {
    chunks: mpsc::Receiver<io::Result<Bytes>>,
    current: Bytes,
}

/// The connection's end.
pub(super) struct BodySender {
    payload: web::Payload,
    chunks: mpsc::Sender<io::Result<Bytes>>,
    timeout: Duration,
}

/// The two ends of a body. A pause of the client that is longer than `timeout` ends it.
pub(super) fn stream_body(payload: web::Payload, timeout: Duration) -> (BodySender, BodyReader) {
    let (sender, receiver) = mpsc::channel(MAX_WAITING_CHUNKS);
    (BodySender { payload, chunks: sender, timeout }, BodyReader { chunks: receiver, current: Bytes::new() })
}

impl BodySender {
    /// Forwards all chunks, until the body or its reader ends.
    ///
    /// # Errors
    /// Where the body does not arrive in time, or is cut.
    pub(super) async fn send(mut self) -> Result<(), Failure> {
        loop {
            let chunk = match tokio::time::timeout(self.timeout, self.payload.next()).await {
                Err(_) => {
                    let seconds = self.timeout.as_secs();
                    let _ = self.chunks.send(Err(io::ErrorKind::TimedOut.into())).await;
                    let detail = format!("Nothing arrived for {seconds} s. Send it again.");
                    return Err(Failure::new(ErrorCode::BodyTimeout, detail));
                }
                Ok(None) => return Ok(()),
                Ok(Some(Err(_))) => {
                    let _ = self.chunks.send(Err(io::ErrorKind::UnexpectedEof.into())).await;
                    return Err(Failure::new(ErrorCode::MalformedBody, CUT_BODY));
                }
                Ok(Some(Ok(chunk))) => chunk,
            };
            if self.chunks.send(Ok(chunk)).await.is_err() {
                return Ok(());
            }
        }
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

/// The media types of profiles.
const MEDIA_TYPES: [(&str, Format); 6] = [
    ("application/x-ndjson", Format::Ndjson),
    ("application/ndjson", Format::Ndjson),
    ("application/jsonl", Format::Ndjson),
    ("text/csv", Format::Csv),
    ("application/vnd.apache.parquet", Format::Parquet),
    ("application/json", Format::Json),
];

/// The format of an upload by its media type.
///
/// # Errors
/// Where it has none, or another one.
pub(super) fn format_of(request: &HttpRequest) -> Result<Format, Failure> {
    let given = text(request, header::CONTENT_TYPE).unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim();
    let known = MEDIA_TYPES.iter().find(|(name, _)| *name == media_type);
    known.map(|(_, format)| *format).ok_or_else(|| {
        let names: Vec<&str> = MEDIA_TYPES.iter().map(|(name, _)| *name).collect();
        let detail = format!("Content-Type: received {}; accepted: {}", excerpt(media_type), names.join(", "));
        Failure::new(ErrorCode::UnsupportedMediaType, detail)
    })
}

/// How an upload is compressed.
///
/// # Errors
/// Where it cannot be decompressed.
pub(super) fn encoding(request: &HttpRequest) -> Result<Compression, Failure> {
    match text(request, header::CONTENT_ENCODING).as_deref() {
        None | Some("identity") => Ok(Compression::Identity),
        Some("gzip" | "x-gzip") => Ok(Compression::Gzip),
        Some("zstd") => Ok(Compression::Zstd),
        Some(other) => {
            let detail = format!("Content-Encoding: received {}; accepted: gzip, zstd, identity", excerpt(other));
            Err(Failure::new(ErrorCode::UnsupportedMediaType, detail))
        }
    }
}

/// Rejects an upload that is too large before it is read.
///
/// # Errors
/// Where `Content-Length` is above `max`.
pub(super) fn check_content_length(request: &HttpRequest, max: u64) -> Result<(), Failure> {
    let length = text(request, header::CONTENT_LENGTH).and_then(|text| text.parse::<u64>().ok());
    match length.filter(|length| *length > max) {
        None => Ok(()),
        Some(length) => {
            let detail =
                format!("The upload has {length} bytes; accepted: up to {max}. Split it, or raise --max-upload-mib.");
            Err(Failure::new(ErrorCode::BodyTooLarge, detail))
        }
    }
}

fn text(request: &HttpRequest, name: header::HeaderName) -> Option<String> {
    request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase)
}
