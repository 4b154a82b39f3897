//! Rows of asked questions.

use async_trait::async_trait;
use sqlx::query;

use super::{Kind, SqlStore, count};
use crate::store::{AskedQuestion, Questions, StoreError};

#[async_trait]
impl Questions for SqlStore {
    async fn record_question(&self, asked: AskedQuestion<'_>, most: u64) -> Result<bool, StoreError> {
        let AskedQuestion { agency, key, dataset, day, question } = asked;
        let mut transaction = self.write().await?;
        if self.kind == Kind::Postgres {
            // Requests at the same time must count one another, whether the key is a stored one or not; SQLite's
            // transactions wait anyway.
            query("SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)")
                .bind(format!("{} {key}", agency.as_str()))
                .execute(&mut *transaction)
                .await?;
        }
        query("DELETE FROM asked_questions WHERE agency = $1 AND key_id = $2 AND day < $3")
            .bind(agency.as_str())
            .bind(key)
            .bind(day)
            .execute(&mut *transaction)
            .await?;
        let others = query(
            "SELECT CAST(COUNT(*) AS BIGINT) AS asked FROM asked_questions \
             WHERE agency = $1 AND key_id = $2 AND dataset = $3 AND day = $4 AND question <> $5",
        )
        .bind(agency.as_str())
        .bind(key)
        .bind(dataset)
        .bind(day)
        .bind(question)
        .fetch_one(&mut *transaction)
        .await?;
        let is_admitted = count(&others, "asked")? < most;
        if is_admitted {
            query(
                "INSERT INTO asked_questions (agency, key_id, dataset, day, question) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(agency.as_str())
            .bind(key)
            .bind(dataset)
            .bind(day)
            .bind(question)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(is_admitted)
    }
}
