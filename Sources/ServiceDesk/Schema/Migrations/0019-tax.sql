-- To whom a customer's invoices are made out, as the tax register has him, and where a company issues its own.
ALTER TABLE customer ADD COLUMN tax_name TEXT;
ALTER TABLE customer ADD COLUMN tax_postal_code TEXT;
ALTER TABLE customer ADD COLUMN tax_regime TEXT;
ALTER TABLE customer ADD COLUMN tax_use TEXT;
ALTER TABLE company ADD COLUMN postal_code TEXT;

-- How what was bought was paid; NULL: not paid at once.
ALTER TABLE lot ADD COLUMN payment TEXT;

-- What waits for a ruling, over all contracts.
CREATE INDEX charge_in_dispute ON charge (company_id, at, contract_id, number) WHERE state = 'frozen';
