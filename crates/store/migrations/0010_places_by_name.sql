-- For timelines of a place and of a question.

CREATE INDEX places_by_name ON places (name COLLATE NOCASE);
CREATE INDEX places_by_country ON places (country);
CREATE INDEX positions_of_question ON positions (question);
