-- What a walk saw of a directory in which every file was as its record still is (`seen`, the bytes that
-- lib/core/sighting.ts makes): who sees the same again need not read the records. NULL while nobody has
-- seen that; a row stands for the time in which no record of the directory was changed, and ends with
-- it, so its id is never given again.
CREATE TABLE sighting (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  directory_id INTEGER NOT NULL UNIQUE REFERENCES directory (id) ON DELETE CASCADE,
  seen BLOB
) STRICT;

-- Not left to those who write records: one that forgot it would hide a change.
CREATE TRIGGER file_added AFTER INSERT ON file BEGIN
  DELETE FROM sighting WHERE directory_id = NEW.directory_id;
END;
-- Of everything that is asked of a record when its directory is compared.
CREATE TRIGGER file_changed AFTER UPDATE OF
  id, directory_id, name, size, mtime_ms, ctime_ms, inode, born_ms, looked_at_ms, format,
  reader_version, missing_since_ms, tombstone_since_ms, ignored_by, sidecar, sidecar_size,
  sidecar_mtime_ms, sidecar_ctime_ms, sidecar_inode, sidecar_looked_at_ms
ON file BEGIN
  DELETE FROM sighting WHERE directory_id IN (OLD.directory_id, NEW.directory_id);
END;
CREATE TRIGGER file_removed AFTER DELETE ON file BEGIN
  DELETE FROM sighting WHERE directory_id = OLD.directory_id;
END;
