//! Buckets in one SQLite file.
//!
//! One connection writes, so that writers wait in line in the order of their arrival instead of retrying against
//! SQLite's lock; some others read beside it, which the write-ahead log allows. Each write is one transaction that
//! takes the write lock at its start, and is rolled back when its caller is cancelled.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Sqlite, SqliteConnection, Transaction};

use super::error::KeyValueError;
use super::key::Key;
use super::quota::{Quota, Usage};
use super::space::{KeySpace, Page, parse_number};

const SCHEMA: &str = include_str!("schema.sql");
const SCHEMA_VERSION: i64 = 1;

/// How long an operation waits for others, of this process or of another one on the same file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections that read at the same time. Each has a thread of its own.
const READERS: u32 = 4;

/// The size to which the write-ahead log is cut back after a large write, in bytes.
const JOURNAL_BYTES: &str = "16777216";

/// Why the file could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The file could not be made.
    #[error("cannot make the key-value file; check that its directory exists and is writable")]
    File(#[from] std::io::Error),
    /// SQLite refused it.
    #[error(
        "cannot open the key-value file; check that it is a SQLite database that this user may write"
    )]
    Sqlite(#[from] sqlx::Error),
    /// A later version wrote it.
    #[error(
        "the key-value file has the format {0}, this program knows 1; use a newer program or another file"
    )]
    TooNew(i64),
}

/// The file, opened. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Database {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Database {
    pub(super) async fn open(path: &Path) -> Result<Self, OpenError> {
        make_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("journal_size_limit", JOURNAL_BYTES)
            .disable_statement_logging();
        let writer = pool(1).connect_with(options.clone()).await?;
        migrate(&writer).await?;
        let readers = pool(READERS).connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self { writer, readers })
    }

    pub(super) fn space(&self, namespace: &str) -> Arc<SqliteSpace> {
        Arc::new(SqliteSpace {
            database: self.clone(),
            namespace: namespace.to_owned(),
        })
    }
}

/// One namespace.
#[derive(Debug)]
pub(super) struct SqliteSpace {
    database: Database,
    namespace: String,
}

impl SqliteSpace {
    /// Begins to write; the lock is held until the transaction ends.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, KeyValueError> {
        Ok(self.database.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    async fn usage(&self, connection: &mut SqliteConnection) -> Result<Usage, KeyValueError> {
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT keys, bytes FROM usage WHERE namespace = ?1")
                .bind(&self.namespace)
                .fetch_optional(connection)
                .await?;
        let (keys, bytes) = row.unwrap_or_default();
        Ok(Usage {
            keys: keys.unsigned_abs(),
            bytes: bytes.unsigned_abs(),
        })
    }

    async fn put(
        &self,
        connection: &mut SqliteConnection,
        bucket: &str,
        key: &Key,
        value: Vec<u8>,
    ) -> Result<(), KeyValueError> {
        const PUT: &str = "
            INSERT INTO entry (namespace, bucket, key, value, position)
            VALUES (?1, ?2, ?3, ?4,
                1 + coalesce((SELECT last_position FROM usage WHERE namespace = ?1), 0))
            ON CONFLICT (namespace, bucket, key) DO UPDATE SET value = excluded.value";
        let put = sqlx::query(PUT).bind(&self.namespace).bind(bucket);
        let put = put.bind(key.as_str()).bind(value);
        put.execute(connection).await?;
        Ok(())
    }

    #[cfg(test)]
    pub(super) async fn recorded_usage(&self) -> Usage {
        let mut connection = self.database.readers.acquire().await.unwrap();
        self.usage(&mut connection).await.unwrap()
    }

    async fn value(
        &self,
        connection: impl sqlx::SqliteExecutor<'_>,
        bucket: &str,
        key: &Key,
    ) -> Result<Option<Vec<u8>>, KeyValueError> {
        const GET: &str =
            "SELECT value FROM entry WHERE namespace = ?1 AND bucket = ?2 AND key = ?3";
        let get = sqlx::query_scalar(GET).bind(&self.namespace).bind(bucket);
        Ok(get.bind(key.as_str()).fetch_optional(connection).await?)
    }
}

#[async_trait]
impl KeySpace for SqliteSpace {
    async fn get(&self, bucket: &str, key: &Key) -> Result<Option<Vec<u8>>, KeyValueError> {
        self.value(&self.database.readers, bucket, key).await
    }

    async fn exists(&self, bucket: &str, key: &Key) -> Result<bool, KeyValueError> {
        const EXISTS: &str = "SELECT EXISTS (
            SELECT 1 FROM entry WHERE namespace = ?1 AND bucket = ?2 AND key = ?3)";
        let exists = sqlx::query_scalar(EXISTS)
            .bind(&self.namespace)
            .bind(bucket);
        let exists = exists.bind(key.as_str());
        Ok(exists.fetch_one(&self.database.readers).await?)
    }

    async fn set(
        &self,
        bucket: &str,
        entries: Vec<(Key, Vec<u8>)>,
        quota: &Quota,
    ) -> Result<(), KeyValueError> {
        let mut transaction = self.begin().await?;
        let before = self.usage(&mut transaction).await?;
        for (key, value) in entries {
            self.put(&mut transaction, bucket, &key, value).await?;
        }
        quota.admit(before, self.usage(&mut transaction).await?)?;
        Ok(transaction.commit().await?)
    }

    async fn delete(&self, bucket: &str, keys: Vec<Key>) -> Result<(), KeyValueError> {
        const DELETE: &str = "DELETE FROM entry WHERE namespace = ?1 AND bucket = ?2 AND key = ?3";
        let mut transaction = self.begin().await?;
        for key in keys {
            let delete = sqlx::query(DELETE).bind(&self.namespace).bind(bucket);
            delete.bind(key.as_str()).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn increment(
        &self,
        bucket: &str,
        key: Key,
        delta: u64,
        quota: &Quota,
    ) -> Result<u64, KeyValueError> {
        let mut transaction = self.begin().await?;
        let before = self.usage(&mut transaction).await?;
        let number = match self.value(&mut *transaction, bucket, &key).await? {
            Some(value) => parse_number(&value)?,
            None => 0,
        };
        let sum = number.checked_add(delta).ok_or(KeyValueError::Overflow)?;
        let value = sum.to_string().into_bytes();
        self.put(&mut transaction, bucket, &key, value).await?;
        quota.admit(before, self.usage(&mut transaction).await?)?;
        transaction.commit().await?;
        Ok(sum)
    }

    async fn page(&self, bucket: &str, cursor: u64, most: usize) -> Result<Page, KeyValueError> {
        const PAGE: &str = "
            SELECT position, key FROM entry
            WHERE namespace = ?1 AND bucket = ?2 AND position > ?3
            ORDER BY position LIMIT ?4";
        // A cursor that no page ended with stands behind all keys.
        let cursor = i64::try_from(cursor).unwrap_or(i64::MAX);
        let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
        let page = sqlx::query_as(PAGE).bind(&self.namespace).bind(bucket);
        let found: Vec<(i64, String)> = page
            .bind(cursor)
            .bind(limit)
            .fetch_all(&self.database.readers)
            .await?;
        let found = found.into_iter();
        let found = found.map(|(position, key)| (position.unsigned_abs(), key));
        Ok(Page::new(found.collect(), most))
    }
}

/// Connections are tested when they come back, which is soon enough for a file.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(BUSY_TIMEOUT)
        .test_before_acquire(false)
}

/// Makes the file, if it is missing, before SQLite would do it with the default permissions. SQLite gives its side
/// files the permissions of the main file.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

async fn migrate(writer: &SqlitePool) -> Result<(), OpenError> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *transaction)
        .await?;
    if version > SCHEMA_VERSION {
        return Err(OpenError::TooNew(version));
    }
    sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}
