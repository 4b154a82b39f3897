//! The catalogue in the contract.

use serde::Serialize;
use utoipa::ToSchema;

use crate::reference::{Catalog, Confidence, Source, SurveyMode};
use crate::target::TargetSpec;

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetList {
    /// The targets.
    pub items: Vec<PresetBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Content hash of the catalogue.
    pub catalog_version: String,
}

/// A target preset.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preset)]
pub struct PresetBody {
    /// Name, for `target.preset`.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its definition.
    pub definition: TargetSpec,
    /// Whether the agency put it there itself.
    pub custom: bool,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelList {
    /// The channels.
    pub items: Vec<ChannelEntryBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Content hash of the catalogue.
    pub catalog_version: String,
}

/// A channel of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Channel)]
pub struct ChannelEntryBody {
    /// Id.
    pub id: String,
    /// Name for people to read.
    pub name: String,
    /// Channel that contains it; never to be added to it.
    pub parent: Option<String>,
    /// Whether it takes the internet to use it.
    pub online: bool,
    /// Whether no survey says whom it reaches, so that an agency gives its own numbers.
    pub owned: bool,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceList {
    /// The sources.
    pub items: Vec<SourceBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Content hash of the catalogue.
    pub catalog_version: String,
}

/// Where figures of the catalogue come from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Source)]
pub struct SourceBody {
    /// Id, as channels cite it.
    pub id: String,
    /// Title of the publication or survey.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Year the figures hold for.
    pub year: i32,
    /// `computed`, `reported`, `press` or `unverified`.
    pub confidence: Confidence,
    /// When people were asked.
    pub fieldwork: Option<String>,
    /// Who was asked.
    pub population: Option<String>,
    /// How people were asked.
    pub mode: Option<SurveyMode>,
    /// Number of people asked.
    pub n: Option<f64>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Terms the figures are under.
    pub license: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
}

impl From<&Catalog> for TargetList {
    fn from(catalog: &Catalog) -> Self {
        let preset = |p: &crate::reference::Preset| PresetBody {
            name: p.name.clone(),
            description: p.description.clone(),
            definition: p.spec.clone(),
            custom: false,
        };
        Self {
            items: catalog.targets().iter().map(preset).collect(),
            next_cursor: None,
            catalog_version: catalog.version().to_owned(),
        }
    }
}

impl From<&Catalog> for ChannelList {
    fn from(catalog: &Catalog) -> Self {
        let entry = |c: &crate::reference::Channel| ChannelEntryBody {
            id: c.id.clone(),
            name: c.name.clone(),
            parent: c.parent.clone(),
            online: c.online,
            owned: c.owned,
        };
        Self {
            items: catalog.channels().iter().map(entry).collect(),
            next_cursor: None,
            catalog_version: catalog.version().to_owned(),
        }
    }
}

impl From<&Catalog> for SourceList {
    fn from(catalog: &Catalog) -> Self {
        let entry = |s: &Source| SourceBody {
            id: s.id.clone(),
            title: s.title.clone(),
            publisher: s.publisher.clone(),
            year: s.year,
            confidence: s.confidence,
            fieldwork: s.fieldwork.clone(),
            population: s.population.clone(),
            mode: s.mode,
            n: s.n,
            url: s.url.clone(),
            license: s.license.clone(),
            note: s.note.clone(),
        };
        let items = catalog.sources().iter().map(entry).collect();
        Self { items, next_cursor: None, catalog_version: catalog.version().to_owned() }
    }
}
