//! What the service answers of a named target.

use serde::Serialize;
use utoipa::ToSchema;

use crate::target::TargetSpec;

/// A named target: the agency's own, or a preset of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredTarget)]
pub struct StoredTargetBody {
    /// Name, for `target.preset` of a request.
    pub name: String,
    /// Its definition.
    pub definition: TargetSpec,
    /// When it was created; null for a preset of the catalogue.
    #[schema(format = DateTime)]
    pub created_at: Option<String>,
    /// When it was last changed; null for a preset of the catalogue.
    #[schema(format = DateTime)]
    pub updated_at: Option<String>,
}
