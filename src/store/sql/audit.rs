//! Rows of the audit log.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::{SqlStore, of_page};
use crate::store::{AgencyId, AuditEntry, AuditLog, Page, PageOf, StoreError};

/// Status of an entry without an answer.
const UNANSWERED: i64 = 0;

fn entry(row: &AnyRow) -> Result<AuditEntry, StoreError> {
    let status: i64 = row.try_get("status")?;
    let damaged = |_| StoreError::Corrupt(format!("an entry of the audit log has status {status}"));
    Ok(AuditEntry {
        id: row.try_get("id")?,
        at: row.try_get("at")?,
        agency: AgencyId(row.try_get("agency")?),
        key: row.try_get("key_id")?,
        action: row.try_get("action")?,
        resource: row.try_get("resource")?,
        target: row.try_get("target")?,
        status: if status == UNANSWERED { None } else { Some(u16::try_from(status).map_err(damaged)?) },
        request_id: row.try_get("request_id")?,
    })
}

#[async_trait]
impl AuditLog for SqlStore {
    async fn append_entry(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        query(
            "INSERT INTO audit_log (id, at, agency, key_id, action, resource, status, request_id, target) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&entry.id)
        .bind(entry.at)
        .bind(entry.agency.as_str())
        .bind(entry.key.as_deref())
        .bind(&entry.action)
        .bind(entry.resource.as_deref())
        .bind(entry.status.map_or(UNANSWERED, i64::from))
        .bind(&entry.request_id)
        .bind(entry.target.as_deref())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn complete_entry(
        &self,
        id: &str,
        status: u16,
        made: Option<&str>,
        target: Option<&str>,
    ) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE audit_log SET status = $2, resource = COALESCE($3, resource), target = $5 \
             WHERE id = $1 AND status = $4",
        )
        .bind(id)
        .bind(i64::from(status))
        .bind(made)
        .bind(UNANSWERED)
        .bind(target)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn entries(&self, agency: &AgencyId, page: &Page) -> Result<PageOf<AuditEntry>, StoreError> {
        let rows = of_page(
            "SELECT * FROM audit_log WHERE agency = $1 AND (at < $2 OR (at = $2 AND id < $3)) \
             ORDER BY at DESC, id DESC LIMIT $4",
            agency,
            page,
        );
        self.listed(rows, page, entry, |entry: &AuditEntry| (entry.at, &entry.id)).await
    }
}
