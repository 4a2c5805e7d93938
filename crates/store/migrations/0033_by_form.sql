-- What belongs to a form of a name, as tables and not as indexes: new rows wait in a small table until they are moved to the
-- large one all at once and in order, as with the bands of copies. The names of one document lie all over an index by
-- form, and in a large archive each of them changed a page of it. The views have both.
--
-- The form of a statement's speaker is a column of the statement: a table of its own was another one by day. No foreign
-- keys to actor_forms: each would need an index by form; `verify` proves what they would.

ALTER TABLE statements ADD COLUMN form INTEGER;
UPDATE statements SET form = (SELECT form FROM statement_speakers WHERE statement = statements.key);
DROP TABLE statement_speakers;

CREATE TABLE statements_by_form (
    form INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    PRIMARY KEY (form, statement)
) STRICT, WITHOUT ROWID;
CREATE TABLE new_statements_by_form (
    form INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    PRIMARY KEY (form, statement)
) STRICT, WITHOUT ROWID;
CREATE VIEW statements_of_forms (form, statement) AS
SELECT form, statement FROM statements_by_form
UNION ALL SELECT form, statement FROM new_statements_by_form;
INSERT INTO statements_by_form SELECT form, key FROM statements WHERE form IS NOT NULL ORDER BY 1, 2;

CREATE TABLE appearances (
    document INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    form INTEGER NOT NULL,
    PRIMARY KEY (document, actor),
    FOREIGN KEY (document, actor) REFERENCES actors (document, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO appearances SELECT document, actor, form FROM actor_appearances ORDER BY 1, 2;
DROP TABLE actor_appearances;
ALTER TABLE appearances RENAME TO actor_appearances;

CREATE TABLE appearances_by_form (
    form INTEGER NOT NULL,
    document INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    PRIMARY KEY (form, document, actor)
) STRICT, WITHOUT ROWID;
CREATE TABLE new_appearances_by_form (
    form INTEGER NOT NULL,
    document INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    PRIMARY KEY (form, document, actor)
) STRICT, WITHOUT ROWID;
CREATE VIEW appearances_of_forms (form, document, actor) AS
SELECT form, document, actor FROM appearances_by_form
UNION ALL SELECT form, document, actor FROM new_appearances_by_form;
INSERT INTO appearances_by_form SELECT form, document, actor FROM actor_appearances ORDER BY 1, 2, 3;
