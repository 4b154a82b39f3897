//! Files that are not read, each by its name and with what to do instead.

use std::fmt;

use super::super::excerpt;
use crate::message::{Message, MessageArgument, message};

/// Names of data files that are listed of an archive.
const MAX_NAMES: usize = 8;

/// A kind of file that no reader here takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherFile {
    /// SPSS: .sav, .zsav, .por.
    Spss,
    /// Stata: .dta.
    Stata,
    /// SAS: .sas7bdat, .xpt.
    Sas,
    /// R: .rds, .RData.
    R,
    /// MATLAB: .mat.
    Matlab,
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// Video or sound.
    Media,
    /// A web page that holds a table, under whatever name.
    HtmlTable,
    /// A web page of an Instagram or Facebook download.
    DownloadPage,
    /// A web page.
    Html,
    /// The XML of Excel 2003.
    SpreadsheetXml,
    /// Any other XML.
    Xml,
    /// A SQLite database.
    Sqlite,
    /// An Access database.
    Access,
    /// Word, RTF, OpenDocument text, Pages.
    TextDocument,
    /// Hangul Word Processor.
    Hwp,
    /// PowerPoint and other presentations or drawings.
    Presentation,
    /// An Outlook message.
    Message,
    /// Apple Numbers.
    Numbers,
    /// Excel before 1995.
    OldExcel,
    /// Python's pickle.
    Pickle,
    /// NumPy: .npy, .npz.
    Numpy,
    /// HDF5.
    Hdf5,
    /// Feather or Arrow IPC.
    Arrow,
    /// ORC.
    Orc,
    /// Avro.
    Avro,
    /// Parquet whose description is encrypted.
    EncryptedParquet,
    /// 7-Zip, RAR, tar, bzip2, xz, LZ4 and the like.
    Archive,
    /// A book, a program, a package: a zip archive that holds no table.
    Package,
    /// A property list of macOS.
    PropertyList,
    /// UTF-32.
    Utf32,
    /// Bytes that are no text of any kind.
    Binary,
}

impl OtherFile {
    /// What it is, and what to do.
    fn message(self) -> Message {
        match self {
            Self::Spss => message!["refusal-file-spss"],
            Self::Stata => message!["refusal-file-stata"],
            Self::Sas => message!["refusal-file-sas"],
            Self::R => message!["refusal-file-r"],
            Self::Matlab => message!["refusal-file-matlab"],
            Self::Pdf => message!["refusal-file-pdf"],
            Self::Image => message!["refusal-file-image"],
            Self::Media => message!["refusal-file-media"],
            Self::HtmlTable => message!["refusal-file-html-table"],
            Self::DownloadPage => message!["refusal-file-download-page"],
            Self::Html => message!["refusal-file-html"],
            Self::SpreadsheetXml => message!["refusal-file-spreadsheet-xml"],
            Self::Xml => message!["refusal-file-xml"],
            Self::Sqlite => message!["refusal-file-sqlite"],
            Self::Access => message!["refusal-file-access"],
            Self::TextDocument => message!["refusal-file-text-document"],
            Self::Hwp => message!["refusal-file-hwp"],
            Self::Presentation => message!["refusal-file-presentation"],
            Self::Message => message!["refusal-file-message"],
            Self::Numbers => message!["refusal-file-numbers"],
            Self::OldExcel => message!["refusal-file-old-excel"],
            Self::Pickle => message!["refusal-file-pickle"],
            Self::Numpy => message!["refusal-file-numpy"],
            Self::Hdf5 => message!["refusal-file-hdf"],
            Self::Arrow => message!["refusal-file-arrow"],
            Self::Orc => message!["refusal-file-orc"],
            Self::Avro => message!["refusal-file-avro"],
            Self::EncryptedParquet => message!["refusal-file-encrypted-parquet"],
            Self::Archive => message!["refusal-file-archive"],
            Self::Package => message!["refusal-file-package"],
            Self::PropertyList => message!["refusal-file-property-list"],
            Self::Utf32 => message!["refusal-file-utf"],
            Self::Binary => message!["refusal-file-binary"],
        }
    }
}

/// What a sheet may have at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetLimit {
    /// Columns.
    Columns(u64),
    /// Cells.
    Cells(u64),
    /// Different texts.
    Texts(u64),
}

/// Why a source is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There are no bytes.
    Empty,
    /// A file of a kind that is not read.
    Other(OtherFile),
    /// A spreadsheet protected by a password.
    EncryptedSpreadsheet,
    /// A zip archive protected by a password.
    EncryptedZip,
    /// A zip archive of several files.
    SeveralFiles {
        /// How many.
        count: usize,
        /// Those that may hold profiles.
        data: Vec<String>,
        /// The one with the followers, in the archive of a known platform.
        followers: Option<String>,
    },
    /// A zip archive of no file.
    NoFile,
    /// A file in a zip archive that is packed in an unusual way.
    UnusualZip {
        /// The file.
        file: String,
    },
    /// Archive within archive within archive.
    TooManyLayers,
    /// A spreadsheet without a filled cell.
    NoTable,
    /// An xlsb with cells in a form that only some programs write.
    ShortCells,
    /// A sheet is named of a spreadsheet that has none of this name.
    NoSheet {
        /// The name or number.
        sheet: String,
        /// Those that there are.
        sheets: Vec<String>,
    },
    /// Several sheets have tables of the same columns, and none is named.
    SameColumns {
        /// Their names.
        sheets: Vec<String>,
    },
    /// A sheet is named of what is no spreadsheet.
    NoSpreadsheet {
        /// Its name or number.
        sheet: String,
    },
    /// A sheet that is too large to be read.
    TooLargeSheet {
        /// What it has too many of.
        limit: SheetLimit,
    },
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().outline())
    }
}

impl Refusal {
    /// What is wrong, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => message!["refusal-empty"],
            Self::Other(other) => other.message(),
            Self::EncryptedSpreadsheet => message!["refusal-encrypted-spreadsheet"],
            Self::EncryptedZip => message!["refusal-encrypted-zip"],
            Self::SeveralFiles { count, data, followers } => several(*count, data, followers.as_deref()),
            Self::NoFile => message!["refusal-no-file"],
            Self::UnusualZip { file } => message!["refusal-unusual-zip", file = excerpt(file)],
            Self::TooManyLayers => message!["refusal-layers"],
            Self::NoTable => message!["refusal-no-table"],
            Self::ShortCells => message!["refusal-short-cells"],
            Self::NoSheet { sheet, sheets } => {
                message!["refusal-no-sheet", sheet = excerpt(sheet), sheets = list(sheets)]
            }
            Self::SameColumns { sheets } => message!["refusal-same-columns", sheets = list(sheets)],
            Self::NoSpreadsheet { sheet } => message!["refusal-no-spreadsheet", sheet = excerpt(sheet)],
            Self::TooLargeSheet { limit } => match limit {
                SheetLimit::Columns(max) => message!["refusal-too-many-columns"].and("max", number(*max)),
                SheetLimit::Cells(max) => message!["refusal-too-many-cells"].and("max", number(*max)),
                SheetLimit::Texts(max) => message!["refusal-too-many-texts"].and("max", number(*max)),
            },
        }
    }
}

fn number(n: u64) -> MessageArgument {
    MessageArgument::Number(n as f64)
}

/// The first names, in quotes.
fn list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_NAMES).map(|name| format!("\"{}\"", excerpt(name))).collect();
    let more = if names.len() > MAX_NAMES { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn several(count: usize, data: &[String], followers: Option<&str>) -> Message {
    let names: Vec<String> = data.iter().take(MAX_NAMES).map(|name| excerpt(name)).collect();
    let files = names.join(", ");
    match (followers, data.len().saturating_sub(MAX_NAMES)) {
        (Some(followers), _) => {
            message!["refusal-several-followers", file = excerpt(followers)].and("count", number(count as u64))
        }
        (None, _) if data.is_empty() => message!["refusal-several-none"].and("count", number(count as u64)),
        (None, 0) => message!["refusal-several", files = files].and("count", number(count as u64)),
        (None, more) => message!["refusal-several-more", files = files]
            .and("count", number(count as u64))
            .and("more", number(more as u64)),
    }
}
