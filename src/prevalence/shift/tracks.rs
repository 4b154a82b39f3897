//! Tracks: the share at every offset of the rates of one point, and how the hypotheses weigh the offsets.

use std::sync::Arc;

use rayon::prelude::*;

use super::audience::{BASE, EncodedRows, LABEL_TILTS, QuadraturePoint};
use super::evidence::{log_sum, log_sum_all};
use super::hypotheses::Component;
use super::label_evidence::{LabelledRows, Rates};
use super::offsets::{OFFSETS, between_points, blurred, offset, plus};
use super::panel::PanelModel;
use crate::stats::{exp, exp_all, log_add_all};

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
    /// Log likelihood of the labels, where there are any.
    log_likelihood: Option<Vec<f64>>,
    /// The same blurred, for the panel's own rates.
    blurred_likelihood: Option<Vec<f64>>,
    /// Standard deviation of the offset of everybody about the one that a hypothesis states: the error of the panel's rates,
    /// where it is not in `sd`, and its age.
    blur: f64,
}

/// The doubly robust step of a point: what it adds to the share, and the error of the panel's rates, in log odds.
struct DoublyRobustStep {
    shift: f64,
    error: f64,
}

/// The residual of the panel's labels, shrunk by how well it is known against how large it may be.
fn correction(point: &QuadraturePoint) -> DoublyRobustStep {
    let share = &point.share;
    let spread = (share.plain * (1.0 - share.plain)).max(MIN_SPREAD);
    let prior = (RESIDUAL_SCALE * spread).powi(2);
    let trust = prior / (prior + share.residual_variance + 1e-12);
    let error = (share.label_error.powi(2) + prior * (1.0 - trust)).sqrt() / spread;
    DoublyRobustStep { shift: trust * share.residual, error }
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
        let corrections: Vec<DoublyRobustStep> = match point {
            None => self.points[..LABEL_TILTS.len()].iter().map(correction).collect(),
            Some(_) => vec![correction(at)],
        };
        let figure = |of: &dyn Fn(&DoublyRobustStep) -> f64| match point {
            None => between_points(|k| of(&corrections[k])),
            Some(_) => vec![of(&corrections[0]); OFFSETS],
        };
        let draw: Vec<f64> = spread.iter().map(|s| s / self.target_rows.total).collect();
        let Some(labelled) = self.labelled else {
            mean.iter_mut().zip(figure(&|c| c.shift)).for_each(|(p, shift)| *p = (*p + shift).clamp(EDGE, 1.0 - EDGE));
            let errors = figure(&|c| c.error);
            let sd = (0..OFFSETS).map(|k| (errors[k] * mean[k] * (1.0 - mean[k])).hypot(draw[k].sqrt())).collect();
            return Track { point, mean, sd, log_likelihood: None, blurred_likelihood: None, blur: self.drift };
        };
        // Labels may correct the panel's rates, so their error is part of the offset.
        let error = corrections[point.map_or(BASE, |_| 0)].error;
        let log_likelihood = labelled.log_likelihood(&log_odds(labelled.rows));
        let likelihood = blurred(&log_likelihood, labelled.sampling.selection_width(self.model));
        let sd = draw.iter().map(|d| d.sqrt()).collect();
        let blur = error.hypot(self.drift);
        let blurred_likelihood = point.is_none().then(|| blurred(&likelihood, blur));
        Track { point, mean, sd, log_likelihood: Some(likelihood), blurred_likelihood, blur }
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
    /// Multiplies the densities of `components` by the likelihoods of their `tracks`; `densities` are kept for the next
    /// components on the same tracks.
    pub(super) fn new(
        tracks: &[Track],
        components: &[Component],
        hypotheses: usize,
        densities: &mut TrackDensities,
    ) -> Self {
        let mut out = Self { tracks: Vec::new(), hypotheses: vec![(0.0, 0.0); hypotheses], far: 0.0 };
        let on_tracks: Vec<Scaled> = tracks.iter().map(|track| densities.on(track, components)).collect();
        let total = log_sum(on_tracks.iter().map(|track| track.log_mass));
        out.tracks = on_tracks.iter().map(|track| track.times(exp(track.log_mass - total))).collect();
        let mut of_component = |component: &Component| {
            let track = tracks.iter().position(|track| track.point == component.point);
            match track.map(|track| (&tracks[track], &on_tracks[track])) {
                Some((Track { blurred_likelihood: Some(likelihood), .. }, _)) => {
                    Scaled::new(plus(&component.log_density, likelihood, component.log_mass))
                }
                // A hidden field's point has one component. To blur its density or the likelihood gives the same sum.
                Some((Track { log_likelihood: Some(_), .. }, on_track)) => on_track.clone(),
                _ => densities.blurred(component, 0.0),
            }
        };
        let on_components: Vec<Scaled> = components.iter().map(&mut of_component).collect();
        let total = log_sum(on_components.iter().map(|component| component.log_mass));
        for (component, density) in components.iter().zip(on_components) {
            out.add(component, &density, exp(density.log_mass - total));
        }
        for (weight, tilt) in &mut out.hypotheses {
            *tilt = if *weight > 0.0 { *tilt / *weight } else { 0.0 };
        }
        out
    }

    fn add(&mut self, component: &Component, density: &Scaled, part: f64) {
        let (weight, tilt) = &mut self.hypotheses[component.hypothesis];
        *weight += part;
        let mean = || density.parts.iter().enumerate().map(|(k, p)| p * offset(k)).sum();
        *tilt += part * component.tilt.unwrap_or_else(mean);
        if component.is_label {
            let far = density.parts.iter().enumerate().filter(|(k, _)| offset(*k).abs() > FAR_TILT);
            self.far += part * far.map(|(_, p)| p).sum::<f64>();
        }
    }
}

/// A density over the offsets whose parts add up to 1, and the logarithm of its mass.
#[derive(Clone)]
struct Scaled {
    parts: Arc<Vec<f64>>,
    log_mass: f64,
}

impl Scaled {
    fn new(mut log_density: Vec<f64>) -> Self {
        let log_mass = log_sum_all(std::iter::once(&log_density));
        // Nothing may lie on a track: its parts are all 0 then.
        exp_all(&mut log_density, if log_mass.is_finite() { log_mass } else { 0.0 });
        Self { parts: Arc::new(log_density), log_mass }
    }

    fn times(&self, factor: f64) -> Vec<f64> {
        self.parts.iter().map(|part| part * factor).collect()
    }
}

/// Densities that were made, to be used again: without labels those of hidden fields differ in nothing but their mass, and
/// another prior of the label changes none of them.
#[derive(Default)]
pub(super) struct TrackDensities {
    made: Vec<Made>,
}

struct Made {
    of: Arc<Vec<f64>>,
    blur: f64,
    /// The point of the track whose likelihood is in it.
    likelihood: Option<usize>,
    scaled: Scaled,
}

impl TrackDensities {
    /// What `components` put on a track, times its likelihood.
    fn on(&mut self, track: &Track, components: &[Component]) -> Scaled {
        let on_track: Vec<&Component> = components.iter().filter(|component| component.point == track.point).collect();
        let times_likelihood = |density: Vec<f64>| match &track.log_likelihood {
            Some(likelihood) => Scaled::new(plus(&density, likelihood, 0.0)),
            None => Scaled::new(density),
        };
        if let ([component], true) = (&on_track[..], track.point.is_some()) {
            let likelihood = track.log_likelihood.as_ref().and(track.point);
            return self.get_or_make(component, track.blur, likelihood, times_likelihood);
        }
        let mut density = vec![f64::NEG_INFINITY; OFFSETS];
        for component in on_track {
            log_add_all(&mut density, &plus(&component.log_density, &[0.0; OFFSETS], component.log_mass));
        }
        times_likelihood(blurred(&density, track.blur))
    }

    /// A component, blurred.
    fn blurred(&mut self, component: &Component, blur: f64) -> Scaled {
        self.get_or_make(component, blur, None, Scaled::new)
    }

    fn get_or_make(
        &mut self,
        component: &Component,
        blur: f64,
        likelihood: Option<usize>,
        scaled: impl FnOnce(Vec<f64>) -> Scaled,
    ) -> Scaled {
        let of = &component.log_density;
        let is_same = |made: &&Made| Arc::ptr_eq(&made.of, of) && made.blur == blur && made.likelihood == likelihood;
        let found = self.made.iter().find(is_same).map(|made| made.scaled.clone());
        let mut scaled = found.unwrap_or_else(|| {
            let scaled = scaled(blurred(of, blur));
            self.made.push(Made { of: of.clone(), blur, likelihood, scaled: scaled.clone() });
            scaled
        });
        scaled.log_mass += component.log_mass;
        scaled
    }
}
