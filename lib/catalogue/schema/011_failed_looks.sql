-- How the file looked that stands in the place of a known photo and that no reader survived: nobody knows
-- whether it is that photo, so the record stays as it was. As long as the file looks the same, and the
-- reader is the same, it is not read again. `failed_size` is NULL where there is none.
ALTER TABLE file ADD COLUMN failed_size INTEGER;
ALTER TABLE file ADD COLUMN failed_mtime_ms INTEGER;
ALTER TABLE file ADD COLUMN failed_ctime_ms INTEGER;
ALTER TABLE file ADD COLUMN failed_inode INTEGER;
ALTER TABLE file ADD COLUMN failed_reader_version INTEGER;
CREATE INDEX file_failed ON file (id) WHERE failed_size IS NOT NULL;
