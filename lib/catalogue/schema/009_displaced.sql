-- Known photos in whose places other photos were found (kind 'displaced'): hiding them is a part of the
-- plan like all hiding. What was read of the photo that was found there is kept beside:
-- its sample, by which a known photo is recognised that only changed its name,
ALTER TABLE stage ADD COLUMN sample_hash TEXT;
CREATE INDEX stage_sample ON stage (sample_hash) WHERE sample_hash IS NOT NULL;
-- and, while a person is asked, its fingerprint: as long as it stays the same it is not read again.
-- NULL where nothing, or what is no photo, stands in the place of a held one.
ALTER TABLE held_file ADD COLUMN found_size INTEGER;
ALTER TABLE held_file ADD COLUMN found_mtime_ms INTEGER;
ALTER TABLE held_file ADD COLUMN found_ctime_ms INTEGER;
ALTER TABLE held_file ADD COLUMN found_inode INTEGER;
