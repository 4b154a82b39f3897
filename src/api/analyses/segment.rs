//! Segments in the contract.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analysis::Segment;
use crate::api::contract::figure::{EstimateBody, rounded, rounded_if_any};
use crate::disclosure::MinCell;
use crate::report::messages::Messages;
use crate::report::segments::{segment_name, trait_words};
use crate::segments::NumberBasis;

/// One segment of an audience.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Segment)]
pub struct SegmentBody {
    /// A letter, A for the largest.
    pub id: String,
    /// What sets it apart, in a few words.
    pub name: String,
    /// Profiles in it.
    pub count: u64,
    /// Its share of the audience.
    #[serde(serialize_with = "rounded")]
    pub share: f64,
    /// Share of members in it; null where the fit is not identified or withheld.
    pub fit: Option<EstimateBody>,
    /// How well it is found again in half of the audience, 0 to 1 (mean Jaccard similarity): stable from 0.75, unstable
    /// under 0.6; null where there is one segment, or where it was merged with one that is too small to publish.
    #[serde(serialize_with = "rounded_if_any")]
    pub stability: Option<f64>,
    /// What sets it apart, most telling first.
    pub traits: Vec<TraitBody>,
}

/// What the number of segments says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Segmentation)]
pub struct SegmentationBody {
    /// How far the data show it.
    pub basis: NumberBasis,
    /// In plain words.
    pub summary: String,
}

/// The segment of one profile.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assignment)]
pub struct AssignmentBody {
    /// Number of the row, from 1.
    pub row: u64,
    /// Id of its segment.
    pub segment: char,
}

/// One trait of a segment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trait)]
pub struct TraitBody {
    /// The covariate.
    pub covariate: String,
    /// The level, for a category.
    pub level: Option<String>,
    /// Mean or share in the segment.
    #[serde(serialize_with = "rounded")]
    pub segment: f64,
    /// Mean or share in the audience.
    #[serde(serialize_with = "rounded")]
    pub everyone: f64,
    /// Difference in standard deviations.
    #[serde(serialize_with = "rounded")]
    pub difference: f64,
    /// In plain words.
    pub summary: String,
}

impl SegmentBody {
    /// The segment with its sentences in a language.
    pub(crate) fn new(s: &Segment, messages: &Messages, min_cell: MinCell) -> Self {
        let traits = s.traits.iter().map(|t| TraitBody {
            covariate: t.covariate.clone(),
            level: t.level.clone(),
            segment: t.segment,
            everyone: t.everyone,
            difference: t.difference,
            summary: trait_words(messages, t, min_cell),
        });
        Self {
            id: s.id.clone(),
            name: segment_name(messages, s, min_cell),
            count: s.count,
            share: s.share,
            fit: s.fit.as_ref().map(EstimateBody::from),
            stability: s.stability,
            traits: traits.collect(),
        }
    }
}
