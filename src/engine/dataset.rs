//! Parquet files that are one audience.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;

use super::EngineError;
use crate::ingest::{Note, PartBatches, PartFile, ReadError, head_of};

/// Bytes at a file's end that are hashed: the description of a Parquet file, which has the places and sizes of all columns.
const HASHED: u64 = 1 << 20;

/// The files of an audience, looked at and of the same columns.
#[derive(Debug)]
pub struct Dataset {
    files: Vec<(PathBuf, PartFile)>,
    snapshot: blake3::Hash,
}

impl Dataset {
    /// Looks at the file at `path`, or at every `*.parquet` file of a folder, in order of their names.
    ///
    /// # Errors
    /// [`EngineError`] where there is no such file, one cannot be read, or one has other columns than the first.
    pub fn open(path: &Path) -> Result<Self, EngineError> {
        let mut files: Vec<(PathBuf, PartFile)> = Vec::new();
        for path in paths(path)? {
            let opened = open(&path).and_then(|file| PartFile::open(&file));
            let file = opened.map_err(|error| EngineError::File { path: path.clone(), error })?;
            if let Some((first, other)) = files.first().filter(|(_, first)| first.schema() != file.schema()) {
                return Err(EngineError::Files(differing(first, other, &path, &file)));
            }
            files.push((path, file));
        }
        let snapshot = snapshot(&files)?;
        Ok(Self { files, snapshot })
    }

    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|(_, file)| file.rows()).sum()
    }

    /// The files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(path, _)| path.as_path())
    }

    /// The names of the columns that are read.
    pub fn columns(&self) -> Vec<&str> {
        let first = self.files.first().map(|(_, file)| file.schema().fields());
        first.into_iter().flatten().map(|field| field.name().as_str()).collect()
    }

    /// What is left out of the first file.
    pub fn notes(&self) -> Vec<Note> {
        self.files.first().map_or_else(Vec::new, |(_, file)| file.notes().to_vec())
    }

    /// The first rows.
    ///
    /// # Errors
    /// [`EngineError::File`] where the first file cannot be read.
    pub fn head(&self) -> Result<RecordBatch, EngineError> {
        let (path, file) = self.files.first().ok_or_else(|| EngineError::Files("no file was given".to_owned()))?;
        let head = open(path).and_then(|source| head_of(file, source));
        head.map_err(|error| EngineError::File { path: path.clone(), error })
    }

    /// A hash of names, sizes and descriptions of the files.
    pub fn snapshot(&self) -> blake3::Hash {
        self.snapshot
    }

    /// Checks that the files are still those that were looked at.
    ///
    /// # Errors
    /// [`EngineError::Files`] where they are not.
    pub fn check_unchanged(&self) -> Result<(), EngineError> {
        if snapshot(&self.files)? == self.snapshot {
            return Ok(());
        }
        Err(EngineError::Files("the files changed while they were read; run it again".to_owned()))
    }

    /// Every group of rows: its file and its number there.
    pub(super) fn groups(&self) -> Vec<(usize, usize)> {
        let groups = self.files.iter().enumerate();
        groups.flat_map(|(i, (_, file))| (0..file.row_groups()).map(move |group| (i, group))).collect()
    }

    /// The rows of a group.
    pub(super) fn read(&self, (file, group): (usize, usize)) -> Result<PartBatches, EngineError> {
        let (path, file) = &self.files[file];
        let rows = open(path).and_then(|source| file.read(source, Some(group)));
        rows.map_err(|error| EngineError::File { path: path.clone(), error })
    }

    pub(super) fn path(&self, (file, _): (usize, usize)) -> &Path {
        &self.files[file].0
    }
}

fn open(path: &Path) -> Result<File, ReadError> {
    Ok(File::open(path)?)
}

fn paths(path: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let failed = |error| EngineError::File { path: path.to_owned(), error: ReadError::Io(error) };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet")) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        let detail = format!("{}: no *.parquet file is in this folder; give a folder that has some", path.display());
        return Err(EngineError::Files(detail));
    }
    Ok(found)
}

/// The first column in which two files differ.
fn differing(first: &Path, one: &PartFile, path: &Path, other: &PartFile) -> String {
    let (ours, theirs) = (one.schema().fields(), other.schema().fields());
    let place = ours.iter().zip(theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
    let described = |fields: &arrow_schema::Fields| {
        let field = fields.get(place);
        field.map_or_else(|| "nothing".to_owned(), |field| format!("{} ({})", field.name(), field.data_type()))
    };
    format!(
        "{} has other columns than {}: found {} in place of {}; write all files of a folder with the same columns",
        path.display(),
        first.display(),
        described(theirs),
        described(ours)
    )
}

fn snapshot(files: &[(PathBuf, PartFile)]) -> Result<blake3::Hash, EngineError> {
    let mut hasher = blake3::Hasher::new();
    for (path, _) in files {
        let mut describe = || -> std::io::Result<()> {
            let mut file = File::open(path)?;
            let length = file.metadata()?.len();
            hasher.update(path.file_name().unwrap_or_default().as_encoded_bytes());
            hasher.update(&length.to_le_bytes());
            file.seek(SeekFrom::Start(length.saturating_sub(HASHED)))?;
            let mut end = Vec::new();
            file.read_to_end(&mut end)?;
            hasher.update(&end);
            Ok(())
        };
        describe().map_err(|error| EngineError::File { path: path.clone(), error: ReadError::Io(error) })?;
    }
    Ok(hasher.finalize())
}
