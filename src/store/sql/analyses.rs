//! Rows of analyses; their documents are packed.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::{SqlStore, of_page, pack, unpack};
use crate::store::{AgencyId, Analyses, Page, PageOf, StoreError, StoredAnalysis, StoredAnalysisHead, Texts};

fn head(row: &AnyRow) -> Result<StoredAnalysisHead, StoreError> {
    Ok(StoredAnalysisHead {
        id: row.try_get("id")?,
        created_at: row.try_get("created_at")?,
        audience: row.try_get("audience")?,
    })
}

/// The document in every language as one, which compresses their likeness.
fn pack_texts(texts: &Texts) -> Vec<u8> {
    pack(&serde_json::to_string(texts).expect("texts are plain data"))
}

fn unpack_texts(bytes: &[u8]) -> Result<Texts, StoreError> {
    let unreadable = |_| StoreError::Corrupt("a document has no languages".to_owned());
    serde_json::from_str(&unpack(bytes)?).map_err(unreadable)
}

/// Keeps an analysis, as a part of a transaction or alone.
pub(super) async fn insert<'e>(
    executor: impl sqlx::Executor<'e, Database = sqlx::Any>,
    agency: &AgencyId,
    analysis: &StoredAnalysis,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO analyses (id, agency, created_at, audience, json, html, markdown) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency, id) DO UPDATE SET json = excluded.json, \
         html = excluded.html, markdown = excluded.markdown",
    )
    .bind(analysis.head.id.clone())
    .bind(agency.as_str().to_owned())
    .bind(analysis.head.created_at)
    .bind(analysis.head.audience.clone())
    .bind(pack_texts(&analysis.json))
    .bind(pack_texts(&analysis.html))
    .bind(pack_texts(&analysis.markdown))
    .execute(executor)
    .await?;
    Ok(())
}

#[async_trait]
impl Analyses for SqlStore {
    async fn insert_analysis(&self, agency: &AgencyId, analysis: &StoredAnalysis) -> Result<(), StoreError> {
        insert(&self.pool, agency, analysis).await
    }

    async fn analysis(&self, agency: &AgencyId, id: &str) -> Result<Option<StoredAnalysis>, StoreError> {
        let row = query("SELECT * FROM analyses WHERE agency = $1 AND id = $2")
            .bind(agency.as_str())
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let document = |column: &str| unpack_texts(row.try_get::<Vec<u8>, _>(column)?.as_slice());
        Ok(Some(StoredAnalysis {
            head: head(&row)?,
            json: document("json")?,
            html: document("html")?,
            markdown: document("markdown")?,
        }))
    }

    async fn analyses(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<StoredAnalysisHead>, StoreError> {
        let rows = of_page(
            "SELECT id, created_at, audience FROM analyses WHERE agency = $1 \
             AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4",
            agency,
            page,
        );
        self.listed(rows, page, head, |head: &StoredAnalysisHead| (head.created_at, &head.id)).await
    }

    async fn delete_analysis(&self, agency: &AgencyId, id: &str) -> Result<bool, StoreError> {
        let done = query("DELETE FROM analyses WHERE agency = $1 AND id = $2")
            .bind(agency.as_str())
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn delete_analyses_before(&self, created_before: i64) -> Result<u64, StoreError> {
        let done = query("DELETE FROM analyses WHERE created_at < $1").bind(created_before).execute(&self.pool).await?;
        Ok(done.rows_affected())
    }
}
