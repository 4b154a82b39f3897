//! Rows of asked questions.

use async_trait::async_trait;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Row, Transaction, query};

use super::{SqlStore, count};
use crate::store::{AgencyId, AskedQuestion, QuestionCount, QuestionLimits, Questions, StoreError, WINDOW_DAYS};

#[async_trait]
impl Questions for SqlStore {
    async fn record_question(
        &self,
        asked: AskedQuestion<'_>,
        limits: QuestionLimits,
    ) -> Result<QuestionCount, StoreError> {
        let mut transaction = self.write().await?;
        self.lock_agency(&mut transaction, asked.agency).await?;
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
            record_about_people(&mut transaction, asked, limits.in_all).await?
        };
        if matches!(admission, QuestionCount::Recorded { .. }) {
            insert(&mut transaction, asked).await?;
        }
        transaction.commit().await?;
        Ok(admission)
    }
}

fn place_of(agency: &AgencyId, people: &str, question: &str) -> Query<'static, Any, AnyArguments> {
    query("SELECT place FROM people_questions WHERE agency = $1 AND people = $2 AND question = $3")
        .bind(agency.as_str().to_owned())
        .bind(people.to_owned())
        .bind(question.to_owned())
}

/// Gives a question its place among those about the same people, unless as many others were asked within the time that
/// counts as may be.
async fn record_about_people(
    transaction: &mut Transaction<'_, Any>,
    asked: AskedQuestion<'_>,
    most: u64,
) -> Result<QuestionCount, StoreError> {
    let known = place_of(asked.agency, asked.people, asked.question).fetch_optional(&mut **transaction).await?;
    if let Some(row) = known {
        return Ok(QuestionCount::Recorded { place: count(&row, "place")? });
    }
    let others = query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS asked, CAST(MIN(day) AS BIGINT) AS first FROM people_questions \
         WHERE agency = $1 AND people = $2 AND day > $3",
    )
    .bind(asked.agency.as_str())
    .bind(asked.people)
    .bind(asked.day - WINDOW_DAYS)
    .fetch_one(&mut **transaction)
    .await?;
    let place = count(&others, "asked")?;
    if place >= most {
        let first: Option<i64> = others.try_get("first")?;
        return Ok(QuestionCount::PeopleAreFull { until_day: first.unwrap_or(asked.day) + WINDOW_DAYS });
    }
    query(
        "DELETE FROM people_questions WHERE agency = $1 AND people = $2 AND day <= $3 \
         AND NOT EXISTS (SELECT 1 FROM datasets WHERE datasets.id = people_questions.dataset)",
    )
    .bind(asked.agency.as_str())
    .bind(asked.people)
    .bind(asked.day - WINDOW_DAYS)
    .execute(&mut **transaction)
    .await?;
    query(
        "INSERT INTO people_questions (agency, people, question, dataset, day, place) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(asked.agency.as_str())
    .bind(asked.people)
    .bind(asked.question)
    .bind(asked.dataset)
    .bind(asked.day)
    .bind(place as i64)
    .execute(&mut **transaction)
    .await?;
    Ok(QuestionCount::Recorded { place })
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
