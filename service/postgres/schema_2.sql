-- Version 2 of a document's words has the tags, the title twice, no weights, and
-- positions that start again after the last one there is. Tasks of the program
-- before go on writing version 1.
ALTER TABLE document ADD COLUMN version smallint NOT NULL DEFAULT 1;

-- All documents up to this key have version 2.
CREATE TABLE reindex (moved bigint NOT NULL);
INSERT INTO reindex VALUES (0);
