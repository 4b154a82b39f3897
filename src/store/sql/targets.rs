//! Rows of targets.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::SqlStore;
use crate::store::{AgencyId, StoreError, StoredTarget, Targets};

fn target(row: &AnyRow) -> Result<StoredTarget, StoreError> {
    Ok(StoredTarget {
        name: row.try_get("name")?,
        spec: row.try_get("spec")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

#[async_trait]
impl Targets for SqlStore {
    async fn put_target(
        &self,
        agency: &AgencyId,
        target: &StoredTarget,
        expected: Option<Option<&str>>,
    ) -> Result<bool, StoreError> {
        let bind = |sql: &'static str| {
            query(sql)
                .bind(agency.as_str().to_owned())
                .bind(target.name.clone())
                .bind(target.spec.clone())
                .bind(target.updated_at)
        };
        let put = match expected {
            None => bind(
                "INSERT INTO targets (agency, name, spec, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) \
                 ON CONFLICT (agency, name) DO UPDATE SET spec = excluded.spec, updated_at = excluded.updated_at",
            ),
            Some(None) => bind(
                "INSERT INTO targets (agency, name, spec, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) \
                 ON CONFLICT (agency, name) DO NOTHING",
            ),
            Some(Some(spec)) => {
                bind("UPDATE targets SET spec = $3, updated_at = $4 WHERE agency = $1 AND name = $2 AND spec = $5")
                    .bind(spec.to_owned())
            }
        };
        Ok(put.execute(&self.pool).await?.rows_affected() == 1)
    }

    async fn target(&self, agency: &AgencyId, name: &str) -> Result<Option<StoredTarget>, StoreError> {
        let row = query("SELECT * FROM targets WHERE agency = $1 AND name = $2")
            .bind(agency.as_str())
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(target).transpose()
    }

    async fn targets(&self, agency: &AgencyId) -> Result<Vec<StoredTarget>, StoreError> {
        let rows = query("SELECT * FROM targets WHERE agency = $1 ORDER BY name")
            .bind(agency.as_str())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(target).collect()
    }

    async fn delete_target(&self, agency: &AgencyId, name: &str) -> Result<bool, StoreError> {
        let done = query("DELETE FROM targets WHERE agency = $1 AND name = $2")
            .bind(agency.as_str())
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
