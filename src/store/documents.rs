//! Documents that are kept: answers as they were given, with their reports and the forecasts they made.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{AgencyId, Page, PageOf, StoreError};
use crate::report::Language;

/// What a document answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A question about followers.
    Analysis,
    /// A question about channels.
    Recommendation,
    /// A question about events.
    Effect,
}

impl DocumentKind {
    /// Its name, in the database and in problems.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Analysis => "analysis",
            Self::Recommendation => "recommendation",
            Self::Effect => "effect",
        }
    }
}

/// A document as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentHead {
    /// Its id.
    pub id: String,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// The stored audience it is of, if any.
    pub audience: Option<String>,
    /// What it is about; in no language where nothing says so.
    pub title: Texts,
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

    /// The document in one language.
    pub fn one(language: Language, text: String) -> Self {
        Self(BTreeMap::from([(language.tag().to_owned(), text)]))
    }

    /// Whether it was written in no language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The document in a language, where it was written in that one.
    pub fn get(&self, language: Language) -> Option<&str> {
        self.0.get(language.tag()).map(String::as_str)
    }

    /// The document of each language by its tag.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(tag, text)| (tag.as_str(), text.as_str()))
    }

    /// The document in a language; in the first it has where it was not written in that one; empty where in none.
    pub fn take(mut self, language: Language) -> String {
        let own = self.0.remove(language.tag());
        own.or_else(|| self.0.pop_first().map(|(_, text)| text)).unwrap_or_default()
    }
}

impl FromIterator<(String, String)> for Texts {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Id, time and what it is of.
    pub head: DocumentHead,
    /// The answer, as JSON; of an analysis in the language in which it was asked for.
    pub json: Texts,
    /// The report as a page; in no language where `analysis` is there.
    pub html: Texts,
    /// The report as Markdown; in no language where `analysis` is there.
    pub markdown: Texts,
    /// The forecasts it makes, as JSON; empty where it makes none. They go with it.
    pub forecasts: String,
    /// The analysis itself, in the form of [`Analysis::to_bytes`](crate::analysis::Analysis::to_bytes): its reports, and its
    /// JSON in other languages, are written when somebody asks. None in other documents, and in analyses of before.
    pub analysis: Option<Vec<u8>>,
}

/// What a document registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredForecasts {
    /// Id of the document.
    pub id: String,
    /// When it was first kept, in milliseconds.
    pub created_at: i64,
    /// Its forecasts, as JSON.
    pub forecasts: String,
}

/// The part of a store that keeps documents.
#[async_trait]
pub trait Documents {
    /// Keeps a document. One that is made again keeps the time and the forecasts of the first.
    async fn insert_document(
        &self,
        agency: &AgencyId,
        kind: DocumentKind,
        document: &StoredDocument,
    ) -> Result<(), StoreError>;

    /// A document.
    async fn document(
        &self,
        agency: &AgencyId,
        kind: DocumentKind,
        id: &str,
    ) -> Result<Option<StoredDocument>, StoreError>;

    /// The documents of a kind, newest first.
    async fn documents(
        &self,
        agency: &AgencyId,
        kind: DocumentKind,
        page: &Page,
    ) -> Result<PageOf<DocumentHead>, StoreError>;

    /// The newest documents that make forecasts, at most `limit`, newest first. What is of an audience that was deleted is
    /// left out.
    async fn registered_forecasts(&self, agency: &AgencyId, limit: u32)
    -> Result<Vec<RegisteredForecasts>, StoreError>;

    /// Deletes a document with its forecasts. `false` where there was none.
    async fn delete_document(&self, agency: &AgencyId, kind: DocumentKind, id: &str) -> Result<bool, StoreError>;

    /// Deletes all documents made before; returns how many.
    async fn delete_documents_before(&self, created_before: i64) -> Result<u64, StoreError>;
}
