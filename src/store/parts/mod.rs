//! Profiles as they are kept: Parquet files, the parts of a set, that give back exactly what was read.
//!
//! | in a part | what it is |
//! | --- | --- |
//! | `row_number` | the row of the source, from 1 |
//! | `id_hash` | the hash of the profile's id; null where it has none. The id itself is not kept |
//! | `account.followers`, `channels.tv`, ... | one column for each field and kind that occurs, in order of first sight |
//! | `education.number`, `attributes.x.level`, ... | fields that may be a number or a text name the kind too |
//! | metadata of a column | `field` and `kind`, by which it is read |
//! | row groups | one for each chunk of [`crate::profile::CHUNK_ROWS`] profiles |
//! | metadata of the file | `audience_fit.part`: the version of this form; `audience_fit.first`: profiles before the part; `audience_fit.overflowed`: columns that had more texts than are kept, by position |
//!
//! The columns of a part are fixed, so a chunk that brings a new one begins the next part. Whoever keeps the parts
//! keeps the digest of each beside it: what is read is hashed first, so that damaged bytes never reach a decoder.

mod read;
mod schema;
mod write;

pub use read::{PartError, PartsReader};
pub use write::{Part, PartStore, PartsWriter};
