//! What is read, and how.

use std::fmt;

use time::Date;

use super::Mapping;

/// A network whose exports are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// X (Twitter), API v2.
    XV2,
    /// Mastodon and what speaks its API.
    Mastodon,
    /// Bluesky.
    Bluesky,
}

impl Platform {
    /// The name of the format.
    pub fn name(self) -> &'static str {
        match self {
            Platform::XV2 => "x_v2",
            Platform::Mastodon => "mastodon",
            Platform::Bluesky => "bluesky",
        }
    }

    /// The platform whose export begins with these bytes, as far as the names in them show.
    pub fn recognise(beginning: &[u8]) -> Option<Platform> {
        let text = String::from_utf8_lossy(beginning);
        let has = |name: &str| text.contains(&format!("\"{name}\""));
        if has("acct") && has("username") {
            Some(Platform::Mastodon)
        } else if has("did") && has("handle") {
            Some(Platform::Bluesky)
        } else {
            (has("username") && has("id")).then_some(Platform::XV2)
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The formats profiles come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
    /// Apache Parquet. Its bytes are needed all at once: `stream_profiles` reads a source to its end first, so a file
    /// goes to [`super::stream_parquet`].
    Parquet,
    /// Response pages of a platform.
    Platform(Platform),
}

impl Format {
    /// The format by the end of a file's name, without that of what it is packed in. Spreadsheets are read as CSV.
    pub fn by_name(name: &str) -> Option<Self> {
        let (mut stem, mut end) = name.rsplit_once('.')?;
        if ["gz", "zst", "zip"].iter().any(|packed| end.eq_ignore_ascii_case(packed)) {
            (stem, end) = stem.rsplit_once('.')?;
        }
        let is_named = !stem.is_empty();
        match end.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" if is_named => Some(Format::Csv),
            "ndjson" | "jsonl" if is_named => Some(Format::Ndjson),
            "json" if is_named => Some(Format::Json),
            "parquet" if is_named => Some(Format::Parquet),
            _ => None,
        }
    }

    /// The format of a text by its first bytes.
    pub fn by_beginning(bytes: &[u8]) -> Self {
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte)) {
            Some(b'[') => Format::Json,
            Some(b'{') => Format::Ndjson,
            _ => Format::Csv,
        }
    }
}

/// Whether the rows are followers or labelled people from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Followers of an account; `weight` is rejected.
    Audience,
    /// Labelled people; `weight` is their design weight.
    Panel,
}

/// How to read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Whose rows they are.
    pub role: Role,
    /// The day against which birth years and dates are judged.
    pub as_of: Date,
    /// Most rows accepted; a file with more is rejected as a whole.
    pub max_rows: usize,
    /// Longest row in bytes; a longer one is rejected and skipped.
    pub max_row_bytes: usize,
    /// What the columns of CSV stand for, where their header doesn't say it.
    pub mapping: Option<Mapping>,
}

impl ReadOptions {
    /// The defaults: 50,000,000 rows of at most 1 MiB.
    pub fn new(role: Role, as_of: Date) -> Self {
        Self { role, as_of, max_rows: 50_000_000, max_row_bytes: 1 << 20, mapping: None }
    }
}
