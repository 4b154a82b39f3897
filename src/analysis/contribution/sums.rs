//! The second reading: the sums that figures are made from, and the samples that the estimate is made from.

use std::sync::Arc;

use arrow_array::RecordBatch;

use super::kept_rows::{KeptRow, KeptRows, Sample};
use super::model::Model;
use super::{ContributionError, Question};
use crate::analysis::scan::Sums;
use crate::ingest::PartReader;
use crate::prevalence::{CellAssignment, ChannelColumns, SAMPLE};
use crate::profile::WholeSet;
use crate::target::{BoundTarget, Target};

/// The samples of the unlabelled and of the complete, by bit.
const UNLABELLED: u8 = 1;
const COMPLETE: u8 = 2;

/// What a part adds up to.
#[derive(Debug)]
pub(super) struct SumsOfPart {
    reader: PartReader,
    target: Target,
    model: Model,
    whole: Arc<WholeSet>,
    kept: KeptRows,
    sums: Sums,
}

impl SumsOfPart {
    pub(super) fn new(question: &Question, model: Model) -> Result<Self, ContributionError> {
        let sample = Sample { size: SAMPLE, seed: question.seed, eligible: None };
        let frame = model.frame();
        Ok(Self {
            sums: Sums::none(&model.segmentation, model.audit.cells, &ChannelColumns::new(&frame)),
            reader: question.reader()?.with_columns(frame.into_columns()),
            target: question.target.clone(),
            kept: KeptRows::new(question.head.schema_ref(), vec![sample, sample]),
            whole: Arc::new(model.whole.clone()),
            model,
        })
    }

    pub(super) fn add(&mut self, rows: &RecordBatch) -> Result<(), ContributionError> {
        let part = self.reader.read(rows)?;
        let profiles = part.profiles.sampled_from(&self.whole);
        let bound = BoundTarget::new(&self.target, &profiles);
        let channels = ChannelColumns::new(&profiles);
        let assigner = self.model.segmentation.assigner(&profiles);
        let mut buffer = assigner.buffer();
        let mut offered = Vec::new();
        let mut keyed = part.rows.iter().zip(profiles.row_keys());
        for chunk in profiles.chunks() {
            for (row, (place, key)) in (0..chunk.rows()).zip(&mut keyed) {
                let segment = assigner.segment(chunk, row, &mut buffer);
                let cells = CellAssignment { segment, audit_cell: self.model.audit.cell_of(*key) };
                let membership = self.sums.stats.add(cells, &buffer.encoded, &bound, chunk, row);
                self.sums.channel_use.add(&channels, membership, 1.0, chunk, row);
                let samples = if membership.labelled { 0 } else { UNLABELLED };
                let samples = samples | if membership.complete { COMPLETE } else { 0 };
                if samples != 0 {
                    offered.push((*place, KeptRow { key: *key, samples }));
                }
            }
        }
        self.kept.offer(rows, offered.into_iter())?;
        self.reader.take_back(profiles);
        Ok(())
    }

    /// What it adds up to so far, in a form that others of the kind take.
    pub(super) fn into_state(self) -> Result<(Sums, Vec<KeptRow>, RecordBatch), ContributionError> {
        let (rows, batch) = self.kept.finish()?;
        Ok((self.sums, rows, batch))
    }

    pub(super) fn merge(
        &mut self,
        (sums, rows, batch): (Sums, Vec<KeptRow>, RecordBatch),
    ) -> Result<(), ContributionError> {
        self.sums = self.sums.clone().merge(sums);
        Ok(self.kept.merge(rows, batch)?)
    }
}
