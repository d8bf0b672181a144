-- Mail servers that take letters from us, where they refused an empty envelope sender.
CREATE TABLE relay (
    place TEXT PRIMARY KEY,
    refused_at INTEGER NOT NULL,
    words TEXT NOT NULL
) WITHOUT ROWID;
