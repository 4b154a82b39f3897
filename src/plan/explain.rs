//! A plan in sentences.

use crate::channel::{Warning, percent};
use crate::prevalence::Estimate;

use super::candidates::{Basis, Candidate, Candidates, HalfSaturation, MAX_ORGANIC_REACH, PlanContext};
use super::program::{Amounts, Choice, HOURS, MONEY, RESOURCES};
use super::words::{amount, hours, people as people_in_words, points, rounded as count};
use super::{ExcludedChannel, Resource};
use crate::words::{capital, listed};

/// Part of a resource from which it is told that it is left.
const MIN_SHARE_LEFT: f64 = 0.02;

/// An estimate of a share as one of people.
pub(super) fn times(share: &Estimate, people: f64) -> Estimate {
    let Estimate { value, lower, upper, .. } = *share;
    Estimate { value: value * people, lower: lower * people, upper: upper * people, ..share.clone() }
}

/// Why a channel gets what it gets.
pub(super) fn reasons(
    context: &PlanContext,
    candidate: &Candidate,
    amounts: Amounts,
    reached: &Estimate,
    adds: f64,
) -> Vec<String> {
    let part = percent(candidate.term.part(amounts));
    let mut reasons = vec![format!(
        "Reaches {part} of those who use it, which is {} of the target; without it the plan would reach {} less.",
        percent(reached.value),
        points(adds)
    )];
    reasons.extend(bounds(candidate, amounts));
    let half_saturations =
        candidate.half_saturations.iter().enumerate().filter_map(|(k, half)| Some((k, half.as_ref()?)));
    reasons.extend(half_saturations.filter(|(k, _)| amounts[*k] > 0.0).map(|(k, half)| basis(context, k, half)));
    if candidate.term.organic_reach > 0.0 {
        reasons.push(format!(
            "The account's followers in the target are {} of those who use it: they are reached as soon as it is staffed.",
            percent(candidate.term.organic_reach)
        ));
    }
    reasons
}

/// Which bounds decide the amounts.
fn bounds(candidate: &Candidate, amounts: Amounts) -> Vec<String> {
    let mut said = Vec::new();
    let given = &candidate.bounds.given;
    for k in RESOURCES {
        let told = told_amount(k, amounts[k]);
        let at = |bound: f64| (amounts[k] - bound).abs() <= 1e-9 * bound.max(1.0);
        if given.hold.by_resource()[k].is_some() {
            said.push(format!("Kept at {told}, as asked."));
        } else if given.max()[k].is_some_and(at) {
            said.push(format!("More would help, but {told} is the most that it may get."));
        } else if given.min()[k].is_some_and(|min| min > 0.0 && at(min)) {
            said.push(format!("It gets {told} because that is its minimum."));
        } else if candidate.bounds.threshold[k] > 0.0 && at(candidate.bounds.threshold[k]) {
            said.push(match candidate.bounds.effort.filter(|_| k == HOURS && given.threshold.hours.is_none()) {
                Some(effort) if effort.answer_hours > 0.0 => format!(
                    "{} is what it takes to post ({}) and to answer ({}).",
                    capital(&told),
                    hours(effort.post_hours),
                    hours(effort.answer_hours)
                ),
                Some(_) => format!("{} is what placing takes.", capital(&told)),
                None => format!("{} is the least that is worth doing.", capital(&told)),
            });
        }
    }
    said
}

fn told_amount(k: usize, x: f64) -> String {
    if k == HOURS { format!("{} a week", hours(x)) } else { format!("{} in money a week", amount(x)) }
}

/// How it is known what reaches half of a channel's users.
fn basis(context: &PlanContext, k: usize, half: &HalfSaturation) -> String {
    let currency = context.constraints.currency().unwrap_or_default();
    let told = if k == HOURS { hours(half.amount) } else { format!("{} {currency}", amount(half.amount)) };
    let name = ["hours", "money"][k];
    match &half.basis {
        Basis::Given => format!("{told} a week reach half of its users (response.{name}, as given)."),
        Basis::Assumed => {
            format!("{told} a week are assumed to reach half of its users; give response.{name} if you know better.")
        }
        Basis::Cost(cost) => {
            let source = context.catalog.source(&cost.source).map(|source| source.cited()).unwrap_or_default();
            bought(context, &told, cost.per_thousand, &format!("{}; {source}", cost.asked_as))
        }
        Basis::Quoted(per_thousand) => bought(context, &told, *per_thousand, "as given"),
    }
}

fn bought(context: &PlanContext, told: &str, per_thousand: f64, whence: &str) -> String {
    let contacts = context.catalog.responses().contacts(context.constraints.task).unwrap_or(1.0);
    format!(
        "{told} a week reach half of its users at {} {} for a thousand contacts ({whence}) and {contacts} contacts a \
         person, an assumption.",
        amount(per_thousand),
        context.constraints.currency().unwrap_or_default()
    )
}

/// A channel that was on offer and gets nothing; `loss` is how much less the best plan with it reaches.
pub(super) fn excluded(candidate: &Candidate, loss: Option<f64>) -> ExcludedChannel {
    let min = candidate.term.min[HOURS];
    let takes = match (candidate.bounds.given.threshold.hours, candidate.bounds.effort) {
        (None, Some(effort)) if effort.answer_hours > 0.0 => format!("Posting and answering take {}", hours(min)),
        (None, Some(_)) => format!("Placing takes {}", hours(min)),
        (Some(_), _) | (None, None) => format!("It takes {}", hours(min)),
    };
    let reason = match loss {
        Some(_) if candidate.term.min == [0.0; 2] => "What it would get reaches more elsewhere.".to_owned(),
        Some(loss) => {
            format!("{takes} a week, which reach more elsewhere: with it the plan would reach {} less.", points(loss))
        }
        None => format!("{takes} a week, which what must be done does not leave."),
    };
    let code = if loss.is_some() { "better_elsewhere" } else { "unstaffed" };
    ExcludedChannel { channel: candidate.figure.channel.clone(), name: candidate.figure.name.clone(), code, reason }
}

/// What more of a resource would add, in a sentence.
pub(super) fn price(resource: Resource, per: f64, currency: Option<&str>, adds: f64, more: Option<f64>) -> String {
    let what = match resource {
        Resource::Hours => format!("{} more a week", hours(per)),
        Resource::Money => format!("{} {} more a week", amount(per), currency.unwrap_or("")),
    };
    if adds <= 0.0 {
        return format!("{} would add nothing.", capital(&what));
    }
    let counted = more.map(|n| format!(", about {}", people_in_words(n))).unwrap_or_default();
    format!("{} would add {} of the target{counted}.", capital(&what), points(adds))
}

/// What the uncertainty costs, in a sentence.
pub(super) fn regret(expected: f64, upper: f64, level: f64) -> String {
    format!(
        "Whoever knew all that is uncertain here could reach {} more with the same staff and money on average; with a \
         probability of {} no more than {}.",
        points(expected),
        percent(level),
        points(upper)
    )
}

/// The plan that may turn out better, in a sentence.
pub(super) fn runner_up(added: &[String], removed: &[String], probability: f64, p_optimal: f64, gain: f64) -> String {
    let names = |names: &[String]| listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let change = match (added.is_empty(), removed.is_empty()) {
        (false, false) => format!("{} in place of {}", names(added), names(removed)),
        (false, true) => format!("{} as well", names(added)),
        (true, false) => format!("no {}", names(removed)),
        (true, true) => "the same channels".to_owned(),
    };
    format!(
        "The plan reaches most on average over all that is uncertain; its channels are the best choice with a \
         probability of {}. The next candidate, with {change}, is that with {}, and then it reaches {} more.",
        percent(p_optimal),
        percent(probability),
        points(gain)
    )
}

/// What a plan rests on without evidence.
pub(super) fn assumptions(context: &PlanContext, candidates: &Candidates, choice: &Choice) -> Vec<String> {
    let mut said = vec![
        "Among people of like age and income, who is met on one channel is met on another as often as anyone else: \
         overlap is by chance, and everyone counts once."
            .to_owned(),
        "Enough effort would reach everyone who uses a channel; what reaches half of them reaches half of the rest when \
         it is spent once more."
            .to_owned(),
    ];
    let taken = || candidates.list.iter().zip(choice).filter(|(_, amounts)| amounts.is_some());
    let has = |basis: fn(&Basis) -> bool| {
        taken().any(|(o, _)| o.half_saturations.iter().flatten().any(|half| basis(&half.basis)))
    };
    if has(|basis| matches!(basis, Basis::Assumed)) {
        said.push(format!(
            "The hours that reach half of a channel's users are assumptions (models/responses.toml): no source \
                 gives them. They enter as uncertain by a factor of about {:.1} up or down.",
            context.catalog.responses().log_sd().exp()
        ));
    }
    if let Some(people) = context.people().filter(|_| context.constraints.people.is_none()) {
        said.push(format!(
            "The agency is responsible for the whole country, {} adults; give people for an area.",
            count(people)
        ));
    }
    if has(|basis| matches!(basis, Basis::Cost(_) | Basis::Quoted(_))) {
        said.push(
            "Bought contacts meet everyone on a channel, in the target or not; a published cost is an average, not an \
             offer."
                .to_owned(),
        );
    }
    let both = taken().any(|(candidate, x)| {
        candidate.half_saturations.iter().all(Option::is_some) && x.is_some_and(|x| x[MONEY] > 0.0)
    });
    if both {
        said.push("On one channel own posts and bought contacts add up.".to_owned());
    }
    said
}

/// What a reader should know.
pub(super) fn warnings(context: &PlanContext, candidates: &Candidates, choice: &Choice, left: Amounts) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |code: &'static str, detail: String| warnings.push(Warning { code, detail });
    for (candidate, amounts) in candidates.list.iter().zip(choice) {
        let (id, bounds) = (&candidate.figure.channel, &candidate.bounds);
        if amounts.is_some() && bounds.is_understaffed() {
            let detail = format!(
                "{id} is held at {} a week, below the {} that posting and answering take: raise the hold or close the \
                 account",
                hours(bounds.min[HOURS]),
                hours(bounds.threshold[HOURS])
            );
            warn("understaffed", detail);
        }
        if let Some(x) = amounts.filter(|x| x[MONEY] > 0.0 && candidate.term.rates[MONEY] <= 0.0) {
            let detail = format!(
                "{id} gets {} in money as asked, and what money reaches there is not known: give response.money",
                amount(x[MONEY])
            );
            warn("money_without_effect", detail);
        }
        if candidate.term.organic_reach >= MAX_ORGANIC_REACH {
            let detail = format!(
                "the account on {id} has about as many followers in the target as people there use the channel: check \
                 people"
            );
            warn("followers_exceed_users", detail);
        }
        let followers = context.followers_in_target(id);
        if followers.is_some() && context.people().is_none() {
            let detail = format!("give people, so that the followers whom the account on {id} has in the target count");
            warn("followers_not_counted", detail);
        }
    }
    for fixed in &candidates.fixed {
        warn(
            "not_counted",
            format!("{} is kept on as asked and not counted: {}", fixed.channel, uncapital(&fixed.reason)),
        );
    }
    let limits = context.constraints.limits();
    if left[HOURS] > MIN_SHARE_LEFT * limits[HOURS] {
        warn("hours_left", format!("{} a week are left: no channel may or can use them", hours(left[HOURS])));
    }
    if left[MONEY] > MIN_SHARE_LEFT * limits[MONEY] && limits[MONEY] > 0.0 {
        warn("money_left", format!("{} a week in money are left: no channel may or can use them", amount(left[MONEY])));
    }
    warnings
}

fn uncapital(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    characters.next().map_or(String::new(), |first| first.to_lowercase().chain(characters).collect())
}
