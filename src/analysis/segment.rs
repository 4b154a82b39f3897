//! Step 1: the audience is encoded and partitioned into segments.

use super::request::AnalysisRequest;
use crate::prevalence::{AudienceStats, UsableCovariates, usable_covariates};
use crate::profile::{Chunk, Profiles};
use crate::segments::{
    ClusterCount, Clusters, CovariateEncoding, Encoder, PrincipalComponents, Purpose, WardTree, canonical_order,
    choose_k, sample_rows,
};

/// Rows that segments are fitted on.
const SEGMENT_SAMPLE: usize = 20_000;

/// An audience with its partition into segments.
pub(super) struct SegmentedAudience<'a> {
    pub(super) profiles: &'a Profiles,
    pub(super) covariates: UsableCovariates,
    pub(super) encoding: CovariateEncoding,
    /// The number of segments, and the prediction strengths of the numbers that were tried.
    pub(super) choice: ClusterCount,
    projection: PrincipalComponents,
    partition: Clusters,
    /// For each segment the one that it is published with.
    merged: Vec<usize>,
}

impl<'a> SegmentedAudience<'a> {
    /// Encodes a sample of the audience and partitions the space of its covariates.
    pub(super) fn new(request: &AnalysisRequest<'a>) -> Self {
        let profiles = &request.audience.profiles;
        let seed = request.options.seed;
        let sample = sample_rows(profiles, SEGMENT_SAMPLE, seed, |_| true);
        let covariates = usable_covariates(profiles, &request.target, &sample);
        let encoding = CovariateEncoding::fit(profiles, &sample, &covariates.fields, Purpose::Segments);
        let matrix = encoding.bind(profiles).matrix(profiles, &sample);
        let matrix = matrix.select(ndarray::Axis(0), &canonical_order(&matrix));
        let projection = PrincipalComponents::fit(matrix.view());
        let matrix = projection.matrix(matrix.view());
        let choice = choose_k(matrix.view(), seed);
        let partition = Clusters::fit(matrix.view(), &WardTree::grow(matrix.view()), choice.k);
        let merged = (0..partition.k()).collect();
        Self { profiles, covariates, encoding, choice, projection, partition, merged }
    }

    /// Publishes each segment with the one that `merged` names for it.
    pub(super) fn merge(&mut self, merged: Vec<usize>) {
        self.merged = merged;
    }

    /// Sums over no profiles yet.
    pub(super) fn no_stats(&self) -> AudienceStats {
        AudienceStats::new(self.partition.k(), self.encoding.width())
    }

    /// What assigns rows to segments.
    pub(super) fn assigner(&self) -> SegmentAssigner<'_> {
        SegmentAssigner { segmented: self, encoder: self.encoding.bind(self.profiles) }
    }
}

/// Encodes rows and assigns them to segments.
pub(super) struct SegmentAssigner<'s> {
    segmented: &'s SegmentedAudience<'s>,
    encoder: Encoder<'s>,
}

/// Room for one row.
pub(super) struct RowBuffer {
    pub(super) encoded: Vec<f32>,
    projected: Vec<f32>,
}

impl SegmentAssigner<'_> {
    pub(super) fn buffer(&self) -> RowBuffer {
        let SegmentedAudience { encoding, projection, .. } = self.segmented;
        RowBuffer { encoded: vec![0.0; encoding.width()], projected: vec![0.0; projection.width()] }
    }

    /// The segment of a row, whose encoded columns are left in `buffer`.
    pub(super) fn segment(&self, chunk: &Chunk, row: usize, buffer: &mut RowBuffer) -> usize {
        self.encoder.write(chunk, row, &mut buffer.encoded);
        self.segmented.projection.write(&buffer.encoded, &mut buffer.projected);
        self.segmented.merged[self.segmented.partition.assign(&buffer.projected)]
    }
}
