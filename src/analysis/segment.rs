//! Step 1: the audience is encoded and partitioned into segments.

use std::sync::Arc;

use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::{ArrayView1, ArrayView2};

use super::kept::{Kept, key_of_segmentation};
use super::request::AnalysisRequest;
use crate::disclosure::MinCell;
use crate::prevalence::{AudienceStats, UsableCovariates, usable_covariates};
use crate::profile::{Chunk, Profiles};
use crate::segments::{
    ClassError, CovariateEncoding, Encoder, FieldCoder, FieldCoding, LatentClasses, NumberBasis, Purpose, sample_rows,
};
use crate::target::Target;

/// Rows that segments are fitted on, and the seed that draws them from more. It is not that of the request: who is in
/// which segment does not depend on a seed.
pub(super) const SEGMENT_SAMPLE: usize = 20_000;
pub(super) const SAMPLE_SEED: u64 = 0;

/// An audience with its partition into segments.
pub(super) struct SegmentedAudience<'a> {
    pub(super) profiles: &'a Profiles,
    pub(super) covariates: UsableCovariates,
    pub(super) encoding: CovariateEncoding,
    coding: FieldCoding,
    /// None where no field tells profiles apart.
    classes: Option<LatentClasses>,
    /// For each segment the one that it is published with.
    merged: Vec<usize>,
}

/// How an audience is encoded, and the segments that were fitted to it.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cluster", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Segmentation {
    covariates: UsableCovariates,
    encoding: CovariateEncoding,
    coding: FieldCoding,
    classes: Option<LatentClasses>,
}

impl Segmentation {
    /// Encodes a sample of the audience and fits segments to it.
    pub(super) fn new(profiles: &Profiles, target: &Target, min_cell: MinCell) -> Self {
        let sample = sample_rows(profiles, SEGMENT_SAMPLE, SAMPLE_SEED, |_| true);
        let covariates = usable_covariates(profiles, target, &sample);
        let encoding = CovariateEncoding::fit(profiles, &sample, &covariates.fields, Purpose::Segments);
        let (coding, table) = FieldCoding::fit(profiles, &sample, &covariates.fields);
        let classes = (coding.width() > 0).then(|| {
            let min_cell = usize::try_from(min_cell.0).unwrap_or(usize::MAX);
            fit(&coding, table.view(), min_cell).expect("every code is one of its field's")
        });
        Self { covariates, encoding, coding, classes }
    }

    /// Number of segments.
    fn k(&self) -> usize {
        self.classes.as_ref().map_or(1, LatentClasses::k)
    }

    /// Sums over no profiles yet.
    pub(super) fn no_stats(&self) -> AudienceStats {
        AudienceStats::new(self.k(), self.encoding.width())
    }

    /// What assigns rows of `profiles` to segments.
    pub(super) fn assigner<'s>(&'s self, profiles: &'s Profiles) -> SegmentAssigner<'s> {
        SegmentAssigner {
            width: self.encoding.width(),
            classes: self.classes.as_ref(),
            merged: None,
            encoder: self.encoding.bind(profiles),
            coder: self.coding.bind(profiles),
        }
    }
}

impl<'a> SegmentedAudience<'a> {
    /// Divides the audience into segments.
    pub(super) fn new(request: &AnalysisRequest<'a>) -> Self {
        let profiles = &request.audience.profiles;
        let made = || Arc::new(Segmentation::new(profiles, &request.target, request.options.min_cell));
        let kept = profiles.derived::<Kept>().segmentations.get_or_make_too(key_of_segmentation(request), made);
        let Segmentation { covariates, encoding, coding, classes } = &*kept;
        let mut segmented = Self {
            profiles,
            covariates: covariates.clone(),
            encoding: encoding.clone(),
            coding: coding.clone(),
            classes: classes.clone(),
            merged: Vec::new(),
        };
        segmented.merged = (0..segmented.k()).collect();
        segmented
    }

    /// Number of segments before any is merged.
    fn k(&self) -> usize {
        self.classes.as_ref().map_or(1, LatentClasses::k)
    }

    /// What the number of segments says.
    pub(super) fn basis(&self) -> NumberBasis {
        self.classes.as_ref().map_or(NumberBasis::NoGroups, LatentClasses::basis)
    }

    /// How well a segment is found again in half of the rows; none where that was not tried, as of merged segments.
    pub(super) fn stability(&self, segment: usize) -> Option<f64> {
        let parts = self.merged.iter().filter(|merged| **merged == segment).count();
        let stability = self.classes.as_ref()?.stability().get(segment).filter(|_| parts == 1)?;
        // In the last digits every row shows, and they mean nothing.
        Some((stability * 100.0).round() / 100.0)
    }

    /// Publishes each segment with the one that `merged` names for it.
    pub(super) fn merge(&mut self, merged: Vec<usize>) {
        self.merged = merged;
    }

    /// Sums over no profiles yet.
    pub(super) fn no_stats(&self) -> AudienceStats {
        AudienceStats::new(self.k(), self.encoding.width())
    }

    /// What assigns rows to segments.
    pub(super) fn assigner(&self) -> SegmentAssigner<'_> {
        SegmentAssigner {
            width: self.encoding.width(),
            classes: self.classes.as_ref(),
            merged: Some(&self.merged),
            encoder: self.encoding.bind(self.profiles),
            coder: self.coding.bind(self.profiles),
        }
    }
}

fn fit(coding: &FieldCoding, table: ArrayView2<'_, f64>, min_cell: usize) -> Result<LatentClasses, ClassError> {
    LatentClasses::params(coding.kinds()).min_class_rows(min_cell.max(1)).check()?.fit(&DatasetBase::from(table))
}

/// Encodes rows and assigns them to segments.
pub(super) struct SegmentAssigner<'s> {
    width: usize,
    classes: Option<&'s LatentClasses>,
    /// For each segment the one that it is published with, where small ones were merged.
    merged: Option<&'s [usize]>,
    encoder: Encoder<'s>,
    coder: FieldCoder<'s>,
}

/// Room for one row.
pub(super) struct RowBuffer {
    pub(super) encoded: Vec<f32>,
    coded: Vec<f64>,
}

impl SegmentAssigner<'_> {
    pub(super) fn buffer(&self) -> RowBuffer {
        RowBuffer { encoded: vec![0.0; self.width], coded: vec![0.0; self.coder.width()] }
    }

    /// The segment of a row, whose encoded columns are left in `buffer`.
    pub(super) fn segment(&self, chunk: &Chunk, row: usize, buffer: &mut RowBuffer) -> usize {
        self.encoder.write(chunk, row, &mut buffer.encoded);
        let Some(classes) = self.classes.filter(|classes| classes.k() > 1) else { return 0 };
        self.coder.write(chunk, row, &mut buffer.coded);
        let segment = classes.segment(ArrayView1::from(&buffer.coded));
        self.merged.map_or(segment, |merged| merged[segment])
    }
}
