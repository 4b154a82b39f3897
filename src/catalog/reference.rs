//! Channels, measures, countries, sources and target presets: the TOML files of the catalogue.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::target::TargetSpec;

use super::error::Problems;

/// A way to speak to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Id, snake_case.
    pub id: String,
    /// Name for people to read.
    pub name: String,
    /// Channel that contains this one whole.
    pub parent: Option<String>,
    /// Further channels that contain it in sources which ask in wider words.
    pub within: Vec<String>,
}

/// What "uses a channel" means in a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Id, snake_case.
    pub id: String,
    /// Measures of one group may be ranked against each other.
    pub group: String,
    /// What a person counted by it does.
    pub title: String,
    /// What people counted by it do, with `{channel}` for the channel's name.
    pub phrase: String,
    /// The measure that this one is an upper bound of; such figures are told but never ranked as reach.
    #[serde(default)]
    pub ceiling_of: Option<String>,
}

/// A country that figures or incomes are of.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code.
    pub code: String,
    /// Name for people to read.
    pub name: String,
    /// Age from which "everyone" is counted.
    pub adult_age: u8,
    /// Standard deviation of the logarithm of household incomes.
    pub income_log_sd: f64,
    /// Id of the source of `income_log_sd`.
    pub income_source: String,
}

/// How a figure came to the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Computed from the public microdata or from other figures of the catalogue, as the note says.
    Computed,
    /// Read in the publication or in a report of it.
    Reported,
    /// Quoted from knowledge of the publication; to be checked against it.
    Unverified,
}

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id, kebab-case.
    pub id: String,
    /// Title of the publication or survey.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Year the figures hold for.
    pub year: i32,
    /// How the figures came to the catalogue.
    pub confidence: Confidence,
    /// When people were asked.
    #[serde(default)]
    pub fieldwork: Option<String>,
    /// Who was asked.
    #[serde(default)]
    pub population: Option<String>,
    /// Youngest age asked.
    #[serde(default)]
    pub age_min: Option<u8>,
    /// Number of people asked.
    #[serde(default)]
    pub n: Option<f64>,
    /// Where it can be read.
    #[serde(default)]
    pub url: Option<String>,
    /// Terms the figures are under.
    #[serde(default)]
    pub license: Option<String>,
    /// What a reader should know.
    #[serde(default)]
    pub note: Option<String>,
}

impl Source {
    /// Publisher and time of asking, as `Pew Research Center, January 2018`.
    pub fn cited(&self) -> String {
        match &self.fieldwork {
            Some(fieldwork) => format!("{}, {fieldwork}", self.publisher),
            None => format!("{}, {}", self.publisher, self.year),
        }
    }
}

/// A target definition with a name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Name, kebab-case; the file has the same.
    pub name: String,
    /// Whom it means, in one sentence.
    pub description: String,
    /// The definition.
    #[serde(rename = "target")]
    pub spec: TargetSpec,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChannel {
    id: Spanned<String>,
    name: String,
    parent: Option<String>,
    #[serde(default)]
    within: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelsFile {
    channel: Vec<RawChannel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasuresFile {
    measure: Vec<Spanned<Measure>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountriesFile {
    country: Vec<Spanned<Country>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesFile {
    source: Vec<Spanned<Source>>,
}

/// Reads a TOML file; a fault is named with its line.
pub(super) fn parse<T: DeserializeOwned>(file: &str, text: &str, problems: &mut Problems) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error.span().map_or(1, |span| line_at(text, span.start));
            problems.add(file, line, error.message().to_owned());
            None
        }
    }
}

pub(super) fn line_at(text: &str, offset: usize) -> u64 {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count() as u64
}

/// Takes entries out of their spans; an id that came before is a fault.
fn distinct<T>(
    file: &str,
    text: &str,
    entries: Vec<Spanned<T>>,
    id: impl Fn(&T) -> &str,
    problems: &mut Problems,
) -> Vec<(u64, T)> {
    let mut kept: Vec<(u64, T)> = Vec::with_capacity(entries.len());
    for entry in entries {
        let line = line_at(text, entry.span().start);
        let entry = entry.into_inner();
        if kept.iter().any(|(_, other)| id(other) == id(&entry)) {
            problems.add(file, line, format!("a second entry `{}`", id(&entry)));
        }
        kept.push((line, entry));
    }
    kept
}

pub(super) fn read_channels(file: &str, text: &str, problems: &mut Problems) -> Vec<Channel> {
    let Some(raw) = parse::<ChannelsFile>(file, text, problems) else {
        return Vec::new();
    };
    let ids: Vec<String> = raw.channel.iter().map(|c| c.id.get_ref().clone()).collect();
    let mut channels = Vec::with_capacity(ids.len());
    for (index, channel) in raw.channel.into_iter().enumerate() {
        let line = line_at(text, channel.id.span().start);
        let id = channel.id.into_inner();
        if ids[..index].contains(&id) {
            problems.add(file, line, format!("a second channel `{id}`"));
        }
        // A parent must come first, which rules out circles.
        if let Some(parent) = channel.parent.as_ref().filter(|parent| !ids[..index].contains(parent)) {
            problems.add(file, line, format!("channel `{id}`: its parent `{parent}` is not a channel before it"));
        }
        if let Some(wide) = channel.within.iter().find(|wide| !ids.contains(wide) || **wide == id) {
            problems.add(file, line, format!("channel `{id}`: `within` names `{wide}`, which is not another channel"));
        }
        channels.push(Channel { id, name: channel.name, parent: channel.parent, within: channel.within });
    }
    let roots_within = channels.iter().flat_map(|c| &c.within);
    for wide in roots_within {
        let nested =
            channels.iter().find(|c| c.id == *wide).is_some_and(|c| c.parent.is_some() || !c.within.is_empty());
        if nested {
            problems.add_file(file, format!("`within` names `{wide}`, which itself is inside another channel"));
        }
    }
    channels
}

pub(super) fn read_measures(file: &str, text: &str, problems: &mut Problems) -> Vec<Measure> {
    let Some(raw) = parse::<MeasuresFile>(file, text, problems) else {
        return Vec::new();
    };
    let measures = distinct(file, text, raw.measure, |m| &m.id, problems);
    for (line, measure) in &measures {
        let bound = measure.ceiling_of.as_ref();
        if let Some(bound) = bound.filter(|bound| !measures.iter().any(|(_, m)| m.id == **bound)) {
            problems.add(file, *line, format!("`ceiling_of` names no measure: `{bound}`"));
        }
    }
    measures.into_iter().map(|(_, measure)| measure).collect()
}

pub(super) fn read_countries(file: &str, text: &str, sources: &[Source], problems: &mut Problems) -> Vec<Country> {
    let Some(raw) = parse::<CountriesFile>(file, text, problems) else {
        return Vec::new();
    };
    let countries = distinct(file, text, raw.country, |c| &c.code, problems);
    for (line, country) in &countries {
        if !(0.05..=3.0).contains(&country.income_log_sd) {
            problems.add(file, *line, format!("income_log_sd {} is not from 0.05 to 3", country.income_log_sd));
        }
        if !sources.iter().any(|source| source.id == country.income_source) {
            problems.add(file, *line, format!("source `{}` is not in sources.toml", country.income_source));
        }
    }
    countries.into_iter().map(|(_, country)| country).collect()
}

pub(super) fn read_sources(file: &str, text: &str, problems: &mut Problems) -> Vec<Source> {
    let Some(raw) = parse::<SourcesFile>(file, text, problems) else {
        return Vec::new();
    };
    let sources = distinct(file, text, raw.source, |s| &s.id, problems);
    for (line, source) in &sources {
        if source.n.is_some_and(|n| !(1.0..=1e9).contains(&n)) {
            problems.add(file, *line, "n is not a number of people asked");
        }
    }
    sources.into_iter().map(|(_, source)| source).collect()
}

pub(super) fn read_preset(file: &str, text: &str, problems: &mut Problems) -> Option<Preset> {
    let preset: Preset = parse(file, text, problems)?;
    let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
    if stem != Some(preset.name.as_str()) {
        problems.add(file, 1, format!("the preset is called `{}`, its file is not", preset.name));
    }
    if preset.spec.preset.is_some() {
        problems.add(file, 1, "a preset can't build on another preset");
    }
    Some(preset)
}
