//! Rows of data sets.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::{SqlStore, count, of_page, signed};
use crate::ingest::Role;
use crate::store::id_sketch::{SketchedSet, account_of_people};
use crate::store::{
    AccountKey, AgencyId, Dataset, DatasetState, Datasets, IdSketch, Page, PageOf, StoreError, UploadSummary,
};

/// A role as it is kept.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::Audience => "audience",
        Role::Panel => "panel",
    }
}

const STATES: [(DatasetState, &str); 3] =
    [(DatasetState::Uploading, "uploading"), (DatasetState::Ready, "ready"), (DatasetState::Deleting, "deleting")];

fn state_name(state: DatasetState) -> &'static str {
    STATES.iter().find(|(other, _)| *other == state).map_or("", |(_, name)| name)
}

fn dataset(row: &AnyRow) -> Result<Dataset, StoreError> {
    let role: String = row.try_get("role")?;
    let state: String = row.try_get("state")?;
    let damaged = |what: &str| StoreError::Corrupt(format!("a data set is of {what}"));
    Ok(Dataset {
        id: row.try_get("id")?,
        agency: AgencyId(row.try_get("agency")?),
        role: match role.as_str() {
            "audience" => Role::Audience,
            "panel" => Role::Panel,
            _ => return Err(damaged("no known role")),
        },
        state: STATES.iter().find(|(_, name)| *name == state).ok_or_else(|| damaged("no known state"))?.0,
        hidden: row.try_get::<i64, _>("hidden")? != 0,
        name: row.try_get("name")?,
        account: row.try_get("account")?,
        people_of: row.try_get::<Option<String>, _>("people_of")?.map(AccountKey),
        taken_at: row.try_get("taken_at")?,
        as_of: row.try_get("as_of")?,
        created_at: row.try_get("created_at")?,
        lease_until: row.try_get("lease_until")?,
        summary: UploadSummary {
            profiles: count(row, "profiles")?,
            rejected: count(row, "rejected")?,
            parts: count(row, "parts")?,
            bytes: count(row, "bytes")?,
            stored_bytes: count(row, "stored_bytes")?,
            content_hash: row.try_get("content_hash")?,
            details: row.try_get("details")?,
        },
    })
}

/// Stored sets that a new one is compared with: 4 MB of sketches.
const MAX_COMPARED: i64 = 1000;

fn sketched(row: &AnyRow) -> Result<SketchedSet, StoreError> {
    let account = AccountKey::of(row.try_get::<Option<String>, _>("account")?.as_deref());
    let people_of = row.try_get::<Option<String>, _>("people_of")?.map_or_else(|| account.clone(), AccountKey);
    let sketch = IdSketch::of_bytes(&row.try_get::<Vec<u8>, _>("hashes")?);
    Ok(SketchedSet { account, people_of, sketch })
}

#[async_trait]
impl Datasets for SqlStore {
    async fn begin_dataset(&self, dataset: &Dataset) -> Result<(), StoreError> {
        query(
            "INSERT INTO datasets (id, agency, role, state, hidden, name, account, taken_at, as_of, created_at, \
             lease_until, profiles, rejected, parts, bytes, content_hash, details) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, 0, '', '{}')",
        )
        .bind(&dataset.id)
        .bind(dataset.agency.as_str())
        .bind(role_name(dataset.role))
        .bind(state_name(DatasetState::Uploading))
        .bind(i64::from(dataset.hidden))
        .bind(dataset.name.as_deref())
        .bind(dataset.account.as_deref())
        .bind(dataset.taken_at)
        .bind(&dataset.as_of)
        .bind(dataset.created_at)
        .bind(dataset.lease_until)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn note_uploads(&self, agency: &AgencyId, id: &str, details: &str) -> Result<(), StoreError> {
        query("UPDATE datasets SET details = $3 WHERE agency = $1 AND id = $2 AND state = 'uploading'")
            .bind(agency.as_str())
            .bind(id)
            .bind(details)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn has_dataset(&self, agency: &AgencyId, id: &str) -> Result<bool, StoreError> {
        let row = query("SELECT id FROM datasets WHERE agency = $1 AND id = $2");
        Ok(row.bind(agency.as_str()).bind(id).fetch_optional(&self.pool).await?.is_some())
    }

    async fn renew_dataset(&self, agency: &AgencyId, id: &str, lease_until: i64) -> Result<bool, StoreError> {
        let done = query("UPDATE datasets SET lease_until = $3 WHERE agency = $1 AND id = $2 AND state = 'uploading'")
            .bind(agency.as_str())
            .bind(id)
            .bind(lease_until)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn keep_sketch(&self, dataset: &Dataset, sketch: &IdSketch) -> Result<AccountKey, StoreError> {
        let mut transaction = self.write().await?;
        self.lock_agency(&mut transaction, &dataset.agency).await?;
        let rows = query(
            "SELECT account, people_of, hashes FROM datasets JOIN id_sketches ON id_sketches.dataset = datasets.id \
             AND id_sketches.agency = datasets.agency WHERE datasets.agency = $1 AND role = $2 AND state <> 'deleting' \
             AND datasets.id <> $3 ORDER BY created_at DESC, datasets.id DESC LIMIT $4",
        )
        .bind(dataset.agency.as_str())
        .bind(role_name(dataset.role))
        .bind(&dataset.id)
        .bind(MAX_COMPARED)
        .fetch_all(&mut *transaction)
        .await?;
        let stored: Vec<SketchedSet> = rows.iter().map(sketched).collect::<Result<_, StoreError>>()?;
        let people_of = account_of_people(AccountKey::of(dataset.account.as_deref()), sketch, &stored);
        query("INSERT INTO id_sketches (agency, dataset, hashes) VALUES ($1, $2, $3)")
            .bind(dataset.agency.as_str())
            .bind(&dataset.id)
            .bind(sketch.to_bytes())
            .execute(&mut *transaction)
            .await?;
        query("UPDATE datasets SET people_of = $3 WHERE agency = $1 AND id = $2")
            .bind(dataset.agency.as_str())
            .bind(&dataset.id)
            .bind(&people_of.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(people_of)
    }

    async fn finish_dataset(&self, agency: &AgencyId, id: &str, summary: &UploadSummary) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE datasets SET state = 'ready', profiles = $3, rejected = $4, parts = $5, bytes = $6, \
             content_hash = $7, details = $8, stored_bytes = $9 WHERE agency = $1 AND id = $2 AND state = 'uploading'",
        )
        .bind(agency.as_str())
        .bind(id)
        .bind(signed(summary.profiles))
        .bind(signed(summary.rejected))
        .bind(signed(summary.parts))
        .bind(signed(summary.bytes))
        .bind(&summary.content_hash)
        .bind(&summary.details)
        .bind(signed(summary.stored_bytes))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn stored_bytes(&self) -> Result<Vec<(AgencyId, u64)>, StoreError> {
        let rows = query(
            "SELECT agency, CAST(SUM(stored_bytes) AS BIGINT) AS n FROM datasets WHERE state <> 'deleting' \
             GROUP BY agency ORDER BY agency",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((AgencyId(row.try_get("agency")?), count(row, "n")?))).collect()
    }

    async fn dataset(&self, agency: &AgencyId, role: Role, id: &str) -> Result<Option<Dataset>, StoreError> {
        let row = query("SELECT * FROM datasets WHERE agency = $1 AND role = $2 AND id = $3 AND state = 'ready'")
            .bind(agency.as_str())
            .bind(role_name(role))
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(dataset).transpose()
    }

    async fn datasets(
        &self,
        agency: &AgencyId,
        role: Role,
        account: Option<&str>,
        page: &Page,
    ) -> Result<PageOf<Dataset>, StoreError> {
        let rows = of_page(
            "SELECT * FROM datasets WHERE agency = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) \
             AND role = $5 AND state = 'ready' AND hidden = 0 AND ($6 = 0 OR account = $7) \
             ORDER BY created_at DESC, id DESC LIMIT $4",
            agency,
            page,
        );
        let rows = rows.bind(role_name(role)).bind(i64::from(account.is_some()));
        let rows = rows.bind(account.unwrap_or_default().to_owned());
        self.listed(rows, page, dataset, |dataset: &Dataset| (dataset.created_at, &dataset.id)).await
    }

    async fn mark_dataset_deleted(&self, agency: &AgencyId, role: Role, id: &str) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE datasets SET state = 'deleting' WHERE agency = $1 AND role = $2 AND id = $3 AND state = 'ready'",
        )
        .bind(agency.as_str())
        .bind(role_name(role))
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn mark_datasets_deleted_before(&self, created_before: i64) -> Result<u64, StoreError> {
        let done = query("UPDATE datasets SET state = 'deleting' WHERE created_at < $1 AND state = 'ready'")
            .bind(created_before)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }

    async fn mark_orphans_deleted(&self, created_before: i64) -> Result<u64, StoreError> {
        let done = query(
            "UPDATE datasets SET state = 'deleting' WHERE hidden = 1 AND state = 'ready' AND created_at < $1 \
             AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.state IN ('queued', 'running') \
             AND (jobs.audience = datasets.id OR jobs.panel = datasets.id))",
        )
        .bind(created_before)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    async fn removable_datasets(&self, now: i64) -> Result<Vec<Dataset>, StoreError> {
        // An upload whose lease ran out is marked as deleted first, so that it cannot become ready while its files go.
        query("UPDATE datasets SET state = 'deleting' WHERE state = 'uploading' AND lease_until < $1")
            .bind(now)
            .execute(&self.pool)
            .await?;
        let rows = query("SELECT * FROM datasets WHERE state = 'deleting' ORDER BY id").fetch_all(&self.pool).await?;
        rows.iter().map(dataset).collect()
    }

    async fn delete_dataset(&self, agency: &AgencyId, id: &str) -> Result<(), StoreError> {
        for rows in [
            "DELETE FROM asks WHERE agency = $1 AND audience = $2",
            "DELETE FROM dataset_questions WHERE agency = $1 AND dataset = $2",
            "DELETE FROM id_sketches WHERE agency = $1 AND dataset = $2",
            "DELETE FROM datasets WHERE agency = $1 AND id = $2 AND state = 'deleting'",
        ] {
            query(rows).bind(agency.as_str()).bind(id).execute(&self.pool).await?;
        }
        Ok(())
    }
}
