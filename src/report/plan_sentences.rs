//! Why a plan is as it is, what it assumes and what to know of it, in sentences; JSON bodies and reports say them alike.

use super::format::{decimal, quantity, two_digits};
use super::messages::{Messages, args};
use crate::plan::{
    AllocationReason, Exclusion, HalfSaturationBasis, Plan, PlanAssumption, PlanWarning, ReachUnit, Resource, RunnerUp,
    Scale, ShadowPrice, Staffing, TargetShareBasis,
};
use crate::prevalence::Estimate;

/// The sentences of one plan in one language.
pub(crate) struct PlanSentences<'a> {
    m: &'a Messages,
    plan: &'a Plan,
}

impl<'a> PlanSentences<'a> {
    /// The name of a channel.
    pub(crate) fn name(&self, name: &str) -> String {
        self.m.name(name).to_owned()
    }

    pub(crate) fn new(messages: &'a Messages, plan: &'a Plan) -> Self {
        Self { m: messages, plan }
    }

    /// Why a channel gets what it gets.
    pub(crate) fn reason(&self, reason: &AllocationReason) -> String {
        let m = self.m;
        match reason {
            AllocationReason::OwnReach { number, unit, growth, share, basis, people } => {
                self.own_reach(*number, *unit, *growth, share, *basis, people)
            }
            AllocationReason::Frequency { contacts, weeks } => m.text(
                "plan-reason-frequency",
                args![contacts = two_digits(contacts.max(1.0)), weeks = self.weeks(*weeks)],
            ),
            AllocationReason::Reaches { share_of_users, share_of_target, adds } => match self.plan.target_people {
                Some(target) => m.text(
                    "plan-reason-reaches",
                    args![
                        part = self.m.percent(*share_of_users),
                        people = two_digits(share_of_target * target),
                        less = self.less(*adds)
                    ],
                ),
                None => m.text("plan-reason-order", args![less = self.less(*adds)]),
            },
            AllocationReason::Held(resource, amount) => {
                m.text("plan-reason-held", args![amount = self.amount(*resource, *amount)])
            }
            AllocationReason::AtMaximum(resource, amount) => {
                m.text("plan-reason-at-maximum", args![amount = self.amount(*resource, *amount)])
            }
            AllocationReason::AtMinimum(resource, amount) => {
                m.text("plan-reason-at-minimum", args![amount = self.amount(*resource, *amount)])
            }
            AllocationReason::AtThreshold(resource, amount, staffing) => {
                let amount = self.amount(*resource, *amount);
                match staffing {
                    Staffing::Account { post_hours, answer_hours } => {
                        let (post, answer) = (self.hours(*post_hours), self.hours(*answer_hours));
                        m.text("plan-reason-threshold-account", args![amount = amount, post = post, answer = answer])
                    }
                    Staffing::Placement => m.text("plan-reason-threshold-placement", args![amount = amount]),
                    Staffing::Given => m.text("plan-reason-threshold-given", args![amount = amount]),
                }
            }
            AllocationReason::HalfSaturation(resource, amount, basis) => {
                self.half_saturation(*resource, *amount, basis)
            }
            AllocationReason::OwnFollowers(share) => {
                m.text("plan-reason-own-followers", args![share = self.m.percent(*share)])
            }
            AllocationReason::NotCounted(why) => m.text("plan-reason-not-counted", args![reason = self.exclusion(why)]),
        }
    }

    fn own_reach(
        &self,
        number: f64,
        unit: ReachUnit,
        growth: f64,
        share: &Estimate,
        basis: TargetShareBasis,
        people: &Estimate,
    ) -> String {
        let m = self.m;
        let mut number = m.text("plan-own-number", args![number = quantity(number), unit = unit.as_str()]);
        if growth > 0.0 {
            number = m.text("plan-own-growth", args![number = number, growth = quantity(growth)]);
        }
        let message = match basis {
            TargetShareBasis::Counted => "plan-own-counted",
            TargetShareBasis::Given => "plan-own-given",
            TargetShareBasis::Audience => "plan-own-audience",
            TargetShareBasis::Campaigns => "plan-own-campaigns",
            TargetShareBasis::Published => "plan-own-published",
        };
        let people = m.count_interval(people);
        m.text(message, args![number = number, share = self.m.percent_interval(share), people = people])
    }

    /// `a week`, `6 weeks`.
    pub(super) fn weeks(&self, weeks: u32) -> String {
        self.m.text("plan-weeks", args![n = weeks])
    }

    fn half_saturation(&self, resource: Resource, amount: f64, basis: &HalfSaturationBasis) -> String {
        let (m, amount) = (self.m, self.amount(resource, amount));
        let field = match resource {
            Resource::Hours => "response.hours",
            Resource::Money => "response.money",
        };
        match basis {
            HalfSaturationBasis::Given => m.text("plan-half-given", args![amount = amount, field = field]),
            HalfSaturationBasis::Assumed => m.text("plan-half-assumed", args![amount = amount, field = field]),
            HalfSaturationBasis::Learnt { campaigns, factor } => m.text(
                "plan-half-learnt",
                args![amount = amount, campaigns = *campaigns, factor = format!("{factor:.1}")],
            ),
            HalfSaturationBasis::Price { per_thousand, contacts, source } => {
                let price = self.amount(Resource::Money, *per_thousand);
                let contacts = decimal(*contacts);
                match source {
                    Some((priced, cited)) => m.text(
                        "plan-half-price",
                        args![
                            amount = amount,
                            price = price,
                            priced = priced.as_str(),
                            source = super::reference_names::cited(self.m, cited),
                            contacts = contacts,
                        ],
                    ),
                    None => m.text("plan-half-price-given", args![amount = amount, price = price, contacts = contacts]),
                }
            }
        }
    }

    /// Why a channel gets nothing.
    pub(crate) fn exclusion(&self, exclusion: &Exclusion) -> String {
        let m = self.m;
        match exclusion {
            Exclusion::Held => m.text("plan-excluded-held", args![]),
            Exclusion::BelowThreshold { resource, threshold, max, staffing } => {
                let (threshold, max) = (self.amount(*resource, *threshold), self.amount(*resource, *max));
                match staffing {
                    Staffing::Account { post_hours, answer_hours } => {
                        let (post, answer) = (self.hours(*post_hours), self.hours(*answer_hours));
                        m.text(
                            "plan-excluded-threshold-account",
                            args![post = post, answer = answer, threshold = threshold, max = max],
                        )
                    }
                    Staffing::Placement => {
                        m.text("plan-excluded-threshold-placement", args![threshold = threshold, max = max])
                    }
                    Staffing::Given => m.text("plan-excluded-threshold-given", args![threshold = threshold, max = max]),
                }
            }
            Exclusion::NoOwnReach => m.text("plan-excluded-no-own-reach", args![]),
            Exclusion::NoBudget => m.text("plan-excluded-no-budget", args![]),
            Exclusion::NotBuyable { currency } => {
                m.text("plan-excluded-not-buyable", args![currency = currency.as_str()])
            }
            Exclusion::NoCosts { currency, known_in } if known_in.is_empty() => {
                m.text("plan-excluded-no-costs", args![currency = currency.as_str()])
            }
            Exclusion::NoCosts { currency, known_in } => {
                m.text("plan-excluded-foreign-costs", args![known = m.list(known_in), currency = currency.as_str()])
            }
            Exclusion::NoPeople { currency } => m.text("plan-excluded-no-people", args![currency = currency.as_str()]),
            Exclusion::Overlaps { with: Some(with) } => {
                m.text("plan-excluded-overlaps", args![with = self.m.name(with)])
            }
            Exclusion::Overlaps { with: None } => m.text("plan-excluded-overlaps-ranked", args![]),
            Exclusion::NotComparable { measure, title, planned } => m.text(
                "plan-excluded-not-comparable",
                args![title = self.m.name(title), planned = self.m.name(planned), measure = measure.as_str()],
            ),
            Exclusion::NoFigures { requested: false } => m.text("plan-excluded-not-requested", args![]),
            Exclusion::NoFigures { requested: true } => m.text("plan-excluded-no-figures", args![]),
            Exclusion::BetterElsewhere { needs: None, .. } => m.text("plan-excluded-better-elsewhere", args![]),
            Exclusion::BetterElsewhere { needs: Some((hours, staffing)), loss } => {
                let (hours, loss) = (self.hours(*hours), self.less(*loss));
                match staffing {
                    Staffing::Account { .. } => {
                        m.text("plan-excluded-account-better-elsewhere", args![hours = hours, loss = loss])
                    }
                    Staffing::Placement | Staffing::Given => {
                        m.text("plan-excluded-hours-better-elsewhere", args![hours = hours, loss = loss])
                    }
                }
            }
            Exclusion::Unaffordable { hours } => {
                m.text("plan-excluded-unaffordable", args![hours = self.hours(*hours)])
            }
        }
    }

    /// What more of a resource would add.
    pub(crate) fn shadow_price(&self, price: &ShadowPrice) -> String {
        let (m, amount) = (self.m, self.amount(price.resource, price.per));
        if price.adds <= 0.0 || price.people.is_some_and(|people| people < 0.5) {
            return m.text("plan-more-adds-nothing", args![amount = amount]);
        }
        m.text("plan-more-adds", args![amount = amount, more = self.more(price.adds)])
    }

    /// What the uncertainty costs.
    pub(crate) fn regret(&self) -> String {
        let regret = &self.plan.regret;
        let (expected, upper) = (self.more(regret.expected), self.more(regret.upper));
        let level = self.m.exact_percent(self.plan.level);
        self.m.text("plan-regret", args![expected = expected, upper = upper, level = level])
    }

    /// How the runner-up differs from the plan, and how probable it is that it is better.
    pub(crate) fn runner_up(&self, runner_up: &RunnerUp) -> String {
        let planned = self.plan.allocations.iter().map(|a| (&a.channel, &a.name));
        let names: Vec<(&String, &String)> =
            planned.chain(runner_up.allocations.iter().map(|(id, name, ..)| (id, name))).collect();
        let named = |ids: &[String]| {
            let name = |id: &String| {
                names.iter().find(|(known, _)| *known == id).map_or(id.clone(), |(_, n)| self.m.name(n).to_owned())
            };
            self.m.list(&ids.iter().map(name).collect::<Vec<_>>())
        };
        let change = match (runner_up.added.is_empty(), runner_up.removed.is_empty()) {
            (false, false) => "replaces",
            (false, true) => "adds",
            (true, false) => "drops",
            (true, true) => "keeps",
        };
        let p_optimal = self.m.percent(self.plan.regret.p_optimal);
        let leads = match (self.plan.scale, runner_up.is_more_probable(&self.plan.regret)) {
            (Scale::People, _) => self.m.text("plan-leads-on-average", args![p_optimal = p_optimal]),
            (Scale::Order, true) => self.m.text("plan-leads-nearly", args![p_optimal = p_optimal]),
            (Scale::Order, false) => self.m.text("plan-leads-most-often", args![p_optimal = p_optimal]),
        };
        let summary = self.m.text(
            "plan-runner-up",
            args![
                leads = leads,
                change = change,
                added = named(&runner_up.added),
                removed = named(&runner_up.removed),
                probability = self.m.percent(runner_up.probability),
                gain = self.more(runner_up.gain),
            ],
        );
        if !runner_up.is_more_probable(&self.plan.regret) {
            return summary;
        }
        let why = if runner_up.lead > 0.0 {
            let (lead, shortfall) = (self.more(runner_up.lead), self.less(runner_up.shortfall));
            self.m.text("plan-runner-up-why", args![lead = lead, shortfall = shortfall])
        } else {
            self.m.label("plan-runner-up-level")
        };
        format!("{summary} {why}")
    }

    /// No plan within the constraints reaches more than this one and so much more.
    pub(crate) fn gap(&self) -> String {
        // An upper bound, so rounded up: to a person, or to a thousandth of a percent.
        let gap = match self.plan.target_people {
            Some(target) => (self.plan.optimality_gap * target).ceil().max(1.0) / target,
            None => ((1e5 * self.plan.optimality_gap).ceil() / 1e5).max(1e-5),
        };
        self.m.text("plan-gap", args![more = self.more(gap)])
    }

    /// What the plan rests on without evidence.
    pub(crate) fn assumption(&self, assumption: &PlanAssumption) -> String {
        let m = self.m;
        match assumption {
            PlanAssumption::IndependentOverlap => m.text("plan-assumes-independent-overlap", args![]),
            PlanAssumption::Saturation => m.text("plan-assumes-saturation", args![]),
            PlanAssumption::HalfSaturation { factor } => {
                m.text("plan-assumes-half-saturation", args![factor = format!("{factor:.1}")])
            }
            PlanAssumption::OwnOverlap { at_least } => {
                m.text("plan-assumes-own-overlap", args![people = two_digits(*at_least)])
            }
            PlanAssumption::Fatigue { weeks, fatigue, is_given } => m.text(
                "plan-assumes-fatigue",
                args![
                    weeks = *weeks,
                    left = self.m.exact_percent(1.0 - fatigue),
                    given = if *is_given { "yes" } else { "no" }
                ],
            ),
            PlanAssumption::EvenPlaces => m.text("plan-assumes-even-places", args![]),
            PlanAssumption::WholeCountry { adults } => {
                m.text("plan-assumes-whole-country", args![adults = two_digits(*adults)])
            }
            PlanAssumption::AverageCosts => m.text("plan-assumes-average-costs", args![]),
            PlanAssumption::AdditiveEffort => m.text("plan-assumes-additive-effort", args![]),
        }
    }

    /// What to know of the plan.
    pub(crate) fn warning(&self, warning: &PlanWarning) -> String {
        let m = self.m;
        match warning {
            PlanWarning::Understaffed { channel, hours, needed } => m.text(
                "plan-warning-understaffed",
                args![channel = channel.as_str(), hours = self.hours(*hours), needed = self.hours(*needed)],
            ),
            PlanWarning::MoneyWithoutEffect { channel, money } => {
                let money = self.amount(Resource::Money, *money);
                m.text("plan-warning-money-without-effect", args![channel = channel.as_str(), money = money])
            }
            PlanWarning::FollowersExceedUsers { channel } => {
                m.text("plan-warning-followers-exceed-users", args![channel = channel.as_str()])
            }
            PlanWarning::FollowersNotCounted { channel } => {
                m.text("plan-warning-followers-not-counted", args![channel = channel.as_str()])
            }
            PlanWarning::NotCounted { channel, reason } => {
                let reason = self.exclusion(reason);
                m.text("plan-warning-not-counted", args![channel = channel.as_str(), reason = reason])
            }
            PlanWarning::HoursLeft { hours } => m.text("plan-warning-hours-left", args![hours = self.hours(*hours)]),
            PlanWarning::MoneyLeft { money } => {
                m.text("plan-warning-money-left", args![money = self.amount(Resource::Money, *money)])
            }
        }
    }

    /// `6.5 hours`, `1,200 USD`.
    pub(super) fn amount(&self, resource: Resource, amount: f64) -> String {
        match resource {
            Resource::Hours => self.hours(amount),
            Resource::Money => {
                let currency = self.plan.currency.as_deref().unwrap_or_default();
                self.m.text("plan-money", args![amount = decimal(amount), currency = currency])
            }
        }
    }

    pub(super) fn hours(&self, hours: f64) -> String {
        let hours = decimal(hours);
        let form = if hours == "1" { "one" } else { "other" };
        self.m.text("plan-hours", args![hours = hours, form = form])
    }

    /// `1,200 people more`; without a scale `3.1 % more` than the plan brings.
    fn more(&self, share: f64) -> String {
        self.difference(share, ["plan-more-people", "plan-more-part"])
    }

    /// `1,200 people fewer`; without a scale `40 % less` than the plan brings.
    fn less(&self, share: f64) -> String {
        self.difference(share, ["plan-less-people", "plan-less-part"])
    }

    fn difference(&self, share: f64, [people, part]: [&str; 2]) -> String {
        let Some(target) = self.plan.target_people else {
            return self.m.text(part, args![part = self.m.percent(share)]);
        };
        let n = two_digits((share * target).round());
        let form = if n == "1" { "one" } else { "other" };
        self.m.text(people, args![n = n, form = form])
    }
}
