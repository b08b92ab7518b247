//! What holds for the file beyond one run of the host.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn what_was_stored_is_there_after_a_restart_and_still_counts() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyvalue.sqlite");
    let quota = Quota {
        keys: 1,
        ..Quota::default()
    };
    for restart in 0..2 {
        let store = KeyValueStore::sqlite(&path).await.unwrap();
        let bucket = granted(&store, "demo:one", quota).open("cache").unwrap();
        set(&bucket, "k", "v").await.unwrap();
        assert!(
            set(&bucket, "other", "v").await.is_err(),
            "restart {restart}"
        );
        assert_eq!(get(&bucket, "k").await.as_deref(), Some("v"));
    }
}

#[tokio::test]
async fn two_hosts_on_one_file_share_quota_and_counters() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyvalue.sqlite");
    let one = KeyValueStore::sqlite(&path).await.unwrap();
    let other = KeyValueStore::sqlite(&path).await.unwrap();
    let (one, other) = (
        bucket(&one, "demo:one", "cache"),
        bucket(&other, "demo:one", "cache"),
    );
    let counts = (0..20).map(async |_| {
        one.increment("n".into(), 1).await.unwrap();
        other.increment("n".into(), 1).await.unwrap();
    });
    join_all(counts).await;
    assert_eq!(get(&one, "n").await.as_deref(), Some("40"));
}

#[tokio::test]
async fn a_cancelled_write_happens_as_a_whole_or_not_and_blocks_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyvalue.sqlite");
    let store = KeyValueStore::sqlite(&path).await.unwrap();
    let bucket = bucket(&store, "demo:one", "cache");
    for attempt in 0..30_u64 {
        let write = bucket.set_many(entries(200));
        let _ = tokio::time::timeout(Duration::from_micros(attempt * 200), write).await;
        let after = tokio::time::timeout(Duration::from_secs(2), bucket.increment("n".into(), 1));
        after.await.expect("the next writer gets its turn").unwrap();
        let keys = bucket.list_keys(None).await.unwrap().keys;
        assert!(matches!(keys.len(), 1 | 201), "{} keys", keys.len());
        bucket.delete_many(keys).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.txt");
    let notes = "these are notes, and not a database\n".repeat(100);
    std::fs::write(&path, &notes).unwrap();
    let refused = KeyValueStore::sqlite(&path).await.unwrap_err();
    assert!(matches!(refused, OpenError::Sqlite(_)), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), notes);
    let missing = directory.path().join("missing/keyvalue.sqlite");
    let refused = KeyValueStore::sqlite(&missing).await.unwrap_err();
    assert!(matches!(refused, OpenError::File(_)), "{refused:?}");
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyvalue.sqlite");
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true);
    let newer = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::raw_sql("PRAGMA user_version = 2")
        .execute(&newer)
        .await
        .unwrap();
    newer.close().await;
    let refused = KeyValueStore::sqlite(&path).await.unwrap_err();
    assert!(matches!(refused, OpenError::TooNew(2)), "{refused:?}");
}

#[tokio::test]
async fn h2_a_failing_storage_tells_the_plugin_nothing_about_the_host() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyvalue.sqlite");
    let store = KeyValueStore::sqlite(&path).await.unwrap();
    let bucket = bucket(&store, "demo:one", "cache");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let vandal = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::raw_sql("DROP TABLE entry")
        .execute(&vandal)
        .await
        .unwrap();
    let failed = set(&bucket, "k", "v").await.unwrap_err();
    assert_eq!(failed, KeyValueError::Unavailable);
    assert!(!failed.to_string().contains("entry"));
}

#[cfg(unix)]
#[tokio::test]
async fn other_users_of_the_machine_cannot_read_what_plugins_store() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyvalue.sqlite");
    let store = KeyValueStore::sqlite(&path).await.unwrap();
    set(&bucket(&store, "demo:one", "cache"), "k", "v")
        .await
        .unwrap();
    let files: Vec<_> = std::fs::read_dir(directory.path()).unwrap().collect();
    assert_eq!(
        files.len(),
        3,
        "the database, its log and the index of the log"
    );
    for file in files {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}
