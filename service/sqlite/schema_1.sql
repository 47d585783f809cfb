CREATE TABLE tenant (
	number    INTEGER PRIMARY KEY,
	name      TEXT NOT NULL UNIQUE,
	documents INTEGER NOT NULL DEFAULT 0, -- kept, because counting a million rows is not cheap
	words     INTEGER NOT NULL DEFAULT 0  -- in all of its documents: the average length follows
);

-- A key is a sequence number times 4096 plus the document's length in words
-- (4095 stands for more), so that ranking reads the length from the index.
CREATE TABLE document (
	key        INTEGER PRIMARY KEY,
	tenant     INTEGER NOT NULL REFERENCES tenant,
	id         TEXT NOT NULL,
	title      TEXT NOT NULL,
	content    TEXT NOT NULL,
	tags       TEXT NOT NULL, -- a JSON array
	created_at INTEGER NOT NULL -- milliseconds since 1970
);
