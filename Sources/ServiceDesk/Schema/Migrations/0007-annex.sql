-- A letter's own id stands in its Message-ID: it is found by its primary key.
DROP INDEX outbox_by_message;

-- The contract with promises of its own under which a ticket was opened.
ALTER TABLE ticket ADD COLUMN annex_id INTEGER;

-- With which others the sale of a lot was handed over to be invoiced.
ALTER TABLE lot ADD COLUMN batch INTEGER;
CREATE INDEX lot_by_batch ON lot (company_id, batch) WHERE price IS NOT NULL;
