//! Rows of agencies and keys.

use async_trait::async_trait;
use sqlx::any::AnyRow;
use sqlx::{Row, query};

use super::SqlStore;
use crate::store::{Agency, AgencyId, AgencySecret, ApiKey, IdKind, KeyHash, Keys, Scope, StoreError};

fn key(row: &AnyRow) -> Result<ApiKey, StoreError> {
    let scopes: String = row.try_get("scopes")?;
    let scopes: Option<Vec<Scope>> = scopes.split(',').map(Scope::named).collect();
    Ok(ApiKey {
        id: row.try_get("id")?,
        agency: AgencyId(row.try_get("agency")?),
        label: row.try_get("label")?,
        scopes: scopes.ok_or_else(|| StoreError::Corrupt("a key has an unknown scope".to_owned()))?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
    })
}

const INSERT_KEY: &str = "INSERT INTO api_keys (id, agency, label, hash, scopes, created_at, expires_at, revoked_at) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const RENEW_KEY: &str = "INSERT INTO api_keys (id, agency, label, hash, scopes, created_at, expires_at, revoked_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE \
                         SET label = excluded.label, scopes = excluded.scopes, expires_at = excluded.expires_at \
                         WHERE api_keys.revoked_at IS NULL";

impl SqlStore {
    async fn write_key(&self, statement: &'static str, key: &ApiKey, hash: KeyHash) -> Result<(), StoreError> {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        query(statement)
            .bind(&key.id)
            .bind(key.agency.as_str())
            .bind(&key.label)
            .bind(hash.to_hex())
            .bind(scopes.join(","))
            .bind(key.created_at)
            .bind(key.expires_at)
            .bind(key.revoked_at)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[async_trait]
impl Keys for SqlStore {
    async fn get_or_create_agency(&self, name: &str, now: i64) -> Result<AgencyId, StoreError> {
        query("INSERT INTO agencies (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING")
            .bind(IdKind::Agency.generate())
            .bind(name)
            .bind(now)
            .execute(&self.pool)
            .await?;
        let row = query("SELECT id FROM agencies WHERE name = $1").bind(name).fetch_one(&self.pool).await?;
        Ok(AgencyId(row.try_get("id")?))
    }

    async fn agency_secret(&self, agency: &AgencyId) -> Result<AgencySecret, StoreError> {
        let stored = || query("SELECT secret FROM agency_secrets WHERE agency = $1").bind(agency.as_str());
        let row = match stored().fetch_optional(&self.pool).await? {
            Some(row) => row,
            None => {
                // Of two replicas that need it at once, both take the secret of the first.
                query("INSERT INTO agency_secrets (agency, secret) VALUES ($1, $2) ON CONFLICT (agency) DO NOTHING")
                    .bind(agency.as_str())
                    .bind(AgencySecret::generate().to_hex())
                    .execute(&self.pool)
                    .await?;
                stored().fetch_one(&self.pool).await?
            }
        };
        let secret = AgencySecret::from_hex(&row.try_get::<String, _>("secret")?);
        secret.ok_or_else(|| StoreError::Corrupt("the secret of an agency is none".to_owned()))
    }

    async fn agencies(&self) -> Result<Vec<Agency>, StoreError> {
        let rows = query("SELECT id, name FROM agencies ORDER BY name").fetch_all(&self.pool).await?;
        let agency = |row: &AnyRow| Ok(Agency { id: AgencyId(row.try_get("id")?), name: row.try_get("name")? });
        rows.iter().map(agency).collect()
    }

    async fn insert_key(&self, key: &ApiKey, hash: KeyHash) -> Result<(), StoreError> {
        self.write_key(INSERT_KEY, key, hash).await
    }

    async fn renew_key(&self, key: &ApiKey, hash: KeyHash) -> Result<(), StoreError> {
        self.write_key(RENEW_KEY, key, hash).await
    }

    async fn key(&self, id: &str) -> Result<Option<(ApiKey, KeyHash)>, StoreError> {
        let row = query("SELECT * FROM api_keys WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        let Some(row) = row else { return Ok(None) };
        let hash = KeyHash::from_hex(&row.try_get::<String, _>("hash")?);
        let hash = hash.ok_or_else(|| StoreError::Corrupt("the hash of a key is none".to_owned()))?;
        Ok(Some((key(&row)?, hash)))
    }

    async fn keys(&self, agency: &AgencyId) -> Result<Vec<ApiKey>, StoreError> {
        let rows = query("SELECT * FROM api_keys WHERE agency = $1 ORDER BY created_at DESC, id DESC")
            .bind(agency.as_str())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(key).collect()
    }

    async fn revoke_key(&self, id: &str, now: i64) -> Result<bool, StoreError> {
        let done = query("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
            .bind(id)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn has_keys(&self) -> Result<bool, StoreError> {
        Ok(query("SELECT id FROM api_keys LIMIT 1").fetch_optional(&self.pool).await?.is_some())
    }
}
