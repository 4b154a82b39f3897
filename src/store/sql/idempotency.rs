//! Rows of answers that are given again.

use async_trait::async_trait;
use sqlx::{Row, query};

use super::SqlStore;
use crate::store::{AgencyId, Idempotency, IdempotencyState, Replay, StoreError};

/// Keeps an answer, as a part of a transaction or alone.
pub(super) async fn keep_answer<'e>(
    executor: impl sqlx::Executor<'e, Database = sqlx::Any>,
    agency: &AgencyId,
    token: &str,
    replay: &Replay,
) -> Result<(), StoreError> {
    query("UPDATE idempotency SET status = $3, location = $4, body = $5 WHERE agency = $1 AND token = $2")
        .bind(agency.as_str().to_owned())
        .bind(token.to_owned())
        .bind(i64::from(replay.status))
        .bind(replay.location.clone())
        .bind(replay.body.clone())
        .execute(executor)
        .await?;
    Ok(())
}

#[async_trait]
impl Idempotency for SqlStore {
    async fn begin_request(
        &self,
        agency: &AgencyId,
        token: &str,
        fingerprint: &str,
        now: i64,
        lease_until: i64,
    ) -> Result<IdempotencyState, StoreError> {
        // The first has the row; one that never ended is taken over by the first request after its lease.
        let begun = query(
            "INSERT INTO idempotency (agency, token, fingerprint, created_at, lease_until) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency, token) DO UPDATE \
             SET fingerprint = excluded.fingerprint, created_at = excluded.created_at, \
             lease_until = excluded.lease_until \
             WHERE idempotency.status IS NULL AND idempotency.lease_until < excluded.created_at",
        )
        .bind(agency.as_str())
        .bind(token)
        .bind(fingerprint)
        .bind(now)
        .bind(lease_until)
        .execute(&self.pool)
        .await?;
        if begun.rows_affected() == 1 {
            return Ok(IdempotencyState::New);
        }
        let row = query("SELECT * FROM idempotency WHERE agency = $1 AND token = $2")
            .bind(agency.as_str())
            .bind(token)
            .fetch_optional(&self.pool)
            .await?;
        // It went in between: the caller comes again.
        let Some(row) = row else { return Ok(IdempotencyState::InProgress) };
        if row.try_get::<String, _>("fingerprint")? != fingerprint {
            return Ok(IdempotencyState::Mismatch);
        }
        let Some(status) = row.try_get::<Option<i64>, _>("status")? else { return Ok(IdempotencyState::InProgress) };
        let status =
            u16::try_from(status).map_err(|_| StoreError::Corrupt(format!("an answer has status {status}")))?;
        let body: Option<Vec<u8>> = row.try_get("body")?;
        Ok(IdempotencyState::Completed(Replay {
            status,
            location: row.try_get("location")?,
            body: body.unwrap_or_default(),
        }))
    }

    async fn renew_request(&self, agency: &AgencyId, token: &str, lease_until: i64) -> Result<(), StoreError> {
        query("UPDATE idempotency SET lease_until = $3 WHERE agency = $1 AND token = $2 AND status IS NULL")
            .bind(agency.as_str())
            .bind(token)
            .bind(lease_until)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn complete_request(&self, agency: &AgencyId, token: &str, replay: &Replay) -> Result<(), StoreError> {
        keep_answer(&self.pool, agency, token, replay).await
    }

    async fn delete_request(&self, agency: &AgencyId, token: &str) -> Result<(), StoreError> {
        query("DELETE FROM idempotency WHERE agency = $1 AND token = $2 AND status IS NULL")
            .bind(agency.as_str())
            .bind(token)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn delete_requests_before(&self, created_before: i64) -> Result<u64, StoreError> {
        let done =
            query("DELETE FROM idempotency WHERE created_at < $1").bind(created_before).execute(&self.pool).await?;
        Ok(done.rows_affected())
    }
}
