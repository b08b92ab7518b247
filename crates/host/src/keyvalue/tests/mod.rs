//! What plugins can rely on and cannot get past, on both backends.

mod file;
mod guest;
mod model;

use futures_util::future::join_all;
use wasmtime::component::ResourceTable;

use super::bucket::Bucket;
use super::error::KeyValueError;
use super::interface::store::{Error, Host as _};
use super::*;

async fn on_both_backends(claim: impl AsyncFn(KeyValueStore)) {
    claim(KeyValueStore::in_memory()).await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyvalue.sqlite");
    claim(KeyValueStore::sqlite(&path).await.unwrap()).await;
}

fn granted(store: &KeyValueStore, plugin: &str, quota: Quota) -> KeyValue {
    store.namespace(plugin, ["cache".into(), "users".into()], quota)
}

fn bucket(store: &KeyValueStore, plugin: &str, name: &str) -> Bucket {
    let plugin = granted(store, plugin, Quota::default());
    plugin.open(name).unwrap()
}

async fn set(bucket: &Bucket, key: &str, value: &str) -> Result<(), KeyValueError> {
    bucket.set(key.into(), value.into()).await
}

async fn get(bucket: &Bucket, key: &str) -> Option<String> {
    let value = bucket.get(key.into()).await.unwrap();
    value.map(|value| String::from_utf8(value).unwrap())
}

fn entries(count: usize) -> Vec<(String, Vec<u8>)> {
    (0..count)
        .map(|n| (format!("key-{n}"), b"value".to_vec()))
        .collect()
}

#[tokio::test]
async fn what_was_set_is_there_until_it_is_deleted() {
    on_both_backends(async |store| {
        let bucket = bucket(&store, "demo:one", "cache");
        assert_eq!(get(&bucket, "k").await, None);
        set(&bucket, "k", "first").await.unwrap();
        set(&bucket, "k", "second").await.unwrap();
        assert_eq!(get(&bucket, "k").await.as_deref(), Some("second"));
        assert!(bucket.exists("k".into()).await.unwrap());
        bucket.delete("k".into()).await.unwrap();
        bucket.delete("k".into()).await.unwrap();
        assert!(!bucket.exists("k".into()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn one_plugin_never_sees_or_changes_the_keys_of_another() {
    on_both_backends(async |store| {
        let ours = bucket(&store, "demo:one", "cache");
        let theirs = bucket(&store, "demo:two", "cache");
        set(&ours, "k", "ours").await.unwrap();
        assert_eq!(get(&theirs, "k").await, None);
        assert_eq!(theirs.list_keys(None).await.unwrap().keys, [""; 0]);
        set(&theirs, "k", "theirs").await.unwrap();
        theirs.delete("k".into()).await.unwrap();
        assert_eq!(get(&ours, "k").await.as_deref(), Some("ours"));
    })
    .await;
}

#[tokio::test]
async fn buckets_of_one_plugin_are_kept_apart() {
    on_both_backends(async |store| {
        let cache = bucket(&store, "demo:one", "cache");
        let users = bucket(&store, "demo:one", "users");
        set(&cache, "k", "cached").await.unwrap();
        set(&users, "k", "user").await.unwrap();
        cache.delete("k".into()).await.unwrap();
        assert_eq!(get(&users, "k").await.as_deref(), Some("user"));
    })
    .await;
}

#[tokio::test]
async fn a_bucket_that_was_not_granted_is_denied_whether_it_exists_or_not() {
    on_both_backends(async |store| {
        set(&bucket(&store, "demo:one", "users"), "k", "v")
            .await
            .unwrap();
        let plugin = store.namespace("demo:one", ["cache".into()], Quota::default());
        for name in ["users", "nowhere", "", "cache/../users"] {
            let denied = plugin.open(name).unwrap_err();
            assert_eq!(denied, KeyValueError::AccessDenied);
        }
    })
    .await;
}

#[tokio::test]
async fn b17_a_plugin_that_fills_its_space_gets_an_error_and_can_make_room() {
    on_both_backends(async |store| {
        let quota = Quota {
            keys: 3,
            bytes: 100,
            ..Quota::default()
        };
        let plugin = granted(&store, "demo:one", quota);
        let (cache, users) = (plugin.open("cache"), plugin.open("users"));
        let (cache, users) = (cache.unwrap(), users.unwrap());
        set(&cache, "a", "1").await.unwrap();
        set(&cache, "b", "2").await.unwrap();
        set(&users, "c", "3").await.unwrap();
        let full = set(&users, "d", "4").await.unwrap_err();
        assert!(full.to_string().starts_with("quota-exceeded: "), "{full}");
        let full = set(&cache, "a", &"x".repeat(96)).await;
        assert_eq!(
            full,
            Err(KeyValueError::QuotaExceeded {
                what: "bytes",
                most: 100
            })
        );
        assert_eq!(get(&cache, "a").await.as_deref(), Some("1"));
        set(&cache, "a", &"x".repeat(95)).await.unwrap();
        cache.delete("b".into()).await.unwrap();
        set(&users, "d", "4").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn b17_one_plugin_cannot_use_up_the_quota_of_another() {
    on_both_backends(async |store| {
        let quota = Quota {
            keys: 1,
            ..Quota::default()
        };
        let greedy = granted(&store, "demo:one", quota).open("cache").unwrap();
        set(&greedy, "a", "1").await.unwrap();
        assert!(set(&greedy, "b", "2").await.is_err());
        let modest = granted(&store, "demo:two", quota).open("cache").unwrap();
        set(&modest, "a", "1").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn b17_writers_cannot_pass_the_quota_together() {
    on_both_backends(async |store| {
        let quota = Quota {
            keys: 10,
            ..Quota::default()
        };
        let bucket = granted(&store, "demo:one", quota).open("cache").unwrap();
        let writes = (0..40).map(|n| bucket.set(format!("key-{n}"), vec![]));
        let answers = join_all(writes).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
        assert_eq!(bucket.list_keys(None).await.unwrap().keys.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn b17_a_batch_that_does_not_fit_leaves_nothing_behind() {
    on_both_backends(async |store| {
        let quota = Quota {
            keys: 5,
            ..Quota::default()
        };
        let bucket = granted(&store, "demo:one", quota).open("cache").unwrap();
        assert!(bucket.set_many(entries(6)).await.is_err());
        assert_eq!(bucket.list_keys(None).await.unwrap().keys, [""; 0]);
        bucket.set_many(entries(5)).await.unwrap();
        let keys = vec!["key-4".to_owned(), "key-9".to_owned()];
        let answer = bucket.get_many(keys.clone()).await.unwrap();
        assert_eq!(answer, [Some(("key-4".into(), b"value".to_vec())), None]);
        bucket.delete_many(keys).await.unwrap();
        assert_eq!(bucket.list_keys(None).await.unwrap().keys.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn b17_a_small_question_cannot_ask_for_a_huge_answer() {
    on_both_backends(async |store| {
        let bucket = bucket(&store, "demo:one", "cache");
        bucket.set("k".into(), vec![0; 1 << 20]).await.unwrap();
        let answer = bucket.get_many(vec!["k".into(); 1_000]).await;
        let refused = answer.unwrap_err().to_string();
        assert!(refused.starts_with("batch-too-large: "), "{refused}");
        assert!(bucket.get_many(vec!["k".into(); 1_001]).await.is_err());
        assert!(bucket.set_many(entries(1_001)).await.is_err());
        let value = bucket.set("k".into(), vec![0; (1 << 20) + 1]).await;
        assert_eq!(value, Err(KeyValueError::ValueTooLarge { most: 1 << 20 }));
    })
    .await;
}

#[tokio::test]
async fn deleting_what_was_listed_skips_no_key() {
    on_both_backends(async |store| {
        let quota = Quota {
            batch_keys: 3,
            ..Quota::default()
        };
        let bucket = granted(&store, "demo:one", quota).open("cache").unwrap();
        for n in 0..8 {
            set(&bucket, &format!("key-{n}"), "v").await.unwrap();
        }
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = bucket.list_keys(cursor).await.unwrap();
            assert!(page.keys.len() <= 3);
            bucket.delete_many(page.keys.clone()).await.unwrap();
            seen.extend(page.keys);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..8).map(|n| format!("key-{n}")).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_nowhere_is_the_end_of_the_list() {
    on_both_backends(async |store| {
        let bucket = bucket(&store, "demo:one", "cache");
        set(&bucket, "k", "v").await.unwrap();
        let page = bucket.list_keys(Some(u64::MAX)).await.unwrap();
        assert_eq!((page.keys.len(), page.next), (0, None));
    })
    .await;
}

#[tokio::test]
async fn no_increment_is_lost_when_many_count_at_once() {
    on_both_backends(async |store| {
        let bucket = bucket(&store, "demo:one", "cache");
        let counts = (0..50).map(|_| bucket.increment("n".into(), 2));
        let mut answers: Vec<_> = join_all(counts)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        answers.sort_unstable();
        assert_eq!(answers, (1..=50).map(|n| n * 2).collect::<Vec<u64>>());
        assert_eq!(get(&bucket, "n").await.as_deref(), Some("100"));
    })
    .await;
}

#[tokio::test]
async fn an_increment_that_cannot_be_done_changes_nothing() {
    on_both_backends(async |store| {
        let bucket = bucket(&store, "demo:one", "cache");
        for (value, expected) in [
            ("many", KeyValueError::NotANumber),
            ("-1", KeyValueError::NotANumber),
            ("", KeyValueError::NotANumber),
            ("18446744073709551615", KeyValueError::Overflow),
        ] {
            set(&bucket, "n", value).await.unwrap();
            assert_eq!(bucket.increment("n".into(), 1).await, Err(expected));
            assert_eq!(get(&bucket, "n").await.as_deref(), Some(value));
        }
    })
    .await;
}

#[tokio::test]
async fn handles_that_are_never_dropped_end_in_an_error_value() {
    let buckets = granted(&KeyValueStore::in_memory(), "demo:one", Quota::default());
    let mut table = ResourceTable::new();
    table.set_max_capacity(2);
    let mut view = KeyValueView {
        buckets: &buckets,
        table: &mut table,
        witness: &crate::observer::NOBODY,
    };
    assert!(view.open("cache".into()).await.is_ok());
    assert!(view.open("cache".into()).await.is_ok());
    let refused = view.open("cache".into()).await.unwrap_err();
    assert!(matches!(refused, Error::Other(text) if text.starts_with("too-many-handles: ")));
    let denied = view.open("other".into()).await.unwrap_err();
    assert!(matches!(denied, Error::AccessDenied));
}

#[tokio::test]
async fn memory_is_given_back_when_a_plugin_goes() {
    let store = KeyValueStore::in_memory();
    set(&bucket(&store, "demo:one", "cache"), "k", "v")
        .await
        .unwrap();
    assert_eq!(get(&bucket(&store, "demo:one", "cache"), "k").await, None);
}
