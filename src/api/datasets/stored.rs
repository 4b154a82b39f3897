//! What the service answers of a stored audience or panel.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::analyses::answer::{RejectionBody, SourceFileBody, WarningBody};
use crate::api::contract::reading::ColumnUseBody;
use crate::store::SourceTable;

/// A stored audience or panel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredPeople)]
pub struct DatasetBody {
    /// Id, for `audience_id` or `panel_id` of a request.
    pub id: String,
    /// What the agency calls it.
    pub name: Option<String>,
    /// The account whose followers these are.
    pub account: Option<String>,
    /// When the followers were fetched.
    #[schema(format = DateTime)]
    pub taken_at: Option<String>,
    /// The day birth years and dates were judged against.
    #[schema(format = Date)]
    pub as_of: String,
    /// The day on which a panel was asked; null where its upload did not say it, and of an audience.
    #[schema(format = Date)]
    pub panel_as_of: Option<String>,
    /// How many people a panel stands for that is a cross table; null where its upload did not say it, and of an audience.
    pub panel_size: Option<u64>,
    /// When it came.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Profiles accepted.
    pub profiles: u64,
    /// Rows refused; `GET …/rejections` lists them all.
    pub rejected: u64,
    /// Why the first rows were refused, at most 20 reasons; in the answer to the upload and by id.
    pub rejections: Vec<RejectionBody>,
    /// Bytes of the upload as it was sent.
    pub bytes: u64,
    /// Hash of the upload (BLAKE3, hexadecimal); null without the scope `write`: a hash lets guesses of rows be tested.
    pub content_hash: Option<String>,
    /// The table in a bucket that the audience was read from; null of uploads, and without the scope `write`.
    pub source: Option<SourceTableBody>,
    /// What each column of a table was taken for; empty where fields have the names of the contract.
    pub columns: Vec<ColumnUseBody>,
    /// What a reader should know.
    pub warnings: Vec<WarningBody>,
}

/// A table in a bucket, as it was read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceTable)]
pub struct SourceTableBody {
    /// Its address.
    #[schema(example = "s3://lake/followers/*.parquet")]
    pub address: String,
    /// The version that was read of a Delta table; null of other tables.
    pub version: Option<u64>,
    /// Its files as they were, by name; empty in lists.
    pub files: Vec<SourceFileBody>,
}

impl From<&SourceTable> for SourceTableBody {
    fn from(table: &SourceTable) -> Self {
        let files = table.files.iter().map(SourceFileBody::from).collect();
        Self { address: table.address.clone(), version: table.version, files }
    }
}

/// A request to read an audience from a bucket instead of an upload. The document describes it in words: generated clients
/// would take a second kind of body for the only one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudienceSourceBody {
    /// Where its Parquet files are: a bucket, and names of folders and files, in which `*` stands for any characters. Without
    /// a pattern all files below count whose names end in `.parquet`.
    pub source: Option<String>,
    /// The version of a Delta table; the newest where none is given.
    pub version: Option<u64>,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredPeopleList)]
pub struct DatasetList {
    /// The audiences or panels, newest first.
    pub items: Vec<DatasetBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}
