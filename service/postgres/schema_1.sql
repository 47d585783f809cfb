CREATE TABLE tenant (
	number    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name      text NOT NULL UNIQUE,
	documents bigint NOT NULL DEFAULT 0, -- kept, because counting a million rows is not cheap
	words     bigint NOT NULL DEFAULT 0  -- in all of its documents: the average length follows
);

CREATE TABLE document (
	key        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	tenant     int NOT NULL,
	id         uuid NOT NULL,
	title      text NOT NULL,
	content    text NOT NULL,
	tags       text[] NOT NULL,
	created_at timestamptz NOT NULL,
	length     int NOT NULL, -- in words
	-- The words, each with the tenant's number in front: then the index holds one
	-- list per tenant and word, and a search reads its own tenant's alone.
	words      tsvector NOT NULL
);

-- Ranking reads every match's words: keep them in the row when they fit a page.
ALTER TABLE document ALTER COLUMN words SET STORAGE MAIN;

-- Without the list of pending entries, which every search of every tenant would read through.
CREATE INDEX document_words ON document USING gin (words) WITH (fastupdate = off);
