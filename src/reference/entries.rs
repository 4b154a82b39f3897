//! Reading the TOML files of the catalogue: every fault with its file and line.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use statrs::distribution::{ContinuousCDF, Normal};
use toml::Spanned;
use utoipa::ToSchema;

use crate::target::{MedianIncomes, Target};

use super::error::Problems;
use super::records::{Channel, Country, Measure, Preset, Source};

/// `channels.toml` and `channels/*.toml`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChannelsFile {
    #[schema(value_type = Vec<Channel>)]
    channel: Vec<Spanned<Channel>>,
}

/// `measures.toml` and `measures/*.toml`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasuresFile {
    #[schema(value_type = Vec<Measure>)]
    measure: Vec<Spanned<Measure>>,
}

/// `countries.toml` and `countries/*.toml`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountriesFile {
    #[schema(value_type = Vec<Country>)]
    country: Vec<Spanned<Country>>,
}

/// `sources.toml` and `sources/*.toml`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourcesFile {
    #[schema(value_type = Vec<Source>)]
    source: Vec<Spanned<Source>>,
}

/// A kind of entry with an id that is there once.
pub(super) trait Entry: Sized {
    /// The file that holds entries of this kind.
    type File: DeserializeOwned + Into<Vec<Spanned<Self>>>;
    /// What it is called in messages.
    const NAME: &'static str;

    fn id(&self) -> &str;
}

macro_rules! entry {
    ($entry:ty, $file:ty, $list:ident, $id:ident, $name:literal) => {
        impl From<$file> for Vec<Spanned<$entry>> {
            fn from(file: $file) -> Self {
                file.$list
            }
        }

        impl Entry for $entry {
            type File = $file;
            const NAME: &'static str = $name;

            fn id(&self) -> &str {
                &self.$id
            }
        }
    };
}

entry!(Channel, ChannelsFile, channel, id, "channel");
entry!(Measure, MeasuresFile, measure, id, "measure");
entry!(Country, CountriesFile, country, code, "country");
entry!(Source, SourcesFile, source, id, "source");

/// Entries with the place each was read at.
pub(super) struct Entries<T> {
    listed: Vec<(String, u64, T)>,
}

impl<T: Entry> Entries<T> {
    /// Reads `<plural>.toml`, then the files of the folder `<plural>` in order; an id that came before is a fault.
    pub(super) fn read<'f>(files: impl Iterator<Item = (&'f str, &'f str)>, problems: &mut Problems) -> Self {
        let mut listed: Vec<(String, u64, T)> = Vec::new();
        for (file, text) in files {
            let Some(raw) = parse::<T::File>(file, text, problems) else {
                continue;
            };
            // Entries come in order, so that lines are counted once through the file.
            let (mut at, mut line) = (0, 1);
            for spanned in raw.into() {
                let start = spanned.span().start;
                line += line_at(&text[at..], start.saturating_sub(at)) - 1;
                at = start.max(at);
                let entry: T = spanned.into_inner();
                if let Some((first, at, _)) = listed.iter().find(|(_, _, other)| other.id() == entry.id()) {
                    problems.add(file, line, format!("a second {} `{}`: {first}:{at} has one", T::NAME, entry.id()));
                }
                listed.push((file.to_owned(), line, entry));
            }
        }
        Self { listed }
    }

    fn each(&self) -> impl Iterator<Item = (&str, u64, &T)> {
        self.listed.iter().map(|(file, line, entry)| (file.as_str(), *line, entry))
    }

    /// Whether there is an entry with this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.listed.iter().any(|(_, _, entry)| entry.id() == id)
    }

    pub(super) fn into_inner(self) -> Vec<T> {
        self.listed.into_iter().map(|(_, _, entry)| entry).collect()
    }
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

impl Entries<Channel> {
    /// Parents that come first, which rules out circles, and containers that are not inside anything themselves.
    pub(super) fn check(&self, problems: &mut Problems) {
        for (index, (file, line, channel)) in self.each().enumerate() {
            let mut fault = |detail: String| problems.add(file, line, format!("channel `{}`: {detail}", channel.id));
            let before = |id: &String| self.each().take(index).any(|(_, _, other)| other.id == *id);
            if let Some(parent) = channel.parent.as_ref().filter(|parent| !before(parent)) {
                fault(format!("its parent `{parent}` is not a channel before it"));
            }
            for wide in &channel.within {
                match self.each().find(|(_, _, other)| other.id == *wide && other.id != channel.id) {
                    None => fault(format!("`within` names `{wide}`, which is not another channel")),
                    Some((_, _, outer)) if outer.parent.is_some() || !outer.within.is_empty() => {
                        fault(format!("`within` names `{wide}`, which itself is inside another channel"));
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

impl Entries<Measure> {
    pub(super) fn check(&self, problems: &mut Problems) {
        for (file, line, measure) in self.each() {
            if measure.shown_only && measure.ceiling_of.is_some() {
                problems.add(file, line, format!("measure `{}` is `shown_only`, and so no ceiling", measure.id));
            }
            if let Some(bound) = measure.ceiling_of.as_ref().filter(|bound| !self.has(bound)) {
                problems.add(file, line, format!("`ceiling_of` names no measure: `{bound}`"));
            }
        }
    }
}

impl Entries<Country> {
    pub(super) fn check(&self, sources: &Entries<Source>, problems: &mut Problems) {
        for (file, line, country) in self.each() {
            let mut fault = |detail: String| problems.add(file, line, detail);
            if country.code.len() != 2 || !country.code.bytes().all(|b| b.is_ascii_uppercase()) {
                fault(format!("code `{}` is not an ISO 3166-1 alpha-2 code like KR", country.code));
            }
            if !(0.05..=3.0).contains(&country.income_log_sd) {
                fault(format!("income_log_sd {} is not from 0.05 to 3", country.income_log_sd));
            }
            if !sources.has(&country.income_source) {
                fault(format!("source `{}` is not in sources.toml", country.income_source));
            }
            if let Some(detail) = spread_fault(country) {
                fault(detail);
            }
        }
    }
}

/// How far a published share or Gini coefficient may be from what the spread of incomes says.
const SPREAD_SLACK: f64 = 0.02;

/// The first published point that a lognormal distribution with the country's spread does not meet.
fn spread_fault(country: &Country) -> Option<String> {
    let (normal, sd) = (Normal::standard(), country.income_log_sd);
    if let Some(gini) = country.income_gini {
        // Aitchison and Brown, The Lognormal Distribution (1957).
        let fitted = 2.0 * normal.cdf(sd / std::f64::consts::SQRT_2) - 1.0;
        if (fitted - gini).abs() > SPREAD_SLACK {
            return Some(format!("income_log_sd {sd} means a Gini coefficient of {fitted:.3}, not {gini}"));
        }
    }
    let below = |ratio: Option<f64>, open: f64| ratio.map_or(open, |ratio| normal.cdf(ratio.ln() / sd));
    country.income_points.iter().find_map(|point| {
        let fitted = below(point.to, 1.0) - below(point.from, 0.0);
        let off = (fitted - point.share).abs() > SPREAD_SLACK;
        off.then(|| format!("income_log_sd {sd} puts {fitted:.3} of the people where {} were published", point.share))
    })
}

impl Entries<Source> {
    pub(super) fn check(&self, problems: &mut Problems) {
        for (file, line, source) in self.each() {
            let mut fault = |detail: String| problems.add(file, line, detail);
            if source.n.is_some_and(|n| !(1.0..=1e9).contains(&n)) {
                fault("n is not a number of people asked, from 1 to 1e9".to_owned());
            }
            if !(1900..=2200).contains(&source.year) {
                fault(format!("year {} is not from 1900 to 2200", source.year));
            }
            if source.age_min.zip(source.age_max).is_some_and(|(min, max)| min > max) {
                fault("age_min is above age_max".to_owned());
            }
            // What ends an address in a report, or reaches out of its place there, is none of it.
            let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'`\\".contains(c);
            let is_http = |url: &String| url.starts_with("https://") || url.starts_with("http://");
            let is_link = |url: &String| is_http(url) && url.chars().all(fits);
            if let Some(url) = source.url.as_ref().filter(|url| !is_link(url)) {
                fault(format!("url `{url}` is not an address that begins with https://"));
            }
        }
    }
}

/// Reads `targets/<name>.toml`.
pub(super) fn read_preset(file: &str, text: &str, problems: &mut Problems) -> Option<Preset> {
    let preset: Preset = parse(file, text, problems)?;
    let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
    if stem != Some(preset.name.as_str()) {
        problems.add(file, 1, format!("the preset is called `{}`, its file is not", preset.name));
    }
    if preset.spec.preset.is_some() {
        problems.add(file, 1, "a preset can't build on another preset");
        return Some(preset);
    }
    let line = text.lines().position(|line| line.trim_start().starts_with("[target")).map_or(1, |i| i as u64 + 1);
    // Medians belong to the country that is asked about, which a preset leaves open.
    if let Err(faults) = Target::resolve(preset.spec.clone(), MedianIncomes::default()) {
        faults.iter().for_each(|f| problems.add(file, line, format!("target{}: {}", f.pointer, f.detail.outline())));
    }
    Some(preset)
}
