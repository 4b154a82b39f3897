//! Why a channel is where it is, and what the answer assumes: codes and numbers, whose sentences `report` makes.

use serde::{Deserialize, Serialize};

use crate::reference::{Catalog, Margin, Prior};
use crate::target::MedianIncome;

use super::prior::STALE_YEARS;
use super::rank::RankedChannel;
use super::select::Selected;
use super::target_grid::TargetOnGrid;
use super::whom::{TargetGroup, UsePhrase};
use super::{ChannelFigure, Stance};

/// Years from the asked year within which a share of a group is cited.
const GROUP_FIGURE_YEARS: i32 = 3;

/// Why a channel is where it is. The figures that a reason speaks of are those of its [`ChannelFigure`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reason {
    /// Its reach and lift.
    Reach {
        /// The target, as far as it entered.
        target: TargetGroup,
        /// What people counted by the measure do.
        phrase: UsePhrase,
        /// The nearest source; none where the reach is drawn from an upper bound.
        source: Option<String>,
        /// The year that figures of another year were projected to.
        projected_to: Option<i32>,
    },
    /// The upper bound that its reach is drawn from.
    Ceiling {
        /// What people counted by the bound do.
        phrase: UsePhrase,
        /// Source of the bound.
        source: String,
        /// Source that asked about both.
        overlap: String,
    },
    /// How many people of the target use it.
    PotentialReach,
    /// What the agency's account brings.
    PresentReach,
    /// The account's fit beside that of the channel's users.
    ExpectedFit,
    /// What a reached person of the target costs.
    Cost,
    /// The use observed among followers or a panel, by its position in the figure's list.
    Observed(usize),
    /// What its stance follows from.
    Stance(StanceReason),
    /// It and a ranked channel contain one another, so that it is not ranked.
    Unranked,
    /// The channels that it cannot be distinguished from, by name.
    Tied(Vec<String>),
    /// The sources used, each with the breakdowns it gives.
    Evidence(Vec<(String, Vec<Breakdown>)>),
    /// What a source of another wording asked about.
    AskedAs {
        /// Year of the source.
        year: i32,
        /// What it asked about.
        wording: String,
    },
    /// Nothing by this breakdown was published.
    NoBreakdown(Breakdown),
    /// Published shares of groups that are neither ages nor incomes, which cannot enter.
    Groups {
        /// The groups with their shares.
        shares: Vec<(String, f64)>,
        /// What people counted by the measure do.
        phrase: UsePhrase,
        /// What the source asked about, where its wording differs.
        wording: Option<String>,
        /// The source.
        source: String,
    },
    /// Its measure, of this title, is not the one of most channels of its group.
    OtherMeasure(String),
}

/// What a stance follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StanceReason {
    /// The channel would be favoured, but the account's followers match less often than its users.
    AccountMisses,
    /// It has the highest reach; the name of the next.
    Leader(String),
    /// The probability that it has three quarters or more of the best reach.
    NearBest(f64),
    /// The probability that it has less than a third of the best reach.
    FarBelowBest(f64),
    /// There is no comparable channel.
    NoComparison,
    /// Neither near the best reach nor clearly far below it; the name of the best.
    Between(String),
}

/// How a source breaks a share down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Breakdown {
    /// Everyone.
    Total,
    /// Every age band.
    Age,
    /// Some age bands.
    SomeAges,
    /// Every income band.
    Income,
    /// Some income bands.
    SomeIncomes,
    /// Other groups.
    Group,
}

/// What a recommendation rests on without evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Assumption {
    /// Age and income act on use independently, on the logit scale.
    AdditiveEffects,
    /// Published figures are by household income, and limits are measured against this median.
    HouseholdIncome(MedianIncome),
    /// Incomes are spread equally at every age, for no table of ages by incomes is there.
    EqualIncomeSpread {
        /// Standard deviation of the logarithm of incomes.
        log_sd: f64,
        /// Its source.
        source: String,
    },
    /// What followers use of other channels counts little.
    SelectedFollowers,
    /// Followers' use of these channels says nothing of the target.
    UninformativeUse(Vec<String>),
    /// The matched people of the panel are nearly a sample of the target.
    PanelBias,
    /// People whom a campaign is delivered to are nearly a sample of the channel's users.
    CampaignSelection,
}

impl Reason {
    /// Whether no reader should miss it; such reasons come first.
    pub(super) fn is_key(&self) -> bool {
        match self {
            Self::Reach { .. }
            | Self::Ceiling { .. }
            | Self::PotentialReach
            | Self::PresentReach
            | Self::ExpectedFit
            | Self::Cost
            | Self::Observed(_) => true,
            Self::Stance(_)
            | Self::Unranked
            | Self::Tied(_)
            | Self::Evidence(_)
            | Self::AskedAs { .. }
            | Self::NoBreakdown(_)
            | Self::Groups { .. }
            | Self::OtherMeasure(_) => false,
        }
    }
}

/// What reasons are made from, beside the figure itself.
pub(super) struct ReasonInputs<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) selected: &'a Selected<'a>,
    pub(super) grid_target: &'a TargetOnGrid,
    pub(super) ranked: &'a RankedChannel,
    /// Name of the leader, or of the runner-up for the leader itself.
    pub(super) leader: Option<&'a str>,
    /// Names of the channels it cannot be distinguished from.
    pub(super) tied: Vec<String>,
    pub(super) year: i32,
}

impl ReasonInputs<'_> {
    /// Why a channel is where it is, the key reasons first.
    pub(super) fn reasons(&self, figure: &ChannelFigure) -> Vec<Reason> {
        let mut reasons = vec![self.reach()];
        reasons.extend(self.ceiling());
        if let Some(account) = &figure.account {
            reasons.extend([Reason::PotentialReach, Reason::PresentReach]);
            reasons.extend(account.expected_fit.as_ref().map(|_| Reason::ExpectedFit));
        }
        reasons.extend(figure.cost.as_ref().map(|_| Reason::Cost));
        reasons.extend((0..figure.observed.len()).map(Reason::Observed));
        reasons.push(Reason::Stance(self.stance(figure.stance)));
        if self.ranked.rank.is_none() && figure.stance == self.ranked.stance {
            reasons.push(Reason::Unranked);
        }
        if !self.tied.is_empty() {
            reasons.push(Reason::Tied(self.tied.clone()));
        }
        reasons.push(self.evidence());
        let wording = |p: &&Prior| Some(Reason::AskedAs { year: p.year, wording: p.asked_as.clone()? });
        reasons.extend(self.selected.priors.iter().find_map(wording));
        let has = |wanted: &str| self.selected.priors.iter().any(|p| p.margin.dimension() == wanted);
        if self.grid_target.limits_income && !has("income") {
            reasons.push(Reason::NoBreakdown(Breakdown::Income));
        }
        if self.grid_target.limits_age && !has("age") {
            reasons.push(Reason::NoBreakdown(Breakdown::Age));
        }
        reasons.extend(self.groups());
        reasons
    }

    fn cited(&self, source: &str) -> String {
        self.catalog.source(source).map(|source| source.cited()).unwrap_or_default()
    }

    fn channel_name(&self) -> &str {
        self.catalog.channel(self.selected.channel).map_or(self.selected.channel, |channel| channel.name.as_str())
    }

    fn reach(&self) -> Reason {
        let own = self.selected.ceiling.is_none();
        let nearest = self.selected.priors.first().filter(|_| own);
        Reason::Reach {
            target: self.target_group(),
            phrase: self.phrase(&self.selected.measure.phrase),
            source: nearest.map(|prior| self.cited(&prior.source)).filter(|cited| !cited.is_empty()),
            projected_to: (own && self.selected.nearest_gap(self.year) > 0).then_some(self.year),
        }
    }

    /// The target as far as the figures speak of it: without its income limits where none is by income.
    fn target_group(&self) -> TargetGroup {
        let by_income = self.selected.priors.iter().any(|p| p.margin.dimension() == "income");
        let group = &self.grid_target.group;
        if by_income { group.clone() } else { group.of_any_income() }
    }

    fn phrase(&self, pattern: &str) -> UsePhrase {
        UsePhrase { pattern: pattern.to_owned(), channel: self.channel_name().to_owned() }
    }

    fn ceiling(&self) -> Option<Reason> {
        let ceiling = self.selected.ceiling.as_ref()?;
        let nearest = self.selected.priors.first()?;
        Some(Reason::Ceiling {
            phrase: self.phrase(&ceiling.measure.phrase),
            source: self.cited(&nearest.source),
            overlap: self.cited(&ceiling.overlap.source),
        })
    }

    fn stance(&self, stance: Stance) -> StanceReason {
        if stance != self.ranked.stance {
            return StanceReason::AccountMisses;
        }
        match (self.ranked.stance, self.leader) {
            (Stance::Favour, Some(next)) if self.ranked.rank == Some(1) => StanceReason::Leader(next.to_owned()),
            (Stance::Favour, _) => StanceReason::NearBest(self.ranked.stance_probability),
            (Stance::Reduce, _) => StanceReason::FarBelowBest(self.ranked.stance_probability),
            (Stance::Keep, None) => StanceReason::NoComparison,
            (Stance::Keep, Some(best)) => StanceReason::Between(best.to_owned()),
        }
    }

    /// The sources of the figures, in their order.
    fn evidence(&self) -> Reason {
        let mut listed: Vec<(&str, Vec<Breakdown>)> = Vec::new();
        for prior in &self.selected.priors {
            let breakdown = breakdown(prior);
            match listed.iter_mut().find(|(id, _)| *id == prior.source) {
                Some((_, breakdowns)) if breakdowns.contains(&breakdown) => {}
                Some((_, breakdowns)) => breakdowns.push(breakdown),
                None => listed.push((&prior.source, vec![breakdown])),
            }
        }
        let cite = |(id, breakdowns): (&str, Vec<Breakdown>)| {
            let cited = self.catalog.source(id).map_or_else(|| id.to_owned(), |source| source.cited());
            (cited, breakdowns)
        };
        Reason::Evidence(listed.into_iter().map(cite).collect())
    }

    /// Published shares of groups that are neither ages nor incomes.
    fn groups(&self) -> Vec<Reason> {
        let Some(country) = self.selected.priors.first().map(|prior| prior.country.as_str()) else {
            return Vec::new();
        };
        let is_near =
            |p: &&Prior| p.channel == self.selected.channel && (p.year - self.year).abs() <= GROUP_FIGURE_YEARS;
        let mut by_source: Vec<(&Prior, Vec<(String, f64)>)> = Vec::new();
        for prior in self.catalog.priors(country, None).filter(is_near) {
            let Margin::Group(name) = &prior.margin else { continue };
            let share = (name.clone(), prior.share);
            match by_source.iter_mut().find(|(first, _)| first.source == prior.source) {
                Some((_, shares)) => shares.push(share),
                None => by_source.push((prior, vec![share])),
            }
        }
        let reason = |(prior, shares): (&Prior, Vec<(String, f64)>)| {
            let phrase = self.catalog.measure(&prior.measure).map(|m| self.phrase(&m.phrase));
            Reason::Groups {
                shares,
                phrase: phrase.unwrap_or_default(),
                wording: prior.asked_as.clone(),
                source: self.cited(&prior.source),
            }
        };
        by_source.into_iter().map(reason).collect()
    }
}

fn breakdown(prior: &Prior) -> Breakdown {
    match (&prior.margin, prior.partial) {
        (Margin::Total, _) => Breakdown::Total,
        (Margin::Age(_), false) => Breakdown::Age,
        (Margin::Age(_), true) => Breakdown::SomeAges,
        (Margin::Income(_), false) => Breakdown::Income,
        (Margin::Income(_), true) => Breakdown::SomeIncomes,
        (Margin::Group(_), _) => Breakdown::Group,
    }
}

/// Whether a nearest figure is old enough to be warned of.
pub(super) fn is_stale(gap: i32) -> bool {
    f64::from(gap) > STALE_YEARS
}
