//! What a recommendation assumes, and what a reader should know before relying on it.

use serde::{Deserialize, Serialize};

use crate::reference::{Confidence, Margin, Measure, Prior};

use super::reach::ReachContext;
use super::reason::{Assumption, Breakdown, is_stale};
use super::select::{Group, NEAR_GAP, Selected};
use super::target_grid::TargetOnGrid;
use super::whom::{TargetGroup, UsePhrase};
use super::{Among, ChannelQuery};
use crate::warning_code::WarningCode;

/// A caveat of a recommendation. Channels are listed by id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ChannelWarning {
    /// Another country's figures, population and incomes stand in.
    DonorCountry {
        /// Country asked for.
        country: String,
        /// Name of the other country.
        donor: String,
    },
    /// Conditions that no published figure covers.
    IgnoredConditions {
        /// The conditions.
        conditions: Vec<String>,
        /// The target without them.
        target: TargetGroup,
    },
    /// The target limits neither age nor income.
    NoDemographicLimit,
    /// The nearest figures of these channels are old.
    StaleFigures {
        /// Year asked for.
        year: i32,
        /// The channels.
        channels: Vec<String>,
    },
    /// These channels have no figures by a breakdown that the target needs.
    NoBreakdown(Breakdown, Vec<String>),
    /// The figures of this channel cannot be fitted.
    NotFitted(String),
    /// Channels are ranked within each of these groups of measures alone.
    SeveralMeasures(Vec<String>),
    /// The nearest median income is of this year.
    MedianOfOtherYear(i32),
    /// The source of the median is to be verified.
    UnverifiedMedian(String),
    /// Channels asked for that have no figure near the year.
    NoFigures {
        /// Year asked for.
        year: i32,
        /// The channels.
        channels: Vec<String>,
    },
    /// The account's channel has no figure.
    AccountChannelWithoutFigures {
        /// The channel.
        channel: String,
        /// People of the target that the account reaches.
        people: f64,
    },
    /// Use of these channels was observed, but there is no published figure for it to correct.
    NoReferenceData(Vec<String>),
    /// A channel without a figure of its own is drawn from an upper bound.
    DrawnFromCeiling {
        /// The channel.
        channel: String,
        /// What people counted by the bound do.
        phrase: UsePhrase,
        /// Source of the bound.
        source: String,
    },
    /// Of a channel without a figure only an upper bound is known.
    CeilingOnly {
        /// The channel.
        channel: String,
        /// The bound.
        share: f64,
        /// What people counted by the bound do.
        phrase: UsePhrase,
        /// Source of the bound.
        source: String,
    },
}

impl ChannelWarning {
    /// Its code, for programs.
    pub fn code(&self) -> WarningCode {
        match self {
            Self::DonorCountry { .. } => WarningCode::Borrowed,
            Self::IgnoredConditions { .. } => WarningCode::IgnoredCondition,
            Self::NoDemographicLimit => WarningCode::NoDemographicLimit,
            Self::StaleFigures { .. } => WarningCode::StaleFigures,
            Self::NoBreakdown(Breakdown::Income, _) => WarningCode::NoFiguresByIncome,
            Self::NoBreakdown(..) => WarningCode::NoFiguresByAge,
            Self::NotFitted(_) => WarningCode::NotFitted,
            Self::SeveralMeasures(_) => WarningCode::SeveralMeasures,
            Self::MedianOfOtherYear(_) => WarningCode::MedianOfOtherYear,
            Self::UnverifiedMedian(_) => WarningCode::UnverifiedMedian,
            Self::NoFigures { .. } => WarningCode::NoFigures,
            Self::AccountChannelWithoutFigures { .. } => WarningCode::AccountChannelWithoutFigures,
            Self::NoReferenceData(_) => WarningCode::NoReferenceData,
            Self::DrawnFromCeiling { .. } | Self::CeilingOnly { .. } => WarningCode::CeilingOnly,
        }
    }
}

/// What the answer rests on without evidence.
pub(super) fn assumptions(context: &ReachContext, grid_target: &TargetOnGrid) -> Vec<Assumption> {
    let mut assumptions = Vec::new();
    if grid_target.limits_age && grid_target.limits_income {
        assumptions.push(Assumption::AdditiveEffects);
    }
    if grid_target.limits_income {
        assumptions.extend(context.income_scale.median().cloned().map(Assumption::HouseholdIncome));
        let population = context.catalog.population(&context.country.code, context.year);
        if population.is_some_and(|table| table.cells.iter().any(|cell| cell.income.is_none())) {
            let (log_sd, source) = (context.country.income_log_sd, context.country.income_source.clone());
            assumptions.push(Assumption::EqualIncomeSpread { log_sd, source });
        }
    }
    // How people whose use was observed are taken.
    let observations = &context.observations;
    if observations.among(Among::Followers) {
        assumptions.push(Assumption::SelectedFollowers);
    }
    let uninformative = owned(observations.uninformative(context.catalog));
    if !uninformative.is_empty() {
        assumptions.push(Assumption::UninformativeUse(uninformative));
    }
    if observations.among(Among::Panel) {
        assumptions.push(Assumption::PanelBias);
    }
    assumptions
}

fn owned(ids: Vec<&str>) -> Vec<String> {
    ids.into_iter().map(str::to_owned).collect()
}

/// The caveats of a context and of the figures selected in it.
pub(super) fn of_context(
    context: &ReachContext,
    grid_target: &TargetOnGrid,
    groups: &[Group],
    query: &ChannelQuery,
) -> Vec<ChannelWarning> {
    let mut warnings = Vec::new();
    if context.borrowed {
        let (country, donor) = (query.country.clone(), context.country.name.clone());
        warnings.push(ChannelWarning::DonorCountry { country, donor });
    }
    if !grid_target.ignored.is_empty() {
        let (conditions, target) = (grid_target.ignored.clone(), grid_target.group.clone());
        warnings.push(ChannelWarning::IgnoredConditions { conditions, target });
    }
    if !grid_target.limits_age && !grid_target.limits_income {
        warnings.push(ChannelWarning::NoDemographicLimit);
    }
    let selected: Vec<&Selected> = groups.iter().flat_map(|group| &group.selected).collect();
    let listed = |keep: &dyn Fn(&Selected) -> bool| -> Option<Vec<String>> {
        let ids = owned(selected.iter().filter(|s| keep(s)).map(|s| s.channel).collect());
        (!ids.is_empty()).then_some(ids)
    };
    if let Some(channels) = listed(&|s| is_stale(s.nearest_gap(context.year))) {
        warnings.push(ChannelWarning::StaleFigures { year: context.year, channels });
    }
    let has = |s: &Selected, dimension: &str| s.priors.iter().any(|p| p.margin.dimension() == dimension);
    if let Some(ids) = listed(&|s| grid_target.limits_income && !has(s, "income")) {
        warnings.push(ChannelWarning::NoBreakdown(Breakdown::Income, ids));
    }
    if let Some(ids) = listed(&|s| grid_target.limits_age && !has(s, "age")) {
        warnings.push(ChannelWarning::NoBreakdown(Breakdown::Age, ids));
    }
    if groups.len() > 1 {
        warnings.push(ChannelWarning::SeveralMeasures(owned(groups.iter().map(|group| group.id).collect())));
    }
    warnings.extend(context.income_scale.median().filter(|_| grid_target.limits_income).into_iter().flat_map(
        |median| {
            let unverified =
                |id: &str| context.catalog.source(id).is_some_and(|s| s.confidence == Confidence::Unverified);
            let is_old = is_stale((median.year - context.year).abs());
            let old = is_old.then_some(ChannelWarning::MedianOfOtherYear(median.year));
            let unchecked = unverified(&median.source).then(|| ChannelWarning::UnverifiedMedian(median.source.clone()));
            old.into_iter().chain(unchecked)
        },
    ));
    warnings.extend(missing(context, &selected, query));
    warnings.extend(account_elsewhere(&selected, query));
    warnings.extend(observed_elsewhere(&selected, query));
    warnings.extend(ceilings(context, &selected, groups, query));
    warnings
}

/// Channels that were asked for by name and have no figure.
fn missing(context: &ReachContext, selected: &[&Selected], query: &ChannelQuery) -> Option<ChannelWarning> {
    let asked = query.channels.iter().flatten();
    let ids = asked.map(String::as_str).filter(|id| !selected.iter().any(|s| s.channel == *id)).collect();
    let channels = owned(ids);
    (!channels.is_empty()).then_some(ChannelWarning::NoFigures { year: context.year, channels })
}

/// An account on a channel that is not among the answers.
fn account_elsewhere(selected: &[&Selected], query: &ChannelQuery) -> Option<ChannelWarning> {
    let hint = query.audience.as_ref()?;
    let is_asked = |id: &str| query.channels.as_ref().is_none_or(|ids| ids.iter().any(|asked| asked == id));
    let is_answered = |id: &str| selected.iter().any(|s| s.channel == id);
    let account = hint.account_channel.as_deref().filter(|id| is_asked(id) && !is_answered(id))?;
    let people = hint.fit.as_ref()?.value * hint.followers;
    Some(ChannelWarning::AccountChannelWithoutFigures { channel: account.to_owned(), people })
}

/// Observed use of channels without a published figure, which there is nothing to correct.
fn observed_elsewhere(selected: &[&Selected], query: &ChannelQuery) -> Option<ChannelWarning> {
    let is_answered = |id: &str| selected.iter().any(|s| s.channel == id);
    let observed = query.audience.iter().flat_map(|hint| &hint.observed).map(|seen| seen.channel.as_str());
    let mut ids: Vec<&str> = observed.filter(|id| !is_answered(id)).collect();
    ids.sort_unstable();
    ids.dedup();
    (query.channels.is_none() && !ids.is_empty()).then(|| ChannelWarning::NoReferenceData(owned(ids)))
}

/// Upper bounds of channels without a figure of their own.
fn ceilings(
    context: &ReachContext,
    selected: &[&Selected],
    groups: &[Group],
    query: &ChannelQuery,
) -> Vec<ChannelWarning> {
    let is_asked = |id: &str| query.channels.as_ref().is_none_or(|ids| ids.iter().any(|asked| asked == id));
    let has_figure = |id: &str| selected.iter().any(|s| s.channel == id);
    let group_of = |id: &str| context.catalog.measure(id).map(|m| m.group.as_str());
    let bounds_a_group = |m: &Measure| {
        m.ceiling_of.as_deref().and_then(group_of).is_some_and(|id| groups.iter().any(|group| group.id == id))
    };
    let bound = |p: &&Prior| {
        p.margin == Margin::Total
            && (p.year - context.year).abs() <= NEAR_GAP
            && context.catalog.measure(&p.measure).is_some_and(bounds_a_group)
    };
    let channels = context.catalog.channels().iter().map(|channel| channel.id.as_str());
    let nearest = |id: &str| {
        let priors = context.catalog.priors(&context.country.code, None).filter(bound).filter(|p| p.channel == id);
        priors.min_by_key(|p| ((p.year - context.year).abs(), p.year))
    };
    let cited = |p: &Prior| context.catalog.source(&p.source).map(|source| source.cited()).unwrap_or_default();
    let name = |id: &str| context.catalog.channel(id).map_or_else(|| id.to_owned(), |channel| channel.name.clone());
    let drawn = selected.iter().filter_map(|s| {
        let (ceiling, nearest) = (s.ceiling.as_ref()?, s.priors.first()?);
        let channel = s.channel.to_owned();
        let phrase = UsePhrase { pattern: ceiling.measure.phrase.clone(), channel: name(&channel) };
        Some(ChannelWarning::DrawnFromCeiling { channel, phrase, source: cited(nearest) })
    });
    let bound = |id: &str, p: &Prior| ChannelWarning::CeilingOnly {
        channel: id.to_owned(),
        share: p.share,
        phrase: UsePhrase {
            pattern: context.catalog.measure(&p.measure).map_or_else(String::new, |m| m.phrase.clone()),
            channel: name(id),
        },
        source: cited(p),
    };
    let bare = channels.filter(|id| is_asked(id) && !has_figure(id));
    drawn.chain(bare.filter_map(|id| nearest(id).map(|prior| bound(id, prior)))).collect()
}
