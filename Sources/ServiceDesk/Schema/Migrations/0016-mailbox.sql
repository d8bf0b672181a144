-- Mailboxes say more of their requests, and some are handed over by a mail server: nobody opens those. SQLite changes no
-- constraint, so the table is written anew.
CREATE TABLE mailbox_with_rules (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    -- Whose mail it is, and what the commands call it: soporte@intecnia.example.
    address TEXT NOT NULL,
    -- Empty where a mail server hands over what comes here.
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
    -- What it is for, in the company's words; and what a request that comes here is, where its sender cannot say.
    label TEXT,
    type TEXT,
    category TEXT,
    department TEXT,
    priority TEXT,
    severity INTEGER,
    -- Who gets its requests.
    assignee_id INTEGER,
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
    CONSTRAINT "a mailbox that is read is opened by a password or a token" CHECK (
        CASE WHEN server = '' THEN password IS NULL AND token_file IS NULL ELSE (password IS NULL) <> (token_file IS NULL) END)
);
INSERT INTO mailbox_with_rules (
    id, company_id, address, server, user_name, folder, password, token_file, authorities, authserv_id, takes_details, type, category,
    department, created_at, uid_validity, last_uid, again_until, since, reader_id, read_until, read_at, failures, failed_at, problem, problem_words)
SELECT
    id, company_id, address, server, user_name, folder, password, token_file, authorities, authserv_id, takes_details, type, category,
    department, created_at, uid_validity, last_uid, again_until, since, reader_id, read_until, read_at, failures, failed_at, problem, problem_words
FROM mailbox;
DROP TABLE mailbox;
ALTER TABLE mailbox_with_rules RENAME TO mailbox;
CREATE UNIQUE INDEX mailbox_by_company ON mailbox (company_id, address);

-- By which mailbox a request came, for good: its address, which stays although the mailbox may go.
ALTER TABLE ticket ADD COLUMN mailbox TEXT;
CREATE INDEX ticket_by_mailbox ON ticket (company_id, mailbox, due_at, id) WHERE state <> 'closed' AND mailbox IS NOT NULL;
