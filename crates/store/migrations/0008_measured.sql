-- Of quantities: the upper end of a range, how words bound the number, and what is measured or counted. A quantity that
-- was kept before has none of them until its document is read again, and its check still holds.

ALTER TABLE quantities ADD COLUMN upper REAL;
ALTER TABLE quantities ADD COLUMN bound TEXT CHECK (bound IN ('about', 'at-least', 'at-most'));
ALTER TABLE quantities ADD COLUMN of_what TEXT;
