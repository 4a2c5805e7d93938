-- Relations between the actors of one document, who remain others, and the country whose government an actor is or speaks
-- for. Documents that were kept before have neither until they are read again, and their checks still hold.

ALTER TABLE actors ADD COLUMN government_of TEXT;

CREATE TABLE actor_ties (
    document INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('named-after', 'same-government', 'role-at')),
    -- The other actor's id in the record.
    other TEXT NOT NULL,
    PRIMARY KEY (document, actor, position),
    FOREIGN KEY (document, actor) REFERENCES actors (document, position) ON DELETE CASCADE,
    FOREIGN KEY (document, other) REFERENCES actors (document, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
