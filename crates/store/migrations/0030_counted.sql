-- Lists of the whole archive are counted from indexes alone: actors by how often they appear, places by their documents.
-- Documents that a newer version supersedes are few: counts leave them out by a list of them.

DROP INDEX actor_forms_by_actor;
CREATE INDEX actor_forms_by_actor ON actor_forms (actor, appearances);
CREATE INDEX documents_superseded ON documents (key) WHERE superseded = 1;
-- A table without row numbers has its key in every index: these two hold the documents, too.
DROP INDEX places_by_country;
CREATE INDEX places_by_country ON places (country, geonames);
