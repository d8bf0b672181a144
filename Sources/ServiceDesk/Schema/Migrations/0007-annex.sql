-- A letter's own id stands in its Message-ID: it is found by its primary key.
DROP INDEX outbox_by_message;

-- The contract with promises of its own under which a ticket was opened.
ALTER TABLE ticket ADD COLUMN annex_id INTEGER;
