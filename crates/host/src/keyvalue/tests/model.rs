//! Random operations of two plugins, against a model that is too simple to be wrong.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::keyvalue::quota::Usage;

const QUOTA: Quota = Quota {
    keys: 4,
    bytes: 60,
    key_bytes: 3,
    value_bytes: 30,
    batch_keys: 3,
    batch_bytes: 70,
};

#[derive(Clone, Debug)]
enum Operation {
    Set(Vec<(String, String)>),
    Delete(Vec<String>),
    Increment(String, u64),
    Lookup(Vec<String>),
}

/// An operation of one of two plugins on one of two buckets.
fn step() -> impl Strategy<Value = (bool, bool, Operation)> {
    let key = "[ab]{0,4}";
    let value = prop_oneof!["[0-9]{1,2}", "[x-z]{0,32}"];
    let operation = prop_oneof![
        4 => prop::collection::vec((key, value), 0..5).prop_map(Operation::Set),
        2 => prop::collection::vec(key, 0..5).prop_map(Operation::Delete),
        1 => (key, 0..100_u64).prop_map(|(key, delta)| Operation::Increment(key, delta)),
        1 => prop::collection::vec(key, 0..5).prop_map(Operation::Lookup),
    ];
    (any::<bool>(), any::<bool>(), operation)
}

/// The entries of one plugin, by bucket and key.
type Model = BTreeMap<(bool, String), String>;

fn usage(model: &Model) -> Usage {
    let bytes = model
        .iter()
        .map(|((_, key), value)| key.len() + value.len());
    Usage {
        keys: model.len() as u64,
        bytes: bytes.sum::<usize>() as u64,
    }
}

fn is_key(key: &str) -> bool {
    (1..=QUOTA.key_bytes).contains(&key.len())
}

/// Does what the operation should do, and says whether it should succeed.
fn apply(model: &mut Model, bucket: bool, operation: &Operation) -> bool {
    let mut after = model.clone();
    let allowed = match operation {
        Operation::Set(entries) => {
            after.extend(
                entries
                    .iter()
                    .map(|(k, v)| ((bucket, k.clone()), v.clone())),
            );
            let bytes: usize = entries
                .iter()
                .map(|(key, value)| key.len() + value.len())
                .sum();
            entries.len() <= QUOTA.batch_keys
                && bytes <= QUOTA.batch_bytes
                && entries
                    .iter()
                    .all(|(key, value)| is_key(key) && value.len() <= QUOTA.value_bytes)
        }
        Operation::Delete(keys) => {
            after.retain(|(of, key), _| *of != bucket || !keys.contains(key));
            keys.len() <= QUOTA.batch_keys && keys.iter().all(|key| is_key(key))
        }
        Operation::Increment(key, delta) => {
            let value = after
                .entry((bucket, key.clone()))
                .or_insert_with(|| "0".into());
            let number = value.parse::<u64>();
            *value = (number.clone().unwrap_or_default() + delta).to_string();
            number.is_ok() && is_key(key)
        }
        Operation::Lookup(keys) => {
            let found = keys.iter().filter_map(|key| {
                let value = model.get(&(bucket, key.clone()))?;
                Some(key.len() + value.len())
            });
            let bytes: usize = found.sum();
            keys.len() <= QUOTA.batch_keys
                && keys.iter().all(|key| is_key(key))
                && bytes <= QUOTA.batch_bytes
        }
    };
    let fits = usage(&after).keys <= QUOTA.keys && usage(&after).bytes <= QUOTA.bytes;
    if allowed && fits {
        *model = after;
    }
    allowed && fits
}

async fn perform(bucket: &Bucket, operation: Operation) -> bool {
    match operation {
        Operation::Set(entries) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| (key, value.into_bytes()));
            bucket.set_many(entries.collect()).await.is_ok()
        }
        Operation::Delete(keys) => bucket.delete_many(keys).await.is_ok(),
        Operation::Increment(key, delta) => bucket.increment(key, delta).await.is_ok(),
        Operation::Lookup(keys) => bucket.get_many(keys).await.is_ok(),
    }
}

/// All entries of a bucket, through the pages of `list-keys`.
async fn content(bucket: &Bucket) -> BTreeMap<String, String> {
    let (mut content, mut cursor) = (BTreeMap::new(), None);
    loop {
        let page = bucket.list_keys(cursor).await.unwrap();
        for key in page.keys {
            let value = get(bucket, &key).await.unwrap();
            assert!(content.insert(key, value).is_none(), "a key is listed once");
        }
        cursor = page.next;
        if cursor.is_none() {
            return content;
        }
    }
}

async fn follow(store: &KeyValueStore, steps: &[(bool, bool, Operation)]) -> [Model; 2] {
    let mut models = [Model::new(), Model::new()];
    let plugins = ["demo:one", "demo:two"].map(|plugin| granted(store, plugin, QUOTA));
    for (plugin, bucket_number, operation) in steps {
        let plugin = usize::from(*plugin);
        let model = &mut models[plugin];
        let name = if *bucket_number { "users" } else { "cache" };
        let bucket = plugins[plugin].open(name).unwrap();
        let expected = apply(model, *bucket_number, operation);
        assert_eq!(
            perform(&bucket, operation.clone()).await,
            expected,
            "{operation:?}"
        );
        let expected = model.iter().filter(|((of, _), _)| of == bucket_number);
        let expected = expected.map(|((_, key), value)| (key.clone(), value.clone()));
        assert_eq!(content(&bucket).await, expected.collect());
    }
    models
}

fn block_on(future: impl Future) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn b17_the_quota_in_memory_never_drifts_from_what_is_stored(
        steps in prop::collection::vec(step(), 0..40),
    ) {
        block_on(async {
            let memory = Arc::new(Memory::default());
            let spaces = ["demo:one", "demo:two"].map(|plugin| memory.space(plugin));
            let store = KeyValueStore { backend: Backend::Memory(memory) };
            let models = follow(&store, &steps).await;
            assert_eq!(spaces.map(|space| space.usage()), models.each_ref().map(usage));
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn b17_the_quota_in_the_file_never_drifts_from_what_is_stored(
        steps in prop::collection::vec(step(), 0..30),
    ) {
        block_on(async {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("keyvalue.sqlite");
            let database = Database::open(&path).await.unwrap();
            let spaces = ["demo:one", "demo:two"].map(|plugin| database.space(plugin));
            let store = KeyValueStore { backend: Backend::Sqlite(database) };
            let models = follow(&store, &steps).await;
            for (space, model) in spaces.iter().zip(&models) {
                assert_eq!(space.recorded_usage().await, usage(model));
            }
        });
    }
}
