-- The public interface: every name and column here is promised. The views are made anew whenever the
-- schema changes, so they need no migration of their own.

-- Every record with its place, present or missing; the other views are cut from it.
CREATE VIEW record AS
SELECT
  file.id AS id,
  root.id AS root_id,
  root.path AS root,
  directory.path AS folder,
  CASE directory.path WHEN '' THEN file.name ELSE directory.path || '/' || file.name END AS path,
  file.name AS name,
  file.format AS format,
  file.mime AS mime,
  file.size AS size,
  strftime('%Y-%m-%dT%H:%M:%fZ', file.mtime_ms / 1000.0, 'unixepoch') AS mtime,
  file.sample_hash AS sample_hash,
  file.content_hash AS content_hash,
  file.media_hash AS media_hash,
  strftime('%Y-%m-%dT%H:%M:%fZ', file.added_at_ms / 1000.0, 'unixepoch') AS added_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', file.updated_at_ms / 1000.0, 'unixepoch') AS updated_at,
  file.change_seq AS change_seq,
  file.updated_at_ms AS updated_at_ms,
  file.missing_since_ms AS missing_since_ms,
  file.missing_scan_id AS missing_scan_id,
  file.missing_evidence AS missing_evidence,
  file.tombstone_since_ms AS tombstone_since_ms,
  file.ignored_by AS ignored_by,
  file.sidecar AS sidecar,
  file.sidecar_fields AS sidecar_fields
FROM file
JOIN directory ON directory.id = file.directory_id
JOIN root ON root.id = directory.root_id;

-- One row per present photo or video.
CREATE VIEW photos AS
SELECT
  record.id, record.root, record.path,
  -- Same directory, same name up to the last dot.
  record.root_id || '/' || record.folder || '/' || CASE
    WHEN length(rtrim(record.name, replace(record.name, '.', ''))) > 1
      THEN substr(record.name, 1, length(rtrim(record.name, replace(record.name, '.', ''))) - 1)
    ELSE record.name
  END AS stack_key,
  record.format, record.mime, record.size, record.mtime,
  photo.width, photo.height, photo.orientation, photo.duration,
  photo.taken_at, photo.taken_offset, photo.taken_utc, photo.taken_source,
  photo.title, photo.description, photo.rating, photo.label,
  photo.latitude, photo.longitude, photo.altitude,
  photo.city, photo.state, photo.country, photo.country_code,
  photo.creator, photo.rights,
  photo.make, photo.model, photo.lens, photo.serial,
  photo.iso, photo.f_number, photo.exposure_time, photo.focal_length, photo.focal_length_35mm,
  photo.flash, photo.software,
  record.sample_hash, record.content_hash, record.media_hash,
  -- In the directory of its photo.
  CASE record.folder WHEN '' THEN record.sidecar ELSE record.folder || '/' || record.sidecar END
    AS sidecar,
  record.added_at, record.updated_at, record.change_seq
FROM record
JOIN photo ON photo.file_id = record.id
WHERE record.missing_since_ms IS NULL AND record.format IS NOT NULL;

-- One row per directory that holds or held photos.
CREATE VIEW folders AS
SELECT
  directory.id AS id,
  root.path AS root,
  directory.path AS path,
  count(file.id) FILTER (WHERE file.missing_since_ms IS NULL AND file.format IS NOT NULL) AS photos
FROM directory
JOIN root ON root.id = directory.root_id
JOIN file ON file.directory_id = directory.id
GROUP BY directory.id;

CREATE VIEW keywords AS
SELECT keyword.file_id AS photo_id, keyword.keyword AS keyword
FROM keyword JOIN file ON file.id = keyword.file_id
WHERE file.missing_since_ms IS NULL AND file.format IS NOT NULL;

CREATE VIEW keyword_paths AS
SELECT keyword_path.file_id AS photo_id, keyword_path.path AS path
FROM keyword_path JOIN file ON file.id = keyword_path.file_id
WHERE file.missing_since_ms IS NULL AND file.format IS NOT NULL;

CREATE VIEW faces AS
SELECT face.file_id AS photo_id, face.name AS name, face.x AS x, face.y AS y, face.w AS w, face.h AS h
FROM face JOIN file ON file.id = face.file_id
WHERE file.missing_since_ms IS NULL AND file.format IS NOT NULL;

-- Hidden records with their evidence: absent files, and files that are there and no photo any more.
CREATE VIEW missing AS
SELECT
  id, root, path, format, size, sample_hash, added_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(missing_since_ms, updated_at_ms) / 1000.0, 'unixepoch')
    AS missing_since,
  missing_scan_id AS scan_id,
  coalesce(missing_evidence, 'The file is there, but it is no photo any more') AS evidence,
  strftime('%Y-%m-%dT%H:%M:%fZ', tombstone_since_ms / 1000.0, 'unixepoch') AS tombstone_since,
  ignored_by
FROM record
-- Asked of each record: as a list, it was gone through anew for every directory.
WHERE (missing_since_ms IS NOT NULL OR format IS NULL)
  AND EXISTS (SELECT 1 FROM photo WHERE photo.file_id = record.id);

-- Every open problem by the id of its root: those of paths, and those of sidecars, which are kept with
-- the photo they belong to and are told once where several photos share one. `primary_path` is that of
-- the photo, NULL for the problem of a path.
CREATE VIEW open_problem AS
SELECT root_id, path, kind, detail, first_seen_ms, last_seen_ms, NULL AS primary_path FROM problem
UNION ALL
SELECT
  directory.root_id,
  CASE directory.path WHEN '' THEN file.sidecar ELSE directory.path || '/' || file.sidecar END,
  file.sidecar_problem, min(file.sidecar_problem_detail), min(file.sidecar_problem_since_ms),
  max(file.sidecar_looked_at_ms),
  min(CASE directory.path WHEN '' THEN file.name ELSE directory.path || '/' || file.name END)
FROM file INDEXED BY file_sidecar_problem JOIN directory ON directory.id = file.directory_id
WHERE file.sidecar_problem IS NOT NULL AND file.missing_since_ms IS NULL
GROUP BY directory.root_id, directory.path, file.sidecar, file.sidecar_problem;

CREATE VIEW problems AS
SELECT
  root.path AS root, problem.path AS path, problem.kind AS kind, problem.detail AS detail,
  strftime('%Y-%m-%dT%H:%M:%fZ', problem.first_seen_ms / 1000.0, 'unixepoch') AS first_seen,
  strftime('%Y-%m-%dT%H:%M:%fZ', problem.last_seen_ms / 1000.0, 'unixepoch') AS last_seen
FROM open_problem AS problem JOIN root ON root.id = problem.root_id;

CREATE VIEW changes AS
SELECT
  change.seq AS seq,
  strftime('%Y-%m-%dT%H:%M:%fZ', change.at_ms / 1000.0, 'unixepoch') AS at,
  change.kind AS kind, change.file_id AS photo_id, root.path AS root, change.path AS path,
  change.old_path AS old_path, change.old_file_id AS old_photo_id
FROM change JOIN root ON root.id = change.root_id;

CREATE VIEW scans AS
SELECT
  scan.id AS id, root.path AS root, scan.scope AS scope,
  strftime('%Y-%m-%dT%H:%M:%fZ', scan.started_ms / 1000.0, 'unixepoch') AS started,
  strftime('%Y-%m-%dT%H:%M:%fZ', scan.finished_ms / 1000.0, 'unixepoch') AS finished,
  scan.outcome AS outcome, scan.detail AS detail,
  scan.summary ->> 'seen' AS seen,
  scan.summary ->> 'appeared' AS appeared,
  scan.summary ->> 'changed' AS changed,
  scan.summary ->> 'moved' AS moved,
  scan.summary ->> 'missing' AS missing,
  scan.summary ->> 'revived' AS revived,
  scan.summary ->> 'unchanged' AS unchanged,
  scan.summary ->> 'problems' AS problems,
  coalesce(scan.summary ->> 'ignored', 0) AS ignored
FROM scan JOIN root ON root.id = scan.root_id;

CREATE VIEW roots AS
SELECT
  root.id AS id, root.path AS path,
  strftime('%Y-%m-%dT%H:%M:%fZ', root.added_at_ms / 1000.0, 'unixepoch') AS added_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', root.offline_since_ms / 1000.0, 'unixepoch') AS offline_since,
  root.offline_reason AS offline_reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', root.paused_since_ms / 1000.0, 'unixepoch') AS paused_since
FROM root;

-- One row per program run that wrote to the change log, with the number of its first change.
CREATE VIEW epochs AS
SELECT
  epoch.id AS id, epoch.first_seq AS first_seq,
  strftime('%Y-%m-%dT%H:%M:%fZ', epoch.at_ms / 1000.0, 'unixepoch') AS at
FROM epoch;

-- One row per field of a photo that somebody changed in the catalogue. While `state` is 'pending' or
-- 'failed' the other views show the new value and the file still has the old one. In a 'conflict' somebody
-- else had changed the field, too; `winner` ('ours' or 'theirs') says whose value stayed, and `lost` is the
-- other one. Values are JSON; `target` is the file that was written.
CREATE VIEW edits AS
SELECT
  edit.id AS id, edit.file_id AS photo_id, record.root AS root, record.path AS path,
  edit.field AS field, edit.base AS old_value, edit.value AS new_value, edit.state AS state,
  edit.reason AS reason, edit.winner AS winner, edit.lost AS lost,
  CASE
    WHEN edit.done_at_ms IS NULL OR edit.state NOT IN ('written', 'conflict') THEN NULL
    WHEN edit.sidecar IS NULL THEN record.path
    WHEN record.folder = '' THEN edit.sidecar
    ELSE record.folder || '/' || edit.sidecar
  END AS target,
  strftime('%Y-%m-%dT%H:%M:%fZ', edit.accepted_at_ms / 1000.0, 'unixepoch') AS accepted_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', edit.done_at_ms / 1000.0, 'unixepoch') AS done_at
FROM edit JOIN record ON record.id = edit.file_id;
