//! Analyses that are kept: the answer as it was given, and its reports.

use async_trait::async_trait;

use super::{AgencyId, Page, PageOf, StoreError};

/// An analysis as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnalysisHead {
    /// Its name.
    pub id: String,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// The stored audience it is of, if any.
    pub audience: Option<String>,
}

/// An analysis as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnalysis {
    /// Name, time and audience.
    pub head: StoredAnalysisHead,
    /// The answer, as JSON.
    pub json: String,
    /// The report as a page.
    pub html: String,
    /// The report as Markdown.
    pub markdown: String,
}

/// The part of a store that keeps analyses.
#[async_trait]
pub trait Analyses {
    /// Keeps an analysis.
    async fn insert_analysis(&self, agency: &AgencyId, analysis: &StoredAnalysis) -> Result<(), StoreError>;

    /// An analysis.
    async fn analysis(&self, agency: &AgencyId, id: &str) -> Result<Option<StoredAnalysis>, StoreError>;

    /// The analyses, newest first.
    async fn analyses(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<StoredAnalysisHead>, StoreError>;

    /// Deletes an analysis. `false` where there was none.
    async fn delete_analysis(&self, agency: &AgencyId, id: &str) -> Result<bool, StoreError>;

    /// Deletes all analyses made before; returns how many.
    async fn delete_analyses_before(&self, created_before: i64) -> Result<u64, StoreError>;
}
