-- What a received message made, and what it is.

-- The entry that it made; of a message that came again by another way, the one that it made the first time.
ALTER TABLE received_mail ADD COLUMN entry_id INTEGER;
-- Words such as `html signed invitation`, so that nobody has to read it again to say so.
ALTER TABLE received_mail ADD COLUMN traits TEXT NOT NULL DEFAULT '';
CREATE INDEX received_mail_by_entry ON received_mail (entry_id) WHERE entry_id IS NOT NULL;

-- Until now a message was found by the instant of its entry.
UPDATE received_mail SET entry_id = (
    SELECT entry.id FROM entry
    WHERE entry.company_id = received_mail.company_id AND entry.ticket_id = received_mail.ticket_id AND entry.at >= received_mail.received_at
      AND entry.kind IN ('opened', 'replied', 'noted', 'reopened')
    ORDER BY entry.number LIMIT 1)
WHERE ticket_id IS NOT NULL;
