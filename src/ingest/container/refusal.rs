//! Files that are not read, each by its name and with what to do instead.

use std::fmt;

use super::super::excerpt;

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
    fn words(self) -> (&'static str, &'static str) {
        const AS_PARQUET: &str = "write it as Parquet or CSV (in pandas: to_parquet)";
        const ASK: &str = "give the table itself, as CSV or xlsx";
        match self {
            Self::Spss => ("an SPSS file", "in SPSS, save it as CSV or Excel"),
            Self::Stata => ("a Stata file", "in Stata, write it as CSV: export delimited using followers.csv"),
            Self::Sas => ("a SAS file", "in SAS, write it as CSV: PROC EXPORT with DBMS=CSV"),
            Self::R => ("an R file", "in R, write it as CSV: write.csv(data, \"followers.csv\", row.names = FALSE)"),
            Self::Matlab => ("a MATLAB file", "in MATLAB, write it as CSV: writetable(data, \"followers.csv\")"),
            Self::Pdf => ("a PDF", ASK),
            Self::Image => ("an image", ASK),
            Self::Media => ("video or sound", ASK),
            Self::HtmlTable => {
                ("a web page that holds a table, whatever its name says", "open it in Excel and save it as xlsx")
            }
            Self::DownloadPage => {
                ("a web page of an Instagram or Facebook download", "request the download again in the format JSON")
            }
            Self::Html => ("a web page, for example of a login", "download the file again while you are signed in"),
            Self::SpreadsheetXml => ("Excel's XML of 2003", "open it in Excel and save it as xlsx"),
            Self::Xml => ("XML", "convert it to CSV, xlsx or JSON"),
            Self::Sqlite => {
                ("a SQLite database", "write the table as CSV: sqlite3 -header -csv FILE \"select * from TABLE\"")
            }
            Self::Access => ("an Access database", "in Access, export the table as xlsx or CSV"),
            Self::TextDocument => ("a text document", "copy its table into a spreadsheet and save that as xlsx"),
            Self::Hwp => ("a Hangul document (HWP)", "copy its table into a spreadsheet and save that as xlsx"),
            Self::Presentation => ("a presentation", ASK),
            Self::Message => ("an e-mail message", "save what is attached to it, and give that file"),
            Self::Numbers => ("a Numbers or Keynote file", "in Numbers, export it as Excel or CSV"),
            Self::OldExcel => ("a spreadsheet of Excel 4 or before", "open it in Excel and save it as xlsx"),
            Self::Pickle => ("a Python pickle", AS_PARQUET),
            Self::Numpy => ("a NumPy file", AS_PARQUET),
            Self::Hdf5 => ("an HDF5 file", AS_PARQUET),
            Self::Arrow => ("a Feather or Arrow file", AS_PARQUET),
            Self::Orc => ("an ORC file", AS_PARQUET),
            Self::Avro => ("an Avro file", AS_PARQUET),
            Self::EncryptedParquet => ("an encrypted Parquet file", "write it without encryption"),
            Self::Archive => ("an archive that is not unpacked here", "unpack it and give the file in it"),
            Self::Package => ("a zip archive of a program or a book", ASK),
            Self::PropertyList => ("a property list", ASK),
            Self::Utf32 => ("text in UTF-32", "save it as UTF-8"),
            Self::Binary => ("not text and of no format that is known", ASK),
        }
    }
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
        /// Its limit, in words.
        limit: &'static str,
    },
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty; give one with rows"),
            Self::Other(other) => {
                let (found, advice) = other.words();
                write!(f, "this is {found}; {advice}")
            }
            Self::EncryptedSpreadsheet => {
                f.write_str("the spreadsheet is protected by a password; remove the password in Excel and save it")
            }
            Self::EncryptedZip => {
                f.write_str("the zip archive is protected by a password; unpack it and give the file in it")
            }
            Self::SeveralFiles { count, data, followers } => several(f, *count, data, followers.as_deref()),
            Self::NoFile => f.write_str("the zip archive has no file in it; give the file itself"),
            Self::UnusualZip { file } => {
                write!(
                    f,
                    "the file {} cannot be taken out of the zip archive; unpack it and give the file",
                    excerpt(file)
                )
            }
            Self::TooManyLayers => f.write_str("it is packed more than three times over; unpack it and give the file"),
            Self::NoTable => f.write_str("the spreadsheet has no filled cell; give one with a table"),
            Self::ShortCells => f.write_str(
                "the spreadsheet keeps cells in a form that is not read; open it in Excel and save it as xlsx",
            ),
            Self::NoSheet { sheet, sheets } => {
                write!(f, "there is no sheet {}; there are: {}", excerpt(sheet), list(sheets))
            }
            Self::SameColumns { sheets } => {
                let sheets = list(sheets);
                write!(
                    f,
                    "several sheets have tables of the same columns: {sheets}; name one of them (--sheet, sheet), or put their \
                     rows into one sheet"
                )
            }
            Self::NoSpreadsheet { sheet } => {
                write!(f, "this is no spreadsheet, so it has no sheet {}; leave the sheet out", excerpt(sheet))
            }
            Self::TooLargeSheet { limit } => write!(f, "the sheet has more than {limit}; save it as CSV"),
        }
    }
}

/// The first names, in quotes.
fn list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_NAMES).map(|name| format!("\"{}\"", excerpt(name))).collect();
    let more = if names.len() > MAX_NAMES { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn several(f: &mut fmt::Formatter<'_>, count: usize, data: &[String], followers: Option<&str>) -> fmt::Result {
    write!(f, "the zip archive holds {count} files")?;
    if let Some(followers) = followers {
        return write!(f, "; take {} out of it, which has the followers, and give that", excerpt(followers));
    }
    if data.is_empty() {
        return f.write_str(", none with data that are read; give one CSV, xlsx, JSON or Parquet file");
    }
    let names: Vec<String> = data.iter().take(MAX_NAMES).map(|name| excerpt(name)).collect();
    let more = data.len().saturating_sub(MAX_NAMES);
    write!(f, ", of which may hold profiles: {}", names.join(", "))?;
    if more > 0 {
        write!(f, " and {more} more")?;
    }
    f.write_str("; give one of them")
}
