//! How much a plugin may store, as a decision without storage.

use super::error::KeyValueError;

/// The limits of one namespace, all of its buckets together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    /// Most keys; 10,000 by default.
    pub(crate) keys: u64,
    /// Most bytes of keys and values; 16 MiB by default.
    pub(crate) bytes: u64,
    /// Most bytes of one key; 512 by default.
    pub(crate) key_bytes: usize,
    /// Most bytes of one value; 1 MiB by default.
    pub(crate) value_bytes: usize,
    /// Most keys of one batch; 1,000 by default. Also the most keys of a page of `list-keys`.
    pub(crate) batch_keys: usize,
    /// Most bytes of the keys and values of one batch, asked or answered; 4 MiB by default.
    pub(crate) batch_bytes: usize,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            keys: 10_000,
            bytes: 16 << 20,
            key_bytes: 512,
            value_bytes: 1 << 20,
            batch_keys: 1_000,
            batch_bytes: 4 << 20,
        }
    }
}

/// What a namespace holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) keys: u64,
    /// Bytes of keys and values.
    pub(super) bytes: u64,
}

impl Quota {
    /// Whether a change from `before` to `after` may stay. A namespace that is over its quota, because the quota was
    /// lowered, may still shrink.
    pub(super) fn admit(&self, before: Usage, after: Usage) -> Result<(), KeyValueError> {
        within("keys", self.keys, before.keys, after.keys)?;
        within("bytes", self.bytes, before.bytes, after.bytes)
    }

    /// Whether a batch of `keys` keys and `bytes` bytes is small enough.
    pub(super) fn admit_batch(&self, keys: usize, bytes: usize) -> Result<(), KeyValueError> {
        if keys > self.batch_keys || bytes > self.batch_bytes {
            return Err(KeyValueError::BatchTooLarge {
                keys: self.batch_keys,
                bytes: self.batch_bytes,
            });
        }
        Ok(())
    }
}

fn within(what: &'static str, most: u64, before: u64, after: u64) -> Result<(), KeyValueError> {
    if after > most && after > before {
        return Err(KeyValueError::QuotaExceeded { what, most });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(keys: u64, bytes: u64) -> Usage {
        Usage { keys, bytes }
    }

    #[test]
    fn b17_the_quota_is_reached_but_never_passed() {
        let quota = Quota {
            keys: 2,
            bytes: 10,
            ..Quota::default()
        };
        assert_eq!(quota.admit(usage(1, 5), usage(2, 10)), Ok(()));
        let more_keys = quota.admit(usage(2, 5), usage(3, 6));
        assert_eq!(
            more_keys,
            Err(KeyValueError::QuotaExceeded {
                what: "keys",
                most: 2
            })
        );
        let more_bytes = quota.admit(usage(2, 10), usage(2, 11));
        assert_eq!(
            more_bytes,
            Err(KeyValueError::QuotaExceeded {
                what: "bytes",
                most: 10
            })
        );
    }

    #[test]
    fn a_lowered_quota_still_lets_a_plugin_make_room() {
        let quota = Quota {
            keys: 2,
            bytes: 10,
            ..Quota::default()
        };
        assert_eq!(quota.admit(usage(9, 90), usage(8, 80)), Ok(()));
        assert!(quota.admit(usage(9, 90), usage(9, 91)).is_err());
    }
}
