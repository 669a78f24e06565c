-- The first schema. Tables are private; third parties read the views of views.sql.
-- Times named *_ms are milliseconds since the epoch, UTC.

-- What is true of the catalogue as a whole: its identity.
CREATE TABLE catalogue (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One watched directory. `path` is absolute and real. `inode` is the one it had when it was last
-- believed to be this root; `accepted_inode` is that of a directory of which a person said that it is.
-- `offline_since_ms` and `offline_reason` are set while it was not there when it was last looked at.
CREATE TABLE root (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  inode INTEGER,
  accepted_inode INTEGER,
  added_at_ms INTEGER NOT NULL,
  offline_since_ms INTEGER,
  offline_reason TEXT
) STRICT;

-- A directory that holds or held photos, or leads to one that does. `is_mount` remembers that
-- another file system was mounted there, so that its absence is not read as emptiness.
CREATE TABLE directory (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  root_id INTEGER NOT NULL REFERENCES root (id),
  parent_id INTEGER REFERENCES directory (id),
  path TEXT NOT NULL,
  is_mount INTEGER NOT NULL DEFAULT 0,
  UNIQUE (root_id, path)
) STRICT;
CREATE INDEX directory_parent ON directory (parent_id);

-- A file the catalogue keeps a record of: a photo when `format` is known, otherwise a candidate that
-- turned out to be none, remembered so that it is not opened again before its fingerprint changes.
-- The fingerprint columns are what `lstat` said at `looked_at_ms`.
-- `missing_since_ms` is set while the file is proven absent; the record stays, `missing_evidence`
-- says what was seen. At most one present record has a name; several missing ones may.
CREATE TABLE file (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  directory_id INTEGER NOT NULL REFERENCES directory (id),
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime_ms INTEGER NOT NULL,
  ctime_ms INTEGER,
  inode INTEGER,
  looked_at_ms INTEGER NOT NULL,
  format TEXT,
  mime TEXT,
  sample_hash TEXT,
  content_hash TEXT,
  media_hash TEXT,
  added_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  change_seq INTEGER,
  missing_since_ms INTEGER,
  missing_scan_id INTEGER,
  missing_evidence TEXT
) STRICT;
CREATE UNIQUE INDEX file_present ON file (directory_id, name) WHERE missing_since_ms IS NULL;
CREATE INDEX file_missing ON file (directory_id, name) WHERE missing_since_ms IS NOT NULL;
CREATE INDEX file_inode ON file (inode);
CREATE INDEX file_missing_since ON file (missing_since_ms) WHERE missing_since_ms IS NOT NULL;

-- What a photo says of itself, one row a photo, units as in the view `photos`.
CREATE TABLE photo (
  file_id INTEGER PRIMARY KEY REFERENCES file (id) ON DELETE CASCADE,
  width INTEGER,
  height INTEGER,
  orientation INTEGER,
  duration REAL,
  taken_at TEXT,
  taken_offset TEXT,
  taken_utc TEXT,
  taken_source TEXT,
  title TEXT,
  description TEXT,
  rating INTEGER,
  label TEXT,
  latitude REAL,
  longitude REAL,
  altitude REAL,
  city TEXT,
  state TEXT,
  country TEXT,
  country_code TEXT,
  creator TEXT,
  rights TEXT,
  make TEXT,
  model TEXT,
  lens TEXT,
  serial TEXT,
  iso INTEGER,
  f_number REAL,
  exposure_time REAL,
  focal_length REAL,
  focal_length_35mm INTEGER,
  flash INTEGER,
  software TEXT,
  sidecar TEXT
) STRICT;

-- Flat keywords, in the order the file has them.
CREATE TABLE keyword (
  file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  keyword TEXT NOT NULL,
  PRIMARY KEY (file_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX keyword_by_name ON keyword (keyword);

-- Hierarchical keywords, `|` between the levels.
CREATE TABLE keyword_path (
  file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  PRIMARY KEY (file_id, path)
) STRICT, WITHOUT ROWID;

-- Named regions; x, y, w, h are shares of the picture, 0 to 1, x and y the centre.
CREATE TABLE face (
  file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT,
  x REAL NOT NULL,
  y REAL NOT NULL,
  w REAL NOT NULL,
  h REAL NOT NULL,
  PRIMARY KEY (file_id, position)
) STRICT, WITHOUT ROWID;

-- A path that could not be read, with its reason. `source` says who found it and so who clears it:
-- 'scan' (a later scan of that scope no longer finds it) or 'read' (the file was read again).
CREATE TABLE problem (
  root_id INTEGER NOT NULL REFERENCES root (id),
  path TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('scan', 'read')),
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  scan_id INTEGER NOT NULL,
  PRIMARY KEY (root_id, path, source, kind)
) STRICT, WITHOUT ROWID;

-- The change log: what readers that ask "what changed since" are told, in the order it was applied.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  file_id INTEGER NOT NULL,
  root_id INTEGER NOT NULL,
  path TEXT NOT NULL,
  old_path TEXT,
  old_file_id INTEGER
) STRICT;

-- One row a scan and its reconcile. `scope` is a JSON array of relative paths, [""] for the whole
-- root; `summary` is the JSON of the counts; `outcome` is NULL while it runs and stays so when it
-- was killed.
CREATE TABLE scan (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  root_id INTEGER NOT NULL REFERENCES root (id),
  scope TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  finished_ms INTEGER,
  outcome TEXT,
  detail TEXT,
  summary TEXT
) STRICT;
CREATE INDEX scan_root ON scan (root_id, id);

-- The change set of the scan in hand, one row a difference, emptied as it is applied. What a crash
-- leaves here is discarded by the next scan of that root, which observes it again.
-- `file_id` is the record under that name, if there is one; `replaced` is 1 where another file may
-- have taken its place; `moved_file_id` is the record whose file this turned out to be.
CREATE TABLE stage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  root_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  directory TEXT NOT NULL,
  name TEXT NOT NULL,
  file_id INTEGER,
  moved_file_id INTEGER,
  replaced INTEGER NOT NULL DEFAULT 0,
  mount TEXT NOT NULL DEFAULT '',
  size INTEGER,
  mtime_ms INTEGER,
  ctime_ms INTEGER,
  inode INTEGER
) STRICT;
CREATE INDEX stage_root ON stage (root_id, id);
CREATE INDEX stage_kind ON stage (root_id, kind, id);
CREATE INDEX stage_inode ON stage (root_id, inode);
CREATE INDEX stage_file ON stage (file_id) WHERE file_id IS NOT NULL;

-- A list of records a plan wanted to hide and was not allowed to. `decision` is NULL until a person
-- says 'approved' or 'rejected'; a root has at most one list without. What is found again leaves it.
CREATE TABLE held (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  root_id INTEGER NOT NULL REFERENCES root (id),
  since_ms INTEGER NOT NULL,
  decision TEXT CHECK (decision IN ('approved', 'rejected'))
) STRICT;
CREATE TABLE held_file (
  held_id INTEGER NOT NULL REFERENCES held (id) ON DELETE CASCADE,
  file_id INTEGER NOT NULL,
  PRIMARY KEY (held_id, file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_by_file ON held_file (file_id);
