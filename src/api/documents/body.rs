//! What lists tell of stored documents.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::contract::timestamp;
use crate::report::Language;
use crate::store::{DocumentHead, PageOf};

/// What a list tells of an analysis, a recommendation or an effect.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DocumentEntry)]
pub struct DocumentEntryBody {
    /// Id.
    pub id: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What it is about: the target, or the events.
    pub title: String,
    /// The stored audience it is of; null where it is of none.
    pub audience_id: Option<String>,
}

/// A list; `next_cursor` is null on the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentList {
    /// The documents, newest first.
    pub items: Vec<DocumentEntryBody>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

impl DocumentList {
    /// A page, with titles in a language.
    pub fn new(page: PageOf<DocumentHead>, language: Language) -> Self {
        let entry = |head: DocumentHead| DocumentEntryBody {
            id: head.id,
            created_at: timestamp(head.created_at),
            title: head.title.take(language),
            audience_id: head.audience,
        };
        Self { items: page.items.into_iter().map(entry).collect(), next_cursor: page.next_cursor }
    }
}
