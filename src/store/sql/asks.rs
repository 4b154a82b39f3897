//! Rows of asks; lists and answers are packed.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::{SqlStore, of_page, pack, unpack_text};
use crate::store::{AgencyId, Asks, Page, PageOf, StoreError, StoredAsk};

fn ask(row: &AnyRow) -> Result<StoredAsk, StoreError> {
    Ok(StoredAsk {
        id: row.try_get("id")?,
        audience: row.try_get("audience")?,
        created_at: row.try_get("created_at")?,
        design: row.try_get("design")?,
        people: unpack_text(row.try_get::<Vec<u8>, _>("people")?.as_slice())?,
        answers: row.try_get("answers")?,
    })
}

#[async_trait]
impl Asks for SqlStore {
    async fn insert_ask(&self, agency: &AgencyId, ask: &StoredAsk) -> Result<(), StoreError> {
        query(
            "INSERT INTO asks (agency, id, audience, created_at, design, people, answers) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(agency.as_str())
        .bind(&ask.id)
        .bind(&ask.audience)
        .bind(ask.created_at)
        .bind(&ask.design)
        .bind(pack(ask.people.as_bytes()))
        .bind(&ask.answers)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn ask(&self, agency: &AgencyId, id: &str) -> Result<Option<StoredAsk>, StoreError> {
        let row = query(
            "SELECT asks.* FROM asks JOIN datasets ON datasets.id = asks.audience AND datasets.state = 'ready' \
             WHERE asks.agency = $1 AND asks.id = $2",
        )
        .bind(agency.as_str())
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(ask).transpose()
    }

    async fn asks(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<StoredAsk>, StoreError> {
        let rows = of_page(
            "SELECT asks.* FROM asks JOIN datasets ON datasets.id = asks.audience AND datasets.state = 'ready' \
             WHERE asks.agency = $1 AND (asks.created_at < $2 OR (asks.created_at = $2 AND asks.id < $3)) \
             ORDER BY asks.created_at DESC, asks.id DESC LIMIT $4",
            agency,
            page,
        );
        self.listed(rows, page, ask, |ask: &StoredAsk| (ask.created_at, &ask.id)).await
    }

    async fn put_answers(&self, agency: &AgencyId, id: &str, before: &str, after: &str) -> Result<bool, StoreError> {
        let done = query("UPDATE asks SET answers = $1 WHERE agency = $2 AND id = $3 AND answers = $4")
            .bind(after)
            .bind(agency.as_str())
            .bind(id)
            .bind(before)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn delete_ask(&self, agency: &AgencyId, id: &str) -> Result<bool, StoreError> {
        let done = query("DELETE FROM asks WHERE agency = $1 AND id = $2")
            .bind(agency.as_str())
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
