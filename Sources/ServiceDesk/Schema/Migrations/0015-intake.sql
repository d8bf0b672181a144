-- Who is counted with whom, where much mail comes; and what of a message could not be read.

-- Our mail server proved its sender, or it answers a letter that only he has.
ALTER TABLE received_mail ADD COLUMN is_proven INTEGER NOT NULL DEFAULT 0;
-- Among which senders it counts, all together; NULL: among none.
ALTER TABLE received_mail ADD COLUMN crowd TEXT
    CONSTRAINT "mail counts with one crowd" CHECK (crowd IN ('strangers', 'newcomers', 'claimed', 'machines'));
CREATE INDEX received_mail_of_crowd ON received_mail (company_id, crowd, received_at) WHERE crowd IS NOT NULL;
DROP INDEX received_mail_of_strangers;
ALTER TABLE received_mail DROP COLUMN is_from_stranger;

-- Words such as `tooComplex`, a line each, for what of it was not read as it was sent.
ALTER TABLE received_mail ADD COLUMN defects TEXT NOT NULL DEFAULT '';
