//! What is decided about people whose counts have noise before anything else is.

use super::request::AnalysisRequest;
use crate::disclosure::{MinCell, Noise};
use crate::profile::Profiles;
use crate::target::{BoundTarget, Target};

/// The target of the audience. Where nobody has a value that a condition accepts, nobody's membership is known by it;
/// where so few have one that their number, with noise, is a small cell, it is the same.
pub(super) fn audience_target(request: &AnalysisRequest<'_>) -> Target {
    of_people(&request.target, &request.audience.profiles, request.options.noise.as_ref(), request.options.min_cell)
}

/// The target of the panel, likewise.
pub(super) fn panel_target(request: &AnalysisRequest<'_>, panel: &Profiles) -> Target {
    of_people(&request.target, panel, request.options.panel_noise.as_ref(), request.options.min_cell)
}

fn of_people(target: &Target, profiles: &Profiles, noise: Option<&Noise>, min_cell: MinCell) -> Target {
    let Some(noise) = noise else { return target.clone() };
    let bound = BoundTarget::new(target, profiles);
    let categories = target.conditions().iter().enumerate().filter(|(_, condition)| condition.is_category());
    let is_hardly_met = |i: &usize| {
        let met = |row: &(usize, usize)| bound.condition(*i, &profiles.chunks()[row.0], row.1) == Some(1.0);
        let rows =
            profiles.chunks().iter().enumerate().flat_map(|(chunk, c)| (0..c.rows()).map(move |row| (chunk, row)));
        let count = rows.filter(met).count() as u64;
        noise.least_group(min_cell).is_small_cell(noise.count(&format!("accepted {i}"), count, u64::MAX))
    };
    let hardly_met: Vec<usize> = categories.map(|(i, _)| i).filter(is_hardly_met).collect();
    target.clone().with_unmet(hardly_met.into_iter().fold(0, |mask, i| mask | 1 << i))
}
