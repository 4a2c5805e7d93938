-- For timelines of a place.

CREATE INDEX places_by_name ON places (name COLLATE NOCASE);
CREATE INDEX places_by_country ON places (country);
