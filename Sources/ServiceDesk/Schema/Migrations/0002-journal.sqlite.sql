-- The journal. `position` orders the entries as their transactions committed: SQLite has one writer, and gives the next
-- number after the highest, for none is ever removed.
CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    id INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    person_id INTEGER,
    for_person_id INTEGER,
    clause TEXT,
    is_internal INTEGER NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL
);
CREATE UNIQUE INDEX entry_by_id ON entry (id);
CREATE UNIQUE INDEX entry_by_record ON entry (company_id, ticket_id, number);
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE folio (company_id INTEGER PRIMARY KEY REFERENCES company (id), last INTEGER NOT NULL);

-- Only which entries have a word: no text, no places, no lengths.
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', detail = none, columnsize = 0, tokenize = "unicode61 remove_diacritics 0");
-- The words of an entry, which must be known to take it out again.
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, instance);
