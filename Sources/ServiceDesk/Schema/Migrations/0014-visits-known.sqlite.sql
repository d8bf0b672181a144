-- Visits that were planned before they had rows.
INSERT INTO visit (company_id, ticket_id, number, state, engineer_id, begins_at, ended_at, expenses)
SELECT ticket.company_id, ticket.id, json_extract(work.value, '$.number'), json_extract(work.value, '$.state'),
    CASE WHEN json_extract(work.value, '$.startedAt') < 253402300799 THEN json_extract(work.value, '$.person') END,
    json_extract(work.value, '$.kind.visit._0.appointment.begins'), json_extract(work.value, '$.endedAt'),
    json_extract(work.value, '$.kind.visit._0.expenses')
FROM ticket, json_each(CASE WHEN ticket.works = '' THEN '[]' ELSE ticket.works END) AS work
WHERE json_extract(work.value, '$.kind.visit') IS NOT NULL;
