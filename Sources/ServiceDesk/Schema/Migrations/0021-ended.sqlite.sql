-- When contracts ended that did so before their rows said when.
UPDATE contract SET terms = json_set(terms, '$.endedAt', (
    SELECT MAX(entry.at) FROM entry
    WHERE entry.company_id = contract.company_id AND entry.ticket_id = contract.id AND entry.kind = 'contract_ended'))
WHERE state = 'ended' AND json_extract(terms, '$.endedAt') IS NULL;
