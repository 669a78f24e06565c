-- Edits that people made of photos, and what became of them.

-- One field of one photo that somebody changed in the catalogue. `base` is what the catalogue had last
-- read of the file, `value` what it is to say, both JSON. While `state` is 'pending' or 'failed' the
-- tables of the photo already hold `value`, although the file does not; a photo has at most one such
-- row for a field. Afterwards the row tells what became of it: 'written', 'discarded', or 'conflict'
-- where somebody else had changed the field, too: then `winner` says whose value stayed, and `lost` is
-- the other one, until a person has seen it.
CREATE TABLE edit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
  field TEXT NOT NULL,
  base TEXT NOT NULL,
  value TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'failed', 'written', 'conflict', 'discarded')),
  winner TEXT CHECK (winner IN ('ours', 'theirs')),
  lost TEXT,
  -- Why it is not written yet, or was not.
  reason TEXT,
  -- Name of the file beside the photo it was written to; NULL for the photo itself.
  sidecar TEXT,
  accepted_at_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  tried_at_ms INTEGER,
  done_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX edit_open ON edit (file_id, field) WHERE state IN ('pending', 'failed');
CREATE INDEX edit_file ON edit (file_id);
CREATE INDEX edit_pending ON edit (file_id) WHERE state = 'pending';
CREATE INDEX edit_unseen ON edit (id) WHERE state IN ('pending', 'failed', 'conflict');
CREATE INDEX edit_done ON edit (done_at_ms) WHERE done_at_ms IS NOT NULL;

-- A file that is being made beside a photo: noted before it is there, so that what a killed program left
-- is found and removed. `path` is absolute.
CREATE TABLE temporary_file (
  root_id INTEGER NOT NULL REFERENCES root (id),
  path TEXT NOT NULL,
  PRIMARY KEY (root_id, path)
) STRICT, WITHOUT ROWID;
