//! Tracks: the share at every offset of the rates of one point, and how the hypotheses weigh the offsets.

use rayon::prelude::*;

use super::audience::{BASE, EncodedRows, LABEL_TILTS, QuadraturePoint};
use super::evidence::log_sum_all;
use super::hypotheses::Component;
use super::label_evidence::{LabelledRows, Rates};
use super::offsets::{OFFSETS, between_points, blurred, offset, plus};
use super::panel::PanelModel;
use crate::stats::{exp_all, log_add_all};

/// A track's mean stays this far from 0 and 1.
const EDGE: f64 = 3e-4;
/// Deviation that a point's mean residual may have, relative to the variance of a label.
const RESIDUAL_SCALE: f64 = 0.25;
/// Least variance of a label that errors are divided by.
const MIN_SPREAD: f64 = 1e-4;
/// Label tilts beyond this are further than a panel can carry: the rarer of its two classes then stands for nearly all.
const FAR_TILT: f64 = 4.0;

/// The share at every offset of the rates of one point.
pub(super) struct Track {
    /// The hidden field's point; none for the panel's own rates.
    pub(super) point: Option<usize>,
    pub(super) mean: Vec<f64>,
    pub(super) sd: Vec<f64>,
    /// Log likelihood of the labels, where there are any, and the same blurred.
    log_likelihood: Option<[Vec<f64>; 2]>,
    /// Standard deviation of the offset of everybody about the one that a hypothesis states: the error of the panel's rates,
    /// where it is not in `sd`, and its age.
    blur: f64,
}

/// The doubly robust step of a point: what it adds to the share, and the error of the panel's rates, in log odds.
struct Correction {
    shift: f64,
    error: f64,
}

/// The residual of the panel's labels, shrunk by how well it is known against how large it may be.
fn correction(point: &QuadraturePoint) -> Correction {
    let share = &point.share;
    let spread = (share.plain * (1.0 - share.plain)).max(MIN_SPREAD);
    let prior = (RESIDUAL_SCALE * spread).powi(2);
    let trust = prior / (prior + share.residual_variance + 1e-12);
    let error = (share.label_error.powi(2) + prior * (1.0 - trust)).sqrt() / spread;
    Correction { shift: trust * share.residual, error }
}

/// What tracks are made of.
pub(super) struct Tracks<'a> {
    pub(super) model: &'a PanelModel,
    pub(super) points: &'a [QuadraturePoint],
    pub(super) target_rows: &'a EncodedRows,
    pub(super) labelled: Option<&'a LabelledRows<'a>>,
    /// Standard deviation that the panel's age adds to the offset.
    pub(super) drift: f64,
}

impl Tracks<'_> {
    /// The tracks that `components` lie on.
    pub(super) fn tracks(&self, components: &[Component]) -> Vec<Track> {
        let mut points: Vec<Option<usize>> = components.iter().map(|component| component.point).collect();
        points.sort_unstable();
        points.dedup();
        points.into_par_iter().map(|point| self.track(point)).collect()
    }

    /// The track of a hidden field's point, or of the panel's own rates.
    fn track(&self, point: Option<usize>) -> Track {
        let at = &self.points[point.unwrap_or(BASE)];
        let log_odds = |rows: &EncodedRows| rows.log_odds(self.model, at.kind, 0.0, at.position);
        let Rates { mut mean, spread } = Rates::new(&log_odds(self.target_rows), &self.target_rows.counts);
        let corrections: Vec<Correction> = match point {
            None => self.points[..LABEL_TILTS.len()].iter().map(correction).collect(),
            Some(_) => vec![correction(at)],
        };
        let figure = |of: &dyn Fn(&Correction) -> f64| match point {
            None => between_points(|k| of(&corrections[k])),
            Some(_) => vec![of(&corrections[0]); OFFSETS],
        };
        let draw: Vec<f64> = spread.iter().map(|s| s / self.target_rows.total).collect();
        let Some(labelled) = self.labelled else {
            mean.iter_mut().zip(figure(&|c| c.shift)).for_each(|(p, shift)| *p = (*p + shift).clamp(EDGE, 1.0 - EDGE));
            let errors = figure(&|c| c.error);
            let sd = (0..OFFSETS).map(|k| (errors[k] * mean[k] * (1.0 - mean[k])).hypot(draw[k].sqrt())).collect();
            return Track { point, mean, sd, log_likelihood: None, blur: self.drift };
        };
        // Labels may correct the panel's rates, so their error is part of the offset.
        let error = corrections[point.map_or(BASE, |_| 0)].error;
        let log_likelihood = labelled.log_likelihood(&log_odds(labelled.rows));
        let likelihood = blurred(&log_likelihood, labelled.sampling.selection_width(self.model));
        let sd = draw.iter().map(|d| d.sqrt()).collect();
        let blur = error.hypot(self.drift);
        let of_rates = blurred(&likelihood, blur);
        Track { point, mean, sd, log_likelihood: Some([likelihood, of_rates]), blur }
    }
}

/// The posterior weights of tracks, offsets and hypotheses.
pub(super) struct Weighed {
    /// By track, the weight of each offset; all add up to 1.
    pub(super) tracks: Vec<Vec<f64>>,
    /// By hypothesis, its weight and mean tilt.
    pub(super) hypotheses: Vec<(f64, f64)>,
    /// Probability of a label tilt beyond [`FAR_TILT`].
    pub(super) far: f64,
}

impl Weighed {
    /// Multiplies the densities of `components` by the likelihoods of their `tracks`.
    pub(super) fn new(tracks: &[Track], components: &[Component], hypotheses: usize) -> Self {
        let mut out = Self { tracks: Vec::new(), hypotheses: vec![(0.0, 0.0); hypotheses], far: 0.0 };
        let mut log_weights = Vec::with_capacity(tracks.len());
        let mut of_components = Vec::with_capacity(components.len());
        for track in tracks {
            let mut density = vec![f64::NEG_INFINITY; OFFSETS];
            for component in components.iter().filter(|component| component.point == track.point) {
                log_add_all(&mut density, &component.log_density);
                let weighed = match &track.log_likelihood {
                    Some([_, of_rates]) => plus(&component.log_density, of_rates, 0.0),
                    None => component.log_density.clone(),
                };
                of_components.push((component, weighed));
            }
            let density = blurred(&density, track.blur);
            log_weights.push(match &track.log_likelihood {
                Some([likelihood, _]) => plus(&density, likelihood, 0.0),
                None => density,
            });
        }
        let total = log_sum_all(log_weights.iter());
        log_weights.iter_mut().for_each(|track| exp_all(track, total));
        out.tracks = log_weights;
        let all = log_sum_all(of_components.iter().map(|(_, weighed)| weighed));
        for (component, mut weighed) in of_components {
            exp_all(&mut weighed, all);
            out.add(component, &weighed);
        }
        for (weight, tilt) in &mut out.hypotheses {
            *tilt = if *weight > 0.0 { *tilt / *weight } else { 0.0 };
        }
        out
    }

    fn add(&mut self, component: &Component, weights: &[f64]) {
        let (weight, tilt) = &mut self.hypotheses[component.hypothesis];
        for (k, &w) in weights.iter().enumerate() {
            *weight += w;
            *tilt += w * component.tilt.unwrap_or(offset(k));
            if component.is_label && offset(k).abs() > FAR_TILT {
                self.far += w;
            }
        }
    }
}
