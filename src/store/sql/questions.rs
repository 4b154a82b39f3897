//! Rows of asked questions.

use async_trait::async_trait;
use sqlx::{Any, Transaction, query};

use super::{Kind, SqlStore, count};
use crate::store::{AskedQuestion, QuestionCount, QuestionLimits, Questions, StoreError};

#[async_trait]
impl Questions for SqlStore {
    async fn record_question(
        &self,
        asked: AskedQuestion<'_>,
        limits: QuestionLimits,
    ) -> Result<QuestionCount, StoreError> {
        let mut transaction = self.write().await?;
        if self.kind == Kind::Postgres {
            // Requests at the same time must count one another; SQLite's transactions wait anyway.
            query("SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)")
                .bind(asked.agency.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        query("DELETE FROM asked_questions WHERE agency = $1 AND key_id = $2 AND day < $3")
            .bind(asked.agency.as_str())
            .bind(asked.key)
            .bind(asked.day)
            .execute(&mut *transaction)
            .await?;
        let admission = if others_of_day(&mut transaction, asked).await? >= limits.per_day {
            QuestionCount::DayIsFull
        } else if others_in_all(&mut transaction, asked).await? >= limits.in_all {
            QuestionCount::DatasetIsFull
        } else {
            insert(&mut transaction, asked).await?;
            QuestionCount::Recorded
        };
        transaction.commit().await?;
        Ok(admission)
    }
}

async fn others_of_day(transaction: &mut Transaction<'_, Any>, asked: AskedQuestion<'_>) -> Result<u64, StoreError> {
    let others = query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS asked FROM asked_questions \
         WHERE agency = $1 AND key_id = $2 AND dataset = $3 AND day = $4 AND question <> $5",
    )
    .bind(asked.agency.as_str())
    .bind(asked.key)
    .bind(asked.dataset)
    .bind(asked.day)
    .bind(asked.question)
    .fetch_one(&mut **transaction)
    .await?;
    count(&others, "asked")
}

async fn others_in_all(transaction: &mut Transaction<'_, Any>, asked: AskedQuestion<'_>) -> Result<u64, StoreError> {
    // None where the question itself was asked before.
    let others = query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS asked FROM dataset_questions WHERE agency = $1 AND dataset = $2 \
         AND NOT EXISTS (SELECT 1 FROM dataset_questions WHERE agency = $1 AND dataset = $2 AND question = $3)",
    )
    .bind(asked.agency.as_str())
    .bind(asked.dataset)
    .bind(asked.question)
    .fetch_one(&mut **transaction)
    .await?;
    count(&others, "asked")
}

async fn insert(transaction: &mut Transaction<'_, Any>, asked: AskedQuestion<'_>) -> Result<(), StoreError> {
    query(
        "INSERT INTO asked_questions (agency, key_id, dataset, day, question) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
    )
    .bind(asked.agency.as_str())
    .bind(asked.key)
    .bind(asked.dataset)
    .bind(asked.day)
    .bind(asked.question)
    .execute(&mut **transaction)
    .await?;
    query("INSERT INTO dataset_questions (agency, dataset, question) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(asked.agency.as_str())
        .bind(asked.dataset)
        .bind(asked.question)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
