-- What was handed over to be written last, JSON: from then on it may be in the file, also where the
-- program was killed before it could say so, and is nobody else's change there.
ALTER TABLE edit ADD COLUMN sent TEXT;
