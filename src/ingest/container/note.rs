//! What was decided about a source before its rows were read.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::excerpt;

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

impl fmt::Display for ContainerNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unzipped { file } => write!(f, "read from {} in the zip archive", excerpt(file)),
            Self::Sheet { name, others, is_named, uncalculated } => {
                write!(f, "read from the sheet \"{}\"", excerpt(name))?;
                if !others.is_empty() {
                    let others: Vec<String> = others.iter().map(|name| format!("\"{}\"", excerpt(name))).collect();
                    let why = if *is_named { "" } else { ", the first with a table" };
                    write!(f, "{why}; not read: {}", others.join(", "))?;
                    if !is_named {
                        f.write_str("; name another sheet with --sheet or sheet")?;
                    }
                }
                match uncalculated {
                    0 => Ok(()),
                    n => write!(
                        f,
                        "; cells with a formula and no value, which count as empty: {n}; open the file in a spreadsheet \
                         program and save it, so that they are calculated"
                    ),
                }
            }
            Self::Decoded { encoding, undecodable, first_line } => {
                write!(f, "the text was read as {encoding}")?;
                let characters = if *undecodable == 1 { "1 character" } else { "characters" };
                match (undecodable, first_line) {
                    (0, _) => f.write_str("; if letters look wrong, save the file as UTF-8"),
                    (1, None) => write!(f, "; {characters} could not be decoded; save the file as UTF-8"),
                    (1, Some(line)) => {
                        write!(f, "; {characters} in line {line} could not be decoded; save the file as UTF-8")
                    }
                    (n, None) => write!(f, "; {n} {characters} could not be decoded; save the file as UTF-8"),
                    (n, Some(line)) => write!(
                        f,
                        "; {n} {characters} could not be decoded, the first in line {line}; save the file as UTF-8"
                    ),
                }
            }
        }
    }
}
