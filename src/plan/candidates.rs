//! From the figures of channels and the constraints to the channels on offer.

use std::borrow::Cow;

use crate::channel::{ChannelFigure, ChannelQuery, Recommendation};
use crate::reference::Catalog;

use super::bounds::{Availability, ChannelBounds};
use super::constraints::Constraints;
use super::curve::ResponseCurve;
use super::half_saturation::{Basis, HalfSaturation};
use super::program::{Amounts, ChannelTerm, HOURS, MONEY, Pool, RESOURCES};
use super::reachable::Reachable;
use super::segments::Segments;
use super::{ExcludedChannel, Exclusion, FixedAllocation, Resource};

/// Standard deviation of the logarithm of a half that the agency gives: nobody knows it exactly.
const GIVEN_LOG_SD: f64 = 0.2;
/// Part of the standard deviation of what is assumed that all channels have in common: who sets the assumptions errs in
/// one direction. Half of 1.4 is a factor of two.
const COMMON_PART: f64 = 0.5;
/// Most of a channel's users that an account's own followers may make up.
pub(super) const MAX_ORGANIC_REACH: f64 = 0.95;

/// A channel that the plan weighs.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub(super) channel: String,
    pub(super) name: String,
    /// What is published of it, where anything is.
    pub(super) figure: Option<&'a ChannelFigure>,
    pub(super) bounds: ChannelBounds,
    /// What reaches half of the channel's people, by resource; none where the resource reaches nobody.
    pub(super) half_saturations: [Option<HalfSaturation<'a>>; 2],
    pub(super) term: ChannelTerm,
    /// Draws of each pool of the term.
    pub(super) draws: Vec<PoolDraws<'a>>,
    /// The people whom the agency says that it can reach there.
    pub(super) reachable: Option<Reachable>,
}

/// What is uncertain of a pool.
#[derive(Debug, Clone)]
pub(super) struct PoolDraws<'a> {
    /// Share of each segment that is in it, draw by draw.
    pub(super) shares: Cow<'a, [f64]>,
    /// Standard deviation of the logarithm of its half-saturations.
    pub(super) log_sd: f64,
    /// The part of it that all assumptions have in common.
    pub(super) common_log_sd: f64,
}

impl Candidate<'_> {
    /// Number of people whose answers would tell its reach as exactly.
    pub(super) fn n(&self) -> f64 {
        let figure = || self.figure.map_or(0.0, |figure| figure.reach.n);
        self.reachable.as_ref().map_or_else(figure, |reachable| reachable.people.n)
    }
}

/// The channels on offer and those that are not.
#[derive(Debug, Default)]
pub(super) struct Candidates<'a> {
    pub(super) list: Vec<Candidate<'a>>,
    pub(super) excluded: Vec<ExcludedChannel>,
    /// Channels that must be kept though nothing is known of what they reach here.
    pub(super) fixed: Vec<FixedAllocation>,
}

/// Who asks for what.
#[derive(Clone, Copy)]
pub(super) struct PlanContext<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) query: &'a ChannelQuery,
    pub(super) answer: &'a Recommendation,
    pub(super) constraints: &'a Constraints,
}

impl<'a> PlanContext<'a> {
    /// The group of measures that the plan goes by: the one in which the constraints name most channels, the first of
    /// equals.
    pub(super) fn group(&self) -> Option<&'a str> {
        let named = |id: &str| {
            let of_group = self.answer.channels.iter().filter(|f| f.group == id && f.rank.is_some());
            of_group.filter(|f| self.constraints.of(&f.channel).is_some()).count()
        };
        // `max_by_key` keeps the last of equals.
        self.answer.groups.iter().rev().map(|group| group.id.as_str()).max_by_key(|id| named(id))
    }

    /// The channels that compete in a group.
    pub(super) fn ranked(&self, group: &str) -> Vec<&'a ChannelFigure> {
        self.answer.channels.iter().filter(|f| f.group == group && f.rank.is_some()).collect()
    }

    /// Whether a figure competes in the plan's group of measures.
    fn competes(figure: &ChannelFigure, group: &str) -> bool {
        figure.group == group && figure.rank.is_some()
    }

    /// Sets out the channels.
    pub(super) fn candidates(&self, group: &str, segments: &'a Segments) -> Candidates<'a> {
        let mut candidates = Candidates::default();
        for figure in &self.answer.channels {
            let is_own = self.own_reach(&figure.channel).is_some();
            if !is_own && !Self::competes(figure, group) {
                self.exclude(&mut candidates, &figure.channel, self.exclusion(figure, group));
                continue;
            }
            self.add(&mut candidates, &figure.channel, Some(figure), group, segments);
        }
        let has_figure = |id: &str| self.answer.channels.iter().any(|f| f.channel == id);
        for given in self.constraints.channels.iter().filter(|c| !has_figure(&c.channel)) {
            let id = given.channel.as_str();
            if given.own_reach.is_some() {
                self.add(&mut candidates, id, None, group, segments);
                continue;
            }
            let requested = self.query.channels.as_ref().is_none_or(|asked| asked.iter().any(|asked| asked == id));
            self.exclude(&mut candidates, id, Exclusion::NoFigures { requested });
        }
        candidates
    }

    fn add(
        &self,
        candidates: &mut Candidates<'a>,
        channel: &str,
        figure: Option<&'a ChannelFigure>,
        group: &str,
        segments: &'a Segments,
    ) {
        let bounds = ChannelBounds::new(self.catalog, self.constraints, channel);
        match bounds.availability {
            Availability::HeldAtZero => return self.exclude(candidates, channel, Exclusion::Held),
            Availability::TooLittle(k) => {
                return self.exclude(candidates, channel, self.below_threshold(&bounds, k));
            }
            Availability::Must | Availability::May => {}
        }
        let reachable = self.reachable(channel, figure, segments, segments.users(channel));
        let money = self.half_saturation_money(channel, figure, &bounds);
        let hours = self.half_saturation_hours(channel, &bounds, reachable.as_ref());
        let half_saturations = [hours, money.as_ref().ok().cloned()];
        if let (None, Err(reason)) = (&half_saturations[HOURS], money) {
            let unknown = self.constraints.is_scaled() && reachable.is_none();
            return self.exclude(candidates, channel, if unknown { Exclusion::NoOwnReach } else { reason });
        }
        let is_ranked = figure.filter(|figure| Self::competes(figure, group));
        let pools = if self.constraints.is_scaled() {
            self.scaled_pools(&half_saturations, reachable.as_ref(), is_ranked, segments)
        } else {
            is_ranked.map(|figure| self.users_pool(&half_saturations, figure, segments)).into_iter().flatten().collect()
        };
        if pools.is_empty() {
            return self.exclude(candidates, channel, Exclusion::NoOwnReach);
        }
        let (pools, draws) = pools.into_iter().unzip();
        let term =
            ChannelTerm { pools, optional: bounds.availability == Availability::May, min: bounds.min, max: bounds.max };
        let name = self.name_of(channel);
        let channel = channel.to_owned();
        candidates.list.push(Candidate { channel, name, figure, bounds, half_saturations, term, draws, reachable });
    }

    fn name_of(&self, channel: &str) -> String {
        self.catalog.channel(channel).map_or(channel, |channel| channel.name.as_str()).to_owned()
    }

    /// All users of a channel, met by posts and bought contacts alike.
    fn users_pool(
        &self,
        halves: &[Option<HalfSaturation<'a>>; 2],
        figure: &ChannelFigure,
        segments: &'a Segments,
    ) -> Option<(Pool, PoolDraws<'a>)> {
        let mut pool = self.pool(
            [halves[HOURS].as_ref(), halves[MONEY].as_ref()],
            segments.users(&figure.channel)?.into(),
            segments,
        );
        pool.0.organic_reach = self.organic_reach(figure, segments.per_adult);
        Some(pool)
    }

    /// The people whom the agency can reach, by posts and by what money does there as it says; and all users of the
    /// channel, by bought contacts.
    fn scaled_pools(
        &self,
        halves: &[Option<HalfSaturation<'a>>; 2],
        reachable: Option<&Reachable>,
        figure: Option<&ChannelFigure>,
        segments: &'a Segments,
    ) -> Vec<(Pool, PoolDraws<'a>)> {
        // What the agency says of money is of the people it can reach, where it says who they are.
        let is_bought = |half: &&HalfSaturation| reachable.is_none() || !matches!(half.basis, Basis::Given);
        let given = halves[MONEY].as_ref().filter(|half| !is_bought(half));
        let bought = halves[MONEY].as_ref().filter(is_bought);
        let own = reachable
            .map(|reachable| self.pool([halves[HOURS].as_ref(), given], reachable.shares.clone().into(), segments));
        let users = || Some(self.pool([None, Some(bought?)], segments.users(&figure?.channel)?.into(), segments));
        own.into_iter().chain(users()).filter(|(pool, _)| pool.rates.iter().any(|rate| *rate > 0.0)).collect()
    }

    /// A pool of the people of `shares`, driven by the resources whose half-saturations there are.
    fn pool(
        &self,
        halves: [Option<&HalfSaturation>; 2],
        shares: Cow<'a, [f64]>,
        segments: &Segments,
    ) -> (Pool, PoolDraws<'a>) {
        let weeks = self.constraints.effective_weeks(self.constraints.weeks());
        let known = || halves.into_iter().flatten().map(|half| &half.basis);
        let learnt =
            known().find_map(|basis| if let Basis::Learnt(learnt) = basis { Some(learnt.log_sd) } else { None });
        let all_given = known().all(|basis| matches!(basis, Basis::Given));
        let assumed = self.catalog.responses().log_sd();
        let (log_sd, common_log_sd) = match learnt {
            Some(log_sd) => (log_sd, 0.0),
            None if all_given => (GIVEN_LOG_SD, 0.0),
            None => (assumed, COMMON_PART * assumed),
        };
        let pool = Pool {
            reach: means(&shares, segments.weights.len()),
            organic_reach: 0.0,
            rates: halves.map(|half| half.map_or(0.0, |half| weeks / half.amount)),
            curve: ResponseCurve::spread(log_sd),
        };
        (pool, PoolDraws { shares, log_sd, common_log_sd })
    }

    /// Leaves a channel out, or keeps it uncounted where a minimum or a hold asks for it.
    fn exclude(&self, candidates: &mut Candidates<'a>, id: &str, reason: Exclusion) {
        let bounds = ChannelBounds::new(self.catalog, self.constraints, id);
        let name = self.name_of(id);
        if bounds.availability == Availability::Must {
            candidates.fixed.push(FixedAllocation { channel: id.to_owned(), name, amounts: bounds.min, reason });
        } else {
            candidates.excluded.push(ExcludedChannel { channel: id.to_owned(), name, reason });
        }
    }

    /// Why a channel is no candidate of the plan's group.
    fn exclusion(&self, figure: &ChannelFigure, group: &str) -> Exclusion {
        if figure.group == group {
            let related = self.ranked(group).into_iter().find(|f| self.catalog.related(&f.channel, &figure.channel));
            return Exclusion::Overlaps { with: related.map(|f| f.name.clone()) };
        }
        let title =
            |f: &ChannelFigure| self.catalog.measure(&f.measure).map_or_else(|| f.measure.clone(), |m| m.title.clone());
        let planned = self.ranked(group).first().map(|f| title(f)).unwrap_or_default();
        Exclusion::NotComparable { measure: figure.measure.clone(), title: title(figure), planned }
    }

    fn below_threshold(&self, bounds: &ChannelBounds, k: usize) -> Exclusion {
        let limits = self.constraints.limits();
        Exclusion::BelowThreshold {
            resource: if k == HOURS { Resource::Hours } else { Resource::Money },
            threshold: bounds.threshold[k],
            max: bounds.given.max()[k].unwrap_or(limits[k]).min(limits[k]),
            staffing: bounds.staffing(k),
        }
    }

    /// Adults where the agency is responsible: as given, or else those of the whole country where they are known.
    pub(super) fn people(&self) -> Option<f64> {
        let of_country = || Some(self.answer.target_people? / self.answer.target_share_of_adults);
        self.constraints.people().or_else(of_country).filter(|people| people.is_finite())
    }

    /// The part of a channel's users in the target whom the agency's account already has as followers.
    fn organic_reach(&self, figure: &ChannelFigure, per_adult: f64) -> f64 {
        let Some((followers, people)) = self.followers_in_target(&figure.channel).zip(self.people()) else {
            return 0.0;
        };
        let users = people * per_adult * figure.reach.value;
        if users > 0.0 { (followers / users).min(MAX_ORGANIC_REACH) } else { 0.0 }
    }

    /// Followers in the target, where the account is on this channel and its fit is known.
    pub(super) fn followers_in_target(&self, channel: &str) -> Option<f64> {
        let hint = self.account(channel)?;
        Some(hint.followers * hint.fit.as_ref()?.value)
    }
}

/// Mean over the draws, segment by segment.
fn means(draws: &[f64], segments: usize) -> Vec<f64> {
    let count = (draws.len() / segments).max(1) as f64;
    (0..segments).map(|s| draws.iter().skip(s).step_by(segments).sum::<f64>() / count).collect()
}

/// What the channels that are kept uncounted take.
pub(super) fn reserved(fixed: &[FixedAllocation]) -> Amounts {
    RESOURCES.map(|k| fixed.iter().map(|fixed| fixed.amounts[k]).sum())
}
