//! Why a channel is where it is, what campaigns taught, what to try next, and what the answer assumes, in sentences.

use super::format::{amount, amounts, grouped};
use super::messages::{Messages, args};
use super::reference_names::{channel_list, channel_name, cited, group_list};
use super::target::{group_words, ignored_conditions, phrase_words};
use crate::channel::{
    AccountReach, Among, Assumption, Breakdown, ChannelFigure, ChannelWarning, CostFigure, Learned, NextExperiment,
    ObservedUpdate, PastEvent, Reason, Recommendation, StanceReason,
};
use crate::prevalence::Estimate;

/// Why a channel is where it is.
pub(crate) fn channel_reason(m: &Messages, figure: &ChannelFigure, reason: &Reason) -> String {
    match reason {
        Reason::Reach { target, phrase, source, projected_to } => {
            reach(m, figure, &group_words(m, target), &phrase_words(m, phrase), source.as_deref(), *projected_to)
        }
        Reason::Ceiling { phrase, source, overlap } => figure.ceiling.as_ref().map_or_else(String::new, |ceiling| {
            m.text(
                "channel-ceiling",
                args![
                    share = interval(m, &ceiling.reach),
                    phrase = phrase_words(m, phrase),
                    source = cited(m, source),
                    overlap = overlap.as_str(),
                ],
            )
        }),
        Reason::PotentialReach => match &figure.potential_people {
            Some(people) => m.text("channel-potential-reach", args![people = people_interval(m, people)]),
            None => m.text("channel-potential-reach-unknown", args![]),
        },
        Reason::PresentReach => figure.account.as_ref().map_or_else(String::new, |account| present_reach(m, account)),
        Reason::ExpectedFit => figure.account.as_ref().map_or_else(String::new, |account| expected_fit(m, account)),
        Reason::Cost => figure.cost.as_ref().map_or_else(String::new, |price| cost(m, price)),
        Reason::Observed(at) => figure.observed.get(*at).map_or_else(String::new, |update| observed(m, update)),
        Reason::Stance(stance) => stance_reason(m, stance),
        Reason::Unranked => m.text("channel-unranked", args![]),
        Reason::Tied(names) => {
            m.text("channel-why-tied", args![names = m.name_list(names), level = m.exact_percent(figure.reach.level)])
        }
        Reason::Evidence(sources) => evidence(m, sources),
        Reason::AskedAs { year, wording } => {
            m.text("channel-asked-as", args![year = year.to_string(), wording = wording.as_str()])
        }
        Reason::NoBreakdown(breakdown) => m.text("channel-no-breakdown", args![by = breakdown_key(*breakdown)]),
        Reason::Groups { shares, phrase, wording, source } => {
            let share = |(name, share): &(String, f64)| {
                m.text("channel-group-share", args![share = m.percent(*share), group = name.as_str()])
            };
            let shares = m.list(&shares.iter().map(share).collect::<Vec<_>>());
            let source = match wording {
                Some(wording) => format!("{wording}; {}", cited(m, source)),
                None => cited(m, source),
            };
            m.text("channel-groups", args![shares = shares, phrase = phrase_words(m, phrase), source = source])
        }
        Reason::OtherMeasure(title) => m.text("channel-other-measure", args![title = m.name(title)]),
    }
}

fn reach(
    m: &Messages,
    figure: &ChannelFigure,
    target: &str,
    phrase: &str,
    source: Option<&str>,
    projected_to: Option<i32>,
) -> String {
    let year = projected_to.map(|year| year.to_string());
    let basis = match (source.map(|source| cited(m, source)), year) {
        (Some(source), Some(year)) => m.text("channel-source-projected", args![source = source, year = year]),
        (Some(source), None) => m.text("channel-source", args![source = source]),
        (None, _) => String::new(),
    };
    let reach = m.text(
        "channel-why-reach",
        args![share = interval(m, &figure.reach), target = target, phrase = phrase, basis = basis],
    );
    let (lift, everyone) = (format!("{:.2}", figure.lift.value), m.percent(figure.reach_everyone.value));
    format!("{reach} {}", m.text("channel-why-lift", args![lift = lift, everyone = everyone]))
}

/// What the account brings today.
fn present_reach(m: &Messages, account: &AccountReach) -> String {
    let reached = m.text(
        "channel-present-reach",
        args![
            people = people_interval(m, &account.people),
            fit = m.percent(account.fit.value),
            followers = m.people(account.followers),
        ],
    );
    let share = match &account.of_target {
        Some(share) => m.text("channel-present-share", args![share = m.percent(share.value)]),
        None => m.text("channel-present-share-unknown", args![]),
    };
    format!("{reached} {share}")
}

fn expected_fit(m: &Messages, account: &AccountReach) -> String {
    let Some(expected) = &account.expected_fit else { return String::new() };
    let fit = m.percent(account.fit.value);
    let compared = m.text("channel-expected-fit", args![expected = interval(m, expected), fit = fit]);
    if account.misses() { format!("{compared} {}", m.text("channel-account-misses", args![])) } else { compared }
}

fn cost(m: &Messages, cost: &CostFigure) -> String {
    let price = |x: f64| format!("{x:.3}");
    m.text(
        "channel-cost",
        args![
            thousand = m.money(&format!("{:.2}", cost.per_thousand), &cost.currency),
            value = m.money(&price(cost.per_person.value), &cost.currency),
            lower = price(cost.per_person.lower),
            upper = price(cost.per_person.upper),
        ],
    )
}

fn observed(m: &Messages, update: &ObservedUpdate) -> String {
    let among = match update.among {
        Among::Followers => "followers",
        Among::Panel => "panel",
    };
    m.text(
        "channel-observed",
        args![
            share = m.percent(update.share),
            people = m.people(update.people),
            among = among,
            effective = m.people(update.effective_n),
            before = m.percent(update.before),
            after = m.percent(update.after),
        ],
    )
}

fn stance_reason(m: &Messages, stance: &StanceReason) -> String {
    let likely =
        |p: f64| if p > 0.995 { m.text("channel-over", args![share = m.exact_percent(0.99)]) } else { m.percent(p) };
    match stance {
        StanceReason::AccountMisses => m.text("channel-keep-account-misses", args![]),
        StanceReason::Leader(next) => m.text("channel-favour-leader", args![next = m.name(next)]),
        StanceReason::NearBest(p) => m.text("channel-favour-near-best", args![probability = likely(*p)]),
        StanceReason::FarBelowBest(p) => m.text("channel-why-reduce", args![probability = likely(*p)]),
        StanceReason::NoComparison => m.text("channel-keep-no-comparison", args![]),
        StanceReason::Between(best) => m.text("channel-keep-between", args![best = m.name(best)]),
    }
}

/// `Sources: Pew Research Center, January 2018 (all, by age, by income); ...`
fn evidence(m: &Messages, sources: &[(String, Vec<Breakdown>)]) -> String {
    let cite = |(cited, breakdowns): &(String, Vec<Breakdown>)| {
        let by = |b: &Breakdown| m.text("channel-breakdown", args![by = breakdown_key(*b)]);
        m.in_brackets(
            &super::reference_names::cited(m, cited),
            &breakdowns.iter().map(by).collect::<Vec<_>>().join(", "),
        )
    };
    let sources = sources.iter().map(cite).collect::<Vec<_>>().join("; ");
    m.text("channel-evidence", args![sources = sources])
}

fn breakdown_key(breakdown: Breakdown) -> &'static str {
    match breakdown {
        Breakdown::Total => "total",
        Breakdown::Age => "age",
        Breakdown::SomeAges => "some-ages",
        Breakdown::Income => "income",
        Breakdown::SomeIncomes => "some-incomes",
        Breakdown::Group => "group",
    }
}

/// What the results of campaigns changed.
pub(crate) fn learned(m: &Messages, learned: &Learned) -> String {
    let rate = interval(m, &learned.response_rate);
    let delivered = m.people(learned.delivered as f64);
    let response = if learned.is_of_task {
        m.text("channel-learned", args![campaigns = learned.outcomes, delivered = delivered, rate = rate])
    } else {
        m.text("channel-learned-other-tasks", args![campaigns = learned.outcomes, delivered = delivered, rate = rate])
    };
    let after = m.percent(learned.reach_after);
    let Some(share) = &learned.in_target else {
        return format!("{response} {}", m.text("channel-learned-no-membership", args![reach = after]));
    };
    let share = interval(m, share);
    let points = 100.0 * (learned.reach_after - learned.reach_before);
    let members = if !learned.is_comparable {
        m.text("channel-learned-not-comparable", args![share = share, reach = after])
    } else if points.abs() < 0.05 {
        m.text("channel-learned-as-expected", args![share = share, reach = after])
    } else {
        let (before, points) = (m.percent(learned.reach_before), format!("{points:+.1}"));
        m.text("channel-learned-moved", args![share = share, before = before, after = after, points = points])
    };
    format!("{response} {members}")
}

/// What to try next to learn most.
pub(crate) fn next_experiment(m: &Messages, recommendation: &Recommendation, next: &NextExperiment) -> String {
    let name = |id: &str| {
        let figure = recommendation.channels.iter().find(|figure| figure.channel == id);
        figure.map_or_else(|| id.to_owned(), |figure| m.name(&figure.name).to_owned())
    };
    let probability = next.shares.iter().find(|share| share.channel == next.channel).map_or(0.0, |share| share.share);
    m.text(
        "channel-next-experiment",
        args![
            share = m.percent(next.exploration_share),
            channel = name(&next.channel),
            leader = name(&next.leader),
            probability = m.percent(probability),
        ],
    )
}

/// What a recommendation rests on without evidence.
pub(crate) fn channel_assumption(m: &Messages, assumption: &Assumption) -> String {
    match assumption {
        Assumption::AdditiveEffects => m.text("channel-assumes-additive-effects", args![]),
        Assumption::HouseholdIncome(median) => {
            let size = median.household_size.map_or_else(|| "all".to_owned(), |size| size.to_string());
            m.text(
                "channel-assumes-household-income",
                args![
                    size = size,
                    year = median.year.to_string(),
                    amount = m.money(&grouped(&median.amount.to_string()), &median.currency),
                    source = median.source.as_str(),
                ],
            )
        }
        Assumption::EqualIncomeSpread { log_sd, source } => {
            m.text("channel-assumes-equal-income-spread", args![log_sd = log_sd.to_string(), source = source.as_str()])
        }
        Assumption::SelectedFollowers => m.text("channel-assumes-selected-followers", args![]),
        Assumption::UninformativeUse(channels) => {
            m.text("channel-assumes-uninformative-use", args![channels = channel_list(m, channels)])
        }
        Assumption::PanelBias => m.text("channel-assumes-panel-bias", args![]),
        Assumption::CampaignSelection => m.text("channel-assumes-campaign-selection", args![]),
    }
}

/// What to know of a recommendation.
pub(crate) fn channel_warning(m: &Messages, warning: &ChannelWarning) -> String {
    match warning {
        ChannelWarning::DonorCountry { country, donor } => {
            m.text("channel-warning-donor-country", args![country = m.name(country), donor = m.name(donor)])
        }
        ChannelWarning::IgnoredConditions { conditions, target } => m.text(
            "channel-warning-ignored-conditions",
            args![conditions = ignored_conditions(m, conditions), target = group_words(m, target)],
        ),
        ChannelWarning::NoDemographicLimit => m.text("channel-warning-no-demographic-limit", args![]),
        ChannelWarning::StaleFigures { year, channels } => m.text(
            "channel-warning-stale-figures",
            args![year = year.to_string(), channels = channel_list(m, channels)],
        ),
        ChannelWarning::NoBreakdown(by, channels) => {
            m.text("channel-warning-no-breakdown", args![by = breakdown_key(*by), channels = channel_list(m, channels)])
        }
        ChannelWarning::NotFitted(channel) => {
            m.text("channel-warning-not-fitted", args![channel = channel_name(m, channel)])
        }
        ChannelWarning::SeveralMeasures(groups) => {
            m.text("channel-warning-several-measures", args![groups = group_list(m, groups)])
        }
        ChannelWarning::MedianOfOtherYear(year) => {
            m.text("channel-warning-median-of-other-year", args![year = year.to_string()])
        }
        ChannelWarning::UnverifiedMedian(source) => {
            m.text("channel-warning-unverified-median", args![source = source.as_str()])
        }
        ChannelWarning::NoFigures { year, channels } => {
            m.text("channel-warning-no-figures", args![year = year.to_string(), channels = channel_list(m, channels)])
        }
        ChannelWarning::AccountChannelWithoutFigures { channel, people: reached } => m.text(
            "channel-warning-account-without-figures",
            args![channel = channel_name(m, channel), people = m.people(*reached)],
        ),
        ChannelWarning::NoReferenceData(channels) => {
            m.text("channel-warning-no-reference-data", args![channels = channel_list(m, channels)])
        }
        ChannelWarning::DrawnFromCeiling { channel, phrase, source } => m.text(
            "channel-warning-drawn-from-ceiling",
            args![channel = channel_name(m, channel), phrase = phrase_words(m, phrase), source = cited(m, source)],
        ),
        ChannelWarning::CeilingOnly { channel, share, phrase, source } => m.text(
            "channel-warning-ceiling-only",
            args![
                channel = channel_name(m, channel),
                share = m.percent(*share),
                phrase = phrase_words(m, phrase),
                source = cited(m, source),
            ],
        ),
    }
}

/// `21 % (18 % to 24 %)`.
fn interval(m: &Messages, e: &Estimate) -> String {
    let (value, lower, upper) = (m.percent(e.value), m.percent(e.lower), m.percent(e.upper));
    m.text("channel-interval", args![value = value, lower = lower, upper = upper])
}

/// `1,000 (600 to 1,600)`, `6.9 million (6.1 million to 7.7 million)`; `600` where it is given without an interval.
fn people_interval(m: &Messages, e: &Estimate) -> String {
    let (value, lower, upper) = (m.people(e.value), m.people(e.lower), m.people(e.upper));
    if lower == upper {
        return value;
    }
    m.text("channel-interval", args![value = value, lower = lower, upper = upper])
}

/// What an event took and added: `The quiz (to 2026-03-14) took 12 hours and 300 USD. It added ...`.
pub(crate) fn past_event(m: &Messages, event: &PastEvent) -> String {
    let result = &event.result;
    let hours = result.hours.map(|hours| m.text("channel-event-hours", args![hours = amount(hours)]));
    let money = result.money.as_ref().map(|(money, currency)| m.money(&amount(*money), currency));
    let costs: Vec<String> = hours.into_iter().chain(money).collect();
    let effects = result.effects.iter().map(|effect| {
        let [value, lower, upper] = amounts(effect.value, effect.lower, effect.upper);
        let metric = super::effect_sentences::counted_named(m, &effect.metric);
        match result.hours.filter(|hours| *hours > 0.0) {
            Some(hours) => m.text(
                "channel-event-effect-per-hour",
                args![
                    value = value,
                    metric = metric,
                    lower = lower,
                    upper = upper,
                    per_hour = amount(effect.value / hours),
                ],
            ),
            None => m.text("channel-event-effect", args![value = value, metric = metric, lower = lower, upper = upper]),
        }
    });
    let effects = effects.collect::<Vec<_>>().join("; ");
    let (name, at) = (result.name.as_str(), m.date(event.at));
    if costs.is_empty() {
        return m.text("channel-event", args![name = name, at = at, effects = effects]);
    }
    m.text("channel-event-with-costs", args![name = name, at = at, costs = m.list(&costs), effects = effects])
}
