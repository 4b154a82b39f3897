//! Samples of rows that are drawn while the rows go by, and merge into the sample of all whatever the parts.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray, UInt32Array};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use arrow_select::concat::concat_batches;
use arrow_select::take::take_record_batch;

use crate::segments::rank;

/// One sample: the rows of the lowest ranks among those that are eligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample {
    /// Rows of it.
    pub(super) size: usize,
    /// What ranks rows, together with their keys.
    pub(super) seed: u64,
    /// Rows that are eligible at least, where that may be taken for granted: rows of ranks that so many others will have
    /// outrun are not kept, so that small parts of a large audience keep few. Without it each part keeps `size` rows.
    pub(super) eligible: Option<u64>,
}

impl Sample {
    /// The highest rank that may belong to it. Ranks are even over all numbers, and so many standard deviations more than
    /// `size` rows lie below the bound that fewer are not to be expected in a lifetime.
    fn bound(&self) -> u64 {
        const DEVIATIONS: f64 = 8.0;
        let size = self.size as f64;
        let part = self.eligible.map_or(1.0, |eligible| (size + DEVIATIONS * size.sqrt()) / eligible as f64);
        // A float that is too large becomes the largest number.
        (part * 2f64.powi(64)) as u64
    }
}

/// A row that is kept, by the key of its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct KeptRow {
    pub(super) key: u64,
    /// The samples that it may belong to, by bit.
    pub(super) samples: u8,
}

/// Rows on their way into samples.
#[derive(Debug, Clone)]
pub(super) struct KeptRows {
    samples: Vec<Sample>,
    /// By sample the highest rank that may still belong to it.
    bounds: Vec<u64>,
    schema: SchemaRef,
    rows: Vec<KeptRow>,
    /// The rows of `rows`, in their order.
    batches: Vec<RecordBatch>,
}

impl KeptRows {
    pub(super) fn new(schema: &SchemaRef, samples: Vec<Sample>) -> Self {
        let bounds = samples.iter().map(Sample::bound).collect();
        Self { samples, bounds, schema: Arc::clone(schema), rows: Vec::new(), batches: Vec::new() }
    }

    /// Offers rows of `batch`, each with its place in it and the samples that it is eligible for.
    pub(super) fn offer(
        &mut self,
        batch: &RecordBatch,
        rows: impl Iterator<Item = (u32, KeptRow)>,
    ) -> Result<(), ArrowError> {
        let (mut places, before) = (Vec::new(), self.rows.len());
        for (place, row) in rows {
            let samples = self.within_bounds(row);
            if samples != 0 {
                places.push(place);
                self.rows.push(KeptRow { samples, ..row });
            }
        }
        if self.rows.len() > before {
            self.batches.push(taken(batch, places)?);
        }
        self.prune_if_many()
    }

    /// Adds the rows kept of another part.
    pub(super) fn merge(&mut self, rows: Vec<KeptRow>, batch: RecordBatch) -> Result<(), ArrowError> {
        if !rows.is_empty() {
            self.rows.extend(rows);
            self.batches.push(batch);
        }
        self.prune_if_many()
    }

    /// The rows of the samples in the order of their keys.
    pub(super) fn finish(mut self) -> Result<(Vec<KeptRow>, RecordBatch), ArrowError> {
        self.prune()?;
        let all = concat_batches(&self.schema, &self.batches)?;
        let mut order: Vec<u32> = (0u32..).take(self.rows.len()).collect();
        order.sort_by_key(|place| self.rows[*place as usize].key);
        let rows = order.iter().map(|place| self.rows[*place as usize]).collect();
        Ok((rows, taken(&all, order)?))
    }

    /// Whether far more rows are kept than the samples have: their keys are the same.
    pub(super) fn is_crowded(&self) -> bool {
        self.rows.len() > self.most()
    }

    /// The keys of the rows kept.
    pub(super) fn keys(&self) -> Vec<u64> {
        self.rows.iter().map(|row| row.key).collect()
    }

    /// Rows that are kept before it is worth while to look which can go.
    fn most(&self) -> usize {
        const SLACK: usize = 8_192;
        2 * self.samples.iter().map(|sample| sample.size).sum::<usize>() + SLACK
    }

    /// The samples of a row whose rank is still low enough.
    fn within_bounds(&self, row: KeptRow) -> u8 {
        let within = |i: usize| row.samples >> i & 1 == 1 && rank(self.samples[i].seed, row.key) <= self.bounds[i];
        (0..self.samples.len()).filter(|i| within(*i)).fold(0, |all, i| all | 1 << i)
    }

    fn prune_if_many(&mut self) -> Result<(), ArrowError> {
        if self.rows.len() > self.most() { self.prune() } else { Ok(()) }
    }

    /// Lowers the bounds to what the samples have, and drops the rows beyond them.
    fn prune(&mut self) -> Result<(), ArrowError> {
        for (i, Sample { size, seed, .. }) in self.samples.iter().enumerate() {
            let eligible = self.rows.iter().filter(|row| row.samples >> i & 1 == 1);
            let mut ranks: Vec<u64> = eligible.map(|row| rank(*seed, row.key)).collect();
            if ranks.len() > *size {
                let (_, last, _) = ranks.select_nth_unstable(size - 1);
                self.bounds[i] = self.bounds[i].min(*last);
            }
        }
        let (mut places, mut rows) = (Vec::new(), Vec::new());
        for (place, row) in (0u32..).zip(&self.rows) {
            let samples = self.within_bounds(*row);
            if samples != 0 {
                places.push(place);
                rows.push(KeptRow { samples, ..*row });
            }
        }
        let all = concat_batches(&self.schema, &self.batches)?;
        self.batches = vec![taken(&all, places)?];
        self.rows = rows;
        Ok(())
    }
}

/// Some rows of a batch, without the memory of the others.
pub(super) fn taken(batch: &RecordBatch, places: Vec<u32>) -> Result<RecordBatch, ArrowError> {
    let taken = take_record_batch(batch, &UInt32Array::from(places))?;
    let columns = taken.columns().iter().map(compact).collect();
    RecordBatch::try_new(taken.schema(), columns)
}

/// Texts that are looked at where they stand keep whole pages of a file in memory.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other type refers to memory of rows that are not taken")]
fn compact(values: &ArrayRef) -> ArrayRef {
    match values.data_type() {
        DataType::Utf8View => Arc::new(values.as_string_view().gc()),
        DataType::Struct(fields) => {
            let members = values.as_struct();
            let columns = members.columns().iter().map(compact).collect();
            Arc::new(StructArray::new(fields.clone(), columns, members.nulls().cloned()))
        }
        _ => Arc::clone(values),
    }
}
