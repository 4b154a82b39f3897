//! Reading a file to see what it would be taken for: nothing of it is kept but counts, names and a few frequent values.

use std::collections::HashSet;
use std::io::{self, BufRead};

use super::reject::RejectionGroups;
use super::{Format, Note, ProfileSink, ReadError, ReadOptions, Reading, Rejection, RejectionGroup, stream_profiles};
use crate::profile::{Batch, ColumnId, Columns, Field, Kind};

/// What a file would be taken for.
#[derive(Debug)]
pub struct FileInspection {
    /// Rows that would be accepted.
    pub profiles: u64,
    /// Rows that would be rejected.
    pub rejected: u64,
    /// Why, one group a cause, the largest first.
    pub rejections: Vec<RejectionGroup>,
    /// The fields that are there, and how many profiles state each.
    pub fields: Vec<FieldCount>,
    /// What a table was taken for.
    pub reading: Reading,
    /// Fields with texts that say that there is no answer, and how many.
    pub non_answers: Vec<(String, u64)>,
    /// What was decided while reading.
    pub notes: Vec<Note>,
}

/// A field with what profiles state of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldCount {
    /// The field.
    pub field: Field,
    /// The type of its values.
    pub kind: Kind,
    /// Profiles that state it.
    pub profiles: u64,
    /// The texts of a category, in the order they were met.
    pub levels: Vec<Box<str>>,
    /// The smallest and the largest of its numbers.
    pub range: Option<[f32; 2]>,
}

/// Reads `source` to its end and says what it would be taken for.
///
/// # Errors
/// As [`stream_profiles`].
pub fn inspect_profiles(
    format: Format,
    source: impl BufRead,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<FileInspection, ReadError> {
    let options = ReadOptions { inspect: true, ..options.clone() };
    let mut counter = Counter::default();
    let streamed = stream_profiles(format, source, &options, &mut counter, progress)?;
    let columns = streamed.columns;
    let fields = columns.iter().map(|(column, field, kind)| FieldCount {
        field: field.clone(),
        kind,
        profiles: counter.counts.get(column.place()).copied().unwrap_or(0),
        levels: if kind == Kind::Level { columns.dictionary(column).levels().to_vec() } else { Vec::new() },
        range: counter.ranges.get(column.place()).copied().flatten(),
    });
    Ok(FileInspection {
        profiles: streamed.profiles,
        rejected: streamed.rejected,
        fields: fields.collect(),
        rejections: counter.rejections.finish(),
        reading: streamed.reading,
        non_answers: streamed.non_answers,
        notes: streamed.notes,
    })
}

/// Counts what it is given, and keeps none of it.
#[derive(Debug, Default)]
struct Counter {
    ids: HashSet<u64>,
    counts: Vec<u64>,
    ranges: Vec<Option<[f32; 2]>>,
    rejections: RejectionGroups,
}

impl ProfileSink for Counter {
    fn claim_id(&mut self, hash: u64) -> io::Result<bool> {
        Ok(self.ids.insert(hash))
    }

    fn take(&mut self, columns: &Columns, batch: Batch) -> io::Result<()> {
        self.counts.resize(columns.count(), 0);
        self.ranges.resize(columns.count(), None);
        let chunk = batch.chunk();
        let ids: Vec<(ColumnId, Kind)> = columns.iter().map(|(column, _, kind)| (column, kind)).collect();
        for (column, kind) in ids {
            let place = column.place();
            for row in (0..chunk.rows()).filter(|row| chunk.has(column, *row)) {
                self.counts[place] += 1;
                if let (Kind::Number, Some(number)) = (kind, chunk.number(column, row)) {
                    let [min, max] = self.ranges[place].unwrap_or([number, number]);
                    self.ranges[place] = Some([min.min(number), max.max(number)]);
                }
            }
        }
        Ok(())
    }

    fn reject(&mut self, reasons: &[Rejection]) -> io::Result<()> {
        self.rejections.add(reasons);
        Ok(())
    }
}
