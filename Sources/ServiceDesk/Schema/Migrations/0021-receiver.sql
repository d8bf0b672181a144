-- The tax number of a customer's invoices, which he writes himself; the one in rfc is what the house knows him by.
ALTER TABLE customer ADD COLUMN tax_rfc TEXT;
UPDATE customer SET tax_rfc = rfc WHERE tax_name IS NOT NULL;
