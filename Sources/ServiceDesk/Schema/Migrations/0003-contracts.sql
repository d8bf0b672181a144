-- Contracts: what customers bought beforehand, and what was spent of it. Each is a record with a chain of its own; these rows
-- are what its entries say.

-- The contract under which a ticket is served, and its plan, which may promise otherwise than the document.
ALTER TABLE ticket ADD COLUMN contract_id INTEGER;
ALTER TABLE ticket ADD COLUMN plan TEXT;
-- When the client is reminded of a closing that was offered.
ALTER TABLE ticket ADD COLUMN reminds_at INTEGER NOT NULL DEFAULT 253402300799;

-- How the company itself calls a customer on the phone: his NIC.
ALTER TABLE customer ADD COLUMN number TEXT;
CREATE UNIQUE INDEX customer_by_number ON customer (company_id, number);

CREATE TABLE contract (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    number TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    -- The version of the policy under which it was bought.
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    plan TEXT,
    state TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    -- Its other terms, as JSON: products, purchase order, notice, whether it keeps to its version of the policy.
    terms TEXT NOT NULL,
    -- The earliest instant at which anything happens to it by itself.
    wake_at INTEGER NOT NULL,
    chain_length INTEGER NOT NULL,
    chain_head BLOB NOT NULL,
    last_entry_at INTEGER NOT NULL,
    CONSTRAINT "a contract is in force or ended" CHECK (state IN ('active', 'ended'))
);
CREATE UNIQUE INDEX contract_by_number ON contract (company_id, number);
CREATE INDEX contract_by_customer ON contract (company_id, customer_id, state);
CREATE INDEX contract_by_end ON contract (company_id, state, ends_at, id);
CREATE INDEX contract_wake ON contract (wake_at, id);

-- So many of a unit that were bought together, and expire together.
CREATE TABLE lot (
    contract_id INTEGER NOT NULL REFERENCES contract (id),
    number INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    unit TEXT NOT NULL,
    origin TEXT NOT NULL,
    clause TEXT NOT NULL,
    granted INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    lapsed INTEGER NOT NULL,
    -- What was paid for it, in centavos.
    price INTEGER,
    bought_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (contract_id, number),
    CONSTRAINT "nothing is owed to a lot" CHECK (spent >= 0 AND reserved >= 0 AND lapsed >= 0),
    CONSTRAINT "no more is taken from a lot than was bought" CHECK (spent + reserved + lapsed <= granted)
) WITHOUT ROWID;

-- What a service cost.
CREATE TABLE charge (
    contract_id INTEGER NOT NULL REFERENCES contract (id),
    number INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    ticket_id INTEGER,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled_at INTEGER NOT NULL,
    -- Its lines, what was drawn from which lot, and the clauses, as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (contract_id, number),
    CONSTRAINT "a charge is reserved, frozen, captured or released" CHECK (state IN ('reserved', 'frozen', 'captured', 'released'))
) WITHOUT ROWID;
CREATE INDEX charge_by_ticket ON charge (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX charge_by_age ON charge (company_id, at);
