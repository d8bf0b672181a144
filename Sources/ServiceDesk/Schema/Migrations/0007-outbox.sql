-- A letter's own id stands in its Message-ID: it is found by its primary key.
DROP INDEX outbox_by_message;
