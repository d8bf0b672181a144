-- The journal. Transactions commit out of order here, so a reader follows `transaction_id` up to the oldest one still
-- open (Following.swift), never `position` alone.
CREATE TABLE entry (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    id BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    person_id BIGINT,
    for_person_id BIGINT,
    clause TEXT,
    is_internal BIGINT NOT NULL,
    body TEXT NOT NULL,
    hash BYTEA NOT NULL
);
CREATE UNIQUE INDEX entry_by_id ON entry (id);
CREATE UNIQUE INDEX entry_by_record ON entry (company_id, ticket_id, number);
CREATE INDEX entry_by_transaction ON entry (transaction_id, position);
CREATE FUNCTION entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''the journal is append-only''; END';
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_is_append_only();

CREATE TABLE search (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
-- Without a list of pending words: it would make the planner read the whole table until it is flushed.
CREATE INDEX search_by_word ON search USING GIN (words) WITH (fastupdate = off);
