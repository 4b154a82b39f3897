//! How hours and money turn into reach: `responses.toml`, the assumptions and costs behind plans.

use serde::{Deserialize, Serialize};
use toml::Spanned;
use utoipa::ToSchema;

use super::error::Problems;
use super::reference::{Channel, Source, line_at, parse};

/// What a plan is to bring about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// People know that there is something for them.
    #[default]
    Awareness,
    /// People find out whether they may have it, and ask.
    Eligibility,
    /// People apply, and are helped with it.
    Application,
}

impl Task {
    /// The task as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Awareness => "awareness",
            Self::Eligibility => "eligibility",
            Self::Application => "application",
        }
    }
}

/// What is assumed of channels for each task, and what contacts cost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Responses {
    log_sd: f64,
    tasks: Vec<TaskEntry>,
    responses: Vec<ResponseEntry>,
    costs: Vec<Cost>,
}

/// `responses.toml`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResponsesFile {
    /// Standard deviation of the logarithm of every half.
    log_sd: f64,
    #[schema(value_type = Vec<TaskEntry>)]
    task: Vec<Spanned<TaskEntry>>,
    #[schema(value_type = Vec<ResponseEntry>)]
    response: Vec<Spanned<ResponseEntry>>,
    #[serde(default)]
    #[schema(value_type = Vec<Cost>)]
    cost: Vec<Spanned<Cost>>,
}

/// What a task takes.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskEntry {
    id: Task,
    /// Contacts with a bought message after which a person counts as reached.
    contacts: f64,
}

/// What is assumed of some channels.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResponseEntry {
    channels: Vec<String>,
    /// Whether money reaches people here too.
    paid: bool,
    /// Id of the source of the order of magnitude.
    source: Option<String>,
    awareness: Effort,
    eligibility: Effort,
    application: Effort,
}

/// Weekly hours of one channel and task.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Hours that reach half of those who use the channel; none where hours alone reach nobody.
    pub half_hours: Option<f64>,
    /// Hours of posting, or of placing bought space.
    pub post_hours: f64,
    /// Hours of answering.
    pub answer_hours: f64,
}

/// What contacts on a channel cost.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Channel id.
    pub channel: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Cost of a thousand contacts with people of any kind.
    pub per_thousand: f64,
    /// What the source prices.
    pub asked_as: String,
    /// Id of the source.
    pub source: String,
}

impl Responses {
    /// Standard deviation of the logarithm of every half that is assumed.
    pub fn log_sd(&self) -> f64 {
        self.log_sd
    }

    /// What is assumed of a channel for a task; `None` where nothing is.
    pub fn effort(&self, channel: &str, task: Task) -> Option<Effort> {
        let entry = self.entry(channel)?;
        Some(match task {
            Task::Awareness => entry.awareness,
            Task::Eligibility => entry.eligibility,
            Task::Application => entry.application,
        })
    }

    /// Whether money reaches people on a channel.
    pub fn is_paid(&self, channel: &str) -> bool {
        self.entry(channel).is_none_or(|entry| entry.paid)
    }

    /// Contacts after which a person counts as reached.
    pub fn contacts(&self, task: Task) -> Option<f64> {
        self.tasks.iter().find(|entry| entry.id == task).map(|entry| entry.contacts)
    }

    /// The costs of a channel, one a currency.
    pub fn costs(&self, channel: &str) -> impl Iterator<Item = &Cost> {
        self.costs.iter().filter(move |cost| cost.channel == channel)
    }

    fn entry(&self, channel: &str) -> Option<&ResponseEntry> {
        self.responses.iter().find(|entry| entry.channels.iter().any(|id| id == channel))
    }
}

pub(super) fn read(
    file: &str,
    text: &str,
    channels: &[Channel],
    sources: &[Source],
    problems: &mut Problems,
) -> Responses {
    let Some(raw) = parse::<ResponsesFile>(file, text, problems) else {
        return Responses::default();
    };
    let mut check = Check { file, text, channels, sources, problems };
    if !(0.0..=2.0).contains(&raw.log_sd) {
        check.fault(0, format!("log_sd {} is not from 0 to 2", raw.log_sd));
    }
    check.tasks(&raw.task);
    check.responses(&raw.response);
    check.costs(&raw.cost);
    Responses {
        log_sd: raw.log_sd,
        tasks: raw.task.into_iter().map(Spanned::into_inner).collect(),
        responses: raw.response.into_iter().map(Spanned::into_inner).collect(),
        costs: raw.cost.into_iter().map(Spanned::into_inner).collect(),
    }
}

struct Check<'a> {
    file: &'a str,
    text: &'a str,
    channels: &'a [Channel],
    sources: &'a [Source],
    problems: &'a mut Problems,
}

impl Check<'_> {
    fn fault(&mut self, offset: usize, detail: String) {
        self.problems.add(self.file, line_at(self.text, offset), detail);
    }

    fn channel(&mut self, offset: usize, id: &str) {
        if !self.channels.iter().any(|channel| channel.id == id) {
            self.fault(offset, format!("channel `{id}` is not in channels.toml"));
        }
    }

    fn source(&mut self, offset: usize, id: &str) {
        if !self.sources.iter().any(|source| source.id == id) {
            self.fault(offset, format!("source `{id}` is not among the sources"));
        }
    }

    fn tasks(&mut self, tasks: &[Spanned<TaskEntry>]) {
        for (i, entry) in tasks.iter().enumerate() {
            let (at, TaskEntry { id, contacts }) = (entry.span().start, entry.get_ref());
            if !(1.0..=1000.0).contains(contacts) {
                self.fault(at, format!("task `{}`: contacts {contacts} is not from 1 to 1000", id.as_str()));
            }
            if tasks[..i].iter().any(|other| other.get_ref().id == *id) {
                self.fault(at, format!("a second entry of task `{}`", id.as_str()));
            }
        }
        for task in [Task::Awareness, Task::Eligibility, Task::Application] {
            if !tasks.iter().any(|entry| entry.get_ref().id == task) {
                self.fault(0, format!("task `{}` is missing", task.as_str()));
            }
        }
    }

    fn responses(&mut self, entries: &[Spanned<ResponseEntry>]) {
        let mut named: Vec<&str> = Vec::new();
        for spanned in entries {
            let (at, entry) = (spanned.span().start, spanned.get_ref());
            for id in &entry.channels {
                self.channel(at, id);
                if named.contains(&id.as_str()) {
                    self.fault(at, format!("a second response of `{id}`"));
                }
                named.push(id);
            }
            if let Some(source) = &entry.source {
                self.source(at, source);
            }
            for effort in [entry.awareness, entry.eligibility, entry.application] {
                self.effort(at, effort);
            }
        }
    }

    fn effort(&mut self, at: usize, effort: Effort) {
        for (name, hours) in [("post_hours", effort.post_hours), ("answer_hours", effort.answer_hours)] {
            if !(0.0..=168.0).contains(&hours) {
                self.fault(at, format!("{name} {hours} is not from 0 to 168, the hours of a week"));
            }
        }
        if let Some(half) = effort.half_hours.filter(|half| !(0.01..=10_000.0).contains(half)) {
            self.fault(at, format!("half_hours {half} is not from 0.01 to 10000"));
        }
    }

    fn costs(&mut self, costs: &[Spanned<Cost>]) {
        for (i, spanned) in costs.iter().enumerate() {
            let (at, cost) = (spanned.span().start, spanned.get_ref());
            self.channel(at, &cost.channel);
            self.source(at, &cost.source);
            let same = |other: &Cost| other.channel == cost.channel && other.currency == cost.currency;
            if costs[..i].iter().any(|other| same(other.get_ref())) {
                self.fault(at, format!("a second cost of `{}` in {}", cost.channel, cost.currency));
            }
            if !(cost.per_thousand > 0.0 && cost.per_thousand.is_finite()) {
                self.fault(at, format!("per_thousand {} is not above 0", cost.per_thousand));
            }
            if cost.currency.len() != 3 || !cost.currency.bytes().all(|b| b.is_ascii_uppercase()) {
                self.fault(at, format!("currency `{}` is not a code as USD", cost.currency));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_channel_has_its_hours_and_every_task_its_contacts() {
        let catalog = Catalog::embedded();
        for task in [Task::Awareness, Task::Eligibility, Task::Application] {
            assert!(catalog.responses().contacts(task).is_some());
            for channel in catalog.channels() {
                let effort = catalog.responses().effort(&channel.id, task).expect(&channel.id);
                let least = effort.post_hours + effort.answer_hours;
                assert!(least > 0.0, "{} would be left without staff", channel.id);
                assert!(effort.half_hours.is_none_or(|half| half >= least), "{}", channel.id);
            }
        }
    }

    #[test]
    fn faults_are_named() {
        let text = "log_sd = 9\n[[task]]\nid = \"awareness\"\ncontacts = 0\n[[response]]\nchannels = [\"tv\"]\n\
                    paid = true\nawareness = { post_hours = -1, answer_hours = 0 }\n\
                    eligibility = { post_hours = 1, answer_hours = 200 }\n\
                    application = { half_hours = 0, post_hours = 1, answer_hours = 0 }\n[[cost]]\n\
                    channel = \"pigeon\"\ncurrency = \"usd\"\nper_thousand = 0\nasked_as = \"\"\nsource = \"nobody\"\n";
        let mut problems = Problems::default();
        read("responses.toml", text, &[], &[], &mut problems);
        let said = problems.finish().expect_err("faults").to_string();
        let faults = [
            "responses.toml:1: log_sd 9",
            "responses.toml:2: task `awareness`: contacts 0",
            "task `application` is missing",
            "responses.toml:5: post_hours -1",
            "answer_hours 200",
            "half_hours 0",
            "responses.toml:11: channel `pigeon`",
            "`usd`",
            "per_thousand 0",
            "`nobody`",
        ];
        for fault in faults {
            assert!(said.contains(fault), "{fault}: {said}");
        }
    }
}
