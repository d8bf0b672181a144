-- The desk's tables. Written in the words of SQLite; on PostgreSQL INTEGER reads BIGINT and BLOB reads BYTEA
-- (Schema.swift). Ids are made by the desk, unique among all companies and nodes, so that a company can move to
-- another shard. Instants are seconds UTC; what never comes is 9999-12-31T23:59:59Z.
--
-- What every opening writes has no foreign key to its company, its policy or the people around it, which are never
-- removed: PostgreSQL would look up and lock the same few rows in every transaction (docs/decisions/0018).

-- Every process that writes takes a number; its ids begin with it.
CREATE TABLE node (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL
);

CREATE TABLE company (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Days that were closed unforeseen, and until when there may be open tickets that do not know the last; 0: there are none.
    closed_days TEXT NOT NULL DEFAULT '',
    closed_days_pending_until INTEGER NOT NULL DEFAULT 0,
    chain_length INTEGER NOT NULL DEFAULT 0,
    chain_head BLOB NOT NULL,
    CONSTRAINT "a company has a slug" CHECK (length(slug) > 0)
);

-- Versions of a policy. The one in force is the last whose time has come; one that was only proposed is never in force.
CREATE TABLE policy (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    version TEXT NOT NULL,
    document TEXT NOT NULL,
    digest BLOB NOT NULL,
    proposed_at INTEGER NOT NULL,
    -- Who proposed it; nobody for one that came by the command line.
    person_id INTEGER,
    active_from INTEGER NOT NULL
);
CREATE INDEX policy_by_company ON policy (company_id, active_from, id);

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    name TEXT NOT NULL,
    rfc TEXT,
    created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX customer_by_rfc ON customer (company_id, rfc);

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    level INTEGER,
    language TEXT NOT NULL,
    password TEXT,
    registered_at INTEGER,
    created_at INTEGER NOT NULL,
    -- When name and address were erased by law.
    erased_at INTEGER,
    CONSTRAINT "a role is one of five" CHECK (role IN ('client', 'agent', 'quality', 'operations', 'admin')),
    CONSTRAINT "only agents have a level" CHECK (level IS NULL OR role = 'agent')
);
CREATE UNIQUE INDEX person_by_email ON person (company_id, email_key);
CREATE INDEX person_by_role ON person (company_id, role, email_key);

CREATE TABLE session (
    token_digest BLOB PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX session_by_person ON session (person_id);
CREATE INDEX session_by_end ON session (expires_at);

CREATE TABLE api_token (
    token_digest BLOB PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

-- One-time links: to set a password, or to see one ticket.
CREATE TABLE one_time_link (
    token_digest BLOB PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    purpose TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES person (id),
    ticket_id INTEGER,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT "a link has a purpose" CHECK (purpose IN ('password', 'ticket'))
);

CREATE TABLE ticket (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL,
    folio TEXT NOT NULL,
    policy_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    type TEXT NOT NULL,
    category TEXT,
    department TEXT,
    priority TEXT,
    severity INTEGER,
    level INTEGER,
    state TEXT NOT NULL,
    -- Empty once it was erased by law.
    subject TEXT NOT NULL,
    subject_erased_at INTEGER NOT NULL DEFAULT 253402300799,
    requester_id INTEGER NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    assignee_id INTEGER,
    admission_clause TEXT,
    linked_from INTEGER REFERENCES ticket (id),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    -- Stretches in which the ticket waited for its client, the last perhaps open, and what it waits for.
    waits TEXT NOT NULL,
    wait_reason TEXT,
    contacts TEXT NOT NULL,
    -- When the ticket closes by itself, and by which clause.
    closes_at INTEGER NOT NULL,
    closes_clause TEXT,
    -- Days that the company was closed unforeseen while it was open.
    closed_days TEXT NOT NULL DEFAULT '',
    -- The earliest firm deadline that runs, and the earliest instant at which anything happens by itself.
    due_at INTEGER NOT NULL,
    wake_at INTEGER NOT NULL,
    chain_length INTEGER NOT NULL,
    chain_head BLOB NOT NULL,
    last_entry_at INTEGER NOT NULL,
    CONSTRAINT "a state is one of four" CHECK (state IN ('open', 'waiting', 'resolved', 'closed'))
);
CREATE UNIQUE INDEX ticket_by_folio ON ticket (company_id, folio);
CREATE INDEX ticket_by_age ON ticket (company_id, opened_at, id);
CREATE INDEX ticket_by_state ON ticket (company_id, state, opened_at, id);
CREATE INDEX ticket_by_requester ON ticket (company_id, requester_id, opened_at, id);
CREATE INDEX ticket_by_assignee ON ticket (company_id, assignee_id, due_at, id) WHERE state <> 'closed';
CREATE INDEX ticket_due ON ticket (company_id, due_at, id) WHERE state <> 'closed';
CREATE INDEX ticket_wake ON ticket (wake_at, id);

CREATE TABLE deadline (
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    number INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    promise TEXT NOT NULL,
    metric TEXT NOT NULL,
    level INTEGER,
    clause TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    warn_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    settled_at INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, number),
    CONSTRAINT "a deadline has a status" CHECK (status IN ('running', 'paused', 'met', 'breached', 'indicative', 'cancelled'))
) WITHOUT ROWID;

-- Texts and files, apart from the journal, so that the law can have them erased: an entry only keeps the digest.
CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    is_internal INTEGER NOT NULL,
    name TEXT,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    salt BLOB NOT NULL,
    digest BLOB NOT NULL,
    text TEXT,
    blob TEXT,
    erased_at INTEGER,
    CONSTRAINT "content is text or file" CHECK (kind IN ('text', 'file'))
);
CREATE INDEX content_by_ticket ON content (ticket_id, entry_id);
CREATE INDEX content_by_blob ON content (blob) WHERE blob IS NOT NULL;

-- What must leave the house. Written with the entry it follows from, sent after the commit.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL,
    ticket_id INTEGER,
    -- The entry it follows from, if any: its words go when the entry's are erased.
    entry_id INTEGER,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    message_id TEXT NOT NULL,
    in_reply_to TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    sent_at INTEGER,
    problem TEXT,
    erased_at INTEGER,
    CONSTRAINT "a mail is queued, sending, sent, or failed" CHECK (state IN ('queued', 'sending', 'sent', 'failed'))
);
CREATE INDEX outbox_waiting ON outbox (next_attempt_at, id) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_by_company ON outbox (company_id, id);
CREATE INDEX outbox_by_ticket ON outbox (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX outbox_by_message ON outbox (company_id, message_id);
CREATE INDEX outbox_about_no_ticket ON outbox (company_id, recipient, created_at) WHERE ticket_id IS NULL;

-- What reaches a person in the console.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    read_at INTEGER
);
CREATE INDEX notice_by_person ON notice (company_id, person_id, at, id);
CREATE INDEX notice_by_ticket ON notice (ticket_id);
CREATE INDEX notice_unread ON notice (company_id, person_id) WHERE read_at IS NULL;

-- A request that came twice with the same key is answered once.
CREATE TABLE idempotency (
    company_id INTEGER NOT NULL REFERENCES company (id),
    person_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, person_id, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Messages received, each once, with the ticket they opened or joined.
CREATE TABLE received_mail (
    company_id INTEGER NOT NULL REFERENCES company (id),
    digest BLOB NOT NULL,
    message_id TEXT,
    ticket_id INTEGER,
    -- The message as it came; NULL once it was erased by law.
    raw_blob TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, digest)
);
CREATE INDEX received_mail_by_ticket ON received_mail (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX received_mail_by_blob ON received_mail (raw_blob) WHERE raw_blob IS NOT NULL;

-- Files whose last mention may have been erased: removed after the commit, unless another row still names them.
CREATE TABLE erased_file (
    digest TEXT PRIMARY KEY
);

-- The desk's clock where it stands; empty where it runs.
CREATE TABLE standing_clock (
    id INTEGER PRIMARY KEY,
    now_at INTEGER NOT NULL
);

-- Secrets of this installation, such as the one that signs forms.
CREATE TABLE installation_secret (
    name TEXT PRIMARY KEY,
    secret BLOB NOT NULL
);
