//! Analyses that are kept: the answer as it was given, and its reports.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{AgencyId, Page, PageOf, StoreError};
use crate::report::Language;

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

/// A document in every language it was written in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<String, String>);

impl Texts {
    /// The document in every language.
    pub fn new(write: impl Fn(Language) -> String) -> Self {
        Self(Language::ALL.into_iter().map(|language| (language.tag().to_owned(), write(language))).collect())
    }

    /// The document in a language; in the first it has where it was not written in that one; empty where in none.
    pub fn take(mut self, language: Language) -> String {
        let own = self.0.remove(language.tag());
        own.or_else(|| self.0.pop_first().map(|(_, text)| text)).unwrap_or_default()
    }

    /// The document in some language, for what is the same in all.
    pub fn any(&self) -> &str {
        self.0.values().next().map_or("", String::as_str)
    }
}

/// An analysis as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnalysis {
    /// Name, time and audience.
    pub head: StoredAnalysisHead,
    /// The answer, as JSON.
    pub json: Texts,
    /// The report as a page.
    pub html: Texts,
    /// The report as Markdown.
    pub markdown: Texts,
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
