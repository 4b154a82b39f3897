//! Bodies that are too large to be held: on their way from a connection to the thread that reads them.

use std::io::{self, Read};
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use crate::error::{ErrorCode, Failure};
use crate::ingest::{Compression, Format, excerpt};

/// Pieces of a body that wait for the reader.
const PIECES: usize = 8;

/// The reader's end: blocks until the next piece comes.
pub(super) struct Pieces {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    at_hand: Bytes,
}

/// The connection's end.
pub(super) struct Body {
    payload: web::Payload,
    pieces: mpsc::Sender<io::Result<Bytes>>,
    patience: Duration,
}

/// The two ends of a body. A pause of the sender that is longer than `patience` ends it.
pub(super) fn body(payload: web::Payload, patience: Duration) -> (Body, Pieces) {
    let (sender, receiver) = mpsc::channel(PIECES);
    (Body { payload, pieces: sender, patience }, Pieces { pieces: receiver, at_hand: Bytes::new() })
}

impl Body {
    /// Sends all pieces on, until the body or its reader ends.
    ///
    /// # Errors
    /// Where the body does not come, or is cut.
    pub(super) async fn send(mut self) -> Result<(), Failure> {
        loop {
            let piece = match tokio::time::timeout(self.patience, self.payload.next()).await {
                Err(_) => {
                    let seconds = self.patience.as_secs();
                    let _ = self.pieces.send(Err(io::ErrorKind::TimedOut.into())).await;
                    let detail = format!("nothing came for {seconds} s; send it again");
                    return Err(Failure::new(ErrorCode::BodyTimeout, detail));
                }
                Ok(None) => return Ok(()),
                Ok(Some(Err(_))) => {
                    let _ = self.pieces.send(Err(io::ErrorKind::UnexpectedEof.into())).await;
                    let detail = "the body ended before its Content-Length, or could not be read; send it whole";
                    return Err(Failure::new(ErrorCode::MalformedBody, detail));
                }
                Ok(Some(Ok(piece))) => piece,
            };
            if self.pieces.send(Ok(piece)).await.is_err() {
                return Ok(());
            }
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at_hand.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.at_hand = piece?,
                None => return Ok(0),
            }
        }
        let count = into.len().min(self.at_hand.len());
        into[..count].copy_from_slice(&self.at_hand.split_to(count));
        Ok(count)
    }
}

/// The media types that rows come in.
pub(super) const MEDIA_TYPES: [(&str, Format); 6] = [
    ("application/x-ndjson", Format::Ndjson),
    ("application/ndjson", Format::Ndjson),
    ("application/jsonl", Format::Ndjson),
    ("text/csv", Format::Csv),
    ("application/vnd.apache.parquet", Format::Parquet),
    ("application/json", Format::Json),
];

/// What the rows of an upload are by its media type.
///
/// # Errors
/// Where there is none, or one that rows don't come in.
pub(super) fn format(request: &HttpRequest) -> Result<Format, Failure> {
    let given = text(request, header::CONTENT_TYPE).unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim();
    let known = MEDIA_TYPES.iter().find(|(name, _)| *name == media_type);
    known.map(|(_, format)| *format).ok_or_else(|| {
        let names: Vec<&str> = MEDIA_TYPES.iter().map(|(name, _)| *name).collect();
        let detail = format!("Content-Type: received {}; accepted: {}", excerpt(media_type), names.join(", "));
        Failure::new(ErrorCode::UnsupportedMediaType, detail)
    })
}

/// How an upload is packed.
///
/// # Errors
/// Where it is in a way that is not unpacked.
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

/// Refuses at once what says itself that it is too large.
///
/// # Errors
/// Where `Content-Length` is above `most`.
pub(super) fn announced(request: &HttpRequest, most: u64) -> Result<(), Failure> {
    let length = text(request, header::CONTENT_LENGTH).and_then(|text| text.parse::<u64>().ok());
    match length.filter(|length| *length > most) {
        None => Ok(()),
        Some(length) => {
            let detail =
                format!("the upload has {length} bytes; accepted: {most}; split it, or raise --max-upload-mib");
            Err(Failure::new(ErrorCode::BodyTooLarge, detail))
        }
    }
}

fn text(request: &HttpRequest, name: header::HeaderName) -> Option<String> {
    request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase)
}
