-- What leaves the house in a company's own words, and what each person wants of it.

-- A company's own text of a letter, each time it was changed; the text itself is a content of the entry that says so.
CREATE TABLE letter_template (
    company_id INTEGER NOT NULL REFERENCES company (id),
    letter TEXT NOT NULL,
    language TEXT NOT NULL,
    version INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    -- From here on the desk's own words are used again.
    is_shipped INTEGER NOT NULL,
    PRIMARY KEY (company_id, letter, language, version),
    CONSTRAINT "letters are written in two languages" CHECK (language IN ('es', 'en'))
) WITHOUT ROWID;

-- How somebody has a series of letters, where he chose.
CREATE TABLE preference (
    company_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    series TEXT NOT NULL,
    choice TEXT NOT NULL,
    PRIMARY KEY (company_id, person_id, series),
    CONSTRAINT "letters come one by one, together, or not" CHECK (choice IN ('each', 'hourly', 'daily', 'never'))
) WITHOUT ROWID;

-- The series a letter belongs to, where its reader may switch it off.
ALTER TABLE outbox ADD COLUMN series TEXT;

-- When a notice is told together with others, as long as it waits for that; then the letter that told it.
ALTER TABLE notice ADD COLUMN digest_at INTEGER;
ALTER TABLE notice ADD COLUMN mail_id INTEGER;
CREATE INDEX notice_by_digest ON notice (digest_at, id) WHERE digest_at IS NOT NULL;
