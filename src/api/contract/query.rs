//! The query string of a request, parameter by parameter, so that all its faults are found at once.

use std::borrow::Cow;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::{Failure, Fault};
use crate::ingest::excerpt;
use crate::message::{Message, message};

/// Entries of a page, unless the caller says otherwise, and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;

/// The parameters of a query string.
pub struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    accepted: Vec<&'static str>,
    /// Those of them that may be given several times.
    repeatable: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl<'a> Query<'a> {
    /// Reads `query`, the part of an address after its `?`.
    pub fn new(query: &'a str) -> Self {
        Self::of(form_urlencoded::parse(query.as_bytes()).collect())
    }

    /// Parameters that came in another form, as the fields of one.
    pub fn of(pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> Self {
        Self { pairs, accepted: Vec::new(), repeatable: Vec::new(), faults: Vec::new() }
    }

    /// Every text of `name`, which may be given several times; empty ones count as absent.
    pub fn texts(&mut self, name: &'static str) -> Vec<String> {
        self.accepted.push(name);
        self.repeatable.push(name);
        let given = self.pairs.iter().filter(|(other, value)| other == name && !value.is_empty());
        given.map(|(_, value)| value.clone().into_owned()).collect()
    }

    /// The text of `name`; an empty one counts as absent.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.accepted.push(name);
        let (_, value) = self.pairs.iter().find(|(other, value)| other == name && !value.is_empty())?;
        Some(value.clone().into_owned())
    }

    /// What `read` makes of the text of `name`, an empty one too; its error says what is accepted.
    pub fn read<T>(&mut self, name: &'static str, read: impl FnOnce(&str) -> Result<T, Message>) -> Option<T> {
        self.accepted.push(name);
        let (_, text) = self.pairs.iter().find(|(other, _)| other == name)?;
        let text = text.clone().into_owned();
        match read(&text) {
            Ok(value) => Some(value),
            Err(accepted) => {
                self.refuse(name, message!["fault-unknown", received = excerpt(&text)].saying("accepted", accepted));
                None
            }
        }
    }

    /// As [`Query::read`], where an empty text counts as absent.
    fn read_text<T>(&mut self, name: &'static str, read: impl FnOnce(&str) -> Result<T, Message>) -> Option<T> {
        if self.pairs.iter().any(|(other, value)| other == name && value.is_empty()) {
            self.accepted.push(name);
            return None;
        }
        self.read(name, read)
    }

    /// The value of `name`, of which `accepted` says what it may be.
    pub fn parse<T: std::str::FromStr>(&mut self, name: &'static str, accepted: Message) -> Option<T> {
        self.read(name, |text| text.parse().map_err(|_| accepted))
    }

    /// One of `choices`.
    pub fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&str, T)]) -> Option<T> {
        self.read(name, |text| {
            let found = choices.iter().find(|(choice, _)| *choice == text);
            let names = || choices.iter().map(|(choice, _)| *choice).collect::<Vec<_>>().join(", ");
            found.map(|(_, value)| *value).ok_or_else(|| names().into())
        })
    }

    /// A short text that people give things as names: at most 200 characters, none of them a control character.
    pub fn label(&mut self, name: &'static str) -> Option<String> {
        self.read_text(name, |text| {
            let fine = text.chars().count() <= 200 && !text.chars().any(char::is_control);
            if fine { Ok(text.to_owned()) } else { Err(message!["accepts-label"]) }
        })
    }

    /// A time as `2026-11-01T09:30:00Z`, in milliseconds since 1970.
    pub fn time(&mut self, name: &'static str) -> Option<i64> {
        self.read(name, |text| {
            let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| message!["accepts-moment"])?;
            Ok(time.unix_timestamp() * 1000 + i64::from(time.millisecond()))
        })
    }

    /// Entries of a page.
    pub fn limit(&mut self) -> u32 {
        let within = |text: &str| text.parse().ok().filter(|limit| (1..=LARGEST_PAGE).contains(limit));
        let accepted = || message!["accepts-within", min = 1, max = LARGEST_PAGE];
        self.read("limit", |text| within(text).ok_or_else(accepted)).unwrap_or(PAGE)
    }

    /// Where a page begins, as `read` understands the cursor of the page before.
    pub fn cursor<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        self.read_text("cursor", |text| read(text).ok_or_else(|| message!["accepts-cursor"]))
    }

    /// Notes what is wrong with a parameter.
    pub fn refuse(&mut self, name: &str, detail: impl Into<Message>) {
        self.faults.push(parameter_fault(name, detail.into()));
    }

    /// Ends the reading: unknown parameters are faults.
    ///
    /// # Errors
    /// Every fault found, by the parameter's name.
    pub fn finish(mut self) -> Result<(), Failure> {
        let twice =
            (1..self.pairs.len()).filter(|i| self.pairs[..*i].iter().any(|(name, _)| *name == self.pairs[*i].0));
        let twice = twice.map(|i| &self.pairs[i].0).filter(|name| !self.repeatable.iter().any(|other| other == *name));
        let twice = twice.map(|name| parameter_fault(name, message!["fault-parameter-twice"]));
        self.faults = twice.chain(std::mem::take(&mut self.faults)).collect();
        let accepted = if self.accepted.is_empty() { "none".to_owned() } else { self.accepted.join(", ") };
        for (name, _) in &self.pairs {
            if !self.accepted.iter().any(|known| known == name) {
                let detail = message!["fault-parameter-unknown", accepted = accepted];
                self.faults.push(parameter_fault(name, detail));
            }
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Failure::invalid(self.faults)) }
    }
}

fn parameter_fault(name: &str, detail: Message) -> Fault {
    Fault::in_parameter(&excerpt(name), "invalid_parameter", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_listed_and_texts_are_decoded() {
        let mut query = Query::new("name=a%20b%ED%95%9C&limit=0&limit=5&taken_at=yesterday&x=1");
        assert_eq!(query.label("name").as_deref(), Some("a b한"));
        assert_eq!((query.limit(), query.time("taken_at")), (PAGE, None));
        let failure = query.finish().expect_err("four faults");
        let reported: Vec<&str> = failure.faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(reported, ["?limit", "?limit", "?taken_at", "?x"]);
        assert!(failure.faults[3].detail.outline().contains("accepted: name, limit, taken_at"), "{failure}");
    }

    #[test]
    fn every_fault_is_in_the_catalogue() {
        let long = "a".repeat(201);
        let text = format!("limit=0&limit=5&level=x&name={long}&taken_at=x&cursor=x&format=x&odd=1");
        let mut query = Query::new(&text);
        query.limit();
        query.label("name");
        query.time("taken_at");
        query.cursor(|_| None::<u8>);
        query.parse::<f64>("level", message!["accepts-within", min = 0.5, max = 0.99]);
        query.choice("format", &[("csv", 1)]);
        let failure = query.finish().expect_err("faults");
        assert_eq!(failure.faults.len(), 8, "{failure}");
        let names = ["limit", "name", "taken_at", "cursor", "level", "format", "csv", &excerpt(&long), "x"];
        for fault in failure.faults {
            assert!(fault.detail.is_catalogued(&names), "{}: {:?}", fault.pointer, fault.detail);
        }
        let nothing = Query::new("odd=1").finish().expect_err("a fault");
        assert!(nothing.faults[0].detail.is_catalogued(&[]), "{nothing}");
    }

    #[test]
    fn an_empty_text_is_no_number_no_day_and_no_choice() {
        let mut query = Query::new("limit=&level=&format=&name=&cursor=");
        assert_eq!((query.limit(), query.parse::<f64>("level", message!["accepts-number"])), (PAGE, None));
        assert_eq!((query.choice("format", &[("csv", 1)]), query.label("name")), (None, None));
        assert_eq!(query.cursor(|_| Some(1)), None);
        let failure = query.finish().expect_err("three faults");
        let reported: Vec<&str> = failure.faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(reported, ["?limit", "?level", "?format"]);
    }

    #[test]
    fn times_are_read_to_the_millisecond() {
        let mut query = Query::new("t=2026-11-01T09:30:00.25%2B09:00&u=");
        assert_eq!((query.time("t"), query.text("u")), (Some(1_793_493_000_250), None));
        assert_eq!(query.finish().map_err(|f| f.to_string()), Ok(()));
    }
}
