//! What is read, and how.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Date;

use super::Mapping;
use crate::message::{Message, message};

/// A form of followers that networks export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// X (Twitter), API v2.
    XV2,
    /// X, API v1.1.
    XV1,
    /// The archive of an account of X.
    XArchive,
    /// Mastodon and what speaks its API.
    Mastodon,
    /// The CSV that Mastodon exports.
    MastodonCsv,
    /// Bluesky.
    Bluesky,
    /// The download of an account of Instagram.
    Instagram,
    /// The download of a profile or page of Facebook.
    Facebook,
}

impl Platform {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::XV2,
        Self::XV1,
        Self::XArchive,
        Self::Mastodon,
        Self::MastodonCsv,
        Self::Bluesky,
        Self::Instagram,
        Self::Facebook,
    ];

    /// The name of the format.
    pub fn name(self) -> &'static str {
        match self {
            Platform::XV2 => "x_v2",
            Platform::XV1 => "x_v1",
            Platform::XArchive => "x_archive",
            Platform::Mastodon => "mastodon",
            Platform::MastodonCsv => "mastodon_csv",
            Platform::Bluesky => "bluesky",
            Platform::Instagram => "instagram",
            Platform::Facebook => "facebook",
        }
    }

    /// All names, for a message.
    pub fn list() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// What its exports are, in words after "this looks like".
    pub(super) fn words_id(self) -> &'static str {
        match self {
            Platform::XV2 => "file-export-followers-x-v2",
            Platform::XV1 => "file-export-followers-x-v1",
            Platform::XArchive => "file-export-followers-x-archive",
            Platform::Mastodon => "file-export-followers-mastodon",
            Platform::MastodonCsv => "file-export-followers-mastodon-csv",
            Platform::Bluesky => "file-export-followers-bluesky",
            Platform::Instagram => "file-export-followers-instagram",
            Platform::Facebook => "file-export-followers-facebook",
        }
    }

    /// The first format of the same network and the same ids.
    pub(super) fn network(self) -> Self {
        match self {
            Platform::XV2 | Platform::XV1 | Platform::XArchive => Platform::XV2,
            Platform::Mastodon
            | Platform::MastodonCsv
            | Platform::Bluesky
            | Platform::Instagram
            | Platform::Facebook => self,
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
    /// Followers as a platform exports them.
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

/// The attribute of a panel that says how many people each row stands for, where it is a cross table.
pub const CELL_SIZE: &str = "cell_size";

/// Whether the rows are followers or labelled people from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Followers of an account; `weight` is rejected, and `label_weight` is one over the probability of being drawn.
    Audience,
    /// Labelled people; `weight` is their design weight, and `label_weight` is rejected.
    Panel,
}

impl Role {
    /// Whose rows they are, as messages choose by it.
    fn selector(self) -> &'static str {
        match self {
            Self::Audience => "audience",
            Self::Panel => "panel",
        }
    }

    /// What to say of a table whose rows stand for groups of people, as its `column` shows.
    pub(super) fn groups_fault(self, column: &str) -> Message {
        message!["file-groups", column = column, role = self.selector()]
    }
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
    /// The sheet that is read of a spreadsheet, by its name or its number from 1.
    pub sheet: Option<String>,
    /// The unit of incomes where the file doesn't say it.
    pub income: Option<IncomeUnit>,
    /// Names of columns that are kept although they look like personal data.
    pub keep_columns: Vec<String>,
    /// Whether to collect what an inspection reports of the values of each column.
    pub inspect: bool,
    /// Whether rows may stand for groups of people: a panel that is a table of weighted cells.
    pub takes_cells: bool,
    /// Whether JSON may be a table as programs write it, and not only profiles as the contract has them.
    pub takes_json_tables: bool,
    /// The version to read of a table that keeps a log (Delta); the newest where none is given.
    pub table_version: Option<u64>,
}

/// Currency, period and scope of a column of incomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeUnit {
    currency: String,
    period: &'static str,
    scope: &'static str,
}

impl IncomeUnit {
    /// The three parts in this order.
    pub(super) fn parts(&self) -> [Option<String>; 3] {
        [self.currency.clone(), self.period.to_owned(), self.scope.to_owned()].map(Some)
    }
}

impl fmt::Display for IncomeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.currency, self.period, self.scope)
    }
}

impl FromStr for IncomeUnit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ACCEPTED: &str = "accepted: currency, period and scope such as KRW/month/household; the period is month or year, \
                                the scope household or personal";
        let one_of = |word: &str, words: [&'static str; 2]| words.into_iter().find(|own| *own == word).ok_or(ACCEPTED);
        let parts: Vec<&str> = text.split('/').collect();
        let [currency, period, scope] = parts[..] else { return Err(ACCEPTED) };
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(ACCEPTED);
        }
        let period = one_of(period, ["month", "year"])?;
        Ok(Self { currency: currency.to_owned(), period, scope: one_of(scope, ["household", "personal"])? })
    }
}

impl ReadOptions {
    /// The sheet that is read, as the caller or else the mapping says it.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref().or_else(|| self.mapping.as_ref()?.sheet())
    }

    /// Whether a column or attribute is kept although it holds personal data.
    pub(super) fn keeps_column(&self, name: &str) -> bool {
        fn own(name: &str) -> &str {
            name.strip_prefix("attributes.").unwrap_or(name)
        }
        self.keep_columns.iter().any(|kept| own(kept) == own(name))
    }

    /// The defaults: 50,000,000 rows of at most 1 MiB.
    pub fn new(role: Role, as_of: Date) -> Self {
        Self {
            role,
            as_of,
            max_rows: 50_000_000,
            max_row_bytes: 1 << 20,
            mapping: None,
            sheet: None,
            income: None,
            keep_columns: Vec::new(),
            inspect: false,
            takes_cells: false,
            takes_json_tables: false,
            table_version: None,
        }
    }
}
