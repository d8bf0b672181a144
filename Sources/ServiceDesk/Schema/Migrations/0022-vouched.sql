-- Of a customer is whom one of his contracts names: whoever only typed his tax number was taken for one of his.
UPDATE person SET customer_id = NULL
WHERE customer_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM contract
    JOIN entry ON entry.company_id = contract.company_id AND entry.ticket_id = contract.id AND entry.kind = 'contract_opened'
    WHERE contract.company_id = person.company_id AND contract.customer_id = person.customer_id
      AND entry.body LIKE '%' || person.id || '%');
