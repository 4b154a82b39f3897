//! What was decided about a source before its rows were read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::{JsonOrientation, excerpt};
use crate::message::{Message, MessageArgument, message};

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContainerNote {
    /// The file was taken out of a zip archive.
    Unzipped {
        /// Its name there.
        file: String,
    },
    /// One sheet of a spreadsheet was read.
    Sheet {
        /// Its name.
        name: String,
        /// Other sheets with filled cells, which were not read.
        others: Vec<String>,
        /// Whether it was named; otherwise it is the first with a table.
        #[serde(default)]
        is_named: bool,
        /// Cells with a formula of which no value was kept; they are empty.
        #[serde(default)]
        uncalculated: u64,
    },
    /// Cells were filled by what is merged with them in rows above.
    Merged {
        /// How many.
        cells: u64,
    },
    /// The text was encoded as UTF-8 twice, which was undone.
    EncodedTwice,
    /// The text is a table as JSON.
    JsonTable {
        /// Its layout.
        orientation: JsonOrientation,
    },
    /// The text is not UTF-8.
    Decoded {
        /// What it was read as.
        encoding: Cow<'static, str>,
        /// Characters that could not be decoded; a replacement stands for each.
        undecodable: u64,
        /// Line of the first of them, from 1, unless it is far into the file.
        first_line: Option<u64>,
    },
}

impl ContainerNote {
    /// The decision as a sentence without a full stop. It identifies nobody.
    pub fn message(&self) -> Message {
        match self {
            Self::Unzipped { file } => message!["import-unzipped", file = excerpt(file)],
            Self::Sheet { name, others, is_named, uncalculated } => {
                let sheet = sheet(name, others, *is_named);
                match uncalculated {
                    0 => sheet,
                    n => message!["import-uncalculated"]
                        .and("sheet", MessageArgument::List(vec![sheet]))
                        .and("n", number(*n)),
                }
            }
            Self::Merged { cells } => message!["import-merged-cells"].and("n", number(*cells)),
            Self::EncodedTwice => message!["import-encoded-twice"],
            Self::JsonTable { orientation } => message!["import-json-table", orientation = orientation.name()],
            Self::Decoded { encoding, undecodable, first_line } => match (undecodable, first_line) {
                (0, _) => message!["import-decoded", encoding = encoding],
                (n, None) => message!["import-undecodable", encoding = encoding].and("n", number(*n)),
                (n, Some(line)) => {
                    message!["import-undecodable-from", encoding = encoding, line = line].and("n", number(*n))
                }
            },
        }
    }
}

fn sheet(name: &str, others: &[String], is_named: bool) -> Message {
    let sheets: Vec<String> = others.iter().map(|name| format!("\"{}\"", excerpt(name))).collect();
    let (name, others) = (excerpt(name), sheets.join(", "));
    match (sheets.is_empty(), is_named) {
        (true, _) => message!["import-sheet", name = name],
        (false, true) => message!["import-named-sheet", name = name, others = others],
        (false, false) => message!["import-first-sheet", name = name, others = others],
    }
}

fn number(n: u64) -> MessageArgument {
    MessageArgument::Number(n as f64)
}
