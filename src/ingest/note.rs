//! What was decided while a file was read, as codes and counts that identify nobody.

use serde::{Deserialize, Serialize};

use super::{ContainerNote, PlatformNote};
use crate::message::Message;

/// One decision. `report` makes a sentence of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// Of what the file was packed in.
    Container(ContainerNote),
    /// Of a platform's followers.
    Platform(PlatformNote),
    /// This version of a table was read that keeps a log.
    TableVersion {
        /// The version.
        version: u64,
        /// Rows of its files that are not of this version.
        deleted: u64,
    },
    /// Columns of Parquet that no field needs, with their types, were left out.
    ColumnsLeftOut {
        /// The first of them.
        columns: Vec<Message>,
        /// How many there are beside them.
        more: u64,
    },
}
