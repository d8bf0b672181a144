-- By which a message is known that only counts on, as a machine's do: what it says without numbers.
ALTER TABLE received_mail ADD COLUMN shape BLOB;

-- Whoever runs a company is not always who runs this machine: a mailbox that he named is looked for in the open Internet alone.
ALTER TABLE mailbox ADD COLUMN stays_outside INTEGER NOT NULL DEFAULT 0;
