-- How often a letter was handed to a mail server of which nobody learnt whether it took it: the connection ended first, or the desk.
ALTER TABLE outbox ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
