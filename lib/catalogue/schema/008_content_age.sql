-- The scan that found other bytes in a file than it was added with, `NULL` while it has those: a record is
-- as old as its content where it is judged whether one photo is a copy of another.
ALTER TABLE file ADD COLUMN content_scan_id INTEGER;
