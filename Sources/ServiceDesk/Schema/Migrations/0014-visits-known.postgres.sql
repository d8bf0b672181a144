-- Visits that were planned before they had rows.
INSERT INTO visit (company_id, ticket_id, number, state, engineer_id, begins_at, ended_at, expenses)
SELECT ticket.company_id, ticket.id, (work.value ->> 'number')::bigint, work.value ->> 'state',
    CASE WHEN (work.value ->> 'startedAt')::bigint < 253402300799 THEN (work.value ->> 'person')::bigint END,
    (work.value #>> '{kind,visit,_0,appointment,begins}')::bigint, (work.value ->> 'endedAt')::bigint,
    (work.value #>> '{kind,visit,_0,expenses}')::bigint
FROM ticket, jsonb_array_elements(CASE WHEN ticket.works = '' THEN '[]' ELSE ticket.works END::jsonb) AS work (value)
WHERE work.value #> '{kind,visit}' IS NOT NULL;
