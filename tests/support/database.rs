//! The databases that the service can keep its rows in.

use super::postgres;

/// Where a test keeps its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Database {
    /// The embedded default.
    Sqlite,
    Postgresql,
}

impl Database {
    /// The URL of a new, empty database; `None` for the embedded one.
    pub(crate) fn url(self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgresql => Some(postgres::database()),
        }
    }
}

/// Each of the named functions as a test on SQLite, and as one on PostgreSQL that runs where that was installed.
macro_rules! on_each_database {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            use crate::support::Database::Sqlite;
            $(#[test] fn $test() { super::$test(Sqlite) })+
        }
        mod on_postgresql {
            use crate::support::Database::Postgresql;
            $(#[test] #[ignore = "needs PostgreSQL: run `bash .ci/tools`, then `cargo test -- --ignored`"]
              fn $test() { super::$test(Postgresql) })+
        }
    };
}
pub(crate) use on_each_database;
