-- The bands of the newest documents, until they are moved to copy_bands all at once and in order. One document's bands
-- lie all over that table, and in a large archive each would change a page of it.

CREATE TABLE new_copy_bands (
    period INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    day INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (period, hash, day, document)
) STRICT, WITHOUT ROWID;
