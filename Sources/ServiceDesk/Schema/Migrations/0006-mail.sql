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

-- Who sent it, as limits and erasures know him: his address without what may be added to it. Written when it arrives, from its
-- headers, and again by whoever has looked into it.
ALTER TABLE received_mail ADD COLUMN sender TEXT;
-- By which the same message again is known.
ALTER TABLE received_mail ADD COLUMN fingerprint BLOB;
-- It answered an automatic letter of ours sooner than anybody reads one.
ALTER TABLE received_mail ADD COLUMN is_prompt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE received_mail ADD COLUMN is_from_stranger INTEGER NOT NULL DEFAULT 0;
-- Why it was answered by nothing.
ALTER TABLE received_mail ADD COLUMN quiet TEXT
    CONSTRAINT "mail is quiet in a loop or a flood" CHECK (quiet IN ('loop', 'sender', 'strangers'));
CREATE INDEX received_mail_by_sender ON received_mail (company_id, sender, received_at) WHERE sender IS NOT NULL;
CREATE INDEX received_mail_of_strangers ON received_mail (company_id, received_at) WHERE is_from_stranger = 1;

-- It came in a flood of mail: until somebody takes it up, nobody is told of it.
ALTER TABLE ticket ADD COLUMN quiet TEXT;
CREATE INDEX ticket_in_flood ON ticket (company_id, quiet, requester_id) WHERE quiet IS NOT NULL AND state = 'open';

-- Why it was set aside; `problem` tells what is known besides.
ALTER TABLE received_mail ADD COLUMN parked_because TEXT;

-- Letters that the desk wrote to its own mailboxes, to see whether they come back.
CREATE TABLE mailbox_test (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    mailbox_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    arrived_at INTEGER NOT NULL
);
CREATE INDEX mailbox_test_by_mailbox ON mailbox_test (mailbox_id, id);
CREATE INDEX mailbox_test_by_letter ON mailbox_test (letter_id);
