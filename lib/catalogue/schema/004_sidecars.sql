-- A sidecar is read together with its photo and is part of its record, not one of its own.

-- Name of the sidecar in the directory of the photo, NULL where there is none.
ALTER TABLE file ADD COLUMN sidecar TEXT;
-- What `lstat` said of it at `sidecar_looked_at_ms`. The size is NULL while it could not be read for a
-- reason that may pass, and so is asked again.
ALTER TABLE file ADD COLUMN sidecar_size INTEGER;
ALTER TABLE file ADD COLUMN sidecar_mtime_ms INTEGER;
ALTER TABLE file ADD COLUMN sidecar_ctime_ms INTEGER;
ALTER TABLE file ADD COLUMN sidecar_inode INTEGER;
ALTER TABLE file ADD COLUMN sidecar_looked_at_ms INTEGER;
-- sha256 of all bytes of the one whose values are shown: another one, and none, is a change of the photo.
ALTER TABLE file ADD COLUMN sidecar_hash TEXT;
-- JSON array of the fields that it decided, by the names of their columns. They stay as they are while
-- it cannot be read.
ALTER TABLE file ADD COLUMN sidecar_fields TEXT;
-- Why it could not be read, NULL when it could.
ALTER TABLE file ADD COLUMN sidecar_problem TEXT;
ALTER TABLE file ADD COLUMN sidecar_problem_detail TEXT;
ALTER TABLE file ADD COLUMN sidecar_problem_since_ms INTEGER;
-- Few photos of many have one: a directory without any is asked at once, and its files are not.
CREATE INDEX file_sidecar ON file (directory_id) WHERE sidecar IS NOT NULL;
CREATE INDEX file_sidecar_problem ON file (id) WHERE sidecar_problem IS NOT NULL;

-- The place of this column is taken by `file.sidecar`, a name, which stays right when folders move.
ALTER TABLE photo DROP COLUMN sidecar;

-- The sidecar that a scan saw beside a file, as far as it could be looked at.
ALTER TABLE stage ADD COLUMN sidecar TEXT;
ALTER TABLE stage ADD COLUMN sidecar_size INTEGER;
ALTER TABLE stage ADD COLUMN sidecar_mtime_ms INTEGER;
ALTER TABLE stage ADD COLUMN sidecar_ctime_ms INTEGER;
ALTER TABLE stage ADD COLUMN sidecar_inode INTEGER;
