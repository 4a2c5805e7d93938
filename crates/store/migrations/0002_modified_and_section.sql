-- What a page says about itself beside its publication: when it was last changed, and its section. Documents that
-- were kept before have neither until they are read again.

ALTER TABLE documents ADD COLUMN modified TEXT;
ALTER TABLE documents ADD COLUMN section TEXT;
