### Why a file is not read at all, and what to do. The file's name may stand before a sentence, so it has no full stop.

refusal-empty = the file is empty; give one with rows
refusal-encrypted-spreadsheet = the spreadsheet is protected by a password; remove the password in Excel and save it
refusal-encrypted-zip = the zip archive is protected by a password; unpack it and give the file in it
refusal-several-followers = the zip archive holds { $count } files; take { $file } out of it, which has the followers, and give that
refusal-several-none = the zip archive holds { $count } files, none with data that are read; give one CSV, xlsx, JSON or Parquet file
refusal-several = the zip archive holds { $count } files, of which may hold profiles: { $files }; give one of them
refusal-several-more = the zip archive holds { $count } files, of which may hold profiles: { $files } and { $more } more; give one of them
refusal-no-file = the zip archive has no file in it; give the file itself
refusal-unusual-zip = the file { $file } cannot be taken out of the zip archive; unpack it and give the file
refusal-layers = it is packed more than three times over; unpack it and give the file
refusal-no-table = the spreadsheet has no filled cell; give one with a table
refusal-short-cells = the spreadsheet keeps cells in a form that is not read; open it in Excel and save it as xlsx
refusal-no-sheet = there is no sheet { $sheet }; there are: { $sheets }
refusal-same-columns = several sheets have tables of the same columns: { $sheets }; name one of them (--sheet, sheet), or put their rows into one sheet
refusal-no-spreadsheet = this is no spreadsheet, so it has no sheet { $sheet }; leave the sheet out
refusal-too-many-columns = the sheet has more than { $max } columns; save it as CSV
refusal-too-many-cells = the sheet has more than { $max } cells; save it as CSV
refusal-too-many-texts = the sheet has more than { $max } different texts; save it as CSV
refusal-read-io = reading failed: { $error }
refusal-read-sink = keeping the profiles failed: { $error }
refusal-read-format = not { $expected }: { $detail }
refusal-read-other = not { $expected }: this looks like { $found }{ $records ->
    [0] {""}
    [one] { " " }(1 record)
   *[other] { " " }({ $records } records)
}
refusal-read-bytes = unpacked it is larger than { $max } bytes; split the file or raise the limit
refusal-read-rows = more than { $max } rows; split the file or raise the limit
refusal-of-file = { $path }: { $why }
refusal-use-format = { $why }; use { $format }

## Kinds of files that are not read.

refusal-file-spss = this is an SPSS file; in SPSS, save it as CSV or Excel
refusal-file-stata = this is a Stata file; in Stata, write it as CSV: export delimited using followers.csv
refusal-file-sas = this is a SAS file; in SAS, write it as CSV: PROC EXPORT with DBMS=CSV
refusal-file-r = this is an R file; in R, write it as CSV: write.csv(data, "followers.csv", row.names = FALSE)
refusal-file-matlab = this is a MATLAB file; in MATLAB, write it as CSV: writetable(data, "followers.csv")
refusal-file-pdf = this is a PDF; give the table itself, as CSV or xlsx
refusal-file-image = this is an image; give the table itself, as CSV or xlsx
refusal-file-media = this is video or sound; give the table itself, as CSV or xlsx
refusal-file-html-table = this is a web page that holds a table, whatever its name says; open it in Excel and save it as xlsx
refusal-file-download-page = this is a web page of an Instagram or Facebook download; request the download again in the format JSON
refusal-file-html = this is a web page, for example of a login; download the file again while you are signed in
refusal-file-spreadsheet-xml = this is Excel's XML of 2003; open it in Excel and save it as xlsx
refusal-file-xml = this is XML; convert it to CSV, xlsx or JSON
refusal-file-sqlite = this is a SQLite database; write the table as CSV: sqlite3 -header -csv FILE "select * from TABLE"
refusal-file-access = this is an Access database; in Access, export the table as xlsx or CSV
refusal-file-text-document = this is a text document; copy its table into a spreadsheet and save that as xlsx
refusal-file-hwp = this is a Hangul document (HWP); copy its table into a spreadsheet and save that as xlsx
refusal-file-presentation = this is a presentation; give the table itself, as CSV or xlsx
refusal-file-message = this is an e-mail message; save what is attached to it, and give that file
refusal-file-numbers = this is a Numbers or Keynote file; in Numbers, export it as Excel or CSV
refusal-file-old-excel = this is a spreadsheet of Excel 4 or before; open it in Excel and save it as xlsx
refusal-file-pickle = this is a Python pickle; write it as Parquet or CSV (in pandas: to_parquet)
refusal-file-numpy = this is a NumPy file; write it as Parquet or CSV (in pandas: to_parquet)
refusal-file-hdf = this is an HDF5 file; write it as Parquet or CSV (in pandas: to_parquet)
refusal-file-arrow = this is a Feather or Arrow file; write it as Parquet or CSV (in pandas: to_parquet)
refusal-file-orc = this is an ORC file; write it as Parquet or CSV (in pandas: to_parquet)
refusal-file-avro = this is an Avro file; write it as Parquet or CSV (in pandas: to_parquet)
refusal-file-encrypted-parquet = this is an encrypted Parquet file; write it without encryption
refusal-file-archive = this is an archive that is not unpacked here; unpack it and give the file in it
refusal-file-package = this is a zip archive of a program or a book; give the table itself, as CSV or xlsx
refusal-file-property-list = this is a property list; give the table itself, as CSV or xlsx
refusal-file-utf = this is text in UTF-32; save it as UTF-8
refusal-file-binary = this is not text and of no format that is known; give the table itself, as CSV or xlsx

## Rows.

refusal-no-rows = there are no rows; give a file with one person a row
refusal-nobody-accepted = { $n ->
    [one] 1 row was rejected
   *[other] { $n } rows were rejected
} and none was accepted; correct the rows, or see with inspect what they are taken for
refusal-some-rejected = { $n ->
    [one] 1 row was rejected
   *[other] { $n } rows were rejected
}; leave out --reject-all to go on without them
