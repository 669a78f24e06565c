-- A photo that was moved and edited is looked for by its picture, by the beginning of the hash.
CREATE INDEX file_media ON file (substr(media_hash, 1, 16)) WHERE media_hash IS NOT NULL;
