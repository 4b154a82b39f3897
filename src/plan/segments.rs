//! The segments that a plan is solved over: those of the target, in each place.

use crate::channel::SegmentReachDraws;

use super::own_reach::Place;

/// Segments of the target by place.
#[derive(Debug, Clone)]
pub(super) struct Segments {
    /// Share of the target in each; adds up to 1. Place by place, in each the target's segments.
    pub(super) weights: Vec<f64>,
    /// Number of people in the target for each adult.
    pub(super) per_adult: f64,
    /// Segments of the target in one place.
    pub(super) in_a_place: usize,
    /// Draws of the users of each channel by segment, draw by draw.
    users: Vec<(String, Vec<f64>)>,
}

impl Segments {
    /// The target is taken to be spread over the places as the adults are.
    pub(super) fn new(draws: &SegmentReachDraws, places: &[Place]) -> Self {
        let in_a_place = draws.segments.len();
        let all: f64 = places.iter().map(|place| place.people).sum();
        let parts: Vec<f64> =
            if places.is_empty() { vec![1.0] } else { places.iter().map(|place| place.people / all).collect() };
        let of_place = |part: &f64| draws.segments.iter().map(|s| s.weight * part).collect::<Vec<_>>();
        let repeated = |draws: &[f64]| draws.chunks(in_a_place).flat_map(|draw| draw.repeat(parts.len())).collect();
        Self {
            weights: parts.iter().flat_map(of_place).collect(),
            per_adult: draws.per_adult,
            in_a_place,
            users: draws.channels.iter().map(|c| (c.channel.clone(), repeated(&c.draws))).collect(),
        }
    }

    /// Position of the place of a segment.
    pub(super) fn place_of(&self, segment: usize) -> usize {
        segment / self.in_a_place
    }

    /// Draws of the users of a channel by segment, draw by draw; `None` where no figures are published.
    pub(super) fn users(&self, channel: &str) -> Option<&[f64]> {
        self.users.iter().find(|(id, _)| id == channel).map(|(_, draws)| draws.as_slice())
    }
}
