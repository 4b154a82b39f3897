//! What the service answers of its analyses, in lists.

use serde::Serialize;
use utoipa::ToSchema;

/// What a list tells of an analysis.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalysisEntry)]
pub struct AnalysisEntryBody {
    /// Id.
    pub id: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The stored audience it is of.
    pub audience_id: Option<String>,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnalysisList {
    /// The analyses, newest first.
    pub items: Vec<AnalysisEntryBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}
