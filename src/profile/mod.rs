//! The profile: its fields, its columns in memory, the readers that fill them and the rows they refuse.

mod assemble;
mod boundary;
mod columns;
mod csv;
mod draft;
mod feed;
mod field;
mod json;
mod moment;
mod names;
mod places;
mod read;
mod record;
mod reject;
mod scan;
mod value;

pub use columns::{CHUNK_ROWS, Cell, Chunk, ColumnId, Dictionary, Kind, MAX_LEVELS, Profiles};
pub use field::Field;
pub use read::{Format, ReadError, ReadOptions, Reading, Role, read_profiles};
pub use reject::{MAX_LISTED, RejectCode, Rejection, Rejections, shown};
