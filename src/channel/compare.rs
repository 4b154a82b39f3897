//! The channels of one group of measures, compared.

use std::sync::Arc;

use crate::reference::Catalog;

use super::account::{self, TargetPopulation};
use super::kept::{Kept, PublishedReach, key_of_ranking};
use super::learn::{Arm, CampaignPosterior, CampaignPosteriors, next_experiment};
use super::rank::{RankInput, RankedChannel, rank};
use super::reach::{ReachContext, published, reach_of};
use super::reason::{Reason, ReasonInputs};
use super::select::{Group, Selected};
use super::target_grid::TargetOnGrid;
use super::{
    AccountReach, CeilingFigure, ChannelFigure, ChannelQuery, ChannelWarning, MeasureGroup, NextExperiment,
    ObservedUpdate, PairwiseWin, Recommendation, Stance,
};

/// How a ceiling's share was reached.
const CEILING: &str = "additive logit on the published margins of an upper bound";

/// What every group is compared under.
pub(super) struct Comparison<'a> {
    pub(super) context: &'a ReachContext<'a>,
    pub(super) grid_target: &'a TargetOnGrid,
    pub(super) target_population: TargetPopulation,
    pub(super) query: &'a ChannelQuery,
    /// What the results of campaigns teach.
    pub(super) posteriors: Option<CampaignPosteriors>,
}

impl Comparison<'_> {
    /// Ranks the channels of a group and adds them to the answer, and their models to the others.
    pub(super) fn add(&self, group: &Group, answer: &mut Recommendation, models: &mut Vec<(String, PublishedReach)>) {
        let measures = measures_of(group);
        let mut fitted = Vec::with_capacity(group.selected.len());
        let mut entries = Vec::with_capacity(group.selected.len());
        let mut posteriors = Vec::new();
        for selected in &group.selected {
            let other_measure = self.is_other(selected, &measures);
            let Some((mut reach, published)) = reach_of(self.context, selected, self.grid_target, other_measure) else {
                answer.warnings.push(ChannelWarning::NotFitted(selected.channel.to_owned()));
                continue;
            };
            models.push((selected.channel.to_owned(), published));
            posteriors.extend(self.posteriors.as_ref().map(|all| all.update(selected.channel, &mut reach)));
            let competes = competes(self.context.catalog, group, selected.channel);
            entries.push(RankInput { channel: selected.channel, reach, competes });
            fitted.push(selected);
        }
        let places = self.rank(&entries);
        let ranked: Vec<&str> = places.iter().filter(|p| p.rank.is_some()).map(|p| entries[p.entry].channel).collect();
        for place in places.iter() {
            let mut figure = self.figure(group, &measures, fitted[place.entry], place, &entries, &ranked);
            figure.learned = posteriors.get(place.entry).and_then(|posterior| posterior.learned.clone());
            answer.channels.push(figure);
        }
        if answer.next_experiment.is_none() {
            answer.next_experiment = self.next_experiment(&places, &entries, &posteriors);
        }
        answer.groups.push(MeasureGroup {
            id: group.id.to_owned(),
            measures: measures.into_iter().map(str::to_owned).collect(),
            channels: ranked.into_iter().map(str::to_owned).collect(),
        });
    }

    fn rank(&self, entries: &[RankInput]) -> Arc<Vec<RankedChannel>> {
        let (level, seed) = (self.query.level, self.query.seed);
        let ranked = || Arc::new(rank(entries, level, seed));
        self.context.catalog.derived::<Kept>().rankings.get_or_make(key_of_ranking(entries, level, seed), ranked)
    }

    /// What to try among the contenders of a group.
    fn next_experiment(
        &self,
        places: &[RankedChannel],
        entries: &[RankInput],
        posteriors: &[CampaignPosterior],
    ) -> Option<NextExperiment> {
        let learning = self.query.learning.as_ref()?;
        let contenders = places.iter().filter(|place| place.rank.is_some());
        let arm = |place: &RankedChannel| {
            let channel = entries[place.entry].channel;
            Some(Arm { channel, posterior: posteriors.get(place.entry)? })
        };
        let arms: Vec<Arm> = contenders.filter_map(arm).collect();
        next_experiment(&arms, learning.exploration, self.query.seed)
    }

    /// Whether a channel's measure is not its group's first.
    fn is_other(&self, selected: &Selected, measures: &[&str]) -> bool {
        measures.first() != Some(&selected.measure.id.as_str())
    }

    fn figure(
        &self,
        group: &Group,
        measures: &[&str],
        selected: &Selected,
        place: &RankedChannel,
        entries: &[RankInput],
        ranked: &[&str],
    ) -> ChannelFigure {
        let catalog = self.context.catalog;
        let channel = catalog.channel(selected.channel);
        let id_of = |i: &usize| entries[*i].channel.to_owned();
        let account = self.account(selected, place);
        let misses = account.as_ref().is_some_and(AccountReach::misses);
        let stance = if misses && place.stance == Stance::Favour { Stance::Keep } else { place.stance };
        let cost = self.query.costs.iter().find(|cost| cost.channel == selected.channel);
        let mut figure = ChannelFigure {
            channel: selected.channel.to_owned(),
            name: name_of(catalog, selected.channel).to_owned(),
            parent: channel.and_then(|channel| channel.parent.clone()),
            measure: selected.measure.id.clone(),
            group: group.id.to_owned(),
            reach: place.reach.clone(),
            reach_everyone: place.everyone.clone(),
            lift: place.lift.clone(),
            p_best: place.p_best,
            rank: place.rank,
            tied_with: place.tied_with.iter().map(id_of).collect(),
            pairwise: place.pairwise.iter().map(|(i, p)| PairwiseWin { channel: id_of(i), probability: *p }).collect(),
            stance,
            reasons: Vec::new(),
            sources: sources_of(selected),
            borrowed: self.context.borrowed,
            ceiling: self.ceiling(selected, self.is_other(selected, measures)),
            observed: entries[place.entry].reach.updates.iter().map(ObservedUpdate::from).collect(),
            potential_people: account::potential(&place.reach, self.target_population),
            account,
            cost: cost.map(|cost| account::cost(cost, &place.lift, self.target_population)),
            learned: None,
        };
        figure.reasons = self.reasons(&figure, selected, place, ranked);
        if self.is_other(selected, measures) {
            figure.reasons.push(Reason::OtherMeasure(selected.measure.title.clone()));
        }
        figure
    }

    fn reasons(
        &self,
        figure: &ChannelFigure,
        selected: &Selected,
        place: &RankedChannel,
        ranked: &[&str],
    ) -> Vec<Reason> {
        let catalog = self.context.catalog;
        // The leader is measured against the runner-up, everyone else against the leader.
        let leader = if place.rank == Some(1) { ranked.get(1) } else { ranked.first() };
        let leader = leader.filter(|_| ranked.len() > 1 || place.rank.is_none());
        let inputs = ReasonInputs {
            catalog,
            selected,
            grid_target: self.grid_target,
            ranked: place,
            leader: leader.map(|id| name_of(catalog, id)),
            tied: figure.tied_with.iter().map(|id| name_of(catalog, id).to_owned()).collect(),
            year: self.context.year,
        };
        inputs.reasons(figure)
    }

    fn account(&self, selected: &Selected, place: &RankedChannel) -> Option<AccountReach> {
        let hint = self.query.audience.as_ref().filter(|h| h.account_channel.as_deref() == Some(selected.channel))?;
        account::account_reach(hint, self.grid_target, &place.lift, self.target_population)
    }

    /// The upper bound itself, as it stands.
    fn ceiling(&self, selected: &Selected, other_measure: bool) -> Option<CeilingFigure> {
        let ceiling = selected.ceiling.as_ref()?;
        let bound = published(self.context, selected, self.grid_target, other_measure)?;
        let reach = account::share_of(&bound.0, self.query.level, CEILING);
        Some(CeilingFigure { measure: ceiling.measure.id.clone(), reach })
    }
}

fn name_of<'a>(catalog: &'a Catalog, id: &'a str) -> &'a str {
    catalog.channel(id).map_or(id, |channel| channel.name.as_str())
}

/// Whether a channel enters a ranking. Of a channel and those inside it only one side does: the channels inside where
/// the group has two or more of them, otherwise the channel that contains them.
fn competes(catalog: &Catalog, group: &Group, channel: &str) -> bool {
    let inside = |outer: &str| group.selected.iter().filter(|s| catalog.contains(outer, s.channel)).count();
    let is_only_part = group.selected.iter().any(|s| catalog.contains(s.channel, channel) && inside(s.channel) == 1);
    inside(channel) < 2 && !is_only_part
}

/// The measures of a group, the one of most channels first.
fn measures_of<'a>(group: &Group<'a>) -> Vec<&'a str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for selected in &group.selected {
        match counts.iter_mut().find(|(id, _)| *id == selected.measure.id) {
            Some((_, count)) => *count += 1,
            None => counts.push((&selected.measure.id, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(id, _)| id).collect()
}

fn sources_of(selected: &Selected) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for prior in selected.priors.iter().chain(selected.ceiling.iter().map(|ceiling| &ceiling.overlap)) {
        if !sources.contains(&prior.source) {
            sources.push(prior.source.clone());
        }
    }
    sources
}
