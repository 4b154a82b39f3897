//! Profiles in memory: the fields of a follower's record and the columns that hold them, a chunk of rows at a time.

mod chunk;
mod columns;
mod field;
mod profiles;

pub use chunk::{CHUNK_ROWS, Cell, Chunk};
pub use columns::{ColumnId, Columns, Dictionary, Kind, MAX_LEVELS};
pub use field::Field;
pub use profiles::{Batch, Profiles};
