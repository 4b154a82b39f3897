//! Uploads of people: what a file of them is, and how the document tells of one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::ingest::{Format, Platform};

/// What the rows of an upload are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadFormat {
    /// A JSON array of profiles.
    Json,
    /// A profile a line.
    Ndjson,
    /// A profile a line, below a line of field names.
    Csv,
    /// A profile a row, a field a column.
    Parquet,
    /// Pages or users of X API v2.
    XV2,
    /// Pages or accounts of Mastodon.
    Mastodon,
    /// Pages of followers or profiles of Bluesky, or the profile views in them.
    Bluesky,
}

impl UploadFormat {
    /// All of them, by the names that a query gives them.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("json", UploadFormat::Json),
        ("ndjson", UploadFormat::Ndjson),
        ("csv", UploadFormat::Csv),
        ("parquet", UploadFormat::Parquet),
        ("x_v2", UploadFormat::XV2),
        ("mastodon", UploadFormat::Mastodon),
        ("bluesky", UploadFormat::Bluesky),
    ];
}

impl From<UploadFormat> for Format {
    fn from(format: UploadFormat) -> Self {
        match format {
            UploadFormat::Json => Format::Json,
            UploadFormat::Ndjson => Format::Ndjson,
            UploadFormat::Csv => Format::Csv,
            UploadFormat::Parquet => Format::Parquet,
            UploadFormat::XV2 => Format::Platform(Platform::XV2),
            UploadFormat::Mastodon => Format::Platform(Platform::Mastodon),
            UploadFormat::Bluesky => Format::Platform(Platform::Bluesky),
        }
    }
}

/// A file of rows, byte by byte.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct UploadFile(pub Vec<u8>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_and_the_document_name_the_formats_alike() {
        for (name, format) in UploadFormat::NAMES {
            assert_eq!(serde_json::to_value(format).expect("plain data"), name);
        }
    }
}
