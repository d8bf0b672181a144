-- When contracts ended that did so before their rows said when.
UPDATE contract SET terms = jsonb_set(terms::jsonb, '{endedAt}', to_jsonb((
    SELECT MAX(entry.at) FROM entry
    WHERE entry.company_id = contract.company_id AND entry.ticket_id = contract.id AND entry.kind = 'contract_ended')))::text
WHERE state = 'ended' AND terms::jsonb -> 'endedAt' IS NULL;
