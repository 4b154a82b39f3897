//! The format in which a caller prefers a document (`Accept`), and whether it prefers to wait (`Prefer`).

use actix_web::HttpRequest;
use actix_web::http::header;

use serde_json::Value;

use crate::api::contract::Figures;
use crate::error::{ErrorCode, Failure};
use crate::report::XLSX;
use crate::report::messages::args;

/// Formats of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Html,
    Markdown,
    Xlsx,
    Arrow,
    Parquet,
}

impl Format {
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Xlsx => XLSX,
            Self::Arrow => "application/vnd.apache.arrow.stream",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// Which of `formats` the caller prefers, by `Accept` with its weights; the first where it has no preference.
///
/// # Errors
/// `not_acceptable` where it accepts none of them.
pub(super) fn prefer(request: &HttpRequest, formats: &[Format]) -> Result<Format, Failure> {
    let accepted: Vec<&str> = request.headers().get_all(header::ACCEPT).filter_map(|v| v.to_str().ok()).collect();
    if let ([], [first, ..]) = (&*accepted, formats) {
        return Ok(*first);
    }
    let ranges: Vec<(String, f64)> = accepted.iter().flat_map(|value| value.split(',')).map(media_range).collect();
    // The most specific range that covers a format gives its weight.
    let weight = |media_type: &str| {
        let of = |range: &str| ranges.iter().find(|(other, _)| other == range).map(|(_, weight)| *weight);
        let any = format!("{}/*", media_type.split('/').next().unwrap_or_default());
        of(media_type).or_else(|| of(&any)).or_else(|| of("*/*")).unwrap_or(0.0)
    };
    let weighted = formats.iter().map(|format| (weight(format.media_type()), *format)).rev();
    match weighted.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((weight, format)) if weight > 0.0 => Ok(format),
        Some(_) | None => {
            let media_types: Vec<&str> = formats.iter().map(|format| format.media_type()).collect();
            let formats = media_types.join(", ");
            Err(Failure::said(ErrorCode::NotAcceptable, "problem-formats", args![formats = formats]))
        }
    }
}

/// The answer `json` as the table of its figures, where that is what the format is.
pub(super) fn figures(format: Format, json: &str) -> Option<Vec<u8>> {
    let write = match format {
        Format::Arrow => Figures::arrow_stream,
        Format::Parquet => Figures::parquet,
        Format::Json | Format::Html | Format::Markdown | Format::Xlsx => return None,
    };
    let answer: Value = serde_json::from_str(json).expect("an answer is JSON");
    Some(write(&Figures::of(&answer)))
}

/// A media range and its weight.
fn media_range(text: &str) -> (String, f64) {
    let mut parts = text.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok());
    (media_type, weight.unwrap_or(1.0))
}

/// Whether the caller prefers a job to waiting (RFC 7240).
pub(super) fn prefers_async(request: &HttpRequest) -> bool {
    let preferences = request.headers().get_all("prefer").filter_map(|value| value.to_str().ok());
    let mut preferences = preferences.flat_map(|value| value.split(','));
    preferences
        .any(|preference| preference.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("respond-async"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn prefers_the_format_with_the_highest_weight() {
        let format_of = |accept: &str| {
            let request = TestRequest::default().insert_header((header::ACCEPT, accept)).to_http_request();
            prefer(&request, &[Format::Json, Format::Html, Format::Markdown, Format::Arrow]).ok()
        };
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, expected) in [
            ("*/*", Some(Format::Json)),
            (browser, Some(Format::Html)),
            ("text/*", Some(Format::Html)),
            ("text/markdown, text/html;q=0.5", Some(Format::Markdown)),
            ("application/vnd.apache.arrow.stream", Some(Format::Arrow)),
            ("application/json;q=0, */*", Some(Format::Html)),
            ("image/png", None),
        ] {
            assert_eq!(format_of(accept), expected, "{accept}");
        }
    }

    #[test]
    fn finds_a_preference_among_others() {
        let prefers =
            |value: &str| prefers_async(&TestRequest::default().insert_header(("prefer", value)).to_http_request());
        assert!(prefers("respond-async") && prefers("return=minimal, Respond-Async; wait=10"));
        assert!(!prefers("wait=10") && !prefers("respond-asynchronously"));
    }
}
