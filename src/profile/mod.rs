//! Profiles in memory: the fields of a follower's record and the columns that hold them, a chunk of rows at a time.

mod chunk;
mod columns;
mod field;
mod level_key;
mod profiles;

pub use chunk::{CHUNK_ROWS, Cell, Chunk};
pub use columns::{ColumnId, Columns, Dictionary, Kind, MAX_LEVELS};
pub use field::Field;
pub use level_key::{is_recognised, level_key, number_key, region_within, usual_name};
pub use profiles::{Batch, Profiles, WholeSet};
