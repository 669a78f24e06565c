-- What searches look through: words, and facts that are words here so that one index answers for all.
-- Its rowid is that of `file`; nothing is kept but the index, as `search_index.ts` can make every row
-- anew. Rows come in the order of their ids, so that the newest are found first without sorting.
CREATE VIRTUAL TABLE search USING fts5 (
  title, description, keywords, path, label, make, model, lens, facts,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- However a record goes, it is not found any more; nor by a number it gave to another one.
CREATE TRIGGER photo_forgotten AFTER DELETE ON photo BEGIN
  DELETE FROM search WHERE rowid = old.file_id;
END;
CREATE TRIGGER photo_given AFTER UPDATE OF file_id ON photo BEGIN
  DELETE FROM search WHERE rowid = old.file_id;
END;

-- Photos in the order in which they were taken; those of which that is not known come first.
CREATE INDEX photo_taken ON photo (coalesce(taken_at, ''), file_id);
