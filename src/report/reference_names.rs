//! Names of the built-in reference data for people: of channels, groups of measures and targets by their ids, and of whoever
//! published a source.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use time::Month;

use super::messages::{Language, Messages, args};

/// Names by id.
type Names = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Channels {
    channel: Vec<Channel>,
}

#[derive(Deserialize)]
struct Channel {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Measures {
    measure: Vec<Measure>,
}

#[derive(Deserialize)]
struct Measure {
    group: String,
    title: String,
}

fn channels() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let read: Result<Channels, _> = toml::from_str(include_str!("../../models/channels.toml"));
        let read = read.expect("a test of the catalogue reads it");
        read.channel.into_iter().map(|channel| (channel.id, channel.name)).collect()
    })
}

/// The title of a group with one measure; a group of several is what is common to them.
fn groups() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let read: Result<Measures, _> = toml::from_str(include_str!("../../models/measures.toml"));
        let mut names = Names::new();
        for Measure { group, title } in read.expect("a test of the catalogue reads it").measure {
            // The first measure of a group is the plainest: "uses it" stands for all periods of use.
            names.entry(group).or_insert(title);
        }
        names
    })
}

/// The name of a channel; its id where an agency's own reference data has it.
pub(super) fn channel_name<'a>(m: &'a Messages, id: &'a str) -> &'a str {
    channels().get(id).map_or(id, |name| m.name(name))
}

/// The names of channels, as a list.
pub(super) fn channel_list(m: &Messages, ids: &[String]) -> String {
    m.list(&ids.iter().map(|id| channel_name(m, id)).collect::<Vec<_>>())
}

/// What groups of measures ask, as a list.
pub(super) fn group_list(m: &Messages, groups_of: &[String]) -> String {
    let name = |id: &String| groups().get(id).map_or_else(|| id.clone(), |title| format!("\"{}\"", m.name(title)));
    m.list(&groups_of.iter().map(name).collect::<Vec<_>>())
}

/// Who published a source and when, from `PUBLISHER, TIME`.
pub(super) fn cited(m: &Messages, cited: &str) -> String {
    // Names of publishers have commas themselves.
    let known = cited.match_indices(", ").map(|(at, _)| (&cited[..at], &cited[at + 2..]));
    match known.filter(|(publisher, _)| m.name(publisher) != *publisher).last() {
        Some((publisher, time)) => format!("{}, {}", m.name(publisher), time_words(m, time)),
        None => cited.to_owned(),
    }
}

/// A month or months and a year, which the reference data has in English; another text as it is.
fn time_words(m: &Messages, time: &str) -> String {
    let month = |name: &str| name.parse::<Month>().map(|month| m.month(month)).ok();
    match time.split(' ').collect::<Vec<_>>()[..] {
        [name, year] => month(name).map(|month| m.text("channel-source-month", args![month = month, year = year])),
        [first, "to", last, year] => month(first)
            .zip(month(last))
            .map(|(first, last)| m.text("channel-source-months", args![first = first, last = last, year = year])),
        _ => None,
    }
    .unwrap_or_else(|| time.to_owned())
}

/// The title of a source. Those of a survey that is repeated have a name and the year after it.
pub(super) fn source_title(m: &Messages, title: &str) -> String {
    let whole = m.name(title);
    match title.rsplit_once(' ') {
        Some((survey, year)) if whole == title && m.name(survey) != survey && m.language() == Language::Korean => {
            format!("{year} {}", m.name(survey))
        }
        Some(_) | None => whole.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Catalog;

    fn has_hangul(text: &str) -> bool {
        text.chars().any(|c| ('가'..='힣').contains(&c))
    }

    #[test]
    fn names_stand_for_ids_in_the_language_of_the_reader() {
        let (english, korean) = (Messages::of(Language::English), Messages::of(Language::Korean));
        assert_eq!(channel_name(english, "naver_blog"), "Naver Blog");
        assert_eq!(channel_name(korean, "naver_blog"), "네이버 블로그");
        assert_eq!(channel_name(korean, "of_an_agency"), "of_an_agency");
        let groups = ["use", "news_last_week"].map(str::to_owned);
        assert_eq!(group_list(english, &groups), "\"uses it\" and \"got news there in the past week\"");
        assert_eq!(
            cited(korean, "Korea Press Foundation, October to November 2024"),
            "한국언론진흥재단, 2024년 10~11월"
        );
        assert_eq!(cited(korean, "Pew Research Center, January 2018"), "Pew Research Center, January 2018");
        assert_eq!(source_title(korean, "Media Users in Korea 2024"), "2024 언론수용자 조사");
        assert_eq!(source_title(english, "Media Users in Korea 2024"), "Media Users in Korea 2024");
    }

    #[test]
    fn every_source_of_korea_has_its_korean_name() {
        let korean = Messages::of(Language::Korean);
        let of_korea = |id: &str| {
            ["kpf-", "kisdi-", "kisa-", "kostat-", "kcc-", "kr-", "nia-", "gallup-"]
                .iter()
                .any(|begin| id.starts_with(begin))
        };
        let catalog = Catalog::embedded();
        let foreign: Vec<String> = catalog
            .sources()
            .iter()
            .filter(|source| of_korea(&source.id))
            .flat_map(|source| [cited(korean, &source.cited()), source_title(korean, &source.title)])
            .filter(|text| !has_hangul(text))
            .collect();
        assert!(foreign.is_empty(), "{foreign:#?}");
    }
}
