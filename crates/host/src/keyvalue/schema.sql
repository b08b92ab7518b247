-- Version 1. The usage of a namespace is kept by triggers, so that no statement can change the entries without it.

CREATE TABLE IF NOT EXISTS entry (
    namespace TEXT NOT NULL,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (namespace, bucket, key)
) STRICT;

CREATE UNIQUE INDEX IF NOT EXISTS entry_by_position ON entry (namespace, bucket, position);

-- Positions count up within a namespace: one count for all would tell a plugin how busy the others are.
CREATE TABLE IF NOT EXISTS usage (
    namespace TEXT PRIMARY KEY NOT NULL,
    keys INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    last_position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS entry_inserted AFTER INSERT ON entry BEGIN
    INSERT INTO usage (namespace, keys, bytes, last_position)
    VALUES (NEW.namespace, 1, octet_length(NEW.key) + octet_length(NEW.value), NEW.position)
    ON CONFLICT (namespace) DO UPDATE SET
        keys = keys + 1,
        bytes = bytes + excluded.bytes,
        last_position = excluded.last_position;
END;

CREATE TRIGGER IF NOT EXISTS entry_updated AFTER UPDATE OF value ON entry BEGIN
    UPDATE usage SET bytes = bytes - octet_length(OLD.value) + octet_length(NEW.value)
    WHERE namespace = NEW.namespace;
END;

CREATE TRIGGER IF NOT EXISTS entry_deleted AFTER DELETE ON entry BEGIN
    UPDATE usage SET keys = keys - 1, bytes = bytes - octet_length(OLD.key) - octet_length(OLD.value)
    WHERE namespace = OLD.namespace;
END;

PRAGMA user_version = 1;
