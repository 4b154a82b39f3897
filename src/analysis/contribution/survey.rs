//! The first reading: how many there are, the texts they state, and samples of them.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::RecordBatch;

use super::kept_rows::{KeptRow, KeptRows, Sample};
use super::model::repeated;
use super::{AUDITED, ContributionError, Question};
use crate::analysis::notice::category_fields;
use crate::analysis::segment::{SAMPLE_SEED, SEGMENT_SAMPLE};
use crate::ingest::{PartCounts, PartReader};
use crate::profile::{Columns, Field, Kind, MAX_LEVELS, Profiles};

/// The samples that segments are fitted on, and that the audit looks at, by bit.
const FOR_SEGMENTS: u8 = 1;
pub(super) const AUDITED_SAMPLE: u8 = 2;

/// What a part says in the first reading.
#[derive(Debug)]
pub(super) struct Survey {
    reader: PartReader,
    /// The fields whose values a condition of the target lists.
    categories: Vec<Field>,
    kept: KeptRows,
    tally: Tally,
}

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Tally {
    pub(super) counts: PartCounts,
    pub(super) rows: u64,
    pub(super) without_id: u64,
    pub(super) labels: u64,
    pub(super) columns: BTreeSet<(Field, Kind)>,
    /// The texts of each field, and how many state each, where that is counted.
    pub(super) texts: BTreeMap<Field, BTreeMap<String, u64>>,
    /// The numbers of fields whose values a condition lists, by their bits.
    pub(super) numbers: BTreeMap<Field, BTreeMap<u32, u64>>,
}

impl Survey {
    pub(super) fn new(question: &Question) -> Result<Self, ContributionError> {
        let eligible = question.accepted;
        let samples = vec![
            Sample { size: SEGMENT_SAMPLE, seed: SAMPLE_SEED, eligible },
            Sample { size: AUDITED, seed: question.seed, eligible },
        ];
        Ok(Self {
            reader: question.reader()?,
            categories: category_fields(&question.target).collect(),
            kept: KeptRows::new(question.head.schema_ref(), samples),
            tally: Tally::default(),
        })
    }

    pub(super) fn add(&mut self, rows: &RecordBatch) -> Result<(), ContributionError> {
        let part = self.reader.read(rows)?;
        let profiles = part.profiles;
        self.tally.rows += profiles.len() as u64;
        self.tally.without_id += (profiles.len() - profiles.id_hashes().count()) as u64;
        self.tally.count(&profiles, &self.categories)?;
        let keyed = part.rows.iter().zip(profiles.row_keys());
        let samples = FOR_SEGMENTS | AUDITED_SAMPLE;
        self.kept.offer(rows, keyed.map(|(place, key)| (*place, KeptRow { key: *key, samples })))?;
        self.reader.take_back(profiles);
        self.check_ids()
    }

    /// Refuses ids that so many rows have that no sample of them would be one.
    fn check_ids(&self) -> Result<(), ContributionError> {
        if !self.kept.is_crowded() {
            return Ok(());
        }
        let mut keys = self.kept.keys();
        keys.sort_unstable();
        let (ids, sampled) = repeated(&keys);
        Err(ContributionError::RepeatedIds { ids, sampled })
    }

    /// What it says so far, in a form that others of the kind take.
    pub(super) fn into_state(mut self) -> Result<(Tally, Vec<KeptRow>, RecordBatch), ContributionError> {
        let (rows, batch) = self.kept.finish()?;
        self.tally.counts.add(self.reader.take_counts());
        self.tally.name(self.reader.columns());
        Ok((self.tally, rows, batch))
    }

    pub(super) fn merge(
        &mut self,
        (tally, rows, batch): (Tally, Vec<KeptRow>, RecordBatch),
    ) -> Result<(), ContributionError> {
        self.tally.add(tally)?;
        self.kept.merge(rows, batch)?;
        self.check_ids()
    }
}

/// Whether a sample has fewer rows than it should: far more rows were rejected than the question took for granted.
pub(super) fn is_short(tally: &Tally, rows: &[KeptRow]) -> bool {
    let kept = |sample: u8| rows.iter().filter(|row| row.samples & sample != 0).count() as u64;
    let sizes = [(FOR_SEGMENTS, SEGMENT_SAMPLE), (AUDITED_SAMPLE, AUDITED)];
    sizes.iter().any(|(sample, size)| kept(*sample) < (*size as u64).min(tally.rows))
}

impl Tally {
    /// Counts labels, and values of these fields.
    fn count(&mut self, profiles: &Profiles, fields: &[Field]) -> Result<(), ContributionError> {
        let label = profiles.find(&Field::InTarget, Kind::Flag);
        let columns =
            fields.iter().map(|field| (field, profiles.find(field, Kind::Level), profiles.find(field, Kind::Number)));
        let columns: Vec<_> = columns.collect();
        for chunk in profiles.chunks() {
            let rows = || 0..chunk.rows();
            self.labels += label.map_or(0, |label| rows().filter(|row| chunk.has(label, *row)).count()) as u64;
            for (field, level, number) in &columns {
                if let Some(level) = level {
                    let mut counts = vec![0u64; profiles.dictionary(*level).levels().len()];
                    rows().filter_map(|row| chunk.level(*level, row)).for_each(|code| counts[code as usize] += 1);
                    let texts = self.texts.entry((*field).clone()).or_default();
                    for (text, count) in profiles.dictionary(*level).levels().iter().zip(counts).filter(|(_, n)| *n > 0)
                    {
                        match texts.get_mut(&**text) {
                            Some(before) => *before += count,
                            None => drop(texts.insert(text.to_string(), count)),
                        }
                    }
                }
                if let Some(number) = number {
                    let numbers = self.numbers.entry((*field).clone()).or_default();
                    for value in rows().filter_map(|row| chunk.number(*number, row)) {
                        *numbers.entry(value.to_bits()).or_default() += 1;
                    }
                    check_values(field, numbers.len())?;
                }
            }
        }
        Ok(())
    }

    /// Adds the columns that were met, and their texts.
    fn name(&mut self, columns: &Columns) {
        for (column, field, kind) in columns.iter() {
            self.columns.insert((field.clone(), kind));
            if kind == Kind::Level {
                let texts = self.texts.entry(field.clone()).or_default();
                for text in columns.dictionary(column).texts() {
                    texts.entry(text.to_owned()).or_default();
                }
            }
        }
    }

    fn add(&mut self, other: Self) -> Result<(), ContributionError> {
        self.counts.add(other.counts);
        self.rows += other.rows;
        self.without_id += other.without_id;
        self.labels += other.labels;
        self.columns.extend(other.columns);
        for (field, texts) in other.texts {
            let mine = self.texts.entry(field.clone()).or_default();
            texts.into_iter().for_each(|(text, count)| *mine.entry(text).or_default() += count);
            check_values(&field, mine.len())?;
        }
        for (field, numbers) in other.numbers {
            let mine = self.numbers.entry(field.clone()).or_default();
            numbers.into_iter().for_each(|(number, count)| *mine.entry(number).or_default() += count);
            check_values(&field, mine.len())?;
        }
        Ok(())
    }
}

/// Refuses a field of more values than spellings of categories can be: what is kept of it is no longer the same in any
/// order.
fn check_values(field: &Field, values: usize) -> Result<(), ContributionError> {
    const MAX: usize = 2 * MAX_LEVELS;
    if values <= MAX {
        return Ok(());
    }
    Err(ContributionError::TooManyValues { field: field.to_string(), max: MAX })
}
