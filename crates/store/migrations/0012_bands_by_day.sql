-- The bands of the index of copies, by day: copies appear within a month of each other, and looking through the same
-- band of all years would take longer the more years an archive has. A period is 128 days: documents that come in by
-- their days, as most archives do, then change a few neighbouring pages of the table and not all of them. Day 0, in
-- period 0: the day is unknown, or only inferred.

CREATE TABLE bands_by_day (
    period INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    day INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (period, hash, day, document)
) STRICT, WITHOUT ROWID;
INSERT INTO bands_by_day
SELECT coalesce(day, 0) / 128, hash, coalesce(day, 0), document
FROM copy_bands JOIN copies USING (document) ORDER BY 1, 2, 3, 4;
DROP TABLE copy_bands;
ALTER TABLE bands_by_day RENAME TO copy_bands;
-- Documents without a day may be copies of anything; most archives have none, which is then known at once.
CREATE INDEX copies_without_day ON copies (document) WHERE day IS NULL;

-- Eight segments of the full-text indexes are merged at once instead of four: half as many merges in a large archive.
INSERT INTO document_search (document_search, rank) VALUES ('automerge', 8);
INSERT INTO statement_search (statement_search, rank) VALUES ('automerge', 8);
INSERT INTO actor_search (actor_search, rank) VALUES ('automerge', 8);
