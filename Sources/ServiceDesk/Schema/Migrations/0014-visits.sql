-- Visits over all tickets, as these say: what comes by day, and travel expenses that wait to be invoiced.
CREATE TABLE visit (
    company_id INTEGER NOT NULL REFERENCES company (id),
    ticket_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    -- Who comes, or came.
    engineer_id INTEGER,
    begins_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    expenses INTEGER NOT NULL,
    -- In which the expenses were handed over to be invoiced.
    batch INTEGER,
    PRIMARY KEY (ticket_id, number)
) WITHOUT ROWID;
CREATE INDEX visit_to_come ON visit (company_id, begins_at, ticket_id, number) WHERE state IN ('planned', 'running');
CREATE INDEX visit_by_engineer ON visit (company_id, engineer_id, begins_at);
CREATE INDEX visit_spent_on ON visit (company_id, batch) WHERE expenses > 0;

-- What a calendar takes of a letter.
ALTER TABLE outbox ADD COLUMN calendar TEXT;

-- By which secret a calendar fetches somebody's visits: each has one at most.
CREATE TABLE visit_feed (
    company_id INTEGER NOT NULL REFERENCES company (id),
    person_id INTEGER NOT NULL,
    token_digest BLOB NOT NULL,
    PRIMARY KEY (company_id, person_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX visit_feed_by_token ON visit_feed (token_digest);
