//! Rows of jobs.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::{SqlStore, count, documents, of_page};
use crate::store::{AgencyId, DocumentKind, Job, JobState, Jobs, Lease, Page, PageOf, StoreError, StoredDocument};

fn job(row: &AnyRow) -> Result<Job, StoreError> {
    let state: String = row.try_get("state")?;
    let known = JobState::named(&state);
    Ok(Job {
        id: row.try_get("id")?,
        agency: AgencyId(row.try_get("agency")?),
        state: known.ok_or_else(|| StoreError::Corrupt("a job is in no known state".to_owned()))?,
        request: row.try_get("request")?,
        audience: row.try_get("audience")?,
        panel: row.try_get("panel")?,
        exact: row.try_get::<i64, _>("exact")? != 0,
        progress: row.try_get("progress")?,
        created_at: row.try_get("created_at")?,
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
        attempts: count(row, "attempts")?,
        cancel: row.try_get::<i64, _>("cancel")? != 0,
        analysis: row.try_get("analysis")?,
        problem: row.try_get("problem")?,
    })
}

impl SqlStore {
    /// Of the agencies with a job that waits, the one whose last job began first: a long queue of one keeps no other
    /// waiting.
    async fn next_agency(&self, now: i64) -> Result<Option<String>, StoreError> {
        let waiting = query(
            "SELECT agency, CAST(MIN(created_at) AS BIGINT) AS since FROM jobs \
             WHERE state = 'queued' OR (state = 'running' AND lease_until < $1) GROUP BY agency",
        );
        let mut next: Option<(i64, i64, String)> = None;
        for row in waiting.bind(now).fetch_all(&self.pool).await? {
            let agency: String = row.try_get("agency")?;
            let last =
                query("SELECT CAST(COALESCE(MAX(started_at), 0) AS BIGINT) AS began FROM jobs WHERE agency = $1");
            let last = last.bind(&agency).fetch_one(&self.pool).await?;
            let this = (last.try_get("began")?, row.try_get("since")?, agency);
            next = Some(next.map_or(this.clone(), |other| other.min(this)));
        }
        Ok(next.map(|(_, _, agency)| agency))
    }
}

#[async_trait]
impl Jobs for SqlStore {
    async fn queue_job(&self, job: &Job) -> Result<(), StoreError> {
        query(
            "INSERT INTO jobs (id, agency, state, request, audience, panel, progress, created_at, lease_until, \
             attempts, cancel, exact) VALUES ($1, $2, 'queued', $3, $4, $5, 0.0, $6, 0, 0, 0, $7)",
        )
        .bind(&job.id)
        .bind(job.agency.as_str())
        .bind(&job.request)
        .bind(&job.audience)
        .bind(job.panel.as_deref())
        .bind(job.created_at)
        .bind(i64::from(job.exact))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn job(&self, agency: &AgencyId, id: &str) -> Result<Option<Job>, StoreError> {
        let row = query("SELECT * FROM jobs WHERE agency = $1 AND id = $2")
            .bind(agency.as_str())
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(job).transpose()
    }

    async fn jobs(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<Job>, StoreError> {
        let rows = of_page(
            "SELECT * FROM jobs WHERE agency = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) \
             ORDER BY created_at DESC, id DESC LIMIT $4",
            agency,
            page,
        );
        self.listed(rows, page, job, |job: &Job| (job.created_at, &job.id)).await
    }

    async fn claim_job(&self, lease: Lease<'_>, now: i64) -> Result<Option<Job>, StoreError> {
        loop {
            let Some(agency) = self.next_agency(now).await? else { return Ok(None) };
            let next = query(
                "SELECT id FROM jobs WHERE agency = $2 AND (state = 'queued' OR (state = 'running' AND lease_until < $1)) \
                 ORDER BY created_at, id LIMIT 1",
            )
            .bind(now)
            .bind(&agency)
            .fetch_optional(&self.pool)
            .await?;
            // Another runner may have taken the last of that agency.
            let Some(next) = next else { continue };
            let id: String = next.try_get("id")?;
            // Whoever changes the row first has it; the others look for another.
            let claimed = query(
                "UPDATE jobs SET state = 'running', owner = $2, lease_until = $3, attempts = attempts + 1, \
                 started_at = COALESCE(started_at, $4) \
                 WHERE id = $1 AND (state = 'queued' OR (state = 'running' AND lease_until < $4))",
            )
            .bind(&id)
            .bind(lease.owner)
            .bind(lease.until)
            .bind(now)
            .execute(&self.pool)
            .await?;
            if claimed.rows_affected() == 1 {
                let row = query("SELECT * FROM jobs WHERE id = $1").bind(&id).fetch_optional(&self.pool).await?;
                return row.as_ref().map(job).transpose();
            }
        }
    }

    async fn renew_job(&self, id: &str, lease: Lease<'_>, progress: f64) -> Result<Option<bool>, StoreError> {
        let mine =
            query("UPDATE jobs SET lease_until = $3, progress = $4 WHERE id = $1 AND owner = $2 AND state = 'running'")
                .bind(id)
                .bind(lease.owner)
                .bind(lease.until)
                .bind(progress)
                .execute(&self.pool)
                .await?;
        if mine.rows_affected() == 0 {
            return Ok(None);
        }
        let row = query("SELECT cancel FROM jobs WHERE id = $1").bind(id).fetch_one(&self.pool).await?;
        Ok(Some(row.try_get::<i64, _>("cancel")? != 0))
    }

    async fn release_job(&self, id: &str, owner: &str) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE jobs SET state = 'queued', owner = NULL, lease_until = 0 \
             WHERE id = $1 AND owner = $2 AND state = 'running'",
        )
        .bind(id)
        .bind(owner)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn finish_job(&self, id: &str, owner: &str, analysis: &StoredDocument, now: i64) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let done = query(
            "UPDATE jobs SET state = 'succeeded', progress = 1.0, finished_at = $3, analysis = $4 \
             WHERE id = $1 AND owner = $2 AND state = 'running'",
        )
        .bind(id)
        .bind(owner)
        .bind(now)
        .bind(&analysis.head.id)
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let row = query("SELECT agency FROM jobs WHERE id = $1").bind(id).fetch_one(&mut *transaction).await?;
        documents::insert(&mut *transaction, &AgencyId(row.try_get("agency")?), DocumentKind::Analysis, analysis)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn fail_job(&self, id: &str, owner: &str, problem: Option<&str>, now: i64) -> Result<bool, StoreError> {
        let state = if problem.is_some() { JobState::Failed } else { JobState::Cancelled };
        let done = query(
            "UPDATE jobs SET state = $3, finished_at = $4, problem = $5 \
             WHERE id = $1 AND owner = $2 AND state = 'running'",
        )
        .bind(id)
        .bind(owner)
        .bind(state.as_str())
        .bind(now)
        .bind(problem)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn cancel_job(&self, agency: &AgencyId, id: &str, now: i64) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE jobs SET cancel = 1, \
             finished_at = CASE WHEN state = 'queued' THEN $3 ELSE finished_at END, \
             state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END \
             WHERE agency = $1 AND id = $2 AND state IN ('queued', 'running')",
        )
        .bind(agency.as_str())
        .bind(id)
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn open_jobs(&self) -> Result<u64, StoreError> {
        let row = query("SELECT CAST(COUNT(*) AS BIGINT) AS open FROM jobs WHERE state IN ('queued', 'running')")
            .fetch_one(&self.pool)
            .await?;
        count(&row, "open")
    }

    async fn delete_jobs_before(&self, created_before: i64) -> Result<u64, StoreError> {
        let done = query("DELETE FROM jobs WHERE created_at < $1 AND state IN ('succeeded', 'failed', 'cancelled')")
            .bind(created_before)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}
