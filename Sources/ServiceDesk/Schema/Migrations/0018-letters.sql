-- To one address one letter is on its way at a time.
CREATE INDEX outbox_leaving ON outbox (recipient) WHERE state = 'sending';
-- When what can be told of a letter last changed, as the journal counts: live pages follow it (Following.swift).
ALTER TABLE outbox ADD COLUMN moved INTEGER;
CREATE INDEX outbox_moved ON outbox (moved) WHERE moved IS NOT NULL;
-- In which it is written; NULL: the company's.
ALTER TABLE outbox ADD COLUMN language TEXT;
-- Number of the contract whose certificate travels with it, printed when it is sent.
ALTER TABLE outbox ADD COLUMN certificate TEXT;
