-- The picture that stands on a company's papers and pages. Its digest is on the company, so that a page need not read it.
ALTER TABLE company ADD COLUMN logo_digest TEXT;
CREATE TABLE logo (
    company_id INTEGER PRIMARY KEY REFERENCES company (id),
    png BLOB NOT NULL
);
