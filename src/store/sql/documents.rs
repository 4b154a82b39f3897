//! Rows of documents; their texts are packed.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::{SqlStore, of_page, pack, unpack, unpack_text};
use crate::store::{
    AgencyId, DocumentHead, DocumentKind, Documents, Page, PageOf, RegisteredForecasts, StoreError, StoredDocument,
    Texts,
};

fn head(row: &AnyRow) -> Result<DocumentHead, StoreError> {
    Ok(DocumentHead {
        id: row.try_get("id")?,
        created_at: row.try_get("created_at")?,
        audience: row.try_get("audience")?,
        title: read_texts(&row.try_get::<String, _>("title")?)?,
    })
}

fn write_texts(texts: &Texts) -> String {
    serde_json::to_string(texts).expect("texts are plain data")
}

fn read_texts(json: &str) -> Result<Texts, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt("a document has no languages".to_owned()))
}

/// The document in every language as one, which compresses their likeness: a line for each language with the bytes of its
/// text, an empty line, and the texts.
fn pack_texts(texts: &Texts) -> Vec<u8> {
    if texts.is_empty() {
        return Vec::new();
    }
    let mut all: String = texts.iter().map(|(tag, text)| format!("{tag} {}\n", text.len())).collect();
    all.push('\n');
    texts.iter().for_each(|(_, text)| all.push_str(text));
    pack(all.as_bytes())
}

fn unpack_texts(bytes: &[u8]) -> Result<Texts, StoreError> {
    if bytes.is_empty() {
        return Ok(Texts::default());
    }
    let unreadable = || StoreError::Corrupt("a document has no languages".to_owned());
    let all = unpack_text(bytes)?;
    // Without a language there is the empty line alone.
    let (head, mut texts) = all.split_once("\n\n").unwrap_or(("", ""));
    let text = |line: &str| {
        let (tag, bytes) = line.split_once(' ')?;
        let (text, rest) = texts.split_at_checked(bytes.parse().ok()?)?;
        texts = rest;
        Some((tag.to_owned(), text.to_owned()))
    };
    head.lines().map(text).collect::<Option<Texts>>().ok_or_else(unreadable)
}

/// Keeps a document, as a part of a transaction or alone.
pub(super) async fn insert<'e>(
    executor: impl sqlx::Executor<'e, Database = sqlx::Any>,
    agency: &AgencyId,
    kind: DocumentKind,
    document: &StoredDocument,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO documents (id, agency, kind, created_at, audience, title, json, html, markdown, forecasts, analysis) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (agency, id) DO UPDATE SET \
         json = excluded.json, html = excluded.html, markdown = excluded.markdown, analysis = excluded.analysis",
    )
    .bind(document.head.id.clone())
    .bind(agency.as_str().to_owned())
    .bind(kind.as_str())
    .bind(document.head.created_at)
    .bind(document.head.audience.clone())
    .bind(write_texts(&document.head.title))
    .bind(pack_texts(&document.json))
    .bind(pack_texts(&document.html))
    .bind(pack_texts(&document.markdown))
    .bind(document.forecasts.clone())
    .bind(document.analysis.as_deref().map(pack))
    .execute(executor)
    .await?;
    Ok(())
}

#[async_trait]
impl Documents for SqlStore {
    async fn insert_document(
        &self,
        agency: &AgencyId,
        kind: DocumentKind,
        document: &StoredDocument,
    ) -> Result<(), StoreError> {
        insert(&self.pool, agency, kind, document).await
    }

    async fn document(
        &self,
        agency: &AgencyId,
        kind: DocumentKind,
        id: &str,
    ) -> Result<Option<StoredDocument>, StoreError> {
        let row = query("SELECT * FROM documents WHERE agency = $1 AND id = $2 AND kind = $3")
            .bind(agency.as_str())
            .bind(id)
            .bind(kind.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let texts = |column: &str| unpack_texts(row.try_get::<Vec<u8>, _>(column)?.as_slice());
        Ok(Some(StoredDocument {
            head: head(&row)?,
            json: texts("json")?,
            html: texts("html")?,
            markdown: texts("markdown")?,
            forecasts: row.try_get("forecasts")?,
            analysis: row.try_get::<Option<Vec<u8>>, _>("analysis")?.map(|packed| unpack(&packed)).transpose()?,
        }))
    }

    async fn documents(
        &self,
        agency: &AgencyId,
        kind: DocumentKind,
        page: &Page,
    ) -> Result<PageOf<DocumentHead>, StoreError> {
        let rows = of_page(
            "SELECT id, created_at, audience, title FROM documents WHERE agency = $1 AND kind = $5 \
             AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4",
            agency,
            page,
        );
        self.listed(rows.bind(kind.as_str()), page, head, |head: &DocumentHead| (head.created_at, &head.id)).await
    }

    async fn registered_forecasts(
        &self,
        agency: &AgencyId,
        limit: u32,
    ) -> Result<Vec<RegisteredForecasts>, StoreError> {
        let rows = query(
            "SELECT id, created_at, forecasts FROM documents WHERE agency = $1 AND forecasts <> '' \
             AND (audience IS NULL OR EXISTS \
             (SELECT 1 FROM datasets WHERE datasets.id = documents.audience AND datasets.state = 'ready')) \
             ORDER BY created_at DESC, id DESC LIMIT $2",
        )
        .bind(agency.as_str())
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        let registered = |row: &AnyRow| {
            Ok(RegisteredForecasts {
                id: row.try_get("id")?,
                created_at: row.try_get("created_at")?,
                forecasts: row.try_get("forecasts")?,
            })
        };
        rows.iter().map(registered).collect()
    }

    async fn delete_document(&self, agency: &AgencyId, kind: DocumentKind, id: &str) -> Result<bool, StoreError> {
        let done = query("DELETE FROM documents WHERE agency = $1 AND id = $2 AND kind = $3")
            .bind(agency.as_str())
            .bind(id)
            .bind(kind.as_str())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn delete_documents_before(&self, created_before: i64) -> Result<u64, StoreError> {
        let done =
            query("DELETE FROM documents WHERE created_at < $1").bind(created_before).execute(&self.pool).await?;
        Ok(done.rows_affected())
    }
}
