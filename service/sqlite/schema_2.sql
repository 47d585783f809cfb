-- The index of a tenant is a new table with the tags and with classes of
-- lengths; see index.go. These count its documents and tokens, which is what
-- the average length follows from. The column "words" is no longer kept.
ALTER TABLE tenant ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;

-- The row exists while documents up to last_key still have to move to the new
-- indexes. Those up to moved are there.
CREATE TABLE reindex (moved INTEGER NOT NULL, last_key INTEGER NOT NULL);
INSERT INTO reindex SELECT 0, max(key) FROM document HAVING max(key) IS NOT NULL;
