//! The reference data under `models/`: channels, measures, published figures of who uses what, populations,
//! median incomes, target presets and the sources of all of them, loaded and checked.
//!
//! A catalogue is embedded in the binary; [`Catalog::load_dir`] lays the files of a folder over it. Every figure keeps
//! its source, year, population and measure. Missing is not zero: what was not published is not in the catalogue.

mod bands;
mod embedded;
mod entries;
mod error;
mod incomes;
mod load;
mod margins;
mod populations;
mod priors;
mod records;
mod responses;
mod schema;
mod signs;
mod sizes;
mod table;

pub use bands::{AgeBand, IncomeBand, IncomeUnit};
pub use error::{CatalogError, Problem};
pub use populations::{Population, PopulationCell};
pub use priors::{Margin, Prior};
pub use records::{Channel, Confidence, Country, IncomePoint, Measure, Preset, Source, SurveyMode};
pub use responses::{Cost, Effort, Responses, Task};
pub use schema::schemas;
pub use signs::SignRules;
pub use sizes::PopulationSize;

use std::sync::Arc;

use crate::cache::Derived;
use crate::ingest::excerpt;
use crate::message::{Message, message};
use crate::target::{MedianIncome, TargetSpec};

/// The checked reference data.
#[derive(Debug, Clone)]
pub struct Catalog {
    channels: Vec<Channel>,
    measures: Vec<Measure>,
    countries: Vec<Country>,
    sources: Vec<Source>,
    presets: Vec<Preset>,
    priors: Vec<Prior>,
    populations: Vec<Population>,
    sizes: Vec<PopulationSize>,
    incomes: Vec<MedianIncome>,
    responses: Responses,
    signs: SignRules,
    version: String,
    derived: Derived,
}

impl Catalog {
    /// The channels, in the order of the file.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// The channel with this id.
    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// What to tell whoever gave `id` for a channel's; `None` where it is one.
    pub fn unknown_channel(&self, id: &str) -> Option<Message> {
        let known: Vec<&str> = self.channels.iter().map(|channel| channel.id.as_str()).collect();
        (!known.contains(&id)).then(|| message!["fault-unknown", received = excerpt(id), accepted = known.join(", ")])
    }

    /// Whether one of two different channels contains the other, so that they must be neither added nor compared.
    pub fn related(&self, a: &str, b: &str) -> bool {
        self.contains(a, b) || self.contains(b, a)
    }

    /// Whether `outer` contains `inner` by way of a parent or a wider channel.
    pub fn contains(&self, outer: &str, inner: &str) -> bool {
        let Some(channel) = self.channel(inner) else {
            return false;
        };
        let containers = channel.parent.iter().chain(&channel.within);
        containers.into_iter().any(|id| id == outer || self.contains(outer, id))
    }

    /// The measures, in order of preference.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// The measure with this id.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// The countries with an entry, whether or not they have figures.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// The country with this ISO 3166-1 alpha-2 code.
    pub fn country(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code)
    }

    /// The sources, in the order of the file.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The target presets by name.
    pub fn targets(&self) -> &[Preset] {
        &self.presets
    }

    /// The definition of the preset with this name.
    pub fn target(&self, name: &str) -> Option<&TargetSpec> {
        self.presets.iter().find(|preset| preset.name == name).map(|preset| &preset.spec)
    }

    /// The published figures of a country, of one year or of all.
    pub fn priors<'a>(&'a self, country: &'a str, year: Option<i32>) -> impl Iterator<Item = &'a Prior> {
        self.priors.iter().filter(move |p| p.country == country && year.is_none_or(|y| p.year == y))
    }

    /// The population table of a country nearest to a year, the earlier one of two equally near.
    pub fn population(&self, country: &str, year: i32) -> Option<&Population> {
        let tables = self.populations.iter().filter(|table| table.country == country);
        tables.min_by_key(|table| ((table.year - year).abs(), table.year))
    }

    /// The number of people of a country in the year nearest to one, the earlier of two equally near.
    pub fn size(&self, country: &str, year: i32) -> Option<&PopulationSize> {
        let sizes = self.sizes.iter().filter(|size| size.country == country);
        sizes.min_by_key(|size| (size.year.abs_diff(year), size.year))
    }

    /// The median incomes to be used for a country and year: the whole table of the nearest year, the earlier one of two
    /// equally near; the newest without a year. Years are never mixed, so that household sizes stay comparable.
    ///
    /// Each row says in `year` which year it holds for. Empty for a country without medians.
    pub fn medians(&self, country: &str, year: Option<i32>) -> Vec<MedianIncome> {
        incomes::nearest(&self.incomes, country, year)
    }

    /// The median that amounts of household income are divided by where the household's size is unknown: the median of
    /// all households, or, where none is published, that of a household of three; of an equivalised median, what it is
    /// for a household of two (see `models/README.md`). `None` for a country without medians.
    pub fn reference_median(&self, country: &str, year: i32) -> Option<MedianIncome> {
        incomes::reference(&self.incomes, country, year)
    }

    /// How hours and money turn into reach.
    pub fn responses(&self) -> &Responses {
        &self.responses
    }

    /// Limits of the signs that accounts sold in bulk have in common.
    pub fn signs(&self) -> &SignRules {
        &self.signs
    }

    /// What is kept beside this catalogue as a `T`.
    pub(crate) fn derived<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.derived.of()
    }

    /// First 12 hexadecimal digits of the BLAKE3 hash over the sorted paths and bytes of all files.
    pub fn version(&self) -> &str {
        &self.version
    }
}
