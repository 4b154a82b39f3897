//! Rows in SQLite or PostgreSQL: one set of migrations and queries for both, through sqlx's `Any` driver.
//!
//! Only BIGINT, DOUBLE PRECISION, TEXT and BYTEA columns are used, every bind is written `$1`, and sums are cast: that is
//! what both databases and the driver read alike.

mod asks;
mod audit;
mod datasets;
mod documents;
mod idempotency;
mod jobs;
mod keys;
mod outcomes;
mod questions;
mod targets;

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::any::{AnyArguments, AnyConnectOptions, AnyPoolOptions, AnyRow, install_default_drivers};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::query::Query;
use sqlx::{Any, AnyPool, ConnectOptions, Connection, Executor, Row, SqlSafeStr, query};

use super::{AgencyId, Page, PageOf, Store, StoreError, Stored, open_private_file};

/// Name of the database file in the data folder.
const FILE: &str = "audience-fit.sqlite3";
/// Connections at most.
const CONNECTIONS: u32 = 8;
/// Time within which a connection must be had.
const PATIENCE: Duration = Duration::from_secs(10);
/// Settings of every SQLite connection: readers don't wait for the writer, every commit is on disk, writers queue up.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                               PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON";

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SqlStore {
    pool: AnyPool,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// A query of an agency's rows after a page's cursor: `$1` is the agency, `$2` and `$3` the time and name that rows come
/// before, `$4` how many are fetched. Further binds follow.
fn of_page(sql: &'static str, agency: &AgencyId, page: &Page) -> Query<'static, Any, AnyArguments> {
    query(sql).bind(agency.as_str().to_owned()).bind(page.time()).bind(page.name().to_owned()).bind(page.fetched())
}

impl SqlStore {
    /// The page that a query of [`of_page`] gives, each row as `read` reads it; `key` is an entry's time and name.
    async fn listed<T>(
        &self,
        rows: Query<'static, Any, AnyArguments>,
        page: &Page,
        read: impl Fn(&AnyRow) -> Result<T, StoreError>,
        key: impl Fn(&T) -> (i64, &str),
    ) -> Result<PageOf<T>, StoreError> {
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(page.of(rows.iter().map(read).collect::<Result<_, _>>()?, key))
    }

    /// Opens the database in `folder`, which is there, and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be used or is of a later version.
    pub async fn embedded(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let failed = |source: std::io::Error| StoreError::File { path: path.display().to_string(), source };
        let absolute = std::path::absolute(&path).map_err(failed)?;
        // The files beside it that SQLite makes have the same permissions.
        open_private_file(&path).map_err(failed)?;
        let mut url = url_of(&absolute)?;
        url.push_str("?mode=rwc");
        Self::open(&url, Kind::Sqlite).await
    }

    /// Whether `folder` has a database.
    pub fn is_embedded_in(folder: &Path) -> bool {
        folder.join(FILE).is_file()
    }

    /// Opens the database at `url`, for example `postgres://user:password@host/name`, and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be reached or is of a later version.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let kind = match url.split(':').next() {
            Some("postgres" | "postgresql") => Kind::Postgres,
            Some("sqlite") => Kind::Sqlite,
            _ => {
                let detail = "accepted: postgres://user:password@host:port/name";
                return Err(StoreError::Connect {
                    url: without_password(url),
                    source: sqlx::Error::Configuration(detail.into()),
                });
            }
        };
        Self::open(url, kind).await
    }

    async fn open(url: &str, kind: Kind) -> Result<Self, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(install_default_drivers);
        let failed = |source| StoreError::Connect { url: without_password(url), source };
        let options: AnyConnectOptions = url.parse().map_err(failed)?;
        let options = options.disable_statement_logging();
        // A pool goes on trying until its time is over, and does not say why.
        let mut first = options.connect().await.map_err(failed)?;
        if kind == Kind::Sqlite {
            first.execute(SQLITE_SETTINGS).await.map_err(failed)?;
            first.execute("SELECT COUNT(*) FROM sqlite_master").await.map_err(failed)?;
        }
        first.close().await.map_err(failed)?;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if kind == Kind::Sqlite {
                        connection.execute(SQLITE_SETTINGS).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await
            .map_err(failed)?;
        migrations().run(&pool).await?;
        Ok(Self { pool, kind })
    }

    /// A transaction that writes: SQLite's takes its lock at once, lest two of them wait for each other.
    async fn write(&self) -> Result<sqlx::Transaction<'static, sqlx::Any>, StoreError> {
        Ok(match self.kind {
            Kind::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => self.pool.begin().await?,
        })
    }

    /// Makes what an agency writes at the same time wait for one another; SQLite's transactions do so anyway.
    async fn lock_agency(
        &self,
        transaction: &mut sqlx::Transaction<'static, sqlx::Any>,
        agency: &AgencyId,
    ) -> Result<(), StoreError> {
        if self.kind == Kind::Postgres {
            query("SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)")
                .bind(agency.as_str())
                .execute(&mut **transaction)
                .await?;
        }
        Ok(())
    }

    /// Which database it is, in words.
    pub fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgres",
        }
    }

    /// Ends all connections; questions under way are finished.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        query("DELETE FROM readiness").execute(&mut *transaction).await?;
        query("INSERT INTO readiness (room) VALUES ($1)").bind(ROOM).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    async fn forget_deleted(&self) -> Result<(), StoreError> {
        // PostgreSQL keeps its log for recovery, and removes it by itself.
        if self.kind == Kind::Sqlite {
            query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&self.pool).await?;
        }
        Ok(())
    }

    async fn count(&self, agency: &AgencyId, what: Stored) -> Result<u64, StoreError> {
        let sql = match what {
            Stored::Datasets => {
                "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM datasets WHERE agency = $1 AND state <> 'deleting'"
            }
            Stored::Bytes => {
                "SELECT CAST(COALESCE(SUM(stored_bytes), 0) AS BIGINT) AS n FROM datasets \
                 WHERE agency = $1 AND state <> 'deleting'"
            }
            Stored::Outcomes => "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM outcomes WHERE agency = $1 AND body <> ''",
            Stored::Targets => "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM targets WHERE agency = $1",
            Stored::Asks => "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM asks WHERE agency = $1",
            Stored::Recommendations => {
                "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM documents WHERE agency = $1 AND kind = 'recommendation'"
            }
            Stored::Effects => {
                "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM documents WHERE agency = $1 AND kind = 'effect'"
            }
        };
        let row = query(sql).bind(agency.as_str()).fetch_one(&self.pool).await?;
        count(&row, "n")
    }
}

/// What a check of readiness writes: more than an audit entry, so that it fails before one does.
const ROOM: &str = "room for some entries of the audit log, which every request about people's data writes; where this \
                    cannot be written, neither can they";

fn migrations() -> Migrator {
    let steps = [
        (1, "service", include_str!("migrations/0001_service.sql")),
        (2, "disclosure", include_str!("migrations/0002_disclosure.sql")),
        (3, "readiness", include_str!("migrations/0003_readiness.sql")),
        (4, "asks", include_str!("migrations/0004_asks.sql")),
        (5, "documents", include_str!("migrations/0005_documents.sql")),
        (6, "questions", include_str!("migrations/0006_questions.sql")),
        (7, "people_questions", include_str!("migrations/0007_people_questions.sql")),
        (8, "stored_bytes", include_str!("migrations/0008_stored_bytes.sql")),
        (9, "id_sketches", include_str!("migrations/0009_id_sketches.sql")),
        (10, "analyses", include_str!("migrations/0010_analyses.sql")),
    ];
    Migrator::with_migrations(
        steps
            .into_iter()
            .map(|(version, name, sql)| {
                Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
            })
            .collect(),
    )
}

/// The URL of an absolute path.
fn url_of(path: &Path) -> Result<String, StoreError> {
    let text = path.to_str().ok_or_else(|| StoreError::Corrupt(format!("{} is not UTF-8", path.display())))?;
    let mut url = "sqlite://".to_owned();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    Ok(url)
}

/// An address without its password.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "***".to_owned() };
    let rest = rest.split('?').next().unwrap_or_default();
    match rest.rsplit_once('@') {
        None => format!("{scheme}://{rest}"),
        Some((user, place)) => format!("{scheme}://{}:***@{place}", user.split(':').next().unwrap_or_default()),
    }
}

/// A count that the database keeps as a signed number.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count of a row.
fn count(row: &AnyRow, column: &str) -> Result<u64, StoreError> {
    let value: i64 = row.try_get(column)?;
    u64::try_from(value).map_err(|_| StoreError::Corrupt(format!("{column} is {value}")))
}

/// Bytes as they are kept.
fn pack(bytes: &[u8]) -> Vec<u8> {
    // All at once: its tables are then no larger than the bytes.
    zstd::bulk::compress(bytes, 1).expect("memory takes any bytes")
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    zstd::decode_all(bytes).map_err(|_| not_unpacked())
}

fn unpack_text(bytes: &[u8]) -> Result<String, StoreError> {
    String::from_utf8(unpack(bytes)?).map_err(|_| not_unpacked())
}

fn not_unpacked() -> StoreError {
    StoreError::Corrupt("a document cannot be unpacked".to_owned())
}
