-- The colour that a company chose for its papers, letters and pages.
ALTER TABLE company ADD COLUMN color TEXT;
