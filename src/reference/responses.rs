//! How hours and money turn into reach: `responses.toml`, the assumptions and costs behind plans.

use serde::Deserialize;
use toml::Spanned;
use utoipa::ToSchema;

use super::entries::{Entries, line_at, parse};
use super::error::Problems;
use super::records::{Channel, Source};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a plan is to bring about.
    pub enum Task default Awareness {
        /// People know of the offer.
        Awareness = "awareness",
        /// People find out whether they are eligible.
        Eligibility = "eligibility",
        /// People apply.
        Application = "application",
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

/// `responses.toml` and `responses/*.toml`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResponsesFile {
    /// Standard deviation of the logarithm of every half; in one file.
    log_sd: Option<f64>,
    #[serde(default)]
    #[schema(value_type = Vec<TaskEntry>)]
    task: Vec<Spanned<TaskEntry>>,
    #[serde(default)]
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

impl Responses {
    /// Reads `responses.toml`, then the files of the folder `responses` in order; what came before is a fault. Without
    /// any file nothing is assumed.
    pub(super) fn read<'f>(
        files: impl Iterator<Item = (&'f str, &'f str)>,
        channels: &Entries<Channel>,
        sources: &Entries<Source>,
        problems: &mut Problems,
    ) -> Self {
        let mut read = Self::default();
        let mut log_sd = None;
        let mut files = files.peekable();
        if files.peek().is_none() {
            return read;
        }
        for (file, text) in files {
            let Some(raw) = parse::<ResponsesFile>(file, text, problems) else { continue };
            let mut check = Check { file, text, channels, sources, problems };
            check.log_sd(log_sd.is_some(), raw.log_sd);
            log_sd = log_sd.or(raw.log_sd);
            for entry in raw.task {
                check.task(&read, &entry);
                read.tasks.push(entry.into_inner());
            }
            for entry in raw.response {
                check.response(&read, &entry);
                read.responses.push(entry.into_inner());
            }
            for entry in raw.cost {
                check.cost(&read, &entry);
                read.costs.push(entry.into_inner());
            }
        }
        let missing = [Task::Awareness, Task::Eligibility, Task::Application];
        for task in missing.into_iter().filter(|task| read.contacts(*task).is_none()) {
            problems.add("responses.toml", 1, format!("task `{}` is missing", task.as_str()));
        }
        match log_sd {
            Some(log_sd) => read.log_sd = log_sd,
            None => problems.add("responses.toml", 1, "log_sd is missing"),
        }
        read
    }
}

struct Check<'a> {
    file: &'a str,
    text: &'a str,
    channels: &'a Entries<Channel>,
    sources: &'a Entries<Source>,
    problems: &'a mut Problems,
}

impl Check<'_> {
    fn fault(&mut self, offset: usize, detail: String) {
        self.problems.add(self.file, line_at(self.text, offset), detail);
    }

    fn channel(&mut self, offset: usize, id: &str) {
        if !self.channels.has(id) {
            self.fault(offset, format!("channel `{id}` is not in channels.toml"));
        }
    }

    fn source(&mut self, offset: usize, id: &str) {
        if !self.sources.has(id) {
            self.fault(offset, format!("source `{id}` is not in sources.toml"));
        }
    }

    fn log_sd(&mut self, is_second: bool, log_sd: Option<f64>) {
        if is_second && log_sd.is_some() {
            self.fault(0, "a second log_sd: another file has one".to_owned());
        }
        if let Some(log_sd) = log_sd.filter(|log_sd| !(0.0..=2.0).contains(log_sd)) {
            self.fault(0, format!("log_sd {log_sd} is not from 0 to 2"));
        }
    }

    fn task(&mut self, read: &Responses, entry: &Spanned<TaskEntry>) {
        let (at, TaskEntry { id, contacts }) = (entry.span().start, entry.get_ref());
        if !(1.0..=1000.0).contains(contacts) {
            self.fault(at, format!("task `{}`: contacts {contacts} is not from 1 to 1000", id.as_str()));
        }
        if read.contacts(*id).is_some() {
            self.fault(at, format!("a second task `{}`", id.as_str()));
        }
    }

    fn response(&mut self, read: &Responses, entry: &Spanned<ResponseEntry>) {
        let (at, entry) = (entry.span().start, entry.get_ref());
        for (i, id) in entry.channels.iter().enumerate() {
            self.channel(at, id);
            if read.entry(id).is_some() || entry.channels[..i].contains(id) {
                self.fault(at, format!("a second response of `{id}`"));
            }
        }
        if let Some(source) = &entry.source {
            self.source(at, source);
        }
        for effort in [entry.awareness, entry.eligibility, entry.application] {
            self.effort(at, effort);
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

    fn cost(&mut self, read: &Responses, cost: &Spanned<Cost>) {
        let (at, cost) = (cost.span().start, cost.get_ref());
        self.channel(at, &cost.channel);
        self.source(at, &cost.source);
        if read.costs(&cost.channel).any(|other| other.currency == cost.currency) {
            self.fault(at, format!("a second cost of `{}` in {}", cost.channel, cost.currency));
        }
        if !(cost.per_thousand > 0.0 && cost.per_thousand.is_finite()) {
            self.fault(at, format!("per_thousand {} is not above 0", cost.per_thousand));
        }
        if cost.currency.len() != 3 || !cost.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            self.fault(at, format!("currency `{}` is not a code, for example USD", cost.currency));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Catalog;

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
        let channels = Entries::read(std::iter::empty(), &mut problems);
        let sources = Entries::read(std::iter::empty(), &mut problems);
        let files = [("responses.toml", text), ("responses/own.toml", "log_sd = 0.5\n")];
        Responses::read(files.into_iter(), &channels, &sources, &mut problems);
        let said = problems.finish().expect_err("faults").to_string();
        let faults = [
            "responses.toml:1: log_sd 9",
            "responses.toml:2: task `awareness`: contacts 0",
            "task `application` is missing",
            "responses/own.toml:1: a second log_sd",
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
