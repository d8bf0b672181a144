-- What is worked on a ticket, as its entries say: JSON; empty where nothing was.
ALTER TABLE ticket ADD COLUMN works TEXT NOT NULL DEFAULT '';

-- Whose timer runs, and on what: each has one at most.
CREATE TABLE timer (
    company_id INTEGER NOT NULL REFERENCES company (id),
    person_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, person_id)
) WITHOUT ROWID;
CREATE INDEX timer_by_ticket ON timer (ticket_id);
