//! What follows from the catalogue and a target alone is fitted once and shared by all who ask: the tables of a year, the
//! reach that published figures give each channel, and the ranking of given reaches.
//!
//! What an agency adds (use that was seen, results of campaigns) changes a reach before it is ranked, and the ranking is
//! kept by the reaches themselves: whoever ranks others gets another ranking.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::fit::ReachModel;
use super::grid::{IncomeScale, PopulationGrid};
use super::rank::{RankInput, RankedChannel};
use super::reach::{Reach, ReachContext};
use super::segment_reach::FittedRecommendation;
use super::select::Selected;
use super::target_grid::TargetOnGrid;
use super::volatility::Volatility;
use super::{AudienceHint, ChannelError, ChannelQuery};
use crate::cache::{Cache, CacheCounts, Key, KeyParts};
use crate::reference::Catalog;

/// Tables of a country and year, of about 30 kB each.
const TABLES: usize = 128;
/// Channels fitted to a target, of about 20 kB each: those of about a hundred targets.
const REACHES: usize = 1024;
/// Rankings, of about 10 kB each.
const RANKINGS: usize = 512;
/// Whole recommendations, of about 30 kB each, and as much with what is made of them.
const RECOMMENDATIONS: usize = 128;

/// The income scale and population of a country and year.
pub(super) type Tables = (Arc<IncomeScale>, Arc<PopulationGrid>);
/// The reach of one channel by its published figures, with the model behind it.
pub(super) type PublishedReach = Arc<(Reach, ReachModel)>;

/// What is kept beside a catalogue.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) tables: Cache<Option<Tables>>,
    pub(super) volatilities: Cache<Volatility>,
    pub(super) reaches: Cache<Option<PublishedReach>>,
    pub(super) rankings: Cache<Arc<Vec<RankedChannel>>>,
    pub(super) recommendations: Cache<Result<FittedRecommendation, ChannelError>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            tables: Cache::new(TABLES, |_| 1),
            volatilities: Cache::new(TABLES, |_| 1),
            reaches: Cache::new(REACHES, |_| 1),
            rankings: Cache::new(RANKINGS, |_| 1),
            recommendations: Cache::new(RECOMMENDATIONS, |_| 1),
        }
    }
}

/// How what is kept beside a catalogue is used, by name.
pub fn cache_counts(catalog: &Catalog) -> [(&'static str, CacheCounts); 4] {
    let kept = catalog.derived::<Kept>();
    [
        ("tables", kept.tables.counts()),
        ("reach", kept.reaches.counts()),
        ("ranking", kept.rankings.counts()),
        ("fitted", kept.recommendations.counts()),
    ]
}

/// All that a recommendation depends on beside the catalogue. What is known of the followers of an account enters only where
/// its channel or their use of channels is known.
pub(super) fn key_of_recommendation(query: &ChannelQuery) -> Key {
    let is_used = |hint: &&AudienceHint| hint.account_channel.is_some() || !hint.observed.is_empty();
    let ChannelQuery {
        target,
        country,
        year,
        channels,
        measure,
        donor_country,
        level,
        seed,
        audience,
        costs,
        learning,
    } = query;
    KeyParts::default()
        .with(&(target, country, year, channels, measure, donor_country))
        .with_numbers(&[*level])
        .with(&(seed, audience.as_ref().filter(is_used), costs, learning))
        .key()
}

pub(super) fn key_of_tables(country: &str, year: i32) -> Key {
    KeyParts::default().with(&(country, year)).key()
}

pub(super) fn key_of_volatility(country: &str, years: &RangeInclusive<i32>) -> Key {
    KeyParts::default().with(&(country, years.start(), years.end())).key()
}

/// All that a published reach depends on beside the catalogue: the figures of a channel are those of its measure, or of
/// its ceiling's, near the year.
pub(super) fn key_of_reach(
    context: &ReachContext,
    selected: &Selected,
    grid_target: &TargetOnGrid,
    other_measure: bool,
) -> Key {
    let ceiling = selected.ceiling.as_ref().map(|ceiling| ceiling.measure.id.as_str());
    KeyParts::default()
        .with(&(context.country.code.as_str(), context.year, context.borrowed))
        .with(&(selected.channel, selected.measure.id.as_str(), ceiling, other_measure))
        .with(&(grid_target.limits_age, grid_target.limits_income))
        .with_numbers(&grid_target.subpopulation.ages)
        .with_numbers(&grid_target.subpopulation.incomes)
        .key()
}

pub(super) fn key_of_ranking(entries: &[RankInput], level: f64, seed: u64) -> Key {
    let mut parts = KeyParts::default().with(&seed).with_numbers(&[level]);
    for RankInput { channel, reach, competes } in entries {
        let Reach { target, everyone, target_sd, everyone_sd, correlation, n, updates: _ } = reach;
        parts = parts.with(&(channel, competes)).with_numbers(&[
            *target,
            *everyone,
            *target_sd,
            *everyone_sd,
            *correlation,
            *n,
        ]);
    }
    parts.key()
}
