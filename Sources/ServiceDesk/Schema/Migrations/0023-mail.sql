-- Where a message lies that the mail server would not give: by it, it is asked for again.
ALTER TABLE received_mail ADD COLUMN uid_validity INTEGER;
ALTER TABLE received_mail ADD COLUMN uid INTEGER;
-- When somebody put it away, because nothing more can come of it: it is listed no more.
ALTER TABLE received_mail ADD COLUMN put_away_at INTEGER;
-- The same of a letter that could not be delivered: it counts as undone no more.
ALTER TABLE outbox ADD COLUMN put_away_at INTEGER;
-- When the last message came by each mailbox.
CREATE INDEX received_mail_by_mailbox ON received_mail (company_id, mailbox_id, received_at);
