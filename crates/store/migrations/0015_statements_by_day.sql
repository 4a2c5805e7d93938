-- The key of a statement begins with its day, so that the table and the full-text index are in the order in which
-- statements are listed: the first hundred statements with a word are found without looking at the other million.
-- Days since 0000-01-01 (an earlier one counts as that one; 4194304, beyond 9999-12-31, when it is unknown) times 2^24,
-- and a number within the day.

CREATE TABLE keys_by_day AS
SELECT key AS old, (day << 24) + row_number() OVER (PARTITION BY day ORDER BY key) - 1 AS new
FROM (
    SELECT key, CASE
        WHEN first_day IS NULL THEN 4194304
        ELSE max(0, coalesce(CAST(julianday(first_day) - julianday('0000-01-01') AS INTEGER), 0))
    END AS day
    FROM statements
);
CREATE UNIQUE INDEX keys_by_day_old ON keys_by_day (old);

-- New keys are far above the old ones, so that none is in the way of another.
UPDATE statements SET key = (SELECT new FROM keys_by_day WHERE old = key);
UPDATE statement_spans SET statement = (SELECT new FROM keys_by_day WHERE old = statement);
UPDATE statement_speakers SET statement = (SELECT new FROM keys_by_day WHERE old = statement);
UPDATE statement_corrections SET statement = (SELECT new FROM keys_by_day WHERE old = statement);
DROP TABLE keys_by_day;
INSERT INTO statement_search (statement_search) VALUES ('rebuild');

-- The table itself is in the order of days.
DROP INDEX statements_by_day;
