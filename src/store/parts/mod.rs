//! Profiles as the service stores them: Parquet files, the parts of a data set, that return exactly what was read.
//!
//! | in a part | what it is |
//! | --- | --- |
//! | `row_number` | the row of the source, from 1 |
//! | `id_hash` | the hash of the profile's id; null where it has none. The id itself is not stored |
//! | `account.followers`, `channels.tv`, ... | one column for each field and kind that occurs, in order of first occurrence |
//! | `education.number`, `attributes.x.level`, ... | fields that may be a number or a text name the kind too |
//! | metadata of a column | `field` and `kind`, by which it is read |
//! | row groups | one for each chunk of [`crate::profile::CHUNK_ROWS`] profiles |
//! | metadata of the file | `audience_fit.part`: the version of this form; `audience_fit.first`: profiles before the part; `audience_fit.overflowed`: columns that had more texts than are kept, by position |
//!
//! The columns of a part are fixed, so a chunk with a new column begins the next part. The digest of each part is
//! stored with the data set: a part is hashed before it is decoded, so that damaged bytes never reach a decoder.

mod read;
mod schema;
mod write;

pub use read::{PartError, PartsReader};
pub use write::{Part, PartStore, PartsWriter};
