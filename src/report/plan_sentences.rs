//! Why a plan is as it is, what it assumes and what to know of it, in sentences; JSON bodies and reports say them alike.

use super::format::{decimal, exact_percent, percent};
use super::messages::{Messages, args};
use crate::plan::{
    AllocationReason, Exclusion, HalfSaturationBasis, Plan, PlanAssumption, PlanWarning, Resource, RunnerUp,
    ShadowPrice, Staffing,
};

/// The sentences of one plan in one language.
pub(crate) struct PlanSentences<'a> {
    m: &'a Messages,
    plan: &'a Plan,
}

impl<'a> PlanSentences<'a> {
    pub(crate) fn new(messages: &'a Messages, plan: &'a Plan) -> Self {
        Self { m: messages, plan }
    }

    /// Why a channel gets what it gets.
    pub(crate) fn reason(&self, reason: &AllocationReason) -> String {
        let m = self.m;
        match reason {
            AllocationReason::Reaches { share_of_users, share_of_target, adds } => m.text(
                "plan-reason-reaches",
                args![users = percent(*share_of_users), target = percent(*share_of_target), adds = self.points(*adds)],
            ),
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
                m.text("plan-reason-own-followers", args![share = percent(*share)])
            }
            AllocationReason::NotCounted(why) => m.text("plan-reason-not-counted", args![reason = self.exclusion(why)]),
        }
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
                            source = cited.as_str(),
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
            Exclusion::Overlaps { with: Some(with) } => m.text("plan-excluded-overlaps", args![with = with.as_str()]),
            Exclusion::Overlaps { with: None } => m.text("plan-excluded-overlaps-ranked", args![]),
            Exclusion::NotComparable { measure, title, planned } => m.text(
                "plan-excluded-not-comparable",
                args![title = title.as_str(), planned = planned.as_str(), measure = measure.as_str()],
            ),
            Exclusion::NoFigures { requested: false } => m.text("plan-excluded-not-requested", args![]),
            Exclusion::NoFigures { requested: true } => m.text("plan-excluded-no-figures", args![]),
            Exclusion::BetterElsewhere { needs: None, .. } => m.text("plan-excluded-better-elsewhere", args![]),
            Exclusion::BetterElsewhere { needs: Some((hours, staffing)), loss } => {
                let (hours, loss) = (self.hours(*hours), self.points(*loss));
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
        if price.adds <= 0.0 {
            return m.text("plan-more-adds-nothing", args![amount = amount]);
        }
        let points = self.points(price.adds);
        match price.people {
            Some(people) => {
                let people = super::format::two_digits(people);
                m.text("plan-more-adds-people", args![amount = amount, points = points, people = people])
            }
            None => m.text("plan-more-adds", args![amount = amount, points = points]),
        }
    }

    /// What the uncertainty costs.
    pub(crate) fn regret(&self) -> String {
        let regret = &self.plan.regret;
        let (expected, upper) = (self.points(regret.expected), self.points(regret.upper));
        let level = exact_percent(self.plan.reach.level);
        self.m.text("plan-regret", args![expected = expected, upper = upper, level = level])
    }

    /// How the runner-up differs from the plan, and how probable it is that it is better.
    pub(crate) fn runner_up(&self, runner_up: &RunnerUp) -> String {
        let planned = self.plan.allocations.iter().map(|a| (&a.channel, &a.name));
        let names: Vec<(&String, &String)> =
            planned.chain(runner_up.allocations.iter().map(|(id, name, ..)| (id, name))).collect();
        let named = |ids: &[String]| {
            let name =
                |id: &String| names.iter().find(|(known, _)| *known == id).map_or(id.clone(), |(_, n)| (*n).clone());
            self.m.list(&ids.iter().map(name).collect::<Vec<_>>())
        };
        let change = match (runner_up.added.is_empty(), runner_up.removed.is_empty()) {
            (false, false) => "replaces",
            (false, true) => "adds",
            (true, false) => "drops",
            (true, true) => "keeps",
        };
        self.m.text(
            "plan-runner-up",
            args![
                p_optimal = percent(self.plan.regret.p_optimal),
                change = change,
                added = named(&runner_up.added),
                removed = named(&runner_up.removed),
                probability = percent(runner_up.probability),
                gain = self.points(runner_up.gain),
            ],
        )
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
            PlanAssumption::WholeCountry { adults } => {
                m.text("plan-assumes-whole-country", args![adults = super::format::two_digits(*adults)])
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
    fn amount(&self, resource: Resource, amount: f64) -> String {
        match resource {
            Resource::Hours => self.hours(amount),
            Resource::Money => {
                let currency = self.plan.currency.as_deref().unwrap_or_default();
                self.m.text("plan-money", args![amount = decimal(amount), currency = currency])
            }
        }
    }

    fn hours(&self, hours: f64) -> String {
        let hours = decimal(hours);
        let form = if hours == "1" { "one" } else { "other" };
        self.m.text("plan-hours", args![hours = hours, form = form])
    }

    /// A difference of shares: `12 points`, `1.2 points`, `0.030 points`.
    fn points(&self, share: f64) -> String {
        let points = match 100.0 * share.abs() {
            p if p >= 10.0 => format!("{p:.0}"),
            p if p >= 0.095 => format!("{p:.1}"),
            p if p >= 0.0005 => format!("{p:.3}"),
            _ => return self.m.text("plan-points-under", args![points = "0.001"]),
        };
        self.m.text("plan-points", args![points = points])
    }
}
