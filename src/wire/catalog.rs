//! The catalogue on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Catalog;
use crate::target::TargetSpec;

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetList {
    /// The targets.
    pub items: Vec<PresetBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
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
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelList {
    /// The channels.
    pub items: Vec<ChannelEntryBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
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
}

impl From<&Catalog> for TargetList {
    fn from(catalog: &Catalog) -> Self {
        let preset = |p: &crate::catalog::Preset| PresetBody {
            name: p.name.clone(),
            description: p.description.clone(),
            definition: p.spec.clone(),
        };
        Self { items: catalog.targets().iter().map(preset).collect(), next_cursor: None }
    }
}

impl From<&Catalog> for ChannelList {
    fn from(catalog: &Catalog) -> Self {
        let entry = |c: &crate::catalog::Channel| ChannelEntryBody {
            id: c.id.clone(),
            name: c.name.clone(),
            parent: c.parent.clone(),
        };
        Self { items: catalog.channels().iter().map(entry).collect(), next_cursor: None }
    }
}
