-- Who takes part in a request besides whoever sent it, as its journal says; and beside it, to find what somebody takes part in.
ALTER TABLE ticket ADD COLUMN participants TEXT NOT NULL DEFAULT '';
CREATE TABLE participant (
    company_id INTEGER NOT NULL REFERENCES company (id),
    ticket_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    -- 0: he took part once, and said things that are his.
    is_in INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
) WITHOUT ROWID;
CREATE INDEX participant_by_person ON participant (company_id, person_id, ticket_id);

-- To whom else the messages of a request went: it gives nobody access, and is there to be looked at.
CREATE TABLE copied_address (
    company_id INTEGER NOT NULL REFERENCES company (id),
    ticket_id INTEGER NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Whose message it was that went there first.
    entry_id INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, email_key)
) WITHOUT ROWID;
CREATE INDEX copied_address_by_email ON copied_address (company_id, email_key);
