"""Weeks on a standing clock: deadlines, pauses, closings, each at its instant (issue: as time passes)."""

import pytest

SEQUENCE = {"factura-inteligente": "FI", "fel": "FEL", "intecnia": "IN", "factupronto": "FP", "grupo-execom": "GE"}


def open_ticket(desk, company, token, **more):
    body = {"requester": {"name": "Luna", "email": "luna@papeleria.example", "rfc": "EKU9003173C9"}, "channel": "portal",
            "subject": "No timbra", "description": "No timbra", **more}
    answer = desk.api("POST", f"/api/v1/companies/{company}/tickets", body, token)
    assert answer.status == 201, answer.body
    return answer.json


def act(desk, company, folio, what, token, **body):
    return desk.api("POST", f"/api/v1/companies/{company}/tickets/{folio}/{what}", body, token)


def read(desk, company, folio, token):
    return desk.api("GET", f"/api/v1/companies/{company}/tickets/{folio}", token=token).json


def test_a_deadline_is_breached_at_its_instant_and_silence_closes(desk):
    token = desk.token("fel", "ines@fel.example")
    ticket = open_ticket(desk, "fel", token, department="technical_support", priority="low")
    response = next(d for d in ticket["deadlines"] if d["metric"] == "first_response")
    assert response["due"] == "2026-03-13T17:00:00-06:00"
    assert "FEL-27" in response["cites"]["ids"]
    assert response["reckoning"]
    answered = open_ticket(desk, "fel", token, department="technical_support", priority="low")
    assert act(desk, "fel", answered["folio"], "waits", token, reason="information", question="¿Qué versión usa?").status == 201
    desk.advance("PT24H", token)
    assert read(desk, "fel", ticket["folio"], token)["deadlines"][0]["status"] == "breached"
    assert read(desk, "fel", answered["folio"], token)["deadlines"][0]["status"] == "met"
    assert read(desk, "fel", answered["folio"], token)["state"] == "waiting"
    # Asked on Thursday 12 at 17:00: 72 h are over on Sunday, and Monday 16 is a day of rest.
    desk.advance("PT71H", token)
    assert read(desk, "fel", answered["folio"], token)["state"] == "waiting"
    desk.advance("PT24H", token)
    closed = read(desk, "fel", answered["folio"], token)
    assert closed["state"] == "closed"
    assert closed["closed_at"] == "2026-03-17T09:00:00-06:00"
    assert read(desk, "fel", ticket["folio"], token)["state"] == "open", "never closed for silence while the ball is with us"
