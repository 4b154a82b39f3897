//! What use was seen of a channel among people who match the target, and how much that says of the target.
//!
//! The people seen are not a sample of the target, so what they do is off by an unknown bias, on the logit scale normal
//! with a mean and a spread that follow from how they were gathered:
//!
//! | people | channel | bias | why |
//! | --- | --- | --- | --- |
//! | panel | any | 0 ± 0.35 | no probability sample: nine online samples of one survey were 6 to 10 points off official figures on average (Pew Research Center, 2016, "Evaluating Online Nonprobability Surveys") |
//! | followers | the account's, those containing it and inside it | nothing is learnt | following an account takes using its channel |
//! | followers | with a container in common, as Facebook for an account on X | +1 ± 1 | who uses one network uses others more often, by an odds ratio between 1 and 20 |
//! | followers | other online channels | +0.5 ± 0.75 | followers are online, and more so than the target |
//! | followers | offline channels | 0 ± 0.7 | followers may read and watch more, or less |
//! | followers of an unnamed account | online channels | nothing is learnt | any of them may be the account's |
//!
//! Added to each is [`MEASURE_SD`], for what was seen is not what a survey asks, and the chance of a sample of its
//! effective size.

use crate::reference::Catalog;

use super::reach::Reach;
use super::{Among, ObservedUpdate, ObservedUse};
use crate::stats::{logistic, logit};

/// Logit standard deviation between use that was seen and use that a survey asks about.
const MEASURE_SD: f64 = 0.3;
/// Logit standard deviation between a target as published figures speak of it and the same target with the conditions
/// that they don't speak of.
const UNMODELLED_SD: f64 = 0.5;
/// The measure that seen use is comparable with, by its group.
const COMPARABLE_MEASURE: &str = "uses";

/// How far what is seen is off, on the logit scale.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bias {
    mean: f64,
    sd: f64,
}

/// Use that was seen, with what is known of the people it was seen among.
#[derive(Debug, Clone, Default)]
pub(super) struct Observations {
    seen: Vec<ObservedUse>,
    account: Option<String>,
    /// Whether the target has conditions that published figures don't speak of.
    unmodelled: bool,
}

/// What one observation did to a channel's reach.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Update {
    pub(super) seen: ObservedUse,
    pub(super) before: f64,
    pub(super) after: f64,
    /// Number of people of a random sample of the target that would have said as much.
    pub(super) effective_n: f64,
}

impl Observations {
    pub(super) fn new(seen: &[ObservedUse], account: Option<&str>, unmodelled: bool) -> Self {
        let seen = seen.iter().filter(|s| s.effective_people > 0.0).cloned().collect();
        Self { seen, account: account.map(str::to_owned), unmodelled }
    }

    /// Moves a channel's reach by what was seen of it, and tells how far.
    pub(super) fn apply(&self, catalog: &Catalog, channel: &str, group: &str, reach: &mut Reach) -> Vec<Update> {
        if catalog.measure(COMPARABLE_MEASURE).is_none_or(|m| m.group != group) {
            return Vec::new();
        }
        let of_channel: Vec<&ObservedUse> = self.seen.iter().filter(|s| s.channel == channel).collect();
        let telling = of_channel.into_iter().filter_map(|s| Some((s, self.bias(catalog, s)?)));
        let updates: Vec<(&ObservedUse, Bias)> = telling.collect();
        if self.unmodelled && !updates.is_empty() {
            reach.loosen(UNMODELLED_SD);
        }
        updates.into_iter().map(|(seen, bias)| update(reach, seen, bias)).collect()
    }

    /// Channels whose use was seen among followers and tells nothing, for they were gathered by it.
    pub(super) fn uninformative(&self, catalog: &Catalog) -> Vec<&str> {
        let uninformative = self.seen.iter().filter(|s| self.bias(catalog, s).is_none());
        uninformative.map(|s| s.channel.as_str()).filter(|id| catalog.channel(id).is_some()).collect()
    }

    /// Whether anything was seen among these people.
    pub(super) fn among(&self, among: Among) -> bool {
        self.seen.iter().any(|s| s.among == among)
    }

    fn bias(&self, catalog: &Catalog, seen: &ObservedUse) -> Option<Bias> {
        if seen.among == Among::Panel {
            return Some(Bias { mean: 0.0, sd: 0.35 });
        }
        let online = catalog.channel(&seen.channel)?.online;
        let offline = Bias { mean: 0.0, sd: 0.7 };
        let Some(account) = self.account.as_deref() else {
            return (!online).then_some(offline);
        };
        if account == seen.channel || catalog.related(account, &seen.channel) {
            return None;
        }
        let holds_both = |outer: &str| catalog.contains(outer, account) && catalog.contains(outer, &seen.channel);
        if catalog.channels().iter().any(|c| holds_both(&c.id)) {
            return Some(Bias { mean: 1.0, sd: 1.0 });
        }
        Some(if online { Bias { mean: 0.5, sd: 0.75 } } else { offline })
    }
}

impl From<&Update> for ObservedUpdate {
    fn from(update: &Update) -> Self {
        Self {
            among: update.seen.among,
            people: update.seen.users + update.seen.others,
            share: update.seen.share(),
            before: update.before,
            after: update.after,
            effective_n: update.effective_n,
        }
    }
}

fn update(reach: &mut Reach, seen: &ObservedUse, bias: Bias) -> Update {
    // Half a person on either side keeps a share of 0 or 1 at a finite distance.
    let n = seen.effective_people;
    let share = (seen.share() * n + 0.5) / (n + 1.0);
    let variance = 1.0 / (n * share * (1.0 - share)) + bias.sd.powi(2) + MEASURE_SD.powi(2);
    let before = logistic(reach.target);
    reach.see(logit(share) - bias.mean, variance);
    let after = logistic(reach.target);
    Update { seen: seen.clone(), before, after, effective_n: 1.0 / (variance * after * (1.0 - after)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(among: Among, channel: &str, share: f64, people: f64) -> ObservedUse {
        ObservedUse {
            among,
            channel: channel.to_owned(),
            users: share * people,
            others: (1.0 - share) * people,
            effective_people: people,
        }
    }

    fn reach() -> Reach {
        Reach {
            target: 0.0,
            everyone: -0.5,
            target_sd: 0.4,
            everyone_sd: 0.35,
            correlation: 0.8,
            n: 100.0,
            updates: Vec::new(),
        }
    }

    fn moved(account: Option<&str>, among: Among, channel: &str) -> f64 {
        let catalog = Catalog::embedded();
        let observations = Observations::new(&[seen(among, channel, 0.9, 1000.0)], account, false);
        let mut reach = reach();
        observations.apply(&catalog, channel, "use", &mut reach);
        reach.target
    }

    #[test]
    fn followers_say_nothing_of_the_channel_they_follow_on() {
        for channel in ["x", "social_media"] {
            assert_eq!(moved(Some("x"), Among::Followers, channel), 0.0, "{channel}");
        }
        assert_eq!(moved(Some("social_media"), Among::Followers, "facebook"), 0.0);
        assert_eq!(moved(Some("youtube"), Among::Followers, "video_platform"), 0.0);
        assert_eq!(moved(None, Among::Followers, "website"), 0.0);
        assert!(moved(None, Among::Followers, "tv") > 0.0);
    }

    #[test]
    fn the_less_the_people_were_gathered_by_it_the_more_is_learnt() {
        let sibling = moved(Some("x"), Among::Followers, "facebook");
        let online = moved(Some("x"), Among::Followers, "website");
        let offline = moved(Some("x"), Among::Followers, "tv");
        let panel = moved(Some("x"), Among::Panel, "facebook");
        assert!(
            0.0 < sibling && sibling < online && online < offline && offline < panel,
            "{sibling} {online} {offline}"
        );
        // Not even a panel of a thousand is believed outright.
        assert!(panel < logit(0.9) * 0.7, "{panel}");
    }

    #[test]
    fn an_update_is_that_of_a_bivariate_normal() {
        let mut reach = reach();
        reach.see(1.0, 0.16);
        // Half of the target's variance is noise: half the way, half the variance; everyone follows by the covariance.
        assert!((reach.target - 0.5).abs() < 1e-12 && (reach.target_sd.powi(2) - 0.08).abs() < 1e-12);
        let covariance = 0.8 * 0.4 * 0.35;
        assert!((reach.everyone - (-0.5 + covariance / 0.32)).abs() < 1e-12);
        assert!((reach.everyone_sd.powi(2) - (0.35f64.powi(2) - covariance.powi(2) / 0.32)).abs() < 1e-12);
        assert!((reach.correlation * reach.target_sd * reach.everyone_sd - covariance * 0.5).abs() < 1e-12);
    }

    #[test]
    fn other_measures_are_left_alone() {
        let catalog = Catalog::embedded();
        let observations = Observations::new(&[seen(Among::Panel, "tv", 0.9, 1000.0)], None, false);
        let mut reach = reach();
        assert!(observations.apply(&catalog, "tv", "news_often", &mut reach).is_empty());
        assert_eq!(reach.target, 0.0);
    }
}
