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
    /// Pages or users of X API v2, also as libraries write them.
    XV2,
    /// Pages of users or ids of X API v1.1.
    XV1,
    /// Followers of an X archive (`data/follower.js`).
    XArchive,
    /// Pages or accounts of Mastodon.
    Mastodon,
    /// The addresses of followers that Mastodon exports as CSV.
    MastodonCsv,
    /// Pages of followers or profiles of Bluesky, or the profile views in them.
    Bluesky,
    /// Followers of an Instagram download in JSON (`followers_1.json`).
    Instagram,
    /// Followers of a Facebook download in JSON (`people_who_followed_you.json`).
    Facebook,
}

impl UploadFormat {
    /// All of them, by the names that a query gives them.
    pub const NAMES: [(&'static str, Self); 12] = [
        ("json", UploadFormat::Json),
        ("ndjson", UploadFormat::Ndjson),
        ("csv", UploadFormat::Csv),
        ("parquet", UploadFormat::Parquet),
        ("x_v2", UploadFormat::XV2),
        ("x_v1", UploadFormat::XV1),
        ("x_archive", UploadFormat::XArchive),
        ("mastodon", UploadFormat::Mastodon),
        ("mastodon_csv", UploadFormat::MastodonCsv),
        ("bluesky", UploadFormat::Bluesky),
        ("instagram", UploadFormat::Instagram),
        ("facebook", UploadFormat::Facebook),
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
            UploadFormat::XV1 => Format::Platform(Platform::XV1),
            UploadFormat::XArchive => Format::Platform(Platform::XArchive),
            UploadFormat::Mastodon => Format::Platform(Platform::Mastodon),
            UploadFormat::MastodonCsv => Format::Platform(Platform::MastodonCsv),
            UploadFormat::Bluesky => Format::Platform(Platform::Bluesky),
            UploadFormat::Instagram => Format::Platform(Platform::Instagram),
            UploadFormat::Facebook => Format::Platform(Platform::Facebook),
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
