-- Who answered a closed request that somebody else asked opened the one that follows it: his words are its first.
INSERT INTO participant (company_id, ticket_id, person_id, is_in)
SELECT DISTINCT entry.company_id, entry.ticket_id, entry.person_id, 0
FROM entry JOIN ticket ON ticket.id = entry.ticket_id JOIN person ON person.id = entry.person_id
WHERE entry.kind = 'opened' AND ticket.requester_id <> entry.person_id AND person.role = 'client' AND person.erased_at IS NULL
ON CONFLICT (ticket_id, person_id) DO NOTHING;
