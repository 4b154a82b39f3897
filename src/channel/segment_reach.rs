//! What each channel could reach of each segment of a target: the joint draws that a plan is made from.
//!
//! The pattern over the segments comes from the reach model; the level and its uncertainty are those of the
//! recommendation, so that the segments of a draw always add up to a draw of the figure that the ranking shows.

use std::sync::Arc;

use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::prevalence::Estimate;
use crate::reference::Catalog;

use super::fit::{Projection, ReachModel};
use super::grid::{AGES, GridFractions, INCOMES, PopulationGrid, age_at, upper_ratio};
use super::kept::PublishedReach;
use super::rank::hash;
use super::reach::ReachContext;
use super::recommend::country_of_figures;
use super::target_grid::project_target;
use super::whom::{IncomeBand, SegmentBounds};
use super::{ChannelError, ChannelFigure, ChannelQuery, Recommendation};
use crate::stats::{Cholesky, logistic, logit};

/// Bands of ages and of incomes that a target is cut into at most.
const AGE_BANDS: usize = 3;
const INCOME_BANDS: usize = 2;
/// Segments with less of the target are left out.
const MIN_WEIGHT: f64 = 1e-6;
/// Keeps a covariance of nearly equal segments positive definite.
const JITTER: f64 = 1e-9;

/// What channels could reach of a target.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentReachDraws {
    /// The target's segments.
    pub segments: Vec<TargetSegment>,
    /// Number of people in the target for each adult of the population.
    pub per_adult: f64,
    /// The channels asked for, in the order asked.
    pub channels: Vec<ChannelReachDraws>,
}

/// A segment of a target: an age band by an income band.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetSegment {
    /// Its ages and household incomes.
    pub bounds: SegmentBounds,
    /// Its share of the target; all add up to 1.
    pub weight: f64,
}

/// What one channel could reach.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelReachDraws {
    /// Channel id.
    pub channel: String,
    /// Draws of the share of each segment that uses it: draw by draw, in each segment by segment.
    pub draws: Vec<f64>,
}

/// A recommendation with the models behind it.
#[derive(Debug, Clone)]
pub struct FittedRecommendation {
    /// The channels, ranked.
    pub recommendation: Arc<Recommendation>,
    /// The fitted model of each channel.
    pub(super) models: Arc<Vec<(String, PublishedReach)>>,
}

/// Draws of the reach by segment of the channels that `fitted`, the answer to `query`, has figures of.
///
/// # Errors
/// Those of [`fit_and_rank`](super::fit_and_rank), which a query that was answered does not meet.
pub fn segment_reach_draws(
    catalog: &Catalog,
    query: &ChannelQuery,
    fitted: &FittedRecommendation,
    channels: &[&str],
    draws: usize,
) -> Result<SegmentReachDraws, ChannelError> {
    let answer = &fitted.recommendation;
    let (country, borrowed) = country_of_figures(catalog, query)?;
    let context = ReachContext::new(catalog, country, answer.year_used, borrowed)
        .ok_or_else(|| ChannelError::Catalog { country: country.code.clone() })?;
    let grid_target = project_target(&query.target, &country.code, &context.income_scale)?;
    let bands_of_target = cut(&context.population, &grid_target.subpopulation);
    let segments: Vec<TargetSegment> =
        bands_of_target.iter().map(|cut| TargetSegment { bounds: cut.bounds.clone(), weight: cut.weight }).collect();
    let figures = channels.iter().filter_map(|id| answer.channels.iter().find(|figure| figure.channel == *id));
    let segment_reach = figures.map(|figure| {
        let model =
            fitted.models.iter().find(|(channel, _)| *channel == figure.channel).map(|(_, published)| &published.1);
        let pattern = Pattern::new(&context.population, model, &grid_target.subpopulation, &bands_of_target);
        ChannelReachDraws { channel: figure.channel.clone(), draws: pattern.draw(figure, draws, query.seed) }
    });
    Ok(SegmentReachDraws {
        per_adult: context.population.share(&grid_target.subpopulation) / context.population.share(&context.everyone),
        channels: segment_reach.collect(),
        segments,
    })
}

/// One segment on the grid.
struct TargetBand {
    subpopulation: GridFractions,
    bounds: SegmentBounds,
    weight: f64,
}

/// Cuts a target into bands of about equal numbers of people.
fn cut(weights: &PopulationGrid, target: &GridFractions) -> Vec<TargetBand> {
    let with_ages = |ages: Vec<f64>| GridFractions { ages, incomes: target.incomes.clone() };
    let only = |whole: &[f64], (from, to): (usize, usize)| -> Vec<f64> {
        whole.iter().enumerate().map(|(i, part)| if (from..to).contains(&i) { *part } else { 0.0 }).collect()
    };
    let ages: Vec<f64> = (0..AGES).map(|age| weights.share(&with_ages(only(&target.ages, (age, age + 1))))).collect();
    let of_income = |i: usize| GridFractions { ages: target.ages.clone(), incomes: only(&target.incomes, (i, i + 1)) };
    let incomes: Vec<f64> = (0..INCOMES).map(|i| weights.share(&of_income(i))).collect();
    let mut bands_of_target = Vec::new();
    for age_band in bands(&ages, AGE_BANDS) {
        for (i, income_band) in bands(&incomes, INCOME_BANDS).into_iter().enumerate() {
            let subpopulation =
                GridFractions { ages: only(&target.ages, age_band), incomes: only(&target.incomes, income_band) };
            let weight = weights.share(&subpopulation);
            let edge = upper_ratio(bands(&incomes, INCOME_BANDS)[0].1 - 1);
            let bounds = bounds(ages.len(), age_band, income_bounds(i, edge));
            bands_of_target.push(TargetBand { subpopulation, bounds, weight });
        }
    }
    let whole: f64 = bands_of_target.iter().map(|cut| cut.weight).sum();
    bands_of_target.iter_mut().for_each(|cut| cut.weight /= whole);
    bands_of_target.retain(|cut| cut.weight > MIN_WEIGHT);
    bands_of_target
}

/// Cells in runs of about equal mass: first cell and the one after the last.
fn bands(mass: &[f64], most: usize) -> Vec<(usize, usize)> {
    let total: f64 = mass.iter().sum();
    let first = mass.iter().position(|m| *m > 0.0).unwrap_or(0);
    let end = mass.iter().rposition(|m| *m > 0.0).map_or(mass.len(), |last| last + 1);
    let mut bands = Vec::new();
    let (mut from, mut sum) = (first, 0.0);
    for (cell, of_cell) in mass.iter().enumerate().take(end).skip(first) {
        let target = total * (bands.len() + 1) as f64 / most as f64;
        // A cell goes where its middle lies.
        if sum + 0.5 * of_cell >= target && cell > from && bands.len() + 1 < most {
            bands.push((from, cell));
            from = cell;
        }
        sum += of_cell;
    }
    bands.push((from, end));
    bands
}

fn bounds(ages: usize, (from, to): (usize, usize), income: IncomeBand) -> SegmentBounds {
    let age = |index: usize| age_at(index) as u32;
    SegmentBounds { min_age: age(from), max_age: (to < ages).then(|| age(to - 1)), income }
}

fn income_bounds(band: usize, edge: f64) -> IncomeBand {
    match band {
        _ if !edge.is_finite() => IncomeBand::All,
        0 => IncomeBand::Under(edge),
        _ => IncomeBand::From(edge),
    }
}

/// How one channel's use differs between the segments, on the logit scale.
struct Pattern {
    weights: Vec<f64>,
    /// Logits at the mode.
    logits: Vec<f64>,
    /// Factor of the covariance of the segments' distances from the target as a whole; none without a fitted model.
    factor: Option<Cholesky>,
}

impl Pattern {
    fn new(
        weights: &PopulationGrid,
        model: Option<&ReachModel>,
        target: &GridFractions,
        bands_of_target: &[TargetBand],
    ) -> Self {
        let of_segment: Vec<f64> = bands_of_target.iter().map(|cut| cut.weight).collect();
        let Some(model) = model else {
            return Self { logits: vec![0.0; of_segment.len()], weights: of_segment, factor: None };
        };
        let whole = model.project(weights, target);
        let parts: Vec<Projection> =
            bands_of_target.iter().map(|cut| model.project(weights, &cut.subpopulation)).collect();
        let factor = distance_factor(model, &whole, &parts);
        Self { weights: of_segment, logits: parts.iter().map(|part| part.logit).collect(), factor }
    }

    fn draw(&self, figure: &ChannelFigure, draws: usize, seed: u64) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ hash(&figure.channel));
        let (level, sd) = level(&figure.reach);
        let mut out = Vec::with_capacity(draws * self.logits.len());
        for _ in 0..draws {
            let whole = logistic(level + sd * rng.sample::<f64, _>(StandardNormal));
            let noise: Vec<f64> = self.logits.iter().map(|_| rng.sample(StandardNormal)).collect();
            let noise = self.factor.as_ref().map_or_else(|| vec![0.0; noise.len()], |factor| factor.times(&noise));
            let logits: Vec<f64> = self.logits.iter().zip(&noise).map(|(logit, noise)| logit + noise).collect();
            let shift = shift_to(whole, &logits, &self.weights);
            out.extend(logits.iter().map(|logit| logistic(logit + shift)));
        }
        out
    }
}

/// Factor of the covariance of the segments' distances from the target's logit.
fn distance_factor(model: &ReachModel, whole: &Projection, parts: &[Projection]) -> Option<Cholesky> {
    let with_whole: Vec<f64> = parts.iter().map(|part| model.covariance(part, whole)).collect();
    let variance = model.covariance(whole, whole);
    let size = parts.len();
    let mut matrix = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..size {
            let distance = model.covariance(&parts[i], &parts[j]) - with_whole[i] - with_whole[j] + variance;
            matrix[i * size + j] = distance + if i == j { JITTER } else { 0.0 };
        }
    }
    Cholesky::new(&matrix, size)
}

/// Mean and standard deviation of the logit that an estimated share stands for.
fn level(reach: &Estimate) -> (f64, f64) {
    let inside = |share: f64| logit(share.clamp(1e-6, 1.0 - 1e-6));
    let z = Normal::standard().inverse_cdf(0.5 + reach.level / 2.0);
    (inside(reach.value), (inside(reach.upper) - inside(reach.lower)) / (2.0 * z))
}

/// What to add to all logits so that the weighted mean share is `whole`.
fn shift_to(whole: f64, logits: &[f64], weights: &[f64]) -> f64 {
    let mut shift = 0.0;
    for _ in 0..20 {
        let (mut mean, mut slope) = (0.0, 0.0);
        for (x, weight) in logits.iter().zip(weights) {
            let share = logistic(x + shift);
            mean += weight * share;
            slope += weight * share * (1.0 - share);
        }
        // A step on the logit scale, where the mean is nearly straight.
        let step = (logit(whole) - logit(mean)) * mean * (1.0 - mean) / slope;
        shift += step;
        if step.abs() < 1e-10 {
            break;
        }
    }
    shift
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::fit_and_rank;

    fn of(country: &str, year: i32, channels: &[&str]) -> (Recommendation, SegmentReachDraws) {
        let catalog = Catalog::embedded();
        let target = catalog.target("under-middle-class-late-20s-to-40s").expect("a preset").clone();
        let query = ChannelQuery { year: Some(year), seed: 3, ..ChannelQuery::new(target, country) };
        let fitted = fit_and_rank(&catalog, &query).expect("an answer");
        let segment_reach = segment_reach_draws(&catalog, &query, &fitted, channels, 400).expect("draws");
        (Arc::unwrap_or_clone(fitted.recommendation), segment_reach)
    }

    #[test]
    fn segments_share_the_target_evenly_and_are_named() {
        let (_, segment_reach) = of("US", 2018, &["facebook"]);
        assert_eq!(segment_reach.segments.len(), AGE_BANDS * INCOME_BANDS);
        assert!((segment_reach.segments.iter().map(|s| s.weight).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(
            segment_reach.segments.iter().all(|s| (0.08..0.30).contains(&s.weight)),
            "{:?}",
            segment_reach.segments
        );
        let (first, last) = (&segment_reach.segments[0].bounds, &segment_reach.segments[5].bounds);
        assert!(first.min_age == 27 && first.max_age.is_some_and(|age| (30..40).contains(&age)), "{first:?}");
        assert!(last.max_age == Some(49) && matches!(last.income, IncomeBand::From(edge) if edge < 1.0), "{last:?}");
        assert!((0.05..0.3).contains(&segment_reach.per_adult), "{}", segment_reach.per_adult);
    }

    #[test]
    fn the_segments_of_each_draw_add_up_to_a_draw_of_the_ranking_s_figure() {
        let (answer, segment_reach) = of("US", 2018, &["youtube", "instagram"]);
        let weights: Vec<f64> = segment_reach.segments.iter().map(|s| s.weight).collect();
        for channel_draws in &segment_reach.channels {
            let figure = answer.channels.iter().find(|f| f.channel == channel_draws.channel).expect("a figure");
            let mut whole: Vec<f64> = channel_draws
                .draws
                .chunks(weights.len())
                .map(|shares| shares.iter().zip(&weights).map(|(share, weight)| share * weight).sum())
                .collect();
            whole.sort_by(f64::total_cmp);
            let at = |q: f64| whole[(q * whole.len() as f64) as usize];
            let width = figure.reach.upper - figure.reach.lower;
            for (found, reported) in
                [(at(0.5), figure.reach.value), (at(0.05), figure.reach.lower), (at(0.95), figure.reach.upper)]
            {
                assert!((found - reported).abs() < 0.15 * width, "{}: {found} {reported}", channel_draws.channel);
            }
        }
    }

    #[test]
    fn younger_segments_use_instagram_more() {
        let (_, segment_reach) = of("US", 2018, &["instagram"]);
        let segments = segment_reach.segments.len();
        let draws = &segment_reach.channels[0].draws;
        let mean = |s: usize| draws.chunks(segments).map(|d| d[s]).sum::<f64>() / (draws.len() / segments) as f64;
        assert!(mean(0) > mean(4) + 0.1, "{} {}", mean(0), mean(4));
    }

    #[test]
    fn a_single_age_or_no_limit_still_has_segments() {
        assert_eq!(bands(&[0.0, 0.3, 0.0], 3), [(1, 2)]);
        assert_eq!(bands(&[0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 3), [(0, 2), (2, 4), (4, 6)]);
        assert_eq!(bands(&[0.9, 0.05, 0.05], 2), [(0, 1), (1, 3)]);
    }
}
