-- A letter's own id stands in its Message-ID: it is found by its primary key.
DROP INDEX outbox_by_message;

-- The contract with promises of its own under which a ticket was opened.
ALTER TABLE ticket ADD COLUMN annex_id INTEGER;

-- With which others the sale of a lot was handed over to be invoiced.
ALTER TABLE lot ADD COLUMN batch INTEGER;
CREATE INDEX lot_by_batch ON lot (company_id, batch) WHERE price IS NOT NULL;

-- What a quote comes to in money, in centavos before taxes, and with which other sales it was handed over once it was accepted.
ALTER TABLE quote ADD COLUMN price INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quote ADD COLUMN batch INTEGER;
CREATE INDEX quote_by_batch ON quote (company_id, batch) WHERE price > 0;

-- What whoever runs the house looks at: letters that failed, and messages that nobody has looked into.
CREATE INDEX outbox_failed ON outbox (company_id) WHERE state = 'failed';
CREATE INDEX received_mail_unread ON received_mail (company_id, mailbox_id, received_at) WHERE state = 'waiting';
