//! Rows of outcomes.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::idempotency::keep_answer;
use super::{SqlStore, count, signed};
use crate::channel::CampaignOutcome;
use crate::store::outcome_record::{outcome_json, read_outcome};
use crate::store::{AgencyId, IdempotencyRecord, Outcomes, StoreError};

#[async_trait]
impl Outcomes for SqlStore {
    async fn append_outcomes(
        &self,
        agency: &AgencyId,
        outcomes: &[CampaignOutcome],
        now: i64,
        once: Option<IdempotencyRecord<'_>>,
    ) -> Result<u64, StoreError> {
        let mut transaction = self.write().await?;
        // The agency's row is the lock that gives each request's outcomes places of their own.
        query("UPDATE agencies SET created_at = created_at WHERE id = $1")
            .bind(agency.as_str())
            .execute(&mut *transaction)
            .await?;
        let row = query("SELECT CAST(COALESCE(MAX(place) + 1, 0) AS BIGINT) AS place FROM outcomes WHERE agency = $1")
            .bind(agency.as_str())
            .fetch_one(&mut *transaction)
            .await?;
        let first = count(&row, "place")?;
        for (place, outcome) in (first..).zip(outcomes) {
            query("INSERT INTO outcomes (agency, place, created_at, body) VALUES ($1, $2, $3, $4)")
                .bind(agency.as_str())
                .bind(signed(place))
                .bind(now)
                .bind(outcome_json(outcome))
                .execute(&mut *transaction)
                .await?;
        }
        if let Some(IdempotencyRecord { token, answer }) = once {
            keep_answer(&mut *transaction, agency, token, &answer(first)).await?;
        }
        transaction.commit().await?;
        Ok(first)
    }

    async fn outcomes(
        &self,
        agency: &AgencyId,
        from: u64,
        limit: u32,
    ) -> Result<Vec<(u64, CampaignOutcome)>, StoreError> {
        let rows = query(
            "SELECT place, body FROM outcomes WHERE agency = $1 AND place >= $2 AND body <> '' ORDER BY place LIMIT $3",
        )
        .bind(agency.as_str())
        .bind(signed(from))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        let outcome = |row: AnyRow| Ok((count(&row, "place")?, read_outcome(&row.try_get::<String, _>("body")?)?));
        rows.into_iter().map(outcome).collect()
    }

    async fn newest_outcomes(&self, agency: &AgencyId, limit: u32) -> Result<Vec<CampaignOutcome>, StoreError> {
        let rows = query("SELECT body FROM outcomes WHERE agency = $1 AND body <> '' ORDER BY place DESC LIMIT $2")
            .bind(agency.as_str())
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().rev().map(|row| read_outcome(&row.try_get::<String, _>("body")?)).collect()
    }

    async fn replace_outcome(
        &self,
        agency: &AgencyId,
        position: u64,
        before: &CampaignOutcome,
        after: &CampaignOutcome,
    ) -> Result<bool, StoreError> {
        let done = query("UPDATE outcomes SET body = $1 WHERE agency = $2 AND place = $3 AND body = $4")
            .bind(outcome_json(after))
            .bind(agency.as_str())
            .bind(signed(position))
            .bind(outcome_json(before))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn delete_outcome(&self, agency: &AgencyId, position: u64) -> Result<bool, StoreError> {
        // The row stays without its body, so that the position is not given to another outcome.
        let done = query("UPDATE outcomes SET body = '' WHERE agency = $1 AND place = $2 AND body <> ''")
            .bind(agency.as_str())
            .bind(signed(position))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
