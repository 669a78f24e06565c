-- What the catalogue has to remember so that no record is lost by mistake.

-- "PrSh": tells a damaged catalogue from a database of something else.
PRAGMA application_id = 1349669736;

-- Name of the file system the root was last believed to be on, NULL where the system does not tell.
ALTER TABLE root ADD COLUMN file_system TEXT;
-- Device number of the root at that time; a changed one alone means nothing.
ALTER TABLE root ADD COLUMN device INTEGER;
-- When the directory itself was made, NULL where the file system does not keep that.
ALTER TABLE root ADD COLUMN born_ms INTEGER;
-- Set while a person wants nothing to be done with the root.
ALTER TABLE root ADD COLUMN paused_since_ms INTEGER;

-- When the file was made, NULL where the file system does not keep that: an inode that was given again
-- is told from the one before by it.
ALTER TABLE file ADD COLUMN born_ms INTEGER;
ALTER TABLE stage ADD COLUMN born_ms INTEGER;

-- Version of the reader that said what is known of the photo, NULL for the first one: what a newer one
-- may say differently is read again.
ALTER TABLE file ADD COLUMN reader_version INTEGER;
-- The scan that made the record: a copy is younger than its original.
ALTER TABLE file ADD COLUMN added_scan_id INTEGER;
CREATE INDEX file_added_scan ON file (added_scan_id) WHERE added_scan_id IS NOT NULL;
-- Set when a second look, some time after the first, found the file still absent: then it is absent for
-- good, and the record is purged after the retention time. `missing_evidence` tells of both looks.
ALTER TABLE file ADD COLUMN tombstone_since_ms INTEGER;
-- Set, together with `missing_since_ms`, while the file is hidden by an ignore rule and not because it
-- is absent: a sentence that names the rule. Such a record is never a tombstone.
ALTER TABLE file ADD COLUMN ignored_by TEXT;
-- Records of equal content are looked for by the beginning of the hash: an eighth of the whole of it.
CREATE INDEX file_sample ON file (substr(sample_hash, 1, 16)) WHERE sample_hash IS NOT NULL;
-- Every file of a directory: who forgets a directory has to be sure that no file is left in it, and an
-- index of some files only is no answer to that.
CREATE INDEX file_directory ON file (directory_id);
-- What the paced pass has still to read.
CREATE INDEX file_unhashed ON file (id)
  WHERE content_hash IS NULL AND missing_since_ms IS NULL AND format IS NOT NULL;

-- Why a rule hides what a row of kind 'ignored' stands for: a sentence.
ALTER TABLE stage ADD COLUMN reason TEXT;
-- When a known photo was looked at and turned out to be none any more: kind 'emptied'.
ALTER TABLE stage ADD COLUMN looked_at_ms INTEGER;

-- A record that is about to get a new place is given to nobody else.
CREATE INDEX stage_moved ON stage (moved_file_id) WHERE moved_file_id IS NOT NULL;

-- A pattern, in the syntax of .gitignore, that a person gave for a folder and all below it; `folder` is
-- relative to the root, later positions win.
CREATE TABLE ignore_rule (
  root_id INTEGER NOT NULL REFERENCES root (id),
  folder TEXT NOT NULL,
  position INTEGER NOT NULL,
  pattern TEXT NOT NULL,
  PRIMARY KEY (root_id, folder, position)
) STRICT, WITHOUT ROWID;

-- One row for every program that wrote to the change log, made with the first change it logged, and one
-- for each act of a person after which readers have to read everything again: it ends all before it.
-- A reader that remembers the epoch beside the number it has read up to can tell that the catalogue
-- was put back to an older state: its epoch is not there, or ends before that number.
CREATE TABLE epoch (
  id TEXT PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
-- What older programs logged was of no epoch.
INSERT INTO epoch (id, first_seq, at_ms)
  SELECT lower(hex(randomblob(16))), seq, unixepoch() * 1000 FROM sqlite_sequence WHERE name = 'change';

-- Mount points are asked for regularly, and are few among many directories.
CREATE INDEX directory_mount ON directory (root_id) WHERE is_mount = 1;
