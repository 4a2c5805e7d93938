-- What readers browse by: documents by day and by outlet, places by what the gazetteer calls them.

CREATE INDEX documents_by_day ON documents (published_day, id) WHERE superseded = 0;
CREATE INDEX documents_by_outlet ON documents (outlet, published_day) WHERE superseded = 0;
CREATE INDEX places_by_geonames ON places (geonames, document) WHERE geonames IS NOT NULL;
