-- Quotes: what something would cost, until when that holds, and what became of it. Each is a record with a chain of its own;
-- these rows are what its entries say. What somebody wrote on one stands in `content`.

CREATE TABLE quote (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    number TEXT NOT NULL,
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    folio TEXT NOT NULL,
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    -- The contract that pays what is quoted in units.
    contract_id INTEGER REFERENCES contract (id),
    state TEXT NOT NULL,
    -- Its lines, delivery and clauses, as JSON.
    offer TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    replaced_by TEXT,
    -- The instant at which it expires by itself.
    wake_at INTEGER NOT NULL,
    chain_length INTEGER NOT NULL,
    chain_head BLOB NOT NULL,
    last_entry_at INTEGER NOT NULL,
    CONSTRAINT "a quote has a state" CHECK (state IN ('draft', 'sent', 'accepted', 'declined', 'withdrawn', 'expired')),
    CONSTRAINT "what was decided was sent" CHECK (state IN ('draft', 'withdrawn') OR sent_at < 253402300799)
);
CREATE UNIQUE INDEX quote_by_number ON quote (company_id, number);
CREATE INDEX quote_by_ticket ON quote (ticket_id);
CREATE INDEX quote_by_contract ON quote (contract_id) WHERE contract_id IS NOT NULL;
CREATE INDEX quote_by_age ON quote (company_id, last_entry_at, id);
CREATE INDEX quote_wake ON quote (wake_at, id);
