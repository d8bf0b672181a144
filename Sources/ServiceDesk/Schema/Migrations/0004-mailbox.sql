-- Mailboxes that the desk reads, and messages that have arrived and were not yet looked into.

CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    -- Whose mail it is, and what the commands call it: soporte@intecnia.example.
    address TEXT NOT NULL,
    server TEXT NOT NULL,
    user_name TEXT NOT NULL,
    folder TEXT NOT NULL,
    -- The password, sealed; or the file in which somebody else keeps an access token fresh.
    password BLOB,
    token_file TEXT,
    -- A file of certificates that are trusted instead of the system's.
    authorities TEXT,
    -- The name under which the company's own mail server reports what it found out about senders.
    authserv_id TEXT,
    -- Whether mail to address+anything arrives here, so that letters may carry a secret in their reply address.
    takes_details INTEGER NOT NULL DEFAULT 0,
    -- What a request that comes here is, where its sender cannot say.
    type TEXT,
    category TEXT,
    department TEXT,
    created_at INTEGER NOT NULL,
    -- How far it was read. Written together with the message that was taken.
    uid_validity INTEGER NOT NULL,
    last_uid INTEGER NOT NULL,
    -- Up to this UID a message that the server had before `since` is left alone: the folder is read once more.
    again_until INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    -- The node that reads it, and until when without a word of it.
    reader_id INTEGER NOT NULL DEFAULT 0,
    read_until INTEGER NOT NULL DEFAULT 0,
    read_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    failed_at INTEGER,
    problem TEXT,
    problem_words TEXT,
    CONSTRAINT "a mailbox is opened by a password or a token" CHECK ((password IS NULL) <> (token_file IS NULL))
);
CREATE UNIQUE INDEX mailbox_by_company ON mailbox (company_id, address);

-- `waiting`: durable, not yet looked into. `parked`: what looks into it broke again and again.
ALTER TABLE received_mail ADD COLUMN state TEXT NOT NULL DEFAULT 'taken'
    CONSTRAINT "a mail is waiting, taken, refused, or parked" CHECK (state IN ('waiting', 'taken', 'refused', 'parked'));
-- Counted before each look, so that a message which ends the process is known by it.
ALTER TABLE received_mail ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE received_mail ADD COLUMN next_attempt_at INTEGER NOT NULL DEFAULT 253402300799;
ALTER TABLE received_mail ADD COLUMN mailbox_id INTEGER;
-- Its bytes where it is larger than what is taken, and only its beginning is kept; else 0.
ALTER TABLE received_mail ADD COLUMN whole_size INTEGER NOT NULL DEFAULT 0;
-- Digest of what makes it the same message although it came by another way.
ALTER TABLE received_mail ADD COLUMN essence BLOB;
-- Whose report about its sender is believed.
ALTER TABLE received_mail ADD COLUMN authserv_id TEXT;
ALTER TABLE received_mail ADD COLUMN problem TEXT;

-- How mail to somebody fails: `hard` for good, `soft` for now; NULL where nothing is known.
ALTER TABLE person ADD COLUMN undeliverable TEXT;

CREATE INDEX received_mail_waiting ON received_mail (attempts, received_at) WHERE state = 'waiting';
CREATE INDEX received_mail_parked ON received_mail (company_id, received_at) WHERE state = 'parked';
CREATE INDEX received_mail_by_essence ON received_mail (company_id, essence) WHERE essence IS NOT NULL;
