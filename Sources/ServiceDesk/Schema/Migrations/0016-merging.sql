-- A request that goes on in another, because both are about the same problem.
ALTER TABLE ticket ADD COLUMN merged_into INTEGER;
CREATE INDEX ticket_by_merging ON ticket (merged_into) WHERE merged_into IS NOT NULL;
