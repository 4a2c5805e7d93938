-- Periods of the bands of copies are 512 days long instead of 128: half of all documents had days of two periods in their
-- window, and each band was looked for twice.

CREATE TABLE longer_bands (
    period INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    day INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (period, hash, day, document)
) STRICT, WITHOUT ROWID;
INSERT INTO longer_bands SELECT day / 512, hash, day, document FROM copy_bands ORDER BY 1, 2, 3, 4;
DROP TABLE copy_bands;
ALTER TABLE longer_bands RENAME TO copy_bands;

UPDATE new_copy_bands SET period = day / 512;
